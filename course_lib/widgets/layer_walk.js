// LayerWalk: a net to scale, layer by layer, and what holds where you stand: shape, field, parameters, multiply-adds.
// The nets come from Python as short programs (course_lib/experiments/layer_walk.py); a test compares every layer with
// course_lib.shapes. kit.js stands before this text.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const tenth = (v) => Math.round(v * 10) / 10, clampTo = (v, low, high) => Math.max(low, Math.min(high, v));
const windows = (n, [size, stride, padding]) => Math.floor((n + 2 * padding - size) / stride) + 1;

// The layers of a program, the image first. A layer's pool and window widen the field before it leaves.
function unroll({ side, channels, blocks }) {
  const image = { layer: 0, name: "image", block: "image", side, maps: channels, into: channels, field: 1, jump: 1, start: 0, parameters: 0, macs: 0, parametersSoFar: 0, macsSoFar: 0, pool: 0, window: null, join: "", number: 0 };
  const steps = [image];
  let number = 0;
  for (const [prefix, first, count, layers] of blocks) for (let i = 0; i < count; i++) {
    const arriving = steps.at(-1).maps, block = first ? prefix + (first + i) : prefix;
    number += 1;
    for (const layer of layers) steps.push({ ...after(steps.at(-1), layer, arriving), layer: steps.length, block, number });
  }
  return steps;
}
function after(last, [short, pool, window, parameters, macs, join], arriving) {
  const step = { ...last, short, pool, window, parameters, macs, join, parametersSoFar: last.parametersSoFar + parameters, macsSoFar: last.macsSoFar + macs, before: last.field, into: last.maps };
  if (window.length === 1) return { ...step, into: pool === "all" ? last.maps : last.maps * (pool ? windows(last.side, pool) : last.side) ** 2, side: 1, maps: window[0], field: null, jump: null, start: null };
  for (const one of pool ? [pool, window] : [window]) {
    step.field += (one[0] - 1) * step.jump;
    step.start -= one[2] * step.jump;
    step.jump *= one[1];
    if (one === window) step.arrives = step.side;  // the side that the window slides over
    step.side = windows(step.side, one);
  }
  step.maps = join === "concat" ? arriving + window[3] : window[3];
  return step;
}
const spanOf = ({ start, jump, field }, unit) => [start + unit * jump, start + unit * jump + field - 1];
const firstWith = (steps, size) => steps.find((step) => step.field === null || step.field >= size)?.layer;
const halfOf = (steps, name) => steps.find((step) => 2 * step[name] >= steps.at(-1)[name]).layer;
const stageOf = (step) => step.block.split(".")[0].split("_")[0];
function stagesOf(steps) {
  const found = [];
  for (const step of steps) if (found.at(-1)?.name === stageOf(step)) found.at(-1).last = step.layer; else found.push({ name: stageOf(step), first: step.layer, last: step.layer });
  return found;
}
// What is drawn, from the traits: the layer is brought into what the net has.
function study({ model }) {
  const net = model.get("net"), program = model.get("programs")[net], steps = unroll(program), depth = steps.length - 1, at = clampTo(Math.round(model.get("unit")), 0, depth);
  return { net, printed: program.printed, image: program.side, steps, depth, at, here: steps[at], total: steps[depth] };
}
function blockAround(steps, at) {
  const same = (i) => steps[i]?.block === steps[at].block;
  let [first, last] = [at, at];
  while (same(first - 1)) first -= 1;
  while (same(last + 1)) last += 1;
  return [first, last];
}
// Where a key leads: a layer, or (far) the end of this block and of the next, to the left the ends of those before.
function toward(steps, at, way, far) {
  const last = steps.length - 1;
  if (!far) return clampTo(at + way, 0, last);
  const ends = steps.map((step, i) => i).filter((i) => i === last || steps[i].block !== steps[i + 1].block);
  return way > 0 ? ends.find((i) => i > at) ?? last : ends.filter((i) => i < at).at(-1) ?? 0;
}

// ---- words -----------------------------------------------------------------------------------------------------------

