// WhatABlockDoes: a mesh of points as a plain and as a residual pair of layers deform it; how far from the wanted map.
// kit.js and what_a_block_does_math.js stand before this text.

const TARGETS = Object.keys(WANTED), WIDE = 1.6, FLOOR = 0.005, MOST = 1.5;
const tenth = (v) => Math.round(v * 10) / 10, clampTo = (v, low, high) => Math.max(low, Math.min(high, v));
const snap = (v, step = 0.05) => clampTo(Math.round(v / step) * step, -1, 1), two = (v) => Math.round(100 * v) / 100;
const pairText = ([a, b]) => `(${fmt(a)}, ${fmt(b)})`, far = (v) => (v >= 0.0995 ? fmt(v) : v >= 0.001 ? fmt(v, 3) : v < 1e-9 ? "0" : scientific(v, 1));
const scaleText = (s1) => String(Number(s1.toPrecision(3))), NAMES = ["plain", "residual"];

// All numbers of the picture; the two runs are kept until something but steps and point changes.
function study(model) {
  const kept = { key: "", runs: null }, x = square();
  return () => {
    const [scale, target, steps, point, seed] = ["scale", "target", "steps", "point", "seed"].map((n) => model.get(n)), key = JSON.stringify([scale, target, seed]);
    if (kept.key !== key) {
      const start = fresh(scale, seed);
      Object.assign(kept, { key, t: mapped(x, WANTED[target]), runs: [false, true].map((residual) => descent(start, target, residual)) });
    }
    const kinds = kept.runs.map((run, i) => ({ run, points: run.points(steps), far: run.far(steps), f: branch(run.at(steps), point), y: block(run.at(steps), point, i === 1) }));
    return { scale, target, steps, point, seed, t: kept.t, wanted: WANTED[target](point), kinds, draws: drawsOf(model.get("runs"), target, scale), mark: lastMark(steps) };
  };
}

// ---- the plane, twice --------------------------------------------------------------------------------------------

