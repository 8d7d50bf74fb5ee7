// GradientFlow: bars for the gradient that reaches each layer, ticks for what the measured slopes alone would leave.
// kit.js and gradient_flow_math.js stand before this text.

const NAMES = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" }, WIDTH = 32, PIXELS = 64;
const SCALES = [0.25, 0.5, 0.7, 0.85, 1, 1.2, Math.SQRT2, 1.7, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16];
// What each slope can be at most, or is where half of the units are on; per layer, as a number and in words.
const BOUND = { sigmoid: [1 / 4, "(1/4)ⁿ", "slopes alone, at best"], tanh: [1, "1ⁿ", "slopes alone, at best"], relu: [Math.SQRT1_2, "(1/√2)ⁿ", "slopes alone, half of the units on"] };
const tenth = (v) => Math.round(v * 10) / 10;
const nearestScale = (scale) => SCALES.reduce((best, v, i) => (Math.abs(Math.log(v / scale)) < Math.abs(Math.log(SCALES[best] / scale)) ? i : best), 0);
const scaleText = (scale) => (Math.abs(scale - Math.SQRT2) < 1e-3 ? "√2" : String(Number(scale.toPrecision(3))));
const small = (v) => (v === 0 ? "0" : scientific(v));
const bytes = (v) => new Uint8Array(v.buffer.slice(v.byteOffset, v.byteOffset + v.byteLength));

// The net's numbers, kept until something but the picked layer changes; random numbers are kept longer.
function study(model) {
  const labels = bytes(model.get("labels")), x = Float64Array.from(bytes(model.get("pixels")), (v) => v / 16), kept = { seed: -1, z: [], key: "", st: null };
  const numbers = (seed, count) => {
    if (kept.seed !== seed || kept.z.length < count) Object.assign(kept, { seed, z: normalNumbers(seed, count) });
    return kept.z;
  };
  return (change = {}) => {
    const [depth, activation, scale, norms, seed, skip] = ["depth", "activation", "scale", "batch_norm", "seed", "skip"].map((n) => change[n] ?? model.get(n));
    const key = JSON.stringify([depth, activation, scale, norms, seed, skip]);
    if (kept.key === key && kept.st) return kept.st;
    const net = network(numbers(seed, numbersNeeded(depth, WIDTH, PIXELS)), depth, WIDTH, scale, PIXELS);
    const st = { depth, activation, scale, norms, skip, ...flow(net, x, labels, activation, scale, norms, skip) };
    return Object.keys(change).length ? st : Object.assign(kept, { key, st }).st;
  };
}

// ---- axes: layers along the bottom, powers of ten at the side -------------------------------------------------------

const layerTicks = (depth) => { const every = depth <= 10 ? 1 : depth <= 24 ? 5 : 10; return range(depth, (k) => k + 1).filter((k) => k === 1 || k % every === 0); };
function logTicks([low, high], most = 6) {
  const [a, b] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))], every = [1, 2, 4, 5, 10, 20, 40].find((m) => (b - a) / m <= most);
  return range(b - a + 1, (i) => a + i).filter((n) => n % every === 0);
}
function drawAxes(plot, layer, depth, out, { log = false, values = [], show = String, title = "" }) {
  const [w, hgt] = plot.inner, { left, top } = plot, items = [s("path", { class: "cw-axis", d: `M${left},${top}v${hgt}h${w}` })];
  const free = (k) => !out || plot.x(depth + 1) - plot.x(k) > 30, under = top + hgt + (out ? 29 : 18);  // below the grip
  for (const k of layerTicks(depth).filter(free)) items.push(s("path", { class: "cw-axis", d: `M${plot.x(k)},${top + hgt}v4` }), s("text", { x: plot.x(k), y: under, "text-anchor": "middle" }, k));
  if (out) items.push(s("text", { x: plot.x(depth + 1) + 2, y: under, "text-anchor": "middle" }, "out"));
  for (const v of log ? logTicks(plot.ylim, plot.inner[1] / 45) : values) {
    const y = plot.y(log ? Number(`1e${v}`) : v);
    items.push(s("path", { class: "cw-grid", d: `M${left},${y}h${w}` }), s("text", { x: left - 7, y: y + 4, "text-anchor": "end" }, log ? power(v) : show(v)));
  }
  items.push(s("text", { x: left + w / 2, y: plot.height - 3, "text-anchor": "middle", class: "ink" }, title));
  plot.view.firstChild.replaceChildren();  // the kit's own axes
  layer.replaceChildren(...items);
}
const power = (n) => (n === 0 ? "1" : n === 1 ? "10" : `10${[...String(n)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("")}`);
// Whole frames for the log axis, so that it stays still while a slider moves: 16 decades, or more where needed.
function frameOf(values) {
  const logs = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10), low = Math.min(...logs), high = Math.max(...logs);
  return [10 ** (low > -14 ? -14 : 10 * Math.floor((low - 1) / 10)), 10 ** (high < 1.5 ? 2 : 10 * Math.ceil((high + 1) / 10))];
}

