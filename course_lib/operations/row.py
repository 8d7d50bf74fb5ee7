"""One row of the table of operations, and what its entries share."""

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

    With `dy`, the inputs are good and the mistake is in the gradient handed to the backward operation (a tuple of
    gradients where the operation takes several).
    """

    inputs: dict
    error: type[Exception]
    text: str
    dy: np.ndarray | tuple[np.ndarray, ...] | None = None


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
    macs            arguments by name, the shape in place of an array -> multiply-adds of one forward call (those of
                    products with weights)
    tolerance       allowed error in units of the dtype's rounding step, relative to the largest number in the
                    exact result
    returns         the names of what a call returns. With no "cache" at the end there is nothing for a backward: a step
                    of an optimiser takes w and its state and returns the new ones. The oracle returns the same
                    answers (a tuple if there are several), without the cache
    above           the gradients that backward takes from above, one for each of the first answers: an LSTM cell
                    returns h and c, and both bring a gradient back
    least_batch     the smallest batch that makes sense: statistics of data need an example
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
    returns: tuple[str, ...] = ("y", "cache")
    above: tuple[str, ...] = ("dy",)
    least_batch: int = 0

    @property
    def answers(self) -> tuple[str, ...]:
        """What a call returns, apart from the cache."""
        return tuple(name for name in self.returns if name != "cache")


def normal(rng: np.random.Generator, dtype, *shape) -> np.ndarray:
    """Random numbers around 0 of spread 1: what most samples are made of."""
    return rng.standard_normal(shape).astype(dtype)


def functional(name: str) -> Callable:
    """The oracle torch.nn.functional.NAME, imported when it is first called."""

    def oracle(**tensors):
        import torch.nn.functional as F

        return getattr(F, name)(**tensors)

    return oracle


def wrong_dy(name: str, **more) -> Mistake:
    """The mistake that each elementwise backward must refuse: a dy of another shape than x."""
    text = f"{name}_backward: dy and x must have the same shape, got (2, 4) and (2, 3); dy (2, 4), x (2, 3)"
    return Mistake({"x": np.zeros((2, 3))} | more, ValueError, text, dy=np.zeros((2, 4)))