// The lines of the mesh that join neighbours, those with a point left of the middle column apart; and the dots.
function meshPaths(v, at) {
  const dot = (k) => at(v[2 * k], v[2 * k + 1]), lines = { left: "", right: "", all: "" }, dots = { left: "", right: "" };
  const part = (k) => (k % SIDE < (SIDE - 1) / 2 ? "left" : "right");
  for (let k = 0; k < COUNT; k++) {
    const [px, py] = dot(k);
    dots[part(k)] += `M${tenth(px - 2.6)},${tenth(py)}a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0`;
    for (const other of [k % SIDE < SIDE - 1 ? k + 1 : -1, k + SIDE < COUNT ? k + SIDE : -1]) {
      if (other < 0) continue;
      const [qx, qy] = dot(other), line = `M${tenth(px)},${tenth(py)}L${tenth(qx)},${tenth(qy)}`;
      lines[part(k)] += line;
      lines.all += line;
    }
  }
  return { lines, dots };
}
function spotWords(v) {  // a name where all points are one
  const [a, b] = [v[0], v[1]];
  return v.every((one, i) => Math.abs(one - (i % 2 ? b : a)) < 0.02) ? [a, b] : null;
}
function planeView(view, residual) {
  const name = NAMES[Number(residual)], plot = plane({ width: 340, height: 340, margin: [0, 0, 0, 0], xlim: [-WIDE, WIDE], ylim: [-WIDE, WIDE], ticks: 1, label: `the square as the ${name} pair deforms it`, layers: ["back", "wish", "main", "arrow", "front"] });
  plot.view.firstChild.remove();
  plot.view.classList.add("wb-plane", `wb-${name}`);
  const at = (a, b) => [plot.x(a), plot.y(b)], [ox, oy] = at(0, 0), put = (v) => clampTo(v, -WIDE + 0.06, WIDE - 0.06);
  plot.back.append(s("path", { class: "cw-grid", d: `M0,${oy}H340M${ox},0V340` }), ...[[-1, 0, "−1"], [1, 0, "1"]].map(([a, b, text]) => s("text", { x: at(a, b)[0], y: oy + 17, "text-anchor": "middle" }, text)), s("text", { x: ox - 6, y: at(0, 1)[1] + 4, "text-anchor": "end" }, "1"));
  const label = (text, [px, py], [dx, dy], side) => s("text", { class: "ink wb-label", x: clampTo(px + dx * side, 20, 320), y: clampTo(py + dy * 17 + 5, 16, 334), "text-anchor": "middle" }, text);
  function labels([px, py], [sx, sy], [ex, ey]) {  // x on the side away from y, F(x) beside its arrow
    const away = Math.hypot(px - ex, py - ey), long = Math.hypot(ex - sx, ey - sy), down = ex > sx ? 1 : -1;
    return [label("x", [px, py], away > 2 ? [(px - ex) / away, (py - ey) / away] : [0, -1], 17), ...(long > 24 ? [label("F(x)", [(sx + ex) / 2, (sy + ey) / 2], [-down * (ey - sy) / long, down * (ex - sx) / long], 26)] : [])];
  }
  const grip = handle(plot, { label: "the point x", radius: 24, step: 0.05, get: () => view.model.get("point"), move: ([a, b]) => view.move([two(snap(a)), two(snap(b))]), ondown: view.ondown, onup: view.onup,
    draw: (px, py) => [s("circle", { class: "wb-x", cx: px, cy: py, r: 6.5 })] });
  plot.front.append(grip);
  plot.view.addEventListener("click", (event) => view.move(plot.at(event).map((v) => two(snap(v)))));
  const words = h("p", { class: "wb-words" });
  return { node: h("div", { class: "cw-panel wb-panel" }, h("p", { class: "cw-panel-title" }, h("b", { class: `wb-key-${name}` }, name), residual ? ": y = x + F(x)" : ": y = F(x)"), plot.view, words), draw(st) {
    const one = st.kinds[Number(residual)], { lines, dots } = meshPaths(one.points, at), wish = meshPaths(st.t, at), spot = spotWords(one.points), [sx, sy] = residual ? at(...st.point) : [ox, oy], [ex, ey] = at(put(one.y[0]), put(one.y[1])), [wx, wy] = at(...st.wanted);
    plot.wish.replaceChildren(s("path", { class: "wb-wish", d: wish.lines.all }));
    plot.main.replaceChildren(s("path", { class: "wb-line wb-right", d: lines.right }), s("path", { class: "wb-line wb-left", d: lines.left }), s("path", { class: "wb-dots wb-right", d: dots.right }), s("path", { class: "wb-dots wb-left", d: dots.left }),
      ...(spot ? [s("text", { class: "ink wb-spot", x: at(...spot)[0] + 12, y: at(...spot)[1] + 22 }, "all 81 points")] : []));
    const long = Math.hypot(ex - sx, ey - sy);
    plot.arrow.replaceChildren(s("path", { class: "wb-cross", d: `M${tenth(wx - 6)},${tenth(wy - 6)}l12,12m0,-12l-12,12` }), ...(long > 1.5 ? [arrow([sx, sy], [ex, ey], { class: "wb-halo" }), arrow([sx, sy], [ex, ey], { class: "wb-f" })] : []), ...labels(at(...st.point), [sx, sy], [ex, ey]));
    grip.place();
    grip.setAttribute("aria-label", `point x ${pairText(st.point)}, the ${name} pair takes it to ${pairText(one.y)}, wanted ${pairText(st.wanted)}`);
    words.replaceChildren(h("b", {}, far(one.far)), " from the wanted map");
  } };
}

// ---- the way there -----------------------------------------------------------------------------------------------

