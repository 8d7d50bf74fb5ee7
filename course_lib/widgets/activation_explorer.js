// ActivationExplorer: two activation functions, each above its slope, and what they make of a normal input. The
// arithmetic mirrors course_lib/experiments/activations.py function by function, and a test compares the two.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const SATURATED = 0.01, CELLS = 1600, FAR = 8, SELU = [1.0507009873554805, 1.6732632423543772];
const sigma = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
// erf by a series without cancelling: 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!
function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x, total = x;
  for (let n = 1; n < 150 && Math.abs(term) > 1e-17 * Math.abs(total); n++) { term *= 2 * x * x / (2 * n + 1); total += term; }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * total;
}
const density = (x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), below = (x) => (1 + erf(x / Math.SQRT2)) / 2;
const bent = (left) => [(x) => (x > 0 ? x : left * x), (x) => (x > 0 ? 1 : left)];
// name: [phi, phi', its name, its formula, torch's, the heights shown]
const FUNCTIONS = {
  threshold: [(x) => (x >= 0 ? 1 : 0), () => 0, "threshold", "1 if x ≥ 0, else 0", "(x >= 0).float()", [-0.3, 1.3]],
  sigmoid: [sigma, (x) => { const y = sigma(x); return y * (1 - y); }, "sigmoid", "1 / (1 + e⁻ˣ)", "torch.sigmoid(x)", [-0.3, 1.3]],
  tanh: [Math.tanh, (x) => { const y = Math.tanh(x); return 1 - y * y; }, "tanh", "2 σ(2x) − 1", "torch.tanh(x)", [-1.4, 1.4]],
  relu: [...bent(0), "ReLU", "max(0, x)", "torch.relu(x)", [-2, 5]],
  leaky_relu: [...bent(0.01), "leaky ReLU", "max(0.01 x, x)", "torch.nn.functional.leaky_relu(x)", [-2, 5]],
  prelu: [...bent(0.25), "PReLU", "max(αx, x), α learned, 0.25 at first", "torch.nn.functional.prelu(x, torch.tensor(0.25))", [-2, 5]],
  elu: [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x)), "ELU", "x, left of 0: eˣ − 1", "torch.nn.functional.elu(x)", [-2, 5]],
  selu: [(x) => SELU[0] * (x > 0 ? x : SELU[1] * Math.expm1(x)), (x) => SELU[0] * (x > 0 ? 1 : SELU[1] * Math.exp(x)), "SELU", "1.05 x, left of 0: 1.76 (eˣ − 1)", "torch.nn.functional.selu(x)", [-2, 5]],
  swish: [(x) => x * sigma(x), (x) => { const y = sigma(x); return y + x * y * (1 - y); }, "swish", "x σ(x)", "torch.nn.functional.silu(x)", [-2, 5]],
  gelu: [(x) => x * below(x), (x) => below(x) + x * density(x), "GELU", "x Φ(x)", "torch.nn.functional.gelu(x)", [-2, 5]],
};
const nameOf = (name) => FUNCTIONS[name][2];

