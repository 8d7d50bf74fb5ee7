"""Rows of the table: windows as columns, and back."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _windows(image, size, stride=1, padding=0, dilation=1):
    return {"image": image, "size": size, "stride": stride, "padding": padding, "dilation": dilation}


KINDS = {  # what is asked -> images, channels, and the windows
    "a batch": (2, 3, _windows((4, 5), (3, 2))),
    "every pair uneven": (2, 2, _windows((6, 5), (2, 3), (3, 2), (1, 2), (2, 1))),
    "stride larger than the kernel": (1, 2, _windows((7, 7), 2, 3)),
    "1 x 1": (2, 3, _windows((3, 2), 1)),
    "batch of 0": (0, 2, _windows((4, 4), 3, 1, 1)),
}


def _im2col(rng, dtype):
    def sample(about, n, c, at):
        x = normal(rng, dtype, n, c, *at["image"])
        return Sample(about, {"x": x} | {name: value for name, value in at.items() if name != "image"})

    return [sample(about, *kind) for about, kind in KINDS.items()]


def _im2col_oracle(x, size, stride=1, padding=0, dilation=1):
    import torch.nn.functional as F

    return F.unfold(x, size, dilation=dilation, padding=padding, stride=stride)


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _col2im(rng, dtype):
    def sample(about, n, c, at):
        cells, places = int(np.prod(_pair(at["size"]))), 1
        for axis in (0, 1):
            size, stride, padding, dilation = (_pair(at[k])[axis] for k in ("size", "stride", "padding", "dilation"))
            places *= (at["image"][axis] + 2 * padding - dilation * (size - 1) - 1) // stride + 1
        return Sample(about, {"x": normal(rng, dtype, n, c * cells, places)} | at)

    return [sample(about, *kind) for about, kind in KINDS.items()]


def _col2im_oracle(x, image, size, stride=1, padding=0, dilation=1):
    import torch.nn.functional as F

    return F.fold(x, image, size, dilation=dilation, padding=padding, stride=stride)


_im2col_mistakes = [
    Mistake(
        {"x": np.zeros((1, 1, 4, 4)), "size": (3, 7), "padding": 1},
        ValueError,
        "im2col: the kernel must fit into the padded input, got 7 columns for 4 + 2 * 1 = 6; "
        "x (1, 1, 4, 4), size (3, 7), stride 1, padding 1, dilation 1",
    ),
    Mistake(
        {"x": np.zeros((1, 1, 4, 4)), "size": "3"},
        TypeError,
        "im2col: size must be an integer, or two of them (rows, columns), got str; "
        "x (1, 1, 4, 4) float64, size str, stride 1, padding 0, dilation 1",
    ),
    Mistake(
        {"x": np.zeros((1, 1, 4, 4)), "size": 3},
        ValueError,
        "im2col_backward: dy must have 9 cells and 4 windows, got 4 and 9; dy (1, 4, 9), x (1, 1, 4, 4)",
        dy=np.zeros((1, 4, 9)),
    ),
]

_col2im_mistakes = [
    Mistake(
        {"x": np.zeros((1, 9, 5)), "image": 4, "size": 3},
        ValueError,
        "col2im: x must have 9 cells and 4 windows, got 9 and 5; "
        "x (1, 9, 5), image 4, size 3, stride 1, padding 0, dilation 1",
    ),
    Mistake(
        {"x": np.zeros((1, 10, 4)), "image": 4, "size": 3},
        ValueError,
        "col2im: x must have 9 cells for each channel, got 10; "
        "x (1, 10, 4), image 4, size 3, stride 1, padding 0, dilation 1",
    ),
    Mistake(
        {"x": np.zeros((1, 9, 4)), "image": 4, "size": 3},
        ValueError,
        "col2im_backward: dy must have the channels, rows and columns of y, (1, 4, 4), got (1, 4, 5); "
        "dy (1, 1, 4, 5), x (1, 9, 4)",
        dy=np.zeros((1, 1, 4, 5)),
    ),
]

_linear = {"differentiable": ("x",), "linear_in": ("x",)}

ROWS = [
    Operation("im2col", _im2col, _im2col_oracle, _im2col_mistakes, **_linear),
    Operation("col2im", _col2im, _col2im_oracle, _col2im_mistakes, **_linear),
]
