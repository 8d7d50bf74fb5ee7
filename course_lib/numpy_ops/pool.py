"""Pooling: one number for each window of a feature map, so that small shifts of the input matter less.

Windows are never cut out one by one. The numbers at one place of all windows form a slice of x, so k times k
slices, combined one after the other, give all windows at once.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.pooling import pixels_seen, places, pool_windows

from .arrays import Array, expect

__all__ = [
    "max_pool2d",
    "max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
]

Pair = int | tuple[int, int]
BLOCK = 1 << 18  # numbers handled at a time, whole images: what fits into a core's second cache


def max_pool2d_loops(x, size, stride=None, padding=0):
    """The definition of `max_pool2d`, to be read and compared with: (y, place), far too slow for use.

    place[n, c, i, j] is the (row, column) in x of the maximum: the first one, row by row. The gradient goes there.
    """
    at = pool_windows(expect, "max_pool2d", x=x, size=size, stride=stride, padding=padding)
    y = np.empty((*x.shape[:2], *at.count), x.dtype)
    place = np.empty((*y.shape, 2), int)
    for n, c, i, j in np.ndindex(y.shape):
        best = None
        for row in range(i * at.stride[0] - at.padding[0], i * at.stride[0] - at.padding[0] + at.kernel[0]):
            for col in range(j * at.stride[1] - at.padding[1], j * at.stride[1] - at.padding[1] + at.kernel[1]):
                inside = 0 <= row < x.shape[2] and 0 <= col < x.shape[3]
                if inside and (best is None or x[n, c, row, col] > x[n, c, *best]):
                    best = row, col
        y[n, c, i, j], place[n, c, i, j] = x[n, c, *best], best
    return y, place


def max_pool2d(x: Array, size: Pair, stride: Pair | None = None, padding: Pair = 0) -> tuple[Array, tuple]:
    """The largest number of each window. Padding never wins: it counts as minus infinity.

        y[n, c, i, j] = max_uv x[n, c, s i + u - p, s j + v - p],  0 <= u, v < size
        OH = floor((H + 2 p - size) / s) + 1,  OW likewise

    Arguments
        x        (N, C, H, W)    float32 or float64
        size     () or (2,)      integer >= 1, or two: (height, width) of the window
        stride   () or (2,)      integer >= 1, or two: s above; None: as size, so that windows do not overlap
        padding  () or (2,)      integer >= 0, or two: p above, on every side; at most half of size
    Returns
        y        (N, C, OH, OW)  same dtype; NaN where a window holds a NaN
        cache                    for max_pool2d_backward: (x, y, the windows)
    Raises
        TypeError   x is not an array of float32 or float64, or another argument is not an integer or two
        ValueError  x has not 4 axes, or the windows do not fit
    Source: Ranzato, Huang, Boureau, LeCun, CVPR (2007); overlapping windows: Krizhevsky et al., NIPS (2012).
    """
    at = pool_windows(expect, "max_pool2d", x=x, size=size, stride=stride, padding=padding)
    y = np.full((*x.shape[:2], *at.count), -np.inf, x.dtype)
    for images in _blocks(x):
        for seen, place in places(at):
            best = y[images][seen]
            np.maximum(best, x[images][place], out=best)
    return y, (x, y, at)


def max_pool2d_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `max_pool2d`: all of it goes to the maximum; of equal ones to the first, row by row, as in torch.

        dx[n, c, h, w] = sum of dy over the windows whose first maximum is x[n, c, h, w]

    Arguments
        dy     (N, C, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what max_pool2d returned
    Returns
        dx     (N, C, H, W)    same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule; Krizhevsky, Sutskever, Hinton, NIPS (2012), for windows that overlap.
    """
    x, y, at = cache
    expect("max_pool2d_backward", dy=(dy, "N C OH OW"), x=(x, "N C H W"), y=(y, "N C OH OW"))
    dx = np.zeros(x.shape, x.dtype)
    for images in _blocks(x):
        waiting = np.ones(y[images].shape, bool)  # windows whose maximum has not been met
        has_nan = np.isnan(y[images]).any()
        for seen, place in places(at):
            candidate = x[images][place]
            hit = candidate == y[images][seen]
            if has_nan:
                hit |= np.isnan(candidate)
            hit &= waiting[seen]
            waiting[seen] ^= hit
            dx[images][place] += _where(hit, dy[images][seen])
    return dx


def avg_pool2d_loops(x, size, stride=None, padding=0, count_include_pad=True):
    """The definition of `avg_pool2d`, to be read and compared with: y, far too slow for use."""
    at = pool_windows(expect, "avg_pool2d", x=x, size=size, stride=stride, padding=padding)
    (sh, sw), (ph, pw), (kh, kw) = at.stride, at.padding, at.kernel
    y = np.empty((*x.shape[:2], *at.count), x.dtype)
    for n, c, i, j in np.ndindex(y.shape):
        top, left = i * sh - ph, j * sw - pw
        window = x[n, c, max(0, top) : top + kh, max(0, left) : left + kw]
        y[n, c, i, j] = window.sum() / (kh * kw if count_include_pad else window.size)
    return y


