// ---- the picture -------------------------------------------------------------------------------------------------

const LIMIT = [3.5, 3.25];  // of the plane, in x1 and x2; one unit is as long in both, so that w stands square to its line
const MOST = 30, FEWEST = 2;
const TRAITS = ["points", "mistakes", "own_start", "start", "eta"];
// Sixteenths: their sums and products are exact, so NumPy and the browser agree on every tie.
const snap = (value) => Math.round(value * 16) / 16;
const halo = "paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round";
const pair = (v) => `(${fmt(v[0])}, ${fmt(v[1])})`;
const ball = (t) => (t > 0 ? "+1" : "−1");

function stateOf(model) {
  const points = model.get("points"), own = model.get("own_start"), eta = own ? model.get("eta") : 1;
  const start = own ? model.get("start") : [0, 0, 0], norm0 = norm(start);
  const run = perceptronRun(points, start, eta), best = margin(points), R = radius(points);
  const total = run.index.length, k = Math.min(model.get("mistakes"), total), next = k < total ? run.index[k] : null;
  const bound = best ? mistakeBound(R, best.gamma, norm0, eta) : Infinity;
  // P, the point of the question: one that the margin rests on, best not the one that is farthest out (R would change).
  const both = points.some((p) => p[2] !== points[0][2]);
  const moved = best && both ? best.support.find((i) => norm(augment(points[i])) < R - 1e-9) ?? best.support[0] : null;
  return { points, own, eta, start, norm0, run, best, R, total, k, next, v: run.v[k], bound, moved,
    after: next === null ? null : run.v[k + 1], loop: best ? null : cycle(run, points.length) };
}

// Arrows are as long as the points are far; when they would leave the plane all of them are halved together.
function arrowScale({ v, after, own, start, best, run, k }) {
  const tips = [v, after || v, own ? start : v, ...(best ? [] : run.v.slice(0, k + 1))];
  let scale = 1;
  while (tips.some((tip) => Math.abs(tip[0]) * scale > LIMIT[0] - 0.1 || Math.abs(tip[1]) * scale > LIMIT[1] - 0.1)) scale /= 2;
  return scale;
}

// Corner points of the half-plane v.(x, 1) >= level, as far as it matters here.
function halfPlane(plot, v, level = 0) {
  const [w1, w2, b] = v, square = w1 * w1 + w2 * w2, length = Math.sqrt(square), far = 40;
  const foot = [w1, w2].map((c) => c * (level - b) / square), n = [w1 / length * far, w2 / length * far];
  const corners = [[-n[1], n[0]], [n[1], -n[0]], [n[1] + n[0], -n[0] + n[1]], [-n[1] + n[0], n[0] + n[1]]];
  return corners.map(([dx, dy]) => [plot.x(foot[0] + dx), plot.y(foot[1] + dy)]);
}
const outline = (corners) => `M${corners.map((c) => c.map((n) => n.toFixed(1)).join(",")).join("L")}Z`;
const edge = (corners) => `M${corners[0]}L${corners[1]}`;
const flat = (v) => Math.hypot(v[0], v[1]) > 1e-9;  // w = 0 has no line

function drawHalves(plot, { v, after, best }) {
  const items = [], path = (d, rest) => items.push(s("path", { d, fill: "none", ...rest }));
  const everything = `M-999,-999H1999V1999H-999Z`;
  if (flat(v) || v[2] !== 0) {
    const plus = flat(v) ? outline(halfPlane(plot, v)) : v[2] > 0 ? everything : "";
    path(`${everything}${plus}`, { fill: "var(--negative)", "fill-opacity": 0.07, "fill-rule": "evenodd" });
    path(plus, { fill: "var(--positive)", "fill-opacity": 0.09 });
  }
  if (best && flat(best.u)) {
    const inner = halfPlane(plot, best.u, -best.gamma), outer = halfPlane(plot, best.u, best.gamma);
    path(outline(inner) + outline(outer), { fill: "var(--muted)", "fill-opacity": 0.16, "fill-rule": "evenodd" });
    for (const side of [inner, outer]) path(edge(side), { stroke: "var(--muted)", "stroke-width": 1, "stroke-dasharray": "1 4", "stroke-linecap": "round" });
  }
  if (after && flat(after)) path(edge(halfPlane(plot, after)), { stroke: "var(--right)", "stroke-width": 2, "stroke-dasharray": "7 5" });
  if (flat(v)) path(edge(halfPlane(plot, v)), { stroke: "var(--ink)", "stroke-width": 2.5 });
  if (after && flat(v) && flat(after)) items.push(...turning(plot, v, after));
  return items;
}

