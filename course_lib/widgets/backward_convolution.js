// BackwardConvolution: dx and dw of a small convolution, one output cell at a time. The numbers and the arithmetic are
// those of course_lib/experiments/backward_convolution.py, and a test compares the two. kit.js stands before this text.

const N = 5, K = 3, TOUCHED = "touched";
const X = [[2, 1, 3, 1, 2], [1, 3, 2, 4, 1], [4, 1, 5, 2, 3], [3, 2, 1, 1, 4], [1, 4, 2, 3, 2]];
const W = [[1, -1, 2], [-2, 3, 1], [2, 1, -1]];
const DY = [[2, -1, 3, 1, -2], [-1, 2, 1, -3, 1], [1, -2, -1, 2, 3], [3, 1, -2, 1, -1], [-2, 1, 2, -1, 1]];
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
const table = (rows, columns, f) => range(rows, (i) => range(columns, (j) => f(i, j)));
const inside = (h, v) => h >= 0 && v >= 0 && h < N && v < N;
const dot = (a, b) => a.reduce((total, row, i) => total + row.reduce((sum, v, j) => sum + v * b[i][j], 0), 0);

// dx and dw that a gradient `dy` (count x count) gives: every cell pastes, and what lies outside the image is lost.
function backward(dy, stride, padding) {
  const dx = table(N, N, () => 0), dw = table(K, K, () => 0);
  dy.forEach((row, r) => row.forEach((g, q) => {
    for (let i = 0; i < K; i++) for (let j = 0; j < K; j++) {
      const h = r * stride + i - padding, v = q * stride + j - padding;
      if (!inside(h, v)) continue;
      dx[h][v] += g * W[i][j];
      dw[i][j] += g * X[h][v];
    }
  }));
  return { dx, dw };
}
function study(stride, padding, cell) {
  const o = Math.floor((N + 2 * padding - K) / stride) + 1, at = cell.map((v) => Math.min(v, o - 1)), k = at[0] * o + at[1];
  const dy = table(o, o, (r, q) => DY[r][q]), sent = table(o, o, (r, q) => (r * o + q <= k ? DY[r][q] : 0)), alone = table(o, o, (r, q) => (r * o + q === k ? DY[r][q] : 0));
  const y = table(o, o, (r, q) => range(K * K).reduce((sum, c) => {
    const h = r * stride + Math.floor(c / K) - padding, v = q * stride + c % K - padding;
    return sum + (inside(h, v) ? W[Math.floor(c / K)][c % K] * X[h][v] : 0);
  }, 0));
  const sees = (i, r) => i >= r * stride - padding && i < r * stride - padding + K;  // does output r see input i, along one axis?
  const along = range(N, (i) => range(o).filter((r) => sees(i, r)).length), { dx, dw } = backward(sent, stride, padding), added = backward(alone, stride, padding);
  return { stride, padding, o, at, k, dy, sent, y, dx, dw, dxAdded: added.dx, dwAdded: added.dw, g: DY[at[0]][at[1]],
    touched: table(N, N, (h, v) => along[h] * along[v]), identity: [dot(sent, y), dot(dx, X), dot(dw, W)] };
}
const stateOf = (model) => ({ ...study(model.get("stride"), model.get("padding"), model.get("cell")), counted: model.get("prediction")[TOUCHED] !== undefined });

// ---- grids -------------------------------------------------------------------------------------------------------

const signedText = (v) => (v > 0 ? `+${v}` : fmt(v, 0));
// A grid to be clicked and dragged over: at(event) -> [row, column] or null; arrow keys go where step(down, right) says.
function draggable(view, { at, step, pick }) {
  let held = false;
  const follow = (event) => { const to = at(event); if (to) pick(to); return to; };
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
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!way) return;
    event.preventDefault();
    pick(step(...way));
  });
}
// side x side cells that fill a field of `room` pixels, but none larger than `most`. look(i, j) -> {text, tone, corner, count, cls}
function gridView(room, most, label, { at, step, pick } = {}) {
  const size = room + 6, view = s("svg", { class: "cw-plot bc-grid", role: at ? "group" : "img", viewBox: `0 0 ${size} ${size}`, style: `max-width:${size}px` });
  let cell = most;
  if (at) draggable(view, { at: (event) => {
    const box = view.getBoundingClientRect(), place = (client, from, span) => ((client - from) * size / span - 3) / cell;
    return at(place(event.clientY, box.top, box.height), place(event.clientX, box.left, box.width));
  }, step, pick });
  const draw = (side, look, [top, left, high, wide]) => {
    cell = Math.min(most, room / side);
    const items = [], small = cell < 40, text = (x, y, cls, what, anchor) => items.push(s("text", { x, y, class: cls, "text-anchor": anchor }, what));
    for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) {
      const x = 3 + j * cell, y = 3 + i * cell, { text: value, tone, corner, count, cls = "bc-cell" } = look(i, j);
      items.push(s("rect", { x: x + 0.5, y: y + 0.5, width: cell - 1, height: cell - 1, class: cls, style: tone === undefined ? null : `fill: ${tinted(0.85 * tone, 1)}` }));
      if (value !== undefined) text(x + cell / 2, y + cell / 2 + (corner ? (small ? 10 : 11) : 5), cls === "bc-cell" ? "ink bc-number" : "bc-number", value, "middle");
      if (corner) text(x + 4, y + 13, "bc-corner", corner, "start");
      if (count && !(small && corner)) text(x + cell - 4, y + 13, "bc-count", `${count}×`, "end");
    }
    const frame = { x: 2 + left * cell, y: 2 + top * cell, width: wide * cell + 2, height: high * cell + 2, rx: 3 };
    view.replaceChildren(...items, s("rect", { ...frame, class: "bc-ring" }));
  };
  view.setAttribute("aria-label", label);
  return { view, draw };
}