// z and the share of a normal distribution around each; the cells end at 0, where some functions have their kink.
const Z = range(CELLS, (i) => -FAR + (i + 0.5) * (2 * FAR / CELLS)), WEIGHT = Z.map((z) => density(z) * (2 * FAR / CELLS));
function moments(name, gain) {
  const [phi, slopeOf] = FUNCTIONS[name], result = { before: gain ** 2, second: 0, mean: 0, slopeSecond: 0, saturated: 0 };
  Z.forEach((z, i) => {
    const y = phi(gain * z), slope = slopeOf(gain * z);
    result.second += WEIGHT[i] * y * y;
    result.mean += WEIGHT[i] * y;
    result.slopeSecond += WEIGHT[i] * slope * slope;
    if (Math.abs(slope) < SATURATED) result.saturated += WEIGHT[i];
  });
  return result;
}
// Intervals of [-6, 6] where the slope is below SATURATED, on a grid of 0.01.
function saturated(name, limit = 6, step = 0.01) {
  const cells = Math.round(2 * limit / step), found = [], edge = (i) => i * step - limit;
  let from = -1;
  for (let i = 0; i <= cells; i++) {
    const inside = i < cells && Math.abs(FUNCTIONS[name][1]((edge(i) + edge(i + 1)) / 2)) < SATURATED;
    if (inside && from < 0) from = i;
    if (!inside && from >= 0) { found.push([edge(from), edge(i)]); from = -1; }
  }
  return found;
}
// How the outputs are spread over `bins` heights between low and high, as shares; and apart from these the lumps
// [height, share]: outputs that a whole stretch of inputs shares, because the function is flat there.
function outputs(name, gain, [low, high], bins) {
  const [phi, slopeOf] = FUNCTIONS[name], shares = new Float64Array(bins), lumps = new Map();
  Z.forEach((z, i) => {
    const y = phi(gain * z), k = Math.floor((y - low) / (high - low) * bins);
    if (slopeOf(gain * z) === 0) lumps.set(y, (lumps.get(y) || 0) + WEIGHT[i]);
    else if (k >= 0 && k < bins) shares[k] += WEIGHT[i];
  });
  return { shares: [...shares], lumps: [...lumps] };
}

// ---- one function: its picture -----------------------------------------------------------------------------------

const GAINS = [0.1, 0.25, 0.5, 0.75, 1, 1.2, Math.SQRT2, 5 / 3, 2, 2.5, 3, 4, 5, 6, 8, 10], LIMIT = 6;
const tenth = (v) => Math.round(v * 10) / 10;
const nearestGain = (gain) => GAINS.reduce((best, v, i) => (Math.abs(Math.log(v / gain)) < Math.abs(Math.log(GAINS[best] / gain)) ? i : best), 0);
const gainText = (gain) => (Math.abs(gain - Math.SQRT2) < 1e-3 ? "√2" : Math.abs(gain - 5 / 3) < 1e-3 ? "5/3" : String(Number(gain.toPrecision(3))));
const XS = range(601, (i) => -LIMIT + i / 50);
const number = (v) => (v !== 0 && Math.abs(v) < 1e-3 ? scientific(v) : String(Number(v.toPrecision(3))).replace("-", "−"));

