// The arithmetic of WhatABlockDoes, put in front of what_a_block_does.js. It mirrors
// course_lib/experiments/what_a_block_does.py, and a test compares the two.
// A pair of layers is one flat table of 22 numbers: W1 (4 x 2, row by row), b1 (4), W2 (2 x 4), b2 (2).

const SIDE = 9, COUNT = SIDE * SIDE, UNITS = 4, ANGLE = Math.PI / 9, RATE = 0.1, STEPS = 200, DRAWS = 100, SIZE = 5 * UNITS + 2;
const MARKS = [0, 5, 10, 20, 50, 100, 200], B1 = 2 * UNITS, W2 = 3 * UNITS, B2 = 5 * UNITS;
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));

// Points are flat, too: x_1, x_2 of one after the other, rows of the square from below.
const square = () => Float64Array.from(range(2 * COUNT, (i) => (i % 2 ? Math.floor(i / 2 / SIDE) : (i / 2) % SIDE) * 2 / (SIDE - 1) - 1));
const WANTED = {
  identity: ([a, b]) => [a, b],
  rotation: ([a, b]) => [a * Math.cos(ANGLE) - b * Math.sin(ANGLE), a * Math.sin(ANGLE) + b * Math.cos(ANGLE)],
  fold: ([a, b]) => [Math.abs(a), b],
  "half turn": ([a, b]) => [-a, -b],
};
function mapped(x, f) {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) [y[i], y[i + 1]] = f([x[i], x[i + 1]]);
  return y;
}

function normalNumbers(seed, count) {
  let state = seed * 2654435761 % 2 ** 32;
  const next = () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
  return range(count, () => { const u = next(); return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * next()); });
}
function fresh(scale, seed) {
  const z = normalNumbers(seed, 4 * UNITS), pair = new Float64Array(SIZE);
  for (let i = 0; i < 2 * UNITS; i++) { pair[i] = scale * z[i]; pair[W2 + i] = scale * z[2 * UNITS + i] * Math.sqrt(2 / UNITS); }
  return pair;
}
// F at one point.
function branch(pair, [a, b]) {
  const y = [pair[B2], pair[B2 + 1]];
  for (let j = 0; j < UNITS; j++) {
    const h = Math.max(0, pair[2 * j] * a + pair[2 * j + 1] * b + pair[B1 + j]);
    y[0] += pair[W2 + j] * h; y[1] += pair[W2 + UNITS + j] * h;
  }
  return y;
}
const block = (pair, x, residual) => { const y = branch(pair, x); return residual ? [x[0] + y[0], x[1] + y[1]] : y; };
function distance(y, t) {
  let total = 0;
  for (let i = 0; i < y.length; i++) total += (y[i] - t[i]) ** 2;
  return Math.sqrt(2 * total / y.length);
}
// One step of plain descent on the mean of |y - t|^2: the next pair, and how far this one is from t.
function descend(pair, x, t, residual) {
  const grad = new Float64Array(SIZE), h = new Float64Array(UNITS), share = 2 / COUNT;
  let total = 0;
  for (let i = 0; i < x.length; i += 2) {
    const a = x[i], b = x[i + 1];
    let y1 = pair[B2] + (residual ? a : 0), y2 = pair[B2 + 1] + (residual ? b : 0);
    for (let j = 0; j < UNITS; j++) {
      const v = pair[2 * j] * a + pair[2 * j + 1] * b + pair[B1 + j];
      h[j] = v > 0 ? v : 0;
      y1 += pair[W2 + j] * h[j]; y2 += pair[W2 + UNITS + j] * h[j];
    }
    const e1 = share * (y1 - t[i]), e2 = share * (y2 - t[i + 1]);
    total += e1 * e1 + e2 * e2;
    grad[B2] += e1; grad[B2 + 1] += e2;
    for (let j = 0; j < UNITS; j++) if (h[j] > 0) {
      const da = pair[W2 + j] * e1 + pair[W2 + UNITS + j] * e2;
      grad[2 * j] += da * a; grad[2 * j + 1] += da * b; grad[B1 + j] += da;
      grad[W2 + j] += e1 * h[j]; grad[W2 + UNITS + j] += e2 * h[j];
    }
  }
  for (let k = 0; k < SIZE; k++) grad[k] = pair[k] - RATE * grad[k];
  return { next: grad, far: Math.sqrt(total / COUNT) / share };
}
// A run that is continued as far as it is asked for: at(step) -> pair, far(step) -> distance.
function descent(start, target, residual) {
  const x = square(), t = mapped(x, WANTED[target]), pairs = [start], found = [];
  const at = (step) => {
    while (pairs.length <= step) { const { next, far } = descend(pairs.at(-1), x, t, residual); found[pairs.length - 1] = far; pairs.push(next); }
    return pairs[step];
  };
  const points = (step) => mapped(x, (one) => block(at(step), one, residual));
  return { at, points, far: (step) => { at(step); return (found[step] ??= distance(points(step), t)); } };
}
// Both kinds from the same weights, up to so many steps: what experiments.what_a_block_does.what_a_block_does returns.
function both(scale, target, steps, seed) {
  const start = fresh(scale, seed), runs = [false, true].map((residual) => descent(start, target, residual));
  const [plain, residual] = runs.map((run) => ({ distance: range(steps + 1, run.far), points: Array.from(run.points(steps)), pair: Array.from(run.at(steps)) }));
  return { plain, residual };
}
// The recorded draws for the nearest scale, distances unpacked: {scale, plain, residual, nearer, farther} by MARKS.
function drawsOf(runs, target, scale) {
  const k = Math.round(10 * scale), kept = runs.draws[target][k], unpack = (rows) => rows.map((row) => row.map((v) => v / 1e4));
  return { scale: k / 10, plain: unpack(kept.plain), residual: unpack(kept.residual), nearer: kept.nearer, farther: kept.farther };
}
const lastMark = (steps) => MARKS.reduce((best, mark, i) => (mark <= steps ? i : best), 0);
