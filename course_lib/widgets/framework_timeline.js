// FrameworkTimeline: a bar for each framework of late 2018, events on it, and what became of it; the events of two of them
// with their sources. The table comes from course_lib/experiments/framework_history.py. kit.js stands before this text.

const FROM = 2010, TO = 2027.5, LECTURE = 2018.87;
const GRAPH = { static: "In 2018: static graphs", dynamic: "In 2018: dynamic graphs", both: "In 2018: static and dynamic graphs", format: "A file format, not a framework" };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const when = (date) => { const [y, m, d] = date.split("-"); return [d && Number(d), m && MONTHS[m - 1], y].filter(Boolean).join(" "); };
const month = (until) => { const y = until - 1 / 24; return `${MONTHS[Math.floor((y % 1) * 12)]} ${Math.floor(y)}`; };  // the month that has just ended
const thousands = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const event = (one, kind) => one.events.find((e) => e.kind === kind);

// What the picture says in numbers: who is out, who is declared finished, who had a release in the two years before now.
function counts(table, until) {
  const all = table.frameworks.filter((f) => f.graph !== "format"), seen = Math.min(until, TO);
  return { all: all.length, out: all.filter((f) => f.events[0].year <= seen).map((f) => f.name), ended: all.filter((f) => event(f, "end") && event(f, "end").year <= seen).map((f) => f.name),
    alive: all.filter((f) => !event(f, "end") && event(f, "last") && table.now - event(f, "last").year <= 2).map((f) => f.name) };
}
// The parts of a bar: [{from, to, graph}], up to the declared end, or now, or the last thing known.
function parts(one, table, until) {
  const end = event(one, "end"), open = !end && event(one, "last") && table.now - event(one, "last").year <= 2, last = one.events.at(-1).year;
  const stop = Math.min(until, end ? end.year : open ? table.now : last), cuts = [[one.events[0].year, one.graph], ...one.then].filter(([y]) => y < stop);
  return { open: open && until >= table.now, end, stop, tail: end && last > end.year ? Math.min(until, last) : null, bars: cuts.map(([from, graph], i) => ({ from, to: cuts[i + 1]?.[0] ?? stop, graph })) };
}

// ---- the picture --------------------------------------------------------------------------------------------------

