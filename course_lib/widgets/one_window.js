// OneWindow: numbers of a photograph, a kernel, one window, its products, their sum, the output: all to be taken in hand.
// kit.js, one_window_math.js, one_window_grid.js and one_window_quiz.js stand before this text.

const USUAL = { n: 7, kernel: 3, stride: 1, padding: 0, dilation: 1, channels: 1, filters: 1, groups: 1, bias: 0, at: [3, 2], filter: 0, channel: 0, weights: [], image: [], cut: [13, 5] };
const TRAITS = Object.keys(USUAL);
const plus = (v) => (v > 0 ? "+" : "") + plain(v);

// All that is drawn, from the traits.
function stateOf(model, photo) {
  const g = Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  const problem = refusal(g), size = sizeOf(g.n, g), grouped = g.channels % g.groups === 0 && g.filters % g.groups === 0;
  const depth = Math.max(1, Math.floor(g.channels / g.groups)), f = Math.min(g.filter, g.filters - 1), d = Math.min(g.channel, depth - 1);
  const x = own(g.image, usualImage(photo, g)), w = own(g.weights, usualWeights(g));
  const at = g.at.map((v) => clampTo(v, 0, Math.max(0, size.count - 1)));
  const c = grouped ? Math.floor(f / (g.filters / g.groups)) * depth + d : 0;
  const st = { g, problem, size, depth, f, d, c, x, w, at, channelName: g.channels > 1 ? NAMES[c] : "input" };
  if (problem) return st;
  st.sums = range(depth, (k) => productsOf(x, w, g, f, k, at).reduce((sum, one) => sum + one.p, 0));
  st.products = productsOf(x, w, g, f, d, at);
  st.y = mapOf(x, w, g, f);
  st.sum = st.y[at[0]][at[1]];
  st.most = Math.max(1, ...st.y.flat().map(Math.abs));
  st.unseen = seenOf(g.n, g).map((seen) => !seen);
  return st;
}

// Where things stand, in units of the SVG; boxes keep their place and size whatever is in them.
const LAYOUTS = {
  wide: { size: [830, 326], x: [1, 22, 300], w: [398, 22, 96], b: [524, 52, 34], p: [334, 144, 228, 146], sum: [448, 312, "middle"], y: [604, 22, 222], photo: [604, 264, 90], note: [702, 276] },
  middle: { size: [600, 560], x: [1, 22, 330], w: [6, 386, 104], b: [40, 516, 34], p: [140, 386, 272, 166], sum: [428, 440, "start"], y: [356, 22, 240], photo: [356, 284, 105], note: [470, 298] },
  narrow: { size: [340, 806], x: [4, 22, 332], w: [4, 384, 104], b: [40, 514, 34], p: [124, 384, 212, 160], sum: [230, 568, "middle"], y: [4, 600, 204], photo: [222, 600, 114], note: [222, 690] },
};

// ---- input, window ---------------------------------------------------------------------------------------------

