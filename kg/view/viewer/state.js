// What is chosen, what passes the filters, and the address after # that says so.

const LIMIT = 2000; // nodes drawn before "show more"
const browserLang = () => ((navigator.languages ?? [navigator.language]).map((l) => l.slice(0, 2)).find((l) => Object.hasOwn(data.words, l)) ?? "fr");
const state = {
  lang: data.lang === "auto" ? browserLang() : data.lang,
  theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  view: "events", // or "actors", "table"
  fold: false, // whether the actors view was the last drawing
  chosen: null, // a node id, or the id of an edge between actors
  off: { cls: new Set(), status: new Set(), kind: new Set(), country: new Set(), publisher: new Set(), article: new Set() },
  confidence: 0,
  degree: 0,
  time: null, // [from, to] in milliseconds
  undated: true,
  focus: null,
  depth: 1,
  hidden: new Set(),
  pinned: new Set(), // nodes that rearranging leaves where they are
  grouped: false, // communities drawn as one node
  opened: new Set(), // leaders of communities that are drawn in full all the same
  path: null, // [one actor, another]
  limit: LIMIT,
};

// Names short enough for an address: what comes after the last part that all IRIs share.
const base = (() => {
  let common = facts[0]?.iri ?? "";
  for (const { iri } of facts) while (!iri.startsWith(common)) common = common.slice(0, -1);
  return common.slice(0, common.lastIndexOf("/") + 1);
})();
const slug = (id) => facts[id].iri.slice(base.length);
const byIri = new Map(facts.map((fact, id) => [fact.iri, id]));
const bySlug = (words) => byIri.get(base + words) ?? null;

// The facets of an event: what values of each filter it has. An event passes a facet when one value is on.
const countriesOf = (actor) => {
  if (facts[actor].kind === "State") return [String(actor)];
  if (facts[actor].kind !== "Person") return [];
  return facts[actor].offices.filter((o) => o.of !== null && facts[o.of].kind === "State").map((o) => String(o.of));
};
const valuesOf = (() => {
  const made = facts.map((fact, id) => {
    if (fact.type !== "event") return null;
    const who = actorsOf(id);
    return {
      cls: [fact.cls],
      status: [fact.status],
      article: [...new Set(fact.evidence.map((e) => String(e.article)))],
      publisher: [...new Set(fact.evidence.map((e) => data.articles[e.article].publisher ?? ""))],
      country: [...new Set(who.flatMap(countriesOf))],
    };
  });
  return (id) => made[id];
})();
const whenOf = (() => {
  const made = facts.map((fact, id) => (fact.type === "event" ? when(id) : null));
  return (id) => made[id];
})();

const EVENT_FACETS = ["cls", "status", "country", "publisher", "article"];
/** The facets that an event fails, by name. */
function failed(id) {
  const out = [];
  const values = valuesOf(id);
  for (const facet of EVENT_FACETS) {
    const off = state.off[facet];
    if (off.size && values[facet].length && values[facet].every((v) => off.has(v))) out.push(facet);
  }
  const sure = facts[id].confidence;
  if (sure !== null && sure < state.confidence) out.push("confidence");
  const at = whenOf(id);
  if (at ? state.time && (at[1] < state.time[0] || at[0] > state.time[1]) : !state.undated) out.push("time");
  if (state.hidden.has(id)) out.push("hidden");
  return out;
}

/** What is on the page now: { nodes, events, actors, counts, timed, total }. */
function compute() {
  const counts = Object.fromEntries(["kind", ...EVENT_FACETS].map((facet) => [facet, new Map()]));
  const timed = []; // events that all filters but time let pass
  const passing = new Set();
  const add = (facet, id) => valuesOf(id)[facet].forEach((v) => counts[facet].set(v, (counts[facet].get(v) ?? 0) + 1));
  for (const id of events) {
    const fails = failed(id);
    if (!fails.length) {
      passing.add(id);
      for (const facet of EVENT_FACETS) add(facet, id);
    } else if (fails.length === 1 && counts[fails[0]]) add(fails[0], id);
    if (!fails.length || (fails.length === 1 && fails[0] === "time")) timed.push(id);
  }
  const degree = new Map();
  for (const id of passing) for (const actor of new Set(actorsOf(id))) degree.set(actor, (degree.get(actor) ?? 0) + 1);
  let nodes = new Set();
  for (const id of actors) {
    const idle = !linksOf[id].length;
    if (state.hidden.has(id) || !(idle ? !state.time && state.degree === 0 : degree.has(id))) continue;
    const kind = facts[id].kind;
    counts.kind.set(kind, (counts.kind.get(kind) ?? 0) + 1);
    if (state.off.kind.has(kind) || (degree.get(id) ?? 0) < state.degree) continue;
    nodes.add(id);
  }
  for (const id of passing) {
    const who = actorsOf(id);
    if (!who.length || who.some((actor) => nodes.has(actor))) nodes.add(id);
  }
  if (state.path) nodes = onPath(nodes);
  else if (state.focus !== null) nodes = around(state.focus, state.depth, nodes);
  const total = nodes.size;
  if (total > state.limit) nodes = mostConnected(nodes, state.limit, degree);
  const shown = { nodes, counts, timed, total, degree };
  shown.events = [...nodes].filter((id) => !isActor(id));
  shown.actors = [...nodes].filter(isActor);
  return shown;
}

