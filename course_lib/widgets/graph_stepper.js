// GraphStepper: values go forward through an expression's graph, gradients come back edge by edge. kit.js,
// graph_stepper_math.js and graph_stepper_recorded.js stand before this text: all their functions are at hand.

const PRESETS = {
  "one neuron": ["(sigmoid(w*x + b) - t)**2", { w: -0.8, x: 1.5, b: 0.4, t: 1 }],
  "used twice": ["(x + y)*x", { x: 3, y: -1 }],
  "unit off": ["(v*relu(w*x + b) - t)**2", { v: 1.5, w: -0.5, x: 2, b: 0.4, t: 1 }],
  "two units": ["(v*relu(w*x) + u*tanh(k*x) - t)**2", { v: 1, w: 0.5, x: 2, u: -1.5, k: 0.4, t: 1 }],
  "log loss": ["log(1 + exp(a)) - t*a", { a: 0.5, t: 1 }],
};
const BOX = [106, 58], EDGE_ENDS = 9;
const bold = (text) => h("b", {}, text);
// As Python writes it: what a table of numbers belongs to.
const placeOf = (expression, inputs) => `${expression} at ` + Object.keys(inputs).sort().map((name) => `${name}=${Number(inputs[name].toPrecision(6))}`).join(", ");

// All that is drawn, from the traits: graph, values, edges of the way back, and how far it has come.
function stateOf(model, memory) {
  const expression = model.get("expression");
  if (memory.expression !== expression) Object.assign(memory, { expression, graph: parse(expression), limits: {} });
  const { graph } = memory, given = model.get("inputs"), inputs = {};
  for (const name of inputNames(graph)) inputs[name] = given[name] ?? 1;
  const values = forward(graph, inputs), edges = edgesBack(graph, values), ops = graph.flatMap((v, i) => (OPS[v.kind] ? [i] : []));
  const count = ops.length + 1 + edges.length, half = ops.length + 1 + Math.floor((edges.length - 1) / 2);
  const step = model.get("step") < 0 ? half : Math.min(model.get("step"), count);
  const done = Math.max(0, step - ops.length - 1), grads = gradientsAfter(graph, edges, done);
  const arrived = graph.map((_, i) => edges.slice(0, done).filter((e) => e.parent === i).length);
  const expected = graph.map((_, i) => edges.filter((e) => e.parent === i).length);
  const known = graph.map((v, i) => !OPS[v.kind] || ops.indexOf(i) < step);  // is its value there yet?
  const seeded = step > ops.length, last = graph.length - 1;
  const whole = graph.map((_, i) => (i === last ? seeded : seeded && arrived[i] === expected[i]));
  return { graph, inputs, values, edges, ops, count, half, step, done, grads, arrived, known, whole, seeded, last, next: seeded ? edges[done] : undefined };
}
const chain = (st, node) => pathsFrom(st.graph, st.edges, node);

// ---- the graph ---------------------------------------------------------------------------------------------------

// Places of the boxes in the picture: levels run right on a wide page and down on a narrow one; the picture keeps its shape.
function placing(graph, narrow) {
  const { items, bends, levels, places } = layout(graph);
  const [along, across] = narrow ? [96, 114] : [160, 74];
  const long = (levels - 1) * along + (narrow ? BOX[1] : BOX[0]) + 12, wide = (places - 1) * across + (narrow ? BOX[0] : BOX[1]) + 12;
  const aspect = narrow ? 1.75 : 0.27;  // height / width
  const width = Math.max(narrow ? 336 : 720, narrow ? wide : long, (narrow ? long : wide) / aspect), height = width * aspect;
  const lead = ((narrow ? height : width) - long) / 2 + (narrow ? BOX[1] : BOX[0]) / 2 + 6, side = ((narrow ? width : height) - wide) / 2 + (narrow ? BOX[0] : BOX[1]) / 2 + 6;
  const at = ({ level, place }) => (narrow ? [side + place * across, lead + level * along] : [lead + level * along, side + place * across]);
  return { width, height, narrow, at: items.map(at), via: (e) => bends.get(`${e.parent} ${e.child} ${e.k}`).map(at) };
}

