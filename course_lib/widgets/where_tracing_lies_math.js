// The arithmetic of WhereTracingLies, put in front of where_tracing_lies.js: text -> nodes -> one run -> the graph it
// leaves behind. It mirrors course_lib/experiments/tracing_graph.py, and a test compares the two.

const FUNCTIONS = { if: "x + p0 if x < p0 else x - p1", while: "while x > p0: x = x / p1", number: "x * x.item()", where: "where(x < p0, x + p0, x - p1)" };
const MOST = { turns: 60, letters: 120 }, RULE = "there are x, x.item(), p0, p1, numbers, + - * /, relu(x), abs(x), where(x < p0, a, b), a if x < p0 else b";
const OPERATIONS = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  neg: (a) => -a, relu: (a) => (a > 0 || Number.isNaN(a) ? a : 0), abs: Math.abs, where: (test, yes, no) => (test ? yes : no) };
const textOf = (name) => (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : name), digits = (v) => String(Number(v.toPrecision(6)));

function tokens(text) {
  const found = [], pattern = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)(?![\w.])|([A-Za-z_]\w*)|(<=|>=|[-+*/()<>,.]))/y;
  for (let at = 0; text.slice(at).trim();) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match || /^0\d/.test(match[1] || "")) throw new Error(`“${text.slice(at).trim().slice(0, 8)}” is not understood; ${RULE}`);
    found.push(match[1] !== undefined ? { number: match[1] } : { word: match[2] ?? match[3] });
    at = pattern.lastIndex;
  }
  return found;
}
// Nodes: {kind: number | x | item | p0 | p1 | call | if | an operation, parts: [...]}.
function expression(text) {
  const list = tokens(text), is = (...words) => words.includes(list[at]?.word);
  let at = 0;
  const need = (word) => { if (!is(word)) throw new Error(`expected ${word} ${list[at] ? `before “${list[at].word ?? list[at].number}”` : "at the end"}`); at += 1; };
  const chain = (part, words) => () => { let left = part(); while (is(...words)) { const kind = list[at++].word; left = { kind, parts: [left, part()] }; } return left; };
  const name = (word) => {
    if (["x", "p0", "p1"].includes(word)) return { kind: word, parts: [] };
    if (!["relu", "abs", "where"].includes(word)) throw new Error(`“${word}” is not understood; ${RULE}`);
    need("(");
    const parts = [choice()], count = word === "where" ? 3 : 1;
    while (parts.length < count) { need(","); parts.push(choice()); }
    if (is(",")) at += 1;
    need(")");
    return { kind: word, parts };
  };
  const atom = () => {
    const token = list[at++];
    if (!token) throw new Error("something is missing at the end");
    if (token.number !== undefined) return { kind: "number", parts: [], value: Number(token.number), whole: /^\d+$/.test(token.number) };
    if (token.word !== "(") return name(token.word);
    const inner = choice();
    need(")");
    return inner;
  };
  const item = () => {
    const inner = atom();
    if (!is(".")) return inner;
    at += 1;
    if (inner.kind !== "x") throw new Error("only x has .item()");
    ["item", "(", ")"].forEach(need);
    return { kind: "item", parts: [] };
  };
  const unary = () => (is("-") ? (at += 1, { kind: "neg", parts: [unary()] }) : is("+") ? (at += 1, { kind: "pos", parts: [unary()] }) : item());
  const sum = chain(chain(unary, ["*", "/"]), ["+", "-"]);
  const compared = () => {
    const left = sum();
    if (!is("<", "<=", ">", ">=")) return left;
    const kind = list[at++].word, node = { kind, parts: [left, sum()] };
    if (is("<", "<=", ">", ">=")) throw new Error("a condition compares two sums, as in x < p0");
    return node;
  };
  const choice = () => {
    const yes = compared();
    if (!is("if")) return yes;
    at += 1;
    const test = compared();
    need("else");
    return { kind: "if", parts: [yes, test, choice()] };
  };
  const whole = choice();
  if (at < list.length) throw new Error(`an operator is missing before “${list[at].word ?? list[at].number}”`);
  return whole;
}
// Is it a tensor (computed from x) or a number of Python? Throws at what does not fit.
function condition(node) {
  if (!["<", "<=", ">", ">="].includes(node.kind)) throw new Error("a condition compares two sums, as in x < p0");
  return node.parts.map(tensor).includes(true);
}
function tensor(node) {
  const { kind, parts } = node;
  if (kind === "number" && node.value <= 1000 || ["item", "p0", "p1"].includes(kind)) return false;
  if (kind === "x") return true;
  if (["neg", "pos", "+", "-", "*", "/"].includes(kind)) return parts.map(tensor).includes(true);
  if ((kind === "relu" || kind === "abs") && tensor(parts[0])) return true;
  if (kind === "where" && condition(parts[0])) return parts.slice(1).map(tensor).length > 0;
  if (kind === "if") {
    condition(parts[1]);
    if (![parts[0], parts[2]].map(tensor).includes(false)) return true;
    throw new Error("both sides of an if must be computed from x");
  }
  throw new Error(kind === "number" ? "numbers up to 1000" : `${kind} does not fit here; ${RULE}`);
}
const parsed = new Map();
function parse(text) {  // {loop: condition or null, body}; throws an Error that says what is not understood
  if (parsed.has(text)) return parsed.get(text);
  if (/[^\w .,+*/()<>=:-]/.test(text)) throw new Error(`there is a sign that is not understood; ${RULE}`);
  if (text.length > MOST.letters) throw new Error(`at most ${MOST.letters} letters`);
  const loop = /^\s*while\b([\s\S]*?):\s*x\s*=(?!=)([\s\S]*)$/.exec(text), body = expression(loop ? loop[2] : text), test = loop ? expression(loop[1]) : null;
  if (test) condition(test);
  if (!tensor(body)) throw new Error("it gives a plain number; torch traces what is computed from x as a tensor");
  if (parsed.size > 200) parsed.clear();
  parsed.set(text, { loop: test, body });
  return parsed.get(text);
}

