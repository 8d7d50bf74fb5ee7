// Rosenblatt's machine: sensor -> random wires -> association units -> one response unit. Its arithmetic: *_math.js.

// ---- what the picture needs to know ----------------------------------------------------------------------------------

function dataOf(model) {
  const bits = bytesOf(model.get("images"), Uint8Array), targets = Array.from(bytesOf(model.get("labels"), Int8Array));
  const digits = targets.map((_, n) => unpack(bits, n)), count = model.get("training");
  const data = {
    cells: bytesOf(model.get("wire_cells"), Int16Array), signs: bytesOf(model.get("wire_signs"), Int8Array),
    order: bytesOf(model.get("wire_order"), Uint16Array), digits, targets, count, curve: model.get("curve"),
    names: model.get("classes").map(String), memo: {},
    train: { x: digits.slice(0, count), t: targets.slice(0, count) }, test: { x: digits.slice(count), t: targets.slice(count) },
  };
  // Features of a whole set depend on the cut alone; looking at 357 digits again on every lesson would be waste.
  data.featuresOf = (set, share) => {
    if (data.memo.share !== share) data.memo = { share, signs: cutSigns(data.signs, data.order, share) };
    return (data.memo[set] ||= data[set].x.map((x) => features(preactivations(x, data.cells, data.memo.signs))));
  };
  data.hit = (w, share) => {
    const phis = data.featuresOf("test", share);
    if (data.memo.w !== w) Object.assign(data.memo, { w, hit: accuracy(w, phis, data.test.t) });
    return data.memo.hit;
  };
  data.signsNow = (share) => (data.memo.share === share ? data.memo.signs : cutSigns(data.signs, data.order, share));
  return data;
}
const sensorOf = (model) => { const x = new Uint8Array(CELLS); for (const k of model.get("lit")) x[k] = 1; return x; };

function look(model, data, pointed) {
  const x = sensorOf(model), share = model.get("cut"), w = model.get("weights"), signs = data.signsNow(share);
  const a = preactivations(x, data.cells, signs), phi = features(a), votes = w.map((v, i) => v * phi[i]);
  const total = (keep) => votes.reduce((s, v) => s + (keep(v) ? Math.abs(v) : 0), 0);
  const s = weightedSum(w, phi), unit = pointed ?? model.get("unit");
  return { x, share, w, signs, a, phi, votes, s, unit, first: total((v) => v < 0), second: total((v) => v > 0),
    said: data.names[s >= 0 ? 1 : 0] };
}
const article = (name) => (name === "8" ? "an 8" : `a ${name}`);

// ---- the machine: sensor, wires, units ---------------------------------------------------------------------------------

// Where things are: side by side, or in a narrow page one above the other.
function places(narrow) {
  const pitch = 14, columns = narrow ? 32 : 16, gap = narrow ? 9.6 : 8.75;
  const origin = narrow ? [24, 24] : [1, 24], corner = narrow ? [10, 398] : [394, 24];
  return { narrow, pitch, columns, gap, origin, corner, size: narrow ? [328, 622] : [622, 326],
    box: [columns * gap, UNITS / columns * gap], sum: narrow ? [164, 600] : [600, 96],
    cell: (k) => [origin[0] + (k % SIDE + 0.5) * pitch, origin[1] + (Math.floor(k / SIDE) + 0.5) * pitch],
    lamp: (i) => [corner[0] + (i % columns + 0.5) * gap, corner[1] + (Math.floor(i / columns) + 0.5) * gap] };
}