// The way from the edge of one box through the empty places to the edge of the next, and where its label stands.
function edgePath(map, e, twin, graph) {
  const { narrow } = map, half = (narrow ? BOX[1] : BOX[0]) / 2, shift = twin ? (e.k ? 12 : -12) : 0;
  const out = graph[e.parent].kind === "number" ? (narrow ? 15 : 24) : half;  // numbers have small boxes
  // Where many edges leave one box, their labels stand nearer to the other ends.
  const u1 = graph.filter((v) => v.parents.includes(e.parent)).length > 1 ? 0.66 : 0.5, u3 = 1 - u1;
  const points = [map.at[e.parent], ...map.via(e), map.at[e.child]];
  const from = narrow ? [points[0][0] + shift, points[0][1] + out] : [points[0][0] + out, points[0][1] + shift];
  const end = points.at(-1), to = narrow ? [end[0] + shift, end[1] - half] : [end[0] - half, end[1] + shift];
  let d = `M${from}`, [x, y] = from, middle = null;
  points.slice(1).forEach((p, i) => {
    const final = i === points.length - 2, [u, v] = final ? to : narrow ? [p[0], p[1] - half] : [p[0] - half, p[1]];
    d += narrow ? `C${x},${(y + v) / 2} ${u},${(y + v) / 2} ${u},${v}` : `C${(x + u) / 2},${y} ${(x + u) / 2},${v} ${u},${v}`;
    const bezier = (a, b, c, e2) => u3 ** 3 * a + 3 * u3 * u3 * u1 * b + 3 * u3 * u1 * u1 * c + u1 ** 3 * e2;
    if (final) middle = narrow ? [bezier(x, x, u, u), bezier(y, (y + v) / 2, (y + v) / 2, v)] : [bezier(x, (x + u) / 2, (x + u) / 2, u), bezier(y, y, v, v)];
    [x, y] = [u, v];
    if (!final) { [x, y] = narrow ? [p[0], p[1] + half] : [p[0] + half, p[1]]; d += `L${x},${y}`; }
  });
  const head = narrow ? `M${from[0] - 5},${from[1] + EDGE_ENDS}L${from}L${from[0] + 5},${from[1] + EDGE_ENDS}` : `M${from[0] + EDGE_ENDS},${from[1] - 5}L${from}L${from[0] + EDGE_ENDS},${from[1] + 5}`;
  return { d, head, middle };
}

