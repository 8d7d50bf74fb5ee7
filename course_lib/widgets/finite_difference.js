// FiniteDifference: how wrong a slope found by trying is, against the step. The arithmetic mirrors
// course_lib/experiments/finite_difference.py function by function, and a test compares the two.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const RULES = ["forward", "central"], EPS = { float64: 2 ** -52, float32: 2 ** -23 };
// What a number becomes when it is stored. JavaScript's own numbers are float64.
const ROUND = { float64: (v) => v, float32: Math.fround };

// f, its first five derivatives, and rise = f(x + u) - f(x) written so that nothing cancels.
const FUNCTIONS = {
  sin: { f: Math.sin, d: (x) => [Math.cos(x), -Math.sin(x), -Math.cos(x), Math.sin(x), Math.cos(x)],
    rise: (x, u) => 2 * Math.cos(x + u / 2) * Math.sin(u / 2), text: "sin x", slope: "cos x" },
  exp: { f: Math.exp, d: (x) => range(5, () => Math.exp(x)), rise: (x, u) => Math.exp(x) * Math.expm1(u), text: "exp x", slope: "exp x" },
  tanh: { f: Math.tanh, d: (x) => {
    const y = Math.tanh(x), d = 1 - y * y;
    return [d, -2 * y * d, d * (6 * y * y - 2), d * y * (16 - 24 * y * y), d * (16 - 120 * y ** 2 + 120 * y ** 4)];
  }, rise: (x, u) => Math.sinh(u) / (Math.cosh(x) * Math.cosh(x + u)), text: "tanh x", slope: "1 − tanh² x" },
  square: { f: (x) => x * x, d: (x) => [2 * x, 2, 0, 0, 0], rise: (x, u) => u * (2 * x + u), text: "x²", slope: "2x" },
  relu: { f: (x) => Math.max(0, x), d: (x) => [x > 0 ? 1 : 0, 0, 0, 0, 0], rise: (x, u) => (x > 0 ? Math.max(u, -x) : Math.max(0, x + u)),
    text: "ReLU(x)", slope: "[x > 0]" },
};

// From 1e-16 to 1, ten steps to a power of ten; written as text so that each is the number nearest to the decimal one.
const STEPS = [...range(16, (i) => [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8].map((m) => Number(`${m}e${i - 16}`))).flat(), 1];

// f as the dtype computes it: argument and value are stored numbers.
const computed = (name, dtype) => (x) => ROUND[dtype](FUNCTIONS[name].f(ROUND[dtype](x)));
// The two calls that a rule makes, and the slope it answers. A step is stored, too, before it is added.
function slopeBy(rule, name, x, step, dtype) {
  const store = ROUND[dtype], f = computed(name, dtype), at = store(x), h = store(step);
  const ahead = f(at + h), behind = f(rule === "central" ? at - h : at);
  return { ahead, behind, slope: store((ahead - behind) / (rule === "central" ? 2 * step : step)) };
}
// The error of exact arithmetic: Taylor's series up to the fifth derivative; for relu, what a kink within the step costs.
function truncation(name, x, h, rule) {
  const [, d2, d3, d4, d5] = FUNCTIONS[name].d(x);
  if (name === "relu" && rule === "central") return Math.max(0, h - Math.abs(x)) / (2 * h);
  if (name === "relu") return x > 0 ? 0 : Math.max(0, x + h) / h;
  if (rule === "central") return Math.abs(d3 / 6 * h ** 2 + d5 / 120 * h ** 4);
  return Math.abs(d2 / 2 * h + d3 / 6 * h ** 2 + d4 / 24 * h ** 3 + d5 / 120 * h ** 4);
}
// About the most that rounding adds: both values are off by eps/2, and so is x + step.
function rounding(name, x, h, dtype) {
  return (Math.abs(FUNCTIONS[name].f(x)) + Math.abs(x * FUNCTIONS[name].d(x)[0]) / 2) * EPS[dtype] / h;
}
function bestStep(name, x, dtype, rule) {
  const cost = STEPS.map((h) => truncation(name, x, h, rule) + rounding(name, x, h, dtype));
  return STEPS[cost.indexOf(Math.min(...cost))];
}
// What the truncation is proportional to: step^order; 0 where it vanishes altogether.
function order(name, x, rule) {
  const [, ...d] = FUNCTIONS[name].d(x);
  return 1 + d.findIndex((v, i) => v !== 0 && (rule === "forward" || i % 2 === 1));
}
function study(name, wished, dtype) {
  const x = ROUND[dtype](wished), exact = FUNCTIONS[name].d(x)[0];
  const error = (rule) => STEPS.map((h) => Math.abs(slopeBy(rule, name, x, h, dtype).slope - exact));
  return { x, exact, error: { forward: error("forward"), central: error("central") },
    best: { forward: bestStep(name, x, dtype, "forward"), central: bestStep(name, x, dtype, "central") } };
}

