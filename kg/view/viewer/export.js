// What can be taken away: a picture, the visible part as CSV, JSON or Turtle, and the choice as SPARQL.

const NAMESPACES = {
  gaf: "http://groundedannotationframework.org/gaf#",
  nif: "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
  org: "http://www.w3.org/ns/org#",
  pp: "https://w3id.org/pourparlers/ontology#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "https://schema.org/",
  sem: "http://semanticweb.cs.vu.nl/2009/11/sem/",
  skos: "http://www.w3.org/2004/02/skos/core#",
  time: "http://www.w3.org/2006/time#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const iriText = (iri) => "<" + iri.replace(/[\u0000-\u0020<>"{}|\\^`]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")) + ">";
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const literal = (words, lang) => `"${words.replace(/["\\\n\r\t]/g, (c) => ESCAPES[c])}"${/^[a-zA-Z]+(-[a-zA-Z0-9]+)*$/.test(lang) ? "@" + lang : ""}`;
const named = (predicate, labels) => Object.entries(labels).map(([lang, words]) => [predicate, literal(words, lang)]);
const labelled = (labels) => [...named("skos:prefLabel", labels), ...named("rdfs:label", labels)];
function stampText(words) {
  const type = words.includes("T") ? "dateTime" : ["gYear", "gYearMonth", "date"][words.replace(/^-/, "").split("-").length - 1] ?? "string";
  return `${literal(words, "")}^^xsd:${type}`;
}
const joined = (pairs, between) => pairs.map((pair) => pair.join(" ")).join(between);
const blank = (...pairs) => `[ ${joined(pairs, " ; ")} ]`;