function chart(view, width, slide) {
  const narrow = width < 500, { table } = view, list = table.frameworks, row = narrow ? 40 : slide ? 20 : 24, left = narrow ? 6 : 112, top = 28, height = top + row * list.length + 30;
  const plot = plane({ width, height, margin: [top, 16, 30, left], xlim: [FROM, TO], ylim: [0, 1], ticks: [1, 1], label: "frameworks from 2010 to today" }), X = (y) => Number(plot.x(y).toFixed(1)), base = height - 30;
  plot.view.firstChild.replaceChildren(...Array.from({ length: 9 }, (_, i) => FROM + 2 * i).flatMap((y) => [s("path", { class: "cw-grid", d: `M${X(y)},${top}V${base}` }), s("text", { x: X(y), y: base + 17, "text-anchor": y === FROM && narrow ? "start" : "middle" }, narrow ? (y % 4 === 2 ? y : "") : y)]));
  plot.back.append(s("path", { class: "ft-lecture", d: `M${X(LECTURE)},${top - 5}V${base}` }));
  const then = s("text", { x: X(LECTURE), y: top - 11, "text-anchor": "middle" }, "late 2018");
  plot.back.append(then);
  const rows = s("g", { class: "ft-rows", tabindex: 0, role: "group" });
  plot.main.append(rows);
  const middle = (i) => top + row * i + (narrow ? 28 : row / 2), rowAt = (e) => { const box = plot.view.getBoundingClientRect(); return Math.floor(((e.clientY - box.top) * height / box.height - top) / row); };
  rows.addEventListener("pointerdown", (e) => { const i = rowAt(e); if (!e.button && list[i]) { view.cursor = i; view.toggle(list[i].name); } });
  rows.addEventListener("keydown", (e) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!by && e.key !== " " && e.key !== "Enter" || e.key === "Enter" && e.shiftKey) return;
    e.preventDefault();
    if (by) view.cursor = (view.cursor + by + list.length) % list.length; else view.toggle(list[view.cursor].name);
    rows.classList.add("ft-keys");
    view.redraw();
  });
  rows.addEventListener("focus", () => { if (rows.matches(":focus-visible")) { rows.classList.add("ft-keys"); view.redraw(); } });
  rows.addEventListener("blur", () => { rows.classList.remove("ft-keys"); view.redraw(); });
  const grip = handle(plot, { label: "as of", radius: 15, step: 1 / 12, get: () => [view.model.get("until"), 1], ondown: view.hold, onup: view.release, move: ([x]) => view.edit({ until: Math.max(FROM, Math.min(TO, Math.round(x * 12) / 12)) }),
    draw: (x) => [s("path", { class: "ft-until", d: `M${x},${top}V${base}` }), s("path", { class: "ft-knob", d: `M${x},${base}l8,13h-16z` }), ...(view.model.get("until") < TO ? [s("text", { class: "ink", x: Math.max(34, Math.min(width - 34, x)), y: top - 11, "text-anchor": "middle" }, month(view.model.get("until")))] : [])] });
  plot.front.append(grip);
  return { plot, draw(st) {
    rows.replaceChildren(...list.flatMap((one, i) => drawRow(view, st, one, i, { X, middle: middle(i), narrow, left, row, width, top: top + row * i, keys: rows.classList.contains("ft-keys") })), ...list.flatMap((one) => stream(st, one, list, X, middle)));
    const now = list[view.cursor];
    rows.setAttribute("aria-label", `frameworks; arrow keys move, space picks. ${now.name}, ${st.picked.includes(now.name) ? "picked" : "not picked"}: ${now.became}`);
    then.style.visibility = Math.abs(X(st.until) - X(LECTURE)) < 70 ? "hidden" : "";
    grip.place();
    grip.setAttribute("aria-label", `as of ${month(st.until)}`);
  } };
}
function drawRow(view, st, one, i, { X, middle: y, narrow, left, row, width, top, keys }) {
  const { table } = view, chosen = st.picked.includes(one.name), { bars, tail, end, open, stop } = parts(one, table, st.until), begun = one.events[0].year <= st.until, items = [];
  items.push(s("rect", { class: `ft-row${chosen ? " ft-picked" : ""}${keys && view.cursor === i ? " ft-cursor" : ""}`, x: 1, y: top + 1, width: width - 2, height: row - 2, rx: 4 }));
  items.push(s("text", { class: `ft-name${begun ? " ink" : ""}`, x: narrow ? left + 4 : left - 10, y: narrow ? y - 12 : y + 4, "text-anchor": narrow ? "start" : "end" }, one.name));
  if (!begun) return items;
  if (event(one, "first") === undefined) items.push(s("text", { class: "ft-query", x: X(one.events[0].year) - 9, y: y + 4, "text-anchor": "end" }, "first: not sourced"));
  if (tail) items.push(s("path", { class: "ft-tail", d: `M${X(stop)},${y}H${X(tail)}` }));
  for (const { from, to, graph } of bars) {
    const x = X(from), w = Math.max(1, X(to) - x);
    if (graph === "both") items.push(s("rect", { class: "ft-static", x, y: y - 7, width: w, height: 7 }), s("rect", { class: "ft-dynamic", x: x + 1, y: y + 1, width: Math.max(1, w - 2), height: 5 }));
    else items.push(s("rect", { class: `ft-${graph}`, x: graph === "dynamic" ? x + 1 : x, y: graph === "dynamic" ? y - 6 : y - 7, width: graph === "dynamic" ? Math.max(1, w - 2) : w, height: graph === "dynamic" ? 12 : 14 }));
  }
  if (open) items.push(s("path", { class: "ft-open", d: `M${X(stop)},${y - 8}l11,8l-11,8z` }));
  else if (!end && st.until >= table.now) items.push(s("text", { class: "ft-query", x: X(stop) + (narrow ? 5 : 9), y: y + 4 }, event(one, "last") ? (narrow ? "none later" : "no later release found") : "end: not sourced"));
  for (const e of one.events) {
    if (e.year > st.until) continue;
    if (e.kind === "end") items.push(s("path", { class: "ft-halo", d: cross(X(e.year), y) }), s("path", { class: "ft-end", d: cross(X(e.year), y) }));
    else if (e.kind === "last" && !open) items.push(s("path", { class: "ft-last", d: `M${X(e.year)},${y - 9}v18` }));
    else if (e.kind !== "last") items.push(s("circle", { class: `ft-event${e.primary ? "" : " ft-second"}`, cx: X(e.year), cy: y, r: e.kind === "first" ? 4.5 : 3 }));
  }
  if (st.stars && table.stars[one.name]) table.stars[one.name].forEach((n, k) => { const at = table.stars_at[k][1]; if (n && at <= st.until) items.push(s("circle", { class: "ft-stars", cx: X(at), cy: y, r: Number((Math.sqrt(n / 141493) * 20).toFixed(1)) })); });
  return items;
}
const cross = (x, y) => `M${x - 5},${y - 5}l10,10m0,-10l-10,10`;
// Where a framework went: a line from its end to the bar of another.
function stream(st, one, list, X, middle) {
  const end = event(one, "end"), to = list.findIndex((f) => f.name === one.into), from = list.indexOf(one);
  if (!end || to < 0 || end.year > st.until) return [];
  const strong = st.picked.includes(one.name) || st.picked.includes(one.into), cls = `ft-stream${strong ? " ft-strong" : ""}`, x = X(end.year), down = to > from ? 1 : -1, head = `m-4,${-6 * down}l4,${6 * down}l4,${-6 * down}`;
  if (Math.abs(to - from) === 1) return [s("path", { class: cls, d: `M${x + 8},${middle(from)}Q${x + 20},${middle(from)} ${x + 20},${middle(to) - 8 * down}${head}` })];
  const y0 = middle(from) + 9 * down, y1 = middle(to) - 9 * down;
  return [s("path", { class: cls, d: `M${x},${y0}C${x + 12},${y0 + 14 * down} ${x + 12},${y1 - 14 * down} ${x},${y1}m-4,${-6 * down}l4,${6 * down}l6,${-4 * down}` })];
}

