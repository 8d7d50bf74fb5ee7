// DescentSurface: four ways down one surface from one start, and the map of eta and mu. kit.js and
// descent_surface_math.js stand before this text: all their functions are at hand.

const NAMES = { descent: "descent", momentum: "momentum", adagrad: "Adagrad", newton: "Newton" };
const STARTS = { ravine: [-4, 1.2], hills: [-1.6, -1.3], saddle: [0.05, 1.5] }, WIDEST = { ravine: 0.25, hills: 1.2, saddle: 1.1 };
const LEVELS = { ravine: [0.25, 1, 3, 6, 12, 24, 45, 75], hills: range(19, (i) => -2.75 + i / 4), saddle: [-2.2, -2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 4, 6, 9, 12, 16] };
const PLAIN = { surface: "ravine", start: STARTS.ravine, eta: 0.09, mu: 0.7, step: 5, picked: "descent", budget: 40, turn: 0, adagrad_eta: 0.8, noise: 0, draw: 1 };
const tenth = (v) => Math.round(v * 10) / 10, bound = (v, most) => Math.max(-most, Math.min(most, v));
const pair = (w, digits = 2) => `(${w.map((v) => (Math.abs(v) >= 1000 ? scientific(v) : fmt(v, digits))).join(", ")})`;

// A mark for each rule, so that colour is not alone: square, disc, triangle, diamond.
const GLYPHS = {
  descent: (x, y, r) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  momentum: (x, y, r) => `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`,
  adagrad: (x, y, r) => `M${x},${tenth(y - 1.25 * r)}L${tenth(x + 1.2 * r)},${tenth(y + 0.85 * r)}H${tenth(x - 1.2 * r)}z`,
  newton: (x, y, r) => `M${x},${tenth(y - 1.4 * r)}L${tenth(x + 1.4 * r)},${y}L${x},${tenth(y + 1.4 * r)}L${tenth(x - 1.4 * r)},${y}z`,
};

// All that is drawn, from the traits.
function stateOf(model) {
  const st = Object.fromEntries(Object.keys(PLAIN).map((name) => [name, model.get(name)]));
  st.ground = surfaceOf(st.surface, st.turn);
  st.places = stationary(st.ground);
  st.minima = minimaOf(st.places);
  st.runs = walks(st.ground, st.start, { eta: st.eta, mu: st.mu, adagradEta: st.adagrad_eta, noise: st.noise, draw: st.draw, steps: st.budget });
  st.step = Math.min(st.step, st.budget);
  const end = st.runs.momentum.at(-1).w;
  st.near = Object.keys(st.minima).reduce((a, b) => (far(st.minima[b], end) < far(st.minima[a], end) ? b : a));
  st.cs = curvatures(st.ground, st.minima[st.near]);
  st.fate = Object.fromEntries(METHODS.map((method) => [method, fateOf(st, method)]));
  return st;
}
function fateOf(st, method) {
  const run = st.runs[method], name = endsAt(run, st.places), last = run.at(-1).w;
  if (!(Math.hypot(...last) <= OUT)) return { text: "runs away" };
  if (!name) return { text: st.noise ? "does not settle" : `not in ${st.budget} steps` };
  const steps = arrival(run, st.places[name]), where = { S: "saddle", M: "top" }[name[0]] || (Object.keys(st.minima).length > 1 ? name : "");
  return { name, steps, text: `${where ? `${where}, ` : ""}${steps} step${steps === 1 ? "" : "s"}`, low: name.length === 1 };
}

// ---- the surface -------------------------------------------------------------------------------------------------

