// The arithmetic of BackwardMode, put in front of backward_mode.js. It mirrors course_lib/experiments/backward_mode.py
// function by function, and a test compares the two.

const INPUTS = 4, TARGET = 1;
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const sum = (list) => list.reduce((total, v) => total + v, 0);
const dot = (u, v) => { let total = 0; for (let i = 0; i < u.length; i++) total += u[i] * v[i]; return total; };
const norm = (v) => Math.sqrt(dot(v, v));
const sigma = (a) => 1 / (1 + Math.exp(-a));
// phi(a), and its slope from a and h = phi(a)
const PHI = {
  relu: [(a) => Math.max(0, a), (a) => (a > 0 ? 1 : 0)],
  sigmoid: [sigma, (a, h) => h * (1 - h)],
  tanh: [Math.tanh, (a, h) => 1 - h * h],
  identity: [(a) => a, () => 1],
};

function randomNumbers(seed, count) {
  let state = seed * 2654435761 % 2 ** 32;
  return range(count, () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32);
}
function normalNumbers(draw, count) {
  const u = randomNumbers(draw, 2 * count);
  return range(count, (i) => Math.sqrt(-2 * Math.log(1 - u[2 * i])) * Math.cos(2 * Math.PI * u[2 * i + 1]));
}
// Layers 1, 2, ... as {w: [out][in], b: [out]}; place 0 is layer 1. `changed`: rows [layer, unit, its weights..., its bias].
function network(depth, width, activation, draw, changed = []) {
  const sizes = [INPUTS, ...range(depth, () => width), 1], spread = activation === "relu" ? 2 : 1;
  const z = normalNumbers(draw, sum(sizes.slice(1).map((n, l) => n * sizes[l])));
  let at = 0;
  const net = sizes.slice(1).map((n, l) => {
    const scale = Math.sqrt(spread / sizes[l]);
    return { w: range(n, () => range(sizes[l], () => z[at++] * scale)), b: range(n, () => 0) };
  });
  for (const [layer, unit, ...row] of changed) {
    if (layer > depth || unit >= net[layer - 1].w.length || row.length !== sizes[layer - 1] + 1) continue;  // of a net of another size
    net[layer - 1].w[unit] = row.slice(0, -1);
    net[layer - 1].b[unit] = row.at(-1);
  }
  return net;
}
// Lists over layers, 0 the input, last the output: a, h, slope = phi'(a), arriving = W^T g from above, g = slope * arriving.
function backwardPass(net, x, activation) {
  const [phi, phiSlope] = PHI[activation], last = net.length, a = [x], h = [x], slope = [x.map(() => 1)];
  net.forEach(({ w, b }, l) => {
    const pre = w.map((row, j) => dot(row, h[l]) + b[j]), out = l + 1 === last ? pre : pre.map(phi);
    a.push(pre);
    h.push(out);
    slope.push(pre.map((v, j) => (l + 1 === last ? 1 : phiSlope(v, out[j]))));
  });
  const arriving = [], g = [], y = h[last][0];
  arriving[last] = [y - TARGET];
  for (let l = last; l >= 0; l--) {
    if (l < last) arriving[l] = h[l].map((_, i) => sum(net[l].w.map((row, j) => row[i] * g[l + 1][j])));
    g[l] = arriving[l].map((v, i) => v * slope[l][i]);
  }
  return { a, h, slope, arriving, g, y, loss: (y - TARGET) ** 2 / 2 };
}
const weightGradient = (run, layer) => run.g[layer].map((g) => run.h[layer - 1].map((h) => g * h));  // outer product, (out, in)
const factors = (run) => run.g.slice(1).map((g, l) => (norm(g) ? norm(run.arriving[l]) / norm(g) : 0));
const shareOfOn = (slopes) => slopes.filter((v) => v !== 0).length / slopes.length;
function sampleInputs(count = 200) {
  const u = randomNumbers(7, count * INPUTS);
  return range(count, (n) => range(INPUTS, (i) => 4 * u[n * INPUTS + i] - 2));
}
function shareOn(net, layer, unit, activation, crowd = sampleInputs()) {
  const [phi, phiSlope] = PHI[activation];
  const on = crowd.filter((x) => {
    let h = x, a = x;
    for (const { w, b } of net.slice(0, layer)) { a = w.map((row, j) => dot(row, h) + b[j]); h = a.map(phi); }
    return phiSlope(a[unit], h[unit]) !== 0;
  });
  return on.length / crowd.length;
}
// The unit's row [weights..., bias] after one step of descent by them alone.
function largeStep(net, run, layer, unit, eta) {
  const { w, b } = net[layer - 1], g = run.g[layer][unit];
  return [...w[unit].map((v, i) => v - eta * g * run.h[layer - 1][i]), b[unit] - eta * g];
}