function inputView(view) {
  const one = grid(view, { label: "input", cls: "ow-x", kind: "x", offset: () => view.state().g.padding });
  const badges = s("g", { class: "ow-badges", "aria-hidden": "true" }), hatch = s("path", { class: "ow-hatch" }), frame = windowFrame(view, one);
  let drawn = "";
  return { node: s("g", {}, one.node, hatch, badges, frame.node), frame, one, draw(st, layout) {
    const { g, size } = st, key = [size.padded, size.span > size.padded ? size.span : 0, view.mode].join();
    if (key !== drawn) one.lay(size.padded, size.padded, layout.x, size.padded, size.span);
    drawn = key;
    const under = new Set(st.problem || one.box.cell < 27 ? [] : st.products.map((p) => `${p.row},${p.column}`));
    range(size.padded, (i) => range(size.padded, (j) => {
      const [r, q] = [i - g.padding, j - g.padding], inside = r >= 0 && q >= 0 && r < g.n && q < g.n, v = inside ? st.x[st.c][r][q] : 0;
      const grey = clampTo(Math.round(v * 255 / 9), 0, 255), lost = !st.problem && (st.unseen[i] || st.unseen[j]);
      const shift = under.has(`${r},${q}`);
      one.put(i, j, inside ? { shift, text: plain(v), fill: `rgb(${grey},${grey},${grey})`, cls: grey > 125 ? "light" : "dark", label: `row ${r}, column ${q}: ${plain(v)}${lost ? ", never seen" : ""}` }
        : { shift, text: "0", cls: "ow-pad", label: `padding: 0${lost ? ", never seen" : ""}` });
    }));
    hatch.setAttribute("d", st.problem ? "" : hatching(st, one.box));
    badges.replaceChildren(...(st.problem ? [] : badgesOf(st, one.box)));
    frame.draw(st);
  } };
}
// Diagonal strokes over every cell that no window sees.
function hatching({ unseen }, { x, y, cell }) {
  const parts = cell < 27 ? [0.5, 1] : [0.25, 0.5, 0.75, 1];
  return unseen.flatMap((lostRow, i) => unseen.map((lost, j) => {
    if (!lost && !lostRow) return "";
    const [u, v] = [x + j * cell, y + i * cell];
    return parts.map((k) => `M${u + 1},${v + k * cell}L${u + k * cell},${v + 1}`).join("") + parts.slice(0, -1).map((k) => `M${u + k * cell},${v + cell - 1}L${u + cell - 1},${v + k * cell}`).join("");
  })).join("");
}
// Under the window each cell shows its weight in the corner, if there is room; with gaps between them each has an outline.
function badgesOf(st, { x, y, cell }) {
  const large = cell >= 27, [wide, high] = [Math.max(16, cell * 0.42), Math.max(12, cell * 0.33)];
  return st.products.map((one) => {
    const u = x + (one.column + st.g.padding) * cell, v = y + (one.row + st.g.padding) * cell, mark = st.g.dilation > 1 ? s("rect", { class: "ow-touched", x: u + 1.5, y: v + 1.5, width: cell - 3, height: cell - 3 }) : null;
    return s("g", {}, mark, large && s("rect", { class: "ow-badge", x: u + cell - wide - 1.5, y: v + cell - high - 1.5, width: wide, height: high, rx: 2.5 }),
      large && s("text", { class: one.w > 0 ? "pos" : one.w < 0 ? "neg" : "", x: u + cell - 1.5 - wide / 2, y: v + cell - 1.5 - high / 2, dy: "0.36em", "text-anchor": "middle", style: `font-size:${(high * 0.8).toFixed(1)}px` }, plus(one.w)));
  });
}

// The outline: dragged as a whole, snapped to the places that the stride allows; a press without a drag picks the number under it.
function windowFrame(view, one) {
  const node = s("g", { class: "cw-handle ow-window", tabindex: 0, role: "button" });
  const corner = (at) => { const { g } = view.state(), { x, y, cell } = one.box; return [x + at[1] * g.stride * cell, y + at[0] * g.stride * cell]; };
  grab(view, node, {
    down([x, y]) {
      const [u, v] = corner(view.state().at);
      node.focus({ preventScroll: true });
      return { by: [x - u, y - v], from: [x, y], moved: false };
    },
    move([x, y], held) {
      const { g, size, problem } = view.state(), { cell } = one.box;
      held.moved ||= Math.hypot(x - held.from[0], y - held.from[1]) > 4;
      const place = (v, start) => clampTo(Math.round((v - start) / cell / g.stride), 0, size.count - 1);
      if (held.moved && !problem) view.moveTo([place(y - held.by[1], one.box.y), place(x - held.by[0], one.box.x)]);
    },
    up(at, held) { const cell = one.cellAt(at); if (!held.moved && one.inside(cell)) one.focusOn(cell); },
  });
  node.addEventListener("keydown", (event) => {
    const way = WAYS[event.key], st = view.state(), last = st.size.count - 1;
    const home = { Home: [0, 0], End: [last, last] }[event.key];
    if (!way && !home) return;
    event.preventDefault();
    if (!st.problem) view.moveTo(home || st.at.map((v, axis) => clampTo(v + way[axis], 0, last)));
  });
  return { node, draw(st) {
    const { g, size, at } = st, { cell } = one.box, [x, y] = corner(at), side = size.span * cell;
    node.replaceChildren(...["ow-frame-back", size.count ? "ow-frame" : "ow-frame wrong"].map((name) => s("rect", { class: name, x: x - 0.5, y: y - 0.5, width: side + 1, height: side + 1, rx: 3 })));
    const first = at.map((v) => v * g.stride - g.padding), words = (v) => `${v} to ${v + size.span - 1}`;
    node.setAttribute("aria-label", !size.count ? `the window spans ${size.span} and does not fit` : `the window, over rows ${words(first[0])} and columns ${words(first[1])} of the input; arrow keys move it`);
    st.frame = [x, y, side];
  } };
}