function surfaceView(view) {
  const width = 580, margin = [10, 10, 36, 44], tall = (width - 54) * 6 / 9;  // one unit of w0 is as long as one of w1
  const plot = plane({ width, height: tall + 46, margin, xlim: XLIM, ylim: YLIM, ticks: [9, 6], xlabel: "w₀", ylabel: "w₁", label: "the surface from above: lines of equal loss and four paths" });
  const [w, hgt] = plot.inner, box = { x: plot.left, y: plot.top, width: w, height: hgt, viewBox: `${plot.left} ${plot.top} ${w} ${hgt}` };
  const ground = s("svg", box), trails = s("svg", box), at = ([a, b]) => [tenth(plot.x(bound(a, 60))), tenth(plot.y(bound(b, 60)))];
  plot.back.append(ground);
  plot.main.append(trails);
  const line = (points) => `M${points.map(at).join("L")}`;
  const grip = handle(plot, { label: "start", step: 0.1, radius: 17, get: () => view.st.start, ondown: view.ondown, onup: view.onup,
    move: (place) => view.edit({ start: place.map((v) => Math.round(v * 50) / 50) }),
    draw: (x, y) => [s("circle", { class: "ds-start", cx: x, cy: y, r: 8 }), s("path", { class: "ds-cross", d: `M${x - 13},${y}h26M${x},${y - 13}v26` })] });
  let seen = "", mounted = false;
  function drawGround(st) {
    const now = `${st.surface} ${st.turn}`, levels = LEVELS[st.surface];
    if (now === seen) return;
    seen = now;
    const shade = (i) => `stroke: color-mix(in srgb, var(--accent) ${Math.round(75 * (1 - i / levels.length))}%, var(--line))`;
    const values = st.surface === "ravine" ? null : range(61, (r) => range(91, (c) => st.ground.loss([XLIM[0] + c / 10, YLIM[0] + r / 10])));
    const lines = levels.map((level, i) => {
      if (values) return s("path", { class: "ds-level", style: shade(i), d: contour(values, level, XLIM, YLIM).map((ends) => line(ends)).join("") });
      const [a, b] = RAVINE.map((c) => Math.sqrt(2 * level / c) * w / 9), [cx, cy] = at([0, 0]);
      return s("ellipse", { class: "ds-level", style: shade(i), cx, cy, rx: a, ry: b, transform: `rotate(${-st.turn} ${cx} ${cy})` });
    });
    const rims = watersheds(st.ground, st.places).map((rim) => s("path", { class: "ds-rim", d: line(rim) }));
    const marks = Object.entries(st.places).flatMap(([name, place]) => {
      const [x, y] = at(place), low = name.length === 1;
      return [s("path", { class: "ds-spot", d: low ? `M${x - 5},${y}h10M${x},${y - 5}v10` : `M${x - 4},${y - 4}l8,8m0,-8l-8,8` }), low && s("circle", { class: "ds-goal", cx: x, cy: y, r: ARRIVED * w / 9 })];
    }).filter(Boolean);
    ground.replaceChildren(...lines, ...rims, ...marks);
  }
  function trail(st, method) {
    const points = st.runs[method].map((state) => at(state.w)), k = st.step, r = method === "newton" ? 3.6 : 2.5, glyphs = (list) => list.map(([x, y]) => GLYPHS[method](x, y, r)).join("");
    const parts = [["ds-later", points.slice(k)], ["ds-past", points.slice(0, k + 1)]];
    return [...parts.flatMap(([when, list]) => [s("path", { class: `ds-path ds-${method} ${when}`, d: `M${list.join("L")}` }), s("path", { class: `ds-dot ds-${method} ${when}`, d: glyphs(list.slice(when === "ds-later" ? 1 : 0)) })]),
      s("path", { class: `ds-now ds-${method}`, d: GLYPHS[method](...points[k], 5.5) })];
  }
  function slope(st) {  // the level line through the picked point, and straight down from there
    const state = st.runs[st.picked][st.step], g = st.ground.gradient(state.w), size = Math.hypot(...g), [x, y] = at(state.w);
    if (size < 1e-3 || Math.hypot(...state.w) > 8) return [];
    const [ux, uy] = [-g[0] / size, g[1] / size], long = 58, tip = [x + ux * long, y + uy * long], corner = 9;
    return [s("path", { class: "ds-here", d: line(levelLine(st.ground, state.w)) }), arrow([x, y], tip, { class: "ds-halo" }, 11), arrow([x, y], tip, { class: "ds-down" }, 11),
      s("path", { class: "ds-right", d: `M${x + ux * corner},${y + uy * corner}l${-uy * corner},${ux * corner}l${-ux * corner},${-uy * corner}` }),
      s("text", { class: "ink ds-word", x: tip[0] + ux * 12, y: tip[1] + uy * 12 + 4, "text-anchor": "middle" }, "−g")];
  }
  const names = (st) => (st.surface === "ravine" ? [] : Object.entries(st.places).map(([name, place]) => {
    const [x, y] = at(place);
    return s("text", { class: name.length === 1 ? "ink ds-low" : "ds-flat", x: x + 9, y: y - 7 }, { S: "saddle", M: "top" }[name[0]] || name);
  }));
  return { node: plot.view, draw(st) {
    drawGround(st);
    trails.replaceChildren(...(view.hidden ? [] : [...METHODS.filter((m) => m !== st.picked), st.picked].flatMap((method) => trail(st, method))), ...names(st), ...slope(view.hidden ? { ...st, step: 0 } : st));
    if (!mounted) { plot.front.append(grip); mounted = true; }
    grip.place();
    grip.setAttribute("aria-label", `start ${pair(st.start)}`);
  } };
}

