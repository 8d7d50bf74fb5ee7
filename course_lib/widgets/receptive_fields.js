// ReceptiveFields: the pyramid of what one unit sees, beside the photograph it sees it in, and the table of the net.
// kit.js, receptive_fields_math.js and receptive_fields_quiz.js stand before this text.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const tenth = (v) => Math.round(v * 10) / 10, clampTo = (v, low, high) => Math.max(low, Math.min(high, v));
const nameOf = (st, l) => st.names[l - 1] || `layer ${l}`;
const shape = ([k, s, , d]) => `${k}×${k}${s > 1 ? `, /${s}` : ""}${d > 1 ? `, d ${d}` : ""}`;

// Everything that is drawn, from the traits. Unit and layer are brought into what the net has.
function study(view) {
  const { model } = view, layers = model.get("layers"), n = model.get("n"), rows = walk(layers, n);
  const alive = rows.reduce((best, row, l) => (row.units ? l : best), 0), asked = model.get("layer");
  const layer = Math.max(Math.min(1, alive), Math.min(asked < 0 ? layers.length : asked, alive));
  const preset = PRESETS[model.get("preset")], same = preset && JSON.stringify(preset.layers) === JSON.stringify(layers);
  const count = rows[layer].units, unit = (model.get("unit").length ? model.get("unit") : [count / 2, count / 2]).map((u) => clampTo(Math.floor(u), 0, count - 1));
  const along = unit.map((u) => reading(layers, rows, layer, u));
  const st = { layers, n, rows, alive, layer, unit, along, names: same ? preset.names : [], preset: same ? model.get("preset") : "", plain: withoutStrides(layers),
    deep: model.get("view") === "2d", hidden: Boolean(view.asking) && view.asking.n === n && JSON.stringify(view.asking.layers) === JSON.stringify(layers) };
  if (view.asking && !st.hidden) view.asking = null;  // the net was changed: nothing to hide any more
  st.spans = unit.map((u) => spanOf(rows[layer], u));
  st.centre = unit.map((u) => centreOf(rows[layer], u));
  return st;
}
// Of the r x r field, the part that lies outside of the photograph.
function outside({ spans, n, rows, layer }) {
  const within = spans.map(([a, b]) => Math.max(0, Math.min(n - 1, b) - Math.max(0, a) + 1));
  return 1 - within[0] * within[1] / rows[layer].size ** 2;
}

// ---- the pyramid ---------------------------------------------------------------------------------------------------

const WIDE = 640, HIGH = 400, LEFT = 84;
// Where a place (x, y) of layer l, in pixels of the photograph, stands in the drawing. Seen from the front (1d) there is
// no depth; seen from the side (2d) each map is a parallelogram.
function projection(st) {
  const count = st.layers.length, reach = [Math.max(0, ...st.rows.map((row) => -row.start)), Math.max(0, ...st.rows.filter((row) => row.units).map((row) => spanOf(row, row.units - 1)[1] - st.n + 1))];
  const [before, after] = reach.map((v) => Math.min(v, st.n * (st.deep ? 0.1 : 0.42)) + 0.6), scale = (WIDE - LEFT - 8) / (st.n + before + after);
  if (!st.deep) {
    const floor = HIGH - 62, rise = (floor - 26) / count;
    return { scale, P: (l, x) => [LEFT + (x + before) * scale, floor - l * rise], edge: [LEFT, WIDE - 8], lift: rise };
  }
  const side = st.n + before + after, ax = (WIDE - LEFT - 130) / side, bx = -118 / side, by = 104 / side, floor = HIGH - 78, rise = Math.min(80, (floor - 84) / count);
  return { scale: ax, ax, bx, by, P: (l, x, y) => [LEFT + 124 + (x + before) * ax + (y + before) * bx, floor - l * rise + (y - st.n / 2) * by], edge: [LEFT, WIDE], lift: rise,
    back: (l, X, Y) => { const y = (Y - floor + l * rise) / by + st.n / 2; return [(X - LEFT - 124 - (y + before) * bx) / ax - before, y]; } };
}
const dots = (points, r) => points.map(([x, y]) => `M${tenth(x - r)},${tenth(y)}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`).join("");
const polygon = (points) => `M${points.map(([x, y]) => `${tenth(x)},${tenth(y)}`).join("L")}z`;
const dotSize = (row, scale, most) => tenth(clampTo(0.36 * row.jump * scale, 1.6, most));