function machineView(ui, model, data, actions) {
  const view = s("svg", { class: "cw-plot", role: "group", "aria-label": "sensor, wires and association units" });
  const at = (event) => {
    const box = view.getBoundingClientRect(), [w, hgt] = parts.place.size;
    return [(event.clientX - box.left) * w / box.width, (event.clientY - box.top) * hgt / box.height];
  };
  const parts = { view, at };
  parts.arrange = (narrow) => {
    const place = parts.place = places(narrow), [w, hgt] = place.size, [bw, bh] = place.box, [cx, cy] = place.corner;
    view.setAttribute("viewBox", `0 0 ${w} ${hgt}`);
    parts.bundle = s("path", { class: "rm-bundle" });
    parts.sensor = sensorPart(model, parts, actions);
    parts.units = unitsPart(model, parts, actions);
    parts.wires = s("g", { class: "rm-wires" });
    parts.litText = s("text", { x: place.origin[0], y: 15, class: "ink" });
    parts.caption = s("text", { class: "rm-halo", x: place.origin[0], y: place.origin[1] + 298 });
    const legend = narrow ? { x: 164, "text-anchor": "middle" } : { x: w - 2, "text-anchor": "end" };
    const fan = Array.from({ length: 33 }, (_, k) => (narrow ? `M${cx + bw * k / 32},${cy + bh}L${place.sum}` : `M${cx + bw},${cy + bh * k / 32}L${place.sum}`));
    view.replaceChildren(parts.bundle, s("path", { class: "rm-bundle", d: fan.join("") }), parts.sensor.group, parts.units.group, parts.wires,
      parts.litText, s("text", { x: cx, y: cy - 9, class: "ink rm-halo" }, "512 association units"), parts.caption,
      s("text", { ...legend, y: cy + bh + 18, class: "rm-halo" }, "● φ = +1, ○ φ = −1; votes for ",
        s("tspan", { fill: "var(--negative-ink)", "font-weight": 700 }, `${data.names[0]} blue`), ", ",
        s("tspan", { fill: "var(--positive-ink)", "font-weight": 700 }, `${data.names[1]} orange`)),
      s("circle", { cx: place.sum[0], cy: place.sum[1], r: 17, fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 2 }),
      s("text", { x: place.sum[0], y: place.sum[1] + 6, "text-anchor": "middle", class: "rm-big" }, "Σ"));
  };
  parts.draw = (now) => {
    parts.sensor.draw(now);
    parts.units.draw(now);
    drawBundle(parts, data, now);
    drawWires(parts, data, now);
    const digit = model.get("digit");
    parts.litText.textContent = `sensor: 400 photocells, ${model.get("lit").length} lit`;
    parts.caption.textContent = digit < 0 ? "your drawing" :
      `${digit < data.count ? `training digit ${digit + 1} of ${data.count}` : `held-out digit ${digit - data.count + 1}`}: ${article(data.names[data.targets[digit] > 0 ? 1 : 0])}`;
  };
  return parts;
}

// One tab stop; arrows move a cursor over the cells, space flips one. The pointer paints with a pen.
function sensorPart(model, parts, actions) {
  const { cell, pitch, origin } = parts.place;
  const rects = Array.from({ length: CELLS }, (_, k) => {
    const [x, y] = cell(k);
    return s("rect", { class: "rm-cell", x: x - pitch / 2, y: y - pitch / 2, width: pitch, height: pitch });
  });
  const cursor = s("rect", { class: "rm-cursor", width: pitch, height: pitch });
  const group = s("g", { class: "rm-sensor", tabindex: 0, role: "application" }, rects, cursor);
  let active = null, focus = 210;
  const cellAt = (event) => parts.at(event).map((v, axis) => Math.floor((v - origin[axis]) / pitch));
  const place = () => {
    cursor.setAttribute("x", cell(focus)[0] - pitch / 2);
    cursor.setAttribute("y", cell(focus)[1] - pitch / 2);
    group.setAttribute("aria-label", `sensor, row ${Math.floor(focus / SIDE) + 1} column ${focus % SIDE + 1}, ${sensorOf(model)[focus] ? "lit" : "dark"}; arrows move, space flips`);
  };
  group.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    group.setPointerCapture(event.pointerId);
    group.focus({ preventScroll: true });
    const [c, r] = cellAt(event);
    active = { on: sensorOf(model)[r * SIDE + c] ? 0 : 1, from: [c, r] };
    actions.remember();
    actions.paint(active.from, active.from, active.on);
  });
  group.addEventListener("pointermove", (event) => {
    if (!active) return;
    const to = cellAt(event);
    if (to[0] === active.from[0] && to[1] === active.from[1]) return;
    actions.paint(active.from, to, active.on);
    active.from = to;
  });
  for (const end of ["pointerup", "pointercancel"]) group.addEventListener(end, () => { active = null; });
  group.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (move) {
      const [c, r] = [focus % SIDE + move[0], Math.floor(focus / SIDE) + move[1]];
      focus = Math.max(0, Math.min(SIDE - 1, r)) * SIDE + Math.max(0, Math.min(SIDE - 1, c));
    } else if (event.key === " ") actions.flip(focus);
    else return;
    event.preventDefault();
    place();
  });
  const draw = ({ x }) => { rects.forEach((rect, k) => rect.classList.toggle("lit", x[k] === 1)); place(); };
  return { group, draw };
}

