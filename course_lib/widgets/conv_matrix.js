// ConvMatrix: a convolution beside the matrix that does the same. kit.js stands before this text. Cells of images are
// counted in reading order, so output m stands in row m of C and pixel i in its column i.

const LETTERS = "abcdefghi", MOST = 36, GRADIENT = [2, -1, 1, 3], COUNTED = "contributions";
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
const outSize = (n, k, s, p) => Math.floor((n + 2 * p - k) / s) + 1;
const pixels = (n) => range(n * n, (i) => { const h = Math.floor(i / n), v = i % n; return (3 * h + 5 * v + h * v + 1) % 10; });

// Which weight (0 for a, 1 for b, ...) stands where in C: a row for each output, -1 for zero.
function pattern({ n, kernel, stride, padding }) {
  const o = outSize(n, kernel, stride, padding);
  return range(o * o, (m) => {
    const row = Array(n * n).fill(-1), top = Math.floor(m / o) * stride - padding, left = (m % o) * stride - padding;
    for (let i = 0; i < kernel; i++) for (let j = 0; j < kernel; j++) {
      const h = top + i, v = left + j;
      if (h >= 0 && h < n && v >= 0 && v < n) row[h * n + v] = i * kernel + j;
    }
    return row;
  });
}
function study(sizes) {
  const { n, kernel, stride, padding } = sizes, C = pattern(sizes), o = outSize(n, kernel, stride, padding), x = pixels(n);
  const value = (weight) => weight + 1, dy = C.map((_, m) => GRADIENT[m % 4]);
  const y = C.map((row) => row.reduce((sum, w, i) => sum + (w < 0 ? 0 : value(w) * x[i]), 0));
  const dx = x.map((_, i) => C.reduce((sum, row, m) => sum + (row[i] < 0 ? 0 : value(row[i]) * dy[m]), 0));
  const counts = x.map((_, i) => C.filter((row) => row[i] >= 0).length);
  return { ...sizes, C, o, x, y, dy, dx, counts, matrix: C.map((row) => row.map((w) => (w < 0 ? 0 : value(w)))), used: counts.reduce((a, b) => a + b, 0) };
}
// The nearest sizes that fit: a kernel no larger than the padded input, and no more rows than can be drawn.
function fitting(sizes, changed) {
  const next = { ...sizes, ...changed };
  while (next.kernel > next.n + 2 * next.padding) next.kernel -= 1;
  while (outSize(next.n, next.kernel, next.stride, next.padding) ** 2 > MOST && next.padding > 0) next.padding -= 1;
  return next;
}
function stateOf(model) {
  const sizes = Object.fromEntries(["n", "kernel", "stride", "padding"].map((name) => [name, model.get(name)])), st = study(sizes);
  return { ...st, key: JSON.stringify(sizes), m: Math.min(model.get("row"), st.C.length - 1), transposed: model.get("transposed"),
    counted: model.get("prediction")[COUNTED] !== undefined };
}
const index = (st, m, side) => `[${Math.floor(m / side)}, ${m % side}]`;
const tint = (st, w) => `cm-tint cm-hue-${Math.floor(w / st.kernel)} cm-level-${w % st.kernel}`;

// ---- drawing: squares of numbers ---------------------------------------------------------------------------------