const whole = (v) => v.toLocaleString("en"), percent = (share) => `${share > 0 && share < 0.0005 ? "under 0.1" : (100 * share).toFixed(share && share < 0.095 ? 1 : 0)}\u00a0%`;
const short = (v) => (v >= 1e9 ? `${fmt(v / 1e9, 2)} G` : v >= 1e6 ? `${fmt(v / 1e6, 1)} M` : v >= 1e3 ? `${fmt(v / 1e3, 1)} k` : String(v));
const shapeOf = (step) => (step.field === null ? whole(step.maps) : `${whole(step.maps)} × ${step.side} × ${step.side}`);
const windowOf = ({ window, pool }) => (!window ? "" : `${pool === "all" ? "mean, " : pool ? `pool ${pool[0]}×${pool[0]}, ` : ""}${window.length === 1 ? "full" : `${window[0]}×${window[0]}${window[1] > 1 ? " /2" : ""}${window[4] > 1 ? `, ${window[4]} groups` : ""}`}`);
const joinOf = ({ join }) => (join === "sum" ? " + x" : join === "concat" ? ", beside x" : "");

function formula({ here, image, total }) {
  const term = (...parts) => h("span", { class: "lw-term" }, ...parts), b = (v) => h("b", {}, v), { window: w, pool } = here, items = [];
  if (here.layer === 0) items.push(term("the image: each pixel sees itself, ", h("var", {}, "r"), " = 1"));
  else if (here.field === null) items.push(term(pool === "all" ? "the mean of each map, then every sum reads all of them: everything is seen" : "every sum reads all numbers that arrive: everything is seen"));
  else {
    const jump = here.jump / w[1], pooled = pool ? ` + (${pool[0]} − 1) · ${jump / pool[1]}` : "";
    items.push(term("sees ", h("var", {}, "r"), ` = ${here.before}${pooled} + (${w[0]} − 1) · ${jump} = `, b(here.field)), term(`side ⌊(${here.arrives} + 2 · ${w[2]} − ${w[0]}) / ${w[1]}⌋ + 1 = `, b(here.side)),
      term(`weights ${w[0]} · ${w[0]} · ${w[4] > 1 ? `${here.into} / ${w[4]}` : here.into} · ${w[3]} = `, b(whole(weightsOf(here)))));
  }
  items.push(term("so far ", b(whole(here.parametersSoFar)), ` of ${whole(total.parametersSoFar)} parameters (${percent(here.parametersSoFar / total.parametersSoFar)}), `,
      b(short(here.macsSoFar)), ` of ${short(total.macsSoFar)} multiply-adds (${percent(here.macsSoFar / total.macsSoFar)})`));
  return items;
}
const weightsOf = ({ window: w, into }) => (w.length === 1 ? into * w[0] : w[0] * w[0] * into * w[3] / w[4]);
function torchLine({ here }) {
  const { window: w, into, layer, name, block } = here;
  if (!w) return "x = torch.zeros(1, 3, 224, 224)".replace("3, 224, 224", `${here.maps}, ${here.side}, ${here.side}`);
  const bias = w.length > 1 && !w[5] ? ", bias=False" : "", more = w.length === 1 ? "" : `${w[1] > 1 ? `, stride=${w[1]}` : ""}${w[2] ? `, padding=${w[2]}` : ""}${w[4] > 1 ? `, groups=${w[4]}` : ""}`;
  const made = w.length === 1 ? `torch.nn.Linear(${into}, ${w[0]})` : `torch.nn.Conv2d(${into}, ${w[3]}, ${w[0]}${more}${bias})`;
  return `${made}  # layer ${layer}, ${block}${here.short ? `.${here.short}` : ""}`;
}

// ---- the net to scale ------------------------------------------------------------------------------------------------

const TOP = 22, SIDES = 90, MAPS = 50, STRIP = 40, GROUND = TOP + SIDES, BELOW = GROUND + 3, FIELD = BELOW + MAPS + 34, COST = FIELD + STRIP + 18, TALL = COST + STRIP + 18;

