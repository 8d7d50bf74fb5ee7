// TensorLayouts: a tensor as grids and as a strip of memory. kit.js and tensor_layouts_math.js stand before this text.

const AXES = ["B", "C", "H", "W"], MOST = 96, TINTS = 8;
const list = (numbers) => `[${numbers.join(", ")}]`;
const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

// All that is drawn, from the traits. names: what each axis of the block became, as far as it can be followed.
function stateOf(model) {
  const shape = model.get("shape"), ops = model.get("ops"), first = model.get("start") === "block" ? block(shape) : bias(shape);
  let layout = first, names = shape.length === 4 ? AXES : shape.map((_, d) => `axis ${d}`);
  for (const text of ops) {
    const next = checked(apply(layout, text));
    if (next.order) names = next.order.map((d) => names[d]);
    else if (next.shape.length !== layout.shape.length || (!same(next.shape, layout.shape) && !text.includes("expand"))) names = next.shape.map((_, d) => `axis ${d}`);
    layout = next;
  }
  const all = indices(layout.shape), values = valuesOf(layout), aim = Math.floor(0.235 * first.storage.length), given = model.get("at");
  const at = given.length === layout.shape.length && given.every((i, d) => i < layout.shape[d]) ? given : all[Math.max(0, values.indexOf(aim))];
  const key = JSON.stringify([model.get("start"), shape, ops]);
  return { key, shape, first, layout, names, ops, all, values, at, place: place(layout, at), value: layout.storage[place(layout, at)] };
}
function checked(layout) {
  if (product(layout.shape) > MOST) throw new Error(`${product(layout.shape)} numbers: at most ${MOST} fit the picture`);
  if (layout.shape.length > 4) throw new Error("at most 4 axes fit the picture");
  return layout;
}
// Coloured by the channel that a number had when the block was made.
function shade(st, value) {
  const axis = Math.min(1, st.shape.length - 1);
  return Math.floor(value / st.first.strides[axis]) % st.shape[axis] % TINTS;
}
// Squares with numbers in them: one path for each shade (hundreds of rectangles would be slow), and the texts.
function cellsOf(st, values, corner, size, drop, textClass) {
  const paths = range(TINTS, () => "");
  const texts = values.map((value, k) => {
    const [x, y] = corner(k);
    paths[shade(st, value)] += `M${x + 0.5},${y + 0.5}h${size - 1}v${size - 1}h${1 - size}z`;
    return s("text", { x: x + size / 2, y: y + size / 2 + drop, "text-anchor": "middle", class: textClass }, value);
  });
  return [...paths.flatMap((d, k) => (d ? [s("path", { d, class: `tl-cell tl-tint-${k}` })] : [])), ...texts];
}
const chain = (st) => [`torch.arange(${st.first.storage.length}).view(${st.first.shape.join(", ")})`, ...st.ops.map((text) =>
  text.replace("channels_last()", "contiguous(memory_format=torch.channels_last)"))].join(".");

// ---- two pictures of the same numbers ------------------------------------------------------------------------------

// Where each number of the tensor stands: axis 0 downwards, axis 1 to the right, each with an H x W grid inside.
function gridPlaces(shape) {
  const [b, c, hgt, w] = [...range(4 - shape.length, () => 1), ...shape], perRow = shape.length === 1 ? Math.min(w, 24) : w;
  const rows = shape.length === 1 ? Math.ceil(w / perRow) : hgt, gap = 0.7;
  const at = (index) => {
    const [i, j, k, l] = [...range(4 - index.length, () => 0), ...index];
    return shape.length === 1 ? [l % perRow, Math.floor(l / perRow)] : [j * (w + gap) + l, i * (hgt + gap) + k];
  };
  return { at, columns: c * (perRow + gap) - gap, rows: b * (rows + gap) - gap };
}

