// DeleteBlocks: nine blocks of a trained net on a line, bars of ‖F‖ / ‖x‖, and what the net still names without some of
// them or in another order. kit.js stands before this text. Nothing is computed here but indices: the tables of right
// answers come from course_lib/experiments/delete_blocks.py (base64, two bytes each, 65535 where nothing fits).

const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
const BLOCKS = range(9, (i) => i + 1), NEW_SHAPE = [4, 7], SWAPS = [[1, 2], [1, 3], [2, 3], [5, 6], [8, 9]], IMPOSSIBLE = 65535;
const NAMES = ["conv2_1", "conv2_2", "conv2_3", "conv3_1", "conv3_2", "conv3_3", "conv4_1", "conv4_2", "conv4_3"];
const SHAPES = ["4 maps of 8 × 8", "8 maps of 4 × 4", "16 maps of 2 × 2"], SHORT = ["4 · 8×8", "8 · 4×4", "16 · 2×2"];
const tenth = (v) => Math.round(v * 10) / 10, percent = (share, digits = 1) => `${fmt(100 * share, digits)} %`;
const listed = (numbers) => (numbers.length > 1 ? `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}` : String(numbers[0]));

// ---- the tables, in the order of the experiment's arrangements() and subsets() ------------------------------------------

function choose(from, size) {  // subsets of this size, in the order of itertools.combinations
  if (size === 0) return [[]];
  return from.flatMap((one, i) => choose(from.slice(i + 1), size - 1).map((rest) => [one, ...rest]));
}
function arrange(from, size) {  // the same for itertools.permutations
  if (size === 0) return [[]];
  return from.flatMap((one) => arrange(from.filter((other) => other !== one), size - 1).map((rest) => [one, ...rest]));
}
const upTo = (pick, from) => range(from.length + 1).flatMap((size) => pick(from, size)).map(String);
const SUBSETS = upTo(choose, BLOCKS), FIRST = upTo(arrange, [1, 2, 3]), BEHIND = [upTo(arrange, [5, 6]), upTo(arrange, [8, 9])];
function placeOf(kept) {  // of these blocks, in this order, in arrangements()
  const first = FIRST.indexOf(String(kept.filter((b) => b < 4)));
  const [second, third] = BEHIND.map((all, k) => (kept.includes(NEW_SHAPE[k]) ? 5 : 0) + all.indexOf(String(kept.filter((b) => b > NEW_SHAPE[k] && b < NEW_SHAPE[k] + 3))));
  return (first * 10 + second) * 10 + third;
}
function counts(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return range(bytes.length / 2, (i) => bytes[2 * i] + 256 * bytes[2 * i + 1]).map((n) => (n === IMPOSSIBLE ? null : n));
}
const unpack = (runs) => Object.fromEntries(["residual", "plain"].map((kind) => [kind, { every: counts(runs[kind].every), subsets: runs[kind].subsets.map(counts), swapped: runs[kind].swapped, sizes: runs[kind].sizes.map((row) => row.map((v) => v / 1e3)) }]));