// Two points of the line on their way to the ghost: v + share (after - v), foot of the line plus r along it.
function turning(plot, v, after) {
  const at = (share, r) => {
    const [w1, w2, b] = v.map((c, j) => c + share * (after[j] - c)), square = w1 * w1 + w2 * w2, length = Math.sqrt(square);
    return [plot.x(-b * w1 / square - r * w2 / length), plot.y(-b * w2 / square + r * w1 / length)];
  };
  const inside = ([x, y]) => x > plot.left + 12 && x < plot.left + plot.inner[0] - 12 && y > plot.top + 12 && y < plot.top + plot.inner[1] - 12;
  return [1, -1].flatMap((side) => {
    const r = [2.6, 2.2, 1.8, 3, 1.4].map((c) => c * side).find((c) => [0, 0.25, 0.5, 0.75, 1].every((share) => inside(at(share, c))));
    if (r === undefined) return [];
    const path = Array.from({ length: 25 }, (_, i) => at(0.06 + 0.88 * i / 24, r)), [a, b] = path.slice(-2);
    if (Math.hypot(path[0][0] - b[0], path[0][1] - b[1]) < 14) return [];
    const style = { stroke: "var(--right)", "stroke-width": 1.6 };
    const back = 8 / Math.hypot(a[0] - b[0], a[1] - b[1]), head = arrow([b[0] + back * (a[0] - b[0]), b[1] + back * (a[1] - b[1])], b, style, 8);
    return [s("path", { class: "cw-arrow", d: `M${path.join("L")}`, ...style }), head];
  });
}

// Put a word near `anchor` where it covers least: of eight places around it, the one freest of what is drawn.
function label(plot, taken, anchor, text, attributes) {
  const width = 7.2 * text.length + 4, places = [];
  for (const gap of [10, 18]) for (let turn = 0; turn < 8; turn += 1) {
    const angle = turn * Math.PI / 4, x = anchor[0] + Math.cos(angle) * (gap + width / 2), y = anchor[1] + Math.sin(angle) * (gap + 5);
    const outside = x - width / 2 < plot.left || x + width / 2 > plot.left + plot.inner[0] || y < plot.top + 9 || y > plot.top + plot.inner[1] - 9;
    const cost = taken.reduce((sum, [tx, ty, room]) => sum + Math.max(0, room - Math.hypot(Math.max(0, Math.abs(tx - x) - width / 2), Math.max(0, Math.abs(ty - y) - 7))), 0);
    places.push([cost + gap / 10 + (outside ? 1e6 : 0), x, y]);
  }
  const [, x, y] = places.reduce((a, b) => (b[0] < a[0] ? b : a));
  for (let dx = -width / 2; dx <= width / 2; dx += 8) taken.push([x + dx, y, 12]);
  return s("text", { x, y: y + 4, "text-anchor": "middle", style: `${halo};font-weight:600`, ...attributes }, text);
}
function along(from, to, room) {
  const steps = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / 8));
  return Array.from({ length: steps + 1 }, (_, i) => [from[0] + (to[0] - from[0]) * i / steps, from[1] + (to[1] - from[1]) * i / steps, room]);
}