// ---- the map of eta and mu, and the loss ---------------------------------------------------------------------------

function mapView(view) {
  const plot = plane({ width: 350, height: 226, margin: [8, 12, 36, 46], xlim: [0, 0.25], ylim: [0, 1], ticks: [5, 4], xlabel: "η", ylabel: "μ", label: "map of eta and mu" });
  const grip = handle(plot, { label: "eta and mu", step: 0.01, radius: 15, get: () => [view.st.eta, view.st.mu], ondown: view.ondown, onup: view.onup,
    move: ([eta, mu]) => view.edit({ eta: Math.max(0.005, Math.round(eta * 500) / 500), mu: Math.min(0.98, Math.round(mu * 50) / 50) }),
    nudge: (dx, dy, much) => [view.st.eta + dx * plot.xlim[1] / (much ? 10 : 50), view.st.mu + dy * (much ? 0.1 : 0.02)],
    draw: (x, y) => [s("path", { class: "ds-cross", d: `M${plot.left},${y}H${x}V${plot.top + plot.inner[1]}` }), s("circle", { class: "ds-knob", cx: x, cy: y, r: 7 })] });
  let seen = "", mounted = false;
  const trace = (points) => points.map(([a, b]) => `${tenth(plot.x(Math.min(plot.xlim[1], a)))},${tenth(plot.y(b))}`).join("L");
  function ground(st) {
    plot.xlim = [0, WIDEST[st.surface]];
    plot.axes();
    const high = st.cs[1], us = range(41, (i) => i / 40), right = plot.left + plot.inner[0];
    const calm = us.map((m) => [(1 - Math.sqrt(m)) ** 2 / high, m]), edge = us.map((m) => [2 * (1 + m) / high, m]), [eta, mu, rho] = best(st.cs);
    const rings = [0.8, 0.9, 0.95].filter((r) => r > rho + 0.02).flatMap((r) => [s("path", { class: "ds-rate", d: `M${trace(within(r, st.cs))}` }),
      s("text", { class: "ds-word ds-tiny", x: Math.min(right - 30, plot.x(1.5 * (1 + r * r) / high)), y: plot.y(r * r) + 4, "text-anchor": "middle" }, r === 0.9 ? "ρ = 0.9" : r)]);
    const inside = [plot.x(0.3 * (1 - Math.sqrt(0.1)) ** 2 / high), plot.y(0.1)], word = [plot.x(1.35 / high), plot.y(0.06)], bx = plot.x(eta), by = plot.y(mu);
    const fast = mu > 0.15;
    plot.back.replaceChildren(
      s("rect", { class: "ds-wave", x: plot.left, y: plot.top, width: plot.inner[0], height: plot.inner[1] }),
      s("path", { class: "ds-calm", d: `M${trace([[0, 0], ...calm, [0, 1]])}z` }),
      s("path", { class: "ds-wild", d: `M${trace(edge)}L${right},${plot.top}V${plot.top + plot.inner[1]}z` }), ...rings,
      s("path", { class: "ds-border", d: `M${trace(edge.filter(([e]) => e <= plot.xlim[1]))}` }), s("path", { class: "ds-border ds-thin", d: `M${trace(calm)}` }),
      s("path", { class: "ds-lead", d: `M${inside}L${word[0] - 33},${word[1] - 5}` }),
      s("text", { class: "ink ds-word", x: word[0], y: word[1], "text-anchor": "middle" }, "monotone"),
      s("text", { class: "ink ds-word", x: plot.x(0.95 / high), y: plot.y(0.88), "text-anchor": "middle" }, "oscillating"),
      s("text", { class: "ink ds-word", x: plot.x((2.35 / high + plot.xlim[1]) / 2), y: plot.y(0.1), "text-anchor": "middle" }, "divergent"),
      ...(fast ? [s("path", { class: "ds-star", d: GLYPHS.newton(bx, by, 3.6) }), s("text", { class: "ds-word", x: bx + 8, y: by + 4 }, `fastest, ρ = ${fmt(rho)}`)] : []));
  }
  return { node: plot.view, draw(st) {
    const now = `${st.surface} ${st.cs}`;
    if (now !== seen) { seen = now; ground(st); }
    if (!mounted) { plot.front.append(grip); mounted = true; }
    grip.place();
    grip.setAttribute("aria-label", `eta ${fmt(st.eta, 3)}, mu ${fmt(st.mu)}: ${regime(st.eta, st.mu, st.cs)[1]}`);
  } };
}

