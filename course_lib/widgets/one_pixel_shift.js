// OnePixelShift: a digit, its edge maps and its pooled maps, before and after a shift. The arithmetic mirrors
// course_lib/experiments/one_pixel_shift.py, and a test compares the two. kit.js stands before this text.

const SIDE = 24, MOST = 4, SIZES = [2, 3, 4, 6, 8, 12, 24];
const POOLS = [["max", "max"], ["average", "average"], ["strided", "strided conv"], ["none", "none"]];
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));

// A map is {n, v}: n x n numbers, row by row. Plain loops throughout: a drag asks for some twenty of these at once.
const empty = (n) => ({ n, v: new Float64Array(n * n) });
function shifted(map, [down, right]) {  // zeros come in, what leaves is gone
  const { n, v } = map, out = empty(n), [top, left] = [Math.max(0, down), Math.max(0, right)];
  for (let i = top; i < Math.min(n, n + down); i++) for (let j = left; j < Math.min(n, n + right); j++) out.v[i * n + j] = v[(i - down) * n + j - right];
  return out;
}
// The sum of `line` over three neighbours in rows (or in columns), minus the same two cells before: padding of zeros.
function difference(x, n, along) {
  const out = new Float64Array(n * n), at = (i, j) => (i < 0 || j < 0 || i >= n || j >= n ? 0 : x[i * n + j]);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let u = -1; u < 2; u++) sum += along ? at(i + u, j + 1) - at(i + u, j - 1) : at(i + 1, j + u) - at(i - 1, j + u);
    out[i * n + j] = sum;
  }
  return out;
}
// ReLU of the four edge filters: brighter to the right, to the left, below, above.
function features({ n, v }) {
  const [across, down] = [difference(v, n, true), difference(v, n, false)];
  return [[across, 1], [across, -1], [down, 1], [down, -1]].map(([map, sign]) => ({ n, v: map.map((value) => Math.max(0, sign * value)) }));
}
function pooledMap(map, pool, size, step) {
  if (pool === "none") return map;
  const strided = pool === "strided", n = strided ? Math.ceil(map.n / step) : Math.floor((map.n - size) / step) + 1, out = empty(n), reach = strided ? 1 : size;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
    let best = -Infinity, sum = 0;
    for (let u = 0; u < reach; u++) for (let w = 0; w < reach; w++) {
      const value = map.v[(i * step + u) * map.n + j * step + w];
      sum += value;
      if (value > best) best = value;
    }
    out.v[i * n + j] = pool === "average" ? sum / size ** 2 : best;
  }
  return out;
}
function apart(a, b, of) {
  let distance = 0, length = 0;
  for (let c = 0; c < a.length; c++) for (let k = 0; k < a[c].v.length; k++) { distance += (a[c].v[k] - b[c].v[k]) ** 2; length += of[c].v[k] ** 2; }
  return length ? Math.sqrt(distance / length) : distance ? Infinity : 0;
}
function compare(before, after, shift, step) {
  let lit = 0, differ = 0;
  before.forEach((map, c) => map.v.forEach((v, k) => { const w = after[c].v[k]; if (v || w) lit += 1; if (v !== w) differ += 1; }));
  const near = shift.map((d) => [...new Set([Math.floor(d / step) + 0, Math.ceil(d / step) + 0])]);
  const tries = near[0].flatMap((i) => near[1].map((j) => ({ moved: [i, j], left: apart(after, before.map((map) => shifted(map, [i, j])), before) })));
  const best = tries.reduce((a, b) => (b.left < a.left ? b : a));
  return { before, after, lit, changed: differ / Math.max(1, lit), change: apart(after, before, before), ...best, exact: shift.every((d) => d % step === 0) };
}
function digitMap(pixels, digit) {
  const x = empty(SIDE);
  for (let k = 0; k < SIDE * SIDE; k++) x.v[k] = pixels[digit * SIDE * SIDE + k];
  return x;
}
const stepOf = ({ pool, size, dense }) => (pool === "none" || dense ? 1 : size);
function study(pixels, { shift, pool, size, dense, digit }) {
  const x = digitMap(pixels, digit), moved = shifted(x, shift), maps = [features(x), features(moved)], step = stepOf({ pool, size, dense });
  const [p, q] = maps.map((all) => all.map((map) => pooledMap(map, pool, size, step)));
  return { shift, pool, size, dense, digit, step, digitStage: compare([x], [moved], shift, 1), featureStage: compare(...maps, shift, 1), pooledStage: compare(p, q, shift, step) };
}
// The three curves, for shifts to the right of -4 ... 4 pixels.
function along(pixels, traits) {
  const x = digitMap(pixels, traits.digit), step = stepOf(traits), pooledOf = (maps) => maps.map((map) => pooledMap(map, traits.pool, traits.size, step));
  const before = features(x), beforePooled = pooledOf(before);
  return range(2 * MOST + 1, (k) => {
    const shift = [traits.shift[0], k - MOST], after = features(shifted(x, shift)), { change, left } = compare(beforePooled, pooledOf(after), shift, step);
    return { d: k - MOST, maps: apart(after, before, before), change, left };
  });
}

