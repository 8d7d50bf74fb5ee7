// WhereTracingLies: a function with Python's `if` in it beside the graph that a tracer wrote down at one x; where the two
// differ, and what torch says. kit.js and where_tracing_lies_math.js stand before this text.

const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
const CELLS = 16, FROM = -4, TO = 4, WIDE = (TO - FROM) / CELLS, LOW = -4, HIGH = 6, NAMES = [["if", "if"], ["while", "while"], ["number", "x.item()"], ["where", "where"], ["own", "your own"]];
const WAYS = [["trace", "jit.trace"], ["export", "export"], ["compile", "compile"], ["fullgraph", "fullgraph"]];
const minus = (text) => String(text).replaceAll("-", "−"), show = (v) => (Number.isFinite(v) ? minus(digits(v)) : fmt(v)), half = (v) => Math.round(v * 4) / 4, clip = (y) => Math.max(LOW, Math.min(HIGH, y));
const often = (n) => ["never", "once", "twice"][n] ?? `${n} times`;
const listed = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`);

// All that is drawn, worked out from the traits.
function study(model) {
  const [name, x, at, p0, p1, way, shaded] = ["function", "x", "traced_at", "p0", "p1", "way", "shaded"].map((n) => model.get(n)), text = textOf(name);
  const graph = trace(text, at, p0, p1), here = trace(text, x, p0, p1), there = replay(graph, x), said = (model.get("prediction") || {})[text];
  return { name, x, at, p0, p1, way, text, graph, here, there, wrong: differ(here.value, there.value), said, shaded: said ? said.shaded : shaded, known: Object.hasOwn(FUNCTIONS, name) };
}
// The cells of the strip in which the graph is wrong (asked a little beside their middle: 0 is a point like no other).
const wrongCells = (text, graph, p0, p1) => range(CELLS).filter((i) => wrongAt(text, graph, FROM + (i + 0.47) * WIDE, p0, p1));
function spans(cells) {  // [4, 5, 6] -> "−2 to −0.5"
  const runs = [];
  for (const i of cells) { if (runs.length && runs.at(-1)[1] === i) runs.at(-1)[1] = i + 1; else runs.push([i, i + 1]); }
  return listed(runs.map(([a, b]) => `${show(FROM + a * WIDE)} to ${show(FROM + b * WIDE)}`));
}

// ---- the plot -----------------------------------------------------------------------------------------------------

// A curve as one path, interrupted where another branch is taken or the value jumps or leaves the picture.
function curve(plot, value) {
  let d = "", before = null;
  for (const x of range(321, (i) => FROM + i * (TO - FROM) / 320)) {
    const [y, mark] = value(x), inside = y >= LOW && y <= HIGH, joined = before && inside && before.mark === mark && Math.abs(y - before.y) < 0.7;
    if (inside) d += `${joined ? "L" : "M"}${plot.x(x).toFixed(1)},${plot.y(y).toFixed(1)}`;
    before = inside ? { y, mark } : null;
  }
  return d;
}
function plotView(view) {
  const { model } = view, plot = plane({ width: 480, height: 420, margin: [34, 14, 92, 62], xlim: [FROM, TO], ylim: [LOW, HIGH], ticks: [8, 5], label: "f by Python and by the graph, against x" }), base = plot.y(LOW), step = (plot.x(TO) - plot.x(FROM)) / CELLS;
  const rows = [["you say", base + 26], ["it is", base + 50]], python = s("path", { class: "wtl-python" }), graph = s("path", { class: "wtl-graph" }), truth = s("g", {}), cells = range(CELLS, (i) => s("rect", { class: "wtl-cell", x: plot.x(FROM) + i * step, y: rows[0][1], width: step, height: 20 }));
  const strip = s("g", { class: "wtl-strip", tabindex: 0, role: "group", "aria-label": "shade where the graph is wrong" }, cells);
  plot.back.append(python, graph, ...rows.map(([text, y]) => s("text", { x: plot.left - 7, y: y + 14, "text-anchor": "end", class: "ink" }, text)), strip, truth, s("text", { x: plot.x(0), y: 417, "text-anchor": "middle", class: "ink" }, "where the graph is wrong"));
  let cursor = 10, painting = null, drawn = ["", ""];
  const paint = (i, on) => { const old = model.get("shaded"); if (old.includes(i) !== on) view.edit({ shaded: on ? [...old, i].sort((a, b) => a - b) : old.filter((c) => c !== i) }, painting !== null); };
  const cellAt = (event) => Math.max(0, Math.min(CELLS - 1, Math.floor((plot.at(event)[0] - FROM) / WIDE))), open = () => view.open();
  strip.addEventListener("pointerdown", (event) => {
    if (event.button || !open()) return;
    event.preventDefault();
    strip.setPointerCapture(event.pointerId);
    cursor = cellAt(event);
    const on = !model.get("shaded").includes(cursor);
    view.past.remember();
    painting = on;
    paint(cursor, on);
  });
  strip.addEventListener("pointermove", (event) => { if (painting !== null) paint(cellAt(event), painting); });
  for (const end of ["pointerup", "pointercancel"]) strip.addEventListener(end, () => { painting = null; });
  strip.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by && event.key !== " " && event.key !== "Enter" || event.shiftKey && event.key === "Enter") return;
    event.preventDefault();
    if (by) cursor = (cursor + by + CELLS) % CELLS;
    else if (open()) paint(cursor, !model.get("shaded").includes(cursor));
    strip.classList.add("wtl-keys");
    mark();
  });
  strip.addEventListener("blur", () => { strip.classList.remove("wtl-keys"); mark(); });
  const mark = () => {
    cells.forEach((c, i) => c.classList.toggle("wtl-cursor", i === cursor && strip.classList.contains("wtl-keys")));
    const left = FROM + cursor * WIDE, on = view.st && view.st.shaded.includes(cursor);
    strip.setAttribute("aria-label", `shade where the graph is wrong: ${show(left)} to ${show(left + WIDE)} ${on ? "shaded" : "not shaded"}; arrow keys move, space shades`);
  };
  const knob = handle(plot, { label: "traced at", radius: 15, step: 0.25, get: () => [model.get("traced_at"), HIGH], ondown: view.hold, onup: view.release, move: ([x]) => view.edit({ traced_at: half(x) }),
    draw: (x, y) => [s("path", { class: "wtl-at", d: `M${x},${y}V${base}` }), s("path", { class: "wtl-knob", d: `M${x},${y + 1}l8,-13h-16z` }), s("text", { class: "ink", x: Math.max(plot.left + 36, Math.min(430, x)), y: y - 18, "text-anchor": "middle" }, `traced at ${show(model.get("traced_at"))}`)] });
  const dot = handle(plot, { label: "x", radius: 16, step: 0.25, get: () => [model.get("x"), clip(Number.isFinite(view.st?.here.value) ? view.st.here.value : 0)], ondown: view.hold, onup: view.release, move: ([x]) => view.edit({ x: half(x) }), draw: (x, y) => answers(plot, view, x, y, base) });
  plot.front.append(knob, dot);
  return { plot, draw(st) {
    const keys = [[st.text, st.p0, st.p1], [st.text, st.p0, st.p1, st.at, Boolean(st.said)]].map((k) => JSON.stringify(k));
    if (keys[0] !== drawn[0]) python.setAttribute("d", curve(plot, (x) => { const run = trace(st.text, x, st.p0, st.p1); return [run.value, run.turns + [...run.decided.values()].join()]; }));
    if (keys[1] !== drawn[1]) {
      graph.setAttribute("d", st.said ? curve(plot, (x) => [replay(st.graph, x).value, ""]) : "");
      truth.replaceChildren(s("rect", { class: "wtl-row", x: plot.x(FROM), y: rows[1][1], width: step * CELLS, height: 14 }), ...(st.said ? wrongCells(st.text, st.graph, st.p0, st.p1).map((i) => s("rect", { class: "wtl-wrong", x: plot.x(FROM) + i * step, y: rows[1][1], width: step, height: 14 })) :
        [s("text", { x: plot.x(0), y: rows[1][1] + 11, "text-anchor": "middle" }, "shown when you have committed")]));
    }
    drawn = keys;
    cells.forEach((c, i) => c.classList.toggle("wtl-shaded", st.shaded.includes(i)));
    strip.classList.toggle("wtl-closed", Boolean(st.said));
    strip.classList.toggle("wtl-old", Boolean(st.said) && st.said.traced_at !== st.at);
    knob.place(); dot.place(); mark();
    knob.setAttribute("aria-label", `traced at ${show(st.at)}`);
    dot.setAttribute("aria-label", `x ${show(st.x)}: Python ${show(st.here.value)}, graph ${show(st.there.value)}${st.wrong ? ", wrong" : ""}`);
  } };
}
// The two answers at x: a disc for Python, a hollow square for the graph, boxed where it is wrong.
function answers(plot, view, x, y, base) {
  const st = view.st;
  if (!st) return [];
  const right = st.x < 1.6, side = right ? 15 : -15, anchor = right ? "start" : "end", gy = plot.y(clip(Number.isFinite(st.there.value) ? st.there.value : 0)), apart = gy - y, close = Math.abs(apart) < 22, shift = close ? (apart > 0 || (apart === 0 && st.x > st.at) ? 1 : -1) * (22 - Math.abs(apart)) / 2 : 0;
  const text = `graph: ${show(st.there.value)}`, wide = 8.6 * text.length + 12, items = [s("path", { class: "wtl-here", d: `M${x},${plot.top}V${base}` })];
  if (st.wrong) items.push(s("rect", { class: "wtl-box", x: right ? x + 9 : x - 9 - wide, y: gy + shift - 12, width: wide, height: 23, rx: 4 }));
  items.push(s("text", { class: "wtl-says-graph", x: x + side, y: gy + shift + 4, "text-anchor": anchor }, text), s("text", { class: "wtl-says-python", x: x + side, y: y - shift + 4, "text-anchor": anchor }, `Python: ${show(st.here.value)}`),
    s("rect", { class: "wtl-square", x: x - 7, y: gy - 7, width: 14, height: 14 }), s("circle", { class: "wtl-disc", cx: x, cy: y, r: 5.5 }));
  return items;
}

// ---- what ran, what was written down ---------------------------------------------------------------------------------

function codeView() {
  const python = h("div", { class: "wtl-code" }), graph = h("div", { class: "wtl-code" }), head = [h("p", { class: "cw-panel-title" }), h("p", { class: "cw-panel-title" })];
  const row = (cls, text, note) => h("div", { class: `wtl-line ${cls}` }, h("code", {}, text), note === undefined ? null : h("span", {}, note));
  return { node: h("div", { class: "cw-panel wtl-right" }, head[0], python, head[1], graph), draw(st) {
    const { here, graph: made, there } = st, loop = parse(st.text).loop;
    head[0].replaceChildren("Python, at ", h("b", {}, `x = ${show(st.x)}`), ": what is run is marked");
    head[1].replaceChildren("The graph, written down at ", h("b", {}, `x = ${show(st.at)}`), `, asked at ${show(st.x)}`);
    let done = false;
    python.replaceChildren(...codeLines(st.text).map((line, i) => {
      if (i === 0) return row("", line.text);
      const seen = line.test ? here.decided.has(line.test) : line.turn ? here.turns > 0 : loop || (!done && reached(line, here, st.text));
      if (line.value && seen) done = true;
      return row(seen ? "wtl-run" : "wtl-idle", line.text, !seen ? undefined : line.test ? (loop ? (here.turns ? `True ${often(here.turns)}` : "False") : here.decided.get(line.test) ? "True" : "False") : line.value ? show(here.value) : often(here.turns));
    }));
    const shown = made.operations.length > 7 ? [...made.operations.slice(0, 3), null, ...made.operations.slice(-3)] : made.operations, items = made.asked.filter((a) => a.includes(".item()"));
    graph.replaceChildren(...items.slice(0, 2).map((text) => row("wtl-idle", text, "a number of Python: kept as it is")), ...shown.map((one) => (one === null ? row("wtl-idle", "…") :
      row(one.kept ? "" : "wtl-gone", `${one.kept ? `${one.name} = ` : ""}${operation(one.sign, one.given)}`, one.kept ? (typeof there.values[one.name] === "boolean" ? (there.values[one.name] ? "True" : "False") : show(there.values[one.name])) : one.asked ? `${one.value ? "True" : "False"} for Python, not kept` : "not needed"))),
      row(st.wrong ? "wtl-lie" : "", `return ${made.result}`, `${show(there.value)}${st.wrong ? `, not ${show(here.value)}` : ""}`));
  } };
}
// Is this return the one that is reached? The decisions of the lines above say so.
function reached(line, here, text) {
  let node = parse(text).body;
  for (; node.kind === "if"; node = node.parts[2]) if (here.decided.get(node.parts[1])) return line.value === node.parts[0];
  return line.value === node;
}

// ---- what torch says -------------------------------------------------------------------------------------------------

const RESULT = { graph: () => "one graph", pieces: (o) => `${o.graph.split("def forward").length - 1} graphs, Python between them`, python: () => "no graph: Python runs", refused: (o) => `no graph: ${o.kind}` };
function torchView(view, record) {
  const ways = choice({ label: "torch.", options: WAYS, value: view.model.get("way"), onchange: (way) => view.edit({ way }) }), verdict = h("p", { class: "wtl-verdict" }), words = h("pre", { class: "wtl-words", tabindex: 0, role: "region", "aria-label": "torch's words" });
  return { node: h("div", { class: "wtl-torch" }, ways, verdict, words), ways, draw(st) {
    ways.set(st.way);
    const kept = st.known && record.functions[st.name][st.way], hidden = st.known && st.way === "export" && (view.model.get("prediction") || {})[`export ${st.name}`] === undefined;
    if (!kept || hidden) {
      verdict.replaceChildren(h("b", {}, hidden ? "Say first what comes back." : "Recorded for the four functions."), hidden ? " The question stands with the controls." : " For your own, ask in a cell:");
      words.textContent = hidden ? "(hidden so far)" : `from course_lib.experiments import tracing\nprint(tracing.says(${JSON.stringify(st.text)}, "${st.way}").says)`;
      return;
    }
    const off = record.asked.filter((x, i) => kept.values.length && differ(kept.values[i], trace(st.text, x, 1, 2).value));
    verdict.replaceChildren(h("b", { class: off.length ? "wrong" : kept.result === "refused" ? "" : "right" }, RESULT[kept.result](kept)), kept.result === "refused" ? ". " : off.length ? `, wrong at ${listed(off.map(show))}. ` : `, right at ${listed(record.asked.map(show))}. `, h("span", { class: "cw-label" }, `torch ${record.versions.torch}, recorded at x = ${show(record.traced_at)}, p0 = 1, p1 = 2`));
    words.textContent = [kept.says && `${kept.kind}: ${kept.says}`, kept.graph].filter(Boolean).join("\n\n") || "(it says nothing)";
    words.scrollTop = 0;
  } };
}

// ---- questions -------------------------------------------------------------------------------------------------------

function why(st) {
  const { graph } = st, at = show(st.at), items = graph.asked.some((a) => a.includes(".item()"));
  if (!graph.asked.length) return "Python asked nothing: all of it is in the graph, which is right for every x.";
  if (parse(st.text).loop) return graph.turns ? `At ${at} the loop turned ${often(graph.turns)}; the graph holds so many turns, for every x.` : `At ${at} the loop did not turn; the graph has no turn in it, for any x.`;
  if (items && !graph.decided.size) return `x.item() was ${at}; the graph keeps that number for every x.`;
  return `Python asked ${listed(graph.asked.slice(0, 2).map((a) => minus(a.replace(" is ", "? ")))) }. The graph holds only the side that was taken.`;
}
function shadeBox(view) {
  const answer = h("p", { class: "cw-answer", "aria-live": "polite" }), commit = button("commit", () => {
    const { text, said } = view.st, now = view.model.get("shaded");
    if (!said) save(view.model, { prediction: { ...view.model.get("prediction"), [text]: { shaded: now, traced_at: view.model.get("traced_at") } } });
  }, { class: "primary" }), none = button("clear", () => { if (view.open()) view.edit({ shaded: [] }); });
  const ask = h("p", {}), row = h("div", { class: "cw-controls", style: "margin-top:0" }, commit, none);
  view.ui.challenges.append(h("div", { class: "cw-challenge" }, ask, row, answer));
  return { draw(st) {
    ask.replaceChildren(h("b", {}, "Predict. "), `Shade, in the strip under the picture, where the graph traced at ${show(st.said ? st.said.traced_at : st.at)} is wrong. Nowhere? Shade nothing.`);
    row.hidden = Boolean(st.said);
    if (!st.said) return answer.replaceChildren();
    const graph = trace(st.text, st.said.traced_at, st.p0, st.p1), due = wrongCells(st.text, graph, st.p0, st.p1), right = range(CELLS).filter((i) => due.includes(i) === st.said.shaded.includes(i)).length, where = due.length === CELLS ? "Wrong everywhere, but for single points." : due.length ? `Wrong from ${spans(due)}.` : "Wrong nowhere.";
    answer.replaceChildren(h("span", { class: `cw-verdict ${right === CELLS ? "right" : "wrong"}` }, right === CELLS ? "✓ As you said. " : `✗ ${right} of ${CELLS} cells. `), `${where} ${why({ ...st, graph, at: st.said.traced_at })}`);
  } };
}
const EXPORTED = { if: ["no graph", "It refuses: which way to go depends on a number that it does not look at."], while: ["no graph", "It refuses: how often the loop turns depends on a number that it does not look at."],
  number: ["a right graph", "It keeps the taking-out itself as an operation, item, and multiplies by what that gives."], where: ["a right graph", "There is nothing to decide: both sides and where are operations."] };
function exportBoxes(view) {
  const known = { ...view.model.get("prediction") };
  return Object.entries(EXPORTED).map(([name, [right, sentence]]) => {
    const key = `export ${name}`;
    challenge(view.model, view.ui, { key, question: "torch.export is given this function. What comes back?", options: ["the same lie", "a right graph", "no graph"], judge: (given) => [given === right, sentence],
      reveal: (given) => { if (known[key] !== given) { known[key] = given; view.edit({ way: "export" }); } } });
    return [name, view.ui.challenges.lastElementChild];
  });
}

// ---- putting it together ----------------------------------------------------------------------------------------------

function controls(view) {
  const { model, ui, edit } = view, field = h("input", { type: "text", class: "wtl-field", "aria-label": "f(x) =", spellcheck: "false", maxlength: MOST.letters }), trouble = h("p", { class: "wtl-trouble", "aria-live": "polite" }), own = h("div", { class: "wtl-own" }, h("label", { class: "cw-label" }, "f(x) = "), field, trouble);
  field.addEventListener("input", () => {
    try { parse(field.value); trouble.textContent = ""; edit({ function: field.value, shaded: [] }); } catch (error) { trouble.textContent = error.message; }
  });
  const pick = choice({ label: "function", options: NAMES, value: "if", onchange: (name) => edit({ function: name === "own" ? textOf(model.get("function")) : name, shaded: [] }) });
  const sliders = Object.fromEntries(["p0", "p1"].map((name) => [name, slider({ label: name, min: 0.5, max: 3, step: 0.5, value: model.get(name), show, oninput: (v) => edit({ [name]: v }) })]));
  ui.controls.append(pick, own);
  ui.moreControls.prepend(...Object.values(sliders));
  ui.more.append(h("p", { class: "wtl-note" }, "A tracer runs the function once and writes down what is done to tensors. torch.compile is shown without its code generator; its graphs are those it would have compiled. A function of your own: x, x.item(), p0, p1, numbers, + − * /, relu(x), abs(x), where(x < p0, a, b), a if x < p0 else b, or while x > p0: x = …"));
  return { draw(st) {
    pick.set(st.known ? st.name : "own");
    own.hidden = st.known;
    if (document.activeElement !== field && field.getRootNode().activeElement !== field) { field.value = st.text.trim(); trouble.textContent = ""; }
    for (const [name, control] of Object.entries(sliders)) control.set(st[name]);
  } };
}
function torchLine(st) {
  const at = Number.isInteger(st.at) ? `${st.at}.0` : st.at, x = Number.isInteger(st.x) ? `${st.x}.0` : st.x;
  return { trace: `torch.jit.trace(f, torch.tensor(${at}))(torch.tensor(${x}))`, export: `torch.export.export(net, (torch.tensor(${at}),)).module()(torch.tensor(${x}))`, compile: `torch.compile(f)(torch.tensor(${x}))`, fullgraph: `torch.compile(f, fullgraph=True)(torch.tensor(${x}))` }[st.way];
}
function render({ model, el }) {
  const ui = frame(el, { title: "Where tracing lies" }), names = ["function", "x", "traced_at", "p0", "p1", "way", "shaded"], past = history(model, ui, names, "WhereTracingLies");
  let held = false;
  const view = { model, ui, past, st: null, hold: () => { past.remember(); held = true; }, release: () => { held = false; }, open: () => !(model.get("prediction") || {})[textOf(model.get("function"))],
    edit: (values, quiet) => { if (Object.entries(values).every(([n, v]) => JSON.stringify(model.get(n)) === JSON.stringify(v))) return; if (!held && !quiet) past.remember(); save(model, values); } };
  const plot = plotView(view), code = codeView(), torch = torchView(view, model.get("outcomes")), knobs = controls(view), shade = shadeBox(view), boxes = exportBoxes(view);
  const later = h("span", {}), legend = h("p", { class: "wtl-legend" }, h("span", {}, h("i", { "aria-hidden": true }), "Python"), h("span", {}, h("i", { class: "wtl-key-graph", "aria-hidden": true }), "the graph", later));
  code.node.append(torch.node);
  ui.stage.append(h("div", { class: "cw-panel wtl-left" }, plot.plot.view, legend), code.node);
  bind(model, ui, [...names, "prediction"], () => {
    const st = (view.st = study(model));
    for (const part of [plot, code, torch, knobs, shade]) part.draw(st);
    later.textContent = st.said ? "" : ", once you have committed";
    for (const [name, box] of boxes) box.hidden = name !== st.name;
    ui.formula.replaceChildren(h("var", {}, "f"), `(${show(st.x)}) = `, h("b", { class: "wtl-p" }, show(st.here.value)), " by Python; the graph traced at ", show(st.at), " says ", h("b", { class: st.wrong ? "wtl-w" : "wtl-g" }, show(st.there.value)), st.wrong ? ": wrong" : ": right");
    ui.code.textContent = torchLine(st);
    ui.say(`f of ${show(st.x)} is ${show(st.here.value)} by Python; the graph traced at ${show(st.at)} says ${show(st.there.value)}, which is ${st.wrong ? "wrong" : "right"}.`);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { trace, replay, graphLines, written, codeLines, parse, wrongCells, wrongAt };