function graphView(model, edit, memory) {
  const view = s("svg", { class: "cw-plot gs-graph", role: "group", "aria-label": "the graph" });
  const edgeLayer = s("g", {}), boxLayer = s("g", {}), labelLayer = s("g", {});
  view.append(edgeLayer, boxLayer, labelLayer);
  let map = null, groups = [], key = "", st = null;
  const pick = (i) => edit.change({ picked: model.get("picked") === st.graph[i].name ? "" : st.graph[i].name });

  function leafHandle(i) {
    const name = st.graph[i].name, [cx, cy] = map.at[i], limit = (memory.limits[name] ??= Math.max(4, 2 * Math.abs(st.inputs[name])));
    const reach = BOX[0] / 2 - 14, X = (v) => cx + Math.max(-1, Math.min(1, v / limit)) * reach;
    const plot = { xlim: [-limit, limit], ylim: [0, 0], x: X, y: () => cy, at: (event) => {
      const box = view.getBoundingClientRect();
      return [((event.clientX - box.left) * map.width / box.width - cx) / reach * limit, 0];
    } };
    return handle(plot, { get: () => [st.inputs[name], 0], step: 0.1, radius: 13, label: name, ondown: edit.ondown, onup: edit.onup,
      move: ([v]) => {
        st.inputs = { ...st.inputs, [name]: Math.round(v * 100) / 100 };  // at once: two keys may fall into one frame
        edit.change({ inputs: { ...st.inputs } });
      },
      keys: { Enter: () => pick(i), " ": () => pick(i) },
      draw: (px) => [s("path", { class: "gs-track", d: `M${cx - reach},${cy}h${2 * reach}` }), s("path", { class: "cw-axis", d: `M${cx},${cy - 4}v8` }), s("circle", { class: "gs-knob", cx: px, cy, r: 6 })] });
  }
  function build(narrow) {
    map = placing(st.graph, narrow);
    view.setAttribute("viewBox", `0 0 ${map.width} ${map.height}`);
    groups = st.graph.map((v, i) => {
      if (v.kind === "number") return { box: s("g", {}) };
      const box = s("g", { class: "gs-box", role: "button", onclick: () => pick(i), onkeydown: (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(i); }
      }, ...(v.kind === "input" ? { "aria-hidden": true } : { tabindex: 0 }) });
      return { box, grip: v.kind === "input" ? leafHandle(i) : null };
    });
    boxLayer.replaceChildren(...groups.flatMap((g) => [g.box, g.grip].filter(Boolean)));
  }
  function drawBox(v, i) {
    const [cx, cy] = map.at[i], [w, hgt] = BOX, value = fmt(st.values[i]);
    if (v.kind === "number") {
      groups[i].box.replaceChildren(s("rect", { class: "gs-number", x: cx - 24, y: cy - 15, width: 48, height: 30, rx: 15 }), s("text", { class: "ink", x: cx, y: cy + 4, "text-anchor": "middle" }, v.name));
      return;
    }
    const words = v.kind === "input" ? `${v.name} = ${value}` : `${v.name} = ${OPS[v.kind].text(v.parents.map((p) => st.graph[p].name), v.n)}`;
    const grad = st.seeded && (st.arrived[i] || i === st.last) ? st.grads[i] : null;
    const sign = grad > 0 ? "pos" : grad < 0 ? "neg" : "ink", more = st.whole[i] ? "" : " …";
    const on = model.get("picked") === v.name, state = [st.known[i] ? "" : "gs-later", v.kind === "input" ? "gs-leaf" : "", on ? "on" : ""].join(" ");
    groups[i].box.replaceChildren(...[
      s("rect", { class: `gs-frame ${state}`, x: cx - w / 2, y: cy - hgt / 2, width: w, height: hgt, rx: 8 }),
      s("text", { class: `ink ${words.length > 15 ? "gs-long" : ""} ${st.known[i] ? "" : "gs-later"}`, x: cx, y: cy - 13, "text-anchor": "middle" }, words.length > 21 ? words.slice(words.indexOf("=") + 2) : words),
      v.kind !== "input" && st.known[i] && s("text", { class: "ink gs-value", x: cx, y: cy + 5, "text-anchor": "middle" }, value),
      grad !== null && s("text", { class: `gs-grad ${sign} ${v.name.length > 2 ? "gs-tight" : ""}`, x: cx, y: cy + 23, "text-anchor": "middle" }, `dL/d${v.name} = ${grad > 0 ? "+" : ""}${fmt(grad)}${more}`),
    ].filter(Boolean));
    const said = `${words}${v.kind === "input" || !st.known[i] ? "" : `, value ${value}`}${grad === null ? "" : `, gradient ${fmt(grad)}${more && " so far"}`}`;
    (groups[i].grip || groups[i].box).setAttribute("aria-label", said);
    groups[i].grip?.place();
  }
  function drawEdges() {
    const picked = st.graph.findIndex((v) => v.name === model.get("picked")), lit = new Set(picked < 0 ? [] : chain(st, picked).flat());
    const under = [], lines = [], labels = [], gone = new Set(st.edges.slice(0, st.done));
    const all = st.graph.flatMap((v, child) => v.parents.map((parent, k) => st.edges.find((e) => e.child === child && e.parent === parent && e.k === k) || { child, parent, k }));
    for (const e of all) {
      const twin = st.graph[e.child].parents.filter((p) => p === e.parent).length > 1, { d, head, middle } = edgePath(map, e, twin, st.graph);
      if (lit.has(e)) under.push(s("path", { class: "gs-lit", d }));
      if (e === st.next) under.push(s("path", { class: "gs-glow", d }));
      const sent = e.slope * st.grads[e.child], state = e === st.next ? "gs-next" : !gone.has(e) ? (st.known[e.child] ? "gs-plain" : "gs-plain gs-later") : sent > 0 ? "gs-back gs-pos" : sent < 0 ? "gs-back gs-neg" : "gs-back gs-zero";
      lines.push(s("path", { class: `gs-edge ${state}`, d }));
      if (gone.has(e) || e === st.next) {
        lines.push(s("path", { class: `gs-edge gs-head ${state}`, d: head }));
        const [x, y] = twin && !map.narrow ? [middle[0], middle[1] + (e.k ? 12 : -4)] : twin ? [middle[0] + (e.k ? 22 : -22), middle[1]] : middle;
        labels.push(s("text", { class: `gs-slope ${e === st.next ? "on" : ""}`, x, y: y - (map.narrow ? -4 : 5), "text-anchor": "middle" }, `×${fmt(e.slope, Number.isInteger(e.slope) ? 0 : 2)}`));
      }
    }
    edgeLayer.replaceChildren(...under, ...lines);
    labelLayer.replaceChildren(...labels);
  }
  return { node: view, draw(state, narrow) {
    st = state;
    const now = `${narrow} ${memory.expression}`;
    if (now !== key) { key = now; build(narrow); }
    drawEdges();
    st.graph.forEach(drawBox);
  } };
}

