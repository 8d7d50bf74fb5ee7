// The two predictions of ReceptiveFields: the field after a layer that the viewer adds, and nets drawn at random whose
// numbers the picture keeps to itself until both are said. What is said is stored in `prediction` first.

const AIM = 5;
const numberInput = (label, min, max, value) => h("input", { type: "number", min, max, step: 1, value, "aria-label": label, class: "rf-number" });
const labelled = (text, input) => h("label", { class: "cw-group" }, h("span", { class: "cw-label" }, text), input);
const minus = (v) => fmt(v, 0);
const times = (values) => values.map(minus).join(" · ");
const sizeStep = ([k, , , d], before, after) => `r = ${before.size} + (${k} − 1) · ${times([d, before.jump])} = ${after.size}`;

function addBox(view) {
  const { model, ui } = view, answer = h("p", { class: "cw-answer", "aria-live": "polite" });
  const inputs = RANGES.map(([name, low, high], i) => numberInput(`${name} of the new layer`, low, high, CONV[i]));
  const guess = numberInput("your prediction of the size of its field", 1, 9999, "");
  const add = button("add it", () => {
    const layer = inputs.map((one, i) => Math.max(RANGES[i][1], Math.min(RANGES[i][2], Math.round(Number(one.value)) || RANGES[i][1])));
    const layers = [...model.get("layers"), layer], said = guess.value === "" ? null : Number(guess.value);
    if (said !== null) save(model, { prediction: { ...model.get("prediction"), "size after an added layer": [...(model.get("prediction")?.["size after an added layer"] || []), [layers, said]] } });
    view.asking = null;
    view.edit({ layers, preset: "", layer: -1, unit: [] });
    const [before, after] = walk(layers, model.get("n")).slice(-2), right = said === after.size, working = `${sizeStep(layer, before, after)}.`;
    answer.replaceChildren(...(said === null ? [] : [h("span", { class: `cw-verdict ${right ? "right" : "wrong"}` }, right ? "✓ As you said. " : `✗ You said ${said}. `)]), working);
    guess.value = "";
  });
  guess.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !add.disabled) add.click(); });
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), "One more layer on top. How many pixels does a unit of it see along a row?"),
    h("div", { class: "cw-controls rf-tight" }, inputs.map((one, i) => labelled(RANGES[i][0], one)), labelled("sees", guess), add), answer));
  return () => { add.disabled = model.get("layers").length >= MOST; };
}

// view.asking: the net whose numbers are hidden, or null.
function netBox(view) {
  const { model, ui } = view, key = () => `nets, seed ${model.get("seed")}`, told = () => model.get("prediction")?.[key()] || [];
  const answer = h("p", { class: "cw-answer", "aria-live": "polite" }), pips = h("p", { class: "rf-pips" });
  const units = numberInput("your prediction of the number of units", 1, 999, ""), size = numberInput("your prediction of the size of the field", 1, 9999, "");
  const ask = button("draw a net", () => {
    view.asking = scoreOf(model.get("seed"), told()).next;
    units.value = size.value = "";
    answer.replaceChildren();
    view.edit({ layers: view.asking.layers, n: view.asking.n, preset: "", layer: -1, unit: [] });
    view.redraw();
    units.focus({ preventScroll: true });
  }, { class: "primary" });
  const commit = button("commit", () => {
    if (!view.asking || units.value === "" || size.value === "") return;
    const asked = view.asking, said = [Number(units.value), Number(size.value)];
    save(model, { prediction: { ...model.get("prediction"), [key()]: [...told(), said] } });
    view.asking = null;
    show(asked, said);
    view.redraw();
  });
  function show({ layers, n, answer: [count, seen] }, said) {
    const good = [said[0] === count, said[1] === seen], all = good[0] && good[1];
    const sizes = walk(layers, n), chain = (name) => sizes.map((row) => row[name]).join(" → ");
    const verdict = all ? "✓ Both as you said. " : `✗ You said ${said[0]} units${good[0] ? " (right)" : ""} and ${said[1]} pixels${good[1] ? " (right)" : ""}. `;
    answer.replaceChildren(h("span", { class: `cw-verdict ${all ? "right" : "wrong"}` }, verdict), `Units ${chain("units")}; size of the field ${chain("size")}, with jumps ${chain("jump")}.`);
  }
  for (const one of [units, size]) one.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) (one === units ? size.focus() : commit.click()); });
  ui.challenges.append(h("div", { class: "cw-challenge" }, h("p", {}, h("b", {}, "Predict. "), `A net drawn at random, its numbers hidden. How many units has its last layer along a row, and how many pixels does each see? ${AIM} nets in a row is the aim.`),
    h("div", { class: "cw-controls rf-tight" }, ask, labelled("units", units), labelled("each sees", size), commit), pips, answer));
  return () => {
    const { marked, streak } = scoreOf(model.get("seed"), told());
    for (const one of [units, size, commit]) one.disabled = !view.asking;
    ask.textContent = marked.length ? "next net" : "draw a net";
    ask.disabled = Boolean(view.asking);
    pips.textContent = marked.length ? `${"●".repeat(Math.min(streak, AIM))}${"○".repeat(Math.max(0, AIM - streak))} ${streak} in a row, ${marked.filter((one) => one.right).length} of ${marked.length} right` : "";
  };
}