def avg_pool2d(
    x: Array, size: Pair, stride: Pair | None = None, padding: Pair = 0, count_include_pad: bool = True
) -> tuple[Array, tuple]:
    """The mean of each window, a convolution with equal weights in each channel. Padding counts as zeros.

        y[n, c, i, j] = sum_uv x[n, c, s i + u - p, s j + v - p] / count,  0 <= u, v < size
        OH = floor((H + 2 p - size) / s) + 1,  OW likewise

    Arguments
        x                  (N, C, H, W)    float32 or float64
        size               () or (2,)      integer >= 1, or two: (height, width) of the window
        stride             () or (2,)      integer >= 1, or two: s above; None: as size
        padding            () or (2,)      integer >= 0, or two: p above, on every side; at most half of size
        count_include_pad  ()              True: count is the size of the window; False: the pixels of x in it
    Returns
        y                  (N, C, OH, OW)  same dtype
        cache                              for avg_pool2d_backward: (x, how many each window counts, the windows)
    Raises
        TypeError   x is not an array of float32 or float64, or another argument is not an integer or two
        ValueError  x has not 4 axes, or the windows do not fit
    Source: LeCun, Bottou, Bengio, Haffner, Proceedings of the IEEE 86 (1998), section II.A.
    """
    at = pool_windows(
        expect, "avg_pool2d", x=x, size=size, stride=stride, padding=padding, count_include_pad=count_include_pad
    )
    rows, columns = pixels_seen(at)
    count = np.outer(rows, columns).astype(x.dtype)  # (OH, OW)
    if count_include_pad:
        count[...] = at.kernel[0] * at.kernel[1]
    y = np.zeros((*x.shape[:2], *at.count), x.dtype)
    for images in _blocks(x):
        for seen, place in places(at):
            y[images][seen] += x[images][place]
        y[images] /= count
    return y, (x, count, at)


def avg_pool2d_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `avg_pool2d`: every pixel of a window gets an equal share.

        dx[n, c, h, w] = sum of dy / count over the windows that see x[n, c, h, w]

    Arguments
        dy     (N, C, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what avg_pool2d returned
    Returns
        dx     (N, C, H, W)    same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of avg_pool2d; the transpose of a fixed convolution.
    """
    x, count, at = cache
    expect("avg_pool2d_backward", dy=(dy, "N C OH OW"), x=(x, "N C H W"), count=(count, "OH OW"))
    dx = np.zeros(x.shape, x.dtype)
    for images in _blocks(x):
        share = dy[images] / count
        for seen, place in places(at):
            dx[images][place] += share[seen]
    return dx


def global_avg_pool2d(x: Array) -> tuple[Array, Array]:
    """One number for each feature map, its mean: what a classifier on images of any size starts from.

        y[n, c] = sum_hw x[n, c, h, w] / (H W)

    Arguments
        x  (N, C, H, W)  float32 or float64
    Returns
        y  (N, C)        same dtype (torch's AdaptiveAvgPool2d(1) keeps two axes of length 1)
        cache            x
    Raises
        TypeError   x is not an array of float32 or float64
        ValueError  x has not 4 axes, or its maps are empty
    Source: Lin, Chen, Yan, Network in Network, ICLR (2014), section 3.2.
    """
    expect("global_avg_pool2d", x=(x, "N C H+ W+"))
    return x.mean(axis=(2, 3)), x


def global_avg_pool2d_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `global_avg_pool2d`: the same for all pixels of a map.

        dx[n, c, h, w] = dy[n, c] / (H W)

    Arguments
        dy     (N, C)        gradient of the loss with respect to y, same dtype as x
        cache                what global_avg_pool2d returned
    Returns
        dx     (N, C, H, W)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of global_avg_pool2d.
    """
    x = cache
    expect("global_avg_pool2d_backward", dy=(dy, "N C"), x=(x, "N C H W"))
    dx = np.empty(x.shape, x.dtype)
    dx[...] = (dy / (x.shape[2] * x.shape[3]))[:, :, None, None]
    return dx


def _where(hit: Array, dy: Array) -> Array:
    """np.where(hit, dy, 0), several times as fast: the bits of dy, and of all ones or all zeros."""
    bits = f"i{dy.itemsize}"
    return (np.ascontiguousarray(dy).view(bits) & -hit.astype(bits)).view(dy.dtype)


def _blocks(x):
    """Whole images, as many as stay in the cache while they are looked at k times k times: slices of the batch."""
    step = max(1, BLOCK // max(1, x[:1].size))
    return [slice(start, start + step) for start in range(0, len(x), step)]
