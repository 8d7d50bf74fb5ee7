"""The transposed convolution: conv2d's way back to its input, used as a layer that makes images larger."""

from __future__ import annotations

from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import Windows, grouped, pair

from .arrays import Array, expect
from .conv import as_matrices
from .im2col import columns_of, image_of

__all__ = [
    "conv_transpose2d",
    "conv_transpose2d_backward",
]


def conv_transpose2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    output_padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[Array, tuple]:
    """Every pixel paints its kernel, times its value, into a larger image; where kernels overlap they add up.

        y[n, f, h, v] = b[f] + sum of w[c, f, i, j] x[n, c, r, q] over all r SH + i DH - PH = h, q SW + j DW - PW = v

    It is what conv2d_backward does to dy: w is laid out as that of the conv2d it belongs to, and is not flipped.

    Arguments
        x               (N, C, H, W)    float32 or float64
        w               (C, D, KH, KW)  same dtype: D = F / groups
        b               (F,) or None    same dtype
        stride          ()              from kernel to kernel: an integer, or a pair (rows, columns), as the next 3
        padding         ()              rows and columns that are cut off on each side
        output_padding  ()              further rows below and columns to the right; less than stride or than dilation
        dilation        ()              from one cell of the kernel to the next
        groups          ()              an integer that divides C
    Returns
        y               (N, F, OH, OW)  same dtype: OH = (H - 1) SH - 2 PH + DH (KH - 1) + output_padding + 1
        cache                           for conv_transpose2d_backward
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes; stride and the others not integers
        ValueError  the shapes do not fit, output_padding is too large, or padding cuts all away
    Source: Zeiler, Krishnan, Taylor, Fergus, CVPR (2010); Dumoulin, Visin, arXiv 1603.07285 (2016), chapter 4.
    """
    at, groups = _arguments(x, w, b, stride, padding, output_padding, dilation, groups)
    n, c, height, width = x.shape
    filters = w.reshape(groups, c // groups, -1)  # (G, C/G, K), where K = D KH KW
    painted = filters.swapaxes(1, 2) @ x.reshape(n, groups, c // groups, height * width)  # (N, G, K, H W)
    y = image_of(painted.reshape(n, groups * w.shape[1], *at.kernel, height, width), at)
    if b is not None:
        y = y + b[:, None, None]
    return y, (x, w, b, at, groups)


def conv_transpose2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `conv_transpose2d`: dx is the convolution of dy with w.

        dx[n, c, r, q] = sum_fij w[c, f, i, j] dy[n, f, r SH + i DH - PH, q SW + j DW - PW],  0 outside of dy
        dw[c, f, i, j] = sum_nrq x[n, c, r, q] dy[n, f, r SH + i DH - PH, q SW + j DW - PW]
        db[f] = sum_nhv dy[n, f, h, v]

    Arguments
        dy     (N, F, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what conv_transpose2d returned
    Returns
        dx     (N, C, H, W)    same dtype
        dw     (C, D, KH, KW)  same dtype
        db     (F,) or None    same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of conv_transpose2d; Dumoulin, Visin (2016).
    """
    x, w, b, at, groups = cache
    expect("conv_transpose2d_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "C D KH KW"))
    values = {"dy": dy, "x": x, "w": w}
    if dy.shape[1] != groups * w.shape[1]:
        rule = f"dy must have the channels of y, {groups * w.shape[1]}, got {dy.shape[1]}"
        raise mistake(ValueError, "conv_transpose2d_backward", rule, values)
    if tuple(dy.shape[2:]) != at.size:
        rule = f"dy must have the rows and columns of y, {at.size}, got {tuple(dy.shape[2:])}"
        raise mistake(ValueError, "conv_transpose2d_backward", rule, values)
    n, c, height, width = x.shape
    filters = w.reshape(groups, c // groups, -1)
    columns = as_matrices(columns_of(dy, at), filters)  # (N, G, K, H W)
    dx = (filters @ columns).reshape(x.shape)
    pixels = x.reshape(n, groups, c // groups, height * width)
    dw = (pixels @ columns.swapaxes(2, 3)).sum(axis=0).reshape(w.shape)
    db = None if b is None else dy.sum(axis=(0, 2, 3))
    return dx, dw, db


def _arguments(x, w, b, stride, padding, output_padding, dilation, groups) -> tuple[Windows, int]:
    """The windows of the convolution whose transpose this is: they lie on y, one for each pixel of x."""
    operation = "conv_transpose2d"
    expect(operation, x=(x, "N C+ H+ W+"), w=(w, "C D+ KH+ KW+"), b=(b, "F?"))
    values = {"x": x, "w": w, "b": b, "stride": stride, "padding": padding}
    values |= {"output_padding": output_padding, "dilation": dilation, "groups": groups}
    groups = grouped(operation, groups, values, C=("channels of x", x.shape[1]))
    filters = groups * w.shape[1]
    if b is not None and len(b) != filters:
        rule = f"b must have a number for each channel of y, {w.shape[1]} * groups ({groups}) = {filters}, got {len(b)}"
        raise mistake(ValueError, operation, rule, values)
    stride = pair(operation, "stride", stride, 1, values)
    padding = pair(operation, "padding", padding, 0, values)
    extra = pair(operation, "output_padding", output_padding, 0, values)
    dilation = pair(operation, "dilation", dilation, 1, values)
    kernel, count, size = tuple(w.shape[2:]), tuple(x.shape[2:]), []
    for axis, n, k, s, p, e, d in zip(
        ("rows", "columns"), count, kernel, stride, padding, extra, dilation, strict=True
    ):
        if e >= max(s, d):
            rule = f"output_padding must be less than stride or dilation, got {e} {axis} with stride {s}, dilation {d}"
            raise mistake(ValueError, operation, rule, values)
        size.append((n - 1) * s - 2 * p + d * (k - 1) + e + 1)
        if size[-1] < 1:
            rule = f"padding must leave something, got {size[-1]} {axis} after cutting 2 * {p} off {size[-1] + 2 * p}"
            raise mistake(ValueError, operation, rule, values)
    return Windows(tuple(size), kernel, stride, padding, dilation, count), groups
