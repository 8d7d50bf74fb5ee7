"""The convolution as one large sparse matrix: what it shares with a fully connected layer, and what it leaves out."""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import pair, windows

from .arrays import Array, expect

__all__ = [
    "conv_matrix",
    "conv_matrix_backward",
]


def conv_matrix(
    w: Array,
    image: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[Array, tuple]:
    """The convolution written as one large matrix, mostly zeros: conv2d of x is y @ x.reshape(C H W).

        y[(f, r, q), (c, h, v)] = w[f, c, i, j]  where r SH + i DH - PH = h and q SW + j DW - PW = v, 0 elsewhere

    A 3 x 3 kernel on a 4 x 4 image gives 4 rows of 16 with 36 numbers. The transpose carries gradients back to x,
    and is the transposed convolution.

    Arguments
        w         (F, C, KH, KW)  float32 or float64
        image     ()              the image's H and W: an integer, or a pair (rows, columns), as all that follow
        stride    ()              from window to window
        padding   ()              rows and columns of zeros on each side
        dilation  ()              from one cell of the kernel to the next
    Returns
        y         (Y, X)          same dtype: Y = F OH OW, X = C H W
        cache                     for conv_matrix_backward
    Raises
        TypeError   w is not an array of float32 or float64; the others are not integers
        ValueError  wrong rank, an integer too small, or the kernel does not fit into the padded image
    Source: Dumoulin, Visin, A guide to convolution arithmetic, arXiv 1603.07285 (2016), section 4.1.
    """
    expect("conv_matrix", w=(w, "F C+ KH+ KW+"))
    values = {"w": w, "image": image, "stride": stride, "padding": padding, "dilation": dilation}
    size = pair("conv_matrix", "image", image, 1, values)
    at = windows("conv_matrix", values, size, w.shape[2:], stride, padding, dilation)
    f, c, *_ = w.shape
    y = np.zeros((f, *at.count, c, *at.padded), w.dtype)
    for r in range(at.count[0]):
        for q in range(at.count[1]):
            y[:, r, q, :, *at.window(r, q)] = w  # this row of the matrix: the kernel pasted where its window lies
    y = y[..., *at.inside].reshape(f * at.count[0] * at.count[1], c * size[0] * size[1])
    return y, (w, at)


def conv_matrix_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `conv_matrix`: a weight collects from every place where it stands in the matrix.

        dw[f, c, i, j] = sum_rq dy[(f, r, q), (c, r SH + i DH - PH, q SW + j DW - PW)]

    Arguments
        dy     (Y, X)          gradient of the loss with respect to y, same dtype as w
        cache                  what conv_matrix returned
    Returns
        dw     (F, C, KH, KW)  same dtype
    Raises
        TypeError   dy is not an array of w's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of conv_matrix; Dumoulin, Visin (2016).
    """
    w, at = cache
    expect("conv_matrix_backward", dy=(dy, "Y X"), w=(w, "F C KH KW"))
    f, c, *_ = w.shape
    wanted = (f * at.count[0] * at.count[1], c * at.size[0] * at.size[1])
    if tuple(dy.shape) != wanted:
        rule = f"dy must have the shape of y, {wanted}, got {tuple(dy.shape)}"
        raise mistake(ValueError, "conv_matrix_backward", rule, {"dy": dy, "w": w})
    padded = np.zeros((f, *at.count, c, *at.padded), dy.dtype)
    padded[..., *at.inside] = dy.reshape(f, *at.count, c, *at.size)
    dw = np.zeros(w.shape, dy.dtype)
    for r in range(at.count[0]):
        for q in range(at.count[1]):
            dw += padded[:, r, q, :, *at.window(r, q)]
    return dw
