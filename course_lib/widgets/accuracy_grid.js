// AccuracyGrid: recorded accuracies, scale of the initial weights against eta, without and with batch norm. The runs
// come from course_lib/experiments/recorded/accuracy_grid.json. kit.js stands before this text.

const NETS = ["without batch norm", "with batch norm"], KEY = "scale 10", HIDDEN = 10;  // from this scale on: after the prediction
const CHANCE = 10, WORKS = 80;  // per cent

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const SHOW = { median, worst: (v) => Math.min(...v), spread: (v) => Math.max(...v) - Math.min(...v) };
// What a cell says, in per cent: of its seeds in per mille.
const cellValue = (seeds, show) => SHOW[show](seeds) / 10;
const percent = (v) => (Math.round(10 * v) >= 1000 ? "100" : v.toFixed(0));
// Darker is better: from chance (paper) to 100 % (accent); for the spread from 0 to 90 points.
const share = (v, show) => Math.max(0, Math.min(1, show === "spread" ? v / 90 : (v - CHANCE) / (100 - CHANCE)));
// A layer with batch norm takes s w as it takes w, s > 0; so a step turns its weights by eta / s^2.
const turn = (rate, scale) => rate / scale ** 2;
const scaleText = (v) => (v === 1.414 ? "√2" : String(v));

// ---- the two grids -----------------------------------------------------------------------------------------------

function gridView(view, net) {
  const { model, record } = view, { scales, rates } = record, rows = scales.length, cols = rates.length;
  const cells = scales.map((scale, i) => rates.map((rate, j) => button("", () => view.go(i, j), { class: "ag-cell", role: "gridcell" })));
  const grid = h("div", { class: "ag-grid", role: "grid", "aria-label": `accuracy ${NETS[net]}`, style: `--cols:${cols}` });
  for (let i = rows - 1; i >= 0; i--) {  // the largest scale on top
    grid.append(h("div", { class: "ag-row", role: "row" }, h("span", { class: "ag-side", role: "rowheader" }, scaleText(scales[i])), cells[i]));
  }
  grid.append(h("div", { class: "ag-row ag-foot", role: "row" }, h("span", { class: "ag-side" }, ""), rates.map((rate) => h("span", { role: "columnheader" }, String(rate)))));
  grid.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] }[event.key];
    if (!way) return;
    event.preventDefault();
    const [i, j] = view.at(), to = [Math.max(0, Math.min(rows - 1, i + way[0])), Math.max(0, Math.min(cols - 1, j + way[1]))];
    view.go(...to);
    cells[to[0]][to[1]].focus();
  });
  const panel = h("div", { class: "cw-panel ag-panel" }, h("p", { class: "cw-panel-title" }, h("b", {}, NETS[net])),
    h("div", { class: "ag-frame" }, h("span", { class: "ag-scale" }, "scale of the weights, times 1/√inputs"), grid), h("p", { class: "ag-rate" }, "η"));
  return { panel, draw(show, hidden) {
    const [row, col] = view.at();
    cells.forEach((line, i) => line.forEach((cell, j) => {
      const unknown = hidden && scales[i] >= HIDDEN, v = cellValue(record.accuracy[net][i][j], show), part = share(v, show);
      cell.textContent = unknown ? "?" : percent(v);
      cell.style.setProperty("--share", unknown ? "0%" : `${(100 * part).toFixed(0)}%`);
      cell.classList.toggle("ag-unknown", unknown);
      cell.classList.toggle("ag-works", !unknown && show !== "spread" && v >= WORKS);
      cell.classList.toggle("ag-chosen", i === row && j === col);
      cell.tabIndex = i === row && j === col ? 0 : -1;
      cell.setAttribute("aria-label", `${NETS[net]}, scale ${scales[i]}, η ${rates[j]}: ${unknown ? "not yet shown" : `${show} ${percent(v)} %`}`);
    }));
  } };
}

// ---- one cell: its seeds and their losses ------------------------------------------------------------------------

