// BatchNormLive: one unit under batch norm. The arithmetic mirrors course_lib/experiments/batch_norm_live.py and
// numpy_ops.batch_norm, and a test compares them. kit.js stands before this text.

const STEPS = 60, SHIFT_AT = 31, MOMENTUM = 0.1, EPS = 1e-5, LIMITS = [-6, 14], WIDE = 0.5;
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const mean = (x) => x.reduce((sum, v) => sum + v, 0) / x.length;
const variance = (x) => { const m = mean(x); return x.reduce((sum, v) => sum + (v - m) ** 2, 0) / x.length; };

// One channel, as torch has it: biased variance to normalise, unbiased in the running value, momentum for the new one.
function batchNorm(x, gamma, beta, running, training) {
  const own = { mean: mean(x), var: variance(x) }, used = training ? own : running, n = x.length;
  const next = !training ? running : { mean: (1 - MOMENTUM) * running.mean + MOMENTUM * own.mean, var: (1 - MOMENTUM) * running.var + MOMENTUM * own.var * n / (n - 1) };
  return { y: x.map((v) => gamma * (v - used.mean) / Math.sqrt(used.var + EPS) + beta), own, used, next };
}
function batchRows(step, batch, count, other, example) {
  const first = (step - 1) * batch, rows = range(batch, (i) => (first + i) % count);
  if (!other) return rows;
  const companion = range(batch, (i) => (first + Math.floor(count / 2) + i) % count);
  companion[example] = rows[example];
  return companion;
}
function study(values, { batch, mode, gamma, beta, shift, step, example }) {
  const inputs = (rows, t) => rows.map((k) => values[k] + (t >= SHIFT_AT ? shift : 0)), running = [{ mean: 0, var: 1 }], own = [];
  for (let t = 1; t <= STEPS; t++) {
    const made = batchNorm(inputs(batchRows(t, batch, values.length), t), gamma, beta, running[t - 1], true);
    running.push(made.next);
    own.push(made.own);
  }
  const followed = example % batch, both = [false, true].map((other) => {
    const rows = batchRows(step, batch, values.length, other, followed), x = inputs(rows, step);
    return { rows, x, ...batchNorm(x, gamma, beta, running[step - 1], mode === "train") };
  });
  return { both, running, own, followed, before: running[step - 1] };
}

// ---- a batch: before above, after below, the straight line between them --------------------------------------------

const inside = (v) => Math.max(LIMITS[0] + 0.01, Math.min(LIMITS[1] - 0.01, v));
// Where each number stands: in bins of half a unit, one on the other in the order of the batch.
function stacked(values) {
  const heights = {}, place = values.map((v) => { const bin = Math.floor(inside(v) / WIDE); heights[bin] = (heights[bin] || 0) + 1; return { bin, level: heights[bin] - 1 }; });
  return { place, most: Math.max(...Object.values(heights)) };
}