// 512 lamps: filled when phi = +1, hollow when -1; coloured by the class the unit votes for. Point at one, or use arrows.
function unitsPart(model, parts, actions) {
  const { lamp, gap, columns, corner, box } = parts.place;
  const lamps = Array.from({ length: UNITS }, (_, i) => {
    const [cx, cy] = lamp(i);
    return s("circle", { cx, cy, r: gap * 0.36, "stroke-width": 1.4 });
  }), painted = Array(UNITS);
  const cursor = s("rect", { class: "rm-cursor", x: corner[0] - 3, y: corner[1] - 3, width: box[0] + 6, height: box[1] + 6, rx: 5 });
  const group = s("g", { class: "rm-units", tabindex: 0, role: "application" },
    s("rect", { class: "rm-frame", x: corner[0], y: corner[1], width: box[0], height: box[1] }), lamps, cursor);
  const unitAt = (event) => {
    const [x, y] = parts.at(event), c = Math.floor((x - corner[0]) / gap), r = Math.floor((y - corner[1]) / gap);
    return c < 0 || c >= columns || r < 0 || r >= UNITS / columns ? null : r * columns + c;
  };
  group.addEventListener("pointermove", (event) => actions.hover(unitAt(event)));
  group.addEventListener("pointerleave", () => actions.hover(null));
  group.addEventListener("pointerdown", (event) => {
    if (event.button || unitAt(event) === null) return;
    event.preventDefault();
    group.focus({ preventScroll: true });
    actions.point(unitAt(event));
  });
  group.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (!move) return;
    event.preventDefault();
    actions.point((model.get("unit") + move + UNITS) % UNITS);
  });
  const draw = ({ phi, w, votes, a, unit }) => {
    const most = w.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-9);
    lamps.forEach((circle, i) => {
      const part = Math.min(100, votes[i] ? 30 + Math.round(10 * Math.abs(votes[i]) / most) * 10 : 0), key = part * sign(votes[i]) * 2 + phi[i];
      if (painted[i] === key) return;  // most lamps stay as they are; only the others cost time
      painted[i] = key;
      const colour = `color-mix(in srgb, var(--${votes[i] < 0 ? "negative" : "positive"}) ${part}%, var(--faint))`;
      circle.setAttribute("stroke", colour);
      circle.setAttribute("fill", phi[i] > 0 ? colour : "var(--paper)");
    });
    group.setAttribute("aria-label", `association unit ${unit}, a is ${a[unit]}, ${phi[unit] > 0 ? "lit" : "dark"}, weight ${fmt(w[unit], 0)}; arrows choose another`);
  };
  return { group, draw };
}

// A readable selection of the 5120 wires, faint; the sensor and the units cover their ends.
function drawBundle({ bundle, place }, { cells }, { signs, share }) {
  if (bundle.dataset.share === String(share)) return;
  bundle.dataset.share = share;
  let d = "";
  for (let k = 0; k < cells.length; k += 13) {
    if (signs[k]) d += `M${place.cell(cells[k])}L${place.lamp(Math.floor(k / WIRES))}`;
  }
  bundle.setAttribute("d", d);
}

// All ten wires of the unit pointed at: + solid, - dashed, thick where the cell is lit; a cut wire is dotted with a cross.
function drawWires({ wires, place }, { cells }, { unit, signs, x }) {
  const [ux, uy] = place.lamp(unit), lines = [], ends = [];
  for (let k = unit * WIRES; k < (unit + 1) * WIRES; k++) {
    const [cx, cy] = place.cell(cells[k]), kind = signs[k] > 0 ? "pos" : signs[k] < 0 ? "neg" : "cut", on = x[cells[k]] && signs[k];
    lines.push(s("line", { x1: cx, y1: cy, x2: ux, y2: uy, class: kind, "stroke-width": on ? 2.6 : 1.1, opacity: on ? 1 : 0.75 }));
    ends.push(s("circle", { cx, cy, r: 7.5, class: `end ${kind}`, "stroke-width": 2,
      fill: on ? `var(--${signs[k] > 0 ? "positive" : "negative"}-ink)` : "var(--paper)" }),
      s("text", { x: cx, y: cy + 4.5, class: on ? "on" : kind }, { pos: "+", neg: "−", cut: "✕" }[kind]));
  }
  wires.replaceChildren(...lines, ...ends, s("circle", { class: "rm-chosen", cx: ux, cy: uy, r: 6.5 }));
}

// ---- the needle and the curve ------------------------------------------------------------------------------------------

