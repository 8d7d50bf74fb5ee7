// LearningAnEdge: a kernel learns an edge map from a photograph. The arithmetic mirrors
// course_lib/experiments/learning_an_edge.py, and a test compares the two. kit.js stands before this text.

const HEIGHT = 64, WIDTH = 96, ROWS = HEIGHT - 2, COLUMNS = WIDTH - 2, PLACES = ROWS * COLUMNS;
const TARGETS = { upright: [-1, 0, 1, -1, 0, 1, -1, 0, 1], level: [-1, -1, -1, 0, 0, 0, 1, 1, 1], mean: Array(9).fill(1 / 9) };
const RATE = 0.2, MOMENTUM = 0.9, STEPS = 300, LEVEL = 0.5, FINE = 32;
const NEIGHBOURS = Array.from({ length: 9 }, (_, k) => Math.floor(k / 3) * WIDTH + k % 3);  // of a window's first pixel
const CELLS = ["top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right"];

const firstPixel = (place) => Math.floor(place / COLUMNS) * WIDTH + place % COLUMNS;
function slide(x, w) {  // the map of a kernel, one number a place
  const y = new Float64Array(PLACES);
  for (let p = 0; p < PLACES; p++) {
    const first = firstPixel(p);
    let sum = 0;
    for (let k = 0; k < 9; k++) sum += w[k] * x[first + NEIGHBOURS[k]];
    y[p] = sum;
  }
  return y;
}
// The loss is a quadratic of nine weights: w'Aw - 2 b'w + c, with means over the examples. Its slope is 2 (Aw - b).
function quadratic(x, wanted, places) {
  const A = Array.from({ length: 9 }, () => Array(9).fill(0)), b = Array(9).fill(0);
  let c = 0;
  for (const p of places) {
    const first = firstPixel(p), t = wanted[p];
    for (let i = 0; i < 9; i++) {
      const v = x[first + NEIGHBOURS[i]];
      b[i] += v * t;
      for (let j = 0; j <= i; j++) A[i][j] += v * x[first + NEIGHBOURS[j]];
    }
    c += t * t;
  }
  for (let i = 0; i < 9; i++) for (let j = 0; j <= i; j++) A[i][j] = A[j][i] = A[i][j] / places.length;
  return { A, b: b.map((v) => v / places.length), c: c / places.length };
}
const dot = (p, q) => p.reduce((sum, v, i) => sum + v * q[i], 0);
function descend({ A, b, c }, start) {
  let w = start, v = Array(9).fill(0);
  const kernels = [], losses = [], slopes = [];
  for (let step = 0; step <= STEPS; step++) {
    const Aw = A.map((row) => dot(row, w)), slope = Aw.map((a, i) => 2 * (a - b[i]));
    kernels.push(w); slopes.push(slope);
    losses.push(Math.max(0, dot(w, Aw) - 2 * dot(b, w) + c));
    v = v.map((old, i) => MOMENTUM * old + slope[i]);
    w = w.map((old, i) => old - RATE * v[i]);
  }
  return { kernels, losses, slopes };
}
function study({ photo, grain, order }, { target, noise, examples, image, start }) {
  const x = image === "constant" ? new Float64Array(HEIGHT * WIDTH).fill(LEVEL) : Float64Array.from(photo, (v) => v / 255);
  const wanted = slide(x, TARGETS[target]).map((v, p) => v + noise * grain[p] / FINE), places = order.slice(0, examples);
  const everywhere = examples === PLACES ? null : quadratic(x, wanted, order);
  return { x, wanted, places, everywhere, ...descend(quadratic(x, wanted, places), start) };
}
const lossOf = ({ A, b, c }, w) => Math.max(0, dot(w, A.map((row) => dot(row, w))) - 2 * dot(b, w) + c);

// ---- drawing -----------------------------------------------------------------------------------------------------