function drawArrows(view, st) {
  const { plot, scale } = view, at = (v) => [plot.x(v[0] * scale), plot.y(v[1] * scale)], zero = at([0, 0]);
  const taken = st.points.map(([x, y]) => [plot.x(x), plot.y(y), 12]), items = [], words = [];
  const put = (from, to, style) => { items.push(arrow(from, to, style)); taken.push(...along(from, to, 6)); };
  if (!st.best) for (const v of st.run.v.slice(0, st.k + 1)) {
    const [x, y] = at(v);
    items.push(s("circle", { class: "visited", cx: x, cy: y, r: 3, fill: "var(--wrong)", "fill-opacity": 0.75 }));
    taken.push([x, y, 5]);
  }
  if (st.own) taken.push([...at(st.start), 16]);  // its handle
  if (st.own && st.k > 0 && flat(st.start)) {
    put(zero, at(st.start), { stroke: "var(--faint)" });
    words.push([at(st.start), "w₀", {}]);
  }
  if (st.next !== null) {
    const [x, y, t] = st.points[st.next], here = [plot.x(x), plot.y(y)], hue = t > 0 ? "positive" : "negative";
    items.push(s("path", { d: `M${zero}L${here}`, stroke: `var(--${hue})`, "stroke-width": 1.2, "stroke-dasharray": "2 4" }));
    if (flat(st.after)) put(zero, at(st.after), { stroke: "var(--right)", "stroke-dasharray": "7 5" });
    put(at(st.v), at(st.after), { stroke: `var(--${hue})` });
    words.push([at(st.v).map((c, j) => (c + at(st.after)[j]) / 2), st.own ? "η t x" : "t x", { style: `${halo};font-weight:600;fill:var(--${hue}-ink)` }]);
    if (flat(st.after)) words.push([at(st.after), "new w", { style: `${halo};font-weight:600;fill:var(--right)` }]);
    items.push(s("circle", { class: "mistaken", cx: here[0], cy: here[1], r: 14, fill: "none", stroke: "var(--wrong)", "stroke-width": 3 }));
  }
  if (flat(st.v)) {
    put(zero, at(st.v), { stroke: "var(--ink)", "stroke-width": 3 });
    words.push([at(st.v), "w", { class: "ink" }]);
  } else words.push([zero, "w = 0", { class: "ink" }]);
  if (st.moved !== null) words.push([[plot.x(st.points[st.moved][0]), plot.y(st.points[st.moved][1])], "P", { class: "ink" }]);
  const note = scale < 1 ? [s("text", { x: plot.left + 8, y: plot.top + 16, style: halo }, `arrows at 1/${1 / scale} of their length`)] : [];
  items.push(s("circle", { cx: zero[0], cy: zero[1], r: 3, fill: "var(--ink)" }));
  return [...items, ...words.map(([where, text, rest]) => label(plot, taken, where, text, rest)), ...note];
}

const nice = (value) => {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((m) => m * power >= value * 0.9999);
};

function drawStairs(view, st) {
  const { stairs: plot } = view, { R, best, norm0, eta, bound, k, total, run } = st;
  const far = best ? Math.min(nice(bound * 1.12), nice(20 * Math.max(10, total))) : nice(Math.max(20, Math.min(total, k + 6)));
  const lengths = run.v.slice(0, Math.min(total, far) + 1).map(norm);
  plot.xlim = [0, far];
  plot.ylim = [0, nice(1.16 * Math.max(upper(Math.min(far, bound * 1.12), R, norm0, eta), ...lengths))];
  plot.axes();
  const many = Array.from({ length: 81 }, (_, i) => far * (i / 80) ** 2);  // denser where the root is steep
  const curve = (f) => `M${many.map((c) => `${plot.x(c).toFixed(1)},${plot.y(Math.min(f(c), plot.ylim[1])).toFixed(1)}`).join("L")}`;
  const step = (from, to) => lengths.slice(from, to + 1).map((y, j) => (j ? `V${plot.y(y)}` : `M${plot.x(from)},${plot.y(y)}`) + (from + j < to ? `H${plot.x(from + j + 1)}` : "")).join("");
  const top = (c) => upper(c, R, norm0, eta), bottom = (c) => lower(c, best?.gamma, norm0, eta);
  const word = (x, y, text, rest) => s("text", { x, y, style: halo, ...rest }, text), items = [];
  if (best) {
    const ends = many.filter((c) => c <= bound), right = Math.min(bound, far);
    const xy = (c, f) => `${plot.x(c).toFixed(1)},${plot.y(f(c)).toFixed(1)}`;
    items.push(s("path", { d: `M${[...ends, right].map((c) => xy(c, top)).join("L")}L${[right, ...ends.reverse()].map((c) => xy(c, bottom)).join("L")}Z`, fill: "var(--muted)", "fill-opacity": 0.13 }),
      s("path", { class: "lower", d: curve(bottom), fill: "none", stroke: "var(--negative)", "stroke-width": 2, "stroke-dasharray": "6 4" }));
  }
  items.push(s("path", { class: "upper", d: curve(top), fill: "none", stroke: "var(--positive)", "stroke-width": 2 }),
    s("path", { d: step(k, lengths.length - 1), fill: "none", stroke: "var(--faint)", "stroke-width": 1.5 }),
    s("path", { class: "stairs", d: step(0, Math.min(k, lengths.length - 1)), fill: "none", stroke: "var(--ink)", "stroke-width": 2.5 }));
  const spot = (st.own ? 0.5 : 0.3) * Math.min(far, bound);
  items.push(word(plot.x(spot) - 6, plot.y(top(spot)) - 8, st.own ? "√(‖w̃₀‖² + k η² R²)" : "√k · R", { "text-anchor": "end", class: "pos" }));
  if (best) items.push(...meeting(plot, st, far, bottom, word));
  plot.back.replaceChildren(...items);
}