/** The nodes within some steps of one: a step leads from an actor over an event to its other actors. */
function around(centre, depth, nodes) {
  const found = new Set([centre]);
  let front = [centre];
  const steps = isActor(centre) ? 2 * depth : 2 * depth - 1;
  for (let step = 0; step < steps; step++) {
    const next = [];
    for (const id of front) {
      for (const { event, target } of linksOf[id]) {
        const other = event === id ? target : event;
        if (nodes.has(other) && !found.has(other)) {
          found.add(other);
          next.push(other);
        }
      }
    }
    front = next;
  }
  return found;
}

/** The nodes of one shortest path between the two ends of state.path. */
function onPath(nodes) {
  const [from, to] = state.path;
  const before = new Map([[from, null]]);
  let front = [from];
  while (front.length && !before.has(to)) {
    const next = [];
    for (const id of front) {
      for (const { event, target, role } of linksOf[id]) {
        const other = event === id ? target : event;
        if (role === "content" || !nodes.has(other) || before.has(other)) continue;
        before.set(other, id);
        next.push(other);
      }
    }
    front = next;
  }
  const found = new Set();
  if (!before.has(to)) return new Set([from, to]);
  for (let id = to; id !== null; id = before.get(id)) found.add(id);
  return found;
}

/** So many of the nodes: the actors of most events, each followed by its events. The chosen one always. */
function mostConnected(nodes, limit, degree) {
  const ranked = [...nodes].filter(isActor).sort((a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0) || a - b);
  const found = new Set();
  if (typeof state.chosen === "number" && nodes.has(state.chosen)) around(state.chosen, 1, nodes).forEach((id) => found.add(id));
  const rank = new Map(ranked.map((id, i) => [id, i]));
  const worst = (event) => Math.max(...actorsOf(event).map((a) => rank.get(a) ?? Infinity));
  const order = [...nodes].filter((id) => !isActor(id)).map((id) => [worst(id), id]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [, event] of order) {
    if (found.size >= limit) break;
    for (const id of [event, ...actorsOf(event)]) if (nodes.has(id)) found.add(id);
  }
  for (const id of ranked) if (found.size < limit) found.add(id);
  return found;
}

/** Events folded into edges between actors: { id, from, to, cls, family, real, events, directed }. */
function folded(shown) {
  const edges = new Map();
  for (const event of shown.events) {
    const { cls, family, status } = facts[event];
    const real = status === "occurred" || status === "ongoing";
    const by = { agent: new Set(), recipient: new Set(), participant: new Set() };
    for (const { event: of, target, role } of linksOf[event]) if (of === event && by[role]) by[role].add(target);
    const directed = by.agent.size > 0 && by.recipient.size + by.participant.size > 0;
    const pairs = [];
    if (directed) {
      for (const a of by.agent) for (const b of by.recipient.size ? by.recipient : by.participant) pairs.push([a, b]);
    } else {
      const all = [...new Set([...by.agent, ...by.recipient, ...by.participant])].sort((a, b) => a - b);
      all.forEach((a, i) => all.slice(i + 1).forEach((b) => pairs.push([a, b])));
    }
    for (const [from, to] of pairs) {
      if (from === to || !shown.nodes.has(from) || !shown.nodes.has(to)) continue;
      const id = `${from}>${to}:${cls}${real ? "" : "?"}`;
      if (!edges.has(id)) edges.set(id, { id, from, to, cls, family, real, directed, events: [] });
      edges.get(id).events.push(event);
    }
  }
  return [...edges.values()];
}

