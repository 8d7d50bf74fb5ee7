// SharingCalculator: the weights of three layers over one image, as nested squares. The arithmetic mirrors
// course_lib/widgets/sharing_calculator.py (which asks course_lib.shapes), and a test compares. kit.js stands before this text.

const SIDES = [8, 16, 28, 32, 64, 100, 128, 200, 224, 256, 400, 512, 800, 1024], WINDOWS = [1, 2, 3, 5, 7, 10, 11, 16, 20, 28, 32, 50, 64, 100, 128, 200, 256, 400, 512, 1024];
const HIDDEN = [10, 100, 784, 1000, 4096, 10000, 40000, 50176, 65536, 160000, 262144, 640000, 1048576], FILTERS = [1, 2, 6, 10, 16, 32, 64, 96, 100, 128, 256, 512, 1024];
const NAMES = ["fully connected", "locally connected", "convolution"], KEYS = ["full", "local", "conv"];
const START = { side: 200, hidden: 40000, window: 10, filters: 100 }, TRAITS = Object.keys(START);

function layersOf({ side, hidden, window, filters }) {
  const places = side - window + 1, of = (weights, outputs, macs) => ({ weights, outputs, macs, seconds: weights * 4 / 1e12 });
  return [of(hidden * side ** 2, hidden, hidden * side ** 2), of(hidden * window ** 2, hidden, hidden * window ** 2),
    of(filters * window ** 2, filters * places ** 2, filters * window ** 2 * places ** 2)];
}