const TALL = 74, GAP = 44, TOP = 6;
function batchView(view, name, pick) {
  const box = s("svg", { class: "cw-plot bn-batch", role: "group" }), layer = s("g", {}), title = h("p", { class: "cw-panel-title bn-title" });
  const panel = h("div", { class: "cw-panel bn-panel" }, title, box), dot = s("g", { class: "bn-followed", role: "img", "aria-label": "the digit that is followed" });
  box.append(layer, dot);
  let width = 460, drawn = null;
  const x = (v) => 8 + (width - 16) * (inside(v) - LIMITS[0]) / (LIMITS[1] - LIMITS[0]), upper = TOP + TALL, lower = TOP + TALL + GAP;
  const cell = (place, size, down) => { const left = x(place.bin * WIDE), w = x(place.bin * WIDE + WIDE) - left; return [left + 0.5, down ? lower + place.level * size : upper - (place.level + 1) * size, w - 1, Math.max(0.7, size - Math.min(1, size * 0.25))]; };
  const path = (cells) => cells.map(([l, t, w, hgt]) => `M${l.toFixed(1)},${t.toFixed(1)}h${w.toFixed(1)}v${hgt.toFixed(1)}h${(-w).toFixed(1)}z`).join("");
  if (pick) {
    box.addEventListener("pointerdown", (event) => {
      const area = box.getBoundingClientRect(), px = (event.clientX - area.left) * width / area.width, py = (event.clientY - area.top) * (lower + TALL + 22) / area.height;
      const hit = drawn.cells.findIndex(([l, t, w, hgt]) => px >= l && px <= l + w && py >= t - 1 && py <= t + hgt + 1);
      if (hit >= 0) { event.preventDefault(); pick(hit % drawn.n); }
    });
    Object.entries({ tabindex: 0, role: "button" }).forEach(([key, v]) => dot.setAttribute(key, v));
    dot.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!way) return;
      const n = view.model.get("batch");
      event.preventDefault();
      pick((view.model.get("example") + way + n) % n);
    });
  }
  // What stands where no square is: left of a batch that lies right, and right of one that lies left.
  function labels(made, mode) {
    const m = mean(made.x), left = m > 2.5, spread = (x) => `${fmt(mean(x))} ± ${fmt(Math.sqrt(variance(x)))}`, end = { "text-anchor": "end" };
    return [s("text", { x: left ? 10 : width - 10, y: TOP + 12, class: "ink", ...(left ? {} : end) }, `before: ${spread(made.x)}`),
      s("text", { x: width - 10, y: lower + TALL - 4, class: "ink", ...end }, `after: ${spread(made.y)}`),
      s("text", { x: 10, y: upper + 15, class: "ink" }, "a"), s("text", { x: 10, y: lower - 6, class: "ink" }, "y"),
      ...(width < 380 ? [] : [s("text", { x: width - 10, y: upper + 15, ...end }, mode === "train" ? "its own μ ± σ" : "running mean ± deviation"), s("text", { x: width - 10, y: lower - 6, ...end }, "β ± γ")])];
  }
  return { panel, resize: () => { width = Math.max(260, panel.clientWidth || width); box.setAttribute("viewBox", `0 0 ${width} ${lower + TALL + 22}`); },
    draw(made, followed, mode, gamma, beta) {
      const before = stacked(made.x), after = stacked(made.y), most = Math.min((x(WIDE) - x(0)), TALL / before.most), size = Math.min(x(WIDE) - x(0), TALL / after.most);
      const cells = [...before.place.map((p) => cell(p, most, false)), ...after.place.map((p) => cell(p, size, true))], n = made.x.length, m = made.used.mean, d = Math.sqrt(made.used.var);
      drawn = { cells, n };
      const grid = range(5, (i) => -5 + 5 * i).filter((v) => v <= LIMITS[1]), rest = cells.filter((_, i) => i % n !== followed), mid = ([l, t, w, hgt]) => [l + w / 2, t + hgt / 2];
      layer.replaceChildren(
        ...grid.map((v) => s("path", { class: v ? "cw-grid" : "cw-axis", d: `M${x(v)},${TOP}V${lower + TALL}` })), ...grid.map((v) => s("text", { x: x(v), y: lower + TALL + 15, "text-anchor": "middle" }, fmt(v, 0))),
        s("path", { class: "bn-map", d: `M${x(m - d)},${upper}H${x(m + d)}L${x(beta + gamma)},${lower}H${x(beta - gamma)}z` }),
        s("path", { class: "bn-centre", d: `M${x(m)},${upper}L${x(beta)},${lower}` }),
        s("path", { class: "cw-axis", d: `M8,${upper}H${width - 8}M8,${lower}H${width - 8}` }),
        s("path", { class: "bn-before", d: path(rest.slice(0, n - 1)) }), s("path", { class: "bn-after", d: path(rest.slice(n - 1)) }),
        ...labels(made, mode));
      const [p, q] = [cells[followed], cells[n + followed]], [px, py] = mid(p), [qx, qy] = mid(q), at = [x(made.x[followed]), x(made.y[followed])];
      dot.replaceChildren(s("path", { class: "bn-way", d: `M${px},${py}L${at[0]},${upper}L${at[1]},${lower}L${qx},${qy}` }), s("path", { class: "bn-one", d: path([p, q]) }),
        s("circle", { class: "cw-ring bn-ring", cx: px, cy: py, r: 9 }), s("circle", { class: "bn-ring", cx: qx, cy: qy, r: 9 }));
      dot.setAttribute("aria-label", `digit ${followed + 1} of ${n}: ${fmt(made.x[followed])} becomes ${fmt(made.y[followed])}`);
      title.replaceChildren(h("b", {}, name), pick ? ` the ${n} digits of this step` : ` the same digit and ${n - 1} other${n > 2 ? "s" : ""}`);
    } };
}

