// The drawing. vis-network draws what is in two data sets; this part keeps them in step with the state.

const nodeSet = new vis.DataSet();
const edgeSet = new vis.DataSet();
const moved = new Map(); // positions that the reader gave, by drawing
let network = null;
let shown = null;
let foldedEdges = new Map();

const NO_LABEL = " "; // an empty one would leave the label as it was
const DIM = "~"; // at the end of a group's name: the same style, faded
function groupsOf(theme) {
  const { ground } = data.themes[theme];
  const out = {};
  for (const [name, style] of Object.entries(data.groups[theme])) {
    out[name] = style;
    const fade = (colour, share = 0.26) => mix(colour, ground, share);
    const faded = { background: fade(style.color.background), border: fade(style.color.border, 0.4) };
    out[name + DIM] = {
      ...style,
      color: { ...faded, highlight: style.color.highlight, hover: style.color.hover },
      font: { ...style.font, color: fade(style.shape === "box" ? data.themes[theme].ink : style.font.color, 0.42) },
    };
  }
  return out;
}
const edgeFont = () => ({ color: data.themes[state.theme].soft, strokeColor: data.themes[state.theme].ground });
function mix(colour, ground, share) {
  const parts = [colour, ground].map((c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16)));
  return "#" + parts[0].map((v, i) => Math.round(v * share + parts[1][i] * (1 - share)).toString(16).padStart(2, "0")).join("");
}

function startGraph() {
  const options = structuredClone(data.options);
  Object.assign(options.edges.font, edgeFont());
  options.groups = groupsOf(state.theme);
  network = new vis.Network($("graph"), { nodes: [], edges: [] }, options);
  drawOnce(() => {
    network.setData({ nodes: nodeSet, edges: edgeSet });
    select();
    firstView();
  });
  network.on("click", ({ nodes, edges }) => {
    const leader = leaderOf(nodes[0]);
    leader === null ? choose(nodes[0] ?? edgeChoice(edges[0])) : openGroup(leader);
  });
  network.on("doubleClick", ({ nodes }) => nodes.length && leaderOf(nodes[0]) === null && focusOn(nodes[0], 1));
  network.on("dragEnd", ({ nodes }) => keepPositions(nodes));
  network.on("hoverNode", ({ node, pointer }) => showTip(leaderOf(node) === null ? nodeTip(node) : groupTip(leaderOf(node)), pointer.DOM));
  network.on("blurNode", hideTip);
  network.on("hoverEdge", ({ edge, pointer }) => showTip(edgeTip(edge), pointer.DOM));
  network.on("blurEdge", hideTip);
  network.on("dragStart", hideTip);
  network.on("zoom", hideTip);
  network.on("afterDrawing", (context) => {
    strikeDenied(context);
    nameFromAfar(context);
  });
}

/** Do what would draw the network several times, and draw it once, with the next frame. */
function drawOnce(run) {
  const { emitter } = network.body;
  emitter.emit("_blockRedraw");
  run();
  emitter.emit("_resizeNodes"); // takes their new places: it draws only those it knows to be in view
  emitter.emit("_allowRedraw");
  emitter.emit("_requestRedraw");
}

/** An edge between event and actor stands for its event; one between actors is chosen itself. */
const edgeChoice = (id) => (id === undefined ? null : foldedEdges.has(id) ? id : edgeSet.get(id).event ?? null);
const drawing = () => [state.fold ? "actors" : "events", state.focus, state.depth, state.path].join();
function keepPositions(ids) {
  for (const [id, at] of Object.entries(network.getPositions(ids))) moved.set(`${drawing()} ${leaderOf(id) ?? id}`, at);
}

function nodeItem(id, faded) {
  const made = data.nodes[id];
  const actor = isActor(id);
  const [x, y] = rings?.get(id) ?? (state.fold && actor ? made.alone : [made.x, made.y]);
  const item = { id, x, y, group: made.group + (faded ? DIM : ""), label: shorten(actor ? nameOf(id) : classLabel(facts[id].cls)), ...moved.get(`${drawing()} ${id}`) };
  item.fixed = state.pinned.has(id);
  if (actor) Object.assign(item, { size: made.size, font: made.font });
  return item;
}