const HEIGHTS = { ravine: [1e-4, 100], hills: [-3.3, 1.3], saddle: [-2.6, 3] };
function lossView(view, surface) {
  const ylim = HEIGHTS[surface], ylog = surface === "ravine", plot = plane({ width: 350, height: 190, margin: [8, 26, 36, 46], xlim: [0, 40], ylim, ylog, ticks: [5, ylog ? 6 : 5], xlabel: "step", ylabel: "loss", label: "loss against the step" });
  const [w, hgt] = plot.inner, area = s("svg", { x: plot.left, y: plot.top - 5, width: w + 6, height: hgt + 5, viewBox: `${plot.left} ${plot.top - 5} ${w + 6} ${hgt + 5}` });
  plot.main.append(area);
  const high = (loss) => tenth(plot.y(ylog ? Math.max(ylim[0] / 100, Math.min(1e4, loss)) : bound(loss, 20)));
  return { node: plot.view, draw(st) {
    plot.view.style.display = st.surface === surface ? "" : "none";
    if (st.surface !== surface) return;
    if (plot.xlim[1] !== st.budget) { plot.xlim = [0, st.budget]; plot.axes(); }
    const curves = view.hidden ? [] : METHODS.flatMap((method) => {
      const points = st.runs[method].map((state, t) => [tenth(plot.x(t)), high(st.ground.loss(state.w))]), every = Math.ceil(st.budget / 10);
      return [s("path", { class: `ds-path ds-${method}`, d: `M${points.join("L")}` }), s("path", { class: `ds-dot ds-${method}`, d: points.filter((_, t) => t % every === 0).map(([x, y]) => GLYPHS[method](x, y, 2.8)).join("") }),
        s("path", { class: `ds-now ds-${method}`, d: GLYPHS[method](...points[st.step], 4.6) })];
    });
    const floors = ylog ? [] : Object.entries(st.minima).map(([name, place]) => [name, high(st.ground.loss(place))]);
    const words = [];  // one for each height, at least 12 apart
    for (const [name, y] of floors.sort((p, q) => p[1] - q[1])) {
      if (words.length && words.at(-1).floor === y) words.at(-1).name += `, ${name}`;
      else words.push({ name, floor: y, y: Math.max(y, words.length ? words.at(-1).y + 12 : 0) });
    }
    plot.back.replaceChildren(...floors.map(([, y]) => s("path", { class: "ds-floor", d: `M${plot.left},${y}h${w}` })), ...words.map((word) => s("text", { class: "ink", x: plot.left + w + 8, y: word.y + 4 }, word.name)));
    area.replaceChildren(s("path", { class: "ds-cursor", d: `M${plot.x(view.hidden ? 0 : st.step)},${plot.top}v${hgt}` }), ...curves);
  } };
}

// ---- words -------------------------------------------------------------------------------------------------------