function wayView(view) {
  const plot = plane({ width: 330, height: 300, margin: [10, 72, 52, 44], xlim: [0, STEPS], ylim: [FLOOR, 3], ylog: true, ticks: [4, 4], label: "distance from the wanted map against steps of descent", layers: ["bands", "back", "main", "front"] });
  const X = (v) => tenth(plot.x(v)), Y = (v) => tenth(plot.y(clampTo(v, FLOOR, 3))), base = plot.y(FLOOR), title = h("p", { class: "cw-panel-title" }), words = h("p", { class: "wb-words" });
  for (const text of plot.view.firstChild.querySelectorAll("text[text-anchor=middle]")) text.setAttribute("y", base + 28);
  plot.view.firstChild.append(s("text", { x: plot.left + plot.inner[0] / 2, y: plot.height - 5, "text-anchor": "middle", class: "ink" }, "steps of descent"));
  const grip = handle(plot, { label: "steps", radius: 15, get: () => [view.model.get("steps"), FLOOR], move: ([k]) => view.walk(Math.round(k)), nudge: (dx, dy, wide) => [view.model.get("steps") + (dx + dy) * (wide ? 50 : 5), FLOOR], ondown: view.ondown, onup: view.onup,
    draw: (px, py) => [s("path", { class: "wb-now", d: `M${px},${py}V${plot.top}` }), s("path", { class: "wb-knob", d: `M${px},${py - 1}l8,13h-16z` })] });
  plot.front.append(grip);
  const band = (rows, mark, name) => (mark ? [s("path", { class: `wb-band wb-${name}`, d: `M${range(mark + 1, (i) => `${X(MARKS[i])},${Y(rows[i][2])}`).join("L")}L${range(mark + 1, (i) => `${X(MARKS[mark - i])},${Y(rows[mark - i][0])}`).join("L")}z` })] : []);
  return { node: h("div", { class: "cw-panel wb-way" }, title, plot.view, words), draw(st) {
    const { draws, mark, steps } = st, ends = st.kinds.map((one) => Y(one.far)), gap = Math.max(0, 15 - Math.abs(ends[0] - ends[1])) / 2, first = ends[0] < ends[1] ? -1 : 1;
    plot.bands.replaceChildren(...band(draws.plain, mark, "plain"), ...band(draws.residual, mark, "residual"));
    plot.main.replaceChildren(...st.kinds.flatMap((one, i) => [s("path", { class: `wb-curve wb-${NAMES[i]}`, d: `M${range(steps + 1, (k) => `${X(k)},${Y(one.run.far(k))}`).join("L")}` }),
      s("circle", { class: `wb-end wb-${NAMES[i]}`, cx: X(steps), cy: ends[i], r: 4.5 }), s("text", { class: `wb-name wb-name-${NAMES[i]}`, x: X(steps) + 9, y: ends[i] + 4 + gap * first * (i ? -1 : 1) }, NAMES[i])]));
    if (!steps) plot.main.append(...["drag ▲ to the right:", "both are trained"].map((text, i) => s("text", { class: "wb-hint", x: plot.width - 4, y: Y(0.035) + 18 * i, "text-anchor": "end" }, text)));
    grip.place();
    grip.setAttribute("aria-label", `${steps} steps: plain ${far(st.kinds[0].far)}, residual ${far(st.kinds[1].far)} from the wanted map`);
    title.replaceChildren(steps ? "Distance (bands: 80 draws). Drag ▲" : "Distance from the wanted map. Drag ▲");
    const even = DRAWS - draws.nearer[mark] - draws.farther[mark];
    words.replaceChildren("residual nearer: ", h("b", {}, draws.nearer[mark]), ` of 100, step ${MARKS[mark]}`, even ? `; ${even} even` : "");
  } };
}

// ---- words -------------------------------------------------------------------------------------------------------

function formula(st) {
  const v = (text) => h("var", {}, text), [plain, residual] = st.kinds, row = (...parts) => h("span", { class: "wb-row" }, ...parts);
  const state = st.steps ? `after ${st.steps} step${st.steps === 1 ? "" : "s"}, begun with all weights times ${scaleText(st.scale)}` : `weights times s = ${scaleText(st.scale)}: F is s² = ${scaleText(st.scale ** 2)} times what it is at s = 1`;
  return [row(h("b", { class: "wb-key-plain" }, "plain"), " ", v("y"), " = F(", v("x"), `) = ${pairText(plain.y)}`),
    row(h("b", { class: "wb-key-residual" }, "residual"), " ", v("y"), " = ", v("x"), " + F(", v("x"), `) = ${pairText(st.point)} + ${pairText(residual.f)} = ${pairText(residual.y)}`),
    row("wanted × ", pairText(st.wanted)), h("small", { class: "wb-state" }, `${state}. Grey: the wanted map; orange: what was the left half.`)];
}

// ---- questions, controls, the whole ------------------------------------------------------------------------------

