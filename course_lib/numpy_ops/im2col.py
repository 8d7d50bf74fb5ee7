"""Windows as columns: what a convolution sees, copied side by side, so that it becomes one matrix product.

The copies are made kernel cell by kernel cell, each as one slice of the image. Tables of indices take 20 times as
long. col2im is the way back: it adds every copy to the place it was taken from.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import Windows, pair, windows

from .arrays import Array, expect

__all__ = [
    "im2col",
    "im2col_backward",
    "col2im",
    "col2im_backward",
]


def columns_of(x: Array, at: Windows) -> Array:
    """(N, C, H, W) -> (N, C, KH, KW, OH, OW): for each kernel cell, what it sees in each window."""
    n, c, *_ = x.shape
    padded = x
    if any(at.padding):
        padded = np.zeros((n, c, *at.padded), x.dtype)
        padded[:, :, *at.inside] = x
    columns = np.empty((n, c, *at.kernel, *at.count), x.dtype)
    for i, j, rows, cols in at.offsets():
        columns[:, :, i, j] = padded[:, :, rows, cols]
    return columns


def image_of(columns: Array, at: Windows) -> Array:
    """The transpose of columns_of: every number is added to the pixel that it would have been copied from."""
    n, c, *_ = columns.shape
    padded = np.zeros((n, c, *at.padded), columns.dtype)
    for i, j, rows, cols in at.offsets():
        padded[:, :, rows, cols] += columns[:, :, i, j]
    return padded[:, :, *at.inside]


def im2col(
    x: Array,
    size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[Array, tuple]:
    """Every window of an image as a column: a convolution is then w.reshape(F, C KH KW) @ y[n].

        y[n, (c, i, j), (r, q)] = x[n, c, r SH + i DH - PH, q SW + j DW - PW],  0 outside of x

    Arguments
        x         (N, C, H, W)  float32 or float64
        size      ()            the kernel's KH and KW: an integer, or a pair (rows, columns), as all that follow
        stride    ()            from window to window
        padding   ()            rows and columns of zeros on each side
        dilation  ()            from one cell of the kernel to the next
    Returns
        y         (N, K, P)     same dtype: K = C KH KW cells, P = OH OW windows,
                                OH = floor((H + 2 PH - DH (KH - 1) - 1) / SH) + 1, and OW alike
        cache                   for im2col_backward
    Raises
        TypeError   x is not an array of float32 or float64; size, stride, padding, dilation are not integers
        ValueError  wrong rank, an integer too small, or the kernel does not fit into the padded input
    Source: Chellapilla, Puri, Simard, High Performance CNNs for Document Processing (2006).
    """
    values = {"x": x, "size": size, "stride": stride, "padding": padding, "dilation": dilation}
    expect("im2col", x=(x, "N C+ H W"))
    kernel = pair("im2col", "size", size, 1, values)
    at = windows("im2col", values, x.shape[2:], kernel, stride, padding, dilation)
    n, c, *_ = x.shape
    y = columns_of(x, at).reshape(n, c * kernel[0] * kernel[1], at.count[0] * at.count[1])
    return y, (x, at)


def im2col_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `im2col`: a pixel collects from every window that saw it. This is col2im.

        dx[n, c, h, v] = sum of dy[n, (c, i, j), (r, q)] over all r SH + i DH - PH = h, q SW + j DW - PW = v

    Arguments
        dy     (N, K, P)     gradient of the loss with respect to y, same dtype as x
        cache                what im2col returned
    Returns
        dx     (N, C, H, W)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of im2col; Chellapilla, Puri, Simard (2006).
    """
    x, at = cache
    expect("im2col_backward", dy=(dy, "N K P"), x=(x, "N C H W"))
    n, c, *_ = x.shape
    _columns_fit("im2col_backward", "dy", dy, c * at.kernel[0] * at.kernel[1], at, {"dy": dy, "x": x})
    return image_of(dy.reshape(n, c, *at.kernel, *at.count), at)


def col2im(
    x: Array,
    image: tuple[int, int],
    size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[Array, tuple]:
    """The transpose of im2col, not its inverse: windows that overlap add up.

        y[n, c, h, v] = sum of x[n, (c, i, j), (r, q)] over all r SH + i DH - PH = h, q SW + j DW - PW = v

    Arguments
        x         (N, K, P)     float32 or float64: K = C KH KW cells, P = OH OW windows, as im2col gives them
        image     ()            the image's H and W: an integer, or a pair (rows, columns), as all that follow
        size      ()            the kernel's KH and KW
        stride    ()            from window to window
        padding   ()            rows and columns that are cut off on each side
        dilation  ()            from one cell of the kernel to the next
    Returns
        y         (N, C, H, W)  same dtype
        cache                   for col2im_backward
    Raises
        TypeError   x is not an array of float32 or float64; the others are not integers
        ValueError  wrong rank, an integer too small, a kernel that does not fit, or K and P not those of im2col
    Source: Chellapilla, Puri, Simard, High Performance CNNs for Document Processing (2006).
    """
    expect("col2im", x=(x, "N K+ P"))
    values = {"x": x, "image": image, "size": size, "stride": stride, "padding": padding, "dilation": dilation}
    kernel = pair("col2im", "size", size, 1, values)
    at = windows("col2im", values, pair("col2im", "image", image, 1, values), kernel, stride, padding, dilation)
    n, cells, _ = x.shape
    area = kernel[0] * kernel[1]
    if cells % area:
        raise mistake(ValueError, "col2im", f"x must have {area} cells for each channel, got {cells}", values)
    _columns_fit("col2im", "x", x, cells, at, values)
    return image_of(x.reshape(n, cells // area, *kernel, *at.count), at), (x, at)


def col2im_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `col2im`: im2col of dy.

        dx[n, (c, i, j), (r, q)] = dy[n, c, r SH + i DH - PH, q SW + j DW - PW],  0 outside of dy

    Arguments
        dy     (N, C, H, W)  gradient of the loss with respect to y, same dtype as x
        cache                what col2im returned
    Returns
        dx     (N, K, P)     same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of col2im; Chellapilla, Puri, Simard (2006).
    """
    x, at = cache
    expect("col2im_backward", dy=(dy, "N C H W"), x=(x, "N K P"))
    wanted = (x.shape[1] // (at.kernel[0] * at.kernel[1]), *at.size)
    if tuple(dy.shape[1:]) != wanted:
        rule = f"dy must have the channels, rows and columns of y, {wanted}, got {tuple(dy.shape[1:])}"
        raise mistake(ValueError, "col2im_backward", rule, {"dy": dy, "x": x})
    return columns_of(dy, at).reshape(x.shape)


def _columns_fit(operation: str, name: str, columns: Array, cells: int, at: Windows, values: dict) -> None:
    wanted, got = (cells, at.count[0] * at.count[1]), tuple(columns.shape[1:])
    if got != wanted:
        rule = f"{name} must have {wanted[0]} cells and {wanted[1]} windows, got {got[0]} and {got[1]}"
        raise mistake(ValueError, operation, rule, values)