const whole = (v) => v.toLocaleString("en");
const rough = (v) => (v >= 100 ? whole(Math.round(v)) : String(Number(v.toPrecision(2))));
function timeText(seconds) {
  const [unit, name] = [[1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"], [1e-12, "ps"]].find(([u]) => seconds >= u * 0.9999) || [1e-12, "ps"];
  return `${Number((seconds / unit).toPrecision(2))} ${name}`;
}
const nearest = (values, v) => values.reduce((best, one, i) => (Math.abs(Math.log(one / v)) < Math.abs(Math.log(values[best] / v)) ? i : best), 0);

// ---- squares -----------------------------------------------------------------------------------------------------

// Left: all three to scale, with a common corner. Right: the smaller two, enlarged until the larger of them fills the frame.
const BIG = [1, 22, 252], ZOOM = [306, 22, 252];
function squaresView() {
  const node = s("svg", { class: "cw-plot sc-squares", viewBox: "0 0 560 276", role: "img" });
  const text = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);
  // order: [key, weights], the largest first; `named`: how many of them carry their name
  const nested = ([left, top, size], order, largest, named) => order.flatMap(([key, weights], k) => {
    const side = Math.max(1.2, size * Math.sqrt(weights / largest)), y = top + size - side, inside = side > 0.6 * size || k === 0;
    const square = s("rect", { class: `sc-${key}`, x: left, y, width: side, height: side });
    return k < named ? [square, text(left + 8, inside ? y + 20 : y - 8, NAMES[KEYS.indexOf(key)], { class: `sc-name sc-on-${inside ? key : order[k - 1][0]}` })] : [square];
  });
  return { node, draw(layers) {
    const order = KEYS.map((key, k) => [key, layers[k].weights]).sort((p, q) => q[1] - p[1]), [first, second] = order;
    const shrunk = BIG[2] * Math.sqrt(second[1] / first[1]), [left, top, size] = ZOOM, foot = BIG[1] + BIG[2];
    node.setAttribute("aria-label", `${order.map(([key, weights]) => `${NAMES[KEYS.indexOf(key)]} ${whole(weights)}`).join(", ")}: squares with sides ${order.map(([, weights]) => rough(Math.sqrt(weights / order[2][1]))).join(" to ")}`);
    node.replaceChildren(
      ...nested(BIG, order, first[1], second[1] > 0.36 * first[1] ? 1 : 2),
      s("path", { class: "sc-lens", d: `M${BIG[0] + shrunk},${foot - shrunk}L${left},${top}M${BIG[0] + shrunk},${foot}L${left},${top + size}` }),
      s("rect", { class: "sc-frame", x: left - 2, y: top - 2, width: size + 4, height: size + 4 }),
      ...nested(ZOOM, order.slice(1), second[1], order[2][1] > 0.36 * second[1] ? 1 : 2),
      text(BIG[0], 14, "weights as areas, to scale"), text(left, 14, `the corner, sides × ${rough(Math.sqrt(first[1] / second[1]))}`));
  } };
}

// The image and the window that one unit sees, to scale; its corner can be dragged.
function imageView(view) {
  const { model, past } = view, size = 150;
  const plot = plane({ width: 170, height: 170, margin: [4, 16, 16, 4], xlim: [0, 1], ylim: [0, 1], label: "the image and one window", layers: ["main", "front"] });
  plot.view.firstChild.remove();  // no axes
  const share = () => model.get("window") / model.get("side");
  const set = (u) => { const side = model.get("side"), window = Math.max(1, Math.min(side, Math.round(u * side))); if (window !== model.get("window")) view.edit({ window }); };
  const grip = handle(plot, { label: "window", radius: 13, get: () => [share(), 1 - share()], move: ([x, y]) => set(Math.max(x, 1 - y)),
    nudge: (dx, dy, far) => { const to = share() + (dx - dy) * (far ? 10 : 1) / model.get("side"); return [to, 1 - to]; },
    ondown: () => { past.remember(); view.held = true; }, onup: () => { view.held = false; },
    draw: (x, y) => [s("circle", { class: "sc-grip", cx: x + 5, cy: y + 5, r: 5.5 })] });
  plot.front.append(grip);
  const words = h("p", { class: "sc-seen" });
  return { plot, words, draw({ side, window }) {
    plot.main.replaceChildren(s("rect", { class: "sc-image", x: plot.x(0), y: plot.y(1), width: size, height: size }), s("rect", { class: "sc-window", x: plot.x(0), y: plot.y(1), width: size * window / side, height: size * window / side }));
    words.textContent = `A fully connected unit sees all ${side} × ${side} pixels, the others a window of ${window} × ${window}.`;
    grip.place();
    grip.setAttribute("aria-label", `window of ${window} by ${window} pixels`);
  } };
}

// ---- numbers -----------------------------------------------------------------------------------------------------

function table() {
  const rows = KEYS.map((key, k) => ({ head: h("th", { scope: "row" }, h("i", { class: `sc-swatch sc-key-${key}`, "aria-hidden": "true" }), NAMES[k]), cells: range(4, () => h("td", {})) }));
  const heads = ["weights", "outputs", "multiply-adds", "weights read, at 1 TB/s"];
  const node = h("table", { class: "sc-table" }, h("thead", {}, h("tr", {}, h("td", {}), heads.map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, rows.map((row) => h("tr", {}, row.head, row.cells))));
  rows.forEach((row) => row.cells.forEach((cell, i) => { cell.dataset.head = heads[i]; }));
  return { node, draw(layers, { side, hidden, window, filters }) {
    const made = [[`${whole(hidden)} · ${side}²`, ""], [`${whole(hidden)} · ${window}²`, ""], [`${whole(filters)} · ${window}²`, `${whole(filters)} · ${side - window + 1}²`]];
    layers.forEach((one, k) => {
      const show = (cell, how, v) => cell.replaceChildren(...(how ? [h("small", {}, `${how} = `)] : []), h("b", {}, v));
      show(rows[k].cells[0], made[k][0], whole(one.weights));
      show(rows[k].cells[1], made[k][1], whole(one.outputs));
      show(rows[k].cells[2], "", whole(one.macs));
      show(rows[k].cells[3], "", timeText(one.seconds));
    });
  } };
}
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));

