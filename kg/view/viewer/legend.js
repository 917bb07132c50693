// The filters, which are the legend too: each line shows how a thing is drawn and how many there are.

const STATUSES = ["occurred", "ongoing", "planned", "possible", "requested", "denied"];
const classesByFamily = (() => {
  const out = new Map();
  for (const id of events) {
    const { cls, family } = facts[id];
    if (!out.has(family)) out.set(family, new Set());
    out.get(family).add(cls);
  }
  return out;
})();
const valuesIn = (facet) => [...new Set(events.flatMap((id) => valuesOf(id)[facet]))];
const openFamilies = new Set();

function drawLegend() {
  const filters = $("filters");
  const focused = document.activeElement?.dataset?.key;
  const top = filters.scrollTop;
  const parts = [
    el("h2", {}, t("kinds")),
    facet("kind", Object.keys(data.shapes).filter((kind) => actors.some((id) => facts[id].kind === kind)), (kind) => [glyph({ kind }), t(kind)]),
    el("h2", {}, t("families"), anyFilter() && el("button", { type: "button", class: "link", id: "clear", onclick: clearFilters }, t("clear"))),
    families(),
    el("h2", {}, t("status")),
    facet("status", STATUSES.filter((s) => events.some((id) => facts[id].status === s)), (status) => [glyph({ family: "Consultation", status }), t(status)]),
  ];
  const publishers = valuesIn("publisher").sort(alphabetical);
  if (publishers.length > 1) parts.push(el("h2", {}, t("source")), more("publisher", publishers, (name) => [null, name || t("noSource")]));
  if (data.articles.length > 1) {
    parts.push(el("h2", {}, t("articles")), more("article", data.articles.map((_, i) => String(i)), (i) => [null, data.articles[i].title || t("article")]));
  }
  const countries = valuesIn("country");
  if (countries.length > 1) {
    countries.sort((a, b) => alphabetical(nameOf(Number(a)), nameOf(Number(b))));
    parts.push(el("h2", {}, t("country")), more("country", countries, (id) => [null, nameOf(Number(id))]));
  }
  parts.push(
    slider("confidence", t("confidenceFrom", { n: Math.round(state.confidence * 100) }), 0, 1, 0.05),
    slider("degree", t("degreeFrom", { n: state.degree }), 0, Math.min(20, Math.max(...actors.map((id) => eventsOf(id).length), 1)), 1),
  );
  filters.replaceChildren(...parts.flat(Infinity).filter(Boolean));
  if (top) filters.scrollTop = top;
  if (focused) filters.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** Families side by side of the PLOVER square; one with several classes opens to show them. */
function families() {
  const out = [];
  const known = new Set(Object.values(data.sides).flat());
  for (const [side, members] of Object.entries(data.sides)) {
    const here = [...members, ...(side === "other" ? [...classesByFamily.keys()].filter((f) => !known.has(f)) : [])].filter((family) => classesByFamily.has(family));
    if (!here.length) continue;
    out.push(el("h3", {}, t(side)), el("ul", { class: "facet" }, here.map((family) => familyLine(family))));
  }
  return out;
}
function familyLine(family) {
  const classes = [...classesByFamily.get(family)].sort();
  const count = classes.reduce((sum, cls) => sum + (shown.counts.cls.get(cls) ?? 0), 0);
  const lines = [line("family", family, classes, [glyph({ family }), classLabel(family)], count, "cls")];
  if (classes.length > 1) {
    const open = openFamilies.has(family);
    lines[0].append(el("button", { type: "button", class: "fold", "data-key": `open ${family}`, "aria-expanded": String(open), "aria-label": classLabel(family), onclick: () => {
      open ? openFamilies.delete(family) : openFamilies.add(family);
      drawLegend();
    } }, open ? "▾" : "▸"));
    if (open) lines.push(el("li", {}, el("ul", { class: "facet inner" }, classes.map((cls) => line("cls", cls, [cls], [null, classLabel(cls)], shown.counts.cls.get(cls) ?? 0, "cls")))));
  }
  return lines;
}

function facet(name, values, drawing) {
  return el("ul", { class: "facet", "data-facet": name }, values.map((value) => line(name, value, [value], drawing(value), shown.counts[name].get(value) ?? 0, name)));
}
/** A long facet: the first lines, and the rest on demand. */
const openFacets = new Set();
function more(name, values, drawing) {
  const all = values.length <= 8 || openFacets.has(name);
  const list = facet(name, all ? values : values.slice(0, 6), drawing);
  return all ? list : [list, el("button", { type: "button", class: "link more", "data-key": `more ${name}`, onclick: () => {
    openFacets.add(name);
    drawLegend();
  } }, `${t("more")} (${values.length - 6})`)];
}

/** One line: on while any of its values is. */
function line(group, value, values, [drawing, words], count, name) {
  const off = state.off[name];
  const box = el("input", { type: "checkbox", "data-key": `${group} ${value}`, onchange: (e) => {
    for (const v of values) e.target.checked ? off.delete(v) : off.add(v);
    changed();
  } });
  box.checked = values.some((v) => !off.has(v));
  const only = el("button", { type: "button", class: "only", "data-key": `only ${group} ${value}`, "aria-label": `${words}${t("colon")}${t("only")}`, onclick: () => {
    const every = name === "kind" ? Object.keys(data.shapes) : valuesIn(name);
    const alone = every.every((v) => values.includes(v) !== off.has(v));
    off.clear();
    if (!alone) for (const v of every) if (!values.includes(v)) off.add(v);
    changed();
  } }, t("only"));
  return el("li", {}, el("label", { title: words.length > 24 ? words : null }, box, drawing, el("span", { class: "label" }, bdi(shorten(words, 60))), el("span", { class: "count" }, String(count))), only);
}

function slider(key, words, min, max, step) {
  const input = el("input", { type: "range", min, max, step, "data-key": key, "aria-label": words, value: state[key], oninput: (e) => {
    state[key] = Number(e.target.value);
    changed({ step: false });
  } });
  return el("label", { class: "slider" }, words, input);
}

const anyFilter = () => Object.values(state.off).some((off) => off.size > 0) || state.confidence > 0 || state.degree > 0 || state.time !== null || !state.undated || state.hidden.size > 0;
function clearFilters() {
  for (const off of Object.values(state.off)) off.clear();
  Object.assign(state, { confidence: 0, degree: 0, time: null, undated: true });
  state.hidden.clear();
  changed();
}