function blockView(model, pointAt) {
  const view = s("svg", { class: "cw-plot tl-block", role: "group", tabindex: 0 });
  let st = null, map = null, held = false;
  const size = 26, left = 44, top = 26;
  const nearest = (event) => {
    const box = view.getBoundingClientRect(), scale = map.width / box.width;
    const x = ((event.clientX - box.left) * scale - map.left) / map.size, y = ((event.clientY - box.top) * scale - map.top) / map.size;
    return st.all.find((index) => { const [u, v] = map.at(index); return x >= u && x < u + 1 && y >= v && y < v + 1; });
  };
  const follow = (event) => { const index = nearest(event); if (index && !same(index, st.at)) pointAt(index); };
  const cellLayer = s("g", {}), headLayer = s("g", {});
  let drawn = "";
  view.append(cellLayer, headLayer);
  view.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    held = true;
    view.setPointerCapture(event.pointerId);
    view.focus({ preventScroll: true });
    event.preventDefault();
    follow(event);
  });
  view.addEventListener("pointermove", (event) => { if (held) follow(event); });
  for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => { held = false; });
  view.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, -1], ArrowRight: [-1, 1], ArrowUp: [-2, -1], ArrowDown: [-2, 1], PageUp: [-3, -1], PageDown: [-3, 1], Home: [-4, -1], End: [-4, 1] }, way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const d = st.at.length + way[0];
    if (d < 0) return;
    const to = Math.max(0, Math.min(st.layout.shape[d] - 1, st.at[d] + way[1]));
    st = { ...st, at: st.at.map((i, k) => (k === d ? to : i)) };  // at once: two keys may fall into one frame
    pointAt(st.at);
  });
  return { node: view, draw(state) {
    st = state;
    const places = gridPlaces(st.layout.shape), need = [places.columns * size + left + 8, places.rows * size + top + 8];
    const width = Math.max(470, need[0], need[1] * 1.72), height = width / 1.72;  // the picture keeps its shape
    map = { ...places, size, width, left: left + Math.max(0, (width - need[0]) / 2), top: top + Math.max(0, (height - need[1]) / 2) };
    view.setAttribute("viewBox", `0 0 ${width} ${height}`);
    view.setAttribute("aria-label", `tensor of shape ${list(st.layout.shape)}, at index ${list(st.at)} stands ${st.value}; arrows and page keys move along the axes`);
    const X = (u) => map.left + u * size, Y = (v) => map.top + v * size, n = st.layout.shape.length;
    const corner = (k) => { const [u, v] = map.at(st.all[k]); return [X(u), Y(v)]; };
    if (drawn !== st.key) cellLayer.replaceChildren(...cellsOf(st, st.values, corner, size, 4, "ink tl-number"));
    drawn = st.key;
    const heads = [], name = (d) => `${st.names[d]} ${st.at[d]}`, [u, v] = map.at(st.at);
    if (n >= 3) heads.push(s("text", { x: X(map.at(st.at.map((i, d) => (d >= n - 2 ? 0 : i)))[0] + st.layout.shape[n - 1] / 2), y: map.top - 9, "text-anchor": "middle", class: "ink" }, name(n - 3)));
    if (n === 4) heads.push(s("text", { x: map.left - 8, y: Y(map.at([st.at[0], 0, 0, 0])[1] + st.layout.shape[2] / 2) + 4, "text-anchor": "end", class: "ink" }, name(0)));
    headLayer.replaceChildren(...heads, s("rect", { class: "tl-ring", x: X(u) - 1, y: Y(v) - 1, width: size + 2, height: size + 2, rx: 3 }));
  } };
}

