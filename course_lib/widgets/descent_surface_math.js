// The arithmetic of DescentSurface, put in front of descent_surface.js. It mirrors course_lib/experiments/descent.py
// function by function, and a test compares the two. A surface is {loss, gradient, hessian}; w is [w0, w1].

const METHODS = ["descent", "momentum", "adagrad", "newton"];
const XLIM = [-4.5, 4.5], YLIM = [-3, 3], ARRIVED = 0.1, OUT = 1e3;
const RAVINE = [0.5, 20], SADDLE = 3, BOWL = [0.08, 0.16];
const BUMPS = [[-2.4, -2.6, 1.1, 1], [-3.2, 2.5, 0.9, 1.05], [-2, 0.6, -1.7, 0.8], [0.9, -0.3, 0.4, 0.7]];  // height, x, y, width
// Near the flat places of each surface; `stationary` refines them.
const FLAT = {
  ravine: { A: [0, 0] },
  hills: { A: [-2.52, 1.03], B: [0.61, -1.6], C: [2.43, 0.85], M1: [-0.29, 0.43], S1: [-1.14, -0.8], S2: [-0.19, 1.72], S3: [1.33, -0.62] },
  saddle: { A: [-3, 0], B: [3, 0], S1: [0, 0] },
};
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const far = (u, v) => Math.hypot(u[0] - v[0], u[1] - v[1]);

function randomNumbers(seed, count) {
  let state = seed * 2654435761 % 2 ** 32;
  return range(count, () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32);
}
function normalNumbers(draw, count) {
  const u = randomNumbers(draw, 2 * count);
  return range(count, (i) => Math.sqrt(-2 * Math.log(1 - u[2 * i])) * Math.cos(2 * Math.PI * u[2 * i + 1]));
}

// [loss, gx, gy, hxx, hxy, hyy] along the surface's own axes
const SHAPES = {
  ravine: (x, y) => [(RAVINE[0] * x * x + RAVINE[1] * y * y) / 2, RAVINE[0] * x, RAVINE[1] * y, RAVINE[0], 0, RAVINE[1]],
  saddle: (x, y) => [-x * x / 2 + x ** 4 / (4 * SADDLE ** 2) + 2 * y * y, x ** 3 / SADDLE ** 2 - x, 4 * y, 3 * x * x / SADDLE ** 2 - 1, 0, 4],
  hills: (x, y) => {
    let loss = (BOWL[0] * x * x + BOWL[1] * y * y) / 2, gx = BOWL[0] * x, gy = BOWL[1] * y, xx = BOWL[0], xy = 0, yy = BOWL[1];
    for (const [height, cx, cy, width] of BUMPS) {
      const dx = (x - cx) / width, dy = (y - cy) / width, bump = height * Math.exp(-(dx * dx + dy * dy) / 2), h = bump / width ** 2;
      loss += bump; gx -= bump / width * dx; gy -= bump / width * dy;
      xx += h * (dx * dx - 1); xy += h * dx * dy; yy += h * (dy * dy - 1);
    }
    return [loss, gx, gy, xx, xy, yy];
  },
};
function surfaceOf(name, turn = 0) {
  const shape = SHAPES[name], c = Math.cos(turn * Math.PI / 180), n = Math.sin(turn * Math.PI / 180);
  const own = ([x, y]) => [c * x + n * y, c * y - n * x], back = ([x, y]) => [c * x - n * y, n * x + c * y];
  const loss = (w) => shape(...own(w))[0], gradient = (w) => back(shape(...own(w)).slice(1, 3));
  const hessian = (w) => {  // [xx, xy, yy]
    const [, , , p, q, r] = shape(...own(w));
    return [c * c * p - 2 * c * n * q + n * n * r, c * n * (p - r) + (c * c - n * n) * q, n * n * p + 2 * c * n * q + c * c * r];
  };
  return { name, turn, loss, gradient, hessian, back };
}
function stationary(surface) {
  return Object.fromEntries(Object.entries(FLAT[surface.name]).map(([name, at]) => {
    let w = surface.back(at);
    for (let i = 0; i < 6; i++) w = newton(w, surface.gradient(w), surface.hessian(w));
    return [name, w.map((v) => (Math.abs(v) < 1e-12 ? 0 : v))];
  }));
}
const minimaOf = (places) => Object.fromEntries(Object.entries(places).filter(([name]) => name.length === 1));
function curvatures(surface, w) {  // eigenvalues of the Hessian, the smaller first
  const [a, b, d] = surface.hessian(w), root = Math.hypot((a - d) / 2, b);
  return [(a + d) / 2 - root, (a + d) / 2 + root];
}