function orderOf(swapped) {
  const order = [...BLOCKS];
  for (const [a, b] of swapped) { const i = order.indexOf(a), j = order.indexOf(b); [order[i], order[j]] = [order[j], order[i]]; }
  return order;
}
function pairsOf(order) {  // the shortest list of swaps that makes this order
  const now = [...BLOCKS], pairs = [];
  order.forEach((block, place) => {
    if (now[place] === block) return;
    pairs.push([now[place], block].sort((a, b) => a - b));
    const there = now.indexOf(block);
    [now[place], now[there]] = [block, now[place]];
  });
  return pairs;
}
const alike = (a, b) => SWAPS.some(([p, q]) => (p === a && q === b) || (p === b && q === a));
// Two places of an order exchanged, if the blocks there take and give the same shape, else null.
function exchanged(order, from, to) {
  if (!alike(order[from], order[to])) return null;
  const next = [...order];
  [next[from], next[to]] = [order[to], order[from]];
  return next;
}
// Mean accuracy without 0, 1, ... blocks, over all choices that fit, for each seed.
const means = (table, held) => table.subsets.map((row) => range(10, (k) => {
  const some = row.filter((n, i) => n !== null && sizeOf(i) === k);
  return some.length ? some.reduce((a, b) => a + b, 0) / some.length / held : null;
}));
const SIZES = SUBSETS.map((text) => (text ? text.split(",").length : 0)), sizeOf = (i) => SIZES[i];
function rankAgreement(a, b) {  // Spearman's: the correlation of the ranks
  const ranks = (list) => list.map((v) => list.filter((w) => w < v).length + (list.filter((w) => w === v).length - 1) / 2);
  const [p, q] = [ranks(a), ranks(b)], mid = (a.length - 1) / 2, dot = (x, y) => x.reduce((sum, v, i) => sum + (v - mid) * (y[i] - mid), 0);
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
}
// Right answers of all five seeds, where they were recorded: any blocks deleted, or one swap.
function ofSeeds(table, deleted, pairs) {
  if (!pairs.length) return table.subsets.map((row) => row[SUBSETS.indexOf(String(deleted))]);
  return pairs.length === 1 && !deleted.length ? table.swapped.map((row) => row[SWAPS.findIndex((pair) => String(pair) === String(pairs[0]))]) : null;
}
function study(tables, held, { net, deleted, swapped, cloud }) {
  const table = tables[net], order = orderOf(swapped), kept = order.filter((b) => !deleted.includes(b)), right = table.every[placeOf(kept)];
  const broken = net === "plain" ? deleted.filter((b) => NEW_SHAPE.includes(b)) : [], whole = table.every[placeOf(BLOCKS)];
  const costs = BLOCKS.map((b) => (table.subsets[0][b] === null ? null : (whole - table.subsets[0][b]) / held));
  return { net, deleted, swapped, cloud, held, order, kept, right, whole, broken, costs, accuracy: right === null ? null : right / held, sizes: table.sizes[0], twin: tables[net === "plain" ? "residual" : "plain"].sizes[0], seeds: right === null ? null : ofSeeds(table, deleted, swapped) };
}

// ---- the chain -------------------------------------------------------------------------------------------------------