// Memory: places 0, 1, 2, ... in rows. Under the ringed place: how far one step along each axis leads.
function stripView(pointAt) {
  const view = s("svg", { class: "cw-plot tl-strip", role: "img" });
  const cellLayer = s("g", {}), labelLayer = s("g", {});
  let st = null, map = null, drawn = "";
  view.append(cellLayer, labelLayer);
  view.addEventListener("click", (event) => {
    const box = view.getBoundingClientRect(), scale = map.width / box.width;
    const u = Math.floor(((event.clientX - box.left) * scale - 2) / map.cell), v = Math.floor(((event.clientY - box.top) * scale - 2) / map.pitch), spot = v * map.per + u;
    const index = u >= 0 && u < map.per && st.all.find((one) => place(st.layout, one) === spot);
    if (index) pointAt(index);
  });
  return { node: view, draw(state, narrow) {
    st = state;
    const count = st.layout.storage.length, per = narrow ? 16 : count <= 24 ? 24 : 48, cell = narrow ? 21 : 20, pitch = cell + 19;
    const rows = narrow ? 6 : per / 24;  // of the same height however few numbers there are
    map = { per, cell, pitch, width: per * cell + 4 };
    view.setAttribute("viewBox", `0 0 ${map.width} ${rows * pitch + 2}`);
    const X = (p) => 2 + (p % per) * cell, Y = (p) => 2 + Math.floor(p / per) * pitch;
    const steps = new Map();  // place -> names of the axes along which one step leads there
    st.at.forEach((i, d) => {
      if (i + 1 >= st.layout.shape[d]) return;
      const p = st.place + st.layout.strides[d];
      steps.set(p, [...(steps.get(p) || []), st.names[d].length > 1 ? st.names[d] : `${st.names[d]}+1`]);
    });
    if (drawn !== st.key + per) cellLayer.replaceChildren(...cellsOf(st, st.layout.storage, (p) => [X(p), Y(p)], cell, 3.5, "ink tl-small"));
    drawn = st.key + per;
    const under = (p) => ({ x: Math.max(14, Math.min(map.width - 14, X(p) + cell / 2)), y: Y(p) + cell + 12, "text-anchor": "middle" });
    const close = steps.has(st.place + 1) && Y(st.place + 1) === Y(st.place);  // two labels side by side need their own halves
    const labels = [...steps].filter(([p]) => p !== st.place).flatMap(([p, axes]) => [s("rect", { class: "tl-next", x: X(p), y: Y(p), width: cell, height: cell, rx: 3 }),
      s("text", { class: "tl-step", ...under(p), ...(close && p === st.place + 1 ? { x: X(p) + 2, "text-anchor": "start" } : {}) }, axes.join(" "))]);
    view.setAttribute("aria-label", `memory: place ${st.place} holds ${st.value}; ${[...steps].map(([p, axes]) => `${axes.join(" and ")} leads to place ${p}`).join(", ")}`);
    labelLayer.replaceChildren(...labels, s("rect", { class: "tl-ring", x: X(st.place) - 1, y: Y(st.place) - 1, width: cell + 2, height: cell + 2, rx: 3 }),
      s("text", { class: "ink tl-here", ...under(st.place), ...(close ? { x: Math.max(18, X(st.place) + cell - 3), "text-anchor": "end" } : {}) }, st.place));
  } };
}

// ---- words ---------------------------------------------------------------------------------------------------------

function axisTable(st) {
  const row = (title, cells, kind) => h("tr", {}, h("th", { scope: "row" }, title), cells.map((text) => h("td", { class: kind }, text)));
  return h("table", { class: "tl-table" }, row("axis", st.names, "tl-axis"), row("shape", st.layout.shape), row("stride", st.layout.strides, "tl-stride"), row("index", st.at));
}
function formula(st) {
  const terms = st.at.map((i, d) => `${i}·${st.layout.strides[d]}`).join(" + "), parts = chunks(st.layout.shape, st.layout.strides);
  const walk = isContiguous(st.layout) ? "Contiguous: the tensor's order is the order in memory."
    : `Not contiguous: the tensor's order walks memory by ${parts.map(([n, step]) => `${n} steps of ${step}`).join(", in each ")}.`;
  const still = st.names.filter((_, d) => st.layout.strides[d] === 0);
  const moved = st.layout.copied ? `The last operation wrote ${st.layout.storage.length} numbers to new memory.` : st.ops.length ? still.length ? `A step along ${still.join(", ")} stays where it is: stride 0.` : "No number was moved." : "";
  return ["place ", h("b", {}, st.place), ` = ${terms}: there stands `, h("b", {}, st.value), h("br", {}), walk, " ", moved];
}