// ---- the two picked -------------------------------------------------------------------------------------------------

function card(view, st, name) {
  const { table } = view, one = table.frameworks.find((f) => f.name === name), rows = one.events.filter((e) => e.year <= st.until);
  const stars = st.stars && table.stars[name], later = one.events.length - rows.length;
  return h("div", { class: "ft-card" }, h("p", { class: "ft-head" }, h("b", {}, name), ` ${one.maker}. ${one.language}.`), h("p", { class: "ft-became" }, `${GRAPH[one.graph]}. `, st.until >= table.now ? one.became : ""),
    h("dl", {}, rows.flatMap((e) => [h("dt", {}, when(e.date)), h("dd", {}, e.text)]), later ? [h("dt", {}, "…"), h("dd", {}, "later events are hidden by the line")] : []),
    stars ? h("p", { class: "ft-unsourced" }, `GitHub stars: ${stars.map((n, k) => `${n ? thousands(n) : "archived"} (${when(table.stars_at[k][0])})`).join(", ")}`) : null,
    sources(view, one, rows));
}
// Open or closed for both cards at once; closed at first where a slide has no room.
function sources(view, one, rows) {
  const list = [...rows.map((e) => `${when(e.date)}: ${e.source}${e.primary ? "" : " (secondary)"}`), one.unsourced && `Not sourced: ${one.unsourced.replace(/\.$/, "")}`].filter(Boolean);
  const box = h("details", { class: "ft-sources", open: view.sources ?? !view.slide }, h("summary", {}, "sources"), h("ul", {}, list.map((text) => h("li", {}, text))));
  box.querySelector("summary").addEventListener("click", (e) => { e.preventDefault(); view.sources = !box.open; view.redraw(); });
  return box;
}
function legend() {
  const key = (cls, text) => h("span", {}, h("i", { class: cls, "aria-hidden": true }), text);
  return h("p", { class: "ft-legend" }, key("ft-k-static", "graph first"), key("ft-k-dynamic", "graph by running"), key("ft-k-both", "both"), key("ft-k-end", "end declared"), key("ft-k-tail", "to the last release"), key("ft-k-open", "goes on"), key("ft-k-second", "secondary source"));
}

// ---- putting it together ----------------------------------------------------------------------------------------------