function netView(view) {
  const plot = plane({ width: 960, height: TALL, margin: [TOP, 14, 18, 47], xlim: [0, 1], ylim: [0, 1], label: "the net to scale, layer by layer", layers: ["back", "main", "front", "titles"] });
  plot.view.firstChild.remove();
  plot.view.classList.add("lw-net");
  const grip = handle(plot, { label: "where you stand", radius: 15, step: 1, get: () => [study(view).at, 1], move: ([x]) => view.go(x),
    nudge: (dx, dy, far) => [toward(study(view).steps, study(view).at, dx || -dy, far), 1],
    keys: { Home: () => view.go(0), End: () => view.go(study(view).depth), PageDown: () => view.jump(1), PageUp: () => view.jump(-1) },
    ondown: () => view.hold(true), onup: () => view.hold(false),
    draw: (x) => [s("path", { class: "lw-knob", d: `M${x},${TOP - 3}l7,-12h-14z` }), s("path", { class: "lw-line", d: `M${x},${TOP - 3}V${BELOW + MAPS + 9}M${x},${FIELD - 3}V${FIELD + STRIP}M${x},${COST - 3}V${COST + STRIP}` })] });
  plot.front.append(grip);
  plot.view.addEventListener("pointerdown", (event) => { if (!event.button && !grip.contains(event.target)) { view.go(plot.at(event)[0]); grip.focus({ preventScroll: true }); } });
  let drawn = "";
  return { node: plot.view, draw(st, width, far) {
    const key = `${st.net} ${width} ${far}`;
    if (width !== plot.width) fit(plot, width);
    plot.xlim = [-0.5, st.depth + 0.5];
    if (key !== drawn) { drawn = key; plot.back.replaceChildren(...profile(plot, st), ...strips(plot, st, far)); plot.titles.replaceChildren(...titles(plot, st)); }
    plot.main.replaceChildren(...standing(plot, st));
    grip.place();
    grip.setAttribute("aria-label", `layer ${st.at} of ${st.depth}, ${st.here.block}: ${shapeOf(st.here)}, sees ${st.here.field ?? "everything"}; arrow keys walk, with Shift from block to block`);
  } };
}
function fit(plot, width) {
  plot.width = width;
  plot.inner[0] = width - plot.left - 14;
  plot.view.setAttribute("viewBox", `0 0 ${width} ${TALL}`);
}
// Bars: the side of the map upwards, the number of maps downwards, one scale for each; blocks take turns in tone.
function barsOf(plot, st, first, last) {
  const pitch = plot.inner[0] / (st.depth + 1), wide = Math.max(0.8, pitch * 0.82), most = Math.max(...st.steps.map((step) => step.maps));
  let d = "";
  for (let i = first; i <= last; i++) {
    const x = tenth(plot.x(i) - wide / 2), up = Math.max(1, SIDES * st.steps[i].side / st.image), down = Math.max(1, MAPS * st.steps[i].maps / most);
    d += `M${x},${GROUND}v${-tenth(up)}h${tenth(wide)}v${tenth(up)}zM${x},${BELOW}v${tenth(down)}h${tenth(wide)}v${-tenth(down)}z`;
  }
  return d;
}
const longest = (words, width) => words.find((text) => 6.6 * text.length + 8 < width) ?? words.at(-1);
function profile(plot, st) {
  const tones = ["", ""], most = Math.max(...st.steps.map((step) => step.maps)), tip = (i) => BELOW + Math.max(1, MAPS * st.steps[i].maps / most) + 1.5;
  let stitches = "";
  for (let i = 0; i <= st.depth; i++) {
    const [first, last] = blockAround(st.steps, i);
    tones[st.steps[i].number % 2] += barsOf(plot, st, first, last);
    if (st.steps[last].join === "sum" && first > 0) { const [a, b] = [plot.x(first - 1), plot.x(last)], low = Math.max(tip(first - 1), tip(last)); stitches += `M${tenth(a)},${tenth(tip(first - 1))}C${tenth(a)},${tenth(low + 9)} ${tenth(b)},${tenth(low + 9)} ${tenth(b)},${tenth(tip(last))}`; }
    i = last;
  }
  const word = (x, y, text, attributes = {}) => s("text", { x, y, ...attributes }, text);
  const labels = stagesOf(st.steps).map((stage) => ({ ...stage, a: plot.x(stage.first - 0.5), b: plot.x(stage.last + 0.5) })).filter(({ name, a, b }) => b - a > 7.2 * name.length);
  return [s("path", { class: "lw-bars", d: tones[0] }), s("path", { class: "lw-bars lw-odd", d: tones[1] }), s("path", { class: "lw-stitch", d: stitches }),
    s("path", { class: "cw-axis", d: `M${plot.left - 6},${GROUND + 1.5}H${plot.width - 6}` }),
    word(plot.left - 8, TOP + 10, st.image, { "text-anchor": "end" }), word(plot.left - 8, GROUND - 4, "side", { "text-anchor": "end" }), word(plot.left - 8, BELOW + 12, "maps", { "text-anchor": "end" }), word(plot.left - 8, BELOW + MAPS, most, { "text-anchor": "end" }),
    ...labels.flatMap(({ name, a, b, first, last }) => [s("path", { class: "cw-axis", d: `M${tenth(a + 1)},${BELOW + MAPS + 11}H${tenth(b - 1)}` }), word((a + b) / 2, BELOW + MAPS + 24, longest([`${name}: ${last - first + 1} layers, ${shapeOf(st.steps[last])}`, `${name}: ${shapeOf(st.steps[last])}`, name], b - a), { "text-anchor": "middle" })])];
}
// Two strips over the same layers, drawn as far as the walk has come: the field, and the share of what is spent.
const widest = (st) => Math.max(st.image, ...st.steps.map((step) => step.field || 0));
function strips(plot, st, far) {
  const most = widest(st), seen = st.steps.filter((step) => step.layer <= far), narrow = plot.width < 560;
  const line = (steps, value, foot) => `M${steps.map((step) => `${tenth(plot.x(step.layer))},${tenth(foot - STRIP * value(step))}`).join("L")}`;
  const word = (x, y, text, attributes = {}) => s("text", { x, y, ...attributes }, text), edge = plot.left - 8, right = plot.x(st.depth), fy = FIELD + STRIP, cy = COST + STRIP;
  const wide = right - plot.x(far);
  const fog = (top, text) => (far < st.depth ? [s("rect", { class: "lw-fog", x: plot.x(far), y: top - 3, width: wide, height: STRIP + 3 }), word(right - 8, top + 12, wide > 7 * text.length ? text : "", { "text-anchor": "end" })] : []);
  const step = [1, 2, 5, 10, 20, 50].find((v) => st.depth / v <= (narrow ? 4 : 9)) || 50, ticks = [0, ...range(Math.floor(st.depth / step), (i) => step * (i + 1)).filter((v) => st.depth - v > step / 2), st.depth];
  return [...fog(FIELD, "ahead: walk there, or answer a question"), ...fog(COST, ""),
    s("path", { class: "cw-axis", d: `M${plot.left},${fy}H${right}M${plot.left},${cy}H${right}${ticks.map((v) => `M${tenth(plot.x(v))},${cy}v4`).join("")}` }),
    ...ticks.map((v) => (v === st.depth ? word(right + 11, TALL - 2, v, { "text-anchor": "end" }) : word(plot.x(v), TALL - 2, v, { "text-anchor": "middle" }))),
    s("path", { class: "lw-image-line", d: `M${plot.left},${tenth(fy - STRIP * st.image / most)}H${right}` }),
    s("path", { class: "lw-field", d: line(seen.filter((step) => step.field !== null), (step) => step.field / most, fy) }),
    s("path", { class: "lw-parameters", d: line(seen, (step) => step.parametersSoFar / st.total.parametersSoFar, cy) }),
    s("path", { class: "lw-macs", d: line(seen, (step) => step.macsSoFar / st.total.macsSoFar, cy) }),
    ...(most > 1.5 * st.image ? [word(edge, FIELD + 8, most, { "text-anchor": "end" })] : []), word(edge, fy - STRIP * st.image / most + 4, st.image, { "text-anchor": "end" }),
    word(edge, COST + 8, "100 %", { "text-anchor": "end" }), word(edge, cy, "0", { "text-anchor": "end" })];
}
function titles(plot, st) {
  const narrow = plot.width < 560, x = plot.left + 6, joins = st.steps.some((step) => step.join === "sum");
  return [...["up: side of a map", "down: number of maps", joins ? "curves: shortcuts" : ""].map((text, k) => s("text", { class: "lw-strip lw-legend", x: plot.width - 14, y: TOP + 8 + 17 * k, "text-anchor": "end" }, text)),
    s("text", { class: "lw-strip", x, y: FIELD + 6 }, narrow ? "field, pixels" : "field of a unit, pixels"),
    s("text", { class: "lw-strip", x, y: COST + 6 }, narrow ? "" : "spent so far: ", s("tspan", { class: "lw-key-p" }, "─ parameters"), "  ", s("tspan", { class: "lw-key-m" }, narrow ? "╌ MACs" : "╌ multiply-adds"))];
}
function standing(plot, st) {
  const [first, last] = blockAround(st.steps, st.at), { here, total } = st, most = widest(st), x = tenth(plot.x(st.at));
  const dot = (y, name) => s("circle", { class: `lw-dot ${name}`, cx: x, cy: tenth(y), r: 4 });
  return [s("path", { class: "lw-block", d: barsOf(plot, st, first, last) }), s("path", { class: "lw-here", d: barsOf(plot, st, st.at, st.at) }),
    ...(here.field === null ? [] : [dot(FIELD + STRIP * (1 - here.field / most), "lw-dot-f")]),
    dot(COST + STRIP * (1 - here.macsSoFar / total.macsSoFar), "lw-dot-m"), dot(COST + STRIP * (1 - here.parametersSoFar / total.parametersSoFar), "lw-dot-p")];
}

