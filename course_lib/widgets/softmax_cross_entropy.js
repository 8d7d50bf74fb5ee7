// SoftmaxCrossEntropy: the logits of one example, the shares that softmax makes of them, the loss, and the arrows t - p.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const ETA = 2;  // the step that the arrows show and the button takes: a <- a + ETA (t - p)
const MOST = 1000;

// As it is written: exp(1000) is Infinity, exp(-1000) is 0, and Infinity/Infinity and 0/0 are NaN.
function naive(a, target) {
  const e = a.map(Math.exp), sum = e.reduce((s, v) => s + v, 0), p = e.map((v) => v / sum);
  return { e, sum, p, loss: -Math.log(p[target]) };
}
// The same with the largest logit taken away first: the largest exponential is 1, the sum between 1 and K.
function stable(a, target) {
  const max = Math.max(...a), e = a.map((v) => Math.exp(v - max)), sum = e.reduce((s, v) => s + v, 0);
  return { e, sum, p: e.map((v) => v / sum), loss: Math.log(sum) - (a[target] - max), max };
}
const oneHot = (target, count) => range(count, (k) => (k === target ? 1 : 0));
const gradient = (a, target) => stable(a, target).p.map((p, k) => p - (k === target ? 1 : 0));
const stepped = (a, target, eta = ETA) => gradient(a, target).map((g, k) => a[k] - eta * g);
// Logits for which softmax gives the target the share p and all others the same.
const sure = (p, target, count) => range(count, (k) => (k === target ? 4 : 4 - Math.log(p / (1 - p) * (count - 1))));

// ---- the picture -------------------------------------------------------------------------------------------------

const SUB = "₀₁₂₃₄₅₆₇₈₉";
const tidy = (v) => Math.round(v * 1e6) / 1e6;
const short = (v) => (v === 0 ? "0" : Number.isFinite(v) && (Math.abs(v) >= 1e4 || Math.abs(v) < 1e-3) ? scientific(v, 3) : fmt(v, Math.abs(v) >= 100 ? 1 : 3));
const plus = (v, digits = 2) => (v > 0.5 * 10 ** -digits ? "+" : "") + fmt(v, digits);

function stateOf(model) {
  const logits = model.get("logits"), shift = model.get("shift"), target = model.get("target"), a = logits.map((v) => v + shift);
  const good = stable(a, target), t = oneHot(target, a.length);
  const limit = [5, 50, 1000].find((most) => most >= model.get("limit") && logits.every((v) => Math.abs(v) <= most));
  return { logits, shift, target, a, t, limit, good, written: naive(a, target), p: good.p, arrows: good.p.map((p, k) => t[k] - p), loss: good.loss, count: a.length };
}

const grow = (plot, st, label, value) => range(st.count, (k) => s("text", { x: plot.x(k), y: plot.top + plot.inner[1] + 37, "text-anchor": "middle", class: `${k === st.target ? "ink sc-target" : ""} ${st.count > 5 ? "sc-small" : ""}` },
  st.count > 3 || st.a.some((v) => Math.abs(v) >= 100) ? value(k) : `${label}${SUB[k]} = ${value(k)}`));
function bars(plot, st, from, heights) {
  const w = plot.x(0.36) - plot.x(-0.36);
  return heights.map((v, k) => {
    const [top, bottom] = [plot.y(v), plot.y(from)].sort((p, q) => p - q);
    return s("rect", { class: `sc-bar ${k === st.target ? "sc-target" : ""}`, x: plot.x(k) - w / 2, y: top, width: w, height: Math.max(0.5, bottom - top) });
  });
}
// An arrow of the bar k from y0 to y1 (in the picture) with its number beside it; that of a short one out of its way.
function step(plot, st, k, y0, y1, below = true) {
  const x = plot.x(k), up = k === st.target, little = Math.abs(y1 - y0) < 16;
  const beside = Math.min((y0 + y1) / 2 + (!little ? 4 : up ? -8 : 14), plot.top + plot.inner[1] - 7);
  const items = [arrow([x, y0], [x, y1], { stroke: `var(--${up ? "positive" : "negative"})`, class: "sc-arrow" }, 9)];
  if (st.count <= 5 && !(below && Math.abs(st.arrows[k]) < 0.005)) items.push(s("text", { class: `${up ? "pos" : "neg"} sc-number`, x: x + 7, y: little && !below ? (up ? y0 + 17 : y0 - 6) : beside }, plus(st.arrows[k])));
  return items;
}
const columns = (count) => ({ xlim: [-0.6, count - 0.4], ticks: [count + 1, 5] });

