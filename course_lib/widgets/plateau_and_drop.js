// PlateauAndDrop: recorded runs of one small net; eta is divided by ten where the viewer puts the drop. kit.js stands
// before this text. The runs come from Python as whole numbers: loss x 10 000, right answers among those held back.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const DROPS = [0, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40], EPOCHS = 40, NEVER = 40, SEEDS = 10, PER_EPOCH = 2, ETA = 0.5;
const PLAIN = { drop: 20, seed: 0, visited: [20, 40] }, HIGH = 3, LOW = 0.02;
const tenth = (v) => Math.round(v * 10) / 10, sorted = (list) => [...list].sort((a, b) => a - b);
const median = (list) => { const s = sorted(list), m = s.length / 2; return s.length % 2 ? s[Math.floor(m)] : (s[m - 1] + s[m]) / 2; };
const mean = (list) => list.reduce((total, v) => total + v, 0) / list.length;
const nearest = (epoch) => DROPS.reduce((best, d) => (Math.abs(d - epoch) < Math.abs(best - epoch) ? d : best));
const when = (drop) => (drop === NEVER ? "never" : drop === 0 ? "at the start" : `at epoch ${drop}`);

// A whole run: before its drop it is the run without one.
function curve(runs, what, drop, seed) {
  const unit = what === "loss" ? 1e4 : runs.held, before = drop === NEVER ? 0 : drop * PER_EPOCH;
  return [...runs[what][NEVER][seed].slice(0, before), ...runs[what][drop][seed]].map((v) => v / unit);
}
const ends = (runs, what, drop) => range(SEEDS, (seed) => curve(runs, what, drop, seed).at(-1));
// The lowest and the highest of the ten runs at each measurement.
function spread(runs, what, drop) {
  const all = range(SEEDS, (seed) => curve(runs, what, drop, seed));
  return all[0].map((_, t) => [Math.min(...all.map((one) => one[t])), Math.max(...all.map((one) => one[t]))]);
}
// What the words say of one run: the loss over the four epochs before the drop, one epoch after it, at the end.
function story(runs, drop, seed) {
  const loss = curve(runs, "loss", drop, seed), at = drop * PER_EPOCH, before = loss.slice(Math.max(0, at - 4 * PER_EPOCH), at + 1);
  return { before: mean(before), low: Math.min(...before), high: Math.max(...before), after: loss[Math.min(loss.length - 1, at + PER_EPOCH)], end: loss.at(-1), accuracy: curve(runs, "right", drop, seed).at(-1), plain: curve(runs, "loss", NEVER, seed).at(-1) };
}

// ---- the curves --------------------------------------------------------------------------------------------------