// ---- what a unit sees, and the block -----------------------------------------------------------------------------------

// The photograph at its own size beside the field: where the field is larger, the photograph becomes small.
function fieldView(view) {
  const size = 190, node = s("svg", { class: "cw-plot lw-photo", viewBox: `0 0 ${size} ${size}`, role: "img" }), words = h("p", { class: "lw-words" });
  return { node: h("div", { class: "cw-panel lw-see" }, node, words), draw({ here, image }) {
    const all = here.field === null, [a, b] = all ? [0, image - 1] : spanOf(here, Math.floor(here.side / 2)), wide = Math.max(image, b - a + 1, image - 2 * a, 2 * b - image) * 1.05, scale = size / wide;
    const P = (v) => (v - image / 2) * scale + size / 2, side = image * scale, d = (low, length) => `M${tenth(P(low))},${tenth(P(low))}h${tenth(length)}v${tenth(length)}h${tenth(-length)}z`;
    const r = b - a + 1, ratio = r / image;
    node.replaceChildren(s("rect", { class: "lw-padding", x: 0, y: 0, width: size, height: size }),
      s("image", { href: view.photo(), x: P(0), y: P(0), width: side, height: side, preserveAspectRatio: "none" }),
      s("path", { class: "lw-seen-back", d: d(a, r * scale) }), s("path", { class: "lw-seen", d: d(a, r * scale) }));
    const text = all ? "Each number sees all of the image." : ratio > 1.42 ? `A unit in the middle sees ${r} × ${r}, ${fmt(ratio, 1)} times the side of the image: most of it is padding.` : ratio > 1 ? `A unit in the middle sees ${r} × ${r}, all of the image and a rim of padding.` : `A unit in the middle sees ${r} × ${r} of ${image} × ${image} pixels.`;
    words.textContent = text;
    node.setAttribute("aria-label", text);
  } };
}
function blockTable(view) {
  const head = h("p", { class: "cw-panel-title" }), body = h("tbody", {}), heads = ["layer", "window", "leaves", "sees", "parameters"];
  const node = h("div", { class: "cw-panel lw-ledger" }, head, h("table", { class: "lw-table" }, h("thead", {}, h("tr", {}, heads.map((one) => h("th", { scope: "col" }, one)))), body));
  return { node, draw(st) {
    const [first, last] = blockAround(st.steps, st.at), before = st.steps[Math.max(0, first - 1)], rows = [];
    const from = last - first < 2 ? Math.max(0, Math.min(first - 1, st.depth - 3)) : first - 1, to = Math.max(last, from + 3);
    for (let i = Math.max(0, from); i <= Math.min(st.depth, to); i++) {
      const step = st.steps[i], on = i === st.at, ahead = i > st.at, within = i >= first && i <= last;
      rows.push(h("tr", { class: `${on ? "on" : ""}${within ? "" : " lw-outside"}` }, h("th", { scope: "row" }, button(i === 0 ? "image" : String(i), () => view.go(i), { "aria-pressed": on, "aria-label": i === 0 ? "the image" : `layer ${i}` })),
        h("td", {}, windowOf(step) + joinOf(step)), h("td", {}, shapeOf(step).replaceAll(" ", "")), h("td", {}, ahead ? "?" : step.field === null ? "all" : String(step.field)), h("td", {}, step.layer ? whole(step.parameters) : "")));
    }
    body.replaceChildren(...rows);
    head.replaceChildren("you stand in ", h("b", {}, st.here.block), st.at === 0 ? "" : `${last > first ? `, layers ${first} to ${last}` : ""}; ${shapeOf(before)} arrive`);
  } };
}

