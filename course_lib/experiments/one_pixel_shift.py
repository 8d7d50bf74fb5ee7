"""A digit moved by a pixel: what that changes in it, in its edge maps, and in what pooling leaves of them.

Two questions, and two answers that are often mixed up. Is f *invariant*: does f(shifted x) equal f(x)? Is it
*equivariant*: does f(shifted x) equal f(x) shifted alike? A convolution of stride 1 is equivariant, exactly, as long
as nothing crosses the border; it is not invariant at all. Pooling in windows is neither: less changes than before, and
what came out is f(x) shifted only where the shift is a multiple of the stride. A maximum or mean over the whole map is
invariant. (Zhang, Making convolutional networks shift-invariant again, arXiv 1904.11486, 2019.)

Pixels are whole numbers from 0 to 255 and the filters hold -1, 0 and 1, so equal means equal, without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.data import digits as handwritten
from course_lib.data import resize
from course_lib.numpy_ops import avg_pool2d, conv2d, max_pool2d, relu

SIDE, INNER = 24, 16  # of the frame and of the digit in its middle, in pixels: room for 4 on every side
MOST = (SIDE - INNER) // 2  # the farthest shift
POOLS = ("max", "average", "strided", "none")
SIZES = (2, 3, 4, 6, 8, 12, 24)  # windows that divide the side; 24: all of the map
FILTERS = ("brighter to the right", "brighter to the left", "brighter below", "brighter above")


@dataclass
class Stage:
    """One stage of the way (the digit, its features, what is left of them), before and after the shift."""

    before: np.ndarray  # (C, n, n) f(x)
    after: np.ndarray  # (C, n, n) f(shifted x)
    lit: int  # cells other than 0 in `before` or `after`
    changed: float  # share of these cells that differ
    change: float  # |after - before| / |before|, Euclidean: 0 where f is invariant
    moved: tuple[int, int]  # the shift of `before`, in whole cells, that comes closest to `after`
    left: float  # |after - moved before| / |before|: 0 where f is equivariant
    exact: tuple[int, int] | None  # shift / stride, where that is whole, else None


@dataclass
class Shift:
    """`digit`, `features` and `pooled` are stages of the same digit."""

    digit: Stage
    features: Stage
    pooled: Stage


@cache
def _digits() -> np.ndarray:
    x, labels, *_ = handwritten()
    first = np.stack([x[np.flatnonzero(labels == label)[0], 0] for label in range(10)])
    grey = 255 * resize(first[:, None].astype(np.float64), INNER)[:, 0]
    small = np.floor(np.clip(2 * grey - 128, 0, 255) + 0.5)  # twice the contrast: enlarging has blurred the strokes
    framed = np.pad(small, ((0, 0), (MOST, MOST), (MOST, MOST))).astype(np.uint8)
    framed.flags.writeable = False
    return framed


def digits() -> np.ndarray:
    """(10, SIDE, SIDE) uint8, read-only: one handwritten 0, 1, ... 9, each in the middle of an empty frame.

    Of the digits that come with scikit-learn, enlarged from 8 to 16 pixels and with twice the contrast.
    """
    return _digits()


def filter_bank() -> np.ndarray:
    """(4, 1, 3, 3) float64: the edge kernels of FILTERS, three rows of (-1, 0, 1) and its turns."""
    right = np.array([[-1.0, 0.0, 1.0]] * 3)
    return np.stack([right, -right, right.T, -right.T])[:, None]


def shifted(maps, shift) -> np.ndarray:
    """`maps` (..., H, W) moved by (down, right) whole cells; zeros come in, what leaves the frame is gone."""
    maps, (down, right) = np.asarray(maps), shift
    height, width = maps.shape[-2:]
    moved = np.zeros_like(maps)
    rows, columns = (slice(max(0, d), max(0, n + min(0, d))) for d, n in ((down, height), (right, width)))
    from_rows, from_columns = (slice(max(0, -d), max(0, n - max(0, d))) for d, n in ((down, height), (right, width)))
    moved[..., rows, columns] = maps[..., from_rows, from_columns]
    return moved


def features(image) -> np.ndarray:
    """(4, SIDE, SIDE) float64: the edge maps of one image, ReLU(conv), padding 1."""
    x = np.asarray(image, dtype=np.float64)[None, None]
    return relu(conv2d(x, filter_bank(), padding=1)[0])[0][0]


def pooled(maps, pool: str = "max", size: int = 2, stride: int | None = None) -> np.ndarray:
    """(C, n, n): each map pooled in windows of size x size, one every `stride` cells (None: as size).

    pool: "max", "average"; "strided" keeps only every stride-th row and column, which is all that a convolution of
    that stride computes; "none" leaves the maps as they are. Raises ValueError on anything else.
    """
    stride = size if stride is None else stride
    if pool == "none":
        return maps
    if pool == "strided":
        return maps[..., ::stride, ::stride]
    if pool not in POOLS:
        raise ValueError(f"pooled: pool must be one of {', '.join(POOLS)}, got {pool!r}")
    operation = max_pool2d if pool == "max" else avg_pool2d
    return operation(maps[None], size, stride)[0][0]


def compare(before, after, shift, stride: int = 1) -> Stage:
    """What a shift of the input by `shift` pixels changed in maps whose cells lie `stride` pixels apart."""
    lit = ((before != 0) | (after != 0)).sum()
    near = [sorted({d // stride, -(-d // stride)}) for d in shift]
    left = {(i, j): _apart(after, shifted(before, (i, j)), before) for i in near[0] for j in near[1]}
    moved = min(left, key=left.get)  # of equal ones the first
    exact = moved if all(d % stride == 0 for d in shift) else None
    changed = float((after != before).sum() / max(1, lit))
    return Stage(before, after, int(lit), changed, _apart(after, before, before), moved, left[moved], exact)


def _apart(a, b, of) -> float:
    """|a - b| / |of|, Euclidean: 0 where a and b are equal, even where there is nothing to compare them with."""
    distance, length = np.linalg.norm(a - b), np.linalg.norm(of)
    return float(distance / length) if length else (np.inf if distance else 0.0)


def pair_of(shift) -> tuple[int, int]:
    """(down, right) of a pair or of one number, which means to the right. ValueError beyond MOST pixels."""
    pair = (0, shift) if isinstance(shift, int | np.integer) else tuple(shift)
    if len(pair) != 2 or not all(isinstance(d, int | np.integer) and abs(d) <= MOST for d in pair):
        raise ValueError(f"one_pixel_shift: shift must be (down, right) from -{MOST} to {MOST}, got {shift!r}")
    return int(pair[0]), int(pair[1])


def one_pixel_shift(shift=(0, 1), pool: str = "max", size: int = 2, stride: int | None = None, digit: int = 4) -> Shift:
    """The digit, its features and its pooled features, before and after moving the digit by `shift`.

    shift  (down, right) in pixels, at most MOST each way; a number means (0, number)
    pool   "max", "average", "strided" or "none"; size, stride as in `pooled`; digit 0 to 9
    """
    shift = pair_of(shift)
    x = digits()[digit][None].astype(np.float64)
    stages, f = [(x, shifted(x, shift), 1)], [features(x[0]), features(shifted(x, shift)[0])]
    stages.append((*f, 1))
    step = 1 if pool == "none" else size if stride is None else stride
    stages.append((*(pooled(maps, pool, size, stride) for maps in f), step))
    return Shift(*(compare(before, after, shift, step) for before, after, step in stages))


def along(pool: str = "max", size: int = 2, stride: int | None = None, digit: int = 4) -> list[Shift]:
    """`one_pixel_shift` for the digit moved to the right by -MOST, ..., -1, 0, 1, ..., MOST pixels."""
    return [one_pixel_shift(d, pool, size, stride, digit) for d in range(-MOST, MOST + 1)]
