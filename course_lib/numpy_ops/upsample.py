"""Upsampling: `scale` times as many rows and columns, for networks whose answer is an image again.

All four are linear, so each gradient is the transpose of what forward does: repeated pixels are summed, the gaps
of the bed of nails are skipped, weights are used the other way round, and shuffled channels go home.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake
from course_lib.shapes.upsampling import Table, expect_gradient, linear_table, transposed

from .arrays import Array, expect

__all__ = [
    "upsample_nearest",
    "upsample_nearest_backward",
    "bed_of_nails",
    "bed_of_nails_backward",
    "upsample_bilinear",
    "upsample_bilinear_backward",
    "pixel_shuffle",
    "pixel_shuffle_backward",
]


def upsample_nearest(x: Array, scale: int) -> tuple[Array, tuple]:
    """Every pixel becomes a square of equal pixels.

        y[n, c, i, j] = x[n, c, floor(i / scale), floor(j / scale)],  OH = scale H, OW = scale W

    Arguments
        x      (N, C, H, W)    float32 or float64
        scale  ()              integer >= 1
    Returns
        y      (N, C, OH, OW)  same dtype
        cache                  for upsample_nearest_backward: (x, scale)
    Raises
        TypeError   x is not an array of float32 or float64, or scale is not an integer
        ValueError  x has not 4 axes, or scale is less than 1
    Source: Odena, Dumoulin, Olah, Distill (2016), on resizing before a convolution.
    """
    expect("upsample_nearest", x=(x, "N C H W"), scale=(scale, "integer > 0"))
    n, c, h, w = x.shape
    y = np.empty((n, c, h, scale, w, scale), x.dtype)
    y[...] = x[:, :, :, None, :, None]
    return y.reshape(n, c, h * scale, w * scale), (x, scale)


def upsample_nearest_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `upsample_nearest`: scale^2 times an average pooling of dy.

        dx[n, c, h, w] = sum_uv dy[n, c, scale h + u, scale w + v],  0 <= u, v < scale

    Arguments
        dy     (N, C, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what upsample_nearest returned
    Returns
        dx     (N, C, H, W)    same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of upsample_nearest.
    """
    x, scale = cache
    expect_gradient(expect, "upsample_nearest_backward", dy, x, scale)
    n, c, h, w = x.shape
    return dy.reshape(n, c, h, scale, w, scale).sum(axis=(3, 5))


def bed_of_nails(x: Array, scale: int) -> tuple[Array, tuple]:
    """Every pixel goes to the upper left corner of a square of zeros: what a transposed convolution starts with.

        y[n, c, i, j] = x[n, c, i / scale, j / scale] if scale divides i and j, else 0
        OH = scale H, OW = scale W

    Arguments
        x      (N, C, H, W)    float32 or float64
        scale  ()              integer >= 1
    Returns
        y      (N, C, OH, OW)  same dtype
        cache                  for bed_of_nails_backward: (x, scale)
    Raises
        TypeError   x is not an array of float32 or float64, or scale is not an integer
        ValueError  x has not 4 axes, or scale is less than 1
    Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016), section 4.
    """
    expect("bed_of_nails", x=(x, "N C H W"), scale=(scale, "integer > 0"))
    n, c, h, w = x.shape
    y = np.zeros((n, c, h * scale, w * scale), x.dtype)
    y[:, :, ::scale, ::scale] = x
    return y, (x, scale)