// ---- questions and controls --------------------------------------------------------------------------------------------

function fixedQuestions(view) {
  const { model, ui } = view, known = { ...model.get("prediction") }, steps = unroll(model.get("programs").resnet152), once = (key, given, show) => { if (known[key] !== given) { known[key] = given; show(); } };
  const show = (unit) => { view.lift("resnet152"); view.edit({ net: "resnet152", unit }); };
  const covers = firstWith(steps, 224), macs = halfOf(steps, "macsSoFar"), parameters = halfOf(steps, "parametersSoFar"), last = steps.at(-2);
  if ("whole image" in known || "half spent" in known) view.lift("resnet152");  // answered before: nothing to hide
  challenge(model, ui, { key: "whole image", options: ["12", "42", "77", "149"], question: "In ResNet-152, from which layer on does a unit see the whole width of the image, 224 pixels?",
    judge: (given) => [Number(given) === covers, `Layer ${covers}, in ${steps[covers].block}: ${steps[covers].field} pixels. A 3×3 adds twice the jump, and by then units stand ${steps[covers].jump} pixels apart; on the last map a unit sees ${last.field}. That is what a unit can see: what it uses of it is narrower.`],
    reveal: (given) => once("whole image", given, () => show(covers)) });
  const key = "half spent", middle = steps[76], share = (name) => percent(middle[name] / steps.at(-1)[name]);
  challenge(model, ui, { key, options: ["parameters", "multiply-adds", "both", "neither"], question: "Layer 76 of 152, the middle of the walk: of which is about half spent?",
    judge: (given) => [given === "multiply-adds", `${share("macsSoFar")} of the multiply-adds (half at layer ${macs}), ${share("parametersSoFar")} of the parameters (half at layer ${parameters}). Where the side of a map halves, the number of maps doubles: a block then takes as many multiply-adds as before and four times the weights.`],
    reveal: (given) => once(key, given, () => show(76)) });
}
// The field after the next layer, wherever one stands.
function nextQuestion(view) {
  const { model, ui } = view, ask = h("p", {}), answer = h("p", { class: "cw-answer", "aria-live": "polite" }), input = h("input", { type: "number", min: 0, step: 1, "aria-label": "your prediction: by how many pixels" });
  const commit = button("commit and step", () => {
    const st = study(view), next = st.steps[st.at + 1];
    if (input.value === "" || !next || next.field === null) return;
    const said = Number(input.value), grows = next.field - st.here.field, told = model.get("prediction")?.growth || [];
    save(model, { prediction: { ...model.get("prediction"), growth: [...told, [st.net, next.layer, said]] } });
    answer.replaceChildren(h("span", { class: `cw-verdict ${said === grows ? "right" : "wrong"}` }, said === grows ? "✓ As you said. " : `✗ You said ${said}. `), `Layer ${next.layer}: from ${st.here.field} to ${next.field}, ${growthOf(st.here, next)}.`);
    input.value = "";
    view.go(next.layer);
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) commit.click(); });
  ui.challenges.append(h("div", { class: "cw-challenge" }, ask, h("div", { class: "cw-controls lw-tight" }, input, commit), answer));
  return (st) => {
    const next = st.steps[st.at + 1], over = !next || next.field === null;
    ask.replaceChildren(h("b", {}, "Predict. "), over ? "No window is left. Walk back, and predict there." : `Next is layer ${next.layer}, ${windowOf(next)}; here units are ${st.here.jump === 1 ? "1 pixel" : `${st.here.jump} pixels`} apart. By how many pixels does the field grow?`);
    input.disabled = commit.disabled = over;
  };
}
const growthOf = (here, next) => [next.pool ? `(${next.pool[0]} − 1) · ${here.jump}` : "", `(${next.window[0]} − 1) · ${here.jump * (next.pool ? next.pool[1] : 1)}`].filter(Boolean).join(" + ");