// Where the two bounds cross: no run gets beyond it.
function meeting(plot, st, far, bottom, word) {
  const { bound } = st, spot = 0.66 * Math.min(far, bound), name = st.own ? "k η γ − ‖w̃₀‖" : "k · γ";
  const items = [word(plot.x(spot) + 8, plot.y(bottom(spot)) + 17, name, { class: "neg" })];
  if (bound > far) return [...items, word(plot.x(far) - 4, plot.y(plot.ylim[1] * 0.5), `they meet at k = ${fmt(bound, 0)} →`, { "text-anchor": "end", class: "ink" })];
  const x = plot.x(bound), y = plot.y(bottom(bound));
  return [...items,
    s("rect", { x, y: plot.top, width: plot.x(far) - x, height: plot.inner[1], fill: "var(--wrong)", "fill-opacity": 0.1 }),
    s("path", { d: `M${x},${plot.top}V${plot.top + plot.inner[1]}`, stroke: "var(--wrong)", "stroke-width": 1.5, "stroke-dasharray": "3 4" }),
    s("circle", { cx: x, cy: y, r: 5, fill: "var(--wrong)" }),
    word(x - 8, y - 12, `they meet at k = ${fmt(bound, 1)}`, { "text-anchor": "end", class: "ink" })];
}

// ---- the words ---------------------------------------------------------------------------------------------------

const italic = (text) => h("var", {}, text);

function progress({ k, total, run, next, points }) {
  const looked = k ? run.seen[k - 1] : 0, count = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
  const sofar = k ? `${count(k, "mistake")} in ${count(looked, "example")} looked at` : "No mistake yet";
  if (next === null) return run.converged ? `${sofar}, then a whole pass of ${points.length} without one: it has learned.` : `${sofar}: stopped here, it would go on.`;
  const right = run.seen[k] - looked - 1, pass = Math.ceil(run.seen[k] / points.length);
  return `${sofar}. ${right === 0 ? "The next one" : right === 1 ? "One is right, the next one" : `${right} are right, the next one`} (ringed, pass ${pass}) is mistake ${k + 1}.`;
}

function update(st) {
  if (st.next === null && !st.run.converged) return [`Stopped after ${st.total} mistakes, with `, italic("w"), ` = ${pair(st.v)}, `, italic("b"), ` = ${fmt(st.v[2])}.`];
  if (st.next === null) return [italic("t"), " (", italic("w·x"), " + ", italic("b"), `) > 0 for all ${st.points.length} points, with `, italic("w"), ` = ${pair(st.v)}, `, italic("b"), ` = ${fmt(st.v[2])}.`];
  const [x1, x2, t] = st.points[st.next], z = t * (st.v[0] * x1 + st.v[1] * x2 + st.v[2]);
  const times = st.own ? `${fmt(st.eta)} · ` : "";
  return [italic("t"), " (", italic("w·x"), " + ", italic("b"), `) = ${ball(t)} · (${pair(st.v)} · ${pair([x1, x2])} + ${fmt(st.v[2])}) = `, h("b", {}, fmt(z)), " ≤ 0, so ",
    italic("w"), ` ← ${pair(st.v)} ${t > 0 ? "+" : "−"} ${times}${pair([x1, x2])} = ${pair(st.after)} and `, italic("b"), ` ← ${fmt(st.v[2])} ${t > 0 ? "+" : "−"} ${st.own ? fmt(st.eta) : "1"} = ${fmt(st.after[2])}.`];
}