const BASE = 190, LINE = 226, UNIT = 68, HEIGHT = 304;
const geometry = (narrow) => (narrow ? { width: 344, left: 24, step: 34.2, bar: 23 } : { width: 544, left: 46, step: 54, bar: 37 });
function chainView(view) {
  const svg = s("svg", { class: "cw-plot db-chain", role: "group", "aria-label": "the nine blocks" }), back = s("g", {}), front = s("g", {}), note = s("g", {});
  svg.append(back, front, note);
  let geo = geometry(false);
  const center = (place) => geo.left + geo.step * (place + 0.5), x0 = () => geo.left - 8, x1 = () => geo.left + 9 * geo.step + 8;
  const at = (event) => { const box = svg.getBoundingClientRect(); return (event.clientX - box.left) * geo.width / box.width; };
  const groups = BLOCKS.map((block) => blockGroup(view, block, { at, placeAt: (x) => Math.max(0, Math.min(8, Math.floor((x - geo.left) / geo.step))) }));
  front.append(...groups.map((one) => one.node));
  function axes(st) {
    const marks = [0, 1, 2].flatMap((v) => [s("path", { class: v ? "cw-grid" : "cw-axis", d: `M${geo.left - 4},${BASE - v * UNIT}H${x1() - 4}` }), s("text", { x: geo.left - 9, y: BASE - v * UNIT + 4, "text-anchor": "end" }, v)]);
    const stages = range(3).flatMap((k) => {
      const x = geo.left + 3 * k * geo.step, words = (geo.bar < 30 ? SHORT : SHAPES)[k];
      return [k ? s("path", { class: "db-border", d: `M${x},${BASE - 2.2 * UNIT}V${HEIGHT - 26}` }) : null, s("text", { x: x + 1.5 * geo.step, y: HEIGHT - 6, "text-anchor": "middle" }, words)];
    }).filter(Boolean);
    return [...marks, ...stages, s("text", { class: "ink", x: geo.left - 4, y: 16 }, `‖F(x)‖ / ‖x‖; F ${st.net === "plain" ? "replaces" : "is added to"} x`),
      s("path", { class: "db-twin", d: `M${x1() - 110},12h22` }), s("text", { x: x1() - 82, y: 16 }, st.net === "plain" ? "residual twin" : "plain twin"),
      s("text", { class: "ink db-word", x: x0() - 4, y: LINE + 22, "text-anchor": "middle" }, "block")];
  }
  // The line x travels on, place by place: all the way in a residual net, between the blocks of a plain one.
  function line(st, pipe, fit) {
    const parts = [s("path", { class: "db-line", d: `M${x0()},${LINE}H${geo.left}M${x1() - 8},${LINE}h8m-7,-4l7,4l-7,4` })];
    st.order.forEach((block, place) => {
      const out = st.deleted.includes(block), c = center(place), [a, b] = [c - geo.step / 2, c + geo.step / 2];
      const through = st.net === "residual" ? `M${a},${LINE}H${b}` : `M${a},${LINE}H${c - pipe}M${c + pipe},${LINE}H${b}`;
      parts.push(s("path", { class: "db-line", d: through }));
      if (st.net === "plain" && out) parts.push(st.broken.includes(block)
        ? s("path", { class: "db-gap", d: `M${c - 7},${LINE - 7}l14,14m0,-14l-14,14` }) : s("path", { class: "db-bypass", d: `M${c - pipe},${LINE}H${c + pipe}` }));
      if (st.net === "residual" && NEW_SHAPE.includes(block)) parts.push(s("path", { class: "db-fit", d: `M${c - 1},${LINE - fit}l${fit},${fit}l${-fit},${fit}l${-fit},${-fit}z` }));
    });
    return parts;
  }
  return { node: svg, draw(st, narrow) {
    geo = geometry(narrow);
    svg.setAttribute("viewBox", `0 0 ${geo.width} ${HEIGHT}`);
    svg.classList.toggle("db-narrow", narrow);
    back.replaceChildren(...axes(st), ...line(st, tenth(geo.bar * 0.34), narrow ? 4 : 6));
    const known = BLOCKS.filter((b) => st.costs[b - 1] !== null && (st.cloud || view.tried.some((t) => t.net === st.net && !t.swapped && t.deleted === String(b))));
    groups.forEach((one, i) => one.draw(st, center(st.order.indexOf(i + 1)), geo));
    note.replaceChildren(...(known.length ? [s("text", { class: "db-word", x: x0() - 4, y: LINE + 42, "text-anchor": "middle" }, "cost"),
      ...known.map((b) => s("text", { class: "db-cost", x: center(st.order.indexOf(b)), y: LINE + 42, "text-anchor": "middle" }, fmt(-100 * st.costs[b - 1], narrow ? 0 : 1)))] : []));
  } };
}
// One block: a click or Enter takes it out and puts it back; dragging it, or an arrow key, lets it change places.
function blockGroup(view, block, { at, placeAt }) {
  const hit = s("rect", { class: "db-hit", y: 24, height: LINE + 2, rx: 5 }), body = s("g", {});
  const node = s("g", { class: "db-block", tabindex: 0, role: "button" }, hit, body);
  let from = null;
  const order = () => orderOf(view.model.get("swapped")), flip = () => view.flip(block);
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = { x: at(event), order: order(), moved: false };
    node.setPointerCapture(event.pointerId);
    event.preventDefault();
    node.focus({ preventScroll: true });
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    const x = at(event);
    if (!from.moved && Math.abs(x - from.x) < 8) return;
    if (!from.moved) view.hold(true);
    Object.assign(from, { moved: true, by: x - from.x });
    view.reorder(exchanged(from.order, from.order.indexOf(block), placeAt(x)) || from.order);
    view.redraw();
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, (event) => {
    const was = from;
    from = null;
    if (!was) return;
    if (was.moved) { view.hold(false); view.redraw(); } else if (event.type === "pointerup") flip();
  });
  node.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], now = order(), place = now.indexOf(block);
    if (["Enter", " ", "Delete", "Backspace"].includes(event.key) && !event.shiftKey) flip();
    else if (by) { const next = exchanged(now, place, place + by); if (next) view.reorder(next); } else return;
    event.preventDefault();
  });
  return { node, draw(st, center, geo) {
    const out = st.deleted.includes(block), size = st.sizes[block - 1], top = tenth(BASE - size * UNIT), half = geo.bar / 2, pipe = tenth(geo.bar * 0.34), moved = st.order[block - 1] !== block;
    const held = from?.moved ? geo.left + geo.step * (from.order.indexOf(block) + 0.5) + from.by : center;
    node.setAttribute("transform", `translate(${tenth(Math.max(geo.left, Math.min(geo.left + 9 * geo.step, held)))},0)`);
    node.setAttribute("class", `db-block ${out ? "db-out" : ""} ${from?.moved ? "db-held" : ""}`);
    node.setAttribute("aria-pressed", out);
    node.setAttribute("aria-label", `block ${block}${moved ? ` at place ${st.order.indexOf(block) + 1}` : ""}, F is ${fmt(size)} of x, ${out ? "deleted; Enter puts it back" : "Enter deletes it"}${SWAPS.flat().includes(block) ? "; left and right swap it" : ""}`);
    hit.setAttribute("x", -geo.step / 2 + 1);
    hit.setAttribute("width", geo.step - 2);
    const [round, arm] = geo.bar < 30 ? [5, 3] : [6.5, 4];
    const plus = st.net === "residual" ? [s("circle", { class: "db-plus", cx: pipe, cy: LINE, r: round }), s("path", { class: "db-sign", d: `M${pipe - arm},${LINE}h${2 * arm}m${-arm},${-arm}v${2 * arm}` })] : [];
    body.replaceChildren(...(out ? [] : [s("path", { class: "db-pipe", d: `M${-pipe},${LINE}V${BASE}m-4,8l4,-8l4,8M${pipe},${BASE}V${LINE}` }), ...plus]),
      s("rect", { class: "db-bar", x: -half, y: top, width: geo.bar, height: tenth(BASE - top), rx: 2 }),
      s("path", { class: "db-twin", d: `M${-half - 5},${tenth(BASE - st.twin[block - 1] * UNIT)}h${geo.bar + 10}` }),
      s("text", { class: "db-size", y: BASE - 7, "text-anchor": "middle" }, fmt(size, geo.bar < 30 ? 1 : 2)),
      s("text", { class: `ink db-number ${moved ? "db-moved" : ""}`, y: LINE + 23, "text-anchor": "middle" }, block));
  } };
}