// ---- the V -------------------------------------------------------------------------------------------------------

const FLOOR = 1e-14, CEILING = 100;
const nearest = (step) => STEPS.reduce((best, h, i) => (Math.abs(Math.log(h / step)) < Math.abs(Math.log(STEPS[best] / step)) ? i : best), 0);
const tenth = (v) => Math.round(v * 10) / 10;

function errorView(view) {
  const { model } = view;
  const plot = plane({ width: 560, height: 400, margin: [16, 104, 40, 62], xlim: [STEPS[0], 1], ylim: [FLOOR, CEILING], xlog: true, ylog: true, ticks: 5,
    xlabel: "step", ylabel: "error of the slope", label: "error of the slope against the step" });
  const high = (v) => tenth(plot.y(Math.max(FLOOR, Math.min(CEILING, v))));
  const trail = (values) => {  // the part of a line that is in the picture
    const inside = STEPS.map((h, i) => [h, values[i]]).filter(([, v]) => v >= FLOOR && v <= CEILING);
    return inside.length ? `M${inside.map(([h, v]) => `${tenth(plot.x(h))},${high(v)}`).join("L")}` : "";
  };
  const dots = { forward: (x, y) => `M${x - 2},${y - 2}h4v4h-4z`, central: (x, y) => `M${x},${y}h.01` };
  const big = (rule, x, y) => (rule === "forward" ? s("rect", { x: x - 7.5, y: y - 7.5, width: 15, height: 15, class: "fd-now fd-forward" })
    : s("circle", { cx: x, cy: y, r: 5, class: "fd-now fd-central" }));
  const grip = handle(plot, {
    label: "step", radius: 15, get: () => [model.get("step"), CEILING],
    move: ([h]) => view.edit({ step: STEPS[nearest(h)] }),
    nudge: (dx, dy, far) => [STEPS[Math.max(0, Math.min(STEPS.length - 1, nearest(model.get("step")) + (dx + dy) * (far ? 10 : 1)))], CEILING],
    ondown: view.ondown, onup: view.onup,
    draw: (x, y) => [s("path", { class: "fd-catch", d: `M${x},${y}V${plot.y(FLOOR)}` }), s("path", { class: "fd-line", d: `M${x},${y}V${plot.y(FLOOR)}` }),
      s("path", { class: "fd-grip", d: `M${x - 11},${y}l7,-6v12zM${x + 11},${y}l-7,-6v12z` }), s("circle", { class: "fd-grip", cx: x, cy: y, r: 3.5 })] });
  plot.front.append(grip);
  const now = s("g", { "pointer-events": "none" });
  plot.front.append(now);

  function endLabels(name, st) {  // at the right edge, where the two rules end, one above the other
    const ends = RULES.map((rule) => ({ rule, y: high(Math.max(truncation(name, st.x, 1, rule), st.error[rule].at(-1))), power: order(name, st.x, rule) }));
    const [first, second] = ends.sort((a, b) => a.y - b.y), gap = 18 - (second.y - first.y);
    if (gap > 0) { first.y -= gap / 2; second.y += gap / 2; }
    return ends.map(({ rule, y, power }) => s("text", { x: plot.left + plot.inner[0] + 8, y: Math.min(y + 4, plot.top + plot.inner[1] - 2), class: `fd-${rule}` },
      rule, s("tspan", { class: "fd-power" }, power ? ` ∝ step${["", "", "²", "³", "⁴"][power]}` : "")));
  }
  function bests(name, st) {
    const right = st.best.forward > st.best.central;
    return RULES.flatMap((rule) => {
      const h = st.best[rule], cost = truncation(name, st.x, h, rule) + rounding(name, st.x, h, view.dtype), x = plot.x(h);
      if (!(cost > 0) || h === 1) return [];  // nothing to balance: the larger the better
      const left = (rule === "forward") !== right;
      return [s("path", { class: `fd-best fd-${rule}`, d: `M${x},${high(cost)}V${plot.y(FLOOR)}` }),
        s("text", { x: x + (left ? -6 : 6), y: plot.y(FLOOR) - 7, "text-anchor": left ? "end" : "start", class: `fd-${rule}` }, `best ${scientific(h)}`)];
    });
  }
  function noise(name, st, dtype) {
    const line = STEPS.map((h) => rounding(name, st.x, h, dtype));
    if (!(line[0] > FLOOR)) return [];
    const at = STEPS[line.findIndex((v) => v < (dtype === "float32" ? 3 : 0.05))];  // in float32 the V is narrow: higher up
    return [s("path", { class: "fd-rounding", d: trail(line) }),
      s("text", { x: plot.x(at) + 9, y: high(rounding(name, st.x, at, dtype)) - 1, class: "fd-rounding" }, "rounding ∝ 1/step")];
  }
  return { plot, draw(name, dtype, st) {
    view.dtype = dtype;
    const lost = STEPS.filter((h) => ROUND[dtype](st.x + h) === st.x && ROUND[dtype](st.x - h) === st.x).length;
    plot.back.replaceChildren(...(lost ? [s("rect", { class: "fd-lost", x: plot.left, y: plot.top, width: Math.max(4, plot.x(STEPS[lost - 1]) - plot.left + 2), height: plot.inner[1] })] : []),
      ...(lost > 40 ? [s("text", { x: plot.left + 8, y: plot.y(1e-5) }, "x + step rounds to x")] : []),
      ...RULES.map((rule) => s("path", { class: `fd-truncation fd-${rule}`, d: trail(STEPS.map((h) => truncation(name, st.x, h, rule))) })),
      ...noise(name, st, dtype));
    plot.main.replaceChildren(...RULES.map((rule) => s("path", { class: `fd-dots fd-${rule}`,
      d: STEPS.map((h, i) => dots[rule](tenth(plot.x(h)), high(st.error[rule][i]))).join("") })), ...bests(name, st), ...endLabels(name, st));
    const h = model.get("step");
    now.replaceChildren(...RULES.map((rule) => big(rule, plot.x(h), high(Math.abs(slopeBy(rule, name, st.x, h, dtype).slope - st.exact)))));
    grip.place();
    grip.setAttribute("aria-label", `step ${scientific(h)}`);
  } };
}

