// BackwardMode: one example's gradient on its way back through a deep net. kit.js and backward_mode_math.js stand before
// this text: all their functions are at hand. Units, inputs and weights are counted from 0, as in the code; layers from 1.

const NAMES = { relu: "ReLU", sigmoid: "sigmoid", tanh: "tanh", identity: "identity" };
const THICK = 6.5, SHADES = 8;
const plus = (v, digits = 2) => (v < 0 ? ` − ${fmt(-v, digits)}` : ` + ${fmt(v, digits)}`);
const small = (v) => (v !== 0 && Math.abs(v) < 0.005 ? v.toExponential(0).replace("e-", "·10⁻").replace(/⁻(\d+)/, (_, n) => "⁻" + [...n].map((k) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[k]).join("")).replace("-", "−") : fmt(v));
const tenth = (v) => Math.round(v * 10) / 10;

// All that is drawn, from the traits.
function stateOf(model) {
  const [depth, width, activation, x, draw, changed] = ["depth", "width", "activation", "x", "draw", "changed"].map((name) => model.get(name));
  const net = network(depth, width, activation, draw, changed), run = backwardPass(net, x, activation), given = model.get("picked");
  const layer = Math.min(given[0], depth), unit = Math.min(given[1], width - 1), input = Math.min(given[2], run.h[layer - 1].length - 1);
  return { depth, width, activation, x, draw, changed, net, run, layer, unit, input };
}
// The row of one unit [layer, unit, weights..., bias], put into `changed` in place of an older one.
const withRow = (changed, layer, unit, row) => [...changed.filter((old) => old[0] !== layer || old[1] !== unit), [layer, unit, ...row]];

// ---- the network -------------------------------------------------------------------------------------------------

// Places: layers run right on a wide page (closer together on a middling one) and down on a narrow one.
function placing(st, room) {
  const count = (l) => (l === 0 ? INPUTS : l > st.depth ? 1 : st.width), off = (l, j) => j - (count(l) - 1) / 2;
  if (room < 560) {
    const apart = Math.min(38, 320 / st.width), down = 640 / (st.depth + 1), at = (l, j) => [l ? 170 + off(l, j) * apart : 44 + j * 84, 40 + l * down];
    return { narrow: true, size: [340, 740], r: Math.min(11, apart * 0.36), at, port: (l, j) => (l ? at(l, j) : [at(0, j)[0], at(0, j)[1] + 28]) };
  }
  const wide = room < 800 ? 740 : 960, apart = Math.min(64, 300 / st.width), first = wide * 0.2, across = (wide - 52 - first) / st.depth;
  const at = (l, j) => [l ? first + (l - 1) * across : 64, 180 + off(l, j) * (l ? apart : 66)];
  return { narrow: false, size: [wide, 404], r: Math.min(12, apart * 0.38), at, port: (l, j) => (l ? at(l, j) : [at(0, j)[0] + 40, at(0, j)[1]]) };
}

// Wires, gathered into few paths: by sign and width where the signal gets through, and those that end at a closed unit.
function wirePaths(st, map, only) {
  const { run, net } = st, most = Math.max(1e-300, ...run.g.slice(1).flatMap((g, l) => net[l].w.flatMap((row, j) => row.map((w) => Math.abs(w * g[j])))));
  const paths = new Map(), add = (key, d) => paths.set(key, (paths.get(key) || "") + d);
  for (let l = net.length; l >= 1; l--) {
    net[l - 1].w.forEach((row, j) => { if (run.g[l][j] !== 0) row.forEach((w, i) => {
      if (only && !only(l, j, i)) return;
      const signal = w * run.g[l][j], share = Math.sqrt(Math.abs(signal) / most), open = run.slope[l - 1][i] !== 0;
      const [x0, y0] = map.at(l, j), end = map.port(l - 1, i), stop = open ? 1 : 0.78;
      const to = [x0 + (end[0] - x0) * stop, y0 + (end[1] - y0) * stop];
      const d = `M${tenth(x0)},${tenth(y0)}L${tenth(to[0])},${tenth(to[1])}`;
      if (!open) add("cut", d);
      else if (share > 0.02) add(`${signal < 0 ? "neg" : "pos"} ${Math.ceil(share * SHADES)}`, d);
    }); });
  }
  return [...paths].sort(([a], [b]) => (a === "cut" ? -1 : b === "cut" ? 1 : a.split(" ")[1] - b.split(" ")[1])).map(([key, d]) => {
    const [kind, level] = key.split(" ");
    return s("path", { d, class: `bm-wire bm-${kind}`, ...(level ? { "stroke-width": Math.max(0.6, THICK * level / SHADES) } : {}) });
  });
}

