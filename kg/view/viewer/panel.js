// What is chosen, in words: an event with its evidence, an actor with its events, an edge, or the whole.

let toldOf = null; // what the panel told of last
function drawPanel() {
  const panel = $("panel");
  const chosen = state.chosen;
  panel.classList.toggle("idle", chosen === null);
  const body = chosen === null ? overview() : typeof chosen === "string" ? edgePanel(chosen) : isActor(chosen) ? actorPanel(chosen) : eventPanel(chosen);
  panel.replaceChildren(...body.flat(Infinity).filter(Boolean));
  if (toldOf !== chosen) panel.scrollTop = 0;
  toldOf = chosen;
}

const nodeButton = (id) => el("button", { type: "button", class: "node", "data-node": id, onclick: () => go(id) }, glyphOf(id), bdi(shorten(nameOf(id), 90)));
const nodeList = (ids) => el("ul", { class: "inline" }, ids.map((id) => el("li", {}, nodeButton(id))));
const entry = (term, ...value) => [el("dt", {}, term), el("dd", {}, ...value)];
const tag = (words, drawing, extra = "") => el("span", { class: "tag " + extra }, drawing, words);
const brief = (words) => bdi(words.length > 300 ? shorten(words, 300) : words); // a browser takes seconds to break a word of thousands of letters
const title = (words) => el("h2", { class: words.length > 160 ? "long" : null }, bdi(words));
function head(...tags) {
  return el("div", { class: "head" }, ...tags, el("button", { type: "button", class: "tool", title: t("close"), "aria-label": t("close"), onclick: () => choose(null) }, "✕"));
}
function act(words, run, pressed) {
  return el("button", { type: "button", class: "act", "aria-pressed": pressed === undefined ? null : String(pressed), onclick: run }, words);
}
function nodeActs(id) {
  const depths = el("span", { class: "depths", role: "group", "aria-label": t("depth") }, t("focus"), [1, 2, 3].map((n) => act(String(n), () => focusOn(id, n), state.focus === id && state.depth === n)));
  return el("div", { class: "acts" }, depths, act(t("hide"), () => hide(id)), act(t("pin"), () => pin(id), state.pinned.has(id)), isActor(id) ? act(t("path"), () => startPath(id), pathFrom === id) : null);
}

function eventPanel(id) {
  const event = facts[id];
  const roles = ["agent", "participant", "recipient", "supporter"].map((role) => [role, linksOf[id].filter((l) => l.event === id && l.role === role).map((l) => l.target)]);
  const content = linksOf[id].filter((l) => l.role === "content");
  const about = content.filter((l) => l.event === id).map((l) => l.target);
  const of = content.filter((l) => l.target === id).map((l) => l.event);
  return [
    head(tag(shorten(classLabel(event.cls), 60), glyph(event)), tag(t(event.status), null, event.status)),
    title(nameOf(id)),
    nodeActs(id),
    el("dl", {},
      entry(t("when"), brief(showWhen(id) || t("noDate"))),
      event.duration && entry(t("duration"), brief(showDuration(event.duration))),
      roles.filter(([, ids]) => ids.length).map(([role, ids]) => entry(capital(t(role)), nodeList(ids))),
      event.places.length > 0 && entry(t("place"), brief(namesOf(event.places).join(", "))),
      event.topics.length > 0 && entry(t("topic"), el("ul", {}, namesOf(event.topics).map((words) => el("li", {}, brief(words))))),
      about.length > 0 && entry(capital(t("content")), nodeList(about)),
      of.length > 0 && entry(t("contentOf"), nodeList(of)),
      event.accordingTo.length > 0 && entry(t("accordingTo"), nodeList(event.accordingTo)),
      event.views.length > 0 && entry(t("views"), el("ul", {}, event.views.map((view) => el("li", {}, brief(view.text), view.holder !== null && [" – ", nodeButton(view.holder)])))),
      event.confidence !== null && entry(t("confidence"), meter(event.confidence)),
    ),
    evidence(id),
  ];
}

function evidence(id) {
  const proofs = facts[id].evidence;
  return [
    el("h3", {}, t("evidence")),
    proofs.length ? proofs.map((proof) => {
      const article = data.articles[proof.article];
      const quote = el("blockquote", { lang: article.lang, dir: "auto" }, proof.parts.map(([words, what, mention]) => (what ? el("mark", { class: what === "event" ? "event" : "role", title: mention?.foundBy ? t("foundBy", { rule: mention.foundBy }) : t(what) }, words) : words)));
      const source = [article.publisher, showDate(article.date)].filter(Boolean).join(", ");
      return el("figure", { class: "proof" }, quote, el("figcaption", {}, link(article.url, brief(article.title || t("article"))), source && [el("br"), brief(source)]));
    }) : el("p", { class: "hint" }, t("noEvidence")),
  ];
}