const square = (x, y, size, cls) => s("rect", { x: x + 0.5, y: y + 0.5, width: size - 1, height: size - 1, class: cls });
const words = (x, y, text, cls = "", attributes = {}) => s("text", { x, y, "text-anchor": "middle", class: cls, ...attributes }, text);
// side x side cells; cell(i) -> {text, weight (its tint), letter (in the corner), faint}
function grid(st, [x0, y0], size, side, cell) {
  return range(side * side).flatMap((i) => {
    const [x, y] = [x0 + (i % side) * size, y0 + Math.floor(i / side) * size], { text, weight, letter, faint } = cell(i);
    const large = Math.max(11, Math.min(15, size * 0.42));
    return [square(x, y, size, weight >= 0 ? tint(st, weight) : faint ? "cm-pad" : "cm-cell"),
      text === undefined ? null : words(x + size / 2, y + size / 2 + large * 0.36 + (letter ? 3 : 0), text, faint ? "" : "ink", { style: `font-size:${large}px` }),
      letter ? words(x + 7, y + 12, letter, "cm-corner ink") : null];
  }).filter(Boolean);
}
const ring = ([x, y], width, height, cls = "cm-ring") => s("rect", { x: x - 1, y: y - 1, width: width + 2, height: height + 2, rx: 3, class: cls });
const point = (view, event) => {
  const box = view.getBoundingClientRect(), [, , w, hgt] = view.getAttribute("viewBox").split(" ").map(Number);
  return [(event.clientX - box.left) * w / box.width, (event.clientY - box.top) * hgt / box.height];
};
// A drawing that is dragged over: at(point) -> output or undefined; keys move by `step(dx, dy)`.
function draggable(view, { at, step, pick }) {
  let held = false;
  const follow = (event) => { const m = at(point(view, event)); if (m !== undefined) pick(m); return m !== undefined; };
  view.setAttribute("tabindex", 0);
  view.addEventListener("pointerdown", (event) => {
    if (event.button || !follow(event)) return;
    held = true;
    view.setPointerCapture(event.pointerId);
    view.focus({ preventScroll: true });
    event.preventDefault();
  });
  view.addEventListener("pointermove", (event) => { if (held) follow(event); });
  for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => { held = false; });
  view.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    pick(step(...way));
  });
}

// ---- the image, the kernel and the output ------------------------------------------------------------------------

function imageView(now, pick) {
  const view = s("svg", { class: "cw-plot cm-image", role: "group", viewBox: "0 0 340 272" });
  let map = null;
  const within = (v) => Math.max(0, Math.min(now().o - 1, v));
  draggable(view, { pick,
    at: ([x, y]) => {
      const st = now(), { X, Y, big, small, out } = map, side = st.n + 2 * st.padding;
      const [u, v] = [(x - out[0]) / small, (y - out[1]) / small];
      if (u >= 0 && v >= 0 && u < st.o && v < st.o) return Math.floor(v) * st.o + Math.floor(u);
      if (x < X - 4 || y < Y - 4 || x > X + side * big + 4 || y > Y + side * big + 4) return undefined;
      const place = (from, to) => within(Math.round(((to - from) / big - st.kernel / 2) / st.stride));
      return place(Y, y) * st.o + place(X, x);
    },
    step: (dx, dy) => { const st = now(); return within(Math.floor(st.m / st.o) + dy) * st.o + within(st.m % st.o + dx); } });
  function draw(st) {
    const side = st.n + 2 * st.padding, big = Math.min(56, 226 / side), small = Math.min(42, 96 / st.o), key = 30;
    map = { X: 3, Y: 24, big, small, out: [241, 154], kernel: [241, 24] };
    const top = Math.floor(st.m / st.o) * st.stride, left = (st.m % st.o) * st.stride, back = st.transposed;
    const pixel = (i) => {
      const h = Math.floor(i / side) - st.padding, v = i % side - st.padding, a = Math.floor(i / side) - top, b = i % side - left;
      const inside = h >= 0 && v >= 0 && h < st.n && v < st.n, hit = a >= 0 && b >= 0 && a < st.kernel && b < st.kernel, weight = a * st.kernel + b;
      if (!inside) return { text: back ? undefined : 0, faint: true };
      const value = !back ? st.x[h * st.n + v] : hit ? fmt((weight + 1) * st.dy[st.m], 0) : undefined;
      return hit ? { text: value, weight, letter: big > 24 ? LETTERS[weight] : null } : { text: value };
    };
    const badges = back && st.counted ? st.counts.flatMap((count, i) => {
      if (big < 34 && st.C[st.m][i] >= 0) return [];  // no room beside the number
      const cx = map.X + (i % st.n + st.padding + 1) * big - 14, cy = map.Y + (Math.floor(i / st.n) + st.padding + 1) * big - 5;
      return [words(cx, cy, `${count}×`, "cm-count")];
    }) : [];
    const name = back ? "dx" : "x", result = back ? "dy" : "y";
    view.replaceChildren(
      words(map.X, 15, back ? `what dy${index(st, st.m, st.o)} adds to dx` : `the image ${name}`, "ink", { "text-anchor": "start" }), ...grid(st, [map.X, map.Y], big, side, pixel), ...badges,
      ring([map.X + left * big, map.Y + top * big], st.kernel * big, st.kernel * big),
      words(map.kernel[0], 15, "the kernel", "ink", { "text-anchor": "start" }), ...grid(st, map.kernel, key, st.kernel, (w) => ({ text: w + 1, weight: w, letter: LETTERS[w] })),
      words(map.out[0], map.out[1] - 9, result, "ink", { "text-anchor": "start" }),
      ...grid(st, map.out, small, st.o, (m) => ({ text: small > 18 ? fmt((back ? st.dy : st.y)[m], 0) : undefined })),
      ring([map.out[0] + (st.m % st.o) * small, map.out[1] + Math.floor(st.m / st.o) * small], small, small));
    view.setAttribute("aria-label", `window of output ${index(st, st.m, st.o)}; arrow keys move it`);
  }
  return { node: view, draw };
}

