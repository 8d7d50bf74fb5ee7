// WhiteningPatch: a patch of a photograph under three lights, before and after standardising. The arithmetic mirrors
// course_lib/experiments/whitening_patch.py, and a test compares the two. kit.js stands before this text.

const HEIGHT = 160, WIDTH = 240, SIZE = 48, EPS = 1e-5, MIDDLE = SIZE / 2 * SIZE + SIZE / 2;
const FIXED = [["as photographed", 1, 0], ["at dusk", 0.35, 5]];
const RAW = [-100, 400], WHITE = [-3.5, 3.5], BINS = 40;  // what the histograms span

const patchAt = (photo, [row, column]) => Array.from({ length: SIZE * SIZE }, (_, k) => photo[(row + Math.floor(k / SIZE)) * WIDTH + column + k % SIZE]);
const cut = (v) => Math.max(0, Math.min(255, v));
const relight = (pixels, a, b, clip) => pixels.map((v) => (clip ? cut(a * v + b) : a * v + b));
function moments(values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length };
}
function standardise(values) {
  const { mean, variance } = moments(values), deviation = Math.sqrt(variance + EPS);
  return values.map((v) => (v - mean) / deviation);
}
const farthest = (p, q) => p.reduce((most, v, k) => Math.max(most, Math.abs(v - q[k])), 0);
function histogram(values, [low, high]) {  // what lies outside is counted at the edge
  const counts = Array(BINS).fill(0);
  for (const v of values) counts[Math.max(0, Math.min(BINS - 1, Math.floor((v - low) / (high - low) * BINS)))] += 1;
  return counts;
}
function study(photo, at, a, b, clip) {
  const patch = patchAt(photo, at);
  const lights = [...FIXED, ["your light", a, b]].map(([name, p, q]) => {
    const raw = relight(patch, p, q, clip), free = relight(patch, p, q, false);
    return { name, a: p, b: q, raw, white: standardise(raw), ...moments(raw), outside: free.filter((v) => v < 0 || v > 255).length / free.length };
  });
  const [first, , yours] = lights, negative = yours.white.map((v) => -v);
  return { patch, lights, difference: farthest(yours.white, first.white), flipped: farthest(negative, first.white) };
}

// ---- images and histograms ---------------------------------------------------------------------------------------