// ---- the gauge: accuracy against the number of blocks that are out --------------------------------------------------------

function gaugeView(view) {
  const plot = plane({ width: 320, height: 252, margin: [10, 8, 38, 46], xlim: [-0.6, 9.6], ylim: [0, 104], ticks: [11, 5], xlabel: "blocks deleted", ylabel: "digits right, %", label: "accuracy against the number of deleted blocks" });
  const value = h("b", {}), words = h("span", {}), seeds = h("small", {}), X = (v) => tenth(plot.x(v)), Y = (share) => tenth(plot.y(100 * share));
  plot.front.append(s("path", { class: "db-chance", d: `M${X(-0.6)},${Y(0.1)}H${X(9.6)}` }), s("text", { x: X(7.8), y: Y(0.1) + 15, "text-anchor": "end" }, "guessing: 10 %"));
  const column = s("rect", { class: "db-column" }), tried = s("g", {}), all = s("g", {}), here = s("g", {});
  plot.main.append(all, column, tried, here);
  const dot = (net, k, share, cls) => (net === "plain" ? s("rect", { class: `db-dot db-plain ${cls}`, x: X(k) - 4.5, y: Y(share) - 4.5, width: 9, height: 9 }) : s("circle", { class: `db-dot ${cls}`, cx: X(k), cy: Y(share), r: 5 }));
  let shown = "";
  function cloud(st) {
    const now = st.cloud ? st.net : "";
    if (now === shown) return;
    shown = now;
    if (!now) { all.replaceChildren(); return; }
    const seen = range(10, () => 0), row = view.tables[st.net].subsets[0];
    const dots = row.map((n, i) => { const k = sizeOf(i), spread = 0.6180339887 * seen[k]++ % 1; return n === null ? "" : `M${X(k + 0.64 * (spread - 0.5))},${Y(n / st.held)}h.01`; });
    const lines = means(view.tables[st.net], st.held).map((one) => `M${one.map((v, k) => (v === null ? null : `${X(k)},${Y(v)}`)).filter(Boolean).join("L")}`);
    all.replaceChildren(s("path", { class: "db-cloud", d: dots.join("") }), ...lines.map((d) => s("path", { class: `db-mean ${st.net === "plain" ? "db-plain" : ""}`, d })));
  }
  const legend = h("p", { class: "db-legend" });
  return { node: h("div", { class: "cw-panel db-gauge" }, h("p", { class: "db-value" }, value, words, seeds), plot.view, legend), draw(st) {
    const k = st.deleted.length, fits = st.accuracy !== null;
    cloud(st);
    for (const [name, v] of Object.entries({ x: X(k - 0.34), y: Y(st.accuracy || 0), width: tenth(X(0.68) - X(0)), height: tenth(Y(0) - Y(st.accuracy || 0)) })) column.setAttribute(name, v);
    tried.replaceChildren(...view.tried.map((t) => dot(t.net, t.count, t.share, t.net === st.net ? "" : "db-other")));
    here.replaceChildren(...(fits ? [dot(st.net, k, st.accuracy, "db-here")] : [s("text", { class: "db-none", x: X(k), y: Y(0.2), "text-anchor": "middle" }, "✗")]));
    value.textContent = fits ? percent(st.accuracy) : "no net";
    words.textContent = fits ? ` right, ${st.right} of ${st.held} digits` : " the shapes do not fit";
    seeds.textContent = st.seeds ? `five seeds: ${percent(Math.min(...st.seeds) / st.held, 0)} to ${percent(Math.max(...st.seeds) / st.held, 0)}` : fits ? "recorded for this seed alone" : "";
    const both = new Set(view.tried.map((t) => t.net)).size > 1;
    legend.replaceChildren(...(st.cloud ? [h("span", {}, h("i", { class: "db-key-cloud" }), "each choice of blocks"), h("span", {}, h("i", { class: st.net === "plain" ? "db-plain" : "" }), "mean, five seeds")] : []), ...(both ? [h("span", {}, "● residual"), h("span", {}, "■ plain")] : []));
  } };
}

