// The arithmetic of HiddenUnits, put in front of hidden_units.js. It mirrors course_lib/experiments/hidden_units.py
// function by function, and a test compares the two.

const LOW = -3, HIGH = 3, RIDGE = 1e-8, MIDDLE = 0.5, WIDEST = 20;
const LO = -1.25, HI = 2.25;  // the square of the second view
const CURVES = {
  wave: { heights: [-0.29, 0.51, 0.9, 0.7, 0.04, -0.69, -1.08, -0.89, -0.19, 0.66, 1.24, 1.26, 0.74], straight: false },
  "three kinks": { heights: [-1.2, -0.5, 0.2, 0.9, 0.4, -0.1, -0.6, 0.0, 0.6, 1.2, 0.9, 0.6, 0.3], straight: true },
  step: { heights: [-0.8, -0.8, -0.8, -0.8, -0.8, -0.8, -0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9], straight: false },
};
const BY_HAND = {
  xor: [[1, 1, -0.5], [1, 1, -1.5], [1, -1, -0.5], [-1, 1, -0.5], [1, 0, -0.5], [0, 1, -0.5], [1, 0, 0], [0, 1, 0]],
  moons: [[0, 1, 1], [1, 0, 1], [1, 0, 0], [1, 0, -1], [0, 1, -0.5], [1, 0, -0.5], [1, 1, -1], [1, -1, 0]],
};
const PHI = {
  relu: (a) => Math.max(0, a),
  tanh: (a) => Math.tanh(a),
  threshold: (a) => (a >= 0 ? 1 : 0),
  radial: (a) => Math.exp(-a * a / 2),
  polynomial: (a, degree) => a ** degree,
};
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));

const grid = (count = 241) => range(count, (i) => LOW + (HIGH - LOW) * i / (count - 1));
// The picture shows a little more on both sides, so that a kink at the edge is seen to bend: the same points and BESIDE more.
const BESIDE = 20, shownGrid = () => range(241 + 2 * BESIDE, (i) => LOW + (HIGH - LOW) * (i - BESIDE) / 240);
const inside = (values) => values.slice(BESIDE, -BESIDE);

// Straight lines through the heights, or cubic pieces whose slope at a point is that of the chord of its neighbours.
function targetCurve(x, t, straight) {
  const last = t.length - 1;
  const slope = t.map((_, i) => (i === 0 ? t[1] - t[0] : i === last ? t[last] - t[last - 1] : (t[i + 1] - t[i - 1]) / 2));
  return x.map((v) => {
    const i = Math.min(last - 1, Math.floor((v - LOW) / 0.5)), u = (v - LOW) / 0.5 - i;
    if (straight) return t[i] + u * (t[i + 1] - t[i]);
    return (2 * u ** 3 - 3 * u ** 2 + 1) * t[i] + (u ** 3 - 2 * u ** 2 + u) * slope[i] +
      (3 * u ** 2 - 2 * u ** 3) * t[i + 1] + (u ** 3 - u ** 2) * slope[i + 1];
  });
}

// ReLU kinks start at the left edge (left of the first the sum is flat); other units stand in the middle of n intervals.
const spread = (n, activation) => range(n, (j) => LOW + (HIGH - LOW) * (j + (activation === "relu" ? 0 : 0.5)) / n);
const unitScale = (n, activation) => ({ tanh: 3 / n, radial: 6 / n, polynomial: 3 })[activation] || 1;

// One column a unit: h_j = phi((x - kink_j) / s).
function hiddenFeatures(x, kinks, activation, degree = 3) {
  const s = unitScale(kinks.length, activation), phi = PHI[activation];
  return kinks.map((k) => x.map((v) => phi((v - k) / s, degree)));
}

// Least squares in two steps. The first knows only the features: the columns [1, h], with the rows sqrt(ridge) v = 0 under
// them, are made orthogonal one after the other (modified Gram-Schmidt), so that columns = q r.
function orthogonal(columns, rows, ridge = RIDGE) {
  const n = columns.length + 1, size = rows + n - 1;
  const q = range(n, (j) => {
    const column = new Float64Array(size);
    if (j === 0) column.fill(1, 0, rows);
    else { column.set(columns[j - 1]); column[rows + j - 1] = Math.sqrt(ridge); }
    return column;
  });
  const r = range(n, () => new Float64Array(n));
  for (let j = 0; j < n; j++) {
    r[j][j] = Math.sqrt(dot(q[j], q[j]));
    for (let i = 0; i < size; i++) q[j][i] /= r[j][j];
    for (let k = j + 1; k < n; k++) r[j][k] = takeOut(q[j], q[k]);
  }
  return { q, r };
}
const dot = (a, b) => { let sum = 0; for (let i = 0; i < a.length; i++) sum += a[i] * b[i]; return sum; };
// Remove from b its share along the unit vector a, and say how much that was.
function takeOut(a, b) {
  const share = dot(a, b);
  for (let i = 0; i < b.length; i++) b[i] -= share * a[i];
  return share;
}
// The second step meets the target: its shares along q, and what is left over, t - y.
function project({ q }, t) {
  const rest = new Float64Array(q[0].length);
  rest.set(t);
  return { shares: q.map((a) => takeOut(a, rest)), rest };
}
// v and c that minimise |h v + c - t|^2 + ridge |v|^2: r (c, v) = shares, solved from the end.
function leastSquares(columns, t, ridge = RIDGE) {
  const factors = orthogonal(columns, t.length, ridge), { shares } = project(factors, t), solution = [...shares];
  for (let j = shares.length - 1; j >= 0; j--) {
    for (let k = j + 1; k < shares.length; k++) solution[j] -= factors.r[j][k] * solution[k];
    solution[j] /= factors.r[j][j];
  }
  return { v: solution.slice(1), c: solution[0] };
}