// One question at a time: the boxes stand under each other, all but one hidden.
function oneAtATime(view) {
  const boxes = [...view.ui.challenges.children], show = (k) => boxes.forEach((box, i) => box.classList.toggle("lw-hidden", i !== k));
  const pick = choice({ label: "question", options: boxes.map((_, i) => [i, String(i + 1)]), value: 0, onchange: show });
  view.ui.challenges.prepend(h("div", { class: "cw-controls" }, pick));
  show(0);
}
function controls(view) {
  const { model, ui } = view, at = () => study(view).at;
  const walk = stepper(ui, { label: "walk", count: () => study(view).depth + 1, get: at, go: (k) => view.go(k), unit: "layer", speed: 160 });
  const jumps = h("span", { class: "cw-group" }, button("◀ block", () => view.jump(-1)), button("block ▶", () => view.jump(1)));
  const list = h("select", { "aria-label": "net", onchange: () => view.edit({ net: list.value, unit: clampTo(model.get("unit"), 0, unroll(model.get("programs")[list.value]).length - 1) }) }, Object.entries(model.get("programs")).map(([name, { printed }]) => h("option", { value: name }, printed)));
  ui.controls.append(walk, jumps, h("label", { class: "cw-group" }, h("span", { class: "cw-label" }, "net"), list));
  ui.more.append(h("p", { class: "lw-note" }, "To scale: bars upwards are the side of the map that leaves a layer, bars downwards the number of its maps; a curve under a block is its shortcut. A layer is what has weights on the main path: so 152 are counted. " +
    "Batch norm goes with its convolution, a pool with the layer that reads it, a projection on a shortcut with the last layer of its block. Fields include padding. Strides stand on the 3×3 as in torchvision; “as printed” has them on the first 1×1, as in the paper. What lies ahead in the strips is hidden until you have been there, or have answered."));
  return (st) => { walk.draw(); list.value = st.net; };
}
function photoSource(model) {
  let url = "";
  return () => {
    if (url) return url;
    const bytes = model.get("photo"), rgb = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), side = 64, canvas = h("canvas", { width: side, height: side });
    const context = canvas.getContext("2d"), image = context.createImageData(side, side);
    for (let k = 0; k < side * side; k++) image.data.set([rgb[3 * k], rgb[3 * k + 1], rgb[3 * k + 2], 255], 4 * k);
    context.putImageData(image, 0, 0);
    return (url = canvas.toDataURL());
  };
}

