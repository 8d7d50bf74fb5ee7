// The arithmetic of PiecesAndRegions, put in front of pieces_and_regions.js. It mirrors course_lib/experiments/pieces.py
// function by function, and a test compares the two.

const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const MOST = 8, LIMIT = 3, REACH = 2.75, NEAR = 1e-9, OFFSET = -0.3;
const PIECES = [[1, 1.8, 1.2], [1, 0.2, -2.2], [1, -1.2, 2], [-1, -2.3, 1]];
const REGIONS = [[-0.53, -0.85, 0.46], [0.61, -0.8, 0.46], [-0.98, -0.18, 1.58]];
// What "one more" adds: eight in all, the lines in general position with all crossings in view.
const NEXT = { pieces: [...PIECES, [1, -2.2, -1.6], [1, 1.1, 0.9], [-1, 0.7, -0.8], [1, -0.6, 1.3]],
  regions: [...REGIONS, [0.29, -0.96, 0.02], [-0.89, -0.46, 0.88], [0.65, 0.76, -0.28], [-0.42, 0.91, -0.26], [-0.96, 0.28, 1.42]] };
const mostPieces = (n) => n + 1, mostRegions = (n) => 1 + n + n * (n - 1) / 2;

const outputAt = (units, x) => units.reduce((sum, [w, b, v]) => sum + v * Math.max(0, w * x + b), 0);
// A net with one input, units [w, b, v]: kinks, slopes and patterns from left to right.
function pieces(units) {
  const bent = units.filter(([w]) => w !== 0), places = [];
  for (const k of bent.map(([w, b]) => -b / w).sort((p, q) => p - q)) if (!places.length || k - places.at(-1) > NEAR) places.push(k);
  const change = (k) => bent.filter(([w, b]) => Math.abs(-b / w - k) <= NEAR).reduce((sum, [w, , v]) => sum + Math.abs(w) * v, 0);
  const kinks = places.filter((k) => Math.abs(change(k)) > NEAR), edges = kinks.length ? [kinks[0] - 2, ...kinks, kinks.at(-1) + 2] : [-1, 1];
  const on = range(edges.length - 1, (i) => { const x = (edges[i] + edges[i + 1]) / 2; return units.map(([w, b]) => w * x + b > 0); });
  return { kinks, slopes: on.map((row) => row.reduce((sum, v, j) => sum + (v ? units[j][0] * units[j][2] : 0), 0)), patterns: on.map(written) };
}
const written = (row) => row.map((v) => (v ? "1" : "0")).join("");

// The part of a convex polygon where side(p), linear in p, is not negative.
function clip(corners, side) {
  const kept = [];
  corners.forEach((p, i) => {
    const q = corners[(i + 1) % corners.length], a = side(p), b = side(q), t = a / (a - b);
    if (a >= 0) kept.push(p);
    if ((a > 0 && b < 0) || (a < 0 && b > 0)) kept.push([p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t]);
  });
  return kept;
}
const area = (c) => Math.abs(c.reduce((sum, [x, y], i) => { const [u, v] = c[(i + 1) % c.length]; return sum + x * v - y * u; }, 0)) / 2;
// Regions of the square in view: [{pattern, corners}].
function regions(lines, limit = LIMIT) {
  let found = [{ pattern: "", corners: [[-limit, -limit], [limit, -limit], [limit, limit], [-limit, limit]] }];
  for (const [w1, w2, b] of lines) {
    found = found.flatMap(({ pattern, corners }) => [[1, "1"], [-1, "0"]].map(([sign, mark]) =>
      ({ pattern: pattern + mark, corners: clip(corners, ([x, y]) => sign * (w1 * x + w2 * y + b)) })).filter((one) => one.corners.length > 2 && area(one.corners) > NEAR));
  }
  return found;
}
// Regions of the whole plane: 1 + lines + (lines through a crossing - 1), summed over all different crossings.
function countRegions(lines) {
  const far = (p, q, sign) => Math.max(...p.map((v, i) => Math.abs(v - sign * q[i]))), different = [], crossings = [];
  for (const row of lines) {
    const size = Math.hypot(row[0], row[1]), one = row.map((v) => v / size);
    if (!different.some((other) => Math.min(far(one, other, 1), far(one, other, -1)) < NEAR)) different.push(one);
  }
  different.forEach((p, i) => different.slice(0, i).forEach((q) => {
    const turn = p[0] * q[1] - p[1] * q[0];
    if (Math.abs(turn) <= NEAR) return;
    const point = [(p[1] * q[2] - q[1] * p[2]) / turn, (q[0] * p[2] - p[0] * q[2]) / turn];
    if (!crossings.some((other) => Math.max(Math.abs(point[0] - other[0]), Math.abs(point[1] - other[1])) < 1e-7)) crossings.push(point);
  }));
  const through = crossings.map(([x, y]) => different.filter(([a, b, c]) => Math.abs(a * x + b * y + c) < 1e-7).length);
  return 1 + different.length + through.reduce((sum, n) => sum + n - 1, 0);
}
// A classifier of the lines: output weights +1, -1, +1 ... and a bias. In a region it is one linear map [g1, g2, c].
function mapIn(lines, pattern) {
  const map = [0, 0, OFFSET];
  lines.forEach((row, j) => { if (pattern[j] === "1") row.forEach((v, i) => { map[i] += (j % 2 ? -1 : 1) * v; }); });
  return map;
}
// Where that map is 0 within a region: the end points of a stretch, or null.
function zeroIn(corners, [g1, g2, c]) {
  const side = ([x, y]) => g1 * x + g2 * y + c, ends = [];
  corners.forEach((p, i) => {
    const q = corners[(i + 1) % corners.length], a = side(p), b = side(q);
    if ((a >= 0) !== (b >= 0)) ends.push([p[0] + (q[0] - p[0]) * a / (a - b), p[1] + (q[1] - p[1]) * a / (a - b)]);
  });
  return ends.length === 2 ? ends : null;
}
// A line as two points on the circle of radius REACH, its on-side to the left of the way from the first to the second.
function ends([w1, w2, b]) {
  const size = Math.hypot(w1, w2), [a, c, d] = [w1 / size, w2 / size, -b / size], half = Math.sqrt(Math.max(0, REACH ** 2 - d ** 2));
  return [[a * d - c * half, c * d + a * half], [a * d + c * half, c * d - a * half]];
}
function throughPoints([x0, y0], [x1, y1]) {
  const size = Math.hypot(x1 - x0, y1 - y0), w = [-(y1 - y0) / size, (x1 - x0) / size].map((v) => Math.round(v * 1e4) / 1e4);
  return [...w, Math.round(-(w[0] * x0 + w[1] * y0) * 1e4) / 1e4];
}
