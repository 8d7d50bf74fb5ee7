// HiddenUnits: one hidden layer in front of a curve, or in front of two classes. kit.js and hidden_units_math.js stand
// before this text: all their functions are at hand.

const GAP = "\u2009", W2 = "w⁽²⁾", B2 = "b⁽²⁾";  // the output weights and bias as the lecture writes them
const NAMES = { relu: "ReLU", tanh: "tanh", threshold: "threshold", radial: "radial", polynomial: "polynomial" };
const PLACE = { relu: "kink", tanh: "step", threshold: "jump", radial: "centre", polynomial: "zero" };
const POWER = ["", "", "²", "³", "⁴", "⁵"];
const tenth = (v) => Math.round(v * 10) / 10;  // many times faster than toFixed
const line = (plot, xs, ys) => "M" + xs.map((v, i) => `${tenth(plot.x(v))},${tenth(plot.y(ys[i]))}`).join("L");
const stairs = (plot, xs, ys) => `M${plot.x(xs[0])},${plot.y(ys[0])}` + xs.map((v, i) => `H${tenth(plot.x(v))}V${tenth(plot.y(ys[i]))}`).join("");
const trace = (activation) => (activation === "threshold" ? stairs : line);
const weightClass = (v) => (v < 0 ? "hu-neg" : "hu-pos");

