// The arithmetic of GraphStepper, put in front of graph_stepper.js: text -> graph -> values -> gradients. A test compares
// it with numpy_ops.autograd's Value and with torch.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const SIGMOID = (x) => 1 / (1 + Math.exp(-x));

// Each operation: its value, the slope with respect to each parent (y is its own value, n the power), both also in words.
const OPS = {
  add: { value: (a, b) => a + b, slopes: () => [1, 1], text: ([a, b]) => `${a} + ${b}`, words: () => ["1", "1"] },
  sub: { value: (a, b) => a - b, slopes: () => [1, -1], text: ([a, b]) => `${a} − ${b}`, words: () => ["1", "−1"] },
  mul: { value: (a, b) => a * b, slopes: ([a, b]) => [b, a], text: ([a, b]) => `${a} · ${b}`, words: ([a, b]) => [b, a] },
  div: { value: (a, b) => a / b, slopes: ([a, b]) => [1 / b, -a / b ** 2], text: ([a, b]) => `${a} / ${b}`, words: ([a, b]) => [`1/${b}`, `−${a}/${b}²`] },
  neg: { value: (a) => -a, slopes: () => [-1], text: ([a]) => `−${a}`, words: () => ["−1"] },
  pow: { value: (a, _, n) => a ** n, slopes: ([a], y, n) => [n === 0 ? 0 : a === 0 && n < 1 ? Infinity : n * a ** (n - 1)],
    text: ([a], n) => `${a}${power(n)}`, words: ([a], n) => [n === 2 ? `2 ${a}` : `${fmtShort(n)} ${a}${power(n - 1)}`] },
  sigmoid: { value: SIGMOID, slopes: (_, y) => [y * (1 - y)], text: ([a]) => `σ(${a})`, words: (_, n, y) => [`${y} (1 − ${y})`] },
  tanh: { value: Math.tanh, slopes: (_, y) => [1 - y * y], text: ([a]) => `tanh ${a}`, words: (_, n, y) => [`1 − ${y}²`] },
  relu: { value: (a) => (a <= 0 ? 0 : a), slopes: ([a]) => [a > 0 ? 1 : 0], text: ([a]) => `relu(${a})`, words: ([a]) => [`[${a} > 0]`] },
  exp: { value: Math.exp, slopes: (_, y) => [y], text: ([a]) => `exp ${a}`, words: (_, n, y) => [y] },
  log: { value: Math.log, slopes: ([a]) => [1 / a], text: ([a]) => `log ${a}`, words: ([a]) => [`1/${a}`] },
};
const FUNCTIONS = ["sigmoid", "tanh", "relu", "exp", "log"];
const TAKEN = ["L", "and", "as", "assert", "async", "await", "break", "class", "def", "del", "elif", "else", "except", "for", "from", "global",
  "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"];
const MOST = { operations: 12, inputs: 8, letters: 6 };
const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const fmtShort = (v) => String(Number(v.toPrecision(6))).replace("-", "−");
const power = (n) => (Number.isInteger(n) ? (n < 0 ? "⁻" : "") + [...String(Math.abs(n))].map((d) => DIGITS[d]).join("") : `^${fmtShort(n)}`);

// "w*x + b" -> ["w", "*", "x", "+", "b"]; the only characters that mean anything are those of this pattern.
function tokens(text) {
  const found = [], pattern = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/()=;]))/y;
  for (let at = 0; at < text.length;) {
    if (!text.slice(at).trim()) break;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw new Error(text.slice(at).trim()[0] === "^" ? "a power is written x**2, not x^2" : `“${text.slice(at).trim()[0]}” is not understood`);
    found.push(match[1] !== undefined ? { number: Number(match[1]) } : match[2] ? { name: match[2] } : { sign: match[3] });
    at = pattern.lastIndex;
  }
  return found;
}