function netView(model, edit) {
  const view = s("svg", { class: "cw-plot bm-net", role: "group", "aria-label": "the network in backward mode" });
  const wires = s("g", {}), marks = s("g", {}), units = s("g", {}), words = s("g", {});
  view.append(wires, marks, units, words);
  let st = null, map = null, groups = [], key = "", knobs = [];
  const pick = (l, j, focus) => {
    edit.change({ picked: [l, j, Math.min(st.input, l === 1 ? INPUTS - 1 : st.width - 1)] });
    st = { ...st, layer: l, unit: j };  // at once: two keys may fall into one frame
    groups.forEach((g) => g.node.setAttribute("tabindex", g.l === l && g.j === j ? 0 : -1));
    if (focus) groups.find((g) => g.l === l && g.j === j).node.focus();
  };
  function onkey(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const [dl, dj] = map.narrow ? [way[1], way[0]] : way;
    pick(Math.max(1, Math.min(st.depth, st.layer + dl)), (st.unit + dj + st.width) % st.width, true);
  }
  function inputKnob(i) {
    const [cx, cy] = map.at(0, i), reach = 30, X = (v) => cx + v / 2 * reach;
    const plot = { xlim: [-2, 2], ylim: [0, 0], x: X, y: () => cy, at: (event) => {
      const box = view.getBoundingClientRect();
      return [((event.clientX - box.left) * map.size[0] / box.width - cx) / reach * 2, 0];
    } };
    return handle(plot, { get: () => [st.x[i], 0], step: 0.1, radius: 15, label: `x${i}`, ondown: edit.ondown, onup: edit.onup,
      move: ([v]) => { st = { ...st, x: st.x.map((old, k) => (k === i ? Math.round(v * 50) / 50 : old)) }; edit.change({ x: st.x }); },
      draw: (px) => [s("path", { class: "bm-track", d: `M${cx - reach},${cy}h${2 * reach}` }), s("path", { class: "cw-axis", d: `M${cx},${cy - 4}v8` }), s("circle", { class: "bm-knob", cx: px, cy, r: 6.5 })] });
  }
  function build(room) {
    map = placing(st, room);
    view.setAttribute("viewBox", `0 0 ${map.size[0]} ${map.size[1]}`);
    groups = range(st.depth, (k) => k + 1).flatMap((l) => range(st.width, (j) => {
      const [cx, cy] = map.at(l, j), dot = s("circle", { cx, cy, r: map.r }), ring = s("circle", { class: "cw-ring", cx, cy, r: map.r + 4 });
      const node = s("g", { class: "cw-handle bm-unit", role: "button", onclick: () => pick(l, j, true), onkeydown: onkey }, dot, ring);
      return { l, j, node, dot, ring };
    }));
    const [ox, oy] = map.at(st.depth + 1, 0);
    knobs = range(INPUTS, inputKnob);
    units.replaceChildren(...groups.map((g) => g.node), s("circle", { class: "bm-output", cx: ox, cy: oy, r: map.r + 2 }), ...knobs);
  }
  function drawUnits() {
    const most = Math.max(1e-300, ...st.run.g.slice(1, -1).flat().map(Math.abs));
    for (const { l, j, node, dot, ring } of groups) {
      const g = st.run.g[l][j], on = st.run.slope[l][j] !== 0, picked = l === st.layer && j === st.unit;
      dot.setAttribute("class", on ? "bm-on" : "bm-off");
      dot.setAttribute("style", on ? `fill: ${diverging(Math.sign(g) * Math.sqrt(Math.abs(g) / most), 1)}` : "");
      ring.setAttribute("class", `cw-ring ${picked ? "on" : ""}`);
      node.setAttribute("tabindex", picked ? 0 : -1);
      node.setAttribute("aria-label", `layer ${l}, unit ${j}: ${on ? `slope ${fmt(st.run.slope[l][j])}, gradient ${small(g)}` : "off, gradient 0"}`);
    }
    knobs.forEach((knob, i) => { knob.place(); knob.setAttribute("aria-label", `x${i} = ${fmt(st.x[i])}, gradient ${small(st.run.g[0][i])}`); });
  }
  function drawWords() {
    const { run, depth, width } = st, stretch = factors(run), all = [], text = (x, y, what, attributes = {}) => all.push(s("text", { x, y, "text-anchor": "middle", ...attributes }, what));
    const sign = (v) => ({ class: v > 0 ? "pos" : v < 0 ? "neg" : "ink" });
    const own = (l) => (st.activation === "relu" ? `${run.slope[l].filter((v) => v).length} of ${width}` : small(sum(run.slope[l]) / width));
    const [ox, oy] = map.at(depth + 1, 0), beside = map.narrow ? [0, map.r + 13] : [-map.r - 7, 4];
    range(width, (j) => { const [cx, cy] = map.at(st.layer, j); if (!map.narrow || j === st.unit) text(cx + beside[0], cy + beside[1], j, { class: "bm-halo bm-index" }); });
    st.x.forEach((v, i) => {
      const [cx, cy] = map.at(0, i);
      text(cx, cy - 13, `x${i} = ${fmt(v)}`, { class: "ink" });
      text(cx, cy + 22, `${run.g[0][i] > 0 ? "+" : ""}${small(run.g[0][i])}`, sign(run.g[0][i]));
    });
    if (map.narrow) {
      range(depth, (k) => k + 1).forEach((l) => {
        all.push(s("rect", { class: "bm-plate", x: 336 - 146, y: map.at(l, 0)[1] + 15, width: 146, height: 17 }));
        text(334, map.at(l, 0)[1] + 28, `${st.activation === "relu" ? `${own(l)} on` : `slope ${own(l)}`}, ‖g‖ ${small(norm(run.g[l]))}`, { class: "ink", "text-anchor": "end" });
        text(336, map.at(l, 0)[1] - 15, `layer ${l}`, { class: "bm-halo", "text-anchor": "end" });
      });
      range(depth + 1, (l) => text(6, (map.at(l, 0)[1] + map.at(l + 1, 0)[1]) / 2 + 14, `×${fmt(stretch[l])}`, { class: "bm-halo", "text-anchor": "start" }));
      text(ox, oy + 30, `y = ${fmt(run.y)}, t = ${TARGET}:  dL/dy = ${fmt(run.g[depth + 1][0])}`, { class: "ink" });
    } else {
      const [rowOn, rowG, rowW] = [352, 372, 396];
      [["dL/dx", 20], [st.activation === "relu" ? "units on" : "mean slope φ′", rowOn], ["‖g‖", rowG], ["‖Wᵀg‖ / ‖g‖", rowW]].forEach(([what, y]) => text(2, y, what, { "text-anchor": "start" }));
      range(depth, (k) => k + 1).forEach((l) => {
        const [cx] = map.at(l, 0);
        text(cx, 20, `layer ${l}`, l === st.layer ? { class: "ink", "font-weight": 700 } : {});
        text(cx, rowOn, own(l), { class: "ink" });
        text(cx, rowG, small(norm(run.g[l])), { class: "ink" });
      });
      range(depth + 1, (l) => text((map.port(l, 0)[0] + map.at(l + 1, 0)[0]) / 2, rowW, `×${fmt(stretch[l])}`, { class: "ink" }));
      text(ox, oy - 44, `y = ${fmt(run.y)}`, { class: "ink" });
      text(ox, oy - 26, `t = ${TARGET}`, { class: "ink" });
      text(ox, oy + 34, "dL/dy =");
      text(ox, oy + 50, `${fmt(run.g[depth + 1][0])}`, sign(run.g[depth + 1][0]));
    }
    words.replaceChildren(...all);
  }
  return { node: view, draw(state, room) {
    st = state;
    const now = JSON.stringify([room < 560, room < 800, st.depth, st.width]);
    if (now !== key) { key = now; build(room); }
    const focus = wirePaths(st, map, (l, j, i) => l === st.layer + 1 && i === st.unit), [p, q] = [map.at(st.layer, st.unit), map.port(st.layer - 1, st.input)];
    wires.replaceChildren(...wirePaths(st, map));
    focus.forEach((path) => path.classList.add("bm-focus"));
    marks.replaceChildren(...focus, s("path", { class: "bm-weight", d: `M${p}L${q}` }));
    drawUnits();
    drawWords();
  } };
}

