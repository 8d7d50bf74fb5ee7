// The arithmetic of GradientFlow, put in front of gradient_flow.js. It mirrors course_lib/experiments/gradient_flow.py
// function by function, and a test compares the two. Tables are flat, row after row: rows are examples, or units.

const CLASSES = 10, SATURATED = 0.01, BN_EPS = 1e-5;
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
function table(v, f) {  // v.map(f), several times as fast
  const out = new Float64Array(v.length);
  for (let i = 0; i < out.length; i++) out[i] = f(v[i], i);
  return out;
}
// phi(a), and its slope from a and h = phi(a)
const PHI = {
  sigmoid: [(a) => 1 / (1 + Math.exp(-a)), (a, h) => h * (1 - h)],
  tanh: [Math.tanh, (a, h) => 1 - h * h],
  relu: [(a) => (a > 0 ? a : 0), (a) => (a > 0 ? 1 : 0)],
};

function normalNumbers(seed, count) {
  const z = new Float64Array(count);
  let state = seed * 2654435761 % 2 ** 32;
  const next = () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
  for (let i = 0; i < count; i++) { const u = next(); z[i] = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * next()); }
  return z;
}
// Weights of every layer, logits last, each {w, inputs, units}; `z` are normalNumbers, kept from picture to picture.
function network(z, depth, width, scale, inputs) {
  const sizes = [inputs, ...range(depth, () => width), CLASSES];
  let at = 0;
  return range(depth + 1, (k) => {
    const [n, m] = [sizes[k + 1], sizes[k]], factor = scale / Math.sqrt(m), w = table(z.subarray(at, at += m * n), (v) => v * factor);
    return { w, inputs: m, units: n };
  });
}
const numbersNeeded = (depth, width, inputs) => inputs * width + (depth - 1) * width * width + CLASSES * width;

function linear(x, { w, inputs, units }, count) {
  const y = new Float64Array(count * units);
  for (let n = 0; n < count; n++) for (let o = 0; o < units; o++) {
    let total = 0;
    for (let i = 0, p = n * inputs, q = o * inputs; i < inputs; i++) total += x[p + i] * w[q + i];
    y[n * units + o] = total;
  }
  return y;
}
// dx = dy w, and |dw| with dw = dy^T x
function linearBackward(dy, x, { w, inputs, units }, count) {
  const dx = new Float64Array(count * inputs), dw = new Float64Array(units * inputs);
  for (let n = 0; n < count; n++) for (let o = 0; o < units; o++) {
    const g = dy[n * units + o];
    for (let i = 0, p = n * inputs, q = o * inputs; i < inputs; i++) { dx[p + i] += g * w[q + i]; dw[q + i] += g * x[p + i]; }
  }
  return { dx, norm: norm(dw) };
}
const norm = (v) => { let total = 0; for (let i = 0; i < v.length; i++) total += v[i] * v[i]; return Math.sqrt(total); };
const rms = (v) => norm(v) / Math.sqrt(v.length);
const mean = (v) => { let total = 0; for (let i = 0; i < v.length; i++) total += v[i]; return total / v.length; };
const deviation = (v) => { const m = mean(v); let total = 0; for (let i = 0; i < v.length; i++) total += (v[i] - m) * (v[i] - m); return Math.sqrt(total / v.length); };