// ---- the matrix --------------------------------------------------------------------------------------------------

// Cells as wide and as high as there is room for; C and its transpose take the same room.
function place(st, room) {
  const back = st.transposed, [rows, columns] = back ? [st.x.length, st.C.length] : [st.C.length, st.x.length], both = Math.max(16, rows, columns);
  const height = 84 + 16 * both, wide = Math.max(11, Math.min(40, (room - 112) / columns)), high = Math.min(52, 16 * both / rows, back ? 52 : Math.max(30, 1.7 * wide));
  const width = Math.max(room, 112 + columns * wide);
  return { back, rows, columns, wide, high, width, height, X: Math.max(54, (width - columns * wide - 58) / 2), Y: 64 + (16 * both - rows * high) / 2, strip: Math.min(28, high, wide + 8) };
}
const type = (size, most) => ({ style: `font-size:${Math.max(10, Math.min(most, size * 0.62))}px` });
// What stays while another output is chosen.
function fixedParts(st, map) {
  const { back, rows, columns, wide, high, X, Y, strip } = map, n = st.n, W = columns * wide, H = rows * high, font = type(Math.min(wide, high), 15);
  const paths = Array(st.kernel ** 2).fill(""), letters = [];
  st.C.forEach((row, m) => row.forEach((w, i) => {
    if (w < 0) return;
    const [x, y] = back ? [X + m * wide, Y + i * high] : [X + i * wide, Y + m * high];
    paths[w] += `M${x + 0.5},${y + 0.5}h${wide - 1}v${high - 1}h${1 - wide}z`;
    letters.push(words(x + wide / 2, y + high / 2 + 4.5, LETTERS[w], "ink", font));
  }));
  const blocks = range(n - 1, (h) => (back ? `M${X - 6},${Y + (h + 1) * n * high}h${W + 6}` : `M${X + (h + 1) * n * wide},${Y}v${H}`)).join("");
  const heads = range(n, (h) => (back ? words(X - 8, Y + (h + 0.5) * n * high + 4, n * high > 40 ? `row ${h}` : h, "", { "text-anchor": "end" })
    : words(X + (h + 0.5) * n * wide, Y - strip - 16, n * wide > 74 ? `row ${h} of x` : n * wide > 40 ? `row ${h}` : h)));
  if (back) heads.push(words(X + W / 2, Y - strip - 16, "dy"));
  return [s("rect", { x: X, y: Y, width: W, height: H, class: "cm-zero" }),
    s("path", { class: "cm-lines", d: range(columns + 1, (j) => `M${X + j * wide},${Y}v${H}`).join("") + range(rows + 1, (i) => `M${X},${Y + i * high}h${W}`).join("") }),
    ...paths.map((d, w) => s("path", { d, class: tint(st, w) })), ...letters, s("path", { class: "cm-blocks", d: blocks }), ...heads,
    words(X + W + 12 + Math.max(wide, 30) / 2, Y - 8, back ? "dx" : "y")];
}
// The vectors, and the chosen output's row of C or column of its transpose.
function litParts(st, map) {
  const { back, rows, columns, wide, high, X, Y, strip } = map, items = [], box = Math.max(wide, 30), W = columns * wide, H = rows * high, R = X + W + 12;
  const [above, result] = back ? [st.dy, st.dx] : [st.x, st.y], name = `${back ? "dy" : "y"}${index(st, st.m, st.o)}`;
  const meets = (j) => (back ? j === st.m : st.C[st.m][j] >= 0), gives = (i) => (back ? st.C[st.m][i] >= 0 : i === st.m);
  const plate = (x, y, width, height, on) => s("rect", { x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, class: on ? "cm-on" : "cm-cell" });
  above.forEach((v, j) => items.push(plate(X + j * wide, Y - strip - 8, wide, strip, meets(j)), words(X + (j + 0.5) * wide, Y - strip / 2 - 4, fmt(v, 0), meets(j) ? "ink" : "", type(Math.min(wide, strip), 14))));
  result.forEach((v, i) => items.push(plate(R, Y + i * high, box, high, gives(i)), words(R + box / 2, Y + (i + 0.5) * high + 4, fmt(v, 0), gives(i) ? "ink" : "", type(high, 14))));
  const veil = (x, y, width, height) => s("rect", { x, y, width: Math.max(0, width), height: Math.max(0, height), class: "cm-veil" });
  items.push(...(back ? [veil(X, Y, st.m * wide, H), veil(X + (st.m + 1) * wide, Y, W - (st.m + 1) * wide, H), ring([X + st.m * wide, Y], wide, H), words(X + (st.m + 0.5) * wide, Y + H + 16, name, "cm-name")]
    : [veil(X, Y, W, st.m * high), veil(X, Y + (st.m + 1) * high, W, H - (st.m + 1) * high), ring([X, Y + st.m * high], W, high), words(X - 7, Y + (st.m + 0.5) * high + 4, name, "cm-name", { "text-anchor": "end" })]));
  return items;
}
function matrixView(now, pick) {
  const view = s("svg", { class: "cw-plot cm-matrix", role: "group" }), fixed = s("g", {}), moving = s("g", {});
  let map = null, drawn = "";
  view.append(fixed, moving);
  const last = () => now().C.length - 1, clamp = (m) => Math.max(0, Math.min(last(), m));
  draggable(view, { pick,
    at: ([x, y]) => {
      const { wide, high, X, Y, rows, columns, back } = map, [u, v] = [(x - X) / wide, (y - Y) / high];
      if (x < X - 50 || x > X + columns * wide + 60 || y < Y - 60 || v > rows + 0.5) return undefined;
      return clamp(Math.floor(back ? u : v));
    },
    step: (dx, dy) => clamp(now().m + dx + dy) });
  function draw(st, room) {
    const key = `${st.key} ${st.transposed} ${room}`;
    if (key !== drawn) {
      map = place(st, room);
      view.setAttribute("viewBox", `0 0 ${map.width} ${map.height}`);
      view.style.minWidth = `${map.width}px`;
      fixed.replaceChildren(...fixedParts(st, map));
    }
    drawn = key;
    moving.replaceChildren(...litParts(st, map));
    view.setAttribute("aria-label", `${st.transposed ? "C transposed" : "C"}, ${map.rows} rows and ${map.columns} columns; lit: ${map.back ? "column" : "row"} ${st.m}; arrow keys move it`);
  }
  return { node: view, draw };
}

