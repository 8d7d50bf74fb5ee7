// The kit: what every widget of the course is built from. It is put in front of each widget's own file (see kit.py), so
// these are plain functions of one module, and nothing here may be exported.
//
//   frame(el, {title})          the widget's body: .stage .controls .more .formula .code, say(text), on close
//   h / s                       make an HTML / SVG element: h("p", {class: "x", onclick: f}, "text", child)
//   bind(model, ui, names, f)   call f when one of the traits changes; save(model, {trait: value}) writes them back
//   button slider choice toggle stepper   controls with real labels
//   plane({...})                an SVG with axes: .x .y map data to the picture, .at(event) maps a pointer back
//   handle(plot, {...})         a thing to drag by pointer or arrow keys
//   arrow, diverging, tinted, fmt, scientific   drawing and number helpers
//   challenge({...})            predict first, then see
//   history(model, names, ui)   undo, reset, copy as Python

const SVG = "http://www.w3.org/2000/svg";

function make(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
const h = (tag, attributes, ...children) => make(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => make(document.createElementNS(SVG, tag), attributes, children);

// Numbers as a reader expects them: a true minus sign, no "-0", no tail of zeros beyond `digits`.
function fmt(value, digits = 2) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const text = (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits);
  return text.replace("-", "−");
}
// 2.5·10⁻⁸: a number whose size matters more than its digits. Between 0.001 and 10 000 it is written out.
function scientific(value, digits = 2) {
  if (!Number.isFinite(value) || value === 0) return fmt(value, 0);
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e"), power = Number(exponent);
  if (power >= -3 && power < 4) return String(Number(value.toPrecision(digits))).replace("-", "−");
  const raised = [...String(power)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join(""), factor = String(Number(mantissa));
  return `${factor === "1" ? "" : `${factor}·`}10${raised}`.replace("-", "−");
}
// One number in a formula, coloured by its sign (and signed, so that colour is not alone).
const signed = (value, digits = 2) =>
  h("span", { class: value > 0 ? "pos" : value < 0 ? "neg" : "" }, (value > 0 ? "+" : "") + fmt(value, digits));

function save(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  try { model.save_changes(); } catch { /* no kernel: the picture goes on without it */ }
}

function frame(el, { title, label }) {
  const live = h("div", { class: "cw-live", "aria-live": "polite" });
  const ui = {
    el,
    root: h("div", { class: `course-widget of-${SOURCE}`, role: "group", "aria-label": label || title, "data-prevent-swipe": true }),
    stage: h("div", { class: "cw-stage" }),
    controls: h("div", { class: "cw-controls" }),
    formula: h("p", { class: "cw-formula" }),
    code: h("code", { class: "cw-code" }),
    challenges: h("div", {}),
    more: h("details", { class: "cw-more" }, h("summary", {}, "more")),
    closers: [],
  };
  ui.moreControls = h("div", { class: "cw-controls" });
  ui.more.append(ui.moreControls);
  // Below each other on a page; where there is width but no height (a slide), controls stand beside the picture.
  const beside = h("div", { class: "cw-beside" }, ui.controls, ui.challenges, ui.more);
  ui.root.append(h("div", { class: "cw-head" }, h("div", { class: "cw-title" }, title)),
    h("div", { class: "cw-body" }, h("div", { class: "cw-picture" }, ui.stage, ui.formula), beside, ui.code), live);
  // Keys typed into the picture are for the picture: without this the notebook inserts cells and the deck turns pages.
  ui.root.addEventListener("keydown", (event) => {
    const forHost = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" || event.key === "Tab" ||
      (event.key === "Enter" && event.shiftKey);
    if (!forHost) event.stopPropagation();
  });
  let spoken = 0, waiting = 0, sentence = "";
  const speak = (text) => {  // at most one sentence a second reaches the screen reader, and always the latest
    clearTimeout(waiting);
    waiting = setTimeout(() => { live.textContent = text; spoken = Date.now(); }, Math.max(0, 1000 - (Date.now() - spoken)));
  };
  ui.say = (text) => { if (text !== sentence) speak((sentence = text)); };
  afterKeyOrClick(ui.root, () => [sentence, ui.root.dataset.draws], (held, name, [said, draws]) => {
    // Something has changed, but not the sentence: then the new name of what was moved is said, or which button it was.
    if (sentence !== said || ui.root.dataset.draws === draws || held.matches(SPEAKS_ITSELF)) return;
    speak(accessibleName(held) !== name ? accessibleName(held) : `${name}. ${sentence}`);
  });
  ui.closers.push(() => clearTimeout(waiting));
  ui.close = () => { ui.closers.forEach((close) => close()); ui.root.remove(); };
  el.append(ui.root);
  return ui;
}

// What a screen reader reads out by itself when it changes, and questions, whose answers are read out.
const SPEAKS_ITSELF = "input, select, summary, [aria-pressed], [role=radio], .cw-challenge *";
const accessibleName = (e) => e.getAttribute("aria-label") || e.textContent;

// Two frames after a key or a click: then(what has the focus, its name before, what `before` returned). A control that
// went away under it (disabled, hidden, replaced) first gives the focus to the one that took its place, or to the one
// before it: else the next key would be the page's, and turn a slide.
function afterKeyOrClick(root, before, then) {
  const stands = (e) => !e.disabled && e.getClientRects().length > 0 && (e.checkVisibility?.() ?? true);
  const focused = () => root.getRootNode().activeElement;
  const next = (held, name, path) => {
    const home = path.find((e) => e !== held && e.isConnected);
    const stops = [...root.querySelectorAll("button, input, select, summary, a[href], [tabindex]")].filter((e) => e.tabIndex >= 0 && stands(e));
    const earlier = (e) => e.compareDocumentPosition(held.isConnected ? held : home) & Node.DOCUMENT_POSITION_FOLLOWING;
    return stops.find((e) => home.contains(e) && accessibleName(e) === name) || stops.filter(earlier).at(-1) || stops[0];
  };
  const look = (event) => {
    const held = focused(), path = event.composedPath(), was = before();
    if (!root.contains(held) || event.key === "Escape" || event.key === "Tab") return;
    const name = accessibleName(held);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (!root.isConnected) return;
      const lost = !focused() || focused() === document.body, there = stands(held);
      if (lost) (there ? held : next(held, name, path))?.focus({ preventScroll: true });
      if (there && root.contains(held)) then(held, name, was);
    }));
  };
  for (const kind of ["keydown", "click"]) root.addEventListener(kind, look, true);
}

