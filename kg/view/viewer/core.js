// What the page knows, and the few tools that every part uses. Text of the graph only ever becomes a text node.

const data = JSON.parse(document.getElementById("data").textContent);
const facts = data.facts;
const actors = [], events = [];
facts.forEach((fact, id) => (fact.type === "actor" ? actors : events).push(id));
for (const id of events) for (const kind of ["places", "topics"]) facts[id][kind] = facts[id][kind].map((nth) => data.things[nth]);
// Edges by node: { id, event, target, role }; the target is an actor, or an event when the role is "content".
const links = data.edges.map((e) => ({ id: e.id, event: e.from, target: e.to, role: e.role }));
const linksOf = facts.map(() => []);
for (const link of links) {
  linksOf[link.event].push(link);
  linksOf[link.target].push(link);
}
const isActor = (id) => facts[id].type === "actor";
const actorsOf = (event) => linksOf[event].filter((l) => l.event === event && l.role !== "content").map((l) => l.target);
const eventsOf = (actor) => [...new Set(linksOf[actor].map((l) => l.event))];

const $ = (id) => document.getElementById(id);

/** An element with attributes, listeners ("onclick": f) and children; strings become text. */
function el(tag, attributes = {}, ...children) {
  const made = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}
const bdi = (words) => el("bdi", { dir: "auto" }, words);

/** Interface words in the current language, {name} filled in. */
function t(key, values = {}) {
  const words = Object.hasOwn(data.words[state.lang], key) ? data.words[state.lang][key] : key;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Labels by language -> words, the current language first. */
function best(labels) {
  return labels[state.lang] || labels.fr || labels.en || labels[""] || Object.values(labels)[0] || "";
}
const classLabel = (cls) => best(data.classes[cls] ?? {}) || cls.replace(/([a-z])([A-Z])/g, "$1 $2");
const nameOf = (id) => best(facts[id].labels) || facts[id].iri;
const namesOf = (things) => things.map(({ labels }) => best(labels));
const shorten = (words, most = 32) => {
  const line = words.replace(/\s+/g, " ").trim();
  const points = Array.from(line.slice(0, 2 * most + 2));
  return points.length <= most && line.length <= 2 * most + 2 ? line : points.slice(0, most - 1).join("").trimEnd() + "…";
};

/** A whole number with its thousands apart; setting up the browser's own format would take longer than the panel. */
const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, { fr: "\u202f", en: "," }[state.lang]);

/** A share of 1 in whole percent. */
const percent = (share) => t("percent", { n: Math.round(share * 100) });

/** Words without accents, case or ligatures, for search. */
const fold = (words) =>
  words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").replace(/[’ʼ]/g, "'");

/** Alphabetical order, accents and case aside; the browser's own collation takes long to set up. */
function alphabetical(a, b) {
  const [one, other] = [fold(a), fold(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** An address that may be followed, or null. */
function safeUrl(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
function link(address, words) {
  const href = safeUrl(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, words) : words;
}

// Time. An xsd date, month, year or dateTime -> [first millisecond, last], in UTC.
const DAY = 864e5;
function span(stamp) {
  const found = /^(-?\d{4,6})(?:-(\d\d))?(?:-(\d\d))?/.exec(stamp ?? "");
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2] || 1) - 1, Number(found[3] || 1)];
  const start = new Date(0);
  start.setUTCFullYear(year, month, day);
  const end = new Date(start);
  if (found[3]) end.setUTCDate(day + 1);
  else if (found[2]) end.setUTCMonth(month + 1);
  else end.setUTCFullYear(year + 1);
  return Number.isNaN(start.getTime()) ? null : [start.getTime(), end.getTime() - 1];
}
/** When an event was, as far as is known: [from, to] or null. What is going on has no end. */
function when(id) {
  const event = facts[id];
  const first = span(event.begin) ?? span(event.earliest);
  const last = span(event.end) ?? span(event.latest);
  if (!first && !last) return null;
  if (!last && event.status === "ongoing") return [first[0], Infinity];
  return [(first ?? last)[0], Math.max((last ?? first)[1], (first ?? last)[0])];
}
function showDate(stamp) {
  const at = span(stamp);
  if (!at) return stamp ?? "";
  const parts = stamp.split("T")[0].replace(/^-/, "").split("-").length;
  const options = { timeZone: "UTC", year: "numeric" };
  if (parts > 1) options.month = "long";
  if (parts > 2) options.day = "numeric";
  let words = new Intl.DateTimeFormat(state.lang, options).format(at[0]);
  const hour = /T(\d\d:\d\d)/.exec(stamp);
  if (hour && hour[1] !== "00:00") words += ", " + hour[1];
  return words;
}
function showWhen(id) {
  const { begin, end, earliest, latest } = facts[id];
  if (begin) return end && end !== begin ? `${showDate(begin)} – ${showDate(end)}` : showDate(begin);
  const bounds = [];
  if (earliest) bounds.push(t("earliest", { d: showDate(earliest) }));
  if (latest) bounds.push(t("latest", { d: showDate(latest) }));
  if (!bounds.length && end) bounds.push(t("latest", { d: showDate(end) }));
  return bounds.join(", ");
}
function showDuration(lexical) {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(lexical);
  if (!found) return lexical;
  const units = ["year", "month", "day", "hour", "minute", "second"];
  return units
    .map((unit, i) => [unit, found[i + 1]])
    .filter(([, count]) => Number(count))
    .map(([unit, count]) => new Intl.NumberFormat(state.lang, { style: "unit", unit, unitDisplay: "long" }).format(count))
    .join(" ");
}

function say(words) {
  $("say").textContent = "";
  $("say").textContent = words;
}

/** The little drawing that stands for a node in lists and in the legend. */
function glyph(of) {
  const theme = data.themes[state.theme];
  const box = el("svg:svg", { viewBox: "0 0 20 14", class: "key", "aria-hidden": "true" });
  if (of.kind) {
    const fill = theme.kinds[of.kind];
    const shape = {
      dot: ["circle", { cx: 10, cy: 7, r: 5.6 }],
      square: ["rect", { x: 4.5, y: 1.5, width: 11, height: 11 }],
      hexagon: ["path", { d: "M3.500 7 6.800 1.300h6.400L16.500 7l-3.300 5.700H6.800z" }],
      triangle: ["path", { d: "M10 .8 16.800 12.800H3.200z" }],
    }[data.shapes[of.kind]];
    box.append(el("svg:" + shape[0], { ...shape[1], fill }));
    return box;
  }
  const style = data.groups[state.theme][groupOf(of.family, of.status ?? "occurred")];
  box.append(
    el("svg:rect", {
      x: 1.5, y: 1.5, width: 17, height: 11, rx: 4,
      fill: style.color.background, stroke: style.color.border, "stroke-width": style.borderWidth,
      "stroke-dasharray": style.shapeProperties.borderDashes ? style.shapeProperties.borderDashes.map((n) => n / 2).join(" ") : null,
    }),
  );
  if (of.status === "denied") box.append(el("svg:path", { d: "M2 12.500 18 1.500", stroke: theme.denied, "stroke-width": 1.6 }));
  return box;
}
const glyphOf = (id) => glyph(isActor(id) ? { kind: facts[id].kind } : { family: facts[id].family, status: facts[id].status });
const colourOf = (family) => (Object.hasOwn(data.colours, family) ? data.colours[family] : data.colours.other);
const groupOf = (family, status) => {
  const name = `${Object.hasOwn(data.colours, family) ? family : "other"}/${status}`;
  return Object.hasOwn(data.groups.light, name) ? name : "other/occurred";
};