function seedsView(view) {
  const { record } = view, plot = plane({ width: 310, height: 124, margin: [6, 12, 34, 76], xlim: [0, 100], ylim: [0, 2], ticks: [5, 1], xlabel: "accuracy, % of held-out digits", label: "accuracy of each seed" });
  plot.view.firstChild.querySelectorAll("text[text-anchor=end], path:nth-of-type(n+8)").forEach((e) => e.remove());
  return { plot, draw(i, j, unknown) {
    plot.back.replaceChildren(...[1, 0].map((net) => s("text", { x: 70, y: plot.y(net ? 0.5 : 1.5) + 4, "text-anchor": "end", class: net ? "ag-norm" : "ink" }, net ? "batch norm" : "without")),
      s("path", { class: "cw-grid", "stroke-dasharray": "3 3", d: `M${plot.x(CHANCE)},${plot.y(0)}V${plot.y(2)}` }), s("text", { x: plot.x(CHANCE) + 4, y: plot.y(1) + 4 }, "chance"));
    plot.main.replaceChildren(...(unknown ? [s("text", { x: plot.x(50), y: plot.y(1) + 5, "text-anchor": "middle" }, "shown after your prediction")] : [0, 1].flatMap((net) => {
      const seeds = record.accuracy[net][i][j].map((v) => v / 10), y = plot.y(net ? 0.5 : 1.5);
      return [s("path", { class: `ag-span ag-net${net}`, d: `M${plot.x(Math.min(...seeds))},${y}H${plot.x(Math.max(...seeds))}` }),
        ...seeds.map((v, k) => seedMark(net, plot.x(v), y + (k - 2) * 5.5)), s("path", { class: "ag-median", d: `M${plot.x(median(seeds))},${y - 17}v34` })];
    })));
  } };
}
const seedMark = (net, x, y) => (net ? s("circle", { cx: x, cy: y, r: 4.2, class: "ag-net1" }) : s("rect", { x: x - 3.6, y: y - 3.6, width: 7.2, height: 7.2, class: "ag-net0" }));

function lossView(view) {
  const { record } = view, plot = plane({ width: 310, height: 140, margin: [6, 12, 34, 46], xlim: [0, 200], ylim: [0.01, 100], ylog: true, ticks: [4, 4], xlabel: "step", ylabel: "loss", label: "loss of each seed" });
  const y = (v) => plot.y(Math.max(0.01, Math.min(100, v)));
  return { plot, draw(i, j, unknown) {
    const curve = (net, losses) => {
      const points = losses.map((v, k) => [plot.x(20 * k + 10), v]).filter(([, v]) => v !== null);
      if (points.length === 0) return [s("text", { x: plot.x(10), y: plot.y(100) + 12, "text-anchor": "middle", class: "ag-lost" }, "×")];  // within 20 steps
      const [x, last] = points.at(-1), lost = points.length < losses.length ? [s("text", { x: x + 3, y: y(last) + 4, class: "ag-lost" }, "×")] : [];
      return [s("path", { class: `ag-loss ag-net${net}`, d: `M${points.map(([px, v]) => `${px.toFixed(1)},${y(v).toFixed(1)}`).join("L")}` }), ...lost];
    };
    plot.back.replaceChildren(s("path", { class: "cw-grid", "stroke-dasharray": "3 3", d: `M${plot.x(0)},${y(Math.log(10))}H${plot.x(200)}` }), s("text", { x: plot.x(200), y: y(Math.log(10)) - 5, "text-anchor": "end" }, "guessing: log 10"));
    plot.main.replaceChildren(...(unknown ? [] : [0, 1].flatMap((net) => record.loss[net][i][j].flatMap((losses) => curve(net, losses)))));
  } };
}

// ---- questions, words, the whole ---------------------------------------------------------------------------------