function runView(view, what) {
  const isLoss = what === "loss", width = 600;
  const plot = plane({ width, height: isLoss ? 320 : 170, margin: [isLoss ? 30 : 8, 22, isLoss ? 22 : 36, 62], xlim: [0, EPOCHS], ylim: isLoss ? [LOW, HIGH] : [0.84, 1], ylog: isLoss, ticks: [5, isLoss ? 4 : 4],
    xlabel: isLoss ? "" : "epoch", ylabel: isLoss ? "loss" : "accuracy", label: isLoss ? "loss of the training digits against the epoch" : "share of right answers on digits held back" });
  const [w, hgt] = plot.inner, top = plot.top, base = top + hgt, X = (t) => tenth(plot.x(t / PER_EPOCH));
  const Y = (v) => tenth(plot.y(isLoss ? Math.max(LOW, Math.min(HIGH, v)) : Math.max(0.84, v)));
  const line = (values, first = 0) => `M${values.map((v, i) => `${X(i + first)},${Y(v)}`).join("L")}`;
  const band = (rows, first = 0) => `M${rows.map(([, b], i) => `${X(i + first)},${Y(b)}`).join("L")}L${rows.map(([a], i) => `${X(i + first)},${Y(a)}`).reverse().join("L")}z`;
  const grip = isLoss && handle(plot, { label: "the drop", radius: 17, get: () => [view.drop, HIGH], ondown: view.ondown, onup: view.onup,
    move: ([epoch]) => view.go(nearest(epoch)), nudge: (dx, dy) => [DROPS[Math.max(0, Math.min(DROPS.length - 1, DROPS.indexOf(view.drop) + dx + dy))], HIGH],
    draw: (x, y) => [s("path", { class: "pd-catch", d: `M${x},${y}V${base}` }), s("path", { class: "pd-line", d: `M${x},${y}V${base}` }), s("path", { class: "pd-grip", d: `M${x - 12},${y}l7,-6v12zM${x + 12},${y}l-7,-6v12z` }), s("circle", { class: "pd-grip", cx: x, cy: y, r: 4 })] });
  const guess = isLoss && handle(plot, { label: "your guess", radius: 16, get: () => [EPOCHS, view.guess], move: ([, loss]) => view.aim(loss), nudge: (dx, dy, far) => [EPOCHS, view.guess * 1.05 ** ((dx + dy) * (far ? 5 : 1))],
    draw: (x, y) => [s("path", { class: "pd-guess", d: `M${x},${y - 9}l9,9l-9,9l-9,-9z` }), s("path", { class: "pd-aim", d: `M${plot.x(view.drop)},${Y(view.level)}L${x - 9},${y}` })] });
  let mounted = false;
  if (isLoss) between(plot, [0.03, 0.3, 3]);
  function etas(drop) {  // the step size as a word on either side of the line
    const x = plot.x(drop), y = top + 16, one = (text, at, anchor, wide) => (wide > 56 ? [s("text", { class: "ink pd-word", x: at, y, "text-anchor": anchor }, text)] : []);
    const before = one(`η = ${ETA}`, x - 18, "end", x - plot.left), after = drop === NEVER ? [] : one(`η = ${ETA / 10}`, x + 18, "start", plot.left + w - x);
    return [...before, ...after];
  }
  return { node: plot.view, draw(st) {
    const { runs, drop, seed } = st, cut = drop * PER_EPOCH, last = view.hidden ? cut : EPOCHS * PER_EPOCH;
    const rows = spread(runs, what, drop).slice(0, last + 1), own = curve(runs, what, drop, seed).slice(0, last + 1), plain = curve(runs, what, NEVER, seed).slice(cut);
    const shown = !view.hidden && drop < NEVER, mid = plot.x((drop + EPOCHS) / 2);
    plot.main.replaceChildren(s("path", { class: "pd-band", d: band(rows) }), ...(shown ? [s("path", { class: "pd-plain", d: line(plain, cut) })] : []),
      s("path", { class: "pd-run", d: line(own.slice(0, cut + 1)) }), s("path", { class: "pd-run pd-after", d: line(own.slice(cut), cut) }),
      ...(isLoss && shown && drop < 34 ? [s("text", { class: "pos pd-word", x: mid, y: Y(Math.max(...plain.slice(plain.length * 0.3, plain.length * 0.75))) - 7, "text-anchor": "middle" }, "without the drop")] : []));
    if (!isLoss) { plot.front.replaceChildren(s("path", { class: "pd-line", d: `M${plot.x(drop)},${top}V${base}` })); return; }
    plot.back.replaceChildren(...etas(drop));
    if (!mounted) { plot.front.append(grip, guess); mounted = true; }
    guess.style.display = view.hidden ? "" : "none";
    grip.place();
    guess.place();
    grip.setAttribute("aria-label", `eta is divided by 10 ${when(drop)}`);
    guess.setAttribute("aria-label", `your guess of the loss at epoch ${EPOCHS}: ${fmt(view.guess, 3)}`);
  } };
}

// Further ticks on a log axis that spans about one power of ten.
function between(plot, values) {
  plot.view.firstChild.append(...values.flatMap((v) => [s("path", { class: "cw-axis", d: `M${plot.left},${plot.y(v)}h-4` }), s("text", { x: plot.left - 7, y: plot.y(v) + 4, "text-anchor": "end" }, v)]));
}

