// PlainOrResidual: recorded errors and gradients of plain and residual nets, under letters until the viewer has guessed.
// kit.js stands before this text. From Python come counts of digits read wrongly, one list a seed, and 100 log10 of the
// gradient of each layer, median of the seeds.

const DEPTHS = [8, 20, 32, 56], KINDS = ["plain", "residual"], EPOCHS = 20, FLOOR = 0.05;  // FLOOR: a percentage so low is drawn as 0
const ORDER = ["residual 56", "plain 20", "plain 8", "residual 32", "plain 56", "residual 8", "plain 32", "residual 20"];  // of the letters
const PLAIN = { depths: [8, 56], epoch: EPOCHS, show: "train", named: false }, WORDS = { train: "training digits", test: "digits held out" };
const tenth = (v) => Math.round(v * 10) / 10, clampTo = (v, low, high) => Math.max(low, Math.min(high, v));
const median = (list) => { const s1 = [...list].sort((a, b) => a - b), m = s1.length / 2; return s1.length % 2 ? s1[Math.floor(m)] : (s1[m - 1] + s1[m]) / 2; };
const bare = (v) => (v === 0 ? "0" : fmt(v, v < 0.95 ? 2 : v < 9.95 ? 1 : 0)), percent = (v) => `${bare(v)} %`;

// ---- the record ------------------------------------------------------------------------------------------------------

// The nets of these depths under their letters, in the order of the letters.
function nets(depths) {
  const shown = ORDER.filter((name) => depths.includes(Number(name.split(" ")[1])));
  return shown.map((name, i) => ({ name, kind: name.split(" ")[0], depth: Number(name.split(" ")[1]), letter: "ABCDEFGH"[i], index: i }));
}
const inOrder = (list) => [...list].sort((a, b) => a.depth - b.depth || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
// Error in percent at each epoch: median, lowest, highest of the seeds.
function errors(runs, name, show) {
  const seeds = runs.nets[name][show], share = 100 / runs.digits[show];
  const over = (f) => seeds[0].map((_, e) => f(seeds.map((one) => one[e])) * share);
  return { mid: over(median), low: over((list) => Math.min(...list)), high: over((list) => Math.max(...list)) };
}
const gradient = (runs, name, epoch) => runs.nets[name].gradient[epoch].map((v) => 10 ** (v / 100));
// How many times the gradient of the first convolution is that of the last one (the linear layer stands behind it).
const ratio = (runs, name, epoch) => { const g = gradient(runs, name, epoch); return g[0] / g.at(-2); };
function study({ model }) {
  const [depths, epoch, show, named, runs] = ["depths", "epoch", "show", "named", "runs"].map((n) => model.get(n));
  return { depths, epoch, show, named, runs, nets: (named ? inOrder : Array.from)(nets(depths)).map((net) => ({ ...net, label: named ? net.name : net.letter, look: named ? `pr-${net.kind} pr-d${net.depth}` : `pr-hidden pr-h${net.index}`, ...errors(runs, net.name, show) })) };
}
// Labels that want to stand at heights `at`: moved apart by at least `gap`, as little as possible, within [top, bottom].
function apart(at, gap, top, bottom) {
  const order = at.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]), ys = order.map(([y]) => Math.max(top, y));
  for (let i = 1; i < ys.length; i++) ys[i] = Math.max(ys[i], ys[i - 1] + gap);
  for (let i = ys.length - 1, last = bottom; i >= 0; i--, last = ys[i + 1] - gap) ys[i] = Math.min(ys[i], last);
  const placed = [];
  order.forEach(([, i], k) => { placed[i] = ys[k]; });
  return placed;
}

// Take the marks along x away that the kit has drawn.
function withoutTicks(axes) {
  for (const text of [...axes.querySelectorAll("text[text-anchor=middle]:not(.ink)")]) { text.previousSibling.remove(); text.remove(); }
}

// ---- errors against the epochs ---------------------------------------------------------------------------------------