// ---- the bars ----------------------------------------------------------------------------------------------------

function barView(view) {
  const plot = plane({ width: 640, height: 432, margin: [30, 16, 54, 58], xlim: [0.4, 21.7], ylim: [1e-14, 100], ylog: true, ticks: 0, label: "gradient at each layer", layers: ["axis", "back", "main", "front"] });
  const grip = handle(plot, { label: "layer", radius: 15, step: 1, get: () => [view.picked(), plot.ylim[0]], ondown: view.ondown, onup: view.onup,
    move: ([k]) => view.pick(Math.round(k)), nudge: (dx, dy, far) => [view.picked() + (dx || dy) * (far ? 5 : 1), plot.ylim[0]],
    draw: (x, y) => [s("path", { class: "gf-pick", d: `M${x},${y}V${plot.top - 8}` }), s("path", { class: "gf-grip", d: `M${x},${y - 1}l8,13h-16z` })] });
  plot.front.append(grip);
  plot.view.addEventListener("click", (event) => { const k = Math.round(plot.at(event)[0]); if (k >= 1 && k <= view.model.get("depth")) view.pick(k); });
  const bar = (k, v, on, out) => {
    const half = Math.max(2, (plot.x(1) - plot.x(0)) * 0.37), y = tenth(plot.y(Math.max(v, plot.ylim[0])));
    return s("path", { class: `gf-bar ${on ? "on" : ""} ${out ? "gf-out" : ""}`, d: `M${tenth(plot.x(k) - half)},${y}h${tenth(2 * half)}V${plot.y(plot.ylim[0])}h${-tenth(2 * half)}z` });
  };
  function bound(st) {
    const [most, formula, words] = BOUND[st.activation], at = (k) => st.output * most ** (st.depth + 1 - k), line = range(st.depth + 1, (i) => st.depth + 1 - i).filter((k) => at(k) >= plot.ylim[0]);
    const end = line.at(-1);
    return [s("path", { class: "gf-bound", d: `M${tenth(plot.x(st.depth + 1))},${tenth(plot.y(at(st.depth + 1)))}L${tenth(plot.x(end))},${tenth(plot.y(at(end)))}` }),
      s("text", { class: "ink", x: plot.x(st.depth + 1.4), y: st.skip ? plot.top + 12 : plot.y(st.output) - 18, "text-anchor": "end" }, st.skip ? `dashed: without skip, ${formula}` : `${words}: ${formula}`)];
  }
  return { plot, grip, draw(st, picked) {
    plot.xlim = [0.4, st.depth + 1.7];
    plot.ylim = frameOf([...st.signal, ...st.alone, st.output]);
    drawAxes(plot, plot.axis, st.depth, true, { log: true, title: "hidden layer, counted from the pixels" });
    const half = Math.max(2, (plot.x(1) - plot.x(0)) * 0.46), k = Math.min(picked, st.depth), v = st.signal[k - 1], x = plot.x(k);
    plot.back.replaceChildren(...st.signal.map((one, i) => bar(i + 1, one, i + 1 === k, false)), bar(st.depth + 1, st.output, false, true));
    plot.main.replaceChildren(...bound(st), s("path", { class: "gf-tick", d: st.alone.map((one, i) => `M${tenth(plot.x(i + 1) - half)},${tenth(plot.y(Math.max(one, plot.ylim[0])))}h${tenth(2 * half)}`).join("") }),
      s("text", { class: "gf-value", x: x < 200 ? x - 6 : Math.min(x, 560), y: plot.top - 14, "text-anchor": x < 200 ? "start" : "middle" }, `layer ${k}: ${small(v)}`));
    grip.place();
    grip.setAttribute("aria-label", `layer ${k}: gradient ${small(v)}, slopes alone ${small(st.alone[k - 1])}`);
  } };
}