function formula(st) {
  const { w, g, before, memory, next } = st.runs[st.picked][st.step], eta = fmt(st.eta, 3).replace(/0$/, ""), x = (name) => h("var", {}, name), noisy = st.noise ? " (with noise)" : "";
  const lines = {
    descent: [[x("w"), " − η ", x("g"), ` = ${pair(w)} − ${eta} · ${pair(g)}${noisy} = `, h("b", {}, pair(next))]],
    momentum: [[x("v"), " = μ ", x("v"), " + ", x("g"), ` = ${fmt(st.mu)} · ${pair(before)} + ${pair(g)}${noisy} = ${pair(memory)}`], [x("w"), " − η ", x("v"), ` = ${pair(w)} − ${eta} · ${pair(memory)} = `, h("b", {}, pair(next))]],
    adagrad: [[x("s"), " = ", x("s"), " + ", x("g"), `² = ${pair(before)} + ${pair(g)}²${noisy} = ${pair(memory)}`], [x("w"), " − η ", x("g"), ` / √`, x("s"), ` = ${pair(w)} − ${fmt(st.adagrad_eta)} · ${pair(g.map((v, i) => v / (Math.sqrt(memory[i]) + 1e-10)))} = `, h("b", {}, pair(next))]],
    newton: [[x("w"), " − ", x("H"), "⁻¹ ", x("g"), ` = ${pair(w)} − ${pair(w.map((v, i) => v - next[i]))} = `, h("b", {}, pair(next)), st.surface === "ravine" ? ": the minimum of any parabola, in one step" : ": where the parabola through here is flat, be that a minimum, a saddle or a top"]],
  }[st.picked];
  return [...lines, factors(st)].filter(Boolean).flatMap((parts, i) => (i ? [h("br", {}), ...parts] : parts));
}
function factors(st) {
  const names = st.surface === "ravine" ? ["along the floor ", "across "] : ["", ""], [rho, word] = regime(st.eta, st.mu, st.cs), cs = st.cs.map((c) => Number(c.toPrecision(3)));
  if (st.picked === "descent") return [`${st.surface === "ravine" ? "D" : `Near ${st.near}, d`}istance left after each step: `, ...names.flatMap((name, i) => [i ? ", " : "", `${name}1 − η · ${cs[i]} = `, h("b", {}, fmt(1 - st.eta * st.cs[i], 3))])];
  if (st.picked === "momentum") return [`Near ${st.surface === "ravine" ? "the minimum" : st.near}: ρ = `, h("b", {}, fmt(rho, 3)), `, ${word}`, rho < 1 ? `: in the long run ${Math.max(1, Math.ceil(Math.log(0.1) / Math.log(rho)))} steps leave a tenth of the distance` : ""];
  return st.picked === "adagrad" ? ["The size of the gradient cancels: the first step is η long in both directions."] : null;
}
const torchLine = (st) => ({ descent: `torch.optim.SGD([w], lr=${st.eta})`, momentum: `torch.optim.SGD([w], lr=${st.eta}, momentum=${st.mu})`, adagrad: `torch.optim.Adagrad([w], lr=${st.adagrad_eta})`,
  newton: "w - torch.linalg.solve(torch.func.hessian(loss)(w), torch.func.grad(loss)(w))" }[st.picked]);
const summary = (st) => METHODS.map((method) => `${NAMES[method]}: ${st.fate[method].text}`).join("; ");

// ---- questions ---------------------------------------------------------------------------------------------------