// ---- products, sum, output, photograph -------------------------------------------------------------------------------

function productsView() {
  const node = s("g", { class: "ow-products", role: "img" });
  return { node, draw(st, { p: [left, top, width, height] }) {
    if (st.problem) { node.replaceChildren(); return; }
    const k = st.g.kernel, [cw, ch] = [Math.min(110, width / k), Math.min(66, height / k)], x0 = left + (width - k * cw) / 2, y0 = top + (height - k * ch) / 2;
    const most = Math.max(1, ...st.products.map((one) => Math.abs(one.p))), font = (share, top) => `font-size:${Math.min(top, ch * share, cw * 0.27).toFixed(1)}px`;
    node.setAttribute("aria-label", `products: ${st.products.map((one) => plain(one.p)).join(", ")}`);
    node.replaceChildren(...st.products.map((one, i) => {
      const x = x0 + (i % k) * cw, y = y0 + Math.floor(i / k) * ch, weight = one.w < 0 ? `(${plain(one.w)})` : plain(one.w);
      return s("g", { class: one.inside ? "" : "ow-outside" }, s("rect", { x: x + 1.5, y: y + 1.5, width: cw - 3, height: ch - 3, rx: 4, style: `fill:${tinted(0.7 * one.p, most)}` }),
        s("text", { x: x + cw / 2, y: y + ch * 0.37, "text-anchor": "middle", style: font(0.32, 13.5) }, `${plain(one.x)} · ${weight}`),
        s("text", { x: x + cw / 2, y: y + ch * 0.83, "text-anchor": "middle", class: "ow-product", style: font(0.4, 18) }, plus(one.p)));
    }));
  } };
}
// The sum as it is made: one number for each channel, and the bias.
function sumText(st) {
  const parts = st.sums.map((v, k) => `${k ? (v < 0 ? " − " : " + ") + plain(Math.abs(v)) : plain(v)}`).join("");
  const bias = st.g.bias ? ` ${st.g.bias < 0 ? "−" : "+"} ${plain(Math.abs(st.g.bias))} bias` : "";
  return [st.depth > 1 || bias ? `${parts}${bias} = ` : "sum ", plain(st.sum)];
}

function outputView(view) {
  const one = grid(view, { label: "output", cls: "ow-y", walk: (cell) => view.moveTo(cell) }), message = s("g", { class: "ow-error" });
  let drawn = "";
  const follow = (at) => { const cell = one.cellAt(at); if (one.inside(cell)) { one.focusOn(cell); view.moveTo(cell); } };
  grab(view, one.node, { down: (at) => { follow(at); return true; }, move: follow });
  return { node: s("g", {}, one.node, message), one, draw(st, { y: [left, top, side] }) {
    message.replaceChildren(...(st.problem ? errorText(st.problem, left, top, side) : []));
    one.node.setAttribute("display", st.problem ? "none" : "inline");
    if (st.problem) return;
    const key = `${st.size.count},${view.mode}`;
    if (key !== drawn) one.lay(st.size.count, st.size.count, [left, top, side], Math.max(3, st.size.count));  // one output is no giant
    drawn = key;
    st.y.forEach((row, r) => row.forEach((v, q) => one.put(r, q, { text: plain(v), fill: tinted(v, st.most), cls: same([r, q], st.at) ? "on" : "", label: `output row ${r}, column ${q}: ${plain(v)}` })));
    one.focusOn(st.at, false);
  } };
}
function errorText(problem, left, top, side) {
  const lines = [""], most = Math.floor(side / 7.4);
  for (const word of problem.split(" ")) (lines.at(-1).length + word.length < most ? (lines[lines.length - 1] += `${word} `) : lines.push(`${word} `));
  return [s("rect", { x: left, y: top, width: side, height: side, rx: 6 }), ...lines.map((line, i) => s("text", { x: left + 12, y: top + 30 + 20 * i }, line.trim()))];
}