function inset(plot) {  // hides what leaves the plot's frame
  const [w, hgt] = plot.inner;
  return s("svg", { x: plot.left, y: plot.top, width: w, height: hgt, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` });
}
// A curve drawn in pieces where it jumps.
function curve(plot, f, jumps) {
  let d = "", previous = null;
  for (const x of XS) {
    const y = f(x), broken = jumps && previous !== null && Math.abs(y - previous) > 0.3;
    d += `${previous === null || broken ? "M" : "L"}${tenth(plot.x(x))},${tenth(plot.y(y))}`;
    previous = y;
  }
  return d;
}

function functionView(view) {
  const left = 44, right = 92, width = 460;
  const top = plane({ width, height: 262, margin: [16, right, 56, left], xlim: [-LIMIT, LIMIT], ylim: [-0.3, 1.3], ticks: 0, label: "function", layers: ["axis", "back", "main", "front"] });
  const under = plane({ width, height: 176, margin: [14, right, 38, left], xlim: [-LIMIT, LIMIT], ylim: [-0.15, 1.2], ticks: [6, 3], xlabel: "x", ylabel: "", label: "slope", layers: ["back", "main", "front"] });
  const [above, beneath] = [inset(top), inset(under)], lines = s("g", {}), tangent = s("path", { class: "ae-tangent" }), seen = { key: "" };
  top.main.append(above);
  under.main.append(beneath);
  const grip = handle(top, { label: "x", step: 0.1, radius: 15, get: () => [view.model.get("x"), top.ylim[0]], ondown: view.ondown, onup: view.onup,
    move: ([x]) => view.edit({ x: Math.round(x * 100) / 100 }), nudge: (dx, dy, far) => [view.model.get("x") + (dx || dy) * (far ? 1 : 0.1), top.ylim[0]],
    draw: (x, y) => [s("path", { class: "ae-line", d: `M${x},${top.top - 4}V${y + 6}` }), s("path", { class: "ae-grip", d: `M${x},${y}l8,13h-16z` })] });
  top.front.append(lines, grip);
  const shade = (plot, name) => saturated(name).map(([a, b]) => s("rect", { class: "ae-flat", x: plot.x(a), y: plot.top, width: plot.x(b) - plot.x(a), height: plot.inner[1] }));

  function axis(name) {
    top.ylim = FUNCTIONS[name][5];
    under.ylim = [-0.15, name === "selu" ? 1.9 : 1.2];
    under.axes();
    top.view.firstChild.replaceChildren();
    const marks = top.ylim[1] > 2 ? [-1, 0, 1, 2, 3, 4, 5] : top.ylim[0] < -1 ? [-1, 0, 1] : [0, 0.5, 1], [w, hgt] = top.inner;
    top.axis.replaceChildren(s("path", { class: "cw-axis", d: `M${left},${top.top}v${hgt}h${w}M${top.x(0)},${top.top}v${hgt}` }),
      ...marks.flatMap((v) => [s("path", { class: "cw-grid", d: `M${left},${top.y(v)}h${w}` }), s("text", { x: left - 7, y: top.y(v) + 4, "text-anchor": "end" }, String(v).replace("-", "−"))]));
  }
  // Inputs as a hump hanging under the picture, outputs as bars at its right side.
  function humps(name, gain, m) {
    const base = top.y(top.ylim[0]), points = XS.filter((_, i) => i % 6 === 0).map((x) => `${tenth(top.x(x))},${tenth(base + 4 + 34 * Math.exp(-x * x / (2 * gain * gain)))}`);
    const bins = 48, { shares, lumps } = outputs(name, gain, top.ylim, bins), tallest = Math.max(...shares, 0.02), edge = left + top.inner[0] + 4, hgt = top.inner[1] / bins;
    const bars = shares.map((v, k) => (v > 1e-4 ? `M${edge},${tenth(top.top + top.inner[1] - k * hgt)}h${tenth(56 * v / tallest)}v${tenth(-hgt)}h${-tenth(56 * v / tallest)}z` : "")).join("");
    const lump = ([v, share]) => [s("rect", { class: "ae-lump", x: edge, y: top.y(v) - 2.5, width: 78, height: 5 }), s("text", { class: "ae-mass", x: edge + 78, y: top.y(v) - 7, "text-anchor": "end" }, `${fmt(100 * share, 0)} %`)];
    return [s("path", { class: "ae-before", d: `M${top.x(-LIMIT)},${base + 4}L${points.join("L")}L${top.x(LIMIT)},${base + 4}Z` }), s("path", { class: "ae-after", d: bars }),
      ...lumps.filter(([, share]) => share > 0.1).flatMap(lump), s("text", { class: "ink", x: left + 2, y: base + 26 }, `E a² = ${number(m.before)}`),
      s("text", { class: "ink", x: edge + 84, y: base + 26, "text-anchor": "end" }, `E φ² = ${number(m.second)}`)];
  }
  function readings(name, x) {
    const [phi, slopeOf] = FUNCTIONS[name], y = phi(x), slope = slopeOf(x), px = top.x(x), far = x > 2.4, reach = 1.4;
    tangent.setAttribute("d", `M${top.x(x - reach)},${top.y(y - reach * slope)}L${top.x(x + reach)},${top.y(y + reach * slope)}`);
    const near = (plot, v) => Math.max(plot.top + 14, Math.min(plot.top + plot.inner[1] - 6, plot.y(v)));
    const beside = { x: far ? px - 12 : px + 12, "text-anchor": far ? "end" : "start" }, up = slope > 0.3 ? (far ? -8 : 18) : y > (top.ylim[0] + top.ylim[1]) / 2 ? 20 : -10;
    lines.replaceChildren(s("circle", { class: "ae-dot", cx: px, cy: near(top, y), r: 5 }), s("text", { class: "ae-reading", ...beside, y: Math.min(top.top + top.inner[1] - 6, near(top, y) + up) }, number(y)));
    under.front.replaceChildren(s("path", { class: "ae-line", d: `M${px},${under.top - 14}V${under.top + under.inner[1]}` }), s("circle", { class: "ae-dot", cx: px, cy: near(under, slope), r: 5 }),
      s("text", { class: "ae-steep", ...beside, y: near(under, slope) + (slope > 0.7 ? 20 : -9) }, `slope ${number(slope)}`));
  }
  function still(name, gain, m) {  // all that stays where it is while x is dragged
    const [phi, slopeOf] = FUNCTIONS[name];
    axis(name);
    top.back.replaceChildren(...shade(top, name), ...humps(name, gain, m));
    under.back.replaceChildren(s("path", { class: "cw-grid", d: `M${left},${under.y(0)}h${under.inner[0]}M${under.x(0)},${under.top}v${under.inner[1]}` }), ...shade(under, name));
    above.replaceChildren(s("path", { class: "ae-curve", d: curve(top, phi, name === "threshold") }), tangent);
    beneath.replaceChildren(s("path", { class: "ae-slope", d: curve(under, slopeOf, ["relu", "leaky_relu", "prelu", "selu"].includes(name)) }));
  }
  return { top, under, grip, draw(name, x, gain, m) {
    const [phi, slopeOf] = FUNCTIONS[name], key = `${name} ${gain}`;
    if (seen.key !== key) { seen.key = key; still(name, gain, m); }
    readings(name, x);
    grip.place();
    grip.setAttribute("aria-label", `x ${number(x)}: ${nameOf(name)} is ${number(phi(x))}, its slope ${number(slopeOf(x))}`);
  } };
}

// ---- words, question, controls, the whole ---------------------------------------------------------------------------

const short = (v) => (v !== 0 && Math.abs(v) < 0.001 ? scientific(v) : fmt(v, 3));
function table(names, x, gain, found) {
  const wide = (k) => (k === 2 || k === 3 ? "ae-wide" : "");  // left out where there is no room
  const E = (what) => ["E ", what, "²"];
  const head = ["", `φ(${number(x)})`, `φ′(${number(x)})`, E("a"), "→", E("φ(a)"), E("φ′(a)"), "|φ′| < 0.01"].map((text, k) => h("th", { scope: "col", class: wide(k - 1) }, text));
  return h("table", { class: "ae-table" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, names.map((name, i) => h("tr", {}, h("th", { scope: "row" }, nameOf(name)),
    [short(FUNCTIONS[name][0](x)), short(FUNCTIONS[name][1](x)), short(found[i].before), "→", short(found[i].second), short(found[i].slopeSecond), `${fmt(100 * found[i].saturated, 1)} %`].map((text, k) => h("td", { class: wide(k) }, text))))));
}
function torchLine(name, x) {
  const value = Number.isInteger(x) ? x.toFixed(1) : String(x), call = FUNCTIONS[name][4];
  return name === "threshold" ? `x = torch.tensor(${value}); ${call}   # no gradient: its slope is 0 wherever it has one` : `x = torch.tensor(${value}, requires_grad=True); ${call}.backward(); x.grad`;
}
function question(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  challenge(model, ui, { key: "tanh half as steep", question: "The slope of tanh is 1 at x = 0. At which x > 0 has it fallen to 1/2? (0.05 more or less will do)",
    judge: (given) => [Math.abs(Math.abs(given) - Math.asinh(1)) <= 0.05, "x = 0.8814: the slope is 1 − tanh² x, so tanh x must be 1/√2 = 0.707. Half a unit further it is below 1/4."],
    reveal: (given) => {
      if (known["tanh half as steep"] === given) return;
      known["tanh half as steep"] = given;
      const names = model.get("functions");
      view.edit({ functions: names.includes("tanh") ? names : ["tanh", names[1]], x: 0.8814 });
    } });
}

function controls(view) {
  const { model, ui, edit } = view;
  const x = slider({ label: "x", min: -LIMIT, max: LIMIT, step: 0.01, value: model.get("x"), oninput: (v) => edit({ x: v }) });
  const gain = slider({ label: "gain", min: 0, max: GAINS.length - 1, step: 1, value: nearestGain(model.get("gain")), show: () => gainText(model.get("gain")), oninput: (i) => edit({ gain: GAINS[i] }) });
  gain.input.addEventListener("input", () => gain.set(nearestGain(model.get("gain"))));  // its text is of the new gain
  ui.controls.append(x, gain, button("exchange", () => edit({ functions: [...model.get("functions")].reverse() })));
  ui.more.append(h("p", { class: "ae-note" }, "Grey: the slope is below 0.01. The hump below each function is the input a = gain · z, z standard normal; the bars at its right are the outputs, a thick line with its share where many are equal. E a² and E φ(a)² are second moments, by the midpoint rule on 1600 cells. " +
    "E φ′(a)² is what a layer's slopes leave of the square of a gradient."));
  return () => { x.set(model.get("x")); gain.set(nearestGain(model.get("gain"))); };
}

function panel(view, which) {
  const { model, edit } = view, formula = h("var", {});
  const select = h("select", { "aria-label": which ? "second function" : "first function", onchange: () => edit({ functions: model.get("functions").map((old, i) => (i === which ? select.value : old)) }) },
    Object.keys(FUNCTIONS).map((name) => h("option", { value: name }, nameOf(name))));
  const picture = functionView(view);
  const node = h("div", { class: "cw-panel ae-panel" }, h("p", { class: "ae-head" }, select, formula), picture.top.view, picture.under.view);
  return { node, draw(name, ...rest) { select.value = name; formula.textContent = FUNCTIONS[name][3]; picture.draw(name, ...rest); } };
}

function render({ model, el }) {
  const ui = frame(el, { title: "Activation functions and their slopes" });
  const plain = { functions: ["sigmoid", "relu"], x: 2, gain: 1 }, names = Object.keys(plain);
  const past = history(model, ui, names, "ActivationExplorer", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(plain[name])));
  const view = { model, ui, held: false, edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  const panels = [0, 1].map((which) => panel(view, which)), sync = controls(view);
  ui.stage.append(...panels.map((one) => one.node));
  question(view);
  const seen = { key: "", found: [] };
  bind(model, ui, names, () => {
    const [functions, x, gain] = names.map((name) => model.get(name)), key = JSON.stringify([functions, gain]);
    if (seen.key !== key) Object.assign(seen, { key, found: functions.map((name) => moments(name, gain)) });  // a dragged x changes none
    functions.forEach((name, i) => panels[i].draw(name, x, gain, seen.found[i]));
    ui.formula.replaceChildren(table(functions, x, gain, seen.found));
    ui.code.textContent = torchLine(functions[0], x);
    sync();
    ui.say(functions.map((name) => `${nameOf(name)} at ${fmt(x)} is ${number(FUNCTIONS[name][0](x))}, slope ${number(FUNCTIONS[name][1](x))}`).join("; "));
  });
  return ui.close;
}

export default { render };
export const arithmetic = { erf, moments, saturated, outputs, torchLine, names: Object.keys(FUNCTIONS),
  values: (name, xs) => xs.map((x) => [FUNCTIONS[name][0](x), FUNCTIONS[name][1](x)]) };
