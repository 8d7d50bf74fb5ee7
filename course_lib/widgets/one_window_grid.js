// Grids of numbers for OneWindow: one tab stop each, numbers edited by keys and by dragging. kit.js and one_window_math.js
// stand before this text.

const clampTo = (v, low, high) => Math.max(low, Math.min(high, v)), same = (a, b) => a[0] === b[0] && a[1] === b[1];
const plain = (v) => String(Number(v.toFixed(2))).replace("-", "−");
const WAYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// Hold `node` by the pointer: down(position, event) -> what is held (null: nothing), move(position, held), up(position, held).
function grab(view, node, { down, move, up }) {
  let held = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    view.past.remember();
    view.held = true;
    held = down(view.at(event), event);
    view.held = held !== null;
    if (held === null) return;
    node.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => { if (held !== null) move(view.at(event), held); });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, (event) => {
    if (held !== null && end === "pointerup") up?.(view.at(event), held);
    held = null;
    view.held = false;
  });
}

// Cells [rows][columns] in a fixed box, one tab stop. Arrows move the focus and report it (`walk`). With kind "x", "w" or "b" the cells
// hold numbers to edit, see numberAt: by + and − and digits, and by dragging up or down, one for every 9 units of the picture.
function grid(view, { label, cls, kind, walk, offset = () => 0 }) {
  // tabindex: a group that listens to focus would be a stop of its own
  const node = s("g", { role: "grid", tabindex: -1, "aria-label": label, class: `ow-grid ${cls}` });
  let cells = [], focus = [0, 0], box = null;
  const self = { node, cellAt: ([x, y]) => [Math.floor((y - box.y) / box.cell), Math.floor((x - box.x) / box.cell)],
    inside: ([r, q]) => r >= 0 && q >= 0 && r < cells.length && q < cells[0].length,
    get box() { return box; }, get cells() { return cells; },
    focusOn(cell, seize = true) {
      if (!self.inside(cell)) return;
      cells[focus[0]]?.[focus[1]]?.node.setAttribute("tabindex", -1);
      focus = cell;
      const target = cells[cell[0]][cell[1]].node;
      target.setAttribute("tabindex", 0);
      if (seize) target.focus({ preventScroll: true });
    } };
  const place = (cell) => cell.map((v) => v - offset()), number = (cell) => kind && numberAt(view, kind, place(cell));
  const walkTo = (cell) => { if (self.inside(cell)) { self.focusOn(cell); walk?.(cell); } };
  if (kind) node.addEventListener("focusin", () => view.pick(kind, place(focus)));
  node.addEventListener("keydown", (event) => {
    const way = WAYS[event.key], one = number(focus), by = "+=".includes(event.key) ? 1 : "-−".includes(event.key) ? -1 : 0;
    if (way) walkTo([focus[0] + way[0], focus[1] + way[1]]);
    else if (event.key === "Home" || event.key === "End") walkTo([focus[0], event.key === "Home" ? 0 : cells[0].length - 1]);
    else if (one && by) one.set(one.get() + by);
    else if (one && /^[0-9]$/.test(event.key)) one.set(Number(event.key));
    else return;
    event.preventDefault();
  });
  // `most`: cells along a side of the box; `hang`: how far something reaches beyond the last one
  self.lay = (rows, columns, [left, top, side], most = Math.max(rows, columns), hang = 0) => {
    const cell = side / Math.max(1, most, hang);
    box = { cell, x: left + (side - cell * Math.max(columns, hang)) / 2, y: top + (side - cell * Math.max(rows, hang)) / 2 };
    cells = range(rows, (r) => range(columns, (q) => {
      const rect = s("rect", { x: box.x + q * cell + 0.5, y: box.y + r * cell + 0.5, width: cell - 1, height: cell - 1, rx: Math.min(3, cell / 9) });
      const text = s("text", { x: box.x + (q + 0.5) * cell, y: box.y + (r + 0.5) * cell, dy: "0.35em", "text-anchor": "middle", style: `font-size:${Math.min(17, cell * 0.46).toFixed(1)}px` });
      return { rect, text, node: s("g", { role: "gridcell", tabindex: -1 }, rect, text) };
    }));
    node.replaceChildren(...cells.map((row) => s("g", { role: "row" }, row.map((one) => one.node))));
    focus = focus.map((v, axis) => clampTo(v, 0, Math.max(0, (axis ? columns : rows) - 1)));
    cells[focus[0]]?.[focus[1]]?.node.setAttribute("tabindex", 0);
  };
  self.put = (r, q, { text, fill = "", cls: name = "", label: words, shift = false }) => {
    const one = cells[r][q], key = `${text}|${fill}|${name}|${words}|${shift}`;
    if (one.key === key) return;
    one.key = key;
    one.text.textContent = text;
    one.rect.setAttribute("style", fill ? `fill:${fill}` : "");
    one.text.setAttribute("transform", shift ? `translate(${-box.cell * 0.11} ${-box.cell * 0.11})` : "");
    one.node.setAttribute("class", name);
    one.node.setAttribute("aria-label", words);
  };
  if (kind) grab(view, node, {
    down([x, y]) {
      const cell = self.cellAt([x, y]);
      if (!self.inside(cell) || !number(cell)) return null;
      self.focusOn(cell);
      return { cell, y, value: number(cell).get() };
    },
    move([, y], { cell, y: from, value }) {
      const now = value + Math.round((from - y) / 9);
      if (now !== number(cell).get()) number(cell).set(now);
    },
  });
  return self;
}