function photoView(view) {
  const [height, width] = PHOTO, size = width * height, canvas = h("canvas", { width, height }), context = canvas.getContext("2d"), image = context.createImageData(width, height);
  for (let k = 0; k < size; k++) for (let c = 0; c < 4; c++) image.data[4 * k + c] = c < 3 ? view.photo[c * size + k] : 255;
  context.putImageData(image, 0, 0);
  const picture = s("image", { href: canvas.toDataURL(), preserveAspectRatio: "none" }), grip = s("rect", { class: "ow-cut" });
  const node = s("g", { class: "cw-handle ow-photo", tabindex: 0, role: "button" }, picture, grip);
  let scale = 1, corner = [0, 0];
  const clipped = () => { const { g } = view.state(); return g.cut.map((v, axis) => Math.min(v, PHOTO[axis] - g.n)); };
  const move = (to) => { const { g } = view.state(), cut = to.map((v, axis) => clampTo(Math.round(v), 0, PHOTO[axis] - g.n)); if (!same(cut, g.cut)) view.edit({ cut, image: [] }); };
  grab(view, node, {
    down([x, y]) {
      const { n } = view.state().g, at = [(y - corner[1]) / scale, (x - corner[0]) / scale], cut = clipped();
      node.focus({ preventScroll: true });
      if (at.some((v, axis) => v < cut[axis] - 1 || v > cut[axis] + n + 1)) move(at.map((v) => v - n / 2));
      return { x, y, cut: clipped() };
    },
    move: ([x, y], held) => move([held.cut[0] + (y - held.y) / scale, held.cut[1] + (x - held.x) / scale]),
  });
  node.addEventListener("keydown", (event) => {
    const way = WAYS[event.key], cut = clipped();
    if (way) { move([cut[0] + way[0], cut[1] + way[1]]); event.preventDefault(); }
  });
  return { node, draw(st, { photo: [x, y, wide] }) {
    scale = wide / width;
    corner = [x, y];
    const cut = clipped(), set = (one, values) => Object.entries(values).forEach(([key, v]) => one.setAttribute(key, v));
    set(picture, { x, y, width: wide, height: height * scale });
    set(grip, { x: x + cut[1] * scale, y: y + cut[0] * scale, width: st.g.n * scale, height: st.g.n * scale });
    node.setAttribute("aria-label", `the photograph, cut out at row ${cut[0]}, column ${cut[1]}; arrow keys move the cut`);
  } };
}
// Lines that lead the eye: from the window to its products, from the sum to its place in the output.
function leaders(st, layout, mode, out) {
  if (st.problem) return "";
  const [x, y, side] = st.frame, [px, py, pw, ph] = layout.p, [r, q] = st.at, { x: ox, y: oy, cell } = out.box, [u, v] = [ox + q * cell, oy + r * cell];
  if (mode === "wide") return `M${x + side},${y}L${px},${py}M${x + side},${y + side}L${px},${py + ph}M${px + pw},${py}L${u},${v}M${px + pw},${py + ph}L${u},${v + cell}`;
  return `M${x},${y + side}L${px},${py}M${x + side},${y + side}L${px + pw},${py}`;
}