// ---- images ------------------------------------------------------------------------------------------------------

const colour = (text) => { const t = text.trim(); return [1, 3, 5].map((k) => parseInt(t.slice(k, k + 2), 16)); };
function palette(node) {
  const style = getComputedStyle(node), of = (name) => colour(style.getPropertyValue(name));
  return { negative: of("--negative"), zero: of("--zero"), positive: of("--positive") };
}
const grey = (most) => (v) => { const g = Math.round(255 * Math.min(1, v / most)); return [g, g, g]; };
const signedTone = ({ negative, zero, positive }, most) => (v) => {
  const share = Math.min(1, Math.abs(v) / most), far = v < 0 ? negative : positive;
  return zero.map((z, k) => Math.round(z + share * (far[k] - z)));
};
// One map, or four as a square; a small map is enlarged to nearly 24 cells, the page enlarges all without smoothing.
function paint(canvas, maps, tone) {
  const n = maps[0].n, zoom = Math.max(1, Math.floor(SIDE / n)), per = maps.length > 1 ? 2 : 1, gap = per - 1, pitch = n * zoom + gap, side = per * pitch - gap;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d"), image = context.createImageData(side, side), { data } = image;
  maps.forEach((map, c) => {
    const colours = Array.from(map.v, tone), [top, left] = [Math.floor(c / per) * pitch, (c % per) * pitch];
    for (let i = 0; i < n * zoom; i++) for (let j = 0; j < n * zoom; j++) {
      const rgb = colours[Math.floor(i / zoom) * n + Math.floor(j / zoom)], spot = 4 * ((top + i) * side + left + j);
      data[spot] = rgb[0]; data[spot + 1] = rgb[1]; data[spot + 2] = rgb[2]; data[spot + 3] = 255;
    }
  });
  context.putImageData(image, 0, 0);
}
const minus = (a, b) => a.map((map, c) => ({ n: map.n, v: map.v.map((v, k) => v - b[c].v[k]) }));

const percent = (v) => (v === 0 ? "0" : !Number.isFinite(v) ? "∞" : v < 0.005 ? "< 0.5 %" : `${(100 * v).toFixed(0)} %`);
const cells = (d, what) => `${Math.abs(d)} ${what}${Math.abs(d) === 1 ? "" : "s"}`;
function way([down, right], what = "pixel") {
  const parts = [right && `${cells(right, what)} ${right > 0 ? "right" : "left"}`, down && `${cells(down, what)} ${down > 0 ? "down" : "up"}`].filter(Boolean);
  return parts.join(" and ") || "not at all";
}
const nameOf = (st) => (st.pool === "none" ? "no pooling" : st.pool === "strided" ? `every ${st.step === 1 ? "" : `${st.step}${st.step === 2 ? "nd" : st.step === 3 ? "rd" : "th"} `}row and column` :
  `${st.pool} of ${st.size} × ${st.size}${st.dense ? ", at every pixel" : ""}`);

