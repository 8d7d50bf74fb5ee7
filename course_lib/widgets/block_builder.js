// BlockBuilder: six kinds of block, their shapes, the ways of the gradient and what they cost. The arithmetic mirrors
// course_lib/experiments/block_builder.py (which asks course_lib.shapes), and a test compares. kit.js stands before this text.

const KINDS = [["basic", "basic"], ["plain", "plain"], ["bottleneck", "bottleneck"], ["preactivation", "pre-activation"], ["resnext", "ResNeXt"], ["dense", "dense"]];
const CHANNELS = [16, 32, 64, 128, 256, 512, 1024, 2048], GROUPS = [1, 2, 4, 8, 16, 32, 64, 128], GROWTHS = [4, 8, 12, 16, 24, 32, 40, 48, 64], SIDES = [7, 8, 14, 16, 28, 32, 56, 112];
const HALVING = ["basic", "plain", "bottleneck", "resnext"], NAMES = ["kind", "channels", "groups", "growth", "layers", "stride", "side"];
const nameOf = (kind) => KINDS.find(([key]) => key === kind)[1], tenth = (v) => Math.round(v * 10) / 10, clampTo = (v, low, high) => Math.max(low, Math.min(high, v));
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));

// The convolutions of a block, in order, the one on the shortcut last; norm: parameters of the batch norm that goes with it.
function partsOf({ kind, channels, groups, growth, layers, stride, side }) {
  const step = HALVING.includes(kind) ? stride : 1, out = channels * step, low = Math.ceil(side / step), found = [];
  const add = (size, into, leaving, settings = {}) => {
    const one = { size, into, out: leaving, stride: 1, groups: 1, before: side, side: low, beside: false, norm: 2 * leaving, ...settings };
    one.weights = size * size * into / one.groups * leaving;
    one.macs = one.weights * one.side ** 2;
    found.push(one);
  };
  if (kind === "basic" || kind === "plain") { add(3, channels, out, { stride: step }); add(3, out, out, { before: low }); }
  if (kind === "preactivation") for (const before of [side, side]) add(3, channels, channels, { before, norm: 2 * channels });
  if (kind === "bottleneck" || kind === "resnext") {
    const inner = kind === "resnext" ? out / 2 : out / 4;
    add(1, channels, inner, { side });
    add(3, inner, inner, { stride: step, groups: kind === "resnext" ? Math.min(groups, inner) : 1 });
    add(1, inner, out, { before: low });
  }
  if (kind === "dense") for (let l = 0, maps = channels; l < layers; l++, maps += growth) { add(1, maps, 4 * growth, { norm: 2 * maps }); add(3, 4 * growth, growth, { norm: 8 * growth }); }
  if (step > 1 && kind !== "plain") add(1, channels, out, { stride: step, beside: true });
  return found;
}
function study(model) {
  const st = Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  st.halves = HALVING.includes(st.kind) && st.stride > 1;
  st.leaving = st.kind === "dense" ? st.channels + st.layers * st.growth : st.channels * (st.halves ? 2 : 1);
  st.low = st.halves ? Math.ceil(st.side / 2) : st.side;
  return Object.assign(st, totals(partsOf(st)), { parts: partsOf(st) });
}
function totals(parts) {
  const sum = (name) => parts.reduce((all, part) => all + part[name], 0);
  return { weights: sum("weights"), norms: sum("norm"), macs: sum("macs"), parameters: sum("weights") + sum("norm") };
}

// ---- words -----------------------------------------------------------------------------------------------------------

const whole = (v) => v.toLocaleString("en"), shape = (maps, side) => `${maps} × ${side} × ${side}`, tight = (maps, side) => `${maps}×${side}×${side}`;
const short = (v) => (v >= 1e9 ? `${fmt(v / 1e9, 2)} G` : v >= 1e6 ? `${fmt(v / 1e6, 1)} M` : `${fmt(v / 1e3, 1)} k`);
const convText = (part) => `${part.size}×${part.size}${part.stride > 1 ? " /2" : ""}, ${part.into} → ${part.out}`;
const product = ({ size, into, out, groups }) => `${size > 1 ? `${size * size} · ` : ""}${groups > 1 ? `${into} / ${groups}` : into} · ${out}`;