def bed_of_nails_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `bed_of_nails`: only the corners were moved by x.

        dx[n, c, h, w] = dy[n, c, scale h, scale w]

    Arguments
        dy     (N, C, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what bed_of_nails returned
    Returns
        dx     (N, C, H, W)    same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of bed_of_nails.
    """
    x, scale = cache
    expect_gradient(expect, "bed_of_nails_backward", dy, x, scale)
    return dy[:, :, ::scale, ::scale].copy()


def upsample_bilinear(x: Array, scale: int, align_corners: bool = False) -> tuple[Array, tuple]:
    """Straight lines between pixels, first down the columns, then along the rows.

        y[n, c, i, j] = sum_hw a_i[h] a_j[w] x[n, c, h, w],  a_i[h] = max(0, 1 - |h - place(i)|)
        OH = scale H, OW = scale W
        place(i) = (i + 1/2) / scale - 1/2, kept within 0 and H - 1     (align_corners=False)
        place(i) = i (H - 1) / (scale H - 1)                            (align_corners=True)

    Without aligned corners the distance between pixels shrinks by exactly 1 / scale, whatever the size of the
    image; with them the four corner pixels keep their values and places.

    Arguments
        x              (N, C, H, W)    float32 or float64
        scale          ()              integer >= 1
        align_corners  ()              True or False
    Returns
        y              (N, C, OH, OW)  same dtype
        cache                          for upsample_bilinear_backward: (x, scale, align_corners)
    Raises
        TypeError   x is not an array of float32 or float64, or scale is not an integer
        ValueError  x has not 4 axes or no pixels, or scale is less than 1
    Source: Long, Shelhamer, Darrell, CVPR (2015), section 3.3; the corners as in torch.
    """
    corners = (align_corners, "shown")
    expect("upsample_bilinear", x=(x, "N C H+ W+"), scale=(scale, "integer > 0"), align_corners=corners)
    rows, columns = (linear_table(n, scale, align_corners) for n in x.shape[2:])
    return _weighted(_weighted(x, 2, rows), 3, columns), (x, scale, align_corners)


def upsample_bilinear_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `upsample_bilinear`: each pixel collects from those it was mixed into, with the same weights.

        dx[n, c, h, w] = sum_ij a_i[h] a_j[w] dy[n, c, i, j]

    Arguments
        dy     (N, C, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what upsample_bilinear returned
    Returns
        dx     (N, C, H, W)    same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of upsample_bilinear; Long, Shelhamer, Darrell, CVPR (2015).
    """
    x, scale, align_corners = cache
    expect_gradient(expect, "upsample_bilinear_backward", dy, x, scale)
    rows, columns = (transposed(linear_table(n, scale, align_corners), n) for n in x.shape[2:])
    return _weighted(_weighted(dy, 3, columns), 2, rows)


def pixel_shuffle(x: Array, scale: int) -> tuple[Array, tuple]:
    """scale^2 channels become one larger one: they take turns as its pixels.

        y[n, c, scale h + u, scale w + v] = x[n, scale^2 c + scale u + v, h, w],  0 <= u, v < scale
        D = C / scale^2, OH = scale H, OW = scale W

    Arguments
        x      (N, C, H, W)    float32 or float64; scale^2 divides C
        scale  ()              integer >= 1
    Returns
        y      (N, D, OH, OW)  same dtype
        cache                  for pixel_shuffle_backward: (x, scale)
    Raises
        TypeError   x is not an array of float32 or float64, or scale is not an integer
        ValueError  x has not 4 axes, scale is less than 1, or C is not divisible by scale^2
    Source: Shi et al., Real-time single image and video super-resolution, CVPR (2016), equation 4.
    """
    expect("pixel_shuffle", x=(x, "N C H W"), scale=(scale, "integer > 0"))
    n, c, h, w = x.shape
    if c % scale**2:
        rule = f"scale^2 must divide the channels of x, got {scale**2} and {c}"
        raise mistake(ValueError, "pixel_shuffle", rule, {"x": x, "scale": scale})
    y = np.empty((n, c // scale**2, h, scale, w, scale), x.dtype)
    y[...] = x.reshape(n, c // scale**2, scale, scale, h, w).transpose(0, 1, 4, 2, 5, 3)
    return y.reshape(n, c // scale**2, h * scale, w * scale), (x, scale)


def pixel_shuffle_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `pixel_shuffle`: every number goes back to where it came from.

        dx[n, scale^2 c + scale u + v, h, w] = dy[n, c, scale h + u, scale w + v]

    Arguments
        dy     (N, D, OH, OW)  gradient of the loss with respect to y, same dtype as x
        cache                  what pixel_shuffle returned
    Returns
        dx     (N, C, H, W)    same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of pixel_shuffle.
    """
    x, scale = cache
    expect_gradient(expect, "pixel_shuffle_backward", dy, x, scale, x.shape[1] // scale**2)
    n, c, h, w = x.shape
    dx = np.empty((n, c // scale**2, scale, scale, h, w), x.dtype)
    dx[...] = dy.reshape(n, c // scale**2, h, scale, w, scale).transpose(0, 1, 3, 5, 2, 4)
    return dx.reshape(x.shape)


def _weighted(x: Array, axis: int, table: Table) -> Array:
    """Sums of numbers along one axis with the weights of the table, term by term."""
    sides = [1] * x.ndim
    sides[axis] = -1
    return sum(x.take(index, axis) * np.array(weight, x.dtype).reshape(sides) for index, weight in table)