// The table of pictures: three stages across; before, after, difference and three numbers down.
function board(view) {
  const canvas = () => h("canvas", { class: "ops-map", role: "img", width: 1, height: 1 }), heads = range(3, () => h("p", { class: "ops-head" }));
  const rows = ["before", "after", "difference"].map((name) => ({ name, maps: range(3, canvas) }));
  const numbers = ["changed", "cells changed", "left, moved back"].map((name) => ({ name, out: range(3, () => h("b", { class: "ops-number" })) }));
  const grip = grabbed(view, rows[1].maps[0]);
  const node = h("div", { class: "ops-board" }, h("span", {}), heads, rows.flatMap((row, k) => [h("span", { class: "ops-side" }, row.name), ...row.maps.map((map, c) => (k === 1 && c === 0 ? grip : map))]),
    numbers.flatMap((row) => [h("span", { class: "ops-side" }, row.name), ...row.out]));
  return { node, draw(st, colours) {
    const stages = [st.digitStage, st.featureStage, st.pooledStage], titles = [["digit", "24 × 24"], ["edge maps", "4 of 24 × 24"], [nameOf(st), `4 of ${st.pooledStage.before[0].n} × ${st.pooledStage.before[0].n}`]];
    stages.forEach((stage, c) => {
      const most = c ? Math.max(1, ...[...stage.before, ...stage.after].map((map) => Math.max(...map.v))) : 255;
      heads[c].replaceChildren(h("b", {}, titles[c][0]), h("br", {}), titles[c][1]);
      paint(rows[0].maps[c], stage.before, grey(most));
      paint(rows[1].maps[c], stage.after, grey(most));
      paint(rows[2].maps[c], minus(stage.after, stage.before), signedTone(colours, most));
      rows.forEach((row) => row.maps[c].setAttribute("aria-label", `${titles[c][0]}, ${row.name}`));
      [stage.change, stage.changed, stage.left].forEach((value, k) => { numbers[k].out[c].textContent = percent(value); numbers[k].out[c].classList.toggle("ops-zero", value === 0); });
    });
    grip.setAttribute("aria-label", `the digit, moved ${way(st.shift)}; arrow keys move it`);
  } };
}
// The digit after the shift, to be dragged or moved by arrow keys.
function grabbed(view, map) {
  const node = h("div", { class: "ops-grip", tabindex: 0, role: "group" }, map);
  let from = null;
  const go = (shift) => view.edit({ shift: shift.map((d) => Math.max(-MOST, Math.min(MOST, d))) });
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = { x: event.clientX, y: event.clientY, shift: view.shift() };
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
    view.hold(true);
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    const pixel = node.getBoundingClientRect().width / SIDE;
    go([from.shift[0] + Math.round((event.clientY - from.y) / pixel), from.shift[1] + Math.round((event.clientX - from.x) / pixel)]);
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => { from = null; view.hold(false); });
  node.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    go(view.shift().map((d, k) => d + by[k]));
  });
  return node;
}

// ---- the curve over shifts ---------------------------------------------------------------------------------------