// ---- words and numbers beside it ---------------------------------------------------------------------------------

const d = (name) => ["d", h("var", {}, "L"), `/d${name}`];
function sentence(st) {
  const { graph, values, ops, step } = st, name = (i) => graph[i].name;
  const put = (i) => (values[i] < 0 ? `(${fmt(values[i])})` : fmt(values[i]));
  const last = () => {
    if (step === 0) return ["Nothing is computed yet. One step forward does the first operation."];
    if (step <= ops.length) {
      const i = ops[step - 1], v = graph[i];
      return [`${v.name} = ${OPS[v.kind].text(v.parents.map(name), v.n)} = ${OPS[v.kind].text(v.parents.map((p) => (graph[p].kind === "number" ? name(p) : put(p))), v.n)} = `, bold(fmt(values[i]))];
    }
    if (!st.done) return [...d(name(st.last)), " = 1: a change of the result changes the result by as much. From here the way leads back."];
    const e = st.edges[st.done - 1], sent = e.slope * st.grads[e.child];
    return ["Last step: ", ...d(name(e.parent)), st.arrived[e.parent] > 1 ? " adds " : " gets ", signed(e.slope), " · ", signed(st.grads[e.child]), " = ", h("b", {}, signed(sent)),
      st.arrived[e.parent] > 1 ? [", together ", h("b", {}, signed(st.grads[e.parent]))] : ""].flat();
  };
  const next = () => {
    if (!st.seeded) return [];
    if (!st.next) return ["Every gradient is there: one walk back gave them all."];
    const e = st.next;
    return ["Next, to ", name(e.parent), ": ", bold("slope "), e.words === fmt(e.slope, 0) ? "" : `${e.words} = `, signed(e.slope), bold(" times above "), ...d(name(e.child)), " = ", signed(st.grads[e.child])];
  };
  return [...last(), h("br", {}), ...next()];
}
function chainSentence(st, picked) {
  const i = st.graph.findIndex((v) => v.name === picked);
  if (i < 0 || !st.graph[i].needs) return ["Click a box to see the whole chain from it to the result."];
  const ways = chain(st, i), product = (list) => list.reduce((total, e) => total * e.slope, 1), total = ways.reduce((sum, way) => sum + product(way), 0);
  if (!ways[0].length) return [...d(picked), " = 1"];
  const words = ways.slice(0, 3).map((way) => way.filter((e) => e.words !== "1").map((e) => (/[ −]/.test(e.words.replace(/^2 /, "")) && way.length > 1 && !/[)\]]$/.test(e.words) ? `(${e.words})` : e.words)).join(" · ") || "1");
  return [...d(picked), " = ", words.join("  +  "), ways.length > 3 ? ` + … (${ways.length} ways)` : "", ways.length > 1 ? "  (one product a way, added)" : "", " = ", h("b", {}, signed(total))];
}

