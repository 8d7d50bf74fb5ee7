"""The locally connected layer: windows as in a convolution, but every place has weights of its own."""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import windows

from .arrays import Array, expect
from .im2col import columns_of, image_of

__all__ = [
    "locally_connected2d",
    "locally_connected2d_backward",
]


def locally_connected2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[Array, tuple]:
    """A convolution that does not share: the filter of place (r, q) is used there and nowhere else.

        y[n, f, r, q] = b[f, r, q] + sum_cij w[f, c, i, j, r, q] x[n, c, r SH + i - PH, q SW + j - PW]

    Arguments
        x        (N, C, H, W)              float32 or float64
        w        (F, C, KH, KW, OH, OW)    same dtype: a kernel for each filter and each place
        b        (F, OH, OW) or None       same dtype
        stride   ()                        from window to window: an integer, or a pair (rows, columns)
        padding  ()                        rows and columns of zeros on each side, one integer or two
    Returns
        y        (N, F, OH, OW)            same dtype: OH = floor((H + 2 PH - KH) / SH) + 1, and OW alike
        cache                              for locally_connected2d_backward
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes; stride, padding not integers
        ValueError  the shapes do not fit, w is not made for as many places, or the kernel does not fit
    Source: LeCun, Generalization and network design strategies (1989); Taigman et al., DeepFace, CVPR (2014).
    """
    operation = "locally_connected2d"
    expect(operation, x=(x, "N C+ H W"), w=(w, "F+ C KH+ KW+ OH OW"), b=(b, "F OH OW?"))
    values = {"x": x, "w": w, "b": b, "stride": stride, "padding": padding}
    at = windows(operation, values, x.shape[2:], w.shape[2:4], stride, padding)
    if tuple(w.shape[4:]) != at.count:
        rule = f"w must have a kernel for each of the {at.count} windows (rows, columns), got {tuple(w.shape[4:])}"
        raise mistake(ValueError, operation, rule, values)
    y = np.einsum("ncijrq,fcijrq->nfrq", columns_of(x, at), w, optimize=True)
    if b is not None:
        y = y + b
    return y, (x, w, b, at)


def locally_connected2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `locally_connected2d`: as in conv2d, but weights sum over the batch only, not over places.

        dw[f, c, i, j, r, q] = sum_n dy[n, f, r, q] x[n, c, r SH + i - PH, q SW + j - PW]
        dx[n, c, h, v] = sum of w[f, c, i, j, r, q] dy[n, f, r, q] over all r SH + i - PH = h, q SW + j - PW = v
        db[f, r, q] = sum_n dy[n, f, r, q]

    Arguments
        dy     (N, F, OH, OW)          gradient of the loss with respect to y, same dtype as x
        cache                          what locally_connected2d returned
    Returns
        dx     (N, C, H, W)            same dtype
        dw     (F, C, KH, KW, OH, OW)  same dtype
        db     (F, OH, OW) or None     same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of locally_connected2d; LeCun (1989).
    """
    x, w, b, at = cache
    expect("locally_connected2d_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F C KH KW OH OW"))
    dw = np.einsum("nfrq,ncijrq->fcijrq", dy, columns_of(x, at), optimize=True)
    dx = image_of(np.einsum("fcijrq,nfrq->ncijrq", w, dy, optimize=True), at)
    db = None if b is None else dy.sum(axis=0)
    return dx, dw, db
