// The same data as a table, for reading, sorting and screen readers.

const sorting = { events: ["when", 1], actors: ["count", -1] };
let tableLimit = 300;

const COLUMNS = {
  events: {
    name: ["event", (id) => nameOf(id)],
    cls: ["class", (id) => classLabel(facts[id].cls)],
    status: ["status", (id) => t(facts[id].status)],
    when: ["when", (id) => whenOf(id)?.[0] ?? Infinity, (id) => showWhen(id) || "–"],
    who: ["who", (id) => [...new Set(actorsOf(id))].map(nameOf).join(", "), (id) => nodeList([...new Set(actorsOf(id))])],
    place: ["place", (id) => namesOf(facts[id].places).join(", ")],
    source: ["source", (id) => sources(id).join(", "), (id) => el("small", {}, bdi(shorten(sources(id).join(", "), 60)))],
    confidence: ["confidence", (id) => facts[id].confidence ?? -1, (id) => (facts[id].confidence === null ? "–" : percent(facts[id].confidence))],
  },
  actors: {
    name: ["name", (id) => nameOf(id)],
    kind: ["class", (id) => t(facts[id].kind)],
    offices: ["offices", (id) => facts[id].offices.map((o) => [best(o.role), o.of !== null ? nameOf(o.of) : best(o.ofLabels)].filter(Boolean).join(", ")).join(" ; ")],
    count: ["events", (id) => shown.degree.get(id) ?? 0],
    wikidata: ["wikidata", (id) => facts[id].wikidata ?? "", (id) => (facts[id].wikidata ? link(facts[id].wikidata, facts[id].wikidata.split("/").pop()) : "")],
  },
};
const sources = (id) => [...new Set(facts[id].evidence.map((e) => data.articles[e.article]).map((a) => a.publisher || a.title || t("noSource")))];

function drawTable() {
  const holder = $("table");
  if (holder.hidden) return;
  const what = state.fold ? "actors" : "events";
  const columns = COLUMNS[what];
  const [by, way] = sorting[what];
  const ids = what === "actors" ? shown.actors : shown.events;
  const key = columns[by][1];
  const sorted = [...ids].map((id) => [key(id), id]).sort(([a, i], [b, j]) => way * (typeof a === "number" ? (a === b ? 0 : a - b) : alphabetical(a, b)) || i - j).map(([, id]) => id);
  const focused = document.activeElement?.dataset?.sort;
  const header = Object.entries(columns).map(([name, [words]]) => el("th", { scope: "col", "aria-sort": name === by ? (way > 0 ? "ascending" : "descending") : null },
    el("button", { type: "button", "data-sort": name, onclick: () => {
      sorting[what] = [name, name === by ? -way : 1];
      drawTable();
    } }, capital(t(words)), name === by ? (way > 0 ? " ↑" : " ↓") : "")));
  const rows = sorted.slice(0, tableLimit).map((id) => el("tr", { class: state.chosen === id ? "chosen" : null }, Object.entries(columns).map(([name, [, value, show]]) => {
    const cell = name === "name" ? nodeButton(id) : show ? show(id) : bdi(shorten(String(value(id)), 200));
    return el(name === "name" ? "th" : "td", name === "name" ? { scope: "row", class: "first" } : {}, cell);
  })));
  holder.replaceChildren(el("table", {}, el("caption", { class: "unseen" }, `${t(what)} : ${ids.length}`), el("thead", {}, el("tr", {}, header)), el("tbody", {}, rows)));
  if (sorted.length > tableLimit) {
    holder.append(el("p", { class: "foot" }, el("button", { type: "button", class: "act", onclick: () => {
      tableLimit += 1000;
      drawTable();
    } }, t("more"))));
  }
  if (focused) holder.querySelector(`[data-sort="${focused}"]`)?.focus();
}