// ---- what the rules see ------------------------------------------------------------------------------------------

function nearView() {
  const plot = plane({ width: 400, height: 400, margin: [16, 12, 40, 50], xlim: [-2, 2], ylim: [-1, 1], ticks: 4,
    xlabel: "(x′ − x) / step", ylabel: "(f(x′) − f(x)) / step", label: "the function within two steps of x" });
  const [w, hgt] = plot.inner;
  const area = s("svg", { x: plot.left, y: plot.top, width: w, height: hgt, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` });
  plot.main.append(area);
  return { plot, draw(name, dtype, st, step) {
    const f = computed(name, dtype), here = f(st.x), us = range(321, (i) => -2 + i / 80);
    const curve = us.map((u) => FUNCTIONS[name].rise(st.x, u * step) / step), stairs = us.map((u) => (f(st.x + ROUND[dtype](u * step)) - here) / step);
    const most = 1.08 * Math.max(...curve.map(Math.abs), ...stairs.map(Math.abs)) || 1;
    plot.ylim = [-most, most];
    plot.axes();
    const xy = (u, v) => `${tenth(plot.x(u))},${tenth(plot.y(v))}`, slope = Object.fromEntries(RULES.map((rule) => [rule, slopeBy(rule, name, st.x, step, dtype)]));
    const ahead = (slope.forward.ahead - here) / step, behind = (slope.central.behind - here) / step, middle = (ahead + behind) / 2;
    const treads = EPS[dtype] * Math.max(Math.abs(here), Math.abs(st.x)) / step > most / 400;  // high enough to be seen
    const straight = (rule, c, m) => s("path", { class: `fd-secant fd-${rule}`, d: `M${xy(-2, c - 2 * m)}L${xy(2, c + 2 * m)}` });
    area.replaceChildren(s("path", { class: "cw-grid", d: `M${xy(-2, 0)}L${xy(2, 0)}M${xy(0, -most)}L${xy(0, most)}` }),
      s("path", { class: "fd-curve", d: `M${us.map((u, i) => xy(u, curve[i])).join("L")}` }),
      s("path", { class: "fd-stairs", d: treads ? `M${xy(-2, stairs[0])}` + us.map((u, i) => `H${tenth(plot.x(u))}V${tenth(plot.y(stairs[i]))}`).join("") : `M${us.map((u, i) => xy(u, stairs[i])).join("L")}` }),
      straight("central", middle, (ahead - behind) / 2), straight("forward", 0, ahead),
      ...[[-1, behind], [0, 0], [1, ahead]].map(([u, v]) => s("circle", { class: "fd-spot", cx: plot.x(u), cy: plot.y(v), r: 4.5 })));
  } };
}

// ---- the numbers -------------------------------------------------------------------------------------------------

const DIGITS = { float64: 17, float32: 9 };  // as many as tell any two stored numbers apart
const minus = (text) => text.replace(/-/g, "−");
function common(a, b) {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return n;
}
// A number with its first n characters in one style and the rest in another.
const split = (text, n, first, rest) => [h("span", { class: first }, minus(text.slice(0, n))), h("span", { class: rest }, minus(text.slice(n)))];

function numbers(name, dtype, st, step) {
  const digits = (v) => v.toPrecision(DIGITS[dtype]), truth = digits(st.exact), over = scientific(step, 3);
  const row = (rule) => {
    const { ahead, behind, slope } = slopeBy(rule, name, st.x, step, dtype), [a, b, m] = [ahead, behind, slope].map(digits);
    const gone = common(a, b), right = common(m, truth);
    return h("div", { class: "fd-row" }, h("b", { class: `fd-${rule}` }, rule),
      h("span", {}, "(", split(a, gone, "fd-gone", "fd-left"), " − ", behind < 0 ? "(" : "", split(b, gone, "fd-gone", "fd-left"), behind < 0 ? ")" : "", `) / ${rule === "central" ? "(2 · " : ""}${over}${rule === "central" ? ")" : ""}`),
      h("span", {}, "= ", split(m, right, "fd-right", "fd-wrong")), h("span", {}, `off by ${scientific(Math.abs(slope - st.exact))}`));
  };
  return [row("forward"), row("central"), h("div", { class: "fd-row" }, h("b", {}, "true"), h("span", {}, `${FUNCTIONS[name].slope} at x = ${minus(digits(st.x).replace(/\.?0+$/, ""))}`),
    h("span", {}, "= ", h("span", { class: "fd-right" }, minus(truth))), h("span", {}))];
}

const TORCH = { sin: (x) => `torch.sin(${x})`, exp: (x) => `torch.exp(${x})`, tanh: (x) => `torch.tanh(${x})`, square: (x) => `(${x}) ** 2`, relu: (x) => `torch.relu(${x})` };
function torchLine(name, x, dtype, step) {
  const f = TORCH[name], h = step < 1e-3 ? step.toExponential() : step;
  return `(${f(`x + ${h}`)} - ${f(`x - ${h}`)}) / (2 * ${h})   # x = torch.tensor(${Number.isInteger(x) ? x.toFixed(1) : x}, dtype=torch.${dtype})`;
}

// ---- questions, controls, the whole ------------------------------------------------------------------------------

function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  // The answer turns the picture to itself once: not again when it is shown for a stored prediction.
  const show = (key, values) => (given) => {
    if (known[key] === given) return;
    known[key] = given;
    view.edit(values);
  };
  challenge(model, ui, { key: "best step in float32", options: ["10⁻¹⁰", "10⁻⁵", "10⁻⁴", "10⁻²"],
    question: "For sin at 1 in float64 the central rule does best with a step of about 10⁻⁵. float32 keeps 7 digits, not 16. Which step is best there?",
    judge: (given) => [given === "10⁻²", "About 10⁻². ε is 2²⁹, half a billion times as large, and lifts the rounding line by that. The best step goes with the cube root of ε: it grows about 800-fold, and the least error with its square, about 660 000-fold."],
    reveal: show("best step in float32", { function: "sin", x: 1, dtype: "float32", step: 0.01 }) });
  challenge(model, ui, { key: "kink in the step", options: ["below 0.01", "above 0.01", "none"],
    question: "ReLU at x = 0.01 has slope 1. Which steps give the central rule a wrong slope, even with infinitely many digits?",
    judge: (given) => [given === "above 0.01", "Above 0.01: then x − step lies on the other side of the kink, where ReLU is flat. At step 0.1 the answer is 0.55. A gradient check of a ReLU network fails like that at every unit whose input is nearer to 0 than the step moves it; the backward pass may still be right."],
    reveal: show("kink in the step", { function: "relu", x: 0.01, dtype: "float64", step: 0.1 }) });
  view.boxes = [...ui.challenges.children];
}

