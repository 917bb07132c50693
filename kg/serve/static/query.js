"use strict";
// The page for queries: YASGUI with this server's endpoint and its own words to complete. What it has by default
// of either goes to other servers (which the page's policy would stop as well).
(() => {
  const root = document.getElementById("yasgui");
  const endpoint = new URL("/sparql", location.href).href;
  const terms = fetch("/terms.json").then((response) => response.json());

  const completers = ["class", "property"].map((kind) => {
    const name = `graph-${kind}`;
    Yasgui.Yasqe.forkAutocompleter(kind, {
      name,
      bulk: true,
      autoShow: false,
      persistenceId: null,
      get: () => terms.then((known) => known[kind]),
    });
    return name;
  });
  // Lists are merged with the default ones, so theirs is replaced as well.
  const autocompleters = ["variables", ...completers];
  Yasgui.Yasqe.defaults.autocompleters = autocompleters;

  const here = (tab) => {
    tab.requestConfig.endpoint = endpoint;
    return tab;
  };
  const yasgui = new Yasgui(root, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    populateFromUrl: here,
    yasqe: { value: root.dataset.first, autocompleters },
  });
  // An example is chosen by its address; one that differs after # only does not load the page again.
  window.addEventListener("hashchange", () => {
    if (location.hash.startsWith("#query=")) location.reload();
  });
  root.dataset.ready = String(Boolean(yasgui.getTab()));
})();