function curveView(view) {
  const plot = plane({ width: 420, height: 330, margin: [14, 14, 36, 48], xlim: [-MOST, MOST], ylim: [0, 150], ticks: [8, 4], xlabel: "pixels to the right", ylabel: "relative change, %", label: "change against shift" });
  let points = [], key = "", grip = null;
  const current = () => points[view.shift()[1] + MOST], height = (p) => Math.min(150, 100 * p.change);
  const grab = () => handle(plot, { label: "the shift", step: 1, radius: 15, get: () => [current().d, height(current())], ondown: () => view.hold(true), onup: () => view.hold(false),
    move: ([x]) => view.edit({ shift: [view.shift()[0], Math.round(x)] }), nudge: (dx) => [current().d + dx, 0],
    draw: (x, y) => [s("path", { class: "ops-here", d: `M${x},${plot.y(0)}V${plot.y(150)}` }), s("circle", { class: "ops-dot", cx: x, cy: y, r: 7 })] });
  const line = (value, cls) => s("path", { class: cls, d: points.map((p, k) => `${k ? "L" : "M"}${plot.x(p.d)},${plot.y(Math.min(150, 100 * value(p)))}`).join("") });
  const dots = (value, cls) => points.map((p) => s("circle", { class: cls, cx: plot.x(p.d), cy: plot.y(Math.min(150, 100 * value(p))), r: 3.5 }));
  return { plot, draw(st, pixels) {
    const next = JSON.stringify([st.shift[0], st.pool, st.size, st.dense, st.digit]);
    if (next !== key) {
      points = along(pixels, st);
      plot.main.replaceChildren(line((p) => p.maps, "ops-maps"), line((p) => p.change, "ops-change"), line((p) => p.left, "ops-left"), ...dots((p) => p.left, "ops-left-dot"));
    }
    key = next;
    if (!grip) plot.front.append((grip = grab()));
    grip.place();
    grip.setAttribute("aria-label", `shift ${st.shift[1]}: ${percent(current().change)} changed, ${percent(current().left)} left`);
  } };
}
const legend = () => h("p", { class: "ops-legend" }, [["ops-key-change", "last maps: changed"], ["ops-key-left", "last maps: left, moved back"], ["ops-key-maps", "edge maps: changed (left: 0)"]].map(([cls, text]) => h("span", {}, h("i", { class: cls, "aria-hidden": true }), text)));

// ---- words -------------------------------------------------------------------------------------------------------