// ---- words -------------------------------------------------------------------------------------------------------

const chip = (st, w) => h("span", { class: `cm-chip ${tint(st, w)}` }, LETTERS[w]);
function formula(st) {
  const terms = st.C[st.m].flatMap((w, i) => (w < 0 ? [] : [[w, i]])), at = index(st, st.m, st.o), times = st.dy[st.m];
  const lead = st.transposed ? [h("var", {}, "dx"), " += column ", st.m, " of Cᵀ", `, times dy${at} = ${fmt(times, 0)}: `] : [h("var", {}, "y"), `${at} = row ${st.m} of C, times x = `];
  if (!terms.length) return [...lead, "0: this window lies in the padding alone"];
  if (st.transposed) return [...lead, ...terms.flatMap(([w, i], k) => [k ? ", " : "", chip(st, w), ` ${w + 1}·${times < 0 ? `(${fmt(times, 0)})` : times} to ${index(st, i, st.n)}`])];
  return [...lead, ...terms.flatMap(([w, i], k) => [k ? " + " : "", chip(st, w), ` ${w + 1}·${st.x[i]}`]), " = ", h("b", {}, fmt(st.y[st.m], 0))];
}
function verdict(st) {
  const rows = st.C.length, columns = st.x.length, different = st.kernel ** 2, plural = different === 1 ? "one weight" : `${different} different weights`;
  if (!st.transposed) return [h("b", {}, `C: ${rows} × ${columns} = ${rows * columns} cells, ${st.used} of them filled, with ${plural}. `), `A fully connected layer would have ${rows * columns} weights of its own here.`];
  return [h("b", {}, `Cᵀ: ${columns} × ${rows}, the same ${st.used} cells turned over. `), "Column by column: one gradient pastes the kernel, scaled, into its window; where windows overlap, dx adds up. ",
    st.counted ? "n× in the image: contributions that the cell receives." : ""];
}
const torchLine = (st) => (st.transposed ? `torch.autograd.grad(F.conv2d(x, w, stride=${st.stride}, padding=${st.padding}), x, dy)[0].flatten()  # C.T @ dy.flatten()`
  : `F.conv2d(x, w, stride=${st.stride}, padding=${st.padding}).flatten()  # C @ x.flatten()`);