// The address. Every key is left out at its default; what can't be read is ignored.
function address() {
  const out = new URLSearchParams();
  if (state.view !== "events") out.set("v", state.view);
  if (state.fold && state.view === "table") out.set("fold", "1");
  if (typeof state.chosen === "number") out.set("s", slug(state.chosen));
  else if (state.chosen) out.set("e", edgeSlug(state.chosen));
  for (const [facet, off] of Object.entries(state.off)) for (const value of [...off].sort()) out.append("off." + facet, facetSlug(facet, value));
  if (state.confidence) out.set("c", String(state.confidence));
  if (state.degree) out.set("d", String(state.degree));
  if (state.time) out.set("t", state.time.map((ms) => new Date(ms).toISOString().slice(0, 10)).join(".."));
  if (!state.undated) out.set("u", "0");
  if (state.focus !== null) out.set("f", `${state.depth}:${slug(state.focus)}`);
  if (state.path) out.set("p", state.path.map(slug).join(" "));
  for (const id of [...state.hidden].sort((a, b) => a - b)) out.append("h", slug(id));
  for (const id of [...state.pinned].sort((a, b) => a - b)) out.append("pin", slug(id));
  if (state.grouped) out.set("g", [...state.opened].sort((a, b) => a - b).map(slug).join(" "));
  if (state.limit !== LIMIT) out.set("n", String(state.limit));
  if (state.lang !== initial.lang) out.set("l", state.lang);
  return out.toString();
}
const initial = { lang: state.lang };
const facetSlug = (facet, value) => (facet === "country" ? slug(Number(value)) : facet === "article" ? data.articles[value].iri.slice(-16) : value);
const edgeSlug = (id) => {
  const [, from, to, rest] = /^(\d+)>(\d+):(.*)$/.exec(id);
  return `${slug(Number(from))} ${slug(Number(to))} ${rest}`;
};
const facetValue = (facet, words) => {
  if (facet === "country") return bySlug(words)?.toString();
  if (facet === "article") {
    const at = data.articles.findIndex((a) => a.iri.slice(-16) === words);
    return at < 0 ? undefined : String(at);
  }
  return words;
};

function readAddress(hash) {
  const from = new URLSearchParams(hash.replace(/^#/, ""));
  const whole = (key, low, high, otherwise) => {
    const n = Number(from.get(key) ?? NaN);
    return Number.isFinite(n) && n >= low && n <= high ? n : otherwise;
  };
  state.view = ["actors", "table"].includes(from.get("v")) ? from.get("v") : "events";
  state.fold = state.view === "actors" || (state.view === "table" && from.has("fold"));
  state.chosen = from.has("s") ? bySlug(from.get("s")) : null;
  if (from.has("e")) {
    const [a, b, rest] = from.get("e").split(" ");
    if (bySlug(a) !== null && bySlug(b) !== null && rest) state.chosen = `${bySlug(a)}>${bySlug(b)}:${rest}`;
  }
  for (const [facet, off] of Object.entries(state.off)) {
    off.clear();
    for (const words of from.getAll("off." + facet)) {
      const value = facetValue(facet, words);
      if (value !== undefined) off.add(value);
    }
  }
  state.confidence = whole("c", 0, 1, 0);
  state.degree = whole("d", 0, 1e6, 0);
  const [low, high] = (from.get("t") ?? "").split("..").map((stamp) => span(stamp));
  state.time = low && high ? [low[0], high[1]] : null;
  state.undated = from.get("u") !== "0";
  const focus = /^([123]):(.*)$/.exec(from.get("f") ?? "");
  state.focus = focus ? bySlug(focus[2]) : null;
  state.depth = focus ? Number(focus[1]) : 1;
  const ends = (from.get("p") ?? "").split(" ").map(bySlug);
  state.path = ends.length === 2 && ends.every((id) => id !== null && isActor(id)) ? ends : null;
  state.hidden = new Set(from.getAll("h").map(bySlug).filter((id) => id !== null));
  state.pinned = new Set(from.getAll("pin").map(bySlug).filter((id) => id !== null));
  state.grouped = from.has("g");
  state.opened = new Set((from.get("g") ?? "").split(" ").map(bySlug).filter((id) => id !== null));
  state.limit = whole("n", 1, 1e7, LIMIT);
  if (Object.hasOwn(data.words, from.get("l") ?? "")) state.lang = from.get("l");
}