function boundText(st, answered) {
  const made = st.run.converged ? `This order makes ${st.total}.` : `This order: stopped after ${st.total}.`;
  if (!st.best) return ["No line separates these points, so there is no γ, no lower bound, and the two bounds never meet. The dots are the w visited so far",
    !answered ? "." : st.loop && st.k >= st.loop.to ? `, and all there are: after mistake ${st.loop.to} the weights are those after mistake ${st.loop.from}, and everything comes again.`
      : ": they stay bounded."];  // nothing of it before the viewer has answered the question
  const { R, bound, norm0, eta } = st, digits = decimals(R, st.best.gamma, norm0, eta), [r, gamma, start] = [R, st.best.gamma, norm0].map((c) => fmt(c, digits));
  const head = st.own ? `(R/γ)² + 2‖w̃₀‖/(ηγ) = (${r} / ${gamma})² + 2 · ${start} / (${fmt(eta)} · ${gamma}) = ` : `(R/γ)² = (${r} / ${gamma})² = `;
  return [head, h("b", {}, fmt(bound, 1)), `: at most ${fmt(Math.floor(bound + 1e-9), 0)} mistakes, in any order. ${made}`];
}

function torchLine({ next, own, eta, v, points }) {
  const right = points.every((p) => dot(v, augment(p)) > 0);
  if (next === null) return `(t * (X @ w + b) > 0).all()   # ${right ? "tensor(True): no mistake is left" : "tensor(False): it would go on"}`;
  const size = own ? `${eta} * ` : "";
  return `if t[${next}] * (w @ X[${next}] + b) <= 0: w, b = w + ${size}t[${next}] * X[${next}], b + ${size}t[${next}]`;
}

// ---- the view ----------------------------------------------------------------------------------------------------

