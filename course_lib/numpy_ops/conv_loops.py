"""The convolution as it is defined, place by place: slow, and what the other two are compared with."""

from __future__ import annotations

import numpy as np

from course_lib.shapes.windows import same_windows

from .arrays import Array, expect
from .conv import conv_arguments

__all__ = [
    "conv2d_loops",
    "conv2d_loops_backward",
]


def conv2d_loops(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[Array, tuple]:
    """conv2d in four loops: for each image, filter, row and column, what the filter's window adds up to.

        y[n, f, r, q] = b[f] + sum of w[f] * window,  window = the cells of x[n] that the kernel lies on at (r, q)

    Arguments
        x         (N, C, H, W)       float32 or float64
        w         (F, D, KH, KW)     same dtype: F filters, D = C / groups
        b         (F,) or None       same dtype
        stride    ()                 from window to window: an integer, or a pair (rows, columns), as the next two
        padding   ()                 rows and columns of zeros on each side
        dilation  ()                 from one cell of the kernel to the next
        groups    ()                 an integer that divides C and F
    Returns
        y         (N, F, OH, OW)     same dtype: OH = floor((H + 2 PH - DH (KH - 1) - 1) / SH) + 1, and OW alike
        cache                        for conv2d_loops_backward
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes; stride and the others not integers
        ValueError  the shapes do not fit, or the kernel does not fit into the padded input
    Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998); Dumoulin, Visin, arXiv 1603.07285 (2016).
    """
    at, groups = conv_arguments("conv2d_loops", x, w, b, stride, padding, dilation, groups)
    (images, channels, *_), (filters, seen, *_) = x.shape, w.shape
    padded = np.zeros((images, channels, *at.padded), x.dtype)
    padded[:, :, *at.inside] = x
    y = np.zeros((images, filters, *at.count), x.dtype)
    for n in range(images):
        for f in range(filters):
            first = f // (filters // groups) * seen  # the first channel of the filter's group
            for r in range(at.count[0]):
                for q in range(at.count[1]):
                    window = padded[n, first : first + seen, *at.window(r, q)]
                    y[n, f, r, q] = (window * w[f]).sum()
            if b is not None:
                y[n, f] += b[f]
    return y, (x, w, b, at, groups)


def conv2d_loops_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `conv2d_loops`: at each place, the window teaches the weights and the weights the window.

        dw[f] = sum_nrq dy[n, f, r, q] window[n, r, q]
        dwindow[n, r, q] = sum_f dy[n, f, r, q] w[f],  added into dx where the window lies
        db[f] = sum_nrq dy[n, f, r, q]

    Arguments
        dy     (N, F, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what conv2d_loops returned
    Returns
        dx     (N, C, H, W)    same dtype
        dw     (F, D, KH, KW)  same dtype
        db     (F,) or None    same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of conv2d_loops; LeCun, Bottou, Bengio, Haffner (1998).
    """
    x, w, b, at, groups = cache
    expect("conv2d_loops_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F D KH KW"))
    same_windows("conv2d_loops_backward", at, {"dy": dy, "x": x, "w": w})
    (images, channels, *_), (filters, seen, *_) = x.shape, w.shape
    padded = np.zeros((images, channels, *at.padded), x.dtype)
    padded[:, :, *at.inside] = x
    dpadded, dw = np.zeros(padded.shape, x.dtype), np.zeros(w.shape, w.dtype)
    for n in range(images):
        for f in range(filters):
            first = f // (filters // groups) * seen
            for r in range(at.count[0]):
                for q in range(at.count[1]):
                    there = (n, slice(first, first + seen), *at.window(r, q))
                    dw[f] += dy[n, f, r, q] * padded[there]
                    dpadded[there] += dy[n, f, r, q] * w[f]
    dx = dpadded[:, :, *at.inside]
    db = None if b is None else dy.sum(axis=(0, 2, 3))
    return dx, dw, db