function curveView(view) {
  const plot = plane({ width: 580, height: 430, margin: [22, 100, 38, 48], xlim: [0, EPOCHS], ylim: [0, 100], ticks: [5, 5], xlabel: "epoch", ylabel: "error, %", label: "error against the epoch" });
  const [w, hgt] = plot.inner, base = plot.top + hgt, X = (e) => tenth(plot.x(e)), Y = (v) => tenth(plot.y(v)), title = h("p", { class: "cw-panel-title" });
  const path = (values) => `M${values.map((v, e) => `${X(e)},${Y(v)}`).join("L")}`;
  const band = (net) => `${path(net.high)}L${net.low.map((v, e) => `${X(e)},${Y(v)}`).reverse().join("L")}z`;
  const grip = handle(plot, { label: "the epoch", radius: 16, get: () => [view.epoch(), 100], ondown: view.ondown, onup: view.onup, move: ([e]) => view.go(Math.round(e)), nudge: (dx, dy, far) => [view.epoch() + (dx + dy) * (far ? 5 : 1), 100],
    draw: (x) => [s("path", { class: "pr-catch", d: `M${x},${plot.top}V${base}` }), s("path", { class: "pr-line", d: `M${x},${plot.top}V${base}` }), s("path", { class: "pr-knob", d: `M${x},${plot.top}l8,-13h-16z` })] });
  plot.front.append(grip);
  return { node: h("div", { class: "cw-panel pr-wide" }, title, plot.view), draw(st) {
    const heights = apart(st.nets.map((net) => Y(net.mid.at(-1))), 17, plot.top + 8, base + 2);
    plot.back.replaceChildren(...st.nets.map((net) => s("path", { class: `pr-band ${net.look}`, d: band(net) })));
    plot.main.replaceChildren(...st.nets.map((net) => s("path", { class: `pr-run ${net.look}`, d: path(net.mid) })),
      ...st.nets.map((net) => s("circle", { class: `pr-dot ${net.look}`, cx: X(st.epoch), cy: Y(net.mid[st.epoch]), r: 4.5 })),
      ...st.nets.flatMap((net, i) => [s("path", { class: `pr-lead ${net.look}`, d: `M${X(EPOCHS) + 2},${Y(net.mid.at(-1))}L${X(EPOCHS) + 14},${heights[i]}` }),
        s("text", { class: `pr-name ${net.look}`, x: X(EPOCHS) + 18, y: heights[i] + 5 }, net.label)]));
    grip.place();
    grip.setAttribute("aria-label", `epoch ${st.epoch} of ${EPOCHS}`);
    title.replaceChildren(h("b", { class: "pr-strong" }, `Error on ${WORDS[st.show]}`), ": median, range of 3 seeds. Drag ▼");
  } };
}

// ---- the gradient of each layer --------------------------------------------------------------------------------------

function gradientView(view) {
  const [low, high] = [1e-4, 1e3], plot = plane({ width: 420, height: 220, margin: [10, 24, 36, 62], xlim: [0, 1], ylim: [low, high], ylog: true, ticks: [5, 4], xlabel: "layer, from the first to the last", ylabel: "‖∂L/∂W‖", label: "gradient of each layer" });
  const title = h("p", { class: "cw-panel-title" }), Y = (v) => tenth(plot.y(clampTo(v, low, high)));
  const place = (st) => (i, depth) => tenth(plot.x(st.named ? i + 1 : i / (depth - 1)));
  return { node: h("div", { class: "cw-panel" }, title, plot.view), draw(st) {
    plot.xlim = st.named ? [1, Math.max(...st.depths)] : [0, 1];
    plot.axes();
    const axes = plot.view.firstChild, base = plot.top + plot.inner[1];
    withoutTicks(axes);  // under letters no number may tell the depth; with names there is one where a net ends
    if (st.named) axes.append(...[1, ...st.depths].flatMap((d) => [s("path", { class: "cw-axis", d: `M${plot.x(d)},${base}v4` }), s("text", { x: plot.x(d), y: base + 17, "text-anchor": "middle" }, d)]));
    const X = place(st), line = (values) => `M${values.map((v, i) => `${X(i, values.length)},${Y(v)}`).join("L")}`;
    const lines = st.nets.map((net) => ({ ...net, now: gradient(st.runs, net.name, st.epoch), fresh: gradient(st.runs, net.name, 0) }));
    const told = st.named ? lines.filter((net) => net.depth === Math.max(...st.depths)) : lines, heights = apart(told.map((net) => Y(net.now[0]) - 8), 15, plot.top + 8, base - 4);
    plot.back.replaceChildren(...(st.epoch ? lines.map((net) => s("path", { class: `pr-fresh ${net.look}`, d: line(net.fresh) })) : []));
    plot.main.replaceChildren(...lines.map((net) => s("path", { class: `pr-run pr-fine ${net.look}`, d: line(net.now) })),
      ...told.map((net, i) => s("text", { class: `pr-name ${net.look}`, x: plot.left + 6, y: heights[i] }, net.label)));
    title.replaceChildren(h("b", { class: "pr-strong" }, "Gradient of each layer"), ` ${st.epoch ? `at epoch ${st.epoch}; thin: fresh` : "of the fresh nets"}`);
  } };
}