// `draw` runs at most once a frame however many traits change; it also runs now, so nothing is ever blank. A key or
// a click that comes before the frame sees the picture drawn first: no second press works on what the first has changed.
function bind(model, ui, names, draw) {
  let frameId = 0;
  const run = () => {
    frameId = 0;
    const started = performance.now();
    draw();
    ui.root.dataset.drawMs = (performance.now() - started).toFixed(2);
    ui.root.dataset.draws = 1 + Number(ui.root.dataset.draws || 0);
  };
  const soon = () => { if (!frameId) frameId = requestAnimationFrame(run); };
  const now = () => { if (frameId) { cancelAnimationFrame(frameId); run(); } };
  for (const kind of ["keydown", "click"]) ui.root.addEventListener(kind, now, true);
  const theme = new MutationObserver(soon);  // a canvas does not follow it by itself
  for (const page of [document.documentElement, document.body]) theme.observe(page, { attributeFilter: ["data-theme", "data-jp-theme-light", "theme"] });
  ui.closers.push(() => theme.disconnect());
  for (const name of names) model.on(`change:${name}`, soon);
  ui.closers.push(() => { cancelAnimationFrame(frameId); for (const name of names) model.off(`change:${name}`, soon); });
  run();
  return soon;
}

// ---- controls ----------------------------------------------------------------------------------------------------

const button = (label, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, label);

function slider({ label, min, max, step, value, oninput, show = (v) => fmt(v, 2) }) {
  const out = h("output", {}, show(value));
  const input = h("input", { type: "range", min, max, step, value, "aria-valuetext": show(value) });
  const set = (v) => { input.value = v; out.textContent = show(v); input.setAttribute("aria-valuetext", show(v)); };
  input.addEventListener("input", () => { set(Number(input.value)); oninput(Number(input.value)); });
  return Object.assign(h("label", { class: "cw-slider" }, h("span", { class: "cw-label" }, label), input, out), { set, input });
}

// One of a few: a row of buttons that behaves as radio buttons do (one tab stop, arrows move).
function choice({ label, options, value, onchange }) {
  const entries = options.map((o) => (Array.isArray(o) ? o : [o, o]));
  const buttons = entries.map(([key, text]) => h("button", { type: "button", role: "radio", onclick: () => pick(key) }, text));
  function set(current) {
    const chosen = entries.findIndex(([key]) => key === current);  // with none chosen, the first takes the tab stop
    buttons.forEach((b, i) => {
      b.setAttribute("aria-checked", i === chosen);
      b.tabIndex = i === Math.max(0, chosen) ? 0 : -1;
    });
  }
  function pick(key) { set(key); onchange(key); }
  const group = h("div", { role: "radiogroup", "aria-label": label, onkeydown: (event) => {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    const next = (buttons.indexOf(event.target) + move + buttons.length) % buttons.length;
    buttons[next].focus();
    pick(entries[next][0]);
  } }, buttons);
  set(value);
  return Object.assign(h("span", { class: "cw-group" }, h("span", { class: "cw-label", "aria-hidden": true }, label), group), { set });
}