function dialView(data) {
  const arc = (from, to) => `M${135 + 84 * Math.sin(from)},${108 - 84 * Math.cos(from)}A84,84 0 0 1 ${135 + 84 * Math.sin(to)},${108 - 84 * Math.cos(to)}`;
  const tick = (share) => s("path", { class: "cw-axis", d: `M135,35v-${share ? 6 : 12}`, transform: `rotate(${90 * share} 135 108)` });
  const needle = s("path", { class: "rm-needle", d: "M135,108V36" });
  const sum = s("text", { class: "rm-big", x: 135, y: 146, "text-anchor": "middle" });
  const tally = [s("text", { class: "neg", x: 2, y: 128 }), s("text", { class: "pos", x: 268, y: 128, "text-anchor": "end" })];
  const name = (k) => s("text", { class: `rm-class ${k ? "pos" : "neg"}`, x: k ? 248 : 22, y: 108, "text-anchor": "middle" }, data.names[k]);
  const view = s("svg", { class: "cw-plot", viewBox: "0 0 270 152", role: "img" },
    s("path", { d: arc(-Math.PI / 2, -0.02), fill: "none", stroke: "var(--negative)", "stroke-width": 7, "stroke-dasharray": "9 3" }),
    s("path", { d: arc(0.02, Math.PI / 2), fill: "none", stroke: "var(--positive)", "stroke-width": 7 }),
    [-0.5, 0, 0.5].map(tick), s("text", { x: 135, y: 15, "text-anchor": "middle" }, "0"),
    name(0), name(1), needle, s("circle", { cx: 135, cy: 108, r: 6, fill: "var(--ink)" }), sum, tally);
  const draw = ({ s: value, first, second, said }) => {
    const share = first + second > 0 ? value / (first + second) : 0;  // -1: all votes for the first class, +1: all for the second
    needle.setAttribute("transform", `rotate(${90 * share} 135 108)`);
    sum.textContent = `s = ${value > 0 ? "+" : ""}${fmt(value, 0)}: ${article(said)}`;
    tally[0].textContent = `${fmt(first, 0)} votes`;
    tally[1].textContent = `${fmt(second, 0)} votes`;
    view.setAttribute("aria-label", `needle: sum ${fmt(value, 0)}, the machine says ${said}`);
  };
  return { view, draw };
}

function curveView(model, data) {
  const plot = plane({ width: 270, height: 172, xlim: [0, 100], ylim: [40, 102], margin: [6, 12, 36, 40], xlabel: "share of wires cut, %",
    ylabel: "right answers, %", label: "accuracy on held-out digits against the share of wires cut" });
  const c = data.curve, path = (values) => "M" + values.map((v, k) => `${plot.x(100 * c.shares[k])},${plot.y(100 * v)}`).join("L");
  const band = `${path(c.highest)}L${path([...c.lowest]).slice(1).split("L").reverse().join("L")}Z`;
  plot.back.append(s("path", { class: "rm-level", d: `M${plot.x(0)},${plot.y(80)}H${plot.x(100)}` }));
  const shown = [s("path", { class: "rm-band", d: band }), s("path", { class: "rm-again", d: path(c.relearned) }), s("path", { class: "rm-mean", d: path(c.mean) }),
    s("text", { x: plot.x(3), y: plot.y(53), class: "ink rm-halo" }, `mean of ${c.machines} machines, band: all`), s("text", { x: plot.x(3), y: plot.y(46), class: "rm-halo" }, "dashed: learned after the cut")];
  const hidden = s("text", { x: plot.x(50), y: plot.y(60), "text-anchor": "middle" }, "the curve: after your prediction");
  const point = s("circle", { r: 5.5, fill: "var(--ink)", stroke: "var(--paper)", "stroke-width": 2 });
  const label = s("text", { class: "ink rm-halo" });
  const draw = ({ share, w }) => {
    const hit = data.hit(w, share), known = "falls" in (model.get("prediction") || {});
    plot.main.replaceChildren(...(known ? shown : [hidden]));
    plot.front.replaceChildren(...(known || share === 0 ? [point, label] : []));  // else the dot would give the answer away
    const x = plot.x(100 * share), y = plot.y(Math.max(40, 100 * hit)), right = share > 0.55;
    point.setAttribute("cx", x);
    point.setAttribute("cy", y);
    label.textContent = `this one: ${fmt(100 * hit, 0)} %`;
    label.setAttribute("x", right ? x - 9 : x + 9);
    label.setAttribute("y", y + 20);
    label.setAttribute("text-anchor", right ? "end" : "start");
  };
  return { view: plot.view, draw };
}