// Where ten runs end, for each place of the drop that was looked at.
function endView(view) {
  const low = 0.03, high = 0.3, plot = plane({ width: 360, height: 440, margin: [30, 18, 36, 52], xlim: [-1.5, 41.5], ylim: [low, high], ylog: true, ticks: [5, 3], xlabel: "epoch of the drop", ylabel: "loss at epoch 40", label: "loss at the end by the place of the drop" });
  const Y = (v) => tenth(plot.y(Math.max(low, Math.min(high, v)))), [w] = plot.inner;
  between(plot, [0.03, 0.05, 0.2, 0.3]);
  return { node: plot.view, draw(st) {
    const seen = DROPS.filter((d) => st.visited.includes(d) || d === st.drop).filter((d) => !view.hidden || d !== st.drop);
    const rows = seen.map((d) => { const all = ends(st.runs, "loss", d); return { d, x: tenth(plot.x(d)), all, mid: median(all) }; });
    plot.main.replaceChildren(s("path", { class: "pd-join", d: rows.length ? `M${rows.map((r) => `${r.x},${Y(r.mid)}`).join("L")}` : "" }),
      ...rows.flatMap(({ d, x, all, mid }) => [s("path", { class: "pd-reach", d: `M${x},${Y(Math.min(...all))}V${Y(Math.max(...all))}` }),
        s("path", { class: "pd-each", d: all.map((v) => `M${x - 4},${Y(v)}h8`).join("") }),
        s("circle", { class: `pd-mid ${d === st.drop ? "pd-here" : ""}`, cx: x, cy: Y(mid), r: d === st.drop ? 6.5 : 4.5 })]),
      ...rows.filter((r) => r.d === st.drop || (r.d === NEVER && st.drop < 32)).map((r) => s("text", { class: "ink pd-word", x: r.d > 34 ? plot.left + w + 4 : r.x, y: Y(Math.max(...r.all)) - 8, "text-anchor": r.d > 34 ? "end" : r.d < 3 ? "start" : "middle" }, r.d === NEVER ? `never ${fmt(r.mid, 3)}` : fmt(r.mid, 3))));
  } };
}

// ---- questions ---------------------------------------------------------------------------------------------------

// The rest of the run is hidden until the viewer has put a mark where it will end.
function guessQuestion(view) {
  const { model, ui } = view, answer = h("p", { class: "cw-answer", "aria-live": "polite" }), asked = [8, 2, 32, 24, 0, 36, 16, 1, 28, 12, 4, 20];
  let count = 0;
  const hide = button("hide the rest", () => {
    const drop = asked[count % asked.length];
    count += 1;
    answer.replaceChildren();
    view.hidden = true;
    view.level = curve(model.get("runs"), "loss", drop, model.get("seed"))[drop * PER_EPOCH];
    view.guess = Math.min(HIGH, view.level);
    view.edit({ drop });
    view.redraw();
  }, { class: "primary" });
  const send = button("commit", () => {
    const { runs, drop, visited } = view.st, all = sorted(ends(runs, "loss", drop)), said = Number(view.guess.toPrecision(2)), good = said >= all[0] * 0.95 && said <= all.at(-1) * 1.05;
    save(model, { prediction: { ...model.get("prediction"), [`loss at epoch 40, drop ${when(drop)}`]: said } });
    view.hidden = false;
    answer.replaceChildren(h("span", { class: `cw-verdict ${good ? "right" : "wrong"}` }, good ? "✓ As you said. " : `✗ You said ${said}. `), `Ten runs end from ${fmt(all[0], 3)} to ${fmt(all.at(-1), 3)}, their median is ${fmt(median(all), 3)}.`);
    save(model, { visited: sorted([...new Set([...visited, drop])]) });
    view.redraw();
  });
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), "The drop elsewhere, the rest hidden: put the ◇ at the right edge of the loss to where it will be at epoch 40."), h("div", { class: "cw-controls", style: "margin-top:0" }, hide, send), answer));
  return { draw() { send.disabled = !view.hidden; } };
}

function earlyQuestion(view) {
  const { model, ui } = view, key = "drop at epoch 1 instead of 20", known = { ...model.get("prediction") };
  const all = (drop) => sorted(ends(model.get("runs"), "loss", drop)), words = (drop) => `${fmt(median(all(drop)), 3)} (${fmt(all(drop)[0], 3)} to ${fmt(all(drop).at(-1), 3)})`;
  challenge(model, ui, { key, options: ["lower", "about the same", "higher"], question: "Why wait on a plateau? Drop at epoch 1 instead of 20. At epoch 40 the loss will be …",
    judge: (given) => [given === "higher", `Higher: ${words(1)} against ${words(20)}, median and range of ten runs. The noise shrinks at once, but each step is a tenth as long, and the way was not walked yet.`],
    reveal: (given) => {
      if (known[key] === given) return;
      known[key] = given;
      view.hidden = false;
      view.edit({ drop: 1, visited: sorted([...new Set([...model.get("visited"), 1, 20])]) });
    } });
}

// ---- the whole ---------------------------------------------------------------------------------------------------

