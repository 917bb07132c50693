// How the parts play together: every change of the state goes through `changed`, `choose` or `show`.

let pathFrom = null;
let quiet = false; // while the state is read from the address

/** The filters or the drawing changed: compute again and draw. A step is what "back" undoes. */
function changed({ refit = false, keep = false, step = true } = {}) {
  drawOnce(() => {
    draw(compute());
    drawAround();
    if (refit) firstView();
  });
  if (!keep) remember(step);
}
function drawAround() {
  drawLegend();
  drawPanel();
  drawTime();
  drawTable();
  drawShowing();
}

/** Choose a node or an edge, or nothing. While a path is being asked for, an actor is its other end. */
function choose(id) {
  if (pathFrom !== null && typeof id === "number" && isActor(id) && id !== pathFrom) return showPath(pathFrom, id);
  pathFrom = null;
  if (state.chosen === id) return;
  state.chosen = id;
  shade();
  drawPanel();
  drawTable();
  drawShowing();
  remember(true);
  if (id !== null) say(typeof id === "number" ? nameOf(id) : foldedEdges.has(id) ? edgeWords(foldedEdges.get(id)) : "");
}

/** Choose a node and bring it into view, whatever hides it. */
function go(id) {
  if (pathFrom !== null) return choose(id);
  state.chosen = id;
  let refit = false;
  if (state.view === "actors" && !isActor(id)) {
    state.view = "events";
    state.fold = false;
    refit = true;
  }
  if (!compute().nodes.has(id)) {
    const { focus, path } = state;
    Object.assign(state, { focus: null, path: null });
    state.hidden.delete(id);
    if (!compute().nodes.has(id)) {
      for (const off of Object.values(state.off)) off.clear();
      Object.assign(state, { confidence: 0, degree: 0, time: null, undated: true });
    }
    refit ||= focus !== null || path !== null;
  }
  showView();
  changed({ refit, keep: true });
  if (groupOfNode.has(id)) {
    state.opened.add(groupOfNode.get(id));
    changed({ keep: true });
  }
  remember(true);
  if (state.view !== "table") centre(id);
  say(nameOf(id));
}

function focusOn(id, depth) {
  const same = state.focus === id && state.depth === depth;
  Object.assign(state, { focus: same ? null : id, depth, path: null, chosen: id });
  if (state.fold && !isActor(id)) setView("events");
  changed({ refit: true });
}
function hide(id) {
  state.hidden.add(id);
  if (state.chosen === id) state.chosen = null;
  changed();
}
function pin(id) {
  if (!state.pinned.delete(id)) state.pinned.add(id);
  changed();
}
function startPath(id) {
  pathFrom = pathFrom === id ? null : id;
  drawPanel();
  if (pathFrom !== null) {
    flash(t("pathPick"));
    $("search").focus();
  }
}
function showPath(from, to) {
  pathFrom = null;
  Object.assign(state, { path: [from, to], focus: null, chosen: null });
  changed({ refit: true });
  const steps = shown.events.length;
  say(steps ? t("pathFound", { n: steps }) : t("pathNone"));
}
function unfocus() {
  Object.assign(state, { focus: null, path: null });
  changed({ refit: true });
}

