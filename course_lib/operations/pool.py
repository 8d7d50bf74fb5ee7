"""Rows of the table: pooling."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, functional, normal


def _distinct(rng, dtype, *shape):
    """Whole numbers, each once: no ties, so a small step changes no maximum."""
    return rng.permutation(int(np.prod(shape))).reshape(shape).astype(dtype)


def _images(rng, dtype):
    """Windows beside each other, overlapping, with gaps, with padding, not square; and tied maxima."""
    return [
        Sample("2x2", {"x": _distinct(rng, dtype, 2, 3, 4, 6), "size": 2}),
        Sample("overlapping", {"x": _distinct(rng, dtype, 2, 2, 7, 7), "size": 3, "stride": 2}),
        Sample("padding", {"x": _distinct(rng, dtype, 2, 2, 5, 6), "size": 3, "stride": 2, "padding": 1}),
        Sample("a row left over", {"x": normal(rng, dtype, 2, 1, 5, 5), "size": 2}),
        Sample("gaps", {"x": normal(rng, dtype, 1, 2, 7, 8), "size": 2, "stride": 3}),
        Sample(
            "pairs", {"x": _distinct(rng, dtype, 2, 1, 6, 9), "size": (4, 3), "stride": (1, 2), "padding": (2, 0)}
        ),
        Sample("all negative", {"x": -1 - _distinct(rng, dtype, 1, 1, 3, 3), "size": 3, "padding": 1}),
        Sample("one pixel", {"x": normal(rng, dtype, 1, 1, 1, 1), "size": 2, "padding": 1}),
        Sample("size 1", {"x": normal(rng, dtype, 2, 2, 3, 3), "size": 1, "stride": 2}),
        Sample("batch of 0", {"x": normal(rng, dtype, 0, 3, 4, 4), "size": 2}),
    ]


def _with_ties(rng, dtype):
    ties = rng.integers(0, 3, (3, 2, 6, 6)).astype(dtype)
    return [
        *_images(rng, dtype),
        Sample("ties", {"x": ties, "size": 3, "stride": 1, "padding": 1}),
        Sample("all equal", {"x": np.zeros((1, 1, 4, 4), dtype), "size": 2}),
    ]


def _with_counts(rng, dtype):
    without = [
        Sample(f"{s.about}, padding not counted", s.inputs | {"count_include_pad": False})
        for s in _images(rng, dtype)
        if "padding" in s.inputs
    ]
    return [*_images(rng, dtype), *without]


def _maps(rng, dtype):
    return [
        Sample("a batch", {"x": normal(rng, dtype, 3, 2, 4, 5)}),
        Sample("one pixel", {"x": normal(rng, dtype, 2, 3, 1, 1)}),
        Sample("batch of 1", {"x": normal(rng, dtype, 1, 4, 7, 7)}),
        Sample("batch of 0", {"x": normal(rng, dtype, 0, 4, 7, 7)}),
        Sample("far from 0", {"x": 1000 + normal(rng, dtype, 2, 2, 8, 8)}),
    ]


def _half_the_gap(x, size, stride=None, padding=0):
    """How far the inputs must move before another one of a window becomes its maximum."""
    from course_lib.numpy_ops.pool import max_pool2d_loops

    if not x.size:
        return 0.0
    best, places = max_pool2d_loops(x, size, stride, padding)
    gap = np.inf
    for n, c, i, j in np.ndindex(best.shape):
        row, col = places[n, c, i, j]
        rest = x.copy()
        rest[n, c, row, col] = -1e9
        second, _ = max_pool2d_loops(rest[n : n + 1, c : c + 1], size, stride, padding)
        gap = min(gap, best[n, c, i, j] - second[0, 0, i, j])
    return gap / 2


def _max_oracle(x, size, stride=None, padding=0):
    import torch.nn.functional as F

    return F.max_pool2d(x, size, stride, padding)


def _avg_oracle(x, size, stride=None, padding=0, count_include_pad=True):
    import torch.nn.functional as F

    return F.avg_pool2d(x, size, stride, padding, count_include_pad=count_include_pad)


def _global_oracle(x):
    return functional("adaptive_avg_pool2d")(input=x, output_size=1).flatten(1)


def _window_mistakes(name):
    x, more = np.zeros((2, 3, 4, 5)), ", count_include_pad True" if name == "avg_pool2d" else ""

    def wrong(rule, kind=ValueError, x=x, **inputs):
        shown = {"size": 2, "stride": None, "padding": 0} | inputs
        dtype = " float64" if kind is TypeError else ""
        given = ", ".join(f"{key} {value}" for key, value in shown.items())
        return Mistake({"x": x, "size": 2} | inputs, kind, f"{name}: {rule}; x {x.shape}{dtype}, {given}{more}")

    return [
        wrong("x must have 4 axes (N, C, H, W), got 3", x=x[0]),
        wrong("size must be an integer, or two of them (rows, columns), got 2.0", TypeError, size=2.0),
        wrong("size must be an integer, or two of them (rows, columns), got (2, 2, 2)", TypeError, size=(2, 2, 2)),
        wrong("stride must be an integer, or two of them (rows, columns), got 1.5", TypeError, stride=1.5),
        wrong("stride must be an integer, or two of them (rows, columns), got (1, 0.5)", TypeError, stride=(1, 0.5)),
        wrong("padding must be an integer, or two of them (rows, columns), got True", TypeError, padding=True),
        wrong("size must be at least 1, got 0", size=0),
        wrong("stride must be at least 1, got (2, -1)", stride=(2, -1)),
        wrong("padding must be at least 0, got -1", padding=-1),
        wrong("padding must be at most half of size, got 2 for 3: a window could see nothing else", size=3, padding=2),
        wrong("the kernel must fit into the padded input, got 5 rows for 4 + 2 * 0 = 4", size=5),
        wrong("the kernel must fit into the padded input, got 6 columns for 5 + 2 * 0 = 5", size=(2, 6)),
    ]


_max_dy = Mistake(
    {"x": np.zeros((2, 3, 4, 4)), "size": 2},
    ValueError,
    "max_pool2d_backward: `OH` must be the same in dy (N, C, OH, OW) and y (N, C, OH, OW), got 4 and 2; "
    "dy (2, 3, 4, 4), x (2, 3, 4, 4), y (2, 3, 2, 2)",
    dy=np.zeros((2, 3, 4, 4)),
)
_avg_dy = Mistake(
    {"x": np.zeros((2, 3, 4, 4)), "size": 2},
    ValueError,
    "avg_pool2d_backward: `C` must be the same in dy (N, C, OH, OW) and x (N, C, H, W), got 1 and 3; "
    "dy (2, 1, 2, 2), x (2, 3, 4, 4), count (2, 2)",
    dy=np.zeros((2, 1, 2, 2)),
)
_global_mistakes = [
    Mistake(
        {"x": np.zeros((2, 3))},
        ValueError,
        "global_avg_pool2d: x must have 4 axes (N, C, H, W), got 2; x (2, 3)",
    ),
    Mistake(
        {"x": np.zeros((2, 3, 0, 4))},
        ValueError,
        "global_avg_pool2d: `H` of x (N, C, H, W) must be at least 1, got 0; x (2, 3, 0, 4)",
    ),
    Mistake(
        {"x": np.zeros((2, 3, 4, 4))},
        ValueError,
        "global_avg_pool2d_backward: dy must have 2 axes (N, C), got 4; dy (2, 3, 1, 1), x (2, 3, 4, 4)",
        dy=np.zeros((2, 3, 1, 1)),
    ),
]

ROWS = [
    Operation(
        "max_pool2d",
        _with_ties,
        _max_oracle,
        mistakes=[*_window_mistakes("max_pool2d"), _max_dy],
        differentiable=("x",),
        smoothness=_half_the_gap,
    ),
    Operation(
        "avg_pool2d",
        _with_counts,
        _avg_oracle,
        mistakes=[*_window_mistakes("avg_pool2d"), _avg_dy],
        differentiable=("x",),
        linear_in=("x",),
    ),
    Operation(
        "global_avg_pool2d",
        _maps,
        _global_oracle,
        mistakes=_global_mistakes,
        differentiable=("x",),
        linear_in=("x",),
    ),
]
