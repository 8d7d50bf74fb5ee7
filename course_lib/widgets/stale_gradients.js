// StaleGradients: w' = w - eta c w(tau steps ago). Its plane (w_t, w_(t-1)), its loss, and the largest stable eta c for
// each delay; or a server whose workers' delays are not fixed. kit.js stands before this text. The arithmetic mirrors
// course_lib/experiments/stale_gradients.py, and a test compares the two.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const STEPS = 80, FARTHEST = 8, FASTEST = 2.4, OUT = 1e6, UNEVEN = 0.5, LOSSES = [1e-8, 1e4];
const tenth = (v) => Math.round(v * 10) / 10, clampTo = (v, low, high) => Math.max(low, Math.min(high, v)), mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const NAMES = ["tau", "rate", "workers", "synchronous", "step", "draw", "revealed"];

function randomNumbers(seed, count) {
  let state = seed * 2654435761 % 2 ** 32;
  return range(count, () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32);
}
const boundOf = (tau) => 2 * Math.sin(Math.PI / (2 * (2 * tau + 1)));
const fastestOf = (tau) => tau ** tau / (tau + 1) ** (tau + 1);

function pathOf(tau, rate, steps = STEPS) {
  const w = [1];
  for (let t = 0; t < steps; t++) w.push(Math.abs(w[t]) < OUT ? w[t] - rate * w[Math.max(0, t - tau)] : w[t]);
  return w;
}
// The largest |z| with z^(tau + 1) - z^tau + rate = 0, all roots at once (Durand and Kerner).
function factorOf(tau, rate) {
  if (!tau) return Math.abs(1 - rate);
  const n = tau + 1, times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
  const over = ([a, b], [c, d]) => { const q = c * c + d * d; return [(a * c + b * d) / q, (b * c - a * d) / q]; };
  let z = range(n, (k) => [Math.cos(2 * Math.PI * k / n + 0.4), Math.sin(2 * Math.PI * k / n + 0.4)]);
  for (let round = 0; round < 80; round++) {
    z = z.map((one, k) => {
      let power = [1, 0], apart = [1, 0];
      for (let i = 0; i < tau; i++) power = times(power, one);
      z.forEach((other, i) => { if (i !== k) apart = times(apart, [one[0] - other[0], one[1] - other[1]]); });
      const value = times(power, [one[0] - 1, one[1]]), move = over([value[0] + rate, value[1]], apart);
      return [one[0] - move[0], one[1] - move[1]];
    });
  }
  return Math.max(...z.map(([a, b]) => Math.hypot(a, b)));
}
// A server: a step with each gradient as it comes, or one with the average of all when the slowest is done.
function serve(workers, rate, synchronous, updates = STEPS, draw = 1) {
  const takes = randomNumbers(draw, updates * (synchronous ? workers : 1) + workers).map((u) => 1 + UNEVEN * (2 * u - 1));
  const w = [1], time = [0], delay = [], worker = [], done = takes.slice(0, workers), fetched = Array(workers).fill(0);
  for (let t = 0; t < updates; t++) {
    const who = done.indexOf(Math.min(...done)), from = synchronous ? t : fetched[who];
    w.push(Math.abs(w[t]) < OUT ? w[t] - rate * w[from] : w[t]);
    time.push(synchronous ? time[t] + Math.max(...takes.slice(t * workers, (t + 1) * workers)) : done[who]);
    delay.push(t - from); worker.push(synchronous ? -1 : who);
    if (!synchronous) { fetched[who] = t + 1; done[who] += takes[workers + t]; }
  }
  return { w, time, delay, worker, takes };
}
// In how many of the draws is |w| after so many steps below where it began?
const smaller = (workers, rate, draws = 20, updates = 400) => range(draws, (k) => Math.max(...serve(workers, rate, false, updates, k + 1).w.slice(-workers).map(Math.abs))).filter((v) => v < 1).length;

function study(model) {
  const st = Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  if (st.workers) Object.assign(st, serve(st.workers, st.rate, st.synchronous, STEPS, st.draw));
  else Object.assign(st, { w: pathOf(st.tau, st.rate), time: range(STEPS + 1, (t) => t), delay: range(STEPS, (t) => Math.min(t, st.tau)), factor: factorOf(st.tau, st.rate) });
  st.other = st.workers ? serve(st.workers, st.rate, !st.synchronous, STEPS, st.draw) : null;
  st.at = st.workers ? (st.synchronous ? 0 : st.workers - 1) : st.tau;  // where it stands on the axis of delays
  st.grows = st.workers ? Math.max(...st.w.slice(-8).map(Math.abs)) > 1 : st.factor > 1 + 1e-9;
  return st;
}
const number = (v, digits = 2) => (Math.abs(v) >= 1000 || (v !== 0 && Math.abs(v) < 0.5 * 10 ** -digits) ? scientific(v) : fmt(v, digits));