function controls(view) {
  const { model, ui, edit } = view;
  const pick = (name, label, options) => choice({ label, options, value: model.get(name), onchange: (v) => edit({ [name]: v }) });
  const go = (rule) => button(rule, () => edit({ step: view.st.best[rule] }), { "aria-label": `best step of the ${rule} rule` });
  const step = slider({ label: "step", min: 0, max: STEPS.length - 1, step: 1, value: nearest(model.get("step")), show: () => scientific(model.get("step")), oninput: (i) => edit({ step: STEPS[i] }) });
  const x = slider({ label: "x", min: -3, max: 3, step: 0.01, value: model.get("x"), oninput: (v) => edit({ x: v }) });
  step.input.addEventListener("input", () => step.set(nearest(model.get("step"))));  // its text is of the new step
  view.controls = { function: pick("function", "f", [["sin", "sin"], ["exp", "exp"], ["tanh", "tanh"], ["square", "x²"], ["relu", "ReLU"]]), dtype: pick("dtype", "numbers", ["float64", "float32"]), step, x };
  ui.controls.append(step, view.controls.dtype, view.controls.function, h("span", { class: "cw-group" }, h("span", { class: "cw-label" }, "best step"), RULES.map(go)));
  ui.moreControls.prepend(x);
  ui.more.append(h("p", { class: "fd-note" }, "Dashed, truncation: the terms of Taylor's series that the rule leaves out. Dotted, rounding: ε (|f| + ½ |x f′|) / step, about the most that storing f(x ± step) and x ± step can cost; " +
    "ε = 2⁻⁵² in float64, 2⁻²³ in float32. A best step has the least sum of both. Every dot is one slope computed with that step; errors below 10⁻¹⁴ stand on the axis. " +
    "In the numbers, digits that cancel are grey; digits of the slope that are right are bold."));
}

