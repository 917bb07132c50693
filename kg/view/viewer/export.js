// What can be taken away: a picture, the visible part as CSV, JSON or Turtle, and the choice as SPARQL.

const NAMESPACES = {
  pp: "https://w3id.org/pourparlers/ontology#",
  sem: "http://semanticweb.cs.vu.nl/2009/11/sem/",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  time: "http://www.w3.org/2006/time#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const iriText = (iri) => "<" + iri.replace(/[\u0000-\u0020<>"{}|\\^`]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")) + ">";
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const literal = (words, lang) => `"${words.replace(/["\\\n\r\t]/g, (c) => ESCAPES[c])}"${/^[a-zA-Z]+(-[a-zA-Z0-9]+)*$/.test(lang) ? "@" + lang : ""}`;

function turtle() {
  const lines = Object.entries(NAMESPACES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`);
  const stamp = (words) => {
    const type = words.includes("T") ? "dateTime" : ["gYear", "gYearMonth", "date"][words.replace(/^-/, "").split("-").length - 1] ?? "string";
    return `${literal(words, "")}^^xsd:${type}`;
  };
  const write = (id, pairs) => lines.push("", iriText(facts[id].iri) + "\n    " + pairs.map(([p, o]) => `${p} ${o}`).join(" ;\n    ") + " .");
  for (const id of shown.actors) {
    const fact = facts[id];
    write(id, [
      ["a", `pp:${fact.kind} , pp:Actor`],
      ...Object.entries(fact.labels).map(([lang, words]) => ["skos:prefLabel", literal(words, lang)]),
      ...fact.aliases.map((words) => ["skos:altLabel", literal(words, "")]),
      ...(fact.wikidata ? [["skos:exactMatch", iriText(fact.wikidata)]] : []),
    ]);
  }
  for (const id of shown.events) {
    const fact = facts[id];
    const classes = [...new Set([fact.cls, fact.family, "Event"])].filter((cls) => /^\w+$/.test(cls));
    write(id, [
      ["a", classes.map((cls) => `pp:${cls}`).join(" , ")],
      ...Object.entries(fact.labels).map(([lang, words]) => ["rdfs:label", literal(words, lang)]),
      ["pp:status", `pp:${fact.status}`],
      ...(fact.confidence === null ? [] : [["pp:confidence", fact.confidence.toFixed(3)]]),
      ...[["begin", "sem:hasBeginTimeStamp"], ["end", "sem:hasEndTimeStamp"], ["earliest", "sem:hasEarliestBeginTimeStamp"], ["latest", "sem:hasLatestEndTimeStamp"]].filter(([key]) => fact[key]).map(([key, p]) => [p, stamp(fact[key])]),
      ...(fact.duration ? [["time:hasXSDDuration", `${literal(fact.duration, "")}^^xsd:duration`]] : []),
      ...linksOf[id].filter((l) => l.event === id && shown.nodes.has(l.target)).flatMap((l) => [["pp:" + l.role, iriText(facts[l.target].iri)], ...(l.role === "agent" || l.role === "recipient" ? [["pp:participant", iriText(facts[l.target].iri)]] : [])]),
    ]);
  }
  return lines.join("\n") + "\n";
}

function json() {
  return JSON.stringify({
    actors: shown.actors.map((id) => ({ ...facts[id], offices: facts[id].offices.map((o) => ({ role: o.role, of: o.of === null ? null : facts[o.of].iri })) })),
    events: shown.events.map((id) => ({
      ...facts[id],
      roles: linksOf[id].filter((l) => l.event === id).map((l) => ({ role: l.role, iri: facts[l.target].iri })),
      accordingTo: facts[id].accordingTo.map((a) => facts[a].iri),
      views: facts[id].views.map((v) => ({ text: v.text, holder: v.holder === null ? null : facts[v.holder].iri })),
      evidence: facts[id].evidence.map((e) => ({ text: e.parts.map(([words]) => words).join(""), article: data.articles[e.article] })),
    })),
  }, null, 2);
}

function csv() {
  // A cell that a spreadsheet would take for a formula begins with an apostrophe.
  const cell = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""')}"`;
  const head = ["iri", "event", "class", "status", "begin", "end", "agent", "recipient", "participant", "supporter", "place", "topic", "confidence", "sentence", "article", "publisher", "date", "url"];
  const rows = [...shown.events].sort(byDate).map((id) => {
    const fact = facts[id];
    const role = (name) => linksOf[id].filter((l) => l.event === id && l.role === name).map((l) => nameOf(l.target)).join("; ");
    const first = fact.evidence[0], article = first ? data.articles[first.article] : {};
    return [fact.iri, nameOf(id), fact.cls, fact.status, fact.begin ?? fact.earliest ?? "", fact.end ?? fact.latest ?? "", role("agent"), role("recipient"), role("participant"), role("supporter"), fact.places.map(best).join("; "), fact.topics.map(best).join("; "), fact.confidence ?? "", first ? first.parts.map(([words]) => words).join("") : "", article.title ?? "", article.publisher ?? "", article.date ?? "", article.url ?? ""];
  });
  return "\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** The choice as a query: the events of an actor, an event with all it has, or the visible events. */
function sparql() {
  const many = () => {
    const ids = typeof state.chosen === "string" ? foldedEdges.get(state.chosen)?.events ?? [] : shown.events;
    return `SELECT ?event ?label ?status ?begin WHERE {\n  VALUES ?event {\n    ${ids.slice(0, 500).map((id) => iriText(facts[id].iri)).join("\n    ")}\n  }\n  ?event rdfs:label ?label ; pp:status ?status .\n  OPTIONAL { ?event sem:hasBeginTimeStamp ?begin }\n} ORDER BY ?begin`;
  };
  const one = (id) => isActor(id)
    ? `SELECT DISTINCT ?event ?label ?status ?begin WHERE {\n  ?event a pp:Event ; pp:participant|pp:supporter ${iriText(facts[id].iri)} ;\n    rdfs:label ?label ; pp:status ?status .\n  OPTIONAL { ?event sem:hasBeginTimeStamp ?begin }\n} ORDER BY ?begin`
    : `SELECT ?property ?value WHERE {\n  ${iriText(facts[id].iri)} ?property ?value .\n}`;
  const used = ["pp", "sem", "rdfs"].map((prefix) => `PREFIX ${prefix}: <${NAMESPACES[prefix]}>`).join("\n");
  return `${used}\n${typeof state.chosen === "number" ? one(state.chosen) : many()}\n`;
}

function save(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const anchor = el("a", { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
function savePng() {
  const canvas = document.querySelector("#graph canvas");
  const copy = el("canvas", { width: canvas.width, height: canvas.height });
  const context = copy.getContext("2d");
  context.fillStyle = data.themes[state.theme].ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => blob && save("pourparlers.png", "image/png", blob), "image/png");
}
async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const area = el("textarea", { class: "unseen" });
    area.value = words;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  flash(t("copied"));
}
function flash(words) {
  say(words);
  const note = el("div", { class: "chip strong" }, words);
  $("showing").append(note);
  setTimeout(() => note.remove(), 2500);
}

const EXPORTS = {
  png: savePng,
  csv: () => save("pourparlers.csv", "text/csv;charset=utf-8", csv()),
  json: () => save("pourparlers.json", "application/json", json()),
  turtle: () => save("pourparlers.ttl", "text/turtle;charset=utf-8", turtle()),
  sparql: () => copyText(sparql()),
};