function picture(view) {
  const node = s("svg", { class: "cw-plot ow-plot", role: "group", "aria-label": "one window of a convolution" });
  view.at = (event) => { const box = node.getBoundingClientRect(), [w, hgt] = LAYOUTS[view.mode].size; return [(event.clientX - box.left) * w / box.width, (event.clientY - box.top) * hgt / box.height]; };
  const kernel = grid(view, { label: "kernel", cls: "ow-w", kind: "w" }), bias = grid(view, { label: "bias", cls: "ow-w ow-b", kind: "b" });
  const input = inputView(view), products = productsView(), output = outputView(view), photo = photoView(view), lines = s("path", { class: "ow-leaders" }), words = s("g", { class: "ow-titles" });
  const beneath = s("path", { class: "ow-leaders" });  // where they would run over numbers
  node.append(beneath, input.node, kernel.node, bias.node, products.node, output.node, lines, photo.node, words);
  let drawn = "";
  return { node, draw(st) {
    const layout = LAYOUTS[view.mode], key = `${st.g.kernel},${view.mode}`;
    node.setAttribute("viewBox", `0 0 ${layout.size.join(" ")}`);
    node.setAttribute("class", `cw-plot ow-plot ow-${view.mode}`);
    if (key !== drawn) { kernel.lay(st.g.kernel, st.g.kernel, layout.w, Math.max(2, st.g.kernel)); bias.lay(1, 1, layout.b); }
    drawn = key;
    const most = Math.max(1, ...st.w.flat(3).map(Math.abs)), cell = (v, name) => ({ text: plain(v), fill: tinted(v, most), label: `${name}: ${plain(v)}` });
    st.w[st.f][st.d].forEach((row, r) => row.forEach((v, q) => kernel.put(r, q, cell(v, `kernel row ${r}, column ${q}`))));
    bias.put(0, 0, { ...cell(st.g.bias, "bias"), fill: "" });
    input.draw(st, layout);
    products.draw(st, layout);
    output.draw(st, layout);
    photo.draw(st, layout);
    for (const one of [lines, beneath]) one.setAttribute("d", (one === lines) === (view.mode === "wide") ? leaders(st, layout, view.mode, output.one) : "");
    words.replaceChildren(...titles(st, layout, view.mode));
  } };
}
function titles(st, layout, mode) {
  const { g, size } = st, [px, py, pw] = layout.p, text = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);
  const above = ([x, y], words) => text(x, y - 7, words), many = g.kernel ** 2, centred = { "text-anchor": "middle" }, wide = mode === "wide", aligned = wide ? centred : {};
  const items = [above(layout.x, `${st.channelName}, ${g.n} × ${g.n}${g.padding ? `, padding ${g.padding}` : ""}`),
    text(layout.w[0] + (wide ? layout.w[2] / 2 : 0), layout.w[1] - 7, `${g.filters > 1 ? `filter ${st.f + 1}:` : "kernel"} ${g.kernel} × ${g.kernel}`, aligned),
    text(layout.b[0] + layout.b[2] / 2, layout.b[1] + layout.b[2] + 14, "bias", centred)];
  const hint = mode === "narrow" ? ["its photograph:", "drag the square"] : ["where the input", "comes from: drag", "the square"];
  items.push(...hint.map((line, i) => text(layout.note[0], layout.note[1] + 16 * i, line)));
  if (st.problem) return [...items, above(layout.y, "output: none")];
  items.push(above(layout.y, `output ${size.count} × ${size.count}${g.filters > 1 ? `, filter ${st.f + 1}` : ""}`));
  items.push(text(px + (wide ? pw / 2 : 0), py - 7, st.depth > 1 ? `${many} of ${st.depth * many} products` : `${many} product${many > 1 ? "s" : ""}`, aligned));
  const [before, total] = sumText(st), [x, y, anchor] = layout.sum;
  if (mode === "middle") return [...items, text(x, y, before), text(x, y + 32, total, { class: "ow-sum" })];
  return [...items, s("text", { x, y, "text-anchor": anchor }, s("tspan", {}, before), s("tspan", { class: "ow-sum" }, total))];
}

