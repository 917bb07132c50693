// Search over every name, place and topic, without accents or case; a hit is chosen and centred.

let searchIndex = null; // made when it is first asked for
const indexed = () => facts.map((fact, id) => {
  const words = [...Object.values(fact.labels)];
  if (fact.type === "actor") words.push(...fact.aliases, ...fact.offices.flatMap((o) => Object.values(o.role)));
  else {
    words.push(...[...fact.places, ...fact.topics].flatMap(({ labels }) => Object.values(labels)));
    words.push(...Object.values(data.classes[fact.cls] ?? {}));
  }
  return { id, keys: [...new Set(words)].map((w) => [fold(w.slice(0, 300)), w]) };
});

/** The best hits: a name that begins so, a word that begins so, then anywhere; actors before events. */
function find(query, most = 12) {
  const parts = fold(query).split(/\s+/).filter(Boolean);
  if (!parts.length) return [];
  searchIndex ??= indexed();
  const hits = [];
  for (const { id, keys } of searchIndex) {
    let top = null;
    for (const [key, words] of keys) {
      if (!parts.every((part) => key.includes(part))) continue;
      const rank = key.startsWith(parts[0]) ? 0 : new RegExp(`(^|[^\\p{L}\\p{N}])${parts[0].replace(/[^\p{L}\p{N}]/gu, "\\$&")}`, "u").test(key) ? 1 : 2;
      if (!top || rank < top.rank) top = { id, rank, words };
    }
    if (top) hits.push({ ...top, weight: linksOf[id].length });
  }
  hits.sort((a, b) => a.rank - b.rank || isActor(b.id) - isActor(a.id) || b.weight - a.weight || a.id - b.id);
  return hits.slice(0, most);
}

function startSearch() {
  const input = $("search"), list = $("hits");
  let hits = [], at = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (n) => {
    at = n;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0 && hits.length) {
      input.setAttribute("aria-activedescendant", `hit-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (id) => {
    close();
    input.value = "";
    input.blur();
    pathFrom !== null ? choose(id) : go(id);
  };
  const update = () => {
    hits = find(input.value);
    list.replaceChildren(...hits.map(({ id, words }, i) => {
      const name = nameOf(id);
      return el("li", { id: `hit-${i}`, role: "option", "data-node": id, onpointerdown: (e) => e.preventDefault(), onclick: () => take(id) },
        glyphOf(id), el("span", { class: "hit" }, bdi(shorten(name, 70)), words !== name && !name.includes(words) ? el("small", {}, "  ", bdi(shorten(words, 40))) : null),
        el("small", {}, isActor(id) ? t(facts[id].kind) : shortDate(id)));
    }));
    if (!hits.length) list.append(el("li", { role: "option", "aria-disabled": "true" }, t("noResult")));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(hits.length ? 0 : -1);
  };
  input.addEventListener("input", update);
  input.addEventListener("focus", () => input.value && update());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (hits.length) mark((at + (e.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
    } else if (e.key === "Enter" && hits[at]) take(hits[at].id);
    else if (e.key === "Escape") {
      input.value = "";
      close();
      input.blur();
    } else return;
    e.stopPropagation();
  });
}