// ---- the question: which weights get a gradient of exactly 0? ------------------------------------------------------

function zeroQuestion(model, ui, current) {
  const cell = 19, view = s("svg", { class: "cw-plot bm-matrix", role: "group" }), question = h("span", {}), answer = h("p", { class: "cw-answer", "aria-live": "polite" });
  const show = button("show the gradient", () => {
    const st = current(), marked = [...seen.marks].map((k) => k.split(",").map(Number)).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    save(model, { prediction: { ...model.get("prediction"), [key(st)]: marked } });
  });
  const seen = { marks: new Set(), at: [0, 0], key: "" };
  const key = (st) => `layer ${st.layer} of ${st.depth} x ${st.width} ${st.activation}, draw ${st.draw}${st.changed.length ? ", " + JSON.stringify(st.changed.map((row) => row.map((v) => Number(v.toPrecision(4))))) : ""} at x = ${st.x.join(", ")}`;
  const rows = () => current().width, columns = () => current().run.h[current().layer - 1].length;
  const places = ([j, i]) => range(rows(), (r) => r).filter((r) => j < 0 || r === j).flatMap((r) => range(columns(), (c) => c).filter((c) => i < 0 || c === i).map((c) => `${r},${c}`));
  function toggle(at) {
    const st = current();
    seen.at = at;
    if ((model.get("prediction") || {})[key(st)] === undefined) {
      const cells = places(at), all = cells.every((k) => seen.marks.has(k));
      cells.forEach((k) => (all ? seen.marks.delete(k) : seen.marks.add(k)));
    }
    draw(st);
  }
  view.setAttribute("tabindex", 0);
  view.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const box = view.getBoundingClientRect(), unit = (columns() + 1.6) * cell / box.width;
    const i = Math.floor((event.clientX - box.left) * unit / cell - 1.4), j = Math.floor((event.clientY - box.top) * unit / cell - 1.2);
    if ((i >= 0 || j >= 0) && i < columns() && j < rows()) toggle([Math.max(-1, j), Math.max(-1, i)]);
  });
  view.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (way) {
      const next = [Math.max(-1, Math.min(rows() - 1, seen.at[0] + way[0])), Math.max(-1, Math.min(columns() - 1, seen.at[1] + way[1]))];
      if (next[0] >= 0 || next[1] >= 0) seen.at = next;
      draw(current());
    } else if (event.key === " " || (event.key === "Enter" && !event.shiftKey)) toggle(seen.at);
    else return;
    event.preventDefault();
  });
  function draw(st) {
    const now = key(st), given = (model.get("prediction") || {})[now], n = rows(), m = columns(), grad = weightGradient(st.run, st.layer);
    if (now !== seen.key) { seen.key = now; seen.marks = new Set(); }
    const marks = given ? new Set(given.map(String)) : seen.marks, most = Math.max(1e-300, ...grad.flat().map(Math.abs));
    const X = (i) => (i + 1.4) * cell, Y = (j) => (j + 1.2) * cell, at = [Math.min(seen.at[0], n - 1), Math.min(seen.at[1], m - 1)];
    view.setAttribute("viewBox", `0 0 ${(m + 1.6) * cell} ${(n + 1.4) * cell}`);
    view.setAttribute("style", `width: ${(m + 1.6) * cell}px`);
    view.setAttribute("aria-label", `weights into layer ${st.layer}, at ${at[0] < 0 ? "column" : at[1] < 0 ? "row" : "unit"} ${at.filter((v) => v >= 0).join(", input ")}${marks.has(String(at)) ? ", marked as zero" : ""}`);
    const cells = range(n, (j) => range(m, (i) => {
      const marked = marks.has(`${j},${i}`), zero = grad[j][i] === 0, wrong = given && marked !== zero;
      return [s("rect", { x: X(i) + 0.5, y: Y(j) + 0.5, width: cell - 1, height: cell - 1, class: `bm-cell ${given ? "" : "bm-closed"} ${marked ? "bm-marked" : ""} ${wrong ? "bm-miss" : ""}`,
        style: given ? `fill: ${diverging(Math.sign(grad[j][i]) * Math.sqrt(Math.abs(grad[j][i]) / most), 1)}` : "" }),
        (given ? zero : marked) && s("text", { x: X(i) + cell / 2, y: Y(j) + cell / 2 + 4, "text-anchor": "middle", class: "ink" }, "0")];
    })).flat(2).filter(Boolean);
    const heads = [...range(m, (i) => s("text", { x: X(i) + cell / 2, y: Y(0) - 5, "text-anchor": "middle", class: "bm-head" }, i)), ...range(n, (j) => s("text", { x: X(0) - 6, y: Y(j) + cell / 2 + 4, "text-anchor": "end", class: "bm-head" }, j))];
    const [cj, ci] = at, cursor = s("rect", { class: "bm-cursor", x: X(Math.max(0, ci)), y: Y(Math.max(0, cj)), width: cell * (ci < 0 ? m : 1), height: cell * (cj < 0 ? n : 1) });
    view.replaceChildren(...cells, ...heads, cursor);
    question.textContent = `Row j: the weights into unit j of layer ${st.layer}, one for each input i. Which of them get a gradient of exactly 0? Click cells, or a number for its whole row or column.`;
    show.disabled = given !== undefined;
    if (given === undefined) { answer.replaceChildren(); return; }
    const zeros = grad.flat().filter((v) => v === 0).length, hits = [...marks].filter((k) => { const [j, i] = k.split(","); return grad[j]?.[i] === 0; }).length, good = hits === zeros && marks.size === zeros;
    answer.replaceChildren(h("span", { class: `cw-verdict ${good ? "right" : "wrong"}` }, good ? "✓ As you said. " : `✗ You marked ${hits} of ${zeros}${marks.size > hits ? `, and ${marks.size - hits} that are not 0` : ""}. `),
      zeros ? `${zeros} of ${n * m} are 0: dL/dw = g · h, so the row of every unit that is off (g = 0) and the column of every input that is 0.` : "None is exactly 0: no slope and no input is.");
  }
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), question), h("div", { class: "bm-ask" }, view, h("div", { class: "bm-reply" }, show, answer))));
  return { draw };
}