// Units of padding around the row of layer l that the layer above it reads.
function paddingUnits(st, l) {
  const p = l < st.layers.length ? st.layers[l][2] : 0;
  return p ? [...range(p, (i) => -1 - i), ...range(p, (i) => st.rows[l].units + i)] : [];
}
function front(st, { P, scale, lift }, photo) {
  const items = [], reads = st.along[1], seen = (x) => x > LEFT + 2 && x < WIDE - 3;
  for (let l = st.layer; l > 0 && !st.hidden; l--) {
    const [top, low] = [reads[l], reads[l - 1]], row = st.rows[l - 1], half = l > 1 ? 0 : 0.5;
    const a = centreOf(row, low.first) - half, b = centreOf(row, low.last) + half, up = [centreOf(st.rows[l], top.first), centreOf(st.rows[l], top.last)];
    items.push(s("path", { class: "rf-fan", d: polygon([P(l, up[0]), P(l, up[1]), P(l - 1, b), P(l - 1, a)]) }));
  }
  for (let l = 1; l <= st.alive && !st.hidden; l++) {
    const row = st.rows[l], r = dotSize(row, scale, 6), at = (u) => P(l, centreOf(row, u)), hit = l <= st.layer ? reads[l].hit : [];
    const inside = new Set(hit), rest = range(row.units, (u) => u).filter((u) => !inside.has(u));
    items.push(s("path", { class: "rf-pad", d: dots(paddingUnits(st, l).map(at).filter(([x]) => seen(x)), r) }), s("path", { class: "rf-unit", d: dots(rest.map(at), r) }), s("path", { class: "rf-hit", d: dots(hit.map(at), r) }));
  }
  const [, floor] = P(0, 0), tall = clampTo(scale, 9, 24), pixel = (x, attributes) => s("rect", { x: tenth(P(0, x - 0.5)[0]), y: floor, width: tenth(scale + 0.15), height: tall, ...attributes });
  const y = clampTo(Math.round(st.centre[0]), 0, st.n - 1);
  items.push(...range(st.n, (x) => pixel(x, { fill: `rgb(${photo(x, y).join()})` })));
  if (st.hidden) return items;
  items.push(...paddingUnits(st, 0).filter((x) => seen(P(0, x)[0])).map((x) => pixel(x, { class: "rf-pad" })));
  const [a, b] = st.spans[1], left = clampTo(P(0, a - 0.5)[0], LEFT, WIDE), right = clampTo(P(0, b + 0.5)[0], LEFT, WIDE), missed = range(b - a + 1, (i) => a + i).filter((x) => x >= 0 && x < st.n && !st.along[1][0].hit.includes(x));
  items.push(...missed.map((x) => pixel(x, { class: "rf-missed" })));
  items.push(s("path", { class: "rf-bracket", d: `M${tenth(left)},${floor - 3}V${floor + tall + 7}H${tenth(right)}V${floor - 3}` }),
    s("text", { class: "rf-span", x: clampTo((left + right) / 2, LEFT + 80, WIDE - 88), y: floor + tall + 25, "text-anchor": "middle" }, `sees ${st.rows[st.layer].size}: ${minus(a)} to ${minus(b)}`));
  return items;
}
function fromTheSide(st, { P, ax, bx, by }, picture) {
  const items = [], square = (l, [y0, y1], [x0, x1]) => polygon([P(l, x0, y0), P(l, x1, y0), P(l, x1, y1), P(l, x0, y1)]);
  const [X, Y] = P(0, -0.5, -0.5), m = [ax, 0, bx, by, X, Y].map((v) => Number(v.toFixed(4)));
  items.push(s("image", { href: picture, width: st.n, height: st.n, preserveAspectRatio: "none", transform: `matrix(${m.join(" ")})` }));
  if (st.hidden) return items;
  const seenAt = (l) => [0, 1].map((axis) => { const row = st.rows[l], { first, last } = st.along[axis][l], half = row.jump / 2; return [centreOf(row, first) - half, centreOf(row, last) + half]; });
  const corners = (l) => { const [[y0, y1], [x0, x1]] = seenAt(l); return [P(l, x0, y0), P(l, x1, y0), P(l, x1, y1), P(l, x0, y1)]; };
  items.push(s("path", { class: "rf-seen rf-ground", d: square(0, ...seenAt(0)) }));
  for (let l = 1; l <= st.alive; l++) {
    const row = st.rows[l], half = row.jump / 2, ends = [centreOf(row, 0) - half, centreOf(row, row.units - 1) + half];
    if (l <= st.layer) {
      const [low, top] = [corners(l - 1), corners(l)];
      items.push(...range(4, (i) => s("path", { class: "rf-side", d: polygon([low[i], low[(i + 1) % 4], top[(i + 1) % 4], top[i]]) })));
    }
    items.push(s("path", { class: "rf-plane", d: square(l, ends, ends) }));
    if (row.units <= 16) items.push(s("path", { class: "rf-mesh", d: range(row.units - 1, (u) => u + 1).map((u) => { const v = ends[0] + u * row.jump, line = (p, q) => `M${p.map(tenth)}L${q.map(tenth)}`; return line(P(l, v, ends[0]), P(l, v, ends[1])) + line(P(l, ends[0], v), P(l, ends[1], v)); }).join("") }));
    if (l <= st.layer) items.push(s("path", { class: l === st.layer ? "rf-chosen" : "rf-seen", d: square(l, ...seenAt(l)) }));
  }
  return items;
}