// Will this view work? The shapes asked for merge axes; what was said is stored, then the view is tried.
function viewQuestion(model, ui, current, attempt) {
  const question = h("span", {}), answer = h("p", { class: "cw-answer", "aria-live": "polite" }), choices = h("div", { class: "cw-controls", style: "margin-top:0" });
  const wish = { next: 0 };
  const wanted = (st) => {
    const shape = st.layout.shape, n = shape.length, count = product(shape);
    const all = n === 1 ? [[2, count / 2], [count / 2, 2]].filter((one) => one.every(Number.isInteger)) :
      [[shape[0], count / shape[0]], [...shape.slice(0, -2), shape[n - 2] * shape[n - 1]], [shape[0] * shape[1], ...shape.slice(2)], [count]];
    const fresh = all.filter((one) => !same(one, shape));
    return fresh.length ? fresh[wish.next % fresh.length] : [count];
  };
  const made = (st) => [`${model.get("start")} ${list(st.shape)}`, ...st.ops].join(".");
  const commit = (said) => {
    const st = current();
    save(model, { prediction: { ...model.get("prediction"), [`${made(st)}: view(${wanted(st).join(", ")})`]: said } });
  };
  const yes = button("it works", () => commit("it works")), no = button("it is refused", () => commit("it is refused"));
  const other = button("another shape", () => { wish.next += 1; draw(current()); }), go = button("do it", () => attempt(`view(${wanted(current()).join(", ")})`));
  choices.append(yes, no, other, go);
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), question), choices, answer));
  function draw(st) {
    const shape = wanted(st), key = `${made(st)}: view(${shape.join(", ")})`, said = (model.get("prediction") || {})[key], works = viewStrides(st.layout.shape, st.layout.strides, shape);
    question.textContent = `Will view(${shape.join(", ")}) work on this tensor, without moving a number?`;
    [yes, no].forEach((one) => one.setAttribute("aria-pressed", said === one.textContent));
    go.disabled = said === undefined;
    if (said === undefined) { answer.replaceChildren(); return; }
    const good = (said === "it works") === Boolean(works), parts = chunks(st.layout.shape, st.layout.strides);
    answer.replaceChildren(h("span", { class: `cw-verdict ${good ? "right" : "wrong"}` }, good ? "✓ As you said. " : `✗ You said ${said}. `),
      works ? `It works, with strides ${list(works)}: memory is walked in ${parts.map(([n, step]) => `${n} steps of ${step}`).join(", then ")}, and no new axis crosses from one to the next.`
        : `Refused. Axes d and d+1 are one walk only if stride_d = stride_(d+1) · length_(d+1). That leaves ${parts.map(([n, step]) => `${n} steps of ${step}`).join(", then ")}, and a new axis would lie across two of these. reshape would copy.`);
  }
  return { draw };
}

