// The arithmetic of ReceptiveFields, put in front of receptive_fields.js. It is that of course_lib/shapes/sizes.py and
// receptive_field.py, and of the questions in course_lib/experiments/receptive_fields.py; a test compares them.
// A layer is [kernel, stride, padding, dilation]; layers are listed from the pixels up.

const CONV = [3, 1, 1, 1], POOL = [2, 2, 0, 1], MOST = 10;
const RANGES = [["kernel", 1, 11], ["stride", 1, 4], ["padding", 0, 9], ["dilation", 1, 8]];
const PRESETS = {
  five: { text: "five layers", n: 32, layers: [CONV, POOL, CONV, POOL, CONV], names: ["conv1", "pool1", "conv2", "pool2", "conv3"] },
  vgg16: { text: "VGG-16, to pool3", n: 64, layers: [CONV, CONV, POOL, CONV, CONV, POOL, CONV, CONV, CONV, POOL],
    names: ["conv1_1", "conv1_2", "pool1", "conv2_1", "conv2_2", "pool2", "conv3_1", "conv3_2", "conv3_3", "pool3"] },
  resnet: { text: "ResNet-18, to conv2_x", n: 64, layers: [[7, 2, 3, 1], [3, 2, 1, 1], CONV, CONV, CONV, CONV], names: ["conv1", "pool1", "conv2.1a", "conv2.1b", "conv2.2a", "conv2.2b"] },
  dilated: { text: "dilation 1, 2, 4, 8", n: 32, layers: [1, 2, 4, 8].map((d) => [3, 1, d, d]), names: [] },
  "three 3x3": { text: "three 3×3", n: 32, layers: [CONV, CONV, CONV], names: [] },
  "one 7x7": { text: "one 7×7", n: 32, layers: [[7, 1, 3, 1]], names: [] },
};

// How many windows fit, or null.
function unitsOf(n, [k, s, p, d]) {
  const room = n + 2 * p - d * (k - 1) - 1;
  return room < 0 ? null : Math.floor(room / s) + 1;
}
// One row for the pixels and one a layer: units along an axis, size of a unit's field, jump, first pixel of unit 0.
function walk(layers, n) {
  const rows = [{ units: n, size: 1, jump: 1, start: 0 }];
  for (const [k, s, p, d] of layers) {
    const { units, size, jump, start } = rows.at(-1);
    rows.push({ units: units && unitsOf(units, [k, s, p, d]), size: size + (k - 1) * d * jump, jump: jump * s, start: start - p * jump });
  }
  return rows;
}
const spanOf = ({ start, jump, size }, unit) => [start + unit * jump, start + unit * jump + size - 1];
const centreOf = (row, unit) => row.start + unit * row.jump + (row.size - 1) / 2;
const nearestUnit = (row, x) => Math.max(0, Math.min(row.units - 1, Math.round((x - (row.size - 1) / 2 - row.start) / row.jump)));

// What a unit of `layer` reads in that layer and in each one below, from 0 (the pixels): the hull [first, last], which
// may reach into padding, and the units inside it that have a way up to the unit (dilation and borders leave some out).
function reading(layers, rows, layer, unit) {
  const found = Array(layer + 1);
  found[layer] = { first: unit, last: unit, hit: [unit] };
  for (let l = layer; l > 0; l--) {
    const [k, s, p, d] = layers[l - 1], { first, last, hit } = found[l], below = new Set();
    for (const u of hit) for (let t = 0; t < k; t++) { const v = u * s - p + t * d; if (v >= 0 && v < rows[l - 1].units) below.add(v); }
    found[l - 1] = { first: first * s - p, last: last * s - p + (k - 1) * d, hit: [...below].sort((a, b) => a - b) };
  }
  return found;
}
// The size of the field if every stride and dilation were 1, after each layer.
const withoutStrides = (layers) => layers.reduce((sizes, [k]) => [...sizes, sizes.at(-1) + k - 1], [1]);
const weights = (layers) => layers.reduce((sum, [k]) => sum + k * k, 0);

// ---- nets drawn at random ------------------------------------------------------------------------------------------

function randomNumbers(seed) {  // Tommy Ettinger's mulberry32
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
function questionOf(seed, index, streak) {
  const next = randomNumbers(1000 * seed + index), pick = (...options) => options[Math.floor(next() * options.length)];
  const count = streak >= 5 ? 4 : streak >= 2 ? 3 : 2;
  for (;;) {
    const n = pick(16, 20, 24, 28, 32), layers = [];
    while (layers.length < count) {
      const k = pick(2, 3, 3, 5, 7), drawn = pick(1, 1, 2, 2, 3), p = pick(0, 0, 1, 2), d = streak >= 5 ? pick(1, 1, 2) : 1;
      const s = layers.length === Math.floor((count - 1) / 2) && drawn === 1 ? 2 : drawn;
      layers.push([k, s, Math.min(p, Math.floor(k / 2)), d]);
    }
    const { units, size } = walk(layers, n).at(-1);
    if (units >= 2) return { n, layers, answer: [units, size] };
  }
}
// Every net answered so far, the one that comes next, and how many in a row were right.
function scoreOf(seed, answers) {
  let streak = 0;
  const marked = answers.map((said, index) => {
    const asked = questionOf(seed, index, streak), right = said[0] === asked.answer[0] && said[1] === asked.answer[1];
    streak = right ? streak + 1 : 0;
    return { asked, said, right };
  });
  return { marked, streak, next: questionOf(seed, answers.length, streak) };
}
