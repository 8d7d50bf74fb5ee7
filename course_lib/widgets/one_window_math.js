// The arithmetic of OneWindow: sizes, windows, sums, and what torch says where nothing fits. It mirrors course_lib/shapes,
// numpy_ops.conv2d and course_lib/experiments/one_window.py, and a test compares them. kit.js stands before this text.

const PHOTO = [40, 60], MOST = 10, NAMES = ["red", "green", "blue", "brightness"];
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
const spanOf = (g) => g.dilation * (g.kernel - 1) + 1;

// One axis: `room` for the window's start, the stride goes `count` - 1 times into it and leaves `left` over. count 0: does not fit.
function sizeOf(n, g) {
  const padded = n + 2 * g.padding, room = padded - spanOf(g);
  return { padded, span: spanOf(g), room, count: room < 0 ? 0 : Math.floor(room / g.stride) + 1, left: room < 0 ? 0 : room % g.stride };
}
// Word for word what torch 2 raises; "" where it raises nothing.
function refusal(g) {
  for (const name of ["channels", "filters"])
    if (g[name] % g.groups) return `ValueError: ${name === "channels" ? "in" : "out"}_channels must be divisible by groups`;
  const { padded, span, count } = sizeOf(g.n, g);
  return count ? "" : `RuntimeError: Calculated padded input size per channel: (${padded} x ${padded}). Kernel size: (${span} x ${span}). Kernel size can't be greater than actual input size`;
}
// Which of the padded rows (or columns) some window looks at.
function seenOf(n, g) {
  const { padded, count } = sizeOf(n, g), seen = Array(padded).fill(false);
  for (let i = 0; i < count; i++) for (let k = 0; k < g.kernel; k++) seen[i * g.stride + k * g.dilation] = true;
  return seen;
}
// What never is seen of the input itself, counted from 0.
const unseenOf = (n, g) => range(n).filter((i) => !seenOf(n, g)[i + g.padding]);

function usualImage(photo, g) {
  const corner = g.cut.map((v, axis) => Math.min(v, PHOTO[axis] - g.n)), first = g.channels === 1 ? 3 : 0;
  return range(g.channels, (c) => range(g.n, (r) => range(g.n, (q) =>
    Math.round(photo[((first + c) * PHOTO[0] + corner[0] + r) * PHOTO[1] + corner[1] + q] * 9 / 255))));
}
function usualKernel(size, f) {
  const middle = (size - 1) / 2;
  return range(size, (i) => range(size, (j) => (size === 1 || f === 2 ? 1 : f === 3 ? Number(i === size >> 1 && j === size >> 1) : Math.sign((f ? i : j) - middle))));
}
const usualWeights = (g) => range(g.filters, (f) => range(Math.max(1, Math.floor(g.channels / g.groups)), () => usualKernel(g.kernel, f)));
const shapeOf = (rows) => (Array.isArray(rows) ? [rows.length, ...(rows.length ? shapeOf(rows[0]) : [])] : []);
const own = (rows, usual) => (String(shapeOf(rows)) === String(shapeOf(usual)) ? rows : usual);
// `old` where it reaches, `usual` beyond: numbers that were set stay when the input grows or shrinks.
const overlay = (old, usual) => usual.map((one, i) => (Array.isArray(one) ? overlay(old?.[i] || [], one) : old?.[i] ?? one));

// The numbers under the window of output cell (r, q), for one filter and one channel it sees: [[x, w, x w], ...] row by row.
function productsOf(x, w, g, f, d, [r, q]) {
  const c = Math.floor(f / (g.filters / g.groups)) * (g.channels / g.groups) + d;
  return range(g.kernel * g.kernel, (k) => {
    const i = Math.floor(k / g.kernel), j = k % g.kernel;
    const row = r * g.stride + i * g.dilation - g.padding, column = q * g.stride + j * g.dilation - g.padding;
    const inside = row >= 0 && row < g.n && column >= 0 && column < g.n, value = inside ? x[c][row][column] : 0;
    return { x: value, w: w[f][d][i][j], p: value * w[f][d][i][j], row, column, inside };
  });
}
// One filter's output; `convolve`: all of them.
function mapOf(x, w, g, f) {
  const { count } = sizeOf(g.n, g), depth = g.channels / g.groups, first = Math.floor(f / (g.filters / g.groups)) * depth;
  return range(count, (r) => range(count, (q) => {
    let sum = g.bias;
    for (let d = 0; d < depth; d++) for (let i = 0; i < g.kernel; i++) {
      const row = x[first + d][r * g.stride + i * g.dilation - g.padding];
      for (let j = 0; row && j < g.kernel; j++) sum += (row[q * g.stride + j * g.dilation - g.padding] || 0) * w[f][d][i][j];
    }
    return sum;
  }));
}
const convolve = (x, w, g) => range(g.filters, (f) => mapOf(x, w, g, f));
function costOf(g) {
  const { count } = sizeOf(g.n, g), weights = g.filters * (g.channels / g.groups) * g.kernel ** 2;
  return { parameters: weights + g.filters, macs: count * count * weights };
}

// The formula with its numbers: both sides, ready to be read.
function sizeText(n, g) {
  const { span, room, count } = sizeOf(n, g);
  const start = `⌊(${n} + 2·${g.padding} − ${span}) / ${g.stride}⌋ + 1`;
  if (!count) return `${n} + 2·${g.padding} = ${n + 2 * g.padding} is less than ${span}: the kernel does not fit, torch raises an error`;
  return `${start} = ⌊${Number((room / g.stride).toFixed(2))}⌋ + 1 = ${count}`;
}
const listed = (numbers) => (numbers.length > 1 ? `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}` : `${numbers}`);
function unseenText(n, g) {
  const lost = unseenOf(n, g), many = lost.length > 1 ? "s" : "";
  if (!lost.length) return seenOf(n, g).includes(false) ? "only zeros of the padding" : "";
  return lost.length > 4 ? `${lost.length} of ${n} columns, and as many rows` : `column${many} ${listed(lost)} and row${many} ${listed(lost)}`;
}
function torchLine(g) {
  const extras = [["stride", 1], ["padding", 0], ["dilation", 1], ["groups", 1]].filter(([name, usual]) => g[name] !== usual).map(([name]) => `, ${name}=${g[name]}`);
  const { count } = sizeOf(g.n, g), problem = refusal(g);
  const call = `torch.nn.Conv2d(${g.channels}, ${g.filters}, ${g.kernel}${extras.join("")})(torch.rand(1, ${g.channels}, ${g.n}, ${g.n})).shape`;
  return `${call}  # ${problem ? problem.split(":")[0] : `[1, ${g.filters}, ${count}, ${count}]`}`;
}
