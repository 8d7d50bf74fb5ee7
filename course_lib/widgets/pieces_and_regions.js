// PiecesAndRegions: a hidden layer of ReLU units cuts a line into pieces, a plane into regions. kit.js and
// pieces_and_regions_math.js stand before this text.

const tenth = (v) => Math.round(v * 10) / 10, cent = (v) => Math.round(v * 100) / 100;
const SUB = "₁₂₃₄₅₆₇₈";
const plus = (v, digits = 2) => `${v < 0 ? " − " : " + "}${trim(Math.abs(v), digits)}`;
const trim = (v, digits = 2) => fmt(v, digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const word = { pieces: ["unit", "piece"], regions: ["line", "region"] };
const many = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
const path = (plot, points) => points.map(([x, y], i) => `${i ? "L" : "M"}${tenth(plot.x(x))},${tenth(plot.y(y))}`).join("");
function inset(plot) {  // hides what leaves the plot's frame
  const [w, hgt] = plot.inner;
  return s("svg", { x: plot.left, y: plot.top, width: w, height: hgt, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` });
}

// ---- one input ---------------------------------------------------------------------------------------------------

function piecesView(view) {
  const width = 620, left = 44, right = 14, xlim = [-LIMIT, LIMIT];
  const top = plane({ width, height: 270, margin: [26, right, 8, left], xlim, ylim: [-2.5, 3.5], ticks: [0, 5], ylabel: "y", label: "the net's output", layers: ["back", "main", "front"] });
  const rows = plane({ width, height: 200, margin: [4, right, 40, left], xlim, ylim: [MOST, 0], ticks: [7, 0], xlabel: "x", label: "where each unit is on", layers: ["back", "main", "front"] });
  const area = inset(top), probe = s("g", {});
  top.main.append(area);
  top.front.append(probe);
  const seen = { units: [] };
  let grips = [];
  const spot = handle(top, { label: "x", radius: 15, step: 0.1, get: () => [view.at()[0], Math.max(-2.5, Math.min(3.5, outputAt(seen.units, view.at()[0])))], ondown: view.ondown, onup: view.onup,
    move: ([x]) => view.edit({ at: [cent(x), view.at()[1]] }), nudge: (dx, dy, far) => [view.at()[0] + (dx || dy) * (far ? 1 : 0.1), 0],
    draw: (x, y) => [s("path", { class: "pr-probe", d: `M${x},${top.top}V${top.height}` }), s("circle", { class: "pr-spot", cx: x, cy: y, r: 7 })] });
  top.front.append(spot);
  const makeGrip = (j) => handle(rows, { label: `unit ${j + 1}`, radius: 12, step: 0.1, get: () => { const [w, b] = seen.units[j]; return [-b / w, j + 0.5]; },
    ondown: () => { view.ondown(); view.pick(j); }, onup: view.onup, nudge: (dx, dy, far) => {
      if (dy) { grips[(j - dy + grips.length) % grips.length].focus(); return [-seen.units[j][1] / seen.units[j][0], 0]; }
      return [-seen.units[j][1] / seen.units[j][0] + dx * (far ? 1 : 0.1), 0];
    },
    move: ([x]) => view.change(j, ([w, , v]) => [w, cent(-w * Math.round(x * 20) / 20) + 0, v]),
    draw: (x, y) => s("circle", { class: `pr-grip ${view.picked() === j ? "on" : ""}`, cx: x, cy: y, r: 7 }) });
  function sync(st) {
    seen.units = st.units;
    if (grips.length === st.units.length) return;
    const had = grips.findIndex((g) => g === g.getRootNode().activeElement);
    grips = st.units.map((_, j) => makeGrip(j));
    grips.forEach((g, j) => g.addEventListener("focus", () => view.pick(j)));
    rows.front.replaceChildren(...grips);
    if (had >= 0) grips[Math.min(had, grips.length - 1)]?.focus({ preventScroll: true });
  }
  function drawTop(st) {
    const { kinks, slopes } = st.cut, edges = [-LIMIT, ...kinks.filter((k) => Math.abs(k) < LIMIT), LIMIT], first = kinks.filter((k) => k <= -LIMIT).length;
    top.back.replaceChildren(...edges.slice(1).map((b, i) => (i % 2 ? null : s("rect", { class: "pr-tint", x: top.x(edges[i]), y: top.top, width: top.x(b) - top.x(edges[i]), height: top.inner[1] }))).filter(Boolean),
      s("path", { class: "cw-grid", d: `M${left},${top.y(0)}h${top.inner[0]}` }),
      ...edges.slice(1).map((b, i) => (top.x(b) - top.x(edges[i]) > 30 ? s("text", { class: "pr-slope", x: (top.x(edges[i]) + top.x(b)) / 2, y: top.top - 9, "text-anchor": "middle" }, trim(slopes[i + first], 1)) : null)).filter(Boolean));
    area.replaceChildren(s("path", { class: "pr-sum", d: path(top, edges.map((x) => [x, outputAt(st.units, x)])) }),
      ...kinks.map((k) => s("circle", { class: "pr-joint", cx: top.x(k), cy: top.y(outputAt(st.units, k)), r: 4.5 })));
  }
  return { node: () => [h("p", { class: "cw-panel-title" }, "The sum of all units, the slope of each piece above it. Drag ", h("b", { class: "pr-spot-key" }, "●")), top.view,
      h("p", { class: "cw-panel-title" }, "Where each unit is ", h("b", { class: "pr-key" }, "on"), ". Drag its kink ", h("b", { class: "pr-key" }, "○")), rows.view], draw(st) {
    sync(st);
    const n = st.units.length, x = st.at[0];
    rows.ylim = [Math.max(4, n), 0];
    drawTop(st);
    rows.back.replaceChildren(...st.units.flatMap(([w, b], j) => {
      const k = Math.max(-LIMIT, Math.min(LIMIT, -b / w)), [from, to] = w > 0 ? [k, LIMIT] : [-LIMIT, k], y = rows.y(j + 0.5);
      return [s("path", { class: "pr-off", d: `M${rows.x(-LIMIT)},${y}H${rows.x(LIMIT)}` }), s("rect", { class: "pr-on", x: rows.x(from), y: y - 5, width: rows.x(to) - rows.x(from), height: 10 }),
        s("path", { class: "pr-kink", d: `M${rows.x(k)},${rows.top - 4}V${y}` }), s("text", { class: j === view.picked() ? "pr-name" : "", x: left - 10, y: y + 4, "text-anchor": "end" }, j + 1)];
    }), s("path", { class: "pr-probe", d: `M${rows.x(x)},${rows.top - 4}v${rows.inner[1] + 4}` }));
    spot.place();
    spot.setAttribute("aria-label", `x ${fmt(x)}: y ${fmt(outputAt(st.units, x))}, pattern ${st.pattern}`);
    grips.forEach((g, j) => { g.place(); g.setAttribute("aria-label", `kink of unit ${j + 1} at ${fmt(-st.units[j][1] / st.units[j][0])}`); });
  } };
}

// ---- two inputs --------------------------------------------------------------------------------------------------

function regionsView(view) {
  const plot = plane({ width: 470, height: 450, margin: [10, 14, 40, 46], xlim: [-LIMIT, LIMIT], ylim: [-LIMIT, LIMIT], ticks: 7, xlabel: "x₁", ylabel: "x₂", label: "regions of the plane", layers: ["back", "main", "front"] });
  const frame = inset(plot), seen = { units: [] };
  plot.back.append(frame);
  let grips = [];
  const spot = handle(plot, { label: "point", radius: 15, step: 0.1, get: () => view.at(), move: (p) => view.edit({ at: p.map(cent) }), ondown: view.ondown, onup: view.onup,
    draw: (x, y) => s("circle", { class: "pr-spot", cx: x, cy: y, r: 7 }) });
  const onCircle = (angle) => [REACH * Math.cos(angle), REACH * Math.sin(angle)];
  const makeGrip = (j, e) => handle(plot, { label: "end of a line", radius: 13, get: () => ends(seen.units[j])[e], ondown: () => { view.ondown(); view.pick(j); }, onup: view.onup,
    nudge: (dx, dy, far) => { const [x, y] = ends(seen.units[j])[e]; return onCircle(Math.atan2(y, x) + (dx || dy) * (far ? 0.3 : 0.03)); },
    move: ([x, y]) => {
      const p = onCircle(Math.atan2(y, x)), other = ends(seen.units[j])[1 - e];
      if (Math.hypot(p[0] - other[0], p[1] - other[1]) > 0.4) view.change(j, () => (e ? throughPoints(other, p) : throughPoints(p, other)));
    }, draw: (x, y) => s("circle", { class: `pr-grip ${view.picked() === j ? "on" : ""}`, cx: x, cy: y, r: 6.5 }) });
  function sync(st) {
    seen.units = st.units;
    if (grips.length === 2 * st.units.length) return;
    const had = grips.findIndex((g) => g === g.getRootNode().activeElement);
    grips = st.units.flatMap((_, j) => [makeGrip(j, 0), makeGrip(j, 1)]);
    grips.forEach((g, i) => g.addEventListener("focus", () => view.pick(Math.floor(i / 2))));
    plot.front.replaceChildren(...grips, spot);
    if (had >= 0) grips[Math.min(had, grips.length - 1)]?.focus({ preventScroll: true });
  }
  const label = (one, names) => {  // a pattern where there is room for it: at the mean of the corners, clear of the numbers
    if (area(one.corners) <= 0.09 * one.pattern.length) return null;
    const [x, y] = one.corners.reduce(([a, b], [c, d]) => [a + c / one.corners.length, b + d / one.corners.length], [0, 0]), at = [plot.x(x), plot.y(y) + 5];
    const met = names.find((name) => Math.abs(name.getAttribute("x") - at[0]) < 9 + 4.5 * one.pattern.length && Math.abs(name.getAttribute("y") - at[1]) < 17);
    return s("text", { class: "pr-pattern", x: at[0], y: met ? Number(met.getAttribute("y")) + (at[1] < met.getAttribute("y") ? -18 : 18) : at[1], "text-anchor": "middle" }, one.pattern);
  };
  // Where on its way a line is farthest from the others: the middle of its longest stretch, for its arrow and number.
  function freePlace(row, j) {
    const [p, q] = ends(row), cuts = seen.units.filter((_, i) => i !== j).map(([a, c, b]) => { const [u, v] = [p, q].map(([x, y]) => a * x + c * y + b); return u / (u - v); });
    const stops = [0.02, ...cuts.filter((t) => t > 0.02 && t < 0.98).sort((u, v) => u - v), 0.98], gaps = stops.slice(1).map((t, i) => t - stops[i]), k = gaps.indexOf(Math.max(...gaps));
    return stops[k] + gaps[k] / 2;
  }
  function drawLine(row, j) {
    const [p, q] = ends(row), size = Math.hypot(row[0], row[1]), [w1, w2] = [row[0] / size, row[1] / size], along = (k) => [p[0] + (q[0] - p[0]) * k, p[1] + (q[1] - p[1]) * k];
    const [x, y] = along(freePlace(row, j)), far = 5 / Math.hypot(q[0] - p[0], q[1] - p[1]);
    frame.append(s("path", { class: `pr-line ${j === view.picked() ? "on" : ""}`, d: path(plot, [along(-far), along(1 + far)]) }), arrow([plot.x(x), plot.y(y)], [plot.x(x + 0.3 * w1), plot.y(y + 0.3 * w2)], { class: "pr-side-mark" }, 7));
    return s("text", { class: "pr-name", x: plot.x(x - 0.24 * w1), y: plot.y(y - 0.24 * w2) + 5, "text-anchor": "middle" }, j + 1);
  }
  return { node: () => [h("p", { class: "cw-panel-title" }, "Each line is where a unit turns on (arrow). Drag its ends ○ or the ", h("b", { class: "pr-spot-key" }, "●")), plot.view], draw(st) {
    sync(st);
    const n = st.units.length;
    frame.replaceChildren(...st.cut.map((one) => s("path", { class: "pr-region", d: `${path(plot, one.corners)}Z`,
      style: `fill: color-mix(in srgb, var(--accent) ${tenth(5 + 45 * [...one.pattern].filter((c) => c === "1").length / Math.max(1, n))}%, var(--paper))` })));
    const names = st.units.map(drawLine), here = st.cut.find((one) => one.pattern === st.pattern);
    if (here) frame.append(s("path", { class: "pr-outline", d: `${path(plot, here.corners)}Z` }));
    if (st.border) frame.append(...st.cut.map((one) => zeroIn(one.corners, mapIn(st.units, one.pattern))).filter(Boolean).map((two) => s("path", { class: "pr-border", d: path(plot, two) })));
    plot.main.replaceChildren(...(n <= 6 ? st.cut.map((one) => label(one, names)).filter(Boolean) : []), ...names);
    spot.place();
    spot.setAttribute("aria-label", `point ${fmt(st.at[0])}, ${fmt(st.at[1])}: pattern ${st.pattern}`);
    grips.forEach((g, i) => { g.place(); g.setAttribute("aria-label", `line ${Math.floor(i / 2) + 1}, ${i % 2 ? "second" : "first"} end`); });
  } };
}

// ---- how many there can be ---------------------------------------------------------------------------------------

function countView() {
  const plot = plane({ width: 380, height: 330, margin: [16, 16, 42, 48], xlim: [0, MOST + 0.4], ylim: [0, 40], ticks: [8, 5], xlabel: "units n", ylabel: "", label: "the most pieces or regions for each number of units", layers: ["back", "main"] });
  return { plot, draw(st) {
    const most = st.view === "pieces" ? mostPieces : mostRegions, top = st.view === "pieces" ? 10 : 40, n = st.units.length;
    if (plot.ylim[1] !== top) { plot.ylim = [0, top]; plot.axes(); }
    const all = range(MOST + 1, (k) => k), patterns = range(41, (i) => [i / 40 * Math.log2(top), 2 ** (i / 40 * Math.log2(top))]);
    plot.back.replaceChildren(...(st.view === "regions" ? [s("path", { class: "pr-patterns", d: path(plot, patterns) }), s("text", { x: plot.x(5.15), y: plot.y(37.5), "text-anchor": "end" }, "patterns: 2ⁿ")] : []),
      s("path", { class: "pr-most", d: path(plot, all.map((k) => [k, most(k)])) }), ...all.map((k) => s("circle", { class: "pr-most-dot", cx: plot.x(k), cy: plot.y(most(k)), r: 3 })),
      ...["at most", st.view === "pieces" ? "n + 1" : "1 + n + n(n − 1)/2"].map((text, i) => s("text", { x: plot.x(8.3), y: plot.y((0.19 - 0.09 * i) * top), "text-anchor": "end" }, text)));
    plot.main.replaceChildren(s("circle", { class: "pr-count", cx: plot.x(n), cy: plot.y(st.count), r: 8 }),
      s("text", { class: "pr-slope", x: plot.x(n) - 13, y: plot.y(st.count) - 8, "text-anchor": "end" }, st.count));
  } };
}

// ---- words, question, controls, the whole ------------------------------------------------------------------------

function stateOf(model) {
  const view = model.get("view"), own = model.get("units"), units = own.length ? own : view === "pieces" ? PIECES : REGIONS, at = model.get("at"), border = model.get("border");
  const on = view === "pieces" ? units.map(([w, b]) => w * at[0] + b > 0) : units.map(([a, c, b]) => a * at[0] + c * at[1] + b > 0);
  const cut = view === "pieces" ? pieces(units) : regions(units);
  return { view, units, at, border, cut, pattern: written(on), count: view === "pieces" ? cut.slopes.length : countRegions(units) };
}
function formula(st) {
  const n = st.units.length, lit = st.units.map((row, j) => [row, j]).filter((_, j) => st.pattern[j] === "1");
  const bound = st.view === "pieces" ? ["n + 1 = ", h("b", {}, mostPieces(n))] : [`1 + n + n(n − 1)/2 = 1 + ${n} + ${n * (n - 1) / 2} = `, h("b", {}, mostRegions(n))];
  const first = [h("b", {}, many(st.count, word[st.view][1])), ` by ${many(n, word[st.view][0])}; at most ${bound[0]}`, bound[1]];
  if (st.view === "regions") {
    const [g1, g2, c] = mapIn(st.units, st.pattern), seen = st.cut.length;
    return [...first, seen === st.count ? ", all in view." : `, ${seen} of them in view.`, h("br", {}), "In the outlined region, pattern ", h("b", {}, st.pattern), ", the net is one linear map: ", h("var", {}, "y"), ` = ${trim(g1)} x₁${plus(g2)} x₂${plus(c)}`];
  }
  const slope = lit.reduce((sum, [[w, , v]]) => sum + w * v, 0);
  return [...first, ".", h("br", {}), `At x = ${trim(st.at[0])} the units ${lit.length ? lit.map(([, j]) => j + 1).join(", ") : "(none)"} are on: slope ${lit.map(([[w, , v]], i) => (i ? plus(w * v) : trim(w * v))).join("") || "0"} = `, h("b", {}, trim(slope)), `, y = ${trim(outputAt(st.units, st.at[0]))}`];
}
function torchLine(st) {
  const number = (v) => { const text = String(cent(v)); return /[.e]/.test(text) ? text : `${text}.`; }, list = (rows) => `[${rows.join(", ")}]`, size = st.view === "pieces" ? 1 : 2;
  const w = list(st.units.map((row) => list(row.slice(0, size).map(number)))), b = list(st.units.map((row) => number(row[size])));
  return `(torch.tensor(${w}) @ torch.tensor(${list(st.at.slice(0, size).map(number))}) + torch.tensor(${b}) > 0).int()   # the pattern`;
}
function question(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  challenge(model, ui, { key: "four lines", question: "Into how many regions can four lines cut the plane, at most? Think of what the fourth line meets.",
    judge: (given) => [Number(given) === 11, "11. The fourth line crosses the three others and is cut by them into four stretches; each splits one region: 7 + 4. Of the 16 patterns of four units, five occur nowhere."],
    reveal: (given) => { if (known["four lines"] !== given) { known["four lines"] = given; view.edit({ view: "regions", units: NEXT.regions.slice(0, 4), border: false }); } } });
}
function controls(view) {
  const { model, ui, edit } = view, units = () => stateOf(model).units;
  const which = choice({ label: "input", options: [["pieces", "a line"], ["regions", "a plane"]], value: model.get("view"), onchange: (v) => { if (v !== model.get("view")) edit({ view: v, units: [], picked: 0 }); } });
  const add = button("add", () => { const all = units(); if (all.length < MOST) edit({ units: [...all, NEXT[model.get("view")][all.length]], picked: all.length }); }, { class: "primary" });
  const less = button("remove", () => { const all = units(); if (all.length > 1) { const j = view.picked(); edit({ units: all.filter((_, i) => i !== j), picked: Math.max(0, j - 1) }); } });
  const strength = slider({ label: "v", min: -4, max: 4, step: 0.1, value: 0, oninput: (v) => view.change(view.picked(), ([w, b]) => [w, b, v]), show: (v) => fmt(v, 1) });
  const turn = button("turn round", () => view.change(view.picked(), (row) => (model.get("view") === "pieces" ? [-row[0] + 0, -row[1] + 0, row[2]] : row.map((v) => -v + 0))));
  const border = toggle({ label: "border y = 0", value: model.get("border"), onchange: (on) => edit({ border: on }) });
  ui.controls.append(which, h("span", { class: "cw-group" }, add, less), turn, strength, border);
  ui.more.append(h("p", { class: "pr-note" }, "One hidden layer of ReLU units and a linear output. On a line y = Σ v relu(w x + b), a kink for each unit at x = −b/w. On a plane each unit is on where w₁x₁ + w₂x₂ + b > 0, and y = relu − relu + relu − … − 0.3, so that its border y = 0 bends only where it meets a line. Regions are darker where more units are on."));
  return (st) => {
    const unit = word[st.view][0], j = view.picked();
    which.set(st.view);
    add.textContent = `add a ${unit}`;
    less.textContent = `remove ${unit} ${j + 1}`;
    add.disabled = st.units.length >= MOST;
    less.disabled = st.units.length <= 1;
    strength.hidden = st.view !== "pieces";
    border.hidden = st.view === "pieces";
    if (st.view === "pieces") { strength.set(st.units[j][2]); strength.querySelector(".cw-label").textContent = `v of unit ${j + 1}`; }
    border.set(st.border);
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "A ReLU net is made of straight pieces" });
  const plain = { view: "pieces", units: [], at: [0.6, 0.4], picked: 0, border: false }, names = Object.keys(plain);
  const past = history(model, ui, names, "PiecesAndRegions", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(plain[name])));
  const view = { model, ui, held: false, edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  view.at = () => model.get("at");
  view.picked = () => Math.min(model.get("picked"), stateOf(model).units.length - 1);
  view.pick = (j) => { if (j !== model.get("picked")) save(model, { picked: j }); };
  view.change = (j, f) => view.edit({ units: stateOf(model).units.map((row, i) => (i === j ? f(row) : row)) });
  const views = { pieces: piecesView(view), regions: regionsView(view) }, counts = countView(), sync = controls(view), title = h("span", {});
  const panels = { pieces: h("div", { class: "cw-panel pr-wide" }, views.pieces.node()), regions: h("div", { class: "cw-panel pr-square" }, views.regions.node()) };
  ui.stage.append(panels.pieces, panels.regions, h("div", { class: "cw-panel pr-side" }, h("p", { class: "cw-panel-title" }, title), counts.plot.view));
  question(view);
  bind(model, ui, names, () => {
    const st = stateOf(model);
    for (const name of ["pieces", "regions"]) panels[name].hidden = st.view !== name;
    views[st.view].draw(st);
    counts.draw(st);
    title.replaceChildren(st.view === "pieces" ? "Pieces: each unit adds one kink at most" : "Regions: a new line adds one for each stretch of it");
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st);
    sync(st);
    ui.say(`${many(st.count, word[st.view][1])} by ${many(st.units.length, word[st.view][0])}, pattern here ${st.pattern}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { pieces, regions, countRegions, mostPieces, mostRegions, outputAt, mapIn, zeroIn, ends, throughPoints, NEXT, PIECES, REGIONS };