// ---- the four rules: (w, memory, g) -> [w, memory] -----------------------------------------------------------------

function newton([x, y], [gx, gy], [a, b, d]) {
  const det = a * d - b * b;
  return det === 0 ? [x, y] : [x - (d * gx - b * gy) / det, y - (a * gy - b * gx) / det];
}
const RULES = {
  descent: ({ w, g, eta }) => [w.map((v, i) => v - eta * g[i]), [0, 0]],
  momentum: ({ w, memory, g, eta, mu }) => { const v = memory.map((old, i) => mu * old + g[i]); return [w.map((x, i) => x - eta * v[i]), v]; },
  adagrad: ({ w, memory, g, adagradEta }) => { const s = memory.map((old, i) => old + g[i] * g[i]); return [w.map((x, i) => x - adagradEta * g[i] / (Math.sqrt(s[i]) + 1e-10)), s]; },
  newton: ({ w, g, hessian }) => [newton(w, g, hessian()), [0, 0]],
};
// One method's states {w, g, memory (after the step that g makes)} before step 1, 2, ... and after the last.
function walk(method, surface, start, { eta, mu, adagradEta, noise, draw, steps }, shakes) {
  const shake = shakes || normalNumbers(draw, 2 * steps), states = [];
  let w = start, memory = [0, 0];
  for (let t = 0; t <= steps; t++) {
    const g = surface.gradient(w).map((v, i) => v + (noise ? noise * shake[2 * Math.min(t, steps - 1) + i] : 0)), at = w;
    const [next, kept] = Math.hypot(...w) <= OUT ? RULES[method]({ w, memory, g, eta, mu, adagradEta, hessian: () => surface.hessian(at) }) : [w, memory];
    states.push({ w, g, memory: kept, before: memory, next });
    w = next; memory = kept;
  }
  return states;
}
function walks(surface, start, settings) {
  const shakes = normalNumbers(settings.draw, 2 * settings.steps);
  return Object.fromEntries(METHODS.map((method) => [method, walk(method, surface, start, settings, shakes)]));
}
function arrival(states, place, radius = ARRIVED) {
  let steps = states.length;
  while (steps > 0 && far(states[steps - 1].w, place) <= radius) steps--;
  return steps < states.length ? steps : null;
}
function endsAt(states, places, radius = ARRIVED) {
  const found = Object.entries(places).find(([, place]) => far(states.at(-1).w, place) <= radius);
  return found ? found[0] : null;
}

// ---- eta and mu near a minimum -------------------------------------------------------------------------------------

// Measured from the minimum, w' = (1 + mu - eta c) w - mu w_before; z^2 - (1 + mu - eta c) z + mu = 0 has rho = max |z|.
function regime(eta, mu, cs) {
  let rho = 0, crossing = false;
  for (const c of cs) {
    const p = 1 + mu - eta * c, inside = p * p - 4 * mu;
    rho = Math.max(rho, inside < 0 ? Math.sqrt(mu) : (Math.abs(p) + Math.sqrt(inside)) / 2);
    if (inside < 0 || p < 0) crossing = true;
  }
  return [rho, rho >= 1 ? "divergent" : crossing ? "oscillating" : "monotone"];
}
// Where rho <= r: a triangle (or what mu >= 0 leaves of it), [eta, mu] of its corners. From z = r in the flattest direction,
// eta = (1 - r)(1 - mu/r) / low; from z = -r in the steepest, eta = (1 + r)(1 + mu/r) / high; from complex z, mu = r^2.
function within(r, [low, high]) {
  const a = (1 - r) / low, b = (1 + r) / high, left = (m) => a * (1 - m / r), right = (m) => b * (1 + m / r);
  const m = Math.max(0, r * (a - b) / (a + b));
  return m < r * r ? [[left(m), m], [left(r * r), r * r], [right(r * r), r * r], [right(m), m]] : [];
}
function best([low, high]) {
  const a = Math.sqrt(low), b = Math.sqrt(high), rho = (b - a) / (b + a);
  return [4 / (a + b) ** 2, rho ** 2, rho];
}

