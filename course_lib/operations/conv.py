"""Rows of the table: convolutions, as loops, as columns, as a matrix, 1 x 1, and with weights that are not shared."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _sample(rng, dtype, about, x, w, b=None, **more):
    """Shapes in place of arrays; b is its shape or None."""
    arrays = {"x": normal(rng, dtype, *x), "w": normal(rng, dtype, *w)}
    return Sample(about, arrays | {"b": None if b is None else normal(rng, dtype, *b)} | more)


def _conv2d(rng, dtype):
    def sample(*shapes, **more):
        return _sample(rng, dtype, *shapes, **more)

    return [
        sample("a batch", (2, 3, 5, 4), (4, 3, 3, 2), (4,)),
        sample("no bias, padding keeps the size", (2, 2, 4, 4), (3, 2, 3, 3), padding=1),
        sample("stride that leaves a row over", (2, 2, 6, 5), (3, 2, 3, 2), (3,), stride=2),
        sample("stride larger than the kernel", (1, 2, 7, 8), (2, 2, 2, 1), (2,), stride=3),
        sample("every pair uneven", (2, 2, 7, 6), (2, 2, 2, 3), (2,), stride=(3, 2), padding=(0, 2), dilation=(2, 1)),
        sample("dilation and stride", (1, 1, 8, 9), (2, 1, 3, 3), (2,), stride=2, padding=2, dilation=(2, 3)),
        sample("two groups", (2, 4, 4, 4), (6, 2, 3, 3), (6,), padding=1, groups=2),
        sample("depthwise, stride", (2, 3, 5, 5), (3, 1, 3, 3), (3,), stride=2, padding=1, groups=3),
        sample("kernel as large as the padded input", (2, 2, 3, 2), (3, 2, 5, 4), (3,), padding=1),
        sample("1 x 1", (2, 3, 3, 4), (4, 3, 1, 1), (4,)),
        sample("1 x 1, stride and groups", (2, 4, 5, 5), (2, 2, 1, 1), stride=2, groups=2),
        sample("batch of 1", (1, 2, 4, 4), (2, 2, 3, 3), (2,)),
        sample("batch of 0", (0, 2, 4, 4), (3, 2, 3, 3), (3,)),
    ]


def _conv2d_oracle(x, w, b=None, **more):
    import torch.nn.functional as F

    return F.conv2d(x, w, b, **more)


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _count(size, kernel, stride=1, padding=0, dilation=1):
    values = zip(size, kernel, _pair(stride), _pair(padding), _pair(dilation), strict=True)
    return [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in values]


def _conv2d_macs(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    return x[0] * int(np.prod(w)) * int(np.prod(_count(x[2:], w[2:], stride, padding, dilation)))


def _conv2d_mistakes(name):
    x, w, b = np.zeros((8, 3, 5, 5)), np.zeros((4, 3, 3, 3)), np.zeros(4)
    good = "stride 1, padding 0, dilation 1, groups 1"

    def wrong(text, error=ValueError, **inputs):
        return Mistake({"x": x, "w": w} | inputs, error, f"{name}: {text}")

    def number(rule, error=ValueError, **inputs):
        ((argument, value),) = inputs.items()
        dtype = " float64" if error is TypeError else ""
        given = good.replace(f"{argument} {0 if argument == 'padding' else 1}", f"{argument} {value}")
        text = f"{argument} {rule}; x (8, 3, 5, 5){dtype}, w (4, 3, 3, 3){dtype}, b None, {given}"
        return wrong(text, error, **inputs)

    integers = "must be an integer, or two of them (rows, columns), got "
    shapes = "x (8, 3, 5, 5), w (4, 3, 3, 3), b"
    return [
        wrong("x must have 4 axes (N, C, H, W), got 3; x (3, 5, 5), w (4, 3, 3, 3), b None", x=x[0]),
        wrong(f"`F` must be the same in w (F, D, KH, KW) and b (F,), got 4 and 3; {shapes} (3,)", b=np.zeros(3)),
        wrong(
            "x must have the channels that w expects, 4 * groups (1) = 4, got 3; "
            f"x (8, 3, 5, 5), w (4, 4, 3, 3), b None, {good}",
            w=np.zeros((4, 4, 3, 3)),
        ),
        number("must divide the channels of x, got 2 and 3", groups=2),
        number("must divide the filters of w, got 3 and 4", groups=3),
        number("must be at least 1, got 0", groups=0),
        number("must be an integer, got 1.0", TypeError, groups=1.0),
        number("must be at least 1, got 0", stride=0),
        number("must be at least 1, got (1, -1)", stride=(1, -1)),
        number(integers + "1.5", TypeError, stride=1.5),
        number("must be at least 0, got -1", padding=-1),
        number(integers + "True", TypeError, padding=True),
        number("must be at least 1, got 0", dilation=0),
        wrong(
            "the kernel must fit into the padded input, got 9 rows (3 with dilation 4) for 5 + 2 * 1 = 7; "
            f"{shapes} (4,), stride 1, padding (1, 5), dilation 4, groups 1",
            b=b,
            padding=(1, 5),
            dilation=4,
        ),
        wrong(
            "the kernel must fit into the padded input, got 6 columns for 5 + 2 * 0 = 5; "
            f"x (8, 3, 5, 5), w (4, 3, 3, 6), b None, {good}",
            w=np.zeros((4, 3, 3, 6)),
        ),
        wrong(
            "`KH` of w (F, D, KH, KW) must be at least 1, got 0; x (8, 3, 5, 5), w (4, 3, 0, 3), b None",
            w=np.zeros((4, 3, 0, 3)),
        ),
        Mistake(
            {"x": x, "w": w, "b": b},
            ValueError,
            f"{name}_backward: dy must have the rows and columns of y, (3, 3), got (3, 2); "
            "dy (8, 4, 3, 2), x (8, 3, 5, 5), w (4, 3, 3, 3)",
            dy=np.zeros((8, 4, 3, 2)),
        ),
        Mistake(
            {"x": x, "w": w},
            ValueError,
            f"{name}_backward: `F` must be the same in dy (N, F, OH, OW) and w (F, D, KH, KW), got 3 and 4; "
            "dy (8, 3, 3, 3), x (8, 3, 5, 5), w (4, 3, 3, 3)",
            dy=np.zeros((8, 3, 3, 3)),
        ),
    ]


def _conv1x1(rng, dtype):
    def sample(about, n, c, f, bias=True):
        return _sample(rng, dtype, about, (n, c, 2, 3), (f, c), (f,) if bias else None)

    return [
        sample("a batch", 2, 3, 4),
        sample("no bias", 3, 3, 2, bias=False),
        sample("batch of 1", 1, 3, 4),
        sample("batch of 0", 0, 3, 4),
    ]


def _conv1x1_oracle(x, w, b=None):
    import torch.nn.functional as F

    return F.conv2d(x, w[:, :, None, None], b)


_conv1x1_mistakes = [
    Mistake(
        {"x": np.zeros((8, 3, 5, 5)), "w": np.zeros((4, 5)), "b": np.zeros(4)},
        ValueError,
        "conv1x1: `C` must be the same in x (N, C, H, W) and w (F, C), got 3 and 5; x (8, 3, 5, 5), w (4, 5), b (4,)",
    ),
    Mistake(
        {"x": np.zeros((8, 3, 5, 5)), "w": np.zeros((4, 3, 1, 1))},
        ValueError,
        "conv1x1: w must have 2 axes (F, C), got 4; x (8, 3, 5, 5), w (4, 3, 1, 1), b None",
    ),
    Mistake(
        {"x": np.zeros((8, 3, 5, 5)), "w": np.zeros((4, 3))},
        ValueError,
        "conv1x1_backward: `W` must be the same in dy (N, F, H, W) and x (N, C, H, W), got 4 and 5; "
        "dy (8, 4, 5, 4), x (8, 3, 5, 5), w (4, 3)",
        dy=np.zeros((8, 4, 5, 4)),
    ),
]


def _conv_matrix(rng, dtype):
    def sample(about, w, image, **more):
        return Sample(about, {"w": normal(rng, dtype, *w), "image": image} | more)

    return [
        sample("3 x 3 on 4 x 4", (1, 1, 3, 3), 4),
        sample("channels and filters", (2, 3, 2, 3), (4, 3)),
        sample("every pair uneven", (2, 2, 2, 3), (5, 4), stride=(2, 1), padding=(1, 2), dilation=(2, 1)),
        sample("no filters", (0, 2, 2, 2), 3),
    ]


def _conv_matrix_oracle(w, image, **more):
    """Column after column: the answers to images with a single 1. Sums of products, as counters count no matmul."""
    import torch
    import torch.nn.functional as F

    size = (w.shape[1], *_pair(image))
    ones = torch.eye(int(np.prod(size)), dtype=w.dtype, device=w.device).reshape(-1, *size)
    columns = F.unfold(ones, w.shape[2:], **more)  # (X, K, P)
    y = (columns[:, None] * w.flatten(1)[None, :, :, None]).sum(dim=2)  # (X, F, P)
    return y.flatten(1).T


_conv_matrix_mistakes = [
    Mistake(
        {"w": np.zeros((1, 1, 3, 3)), "image": (4, 2)},
        ValueError,
        "conv_matrix: the kernel must fit into the padded input, got 3 columns for 2 + 2 * 0 = 2; "
        "w (1, 1, 3, 3), image (4, 2), stride 1, padding 0, dilation 1",
    ),
    Mistake(
        {"w": np.zeros((1, 1, 3, 3)), "image": 4.0},
        TypeError,
        "conv_matrix: image must be an integer, or two of them (rows, columns), got 4.0; "
        "w (1, 1, 3, 3) float64, image 4.0, stride 1, padding 0, dilation 1",
    ),
    Mistake(
        {"w": np.zeros((1, 1, 3, 3)), "image": 4},
        ValueError,
        "conv_matrix_backward: dy must have the shape of y, (4, 16), got (16, 4); dy (16, 4), w (1, 1, 3, 3)",
        dy=np.zeros((16, 4)),
    ),
]


def _local(rng, dtype):
    def sample(about, x, w, bias=True, **more):
        b = (w[0], *w[4:]) if bias else None
        return _sample(rng, dtype, about, x, w, b, **more)

    return [
        sample("a batch", (2, 3, 4, 5), (4, 3, 3, 2, 2, 4)),
        sample("no bias, padding", (2, 2, 3, 3), (3, 2, 3, 3, 3, 3), bias=False, padding=1),
        sample("every pair uneven", (3, 2, 5, 4), (2, 2, 2, 3, 2, 4), stride=(3, 1), padding=(0, 1)),
        sample("batch of 1", (1, 1, 3, 3), (2, 1, 2, 2, 2, 2)),
        sample("batch of 0", (0, 1, 3, 3), (2, 1, 2, 2, 2, 2)),
    ]


def _local_oracle(x, w, b=None, **more):
    import torch
    import torch.nn.functional as F

    columns = F.unfold(x, w.shape[2:4], **more)  # (N, K, P)
    y = torch.einsum("nkp,fkp->nfp", columns, w.flatten(4).flatten(1, 3)).unflatten(2, w.shape[4:])
    return y if b is None else y + b


_local_mistakes = [
    Mistake(
        {"x": np.zeros((8, 3, 5, 5)), "w": np.zeros((4, 3, 3, 3, 3, 2))},
        ValueError,
        "locally_connected2d: w must have a kernel for each of the (3, 3) windows (rows, columns), got (3, 2); "
        "x (8, 3, 5, 5), w (4, 3, 3, 3, 3, 2), b None, stride 1, padding 0",
    ),
    Mistake(
        {"x": np.zeros((8, 3, 2, 5)), "w": np.zeros((4, 3, 3, 3, 3, 3))},
        ValueError,
        "locally_connected2d: the kernel must fit into the padded input, got 3 rows for 2 + 2 * 0 = 2; "
        "x (8, 3, 2, 5), w (4, 3, 3, 3, 3, 3), b None, stride 1, padding 0",
    ),
    Mistake(
        {"x": np.zeros((8, 3, 5, 5)), "w": np.zeros((4, 3, 3, 3))},
        ValueError,
        "locally_connected2d: w must have 6 axes (F, C, KH, KW, OH, OW), got 4; x (8, 3, 5, 5), w (4, 3, 3, 3), b None",
    ),
    Mistake(
        {"x": np.zeros((8, 3, 5, 5)), "w": np.zeros((4, 3, 3, 3, 3, 3))},
        ValueError,
        "locally_connected2d_backward: `OW` must be the same in dy (N, F, OH, OW) and w (F, C, KH, KW, OH, OW), "
        "got 2 and 3; dy (8, 4, 3, 2), x (8, 3, 5, 5), w (4, 3, 3, 3, 3, 3)",
        dy=np.zeros((8, 4, 3, 2)),
    ),
]

_layer = {"differentiable": ("x", "w", "b"), "linear_in": ("x", "w", "b"), "tolerance": 32}

ROWS = [
    *(
        Operation(name, _conv2d, _conv2d_oracle, _conv2d_mistakes(name), macs=_conv2d_macs, **_layer)
        for name in ("conv2d", "conv2d_loops")
    ),
    Operation(
        "conv1x1",
        _conv1x1,
        _conv1x1_oracle,
        _conv1x1_mistakes,
        macs=lambda x, w, b=None: x[0] * x[2] * x[3] * w[0] * w[1],
        **_layer,
    ),
    Operation(
        "conv_matrix",
        _conv_matrix,
        _conv_matrix_oracle,
        _conv_matrix_mistakes,
        differentiable=("w",),
        linear_in=("w",),
    ),
    Operation(
        "locally_connected2d",
        _local,
        _local_oracle,
        _local_mistakes,
        macs=lambda x, w, b=None, **more: x[0] * int(np.prod(w)),
        **_layer,
    ),
]
