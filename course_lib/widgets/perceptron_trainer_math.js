// ---- arithmetic: small enough to read, and the same numbers as course_lib.experiments.perceptron -------------------

// The bias is a weight like the others once every point carries a 1: v = (w1, w2, b), in the lecture w~, z = t (x1, x2, 1).
// A mistake is v.z <= 0, learning is v <- v + eta z.
const augment = ([x1, x2, t]) => [t * x1, t * x2, t];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const add = (a, b, scale = 1) => [a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2]];
const norm = (a) => Math.sqrt(dot(a, a));

const MAX_MISTAKES = 200;

function perceptronRun(points, start = [0, 0, 0], eta = 1, most = MAX_MISTAKES) {
  const z = points.map(augment), v = [start], index = [], seen = [];
  let examples = 0, passes = 0, clean = false;
  while (!clean && index.length < most) {
    clean = true;
    passes += 1;
    for (let i = 0; i < z.length && index.length < most; i += 1) {
      examples += 1;
      if (dot(v.at(-1), z[i]) > 0) continue;
      v.push(add(v.at(-1), z[i], eta));
      index.push(i);
      seen.push(examples);
      clean = false;
    }
  }
  return { v, index, seen, examples, passes, converged: clean };
}

// The widest margin through the origin of the space with the 1 is the distance from 0 to the convex hull of the z; the
// nearest point of the hull lies among one, two or three of them, so all such sets are tried.
function margin(points) {
  const z = points.map(augment), n = z.length;
  const check = (p, support) => {
    const square = p ? dot(p, p) : 0;
    if (square <= 1e-12 || !z.every((zi) => dot(p, zi) >= square * (1 - 1e-9))) return null;
    return { gamma: Math.sqrt(square), u: p.map((c) => c / Math.sqrt(square)), support };
  };
  for (let i = 0; i < n; i += 1) { const found = check(z[i], [i]); if (found) return found; }
  for (let i = 0; i < n; i += 1) for (let j = i + 1; j < n; j += 1) {
    const found = check(nearestOfTwo(z[i], z[j]), [i, j]);
    if (found) return found;
  }
  for (let i = 0; i < n; i += 1) for (let j = i + 1; j < n; j += 1) for (let k = j + 1; k < n; k += 1) {
    const found = check(nearestOfThree(z[i], z[j], z[k]), [i, j, k]);
    if (found) return found;
  }
  return null;  // 0 lies inside the hull: no line separates the points
}
function nearestOfTwo(a, b) {  // of the segment from a to b, to 0
  const e = add(b, a, -1), share = -dot(a, e) / dot(e, e);
  return share >= 0 && share <= 1 ? add(a, e, share) : null;
}
function nearestOfThree(a, b, c) {  // of the triangle a b c, to 0: its gradient along both edges is 0
  const e = add(b, a, -1), f = add(c, a, -1), ee = dot(e, e), ef = dot(e, f), ff = dot(f, f), det = ee * ff - ef * ef;
  if (Math.abs(det) < 1e-12) return null;
  const r = (ef * dot(a, f) - ff * dot(a, e)) / det, q = (ef * dot(a, e) - ee * dot(a, f)) / det;
  return r >= -1e-12 && q >= -1e-12 && r + q <= 1 + 1e-12 ? add(add(a, e, r), f, q) : null;
}

const radius = (points) => Math.max(...points.map((p) => norm(augment(p))));
// The length of v after k mistakes lies between these two lines; they meet at the bound.
const lower = (k, gamma, norm0 = 0, eta = 1) => Math.max(0, eta * k * gamma - norm0);
const upper = (k, R, norm0 = 0, eta = 1) => Math.sqrt(norm0 ** 2 + k * (eta * R) ** 2);
const mistakeBound = (R, gamma, norm0 = 0, eta = 1) => (R / gamma) ** 2 + 2 * norm0 / (eta * gamma);
// So many decimals of R, gamma and norm0, three or more, that a reader who works the bound out gets the one printed.
function decimals(R, gamma, norm0 = 0, eta = 1) {
  const shown = (round) => mistakeBound(...[R, gamma, norm0].map(round), eta).toFixed(1);
  return [3, 4, 5, 6].find((d) => shown((c) => Number(c.toFixed(d))) === shown((c) => c)) ?? 7;
}

// The same weights with the same point due next: from here everything comes again.
function cycle({ v, index }, count) {
  const met = new Map();
  for (let k = 0; k < v.length; k += 1) {
    const key = `${k ? index[k - 1] : count - 1} ${v[k]}`;
    if (met.has(key)) return { from: met.get(key), to: k };
    met.set(key, k);
  }
  return null;
}

// Where point i has to go, straight towards the nearest point of the other class, for the margin to halve.
function halfwayIn(points, i) {
  const [x, y, t] = points[i], goal = margin(points).gamma / 2;
  const far = (p) => Math.hypot(p[0] - x, p[1] - y);
  const other = points.filter((p) => p[2] !== t).reduce((a, b) => (far(b) < far(a) ? b : a));
  const at = (share) => points.map((p, j) => (j === i ? [x + share * (other[0] - x), y + share * (other[1] - y), t] : p));
  let near = 0, away = 1;
  for (let round = 0; round < 40; round += 1) {
    const middle = (near + away) / 2;
    if ((margin(at(middle))?.gamma ?? 0) > goal) near = middle; else away = middle;
  }
  return at(near);
}

const PRESETS = {
  separable: { points: [[1.75, -0.75, -1], [-1, -0.75, 1], [1.25, 0.25, -1], [-2.25, 1, 1], [-2.25, -2.25, 1], [1.5, 2.25, -1],
    [2.25, 2, -1], [1.25, -2, 1], [0, 1.75, -1], [-1.75, 1.75, 1], [-1.75, -1.25, 1], [-0.5, 0.5, 1]], mistakes: 3 },
  xor: { points: [[-2, -1.25, -1], [-0.75, 1.25, 1], [1, -1.75, 1], [-1.5, -2, -1], [-1.5, 1.75, 1], [1.75, 2, -1],
    [1.25, -1, 1], [1, 1.25, -1]], mistakes: 30 },
};