function render({ model, el }) {
  const ui = frame(el, { title: "The walk through a deep net" }), names = ["net", "unit"], past = history(model, ui, names, "LayerWalk"), far = {};
  const view = { model, ui, photo: photoSource(model), held: false, hold(on) { if (on) past.remember(); view.held = on; },
    edit(values) { if (!view.held) past.remember(); save(model, values); }, go(to) { const unit = clampTo(Math.round(to), 0, study(view).depth) || 0; if (unit !== model.get("unit")) view.edit({ unit }); },
    jump(way) { const { steps, at } = study(view); view.go(toward(steps, at, way, true)); }, lift(net) { far[net] = Infinity; } };
  const net = netView(view), see = fieldView(view), ledger = blockTable(view), holder = h("div", { class: "lw-whole" }, net.node);
  ui.stage.append(holder, see.node, ledger.node);
  const sync = controls(view);
  fixedQuestions(view);
  const next = nextQuestion(view);
  oneAtATime(view);
  const draw = () => {
    const st = study(view);
    far[st.net] = Math.max(far[st.net] || 0, st.at);
    net.draw(st, Math.round(clampTo(holder.clientWidth || 960, 280, 1200)), Math.min(far[st.net], st.depth));
    see.draw(st); ledger.draw(st); sync(st); next(st);
    ui.formula.replaceChildren(...formula(st));
    ui.code.textContent = torchLine(st);
    ui.say(`Layer ${st.at} of ${st.depth}, ${st.here.block}: ${shapeOf(st.here)}, sees ${st.here.field ?? "everything"}, ${percent(st.here.parametersSoFar / st.total.parametersSoFar)} of the parameters so far`);
  };
  const soon = bind(model, ui, names, draw), resized = new ResizeObserver(soon);
  resized.observe(holder);
  ui.closers.push(() => resized.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { unroll, firstWith, halfOf, toward, spanOf };
