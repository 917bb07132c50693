// The histogram under the graph: events by day, month or year, a brush that filters, and play.

const timeline = (() => {
  const begins = events.map(whenOf).filter(Boolean).map((s) => s[0]).sort((a, b) => a - b);
  if (!begins.length) return null;
  let low = begins[0], high = begins.at(-1);
  // A few events far from the rest ("since 1991") would flatten all others: they go into the outer bins.
  const early = begins[Math.ceil(0.05 * (begins.length - 1))], late = begins[Math.floor(0.95 * (begins.length - 1))];
  const room = Math.max(3 * (late - early), 45 * DAY);
  const cut = begins.length < 5 ? [false, false] : [low < early - room, high > late + room];
  if (cut[0]) low = begins.find((ms) => ms >= early - room) - (late - early) * 0.05;
  if (cut[1]) high = begins.findLast((ms) => ms <= late + room) + (late - early) * 0.05;
  const days = (high - low) / DAY;
  const unit = days <= 120 ? "day" : days <= 366 * 12 ? "month" : "year";
  const floor = (ms) => {
    const d = new Date(ms);
    return unit === "day" ? Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) : unit === "month" ? Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1) : yearStart(d.getUTCFullYear());
  };
  const yearStart = (year) => new Date(0).setUTCFullYear(year, 0, 1);
  const next = (ms) => {
    const d = new Date(ms);
    if (unit === "day") return ms + DAY;
    if (unit === "month") return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1);
    return yearStart(d.getUTCFullYear() + 1);
  };
  const starts = [];
  for (let at = floor(low); at <= high; at = next(at)) starts.push(at);
  const index = new Map(starts.map((at, i) => [at, i]));
  const bin = (id) => (whenOf(id) ? index.get(floor(Math.min(Math.max(whenOf(id)[0], low), high))) : -1);
  // The outer bins reach as far as their outliers.
  const begin = (i) => (i === 0 && cut[0] ? floor(begins[0]) : starts[i]);
  const end = (i) => (i === starts.length - 1 && cut[1] ? next(floor(begins.at(-1))) - 1 : next(starts[i]) - 1);
  return { unit, starts, bin, cut, begin, end };
})();
let playing = 0;

function drawTime() {
  const footer = $("time");
  footer.hidden = !timeline;
  if (!timeline) return;
  const undated = shown.timed.filter((id) => !whenOf(id)).length + (state.undated ? 0 : events.filter((id) => !whenOf(id)).length - shown.timed.filter((id) => !whenOf(id)).length);
  const box = el("input", { type: "checkbox", id: "undated", onchange: (e) => {
    state.undated = e.target.checked;
    changed();
  } });
  box.checked = state.undated;
  const focused = document.activeElement?.id;
  const plot = el("div", { class: "plot" });
  footer.replaceChildren(
    el("div", { class: "side" },
      el("span", { class: "now", id: "period" }, period()),
      undated > 0 && el("label", {}, box, t("undated", { n: undated })),
      el("button", { type: "button", class: "link", id: "play", "aria-pressed": String(playing > 0), onclick: () => play(!playing) }, playing ? t("pause") : t("animate"))),
    plot);
  plot.append(bars(plot.clientWidth || 600, plot.clientHeight || 78));
  if (["grip-0", "grip-1", "play", "undated"].includes(focused)) $(focused)?.focus();
}

function period() {
  if (!state.time) return capital(t("timeAll"));
  const { unit } = timeline;
  const format = new Intl.DateTimeFormat(state.lang, { timeZone: "UTC", year: "numeric", ...(unit !== "year" && { month: "short" }), ...(unit === "day" && { day: "numeric" }) });
  return format.formatRange(state.time[0], state.time[1]);
}

/** A day, month or year in a few words; setting up the browser's own format would take longer than the histogram. */
function onAxis(ms) {
  const at = new Date(ms), year = at.getUTCFullYear();
  if (timeline.unit === "year") return String(year);
  const month = t("months").split(" ")[at.getUTCMonth()];
  return timeline.unit === "month" ? `${month} ${year}` : t("monthDay", { d: at.getUTCDate(), m: month });
}