// A list of nodes, each after its parents: {kind: "input" | "number" | an operation, parents: [places in the list], n, name}.
//   program = [name "="] sum (";" [name "="] sum)*      sum = product (("+" | "-") product)*
//   product = unary (("*" | "/") unary)*                unary = ("-" | "+") unary | atom ["**" number]
function parse(text) {
  const nodes = [], named = {}, list = tokens(text.replace(/\s*\n\s*/g, ";").replace(/^[\s;]+|[\s;]+$/g, ""));
  let at = 0;
  const sign = (...signs) => signs.includes(list[at]?.sign);
  const expect = (what) => { if (!sign(what)) throw new Error(list[at] ? `expected ${what} before “${words(list[at])}”` : `expected ${what} at the end`); at += 1; };
  const words = (token) => token.name ?? token.sign ?? token.number;
  const node = (kind, parents = [], more = {}) => nodes.push({ kind, parents, ...more }) - 1;
  const atom = () => {
    const token = list[at];
    if (token === undefined) throw new Error("something is missing at the end");
    at += 1;
    if (token.number !== undefined) return node("number", [], { number: token.number });
    if (token.sign === "(") { const inner = sum(); expect(")"); return inner; }
    if (token.sign) throw new Error(`a name or a number is missing before “${token.sign}”`);
    if (sign("(")) {
      if (!FUNCTIONS.includes(token.name)) throw new Error(`no function ${token.name}; there are ${FUNCTIONS.join(", ")}`);
      at += 1;
      const inner = sum();
      expect(")");
      return node(token.name, [inner]);
    }
    if (FUNCTIONS.includes(token.name)) throw new Error(`${token.name} needs brackets: ${token.name}(x)`);
    if (TAKEN.includes(token.name)) throw new Error(`${token.name} cannot be a name here`);
    if (token.name.length > MOST.letters) throw new Error(`${token.name} is too long for a box: at most ${MOST.letters} letters`);
    return (named[token.name] ??= node("input", [], { name: token.name }));
  };
  const factor = () => {
    const base = atom();
    if (!sign("**")) return base;
    at += 1;
    const minus = sign("-") ? (at += 1, -1) : 1, exponent = list[at];
    if (exponent?.number === undefined) throw new Error("the power must be a number, as in x**2");
    at += 1;
    if (sign("**")) throw new Error("one power after another needs brackets");
    return node("pow", [base], { n: minus * exponent.number });
  };
  const unary = () => {
    if (sign("+")) { at += 1; return unary(); }
    if (!sign("-")) return factor();
    at += 1;
    const inner = unary(), last = nodes[inner];
    if (last.kind !== "number") return node("neg", [inner]);
    last.number = -last.number;
    return inner;
  };
  const chain = (part, kinds) => () => {
    let left = part();
    while (sign(...Object.keys(kinds))) { const kind = kinds[list[at].sign]; at += 1; left = node(kind, [left, part()]); }
    return left;
  };
  const product = chain(unary, { "*": "mul", "/": "div" }), sum = chain(product, { "+": "add", "-": "sub" });
  let last = -1;
  for (;;) {
    if (list[at]?.name && list[at + 1]?.sign === "=") {
      const name = list[at].name;
      if (named[name] !== undefined) throw new Error(`${name} is there already`);
      if (FUNCTIONS.includes(name) || TAKEN.includes(name) || name.length > MOST.letters) throw new Error(`${name} cannot be a name here`);
      at += 2;
      last = sum();
      if (nodes[last].kind === "input" || nodes[last].kind === "number" || nodes[last].name) throw new Error(`${name} = needs an operation on the right`);
      nodes[last].name = named[name] === undefined ? name : "";
      if (!nodes[last].name) throw new Error(`${name} cannot use itself`);
      named[name] = last;
    } else last = sum();
    while (sign(";")) at += 1;
    if (at >= list.length) break;
    if (list[at - 1]?.sign !== ";") throw new Error(`an operator is missing before “${words(list[at])}”`);
  }
  return finish(nodes, last);
}

// Only what leads to the result stays; unnamed operations get names p1, p2 ...; the last is L.
function finish(nodes, last) {
  const keep = new Set([last]);
  for (let i = last; i >= 0; i--) if (keep.has(i)) nodes[i].parents.forEach((p) => keep.add(p));
  const places = [...keep].sort((a, b) => a - b), at = new Map(places.map((old, i) => [old, i]));
  const graph = places.map((old) => ({ ...nodes[old], parents: nodes[old].parents.map((p) => at.get(p)) }));
  const ops = graph.filter((v) => OPS[v.kind]), inputs = graph.filter((v) => v.kind === "input");
  if (!inputs.length) throw new Error("there is no input: write a name, such as x");
  if (!ops.length) throw new Error("there is no operation");
  if (ops.length > MOST.operations) throw new Error(`${ops.length} operations: at most ${MOST.operations} fit the picture`);
  if (inputs.length > MOST.inputs) throw new Error(`${inputs.length} inputs: at most ${MOST.inputs} fit the picture`);
  const taken = new Set(graph.map((v) => v.name));
  if (!ops.at(-1).name) ops.at(-1).name = "L";
  let k = 0;
  for (const v of graph) {
    if (v.kind === "number") v.name = fmtShort(v.number);
    while (!v.name) { k += 1; if (!taken.has(`p${k}`)) v.name = `p${k}`; }
    v.needs = v.kind === "input" || v.parents.some((p) => graph[p].needs);  // does anything to be learnt lead here?
  }
  return graph;
}
const inputNames = (graph) => graph.filter((v) => v.kind === "input").map((v) => v.name);

// Values of all nodes, in their order.
function forward(graph, inputs) {
  const values = [];
  for (const v of graph) {
    const [a, b] = v.parents.map((p) => values[p]);
    values.push(v.kind === "input" ? inputs[v.name] : v.kind === "number" ? v.number : OPS[v.kind].value(a, b, v.n));
  }
  return values;
}