function toggle({ label, value, onchange }) {
  const b = button(label, () => { set(b.getAttribute("aria-pressed") !== "true"); onchange(b.getAttribute("aria-pressed") === "true"); });
  const set = (on) => b.setAttribute("aria-pressed", Boolean(on));
  set(value);
  return Object.assign(b, { set });
}

// Walk through the states of a process: first, back, scrub, forward, play. Nothing plays by itself; any touch stops it.
function stepper(ui, { label, count, get, go, unit = "step", speed = 600 }) {
  let timer = 0;
  const last = () => count() - 1;
  const to = (k) => { go(Math.max(0, Math.min(last(), k))); };
  const stop = () => { clearInterval(timer); timer = 0; play.textContent = "▶"; play.setAttribute("aria-label", "play"); };
  const touch = (k) => { stop(); to(k); };
  const start = () => {
    if (get() >= last()) to(0);
    play.textContent = "❚❚"; play.setAttribute("aria-label", "pause");
    timer = setInterval(() => {
      if (!ui.root.isConnected || get() >= last()) return stop();
      to(get() + 1);
    }, speed);
  };
  // At the ends they are only marked as disabled: they keep the focus, so that the next press does nothing at all.
  const press = (text, where, attributes) => {
    const b = button(text, () => { if (b.getAttribute("aria-disabled") !== "true") touch(where()); }, attributes);
    return b;
  };
  const back = press("◀", () => get() - 1, { "aria-label": `one ${unit} back` });
  const next = press("▶|", () => get() + 1, { "aria-label": `one ${unit} forward`, class: "primary" });
  const first = press("|◀", () => 0, { "aria-label": "to the start" });
  const play = button("▶", () => (timer ? stop() : start()), { "aria-label": "play" });
  const range = h("input", { type: "range", min: 0, step: 1, "aria-label": label, oninput: () => touch(Number(range.value)) });
  const out = h("output", {});
  ui.closers.push(stop);
  const draw = () => {
    range.max = last(); range.value = get();
    out.textContent = `${unit} ${get()} of ${last()}`;
    range.setAttribute("aria-valuetext", out.textContent);
    for (const b of [back, first]) b.setAttribute("aria-disabled", get() <= 0);
    next.setAttribute("aria-disabled", get() >= last());
  };
  return Object.assign(h("div", { class: "cw-stepper", role: "group", "aria-label": label }, first, back, range, next, play, out), { draw, stop });
}

// ---- drawing -----------------------------------------------------------------------------------------------------

// An SVG of width x height units with data axes. `ticks`: about how many, or [in x, in y]. Layers are groups in drawing order; clear one by layer.replaceChildren().
function plane({ width = 420, height = 340, xlim, ylim, margin = [10, 10, 34, 40], xlabel = "", ylabel = "", label, ticks = 5,
                 xlog = false, ylog = false, layers = ["back", "main", "front"] }) {
  const [top, right, bottom, left] = margin;
  const view = s("svg", { class: "cw-plot", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label });
  const axes = s("g", {});
  view.append(axes);
  const plot = { view, width, height, xlim, ylim, ticks: [ticks].flat(), left, top, inner: [width - left - right, height - top - bottom] };
  const unit = (v, [a, b], log) => (log ? Math.log(v / a) / Math.log(b / a) : (v - a) / (b - a));
  const back = (u, [a, b], log) => (log ? a * (b / a) ** u : a + u * (b - a));
  plot.x = (v) => left + unit(v, plot.xlim, xlog) * plot.inner[0];
  plot.y = (v) => top + (1 - unit(v, plot.ylim, ylog)) * plot.inner[1];
  // By ratios of the drawn rectangle: right under the scaling that slide decks apply.
  plot.at = (event) => {
    const box = view.getBoundingClientRect();
    const px = (event.clientX - box.left) * width / box.width, py = (event.clientY - box.top) * height / box.height;
    return [back((px - left) / plot.inner[0], plot.xlim, xlog), back(1 - (py - top) / plot.inner[1], plot.ylim, ylog)];
  };
  plot.axes = () => {
    const [w, hgt] = plot.inner, items = [];
    items.push(s("path", { class: "cw-axis", d: `M${left},${top}v${hgt}h${w}` }));
    for (const v of tickValues(plot.xlim, plot.ticks[0], xlog)) {
      items.push(s("path", { class: "cw-axis", d: `M${plot.x(v)},${top + hgt}v4` }),
        s("text", { x: plot.x(v), y: top + hgt + 17, "text-anchor": "middle" }, tickText(v)));
    }
    for (const v of tickValues(plot.ylim, plot.ticks.at(-1), ylog)) {
      items.push(s("path", { class: "cw-axis", d: `M${left},${plot.y(v)}h-4` }),
        s("text", { x: left - 7, y: plot.y(v) + 4, "text-anchor": "end" }, tickText(v)));
    }
    if (xlabel) items.push(s("text", { x: left + w / 2, y: height - 3, "text-anchor": "middle", class: "ink" }, xlabel));
    if (ylabel) items.push(s("text", { x: 12, y: top + hgt / 2, "text-anchor": "middle", class: "ink",
      transform: `rotate(-90 12 ${top + hgt / 2})` }, ylabel));
    axes.replaceChildren(...items);
  };
  for (const name of layers) view.append((plot[name] = s("g", {})));
  plot.axes();
  return plot;
}
const tickText = (v) => (Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-3) ? scientific(v, 1) :
  String(Number(v.toPrecision(6))).replace("-", "−"));