const OPTIONS = ["nowhere", "both nets, at small η", "batch norm, at small η", "batch norm, at large η"];
// Which of the options is right, from the record: etas of the row where the median works, for each net.
function worksAt(record, scale) {
  const i = record.scales.indexOf(scale);
  return [0, 1].map((net) => record.rates.filter((_, j) => cellValue(record.accuracy[net][i][j], "median") >= WORKS));
}
function challenges(view) {
  const { model, ui, record } = view, known = { ...model.get("prediction") };
  challenge(model, ui, { key: KEY, options: OPTIONS,
    question: `The weights start ten times as large as 1/√inputs. For which η does a net still learn, to ${WORKS} % and more?`,
    judge: (given) => {
      const [plain, normed] = worksAt(record, HIDDEN), right = OPTIONS[3];
      return [given === right, `With batch norm, at η = ${normed.join(", ")}; without it at ${plain.length ? plain.join(", ") : "none"}. Behind a batch norm, ten times the weights change nothing in the forward pass; their gradient is a tenth, and beside weights ten times as large it counts a tenth once more. A step turns them by about η / scale². So large weights want a larger η, not a smaller one.`];
    },
    reveal: (given) => { if (known[KEY] !== given) { known[KEY] = given; view.edit({ scale: HIDDEN, rate: 1 }); } } });
}
function formula(view, i, j, unknown) {
  const { record } = view, scale = record.scales[i], rate = record.rates[j], of = (net) => record.accuracy[net][i][j].map((v) => v / 10);
  const words = (net) => { const v = sorted(of(net)); return [h("b", {}, `${percent(median(v))} %`), ` (${percent(v[0])} to ${percent(v.at(-1))})`]; };
  return [h("span", { class: "ag-line" }, `scale ${scaleText(scale)}, η = ${rate}: `, unknown ? "predict first" : [...words(0), " without batch norm, ", ...words(1), " with it"]),
    h("span", { class: "ag-line" }, "behind a batch norm a step turns weights by about η / scale² = ", `${rate} / ${scaleText(scale)}² = `, h("b", {}, scientific(turn(rate, scale))))];
}

function render({ model, el }) {
  const ui = frame(el, { title: "Where does a deep net learn?" }), record = model.get("record"), names = ["scale", "rate", "show"];
  const past = history(model, ui, names, "AccuracyGrid");
  const view = { model, ui, record, edit(values) { past.remember(); save(model, values); },
    at: () => [record.scales.indexOf(model.get("scale")), record.rates.indexOf(model.get("rate"))], go: (i, j) => view.edit({ scale: record.scales[i], rate: record.rates[j] }) };
  const grids = [0, 1].map((net) => gridView(view, net)), seeds = seedsView(view), loss = lossView(view);
  ui.stage.append(...grids.map((one) => one.panel),
    h("div", { class: "cw-panel ag-panel ag-detail" },
      h("div", {}, h("p", { class: "cw-panel-title" }, "five seeds of the framed cell, ", h("b", {}, "|"), " median"), seeds.plot.view),
      h("div", {}, h("p", { class: "cw-panel-title" }, "their losses; ×: no longer a number"), loss.plot.view)));
  const show = choice({ label: "a cell shows", options: [["median", "median"], ["worst", "worst seed"], ["spread", "best − worst"]], value: model.get("show"), onchange: (v) => view.edit({ show: v }) });
  ui.controls.append(show, h("span", { class: "cw-label" }, "Click a cell for its seeds."));
  challenges(view);
  ui.more.append(h("p", { class: "ag-note" }, "Recorded by python -m course_lib.experiments.accuracy_grid: 64 pixels, 10 ReLU layers of 64, 10 logits; 200 steps of plain descent on batches of 64 digits (nine epochs); accuracy on 359 held-out digits. " +
    "Both nets of a seed see the same digits in the same order. Framed in ink: the chosen cell; bold: 80 % and more. √2 is He's scale for ReLU."));
  ui.code.textContent = "nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU()";
  bind(model, ui, [...names, "prediction"], () => {
    const [i, j] = view.at(), hidden = (model.get("prediction") || {})[KEY] === undefined, unknown = hidden && record.scales[i] >= HIDDEN;
    grids.forEach((one) => one.draw(model.get("show"), hidden));
    seeds.draw(i, j, unknown);
    loss.draw(i, j, unknown);
    show.set(model.get("show"));
    ui.formula.replaceChildren(...formula(view, i, j, unknown));
    ui.say(ui.formula.firstChild.textContent);
  });
  return ui.close;
}

export default { render };
export const arithmetic = { cellValue, worksAt, turn };