// ---- words -------------------------------------------------------------------------------------------------------

function formula(st, share) {
  const { run, net, layer: l, unit: j, input: i } = st, slope = run.slope[l][j], g = run.g[l][j];
  const terms = net[l].w.map((row, k) => row[j] * run.g[l + 1][k]).filter((v) => v !== 0);
  const shown = terms.slice(0, 5).map((v, k) => (k ? plus(v) : fmt(v))).join(""), more = terms.length > 5 ? " + …" : "";
  const state = st.activation === "relu" ? (slope ? ", on" : ", off") : "";
  return [h("b", {}, `Layer ${l}, unit ${j}`), `: a = ${fmt(run.a[l][j])}${state}.  `, h("var", {}, "g"), " = φ′(a) · Σ w g above = ", `${fmt(slope, slope === 0 || slope === 1 ? 0 : 2)} · (${shown || 0}${more}) = `, h("b", {}, g === 0 ? "0" : signed(g, Math.abs(g) < 0.005 ? 4 : 2)), h("br", {}),
    `weight from ${l === 1 ? "x" : "unit "}${i}: w = ${fmt(net[l - 1].w[j][i])}, d`, h("var", {}, "L"), "/dw = g · h = ", g === 0 ? "0" : signed(g), ` · ${fmt(run.h[l - 1][i])} = `, h("b", {}, g * run.h[l - 1][i] === 0 ? "0" : signed(g * run.h[l - 1][i], 3)), h("br", {}),
    share === 0 ? h("b", { class: "bm-dead" }, "Never on, for none of 200 random inputs: dead. Every gradient of its weights is 0, so no step brings it back.") :
      st.activation === "relu" ? `On for ${fmt(100 * share, share > 0.99 ? 1 : 0)} % of 200 random inputs.` : `Loss ${fmt(run.loss, 3)}.`];
}