function bars(width, height) {
  const { starts, bin, unit } = timeline;
  const n = starts.length, step = width / n, base = height - 17;
  const side = new Map(Object.entries(data.sides).flatMap(([name, families]) => families.map((family) => [family, name])));
  const order = ["talk", "deed", "other", "blame", "force"];
  const stacks = starts.map(() => Object.fromEntries(order.map((name) => [name, 0])));
  for (const id of shown.timed) if (bin(id) >= 0) stacks[bin(id)][side.get(facts[id].family) ?? "other"]++;
  const most = Math.max(1, ...stacks.map((stack) => Object.values(stack).reduce((a, b) => a + b)));
  const svg = el("svg:svg", { class: "bars", role: "group", "aria-label": t("timeHint"), viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" });
  svg.append(el("svg:title", {}, t("timeHint")), el("svg:line", { class: "base", x1: 0, x2: width, y1: base + 0.5, y2: base + 0.5 }));
  stacks.forEach((stack, i) => {
    let y = base;
    for (const name of order) {
      const tall = (stack[name] / most) * (base - 4);
      if (!tall) continue;
      y -= tall;
      svg.append(el("svg:rect", { class: "bar", x: i * step + Math.min(1, step * 0.1), y, width: Math.max(0.8, Math.min(step - Math.min(2, step * 0.2), 26)), height: tall, fill: data.colours[data.chief[name]] }));
    }
  });
  const labels = Math.max(1, Math.ceil(n / Math.max(1, Math.floor(width / (unit === "day" ? 64 : 76)))));
  for (let i = 0; i < n; i += labels) if (i * step < width - 40 || i === 0) svg.append(el("svg:text", { x: i * step, y: height - 3 }, (i === 0 && timeline.cut[0] ? "≤ " : "") + onAxis(starts[i])));
  const clampBin = (i) => Math.max(0, Math.min(n - 1, i));
  const binAt = (ms) => clampBin(starts.findLastIndex((start) => start <= ms));
  const range = state.time ? state.time.map(binAt) : [0, n - 1];
  if (state.time) {
    svg.append(el("svg:rect", { class: "out", x: 0, y: 0, width: range[0] * step, height: base }), el("svg:rect", { class: "out", x: (range[1] + 1) * step, y: 0, width: Math.max(0, width - (range[1] + 1) * step), height: base }));
  }
  const grip = (end) => el("svg:rect", {
    class: "grip", id: `grip-${end}`, x: (end ? (range[1] + 1) * step : range[0] * step) - (end ? 4 : 0), y: base / 2 - 12, width: 4, height: 24, rx: 2,
    tabindex: 0, role: "slider", "aria-label": t(end ? "timeTo" : "timeFrom"), "aria-valuemin": 0, "aria-valuemax": n - 1, "aria-valuenow": range[end], "aria-valuetext": onAxis(starts[range[end]]),
    onkeydown: (e) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -n, End: n }[e.key];
      if (!by) return;
      e.preventDefault();
      e.stopPropagation();
      const bounds = [...range];
      bounds[end] = clampBin(bounds[end] + by);
      if (bounds[0] <= bounds[1]) brush(bounds[0], bounds[1]);
    },
  });
  svg.append(grip(0), grip(1));
  const place = (e) => {
    const box = svg.getBoundingClientRect();
    return clampBin(Math.floor(((e.clientX - box.left) / box.width) * n));
  };
  svg.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return;
    e.preventDefault();
    clearInterval(playing);
    playing = 0;
    const grip = e.target.id === "grip-0" ? 1 : e.target.id === "grip-1" ? 0 : null; // the end that stays
    const held = grip === null ? place(e) : range[grip];
    let last = grip === null ? held : null;
    const move = (e) => {
      const now = place(e);
      if (now === last) return;
      last = now;
      ghost(svg, Math.min(held, now), Math.max(held, now), step, base);
    };
    const stop = (e) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      if (last !== null && e.type === "pointerup") brush(Math.min(held, last), Math.max(held, last));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  });
  return svg;
}
function ghost(svg, from, to, step, base) {
  svg.querySelectorAll(".ghost").forEach((old) => old.remove());
  svg.append(el("svg:rect", { class: "ghost", x: from * step, y: 0, width: (to - from + 1) * step, height: base }));
}

function brush(from, to) {
  const whole = from === 0 && to === timeline.starts.length - 1;
  const chosen = [timeline.begin(from), timeline.end(to)];
  state.time = whole || String(chosen) === String(state.time) ? null : chosen; // the same again: all of it
  changed();
}

/** Move a window over the bins that hold something, from the first to the last. */
function play(on) {
  clearInterval(playing);
  playing = 0;
  if (!on) return drawTime();
  const full = [...new Set(events.map(timeline.bin))].filter((i) => i >= 0).sort((a, b) => a - b);
  let at = 0;
  const tick = () => {
    if (at >= full.length) {
      clearInterval(playing);
      playing = 0;
      state.time = null;
      return changed({ step: false });
    }
    state.time = [timeline.begin(0), timeline.end(full[at++])];
    changed({ step: false });
  };
  playing = setInterval(tick, Math.max(350, Math.min(1200, 20000 / full.length)));
  tick();
}
