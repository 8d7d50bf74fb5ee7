"""conv2d as fast as NumPy goes: the same arguments, the same answers, three times as much code as conv.py.

    from course_lib.numpy_ops import conv_fast
    y, cache = conv_fast.conv2d(x, w, b, padding=1)

What costs time in conv.py is not the products but the columns: K = D KH KW times as many numbers as there are
windows, copied in short runs, written to memory and read back. Three things help.

1. Copy in two steps. `Strips` holds every row of the image shifted KW times, and nothing more: KH times less than
   columns. The rows are sorted by their remainder on division by the stride, so that what kernel row i sees lies in
   one piece, from strip row i // stride on.
2. These pieces are multiplied as they lie, one product for each kernel row, and the products are summed. That adds
   F numbers a window for each kernel row. Where copying them to columns is cheaper, because D KW is much less than
   F (the first layer of AlexNet), they are stacked to columns, each in one long run.
3. Go through the batch in blocks of images whose buffers fit into the processor's cache, and use the buffers again.

A 1 x 1 kernel with stride 1 needs no copy at all, and where all columns are few conv.py is as fast (LeNet): there
calls into NumPy cost more than memory. Nothing but x is kept for the backward: strips are made again.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.windows import Windows, same_windows

from . import conv
from .arrays import Array, expect
from .conv import conv_arguments

__all__ = [
    "conv2d",
    "conv2d_backward",
]

BLOCK = 1 << 20  # bytes of the buffers of one block of images: about what a core's own cache holds
STACK = 2.0  # stack kernel rows if F is more than this times D KW
SMALL = 1 << 22  # bytes of the columns of a whole batch, up to which conv.py is used


class Strips:
    """The rows of some images, shifted: of kernel column j, `rows[m][:, :, j]` is every stride-th row from m on.

    rows     remainder m -> (B, C, KW, R, OW)
    columns  (B, C, KH, KW, OH, OW), if the rows are to be stacked
    """

    def __init__(self, block: int, channels: int, groups: int, filters: int, at: Windows, dtype):
        self.at, self.groups = at, groups
        (kh, kw), (oh, ow), d, s = at.kernel, at.count, at.dilation[0], at.stride[0]
        self.place = [((i * d) % s, (i * d) // s) for i in range(kh)]  # kernel row -> remainder, first strip row
        height = {m: max(first for n, first in self.place if n == m) + oh for m, _ in self.place}
        self.rows = {m: np.zeros((block, channels, kw, rows, ow), dtype) for m, rows in height.items()}
        stacked = kh > 1 and filters > STACK * channels * kw  # all of them, and not D and F / G: the same ratio
        self.columns = np.empty((block, channels, kh, kw, oh * ow), dtype) if stacked else None

    def load(self, x: Array) -> None:
        """Copy images in. The zeros of the padding were there from the start and stay."""
        for strip, there, here in self._pieces(len(x)):
            strip[there] = x[here]

    def unload(self, dx: Array) -> None:
        """The transpose of load: add what is in the strips to the images."""
        for strip, there, here in self._pieces(len(dx)):
            dx[here] += strip[there]

    def _pieces(self, images):
        """(strip, its part, the part of the image that belongs there): one for each remainder and kernel column."""
        at = self.at
        for m, strip in self.rows.items():
            rows, seen_rows = _overlap(strip.shape[3], at.size[0], m - at.padding[0], at.stride[0])
            for j in range(at.kernel[1]):
                first = j * at.dilation[1] - at.padding[1]
                cols, seen_cols = _overlap(at.count[1], at.size[1], first, at.stride[1])
                yield strip, (slice(images), slice(None), j, rows, cols), (..., seen_rows, seen_cols)

    def seen(self, i: int, images: int) -> Array:
        """What kernel row i sees: (B, C, KW, P), a view without a copy."""
        (m, first), ow = self.place[i], self.at.count[1]
        strip = self.rows[m][:images]
        flat = strip.reshape(*strip.shape[:3], -1)
        return flat[..., first * ow : (first + self.at.count[0]) * ow]

    def factors(self, images: int) -> list[Array]:
        """What filters are multiplied by, as (B, G, K, P): one for all kernel rows if they are stacked, else KH."""
        rows = [self.seen(i, images) for i in range(self.at.kernel[0])]
        if self.columns is not None:
            for i, row in enumerate(rows):
                self.columns[:images, :, i] = row
            rows = [self.columns[:images]]
        return [_grouped(row, self.groups) for row in rows]

    def products(self, filters: list[Array], above: Array) -> None:
        """The way back of factors: the strips become filters^T dy, summed where kernel rows see the same rows."""
        images = len(above)
        for strip in self.rows.values():
            strip[:images] = 0
        if self.columns is None:
            for i, w in enumerate(filters):
                seen = self.seen(i, images)
                seen += (w.swapaxes(1, 2) @ above).reshape(seen.shape)
        else:
            columns = self.columns[:images]
            np.matmul(filters[0].swapaxes(1, 2), above, out=_grouped(columns, self.groups))
            for i in range(self.at.kernel[0]):
                seen = self.seen(i, images)
                seen += columns[:, :, i]

    def split(self, w: Array) -> list[Array]:
        """The filters for each factor: (G, F/G, K)."""
        if self.columns is not None:
            return [w.reshape(self.groups, len(w) // self.groups, -1)]
        rows = (w[:, :, i] for i in range(self.at.kernel[0]))
        return [row.reshape(self.groups, len(w) // self.groups, -1) for row in rows]

    def join(self, dws: list[Array], shape: tuple) -> Array:
        """The transpose of split: gradients for each factor become that of w."""
        if self.columns is not None:
            return dws[0].reshape(shape)
        f, d, _, kw = shape
        return np.stack([dw.reshape(f, d, kw) for dw in dws], axis=2)


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
    if _small(x, at):
        return conv.conv2d(x, w, b, stride, padding, dilation, groups)
    y = (_pointwise if _needs_no_copy(at) else _forward)(x, w, b, at, groups)
    return y, (x, w, b, at, groups)


def conv2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, at, groups = cache
    if _small(x, at):
        return conv.conv2d_backward(dy, cache)
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
    for block in _blocks(x, at):
        np.matmul(filters, columns[block], out=y[block])
        if b is not None:
            y[block] += b.reshape(groups, -1, 1)
    return y.reshape(len(x), len(w), *at.size)


def _forward(x: Array, w: Array, b: Array | None, at: Windows, groups: int) -> Array:
    y = np.empty((len(x), groups, len(w) // groups, at.count[0] * at.count[1]), x.dtype)
    bias = None if b is None else b.reshape(groups, -1, 1)
    strips = None
    for block in _blocks(x, at):
        if strips is None:
            strips = Strips(block.stop, x.shape[1], groups, len(w), at, x.dtype)
            filters, more = strips.split(w), np.empty_like(y[block])
        strips.load(x[block])
        out = y[block]
        first, *others = zip(filters, strips.factors(len(out)), strict=True)
        np.matmul(*first, out=out)
        for pair in others:
            out += np.matmul(*pair, out=more[: len(out)])
        if b is not None:
            out += bias
    return y.reshape(len(x), len(w), *at.count)


def _backward(dy: Array, x: Array, w: Array, at: Windows, groups: int, with_dx: bool) -> tuple[Array | None, Array]:
    """dx and dw. Without dx it is left out, and None."""
    dx, dws, strips = np.zeros(x.shape, x.dtype) if with_dx else None, None, None
    dy = dy.reshape(len(x), groups, len(w) // groups, at.count[0] * at.count[1])
    for block in _blocks(x, at):
        if strips is None:
            strips, into_dx = (Strips(block.stop, x.shape[1], groups, len(w), at, x.dtype) for _ in range(2))
            filters = strips.split(w)
        strips.load(x[block])
        above = dy[block]
        parts = [(above @ factor.swapaxes(2, 3)).sum(axis=0) for factor in strips.factors(len(above))]
        dws = parts if dws is None else [dw + part for dw, part in zip(dws, parts, strict=True)]
        if with_dx:
            into_dx.products(filters, above)
            into_dx.unload(dx[block])
    return dx, np.zeros(w.shape, w.dtype) if dws is None else strips.join(dws, w.shape)


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


def _small(x: Array, at: Windows) -> bool:
    return x.itemsize * x.shape[0] * x.shape[1] * int(np.prod(at.kernel + at.count)) <= SMALL


def _needs_no_copy(at: Windows) -> bool:
    return at.kernel == at.stride == (1, 1) and at.padding == (0, 0)


def _blocks(x: Array, at: Windows) -> list[slice]:
    """Blocks of images, the largest first: their columns (or strips) fill at most BLOCK bytes, or are of one image."""
    strips = x.shape[1] * at.kernel[1] * (at.size[0] + 2 * at.padding[0]) * at.count[1] * x.itemsize
    images = max(1, BLOCK // max(1, strips))
    return [slice(start, min(start + images, len(x))) for start in range(0, len(x), images)]


def _overlap(count: int, length: int, first: int, step: int) -> tuple[slice, slice]:
    """Of cells 0 ... count - 1 that lie on first + step * cell: those inside 0 ... length - 1, and where they lie."""
    start = max(0, -(first // step))  # the first cell with first + step * cell >= 0
    stop = max(start, min(count, -((first - length) // step)))
    seen = first + step * start
    return slice(start, stop), slice(seen, seen + step * (stop - start - 1) + 1 if stop > start else seen, step)


def _grouped(a: Array, groups: int) -> Array:
    """(B, C, ..., P) -> (B, G, K, P), a view."""
    return a.reshape(len(a), groups, int(np.prod(a.shape[1:-1])) // groups, a.shape[-1])