// ---- what goes forward -------------------------------------------------------------------------------------------

const sidePlot = (label, ylim, ylog) => plane({ width: 400, height: 206, margin: [10, 12, 40, 52], xlim: [0.4, 20.6], ylim, ylog, ticks: 0, label, layers: ["axis", "back", "main"] });
function spreadView() {
  const plot = sidePlot("spread of the activations", [1e-16, 10], true), high = (v) => tenth(plot.y(Math.max(plot.ylim[0], Math.min(plot.ylim[1], v))));
  const line = (values) => `M${values.map((v, i) => `${tenth(plot.x(i + 1))},${high(v)}`).join("L")}`;
  return { plot, draw(st, k) {
    plot.xlim = [0.4, st.depth + 0.6];
    plot.ylim = frameOf(st.hSpread.map((v) => Math.max(v, 1e-16)).concat(st.hStd));
    plot.ylim[0] = Math.max(1e-16, plot.ylim[0] === 1e-14 && Math.min(...st.hSpread) > 1e-6 ? 1e-6 : 1e-16);
    drawAxes(plot, plot.axis, st.depth, false, { log: true, title: "hidden layer" });
    plot.back.replaceChildren(s("path", { class: "gf-pick", d: `M${plot.x(k)},${plot.top}v${plot.inner[1]}` }));
    plot.main.replaceChildren(s("path", { class: "gf-all", d: line(st.hStd) }), s("path", { class: "gf-between", d: line(st.hSpread) }),
      ...(st.depth <= 25 ? st.hSpread.map((v, i) => s("circle", { class: "gf-dot", cx: plot.x(i + 1), cy: high(v), r: i + 1 === k ? 5 : 3 })) : []));
  } };
}
function saturationView() {
  const plot = sidePlot("share of saturated units", [0, 1], false);
  return { plot, draw(st, k) {
    plot.xlim = [0.4, st.depth + 0.6];
    drawAxes(plot, plot.axis, st.depth, false, { values: [0, 0.5, 1], show: (v) => `${100 * v} %`, title: "hidden layer" });
    const half = Math.max(1.5, (plot.x(1) - plot.x(0)) * 0.37);
    const block = (name) => (v, i) => (v > 0 ? s("rect", { class: name, x: plot.x(i + 1) - half, y: plot.y(v), width: 2 * half, height: plot.y(0) - plot.y(v) }) : null);
    plot.back.replaceChildren(s("path", { class: "gf-pick", d: `M${plot.x(k)},${plot.top}v${plot.inner[1]}` }));
    plot.main.replaceChildren(...[...st.saturated.map(block("gf-sat")), ...st.dead.map(block("gf-dead"))].filter(Boolean),
      ...(Math.max(...st.saturated) === 0 ? [s("text", { x: plot.left + plot.inner[0] / 2, y: plot.y(0.5) - 8, "text-anchor": "middle" }, "none: no slope is below 0.01")] : []));
  } };
}

// ---- words -------------------------------------------------------------------------------------------------------