// ---- the errors by depth ---------------------------------------------------------------------------------------------

function depthView(view) {
  const low = FLOOR * 0.7, plot = plane({ width: 420, height: 220, margin: [10, 70, 36, 62], xlim: [4, 58], ylim: [low, 100], ylog: true, ticks: [5, 4], xlabel: "layers", ylabel: "error, %", label: "error by depth" });
  const title = h("p", { class: "cw-panel-title" }), Y = (v) => tenth(plot.y(Math.max(FLOOR, v))), base = plot.top + plot.inner[1];
  const kit = plot.view.firstChild, label = [...kit.querySelectorAll("text.ink")][0];
  withoutTicks(kit);
  kit.append(s("path", { class: "cw-axis", d: `M${plot.left},${Y(0)}h-4` }), s("text", { x: plot.left - 7, y: Y(0) + 4, "text-anchor": "end" }, "0"));
  return { node: h("div", { class: "cw-panel" }, title, plot.view), draw(st) {
    const X = (net) => tenth(plot.x(st.named ? net.depth : 4 + 54 * (net.index + 0.5) / st.nets.length));
    const all = st.nets.flatMap((net) => ["train", "test"].map((show, k) => { const e = errors(st.runs, net.name, show), at = (list) => list[st.epoch]; return { net, show, x: X(net) + (k ? 5 : -5), mid: at(e.mid), low: at(e.low), high: at(e.high) }; }));
    const joined = st.named ? KINDS.flatMap((kind) => ["train", "test"].map((show) => { const row = all.filter((p) => p.net.kind === kind && p.show === show).sort((a, b) => a.x - b.x); return s("path", { class: `pr-join pr-${kind} pr-${show}`, d: `M${row.map((p) => `${p.x},${Y(p.mid)}`).join("L")}` }); })) : [];
    const ticks = st.named ? st.depths.map((d) => [plot.x(d), d]) : st.nets.map((net) => [X(net), net.letter]);
    label.textContent = st.named ? "layers" : "net";
    plot.back.replaceChildren(...ticks.flatMap(([x, text]) => [s("path", { class: "cw-axis", d: `M${x},${base}v4` }), s("text", { class: st.named ? "" : "pr-name pr-hidden", x, y: base + 17, "text-anchor": "middle" }, text)]));
    const last = st.named ? st.nets.filter((net) => net.depth === Math.max(...st.depths)) : [], at = apart(last.map((net) => Y(errors(st.runs, net.name, "test").mid[st.epoch])), 15, plot.top + 8, base - 4);
    const names = last.map((net, i) => s("text", { class: `pr-name ${net.look}`, x: X(net) + 12, y: at[i] + 5 }, net.kind));
    plot.main.replaceChildren(...joined, ...names, ...all.flatMap((p) => [s("path", { class: `pr-range ${p.net.look}`, d: `M${p.x},${Y(p.low)}V${Y(p.high)}` }), s("circle", { class: `pr-point pr-${p.show} ${p.net.look}`, cx: p.x, cy: Y(p.mid), r: 4.5 })]));
    title.replaceChildren(h("b", { class: "pr-strong" }, st.epoch ? `After epoch ${st.epoch}` : "Fresh"), ": ● training digits, ○ held out");
  } };
}