function grids(now, pick) {
  const clamp = (r, q) => { const most = now().o - 1; return [r, q].map((v) => Math.max(0, Math.min(most, v))); };
  const step = (down, right) => clamp(now().at[0] + down, now().at[1] + right);
  const onOutput = (v, u) => { const { o } = now(); return v >= 0 && u >= 0 && v < o && u < o ? [Math.floor(v), Math.floor(u)] : null; };
  const onImage = (v, u) => { const st = now(), side = N + 2 * st.padding; return v < 0 || u < 0 || v > side || u > side ? null : clamp(...[v, u].map((to) => Math.round((to - K / 2) / st.stride))); };
  return {
    dy: gridView(180, 46, "dy, the gradient of each output", { at: onOutput, step, pick }), w: gridView(126, 42, "w, the kernel"),
    dx: gridView(238, 48, "dx, the gradient of the image so far", { at: onImage, step, pick }), x: gridView(238, 48, "x, the image", { at: onImage, step, pick }), dw: gridView(126, 42, "dw, the gradient of the kernel so far"),
  };
}
function drawGrids(all, st) {
  const { at: [r, q], o, padding, stride, g } = st, side = N + 2 * padding, [top, left] = [r * stride, q * stride];
  const tone = (map) => { const most = Math.max(1, ...map.flat().map(Math.abs)); return (v) => v / most; };
  const hit = (i, j) => i >= top && j >= left && i < top + K && j < left + K, image = (look) => (i, j) => {
    const h = i - padding, v = j - padding;
    return inside(h, v) ? look(h, v, hit(i, j)) : { text: "0", cls: "bc-pad" };
  };
  const sent = (i, j) => i * o + j <= st.k, toneX = tone(st.dx), toneW = tone(st.dw);
  all.dy.draw(o, (i, j) => ({ text: fmt(st.dy[i][j], 0), tone: sent(i, j) ? st.dy[i][j] / 3 : undefined, cls: sent(i, j) ? "bc-cell" : "bc-wait" }), [r, q, 1, 1]);
  all.w.draw(K, (i, j) => ({ text: fmt(W[i][j], 0) }), [0, 0, K, K]);
  all.x.draw(side, image((h, v) => ({ text: X[h][v] })), [top, left, K, K]);
  all.dx.draw(side, (i, j) => {
    const look = image((h, v, on) => ({ text: fmt(st.dx[h][v], 0), tone: toneX(st.dx[h][v]), corner: on ? signedText(st.dxAdded[h][v]) : null, count: st.counted ? st.touched[h][v] : 0 }))(i, j);
    return look.cls === "bc-pad" ? { cls: "bc-pad", corner: hit(i, j) ? signedText(g * W[i - top][j - left]) : null } : look;
  }, [top, left, K, K]);
  all.dw.draw(K, (i, j) => ({ text: fmt(st.dw[i][j], 0), tone: toneW(st.dw[i][j]), corner: signedText(st.dwAdded[i][j]) }), [0, 0, K, K]);
  const place = `output [${r}, ${q}]`;
  all.dy.view.setAttribute("aria-label", `dy: gradient ${g} of ${place}; arrow keys choose another`);
  all.x.view.setAttribute("aria-label", `x with the window of ${place}; arrow keys move it`);
  all.dx.view.setAttribute("aria-label", `dx: ${place} has added its gradient times the kernel; arrow keys move the window`);
}

// ---- words -------------------------------------------------------------------------------------------------------