// ---- words -----------------------------------------------------------------------------------------------------------

const plural = (list, one, more) => (list.length > 1 ? more : one), blocksText = (list) => `Block${plural(list, "", "s")} ${listed(list)}`;
function verdict(st) {
  const say = (bold, ...rest) => [h("b", {}, bold), " ", ...rest], lost = `${percent(st.whole / st.held)} → ${st.accuracy === null ? "" : percent(st.accuracy)}.`;
  const swap = st.swapped.map(([a, b]) => `${a} ⇄ ${b}`).join(", ");
  if (st.broken.length) return say("It does not fit.", `Block ${st.broken[0]} makes ${SHAPES[(st.broken[0] - 1) / 3]} out of ${SHAPES[(st.broken[0] - 4) / 3]}, and nothing else leads there. Click it to put it back.`);
  if (!st.deleted.length && !st.swapped.length) return say("The whole net.", st.net === "residual" ? "Click a block to take it out: x runs on along the line. Drag it onto another of its stage to swap the two." : "One line through every block. Click a block to take it out; what arrived at it is then given to the next.");
  if (!st.deleted.length) return say(`Swapped: ${swap}.`, lost, st.net === "residual" ? " Each adds its F to an x it was not trained on." : " Each gets maps made by the wrong block.");
  const also = st.swapped.length ? ` Swapped: ${swap}.` : "", are = plural(st.deleted, "is", "are");
  if (st.net === "plain") return say(`${blocksText(st.deleted)} ${are} out.`, lost, " A plain block makes its maps anew; the one behind it now gets maps it has never seen.", also);
  const size = st.deleted.length === 1 ? ` What is missing had ${fmt(st.sizes[st.deleted[0] - 1])} of the length of x.` : "";
  return say(`${blocksText(st.deleted)} ${are} out.`, `${lost}${size}`, also);
}
function formula(st) {
  const v = (name) => h("var", {}, name), term = (...parts) => h("span", { class: "db-term" }, ...parts), n = st.deleted.length;
  const power = (k) => [...String(k)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");
  const rule = st.net === "residual" ? ["a block: ", v("x"), "′ = ReLU(", v("x"), " + ", v("F"), "(", v("x"), "))"] : ["a block: ", v("x"), "′ = ReLU(", v("F"), "(", v("x"), "))"];
  const paths = st.net === "residual" ? [n ? `paths from digit to scores: 2${power(9 - n)} = ${2 ** (9 - n)} of 2⁹ = 512` : "paths from digit to scores: 2⁹ = 512"] : [`paths from digit to scores: ${st.broken.length ? "none" : 1}`];
  return [term(...rule), term(...paths), term("accuracy: ", ...(st.accuracy === null ? ["—"] : [`${st.right} / ${st.held} = `, h("b", {}, percent(st.accuracy))]))];
}
function torchLine(st) {
  const name = (b) => `L.${NAMES[b - 1]}`, left = (b) => (st.net === "residual" && NEW_SHAPE.includes(b) ? `${name(b)}.sum.shortcut` : "nn.Identity()");
  const out = st.deleted.map((b) => `${name(b)} = ${left(b)}; `), moved = BLOCKS.filter((b, place) => st.order[place] !== b);
  const swap = moved.length ? `${moved.map(name).join(", ")} = ${moved.map((b) => name(st.order[b - 1])).join(", ")}; ` : "";
  return `L = net.layers; ${out.join("")}${swap}(net(x).argmax(1) == labels).double().mean()`;
}

// ---- predictions: five questions, one at a time ---------------------------------------------------------------------------

function questions({ tables, held }) {
  const shares = (kind, deleted) => tables[kind].subsets.map((row) => row[SUBSETS.indexOf(String(deleted))] / held), low = (list) => percent(Math.min(...list), 0), high = (list) => percent(Math.max(...list), 0);
  const bands = ["under 20 %", "20 to 80 %", "over 80 %"], band = (share) => bands[share < 0.2 ? 0 : share <= 0.8 ? 1 : 2];
  const one = shares("residual", [3]), first = shares("residual", [1]), plain = shares("plain", [3]), swap = tables.residual.swapped.map((row) => row.map((n) => n / held));
  const mean = means(tables.residual, held), half = mean[0].findIndex((v) => v < 0.5), third = mean.map((row) => row[half]);
  const costs = tables.residual.subsets.map((row) => BLOCKS.map((b) => row[0] - row[b])), agree = costs.map((list, seed) => rankAgreement(list, tables.residual.sizes[seed])), apart = (i) => swap[0][i];
  return [
    { key: "without block 3", options: bands, right: band(one[0]), set: { net: "residual", deleted: [3] }, question: `The whole residual net names ${percent(tables.residual.subsets[0][0] / held)} of digits it has not seen. And without block 3, nothing trained again?`,
      sentence: `${percent(one[0])}; five seeds: ${low(one)} to ${high(one)}. The line still brings x to block 4. No block is free, though: without block 1 it is ${low(first)} to ${high(first)}.` },
    { key: "plain without block 3", options: bands, right: band(plain[0]), set: { net: "plain", deleted: [3] }, question: `The plain twin names ${percent(tables.plain.subsets[0][0] / held)}. And without its block 3?`,
      sentence: `${percent(plain[0])}; five seeds: ${low(plain)} to ${high(plain)}. There is one path, and block 3 was on it.` },
    { key: "costliest swap", options: SWAPS.map(([a, b]) => `${a} and ${b}`), right: SWAPS.map(([a, b]) => `${a} and ${b}`)[swap[0].indexOf(Math.min(...swap[0]))], set: { net: "residual", deleted: [], swapped: [[1, 3]] }, question: "Two blocks of the residual net change places. Which pair costs most?",
      sentence: `1 and 3: ${percent(apart(1))}, in five seeds ${low(swap.map((row) => row[1]))} to ${high(swap.map((row) => row[1]))}, each time the costliest of the five pairs; 8 and 9 leave ${percent(apart(4))}. In the plain twin every swap leaves less than ${percent(Math.ceil(20 * Math.max(...tables.plain.swapped.flat()) / held) / 20, 0)}.` },
    { key: "half of the digits", options: ["2", "3", "5", "7"], right: String(half), set: { net: "residual", deleted: [], cloud: true }, question: "How many blocks, chosen at random, can go before the mean accuracy falls under one half?",
      sentence: `At ${half} of 9 the mean over all choices is ${percent(third[0])} (${low(third)} to ${high(third)} in five seeds). The cloud shows how much depends on which ones: the best three leave ${percent(Math.max(...tables.residual.subsets[0].filter((_, i) => sizeOf(i) === 3)) / held)}.` },
    { key: "size and cost", options: ["hardly", "mostly", "the other way round"], right: "mostly", set: { net: "residual", deleted: [], cloud: true }, question: "Sort the blocks by ‖F‖ / ‖x‖, and again by what the loss of each alone costs. Do the two orders agree?",
      sentence: `Rank correlation ${fmt(agree[0])}, in five seeds ${fmt(Math.min(...agree))} to ${fmt(Math.max(...agree))}: what adds little is missed little. It is no law: the costliest is the largest in ${costs.filter((list, i) => list.indexOf(Math.max(...list)) === tables.residual.sizes[i].indexOf(Math.max(...tables.residual.sizes[i]))).length} of 5 nets.` },
  ];
}
function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, asked = questions(view);
  let at = Math.max(0, asked.findIndex((one) => known[one.key] === undefined));
  for (const { key, question, options, right, sentence, set } of asked) challenge(model, ui, { key, question, options, judge: (given) => [given === right, sentence],
    reveal: (given) => { if (known[key] !== given) { known[key] = given; view.edit({ swapped: [], cloud: false, ...set }); } } });
  const boxes = [...ui.challenges.children], count = h("span", { class: "cw-label" });
  const back = button("◀", () => turn(at - 1), { "aria-label": "question before" }), next = button("next question ▶", () => turn(at + 1));
  const row = h("div", { class: "cw-controls db-turn" }, back, next, count);
  function turn(to) {
    at = (to + boxes.length) % boxes.length;
    boxes.forEach((box, i) => { box.hidden = i !== at; });
    count.textContent = `${at + 1} of ${boxes.length}`;
    boxes[at].append(row);
  }
  turn(at);
}