// Before the widget is in its page it has no colours; then grey, until the observer in render draws again.
const mixed = (probe, variable) => { probe.style.color = `var(--${variable})`; return (getComputedStyle(probe).color.match(/[\d.]+/g) || [128, 128, 128]).slice(0, 3).map(Number); };
function paint(canvas, colour) {  // colour(k) -> [red, green, blue]
  const context = canvas.getContext("2d"), data = context.createImageData(canvas.width, canvas.height);
  for (let k = 0; k < canvas.width * canvas.height; k++) data.data.set([...colour(k), 255], 4 * k);
  context.putImageData(data, 0, 0);
}
function panel(title, width, height) {
  const canvas = h("canvas", { width, height, class: "le-map", role: "img", "aria-label": title }), note = h("span", {});
  return { canvas, note, view: h("div", { class: "cw-panel le-panel" }, h("p", { class: "cw-panel-title" }, h("b", {}, title), " ", note), canvas) };
}
function kernelView(title) {
  const cells = CELLS.map((name) => h("span", { class: "le-cell", title: name })), head = h("p", { class: "cw-panel-title" }, title);
  return { head, view: h("div", { class: "le-kernel" }, head, h("div", { class: "le-grid" }, cells)),
    draw(w) { cells.forEach((cell, k) => { cell.textContent = fmt(w[k]); cell.style.background = tinted(w[k], 2.6); }); } };
}

function lossPlot(view) {
  const plot = plane({ width: 460, height: 190, xlim: [0, STEPS], ylim: [1e-6, 2], ylog: true, margin: [8, 12, 34, 58], ticks: [6, 4], xlabel: "step", ylabel: "loss", label: "loss against steps" });
  const line = s("path", { class: "le-later" }), past = s("path", { class: "le-past" }), text = s("text", { class: "ink", "font-weight": 600 });
  plot.main.append(line, past);
  const low = (v) => Math.max(v, 1e-6), path = (losses, end) => "M" + losses.slice(0, end + 1).filter((v, k) => k === 0 || v >= 1e-6).map((v, k) => `${plot.x(k).toFixed(1)},${plot.y(low(v)).toFixed(1)}`).join("L");
  const at = () => { const k = view.model.get("step"); return [k, low(view.st.losses[k])]; };
  const grip = handle(plot, { label: "step on the loss curve", step: 1, get: at, ondown: () => view.past.remember(),
    move: ([x]) => view.edit({ step: Math.round(x) }), draw: (x, y) => s("circle", { cx: x, cy: y, r: 6, class: "le-dot" }) });
  plot.front.append(grip, text);
  return { plot, draw() {
    const k = view.model.get("step"), [, loss] = at(), right = k > 220;
    line.setAttribute("d", path(view.st.losses, STEPS));
    past.setAttribute("d", path(view.st.losses, k));
    text.setAttribute("x", plot.x(k) + (right ? -10 : 10)); text.setAttribute("y", Math.max(20, plot.y(loss) - 9));
    text.setAttribute("text-anchor", right ? "end" : "start");
    text.textContent = view.st.losses[k] < 1e-6 ? "below 10⁻⁶" : scientific(view.st.losses[k], 2);
    grip.place();
  } };
}

// ---- words -------------------------------------------------------------------------------------------------------