// A race from a new start: its paths stay hidden until the viewer has said who arrives first.
function raceQuestion(view) {
  const { model, ui } = view, answer = h("p", { class: "cw-answer", "aria-live": "polite" }), places = [[0.2, 2], [-4.2, 0.1], [3.4, -0.7]];
  const runners = () => METHODS.filter((m) => m !== "newton" || view.st.surface !== "ravine");
  const key = (st) => `first from [${st.start.join(", ")}] on the ${st.surface}, eta ${st.eta}, mu ${st.mu}`;
  let asked = 0;
  const fresh = button("new start", () => {
    const u = randomNumbers(asked + 3, 6).slice(4);
    const start = view.st.surface === "ravine" && !view.st.turn && asked < places.length ? places[asked] : [Math.round(80 * u[0] - 40) / 10, Math.round(52 * u[1] - 26) / 10];
    asked += 1;
    view.hidden = true;
    answer.replaceChildren();
    view.edit({ start, step: 0 });
    view.redraw();
  }, { class: "primary" });
  const commit = (given) => {
    const st = view.st, order = runners().filter((m) => st.fate[m].low).sort((a, b) => st.fate[a].steps - st.fate[b].steps), first = order.length ? st.fate[order[0]].steps : 0;
    save(model, { prediction: { ...model.get("prediction"), [key(st)]: given } });
    view.hidden = false;
    const good = given === "none" ? !order.length : order.some((m) => m === given && st.fate[m].steps === first);
    answer.replaceChildren(h("span", { class: `cw-verdict ${good ? "right" : "wrong"}` }, good ? "✓ As you said. " : `✗ You said ${NAMES[given] || given}. `),
      order.length ? `${order.map((m) => `${NAMES[m]} ${st.fate[m].steps}`).join(", ")} steps${order.length < runners().length ? "; the rest does not arrive" : ""}.` : "None comes to a minimum and stays.");
    view.edit({ step: st.budget });
    view.redraw();
  };
  const choices = [...METHODS, "none"].map((m) => button(NAMES[m] || m, () => commit(m), { "data-runner": m }));
  const text = h("span", {});
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), text), h("div", { class: "cw-controls", style: "margin-top:0" }, fresh, choices), answer));
  return { draw() {
    text.textContent = `From a new start, η and μ as they are, paths hidden: who is first to stay within ${ARRIVED} of a minimum?${view.st.surface === "ravine" ? " (Newton aside.)" : ""}`;
    choices.forEach((b) => { b.disabled = !view.hidden; b.hidden = b.dataset.runner === "newton" && view.st.surface === "ravine"; });
  } };
}

function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, own = { ...PLAIN };
  const show = (key, values) => (given) => {  // the answer turns the picture to itself once
    if (known[key] === given) return;
    known[key] = given;
    view.hidden = false;
    view.edit(values);
  };
  const ask = (key, question, options, right, why, values) => challenge(model, ui, { key, question, options, judge: (given) => [given === right, why], reveal: show(key, values) });
  delete own.picked;
  ask("eta above the limit", "η is raised to 0.12, above 2/c = 2/20. Whose path runs away?", ["descent", "descent and momentum", "all but Newton", "none"], "descent",
    "Descent alone: across, it keeps 1 − 0.12 · 20 = −1.4 of its distance. Momentum's limit is 2(1 + μ)/c = 0.17; Adagrad divides the size of g out; Newton has no η.", { ...own, eta: 0.12, step: 12, picked: "descent" });
  ask("Newton beside the top", "Newton starts at (−0.6, 0.2), beside the top. Where does it end?", ["at the top", "in A", "in B", "far away"], "at the top",
    "At the top: H⁻¹ g leads to where the gradient is 0, and there it is 0. Newton's step knows nothing of up and down.", { surface: "hills", turn: 0, start: [-0.6, 0.2], step: 3, noise: 0, picked: "newton" });
  ask("the ravine turned", "The ravine is turned by 30°, the start with it. Whose path changes its shape?", ["descent", "momentum", "Adagrad", "Newton"], "Adagrad",
    "Adagrad's: it has one η for w₀ and one for w₁, and a slanted ravine has neither along its floor. The other three only turn.", { ...own, turn: 30, start: [-4.06, -0.96], step: 40, picked: "adagrad" });
  [, view.steep, view.top, view.slant] = ui.challenges.children;
  ui.more.append(view.slant);
}

// ---- the whole ---------------------------------------------------------------------------------------------------