function render({ model, el }) {
  const ui = frame(el, { title: "A tensor and its place in memory" }), names = ["shape", "start", "ops", "at"];
  const plain = { shape: [2, 3, 4, 4], start: "block" };
  const past = history(model, ui, names, "TensorLayouts", ["shape", "start"].filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(plain[name])));
  const change = (values) => { past.remember(); save(model, values); };
  const pointAt = (index) => save(model, { at: [...index] });
  const grids = blockView(model, pointAt), strip = stripView(pointAt), wrong = h("p", { class: "tl-wrong", role: "alert" });
  let st = stateOf(model);
  // One more operation; the finger stays on the same number.
  function attempt(text) {
    try {
      const now = stateOf(model), result = checked(apply(now.layout, text)), k = valuesOf(result).indexOf(now.value);
      wrong.textContent = "";
      change({ ops: [...now.ops, text.trim()], at: indices(result.shape)[Math.max(0, k)] });
    } catch (problem) { wrong.textContent = `${text}: ${problem.message}`; }
  }
  const restart = (start, ops) => { wrong.textContent = ""; change({ start, ops, at: [] }); };
  const again = { node: choice({ label: "start from", options: [["block", "a block"], ["bias", "a bias, broadcast"]], value: model.get("start"),
    onchange: (v) => restart(v, v === "bias" ? [`expand(${model.get("shape").join(", ")})`] : []) }) };
  const quick = h("span", { class: "tl-quick" }), field = h("input", { type: "text", class: "tl-field", "aria-label": "an operation", placeholder: "view(6, 16)", spellcheck: "false" });
  const type = () => { if (field.value.trim()) attempt(field.value.trim()); };
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) type(); });
  const back = button("take the last one back", () => { wrong.textContent = ""; change({ ops: model.get("ops").slice(0, -1), at: [] }); });
  const table = h("div", {}), line = h("p", { class: "tl-chain" });
  const ask = viewQuestion(model, ui, () => stateOf(model), attempt);
  ui.stage.classList.add("tl-stage");
  ui.stage.append(h("div", { class: "tl-top" }, h("div", { class: "tl-left" }, h("p", { class: "cw-panel-title" }, "the tensor, tinted by channel. Drag the ring"), grids.node),
    h("div", { class: "tl-right" }, line, table, ui.formula, wrong)),
    h("p", { class: "cw-panel-title" }, "memory, in its order. The ring: the same number, with its place; one step along an axis leads to the boxes marked C+1, …"), strip.node);
  ui.formula.classList.add("tl-formula");
  ui.controls.append(again.node, quick, h("label", { class: "cw-group" }, h("span", { class: "cw-label" }, "or type"), field, button("do it", type)), back);
  ui.more.append(h("p", { class: "tl-note" }, "permute(…), transpose(a, b), view(…), reshape(…), expand(…), contiguous(), channels_last() (short for contiguous(memory_format=torch.channels_last)). In the grids: arrow keys walk along the last two axes, page up and down along the one before, home and end along the first. Strides are counted in numbers, as torch does; NumPy counts bytes."));
  const draw = () => {
    st = stateOf(model);
    grids.draw(st);
    strip.draw(st, el.clientWidth > 0 && el.clientWidth < 560);
    ask.draw(st);
    again.node.set(model.get("start"));
    const n = st.layout.shape.length, offers = [n === 4 ? "permute(0, 2, 3, 1)" : n > 1 ? "transpose(0, 1)" : "view(2, -1)", "contiguous()", ...(n === 4 ? ["channels_last()"] : [])];
    if (quick.dataset.offers !== offers.join()) {
      quick.dataset.offers = offers.join();
      quick.replaceChildren(...offers.map((text) => button(text, () => attempt(text), { class: "tl-op" })));
    }
    back.disabled = !st.ops.length;
    table.replaceChildren(axisTable(st));
    line.replaceChildren(h("b", {}, "x"), st.ops.length ? ` = ${model.get("start")}.${st.ops.join(".")}` : model.get("start") === "block" ? ": 0, 1, 2, … as it is made" : ": one number a channel");
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = `x = ${chain(st)}; x.stride()`;
    ui.say(ui.formula.textContent);
  };
  const soon = bind(model, ui, [...names, "prediction"], draw), resized = new ResizeObserver(soon);
  resized.observe(el);
  ui.closers.push(() => resized.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { block, bias, place, isContiguous, indices, valuesOf, chunks, viewStrides, parse, apply, REFUSAL };
