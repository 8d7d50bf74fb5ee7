// The questions of OneWindow: output sizes of layers drawn at random from a seed. The draw mirrors
// course_lib/experiments/one_window.py, and a test compares the two.

const AIM = 8, REFUSED = "error";

function randomNumbers(seed) {  // Tommy Ettinger's mulberry32
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
// From a streak of 3 on there is dilation, from 6 on two layers in a row.
function questionOf(seed, index, streak) {
  const next = randomNumbers(1000 * seed + index), pick = (...options) => options[Math.floor(next() * options.length)];
  const deep = streak >= 6, layers = [];
  const n = deep ? pick(12, 16, 20, 24, 28, 32) : pick(2, 3, 4, 5, 6, 7, 8, 9, 10);
  while (layers.length < (deep ? 2 : 1)) {
    const kernel = pick(1, 2, 3, 3, 4, 5), stride = pick(1, 2, 2, 3), padding = pick(0, 0, 1, 2), dilation = streak >= 3 ? pick(1, 2, 2, 3) : 1;
    if (kernel === 1 && stride === 1) continue;
    layers.push(kernel === 1 ? { kernel, stride, padding: 0, dilation: 1 } : { kernel, stride, padding, dilation });
  }
  const sizes = [n];
  for (const layer of layers) {
    const { count } = sizeOf(sizes.at(-1), layer);
    sizes.push(count || REFUSED);
    if (!count) break;
  }
  return { n, layers, sizes, answer: sizes.at(-1) };
}
// Every question answered so far, the one that comes next, and how many in a row were right before each.
function scoreOf(seed, answers) {
  let streak = 0;
  const marked = answers.map((said, index) => {
    const asked = questionOf(seed, index, streak), right = said === asked.answer;
    streak = right ? streak + 1 : 0;
    return { asked, said, right };
  });
  return { marked, streak, next: questionOf(seed, answers.length, streak) };
}

const layerText = (g) => [["F", g.kernel], ["S", g.stride], ["P", g.padding], ["d", g.dilation]].map(([name, v]) => `${name}\u00a0=\u00a0${v}`).join(", ");
const netText = (q) => (q.layers.length > 1 ? `N\u00a0=\u00a0${q.n}, first ${q.layers.map(layerText).join("; then ")}` : `N\u00a0=\u00a0${q.n}, ${layerText(q.layers[0])}`);
function workingText(q) {
  return q.sizes.slice(0, -1).map((n, k) => {
    const span = spanOf(q.layers[k]);
    return `${q.layers[k].dilation > 1 ? `d(F − 1) + 1 = ${span}: ` : ""}${sizeText(n, q.layers[k])}`;
  }).join("; then ");
}

// The box with the question. What is said is stored in `prediction` before the answer and the picture show anything.
function quizBox(view) {
  const { model, ui } = view, key = `sizes, seed ${model.get("seed")}`, told = () => model.get("prediction")?.[key] || [];
  const question = h("p", {}), answer = h("p", { class: "cw-answer", "aria-live": "polite" }), pips = h("p", { class: "ow-pips" });
  const input = h("input", { type: "number", min: 1, step: 1, "aria-label": "your prediction of the output size" });
  const refuse = button("torch raises an error", () => commit(REFUSED)), send = button("commit", () => { if (input.value !== "") commit(Number(input.value)); });
  const again = button("next net", () => { asking = true; input.value = ""; draw(); input.focus({ preventScroll: true }); }, { class: "primary" });
  const row = h("div", { class: "cw-controls" }, input, send, refuse, again), box = h("div", { class: "cw-challenge ow-quiz" }, question, row, pips, answer);
  let asking = told().length === 0;
  function commit(said) {
    if (!asking) return;
    const { next } = scoreOf(model.get("seed"), told());
    asking = false;
    save(model, { prediction: { ...model.get("prediction"), [key]: [...told(), said] } });
    const at = next.layers.findLastIndex((_, k) => k < next.sizes.length - 1 && next.sizes[k] <= MOST);
    if (at >= 0) view.edit({ ...next.layers[at], n: next.sizes[at], weights: [], image: [], channels: 1, filters: 1, groups: 1, filter: 0, channel: 0 });
    again.focus({ preventScroll: true });
  }
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send.click(); } });
  function draw() {
    const score = scoreOf(model.get("seed"), told()), last = score.marked.at(-1), shown = asking || !last ? score.next : last.asked, run = Math.min(score.streak, AIM);
    question.replaceChildren(h("b", {}, "Predict. "), `A net drawn at random: ${netText(shown)}. Which size comes out?`);
    for (const one of [input, send, refuse]) one.hidden = !asking;
    again.hidden = asking;
    pips.replaceChildren(h("span", { "aria-hidden": "true" }, "●".repeat(run) + "○".repeat(AIM - run)), ` ${score.streak} right in a row${score.streak >= AIM ? ": you can do it" : ` of ${AIM}`}`);
    if (asking || !last) { answer.replaceChildren(); return; }
    const said = last.said === REFUSED ? "that torch raises an error" : last.said;
    answer.replaceChildren(h("span", { class: `cw-verdict ${last.right ? "right" : "wrong"}` }, last.right ? "✓ As you said. " : `✗ You said ${said}. `), `${workingText(shown)}.`);
  }
  ui.challenges.append(box);
  const follow = () => { if (told().length) asking = false; draw(); };
  model.on("change:prediction", follow);
  ui.closers.push(() => model.off("change:prediction", follow));
  draw();
}