function paint(canvas, values, [low, high]) {
  const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
  values.forEach((v, k) => {
    const grey = Math.max(0, Math.min(255, Math.round(255 * (v - low) / (high - low))));
    image.data[4 * k] = image.data[4 * k + 1] = image.data[4 * k + 2] = grey;
    image.data[4 * k + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}
const patchCanvas = () => h("canvas", { width: SIZE, height: SIZE, class: "wp-patch", role: "img" });

// Bars, the mean with one deviation to each side, and marks on the axis. Texts are HTML, so that no scaling shrinks them.
function histogramView(range, marks) {
  const share = (v) => 100 * (Math.max(range[0], Math.min(range[1], v)) - range[0]) / (range[1] - range[0]);
  const bars = s("path", { class: "wp-bars" }), stem = s("path", { class: "wp-stem" });
  const lines = s("path", { class: "wp-marks", d: marks.map(([v]) => `M${share(v)},0V60`).join("") });
  const outside = marks.length === 2 ? [s("path", { class: "wp-outside", d: `M0,0H${share(0)}V60H0zM${share(255)},0H100V60H${share(255)}z` })] : [];
  const stats = h("span", { class: "wp-stats" });
  const view = h("div", { class: "wp-histogram" }, stats,
    s("svg", { viewBox: "0 0 100 60", preserveAspectRatio: "none", "aria-hidden": "true" }, outside, lines, bars, stem),
    marks.map(([v, text]) => h("span", { class: "wp-tick", style: `left:${share(v)}%` }, text)));
  return { view, draw(values, mean, deviation, digits) {
    stats.textContent = `${fmt(mean, digits)} ± ${fmt(deviation, digits)}`;
    const counts = histogram(values, range), most = Math.max(...counts), step = 100 / BINS;
    bars.setAttribute("d", counts.map((n, i) => (n ? `M${(i * step).toFixed(2)},54v${-(46 * Math.sqrt(n / most)).toFixed(1)}h${step}V54z` : "")).join(""));
    stem.setAttribute("d", `M${share(mean - deviation)},57H${share(mean + deviation)}M${share(mean)},54V60`);
  } };
}

function lightRow(view, k) {
  const raw = patchCanvas(), white = patchCanvas(), head = h("p", { class: "wp-head" });
  const before = histogramView(RAW, [[0, "0"], [255, "255"]]), behind = histogramView(WHITE, [[-2, "−2"], [0, "0"], [2, "2"]]);
  const row = h("div", { class: `wp-row${k === 2 ? " wp-yours" : ""}` }, head,
    h("div", { class: "wp-pair" }, raw, before.view), h("div", { class: "wp-arrow", "aria-hidden": "true" }, "→"), h("div", { class: "wp-pair" }, white, behind.view));
  return { row, draw(light, clip) {
    paint(raw, light.raw, [0, 255]);
    paint(white, light.white, [-2, 2]);
    const after = moments(light.white), law = k === 0 ? "I" : `${fmt(light.a)} I ${light.b < 0 ? "−" : "+"} ${fmt(Math.abs(light.b), 0)}`;
    before.draw(light.raw, light.mean, Math.sqrt(light.variance), 0);
    behind.draw(light.white, after.mean, Math.sqrt(after.variance), 1);
    head.replaceChildren(h("b", {}, light.name), h("span", {}, law),
      light.outside ? h("i", {}, `${(100 * light.outside).toFixed(0)} % ${clip ? "cut off" : "beyond 0 … 255"}`) : "");
    raw.setAttribute("aria-label", `${light.name}: mean ${fmt(light.mean, 0)}`);
    white.setAttribute("aria-label", `${light.name}, standardised`);
  } };
}

// ---- the photograph ----------------------------------------------------------------------------------------------

function photoView(view) {
  const { model, past } = view, scale = 2, [W, H] = [WIDTH * scale, HEIGHT * scale];
  const plot = plane({ width: W, height: H, margin: [0, 0, 0, 0], xlim: [0, WIDTH], ylim: [0, HEIGHT], label: "the photograph" });
  plot.view.firstChild.remove();  // no axes
  const canvas = h("canvas", { width: WIDTH, height: HEIGHT });
  paint(canvas, view.photo, [0, 255]);
  plot.back.append(s("image", { href: canvas.toDataURL(), width: W, height: H, preserveAspectRatio: "none" }));
  const within = (v, most) => Math.max(0, Math.min(most, Math.round(v)));
  const middle = () => { const [row, column] = model.get("at"); return [column + SIZE / 2, HEIGHT - row - SIZE / 2]; };
  const move = ([x, y]) => view.edit({ at: [within(HEIGHT - y - SIZE / 2, HEIGHT - SIZE), within(x - SIZE / 2, WIDTH - SIZE)] });
  let held = [0, 0];  // where in the square the pointer took hold
  const grip = handle(plot, { label: "the patch", step: 2, radius: 0.1, get: middle, move: ([x, y]) => move([x - held[0], y - held[1]]),
    ondown: (event) => { past.remember(); view.held = true; const [x, y] = plot.at(event), [u, v] = middle(); held = [x - u, y - v]; },
    onup: () => { view.held = false; held = [0, 0]; },
    draw: (x, y) => [true, false].map((wide) => s("rect", { class: wide ? "wp-frame-back" : "wp-frame", x: x - SIZE, y: y - SIZE, width: 2 * SIZE, height: 2 * SIZE })) });
  plot.front.append(grip);
  return { plot, draw() { grip.place(); const [row, column] = model.get("at"); grip.setAttribute("aria-label", `the patch, row ${row}, column ${column}`); } };
}

// ---- words -------------------------------------------------------------------------------------------------------

// What became of the three: the same, the negative, or something else, and why.
function verdict(st, a, clip) {
  const lost = st.lights.some((one) => one.outside) && clip, yours = st.lights[2];
  const flat = yours.variance < 1e-9, say = (bold, ...rest) => [h("b", {}, bold), " ", ...rest];
  if (flat) return say("Nothing left to divide by.", "Every pixel is the same, the variance is 0; ε = 10⁻⁵ keeps 0 / 0 away, and the patch becomes 0.");
  if (!lost && a < 0) return say("Yours is the negative of the others.", `Same numbers, other sign: added to the first they leave at most ${scientific(Math.max(st.flipped, 1e-9), 1)}.`);
  if (!lost && st.difference < 0.01) return say("All three are the same.", `No pixel of yours differs by more than ${scientific(Math.max(st.difference, 1e-9), 1)} from the first.`);
  if (!lost) return say("Almost no variance left.", `ε = 10⁻⁵ is no longer small beside ${scientific(yours.variance)}: the pixels differ by up to ${fmt(st.difference)}.`);
  const off = a < 0 ? st.flipped : st.difference;
  return off < 0.01 ? say("Yours survived the cut.", "Nothing in your patch was cut off, only in another.")
    : say("No longer the same.", `What was cut off is not a I + b. The pixels differ by up to ${fmt(off)} deviations${a < 0 ? ", the sign apart" : ""}.`);
}
function formula(st, a, b, clip) {
  const I = st.patch[MIDDLE], [first, , yours] = st.lights, n = (v, digits = 1) => fmt(v, digits);
  const part = (name, ...rest) => h("span", { class: "wp-line" }, h("span", { class: "cw-label" }, name), " ", ...rest);
  const over = (light, v) => [`(${n(v)} − ${n(light.mean)}) / √(${n(Math.sqrt(light.variance))}² + ε) = `, h("b", {}, signed(light.white[MIDDLE]))];
  const value = a * I + b, kept = yours.raw[MIDDLE], hit = clip && kept !== value;
  return [part("middle pixel, as photographed", ...over(first, I)),
    part("under your light", `${fmt(a)} · ${I} ${b < 0 ? "−" : "+"} ${fmt(Math.abs(b), 0)} = ${n(value)}${hit ? `, cut to ${n(kept, 0)}` : ""}; `, ...over(yours, kept))];
}

function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  challenge(model, ui, { key: "negative a", options: ["the same again", "their negative", "all grey"],
    question: "A light with a = −0.8, b = 230 turns bright into dark and dark into bright. What does your patch look like after standardising, beside the other two?",
    judge: (given) => [given === "their negative", "Their negative. The deviation is a root and never negative, |a| times the old one; what is divided has the factor a. What is left is a / |a|, the sign of a."],
    reveal: (given) => { if (known["negative a"] !== given) { known["negative a"] = given; view.edit({ a: -0.8, b: 230, clip: false }); } } });
}

function controls(view) {
  const { model, ui, edit } = view;
  const slide = (name, min, max, step, digits) => slider({ label: name, min, max, step, value: model.get(name), show: (v) => fmt(v, digits), oninput: (v) => edit({ [name]: v }) });
  view.controls = { a: slide("a", -2, 2, 0.05, 2), b: slide("b", -100, 300, 5, 0),
    clip: toggle({ label: "clip to 0 … 255", value: model.get("clip"), onchange: (v) => edit({ clip: v }) }) };
  ui.controls.append(view.controls.a, view.controls.b, view.controls.clip, h("span", { class: "cw-group" }, h("span", { class: "cw-label" }, "patch"),
    [["roof", [36, 78]], ["trees", [108, 150]], ["sky", [0, 150]]].map(([text, at]) => button(text, () => edit({ at })))));
  ui.more.append(h("p", { class: "wp-note" }, "Shaded in the histograms before: numbers that an 8-bit camera cannot store; without clipping they are kept, and only the screen shows them as black or white. " +
    "The bar below a histogram is mean ± deviation, as written above it. Bars are as high as the root of their count. After: grey is 0, black −2 and white +2 deviations. The photograph comes with scikit-learn."));
}

function render({ model, el }) {
  const ui = frame(el, { title: "Three lights, one patch" });
  const names = ["a", "b", "at", "clip"], bytes = model.get("photo");
  const past = history(model, ui, names, "WhiteningPatch");
  const view = { model, ui, past, held: false, photo: Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    edit(values) { if (!view.held) past.remember(); save(model, values); } };
  const photo = photoView(view), rows = [0, 1, 2].map((k) => lightRow(view, k)), words = h("p", { class: "wp-verdict" });
  ui.stage.append(
    h("div", { class: "cw-panel wp-left" }, h("p", { class: "cw-panel-title" }, "I: drag the frame to another patch"), photo.plot.view, words),
    h("div", { class: "cw-panel wp-right" }, h("div", { class: "wp-row wp-titles" }, h("p", { class: "cw-panel-title" }, "in three lights: a I + b"), h("p", { class: "cw-panel-title" }, "(I − mean) / deviation")), rows.map((one) => one.row)));
  ui.code.textContent = "(patch - patch.mean()) / (patch.var(correction=0) + 1e-5).sqrt()";
  controls(view);
  challenges(view);
  bind(model, ui, names, () => {
    const [a, b, at, clip] = names.map((name) => model.get(name)), st = study(view.photo, at, a, b, clip);
    photo.draw();
    rows.forEach((row, k) => row.draw(st.lights[k], clip));
    words.replaceChildren(...verdict(st, a, clip));
    ui.formula.replaceChildren(...formula(st, a, b, clip));
    for (const name of ["a", "b", "clip"]) view.controls[name].set(model.get(name));
    ui.say(words.textContent);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { patchAt, relight, moments, standardise, study };