function verdict(st) {
  const { pooledStage: one, featureStage: maps } = st, say = (bold, ...rest) => [h("b", {}, bold), " ", ...rest];
  if (!st.shift.some(Boolean)) return say("Nothing was moved.", "Drag the digit after the shift, or the point on the curve.");
  if (st.pool === "none" || st.step === 1 && st.pool === "strided") return say("Equivariant, exactly.", `The maps have moved ${way(st.shift)} like the digit; nothing else has changed. Not invariant: compared place by place, ${percent(one.change)} changed.`);
  if (one.lit === 0) return say("Nothing is seen.", "The few cells that are kept lie in the empty frame.");
  if (one.change === 0) return say("Invariant: nothing changed.", "One number for each map; it says what is there and not where.");
  if (one.left === 0) return say("Moved, exactly.", st.step === 1 ? `Windows at every pixel: the maps have moved ${way(one.moved)}.` : `The shift is a multiple of the stride ${st.step}: the maps have moved ${way(one.moved, "cell")}. Place by place, ${percent(one.change)} changed.`);
  return say("Neither the same nor moved.", `${percent(one.change)} changed, ${one.change < maps.change ? "less than" : "no less than"} the ${percent(maps.change)} before. The stride is ${st.step}, the shift is not a multiple of it: moved back by whole cells, at best ${percent(one.left)} is left.`);
}
const length = (maps) => Math.sqrt(maps.reduce((sum, map) => sum + map.v.reduce((part, v) => part + v * v, 0), 0));
function formula(st) {
  const one = st.pooledStage, below = length(one.before), above = length(minus(one.after, one.before));
  return ["last maps: ‖", h("var", {}, "f"), "(moved ", h("var", {}, "x"), ") − ", h("var", {}, "f"), "(", h("var", {}, "x"), ")‖ / ‖", h("var", {}, "f"), "(", h("var", {}, "x"), `)‖ = ${fmt(above, 0)} / ${fmt(below, 0)} = `, h("b", {}, percent(one.change))];
}
function torchLine(st) {
  const conv = (stride) => `F.relu(F.conv2d(x, w${stride === 1 ? "" : `, stride=${stride}`}, padding=1))`;
  if (st.pool === "none" || st.pool === "strided") return conv(st.step);
  return `F.${st.pool === "max" ? "max" : "avg"}_pool2d(${conv(1)}, ${st.size}${st.dense ? ", stride=1" : ""})`;
}
function controls(view) {
  const { model, ui, edit } = view, pick = (label, name, options, read) => choice({ label, options, value: String(model.get(name)), onchange: (v) => edit({ [name]: read(v) }) });
  view.controls = { pool: pick("then", "pool", POOLS, String), size: pick("size and stride", "size", SIZES.map(String), Number), digit: pick("digit", "digit", range(10, String), Number) };
  view.dense = toggle({ label: "a window at every pixel", value: model.get("dense"), onchange: (v) => edit({ dense: v }) });
  ui.controls.append(...Object.values(view.controls));
  ui.moreControls.prepend(view.dense);
  ui.more.append(h("p", { class: "ops-note" }, "Changed: length of the difference over length of the maps before. Cells changed: share of the cells that are not 0 in either. Left, moved back: the same change against the maps before, moved by whole cells in the best way. " +
    "The four edge filters are three rows of (−1, 0, 1) and its turns, then ReLU. The digit never leaves its frame; where it did, the border would break what is exact here. Orange: brighter after; blue: darker."));
}
function challenges(view) {
  const { model, ui, edit } = view, known = { ...model.get("prediction") };
  const ask = (key, question, options, right, sentence, set) => challenge(model, ui, { key, question, options, judge: (given) => [given === right, sentence],
    reveal: (given) => { if (known[key] !== given) { known[key] = given; edit({ digit: 4, dense: false, ...set }); } } });
  ask("ignores", "Max pooling in windows of 4 × 4 instead: does it ignore a shift by one pixel?", ["yes", "nearly, under 5 %", "no"], "no",
    "34 % changed, against 70 % before pooling. At the borders of the windows maxima leave and larger numbers enter.", { shift: [0, 1], pool: "max", size: 4 });
  ask("two pixels", "Windows of 2 × 2, the digit moved by two pixels: the pooled maps …", ["stay", "move by a cell", "neither"], "move by a cell",
    "Two pixels are one stride: every window finds what its neighbour had, exactly. After an odd shift the windows cut the digit elsewhere, so the dashed curve goes up and down.", { shift: [0, 2], pool: "max", size: 2 });
}

function render({ model, el }) {
  const ui = frame(el, { title: "What one pixel changes" }), names = ["shift", "pool", "size", "dense", "digit"], past = history(model, ui, names, "OnePixelShift");
  const bytes = model.get("pixels"), pixels = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let held = false, shift = model.get("shift");
  const view = { model, ui, shift: () => shift, hold(on) { if (on) past.remember(); held = on; },
    edit(values) {
      if (values.shift && values.shift.join() === shift.join() && Object.keys(values).length === 1) return;
      if (!held) past.remember();
      shift = values.shift || shift;  // at once: two keys may fall into one frame
      save(model, values);
    } };
  const table = board(view), curve = curveView(view), words = h("p", { class: "ops-verdict" });
  ui.stage.append(h("div", { class: "cw-panel ops-left-panel" }, table.node), h("div", { class: "cw-panel ops-right-panel" }, curve.plot.view, legend(), words));
  controls(view);
  challenges(view);
  const redraw = bind(model, ui, names, () => {
    const st = study(pixels, Object.fromEntries(names.map((name) => [name, model.get(name)])));
    shift = st.shift;
    table.draw(st, palette(ui.root));
    curve.draw(st, pixels);
    words.replaceChildren(...verdict(st));
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st);
    for (const [name, control] of Object.entries(view.controls)) control.set(String(model.get(name)));
    view.dense.set(st.dense);
    ui.say(words.textContent);
  });
  const arrived = new ResizeObserver(redraw);  // before the widget is in its page it has no colours
  arrived.observe(ui.root);
  ui.closers.push(() => arrived.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { shifted, features, pooledMap, study, along };