function sentence(layers) {
  const least = Math.min(...layers.map((one) => one.weights)), each = layers.map((one) => rough(one.weights / one.outputs));
  const outputs = layers.map((one) => one.outputs), same = outputs[1] === outputs[2];
  return [h("span", { class: "sc-line" }, h("span", { class: "cw-label" }, "weights"), ` ${layers.map((one) => rough(one.weights / least)).join(" : ")}`, h("span", { class: "cw-label" }, ", sides of the squares"), ` ${layers.map((one) => rough(Math.sqrt(one.weights / least))).join(" : ")}`),
    h("span", { class: "sc-line" }, same ? "The outputs are equally many. " : "The outputs are not equally many: the convolution has a map for each filter. ", `Weights for each output: ${each.join(", ")}.`)];
}
const torchLine = ({ window, filters }, conv) => `torch.nn.Conv2d(1, ${filters}, ${window}, bias=False).weight.numel()  # ${conv.weights}`;

function question(view) {
  const key = "ratio", known = { ...view.model.get("prediction") };
  challenge(view.model, view.ui, { key, options: ["the same", "2 times", "4 times", "16 times"],
    question: "The side doubles from 200 to 400, with one hidden unit for each pixel as before; windows of 10 × 10 and 100 filters stay. Now the fully connected layer has 160,000 times the weights of the convolution. How many times that will it be?",
    judge: (given) => [given === "16 times", "16 times: four times the pixels, each with a weight to four times the units, is 2,560,000 : 1. The locally connected layer has four times its weights, for four times the units. The filters do not know how large the image is: 10,000 as before. With the 40,000 units kept it would be 4 times."],
    reveal: (given) => { if (known[key] !== given) { known[key] = given; view.edit({ ...START, side: 400, hidden: 160000 }); } } });
}

function controls(view) {
  const { model, ui } = view;
  const slide = (name, label, values, change = (v) => ({ [name]: v })) => {
    const one = slider({ label, min: 0, max: values.length - 1, step: 1, value: nearest(values, model.get(name)), show: () => whole(model.get(name)), oninput: (i) => { view.edit(change(values[i])); one.set(i); } });
    return { one, sync: () => one.set(nearest(values, model.get(name))) };
  };
  const all = [slide("side", "image side", SIDES, (side) => ({ side, window: Math.min(model.get("window"), side) })), slide("hidden", "hidden units", HIDDEN),
    slide("window", "window", WINDOWS, (v) => ({ window: Math.min(v, model.get("side")) })), slide("filters", "filters", FILTERS)];
  ui.controls.classList.add("sc-controls");
  ui.controls.append(...all.map((each) => each.one), button("one unit for each pixel", () => view.edit({ hidden: model.get("side") ** 2 })));
  ui.more.append(h("p", { class: "sc-note" }, "One channel, no biases. Locally connected: each unit has a window and weights of its own. Convolution: each filter at every place where the whole window fits, stride 1, no padding. " +
    "Weights read: each one once, four bytes, from a memory that delivers 10¹² bytes a second."));
  return () => all.forEach((each) => each.sync());
}

function render({ model, el }) {
  const ui = frame(el, { title: "What sharing weights saves" });
  const past = history(model, ui, TRAITS, "SharingCalculator", TRAITS.filter((name) => model.get(name) !== START[name]));
  const view = { model, ui, past, held: false, edit(values) { if (!view.held) past.remember(); save(model, values); } };
  const squares = squaresView(), image = imageView(view), numbers = table();
  ui.stage.append(h("div", { class: "cw-panel sc-left" }, h("p", { class: "cw-panel-title" }, "what a unit sees: drag the corner"), image.plot.view, image.words), h("div", { class: "cw-panel sc-right" }, squares.node), numbers.node);
  const sync = controls(view);
  question(view);
  bind(model, ui, TRAITS, () => {
    const now = Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
    if (now.window > now.side) now.window = now.side;
    const layers = layersOf(now);
    squares.draw(layers);
    image.draw(now);
    numbers.draw(layers, now);
    ui.formula.replaceChildren(...sentence(layers));
    ui.code.textContent = torchLine(now, layers[2]);
    sync();
    ui.say(`weights: ${NAMES.map((name, k) => `${name} ${whole(layers[k].weights)}`).join(", ")}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { layersOf, timeText, nearest };