function output(columns, { v, c }) {
  const y = new Array(columns[0].length).fill(c);
  columns.forEach((h, j) => { for (let i = 0; i < y.length; i++) y[i] += v[j] * h[i]; });
  return y;
}
function largestMiss(y, t) {
  let at = 0;
  y.forEach((v, i) => { if (Math.abs(v - t[i]) > Math.abs(y[at] - t[at])) at = i; });
  return { at, error: Math.abs(y[at] - t[at]) };
}
// The largest miss for 1, 2 ... units, spread evenly. Where the units stand does not depend on the target, so `memory`
// (any object) keeps their factors: while a point is dragged only the second step is done again.
function errorsByWidth(t, activation, degree = 3, widest = WIDEST, memory = {}) {
  const x = grid(t.length);
  return range(widest, (i) => {
    const factors = memory[[activation, degree, i]] ||= orthogonal(hiddenFeatures(x, spread(i + 1, activation), activation, degree), x.length);
    return project(factors, t).rest.subarray(0, x.length).reduce((most, miss) => Math.max(most, Math.abs(miss)), 0);
  });
}

function classPoints(name) {
  const turn = (n, whole) => range(n, (i) => whole * Math.PI * i / (whole === 1 ? n - 1 : n));
  const ring = (n, radius, label) => turn(n, 2).map((a) => [MIDDLE + radius * Math.cos(a), MIDDLE + radius * Math.sin(a), label]);
  if (name === "xor") return [[0, 0, -1], [1, 1, -1], [0, 1, 1], [1, 0, 1]];
  if (name === "rings") return [...ring(8, 0.45, 1), ...ring(14, 1.25, -1)];
  return [...turn(12, 1).map((a) => [Math.cos(a), Math.sin(a) + 0.25, 1]), ...turn(12, 1).map((a) => [1 - Math.cos(a), 0.75 - Math.sin(a), -1])];
}
function randomNumbers(seed, count) {
  let state = seed * 2654435761 % 2 ** 32;
  return range(count, () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32);
}
function placedUnits(n, name, draw) {
  if (!draw && BY_HAND[name]) return BY_HAND[name].slice(0, n);
  const u = randomNumbers(draw, 16), octagon = [0, 4, 2, 6, 1, 5, 3, 7];
  return range(n, (j) => {
    const angle = draw ? 2 * Math.PI * u[2 * j] : octagon[j] * Math.PI / 4, distance = draw ? 1.4 * (u[2 * j + 1] - 0.5) : 0.6;
    const w = [Math.cos(angle), Math.sin(angle)];
    return [...w, -(w[0] + w[1]) * MIDDLE - distance];
  });
}
function placedCentres(n, draw) {
  const u = randomNumbers(draw, 16);
  return range(n, (j) => {
    if (draw) return [-0.5 + 2 * u[2 * j], -0.5 + 2 * u[2 * j + 1]];
    const angle = 2 * Math.PI * (j - 1) * 3 / 7, far = j ? 0.9 : 0;
    return [MIDDLE + far * Math.cos(angle), MIDDLE + far * Math.sin(angle)];
  });
}
// What one unit of the second view says about the point (x1, x2).
function unitAt([w1, w2, b], x1, x2, activation, degree) {
  const a = activation === "radial" ? Math.hypot(x1 - w1, x2 - w2) / 0.6 : w1 * x1 + w2 * x2 + b;
  return PHI[activation](activation === "tanh" ? 3 * a : a, degree);
}
const classFeatures = (points, units, activation, degree = 3) =>
  units.map((unit) => points.map(([x1, x2]) => unitAt(unit, x1, x2, activation, degree)));