/** The line over the graph: how much is seen, and why not all. */
function drawShowing() {
  const drawn = state.fold ? shown.actors.length : shown.nodes.size;
  const all = state.fold ? actors.length : Math.max(data.whole, facts.length);
  const chip = (words, run, strong) => el("button", { type: "button", class: "chip" + (strong ? " strong" : ""), onclick: run }, bdi(words), " ✕");
  const parts = [el("span", { class: "chip", id: "shown-count" }, t("showing", { n: number(drawn), m: number(all) }))];
  if (shown.total > shown.nodes.size) {
    parts.push(el("button", { type: "button", class: "chip strong", id: "show-more", onclick: () => {
      state.limit *= 2;
      changed({ refit: true });
    } }, t("more")));
  }
  if (data.whole > facts.length) parts.push(el("span", { class: "chip", id: "part" }, t("part", { n: number(facts.length), m: number(data.whole) })));
  if (state.path) {
    const steps = shown.events.length;
    parts.push(chip(steps ? t("pathFound", { n: steps }) : t("pathNone"), unfocus, true));
  } else if (state.focus !== null) parts.push(chip(t("focused", { name: shorten(nameOf(state.focus), 40), n: state.depth }), unfocus, true));
  if (state.hidden.size) parts.push(chip(t("hidden", { n: state.hidden.size }), () => (state.hidden.clear(), changed()), false));
  $("showing").replaceChildren(...parts);
  $("group").setAttribute("aria-pressed", String(state.grouped));
  $("nothing").textContent = t(events.length ? "nothing" : "noEvents");
  $("nothing").hidden = events.length > 0 && drawn > 0;
  $("graph").setAttribute("aria-label", t("graphLabel", { n: shown.actors.length, m: shown.events.length }));
}

function setView(view) {
  if (view !== "table") state.fold = view === "actors";
  state.view = view;
  if (typeof state.chosen === "string") state.chosen = null;
  showView();
}
function showView() {
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  const table = state.view === "table";
  $("table").hidden = !table;
  $("graph").hidden = table;
  document.querySelector(".zoom").hidden = table;
}
function switchView(view) {
  const before = state.fold;
  setView(view);
  changed({ refit: before !== state.fold });
}

function speak() {
  document.documentElement.lang = state.lang;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-title]")) {
    const words = t(node.dataset.title);
    node.setAttribute("aria-label", words);
    if (node.matches("button")) node.title = words;
  }
  $("search").placeholder = t("search");
  drawHelp();
}
function setLang(lang) {
  state.lang = lang;
  speak();
  changed({ step: false });
}
function setTheme(theme) {
  state.theme = theme;
  document.documentElement.dataset.theme = theme;
  if (network) {
    themeGraph();
    drawAround();
  }
}

const KEYS = [
  [["/"], "k_search"], [["A"], "k_actors"], [["T"], "k_table"], [["N", "P"], "k_next"], [["E"], "k_edge"], [["F"], "k_focus"], [["0"], "k_fit"], [["+", "−"], "k_zoom"],
  [["←", "↑", "→", "↓"], "k_pan"], [["R"], "k_arrange"], [["G"], "group"], [["D"], "k_dark"], [["Esc"], "k_close"], [["?"], "k_help"],
];
function drawHelp() {
  $("help").replaceChildren(
    el("h2", {}, t("keys")), el("p", {}, t("about")),
    el("dl", {}, KEYS.map(([keys, words]) => [el("dt", {}, keys.map((key) => el("kbd", {}, key))), el("dd", {}, t(words))])),
    el("button", { type: "button", class: "act", onclick: () => $("help").close() }, t("close")),
  );
}