function planes(view) {
  const [a, b] = LIMIT, unit = 56;
  view.plot = plane({ width: 2 * a * unit + 46, height: 2 * b * unit + 42, xlim: [-a, a], ylim: [-b, b], margin: [8, 10, 34, 36],
    xlabel: "x₁ (and w₁)", ylabel: "x₂ (and w₂)", ticks: 7, label: "the points, the weights as an arrow, and their line", layers: ["back", "main", "front", "grips"] });
  view.stairs = plane({ width: 2 * a * unit + 46, height: 345, xlim: [0, 1], ylim: [0, 1], margin: [8, 10, 34, 40], xlabel: "mistakes k",
    ylabel: "‖w̃‖", label: "length of the weights after each mistake, between its two bounds", layers: ["back", "front"] });
  const { plot } = view, [w, hgt] = plot.inner, box = { x: plot.left, y: plot.top, width: w, height: hgt };
  view.clip = s("svg", { ...box, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` });
  plot.back.append(view.clip,
    s("path", { class: "cw-grid", d: `M${plot.x(0)},${plot.top}v${hgt}M${plot.left},${plot.y(0)}h${w}` }),
    s("rect", { ...box, class: "field", fill: "transparent", style: "cursor:copy", onclick: (event) => view.addPoint(...plot.at(event), view.addClass) }));
  plot.main.setAttribute("pointer-events", "none");
}

// Everything that changes the points goes through here.
function editing(view) {
  const { model, past } = view, points = () => model.get("points");
  view.setPoint = (i, point) => {
    if (!view.dragging) past.remember();
    save(model, { points: points().map((p, j) => (j === i ? point : p)) });
  };
  view.addPoint = (x, y, t) => {
    if (points().length >= MOST) return view.ui.say(`at most ${MOST} points`);
    past.remember();
    const inside = (c, most) => Math.max(-most, Math.min(most, snap(c)));
    view.focusLast = true;
    save(model, { points: [...points(), [inside(x, LIMIT[0]), inside(y, LIMIT[1]), t]] });
  };
  view.deletePoint = (i) => {
    if (points().length <= FEWEST) return view.ui.say(`at least ${FEWEST} points`);
    past.remember();
    save(model, { points: points().filter((_, j) => j !== i) });
  };
}

function pointHandle(view, i) {
  const { model, plot } = view, point = () => model.get("points")[i] || [0, 0, 1];
  const flip = () => view.setPoint(i, [point()[0], point()[1], -point()[2]]);
  const beside = (t) => () => view.addPoint(point()[0] + (point()[0] > 2.5 ? -0.75 : 0.75), point()[1], t);
  return handle(plot, {
    label: "point", step: 0.125, radius: 16,
    get: () => point().slice(0, 2),
    move: ([x, y]) => view.setPoint(i, [snap(x), snap(y), point()[2]]),
    draw: (x, y) => mark(x, y, point()[2] > 0, 7),
    keys: { Delete: () => view.deletePoint(i), Backspace: () => view.deletePoint(i), Enter: flip, " ": flip, "+": beside(1), "-": beside(-1) },
    ondown: () => { view.past.remember(); view.dragging = true; },
    onup: () => { view.dragging = false; },
  });
}

function syncHandles(view, { points }) {
  const { handles, plot } = view;
  while (handles.length < points.length) { handles.push(pointHandle(view, handles.length)); plot.front.append(handles.at(-1)); }
  while (handles.length > points.length) {
    const gone = handles.pop(), focused = gone.getRootNode().activeElement === gone;
    gone.remove();
    if (focused) handles.at(-1).focus();
  }
  handles.forEach((grip, i) => {
    grip.place();
    grip.setAttribute("aria-label", `point ${i}, class ${ball(points[i][2])}, at ${pair(points[i])}`);
  });
  if (view.focusLast) handles.at(-1).focus({ preventScroll: true });
  view.focusLast = false;
}

// "Start from my line": the tip of w0, and the foot of its line, which sets b.
function startHandles(view) {
  const { model, plot } = view, start = () => model.get("start");
  const store = (value) => { if (!view.dragging) view.past.remember(); save(model, { start: value }); };
  const hold = { ondown: () => { view.past.remember(); view.dragging = view.frozen = true; }, onup: () => { view.dragging = view.frozen = false; } };
  const grip = (x, y) => s("circle", { cx: x, cy: y, r: 7, fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 2.5 });
  const foot = () => { const [a, b, c] = start(), q = a * a + b * b; return q ? [-c * a / q, -c * b / q] : [99, 99]; };
  view.tip = handle(plot, { label: "tip of the starting weights", step: 0.125, ...hold, draw: grip,
    get: () => [start()[0] * view.scale, start()[1] * view.scale],
    move: ([x, y]) => store([snap(x / view.scale), snap(y / view.scale), start()[2]]) });
  view.foot = handle(plot, { label: "starting line", step: 0.125, ...hold, draw: grip, get: foot,
    move: ([x, y]) => store([start()[0], start()[1], snap(-start()[0] * x - start()[1] * y)]) });
  view.showStart = (st) => {
    const [x, y] = foot(), show = (node, on) => { node.style.display = on ? "" : "none"; if (on) node.place(); };
    show(view.tip, st.own);
    show(view.foot, st.own && st.k === 0 && Math.abs(x) < LIMIT[0] && Math.abs(y) < LIMIT[1]);
  };
  plot.grips.append(view.tip, view.foot);
}

function controls(view) {
  const { model, ui } = view;
  view.stepper = stepper(ui, { label: "mistakes", unit: "mistake", count: () => view.st.total + 1, get: () => Math.min(model.get("mistakes"), view.st.total), go: (k) => save(model, { mistakes: k }) });
  view.preset = choice({ label: "points", options: [["separable", "separable"], ["xor", "XOR"]], value: "", onchange: (name) => {
    view.past.remember();
    save(model, structuredClone(PRESETS[name]));
  } });
  view.ownStart = toggle({ label: "start from my line", value: false, onchange: (on) => {
    view.past.remember();
    save(model, on ? { own_start: true, mistakes: 0 } : { own_start: false });
  } });
  view.eta = slider({ label: "η", min: 0.25, max: 3, step: 0.25, value: model.get("eta"), oninput: (eta) => save(model, { eta }) });
  const adds = choice({ label: "a click adds", options: [[1, "● +1"], [-1, "□ −1"]], value: 1, onchange: (t) => { view.addClass = t; } });
  view.addClass = 1;
  ui.controls.append(view.stepper, view.preset, h("span", { style: "flex-basis:100%" }), adds, view.ownStart, view.eta);
  ui.moreControls.append(h("span", { class: "cw-label" }, "On a point: arrows move it (Shift: far), Enter changes its class, Delete removes it, + and − add one beside it."));
}

function question(view) {
  const { model, ui } = view;
  const go = button("move P there", () => {
    view.past.remember();
    save(model, { points: halfwayIn(view.st.points, view.st.moved), own_start: false });
  });
  go.style.cssText = "display:none;margin-top:6px";
  const here = () => {
    const { best, R } = view.st, now = best && mistakeBound(R, best.gamma);
    return best ? ` (here from ${fmt(now, 1)} to ${fmt(4 * now, 1)})` : "";
  };
  challenge(model, ui, {
    key: "half_margin", options: ["one", "two", "four", "eight"],
    question: "Starting from w = 0, you push P towards the other class until the margin γ is half as wide. How many times as many mistakes may the perceptron now make?",
    judge: (given) => [given === "four", `Four times: the bound is (R/γ)², and γ is squared${here()}. It is a bound, not a forecast: move P and compare it with the mistakes really made.`],
    reveal: () => { go.style.display = ""; },
  });
  ui.challenges.lastChild.append(go);
  view.go = go;
  challenge(model, ui, {
    key: "not_separable", options: ["grow without end", "settle", "come back"],
    question: "No line separates these points. The perceptron errs for ever: do its weights grow without end, settle, or come back? Step on and watch the dots.",
    judge: (given) => [given === "come back", "They come back to where they have been. Even here the weights stay bounded (the perceptron cycling theorem), " +
      "and as the points lie on a grid, so do the weights: a bounded walk over finitely many places has to repeat itself."],
  });
  view.boxes = [...ui.challenges.children];
}

function draw(view) {
  const { model, ui } = view, st = view.st = stateOf(model);
  if (!view.frozen) view.scale = arrowScale(st);
  view.clip.replaceChildren(...drawHalves(view.plot, st));
  view.plot.main.replaceChildren(...drawArrows(view, st));
  syncHandles(view, st);
  view.showStart(st);
  drawStairs(view, st);
  view.dot.place();
  view.stepper.draw();
  view.preset.set(Object.keys(PRESETS).find((name) => JSON.stringify(PRESETS[name].points) === JSON.stringify(st.points)) || "");
  view.ownStart.set(st.own);
  view.eta.set(model.get("eta"));
  view.eta.classList.toggle("pt-away", !st.own);
  view.go.disabled = st.moved === null;
  ui.formula.replaceChildren(...update(st));
  view.status.textContent = progress(st);
  view.bound.replaceChildren(...boundText(st, "not_separable" in (model.get("prediction") || {})));
  view.boxes.forEach((box, i) => { box.hidden = (i === 0) !== Boolean(st.best); });
  ui.code.textContent = torchLine(st);
  ui.say(progress(st));
}

function render({ model, el }) {
  const ui = frame(el, { title: "Perceptron trainer", label: "Perceptron trainer: learn from one mistake at a time" });
  const view = { model, ui, handles: [], scale: 1, st: stateOf(model) };
  planes(view);
  view.past = history(model, ui, TRAITS, "PerceptronTrainer");
  const caption = (...text) => h("div", { class: "cw-panel-title" }, ...text);
  view.status = h("p", { class: "cw-formula", style: "margin-top:6px" });
  view.bound = h("p", { class: "cw-formula", style: "min-height:4.6em" });
  ui.stage.append(
    h("div", { class: "cw-panel pt-panel" }, caption("● t = +1, □ t = −1; solid: w and its line; dashed: after this mistake; grey: the gap between the classes"), view.plot.view),
    h("div", { class: "cw-panel pt-panel" }, caption("How long w̃ = (w, b) is after each mistake, and the bounds that hold it"), view.stairs.view, view.bound));
  ui.formula.before(view.status);
  ui.formula.style.minHeight = "3.2em";
  editing(view);
  startHandles(view);
  controls(view);
  question(view);
  view.dot = handle(view.stairs, { label: "mistakes made", step: 1, radius: 13, get: () => [view.st.k, norm(view.st.v)],
    move: ([k]) => save(model, { mistakes: Math.max(0, Math.min(view.st.total, Math.round(k))) }),
    draw: (x, y) => s("circle", { cx: x, cy: y, r: 6, fill: "var(--ink)", stroke: "var(--paper)", "stroke-width": 1.5 }) });
  view.stairs.front.append(view.dot);
  bind(model, ui, [...TRAITS, "prediction"], () => draw(view));
  return ui.close;
}

export default { render };
export const arithmetic = { perceptronRun, margin, radius, mistakeBound, lower, upper, cycle, halfwayIn, decimals, PRESETS, MAX_MISTAKES };