function questions(view) {
  const { model, ui, edit } = view, known = { ...model.get("prediction") };
  const ask = (key, options, question, judge, change) => {
    challenge(model, ui, { key, options, question, judge, reveal: (given) => { if (known[key] !== given) { known[key] = given; edit(change); } } });
    return ui.challenges.lastChild;
  };
  const x = square(), length = far(distance(x, new Float64Array(x.length)));
  ask("all zero", TARGETS, "Set all weights to 0. For which wanted map are both equally far off?", (given) => [given === "fold",
    `The fold. Plain makes 0; all four maps keep lengths, so it is ${length} from each. Residual makes x, away from them by ${TARGETS.map((name) => far(distance(x, mapped(x, WANTED[name])))).join(", ")}.`], { scale: 0, target: "fold", steps: 0 });
  const often = ["80 or more", "21 to 79", "20 or fewer"], why = {
    identity: "Its weights only have to shrink. The plain pair has to find four units that make x again.",
    rotation: "It is ahead at first. But a small F takes as many units as a large one, and plain catches up.",
    fold: "As far away at first, but one unit, 2 relu(−x₁), does it beside the shortcut; plain needs all four.",
    "half turn": "It begins twice as far away. Here η decides: with 0.2 it overshoots, and plain is nearer in all draws.",
  };
  const boxes = Object.fromEntries(TARGETS.map((target) => [target, ask(target, often, `Train both towards the ${target}, 200 steps from s = 0.5. In how many of 100 draws is the residual pair nearer?`, (given) => {
    const { nearer } = drawsOf(model.get("runs"), target, 0.5), count = nearer.at(-1);
    return [given === often[count >= 80 ? 0 : count > 20 ? 1 : 2], `${count}. ${why[target]}`];
  }, { scale: 0.5, target, steps: STEPS })]));
  return (st) => { for (const target of TARGETS) boxes[target].hidden = target !== st.target; };
}
function elsewhere(runs) {
  const spans = TARGETS.map((target) => { const counts = runs.elsewhere.map((one) => one[target][0]); return `${target} ${Math.min(...counts)} to ${Math.max(...counts)}`; });
  return `Other sizes and step sizes, 200 steps from s = 0.5 (2, 4, 8 units; η = 0.05, 0.1, 0.2), residual nearer in so many of 100: ${spans.join("; ")}.`;
}
function controls(view) {
  const { model, ui, edit } = view;
  const target = choice({ label: "wanted", options: TARGETS.map((t) => [t, t === "rotation" ? "small rotation" : t]), value: model.get("target"), onchange: (v) => edit({ target: v }) });
  const scale = slider({ label: "all weights × s", min: 0, max: MOST, step: 0.1, value: model.get("scale"), show: scaleText, oninput: (v) => edit({ scale: Math.round(10 * v) / 10 }) });
  const steps = slider({ label: "steps of descent", min: 0, max: STEPS, step: 5, value: model.get("steps"), show: (v) => fmt(v, 0), oninput: (v) => edit({ steps: v }) });
  ui.controls.append(scale, target, steps, button("other weights", () => edit({ seed: (model.get("seed") + 1) % DRAWS })));
  ui.more.append(h("p", { class: "wb-note" }, "Both pairs: 2 → 4 ReLU units → 2, nothing after the sum, the same weights to begin with (normal, variance 2/inputs, times s; biases 0). Trained by plain descent, η = 0.1, on the mean of |y − t|² over the 81 points; distance: the root of that mean. Grey mesh: the wanted map, which four units can do exactly in either pair. Orange: what was the left half of the square. " +
    "Bands and counts are recorded, for s in tenths. At s = 0 nothing but the last bias ever moves: descent begins near 0, not at it. " + elsewhere(model.get("runs"))));
  return (st) => { scale.set(st.scale); target.set(st.target); steps.set(st.steps); };
}

function render({ model, el }) {
  const ui = frame(el, { title: "What does a block do to the plane?" }), names = ["scale", "target", "steps", "point", "seed"];
  const plain = { scale: 0.5, target: "identity", steps: 0, point: [0.75, 0.5], seed: 38 }, past = history(model, ui, names, "WhatABlockDoes", names.filter((n) => JSON.stringify(model.get(n)) !== JSON.stringify(plain[n])));
  const view = { model, ui, held: false, edit(values) { if (!view.held) past.remember(); save(model, values); }, ondown() { past.remember(); view.held = true; }, onup() { view.held = false; } };
  view.move = (to) => { if (String(to) !== String(model.get("point"))) view.edit({ point: to }); };
  view.walk = (to) => { if (to !== model.get("steps")) view.edit({ steps: to }); };
  const numbers = study(model), planes = [false, true].map((residual) => planeView(view, residual)), way = wayView(view), sync = controls(view), asked = questions(view);
  ui.stage.append(...planes.map((one) => one.node), way.node);
  ui.code.textContent = "y = x + F(x)   # plain: y = F(x);  F = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))";
  bind(model, ui, names, () => {
    const st = numbers();
    for (const one of planes) one.draw(st);
    way.draw(st);
    ui.formula.replaceChildren(...formula(st));
    sync(st);
    asked(st);
    ui.say(`wanted ${st.target}, weights times ${scaleText(st.scale)}, ${st.steps} steps: plain ${far(st.kinds[0].far)}, residual ${far(st.kinds[1].far)} from the wanted map`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { square, mapped, WANTED, fresh, branch, block, distance, both, drawsOf, lastMark };