/** The next or previous node by name, for the keyboard. */
function step(by) {
  const ids = (state.fold ? shown.actors : [...shown.nodes]).sort((a, b) => isActor(b) - isActor(a) || alphabetical(nameOf(a), nameOf(b)));
  if (!ids.length) return;
  const at = ids.indexOf(state.chosen);
  go(ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length]);
}
/** The next or previous edge between actors, the chosen actor's first. */
function stepEdge(by) {
  const edges = [...foldedEdges.values()].sort((a, b) => alphabetical(edgeWords(a), edgeWords(b)));
  if (!edges.length) return;
  const at = edges.findIndex(typeof state.chosen === "string" ? ({ id }) => id === state.chosen : ({ from, to }) => from === state.chosen || to === state.chosen);
  const next = typeof state.chosen === "number" && at >= 0 ? edges[at] : edges[at < 0 ? (by > 0 ? 0 : edges.length - 1) : (at + by + edges.length) % edges.length];
  choose(next.id);
  if (state.view === "actors") fit(true, [next.from, next.to]);
}
const PANS = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
function onKey(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || $("help").open || e.target.matches("input[type=text], textarea")) return;
  const onGraph = e.target === $("graph") || e.target === document.body;
  const run = {
    "/": () => $("search").focus(),
    a: () => switchView(state.fold ? "events" : "actors"),
    t: () => switchView(state.view === "table" ? (state.fold ? "actors" : "events") : "table"),
    n: () => step(1),
    p: () => step(-1),
    e: () => stepEdge(e.shiftKey ? -1 : 1),
    f: () => typeof state.chosen === "number" && focusOn(state.chosen, state.focus === state.chosen ? (state.depth % 3) + 1 : 1),
    0: () => fit(true),
    "+": () => zoom(1.3),
    "-": () => zoom(1 / 1.3),
    r: () => arrange(),
    g: () => setGrouped(!state.grouped),
    d: () => setTheme(state.theme === "dark" ? "light" : "dark"),
    "?": () => $("help").showModal(),
    Escape: () => (!$("exports").hidden ? openExports(false) : state.chosen !== null || pathFrom !== null ? choose(null) : state.focus !== null || state.path ? unfocus() : null),
  }[e.key.length === 1 ? e.key.toLowerCase() : e.key];
  if (run) run();
  else if (onGraph && PANS[e.key]) pan(...PANS[e.key]);
  else return;
  e.preventDefault();
}

function openExports(on) {
  $("exports").hidden = !on;
  $("export").setAttribute("aria-expanded", String(on));
  if (on) $("exports").querySelector("button").focus();
}

/** Put the state into the address; a step that "back" should undo makes an entry of its own. */
function remember(step) {
  if (quiet) return;
  const hash = "#" + address();
  if (hash === (location.hash || "#")) return;
  try {
    history[step ? "pushState" : "replaceState"](null, "", hash);
  } catch {
    // A frame without an address of its own: the page works, the state is not kept.
  }
}
function recall(refit) {
  quiet = true;
  const { lang, fold, focus, path } = state;
  readAddress(location.hash);
  if (state.lang !== lang) speak();
  showView();
  changed({ refit: refit || fold !== state.fold || focus !== state.focus || String(path) !== String(state.path) });
  quiet = false;
}

function start() {
  document.documentElement.dataset.theme = state.theme;
  readAddress(location.hash);
  speak();
  showView();
  draw(compute()); // before there is a network, so that it takes all at once
  drawAround();
  startGraph();
  startSearch();
  if (typeof state.chosen === "number") centre(state.chosen);
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => switchView(button.dataset.view));
  $("lang").addEventListener("click", () => setLang(state.lang === "fr" ? "en" : "fr"));
  $("theme").addEventListener("click", () => setTheme(state.theme === "dark" ? "light" : "dark"));
  $("show-help").addEventListener("click", () => $("help").showModal());
  $("zoom-in").addEventListener("click", () => zoom(1.4));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  $("fit").addEventListener("click", () => fit(true));
  $("arrange").addEventListener("click", () => arrange());
  $("group").addEventListener("click", () => setGrouped(!state.grouped));
  $("open-filters").addEventListener("click", () => {
    const open = $("filters").classList.toggle("open");
    $("open-filters").setAttribute("aria-expanded", String(open));
  });
  $("export").addEventListener("click", (e) => {
    e.stopPropagation();
    openExports($("exports").hidden);
  });
  for (const button of document.querySelectorAll("[data-export]")) {
    button.addEventListener("click", () => {
      openExports(false);
      EXPORTS[button.dataset.export]();
    });
  }
  document.addEventListener("click", () => openExports(false));
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", () => recall(false));
  addEventListener("hashchange", () => recall(false));
  let resizing = 0;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(drawTime, 120);
  });
  document.documentElement.dataset.ready = "true";
}

start();