function formula(st) {
  const v = (name) => h("var", {}, name), term = (...parts) => h("span", { class: "bb-term" }, ...parts), g = (text) => h("span", { class: "pos" }, text);
  const gate = [", ", v("g"), " = dy where ", v("y"), " > 0, else 0"], kinds = {
    plain: [g("dx = F′(x)ᵀ g"), ...gate], preactivation: [g("dx = dy + F′(x)ᵀ dy")],
    dense: [g("dx = dy"), ` of the first ${st.channels} maps, `, g("+"), " what comes back through the layers"] };
  const residual = [g(st.halves ? "dx = Wₛᵀ g + F′(x)ᵀ g" : "dx = g + F′(x)ᵀ g"), ...gate];
  const shown = st.parts.length > 4 ? [...st.parts.slice(0, 2).map(product), "…"] : st.parts.map(product);
  return [term("back: ", ...(kinds[st.kind] || residual)), term(`weights ${shown.join(" + ")} = `, h("b", {}, whole(st.weights))), term("with norms ", h("b", {}, whole(st.parameters)), " parameters, ", h("b", {}, short(st.macs)), " multiply-adds")];
}
function torchCode(st) {
  const conv = (p) => `nn.Conv2d(${p.into}, ${p.out}, ${p.size}${p.stride > 1 ? `, stride=${p.stride}` : ""}${p.size > 1 ? `, padding=${p.size >> 1}` : ""}${p.groups > 1 ? `, groups=${p.groups}` : ""}, bias=False)`;
  const before = (p) => `nn.BatchNorm2d(${p.into}), nn.ReLU(),\n    ${conv(p)}`, after = (p) => `${conv(p)},\n    nn.BatchNorm2d(${p.out})`;
  if (st.kind === "dense") {
    const maps = st.growth * 4;
    return `layers = [nn.Sequential(\n    nn.BatchNorm2d(c), nn.ReLU(),\n    nn.Conv2d(c, ${maps}, 1, bias=False),\n    ${before({ into: maps, out: st.growth, size: 3, stride: 1, groups: 1 })})\n    for c in range(${st.channels}, ${st.leaving}, ${st.growth})]\nfor f in layers:\n    x = torch.cat([x, f(x)], dim=1)`;
  }
  const body = st.parts.filter((p) => !p.beside), beside = st.parts.find((p) => p.beside), join = st.kind === "preactivation" ? ",\n    " : ", nn.ReLU(),\n    ";
  const f = `F = nn.Sequential(\n    ${body.map(st.kind === "preactivation" ? before : after).join(join)})`;
  const fitted = beside ? `\nfit = nn.Sequential(\n    ${conv(beside)},\n    nn.BatchNorm2d(${beside.out}))` : "", sum = `F(x)${st.kind === "plain" ? "" : beside ? " + fit(x)" : " + x"}`;
  return `${f}${fitted}\ny = ${st.kind === "preactivation" ? sum : `torch.relu(${sum})`}`;
}

// ---- the block -------------------------------------------------------------------------------------------------------

const WIDE = 452, HIGH = 400, CX = 224, BROAD = 184, LANE = 42, BOX = 36;
const text = (x, y, words, attributes = {}) => s("text", { x: tenth(x), y: tenth(y), ...attributes }, words);
const line = (points, name, head = 7) => [s("path", { class: name, d: `M${points.slice(0, -1).map(([x, y]) => `${tenth(x)},${tenth(y)}`).join("L")}` }), arrow(points.at(-2), points.at(-1), { class: name }, head)];