function pyramid(view) {
  const plot = plane({ width: WIDE, height: HIGH, margin: [0, 0, 0, 0], xlim: [0, WIDE], ylim: [0, HIGH], label: "what one unit sees, layer by layer" });
  let st = null, project = null;
  plot.view.firstChild.remove();  // no axes
  const place = (layer, [row, column]) => { const one = st.rows[layer], [x, y] = project.P(layer, centreOf(one, column), centreOf(one, row)); return [x, HIGH - y]; };
  function go([x, y]) {  // the nearest unit of the nearest layer; seen from the side, of the chosen layer
    if (st.hidden) return;
    if (st.deep) { const [px, py] = project.back(st.layer, x, HIGH - y); return view.pick(st.layer, [nearestUnit(st.rows[st.layer], py), nearestUnit(st.rows[st.layer], px)]); }
    const layer = clampTo(Math.round((project.P(0, 0)[1] - (HIGH - y)) / project.lift), Math.min(1, st.alive), st.alive), before = (project.P(0, 1)[0] - project.P(0, 0)[0]);
    view.pick(layer, [view.rowIn(layer), nearestUnit(st.rows[layer], (x - project.P(0, 0)[0]) / before)]);
  }
  const grip = handle(plot, { label: "the unit", radius: 15, get: () => (st ? place(st.layer, st.unit) : [0, 0]), move: go, ondown: view.ondown, onup: view.onup,
    keys: { PageUp: () => view.climb(1), PageDown: () => view.climb(-1) },
    nudge: (dx, dy, far) => { const [row, column] = st.unit, step = far ? 5 : 1, most = st.rows[st.layer].units - 1;
      if (!st.deep && dy) { const to = clampTo(st.layer + dy, 1, st.alive); return place(to, [0, nearestUnit(st.rows[to], st.centre[1])]); }
      return place(st.layer, [clampTo(row - dy * step, 0, most), clampTo(column + dx * step, 0, most)]); },
    draw: (x, y) => [s("circle", { class: "rf-grip", cx: x, cy: y, r: 7.5 })] });
  plot.front.append(grip);
  plot.view.addEventListener("pointerdown", (event) => { if (!event.button) { view.ondown(); const [x, y] = plot.at(event); if (x > LEFT) go([x, y]); view.onup(); } });
  return { plot, draw(next) {
    st = next;
    project = projection(st);
    const on = (l) => (l === st.layer && !st.hidden ? "on" : ""), long = (l) => s("tspan", { class: "rf-long" }, `  ${shape(st.layers[l - 1])}`);
    const label = (l) => s("text", { class: `rf-name ${on(l)}`, x: 2, y: tenth(project.P(l, 0, st.n / 2)[1]) + 5, onclick: () => view.pick(l, null) }, st.names[l - 1] || `${l}`, st.names[l - 1] ? "" : long(l));
    plot.back.replaceChildren(...range(st.layers.length, (i) => label(i + 1)), s("text", { class: "rf-name", x: 2, y: tenth(project.P(0, 0, st.n / 2)[1]) + (st.deep ? 5 : 13) }, "pixels"));
    plot.main.replaceChildren(...(st.deep ? fromTheSide(st, project, view.picture(st.n)) : front(st, project, view.photo(st.n))),
      ...(st.hidden ? range(st.layers.length, (i) => s("text", { class: "rf-query", x: (LEFT + WIDE) / 2, y: project.P(i + 1, 0, st.n / 2)[1] + 5, "text-anchor": "middle" }, "?")) : []));
    grip.style.display = st.hidden || !st.alive ? "none" : "";
    grip.place();
    grip.setAttribute("aria-label", `unit ${st.unit.join(", ")} of ${nameOf(st, st.layer)}: sees rows ${st.spans[0].map(minus).join(" to ")}, columns ${st.spans[1].map(minus).join(" to ")}`);
  } };
}

