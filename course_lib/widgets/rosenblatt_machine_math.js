// The arithmetic of Rosenblatt's machine: that of course_lib/experiments/association_machine.py, on the same wires.

const SIDE = 20, CELLS = 400, UNITS = 512, WIRES = 10;

const sign = (v) => (v >= 0 ? 1 : -1);  // sign(0) = +1: a unit always answers

// A cut wire carries nothing: its sign is 0. `order` says which wires go first.
function cutSigns(signs, order, share) {
  const count = Math.floor(share * order.length + 0.5), left = signs.slice();
  for (let k = 0; k < left.length; k++) if (order[k] < count) left[k] = 0;
  return left;
}
// a_i = sum over the wires of unit i of sign * cell
function preactivations(x, cells, signs) {
  const a = new Int16Array(cells.length / WIRES);
  for (let i = 0, k = 0; i < a.length; i++) {
    let sum = 0;
    for (const end = k + WIRES; k < end; k++) sum += signs[k] * x[cells[k]];
    a[i] = sum;
  }
  return a;
}
// phi_i = sign(a_i). Plain loops here: this runs for every held-out digit while the slider moves.
function features(a) {
  const phi = new Int8Array(a.length);
  for (let i = 0; i < a.length; i++) phi[i] = sign(a[i]);
  return phi;
}
// s = w . phi
function weightedSum(w, phi) {
  let s = 0;
  for (let i = 0; i < phi.length; i++) s += w[i] * phi[i];
  return s;
}
// On a mistake, t s <= 0, w <- w + eta t phi, with eta = 1; else w stays. A sum of 0 is a mistake for both classes.
function learn(w, phi, t) {
  const mistake = t * weightedSum(w, phi) <= 0;
  return { mistake, w: mistake ? w.map((v, i) => v + t * phi[i]) : w };
}
function onePass(w, phis, targets) {
  let mistakes = 0;
  phis.forEach((phi, n) => {
    const step = learn(w, phi, targets[n]);
    w = step.w;
    mistakes += step.mistake;
  });
  return { w, mistakes };
}
const accuracy = (w, phis, targets) => phis.filter((phi, n) => sign(weightedSum(w, phi)) === targets[n]).length / phis.length;
// One bit a cell, most significant first, as numpy.packbits writes them.
const unpack = (bytes, n) => Uint8Array.from({ length: CELLS }, (_, k) => (bytes[n * CELLS / 8 + (k >> 3)] >> (7 - (k & 7))) & 1);
const bytesOf = (view, Kind) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