// ---- sixty steps -------------------------------------------------------------------------------------------------

function timeView(view) {
  const { model } = view, panel = h("div", { class: "cw-panel bn-time" }, h("p", { class: "cw-panel-title" }, h("span", { class: "bn-key-own" }, "● | "), "each batch's mean ± deviation,  ", h("span", { class: "bn-key-run" }, "━ "), "running mean ± deviation,  ┈ mean of all digits. Drag the line ◂▸"));
  let plot = null, grip = null, width = 0;
  const keep = (t) => Math.max(1, Math.min(STEPS, Math.round(t)));
  function build() {
    const now = Math.max(280, panel.clientWidth || 900);
    if (plot && Math.abs(now - width) < 2) return;
    width = now;
    plot?.view.remove();
    plot = plane({ width, height: 152, margin: [12, 12, 34, 34], xlim: [0, STEPS + 0.5], ylim: [-3, 10], ticks: [width > 500 ? 12 : 6, 4], xlabel: "step", label: "running values over the steps" });
    grip = handle(plot, { label: "step", radius: 14, step: 1, get: () => [model.get("step"), 10], move: ([t]) => view.edit({ step: keep(t) }), ondown: view.ondown, onup: view.onup,
      draw: (x, y) => [s("path", { class: "bn-catch", d: `M${x},${y}V${plot.y(-3)}` }), s("path", { class: "bn-line", d: `M${x},${y}V${plot.y(-3)}` }), s("path", { class: "bn-grip", d: `M${x - 11},${y}l7,-6v12zM${x + 11},${y}l-7,-6v12z` })] });
    plot.front.append(grip);
    panel.append(plot.view);
  }
  const y = (v) => plot.y(Math.max(-3, Math.min(10, v))).toFixed(1), X = (t) => plot.x(t).toFixed(1);
  const line = (from, to, f) => range(to - from + 1, (i) => `${X(from + i)},${y(f(from + i))}`).join("L");
  function runningLines(run, from, to, faint) {
    const edge = (sign) => (t) => run[t].mean + sign * Math.sqrt(run[t].var), back = range(to - from + 1, (i) => `${X(to - i)},${y(edge(-1)(to - i))}`).join("L");
    return [s("path", { class: `bn-band${faint}`, d: `M${line(from, to, edge(1))}L${back}z` }), s("path", { class: `bn-run${faint}`, d: `M${line(from, to, (t) => run[t].mean)}` })];
  }
  return { panel, build, draw(st, step, mode, shift, truth) {
    const whisker = (t) => `M${X(t)},${y(st.own[t - 1].mean - Math.sqrt(st.own[t - 1].var))}V${y(st.own[t - 1].mean + Math.sqrt(st.own[t - 1].var))}`;
    const seen = range(STEPS, (i) => i + 1), used = st.both[0].used, at = mode === "train" ? step : step - 1;
    plot.back.replaceChildren(
      s("path", { class: "bn-truth", d: `M${X(0.5)},${y(truth)}H${X(SHIFT_AT - 0.5)}V${y(truth + shift)}H${X(STEPS + 0.5)}` }),
      ...(shift ? [s("path", { class: "cw-axis", "stroke-dasharray": "3 3", d: `M${X(SHIFT_AT - 0.5)},${plot.y(-3)}V${plot.y(10)}` }), s("text", { x: plot.x(SHIFT_AT) + 2, y: plot.y(shift > 0 ? -3 : 10) + (shift > 0 ? -6 : 11) }, `from here ${shift > 0 ? "+" : "−"}${fmt(Math.abs(shift), 1)}`)] : []),
      ...runningLines(st.running, 0, step, ""), ...(step < STEPS ? runningLines(st.running, step, STEPS, " bn-later") : []));
    plot.main.replaceChildren(
      s("path", { class: "bn-whisker", d: seen.filter((t) => t <= step).map(whisker).join("") }), s("path", { class: "bn-whisker bn-later", d: seen.filter((t) => t > step).map(whisker).join("") }),
      ...seen.map((t) => s("circle", { class: `bn-own${t > step ? " bn-later" : ""}`, cx: X(t), cy: y(st.own[t - 1].mean), r: width > 500 ? 2.6 : 1.8 })),
      s("path", { class: "bn-used", d: `M${X(at)},${y(used.mean - Math.sqrt(used.var))}V${y(used.mean + Math.sqrt(used.var))}` }), s("circle", { class: "bn-used-dot", cx: X(at), cy: y(used.mean), r: 5 }));
    grip.place();
    grip.setAttribute("aria-label", `step ${step}`);
  } };
}