// ---- what one can do ---------------------------------------------------------------------------------------------------

function makeActions(model, data, pen, past, told) {
  const put = (x, digit = -1) => save(model, { digit, lit: Array.from(x.keys()).filter((k) => x[k]) });
  const stamp = (x, c, r, on) => {
    for (const [dc, dr] of pen.wide ? [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]] : [[0, 0]]) {
      if (c + dc >= 0 && c + dc < SIDE && r + dr >= 0 && r + dr < SIDE) x[(r + dr) * SIDE + c + dc] = on;
    }
  };
  return {
    remember: () => past().remember(),
    paint([c0, r0], [c1, r1], on) {  // a straight stroke, so that a fast hand leaves no holes
      const x = sensorOf(model), steps = Math.max(Math.abs(c1 - c0), Math.abs(r1 - r0), 1);
      for (let k = 0; k <= steps; k++) stamp(x, Math.round(c0 + (c1 - c0) * k / steps), Math.round(r0 + (r1 - r0) * k / steps), on);
      put(x);
    },
    flip(k) { past().remember(); const x = sensorOf(model); x[k] = 1 - x[k]; put(x); },
    clear() { past().remember(); put(new Uint8Array(CELLS)); },
    next() { past().remember(); const n = (model.get("digit") + 1) % data.count; put(data.digits[n], n); },
    teach(t) {
      past().remember();
      const { phi, s: value } = look(model, data), step = learn(model.get("weights"), phi, t);
      save(model, { weights: [...step.w], taught: model.get("taught") + 1, mistakes: model.get("mistakes") + step.mistake });
      const why = value === 0 ? "s = 0 counts as a mistake" : `It said ${data.names[value > 0 ? 1 : 0]}, a mistake`;
      told(step.mistake ? `${why}: w ← w ${t > 0 ? "+" : "−"} φ.` : "It said so already: nothing changes.");
    },
    pass() {
      past().remember();
      const { w, mistakes } = onePass(model.get("weights"), data.featuresOf("train", model.get("cut")), data.train.t);
      save(model, { weights: [...w], taught: model.get("taught") + data.count, mistakes: model.get("mistakes") + mistakes });
      told(`${data.count} digits, ${mistakes} ${mistakes === 1 ? "mistake" : "mistakes"}.`);
    },
    forget() { past().remember(); save(model, { weights: Array(UNITS).fill(0), taught: 0, mistakes: 0 }); told("All weights are 0."); },
  };
}

function addControls(ui, model, data, actions, pen) {
  const cut = slider({ label: "wires cut", min: 0, max: 100, step: 1, value: 100 * model.get("cut"), show: (v) => `${fmt(v, 0)} %`,
    oninput: (v) => save(model, { cut: v / 100 }) });
  for (const start of ["pointerdown", "keydown"]) cut.input.addEventListener(start, actions.remember);
  const count = h("output", { class: "cw-label" });
  ui.controls.append(
    h("span", { class: "cw-group" }, button("clear", actions.clear), button("next digit", actions.next)),
    h("span", { class: "cw-group rm-teach" }, h("span", { class: "cw-label" }, "teach:"), [-1, 1].map((t) =>
      button(`this is ${article(data.names[t > 0 ? 1 : 0])}`, () => actions.teach(t))), button(`all ${data.count} digits`, actions.pass)),
    button("forget all", actions.forget), cut, count);
  ui.moreControls.append(choice({ label: "pen", options: [[true, "thick"], [false, "one cell"]], value: pen.wide, onchange: (v) => { pen.wide = v; } }));
  return (message) => {
    cut.set(Math.round(100 * model.get("cut")));
    count.textContent = `${model.get("taught")} lessons, ${model.get("mistakes")} mistakes. ${message}`;
  };
}