function render({ model, el }) {
  const ui = frame(el, { title: "How small should the step be?" });
  const names = ["function", "x", "dtype", "step"], plain = { function: "sin", x: 1, dtype: "float64", step: 1e-15 };
  const past = history(model, ui, names, "FiniteDifference", names.filter((name) => model.get(name) !== plain[name]));
  const view = { model, ui, held: false, edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  const errors = errorView(view), near = nearView(), nearTitle = h("span", {}), key = (rule, text) => h("b", { class: `fd-${rule}` }, text);
  const seen = { for: "", st: null };
  ui.stage.append(
    h("div", { class: "cw-panel fd-wide" }, h("p", { class: "cw-panel-title" }, key("forward", "□ forward"), " and ", key("central", "● central"), ", every step from 10⁻¹⁶ to 1. Drag the line ◂▸"), errors.plot.view),
    h("div", { class: "cw-panel fd-side" }, h("p", { class: "cw-panel-title" }, nearTitle), near.plot.view));
  ui.formula.classList.add("fd-numbers");
  controls(view);
  challenges(view);
  bind(model, ui, names, () => {
    const [name, wished, dtype, step] = names.map((n) => model.get(n)), now = `${name} ${wished} ${dtype}`;
    if (seen.for !== now) { seen.for = now; seen.st = study(name, wished, dtype); }  // a dragged step changes none of it
    const st = view.st = seen.st;
    errors.draw(name, dtype, st);
    near.draw(name, dtype, st, step);
    nearTitle.replaceChildren(`${FUNCTIONS[name].text} near x: exact (`, h("b", { class: "fd-key" }, "band"), `), ${dtype} (`, h("b", { class: "fd-ink" }, "line"), "), both slopes");
    ui.formula.replaceChildren(...numbers(name, dtype, st, step));
    ui.code.textContent = torchLine(name, wished, dtype, step);
    for (const n of ["function", "dtype", "x"]) view.controls[n].set(model.get(n));
    view.controls.step.set(nearest(step));
    view.boxes.forEach((box, i) => { box.hidden = (i === 1) !== (name === "relu"); });
    const off = RULES.map((rule) => `${rule} off by ${scientific(Math.abs(slopeBy(rule, name, st.x, step, dtype).slope - st.exact))}`);
    ui.say(`step ${scientific(step)}: ${off.join(", ")}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { STEPS, EPS, slopeBy, truncation, rounding, bestStep, order, study, rise: (name, x, u) => FUNCTIONS[name].rise(x, u) };