// ---- the numbers that can be edited ------------------------------------------------------------------------------

// A number by its place: its name, get() and set(v). kind: "x" (row, column of the input), "w" (of the kernel), "b".
function numberAt(view, kind, [r, q]) {
  const st = view.state(), { f, d, c } = st;
  const put = (name, all, path, v, [low, high]) => {
    const old = path.reduce((rows, i) => rows[i], all), next = structuredClone(all), last = path.at(-1);
    path.slice(0, -1).reduce((rows, i) => rows[i], next)[last] = clampTo(v, Math.min(low, old), Math.max(high, old));
    view.edit({ [name]: next });
  };
  if (kind === "b") return { name: "bias", get: () => view.state().g.bias, set: (v) => view.edit({ bias: clampTo(v, -99, 99) }) };
  if (kind === "w") return { name: `kernel [${r}, ${q}]`, get: () => view.state().w[f][d][r][q], set: (v) => put("weights", view.state().w, [f, d, r, q], v, [-9, 9]) };
  if (r < 0 || q < 0 || r >= st.g.n || q >= st.g.n) return null;  // padding
  return { name: `input [${r}, ${q}]`, get: () => view.state().x[c][r][q], set: (v) => put("image", view.state().x, [c, r, q], v, [0, 9]) };
}

// The picked number with − and +, for who cannot drag.
function pickedLine(view) {
  const name = h("span", { class: "cw-label" }), out = h("output", {}), hint = h("span", { class: "cw-label ow-hint" }, "Drag the window. Drag a number up or down, or pick it and type.");
  const change = (by) => { const one = view.pickedNumber(); if (one) one.set(one.get() + by); };
  const less = button("−", () => change(-1)), moreOf = button("+", () => change(1));
  const line = h("div", { class: "ow-picked" }, h("span", { class: "cw-group" }, name, less, out, moreOf), hint);
  return { line, draw() {
    const one = view.pickedNumber();
    name.textContent = one ? one.name : "padding: always 0";
    out.textContent = one ? plain(one.get()) : "0";
    for (const [b, word] of [[less, "less"], [moreOf, "more"]]) { b.disabled = !one; b.setAttribute("aria-label", `${name.textContent}: one ${word}`); }
  } };
}