// Columns (units) of a table: their means over the examples.
function columnMeans(v, units, count) {
  const means = new Float64Array(units);
  for (let n = 0, i = 0; n < count; n++) for (let o = 0; o < units; o++) means[o] += v[i++];
  for (let o = 0; o < units; o++) means[o] /= count;
  return means;
}
function centred(v, units, count) {
  const means = columnMeans(v, units, count);
  const out = new Float64Array(v.length);
  for (let n = 0, i = 0; n < count; n++) for (let o = 0; o < units; o++, i++) out[i] = v[i] - means[o];
  return out;
}
function batchNorm(v, units, count) {
  const z = centred(v, units, count), inverse = columnMeans(table(z, (one) => one * one), units, count).map((one) => 1 / Math.sqrt(one + BN_EPS));
  for (let i = 0; i < z.length; i++) z[i] *= inverse[i % units];
  return { z, inverse };
}
function batchNormBackward(dz, { z, inverse }, units, count) {
  const shift = columnMeans(dz, units, count), tilt = columnMeans(table(dz, (one, i) => one * z[i]), units, count);
  return table(dz, (one, i) => inverse[i % units] * (one - shift[i % units] - z[i] * tilt[i % units]));
}
// Softmax and cross-entropy: (p - t) / count, and the mean loss.
function crossEntropy(logits, labels, count) {
  const dy = new Float64Array(logits.length);
  let loss = 0;
  for (let n = 0; n < count; n++) {
    const row = logits.subarray(n * CLASSES, (n + 1) * CLASSES), max = Math.max(...row), e = row.map((v) => Math.exp(v - max));
    const sum = e.reduce((total, v) => total + v, 0);
    loss += (Math.log(sum) - (row[labels[n]] - max)) / count;
    for (let k = 0; k < CLASSES; k++) dy[n * CLASSES + k] = (e[k] / sum - (k === labels[n] ? 1 : 0)) / count;
  }
  return { dy, loss };
}

// What the slopes, and matrices that stretch a norm so much, leave of a gradient at the logits.
const slopesLeft = (slopes, stretch, skip) => slopes.map((own, k) =>
  slopes.slice(k + 1).reduce((product, v) => product * (skip ? Math.sqrt(1 + (stretch * v) ** 2) : stretch * v), own * stretch));

// What experiments.gradient_flow.look returns, under JavaScript names; lists have one number a hidden layer.
// With skip each hidden layer but the first adds what it was given.
function flow(net, x, labels, activation, scale, norms, skip = false) {
  const count = labels.length, depth = net.length - 1, [phi, slopeOf] = PHI[activation], layers = [];
  let h = x;
  for (const layer of net.slice(0, -1)) {
    const before = linear(h, layer, count), normed = norms ? batchNorm(before, layer.units, count) : null, a = normed ? normed.z : before;
    const made = table(a, phi), slope = table(a, (v, i) => slopeOf(v, made[i])), given = h, jumps = skip && layers.length > 0;
    h = jumps ? table(made, (v, i) => v + given[i]) : made;
    layers.push({ layer, x: given, a, h, slope, normed, jumps });
  }
  const { dy, loss } = crossEntropy(linear(h, net[depth], count), labels, count), root = Math.sqrt(count), output = root * norm(dy);
  let { dx } = linearBackward(dy, h, net[depth], count);
  for (const one of [...layers].reverse()) {
    const da = table(dx, (v, i) => v * one.slope[i]), below = one.normed ? batchNormBackward(da, one.normed, one.layer.units, count) : da;
    const back = linearBackward(below, one.x, one.layer, count);
    Object.assign(one, { signal: root * norm(da), weightGradient: back.norm });
    const past = dx;
    dx = one.jumps ? table(back.dx, (v, i) => v + past[i]) : back.dx;
  }
  const rmsSlope = layers.map((one) => rms(one.slope)), alone = slopesLeft(rmsSlope, 1, skip).map((v) => v * output);
  const share = (v, test) => { let n = 0; for (let i = 0; i < v.length; i++) n += test(v[i]); return n / v.length; };
  return { loss, output, alone, rmsSlope, withWeights: slopesLeft(rmsSlope, scale, skip).map((v) => v * output),
    signal: layers.map((one) => one.signal), weightGradient: layers.map((one) => one.weightGradient),
    meanSlope: layers.map((one) => mean(one.slope)), aStd: layers.map((one) => deviation(one.a)), hStd: layers.map((one) => deviation(one.h)),
    hSpread: layers.map((one) => rms(centred(one.h, one.layer.units, count))),
    saturated: layers.map((one) => share(one.slope, (v) => Math.abs(v) < SATURATED)),
    dead: layers.map((one) => share(columnMeans(table(one.slope, Math.abs), one.layer.units, count), (v) => v === 0)),
    weightNorm: layers.map((one) => norm(one.layer.w)) };
}