const count = (n) => n.toLocaleString("en-US");
function verdict(st, { step, target, examples, image, start, noise }) {
  const w = st.kernels[step], off = Math.max(...w.map((v, k) => Math.abs(v - TARGETS[target][k]))), say = (bold, ...rest) => [h("b", {}, bold), " ", ...rest];
  if (image === "constant") {
    const moves = w.map((v, k) => v - start[k]), apart = Math.max(...moves) - Math.min(...moves), sum = w.reduce((a, b) => a + b, 0);
    if (apart < 1e-9) return say(`All nine weights have moved by ${fmt(moves[0])}.`, `Their sum is ${fmt(sum)}${step > 60 ? ", as wanted" : ""}; their differences are those of the start.`);
    return say("With noise there is something to follow, but no edge.", "All windows are the same, so their mean is all that can be learned.");
  }
  const alone = st.everywhere ? ` The loss is ${scientific(st.losses[step])} over the ${examples === 1 ? "example" : `${count(examples)} examples`}, ${scientific(lossOf(st.everywhere, w))} over all places.` : "";
  if (off < 0.05) return say("Learned.", `No weight is off by more than ${fmt(off, 3)}.${alone}`);
  if (step < 120) return say("On its way.", `The farthest weight is off by ${fmt(off)}.${alone}`);
  return say(examples < 9 ? "Too few examples." : "Not the kernel that was wanted.",
    `${examples < 9 ? "Nine weights are free. " : ""}The farthest weight is off by ${fmt(off)}.${alone}${noise && !st.everywhere ? " The noise remains." : ""}`);
}
function formula(st, step) {
  const k = st.slopes[step].reduce((best, v, i, all) => (Math.abs(v) > Math.abs(all[best]) ? i : best), 0), slope = st.slopes[step][k];
  const w = st.kernels[step], next = st.kernels[Math.min(STEPS, step + 1)], velocity = (w[k] - next[k]) / RATE;
  if (step === STEPS) return [h("span", { class: "cw-label" }, "loss"), ` = mean of (y − t)² = ${scientific(st.losses[step])}`];
  return [h("span", { class: "cw-label" }, `steepest now, ${CELLS[k]}: `), "slope ", signed(slope, 3), h("span", { class: "cw-label" }, ", velocity "), signed(velocity, 3),
    h("span", { class: "cw-label" }, "; next weight "), `${fmt(w[k])} − 0.2 · ${velocity < 0 ? `(${fmt(velocity, 3)})` : fmt(velocity, 3)} = `, h("b", {}, signed(next[k]))];
}

function controls(view) {
  const { model, ui, edit } = view, amounts = [[5, "5"], [9, "9"], [50, "50"], [PLACES, `all ${count(PLACES)}`]];
  view.controls = {
    steps: stepper(ui, { label: "step of the descent", count: () => STEPS + 1, get: () => model.get("step"), go: (step) => edit({ step }), speed: 40 }),
    target: choice({ label: "wanted", options: [["upright", "upright edges"], ["level", "level edges"], ["mean", "mean"]], value: model.get("target"), onchange: (target) => edit({ target }) }),
    image: choice({ label: "image", options: ["photograph", "constant"], value: model.get("image"), onchange: (image) => edit({ image }) }),
    examples: choice({ label: "examples", options: amounts, value: model.get("examples"), onchange: (examples) => edit({ examples }) }),
    noise: slider({ label: "noise", min: 0, max: 1, step: 0.05, value: model.get("noise"), oninput: (noise) => edit({ noise }) }),
  };
  ui.controls.append(...Object.values(view.controls));
  ui.moreControls.append(button("another start", () => edit({ start: Array.from({ length: 9 }, () => Math.round(30 * (Math.random() - 0.5)) / 10), step: 0 })));
  ui.more.append(h("p", { class: "le-note" }, "Descent with momentum 0.9 and η = 0.2 on the mean of (y − t)² over the examples; no bias. Brightness runs from 0 to 1. Orange is positive, blue negative; both maps have the same scale. Noise is added to every wanted number. The photograph comes with scikit-learn."));
}

function challenges({ model, ui, edit }) {
  const known = { ...model.get("prediction") };
  challenge(model, ui, { key: "constant image", options: ["the same kernel", "nothing at all", "only their sum"],
    question: "All pixels are equal: a constant image. What does it teach the nine weights?",
    judge: (given) => [given === "only their sum", "Only their sum. Every weight is multiplied by the same brightness, so all nine slopes are equal and all weights move together. About differences it says nothing, and an edge kernel is made of differences."],
    reveal: (given) => { if (known["constant image"] !== given) { known["constant image"] = given; edit({ image: "constant", step: STEPS, noise: 0 }); } } });
}

