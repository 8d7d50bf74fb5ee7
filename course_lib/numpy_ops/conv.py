"""The convolution layer: one small set of weights looks at every place of the image.

(What everybody calls convolution is the cross-correlation: the kernel is not flipped.) The windows are copied side
by side (im2col), then one matrix product does the rest. conv_loops.py is the definition, conv_fast.py the fast one.
"""

from __future__ import annotations

from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import Windows, grouped, same_windows, windows

from .arrays import Array, expect
from .im2col import columns_of, image_of

__all__ = [
    "conv2d",
    "conv2d_backward",
    "conv1x1",
    "conv1x1_backward",
]


def conv_arguments(operation, x, w, b, stride, padding, dilation, groups) -> tuple[Windows, int]:
    """Look at the arguments of a convolution before it starts: its windows, and its groups."""
    expect(operation, x=(x, "N C+ H W"), w=(w, "F+ D+ KH+ KW+"), b=(b, "F?"))
    values = {"x": x, "w": w, "b": b}
    values |= {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    (_, c, *size), (f, d, *kernel) = x.shape, w.shape
    groups = grouped(operation, groups, values, C=("channels of x", c), F=("filters of w", f))
    if c != d * groups:
        rule = f"x must have the channels that w expects, {d} * groups ({groups}) = {d * groups}, got {c}"
        raise mistake(ValueError, operation, rule, values)
    return windows(operation, values, size, kernel, stride, padding, dilation), groups


def as_matrices(columns: Array, filters: Array) -> Array:
    """(N, C, KH, KW, OH, OW) -> (N, G, K, P), to be multiplied by filters (G, F/G, K)."""
    n, *_, oh, ow = columns.shape
    groups, _, cells = filters.shape
    return columns.reshape(n, groups, cells, oh * ow)


def conv2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[Array, tuple]:
    """Each filter slides over the image; at every place it adds up what its weights see.

        y[n, f, r, q] = b[f] + sum_cij w[f, c, i, j] x[n, c, r SH + i DH - PH, q SW + j DW - PW]

    with x = 0 outside of the image. With groups, filter f sees only the D channels of its own group.

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
        cache                        for conv2d_backward
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes; stride and the others not integers
        ValueError  the shapes do not fit, or the kernel does not fit into the padded input
    Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998); Dumoulin, Visin, arXiv 1603.07285 (2016).
    """
    at, groups = conv_arguments("conv2d", x, w, b, stride, padding, dilation, groups)
    filters = w.reshape(groups, len(w) // groups, -1)  # (G, F/G, K), where K = D KH KW and P = OH OW
    columns = as_matrices(columns_of(x, at), filters)  # (N, G, K, P)
    y = (filters @ columns).reshape(len(x), len(w), *at.count)
    if b is not None:
        y += b[:, None, None]
    return y, (x, w, b, at, groups)


def conv2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `conv2d`: the products of `linear_backward`, and the columns added back to their places.

        dw[f, c, i, j] = sum_nrq dy[n, f, r, q] x[n, c, r SH + i DH - PH, q SW + j DW - PW]
        dx[n, c, h, v] = sum of w[f, c, i, j] dy[n, f, r, q] over all r SH + i DH - PH = h, q SW + j DW - PW = v
        db[f] = sum_nrq dy[n, f, r, q]

    Arguments
        dy     (N, F, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what conv2d returned
    Returns
        dx     (N, C, H, W)    same dtype
        dw     (F, D, KH, KW)  same dtype
        db     (F,) or None    same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of conv2d; LeCun, Bottou, Bengio, Haffner (1998).
    """
    x, w, b, at, groups = cache
    expect("conv2d_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F D KH KW"))
    same_windows("conv2d_backward", at, {"dy": dy, "x": x, "w": w})
    filters = w.reshape(groups, len(w) // groups, -1)
    columns = as_matrices(columns_of(x, at), filters)
    above = dy.reshape(len(x), *filters.shape[:2], columns.shape[3])  # (N, G, F/G, P)
    dw = (above @ columns.swapaxes(2, 3)).sum(axis=0).reshape(w.shape)
    dcolumns = filters.swapaxes(1, 2) @ above
    dx = image_of(dcolumns.reshape(*x.shape[:2], *at.kernel, *at.count), at)
    db = None if b is None else dy.sum(axis=(0, 2, 3))
    return dx, dw, db


def conv1x1(x: Array, w: Array, b: Array | None = None) -> tuple[Array, tuple]:
    """The 1 x 1 convolution: the same fully connected layer at every pixel, one product without any copy.

        y[n, f, h, v] = b[f] + sum_c w[f, c] x[n, c, h, v]

    Arguments
        x  (N, C, H, W)  float32 or float64
        w  (F, C)        same dtype
        b  (F,) or None  same dtype
    Returns
        y  (N, F, H, W)  same dtype
        cache            for conv1x1_backward: (x, w, b)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit
    Source: Lin, Chen, Yan, Network In Network, arXiv 1312.4400 (2013).
    """
    expect("conv1x1", x=(x, "N C+ H W"), w=(w, "F+ C"), b=(b, "F?"))
    n, c, height, width = x.shape
    y = (w @ x.reshape(n, c, height * width)).reshape(n, len(w), height, width)
    if b is not None:
        y += b[:, None, None]
    return y, (x, w, b)


def conv1x1_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `conv1x1`: those of `linear`, summed over pixels as well as over the batch.

        dx[n, c, h, v] = sum_f w[f, c] dy[n, f, h, v]
        dw[f, c] = sum_nhv dy[n, f, h, v] x[n, c, h, v]
        db[f] = sum_nhv dy[n, f, h, v]

    Arguments
        dy     (N, F, H, W)  gradient of the loss with respect to y, same dtype as x
        cache                what conv1x1 returned
    Returns
        dx     (N, C, H, W)  same dtype
        dw     (F, C)        same dtype
        db     (F,) or None  same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of conv1x1; Lin, Chen, Yan (2013).
    """
    x, w, b = cache
    expect("conv1x1_backward", dy=(dy, "N F H W"), x=(x, "N C H W"), w=(w, "F C"))
    n, c, height, width = x.shape
    above = dy.reshape(n, len(w), height * width)
    dx = (w.T @ above).reshape(x.shape)
    dw = (above @ x.reshape(n, c, height * width).swapaxes(1, 2)).sum(axis=0)
    db = None if b is None else dy.sum(axis=(0, 2, 3))
    return dx, dw, db