function tickValues([a, b], count, log) {
  if (log) {  // whole powers of ten, each 2nd, 4th ... where there are many
    const powers = Array.from({ length: 40 }, (_, i) => i - 20).filter((n) => 10 ** n >= a * 0.999 && 10 ** n <= b * 1.001);
    const every = [1, 2, 4, 5, 10].find((m) => powers.length / m <= count + 1) || 20;
    return powers.filter((n) => n % every === 0).map((n) => Number(`1e${n}`));
  }
  const raw = (b - a) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= raw * 0.999), values = [];
  for (let v = Math.ceil(a / step - 1e-9) * step; v <= b + 1e-9 * step; v += step) values.push(Math.abs(v) < step * 1e-9 ? 0 : v);
  return values;
}

// An arrow between two points of the picture (in SVG units), head drawn as part of the path: no ids, any colour.
function arrow([x0, y0], [x1, y1], attributes = {}, head = 9) {
  const angle = Math.atan2(y1 - y0, x1 - x0), long = Math.hypot(x1 - x0, y1 - y0), size = Math.min(head, long);
  const wing = (turn) => `${x1 - size * Math.cos(angle + turn)},${y1 - size * Math.sin(angle + turn)}`;
  return s("path", { d: `M${x0},${y0}L${x1},${y1}M${wing(0.45)}L${x1},${y1}L${wing(-0.45)}`, ...attributes,
    class: `cw-arrow ${attributes.class || ""}` });
}

// A shape per class, so that colour is not alone: +1 a filled disc, -1 a hollow square.
function mark(x, y, positive, size = 6) {
  return positive
    ? s("circle", { cx: x, cy: y, r: size, fill: "var(--positive)", stroke: "var(--paper)", "stroke-width": 1 })
    : s("rect", { x: x - size * 0.9, y: y - size * 0.9, width: size * 1.8, height: size * 1.8, fill: "var(--paper)", stroke: "var(--negative)", "stroke-width": 2.5 });
}

// Blue - paper - orange for v in [-max, max], as a CSS colour.
function diverging(v, max, strong = "") {
  const share = Math.max(-1, Math.min(1, max > 0 ? v / max : 0));
  return `color-mix(in srgb, var(--${share < 0 ? "negative" : "positive"}${strong}) ${(100 * Math.abs(share)).toFixed(1)}%, var(--zero))`;
}
// The same for a cell in which a number stands: never so dark (or bright) that ink could not be read on it.
const tinted = (v, max) => diverging(v, max, "-tint");