function edgeItem(edge, faded) {
  const theme = data.themes[state.theme];
  const event = edge.event;
  const colour = mix(colourOf(edge.family ?? facts[event].family), theme.ink, 0.85);
  const color = { color: colour, highlight: colour, hover: colour, opacity: faded ? 0.22 : 0.7 };
  if (event !== undefined) {
    const { id, from, to, role, arrows, dashes } = edge;
    return { id, from, to, event, arrows, dashes: dashes ?? false, label: faded || (role === "participant" && state.chosen === null) ? NO_LABEL : t(role), color };
  }
  const { id, from, to, directed, real, events: of, bend, cls } = edge;
  return {
    id, from, to, color, arrows: directed ? "to" : "", dashes: real ? false : [7, 5],
    width: 2 + 2.5 * Math.sqrt(of.length - 1), label: faded ? NO_LABEL : shorten(classLabel(cls)) + (of.length > 1 ? ` × ${of.length}` : ""),
    smooth: bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false,
  };
}

/** The edges of the drawing, those between the same two actors bent apart. */
function edgesOf(shown) {
  if (!state.fold) {
    foldedEdges = new Map();
    return data.edges.filter((e) => shown.nodes.has(e.from) && shown.nodes.has(e.to)).map((e) => ({ ...e, event: e.from }));
  }
  const edges = folded(shown);
  foldedEdges = new Map(edges.map((edge) => [edge.id, edge]));
  const between = new Map();
  for (const edge of edges) {
    const key = [Math.min(edge.from, edge.to), Math.max(edge.from, edge.to)].join();
    if (!between.has(key)) between.set(key, []);
    between.get(key).push(edge);
  }
  for (const same of between.values()) {
    same.forEach((edge, i) => {
      const bend = (i - (same.length - 1) / 2) * Math.min(0.24, 0.9 / same.length);
      edge.bend = edge.from < edge.to ? bend : -bend;
    });
  }
  return edges;
}

/** What stays bright when something is chosen, nodes and edges: null for everything. */
function bright(edges) {
  const { chosen } = state;
  if (chosen === null) return null;
  const edge = edges.find(typeof chosen === "string" ? (e) => e.id === chosen : (e) => e.from === chosen || e.to === chosen);
  if (chosen === state.focus || !(edge || (typeof chosen === "number" && shown.nodes.has(chosen) && (isActor(chosen) || !state.fold)))) return null;
  if (typeof chosen === "string") return { nodes: new Set([edge.from, edge.to]), edges: new Set([chosen]) };
  const near = edges.filter((e) => e.from === chosen || e.to === chosen);
  return { nodes: new Set([chosen, ...near.flatMap((e) => [e.from, e.to])]), edges: new Set(near.map((e) => e.id)) };
}