function logitView(view) {
  const { model } = view;
  const plot = plane({ width: 400, height: 442, margin: [20, 8, 62, 76], ...columns(view.st.count), ylim: [-5, 5], xlabel: "class", ylabel: "logit", label: "logits, one bar a class" });
  let handles = [];
  const stopAt = (k) => handles.forEach((g, i) => g.setAttribute("tabindex", i === k ? 0 : -1));
  plot.front.setAttribute("tabindex", -1);  // a group that listens to focus would be a stop of its own
  plot.front.addEventListener("focusin", (event) => stopAt(handles.findIndex((g) => g.contains(event.target))));
  const unit = () => ({ 5: 0.05, 50: 0.5, 1000: 10 })[view.st.limit];
  const makeHandle = (k) => handle(plot, {
    label: "logit", radius: 18, get: () => [k, view.now(k) + view.st.shift], ondown: view.ondown, onup: view.onup,
    move: ([, y]) => view.set(k, Math.round((y - view.st.shift) / unit()) * unit()),
    nudge: (dx, dy, far) => {  // left and right walk from bar to bar
      if (dx) handles[(k + dx + handles.length) % handles.length].focus();
      return [k, view.now(k) + view.st.shift + dy * unit() * (far ? 10 : 1) * 2];
    },
    draw: (x, y) => [s("path", { class: "sc-grip", d: `M${x - 13},${y}h26` }), s("circle", { class: "sc-grip", cx: x, cy: y, r: 5 })] });

  function label(st) {
    const k = st.arrows.reduce((best, v, i) => (Math.abs(v) > Math.abs(st.arrows[best]) ? i : best), 0), v = st.arrows[k];
    const left = k < st.count / 2, long = v * view.unitArrow(plot), tip = plot.y(st.a[k]) - long, room = Math.abs(long) < 16 ? 14 : 0;
    const text = Math.abs(v) < 0.005 ? "no step left" : "the step goes this way";
    return s("text", { class: "ink sc-way", x: left ? plot.x(k - 0.36) : plot.x(k + 0.36), "text-anchor": left ? "start" : "end",
      y: Math.max(plot.top - 6, Math.min(plot.top + plot.inner[1] - 4, tip + (k === st.target ? -10 - room : 20 + room))) }, text);
  }
  return { plot, draw(st) {
    const moved = plot.xlim[1] !== columns(st.count).xlim[1];
    Object.assign(plot, columns(st.count));
    plot.ylim = [st.shift - st.limit, st.shift + st.limit];
    plot.axes();
    if (moved || handles.length !== st.count) {
      const had = handles.findIndex((g) => g === g.getRootNode().activeElement);
      handles = range(st.count, makeHandle);
      plot.front.replaceChildren(...handles);
      stopAt(0);
      if (had >= 0) handles[Math.min(had, st.count - 1)].focus({ preventScroll: true });
    }
    const scale = view.unitArrow(plot);
    plot.back.replaceChildren(s("path", { class: "cw-axis", d: `M${plot.left},${plot.y(st.shift)}h${plot.inner[0]}` }), ...bars(plot, st, st.shift, st.a),
      ...grow(plot, st, "a", (k) => fmt(st.a[k], Math.abs(st.a[k]) >= 100 ? (st.count > 5 ? 0 : 1) : st.count > 5 ? 1 : 2)));
    plot.main.replaceChildren(...range(st.count, (k) => step(plot, st, k, plot.y(st.a[k]), plot.y(st.a[k]) - scale * st.arrows[k])).flat(), label(st));
    handles.forEach((g, k) => { g.place(); g.setAttribute("aria-label", `logit ${k} is ${fmt(st.a[k])}${k === st.target ? ", the target" : ""}, arrow ${plus(st.arrows[k])}`); });
  } };
}