// ---- lines of one height -------------------------------------------------------------------------------------------

// Marching squares: the pieces [[x, y], [x, y]] of f = level on a grid of values[row][column] over xlim, ylim.
function contour(values, level, [x0, x1], [y0, y1]) {
  const rows = values.length - 1, columns = values[0].length - 1, dx = (x1 - x0) / columns, dy = (y1 - y0) / rows, pieces = [];
  const cut = (a, b) => (level - a) / (b - a);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
    const a = values[r][c], b = values[r][c + 1], d = values[r + 1][c], e = values[r + 1][c + 1], ends = [];
    if ((a < level) !== (b < level)) ends.push([c + cut(a, b), r]);
    if ((b < level) !== (e < level)) ends.push([c + 1, r + cut(b, e)]);
    if ((d < level) !== (e < level)) ends.push([c + cut(d, e), r + 1]);
    if ((a < level) !== (d < level)) ends.push([c, r + cut(a, d)]);
    for (let k = 0; k + 1 < ends.length; k += 2) pieces.push([ends[k], ends[k + 1]].map(([u, v]) => [x0 + u * dx, y0 + v * dy]));
  }
  return pieces;
}
// The line of equal loss through w, both ways, by small steps along it, each brought back to the level.
function levelLine(surface, w, longest = 12) {
  const level = surface.loss(w);
  const side = (way) => {
    const points = [];
    let p = w, length = 0;
    for (let i = 0; i < 700 && length < longest; i++) {
      const g = surface.gradient(p), size = Math.hypot(...g), [a, b, d] = surface.hessian(p);
      if (size < 1e-9) break;
      const ds = Math.max(0.002, Math.min(0.06, 0.2 * size / Math.hypot(a, b, d)));
      const q = [p[0] - way * ds * g[1] / size, p[1] + way * ds * g[0] / size], gq = surface.gradient(q), off = (surface.loss(q) - level) / Math.max(1e-12, gq[0] ** 2 + gq[1] ** 2);
      p = [q[0] - off * gq[0], q[1] - off * gq[1]];
      points.push(p);
      length += ds;
      if (i > 5 && far(p, w) < ds) break;
    }
    return points;
  };
  return [...side(-1).reverse(), w, ...side(1)];
}
// Watersheds: uphill both ways from each saddle, along its direction of largest curvature.
function watersheds(surface, places) {
  return Object.entries(places).filter(([name]) => name[0] === "S").flatMap(([, saddle]) => {
    const [a, b, d] = surface.hessian(saddle), high = curvatures(surface, saddle)[1];
    const [u, v] = Math.abs(b) > 1e-9 ? [b, high - a] : a > d ? [1, 0] : [0, 1], size = Math.hypot(u, v);
    return [-1, 1].map((way) => {
      const line = [saddle];
      let p = [saddle[0] + way * 0.02 * u / size, saddle[1] + way * 0.02 * v / size];
      for (let i = 0; i < 300 && Math.abs(p[0]) < 5 && Math.abs(p[1]) < 3.5; i++) {
        const g = surface.gradient(p), long = Math.hypot(...g);
        line.push(p);
        if (long < 0.01) break;
        p = [p[0] + 0.04 * g[0] / long, p[1] + 0.04 * g[1] / long];
      }
      return line;
    });
  });
}