// ---- the plane -----------------------------------------------------------------------------------------------------

const niceAbove = (v) => { const power = 10 ** Math.floor(Math.log10(v)); return [1.25, 2, 5, 10].map((m) => m * power).find((m) => m >= v * 1.02) || 12.5 * power; };
function planeView(view) {
  const size = 340, plot = plane({ width: size, height: size, margin: [10, 10, 40, 54], xlim: [-1.25, 1.25], ylim: [-1.25, 1.25], ticks: [5, 5], xlabel: "wₜ", ylabel: "wₜ₋₁", label: "the plane of a weight and the weight one step before" });
  const [w, hgt] = plot.inner, box = { x: plot.left, y: plot.top, width: w, height: hgt, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` };
  const inside = s("svg", box), title = h("p", { class: "cw-panel-title" });
  plot.main.append(inside);
  return { node: h("div", { class: "cw-panel sg-plane" }, title, plot.view), draw(st) {
    const most = Math.max(...st.w.slice(0, st.step + 1).map(Math.abs), 1), wide = niceAbove(most);
    if (plot.xlim[1] !== wide) { plot.xlim = plot.ylim = [-wide, wide]; plot.axes(); }
    const at = (t) => [tenth(clampTo(plot.x(st.w[t]), -900, 900)), tenth(clampTo(plot.y(st.w[Math.max(0, t - 1)]), -900, 900))], all = range(STEPS + 1, at), [x, y] = all[st.step];
    const dots = (list, name) => s("path", { class: name, d: list.map(([a, b]) => `M${a - 2.6},${b}a2.6,2.6 0 1 0 5.2,0a2.6,2.6 0 1 0 -5.2,0z`).join("") });
    inside.replaceChildren(s("path", { class: "cw-grid", d: `M${plot.x(0)},${plot.top}v${hgt}M${plot.left},${plot.y(0)}h${w}` }),
      s("path", { class: "sg-line sg-later", d: `M${all.slice(st.step).join("L")}` }), dots(all.slice(st.step), "sg-dot sg-later"),
      s("path", { class: "sg-line", d: `M${all.slice(0, st.step + 1).join("L")}` }), dots(all.slice(0, st.step + 1), "sg-dot"),
      s("circle", { class: "sg-start", cx: all[0][0], cy: all[0][1], r: 5 }), s("circle", { class: "sg-now", cx: x, cy: y, r: 6 }));
    title.replaceChildren("one coordinate, ○ start, ", h("b", { class: "sg-key" }, "● now"));
  } };
}

// ---- the loss ------------------------------------------------------------------------------------------------------

function lossView(view) {
  const plot = plane({ width: 400, height: 416, margin: [10, 14, 40, 62], xlim: [0, STEPS], ylim: LOSSES, ylog: true, ticks: [4, 6], xlabel: "step", ylabel: "loss / first loss", label: "loss" });
  const Y = (w) => tenth(plot.y(clampTo(w * w, LOSSES[0] / 10, LOSSES[1] * 3))), title = h("p", { class: "cw-panel-title" }), [wide, hgt] = plot.inner;
  const box = { x: plot.left, y: plot.top, width: wide, height: hgt, viewBox: `${plot.left} ${plot.top} ${wide} ${hgt}` }, inside = s("svg", box), axis = plot.view.firstChild;
  plot.main.append(inside);
  const st0 = () => study(view.model), goto = (t) => view.edit({ step: clampTo(t, 0, STEPS) });
  const grip = handle(plot, { label: "step", radius: 14, get: () => [view.st ? view.st.time[view.st.step] : 0, 1], ondown: view.ondown, onup: view.onup,
    move: ([x]) => { const { time } = st0(), t = time.reduce((best, v, i) => (Math.abs(v - x) < Math.abs(time[best] - x) ? i : best), 0); goto(t); },
    nudge: (dx, dy, far) => { const { time, step } = st0(); return [time[clampTo(step + (dx + dy) * (far ? 10 : 1), 0, STEPS)], 1]; },
    draw: (x) => [s("path", { class: "sg-cursor", d: `M${x},${plot.top}v${hgt}` }), view.st ? s("circle", { class: "sg-now", cx: x, cy: clampTo(Y(view.st.w[view.st.step]), plot.top, plot.top + hgt), r: 6 }) : s("g", {})] });
  plot.front.append(grip);
  const curve = (run, name) => s("path", { class: name, d: `M${run.w.map((w, t) => `${tenth(plot.x(run.time[t]))},${Y(w)}`).join("L")}` });
  return { node: h("div", { class: "cw-panel sg-loss" }, title, plot.view), draw(st) {
    const done = st.workers ? Math.ceil((STEPS + st.workers) / st.workers) : STEPS;  // when asynchronous workers are done
    const end = Math.max(done, 10 * Math.ceil(st.time[st.step] / 10 - (st.workers ? 0 : 1)));
    if (plot.xlim[1] !== end || plot.named !== Boolean(st.workers)) {
      plot.named = Boolean(st.workers); plot.xlim = [0, end]; plot.axes();
      [...axis.querySelectorAll("text.ink")][0].textContent = st.workers ? "time (a gradient takes about 1)" : "step";
    }
    inside.replaceChildren(s("path", { class: "cw-grid", d: `M${plot.left},${plot.y(1)}h${wide}` }), ...(st.other ? [curve(st.other, "sg-other")] : []), curve(st, "sg-line"));
    grip.place();
    grip.setAttribute("aria-label", `step ${st.step}: loss ${number(st.w[st.step] ** 2)} of the first`);
    const [one, two] = st.synchronous ? ["synchronous", "asynchronous"] : ["asynchronous", "synchronous"];
    title.replaceChildren(...(st.workers ? [h("b", { class: "sg-key" }, `— ${one}`), " ", h("b", { class: "sg-key-other" }, `- - ${two}`)] : ["loss; drag the line"]));
  } };
}

// ---- the bound -----------------------------------------------------------------------------------------------------

function boundView(view) {
  const plot = plane({ width: 360, height: 392, margin: [10, 12, 40, 48], xlim: [-0.4, FARTHEST + 0.4], ylim: [0, FASTEST], ticks: [8, 5], xlabel: "delay τ in steps", ylabel: "ηc", label: "the largest stable eta c for each delay" });
  const X = (v) => tenth(plot.x(v)), Y = (v) => tenth(plot.y(v)), base = Y(0), title = h("p", { class: "cw-panel-title" });
  const word = (x, y, text, name = "ink sg-word", anchor = "start") => s("text", { class: name, x, y, "text-anchor": anchor }, text);
  const free = () => !view.model.get("workers");
  const grip = handle(plot, { label: "delay and rate", radius: 17, get: () => [view.st ? view.st.at : 2, view.st ? view.st.rate : 0.5], ondown: view.ondown, onup: view.onup,
    nudge: (dx, dy, far) => { const m = view.model; return [m.get("tau") + dx, Math.round(100 * (m.get("rate") + dy * (far ? 0.1 : 0.01))) / 100]; },
    move: ([x, y]) => view.edit({ rate: clampTo(Math.round(100 * y) / 100, 0.01, FASTEST), ...(free() ? { tau: clampTo(Math.round(x), 0, FARTHEST) } : {}) }),
    draw: (x, y) => [s("path", { class: "sg-cross", d: `M${x - 14},${y}h28M${x},${y - 14}v28` }), s("circle", { class: "sg-knob", cx: x, cy: y, r: 7.5 })] });
  plot.front.append(grip);
  const delays = range(FARTHEST + 1, (t) => t), stairs = delays.map((t) => `${X(t)},${Y(boundOf(t))}`).join("L");
  const dot = (t) => s("circle", { class: "sg-limit", cx: X(t), cy: Y(boundOf(t)), r: 4.2 });
  function known() {  // the whole line, or only what the question tells
    if (!view.open()) return [dot(0), dot(1), word(X(0) + 10, Y(2) + 5, "2, with fresh gradients"), word(X(1) + 10, Y(1) + 5, "1"), s("path", { class: "sg-column", d: `M${X(view.asked)},${base}V${Y(1.42)}` }), word(X(view.asked), Y(1.5), "?", "ink sg-ask", "middle")];
    return [s("path", { class: "sg-stable", d: `M${stairs}V${base}H${X(0)}z` }), s("path", { class: "sg-bound", d: `M${stairs}` }), s("path", { class: "sg-calm", d: `M${delays.map((t) => `${X(t)},${Y(fastestOf(t))}`).join("L")}` }), ...delays.map(dot),
      ...delays.slice(0, 4).map((t) => word(X(t) + 8, Y(boundOf(t)) - 5, fmt(boundOf(t), t < 2 ? 0 : 3))), ...["above the line it grows,", "below it dies away,", "below the dots it does", "not even swing"].map((text, i) => word(X(2.6), Y(1.9) + 18 * i, text))];
  }
  function counts(st) {  // how often each delay came
    if (!st.workers || st.synchronous) return [];
    const most = Math.max(...delays.map((d) => st.delay.filter((v) => v === d).length)), wide = X(1) - X(0);
    return delays.map((d) => { const tall = 78 * st.delay.filter((v) => v === d).length / most; return s("rect", { class: "sg-count", x: X(d) - wide * 0.36, y: tenth(base - tall), width: tenth(wide * 0.72), height: tenth(tall) }); });
  }
  return { node: h("div", { class: "cw-panel sg-limits" }, title, plot.view), draw(st) {
    plot.main.replaceChildren(...counts(st), ...known());
    grip.place();
    grip.setAttribute("aria-label", `delay ${st.at}${st.workers ? " on average" : ""}, eta c ${fmt(st.rate)}: it ${st.grows ? "grows" : "dies away"}`);
    title.replaceChildren(st.workers && !st.synchronous ? "bars: delays that came; drag ○" : "drag ○: delay and ηc");
  } };
}

// ---- who computes when -----------------------------------------------------------------------------------------------

// One bar for each gradient, from fetching the weights to the step made with it: {row, from, to, done, t}. A fixed delay
// of tau steps is what tau + 1 equally fast workers give, one after the other.
function barsOf(st) {
  if (!st.workers) return st.delay.map((_, t) => ({ t, row: t % (st.tau + 1), from: t - st.tau, done: t + 1, to: t + 1 }));
  if (!st.synchronous) return st.delay.map((old, t) => ({ t, row: st.worker[t], from: st.time[t - old], done: st.time[t + 1], to: st.time[t + 1] }));
  return st.delay.flatMap((_, t) => range(st.workers, (row) => ({ t, row, from: st.time[t], done: st.time[t] + st.takes[t * st.workers + row], to: st.time[t + 1] })));
}
function timesView() {
  const width = 960, height = 150, left = 92, right = 12, top = 26, title = h("p", { class: "cw-panel-title" }), inner = width - left - right, bottom = height - 8;
  const svg = s("svg", { class: "cw-plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "when each worker computes, and the steps of the server" });
  return { node: h("div", { class: "cw-panel sg-times" }, title, svg), draw(st) {
    const rows = st.workers || st.tau + 1, t = Math.min(st.step, STEPS - 1), wide = 24 / (st.workers || 1), begin = Math.max(0, st.time[t + 1] - 0.7 * wide);
    const X = (v) => tenth(left + clampTo((v - begin) / wide, 0, 1) * inner), seen = (v) => v >= begin && v <= begin + wide, tall = Math.min(36, (bottom - top - 14) / rows), Y = (row) => tenth(top + 14 + row * tall);
    const bars = barsOf(st).filter((bar) => bar.to > begin && bar.from < begin + wide).flatMap((bar) => {
      const on = bar.t === t, y = Y(bar.row) + tall * 0.14, high = tenth(tall * 0.72);
      return [s("rect", { class: `sg-bar${on ? " sg-on" : ""}`, x: X(bar.from) + 1, y, width: Math.max(0, tenth(X(bar.done) - X(bar.from) - 2)), height: high, rx: 2 }),
        bar.to > bar.done && s("path", { class: "sg-wait", d: `M${X(bar.done)},${tenth(y + high / 2)}H${X(bar.to)}` }), on && seen(bar.to) && s("path", { class: "sg-send", d: `M${X(bar.to)},${tenth(y)}V${top}` })];
    });
    const old = (k) => k < t && k >= t - st.delay[t], ticks = range(STEPS, (k) => k).filter((k) => seen(st.time[k + 1])).map((k) => s("circle", { class: k === t ? "sg-now" : old(k) ? "sg-between" : "sg-tick", cx: X(st.time[k + 1]), cy: top, r: k === t ? 6 : old(k) ? 5 : 3 }));
    const label = (y, text) => s("text", { class: "ink", x: left - 10, y: tenth(y), "text-anchor": "end" }, text);
    svg.replaceChildren(s("path", { class: "cw-axis", d: `M${left},${top}H${width - right}` }), label(top + 5, "steps"), ...range(rows, (row) => row).filter((row) => rows <= 5 || row === 0 || row === rows - 1).map((row) => label(Y(row) + tall / 2 + 5, `worker ${row + 1}`)), ...bars.filter(Boolean), ...ticks);
    const plain = rows === 1 ? "one worker: no delay" : `${rows} equally fast workers give a delay of ${st.tau}`;
    title.replaceChildren("a bar is a gradient, from fetching w to sending; ", st.workers ? "" : `${plain}; `, h("b", { class: "sg-key-other" }, "● steps made meanwhile"));
  } };
}

// ---- words, questions, controls --------------------------------------------------------------------------------------

function formula(st, open) {
  const term = (...parts) => h("span", { class: "sg-term" }, ...parts), t = Math.min(st.step, STEPS - 1), from = t - st.delay[t], v = (name, k) => [h("var", {}, name), h("sub", {}, k)];
  const old = `${st.delay[t]} step${st.delay[t] === 1 ? "" : "s"} old`;
  const step = term(...v("w", t + 1), " = ", ...v("w", t), ` − ${fmt(st.rate)} · `, ...v("w", st.workers ? from : `${t}−${st.tau}`), ` = ${number(st.w[t], 3)} − ${fmt(st.rate)} · ${st.w[from] < 0 ? `(${number(st.w[from], 3)})` : number(st.w[from], 3)} = `, h("b", {}, number(st.w[t + 1], 3)));
  if (st.workers) {
    const who = st.synchronous ? `all ${st.workers} workers, at time ${fmt(st.time[t + 1], 1)}` : `worker ${st.worker[t] + 1} of ${st.workers}, at time ${fmt(st.time[t + 1], 1)}, ${old}`;
    return [step, term(who), st.synchronous ? term("no gradient is old") : term("delays ", h("b", {}, `${Math.min(...st.delay)} to ${Math.max(...st.delay)}`), `, ${fmt(mean(st.delay), 1)} on average`)];
  }
  const bound = term(`largest stable ηc = 2 sin(π / (2 · (2 · ${st.tau} + 1))) = `, h("b", {}, fmt(boundOf(st.tau), 3)));
  return [step, open || st.tau < 2 ? bound : term("largest stable ηc = ", h("b", {}, "?")), term(`in the long run × `, h("b", {}, fmt(st.factor, 3)), " a step")];
}
function challenges(view) {
  const { model, ui, asked } = view, known = { ...model.get("prediction") }, once = (key, given, show) => { if (known[key] !== given) { known[key] = given; show(); } };
  const workers = model.get("workers"), [key, second] = view.answered, limit = boundOf(asked);
  if (workers) return waiting(view, workers, once);
  if (!model.get("revealed")) challenge(model, ui, { key, question: `Fresh gradients (τ = 0) are stable up to ηc = 2, gradients one step old up to 1. Up to which ηc are gradients ${asked} steps old?`,
    judge: (given) => [Math.abs(given - limit) <= 0.02, `${fmt(limit, 3)} = 2 sin(π / ${2 * (2 * asked + 1)}). There w swings for ever, once in ${4 * asked + 2} steps. No halving: 2, 1, 0.618, 0.445, ...; for long delays about π / (2τ + 1).`],
    reveal: (given) => once(key, given, () => view.edit({ tau: asked, rate: Math.round(100 * limit) / 100, workers: 0, synchronous: false })) });
  challenge(model, ui, { key: second, options: ["grows", "dies away"], question: "Four workers of uneven speed: gradients are 3 steps old on average, but not always. With a fixed delay of 3, ηc = 0.5 grows. And here?",
    judge: (given) => [given === "dies away", `After 400 steps |w| was smaller in ${smaller(4, 0.5)} of 20 draws of the times. A fixed delay pushes at the same wrong moment of every swing; uneven ones partly cancel.`],
    reveal: (given) => once(second, given, () => view.edit({ workers: 4, rate: 0.5, tau: 3, synchronous: false, step: STEPS })) });
}
function waiting({ model, ui, edit }, workers, once) {
  const key = `${workers} workers`, slowest = 1 - UNEVEN + 2 * UNEVEN * workers / (workers + 1), times = (v) => `${fmt(v, v < 10 && v % 1 ? 1 : 0)} times`, right = times(workers * slowest);
  challenge(model, ui, { key, options: [times(workers), right, times(workers ** 2)], question: `A gradient takes 0.5 to 1.5. How many times as many steps do these ${workers} workers make without waiting for one another?`,
    judge: (given) => [given === right, `Without waiting ${workers} steps in a unit of time; synchronous one step in ${fmt(slowest, 2)}, the mean of the slowest of ${workers}. So ${right} as many, of which each uses an older gradient.`],
    reveal: (given) => once(key, given, () => edit({ workers, synchronous: true })) });
}
function controls(view) {
  const { model, ui, edit } = view;
  const tau = slider({ label: "delay τ", min: 0, max: FARTHEST, step: 1, value: model.get("tau"), show: (v) => String(v), oninput: (v) => edit({ tau: v, workers: 0 }) });
  const rate = slider({ label: "ηc", min: 0.01, max: FASTEST, step: 0.01, value: model.get("rate"), oninput: (v) => edit({ rate: v }) });
  const workers = choice({ label: "workers", options: [[0, "fixed delay"], [2, "2"], [4, "4"], [8, "8"]], value: model.get("workers"), onchange: (v) => edit({ workers: v }) });
  const together = toggle({ label: "synchronous", value: model.get("synchronous"), onchange: (on) => edit({ synchronous: on }) });
  const walk = stepper(ui, { label: "steps", count: () => STEPS + 1, get: () => model.get("step"), go: (k) => edit({ step: k }), speed: 250 });
  ui.controls.append(tau, rate, workers, together, walk);
  ui.moreControls.prepend(button("other times", () => edit({ draw: 1 + model.get("draw") % 999 })));
  ui.more.append(h("p", { class: "sg-note" }, "One coordinate of a quadratic loss c w² / 2, from w = 1, without noise (before the start w stood at 1, too): η is the learning rate, c the curvature; with many coordinates the largest curvature decides. Lower line in the diagram: τ^τ / (τ + 1)^(τ + 1), the fastest decay; below it w does not swing. " +
    "Workers: a server makes a step with each gradient as it comes; a gradient takes 0.5 to 1.5 units of time, all equally likely, and meanwhile the others send about as many as there are of them. Synchronous: the server waits for the slowest and averages. Four workers then need about 1.3 units of time a step, but no gradient is old. Without noise an average of equal gradients gains nothing else; with noise it does."));
  return (st) => {
    tau.set(st.tau); rate.set(st.rate); workers.set(st.workers); together.set(st.synchronous); walk.draw();
    together.disabled = !st.workers; tau.classList.toggle("sg-idle", Boolean(st.workers));
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "Gradients that come too late" }), past = history(model, ui, NAMES, "StaleGradients");
  const view = { model, ui, held: false, st: null, asked: Math.max(2, model.get("tau")), edit(values) { if (!view.held) past.remember(); save(model, values); },
    ondown() { past.remember(); view.held = true; }, onup() { view.held = false; } };
  view.answered = [`largest rate, delay ${view.asked}`, "uneven workers"];
  view.open = () => model.get("revealed") || model.get("prediction")[view.answered[0]] !== undefined;
  const parts = [planeView(view), lossView(view), boundView(view), timesView()], sync = controls(view);
  ui.stage.append(...parts.map((one) => one.node));
  ui.code.textContent = "w = past[t] - eta * torch.func.grad(loss)(past[t - tau])";
  challenges(view);
  bind(model, ui, [...NAMES, "prediction"], () => {
    const st = view.st = study(model);
    for (const one of parts) one.draw(st);
    ui.formula.replaceChildren(...formula(st, view.open()));
    sync(st);
    ui.root.classList.toggle("sg-both", view.answered.every((key) => model.get("prediction")[key] !== undefined));
    ui.say(`${st.workers ? `${st.workers} ${st.synchronous ? "synchronous" : "asynchronous"} workers` : `gradients ${st.tau} steps old`}, eta c ${fmt(st.rate)}: the weight ${st.grows ? "grows" : "dies away"}; at step ${st.step} it is ${number(st.w[st.step], 3)}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { study, barsOf, boundOf, fastestOf, pathOf, factorOf, serve, smaller };
