"""The table of operations: what there is to know about each one, said once.

`OPERATIONS["linear"]` holds sample inputs, mistakes with the sentence they must get, an oracle from torch itself,
tolerances and counts. Tests, benchmarks and documentation go through the table, so an operation that is entered
here is tested in full. To add one: write both twins, then one `Operation` below.

Importing the table does not import torch; only calling an oracle does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Sample:
    """One call. `inputs` are the arguments by name, arrays as NumPy arrays."""

    about: str
    inputs: dict


@dataclass(frozen=True)
class Mistake:
    """A call that must be refused with exactly this exception and text, by both twins.

    With `dy`, the inputs are good and the mistake is in the gradient handed to the backward operation.
    """

    inputs: dict
    error: type[Exception]
    text: str
    dy: np.ndarray | None = None


def _everywhere(**inputs) -> float:
    return np.inf


def _no_macs(**shapes) -> int:
    return 0


@dataclass(frozen=True)
class Operation:
    """One row of the table.

    name            the public name; if `differentiable` is not empty there is a NAME_backward too
    samples         (rng, dtype) -> list of Sample; a batch of 0 and one of 1 among them
    mistakes        calls that must be refused; those that every operation refuses (a list, integers, several
                    dtypes) need no entry
    oracle          the same in torch's own words, `oracle(**tensors) -> y`; never used by torch_ops
    differentiable  the inputs that backward returns gradients for, in its order
    linear_in       the inputs in which the operation is linear (plus a constant): there backward is the adjoint,
                    <op(u) - op(0), v> = <u, op_backward(v)>, to the last digits
    smoothness      inputs -> how far the nearest kink is: finite differences must keep away from it
    macs            argument shapes by name -> multiply-adds of one forward call (those of products with weights)
    tolerance       allowed error in units of the dtype's rounding step, relative to the largest number in the
                    exact result
    """

    name: str
    samples: Callable[[np.random.Generator, np.dtype], list[Sample]]
    oracle: Callable
    mistakes: list[Mistake] = field(default_factory=list)
    differentiable: tuple[str, ...] = ()
    linear_in: tuple[str, ...] = ()
    smoothness: Callable[..., float] = _everywhere
    macs: Callable[..., int] = _no_macs
    tolerance: float = 8


# --- sample inputs ---------------------------------------------------------------------------------------------


def _normal(rng, dtype, *shape):
    return rng.standard_normal(shape).astype(dtype)


def _elementwise(rng, dtype):
    """Any shape will do, so: none, one, several axes, no numbers at all, and the places where things break."""
    return [
        Sample("a batch", {"x": _normal(rng, dtype, 5, 4)}),
        Sample("four axes", {"x": 3 * _normal(rng, dtype, 2, 3, 2, 2)}),
        Sample("one number", {"x": np.array(0.7, dtype)}),
        Sample("batch of 1", {"x": _normal(rng, dtype, 1, 3)}),
        Sample("batch of 0", {"x": _normal(rng, dtype, 0, 3)}),
        Sample("zero and ties", {"x": np.array([[0.0, 0.0, 1.0], [-1.0, 1.0, 1.0]], dtype)}),
        Sample("very large", {"x": np.array([[-1000.0, -90.0, 90.0, 1000.0]], dtype)}),
    ]


def _with_theta(rng, dtype):
    at_theta = Sample("x at theta", {"x": np.array([0.25, 0.5, 0.75], dtype), "theta": 0.5})
    return [*_elementwise(rng, dtype), at_theta]


def _with_axis(rng, dtype):
    x = _normal(rng, dtype, 2, 3, 4)
    axes = [Sample(f"axis {axis}", {"x": x, "axis": axis}) for axis in (0, 1, -1)]
    offset = Sample("large offset", {"x": (10_000 + 2 * _normal(rng, dtype, 3, 5)).astype(dtype)})
    return [s for s in _elementwise(rng, dtype) if s.inputs["x"].ndim] + [*axes, offset]


def _linear(rng, dtype):
    def sample(about, n, inputs, outputs, bias=True):
        x, w = _normal(rng, dtype, n, inputs), _normal(rng, dtype, outputs, inputs)
        return Sample(about, {"x": x, "w": w, "b": _normal(rng, dtype, outputs) if bias else None})

    return [
        sample("a batch", 5, 3, 4),
        sample("as many outputs as inputs", 5, 3, 3),
        sample("no bias", 4, 3, 2, bias=False),
        sample("batch of 1", 1, 3, 4),
        sample("batch of 0", 0, 3, 4),
        sample("one input, one output", 3, 1, 1),
        sample("long sums", 2, 400, 3),
    ]


def _radial(rng, dtype):
    def sample(about, n, units, axes, width):
        x, centres = _normal(rng, dtype, n, axes), _normal(rng, dtype, units, axes)
        return Sample(about, {"x": x, "centres": centres, "width": width})

    at_centre = np.array([[1.0, 2.0]], dtype)
    return [
        sample("a batch", 5, 3, 2, 1.5),
        sample("width as an array", 3, 4, 2, np.array(0.75, dtype)),
        sample("batch of 1", 1, 3, 2, 1.0),
        sample("batch of 0", 0, 3, 2, 1.0),
        sample("narrow", 2, 3, 2, 0.25),
        Sample("at the centre", {"x": at_centre, "centres": at_centre.copy(), "width": 2}),
    ]


# --- the same in torch's own words -----------------------------------------------------------------------------


def _torch(name: str) -> Callable:
    def oracle(**tensors):
        import torch.nn.functional as F

        return getattr(F, name)(**tensors)

    return oracle


def _threshold_oracle(x, theta=0.0):
    import torch

    return torch.heaviside(x - theta, torch.ones((), dtype=x.dtype, device=x.device))


def _sign_oracle(x):
    import torch

    return torch.sign(torch.sign(x) + 0.5)


def _softmax_oracle(x, axis=-1):
    import torch.nn.functional as F

    return F.softmax(x, dim=axis)


def _linear_oracle(x, w, b=None):
    import torch.nn.functional as F

    return F.linear(x, w, b)


def _radial_oracle(x, centres, width):
    import torch

    distance = torch.cdist(x, centres, compute_mode="donot_use_mm_for_euclid_dist")
    return torch.exp(-((distance / width) ** 2) / 2)


def _torch_elementwise(name: str) -> Callable:
    return lambda x: _torch(name)(input=x)


# --- calls that must be refused --------------------------------------------------------------------------------


def _wrong_dy(name: str, **more) -> Mistake:
    text = f"{name}_backward: dy and x must have the same shape, got (2, 4) and (2, 3); dy (2, 4), x (2, 3)"
    return Mistake({"x": np.zeros((2, 3))} | more, ValueError, text, dy=np.zeros((2, 4)))


_linear_mistakes = [
    Mistake(
        {"x": np.zeros((8, 5)), "w": np.zeros((4, 3)), "b": np.zeros(4)},
        ValueError,
        "linear: `in` must be the same in x (N, in) and w (out, in), got 5 and 3; x (8, 5), w (4, 3), b (4,)",
    ),
    Mistake(
        {"x": np.zeros((8, 3)), "w": np.zeros((4, 3)), "b": np.zeros(3)},
        ValueError,
        "linear: `out` must be the same in w (out, in) and b (out,), got 4 and 3; x (8, 3), w (4, 3), b (3,)",
    ),
    Mistake(
        {"x": np.zeros(3), "w": np.zeros((4, 3))},
        ValueError,
        "linear: x must have 2 axes (N, in), got 1; x (3,), w (4, 3), b None",
    ),
    Mistake(
        {"x": np.zeros((8, 3)), "w": np.zeros((4, 3)), "b": np.zeros((1, 4))},
        ValueError,
        "linear: b must have 1 axis (out,), got 2; x (8, 3), w (4, 3), b (1, 4)",
    ),
    Mistake(
        {"x": np.zeros((8, 3)), "w": np.zeros((4, 3))},
        ValueError,
        "linear_backward: `N` must be the same in dy (N, out) and x (N, in), got 7 and 8; "
        "dy (7, 4), x (8, 3), w (4, 3)",
        dy=np.zeros((7, 4)),
    ),
]

_softmax_mistakes = [
    _wrong_dy("softmax"),
    Mistake(
        {"x": np.zeros((2, 3)), "axis": 2},
        ValueError,
        "softmax: axis must count an axis of x, from -2 to 1, got 2; x (2, 3), axis 2",
    ),
    Mistake(
        {"x": np.zeros(())},
        ValueError,
        "softmax: axis must count an axis of x, but x has none, got -1; x (), axis -1",
    ),
    Mistake(
        {"x": np.zeros((2, 0))},
        ValueError,
        "softmax: axis -1 of x must hold at least one number, got 0; x (2, 0), axis -1",
    ),
    Mistake(
        {"x": np.zeros((2, 3)), "axis": 0.0},
        TypeError,
        "softmax: axis must be an integer, got 0.0; x (2, 3) float64, axis 0.0",
    ),
]

_radial_mistakes = [
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros((3, 5)), "width": 1.0},
        ValueError,
        "radial_basis: `D` must be the same in x (N, D) and centres (K, D), got 2 and 5; "
        "x (4, 2), centres (3, 5), width 1.0",
    ),
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros(2), "width": 1.0},
        ValueError,
        "radial_basis: centres must have 2 axes (K, D), got 1; x (4, 2), centres (2,), width 1.0",
    ),
    *(
        Mistake(
            {"x": np.zeros((4, 2)), "centres": np.zeros((3, 2)), "width": width},
            ValueError,
            f"radial_basis: width must be greater than 0, got {width}; "
            f"x (4, 2), centres (3, 2), width {width}",
        )
        for width in (0, -1.5, float("nan"))
    ),
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros((3, 2)), "width": np.ones(3)},
        TypeError,
        "radial_basis: width must be one number, got (3,); "
        "x (4, 2) float64, centres (3, 2) float64, width (3,) float64",
    ),
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros((3, 2)), "width": 1.0},
        ValueError,
        "radial_basis_backward: `K` must be the same in dy (N, K) and centres (K, D), got 2 and 3; "
        "dy (4, 2), x (4, 2), centres (3, 2)",
        dy=np.zeros((4, 2)),
    ),
]

_threshold_mistakes = [
    Mistake(
        {"x": np.zeros((2, 3)), "theta": "high"},
        TypeError,
        "threshold: theta must be one number, got str; x (2, 3) float64, theta str",
    )
]


# --- the table -------------------------------------------------------------------------------------------------

OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("threshold", _with_theta, _threshold_oracle, mistakes=_threshold_mistakes),
        Operation("sign", _elementwise, _sign_oracle),
        *(
            Operation(name, _elementwise, _torch_elementwise(name), [_wrong_dy(name)], differentiable=("x",))
            for name in ("sigmoid", "tanh")
        ),
        Operation(
            "relu",
            _elementwise,
            _torch_elementwise("relu"),
            mistakes=[_wrong_dy("relu")],
            differentiable=("x",),
            smoothness=lambda x: float(np.abs(x).min(initial=np.inf)),
        ),
        Operation("softmax", _with_axis, _softmax_oracle, _softmax_mistakes, differentiable=("x",)),
        Operation(
            "radial_basis",
            _radial,
            _radial_oracle,
            mistakes=_radial_mistakes,
            differentiable=("x", "centres", "width"),
            tolerance=32,
        ),
        Operation(
            "linear",
            _linear,
            _linear_oracle,
            mistakes=_linear_mistakes,
            differentiable=("x", "w", "b"),
            linear_in=("x", "w", "b"),
            macs=lambda x, w, b=None: x[0] * x[1] * w[0],
            tolerance=32,
        ),
    )
}