function shareView(view) {
  const plot = plane({ width: 400, height: 442, margin: [20, 8, 62, 56], ...columns(view.st.count), ylim: [0, 1], ylabel: "share p", xlabel: "class", label: "softmax of the logits, one bar a class" });
  return { plot, draw(st) {
    Object.assign(plot, columns(st.count));
    plot.axes();
    const w = plot.x(0.36) - plot.x(-0.36);
    plot.back.replaceChildren(...bars(plot, st, 0, st.p), s("rect", { class: "sc-goal", x: plot.x(st.target) - w / 2 - 3, y: plot.y(1), width: w + 6, height: plot.y(0) - plot.y(1) }),
      s("text", { class: "ink", x: plot.x(st.target), y: plot.y(1) - 6, "text-anchor": "middle" }, st.count > 5 ? "t" : `target t${SUB[st.target]} = 1`),
      ...grow(plot, st, "p", (k) => fmt(st.p[k], 2)));
    plot.main.replaceChildren(...range(st.count, (k) => step(plot, st, k, plot.y(st.p[k]), plot.y(st.t[k]), false)).flat());
  } };
}

function lossView() {
  const top = 6, plot = plane({ width: 330, height: 372, margin: [20, 12, 44, 40], xlim: [0, 1], ylim: [0, top], ylabel: "loss", xlabel: "share p of the target", label: "the loss against the share of the target" });
  const curve = range(120, (i) => Math.exp(-top * (1 - i / 119)));
  plot.back.append(s("path", { class: "sc-curve", d: `M${curve.map((p) => `${plot.x(p).toFixed(1)},${plot.y(-Math.log(p)).toFixed(1)}`).join("L")}` }),
    s("text", { x: plot.x(0.42), y: plot.y(3.6) }, "−ln p"));
  return { plot, draw(st) {
    const p = st.p[st.target], x = plot.x(p), y = plot.y(Math.min(top, st.loss)), guess = Math.log(st.count), far = st.loss > top, close = Math.abs(plot.y(guess) - y) < 40 && Math.abs(plot.x(1 / st.count) - x) < 150;
    plot.main.replaceChildren(...(close ? [] : [s("circle", { class: "sc-guess", cx: plot.x(1 / st.count), cy: plot.y(guess), r: 4 }),
      s("text", { x: plot.x(1 / st.count) + 9, y: plot.y(guess) - 3 }, `a guess: ln ${st.count} = ${fmt(guess)}`)]),
      s("path", { class: "sc-drop", d: `M${plot.left},${y}H${x}V${plot.y(0)}` }), s("circle", { class: "sc-dot", cx: x, cy: y, r: 6 }),
      s("text", { class: "ink sc-loss", x: p > 0.6 ? x + 4 : x + 11, y: p > 0.6 ? y - 32 : far ? y + 16 : y - 6, "text-anchor": p > 0.6 ? "end" : "start" }, `L = ${short(st.loss)}${far ? " ↑" : ""}`));
  } };
}

// ---- numbers -----------------------------------------------------------------------------------------------------