const signatures = new Map(); // of what is drawn, so that only what changed is given to the network
function sync(set, items) {
  const ids = new Set(items.map((item) => item.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  gone.forEach((id) => signatures.delete(id));
  set.remove(gone);
  set.update(items.filter((item) => {
    const signature = JSON.stringify(item);
    if (signatures.get(item.id) === signature) return false;
    signatures.set(item.id, signature);
    return true;
  }));
}

let drawnEdges = [];
/** What each drawn node is linked to. */
function neighbours() {
  const near = new Map((state.fold ? shown.actors : [...shown.nodes]).map((id) => [id, []]));
  for (const { from, to } of drawnEdges) {
    near.get(from).push(to);
    near.get(to).push(from);
  }
  return near;
}
let foremost = []; // the actors of most events
const TOO_SMALL = data.groups.light.Person.scaling.label.drawThreshold; // pixels; the network draws smaller labels faintly or not at all
let rings = null; // positions around the focus, when there is one
/** What is drawn as a tree in rings: the focus in the middle, its neighbours around it, theirs around them. */
function ringsAround(centre) {
  const near = neighbours();
  const ids = new Set(near.keys());
  const children = new Map([[centre, []]]), level = new Map([[centre, 0]]), order = [centre];
  for (const id of order) {
    for (const other of near.get(id) ?? []) {
      if (level.has(other)) continue;
      level.set(other, level.get(id) + 1);
      children.set(other, []);
      children.get(id).push(other);
      order.push(other);
    }
  }
  const strays = [...ids].filter((id) => !level.has(id));
  const leaves = new Map();
  for (const id of [...order].reverse()) leaves.set(id, Math.max(1, children.get(id).reduce((sum, child) => sum + leaves.get(child), 0)));
  const crowd = new Map();
  for (const at of level.values()) crowd.set(at, (crowd.get(at) ?? 0) + 1);
  const radius = [0];
  for (let at = 1; crowd.has(at); at++) radius.push(Math.max(radius[at - 1] + (state.fold ? 200 : 130), (crowd.get(at) * 95) / (2 * Math.PI)));
  const out = new Map();
  const place = (id, from, to) => {
    const angle = (from + to) / 2, r = radius[level.get(id)];
    out.set(id, [1.25 * r * Math.cos(angle), r * Math.sin(angle)]);
    let at = from;
    for (const child of children.get(id)) {
      const next = at + ((to - from) * leaves.get(child)) / leaves.get(id);
      place(child, at, next);
      at = next;
    }
  };
  place(centre, -Math.PI, Math.PI);
  strays.forEach((id, i) => out.set(id, [(i - (strays.length - 1) / 2) * 150, radius.at(-1) + 140]));
  return out;
}

/** Draw what `compute` found. */
function draw(next) {
  shown = next;
  drawnEdges = edgesOf(shown);
  rings = state.path ? ringsAround(state.path[0]) : state.focus !== null ? ringsAround(state.focus) : null;
  regroup();
  foremost = [...shown.actors].sort((a, b) => (shown.degree.get(b) ?? 0) - (shown.degree.get(a) ?? 0) || a - b).slice(0, 36);
  shade();
}

/** Bring the drawing in step: what is shown, and faded what has nothing to do with the choice. */
function shade() {
  const ids = state.fold ? shown.actors : [...shown.nodes];
  const lit = bright(drawnEdges);
  const [nodes, edges] = foldGroups(
    ids.map((id) => nodeItem(id, lit !== null && !lit.nodes.has(id))),
    drawnEdges.map((edge) => edgeItem(edge, lit !== null && !lit.edges.has(edge.id))),
    lit,
  );
  sync(nodeSet, nodes);
  sync(edgeSet, edges);
  if (network) select();
}
/** Tell the network what is chosen. */
function select() {
  const chosen = { nodes: [], edges: [] };
  if (typeof state.chosen === "number" && nodeSet.get(state.chosen)) chosen.nodes.push(state.chosen);
  else if (typeof state.chosen === "string" && edgeSet.get(state.chosen)) chosen.edges.push(state.chosen);
  network.setSelection(chosen, { highlightEdges: false });
}

/** A line through each event that is denied. */
function strikeDenied(context) {
  if (state.fold) return;
  context.save();
  context.strokeStyle = data.themes[state.theme].denied;
  context.lineWidth = 2;
  for (const id of shown?.events ?? []) {
    const item = facts[id].status === "denied" && nodeSet.get(id);
    if (!item) continue;
    context.globalAlpha = item.group.endsWith(DIM) ? 0.25 : 1;
    const box = network.getBoundingBox(id);
    context.beginPath();
    context.moveTo(box.left + 3, box.bottom - 3);
    context.lineTo(box.right - 3, box.top + 3);
    context.stroke();
  }
  context.restore();
}

/** Names of the most present actors where the view is too far away for labels, as many as have room. */
function nameFromAfar(context) {
  const scale = network.getScale();
  const lit = bright(drawnEdges);
  const taken = [];
  const stage = $("graph");
  const low = network.DOMtoCanvas({ x: 0, y: 0 }), high = network.DOMtoCanvas({ x: stage.clientWidth, y: stage.clientHeight });
  context.save();
  context.font = `600 ${12.5 / scale}px ${data.options.nodes.font.face}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5 / scale;
  context.strokeStyle = data.themes[state.theme].ground;
  context.fillStyle = data.themes[state.theme].ink;
  const named = [...groups.values()].sort((a, b) => b.members.length - a.members.length).map((group) => [groupId(group.leader), groupLabel(group), group.members]);
  for (const id of foremost) named.push([id, shorten(nameOf(id)), [id]]);
  for (const id of foremost) {
    if (!(nodeSet.get(id)?.font.size * scale >= TOO_SMALL)) continue; // else the network writes it
    const { left, top, right, bottom } = network.getBoundingBox(id);
    taken.push([left, top, right, bottom]);
  }
  for (const [id, name, members] of named.slice(0, 40)) {
    const item = nodeSet.get(id);
    if (!item || item.font.size * scale >= TOO_SMALL || (lit && !members.some((m) => lit.nodes.has(m)))) continue;
    const at = network.getPosition(id), { size } = item;
    if (at.x < low.x || at.x > high.x || at.y < low.y || at.y > high.y) continue;
    const half = context.measureText(name).width / 2 + 4 / scale;
    const x = Math.min(Math.max(at.x, low.x + half), high.x - half); // inside the view
    const top = at.y + size + 7; // where the network would write it
    const box = [x - half, top, x + half, top + 15 / scale];
    if (taken.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) continue;
    taken.push(box);
    context.strokeText(name, x, top);
    context.fillText(name, x, top);
  }
  context.restore();
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const ease = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

/** The view on some nodes, all that are drawn when none are given; few nodes are not blown up. */
function fit(animated = false, ids = nodeSet.getIds()) {
  const stage = $("graph");
  if (!ids.length || !stage.clientWidth) return;
  const canvas = stage.querySelector("canvas");
  if (canvas.clientHeight !== stage.clientHeight || canvas.clientWidth !== stage.clientWidth) network.redraw(); // takes the new size
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [id, { x, y }] of Object.entries(network.getPositions(ids))) {
    const { label, size = 15, font = { size: 12 } } = nodeSet.get(id) ?? nodeSet.get(Number(id));
    const half = Math.max(size, 0.28 * font.size * Math.min(label.length, 32)) + 12;
    box[0] = Math.min(box[0], x - half);
    box[1] = Math.min(box[1], y - size - 8);
    box[2] = Math.max(box[2], x + half);
    box[3] = Math.max(box[3], y + size + font.size + 12);
  }
  const top = 44; // the line over the graph
  const scale = Math.min(1.1, (stage.clientWidth - 24) / (box[2] - box[0]), (stage.clientHeight - top - 12) / (box[3] - box[1]));
  const position = { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 - top / 2 / scale };
  network.moveTo({ position, scale, animation: animated ? ease() : false });
}
/** The view to begin with: all, or the largest connected part where all would be too small to read. */
function firstView() {
  if (state.focus !== null || state.path) return fit();
  const together = [...groups.keys()].map(groupId);
  if (together.length > 2) return fit(false, together);
  fit();
  if (network.getScale() > 0.4) return;
  const near = neighbours();
  const ids = new Set(near.keys());
  let largest = [];
  for (const start of ids) {
    const part = [start];
    ids.delete(start);
    for (const id of part) for (const other of near.get(id)) if (ids.delete(other)) part.push(other);
    if (part.length > largest.length) largest = part;
  }
  if (largest.length > 20) fit(false, largest);
  if ($("graph").clientWidth < 600) zoom(Math.max(1, 0.3 / network.getScale())); // a phone shows the middle of it
}
function centre(id) {
  if (nodeSet.get(id)) network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: ease() });
}
function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * factor)), animation: false });
}
function pan(dx, dy) {
  const at = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: at.x + dx / scale, y: at.y + dy / scale }, animation: false });
}

let arranging = 0;
function arrange(on = !arranging) {
  clearTimeout(arranging);
  arranging = on ? setTimeout(() => arrange(false), 8000) : 0;
  $("arrange").setAttribute("aria-pressed", String(on));
  if (!on) keepPositions(nodeSet.getIds());
  network.setOptions({
    physics: on
      ? { enabled: true, solver: "barnesHut", stabilization: false, barnesHut: { gravitationalConstant: -5000, springLength: 110, avoidOverlap: 0.2 } }
      : { enabled: false },
  });
}

function themeGraph() {
  signatures.clear();
  network.setOptions({ groups: groupsOf(state.theme), edges: { font: edgeFont() } });
  draw(shown);
}

/** An edge between actors in words: who, whom, what, how many times. */
function edgeWords({ from, to, directed, cls, events: of }) {
  return `${shorten(nameOf(from), 60)} ${directed ? "→" : "–"} ${shorten(nameOf(to), 60)}${t("colon")}${shorten(classLabel(cls))}${of.length > 1 ? ` × ${of.length}` : ""}`;
}

// What shows on hover.
function nodeTip(id) {
  const fact = facts[id];
  if (isActor(id)) return [bdi(shorten(nameOf(id), 120)), [t(fact.kind), `${t("events")} (${shown.degree.get(id) ?? 0})`]];
  return [bdi(shorten(nameOf(id), 160)), [shorten(classLabel(fact.cls)), t(fact.status), shorten(showWhen(id), 120) || t("noDate")]];
}
function edgeTip(id) {
  if (id.startsWith("between ")) return [t("between"), [edgeSet.get(id).label]];
  const edge = foldedEdges.get(id);
  if (edge) return [bdi(edgeWords(edge)), [t(edge.real ? "occurred" : "notYet")]];
  const item = edgeSet.get(id);
  const other = item.from === item.event ? item.to : item.from;
  return [bdi(shorten(nameOf(item.event), 160)), [`${t(data.edges[Number(id.slice(1))].role)} – ${shorten(nameOf(other), 60)}`]];
}
function showTip([head, rest], at) {
  const tip = $("tip");
  tip.replaceChildren(el("b", {}, head), el("span", {}, rest.filter(Boolean).join(" · ")));
  tip.hidden = false;
  const stage = $("graph").getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(stage.left + at.x + 14, innerWidth - box.width - 8))}px`;
  tip.style.top = `${Math.max(8, Math.min(stage.top + at.y + 16, innerHeight - box.height - 8))}px`;
}
function hideTip() {
  $("tip").hidden = true;
}