const product = (a, b) => `${fmt(a, 0)}·${b < 0 ? `(${fmt(b, 0)})` : b}`;
function identity(st) {
  const [r, q] = st.at, row = (name, value) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, fmt(value, 0)));
  const share = st.g * st.y[r][q];
  return [h("table", { class: "bc-table" }, row("sum(dy · y)", st.identity[0]), row("sum(dx · x)", st.identity[1]), row("sum(dw · w)", st.identity[2])),
    h("p", {}, `This cell adds dy·y = ${product(st.g, st.y[r][q])} = ${fmt(share, 0)} to each of the three.`),
    h("p", {}, st.k + 1 === st.o * st.o ? "All cells are sent: dx and dw are complete." : `Sent so far: ${st.k + 1} of ${st.o * st.o}; dy counts as 0 for the rest.`)];
}
function formula(st) {
  const [r, q] = st.at, first = [r, q].map((v) => v * st.stride - st.padding), [i, j] = first.map((v) => Math.max(0, -v)), [h0, v0] = [first[0] + i, first[1] + j];
  const span = (v) => `${fmt(v, 0)}…${fmt(v + K - 1, 0)}`, window = `[${span(first[0])}, ${span(first[1])}]`;
  return [h("var", {}, "dy"), `[${r}, ${q}] = `, signed(st.g, 0), `: `, h("var", {}, "dx"), `${window} += ${fmt(st.g, 0)}·`, h("var", {}, "w"), `, as dx[${h0}, ${v0}] += ${product(st.g, W[i][j])}; `,
    h("var", {}, "dw"), ` += ${fmt(st.g, 0)}·`, h("var", {}, "x"), `${window}, as dw[${i}, ${j}] += ${product(st.g, X[h0][v0])}`, st.padding ? "; what falls into the padding is dropped" : ""];
}
function question(view) {
  const { model, ui, edit } = view, known = { ...model.get("prediction") };
  challenge(model, ui, { key: TOUCHED, options: ["9 and 4", "4 and 4", "4 and 1", "1 and 1"],
    question: "Stride 2, padding 0, so four outputs: how many of them touch the middle input x[2, 2], and how many touch x[1, 1]?",
    judge: (given) => [given === "4 and 1", "4 and 1. The four windows start at rows and columns 0 and 2: all of them hold row 2 and column 2, only the first holds [1, 1]. (9 and 4 would be stride 1.) The counts stand in dx now, as n×: with stride 2 neighbours are touched unequally often."],
    reveal: (given) => { if (known[TOUCHED] !== given) { known[TOUCHED] = given; edit({ stride: 2, padding: 0, cell: [1, 1] }); } } });
}
function controls(view) {
  const { model, ui, edit, now } = view, two = (label, name, options) => choice({ label, options, value: String(model.get(name)), onchange: (v) => edit({ [name]: Number(v) }) });
  view.stepper = stepper(ui, { label: "gradient cells sent back", unit: "cell", count: () => now().o ** 2 + 1, get: () => now().k + 1,
    go: (sent) => { const k = Math.max(0, sent - 1); view.pick([Math.floor(k / now().o), k % now().o]); } });
  view.controls = { stride: two("stride", "stride", ["1", "2"]), padding: two("padding", "padding", ["0", "1"]) };
  ui.controls.append(view.stepper, ...Object.values(view.controls));
  ui.more.append(h("p", { class: "bc-note" }, "Small numbers in the corner: what the lit cell adds. Orange is positive, blue negative. There is no bias; db would be the sum of all dy. The three sums are equal because each is the sum of dy·w·x over the same triples of cells."));
}

function render({ model, el }) {
  const ui = frame(el, { title: "One gradient cell at a time" }), names = ["stride", "padding", "cell"], past = history(model, ui, names, "BackwardConvolution");
  let st = stateOf(model);
  const edit = (values) => { past.remember(); save(model, values); };
  const pick = (cell) => { if (cell[0] !== st.at[0] || cell[1] !== st.at[1]) { st = study(st.stride, st.padding, cell); edit({ cell }); } };  // at once: two keys may fall into one frame
  const view = { model, ui, edit, pick, now: () => st }, all = grids(view.now, pick), sums = h("div", { class: "bc-sums" }), times = [0, 1].map(() => h("p", { class: "bc-times" }));
  const title = (text) => h("p", { class: "cw-panel-title" }, text), column = (cls, ...children) => h("div", { class: `bc-column ${cls}` }, ...children);
  ui.stage.classList.add("bc-stage");
  const part = (text, one, cls = "") => h("div", { class: `bc-part ${cls}` }, title(text), one.view);
  ui.stage.append(column("bc-first", title("dy: click or drag to a cell"), all.dy.view, sums),
    column("bc-way", part("w", all.w, "bc-short"), times[0], part("dx so far", all.dx)),
    column("bc-way", part("x", all.x), times[1], part("dw so far", all.dw, "bc-short")));
  controls(view);
  question(view);
  bind(model, ui, [...names, "prediction"], () => {
    st = stateOf(model);
    drawGrids(all, st);
    times[0].textContent = `w, times ${fmt(st.g, 0)}, is added to dx`;
    times[1].textContent = `the window, times ${fmt(st.g, 0)}, to dw`;
    sums.replaceChildren(...identity(st));
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = `dx, dw = torch.autograd.grad(F.conv2d(x, w, stride=${st.stride}, padding=${st.padding}), (x, w), dy)`;
    for (const name of ["stride", "padding"]) view.controls[name].set(String(model.get(name)));
    view.stepper.draw();
    ui.say(`${ui.formula.textContent}. Sums ${st.identity.join(", ")}.`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { study, backward };