function controls(view) {
  const { model, ui, edit } = view, number = (label, name, min, max, step, digits) => slider({ label, min, max, step, value: model.get(name), show: (v) => fmt(v, digits), oninput: (v) => edit({ [name]: v }) });
  const sliders = { eta: number("η", "eta", 0.005, 0.25, 0.005, 3), mu: number("μ", "mu", 0, 0.98, 0.02, 2), turn: number("turned by", "turn", -90, 90, 5, 0), adagrad_eta: number("Adagrad's η", "adagrad_eta", 0.1, 2, 0.1, 1),
    noise: number("noise of g", "noise", 0, 3, 0.1, 1), budget: number("steps", "budget", 10, 120, 10, 0) };
  const surface = choice({ label: "surface", options: ["ravine", "hills", "saddle"], value: model.get("surface"), onchange: (v) => { view.hidden = false; edit({ surface: v, start: STARTS[v], eta: Math.min(model.get("eta"), WIDEST[v]) }); } });
  const walkers = stepper(ui, { label: "step", count: () => model.get("budget") + 1, get: () => Math.min(model.get("step"), model.get("budget")), speed: 250, go: (k) => { if (!view.hidden) save(model, { step: k }); } });
  view.steps.append(walkers);
  ui.controls.append(sliders.eta, sliders.mu, surface);
  ui.moreControls.prepend(sliders.noise, button("other noise", () => edit({ draw: model.get("draw") % 999 + 1 })), sliders.turn, sliders.adagrad_eta, sliders.budget);
  ui.more.append(h("p", { class: "ds-note" }, "Ravine: (0.5 w₀² + 20 w₁²)/2. The map is the motion of momentum near a minimum of curvatures c: w ← (1 + μ − ηc) w − μ w_before, whose factors z solve z² − (1 + μ − ηc) z + μ = 0; ρ is the largest |z|. " +
    "Monotone: all z are real and positive. Thin lines: ρ = 0.8, 0.9, 0.95. Dash-dotted on hills and saddle: the watershed, which very small steps of descent never cross. The noise is normal, the same for all four rules at each step."));
  return { draw(st) {
    for (const [name, one] of Object.entries(sliders)) { if (name === "eta") one.input.max = WIDEST[st.surface]; one.set(st[name]); }
    surface.set(st.surface);
    walkers.draw();
  } };
}
function cards(view) {
  const outs = {}, faces = METHODS.map((method) => {
    outs[method] = h("span", { class: "ds-fate" });
    const sample = s("svg", { class: "ds-sample", viewBox: "0 0 24 12", preserveAspectRatio: "xMidYMid slice", "aria-hidden": true }, s("path", { class: `ds-path ds-${method}`, d: "M0,6H24" }), s("path", { class: `ds-dot ds-${method}`, d: GLYPHS[method](12, 6, 3.6) }));
    return [method, h("span", { class: "ds-card" }, sample, h("b", {}, NAMES[method]), outs[method])];
  });
  const group = choice({ label: "", options: faces, value: view.model.get("picked"), onchange: (v) => view.edit({ picked: v }) });
  group.classList.add("ds-cards");
  group.querySelector("[role=radiogroup]").setAttribute("aria-label", "whose step is shown");
  return { node: group, draw(st) {
    group.set(st.picked);
    for (const method of METHODS) outs[method].textContent = view.hidden ? "…" : st.fate[method].text;
  } };
}

function render({ model, el }) {
  const ui = frame(el, { title: "Four ways down" }), names = Object.keys(PLAIN);
  const past = history(model, ui, names, "DescentSurface", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(PLAIN[name])));
  const view = { model, ui, hidden: false, held: false, st: stateOf(model), edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  const parts = [surfaceView(view), mapView(view), cards(view), ...Object.keys(HEIGHTS).map((name) => lossView(view, name))], title = h("span", {}), [land, map, faces, ...losses] = parts;
  ui.stage.append(h("div", { class: "cw-panel ds-wide" }, faces.node, land.node, view.steps = h("div", { class: "ds-steps" })),
    h("div", { class: "cw-panel ds-side" }, h("div", {}, h("p", { class: "cw-panel-title" }, title), map.node), h("div", {}, losses.map((one) => one.node))));
  ui.formula.classList.add("ds-formula");
  const race = raceQuestion(view);
  challenges(view);
  const panel = controls(view);
  view.redraw = () => {
    const st = view.st = stateOf(model);
    [...parts, panel, race].forEach((part) => part.draw(st));
    title.replaceChildren("drag ", h("b", {}, "○"), `: η and μ of momentum${st.surface === "ravine" ? "" : `, near ${st.near}`}`);
    ui.formula.replaceChildren(...formula(view.hidden ? { ...st, step: 0 } : st));
    ui.code.textContent = torchLine(st);
    view.steep.hidden = st.surface !== "ravine";
    view.top.hidden = st.surface !== "hills";
    ui.say(view.hidden ? `start ${pair(st.start)}, paths hidden: who arrives first?` : `start ${pair(st.start)}, step ${st.step}. ${summary(st)}`);
  };
  bind(model, ui, names, view.redraw);
  return ui.close;
}

export default { render };
export const arithmetic = { METHODS, PLAIN, surfaceOf, stationary, walks, arrival, endsAt, regime, best, within, contour, levelLine, watersheds, curvatures };