// ---- the photograph ------------------------------------------------------------------------------------------------

function photographView(view) {
  const size = 300, plot = plane({ width: size, height: size, margin: [0, 0, 0, 0], xlim: [0, size], ylim: [0, size], label: "the photograph and the field in it" });
  let st = null, scale = 1, edge = 0, held = [0, 0];
  plot.view.firstChild.remove();
  plot.view.classList.add("rf-flat");
  const X = (x) => tenth((x + edge) * scale), middle = () => (st ? [X(st.centre[1] + 0.5), size - X(st.centre[0] + 0.5)] : [0, 0]);
  const move = ([x, y]) => { const row = st.rows[st.layer]; view.pick(st.layer, [(size - y) / scale - edge - 0.5, x / scale - edge - 0.5].map((v) => nearestUnit(row, v))); };
  const grip = handle(plot, { label: "the field", radius: 0.1, get: middle, move: ([x, y]) => move([x - held[0], y - held[1]]), onup: () => { held = [0, 0]; view.onup(); },
    ondown: (event) => { view.ondown(); const [x, y] = plot.at(event), [u, v] = middle(); held = [x - u, y - v]; },
    nudge: (dx, dy, far) => { const [x, y] = middle(), by = st.rows[st.layer].jump * scale * (far ? 5 : 1); return [x + dx * by, y + dy * by]; },
    draw: (x, y) => { const w = st ? st.rows[st.layer].size * scale : 0; return ["rf-frame-back", "rf-frame"].map((name) => s("rect", { class: name, x: x - w / 2, y: y - w / 2, width: w, height: w })); } });
  plot.front.append(grip);
  return { plot, draw(next) {
    st = next;
    edge = Math.min(st.n * 0.3, Math.max(2, ...st.rows.map((row) => -row.start)));
    scale = size / (st.n + 2 * edge);
    const lower = range(Math.max(0, st.layer - 1), (i) => st.rows[i + 1].size * scale), [cx, cy] = middle();
    plot.back.replaceChildren(s("path", { class: "rf-outside", d: `M0,0h${size}v${size}h${-size}z` }), s("image", { href: view.picture(st.n), x: X(0), y: X(0), width: tenth(st.n * scale), height: tenth(st.n * scale), preserveAspectRatio: "none" }));
    plot.main.replaceChildren(...(st.hidden ? [] : lower.map((w) => s("rect", { class: "rf-nested", x: tenth(cx - w / 2), y: tenth(size - cy - w / 2), width: tenth(w), height: tenth(w) }))));
    grip.style.display = st.hidden || !st.alive ? "none" : "";
    grip.place();
    grip.setAttribute("aria-label", `the field, ${st.rows[st.layer].size} pixels wide, from row ${minus(st.spans[0][0])}, column ${minus(st.spans[1][0])}`);
  } };
}