// ---- words, questions, controls --------------------------------------------------------------------------------------

function formula(st) {
  const tag = (net) => h("span", { class: `pr-tag ${net.look}` }, net.label), own = st.nets, few = own.length <= 4, deepest = own.filter((net) => !st.named || net.depth === Math.max(...st.depths));
  const spread = (net) => { const [mid, low, high] = [net.mid, net.low, net.high].map((list) => bare(list[st.epoch])); return [h("b", {}, mid), few && low !== high ? h("small", {}, ` (${low} to ${high})`) : ""]; };
  return [h("span", { class: "pr-row" }, `${st.epoch ? `Epoch ${st.epoch}` : "Fresh"}, % of ${WORDS[st.show]} wrong: `, ...own.map((net) => h("span", { class: "pr-term" }, tag(net), " ", ...spread(net)))),
    h("span", { class: "pr-row" }, "‖∂L/∂W‖ of the first / of the last convolution: ", ...deepest.map((net) => h("span", { class: "pr-term" }, tag(net), " ", h("b", {}, scientific(ratio(st.runs, net.name, st.epoch))))))];
}
// The depths at which every plain run ends with more training digits wrong than the plain net of 8 layers, on the median.
const worse = (runs) => DEPTHS.slice(1).filter((d) => errors(runs, `plain ${d}`, "train").low.at(-1) > errors(runs, "plain 8", "train").mid.at(-1));

function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, runs = model.get("runs"), once = (key, given, values) => { if (known[key] !== given) { known[key] = given; view.edit(values); } };
  const words = (name, show, f = bare) => { const [mid, low, high] = ["mid", "low", "high"].map((which) => f(errors(runs, name, show)[which].at(-1))); return `${mid} %${low === high ? "" : ` (${low} to ${high})`}`; };
  const depths = model.get("depths"), deep = Math.max(...depths), own = nets(depths), plain = `plain ${deep}`, answer = own.find((net) => net.name === plain).letter, first = `which is ${plain}`;
  if (!model.get("named") || first in known) challenge(model, ui, { key: first, options: own.map((net) => net.letter), question: `Half of these nets are plain, half residual; they have ${depths.join(" or ")} layers. Which is the plain one with ${deep}?`,
    judge: (given) => [given === answer, `${answer} ends with ${words(plain, "train")} of the training digits wrong, the residual net of ${deep} layers with ${words(`residual ${deep}`, "train")}. Held out: ${words(plain, "test")}. Over-fitting would be few errors here and many there; this net does not even learn what it is shown.`],
    reveal: (given) => once(first, given, { named: true }) });
  const second = "worse than 8 layers", from = worse(runs);
  challenge(model, ui, { key: second, options: ["from 20", "from 32", "only 56"], question: "And between? From how many layers on do plain nets end with more training errors than with 8?",
    judge: (given) => [given === (from.length === 3 ? "from 20" : from.length === 2 ? "from 32" : "only 56"), `Plain: ${DEPTHS.map((d) => `${d} layers ${words(`plain ${d}`, "train")}`).join(", ")}. Residual: ${DEPTHS.map((d) => `${d} layers ${bare(errors(runs, `residual ${d}`, "train").mid.at(-1))} %`).join(", ")}.`],
    reveal: (given) => once(second, given, { named: true, depths: [...DEPTHS], epoch: EPOCHS, show: "train" }) });
  const third = "gradient of the first layer", r = (name, e = 0) => scientific(ratio(runs, name, e)), grown = (name) => scientific(10 ** (runs.nets[name].growth[0] / 100)), tried = (rate) => bare(100 * runs.rates[rate] / runs.digits.train);
  challenge(model, ui, { key: third, options: ["vanishes", "keeps its size", "explodes"], question: "What goes wrong? In the fresh plain net of 56 layers the gradient, on its way back from the last layers to the first, …",
    judge: (given) => [given === "explodes", `The first convolution's is ${r("plain 56")} times the last one's (residual: ${r("residual 56")}): batch norm without shortcuts does that (Yang et al. 2019). Steps so long stretch its weights ${grown("plain 56")} times in the first epoch (residual: ${grown("residual 56")}), and behind batch norm the longer weights are, the less a step turns them. It is not the whole reason: with a rate led up to slowly, ${tried("warm-up")} % stayed wrong instead of ${tried("0.02")} % (one seed).`],
    reveal: (given) => once(third, given, { named: true, depths: [8, 56], epoch: 0 }) });
}
// One question at a time: the first that is still open, the others behind a button.
function oneAtATime({ model, ui }) {
  const boxes = [...ui.challenges.children], open = boxes.findIndex((box) => !box.querySelector(".cw-verdict"));
  let at = Math.max(0, open);
  const next = button("", () => { at = (at + 1) % boxes.length; show(); boxes[at].querySelector("button").focus(); });
  const show = () => {
    boxes.forEach((box, i) => { box.hidden = i !== at; });
    next.textContent = `question ${at + 1} of ${boxes.length}, next ▸`;
  };
  ui.challenges.append(h("div", { class: "cw-controls pr-next" }, next));
  show();
}