function words(st, view) {
  const { runs, drop, seed } = st, told = story(runs, drop, seed), b = (v, digits = 3) => h("b", {}, fmt(v, digits));
  if (view.hidden) return [`η is divided by 10 ${when(drop)}. Your guess for epoch ${EPOCHS}: `, b(view.guess), "."];
  const last = [`, held back `, b(100 * told.accuracy, 1), " % right"];
  if (drop === NEVER) return ["η = ", b(ETA, 1), " to the end: over the last 4 epochs the loss is ", b(told.before), ` (${fmt(told.low, 3)} to ${fmt(told.high, 3)}), at epoch 40 `, b(told.end), ...last, "."];
  if (drop === 0) return [`η = ${ETA / 10} from the start: loss `, b(told.end), " at epoch 40", ...last, `; with η = ${ETA} all the time it is ${fmt(told.plain, 3)}.`];
  return [`Loss over the ${drop > 1 ? `${Math.min(4, drop)} epochs` : "epoch"} before the drop `, b(told.before), ` (${fmt(told.low, 3)} to ${fmt(told.high, 3)}) → one epoch later `, b(told.after), " → at epoch 40 ", b(told.end), ...last, `. Without the drop: ${fmt(told.plain, 3)}.`];
}

function controls(view) {
  const { model, ui } = view;
  const drop = slider({ label: "η ÷ 10 at epoch", min: 0, max: DROPS.length - 1, step: 1, value: DROPS.indexOf(model.get("drop")), show: (i) => (DROPS[i] === NEVER ? "never" : DROPS[i]), oninput: (i) => view.go(DROPS[i]) });
  const seed = slider({ label: "which of ten runs", min: 0, max: SEEDS - 1, step: 1, value: model.get("seed"), show: (v) => v + 1, oninput: (v) => view.edit({ seed: v }) });
  ui.controls.append(drop, seed);
  ui.moreControls.prepend(button("show all places", () => { view.hidden = false; view.edit({ visited: [...DROPS] }); view.redraw(); }), button("forget them", () => view.edit({ visited: [view.drop] })));
  ui.more.append(h("p", { class: "pd-note" }, "Digits of scikit-learn, 8×8: 1,151 to train on, 287 held back. 64 – 32 ReLU – 10, weights of variance 2 / inputs, plain descent on batches of 8; every image is shaken by normal noise of deviation 0.3 each time it is shown, so that no two batches are alike. " +
    "Measured twice an epoch, on images that are not shaken. Line: one run; band: the lowest and the highest of ten. Recorded by course_lib/experiments/plateau.py."));
  return { draw(st) { drop.set(DROPS.indexOf(st.drop)); seed.set(st.seed); } };
}

function render({ model, el }) {
  const ui = frame(el, { title: "Run to a plateau, then drop η" }), names = Object.keys(PLAIN);
  const past = history(model, ui, names, "PlateauAndDrop", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(PLAIN[name])));
  const view = { model, ui, hidden: false, held: false, guess: 0.1, level: 0.1, get drop() { return model.get("drop"); }, edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  view.go = (drop) => {
    if (view.hidden) return view.redraw();
    if (drop === view.drop) return;
    view.edit({ drop, visited: sorted([...new Set([...model.get("visited"), view.drop, drop])]) });
  };
  view.aim = (loss) => { view.guess = Math.max(LOW, Math.min(HIGH, loss)); view.redraw(); };
  const parts = [runView(view, "loss"), runView(view, "right"), endView(view)], [loss, right, end] = parts;
  ui.stage.append(h("div", { class: "cw-panel pd-wide" }, h("p", { class: "cw-panel-title" }, "Drag ◂▸. Loss, and accuracy on held-back digits; band: ten runs"), loss.node, right.node),
    h("div", { class: "cw-panel pd-side" }, h("p", { class: "cw-panel-title" }, "where ten runs end, for each place tried"), end.node));
  ui.formula.classList.add("pd-words");
  const guess = guessQuestion(view), panel = controls(view);
  earlyQuestion(view);
  view.redraw = () => {
    const st = view.st = Object.fromEntries([...names, "runs"].map((name) => [name, model.get(name)]));
    [...parts, panel, guess].forEach((part) => part.draw(st));
    ui.formula.replaceChildren(...words(st, view));
    ui.code.textContent = st.drop === NEVER ? `torch.optim.SGD(net.parameters(), lr=${ETA})` : `torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[${st.drop}], gamma=0.1)`;
    ui.say(ui.formula.textContent);
  };
  bind(model, ui, names, view.redraw);
  return ui.close;
}

export default { render };
export const arithmetic = { curve, ends, spread, story, median };