// ---- words -------------------------------------------------------------------------------------------------------

const plain = (v) => (v > 0.005 ? `+${fmt(v)}` : fmt(v));
function paintDigit(canvas, bytes, k) {
  const context = canvas.getContext("2d"), image = context.createImageData(8, 8);
  for (let i = 0; i < 64; i++) {
    const pair = bytes[32 * k + (i >> 1)], grey = 17 * (15 - (i % 2 ? pair & 15 : pair >> 4));
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
function formula(st, { batch, mode, gamma, beta, step }) {
  const [A] = st.both, a = A.x[st.followed], part = (name, ...rest) => h("span", { class: "bn-row" }, h("span", { class: "cw-label" }, name), " ", ...rest);
  const plus = (v) => `${v < 0 ? "−" : "+"} ${fmt(Math.abs(v))}`, bracket = (v) => (v < -0.005 ? `(${fmt(v)})` : fmt(v)), take = (v) => (v < 0 ? `+ ${fmt(-v)}` : `− ${fmt(v)}`), train = mode === "train", r = st.before;
  return [part("batch A", h("var", {}, "y"), ` = γ (a − ${train ? "μ" : "running mean"}) / √(${train ? "σ²" : "running variance"} + ε) + β = ${fmt(gamma)} · (${fmt(a)} ${take(A.used.mean)}) / √(${fmt(A.used.var)} + ε) ${plus(beta)} = `, h("b", {}, plain(A.y[st.followed]))),
    train ? part("running mean", `0.9 · ${bracket(r.mean)} + 0.1 · ${bracket(A.own.mean)} = `, h("b", {}, fmt(A.next.mean)),
      h("span", { class: "bn-row-gap" }), h("span", { class: "cw-label" }, "running variance "), `0.9 · ${fmt(r.var)} + 0.1 · ${fmt(A.own.var)} · ${batch}/${batch - 1} = `, h("b", {}, fmt(A.next.var)))
      : part("running values", `stay ${fmt(r.mean)} and ${fmt(r.var)}, as the ${step - 1} steps of training before left them`)];
}
function answersView(view) {
  const canvas = h("canvas", { width: 8, height: 8, class: "bn-digit", role: "img" }), text = h("span", {});
  return { panel: h("p", { class: "bn-answers" }, canvas, text), draw(st, mode) {
    const [p, q] = st.both.map((made) => made.y[st.followed]), k = st.both[0].rows[st.followed];
    paintDigit(canvas, view.digits, k);
    canvas.setAttribute("aria-label", `digit ${st.followed + 1} of the batch, 8 by 8 pixels`);
    text.replaceChildren("This digit is in both batches. ", h("span", { class: "bn-nobreak" }, `a = ${fmt(st.both[0].x[st.followed])}`, " becomes ", h("b", {}, plain(p)), " in A and ", h("b", {}, plain(q)), " in B:"), " ",
      Math.abs(p - q) < 0.005 ? (mode === "train" ? "the same, to two digits, by chance." : "the same, whoever sits beside it.") : `it depends on its neighbours.`);
    return `a = ${fmt(st.both[0].x[st.followed])} becomes ${fmt(p)} in batch A and ${fmt(q)} in batch B`;
  } };
}

// ---- questions, controls, the whole ------------------------------------------------------------------------------

function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  const turn = (key, values) => (given) => { if (known[key] !== given) { known[key] = given; view.edit(values); } };
  challenge(model, ui, { key: "eval after the shift", options: ["−2", "0", "+2", "+4"],
    question: "After 30 steps of training every pre-activation (deviation about 2) becomes 4 larger. The net is in eval mode when the first such batch comes. About where is the mean of y?",
    judge: (given) => [given === "+2", "About +2. The running mean still is the old one, so what is left is the shift divided by the running deviation: 4 / 2. In train mode the batch would be centred at once; the running mean needs 22 steps to make up nine tenths of the way, because 0.9²² = 0.1."],
    reveal: turn("eval after the shift", { batch: 64, mode: "eval", shift: 4, step: SHIFT_AT, gamma: 1, beta: 0, example: 0 }) });
  challenge(model, ui, { key: "batch of two", options: ["anything", "−1 and +1", "0 and 0"],
    question: "Two digits in a batch, train mode, γ = 1, β = 0. Which two values can y take?",
    judge: (given) => [given === "−1 and +1", "−1 and +1, whatever the digits are: both are one deviation away from their mean. All that is left of two numbers is which one is larger."],
    reveal: turn("batch of two", { batch: 2, mode: "train", gamma: 1, beta: 0 }) });
  view.boxes = [...ui.challenges.children];
}
function controls(view) {
  const { model, ui, edit } = view, slide = (name, label, min, max, digits = 1) => slider({ label, min, max, step: 0.1, value: model.get(name), show: (v) => fmt(v, digits), oninput: (v) => edit({ [name]: v }) });
  const power = (v) => 2 ** v;
  view.controls = { batch: slider({ label: "batch", min: 1, max: 8, step: 1, value: Math.log2(model.get("batch")), show: power, oninput: (v) => edit({ batch: power(v) }) }),
    mode: choice({ label: "mode", options: ["train", "eval"], value: model.get("mode"), onchange: (v) => edit({ mode: v }) }),
    shift: slide("shift", `shift from step ${SHIFT_AT}`, -4, 4), gamma: slide("gamma", "γ", 0, 3), beta: slide("beta", "β", -3, 3) };
  view.stepper = stepper(ui, { label: "steps", count: () => STEPS + 1, get: () => model.get("step"), go: (t) => edit({ step: Math.max(1, t) }), speed: 350 });
  ui.controls.append(view.stepper, view.controls.mode, view.controls.batch, view.controls.shift);
  ui.moreControls.prepend(view.controls.gamma, view.controls.beta);
  ui.more.append(h("p", { class: "bn-note" }, "One linear unit with random weights of deviation 1 looks at 599 digits; each step takes the next ones. ε = 10⁻⁵. Click a square of batch A to follow another digit. " +
    "The running variance takes the unbiased variance of a batch, its factor n/(n − 1); the batch itself is divided by the biased one. torch's momentum 0.1 is the weight of the new value (the paper's is that of the old)."));
}

function render({ model, el }) {
  const ui = frame(el, { title: "Batch norm, step by step" }), bytes = (name) => { const v = model.get(name); return v.buffer.slice(v.byteOffset, v.byteOffset + v.byteLength); };
  const names = ["batch", "mode", "gamma", "beta", "shift", "step", "example"];
  const past = history(model, ui, names, "BatchNormLive"), values = Array.from(new Int16Array(bytes("values")), (v) => v / 1000);
  const view = { model, ui, held: false, digits: new Uint8Array(bytes("digits")), edit(changed) { if (!view.held) past.remember(); save(model, changed); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  const both = [batchView(view, "batch A:", (k) => view.edit({ example: k })), batchView(view, "batch B:", null)], time = timeView(view), answers = answersView(view), truth = mean(values);
  ui.stage.append(both[0].panel, both[1].panel, answers.panel, time.panel);
  controls(view);
  challenges(view);
  const draw = () => {
    const now = Object.fromEntries(names.map((name) => [name, model.get(name)])), st = view.st = study(values, now);
    both.forEach((one, i) => one.draw(st.both[i], st.followed, now.mode, now.gamma, now.beta));
    time.draw(st, now.step, now.mode, now.shift, truth);
    const said = answers.draw(st, now.mode);
    ui.formula.replaceChildren(...formula(st, now));
    ui.code.textContent = `bn = torch.nn.BatchNorm1d(1); bn.${now.mode}(); y = bn(a)   # momentum=0.1, eps=1e-5`;
    for (const name of ["mode", "shift", "gamma", "beta"]) view.controls[name].set(now[name]);
    view.controls.batch.set(Math.log2(now.batch));
    view.stepper.draw();
    view.boxes.forEach((box, i) => { box.hidden = (i === 1) !== (now.batch === 2); });
    ui.say(`step ${now.step}, ${now.mode}: ${said}; running mean ${fmt(st.running[now.step].mean)}`);
  };
  const fit = () => { both.forEach((one) => one.resize()); time.build(); };
  fit();
  const soon = bind(model, ui, names, draw), watch = new ResizeObserver(() => { fit(); soon(); });
  watch.observe(ui.stage);
  ui.closers.push(() => watch.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { batchNorm, batchRows, study };