// ---- the whole ---------------------------------------------------------------------------------------------------

const bytes = (view, Type) => new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
const NAMES = ["step", "target", "noise", "examples", "image", "start"];

function painter(panels, probe) {
  const [photo, wanted, made] = panels;
  return (st, step) => {
    const colours = ["negative", "zero", "positive"].map((name) => mixed(probe, name));
    const strongest = Math.max(0.5, ...st.wanted.map(Math.abs));
    const shade = (values) => (k) => { const v = Math.max(-1, Math.min(1, 1.6 * values[k] / strongest)), end = colours[v < 0 ? 0 : 2]; return colours[1].map((c, i) => c + Math.abs(v) * (end[i] - c)); };
    paint(photo.canvas, (k) => Array(3).fill(255 * st.x[k]));
    if (st.places.length <= 60) mark3(photo.canvas, st.places, `rgb(${colours[2]})`);
    paint(wanted.canvas, shade(st.wanted));
    paint(made.canvas, shade(slide(st.x, st.kernels[step])));
    photo.note.textContent = st.places.length <= 60 ? "with examples" : "x";
    wanted.note.textContent = "t"; made.note.textContent = "y";
  };
}
function mark3(canvas, places, colour) {
  const context = canvas.getContext("2d");
  context.strokeStyle = colour; context.lineWidth = 1;
  for (const p of places) context.strokeRect(p % COLUMNS + 0.5, Math.floor(p / COLUMNS) + 0.5, 2, 2);
}

function render({ model, el }) {
  const ui = frame(el, { title: "Learning an edge", label: "A kernel learns an edge map from a photograph" });
  const past = history(model, ui, NAMES, "LearningAnEdge"), view = { model, ui, past };
  view.edit = (values) => { past.remember(); save(model, values); };
  const panels = [panel("photograph", WIDTH, HEIGHT), panel("wanted", COLUMNS, ROWS), panel("the kernel's map", COLUMNS, ROWS)];
  const before = kernelView("kernel at the start"), now = kernelView(""), words = h("p", { class: "le-verdict" }), probe = h("span", { hidden: true });
  const tables = { photo: bytes(model.get("photo"), Uint8Array), grain: bytes(model.get("grain"), Int8Array), order: bytes(model.get("order"), Uint16Array) };
  const state = () => Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  view.st = study(tables, state());
  const plot = lossPlot(view), draw = painter(panels, probe);
  ui.stage.append(h("div", { class: "le-maps" }, panels.map((p) => p.view)),
    h("div", { class: "le-below" }, before.view, h("div", { class: "le-arrow", "aria-hidden": "true" }, "→"), now.view, h("div", { class: "le-loss" }, plot.plot.view)), probe);
  ui.formula.before(words);
  ui.code.textContent = "((torch.nn.functional.conv2d(x, w) - t) ** 2).mean()";
  controls(view); challenges(view);
  let key = "";
  const redraw = bind(model, ui, NAMES, () => {
    const all = state(), { step, ...rest } = all, wanted = JSON.stringify(rest);
    if (wanted !== key) { view.st = study(tables, rest); key = wanted; }
    draw(view.st, step);
    before.draw(view.st.kernels[0]); now.draw(view.st.kernels[step]);
    now.head.textContent = `after ${step} step${step === 1 ? "" : "s"}`;
    plot.draw();
    words.replaceChildren(...verdict(view.st, all));
    ui.formula.replaceChildren(...formula(view.st, step));
    for (const name of ["target", "image", "examples", "noise"]) view.controls[name].set(all[name]);
    view.controls.steps.draw();
    ui.say(`Step ${step}. ${words.textContent}`);
  });
  const arrived = new ResizeObserver(redraw);
  arrived.observe(ui.root);
  ui.closers.push(() => arrived.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { slide, study, lossOf };
