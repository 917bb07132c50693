// Communities: nodes that are linked more with each other than with the rest, drawn as one until opened.

const SMALLEST = 4; // a community of fewer nodes is left as it is
let groups = new Map(); // by leader: { leader, members }, those that are folded now
let groupOfNode = new Map();

/** Communities of what is drawn, by label propagation: each node takes the label that most neighbours have. */
function communities() {
  const near = neighbours();
  const label = new Map([...near.keys()].map((id) => [id, id]));
  const order = [...near.keys()].sort((a, b) => near.get(a).length - near.get(b).length || a - b);
  for (let round = 0, moved = true; moved && round < 12; round++) {
    moved = false;
    for (const id of order) {
      const votes = new Map();
      for (const other of near.get(id)) votes.set(label.get(other), (votes.get(label.get(other)) ?? 0) + 1);
      let top = label.get(id);
      for (const [name, count] of votes) {
        const most = votes.get(top) ?? 0;
        if (count > most || (count === most && top !== label.get(id) && name < top)) top = name;
      }
      if (top !== label.get(id)) moved = true;
      label.set(id, top);
    }
  }
  const byLabel = new Map();
  for (const [id, name] of label) byLabel.set(name, [...(byLabel.get(name) ?? []), id]);
  const weight = (id) => near.get(id).length + (isActor(id) ? 1e6 : 0);
  return [...byLabel.values()].map((members) => ({ leader: members.reduce((a, b) => (weight(b) > weight(a) ? b : a)), members }));
}

/** Which communities are folded now, given what is drawn. */
function regroup() {
  groups = new Map();
  groupOfNode = new Map();
  if (!state.grouped) return;
  for (const group of communities()) {
    if (group.members.length < SMALLEST || state.opened.has(group.leader)) continue;
    groups.set(group.leader, group);
    for (const id of group.members) groupOfNode.set(id, group.leader);
  }
}

const groupId = (leader) => `group ${leader}`;
const leaderOf = (id) => (typeof id === "string" && id.startsWith("group ") ? Number(id.slice(6)) : null);
const groupLabel = ({ leader, members }) => `${shorten(nameOf(leader), 24)} + ${members.length - 1}`;

/** The nodes and edges with each folded community as one node, and the edges between two as one. */
function foldGroups(nodes, edges, lit) {
  if (!groups.size) return [nodes, edges];
  const theme = data.themes[state.theme];
  const of = (id) => (groupOfNode.has(id) ? groupId(groupOfNode.get(id)) : id);
  const outside = nodes.filter((node) => !groupOfNode.has(node.id));
  for (const group of groups.values()) {
    const { leader, members } = group;
    const { x, y } = nodeItem(leader, false);
    const colour = theme.kinds[facts[leader].kind] ?? theme.soft;
    const faded = lit !== null && !members.some((id) => lit.nodes.has(id));
    outside.push({
      id: groupId(leader), x, y, label: groupLabel(group), shape: "dot", size: 12 + 7 * Math.sqrt(members.length),
      color: { background: mix(colour, theme.ground, faded ? 0.1 : 0.28), border: mix(colour, theme.ground, faded ? 0.3 : 1) }, borderWidth: 3,
      scaling: { label: { enabled: false, drawThreshold: TOO_SMALL } },
      font: { size: 17, color: faded ? mix(theme.ink, theme.ground, 0.3) : theme.ink, strokeWidth: 4, strokeColor: theme.ground },
    });
  }
  const kept = [], between = new Map();
  for (const edge of edges) {
    const [from, to] = [of(edge.from), of(edge.to)];
    if (from === edge.from && to === edge.to) kept.push(edge);
    else if (from !== to) {
      const key = [from, to].map(String).sort().join(" - ");
      if (!between.has(key)) between.set(key, { from, to, count: 0 });
      between.get(key).count++;
    }
  }
  for (const [key, { from, to, count }] of between) {
    kept.push({ id: `between ${key}`, from, to, arrows: "", width: 1.5 + Math.log2(count), color: { color: mix(theme.soft, theme.ground, 0.5) }, label: count > 1 ? `× ${count}` : "" });
  }
  return [outside, kept];
}

function groupTip(leader) {
  const { members } = groups.get(leader);
  const actorsIn = members.filter(isActor);
  return [bdi(groupLabel(groups.get(leader))), [`${t("actors")} (${actorsIn.length})`, `${t("events")} (${members.length - actorsIn.length})`, t("openGroup")]];
}
function openGroup(leader) {
  state.opened.add(leader);
  hideTip();
  changed();
}
function setGrouped(on) {
  state.grouped = on;
  state.opened.clear();
  changed({ refit: true });
}