// A thing to move: a group with a generous hit area, dragged by pointer, moved by arrow keys (Shift: ten times as far).
// get() -> [x, y] in data; move([x, y]) stores; step is the key's distance in data; keys: further {key: f}.
// nudge(dx, dy, far) -> [x, y]: where an arrow key leads, if not by a fixed distance (as on log axes).
function handle(plot, { get, move, label, draw, step = 0.1, radius = 16, keys = {}, nudge, ondown, onup }) {
  const group = s("g", { class: "cw-handle", tabindex: 0, role: "button", "aria-label": label });
  const clamp = ([x, y]) => [Math.max(plot.xlim[0], Math.min(plot.xlim[1], x)), Math.max(plot.ylim[0], Math.min(plot.ylim[1], y))];
  let active = false;
  group.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    active = true;
    group.setPointerCapture(event.pointerId);
    group.focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
    ondown?.(event);
  });
  group.addEventListener("pointermove", (event) => { if (active) move(clamp(plot.at(event))); });
  for (const end of ["pointerup", "pointercancel"]) group.addEventListener(end, () => { if (active) onup?.(); active = false; });
  group.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (way) {
      const [x, y] = get(), far = step * (event.shiftKey ? 10 : 1);
      move(clamp(nudge ? nudge(...way, event.shiftKey) : [x + way[0] * far, y + way[1] * far]));
    } else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  const ring = s("circle", { class: "cw-ring", r: radius });  // one for good: what is being looked at stays in the page
  group.append(ring);
  const place = () => {
    const [x, y] = get().map((v, i) => (i ? plot.y(v) : plot.x(v)));
    for (const old of [...group.children]) if (old !== ring) old.remove();
    group.prepend(...[draw(x, y)].flat());
    ring.setAttribute("cx", x);
    ring.setAttribute("cy", y);
  };
  place();
  return Object.assign(group, { place });
}

// ---- predict first -----------------------------------------------------------------------------------------------

// A question whose answer stays hidden until the viewer commits. The commitment is stored in the trait `prediction`
// before the answer appears, so that Python can read it. options: texts to choose from, or null for a number.
// judge(value) -> [right?, sentence].
function challenge(model, ui, { key, question, options = null, judge, reveal }) {
  const answer = h("p", { class: "cw-answer", "aria-live": "polite" });
  const box = h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), question));
  const commit = (value) => {
    save(model, { prediction: { ...model.get("prediction"), [key]: value } });
    show();
  };
  function show() {
    const given = (model.get("prediction") || {})[key];
    if (given === undefined) { answer.replaceChildren(); return; }
    const [good, sentence] = judge(given);
    answer.replaceChildren(h("span", { class: `cw-verdict ${good ? "right" : "wrong"}` }, good ? "✓ As you said. " : `✗ You said ${given}. `), sentence);
    reveal?.(given);
    box.querySelectorAll("button[data-option]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.option === String(given)));
  }
  if (options) {
    box.append(h("div", { class: "cw-controls", style: "margin-top:0" }, options.map((o) => button(o, () => commit(o), { "data-option": o, "aria-pressed": false }))));
  } else {
    const input = h("input", { type: "number", step: "any", "aria-label": "your prediction" });
    const send = () => { if (input.value !== "") commit(Number(input.value)); };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) send(); });
    box.append(h("div", { class: "cw-controls", style: "margin-top:0" }, input, button("commit", send)));
  }
  box.append(answer);
  ui.challenges.append(box);
  model.on("change:prediction", show);
  ui.closers.push(() => model.off("change:prediction", show));
  show();
  return { show };
}

// ---- undo, reset, copy -------------------------------------------------------------------------------------------

// Buttons under "more". `names` are the traits that make up the picture; remember() before a change keeps the state.
// `fixed`: traits that no viewer changes but without which the copied call would build another picture.
function history(model, ui, names, widgetName, fixed = []) {
  const snapshot = () => JSON.stringify(Object.fromEntries(names.map((name) => [name, model.get(name)])));
  const initial = snapshot(), past = [];
  const restore = (text) => save(model, JSON.parse(text));
  const remember = () => { const now = snapshot(); if (past.at(-1) !== now) past.push(now); if (past.length > 200) past.shift(); };
  const python = (v) => (v === null ? "None" : v === true ? "True" : v === false ? "False" : Array.isArray(v) ? `[${v.map(python).join(", ")}]` :
    typeof v === "object" ? `{${Object.entries(v).map(([k, x]) => `${JSON.stringify(k)}: ${python(x)}`).join(", ")}}` : JSON.stringify(v));
  const copied = h("output", { class: "cw-label" });
  const call = () => {
    const start = JSON.parse(initial), parts = names.filter((n) => JSON.stringify(model.get(n)) !== JSON.stringify(start[n]));
    return `${widgetName}(${[...new Set([...fixed, ...parts])].map((n) => `${n}=${python(model.get(n))}`).join(", ")})`;
  };
  ui.moreControls.append(
    button("undo", () => { const now = snapshot(); while (past.length && past.at(-1) === now) past.pop(); if (past.length) restore(past.pop()); }),
    button("reset", () => { remember(); restore(initial); }),
    button("copy as Python", async () => {
      try { await navigator.clipboard.writeText(call()); copied.textContent = "copied"; } catch { copied.textContent = call(); }
    }), copied);
  return { remember };
}