// The text of a node as Python's ast.unparse writes it; `level` is how tightly its surroundings bind.
const LEVEL = { if: 1, "<": 2, "<=": 2, ">": 2, ">=": 2, "+": 3, "-": 3, "*": 4, "/": 4, neg: 5, pos: 5 };
function written(node, level = 1) {
  const { kind, parts } = node, own = LEVEL[kind] ?? 6, at = (i, l) => written(parts[i], l);
  const text = kind === "number" ? (node.whole ? String(node.value) : Number.isInteger(node.value) ? `${node.value}.0` : String(node.value)) : kind === "item" ? "x.item()" : kind === "neg" ? `-${at(0, 5)}` : kind === "pos" ? `+${at(0, 5)}` :
    kind === "if" ? `${at(0, 2)} if ${at(1, 2)} else ${at(2, 1)}` : parts.length === 0 ? kind : own < 6 ? `${at(0, own === 2 ? 3 : own)} ${kind} ${at(1, own + 1)}` : `${kind}(${parts.map((p) => written(p)).join(", ")})`;
  return own < level ? `(${text})` : text;
}
// Lines of `def f(x): ...`, each with the node that decides whether it is run: {text, test} or {text, value}.
function codeLines(text) {
  const { loop, body } = parse(text), lines = [{ text: "def f(x):" }];
  if (loop) return [...lines, { text: `    while ${written(loop)}:`, test: loop }, { text: `        x = ${written(body)}`, turn: true }, { text: "    return x", value: true }];
  let node = body;
  for (; node.kind === "if"; node = node.parts[2]) lines.push({ text: `    if ${written(node.parts[1])}:`, test: node.parts[1] }, { text: `        return ${written(node.parts[0])}`, value: node.parts[0] });
  return [...lines, { text: `    return ${written(node)}`, value: node }];
}

const operation = (sign, given) => {
  const texts = given.map((g) => (typeof g === "string" ? g : digits(g)));
  return ["relu", "abs", "where"].includes(sign) ? `${sign}(${texts.join(", ")})` : sign === "neg" ? `-${texts[0]}` : `${texts[0]} ${sign} ${texts[1]}`;
};
// One run at x: {value, operations, asked, decided, turns, result, ended}. A tensor is [name, value], a number [null, value].
function trace(text, x, p0, p1) {
  const { loop, body } = parse(text), numbers = { p0, p1 }, run = { at: x, operations: [], asked: [], decided: new Map(), turns: 0, ended: true };
  let here = ["x", x];
  const record = (sign, ...operands) => {
    const value = OPERATIONS[sign](...operands.map((o) => o[1]));
    if (operands.every((o) => o[0] === null)) return [null, value];
    const name = `y${run.operations.length + 1}`;
    run.operations.push({ name, sign, given: operands.map(([n, v]) => n ?? v), value });
    return [name, value];
  };
  const decide = (node) => {
    const [name, value] = visit(node), last = run.operations.at(-1);
    if (name !== null) { run.asked.push(`${operation(last.sign, last.given)} is ${value ? "True" : "False"}`); last.asked = true; }
    run.decided.set(node, value);
    return value;
  };
  const visit = (node) => {
    const { kind, parts } = node;
    if (kind === "number") return [null, node.value];
    if (kind === "x") return here;
    if (kind === "p0" || kind === "p1") return [null, numbers[kind]];
    if (kind === "item") { run.asked.push(`${here[0]}.item() is ${digits(here[1])}`); return [null, here[1]]; }
    if (kind === "pos") return visit(parts[0]);
    if (kind === "if") return visit(decide(parts[1]) ? parts[0] : parts[2]);
    return record(kind, ...parts.map(visit));
  };
  if (loop) {
    while (decide(loop) && run.turns < MOST.turns) { here = visit(body); run.turns += 1; }
    run.ended = run.turns < MOST.turns;
  }
  const result = loop ? here : visit(body), needed = new Set([result[0]]);
  for (const one of [...run.operations].reverse()) { one.kept = needed.has(one.name); if (one.kept) one.given.forEach((g) => needed.add(g)); }
  return Object.assign(run, { result: result[0], value: run.ended ? result[1] : NaN });
}
// The graph asked at another x: values of all names, and the answer.
function replay(graph, x) {
  const values = { x }, look = (g) => (typeof g === "string" ? values[g] : g);
  for (const one of graph.operations) if (one.kept) values[one.name] = OPERATIONS[one.sign](...one.given.map(look));
  return { values, value: graph.ended ? look(graph.result) : NaN };
}
const graphLines = (graph) => [...graph.operations.filter((o) => o.kept).map((o) => `${o.name} = ${operation(o.sign, o.given)}`), `return ${graph.result}`];
const differ = (a, b) => !(Number.isNaN(a) && Number.isNaN(b)) && !(a === b || Math.abs(a - b) <= 1e-9);
const wrongAt = (text, graph, x, p0, p1) => differ(trace(text, x, p0, p1).value, replay(graph, x).value);
