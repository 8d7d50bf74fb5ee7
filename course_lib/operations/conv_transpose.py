"""Rows of the table: the transposed convolution."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _conv_transpose2d(rng, dtype):
    def sample(about, x, w, b=None, **more):
        b = None if b is None else normal(rng, dtype, b)
        return Sample(about, {"x": normal(rng, dtype, *x), "w": normal(rng, dtype, *w), "b": b} | more)

    return [
        sample("a batch", (2, 3, 2, 3), (3, 2, 3, 2), 2),
        sample("no bias, padding keeps the size", (2, 2, 4, 3), (2, 3, 3, 3), padding=1),
        sample("doubles the size", (2, 2, 3, 2), (2, 1, 4, 4), 1, stride=2, padding=1),
        sample("output padding", (2, 2, 3, 3), (2, 2, 3, 3), 2, stride=2, padding=1, output_padding=1),
        sample("gaps between kernels", (1, 2, 2, 3), (2, 2, 2, 1), 2, stride=3, output_padding=(2, 1)),
        sample("every pair uneven", (1, 2, 3, 2), (2, 2, 2, 3), 2, stride=(3, 2), padding=(0, 2), dilation=(2, 3)),
        sample("output padding within dilation", (1, 1, 3, 3), (1, 2, 2, 2), dilation=3, output_padding=(2, 1)),
        sample("two groups", (2, 4, 2, 2), (4, 3, 3, 3), 6, stride=2, groups=2),
        sample("batch of 1", (1, 2, 2, 2), (2, 3, 2, 2), 3),
        sample("batch of 0", (0, 2, 2, 2), (2, 3, 2, 2), 3),
    ]


def _oracle(x, w, b=None, **more):
    import torch.nn.functional as F

    return F.conv_transpose2d(x, w, b, **more)


def _refused(rule, error=ValueError, **inputs):
    """A mistake in the integers. The sentence ends with every argument."""
    arrays = {"x": np.zeros((2, 4, 4, 4)), "w": np.zeros((4, 3, 3, 3)), "b": None}
    defaults = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1}

    def shown(value):
        if not isinstance(value, np.ndarray):
            return str(value)
        return f"{value.shape} float64" if error is TypeError else f"{value.shape}"

    given = ", ".join(f"{name} {shown(value)}" for name, value in (arrays | defaults | inputs).items())
    return Mistake(arrays | inputs, error, f"conv_transpose2d: {rule}; {given}")


_mistakes = [
    Mistake(
        {"x": np.zeros((2, 3, 4, 4)), "w": np.zeros((2, 3, 3, 3))},
        ValueError,
        "conv_transpose2d: `C` must be the same in x (N, C, H, W) and w (C, D, KH, KW), got 3 and 2; "
        "x (2, 3, 4, 4), w (2, 3, 3, 3), b None",
    ),
    Mistake(
        {"x": np.zeros((2, 4, 4)), "w": np.zeros((2, 3, 3, 3))},
        ValueError,
        "conv_transpose2d: x must have 4 axes (N, C, H, W), got 3; x (2, 4, 4), w (2, 3, 3, 3), b None",
    ),
    _refused("groups must divide the channels of x, got 3 and 4", groups=3),
    _refused("b must have a number for each channel of y, 3 * groups (2) = 6, got 3", b=np.zeros(3), groups=2),
    _refused(
        "output_padding must be less than stride or dilation, got 2 columns with stride 2, dilation 1",
        output_padding=(0, 2),
        stride=2,
    ),
    _refused("padding must leave something, got 0 rows after cutting 2 * 3 off 6", padding=3),
    _refused("stride must be an integer, or two of them (rows, columns), got 0.5", TypeError, stride=0.5),
    Mistake(
        {"x": np.zeros((2, 3, 4, 4)), "w": np.zeros((3, 2, 3, 3))},
        ValueError,
        "conv_transpose2d_backward: dy must have the rows and columns of y, (6, 6), got (6, 5); "
        "dy (2, 2, 6, 5), x (2, 3, 4, 4), w (3, 2, 3, 3)",
        dy=np.zeros((2, 2, 6, 5)),
    ),
    Mistake(
        {"x": np.zeros((2, 3, 4, 4)), "w": np.zeros((3, 2, 3, 3))},
        ValueError,
        "conv_transpose2d_backward: dy must have the channels of y, 2, got 3; "
        "dy (2, 3, 6, 6), x (2, 3, 4, 4), w (3, 2, 3, 3)",
        dy=np.zeros((2, 3, 6, 6)),
    ),
]

ROWS = [
    Operation(
        "conv_transpose2d",
        _conv_transpose2d,
        _oracle,
        mistakes=_mistakes,
        differentiable=("x", "w", "b"),
        linear_in=("x", "w", "b"),
        macs=lambda x, w, b=None, **more: x[0] * x[2] * x[3] * int(np.prod(w)),
        tolerance=32,
    ),
]