// ---- slabs: channels, filters, groups -------------------------------------------------------------------------------

function slabsView(view) {
  const node = s("svg", { class: "cw-plot ow-slabs", viewBox: "0 0 620 176", role: "group", "aria-label": "channels and filters as slabs" });
  const slab = (x, y, side, group, words, on, act) => s("g", { class: `ow-slab ow-group-${group}${on ? " on" : ""}`, ...(act && { role: "button", tabindex: 0, "aria-label": words, "aria-pressed": String(on), onclick: act,
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { act(); event.preventDefault(); } } }) },
  s("rect", { x, y, width: side, height: side, rx: 3 }), view.state().g.groups > 1 && s("text", { x: x + 5, y: y + side - 6 }, group + 1));
  return { node, draw(st) {
    const { g, depth } = st, legal = g.channels % g.groups === 0 && g.filters % g.groups === 0, shared = legal ? g.filters / g.groups : g.filters;
    const text = (x, y, words) => s("text", { x, y, "text-anchor": "middle" }, words), groupOf = (i, each) => (legal ? Math.floor(i / each) : 0);
    const inputs = range(g.channels, (c) => slab(30 + 17 * c, 70 - 14 * c, 66, groupOf(c, depth), "", c === st.c && legal)).reverse();
    const kernels = legal ? range(g.filters, (f) => range(depth, (d) => slab(196 + 62 * f + 9 * d, 84 - 9 * d, 26, groupOf(f, shared), `filter ${f + 1}, its kernel for ${NAMES[g.channels === 1 ? 3 : groupOf(f, shared) * depth + d]}`, f === st.f && d === st.d,
      () => view.edit({ filter: f, channel: d }))).reverse()).flat() : [];
    const outputs = legal && st.size.count ? range(g.filters, (f) => slab(480 + 17 * f, 74 - 14 * f, 56, groupOf(f, shared), `map of filter ${f + 1}`, f === st.f, () => view.edit({ filter: f, channel: 0 }))).reverse() : [];
    const several = (v, word) => `${v} ${word}${v > 1 ? "s" : ""}`;
    node.replaceChildren(...inputs, ...kernels, ...outputs, text(92, 166, `${several(g.channels, "channel")} in`), text(300, 166, legal ? `${several(g.filters, "filter")}, each ${depth} deep${g.groups > 1 ? `; ${g.groups} groups` : ""}` : st.problem.split(": ")[1]),
      ...(outputs.length ? [text(530, 166, `${several(g.filters, "map")} out`)] : []));
  } };
}

// ---- words, controls, the whole -------------------------------------------------------------------------------------

function formula(st) {
  const { g, size } = st, line = (name, ...rest) => h("span", { class: "ow-line" }, h("span", { class: "cw-label" }, name), " ", ...rest);
  const general = `⌊(N + 2P − ${g.dilation > 1 ? "(d(F − 1) + 1)" : "F"}) / S⌋ + 1`;
  if (!size.count) return [line("output size", sizeText(g.n, g)), line("smallest input that fits", h("b", {}, String(Math.max(1, size.span - 2 * g.padding))))];
  const lost = unseenText(g.n, g), numbers = sizeText(g.n, g).split(" = "), each = `${g.kernel}·${g.kernel}·${st.depth}`;
  const first = line("output size", `${general} = ${numbers.slice(0, -1).join(" = ")} = `, h("b", {}, numbers.at(-1)), lost ? h("span", { class: "ow-lost" }, ` Never seen: ${lost}.`) : "");
  if (st.problem) return [first, line("groups", "must divide channels and filters")];
  const { parameters, macs } = costOf(g);
  return [first, line("parameters", `(${each} + 1)·${g.filters} = `, h("b", {}, parameters)), line("multiply-adds", `${size.count}·${size.count}·${g.filters}·(${each}) = `, h("b", {}, macs.toLocaleString("en")))];
}