function formulaLines(now, cells) {
  const { unit, a, phi, w, votes, first, second, s: value, said, x, signs } = now;
  const wires = Array.from({ length: WIRES }, (_, j) => unit * WIRES + j), lit = (kind) => wires.filter((k) => signs[k] === kind && x[cells[k]]).length;
  const plus = lit(1), minus = lit(-1);
  const v = (name) => h("var", {}, name);
  return [
    h("span", {}, `Unit ${unit}: `, v("a"), ` = (${plus} lit +) − (${minus} lit −) = ${fmt(a[unit], 0)}, so `, v("φ"), " = sign(", v("a"), ") = ", signed(phi[unit], 0), "."),
    h("span", {}, "It votes ", v("w"), v("φ"), ` = ${fmt(w[unit], 0)} · (${phi[unit] > 0 ? "+" : "−"}1) = `, signed(votes[unit], 0),
      ". All units: ", v("s"), " = ∑ ", v("w"), v("φ"), ` = ${fmt(second, 0)} − ${fmt(first, 0)} = `, signed(value, 0), "."),
    h("span", {}, v("y"), " = sign(", v("s"), ") = ", signed(value >= 0 ? 1 : -1, 0), `: ${article(said)}${value === 0 ? "; sign(0) = +1, it has to say something" : ""}.`),
  ];
}

function askFirst(model, ui, data) {
  const c = data.curve, options = ["below 20 %", "20 to 40 %", "40 to 60 %", "60 to 80 %", "above 80 %"];
  const percent = (v) => `${fmt(100 * v, 0)} %`, half = c.shares.findIndex((v) => v >= 0.5), worn = c.shares.findIndex((v) => v >= 0.9);
  challenge(model, ui, { key: "falls", options,
    question: `A machine has learned ${data.names[0]} against ${data.names[1]}. Now its wires are cut at random and it learns nothing new. At which share of cut wires does it fall below 80 % right on digits it has never seen (mean of ${c.machines} machines)?`,
    judge: (given) => {
      const truth = c.falls === null ? null : options[Math.min(4, Math.floor(5 * c.falls))];
      return [given === truth, `The mean falls below 80 % at ${c.falls === null ? "no share: it never was above" : percent(c.falls)}; with half of the wires it is still ${percent(c.mean[half])}, ` +
        `single machines ${percent(c.lowest[half])} to ${percent(c.highest[half])}. If it may learn again after the cut, one wire in ten is enough for ${percent(c.relearned[worn])}: which wires are left hardly matters.`];
    } });
}

function render({ model, el }) {
  const data = dataOf(model), pen = { wide: true };
  const ui = frame(el, { title: `Rosenblatt's machine: ${data.names[0]} or ${data.names[1]}?` });
  let hovered = null, message = "", past = null, redraw = () => {};
  const actions = makeActions(model, data, pen, () => past, (text) => { message = text; redraw(); });
  actions.hover = (i) => { if (i !== hovered) { hovered = i; redraw(); } };
  actions.point = (i) => { hovered = null; save(model, { unit: i }); redraw(); };  // a key wins over a mouse left lying
  const machine = machineView(ui, model, data, actions), dial = dialView(data), curve = curveView(model, data);
  machine.arrange(el.clientWidth > 0 && el.clientWidth < 520);
  const title = (text) => h("div", { class: "cw-panel-title" }, text);
  ui.stage.append(h("div", { class: "cw-panel rm-machine", style: "flex: 2.55 1 480px" }, machine.view, ui.formula),
    h("div", { class: "rm-side" }, h("div", {}, title("response unit: the weighted votes"), dial.view), h("div", {}, title(`${data.test.t.length} digits it never learned`), curve.view)));
  ui.formula.classList.add("rm-lines");
  ui.code.textContent = "y = torch.where(torch.where(x @ v.T >= 0, 1., -1.) @ w >= 0, 1, -1)";  // torch.sign(0) is 0
  const refresh = addControls(ui, model, data, actions, pen);
  past = history(model, ui, ["lit", "digit", "weights", "taught", "mistakes", "cut", "unit"], "RosenblattMachine", ["classes", "seed"]);
  const draw = () => {
    const now = look(model, data, hovered);
    machine.draw(now);
    dial.draw(now);
    curve.draw(now);
    ui.formula.replaceChildren(...formulaLines(now, data.cells));
    refresh(message);
    ui.say(`sum ${fmt(now.s, 0)}, the machine says ${now.said}`);
  };
  redraw = bind(model, ui, ["lit", "digit", "weights", "taught", "mistakes", "cut", "unit", "prediction"], draw);
  askFirst(model, ui, data);
  const watch = new ResizeObserver(() => {
    const narrow = ui.root.clientWidth < 520;
    if (ui.root.clientWidth && narrow !== machine.place.narrow) { machine.arrange(narrow); redraw(); }
  });
  watch.observe(ui.root);
  ui.closers.push(() => watch.disconnect());
  return ui.close;
}

export default { render };
export const arithmetic = { cutSigns, preactivations, features, weightedSum, learn, onePass, accuracy, unpack, bytesOf };