// The edges in the order of the way back: every node after all it feeds. slope: d child / d parent.
function edgesBack(graph, values) {
  return range(graph.length, (i) => graph.length - 1 - i).flatMap((child) => {
    const v = graph[child];
    if (!OPS[v.kind]) return [];
    const given = v.parents.map((p) => values[p]), names = v.parents.map((p) => graph[p].name);
    const slopes = OPS[v.kind].slopes(given, values[child], v.n), words = OPS[v.kind].words(names, v.n, v.name);
    return v.parents.map((parent, k) => ({ child, parent, k, slope: slopes[k], words: words[k] })).filter((e) => graph[e.parent].needs);
  });
}

// dL/dnode after the first `done` edges: each adds slope · (gradient above) to its parent.
function gradientsAfter(graph, edges, done) {
  const grads = graph.map((_, i) => (i === graph.length - 1 ? 1 : 0));
  for (const e of edges.slice(0, done)) grads[e.parent] += e.slope * grads[e.child];
  return grads;
}
function gradients(text, inputs) {
  const graph = parse(text), edges = edgesBack(graph, forward(graph, inputs)), grads = gradientsAfter(graph, edges, edges.length);
  return Object.fromEntries(graph.map((v, i) => [v.name, grads[i]]).filter((_, i) => graph[i].needs));
}

// Every path from node `from` to the result, as lists of edges: the gradient is the sum over paths of the product of slopes.
function pathsFrom(graph, edges, from) {
  if (from === graph.length - 1) return [[]];
  return edges.filter((e) => e.parent === from).flatMap((e) => pathsFrom(graph, edges, e.child).map((rest) => [e, ...rest]));
}

// Where the boxes stand. An operation's level is the longest way from an input; inputs stand just before their first use.
// Edges that jump over levels get an empty place on each, so that boxes make room for them. -> {level, place}, and levels.
function layout(graph) {
  const level = [];
  graph.forEach((v, i) => { level[i] = v.parents.length ? 1 + Math.max(...v.parents.map((p) => level[p])) : 0; });
  graph.forEach((v, i) => { if (!v.parents.length) level[i] = Math.min(...graph.flatMap((c, j) => (c.parents.includes(i) ? [level[j]] : []))) - 1; });
  const items = graph.map((_, i) => ({ node: i, level: level[i], up: [], down: [] }));
  const link = (a, b) => { a.down.push(b); b.up.push(a); };
  const bends = new Map();  // "parent child k": the empty places on the way
  graph.forEach((v, i) => v.parents.forEach((p, k) => {
    let from = items[p];
    const way = range(level[i] - level[p] - 1, (j) => ({ level: level[p] + 1 + j, up: [], down: [], empty: true }));
    for (const stop of way) { items.push(stop); link(from, stop); from = stop; }
    link(from, items[i]);
    bends.set(`${p} ${i} ${k}`, way);
  }));
  const rows = range(Math.max(...level) + 1, (l) => items.filter((item) => item.level === l));
  rows.forEach((row) => row.forEach((item, i) => { item.place = i; }));
  // Operations pull at each other, inputs hardly: so the main road stays straight and inputs stand beside it.
  const weight = (item) => (item.node !== undefined && !OPS[graph[item.node].kind] ? 1e-4 : 1);
  const middle = (list, otherwise) => (list.length ? list.reduce((total, o) => total + weight(o) * o.place, 0) / list.reduce((total, o) => total + weight(o), 0) : otherwise);
  const settle = (row) => {  // each at least one place from the next (an empty one needs half), the row kept where it was
    row.sort((a, b) => a.wish - b.wish);
    const gap = (a, b) => (a.empty ? 0.3 : 0.5) + (b.empty ? 0.3 : 0.5);
    row.forEach((item, i) => { item.place = i ? Math.max(item.wish, row[i - 1].place + gap(row[i - 1], item)) : item.wish; });
    const shift = row.reduce((total, item) => total + weight(item) * (item.wish - item.place), 0) / row.reduce((total, item) => total + weight(item), 0);
    row.forEach((item) => { item.place += shift; });
  };
  for (let sweep = 0; sweep < 8; sweep++) {
    rows.slice().reverse().forEach((row) => { row.forEach((item, i) => { item.wish = middle(item.down, item.place) + i * 1e-4; }); settle(row); });
    rows.forEach((row) => { row.forEach((item, i) => { item.wish = middle([...item.up, ...item.down], item.place) + i * 1e-4; }); settle(row); });
  }
  const low = Math.min(...items.map((item) => item.place));
  items.forEach((item) => { item.place -= low; });
  return { items: items.slice(0, graph.length), bends, levels: rows.length, places: Math.max(...items.map((item) => item.place)) + 1 };
}