function table(model, st) {
  const names = Object.keys(st.inputs), key = placeOf(model.get("expression"), st.inputs), live = model.get("live");
  const stored = RECORDED.numbers[key] || {}, numbers = live?.at === key ? { ...stored, ...live } : stored;
  const cell = (grads, i, name) => (!st.whole[i] ? "·" : grads?.[name] === undefined ? "–" : fmt(grads[name], 4));
  const places = names.map((name) => st.graph.findIndex((v) => v.name === name && v.kind === "input"));
  const here = Object.fromEntries(names.map((name, k) => [name, st.grads[places[k]]]));
  const row = (title, grads) => h("tr", {}, h("th", { scope: "row" }, title), names.map((name, k) => h("td", {}, cell(grads, places[k], name))));
  const source = numbers.torch && live?.torch && live.at === key ? "" : numbers.torch ? ` ${RECORDED.torch}` : "";
  return h("table", { class: "gs-table" }, h("tr", {}, h("th", {}, ""), names.map((name) => h("th", { scope: "col" }, `dL/d${name}`))),
    row("this picture", here), row("our Value", numbers.Value), row(`torch${source}`, numbers.torch));
}
function torchLine(model, graph) {
  const text = model.get("expression").trim().replace(/\b(sigmoid|tanh|relu|exp|log)\(/g, "torch.$1("), parts = text.split(";").map((part) => part.trim()).filter(Boolean);
  const last = parts.at(-1), named = /^\w+\s*=/.test(last), result = graph.at(-1).name, first = inputNames(graph)[0];
  return [...parts.slice(0, -1), named ? last : `${result} = ${last}`, `${result}.backward()`, `${first}.grad`].join("; ");
}

// The question for the next edge. What was said is stored under the expression, its numbers and the edge, then the step is taken.
function prediction(model, ui, current, take) {
  const question = h("span", {}), answer = h("p", { class: "cw-answer", "aria-live": "polite" });
  const input = h("input", { type: "number", step: "any", "aria-label": "your prediction" });
  const key = (st, e) => `${placeOf(model.get("expression"), st.inputs)}: dL/d${st.graph[e.parent].name} through ${st.graph[e.child].name}${e.k && st.graph[e.child].parents[0] === e.parent ? " (second)" : ""}`;
  const send = () => {
    const st = current();
    if (input.value === "" || !st.next) return;
    save(model, { prediction: { ...model.get("prediction"), [key(st, st.next)]: Number(input.value) } });
    input.value = "";
    take();
  };
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) send(); });
  const commit = button("commit", send);
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, bold("Predict. "), question), h("div", { class: "cw-controls", style: "margin-top:0" }, input, commit), answer));
  return { draw(st) {
    const target = st.next && st.graph[st.next.parent].name;
    question.textContent = st.next ? `What will dL/d${target} be after the glowing edge?` : st.seeded ? "All gradients are there. Step back, or move an input, and predict again." : "Step forward until the gradients begin.";
    input.disabled = commit.disabled = !st.next;
    const e = st.done ? st.edges[st.done - 1] : null, given = e && (model.get("prediction") || {})[key(st, e)];
    if (given === undefined || given === null) { answer.replaceChildren(); return; }
    const truth = st.grads[e.parent], good = Math.abs(given - truth) <= 0.006 + 0.02 * Math.abs(truth);
    answer.replaceChildren(h("span", { class: `cw-verdict ${good ? "right" : "wrong"}` }, good ? "✓ As you said. " : `✗ You said ${fmtShort(given)}. `),
      `${fmt(e.slope)} · ${fmt(st.grads[e.child])} = ${fmt(e.slope * st.grads[e.child])}${st.arrived[e.parent] > 1 ? `, added to what was there: ${fmt(truth)}` : ""}.`);
  } };
}

