// EffectiveField: recorded gradient maps of one unit, before and after training, in the square the unit can see; and how
// the width of the weight grows beside the side of the square. kit.js stands before this text.
// Maps come from Python as roots of the weight, 0 ... 255, base64; spreads in 1/1000 pixel, shares in 1/10 000.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const SIDE = 33, DEPTHS = { 3: [2, 4, 8, 16], 5: [2, 4, 8] }, NAMES = { relu: "ReLU", tanh: "tanh", linear: "linear" }, LEVELS = 32;
const tenth = (v) => Math.round(v * 10) / 10, sorted = (list) => [...list].sort((a, b) => a - b), clampTo = (v, low, high) => Math.max(low, Math.min(high, v));
const median = (list) => { const s1 = sorted(list), m = s1.length / 2; return s1.length % 2 ? s1[Math.floor(m)] : (s1[m - 1] + s1[m]) / 2; };
const sizeOf = (depth, kernel) => 1 + depth * (kernel - 1), halfSide = (size) => 2 * Math.floor((size + 1) / 4) + 1;
const steps = (depth, skip) => (skip ? 1 + (depth - 1) / 2 : depth);
const expected = (depth, kernel, skip) => Math.sqrt(steps(depth, skip) * (kernel * kernel - 1) / 12);

// One kind of net, unpacked: {before, after}, each {map, spread, inside, right} in pixels and shares, lists over seeds.
function unpack(runs, depth, kernel, activation, skip) {
  const kept = runs.nets[`${depth} ${kernel} ${activation} ${skip ? "skip" : "plain"}`];
  const one = (part) => ({ map: Uint8Array.from(atob(part.map), (c) => c.charCodeAt(0)), spread: part.spread.map((v) => v / 1e3), inside: part.inside.map((row) => row.map((v) => v / 1e4)), right: part.right.map((v) => v / runs.held) });
  return { before: one(kept.before), after: one(kept.after) };
}
const insideOf = (part, side) => part.inside.map((row) => row[(side - 1) / 2]);
// Slope of log median spread against log depth, over all recorded depths: the exponent of the growth.
function exponent(runs, kernel, activation, skip, when) {
  const points = DEPTHS[kernel].map((d) => [Math.log(d), Math.log(median(unpack(runs, d, kernel, activation, skip)[when].spread))]);
  const [mx, my] = [0, 1].map((i) => points.reduce((sum, p) => sum + p[i], 0) / points.length);
  return points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
function study({ model }) {
  const [kernel, activation, skip, trained, visited] = ["kernel", "activation", "skip", "trained", "visited"].map((n) => model.get(n));
  const depth = Math.min(model.get("depth"), DEPTHS[kernel].at(-1)), size = sizeOf(depth, kernel), side = model.get("side") ? Math.min(model.get("side"), size) : halfSide(size);
  return { depth, kernel, activation, skip, trained, visited, size, side, when: trained ? "after" : "before", runs: model.get("runs"), ...unpack(model.get("runs"), depth, kernel, activation, skip) };
}

// ---- the maps ------------------------------------------------------------------------------------------------------

// Cells of one shade as one path each, so that a map of a thousand cells is a few elements and follows the theme.
function shades(values, columns, [x0, y0], cell, name, strength, levels = LEVELS) {
  const paths = Array(levels + 1).fill("");
  values.forEach((v, i) => { const level = Math.round(v / 255 * levels); if (level) paths[level] += `M${tenth(x0 + (i % columns) * cell)},${tenth(y0 + Math.floor(i / columns) * cell)}h${cell}v${cell}h${-cell}z`; });
  return paths.flatMap((d, level) => (d ? [s("path", { class: name, d, "fill-opacity": (strength * level / levels).toFixed(3) })] : []));
}
function mapView(view, when) {
  const cell = 10, full = SIDE * cell, plot = plane({ width: full, height: full, margin: [0, 0, 0, 0], xlim: [-SIDE / 2, SIDE / 2], ylim: [-SIDE / 2, SIDE / 2], label: `gradient weight ${when} training` });
  plot.view.firstChild.remove();
  plot.view.classList.add("ef-map");
  const corner = () => [view.st.side / 2, view.st.side / 2], odd = (v) => 2 * Math.round((v - 1) / 2) + 1;
  const title = h("p", { class: "cw-panel-title" }), words = h("p", { class: "ef-words" });
  const pick = button(`${when} training`, () => view.edit({ trained: when === "after" }), { class: "ef-pick" });
  let shown = "", grip = null;
  function mount() {
    grip = handle(plot, { label: "the middle square", radius: 15, step: 1, get: corner, ondown: view.ondown, onup: view.onup, nudge: (dx, dy, far) => { const to = view.st.side + 2 * (dx + dy) * (far ? 3 : 1); return [to / 2, to / 2]; },
      move: ([x, y]) => view.edit({ side: clampTo(odd(2 * Math.max(x, y)), 1, view.st.size) }),
      draw: (x, y) => { const w = view.st.side * cell; return [s("rect", { class: "ef-half", x: full / 2 - w / 2, y: full / 2 - w / 2, width: w, height: w }), s("rect", { class: "ef-grip", x: x - 6, y: y - 6, width: 12, height: 12 })]; } });
    plot.front.append(grip);
  }
  return { node: h("div", { class: "cw-panel ef-panel" }, title, plot.view, words), draw(st) {
    const part = st[when], low = (full - st.size * cell) / 2, now = [st.depth, st.kernel, st.activation, st.skip].join(), inner = insideOf(part, st.side), sigma = median(part.spread);
    if (now !== shown) {
      shown = now;
      plot.back.replaceChildren(...shades(view.digit, SIDE, [0, 0], cell, "ef-ink", 0.3, 8), s("rect", { class: "ef-paper", x: low, y: low, width: st.size * cell, height: st.size * cell }), ...shades(part.map, st.size, [low, low], cell, "ef-weight", 1),
        s("rect", { class: "ef-square", x: low, y: low, width: st.size * cell, height: st.size * cell }));
    }
    plot.main.replaceChildren(s("circle", { class: "ef-bell", cx: full / 2, cy: full / 2, r: tenth(2 * sigma * cell) }));
    if (grip) grip.place(); else mount();
    grip.setAttribute("aria-label", `middle square of ${st.side} pixels: ${(100 * median(inner)).toFixed(0)} % of the weight ${when} training`);
    title.replaceChildren(pick, h("span", { class: "ef-legend" }, when === "before" ? "  circle: 2σ" : "  dashed: its square"));
    pick.setAttribute("aria-pressed", st.when === when);
    words.replaceChildren(h("b", {}, `${(100 * median(inner)).toFixed(1)} %`), ` in the middle\u00a0${st.side}\u00a0×\u00a0${st.side}`, h("small", {}, `five seeds: ${(100 * Math.min(...inner)).toFixed(1)} to ${(100 * Math.max(...inner)).toFixed(1)} %`));
  } };
}

// ---- growth --------------------------------------------------------------------------------------------------------

function growthView(view) {
  const plot = plane({ width: 400, height: 330, margin: [24, 14, 38, 46], xlim: [0, 17], ylim: [0, 36], ticks: [4, 4], xlabel: "layers", ylabel: "pixels", label: "side of the square and width of the weight against the number of layers" });
  const X = (v) => tenth(plot.x(v)), Y = (v) => tenth(plot.y(v)), line = (points) => `M${points.map(([x, y]) => `${X(x)},${Y(y)}`).join("L")}`;
  const title = h("p", { class: "cw-panel-title" });
  const grip = handle(plot, { label: "layers", radius: 15, get: () => [view.st ? view.st.depth : 8, 36], ondown: view.ondown, onup: view.onup, move: ([x]) => view.deepen(x), nudge: (dx, dy) => { const list = DEPTHS[view.st.kernel]; return [list[clampTo(list.indexOf(view.st.depth) + dx + dy, 0, list.length - 1)], 36]; },
    draw: (x, y) => [s("path", { class: "ef-line", d: `M${x},${y}V${plot.y(0)}` }), s("path", { class: "ef-knob", d: `M${x},${y + 1}l8,-13h-16z` })] });
  plot.front.append(grip);
  const kit = plot.view.firstChild, base = plot.y(0);  // ticks where there are nets
  for (const text of [...kit.querySelectorAll("text[text-anchor=middle]:not(.ink)")]) { text.previousSibling.remove(); text.remove(); }
  kit.append(...DEPTHS[3].flatMap((d) => [s("path", { class: "cw-axis", d: `M${X(d)},${base}v4` }), s("text", { x: X(d), y: base + 17, "text-anchor": "middle" }, d)]));
  const power = (label, e, y) => s("text", { class: "ink ef-word", x: X(17) - 2, y: Y(y), "text-anchor": "end" }, `${label}: 4σ ∝ layers`, s("tspan", { dy: -5, class: "ef-power" }, ` ${fmt(e, 2)}`));
  function points(st, when, shift) {
    return DEPTHS[st.kernel].filter((d) => view.seen(st).includes(d)).flatMap((d) => {
      const widths = unpack(st.runs, d, st.kernel, st.activation, st.skip)[when].spread.map((v) => 4 * v), x = X(d) + shift, on = d === st.depth;
      return [s("path", { class: `ef-range ef-${when}`, d: `M${x},${Y(Math.min(...widths))}V${Y(Math.max(...widths))}` }), s("circle", { class: `ef-dot ef-${when}`, cx: x, cy: Y(median(widths)), r: on ? 6 : 4.5 })];
    });
  }
  return { node: h("div", { class: "cw-panel ef-growth" }, title, plot.view), draw(st) {
    const last = DEPTHS[st.kernel].at(-1), depths = range(65, (i) => 1 + (last - 1) * i / 64), seen = view.seen(st), whole = DEPTHS[st.kernel].every((d) => seen.includes(d));
    const law = depths.filter((d) => whole || d <= Math.max(...seen)).map((d) => [d, 4 * expected(d, st.kernel, st.skip)]);
    plot.main.replaceChildren(s("path", { class: "ef-side", d: line(depths.map((d) => [d, sizeOf(d, st.kernel)])) }), s("circle", { class: "ef-side-dot", cx: X(st.depth), cy: Y(st.size), r: 5.5 }),
      s("path", { class: "ef-law", d: line(law) }), ...points(st, "before", -4), ...points(st, "after", 4),
      s("text", { class: "ink ef-word", x: X(last * 0.62) + (last > 8 ? -10 : 12), y: Y(sizeOf(last * 0.62, st.kernel)) + (last > 8 ? -6 : 8), "text-anchor": last > 8 ? "end" : "start" }, "side of the square"),
      ...(whole ? ["before", "after"].map((when, i) => power(when, exponent(st.runs, st.kernel, st.activation, st.skip, when), 4.6 - 3.2 * i)) : []));
    grip.place();
    grip.setAttribute("aria-label", `${st.depth} layers: the square has ${st.size} pixels a side, 4 sigma are ${fmt(4 * median(st.before.spread), 1)} before and ${fmt(4 * median(st.after.spread), 1)} after training`);
    title.replaceChildren("4σ of the weight, ", h("b", { class: "ef-key-before" }, "○ before"), " and ", h("b", { class: "ef-key-after" }, "● after"), " training; drag ▼");
  } };
}

// ---- words, questions, controls --------------------------------------------------------------------------------------

function formula(st) {
  const part = st[st.when], n = (v, digits = 2) => fmt(v, digits), term = (...parts) => h("span", { class: "ef-term" }, ...parts), v = (name) => h("var", {}, name);
  const walkers = st.skip ? `(1 + ${st.depth - 1} / 2)` : st.depth;
  return [term(v("r"), ` = 1 + ${st.depth} · (${st.kernel} − 1) = `, h("b", {}, st.size)), term(v("σ"), ` = √(${walkers} · (${st.kernel}² − 1) / 12) = `, h("b", {}, n(expected(st.depth, st.kernel, st.skip))), " expected of fresh nets"),
    term(`measured ${st.when} training: `, h("b", {}, n(median(part.spread))), ` (${n(Math.min(...part.spread))} to ${n(Math.max(...part.spread))}), ${(100 * median(part.right)).toFixed(0)} % right`)];
}
// How many of the recorded pairs (net, seed) have a wider weight after training, and by how much in the middle.
function wider(runs) {
  const ratios = Object.values(runs.nets).flatMap((net) => net.before.spread.map((v, i) => net.after.spread[i] / v));
  return { count: ratios.filter((v) => v > 1).length, all: ratios.length, middle: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}
function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, once = (key, given, show) => { if (known[key] !== given) { known[key] = given; show(); } };
  const key = "twice the layers", runs = model.get("runs"), width = (d, when) => 4 * median(unpack(runs, d, 3, "relu", false)[when].spread), n = (v) => fmt(v, 1);
  challenge(model, ui, { key, options: ["twice as wide", "about 1.4 times", "hardly wider"], question: "From 8 layers to 16 the side of the square goes from 17 to 33. And the width of the weight in it, before training?",
    judge: (given) => [given === "about 1.4 times", `From ${n(width(8, "before"))} to ${n(width(16, "before"))} pixels, ${fmt(width(16, "before") / width(8, "before"))} times; √2 = 1.41. A layer spreads the weight over kernel × kernel pixels as one step of a random walk does: variances add, so σ grows like the root of the layers.`],
    reveal: (given) => once(key, given, () => view.edit({ depth: 16, kernel: 3, activation: "relu", skip: false, side: 0, visited: [2, 4, 8, 16] })) });
  const second = "training", w = wider(runs), percent = (v) => `${v >= 1 ? "+" : "−"}${Math.abs(100 * (v - 1)).toFixed(0)} %`;
  challenge(model, ui, { key: second, options: ["in few", "in about half", "in most"], question: `And training? Every net here was trained from five seeds, ${w.all} runs in all. In how many is the weight wider afterwards?`,
    judge: (given) => [given === "in most", `Wider in ${w.count} of ${w.all}, by ${percent(w.middle)} in the middle (${percent(w.low)} to ${percent(w.high)}): it depends on the net and on the seed. Luo et al. (2016) found growth on CIFAR-10 and on street scenes, with larger nets.`],
    reveal: (given) => once(second, given, () => view.edit({ trained: true, visited: [2, 4, 8, 16] })) });
}
function controls(view) {
  const { model, ui, edit } = view;
  const kernel = choice({ label: "kernel", options: [[3, "3×3"], [5, "5×5"]], value: model.get("kernel"), onchange: (v) => edit({ kernel: v, side: 0 }) });
  const depth = choice({ label: "layers", options: DEPTHS[3].map((d) => [d, String(d)]), value: model.get("depth"), onchange: (v) => view.deepen(v) });
  const activation = choice({ label: "activation", options: Object.entries(NAMES), value: model.get("activation"), onchange: (v) => edit({ activation: v }) });
  const skip = toggle({ label: "skip", value: model.get("skip"), onchange: (on) => edit({ skip: on }) });
  ui.controls.append(depth, kernel, activation, skip);
  ui.more.append(h("p", { class: "ef-note" }, "Recorded: for each kind of net five seeds, 8 maps a layer, no padding; the unit sees the middle of a handwritten digit of 33 × 33 pixels and alone has to say which digit it is (400 steps of Adam). " +
    "The weight of a pixel is the mean square of the unit's gradient with respect to it, over the 8 maps, 64 digits held out and the seeds; its shade is the root of that. Dashed: the square the unit can see. Circle: 2σ. Numbers are medians of the five seeds, with the smallest and the largest. " +
    "Skip: each layer but the first gives (x + conv(φ(x))) / √2, half a step; the first takes a whole one, so that few layers grow more slowly than by a root. Drag the corner of the orange square."));
  return (st) => {
    kernel.set(st.kernel); depth.set(st.depth); activation.set(st.activation); skip.set(st.skip);
    for (const b of depth.querySelectorAll("button")) b.disabled = !DEPTHS[st.kernel].includes(Number(b.textContent));
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "How much of its square does a unit use?" }), names = ["depth", "kernel", "activation", "skip", "trained", "side", "visited"], past = history(model, ui, names, "EffectiveField");
  const bytes = model.get("digit"), view = { model, ui, held: false, st: null, digit: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), edit(values) { if (!view.held) past.remember(); save(model, values); },
    ondown() { past.remember(); view.held = true; }, onup() { view.held = false; } };
  view.seen = (st) => sorted([...new Set([...st.visited, st.depth])]);
  view.deepen = (to) => {  // the nearest recorded depth
    const depth = DEPTHS[model.get("kernel")].reduce((best, d) => (Math.abs(d - to) < Math.abs(best - to) ? d : best));
    if (depth !== view.st.depth) view.edit({ depth, side: 0, visited: sorted([...new Set([...view.st.visited, view.st.depth, depth])]) });
  };
  view.st = study(view);
  const maps = ["before", "after"].map((when) => mapView(view, when)), growth = growthView(view), sync = controls(view);
  ui.stage.append(...maps.map((one) => one.node), growth.node);
  ui.code.textContent = "sum(torch.autograd.grad(one.sum(), x, retain_graph=True)[0].square() for one in net.features(x).flatten(1).unbind(1))";
  challenges(view);
  bind(model, ui, names, () => {
    const st = view.st = study(view);
    for (const one of maps) one.draw(st);
    growth.draw(st);
    ui.formula.replaceChildren(...formula(st));
    sync(st);
    ui.say(`${st.depth} ${NAMES[st.activation]} layers of ${st.kernel} by ${st.kernel}${st.skip ? " with skip" : ""}: the square has ${st.size} pixels a side; its middle ${st.side} hold ${(100 * median(insideOf(st[st.when], st.side))).toFixed(0)} percent of the weight ${st.when} training`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { unpack, insideOf, expected, exponent, sizeOf, halfSide, wider, median };