// ---- the table of the net ------------------------------------------------------------------------------------------

function tableView(view) {
  const head = ["", "kernel", "stride", "padding", "dilation", "units", "size r", "jump j", "start", ""], body = h("tbody", {}), words = h("p", { class: "rf-words" });
  const short = { kernel: "k", stride: "s", padding: "p", dilation: "d", "size r": "r", "jump j": "j" };
  const table = h("table", { class: "rf-table" }, h("thead", {}, h("tr", {}, head.map((text) => h("th", {}, h("span", { class: "rf-full" }, text), h("span", { class: "rf-short" }, short[text] || text))))), body);
  let shown = "";
  const change = (l, i, value) => { const [, low, high] = RANGES[i], layers = view.model.get("layers").map((one) => [...one]); layers[l - 1][i] = clampTo(Math.round(value) || low, low, high); view.edit({ layers, preset: "" }); };
  function row(st, l) {
    const { units, size, jump, start } = st.rows[l], on = l === st.layer && !st.hidden, secret = st.hidden && l > 0, cell = (v) => h("td", {}, secret ? "?" : v);
    const own = l ? st.layers[l - 1] : [];
    const settings = range(4, (i) => h("td", {}, !l ? "" : on ? h("input", { type: "number", class: "rf-number", min: RANGES[i][1], max: RANGES[i][2], value: own[i], "aria-label": `${RANGES[i][0]} of layer ${l}`, "data-key": i, onchange: (event) => change(l, i, Number(event.target.value)) }) : own[i]));
    const most = Math.max(st.rows.at(-1).size, st.plain.at(-1)), part = (v) => `${(100 * v / most).toFixed(1)}%`;
    const bar = h("td", { class: "rf-bars", "aria-hidden": "true" }, secret ? "" : h("span", { class: `rf-bar ${on ? "on" : ""}`, style: `width:${part(size)}` }), secret ? "" : h("i", { style: `left:${part(st.plain[l])}` }));
    return h("tr", { class: on ? "on" : "" }, h("th", { scope: "row" }, l ? button(st.names[l - 1] || `layer ${l}`, () => view.pick(l, null), { "data-layer": l, "aria-pressed": on, disabled: st.hidden }) : h("span", { class: "rf-pixels" }, "pixels")),
      settings, h("td", {}, secret ? "?" : units ?? "none"), cell(minus(size)), cell(minus(jump)), cell(minus(start)), bar);
  }
  return { table, words, draw(st) {
    const now = JSON.stringify([st.layers, st.n, st.layer, st.hidden, st.names]), focus = body.contains(document.activeElement) || body.getRootNode().activeElement?.closest?.("tbody") === body ? body.getRootNode().activeElement.dataset : {};
    if (now !== shown) {  // walking along a layer leaves the table as it is
      shown = now;
      body.replaceChildren(...range(st.rows.length, (l) => row(st, l)));
      const again = focus.key !== undefined ? body.querySelector(`[data-key="${focus.key}"]`) : focus.layer ? body.querySelector(`[data-layer="${focus.layer}"]`) : null;
      again?.focus({ preventScroll: true });
    }
    const last = st.rows.at(-1).size, bad = st.alive < st.layers.length;
    words.replaceChildren(...(st.hidden ? ["The numbers of this net are yours to say."] : bad
      ? [h("b", { class: "rf-bad" }, `The window of ${nameOf(st, st.alive + 1)} does not fit into ${st.rows[st.alive].units} units with this padding.`)]
      : [h("span", { class: "rf-of-bars" }, h("b", {}, "Bars"), ": size; ", h("b", {}, "ticks"), `: if every stride and dilation were 1 (${st.plain.at(-1)} instead of ${last} at the end). `), `Weights, with C maps in and out of each layer: ${weights(st.layers)} C².`]));
  } };
}