function render({ model, el }) {
  const ui = frame(el, { title: "A graph, forward and back" }), names = ["expression", "inputs", "step", "picked"], memory = {};
  const past = history(model, ui, names, "GraphStepper", ["expression", "inputs"].filter(() => model.get("expression") !== PRESETS["one neuron"][0]));
  const drag = { on: false };
  const edit = { change(values) { if (!drag.on) past.remember(); save(model, values); }, ondown() { past.remember(); drag.on = true; }, onup() { drag.on = false; } };
  const graph = graphView(model, edit, memory), numbers = h("div", { class: "gs-numbers" }), chainLine = h("p", { class: "cw-formula gs-chain" });
  const wrong = h("span", { class: "gs-wrong", role: "alert" });
  let st = stateOf(model, memory);
  const field = h("input", { type: "text", class: "gs-field", "aria-label": "expression", spellcheck: "false" });
  const use = () => {
    const text = field.value.trim();
    if (text === model.get("expression")) { wrong.textContent = ""; return; }
    try {
      const given = inputNames(parse(text));
      wrong.textContent = "";
      edit.change({ expression: text, inputs: Object.fromEntries(given.map((name) => [name, model.get("inputs")[name] ?? 1])), step: -1, picked: "" });
    } catch (problem) { wrong.textContent = problem.message; }
  };
  field.addEventListener("change", use);
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) use(); });
  const go = (k) => edit.change({ step: k });
  const steps = stepper(ui, { label: "steps forward and back", count: () => stateOf(model, memory).count + 1, get: () => stateOf(model, memory).step, go, speed: 900 });
  const presets = choice({ label: "example", options: Object.keys(PRESETS), value: "", onchange: (name) => {
    wrong.textContent = "";
    edit.change({ expression: PRESETS[name][0], inputs: { ...PRESETS[name][1] }, step: -1, picked: "" });
  } });
  const guess = prediction(model, ui, () => stateOf(model, memory), () => go(stateOf(model, memory).step + 1));
  ui.stage.classList.add("gs-stage");
  steps.classList.add("gs-steps");
  ui.formula.classList.add("gs-formula");
  ui.stage.append(graph.node, h("div", { class: "gs-below" }, h("div", { class: "gs-words" }, ui.formula, chainLine), numbers));
  ui.controls.append(steps, h("label", { class: "gs-label" }, h("span", { class: "cw-label" }, "expression"), field), wrong, presets);
  ui.more.append(h("p", { class: "gs-note" }, "Drag the knob of an input (arrow keys: 0.1), click a box for its chain. Written like Python: + - * / and ** with a number, sigmoid, tanh, relu, exp, log; a name of your own for a part: a = w*x; (a - t)**2. A dot in the table: not there yet at this step; a dash: change the picture with a running kernel and the number comes. Torch's numbers for the examples are recorded."));
  const draw = () => {
    try { st = stateOf(model, memory); } catch (problem) { wrong.textContent = problem.message; return; }
    graph.draw(st, el.clientWidth > 0 && el.clientWidth < 560);
    steps.draw();
    guess.draw(st);
    if (document.activeElement !== field && !(el.getRootNode().activeElement === field)) field.value = model.get("expression");
    presets.set(Object.keys(PRESETS).find((name) => PRESETS[name][0] === model.get("expression")));
    numbers.replaceChildren(table(model, st));
    ui.formula.replaceChildren(...sentence(st));
    chainLine.replaceChildren(...chainSentence(st, model.get("picked")));
    ui.code.textContent = torchLine(model, st.graph);
    ui.say(ui.formula.textContent);
  };
  const soon = bind(model, ui, [...names, "live"], draw), seen = new ResizeObserver(soon);
  seen.observe(el);
  ui.closers.push(() => seen.disconnect());
  model.on("change:prediction", soon);
  ui.closers.push(() => model.off("change:prediction", soon));
  return ui.close;
}

export default { render };
export const arithmetic = { PRESETS, RECORDED, parse, forward, gradients, edgesBack, gradientsAfter, pathsFrom, layout, inputNames, placeOf };