function render({ model, el }) {
  const ui = frame(el, { title: "Backward mode: what is left of the signal" });
  const plain = { depth: 6, width: 8, activation: "relu", x: [1.2, -0.8, 0.6, 1.6], draw: 64, changed: [], picked: [3, 4, 2], eta: 10 }, names = Object.keys(plain);
  const past = history(model, ui, names, "BackwardMode", names.filter((name) => JSON.stringify(model.get(name)) !== JSON.stringify(plain[name])));
  const drag = { on: false };
  const edit = { change(values) { if (!drag.on) past.remember(); save(model, values); }, ondown() { past.remember(); drag.on = true; }, onup() { drag.on = false; } };
  const view = netView(model, edit), current = () => stateOf(model), crowd = sampleInputs();
  const rowOf = (st) => [...st.net[st.layer - 1].w[st.unit], st.net[st.layer - 1].b[st.unit]];
  const activation = choice({ label: "activation", options: Object.entries(NAMES), value: model.get("activation"), onchange: (v) => edit.change({ activation: v, changed: [] }) });
  const whole = (name, label, max, low) => slider({ label, min: low, max, step: 1, value: model.get(name), show: (v) => fmt(v, 0), oninput: (v) => edit.change({ [name]: v, changed: [] }) });
  const depth = whole("depth", "layers", 8, 1), width = whole("width", "units in a layer", 10, 2);
  const from = h("select", { "aria-label": "which weight", onchange: () => { const st = current(); edit.change({ picked: [st.layer, st.unit, Number(from.value)] }); } });
  const weight = slider({ label: "weight from", min: -4, max: 4, step: 0.05, value: 0, oninput: (v) => {
    const st = current(), row = rowOf(st);
    edit.change({ changed: withRow(st.changed, st.layer, st.unit, row.map((old, k) => (k === st.input ? v : old))) });
  } });
  weight.querySelector(".cw-label").after(from);
  weight.input.setAttribute("aria-label", "the weight");  // a label names the first control in it, here the choice
  const jump = button("", () => {
    const st = current();
    edit.change({ changed: withRow(st.changed, st.layer, st.unit, largeStep(st.net, st.run, st.layer, st.unit, model.get("eta"))) });
  }, { class: "bm-jump" });
  const eta = slider({ label: "η of the large step", min: 0.5, max: 50, step: 0.5, value: model.get("eta"), show: (v) => fmt(v, 1), oninput: (v) => edit.change({ eta: v }) });
  ui.stage.classList.add("bm-stage");
  ui.stage.append(h("p", { class: "cw-panel-title" }, "A wire's width is the gradient it carries back (orange +, blue dashed −). Hollow: off, its wires cut. Drag the ", h("b", {}, "x"), ", click a unit."), view.node);
  ui.formula.classList.add("bm-formula");
  ui.controls.append(activation, depth, weight, jump);
  ui.moreControls.prepend(width, eta, button("other random weights", () => edit.change({ draw: (model.get("draw") + 1) % 1000, changed: [] })));
  ui.more.append(h("p", { class: "bm-note" }, "Weights are drawn at random with variance 2 / inputs for ReLU and 1 / inputs for the others; biases are 0; L = (y − t)²/2. The large step moves only the picked unit's weights and bias: w ← w − η g h, b ← b − η g. It lowers a if g > 0 and raises it if g < 0. Widths and colours grow with the square root of the gradient."));
  const ask = zeroQuestion(model, ui, current);
  const draw = () => {
    const st = stateOf(model), share = shareOn(st.net, st.layer, st.unit, st.activation, crowd), inputs = st.run.h[st.layer - 1].length;
    view.draw(st, el.clientWidth || 1000);
    ask.draw(st);
    activation.set(st.activation);
    depth.set(st.depth);
    width.set(st.width);
    eta.set(model.get("eta"));
    if (from.options.length !== inputs || from.dataset.layer !== String(st.layer)) {
      from.replaceChildren(...range(inputs, (i) => h("option", { value: i }, st.layer === 1 ? `x${i}` : `unit ${i}`)));
      from.dataset.layer = st.layer;
    }
    from.value = st.input;
    weight.set(st.net[st.layer - 1].w[st.unit][st.input]);
    jump.textContent = `one large step (η = ${fmt(model.get("eta"), model.get("eta") % 1 ? 1 : 0)})`;
    jump.disabled = st.run.g[st.layer][st.unit] === 0;
    ui.formula.replaceChildren(...formula(st, share));
    ui.code.textContent = `L = 0.5 * (net(x) - ${TARGET})**2; L.backward(); net[${2 * (st.layer - 1)}].weight.grad[${st.unit}, ${st.input}]`;
    ui.say(ui.formula.textContent);
  };
  const soon = bind(model, ui, [...names, "prediction"], draw), resized = new ResizeObserver(soon);
  resized.observe(el);
  ui.closers.push(() => resized.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { normalNumbers, network, backwardPass, weightGradient, factors, shareOfOn, norm, sampleInputs, shareOn, largeStep };
