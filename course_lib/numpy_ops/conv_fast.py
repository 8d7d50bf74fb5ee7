"""conv2d as fast as NumPy goes: the same arguments, the same answers, three times as much code as conv.py.

    from course_lib.numpy_ops import conv_fast
    y, cache = conv_fast.conv2d(x, w, b, padding=1)

What costs time in conv.py is not the products but the columns: K = D KH KW times as many numbers as there are
windows, copied in short runs, written to memory and read back. Three things help.

1. Copy in two steps. `Strips` holds every row of the image shifted KW times, and nothing more: KH times less than
   columns. The rows are sorted by their remainder on division by the stride, so that what kernel row i sees lies in
   one piece, from strip row i // stride on.
2. A strip is multiplied as it lies, by the filters of all kernel rows in one product. Kernel row i of a filter is
   right about its own piece of the product; the answer is the sum of the pieces. Where copying is cheaper than
   adding, because D KW is less than F (the first layer of LeNet and of AlexNet), what the kernel rows see is stacked
   to columns instead, each in one long run.
3. Go through the batch in blocks of images whose buffers fit into the processor's cache, and use the buffers again.

A 1 x 1 kernel with stride 1 needs no copy at all. Nothing but x is kept for the backward: strips are made again.
"""

from __future__ import annotations

from math import prod

import numpy as np

from course_lib.shapes.windows import Windows, same_windows

from . import conv
from .arrays import Array, expect
from .conv import conv_arguments

__all__ = [
    "conv2d",
    "conv2d_backward",
]

BLOCK = 1 << 21  # bytes of the strips or columns of one block of images: about what the cores' own caches hold
STACK = 1.0  # stack kernel rows if F is more than this times D KW


