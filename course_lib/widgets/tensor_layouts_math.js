// The arithmetic of TensorLayouts, put in front of tensor_layouts.js. It mirrors course_lib/experiments/tensor_layouts.py
// function by function; tests compare the two with each other and with torch.
// A layout: {storage, shape, strides, copied}; strides are counted in numbers.

const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
const product = (list) => list.reduce((a, b) => a * b, 1);
const OPERATIONS = ["permute", "transpose", "view", "reshape", "expand", "contiguous", "channels_last"];

const rowMajor = (shape) => shape.map((_, d) => product(shape.slice(d + 1)));
const block = (shape) => ({ storage: range(product(shape)), shape: [...shape], strides: rowMajor(shape), copied: false });
const bias = (shape) => block(shape.map((n, d) => (d === Math.min(1, shape.length - 1) ? n : 1)));
const place = (layout, index) => index.reduce((total, i, d) => total + i * layout.strides[d], 0);
const fits = (shape, strides, wanted) => shape.every((n, d) => n === 1 || strides[d] === wanted[d]);
const isContiguous = (layout) => fits(layout.shape, layout.strides, rowMajor(layout.shape));
// All indices in the tensor's own order, the last axis fastest.
const indices = (shape) => shape.reduce((all, n) => all.flatMap((index) => range(n, (i) => [...index, i])), [[]]);
const valuesOf = (layout) => indices(layout.shape).map((index) => layout.storage[place(layout, index)]);

// Axes merged where memory allows: [length, stride] of every stretch that is walked with one even step.
function chunks(shape, strides) {
  const merged = [];
  shape.forEach((length, d) => {
    const last = merged.at(-1);
    if (length === 1) return;
    if (last && last[1] === strides[d] * length) merged[merged.length - 1] = [last[0] * length, strides[d]];
    else merged.push([length, strides[d]]);
  });
  return merged;
}
// Strides of the same memory in the shape `wanted`, or null: every stretch must be cut into new axes of its own.
function viewStrides(shape, strides, wanted) {
  const left = chunks(shape, strides), found = [];
  let [length, step] = left.pop() || [1, 1];
  for (const n of [...wanted].reverse()) {
    if (n !== 1 && length === 1 && left.length) [length, step] = left.pop();
    if (n !== 1 && length % n) return null;
    found.unshift(step);
    length /= n;
    step *= n;
  }
  return length === 1 && !left.length ? found : null;
}
function parse(text) {
  const match = /^\s*(\w+)\s*\(\s*((?:-?\d+\s*,\s*)*(?:-?\d+)?)\s*,?\s*\)\s*$/.exec(text);
  if (!match || !OPERATIONS.includes(match[1])) throw new Error(`“${text}” is not understood; there are ${OPERATIONS.join(", ")}, as in view(2, -1)`);
  return [match[1], match[2].split(",").filter((v) => v.trim()).map(Number)];
}
// The same tensor written to new memory, where it has these strides.
function layoutOf(layout, strides) {
  const storage = range(product(layout.shape), () => 0), values = valuesOf(layout);
  indices(layout.shape).forEach((index, k) => { storage[place({ strides }, index)] = values[k]; });
  return { storage, shape: layout.shape, strides, copied: true };
}
function permuted(layout, name, numbers) {
  const n = layout.shape.length, inside = numbers.every((d) => d >= -n && d < n);
  let order = numbers.map((d) => (d + n) % n);
  if (name === "transpose") {
    if (numbers.length !== 2 || !inside) throw new Error(`transpose needs two axes from ${-n} to ${n - 1}`);
    const [a, b] = order;
    order = range(n, (d) => (d === a ? b : d === b ? a : d));
  } else if (numbers.length !== n || !inside || new Set(order).size !== n) throw new Error(`permute needs each of the axes 0 to ${n - 1} once`);
  return { storage: layout.storage, copied: false, shape: order.map((d) => layout.shape[d]), strides: order.map((d) => layout.strides[d]), order };
}
function expanded(layout, numbers) {
  const extra = numbers.length - layout.shape.length;  // new axes may stand in front
  if (extra < 0 || numbers.slice(0, extra).includes(-1)) throw new Error(`expand needs a length for each of the ${layout.shape.length} axes`);
  const old = [...range(extra, () => 1), ...layout.shape], steps = [...range(extra, () => 0), ...layout.strides];
  numbers.forEach((want, d) => {
    if (want !== -1 && want !== old[d] && (old[d] !== 1 || want < 1)) throw new Error(`expand can only repeat axes of length 1, not ${old[d]} to ${want}`);
  });
  const shape = numbers.map((want, d) => (want === -1 ? old[d] : want));  // a step of 0: the same number again
  return { storage: layout.storage, copied: false, shape, strides: shape.map((n, d) => (n === old[d] ? steps[d] : 0)) };
}
function filled(numbers, count) {
  const known = product(numbers.filter((n) => n !== -1)), open = numbers.filter((n) => n === -1).length;
  if (!numbers.length || open > 1 || numbers.some((n) => n < 1 && n !== -1)) throw new Error("a shape is made of lengths from 1, with at most one -1");
  if (count % known || (!open && known !== count)) throw new Error(`shape [${numbers.join(", ")}] is invalid for input of size ${count}`);
  return numbers.map((n) => (n === -1 ? count / known : n));
}
const REFUSAL = "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.";
// The layout after one operation such as "permute(0, 2, 3, 1)"; throws where torch refuses, too.
function apply(layout, text) {
  const [name, numbers] = parse(text), still = { ...layout, order: undefined, copied: false };
  if ((name === "contiguous" || name === "channels_last") && numbers.length) throw new Error(`${name}() takes no numbers`);
  if (name === "contiguous") return isContiguous(layout) ? still : layoutOf(layout, rowMajor(layout.shape));
  if (name === "channels_last") {
    if (layout.shape.length !== 4) throw new Error(`channels_last() is for 4 axes, the tensor has ${layout.shape.length}`);
    const [, c, height, width] = layout.shape, strides = [height * width * c, 1, width * c, c];
    return fits(layout.shape, layout.strides, strides) ? still : layoutOf(layout, strides);
  }
  if (name === "permute" || name === "transpose") return permuted(layout, name, numbers);
  if (name === "expand") return expanded(layout, numbers);
  const shape = filled(numbers, product(layout.shape)), strides = viewStrides(layout.shape, layout.strides, shape);
  if (strides) return { storage: layout.storage, shape, strides, copied: false };
  if (name === "view") throw new Error(REFUSAL);
  return { storage: valuesOf(layout), shape, strides: rowMajor(shape), copied: true };
}