function controls(view) {
  const { model, ui, edit } = view;
  const flip = (d) => { const now = model.get("depths"), next = now.includes(d) ? now.filter((one) => one !== d) : [...now, d].sort((a, b) => a - b); if (next.length) edit({ depths: next }); };
  const picks = DEPTHS.map((d) => button(String(d), () => flip(d)));
  const show = choice({ label: "error on", options: [["train", "training"], ["test", "held out"]], value: model.get("show"), onchange: (v) => edit({ show: v }) });
  const steps = stepper(ui, { label: "epoch", unit: "epoch", count: () => EPOCHS + 1, get: view.epoch, go: view.go, speed: 350 });
  const names = toggle({ label: "names", value: model.get("named"), onchange: (on) => edit({ named: on }) });
  ui.controls.append(h("span", { class: "cw-group" }, h("span", { class: "cw-label" }, "layers"), h("span", { role: "group", "aria-label": "layers" }, picks)), show, steps);
  ui.moreControls.prepend(names);
  ui.more.append(h("p", { class: "pr-note" }, "Recorded: digits of scikit-learn, 8 × 8, 1,438 to learn from and 359 held out. A 3 × 3 convolution, three stages of blocks of two with 8, 16, 32 maps, batch norm, a linear layer; the residual nets add what arrived to each block's result and have no parameter more. " +
    "Both kinds begin with the same weights and see the same batches of 64: momentum 0.9, weight decay 0.0001, η = 0.02, a tenth of it after epoch 15; of four rates the best for plain 56. Lines are medians of three seeds, bands and bars the smallest and largest. " +
    "Gradient: norm of ∂L/∂W of each layer from 256 digits. Errors are measured with batch norm's means over all training digits."));
  return (st) => {
    picks.forEach((b, i) => { b.setAttribute("aria-pressed", st.depths.includes(DEPTHS[i])); b.disabled = !st.named; });
    show.set(st.show);
    names.set(st.named);
    steps.draw();
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "Plain or residual: what becomes of depth?" }), names = Object.keys(PLAIN);
  const past = history(model, ui, names, "PlainOrResidual", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(PLAIN[name])));
  const view = { model, ui, held: false, epoch: () => model.get("epoch"), edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  view.go = (epoch) => { const to = clampTo(epoch, 0, EPOCHS); if (to !== view.epoch()) view.edit({ epoch: to }); };
  const curves = curveView(view), side = [gradientView(view), depthView(view)], sync = controls(view);
  ui.stage.append(curves.node, h("div", { class: "pr-side" }, side.map((one) => one.node)));
  ui.code.textContent = "y = torch.relu(block(x) + x)  # plain: torch.relu(block(x))";
  challenges(view);
  oneAtATime(view);
  bind(model, ui, names, () => {
    const st = study(view);
    for (const one of [curves, ...side]) one.draw(st);
    ui.formula.replaceChildren(...formula(st));
    sync(st);
    ui.say(`epoch ${st.epoch}, error on ${WORDS[st.show]}: ${st.nets.map((net) => `${net.label} ${percent(net.mid[st.epoch])}`).join(", ")}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { nets, errors, gradient, ratio, median, apart };