function actorPanel(id) {
  const actor = facts[id];
  const others = Object.entries(actor.labels).map(([, words]) => words).filter((words) => words !== nameOf(id));
  const names = [...new Set([...others, ...actor.aliases])];
  const mine = eventsOf(id);
  const shownEvents = mine.filter((event) => shown.nodes.has(event));
  return [
    head(tag(t(actor.kind), glyph(actor))),
    title(nameOf(id)),
    nodeActs(id),
    el("dl", {},
      names.length > 0 && entry(t("aliases"), el("ul", {}, names.slice(0, 12).map((words) => el("li", {}, brief(words))))),
      actor.offices.length > 0 && entry(t("offices"), el("ul", {}, actor.offices.map((office) => el("li", {}, brief(best(office.role)), office.of !== null ? [" – ", nodeButton(office.of)] : best(office.ofLabels) && [" – ", brief(best(office.ofLabels))])))),
      actor.wikidata && entry(t("wikidata"), link(actor.wikidata, actor.wikidata.split("/").pop())),
    ),
    state.fold && relations(id),
    el("h3", {}, `${t("events")} (${shownEvents.length}${shownEvents.length < mine.length ? " / " + mine.length : ""})`),
    eventList(shownEvents),
  ];
}

/** The edges of an actor in the drawing of actors alone. */
function relations(id) {
  const mine = [...foldedEdges.values()].filter(({ from, to }) => from === id || to === id);
  if (!mine.length) return null;
  const line = (edge) => el("li", {}, el("button", { type: "button", class: "row", "data-edge": edge.id, onclick: () => choose(edge.id) },
    glyph({ family: edge.family, status: edge.real ? "occurred" : "planned" }),
    el("span", { class: "words" }, bdi(`${!edge.directed ? "–" : edge.from === id ? "→" : "←"} ${shorten(nameOf(edge.from === id ? edge.to : edge.from), 60)} : ${classLabel(edge.cls)}`)),
    el("small", {}, String(edge.events.length))));
  const sorted = mine.sort((a, b) => b.events.length - a.events.length || alphabetical(edgeWords(a), edgeWords(b)));
  return [el("h3", {}, `${t("relations")} (${mine.length})`), el("ul", { class: "list" }, sorted.map(line))];
}

function edgePanel(id) {
  const edge = foldedEdges.get(id);
  if (!edge) return overview();
  return [
    head(tag(shorten(classLabel(edge.cls), 60), glyph({ family: edge.family, status: edge.real ? "occurred" : "planned" }))),
    el("h2", {}, nodeButton(edge.from), edge.directed ? " → " : " – ", nodeButton(edge.to)),
    edge.events.map((event) => [el("h3", {}, nodeButton(event), " ", brief(showWhen(event))), evidence(event).slice(1)]),
  ];
}

/** Events by date, undated last. */
const byDate = (a, b) => (whenOf(a)?.[0] ?? Infinity) - (whenOf(b)?.[0] ?? Infinity) || a - b;
function eventList(ids) {
  const sorted = [...ids].sort(byDate);
  const item = (id) => el("li", {}, row(id, nameOf(id), shortDate(id)));
  const list = el("ul", { class: "list" }, sorted.slice(0, 60).map(item));
  if (sorted.length <= 60) return list;
  const more = el("button", { type: "button", class: "link" }, t("more"));
  more.addEventListener("click", () => {
    list.append(...sorted.slice(60).map(item));
    more.remove();
  });
  return [list, more];
}
const row = (id, words, aside) => el("button", { type: "button", class: "row", "data-node": id, onclick: () => go(id) }, glyphOf(id), el("span", { class: "words" }, bdi(shorten(words, 120))), el("small", {}, aside));
function shortDate(id) {
  const at = whenOf(id);
  if (!at) return t("noDate");
  const stamp = facts[id].begin ?? facts[id].earliest ?? facts[id].end ?? facts[id].latest;
  const parts = stamp.split("T")[0].replace(/^-/, "").split("-").length;
  const options = { timeZone: "UTC", year: "numeric" };
  if (parts > 1) options.month = "short";
  if (parts > 2) options.day = "numeric";
  return new Intl.DateTimeFormat(state.lang, options).format(at[0]);
}

function overview() {
  const top = [...shown.degree].sort((a, b) => b[1] - a[1] || a[0] - b[0]).filter(([id]) => shown.nodes.has(id)).slice(0, 8);
  const figure = (n, words) => el("div", {}, el("b", {}, number(n)), el("span", {}, words));
  return [
    el("h2", {}, t("overview")),
    el("div", { class: "figures" }, figure(shown.actors.length, t("actors").toLowerCase()), figure(shown.events.length, t("events").toLowerCase()), figure(data.articles.length, t("articles").toLowerCase())),
    events.length === 0 && el("p", { class: "hint" }, t("noEvents")),
    top.length > 0 && el("h3", {}, t("topActors")),
    el("ul", { class: "list" }, top.map(([id, n]) => el("li", {}, row(id, nameOf(id), String(n))))),
    el("p", { class: "hint" }, t("about")),
  ];
}

const capital = (words) => words.charAt(0).toLocaleUpperCase(state.lang) + words.slice(1);
function meter(value) {
  return el("span", { class: "meter" },
    el("svg:svg", { viewBox: "0 0 84 6", "aria-hidden": "true" }, el("svg:rect", { class: "track", width: 84, height: 6, rx: 3 }), el("svg:rect", { class: "fill", width: 84 * value, height: 6, rx: 3 })),
    percent(value));
}