function controls(view) {
  const { model, ui, resize } = view, numbers = (from, to) => range(to - from + 1, (i) => String(from + i));
  const pick = (label, name, low, high) => choice({ label, options: numbers(low, high), value: model.get(name), onchange: (v) => resize({ [name]: Number(v) }) });
  view.controls = { n: pick("n", "n", 2, 6), kernel: pick("kernel", "kernel", 1, 3), stride: pick("stride", "stride", 1, 3), padding: pick("padding", "padding", 0, 2) };
  view.flip = choice({ label: "show", options: [["false", "C, forward"], ["true", "Cᵀ, backward"]], value: String(model.get("transposed")), onchange: (v) => view.edit({ transposed: v === "true" }) });
  ui.controls.append(view.flip, ...Object.values(view.controls));
  ui.more.append(h("p", { class: "cm-note" }, "The weights are a = 1, b = 2, c = 3 and so on. A colour is a row of the kernel, its strength a column. Sizes that would not fit are lowered to the nearest that do; C has at most 36 rows."));
}
function question(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  challenge(model, ui, { key: COUNTED, options: ["4, 2, 1", "1, 2, 4", "1, 3, 9", "4, 4, 4"],
    question: "4 × 4 input, 3 × 3 kernel, stride 1: each of the four outputs sends its gradient back to the cells it saw. How many contributions does a corner of the image receive, an edge cell, a cell in the middle?",
    judge: (given) => [given === "1, 2, 4", "1, 2, 4: a corner lies in one window, an edge cell in two, the four in the middle in all four windows. 4·1 + 8·2 + 4·4 = 36, the filled cells; each pixel's count is its column of C, its row of Cᵀ."],
    reveal: (given) => { if (known[COUNTED] !== given) { known[COUNTED] = given; view.edit({ n: 4, kernel: 3, stride: 1, padding: 0, transposed: true }); } } });
}

function render({ model, el }) {
  const ui = frame(el, { title: "The same convolution, as a matrix" });
  const names = ["n", "kernel", "stride", "padding", "row", "transposed"], past = history(model, ui, names, "ConvMatrix");
  let st = stateOf(model);
  const edit = (values) => { past.remember(); save(model, values); };
  const pick = (m) => { if (m !== st.m) { st = { ...st, m }; edit({ row: m }); } };  // at once: two keys may fall into one frame
  const view = { model, ui, edit, resize: (changed) => edit(fitting(Object.fromEntries(names.slice(0, 4).map((n) => [n, model.get(n)])), changed)) };
  const image = imageView(() => st, pick), matrix = matrixView(() => st, pick), said = h("p", { class: "cm-verdict" });
  const frameOf = h("div", { class: "cm-scroll" }, matrix.node), title = h("p", { class: "cw-panel-title" });
  ui.stage.append(h("div", { class: "cw-panel cm-left" }, image.node), h("div", { class: "cw-panel cm-right" }, title, frameOf, said));
  controls(view);
  question(view);
  const draw = () => {
    st = stateOf(model);
    image.draw(st);
    matrix.draw(st, Math.max(260, Math.round(frameOf.clientWidth || 600)));
    title.textContent = st.transposed ? "Cᵀ: a column for each output, a row for each pixel. Drag the column" : "C: a row for each output, a column for each pixel. Drag the row";
    said.replaceChildren(...verdict(st));
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st);
    for (const [name, control] of Object.entries(view.controls)) control.set(String(st[name]));
    view.flip.set(String(st.transposed));
    ui.say(ui.formula.textContent);
  };
  const soon = bind(model, ui, [...names, "prediction"], draw), resized = new ResizeObserver(soon);
  resized.observe(frameOf);
  ui.closers.push(() => resized.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { outSize, pattern, study, fitting };