// ---- words and controls --------------------------------------------------------------------------------------------

function formula(st) {
  if (st.hidden || !st.alive) return [h("span", { class: "rf-line" }, "r ← r + (k − 1) d j,  start ← start − p j,  then j ← s j;  unit u sees start + u j … start + u j + r − 1")];
  const [k, s1, p, d] = st.layers[st.layer - 1], [low, top] = [st.rows[st.layer - 1], st.rows[st.layer]], v = (name) => h("var", {}, name), line = (...parts) => h("span", { class: "rf-line" }, ...parts);
  const gone = outside(st), [a, b] = st.spans[1], u = st.unit[1], term = (...parts) => h("span", { class: "rf-term" }, ...parts);
  return [line(h("span", { class: "cw-label" }, `${nameOf(st, st.layer)}  `), term(v("r"), ` = ${low.size} + (${k} − 1) · ${times([d, low.jump])} = `, h("b", {}, top.size)), term(v("start"), ` = ${minus(low.start)} − ${times([p, low.jump])} = `, h("b", {}, minus(top.start))), term(v("j"), ` = ${times([s1, low.jump])} = `, h("b", {}, top.jump))),
    line(h("span", { class: "cw-label" }, `unit ${u}  `), term(`from ${minus(top.start)} + ${times([u, top.jump])} = `, h("b", {}, minus(a))), term(`to ${minus(a)} + ${top.size} − 1 = `, h("b", {}, minus(b))), gone > 0 ? term(`${(100 * gone).toFixed(0)} % of its square outside the image`) : "")];
}
function torchLine(st) {
  return st.hidden ? `x.shape == (1, 1, ${st.n}, ${st.n})` : `torch.autograd.grad(nn.Sequential(*(nn.Conv2d(1, 1, *one) for one in layers[:${st.layer}]))(x)[0, 0, ${st.unit.join(", ")}], x)[0].nonzero()`;
}
function controls(view) {
  const { model, ui } = view;
  const looks = choice({ label: "view", options: [["1d", "one row"], ["2d", "whole maps"]], value: model.get("view"), onchange: (v) => view.edit({ view: v }) });
  const select = h("select", { "aria-label": "net", onchange: () => { const one = PRESETS[select.value]; view.asking = null; if (one) view.edit({ layers: one.layers.map((l) => [...l]), preset: select.value, n: one.n, layer: -1, unit: [] }); } },
    h("option", { value: "" }, "a net of your own"), Object.entries(PRESETS).map(([name, one]) => h("option", { value: name }, one.text)));
  const remove = button("remove the top layer", () => view.edit({ layers: model.get("layers").slice(0, -1), preset: "", layer: -1 }));
  const size = slider({ label: "pixels", min: 8, max: 64, step: 1, value: model.get("n"), show: (v) => `${v} × ${v}`, oninput: (v) => view.edit({ n: v }) });
  ui.controls.append(labelled("net", select), looks, remove);
  ui.moreControls.prepend(size, button("other random nets", () => { view.asking = null; view.edit({ seed: (model.get("seed") + 1) % 10000 }); }));
  ui.more.append(h("p", { class: "rf-note" }, "Drag the ringed unit, or use the arrow keys; Page Up and Page Down change the layer. Change the numbers of the chosen layer in the table. A pool counts like a convolution of its size. " +
    "Filled units have a way up to the chosen one, hollow ones have none; dashed: padding, zeros that are read but hold nothing. Pale pixels lie inside the field and are skipped by dilation. The square field is the row's, once for rows and once for columns. The dahlia comes with scikit-learn."));
  return (st) => { looks.set(model.get("view")); select.value = st.preset; size.set(model.get("n")); remove.disabled = st.layers.length < 2 || st.hidden; };
}