// No hidden layer: of all lines (180 directions, every offset, both signs) one with the most right answers.
function bestLine(points, directions = 180) {
  let best = { right: -1, gap: -1, w: [0, 0, 0] };
  for (let d = 0; d < directions; d++) {
    const angle = Math.PI * d / directions, w = [Math.cos(angle), Math.sin(angle)];
    const p = points.map(([x1, x2]) => w[0] * x1 + w[1] * x2), order = [...p].sort((a, b) => a - b);
    for (let i = 0; i <= order.length; i++) {
      const inside = i > 0 && i < order.length, gap = inside ? order[i] - order[i - 1] : 2;
      if (gap <= 1e-9) continue;
      const cut = inside ? (order[i - 1] + order[i]) / 2 : i ? order.at(-1) + 1 : order[0] - 1;
      const hits = p.filter((v, k) => (v - cut >= 0 ? 1 : -1) === points[k][2]).length;
      for (const [right, turn] of [[hits, 1], [points.length - hits, -1]]) {
        if (right > best.right || (right === best.right && gap > best.gap + 1e-9)) best = { right, gap, w: [turn * w[0], turn * w[1], -turn * cut] };
      }
    }
  }
  return best;
}

// The part of the square [LO, HI]^2 where f >= 0: polygons that cover it and the segments of its border, cell by cell.
function positivePart(f, cells = 56) {
  const at = (i) => LO + (HI - LO) * i / cells, value = range(cells + 1, (i) => range(cells + 1, (j) => f(at(i), at(j))));
  const polygons = [], border = [];
  for (let j = 0; j < cells; j++) {
    for (let i = 0, start = -1; i <= cells; i++) {
      const high = i < cells ? (value[i][j] >= 0) + (value[i + 1][j] >= 0) + (value[i][j + 1] >= 0) + (value[i + 1][j + 1] >= 0) : 0, full = high === 4;
      if (full && start < 0) start = i;
      if (!full && start >= 0) { polygons.push([[at(start), at(j)], [at(i), at(j)], [at(i), at(j + 1)], [at(start), at(j + 1)]]); start = -1; }
      if (full || !high) continue;
      const { polygon, cuts } = clip([[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]].map(([p, q]) => [at(p), at(q), value[p][q]]));
      polygons.push(polygon);
      for (let k = 0; k + 1 < cuts.length; k += 2) border.push([cuts[k], cuts[k + 1]]);
    }
  }
  return { polygons, border };
}
// A polygon with a value at each corner, cut to where the value, linear along its sides, is >= 0.
function clip(corners) {
  const polygon = [], cuts = [];
  corners.forEach(([x0, y0, f0], k) => {
    const [x1, y1, f1] = corners[(k + 1) % corners.length], u = f0 / (f0 - f1);
    if (f0 >= 0) polygon.push([x0, y0]);
    if ((f0 >= 0) === (f1 >= 0)) return;
    cuts.push([x0 + u * (x1 - x0), y0 + u * (y1 - y0)]);
    polygon.push(cuts.at(-1));
  });
  return { polygon, cuts };
}
const SQUARE = [[LO, LO], [HI, LO], [HI, HI], [LO, HI]];
const cut = (polygon, [w1, w2, b], side = 1) => clip(polygon.map(([p, q]) => [p, q, side * (w1 * p + w2 * q + b)]));
const halfPlane = (unit) => cut(SQUARE, unit);

// The same as positivePart for threshold units, exactly: their lines cut the square into tiles, f is constant on each.
function positiveTiles(f, units) {
  const tiles = units.reduce((list, unit) => list.flatMap((tile) => [1, -1].map((side) => cut(tile, unit, side).polygon))
    .filter((tile) => tile.length > 2), [SQUARE]);
  const mean = (tile, k) => tile.reduce((sum, corner) => sum + corner[k], 0) / tile.length;
  const border = units.flatMap((unit) => {
    const [from, to] = halfPlane(unit).cuts;
    if (!from) return [];
    const along = (u) => [from[0] + u * (to[0] - from[0]), from[1] + u * (to[1] - from[1])];
    const at = ([w1, w2, b], [p, q]) => w1 * p + w2 * q + b;
    const meets = units.map((other) => at(other, from) / (at(other, from) - at(other, to))).filter((u) => u > 0 && u < 1);
    const stops = [0, ...meets.sort((a, b) => a - b), 1], far = 1e-6;
    return range(stops.length - 1, (i) => [along(stops[i]), along(stops[i + 1]), along((stops[i] + stops[i + 1]) / 2)])
      .filter(([, , [p, q]]) => (f(p + far * unit[0], q + far * unit[1]) >= 0) !== (f(p - far * unit[0], q - far * unit[1]) >= 0))
      .map(([start, end]) => [start, end]);
  });
  return { polygons: tiles.filter((tile) => f(mean(tile, 0), mean(tile, 1)) >= 0), border };
}