function questions(view) {
  const known = { ...view.model.get("prediction") }, { table } = view, share = (k) => Math.round(100 * table.stars.PyTorch[k] / table.stars.TensorFlow[k]);
  const ask = (key, question, options, right, sentence, set) => challenge(view.model, view.ui, { key, question, options, judge: (given) => [given === right, sentence], reveal: (given) => { if (known[key] !== given) { known[key] = given; view.edit(set); } } });
  const by2019 = counts(table, 2020).ended.length;
  ask("stars", "July 2017, half a year after its release: for each 100 GitHub stars of TensorFlow, PyTorch had …", ["9", "30", "60"], String(share(0)), `${thousands(table.stars.PyTorch[0])} against ${thousands(table.stars.TensorFlow[0])}. June 2018: ${share(1)}, March 2020: ${share(2)}. A star costs a click and is hardly ever taken back; the discs show them.`, { stars: true, picked: ["TensorFlow", "PyTorch"] });
  ask("finished", "At the end of 2019, a year later: of how many of the twelve had the makers declared the end, or a merger?", ["2", "4", "6"], String(by2019), `${counts(table, 2020).ended.join(", ")}. The line stands at the end of 2019.`, { until: 2020 });
}
function render({ model, el }) {
  const ui = frame(el, { title: "The frameworks of 2018, and what became of them" }), names = ["picked", "until", "stars"], past = history(model, ui, names, "FrameworkTimeline"), table = model.get("table");
  let held = false, width = 0, picture = null;
  const view = { model, ui, table, cursor: 7, hold: () => { past.remember(); held = true; }, release: () => { held = false; },
    edit: (values) => { if (Object.entries(values).every(([n, v]) => JSON.stringify(model.get(n)) === JSON.stringify(v))) return; if (!held) past.remember(); save(model, values); },
    toggle: (name) => { const now = model.get("picked"); view.edit({ picked: now.includes(name) ? now.filter((n) => n !== name) : [...now, name].slice(-2) }); } };
  const place = h("div", { class: "ft-place" }), cards = h("div", { class: "ft-cards" }), panel = h("div", { class: "ft-left" }, place, legend());
  ui.stage.append(panel, cards);
  const discs = toggle({ label: "GitHub stars", value: model.get("stars"), onchange: (v) => view.edit({ stars: v }) }), today = button("today", () => view.edit({ until: TO }));
  ui.controls.append(today, discs);
  ui.more.append(h("p", { class: "ft-note" }, `As of ${when(table.as_of)}; the same table in a cell: framework_history.table(). Pick a row by a click, or with the arrow keys and space; two stay picked. Drag the line at the right to an earlier month; what came later is hidden. A filled point has a primary source, a hollow one a secondary one; what could not be sourced is left out and said so. Stars: ${table.stars_source}. Caffe2's second number was counted while its code moved into PyTorch's repository, and does not say how liked it was.`));
  ui.code.remove();  // no operation of torch belongs to this picture
  questions(view);
  const draw = () => {
    const wanted = Math.round(Math.max(300, Math.min(960, place.clientWidth || 580)));
    const slide = ui.root.clientWidth >= 1080;
    if (wanted !== width || slide !== view.slide) { width = wanted; view.slide = slide; picture = chart(view, width, slide); place.replaceChildren(picture.plot.view); }
    const st = Object.fromEntries(names.map((n) => [n, model.get(n)])), { all, out, ended, alive } = counts(table, st.until), now = st.until >= table.now, date = now ? when(table.as_of) : month(st.until);
    picture.draw(st);
    cards.replaceChildren(...st.picked.map((name) => card(view, st, name)), ...(st.picked.length ? [] : [h("p", { class: "ft-became" }, "Pick a framework in the picture.")]));
    discs.set(st.stars);
    today.disabled = st.until >= TO;
    const words = now ? `${date}: ${ended.length} of ${all} have ended; with a release in the last two years: ${alive.join(", ")}.` : `By the end of ${date}: ${out.length} of ${all} are out, ${ended.length} of them have ended.`;
    ui.formula.textContent = words;
    ui.say(`${st.picked.join(" and ")} picked. ${words}`);
  };
  view.redraw = bind(model, ui, names, draw);
  const watch = new ResizeObserver(() => { if (place.clientWidth && Math.abs(place.clientWidth - width) > 1) view.redraw(); });
  watch.observe(place);
  ui.closers.push(() => watch.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { counts, parts, when, month };