// An inner picture that hides what leaves the plot's frame (clip paths would need ids).
function inset(plot) {
  const [w, hgt] = plot.inner;
  return s("svg", { x: plot.left, y: plot.top, width: w, height: hgt, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` });
}
// Left and right of [LOW, HIGH], where there is no target.
const outside = (plot) => s("path", { class: "hu-outside", d: [[plot.xlim[0], LOW], [HIGH, plot.xlim[1]]]
  .map(([a, b]) => `M${plot.x(a)},${plot.top}H${plot.x(b)}v${plot.inner[1]}H${plot.x(a)}Z`).join("") });
// One tab stop for a row of handles; `next` and `previous` keys walk along it.
function roving(layer, handles, next, previous) {
  const stopAt = (k) => handles().forEach((g, i) => g.setAttribute("tabindex", i === k ? 0 : -1));
  layer.setAttribute("tabindex", -1);  // a group that listens to focus would be a stop of its own
  layer.addEventListener("focusin", (event) => stopAt(handles().findIndex((g) => g.contains(event.target))));
  layer.addEventListener("keydown", (event) => {
    const way = event.key === next ? 1 : event.key === previous ? -1 : 0, all = handles();
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();  // before the handle itself takes the key for a move
    all[(all.findIndex((g) => g.contains(event.target)) + way + all.length) % all.length].focus();
  }, true);
  return stopAt;
}
// Changes that undo can take back: a drag counts once, each key once.
function editor(model, past) {
  let dragging = false;
  return {
    change(values) { if (!dragging) past().remember(); save(model, values); },
    ondown() { past().remember(); dragging = true; },
    onup() { dragging = false; },
  };
}

// ---- first view: a curve -----------------------------------------------------------------------------------------

function curveView(model, edit) {
  const width = 540, margin = [8, 12, 24, 44], floor = 0.003, x = grid(), wide = shownGrid(), xlim = [wide[0], wide.at(-1)];
  const plot = plane({ width, height: 290, margin, xlim, ylim: [-2, 2], label: "target and network" });
  const strip = plane({ width, height: 146, margin: [6, 12, 34, 44], xlim, ylim: [-1, 1], ticks: 4, xlabel: "x", label: "what each unit adds" });
  const errors = plane({ width: 400, height: 392, margin: [8, 12, 40, 58], xlim: [0.4, 20.6], ylim: [floor, 3], ylog: true,
    xlabel: "hidden units", ylabel: "largest miss", label: "largest miss for each number of units" });
  const seen = { heights: [], kinks: [], fit: null, miss: null, picked: -1, curves: {}, memory: {} };
  const sum = inset(plot), parts = inset(strip);
  const points = s("g", {}), kinkLayer = s("g", {});
  plot.main.append(sum);
  plot.front.append(points, kinkLayer);
  strip.main.append(parts);
  compute();
  const stripTitle = h("span", {}), placeName = h("span", {});
  const node = h("div", { class: "cw-stage" },
    h("div", { class: "cw-panel hu-wide" },
      h("p", { class: "cw-panel-title" }, "the target ", h("b", { class: "hu-key-target" }, "band"), ", the network's ", h("b", { class: "hu-key-sum" }, "line"), ". Drag points ○ or ", placeName, " ▲"),
      plot.view, h("p", { class: "cw-panel-title" }, stripTitle), strip.view),
    h("div", { class: "cw-panel hu-side" }, h("p", { class: "cw-panel-title" }, "does more width help? Drag the ring"), errors.view));

  // What is seen changes at once, not with the next frame: two keys may fall into one frame.
  const move = (i) => ([, t]) => {
    seen.heights = seen.heights.map((v, k) => (k === i ? Math.round(t * 100) / 100 : v));
    edit.change({ target: seen.heights });
  };
  const moveKink = (j) => ([k]) => {
    seen.kinks = seen.kinks.map((v, i) => (i === j ? Math.max(LOW, Math.min(HIGH, Math.round(k * 100) / 100)) : v));
    edit.change({ kinks: seen.kinks });
  };
  const targetHandles = range(13, (i) => handle(plot, {
    get: () => [LOW + i / 2, seen.heights[i] ?? 0], move: move(i), step: 0.05, radius: 15, label: `target at x = ${fmt(LOW + i / 2, 1)}`,
    draw: (px, py) => s("circle", { cx: px, cy: py, r: 5.5, class: "hu-point" }), ondown: edit.ondown, onup: edit.onup }));
  points.append(...targetHandles);
  roving(points, () => targetHandles, "ArrowRight", "ArrowLeft")(0);

  let kinkHandles = [], redraw = () => {};
  const pick = (j) => () => { seen.picked = j; redraw(); };
  const makeKink = (j) => {
    const g = handle(plot, {
      get: () => [seen.kinks[j], plot.ylim[0]], step: 0.05, radius: 11, ondown: edit.ondown, onup: edit.onup, label: `unit ${j + 1}`,
      move: moveKink(j),
      draw: (px, py) => s("path", { d: `M${px},${py - 12}l7,12h-14z`, class: `hu-kink ${weightClass(seen.fit.v[j])}` }) });
    for (const [name, k] of [["pointerenter", j], ["focus", j], ["pointerleave", -1], ["blur", -1]]) g.addEventListener(name, pick(k));
    return g;
  };
  const stopAtKink = roving(kinkLayer, () => kinkHandles, "ArrowUp", "ArrowDown");
  const ring = handle(errors, {
    get: () => [model.get("width"), Math.max(floor, seen.miss.error)], step: 1, label: "number of hidden units",
    move: ([n]) => { const to = Math.max(1, Math.min(WIDEST, Math.round(n))); if (to !== model.get("width")) edit.change({ width: to, kinks: [] }); },
    draw: (px, py) => [s("path", { d: `M${px},${errors.y(floor)}V${py}`, class: "hu-drop" }), s("circle", { cx: px, cy: py, r: 7, class: "hu-ring" })],
    ondown: edit.ondown, onup: edit.onup });

  function compute() {
    const curve = CURVES[model.get("curve")], own = model.get("target"), activation = model.get("activation"), degree = model.get("degree");
    seen.heights = own.length ? own : curve.heights;
    seen.t = targetCurve(x, seen.heights, curve.straight);
    seen.kinks = model.get("kinks").length === model.get("width") ? model.get("kinks") : spread(model.get("width"), activation);
    seen.h = hiddenFeatures(wide, seen.kinks, activation, degree);
    seen.fit = leastSquares(seen.h.map(inside), seen.t);  // outside [LOW, HIGH] there is no target
    seen.shown = output(seen.h, seen.fit);
    seen.y = inside(seen.shown);
    seen.miss = largestMiss(seen.y, seen.t);
    const key = JSON.stringify([seen.heights, curve.straight, degree]);
    if (seen.curves.key !== key) seen.curves = { key };
    seen.curves[activation] ||= errorsByWidth(seen.t, activation, degree, WIDEST, seen.memory);
    seen.flat = seen.curves.polynomial || errorsByWidth(seen.t, "polynomial", degree, degree + 1, seen.memory);  // nothing new after that
  }
  function drawSum() {
    const { at, error } = seen.miss, px = plot.x(x[at]), far = Math.abs(plot.y(seen.y[at]) - plot.y(seen.t[at]));
    const ghost = seen.picked < 0 || seen.picked >= seen.kinks.length ? null :
      s("path", { class: "hu-ghost", d: line(plot, wide, seen.shown.map((v, i) => v - seen.fit.v[seen.picked] * seen.h[seen.picked][i])) });
    const top = Math.min(plot.y(seen.y[at]), plot.y(seen.t[at])), under = top < plot.top + 22;
    const label = { x: Math.max(plot.left + 16, Math.min(plot.width - 30, px)), y: under ? top + far + 17 : top - 7, "text-anchor": "middle" };
    // How the sum would go straight on past a ReLU kink, were it not for the unit that bends it there.
    const straightOn = model.get("activation") !== "relu" || seen.kinks.length > 12 ? [] : seen.kinks.map((k, j) => {
      const part = range(wide.length, (i) => i).filter((i) => wide[i] >= k && wide[i] <= k + 0.7);
      return s("path", { class: "hu-ghost", d: line(plot, part.map((i) => wide[i]), part.map((i) => seen.shown[i] - seen.fit.v[j] * seen.h[j][i])) });
    });
    sum.replaceChildren(...[outside(plot), s("path", { class: "cw-grid", d: `M${plot.left},${plot.y(0)}h${plot.inner[0]}` }),
      s("path", { class: "hu-target", d: line(plot, x, seen.t) }), ghost, ...straightOn, s("path", { class: "hu-sum", d: trace(model.get("activation"))(plot, wide, seen.shown) }),
      far > 1 && s("path", { class: "hu-miss", d: `M${px - 5},${plot.y(seen.t[at])}h10m-5,0V${plot.y(seen.y[at])}m-5,0h10` }),
      far > 8 && s("text", { ...label, class: "hu-miss-text" }, fmt(error)),
    ].filter(Boolean));
    targetHandles.forEach((g, i) => { g.place(); g.setAttribute("aria-label", `target at x = ${fmt(LOW + i / 2, 1)} is ${fmt(seen.heights[i])}`); });
    if (kinkHandles.length !== seen.kinks.length) {
      kinkHandles = seen.kinks.map((_, j) => makeKink(j));
      kinkLayer.replaceChildren(...kinkHandles);
      stopAtKink(0);
    }
    kinkHandles.forEach((g, j) => { g.place(); g.setAttribute("aria-label", `unit ${j + 1}: ${PLACE[model.get("activation")]} at ${fmt(seen.kinks[j])}, weight ${fmt(seen.fit.v[j])}`); });
  }
  function drawParts() {
    const added = seen.h.map((h, j) => h.map((v) => seen.fit.v[j] * v)), all = added.flat();
    const low = Math.min(-0.2, ...all), high = Math.max(0.2, ...all), room = 0.06 * (high - low);
    strip.ylim = [low - room, high + room];
    strip.axes();
    parts.replaceChildren(outside(strip), s("path", { class: "cw-grid", d: `M${strip.left},${strip.y(0)}h${strip.inner[0]}` }),
      ...added.map((part, j) => s("path", { d: trace(model.get("activation"))(strip, wide, part), class: `hu-part ${weightClass(seen.fit.v[j])} ${j === seen.picked ? "on" : ""}` })));
    placeName.textContent = `${PLACE[model.get("activation")]}s`;
    stripTitle.textContent = `what each unit adds: ${W2} · ${NAMES[model.get("activation")]}, dashed where ${W2} < 0`;
  }
  function drawErrors() {
    const activation = model.get("activation"), widths = range(WIDEST, (i) => i + 1);
    const path = (e, name) => s("path", { class: name, d: line(errors, widths, e.map((v) => Math.max(floor, v))) });
    const chosen = seen.curves[activation], flat = range(WIDEST, (i) => seen.flat[Math.min(i, seen.flat.length - 1)]);
    const exact = chosen.map((v, i) => v < 1e-6 && s("text", { x: errors.x(i + 1) + (i < WIDEST - 1 ? 9 : -16), y: errors.y(floor) - 6 }, "0")).filter(Boolean);
    const above = (e) => errors.y(Math.min(2.2, Math.max(...e.slice(14)) * 1.35));
    errors.main.replaceChildren(path(flat, "hu-flat"), s("text", { x: errors.x(20), y: above(flat), "text-anchor": "end" }, `polynomial of degree ${model.get("degree")}`),
      ...(activation === "polynomial" ? [] : [s("text", { class: "ink", x: errors.x(20), y: above(chosen), "text-anchor": "end" }, NAMES[activation])]),
      path(chosen, "hu-chosen"), ...chosen.map((v, i) => s("circle", { cx: errors.x(i + 1), cy: errors.y(Math.max(floor, v)), r: 2.8, class: "hu-dot" })), ...exact);
    ring.place();
  }
  errors.front.append(ring);
  return { node, seen, onpick: (f) => { redraw = f; }, draw() { compute(); drawSum(); drawParts(); drawErrors(); } };
}

// ---- second view: two classes ------------------------------------------------------------------------------------

const SUBSCRIPT = "₀₁₂₃₄₅₆₇₈";

function classView(model, edit) {
  const plot = plane({ width: 440, height: 420, margin: [8, 8, 34, 40], xlim: [LO, HI], ylim: [LO, HI], xlabel: "x₁", ylabel: "x₂", label: "two classes and the network's answer" });
  const tiles = s("svg", { class: "cw-plot", viewBox: "0 0 420 430", role: "img" });
  const count = h("b", { class: "hu-count" }), area = inset(plot), pointLayer = s("g", {}), seen = { points: [] };
  plot.main.append(area);
  plot.front.append(pointLayer);
  const tileTitle = h("span", {});
  const node = h("div", { class: "cw-stage" }, h("div", { class: "cw-panel hu-side" }, h("p", { class: "cw-panel-title" }, count), plot.view), h("div", { class: "cw-panel hu-side" }, h("p", { class: "cw-panel-title" }, tileTitle), tiles));
  let handles = [];
  const stopAt = roving(pointLayer, () => handles, "PageDown", "PageUp");
  const makePoint = (i) => handle(plot, {
    get: () => seen.points[i], step: 0.05, radius: 14, label: `point ${i + 1}`, ondown: edit.ondown, onup: edit.onup,
    move: ([p, q]) => {
      seen.points = seen.points.map((v, k) => (k === i ? [Math.round(p * 100) / 100, Math.round(q * 100) / 100, v[2]] : v));
      edit.change({ points: seen.points });
    },
    draw: (px, py) => [mark(px, py, seen.points[i][2] > 0, 7), seen.wrong?.[i] && s("circle", { cx: px, cy: py, r: 12, class: "hu-wrong" })].filter(Boolean) });

  function compute() {
    const own = model.get("points"), activation = model.get("activation"), degree = model.get("degree"), n = model.get("units");
    seen.points = own.length ? own : classPoints(model.get("data"));
    seen.units = activation === "radial" ? placedCentres(n, model.get("draw")) : placedUnits(n, model.get("data"), model.get("draw"));
    if (n === 0) {
      const [w1, w2, c] = bestLine(seen.points).w;
      seen.fit = { v: [w1, w2], c };
      seen.f = (p, q) => w1 * p + w2 * q + c;
    } else {
      seen.fit = leastSquares(classFeatures(seen.points, seen.units, activation, degree), seen.points.map((p) => p[2]));
      seen.f = (p, q) => seen.units.reduce((y, unit, j) => y + seen.fit.v[j] * unitAt(unit, p, q, activation, degree), seen.fit.c);
    }
    seen.wrong = seen.points.map(([p, q, label]) => (seen.f(p, q) >= 0 ? 1 : -1) !== label);
    seen.right = seen.wrong.filter((w) => !w).length;
  }
  const ring = (list, X, Y) => list.map((p) => "M" + p.map(([a, b]) => `${tenth(X(a))},${tenth(Y(b))}`).join("L"));
  function drawPlane() {
    const taken = seen.points.map(([p, q]) => [plot.x(p), plot.y(q)]);  // where a unit's label must not stand
    const radial = model.get("activation") === "radial", tiled = model.get("activation") === "threshold" && seen.units.length;
    const { polygons, border } = tiled ? positiveTiles(seen.f, seen.units) : positivePart(seen.f);
    const signs = range(81, (k) => [LO + 0.21 + (k % 9) * 0.385, LO + 0.21 + Math.floor(k / 9) * 0.385])
      .filter(([p, q]) => seen.points.every((o) => Math.hypot(o[0] - p, o[1] - q) > 0.14));
    area.replaceChildren(
      s("rect", { x: plot.left, y: plot.top, width: plot.inner[0], height: plot.inner[1], class: "hu-no" }),
      s("path", { class: "hu-yes", d: ring(polygons, plot.x, plot.y).join("Z") }),
      s("path", { class: "hu-sign", d: signs.map(([p, q]) => `M${plot.x(p) - 4},${plot.y(q)}h8${seen.f(p, q) >= 0 ? "m-4,-4v8" : ""}`).join("") }),
      ...seen.units.flatMap((unit, j) => drawUnit(unit, j, radial, taken)),
      s("path", { class: "hu-border", d: ring(border, plot.x, plot.y).join("") }));
    if (handles.length !== seen.points.length) {
      handles = seen.points.map((_, i) => makePoint(i));
      pointLayer.replaceChildren(...handles);
      stopAt(0);
    }
    handles.forEach((g, i) => { g.place(); g.setAttribute("aria-label", `point of class ${seen.points[i][2] > 0 ? "+1" : "−1"} at ${fmt(seen.points[i][0])}, ${fmt(seen.points[i][1])}, ${seen.wrong[i] ? "wrong" : "right"}`); });
    count.textContent = `${seen.right} of ${seen.points.length} right`;
  }
  // The unit's line with a short arrow to the side where it is on, and its number; for a radial unit a circle of radius s.
  function drawUnit(unit, j, radial, taken) {
    if (radial) return [s("circle", { cx: plot.x(unit[0]), cy: plot.y(unit[1]), r: plot.x(0.6) - plot.x(0), class: "hu-unit" }),
      s("text", { x: plot.x(unit[0]), y: plot.y(unit[1]) + 4, "text-anchor": "middle", class: "ink" }, `h${SUBSCRIPT[j + 1]}`)];
    const [from, to] = halfPlane(unit).cuts;
    if (!from) return [];
    const size = Math.hypot(unit[0], unit[1]), [dx, dy] = [unit[0] / size, -unit[1] / size];
    // Of a few places along the line the one with the most room around the label.
    const places = range(15, (i) => (i + 1) / 16).map((u) => [plot.x(from[0] + u * (to[0] - from[0])), plot.y(from[1] + u * (to[1] - from[1]))]);
    const room = ([px, py]) => { const at = [px + 20 * dx, py + 20 * dy];
      return Math.min(...taken.map((o) => Math.hypot(o[0] - at[0], o[1] - at[1])), at[0] - plot.left, plot.left + plot.inner[0] - at[0], at[1] - plot.top, plot.top + plot.inner[1] - at[1]); };
    const [px, py] = places.reduce((best, place) => (Math.min(room(place), 40) > Math.min(room(best), 40) + 1e-9 ? place : best));
    taken.push([px + 20 * dx, py + 20 * dy]);
    return [s("path", { class: "hu-unit", d: `M${plot.x(from[0])},${plot.y(from[1])}L${plot.x(to[0])},${plot.y(to[1])}` }),
      arrow([px, py], [px + 16 * dx, py + 16 * dy], { stroke: "var(--ink)" }, 6),
      s("text", { x: px + 27 * dx, y: py + 27 * dy + 4, "text-anchor": "middle", class: "ink" }, `h${SUBSCRIPT[j + 1]}`)];
  }
  function drawTiles() {
    const side = 114, radial = model.get("activation") === "radial";
    tileTitle.textContent = seen.units.length ? `what each hidden unit sees, and the weight ${W2} of its vote` : "no hidden layer: of all straight lines, one with the most right answers";
    tiles.setAttribute("aria-label", seen.units.map((_, j) => `unit ${j + 1} weight ${fmt(seen.fit.v[j])}`).join(", ") || "no hidden units");
    tiles.replaceChildren(...range(8, (j) => {
      const left = (j % 3) * 146 + 2, top = Math.floor(j / 3) * 146 + 2, box = { x: left, y: top, width: side, height: side };
      if (j >= seen.units.length) return s("rect", { ...box, class: "hu-empty" });
      const X = (v) => (v - LO) / (HI - LO) * side, Y = (v) => side - X(v), unit = seen.units[j], v = seen.fit.v[j];
      const shape = radial ? s("circle", { cx: X(unit[0]), cy: Y(unit[1]), r: X(0.6) - X(0), class: `hu-on ${weightClass(v)}` })
        : s("path", { d: ring([halfPlane(unit).polygon], X, Y) + "Z", class: `hu-on ${weightClass(v)}` });
      const dots = seen.points.map(([p, q, label]) => mark(X(p), Y(q), label > 0, 2.6));
      return s("g", {}, s("svg", { ...box, viewBox: `0 0 ${side} ${side}` }, shape, dots), s("rect", { ...box, class: "hu-frame" }),
        s("text", { x: left + side / 2, y: top + side + 16, "text-anchor": "middle", class: v < 0 ? "neg" : "pos" }, `${W2}${SUBSCRIPT[j + 1]} = ${v > 0 ? "+" : ""}${fmt(v)}`));
    }));
  }
  return { node, seen, draw() { compute(); drawPlane(); drawTiles(); } };
}

// ---- formulas, challenges, the whole -----------------------------------------------------------------------------

function curveFormula(model, seen) {
  const scale = fmt(unitScale(seen.kinks.length, model.get("activation")), 2);
  const minus = (k) => (k < -0.005 ? ` + ${fmt(-k)}` : k > 0.005 ? ` − ${fmt(k)}` : "");
  const unit = { relu: (k) => `relu(x${minus(k)})`, threshold: (k) => `[x ≥ ${fmt(k)}]`, tanh: (k) => `tanh((x${minus(k)})/${scale})`,
    radial: (k) => `exp(−(x${minus(k)})²/(2·${scale}²))`, polynomial: (k) => `((x${minus(k)})/3)${POWER[model.get("degree")]}` }[model.get("activation")];
  const shown = seen.kinks.length <= 5 ? seen.kinks.length : 3;
  const terms = seen.kinks.slice(0, shown).flatMap((k, j) => [" ", h("span", { class: j === seen.picked ? "hu-term on" : "hu-term" }, signed(seen.fit.v[j]), `${GAP}${unit(k)}`)]);
  return [h("var", {}, "y"), " = ", signed(seen.fit.c), ...terms, seen.kinks.length > shown ? ` + … (${seen.kinks.length} units)` : "",
    h("br", {}), "largest miss  max |", h("var", {}, "y"), " − ", h("var", {}, "t"), "| = ", h("b", {}, seen.miss.error < 1e-6 ? "0 (exact)" : fmt(seen.miss.error, 3)),
    seen.miss.error < 1e-6 ? "" : ` at x = ${fmt(grid()[seen.miss.at])}`];
}
function classFormula(model, seen) {
  const votes = seen.units.length ? seen.fit.v.map((v, j) => [" ", signed(v), `${GAP}h${SUBSCRIPT[j + 1]}`]) : seen.fit.v.map((v, j) => [" ", signed(v), `${GAP}x${SUBSCRIPT[j + 1]}`]);
  const name = { tanh: "tanh 3", polynomial: "" }[model.get("activation")] ?? model.get("activation"), power = model.get("activation") === "polynomial" ? POWER[model.get("degree")] : "";
  const times = (w, x, first) => (Math.abs(w) < 0.005 ? "" : (w < 0 ? (first ? "−" : " − ") : first ? "" : " + ") +
    (x && Math.abs(Math.abs(w) - 1) < 0.005 ? "" : fmt(Math.abs(w)) + (x && GAP)) + x);
  const affine = ([a, b, c]) => { const start = times(a, "x₁", true); return start + times(b, "x₂", !start) + times(c, "", false); };
  const inner = (unit, j) => (model.get("activation") === "radial" ? `h${SUBSCRIPT[j + 1]} = exp(−|x − (${fmt(unit[0])}, ${fmt(unit[1])})|²/(2·0.6²))` :
    `h${SUBSCRIPT[j + 1]} = ${name}(${affine(unit)})${power}`);
  return [h("var", {}, "y"), " = sign(", signed(seen.fit.c), ...votes.flat(), ")", h("br", {}), seen.units.slice(0, 2).map(inner).join(",  "), seen.units.length > 2 ? ", …" : ""];
}
function torchLine(model, curve) {
  const name = model.get("activation"), d = model.get("degree");
  const a = curve ? { relu: "x[:, None] - k", threshold: "x[:, None] - k" }[name] || "(x[:, None] - k) / s" : name === "tanh" ? "3 * (X @ W.T + b)" : "X @ W.T + b";
  const far = curve ? `(${a}) ** 2 / 2` : "torch.cdist(X, C) ** 2 / (2 * 0.6 ** 2)";
  const hidden = { relu: `torch.relu(${a})`, tanh: `torch.tanh(${a})`, threshold: `(${a} >= 0).double()`, radial: `torch.exp(-${far})`, polynomial: `(${a}) ** ${d}` }[name];
  return curve ? `y = ${hidden} @ w2 + b2` : `y = torch.where(${model.get("units") ? `${hidden} @ w2 + b2` : "X @ w + b"} >= 0, 1, -1)`;
}

function challenges(model, ui, past) {
  // The answer turns the picture to itself once: not again when it is shown for a stored prediction.
  const known = { ...model.get("prediction") };
  const show = (key, values) => (given) => {
    if (known[key] === given) return;
    known[key] = given;
    past.remember();
    save(model, values);
  };
  challenge(model, ui, { key: "three kinks", options: ["2", "3", "4", "5", "8"],
    question: "The target “three kinks” is made of four straight pieces, none of them flat. What is the smallest number of ReLU units (plus the output bias) that draws it exactly on [−3, 3]?",
    judge: (given) => [given === "4", "Four. A unit bends the sum at one place, so three kinks take three units, and the fourth, its kink at the left edge, gives the first piece its slope. " +
      "Three are enough only for special curves: exactly when the first slope plus some of the changes of slope is 0, as it is when one piece is flat (units left of it then open to the left)."],
    reveal: show("three kinks", { activation: "relu", curve: "three kinks", target: [], kinks: [], width: 4 }) });
  challenge(model, ui, { key: "one unit on xor", options: ["2", "3", "4"],
    question: "One hidden threshold unit, placed as well as can be, and any output weights: how many of the four XOR points can it get right?",
    judge: (given) => [given === "3", `Three. Its h takes two values, one on each side of its line, so whatever ${W2} and ${B2} are, the answer can change only across that one line: a linear rule again. Two units, “or” and “and”, get all four.`],
    reveal: show("one unit on xor", { activation: "threshold", data: "xor", points: [], draw: 0, units: 1 }) });
}

function render({ model, el }) {
  const ui = frame(el, { title: "What can one hidden layer draw?" });
  const plain = { view: "curve", activation: "relu", degree: 3, width: 5, kinks: [], curve: "wave", target: [], data: "xor", units: 2, draw: 0, points: [] };
  const names = Object.keys(plain);
  const given = names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(plain[name]));  // by the constructor
  const past = history(model, ui, names, "HiddenUnits", given), edit = editor(model, () => past);
  const curve = curveView(model, edit), sorts = classView(model, edit);
  ui.stage.className = "";
  ui.stage.append(curve.node, sorts.node);
  const pickers = Object.fromEntries([["view", "show", [["curve", "a curve"], ["classes", "two classes"]]],
    ["activation", "activation", Object.entries(NAMES)], ["curve", "target", Object.keys(CURVES)], ["data", "points", [["xor", "XOR"], "moons", "rings"]]]
    .map(([name, label, options]) => [name, choice({ label, options, value: model.get(name), onchange: (v) =>
      edit.change({ [name]: v, ...{ curve: { target: [] }, data: { points: [] }, activation: { kinks: [] } }[name] }) })]));
  const whole = (name, label, min, max, more = {}) => slider({ label, min, max, step: 1, value: model.get(name), show: (v) => fmt(v, 0), oninput: (v) => edit.change({ [name]: v, ...more }) });
  const sliders = { width: whole("width", "hidden units", 1, WIDEST, { kinks: [] }), units: whole("units", "hidden units", 0, 8), degree: whole("degree", "degree of the polynomial", 1, 5) };
  const again = button("draw units at random", () => edit.change({ draw: 1 + model.get("draw") % 99 }));
  const even = button("spread units evenly", () => edit.change({ kinks: [] })), hand = button("units by hand", () => edit.change({ draw: 0 }));
  ui.controls.append(pickers.view, pickers.activation, sliders.width, sliders.units, pickers.curve, pickers.data, again);
  ui.moreControls.prepend(sliders.degree, even, hand);
  ui.more.append(h("p", { class: "hu-note" }, `Nothing is trained here: the hidden units stand where they are put, and the output weights ${W2} and bias ${B2} minimise the sum of squared misses ` +
    `(on 241 points of the curve over [−3, 3], or on the points of the two classes with targets −1 and +1) plus 10⁻⁸·|${W2}|², which only matters where units repeat each other. Least squares does not minimise the largest miss, so that may rise a little from one width to the next.`));
  challenges(model, ui, past);
  const draw = () => {
    const first = model.get("view") === "curve", seen = first ? curve.seen : sorts.seen;
    for (const [node, on] of [[curve.node, first], [sorts.node, !first], [sliders.width, first], [sliders.units, !first], [pickers.curve, first], [pickers.data, !first],
      [again, !first], [even, first], [hand, !first], [ui.challenges.children[0], first], [ui.challenges.children[1], !first]]) node.hidden = !on;
    (first ? curve : sorts).draw();
    for (const [name, control] of [...Object.entries(pickers), ...Object.entries(sliders)]) control.set(model.get(name));
    ui.formula.replaceChildren(...(first ? curveFormula(model, seen) : classFormula(model, seen)));
    ui.code.textContent = torchLine(model, first);
    ui.say(first ? `${seen.kinks.length} ${NAMES[model.get("activation")]} units, largest miss ${fmt(seen.miss.error, 3)}` : `${seen.right} of ${seen.points.length} points right with ${seen.units.length} hidden units`);
  };
  curve.onpick(bind(model, ui, names, draw));
  return ui.close;
}

export default { render };
export const arithmetic = { CURVES, BY_HAND, grid, targetCurve, spread, unitScale, hiddenFeatures, leastSquares, output, largestMiss, errorsByWidth, classPoints,
  randomNumbers, placedUnits, placedCentres, classFeatures, bestLine, positivePart, positiveTiles };