const label = (x, y, name, maps, side) => s("text", { x: tenth(x), y: tenth(y), class: "ink" }, s("tspan", { class: "bb-var" }, name), `${name && "  "}${tight(maps, side)}`);
// What stands in the column, from above: bars of maps, boxes of layers, the sum, the last ReLU.
function columnOf(st) {
  const items = [{ bar: st.channels, side: st.side, name: "x" }], body = st.parts.filter((part) => !part.beside), last = body.length - 1, pre = st.kind === "preactivation";
  body.forEach((part, k) => items.push({ part, k, first: pre ? "norm, ReLU" : "", second: pre ? "" : `${part.groups > 1 ? `${part.groups} groups, ` : ""}${k === last ? "norm" : "norm, ReLU"}` }, { bar: part.out, side: part.side, name: k === last && st.kind !== "plain" ? "F(x)" : "" }));
  if (st.kind !== "plain") items.push({ plus: true });
  if (pre) return [...items, { bar: st.leaving, side: st.low, name: "y" }];
  if (st.kind === "plain") items.pop();
  return [...items, { relu: true }, { bar: st.leaving, side: st.low, name: "y" }];
}
const tallOf = (item, st) => (item.bar ? Math.max(5, 14 * item.side / st.side) : item.part ? BOX : item.plus ? 24 : 22);
function placed(st) {
  const items = columnOf(st), used = items.reduce((sum, item) => sum + tallOf(item, st), 0), gap = Math.min(30, (HIGH - 8 - used) / (items.length - 1));
  let y = (HIGH - used - gap * (items.length - 1)) / 2;
  for (const item of items) { item.top = y; item.low = y + tallOf(item, st); item.mid = (item.top + item.low) / 2; y = item.low + gap; }
  return items;
}
function residual(st) {
  const items = placed(st), scale = BROAD / Math.max(256, ...items.map((item) => item.bar || 0)), out = [];
  const sub = (k) => "₁₂₃"[k];
  for (const item of items) {
    const w = item.bar * scale;
    if (item.bar) out.push(s("rect", { class: "bb-maps", x: tenth(CX - w / 2), y: tenth(item.top), width: tenth(Math.max(2, w)), height: tenth(item.low - item.top), rx: 2 }), label(CX + w / 2 + (item.name === "x" ? 19 : 8), item.mid + 4.5, item.name, item.bar, item.side));
    if (item.part) out.push(s("rect", { class: "bb-box", x: CX - 92, y: tenth(item.top), width: 184, height: BOX, rx: 6 }), text(CX, item.top + (item.first ? 31 : 15), convText(item.part), { class: "ink bb-strong", "text-anchor": "middle" }), text(CX, item.top + (item.first ? 14 : 30), item.first || item.second, { "text-anchor": "middle" }),
      text(CX + 98, item.mid + 4.5, whole(item.part.weights), { class: "ink" }), text(CX - 98, item.mid + 4.5, `· W${sub(item.k)}ᵀ`, { class: "pos", "text-anchor": "end" }));
    if (item.plus) out.push(s("circle", { class: "bb-box", cx: CX, cy: tenth(item.mid), r: 12 }), text(CX, item.mid + 6, "+", { class: "ink bb-plus", "text-anchor": "middle" }));
    if (item.relu) out.push(s("rect", { class: "bb-box", x: CX - 36, y: tenth(item.top), width: 72, height: 22, rx: 11 }), text(CX, item.mid + 4.5, "ReLU", { class: "ink", "text-anchor": "middle" }), text(CX + 44, item.mid + 4.5, "where y > 0", { class: "pos" }));
  }
  items.slice(1).forEach((item, i) => out.push(...line([[CX - 7, items[i].low + 1], [CX - 7, item.top - 1]], "bb-forward", 6), ...line([[CX + 7, item.top - 1], [CX + 7, items[i].low + 1]], item.bar && item.name === "y" || item.relu ? "bb-back" : "bb-back bb-branch", 6)));
  out.push(text(CX + 17, items.at(-1).top - 5, "dy", { class: "pos" }));
  return { nodes: [...(st.kind === "plain" ? [] : shortcut(st, items, scale)), ...out], grip: [CX + st.channels * scale / 2, items[0].mid] };
}
// The way beside the branch, and the gradient on it.
function shortcut(st, items, scale) {
  const x = items[0], plus = items.find((item) => item.plus), left = CX - x.bar * scale / 2, beside = st.parts.find((part) => part.beside), middle = (x.mid + plus.mid) / 2, turn = x.low + 6;
  const nodes = [...line([[CX - 7, turn], [LANE, turn], [LANE, plus.mid - 4], [CX - 14, plus.mid - 4]], "bb-forward", 7), ...line([[CX - 13, plus.mid + 5], [LANE - 13, plus.mid + 5], [LANE - 13, x.mid - 1], [left - 5, x.mid - 1]], "bb-back", 8)];
  if (!beside) return [...nodes, text(LANE + 8, middle + 4, "+ x", { class: "ink bb-strong" }), text(LANE - 20, middle + 4, "· 1", { class: "pos bb-strong", "text-anchor": "end" })];
  return [...nodes, s("rect", { class: "bb-box", x: 2, y: tenth(middle - 28), width: 86, height: 56, rx: 6 }), text(45, middle - 11, "1×1 /2", { class: "ink bb-strong", "text-anchor": "middle" }), text(45, middle + 5, "norm", { "text-anchor": "middle" }), text(45, middle + 21, whole(beside.weights), { class: "ink", "text-anchor": "middle" }), text(LANE + 8, plus.mid - 20, "· Wₛᵀ", { class: "pos" })];
}
// A dense block: every layer reads the whole bar above it and puts its own maps at the end.
function dense(st) {
  const base = 46, scale = 190 / Math.max(256, st.leaving), rise = (HIGH - 46) / st.layers, out = [], y = (i) => 12 + i * rise, end = (i) => base + (st.channels + i * st.growth) * scale, X = 344;
  for (let i = 0; i < st.layers; i++) {
    const from = y(i) + 14, to = y(i + 1), mid = (from + to) / 2, [one, two] = st.parts.slice(2 * i, 2 * i + 2), box = Math.min(54, rise - 26);
    out.push(s("path", { class: "bb-ribbon", d: `M${base},${tenth(from)}H${tenth(end(i))}V${tenth(to)}H${base}z` }));
    out.push(...line([[end(i) + 3, y(i) + 5], [X - 7, y(i) + 5], [X - 7, mid - box / 2 - 1]], "bb-forward", 6), ...line([[X - 7, mid + box / 2 + 1], [X - 7, to + 5], [end(i + 1) + 3, to + 5]], "bb-forward", 6),
      ...line([[end(i + 1) + 3, to + 12], [X + 7, to + 12], [X + 7, mid + box / 2 + 1]], "bb-back bb-branch", 6), ...line([[X + 7, mid - box / 2 - 1], [X + 7, y(i) + 12], [end(i) + 3, y(i) + 12]], "bb-back bb-branch", 6),
      ...line([[base + 10, to - 2], [base + 10, from + 3]], "bb-back", 8), text(base - 8, mid + 4, "· 1", { class: "pos bb-strong", "text-anchor": "end" }));
    out.push(s("rect", { class: "bb-box", x: X - 92, y: tenth(mid - box / 2), width: 184, height: tenth(box), rx: 6 }), text(X, mid - 4, `1×1, ${one.into} → ${one.out}`, { class: "ink bb-strong", "text-anchor": "middle" }), text(X, mid + 13, `3×3, ${two.into} → ${two.out}`, { class: "ink bb-strong", "text-anchor": "middle" }));
  }
  for (let i = 0; i <= st.layers; i++) {
    range(i + 1).forEach((k) => out.push(s("rect", { class: `bb-maps${k ? ` bb-new-${k % 2}` : ""}`, x: tenth(k ? end(k - 1) : base), y: tenth(y(i)), width: tenth((k ? st.growth : st.channels) * scale), height: 14 })));
    out.push(text(base + 22, i < st.layers ? y(i) + 30 : y(i) + 29, tight(st.channels + i * st.growth, st.side), { class: "ink" }));
  }
  out.push(text(base - 8, y(0) + 11, "x", { class: "ink bb-var", "text-anchor": "end" }), text(base - 8, y(st.layers) + 11, "y", { class: "ink bb-var", "text-anchor": "end" }), text(Math.max(end(st.layers) + 10, base + 130), y(st.layers) + 29, "dy", { class: "pos" }));
  return { nodes: out, grip: [base + st.channels * scale, y(0) + 7] };
}
function blockView(view) {
  const { model } = view, plot = plane({ width: WIDE, height: HIGH, margin: [0, 0, 0, 0], xlim: [0, WIDE], ylim: [0, HIGH], label: "the block: maps as bars, layers as boxes" });
  plot.view.firstChild.remove();
  plot.view.classList.add("bb-block");
  let spot = [CX, 20], from = null;
  const scale = (by) => view.edit({ channels: CHANNELS[clampTo(CHANNELS.indexOf(model.get("channels")) + by, 0, CHANNELS.length - 1)] });
  const grip = handle(plot, { label: "maps that arrive", radius: 13, get: () => [spot[0], HIGH - spot[1]],
    nudge: (dx, dy) => { scale(dx + dy); return [NaN, NaN]; },
    ondown: (event) => { from = { x: plot.at(event)[0], k: CHANNELS.indexOf(model.get("channels")) }; view.hold(true); }, onup: () => { from = null; view.hold(false); },
    move: ([x]) => { if (from && Number.isFinite(x)) scale(clampTo(from.k + Math.round((x - from.x) / 28), 0, CHANNELS.length - 1) - CHANNELS.indexOf(model.get("channels"))); },
    draw: (x, y) => [s("path", { class: "bb-grip", d: `M${tenth(x + 1)},${tenth(y - 8)}l9,8l-9,8z` })] });
  plot.front.append(grip);
  return { node: plot.view, draw(st) {
    const made = st.kind === "dense" ? dense(st) : residual(st);
    spot = made.grip;
    plot.main.replaceChildren(...made.nodes);
    grip.place();
    grip.setAttribute("aria-label", `${st.channels} maps arrive; arrow keys double or halve them`);
  } };
}