// ---- all together ----------------------------------------------------------------------------------------------------

function controls(view) {
  const { model, ui, edit } = view;
  const net = choice({ label: "net", options: [["residual", "residual"], ["plain", "plain twin"]], value: model.get("net"), onchange: (v) => edit({ net: v }) });
  const cloud = toggle({ label: "all choices of blocks", value: model.get("cloud"), onchange: (on) => edit({ cloud: on }) });
  const back = button("put all back", () => edit({ deleted: [], swapped: [] }));
  ui.controls.append(net, back, cloud);
  ui.more.append(h("p", { class: "db-note" }, "Both nets: 20 layers, nine blocks of two 3 × 3 convolutions with batch norm, 17,254 parameters, trained alike on 1,438 handwritten digits of 8 × 8 pixels; accuracy is on 359 others. Seed 0 is shown; five were trained. " +
    "Bars: ‖F(x)‖ / ‖x‖ in the whole net, the mean over those digits. ◆: blocks 4 and 7 halve the maps and double their number, so x is fitted: every second pixel, and maps of zeros. Under a block: what its loss alone costs, in points, once you have tried it. " +
    "Enter deletes a block or puts it back; the left and right arrow keys swap it with its neighbour. Experiment after Veit, Wilber, Belongie (2016)."));
  return (st) => { net.set(st.net); cloud.set(st.cloud); back.disabled = !st.deleted.length && !st.swapped.length; };
}
function render({ model, el }) {
  const ui = frame(el, { title: "What is a block worth?" }), names = ["net", "deleted", "swapped", "cloud"], past = history(model, ui, names, "DeleteBlocks");
  const runs = model.get("runs"), view = { model, ui, held: runs.held, tables: unpack(runs), tried: [], holding: false,
    edit(values) { if (!view.holding) past.remember(); save(model, values); },
    hold(on) { if (on) past.remember(); view.holding = on; },
    flip(block) { const now = model.get("deleted"); view.edit({ deleted: now.includes(block) ? now.filter((b) => b !== block) : [...now, block].sort((a, b) => a - b) }); },
    reorder(order) { const pairs = pairsOf(order); if (JSON.stringify(pairs) !== JSON.stringify(model.get("swapped"))) view.edit({ swapped: pairs }); } };
  const chain = chainView(view), gauge = gaugeView(view), words = h("p", { class: "db-verdict" });
  ui.stage.append(h("div", { class: "cw-panel db-left" }, chain.node, words), gauge.node);
  const sync = controls(view);
  let narrow = false;
  const redraw = view.redraw = bind(model, ui, names, () => {
    const st = study(view.tables, view.held, Object.fromEntries(names.map((name) => [name, model.get(name)])));
    const now = { net: st.net, deleted: String(st.deleted), swapped: Boolean(st.swapped.length), count: st.deleted.length, share: st.accuracy };
    if (st.accuracy !== null && !view.tried.some((t) => JSON.stringify(t) === JSON.stringify(now))) view.tried.push(now);
    chain.draw(st, narrow);
    gauge.draw(st);
    words.replaceChildren(...verdict(st));
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st);
    sync(st);
    ui.say(`${st.net === "plain" ? "Plain twin" : "Residual net"}. ${words.textContent}`);
  });
  challenges(view);
  const sized = new ResizeObserver(() => { const is = ui.root.clientWidth > 0 && ui.root.clientWidth < 560; if (is !== narrow) { narrow = is; redraw(); } });
  sized.observe(ui.root);
  ui.closers.push(() => sized.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { SUBSETS, placeOf, counts, orderOf, pairsOf, study: (runs, state) => study(unpack(runs), runs.held, state), means: (runs, kind) => means(unpack(runs)[kind], runs.held), rankAgreement };