function table(st) {
  const shown = st.count <= 5 ? st.count : 3, k = st.target, dots = st.count > shown ? ["…"] : [];
  const cell = (v) => h("td", { class: Number.isFinite(v) ? "" : "sc-bad" }, short(v));
  const row = (name, { e, sum, p, loss }) => h("tr", {}, h("th", { scope: "row" }, name), e.slice(0, shown).map(cell), dots.map((d) => h("td", {}, d)), cell(sum), cell(p[k]), cell(loss));
  const head = ["", ...range(shown, (i) => `class ${i}`), ...dots, "sum", `p${SUB[k]}`, "loss"].map((text) => h("th", { scope: "col" }, text));
  return [h("thead", {}, h("tr", {}, head)), h("tbody", {}, row("as written, exp(a)", st.written), row("stable, exp(a − max a)", st.good))];
}
function verdict({ written, loss, target, a }) {
  if (Number.isFinite(written.loss) && Math.abs(written.loss - loss) <= 1e-6 * Math.max(1e-6, loss)) return "Both rows give the same. Add a constant to all logits, or drag them far apart, and only one row survives.";
  const name = `p${SUB[target]}`;
  if (written.sum === Infinity) return `✗ As written: exp(${fmt(Math.max(...a), 0)}) overflows (float64 ends at exp(709.78)), and ${written.e[target] === Infinity ? "∞/∞ is not a number" : `dividing by ∞ makes ${name} = 0`}.`;
  if (written.sum === 0) return "✗ As written: every exponential has become 0, and 0/0 is not a number.";
  if (written.p[target] === 0) return `✗ As written: ${name} has become 0, and −ln 0 = ∞. The true loss is ${short(loss)}.`;
  return "✗ As written the last digits are lost: the exponentials are too small, or one too near to the whole sum.";
}
function formula(st) {
  const list = (values, show) => values.flatMap((v, k) => [k ? ", " : "", show(v)]), few = st.count > 5;
  const g = st.arrows.map((v) => -v);
  return [h("var", {}, "L"), ` = −ln p${SUB[st.target]} = `, st.p[st.target] > 0 ? `−ln ${short(st.p[st.target])} = ` : "", h("b", {}, short(st.loss)), h("br", {}),
    "∂", h("var", {}, "L"), "/∂", h("var", {}, "a"), " = ", h("var", {}, "p"), " − ", h("var", {}, "t"), " = (", few ? "" : `${list(st.p, (v) => fmt(v, 3)).join("")}) − (${st.t.join(", ")}) = (`,
    ...list(g, (v) => signed(v, few ? 2 : 3)), "); the step goes against it"];
}
function torchLine(st) {
  const number = (v) => { const text = String(tidy(v)); return /[.e]/.test(text) ? text : `${text}.`; };
  return `torch.nn.functional.cross_entropy(torch.tensor([[${st.a.map(number).join(", ")}]]), torch.tensor([${st.target}]))`;
}

// ---- questions, controls, the whole ------------------------------------------------------------------------------

function challenges(view) {
  const { model, ui } = view, known = { ...model.get("prediction") };
  // The answer turns the picture to itself once: not again when it is shown for a stored prediction.
  const show = (key, values) => (given) => {
    if (known[key] === given) return;
    known[key] = given;
    view.edit(values());
  };
  challenge(model, ui, { key: "right and sure", options: ["as long as now", "longer", "all but gone"],
    question: "Drag the target's bar up until softmax is right and sure, p = 0.99 for the target. What has become of its arrow?",
    judge: (given) => [given === "all but gone", "All but gone: t − p = 1 − 0.99 = 0.01, and the others share −0.01. Who is right and sure learns nothing more; who is wrong and sure has an arrow of nearly 1, the longest there is."],
    reveal: show("right and sure", () => ({ logits: sure(0.99, view.st.target, view.st.count).map((v) => Math.round(v * 1000) / 1000), shift: 0, limit: 5 })) });
  challenge(model, ui, { key: "a constant", options: ["rises by 3", "falls by 3", "stays the same"],
    question: "Add 3 to every logit. The loss …",
    judge: (given) => [given === "stays the same", "Stays: the factor exp(3) is above and below the fraction line and cancels. Softmax sees differences only, so one may as well take the largest logit away first."],
    reveal: show("a constant", () => ({ shift: 3 })) });
}