// ---- the six beside each other -----------------------------------------------------------------------------------------

function comparison() {
  const head = h("p", { class: "cw-panel-title" }), rows = KINDS.map(([kind, name]) => ({ kind, node: h("tr", {}), name })), most = (values) => Math.max(...values.filter(Boolean));
  const table = h("table", { class: "bb-table" }, h("thead", {}, h("tr", {}, ["block", "weights", "", "multiply-adds"].map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, rows.map((row) => row.node)));
  return { nodes: [head, table], draw(st) {
    const all = rows.map(({ kind }) => (st.halves && !HALVING.includes(kind) ? null : totals(partsOf({ ...st, kind, stride: st.halves ? 2 : 1 })))), top = most(all.map((one) => one?.weights));
    rows.forEach(({ kind, node, name }, k) => {
      node.className = kind === st.kind ? "on" : "";
      node.replaceChildren(h("th", { scope: "row" }, kind === "dense" ? `${name}, ${st.layers} layer${st.layers > 1 ? "s" : ""}` : name), h("td", { class: "bb-bars", "aria-hidden": "true" }, all[k] ? h("i", { style: `width:${tenth(100 * all[k].weights / top)}%` }) : ""), h("td", {}, all[k] ? whole(all[k].weights) : "not halved"), h("td", {}, all[k] ? short(all[k].macs) : ""));
    });
    head.textContent = `all six, where ${shape(st.channels, st.side)} arrive${st.halves ? `, halved to ${st.low} × ${st.low}` : ""}`;
  } };
}

// ---- questions and controls --------------------------------------------------------------------------------------------

// Which question is asked depends on the block that is shown; two blocks may share one.
const ASKED = { basic: 0, bottleneck: 0, plain: 1, preactivation: 1, resnext: 2, dense: 3 };
function questions(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, once = (key, given, values) => { if (known[key] !== given) { known[key] = given; view.edit(values); } };
  const at = (values) => totals(partsOf({ groups: 32, growth: 32, layers: 3, stride: 1, side: 56, ...values })).weights;
  const ask = (key, options, question, answer, why, show) => challenge(model, ui, { key, options, question, judge: (given) => [given === answer, why], reveal: (given) => once(key, given, show) });
  const narrow = at({ kind: "bottleneck", channels: 256 }), two = at({ kind: "basic", channels: 64 });
  ask("cheaper", ["basic, 64 maps", "bottleneck, 256 maps", "the same"], "Which has fewer weights: a basic block that 64 maps enter and leave, or a bottleneck that 256 maps enter and leave?", "bottleneck, 256 maps",
    `The bottleneck: ${whole(narrow)} against ${whole(two)}, with four times the maps. Its 3×3 works on 64 maps; the two 1×1 around it need no factor of 9. Two 3×3 on 256 maps would be ${whole(at({ kind: "basic", channels: 256 }))}.`, { kind: "bottleneck", channels: 256, stride: 1 });
  ask("unchanged", ["plain", "basic", "pre-activation"], "Many blocks of one kind in a row. In which kind is there a way back on which dy reaches the first block unchanged, whatever the weights are?", "pre-activation",
    "Pre-activation: after its sum stands nothing, so dx = dy + what the branch adds. In the basic block a ReLU follows the sum, and lets through only where y > 0. In the plain one every way leads through both weights.", { kind: "preactivation", stride: 1 });
  const paths = (groups) => partsOf({ kind: "resnext", channels: 256, groups, stride: 1, side: 56 })[1].weights;
  ask("groups", ["half as many", "as many", "twice as many"], "From 32 groups to 64, with 256 maps arriving and 128 inside as before. How many weights has the 3×3 then?", "half as many",
    `Half: each map reads the maps of its own group only, 2 of 128 instead of 4. From ${whole(paths(32))} to ${whole(paths(64))}; the two 1×1, ${whole(2 * 256 * 128)} weights, do not notice.`, { kind: "resnext", channels: 256, groups: 64, stride: 1 });
  ask("links", ["12", "24", "78", "144"], "A dense block of 12 layers. Count a link from the input, and from each layer's new maps, to every layer that reads them. How many?", "78",
    "Layer l reads the input and the maps of l − 1 layers, l links: 1 + 2 + … + 12 = 12 · 13 / 2 = 78. A chain would have 12.", { kind: "dense", layers: 4 });
  const boxes = [...ui.challenges.children];
  return (st) => boxes.forEach((box, k) => box.classList.toggle("bb-hidden", k !== ASKED[st.kind]));
}
function controls(view) {
  const { model, ui } = view, index = (list, v) => Math.max(0, list.indexOf(v));
  const kind = choice({ label: "block", options: KINDS, value: model.get("kind"), onchange: (v) => view.edit({ kind: v, ...(HALVING.includes(v) ? {} : { stride: 1 }) }) });
  const slide = (name, label, list, show = String) => { const one = slider({ label, min: 0, max: list.length - 1, step: 1, value: index(list, model.get(name)), show: () => show(model.get(name)), oninput: (i) => { view.edit({ [name]: list[i] }); one.set(i); } }); return one; };
  const channels = slide("channels", "maps", CHANNELS), groups = slide("groups", "groups", GROUPS), growth = slide("growth", "growth", GROWTHS);
  const halve = toggle({ label: "halve the map", value: model.get("stride") === 2, onchange: (on) => view.edit({ stride: on ? 2 : 1 }) });
  const layers = choice({ label: "layers of the dense block", options: [1, 2, 3, 4], value: model.get("layers"), onchange: (v) => view.edit({ layers: v }) });
  const side = slide("side", "side of the map", SIDES);
  ui.controls.append(kind, channels, groups, growth, halve);
  ui.moreControls.prepend(side, layers);
  ui.more.append(h("p", { class: "bb-note" }, "Bars: maps, as wide as there are many, as high as the map; drag the triangle. Thin: the way forward. Orange: the way of the gradient, dashed where it passes through weights. Numbers at the boxes are weights. Inside a bottleneck are a quarter of the maps, inside a ResNeXt block half of them. " +
    "“Halve the map” is how a stage begins: stride 2, twice the maps, and a 1×1 on the shortcut so that the shapes agree; the two blocks that keep their shape have none. A dense net halves between its blocks."));
  return (st) => {
    kind.set(st.kind); channels.set(index(CHANNELS, st.channels)); groups.set(index(GROUPS, st.groups)); growth.set(index(GROWTHS, st.growth)); layers.set(st.layers); side.set(index(SIDES, st.side)); halve.set(st.halves);
    halve.disabled = !HALVING.includes(st.kind);
    groups.classList.toggle("bb-hidden", st.kind !== "resnext"); growth.classList.toggle("bb-hidden", st.kind !== "dense");
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "Build a block" }), past = history(model, ui, NAMES, "BlockBuilder");
  const view = { model, ui, held: false, hold(on) { if (on) past.remember(); view.held = on; }, edit(values) { if (!view.held) past.remember(); save(model, values); } };
  const block = blockView(view), six = comparison(), sync = controls(view), ask = questions(view), title = h("p", { class: "cw-panel-title" });
  ui.stage.append(h("div", { class: "cw-panel bb-left" }, title, block.node), h("div", { class: "cw-panel bb-right" }, ...six.nodes, ui.code));
  bind(model, ui, NAMES, () => {
    const st = study(model);
    block.draw(st); six.draw(st); sync(st); ask(st);
    title.replaceChildren(h("b", {}, nameOf(st.kind)), ": forward thin, ", h("span", { class: "pos" }, st.kind === "plain" ? "back orange, one way" : "back orange, two ways"));
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchCode(st);
    ui.say(`${nameOf(st.kind)} block: ${shape(st.channels, st.side)} arrive, ${shape(st.leaving, st.low)} leave, ${whole(st.weights)} weights, ${short(st.macs)} multiply-adds`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { partsOf, totals, torchCode };