class Strips:
    """The rows of a block of images, shifted; what filters are multiplied by, and what comes out of that.

    rows      remainder m -> (B, C, KW, R, OW): of kernel column j, `rows[m][:, :, j]` is every stride-th row from m on
    columns   (B, C, KH, KW, OH OW) if the kernel rows are stacked, else None
    factors   the columns, or the strip of each remainder, as views (B, G, K, P)
    products  filters times factors, (B, G, kernel rows F / G, P); None if that is the answer already
    """

    def __init__(self, block: int, channels: int, groups: int, filters: int, at: Windows, dtype, stack, spread=False):
        self.at, self.groups = at, groups
        (kh, kw), (oh, ow), d, s = at.kernel, at.count, at.dilation[0], at.stride[0]
        self.first = {}  # remainder -> {kernel row: the first strip row it sees}
        for i in range(kh):
            self.first.setdefault(i * d % s, {})[i] = i * d // s
        heights = {m: max(first.values()) + oh for m, first in self.first.items()}
        self.rows = {m: np.zeros((block, channels, kw, height, ow), dtype) for m, height in heights.items()}
        self.overlaps = list(self._overlaps())
        self.columns = self.products = None
        if kh == 1:
            self.factors = [_grouped(self.rows[0], groups)]
        elif stack:
            self.columns = np.empty((block, channels, kh, kw, oh, ow), dtype)
            self.factors = [_grouped(self.columns, groups)]
        else:
            self.factors = [_grouped(strip, groups) for strip in self.rows.values()]
            sizes = [(len(self.first[m]) * filters // groups, heights[m] * ow) for m in self.first]
            make = np.zeros if spread else np.empty  # `spread` writes the pieces only
            self.products = [make((block, groups, *size), dtype) for size in sizes]

    def load(self, x: Array) -> None:
        """Copy images in. The zeros of the padding were there from the start and stay."""
        for strip, there, here in self.overlaps:
            strip[: len(x)][there] = x[here]
        if self.columns is not None:
            for i, rows in self._seen(len(x)):
                self.columns[: len(x), :, i] = rows

    def unload(self, dx: Array) -> None:
        """The transpose of load: add what is in the factors to the images."""
        if self.columns is not None:
            for strip in self.rows.values():
                strip[: len(dx)] = 0
            for i, rows in self._seen(len(dx)):
                rows += self.columns[: len(dx), :, i]
        for strip, there, here in self.overlaps:
            dx[here] += strip[: len(dx)][there]

    def multiply(self, filters: list[Array], out: Array) -> None:
        """out (B, G, F / G, OH OW) = filters times factors, as `split` arranges the filters."""
        images = len(out)
        if self.products is None:
            np.matmul(filters[0], self.factors[0][:images], out=out)
            return
        for w, factor, product in zip(filters, self.factors, self.products, strict=True):
            np.matmul(w, factor[:images], out=product[:images])
        first, second, *others = self._pieces(images)
        np.add(first, second, out=out)
        for piece in others:
            out += piece

    def spread(self, dy: Array) -> list[Array]:
        """The transpose of that sum: dy (B, G, F / G, OH OW) in each piece of the products, 0 around it."""
        if self.products is None:
            return [dy]
        for piece in self._pieces(len(dy)):
            piece[:] = dy
        return [product[: len(dy)] for product in self.products]

    def split(self, w: Array) -> list[Array]:
        """The filters for each factor, (G, kernel rows F / G, K)."""
        w = w.reshape(self.groups, len(w) // self.groups, *w.shape[1:])
        if self.products is None:
            return [w.reshape(*w.shape[:2], -1)]
        parts = [w[:, :, :, list(first)].transpose(0, 3, 1, 2, 4) for first in self.first.values()]
        return [part.reshape(self.groups, prod(part.shape[1:3]), -1) for part in parts]

    def correlate(self, dy: Array) -> Array:
        """dw (G, F / G, D, KH, KW) for the images that are loaded and dy (B, G, F / G, OH OW)."""
        (kh, kw), (oh, ow) = self.at.kernel, self.at.count
        if self.products is None:
            return (dy @ self.factors[0][: len(dy)].swapaxes(2, 3)).sum(axis=0).reshape(*dy.shape[1:3], -1, kh, kw)
        above, dw = dy.swapaxes(2, 3), [None] * kh
        for factor, first in zip(self.factors, self.first.values(), strict=True):
            for i, row in first.items():
                seen = factor[: len(dy), :, :, row * ow : (row + oh) * ow]
                dw[i] = (seen @ above).sum(axis=0).swapaxes(1, 2).reshape(*dy.shape[1:3], -1, kw)
        return np.stack(dw, axis=3)

    def _pieces(self, images):
        """Of the products, what each kernel row is right about: (B, G, F / G, OH OW)."""
        ow = self.at.count[1]
        for product, first in zip(self.products, self.first.values(), strict=True):
            product = product[:images].reshape(images, self.groups, len(first), -1, product.shape[3])
            for k, row in enumerate(first.values()):
                yield product[:, :, k, :, row * ow : (row + self.at.count[0]) * ow]

    def _seen(self, images):
        """(i, what kernel row i sees of the strips): (B, C, KW, OH, OW), a view."""
        for m, first in self.first.items():
            for i, row in first.items():
                yield i, self.rows[m][:images, :, :, row : row + self.at.count[0]]

    def _overlaps(self):
        """(strip, its part, the part of the image that belongs there): one for each remainder and kernel column."""
        at = self.at
        for m, strip in self.rows.items():
            rows, seen_rows = _overlap(strip.shape[3], at.size[0], m - at.padding[0], at.stride[0])
            for j in range(at.kernel[1]):
                first = j * at.dilation[1] - at.padding[1]
                cols, seen_cols = _overlap(at.count[1], at.size[1], first, at.stride[1])
                yield strip, (..., j, rows, cols), (..., seen_rows, seen_cols)


def conv2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[Array, tuple]:
    at, groups = conv_arguments("conv2d", x, w, b, stride, padding, dilation, groups)
    y = (_pointwise if _needs_no_copy(at) else _forward)(x, w, b, at, groups)
    return y, (x, w, b, at, groups)


def conv2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, at, groups = cache
    expect("conv2d_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F D KH KW"))
    same_windows("conv2d_backward", at, {"dy": dy, "x": x, "w": w})
    if _needs_no_copy(at) and groups == 1:
        dx, dw, _ = conv.conv1x1_backward(dy, (x, w[:, :, 0, 0], None))
        dw = dw.reshape(w.shape)
    else:
        turned = _turned(at, w, groups)
        dx, dw = _backward(dy, x, w, at, groups, with_dx=turned is None)
        if turned is not None:
            dx = _forward(dy, *turned, groups)
    db = None if b is None else dy.reshape(*dy.shape[:2], -1 if dy.size else 0).sum(axis=2).sum(axis=0)
    return dx, dw, db


conv2d.__doc__, conv2d_backward.__doc__ = conv.conv2d.__doc__, conv.conv2d_backward.__doc__


def _pointwise(x: Array, w: Array, b: Array | None, at: Windows, groups: int) -> Array:
    """The 1 x 1 convolution: the pixels are the columns. Block after block, so that b is added within the cache."""
    pixels = at.size[0] * at.size[1]
    y = np.empty((len(x), groups, len(w) // groups, pixels), x.dtype)
    columns, filters = x.reshape(len(x), groups, x.shape[1] // groups, pixels), w.reshape(*y.shape[1:3], -1)
    for block in _blocks(x, w, at):
        np.matmul(filters, columns[block], out=y[block])
        if b is not None:
            y[block] += b.reshape(groups, -1, 1)
    return y.reshape(len(x), len(w), *at.size)


def _forward(x: Array, w: Array, b: Array | None, at: Windows, groups: int) -> Array:
    y = np.empty((len(x), groups, len(w) // groups, prod(at.count)), x.dtype)
    strips = None
    for block in _blocks(x, w, at):
        if strips is None:
            strips = Strips(block.stop, x.shape[1], groups, len(w), at, x.dtype, _stack(x, w, at))
            filters = strips.split(w)
        strips.load(x[block])
        strips.multiply(filters, y[block])
        if b is not None:
            y[block] += b.reshape(groups, -1, 1)
    return y.reshape(len(x), len(w), *at.count)


def _backward(dy: Array, x: Array, w: Array, at: Windows, groups: int, with_dx: bool) -> tuple[Array | None, Array]:
    """dx and dw. Without dx it is left out, and None."""
    dx, strips = np.zeros(x.shape, x.dtype) if with_dx else None, None
    dw = np.zeros((groups, len(w) // groups, *w.shape[1:]), w.dtype)
    dy = dy.reshape(len(x), groups, len(w) // groups, prod(at.count))
    for block in _blocks(x, w, at):
        if strips is None:
            layout = (block.stop, x.shape[1], groups, len(w), at, x.dtype, _stack(x, w, at))
            strips, into = Strips(*layout), Strips(*layout, spread=True) if with_dx else None
            filters = strips.split(w)
        strips.load(x[block])
        dw += strips.correlate(dy[block])
        if with_dx:
            for a, f, factor in zip(into.spread(dy[block]), filters, into.factors, strict=True):
                np.matmul(f.swapaxes(1, 2), a, out=factor[: len(a)])
            into.unload(dx[block])
    return dx, dw.reshape(w.shape)


def _turned(at: Windows, w: Array, groups: int) -> tuple[Array, None, Windows] | None:
    """With stride 1, dx is a convolution of dy with the kernel turned around: (its w, no bias, its windows).

    None where that is not so, or where it would be dearer: it sees the filters in place of the channels.
    """
    f, d, *_ = w.shape
    spans = [dil * (k - 1) for dil, k in zip(at.dilation, at.kernel, strict=True)]
    padding = tuple(span - p for span, p in zip(spans, at.padding, strict=True))
    if at.stride != (1, 1) or f > 2 * d * groups or min(padding) < 0:
        return None
    turned = w.reshape(groups, f // groups, d, *at.kernel)[..., ::-1, ::-1].swapaxes(1, 2)
    turned = turned.reshape(groups * d, f // groups, *at.kernel)
    return turned, None, Windows(at.count, at.kernel, (1, 1), padding, at.dilation, at.size)


def _stack(x: Array, w: Array, at: Windows) -> bool:
    """Are columns cheaper than sums of pieces? They are for many filters, and where dilation makes strips high."""
    height = at.count[0] + at.dilation[0] * (at.kernel[0] - 1) // at.stride[0]
    return len(w) > STACK * x.shape[1] * at.kernel[1] or height > 2 * at.count[0]


def _needs_no_copy(at: Windows) -> bool:
    return at.kernel == at.stride == (1, 1) and at.padding == (0, 0)


def _blocks(x: Array, w: Array, at: Windows) -> list[slice]:
    """Blocks of images, the largest first: what is copied fills at most BLOCK bytes, or is of one image."""
    rows = at.kernel[0] * at.count[0] if _stack(x, w, at) else at.size[0] + 2 * at.padding[0]
    images = max(1, BLOCK // max(1, x.itemsize * x.shape[1] * at.kernel[1] * rows * at.count[1]))
    return [slice(start, min(start + images, len(x))) for start in range(0, len(x), images)]


def _overlap(count: int, length: int, first: int, step: int) -> tuple[slice, slice]:
    """Of cells 0 ... count - 1 that lie on first + step * cell: those inside 0 ... length - 1, and where they lie."""
    start = max(0, -(first // step))  # the first cell with first + step * cell >= 0
    stop = max(start, min(count, -((first - length) // step)))
    seen = first + step * start
    return slice(start, stop), slice(seen, seen + step * (stop - start - 1) + 1 if stop > start else seen, step)


def _grouped(a: Array, groups: int) -> Array:
    """(B, C, ..., OH, OW) -> (B, G, K, P), a view."""
    return a.reshape(len(a), groups, prod(a.shape[1:-2]) // groups, a.shape[-2] * a.shape[-1])