/** What is visible in the words of the ontology: actors, events, places, topics, and the sentences with their articles. */
function turtle() {
  const written = new Map(); // IRI -> its statements, each thing once
  const write = (iri, pairs) => written.has(iri) || written.set(iri, pairs);
  for (const id of shown.actors) write(facts[id].iri, actorPairs(facts[id]));
  for (const id of shown.events) {
    const event = facts[id];
    for (const { iri, labels } of event.places) write(iri, [["a", "sem:Place"], ...labelled(labels)]);
    for (const { iri, labels } of event.topics) write(iri, [["a", "pp:Topic"], ...labelled(labels)]);
    const mentions = event.evidence.flatMap((proof) => writeEvidence(proof, write));
    write(event.iri, [...eventPairs(id), ...mentions.map((iri) => ["gaf:denotedBy", iriText(iri)])]);
  }
  return [
    ...Object.entries(NAMESPACES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`),
    ...[...written].map(([iri, pairs]) => `\n${iriText(iri)}\n    ${joined(pairs, " ;\n    ")} .`),
  ].join("\n") + "\n";
}
function actorPairs(actor) {
  return [
    ["a", `pp:${actor.kind} , pp:Actor`],
    ...(actor.kind === "State" ? [["a", "sem:Place"]] : []),
    ...named("skos:prefLabel", actor.labels),
    ...actor.aliases.map((words) => ["skos:altLabel", literal(words, "")]),
    ...(actor.wikidata ? [["skos:exactMatch", iriText(actor.wikidata)]] : []),
    ...actor.offices.map(({ role, of }) => ["org:holds", blank(
      ["a", "org:Post"], ["org:role", blank(["a", "org:Role"], ...labelled(role))],
      ...(of !== null && shown.nodes.has(of) ? [["org:postIn", iriText(facts[of].iri)]] : []),
    )]),
  ];
}
function eventPairs(id) {
  const event = facts[id];
  const line = data.lines[event.cls]?.map(iriText) ?? [...new Set([event.cls, event.family, "Event"])].filter((cls) => /^\w+$/.test(cls)).map((cls) => `pp:${cls}`);
  const times = { begin: "sem:hasBeginTimeStamp", end: "sem:hasEndTimeStamp", earliest: "sem:hasEarliestBeginTimeStamp", latest: "sem:hasLatestEndTimeStamp" };
  const seen = (ids) => ids.filter((other) => shown.nodes.has(other)).map((other) => iriText(facts[other].iri));
  const roles = linksOf[id].filter((l) => l.event === id).flatMap(({ role, target }) => seen([target]).flatMap((iri) =>
    (role === "agent" || role === "recipient" ? [role, "participant"] : [role]).map((name) => ["pp:" + name, iri])));
  return [
    ["a", line.join(" , ")],
    ...named("rdfs:label", event.labels),
    ["pp:status", `pp:${event.status}`],
    ...(event.confidence === null ? [] : [["pp:confidence", literal(String(event.confidence), "") + "^^xsd:decimal"]]),
    ...Object.entries(times).filter(([key]) => event[key]).map(([key, predicate]) => [predicate, stampText(event[key])]),
    ...(event.duration ? [["time:hasXSDDuration", `${literal(event.duration, "")}^^xsd:duration`]] : []),
    ...roles,
    ...event.places.map(({ iri }) => ["pp:place", iriText(iri)]),
    ...event.topics.map(({ iri }) => ["pp:topic", iriText(iri)]),
    ...seen(event.accordingTo).map((iri) => ["pp:accordingTo", iri]),
    ...event.views.map(({ text, holder }) => ["pp:view", blank(["a", "sem:View"], ["rdf:value", literal(text, "")], ...(holder === null ? [] : seen([holder]).map((iri) => ["sem:accordingTo", iri])))]),
  ];
}
/** The article of a piece of evidence, its sentence and the words in it that tell of the event; gives the IRIs of those. */
function writeEvidence({ article: nth, begin, parts }, write) {
  const article = data.articles[nth];
  const length = (words) => Array.from(words).length; // offsets count code points
  const place = (at, words) => [["nif:anchorOf", literal(words, "")], ["nif:beginIndex", at], ["nif:endIndex", at + length(words)], ["nif:referenceContext", iriText(article.iri)]];
  write(article.iri, [
    ["a", "schema:NewsArticle , nif:Context"],
    ...(article.title ? [["schema:headline", literal(article.title, article.lang)]] : []),
    ...(article.lang ? [["schema:inLanguage", literal(article.lang, "")]] : []),
    ...(article.publisher ? [["schema:publisher", literal(article.publisher, "")]] : []),
    ...(article.date ? [["schema:datePublished", stampText(article.date)]] : []),
    ...(safeUrl(article.url) ? [["schema:url", iriText(article.url)]] : []),
  ]);
  const sentence = parts.map(([words]) => words).join("");
  const sentenceIri = `${article.iri}#char=${begin},${begin + length(sentence)}`;
  const mentions = [];
  let at = begin;
  for (const [words, , mention] of parts) {
    if (mention) {
      const iri = mention.iri.startsWith("#") ? article.iri + mention.iri : mention.iri;
      write(iri, [
        ["a", "pp:EventMention , pp:Mention , gaf:Mention , nif:OffsetBasedString"], ...place(at, words), ["nif:sentence", iriText(sentenceIri)],
        ...(mention.class ? [["pp:eventClass", iriText(mention.class)]] : []),
        ...["polarity", "foundBy"].filter((key) => mention[key]).map((key) => ["pp:" + key, literal(mention[key], "")]),
      ]);
      mentions.push(iri);
    }
    at += length(words);
  }
  write(sentenceIri, [["a", "nif:Sentence , nif:OffsetBasedString"], ...place(begin, sentence)]);
  return mentions;
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
    return [fact.iri, nameOf(id), fact.cls, fact.status, fact.begin ?? fact.earliest ?? "", fact.end ?? fact.latest ?? "", role("agent"), role("recipient"), role("participant"), role("supporter"), namesOf(fact.places).join("; "), namesOf(fact.topics).join("; "), fact.confidence ?? "", first ? first.parts.map(([words]) => words).join("") : "", article.title ?? "", article.publisher ?? "", article.date ?? "", article.url ?? ""];
  });
  return "\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** The choice as a query: the events of an actor, an event with all it has, or the visible events. */
function sparql() {
  const table = (which) => `SELECT DISTINCT ?event ?label ?status ?begin WHERE {\n  ${which}\n  ?event pp:status ?status .\n  OPTIONAL { ?event rdfs:label ?label FILTER(LANG(?label) = "${state.lang}") }\n  OPTIONAL { ?event sem:hasBeginTimeStamp ?begin }\n} ORDER BY ?begin`;
  const many = () => {
    const ids = typeof state.chosen === "string" ? foldedEdges.get(state.chosen)?.events ?? [] : shown.events;
    return table(`VALUES ?event {\n    ${ids.slice(0, 500).map((id) => iriText(facts[id].iri)).join("\n    ")}\n  }`);
  };
  const one = (id) => isActor(id)
    ? table(`?event a pp:Event ; pp:participant|pp:supporter ${iriText(facts[id].iri)} .`)
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