function controls(view) {
  const { model, ui } = view;
  // Numbers that were set by hand stay, as far as they still have a place.
  const change = (values) => {
    const g = { ...view.state().g, ...values }, keep = { ...values };
    if (g.image.length) keep.image = overlay(g.image, usualImage(view.photo, g));
    if (g.weights.length) keep.weights = "kernel" in values ? [] : overlay(g.weights, usualWeights(g));
    view.edit(keep);
  };
  const slide = (name, label, min, max) => slider({ label, min, max, step: 1, value: model.get(name), show: (v) => fmt(v, 0), oninput: (v) => change({ [name]: v }) });
  const all = { n: slide("n", "N input", 1, MOST), kernel: slide("kernel", "F kernel", 1, 5), stride: slide("stride", "S stride", 1, 4), padding: slide("padding", "P padding", 0, 3),
    dilation: slide("dilation", "d dilation", 1, 3), channels: slide("channels", "channels", 1, 4), filters: slide("filters", "filters", 1, 4), groups: slide("groups", "groups", 1, 4) };
  ui.controls.classList.add("ow-controls");
  ui.controls.append(all.n, all.kernel, all.stride, all.padding);
  const slabs = slabsView(view);
  ui.moreControls.prepend(all.dilation, all.channels, all.filters, all.groups);
  ui.more.insertBefore(slabs.node, ui.moreControls.nextSibling);
  ui.more.append(h("p", { class: "ow-help" }, "Brightness from 0 (black) to 9 (white) of scikit-learn’s photograph of a palace, made small; with more channels: red, green, blue, brightness. Hatched: no window looks there. Dashed: the padding’s zeros, which multiply-adds count, too. " +
    "Here and in torch the kernel is not flipped (cross-correlation). Press a slab of a filter to see its kernel."));
  return (st) => { for (const [name, one] of Object.entries(all)) one.set(st.g[name]); slabs.draw(st); };
}

const modeOf = (width) => (width >= 690 || !width ? "wide" : width >= 480 ? "middle" : "narrow");
function watchWidth(view, redraw) {
  const observer = new ResizeObserver(() => {
    const mode = modeOf(view.ui.stage.clientWidth);
    if (mode !== view.mode) { view.mode = mode; redraw(); }
  });
  observer.observe(view.ui.stage);
  view.ui.closers.push(() => observer.disconnect());
}

function render({ model, el }) {
  const ui = frame(el, { title: "One window: multiply, add, move on" }), bytes = model.get("photo");
  const past = history(model, ui, TRAITS, "OneWindow", TRAITS.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(USUAL[name])));
  const view = { model, ui, past, held: false, mode: modeOf(ui.stage.clientWidth), picked: ["w", [0, 0]], photo: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  view.state = () => stateOf(model, view.photo);
  view.edit = (values) => { if (!view.held) past.remember(); save(model, values); };
  view.moveTo = (at) => { if (!same(at, view.state().at) || !same(at, model.get("at"))) view.edit({ at }); };
  view.pickedNumber = () => numberAt(view, view.picked[0], view.picked[1]);
  const shown = picture(view), line = pickedLine(view);
  view.pick = (kind, cell) => { view.picked = [kind, cell]; line.draw(); };
  ui.stage.append(shown.node, line.line);
  const sync = controls(view);
  const draw = () => {
    const st = view.state(), end = view.picked[0] === "w" ? st.g.kernel : st.g.n;
    if (view.picked[1].some((v) => v >= end) && view.picked[0] !== "b") view.picked = ["w", [0, 0]];
    shown.draw(st);
    line.draw();
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st.g);
    sync(st);
    ui.say(st.problem || `window at row ${st.at[0]}, column ${st.at[1]}: ${sumText(st).join("")}; output ${st.size.count} by ${st.size.count}`);
  };
  quizBox(view);
  const soon = bind(model, ui, TRAITS, draw);
  watchWidth(view, soon);
  return ui.close;
}

export default { render };
export const arithmetic = { refusal, seenOf, usualImage, usualWeights, convolve, costOf, questionOf };