function controls(view) {
  const { model, ui, edit } = view;
  const targets = h("span", {});
  let target = null;
  view.syncTarget = (st) => {  // made again when the number of classes has changed
    if (target?.count !== st.count) {
      target = choice({ label: "target", options: range(st.count, (k) => [k, String(k)]), value: st.target, onchange: (k) => edit({ target: k }) });
      target.count = st.count;
      targets.replaceChildren(target);
    }
    target.set(st.target);
  };
  view.shift = slider({ label: "add to all", min: -MOST, max: MOST, step: 1, value: model.get("shift"), show: (v) => plus(v, 0), oninput: (v) => edit({ shift: v }) });
  view.axis = choice({ label: "axis", options: [[5, "±5"], [50, "±50"], [1000, "±1000"]], value: model.get("limit"), onchange: (v) => edit({ limit: v, logits: model.get("logits").map((a) => Math.max(-v, Math.min(v, a))) }) });
  const go = button(`take the step: a ← a + ${ETA} (t − p)`, () => edit({ logits: stepped(model.get("logits"), model.get("target")).map((v) => Math.max(-MOST, Math.min(MOST, tidy(v)))) }), { class: "primary" });
  ui.controls.append(targets, view.shift, view.axis, go);
  const more = button("one class more", () => { if (view.st.count < 10) edit({ logits: [...model.get("logits"), 0] }); });
  const fewer = button("one class fewer", () => { if (view.st.count > 2) edit({ logits: model.get("logits").slice(0, -1), target: Math.min(model.get("target"), view.st.count - 2) }); });
  ui.moreControls.prepend(more, fewer, button("all logits 0", () => edit({ logits: range(view.st.count, () => 0) })));
  ui.more.append(h("p", { class: "sc-note" }, `Arrows on the logits end where the step with η = ${ETA} takes the bar (on the wider axes they are drawn as on ±5, or they could not be seen). All arrows together add up to 0. ` +
    "Numbers are float64; in float32, torch's own, exp overflows above 88.7 already. On a bar: up and down move it, left and right walk to the next."));
}

function render({ model, el }) {
  const ui = frame(el, { title: "Softmax and cross-entropy: which way does the step go?" });
  const names = ["logits", "target", "shift", "limit"], plain = { logits: [1, 2, -1], target: 0, shift: 0, limit: 5 };
  const past = history(model, ui, names, "SoftmaxCrossEntropy", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(plain[name])));
  const view = { model, ui, held: false, st: stateOf(model), edit(values) { if (!view.held) past.remember(); save(model, values); } };
  view.ondown = () => { past.remember(); view.held = true; };
  view.onup = () => { view.held = false; };
  view.now = (k) => model.get("logits")[k] ?? 0;
  view.set = (k, v) => { if (tidy(v) !== view.now(k)) view.edit({ logits: model.get("logits").map((a, i) => (i === k ? tidy(v) : a)) }); };
  view.unitArrow = (plot) => ETA * plot.inner[1] / 10;  // pixels of an arrow of length 1
  const panels = [["the logits ", h("b", { class: "sc-ink" }, "a"), ": drag a bar", logitView(view)], ["their softmax ", h("b", { class: "sc-ink" }, "p"), ": arrows run to t", shareView(view)], ["the loss, ", "", "by the target's share", lossView(view)]];
  ui.stage.append(...panels.map(([a, b, c, { plot }], i) => h("div", { class: `cw-panel sc-panel${i}` }, h("p", { class: "cw-panel-title" }, a, b, c), plot.view)));
  const numbers = h("table", { class: "sc-table" }), said = h("p", { class: "sc-said" });
  ui.formula.after(h("div", { class: "sc-below" }, h("div", { class: "sc-scroll" }, numbers), said));
  controls(view);
  challenges(view);
  bind(model, ui, names, () => {
    const st = view.st = stateOf(model);
    for (const panel of panels) panel.at(-1).draw(st);
    ui.formula.replaceChildren(...formula(st));
    numbers.replaceChildren(...table(st));
    said.textContent = verdict(st);
    said.classList.toggle("sc-bad", said.textContent.startsWith("✗"));
    ui.code.textContent = torchLine(st);
    view.syncTarget(st);
    view.shift.set(st.shift);
    view.axis.set(st.limit);
    ui.say(`share of the target ${fmt(st.p[st.target])}, loss ${short(st.loss)}, arrows ${st.arrows.map((v) => plus(v)).join(", ")}`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { naive, stable, gradient, stepped, sure, oneHot, short };