// Pixels of the photograph at n x n, averaged from 64 x 64: a picture, and one pixel's colour.
function photoSource(model) {
  const bytes = model.get("photo"), rgb = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), kept = { n: 0 }, side = 64;
  function make(n) {
    const canvas = h("canvas", { width: n, height: n }), context = canvas.getContext("2d"), image = context.createImageData(n, n), colours = [];
    const cut = (i) => [Math.floor(i * side / n), Math.max(Math.floor(i * side / n) + 1, Math.floor((i + 1) * side / n))];
    for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) {
      const [r0, r1] = cut(y), [c0, c1] = cut(x), sum = [0, 0, 0];
      for (let r = r0; r < r1; r++) for (let c = c0; c < c1; c++) for (let k = 0; k < 3; k++) sum[k] += rgb[(r * side + c) * 3 + k];
      const colour = sum.map((v) => Math.round(v / (r1 - r0) / (c1 - c0)));
      colours.push(colour);
      image.data.set([...colour, 255], 4 * (y * n + x));
    }
    context.putImageData(image, 0, 0);
    Object.assign(kept, { n, colours, url: canvas.toDataURL() });
  }
  const fresh = (n) => { if (kept.n !== n) make(n); return kept; };
  return { picture: (n) => fresh(n).url, photo: (n) => (x, y) => fresh(n).colours[y * n + x] };
}

function render({ model, el }) {
  const ui = frame(el, { title: "What does a unit see?" }), names = ["layers", "preset", "layer", "unit", "view", "n", "seed"], past = history(model, ui, names, "ReceptiveFields");
  const view = { model, ui, held: false, asking: null, ...photoSource(model), edit(values) { if (!view.held) past.remember(); save(model, values); },
    ondown() { past.remember(); view.held = true; }, onup() { view.held = false; } };
  let st = null;
  view.rowIn = (l) => nearestUnit(st.rows[l], st.centre[0]);
  view.pick = (l, unit) => {  // without a unit: the one nearest to where we are
    if (st.hidden || l < 1 || l > st.alive) return;
    const to = unit || st.centre.map((v) => nearestUnit(st.rows[l], v)), layer = l === st.layers.length ? -1 : l;
    if (l !== st.layer || to.join() !== st.unit.join()) view.edit({ layer, unit: to });
  };
  view.climb = (by) => view.pick(clampTo(st.layer + by, 1, st.alive), null);
  const tower = pyramid(view), flat = photographView(view), ledger = tableView(view), sync = controls(view), adds = addBox(view), nets = netBox(view), title = h("p", { class: "cw-panel-title" });
  ui.stage.append(h("div", { class: "cw-panel rf-tower" }, title, tower.plot.view), h("div", { class: "cw-panel rf-photo" }, h("p", { class: "cw-panel-title" }, "Its square; thin: the layers below"), flat.plot.view), h("div", { class: "rf-ledger" }, ledger.table, ledger.words));
  view.redraw = bind(model, ui, [...names, "prediction"], () => {
    st = study(view);
    title.replaceChildren(...(st.hidden ? ["A net drawn at random: what does it do?"] : ["What ", h("b", { class: "rf-key" }, `unit ${st.deep ? st.unit.join(", ") : st.unit[1]} of ${nameOf(st, st.layer)}`), " sees: drag it. Dashed: padding"]));
    tower.draw(st);
    flat.draw(st);
    ledger.draw(st);
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st);
    sync(st);
    adds();
    nets();
    ui.say(st.hidden ? "A net drawn at random; its numbers are hidden" : `Unit ${st.unit.join(", ")} of ${nameOf(st, st.layer)} sees ${st.rows[st.layer].size} pixels a row, from ${minus(st.spans[1][0])} to ${minus(st.spans[1][1])}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { walk, spanOf, reading, withoutStrides, questionOf, scoreOf, PRESETS };