const raised = (n) => [...String(n)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");
const factor = (v) => (v >= 100 || v < 0.01 ? small(v) : String(Number(v.toPrecision(3))));
// |g| = output x (geometric mean of the slopes)^n x (what is left, per layer)^n: an identity, term by term. With skip
// the layer's own slope is the only one that all of the gradient has to pass.
function parts(st, k) {
  const n = st.depth + 1 - k;
  if (st.skip) return { n, slopes: st.rmsSlope[k - 1], rest: (st.signal[k - 1] / st.output / st.rmsSlope[k - 1]) ** (1 / n) };
  return { n, slopes: (st.alone[k - 1] / st.output) ** (1 / n), rest: (st.signal[k - 1] / st.alone[k - 1]) ** (1 / n) };
}
function formula(st, k) {
  const { n, slopes, rest } = parts(st, k), term = (value, words) => h("span", { class: "gf-term" }, value, " ", h("small", {}, words));
  const ratio = 0.1 * st.weightGradient[k - 1] / st.weightNorm[k - 1];
  return ["|", h("var", {}, "g"), `| at layer ${k} = `, term(small(st.output), "at the output"), " · ", term(`${factor(slopes)}${st.skip ? "" : raised(n)}`, st.skip ? "its own slope" : "slopes"), " · ",
    term(`${factor(rest)}${raised(n)}`, `${st.skip ? "shortcuts and branches" : "weights"}${st.norms ? st.skip ? ", normed" : " and norm" : ""}`), " = ", h("b", {}, small(st.signal[k - 1])), h("br", {}),
    `A step with η = 0.1 changes its weights by ${small(ratio)} of their length.`];
}
function torchLine(st) {
  if (st.skip) return "h = h + phi(layer(h))   # each hidden layer but the first; then loss.backward(); a.grad.norm()";
  const scale = Math.abs(st.scale - Math.SQRT2) < 1e-3 ? "2**0.5" : String(st.scale);
  return `torch.nn.init.normal_(layer.weight, std=${scale} / layer.in_features**0.5)   # then loss.backward(); a.grad.norm()`;
}

// ---- question, controls, the whole ---------------------------------------------------------------------------------

function question(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, start = { depth: 20, activation: "sigmoid", scale: 1, batch_norm: false };
  const options = { "ReLU": { activation: "relu" }, "weights times √2": { scale: Math.SQRT2 }, "batch norm": { batch_norm: true } };
  const first = (change) => view.study({ ...start, seed: model.get("seed"), ...change }).signal[0];
  challenge(model, ui, { key: "one change", options: Object.keys(options),
    question: "Twenty sigmoid layers, and you may change one thing only. Which change brings the first layer's gradient to within a factor of 100 of the output's?",
    judge: (given) => {
      const [plain, relu, scaled, normed] = [{}, ...Object.values(options)].map(first);
      return [given === "batch norm", `Batch norm: ${small(normed)}. ReLU alone makes ${small(plain)} into ${small(relu)}: half of its slopes are 0, which costs √2 a layer, until the weights give it back. Weights times √2 give the sigmoid √2 a layer and leave it a factor of about 1/4: ${small(scaled)}. Try tanh, too, and the sigmoid with weights of 10.`];
    },
    reveal: (given) => { if (known["one change"] !== given) { known["one change"] = given; view.edit({ ...start, ...options[given] }); } } });
}

// Where the switch is open: what does a shortcut cure, and what does it not?
function questionsOfSkip(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, start = { depth: 20, activation: "sigmoid", scale: 1, batch_norm: false, skip: true };
  const first = (change) => small(view.study({ ...start, seed: model.get("seed"), ...change }).signal[0]), deep = { depth: 50, activation: "relu" };
  const ask = (key, options, question, change, answer) => challenge(model, ui, { key, options: options.map(([text]) => text), question,
    judge: (given) => [options.find(([text]) => text === given)?.[1] ?? false, answer()],
    reveal: (given) => { if (known[key] !== given) { known[key] = given; view.edit({ ...start, ...change }); } } });
  ask("skip", [["still about 10⁻¹³"], ["about 10⁻⁶"], ["0.1 to 1", true]], "Twenty sigmoid layers, now with skip: from the second layer on each adds what it was given to what it makes. What reaches layer 1?", {},
    () => `${first({})}. Only one slope has to be passed, that of layer 1 itself; shortcuts carry the gradient past the other nineteen.`);
  ask("skip and ReLU", [["about 10⁻⁷"], ["about 1"], ["more than 10⁶", true]], "And in fifty ReLU layers with skip?", deep,
    () => `${first(deep)}: a shortcut keeps a gradient from fading, not from growing, since every branch adds to it. Batch norm in each branch leaves ${first({ ...deep, batch_norm: true })}.`);
}

function controls(view) {
  const { model, ui, edit } = view;
  const depth = slider({ label: "depth", min: 2, max: 50, step: 1, value: model.get("depth"), show: (v) => fmt(v, 0), oninput: (v) => edit({ depth: v, picked: Math.min(v, model.get("picked")) }) });
  const activation = choice({ label: "activation", options: Object.entries(NAMES), value: model.get("activation"), onchange: (v) => edit({ activation: v }) });
  const scale = slider({ label: "scale", min: 0, max: SCALES.length - 1, step: 1, value: nearestScale(model.get("scale")), show: () => scaleText(model.get("scale")), oninput: (i) => edit({ scale: SCALES[i] }) });
  scale.input.addEventListener("input", () => scale.set(nearestScale(model.get("scale"))));  // its text is of the new scale
  const norms = toggle({ label: "batch norm", value: model.get("batch_norm"), onchange: (on) => edit({ batch_norm: on }) });
  const locked = () => button("skip: opens in lecture 09", () => {}, { disabled: true, class: "gf-locked", title: "Connections that jump over layers: lecture 09 opens this switch." });
  const skip = view.open ? toggle({ label: "skip", value: model.get("skip"), onchange: (on) => edit({ skip: on, unlocked: true }) }) : locked();
  const seed = button("other random weights", () => edit({ seed: (model.get("seed") + 1) % 1000 }));
  ui.controls.append(activation, depth, scale, norms, skip);
  ui.moreControls.prepend(seed);
  ui.more.append(h("p", { class: "gf-note" }, `Each net is fresh: ${WIDTH} units a layer, weights normal with deviation scale/√inputs, biases 0, one pass forward and back over ${WIDTH} training digits of scikit-learn. ` +
    "A bar is the root mean square, over the digits, of the norm of the loss's gradient with respect to the pre-activations a of the layer. Its tick is the output's bar times the root mean square slope of this layer and of each layer above; a matrix of scale 1 keeps a norm on average, so the tick meets the bar there. " +
    "Saturated: slope below 0.01. Batch norm makes the mean of each a 0 and its spread 1 over the digits." +
    (view.open ? " With skip each hidden layer but the first gives h + φ(a), what it was given and what it makes of it. All of the gradient then passes the slope of its own layer only; at each layer above, what comes along the shortcut and what comes through the branch add as squares do, √(1 + slope²), as long as they point in unrelated directions. So the tick counts them. ReLU layers push all digits the same way, and their bars outgrow the ticks." : "")));
  return () => {
    depth.set(model.get("depth"));
    activation.set(model.get("activation"));
    scale.set(nearestScale(model.get("scale")));
    norms.set(model.get("batch_norm"));
    if (view.open) skip.set(model.get("skip"));
  };
}

function panels(ui, bars, spread, saturation) {
  const key = (name, text) => h("b", { class: name }, text), off = h("span", {}), ticks = h("span", {});
  ui.stage.append(
    h("div", { class: "cw-panel gf-wide" }, h("p", { class: "cw-panel-title" }, key("gf-key", "Bars"), ": gradient that reaches a layer. ", key("gf-slope-key", "Ticks"), ticks), bars.plot.view),
    h("div", { class: "cw-panel gf-side" },
      h("div", {}, h("p", { class: "cw-panel-title" }, "Spread of h: ", key("gf-key", "between digits"), ", over all (dashed)"), spread.plot.view),
      h("div", {}, h("p", { class: "cw-panel-title" }, off), saturation.plot.view)));
  return (st) => {
    ticks.textContent = st.skip ? ": own slope, √(1 + slope²) above. Drag ▲" : ": slopes alone. Drag ▲";
    off.replaceChildren(...(st.activation === "relu" ? ["Share off, and of it off for ", key("gf-dead-key", "every digit")] : ["Saturated: share with a slope below 0.01"]));
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "How much of the gradient reaches each layer?" });
  const plain = { depth: 20, activation: "sigmoid", scale: 1, batch_norm: false, picked: 1, seed: 0, skip: false, unlocked: false }, names = Object.keys(plain);
  const past = history(model, ui, names, "GradientFlow", names.filter((name) => model.get(name) !== plain[name]));
  const view = { model, ui, held: false, open: model.get("unlocked") || model.get("skip"), study: study(model), edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  view.picked = () => Math.min(model.get("picked"), model.get("depth"));
  view.pick = (k) => { const to = Math.max(1, Math.min(model.get("depth"), k)); if (to !== view.picked()) view.edit({ picked: to }); };
  const bars = barView(view), spread = spreadView(), saturation = saturationView(), titles = panels(ui, bars, spread, saturation), sync = controls(view);
  if (view.open) questionsOfSkip(view); else question(view);
  bind(model, ui, names, () => {
    const st = view.study(), k = view.picked();
    bars.draw(st, k);
    spread.draw(st, k);
    saturation.draw(st, k);
    titles(st);
    ui.formula.replaceChildren(...formula(st, k));
    ui.code.textContent = torchLine(st);
    sync();
    ui.say(`${st.depth} ${NAMES[st.activation]} layers${st.norms ? " with batch norm" : ""}${st.skip ? " and skip" : ""}: gradient ${small(st.output)} at the output, ${small(st.signal[k - 1])} at layer ${k}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { normalNumbers, network, numbersNeeded, flow, parts, nearestScale, SCALES };
