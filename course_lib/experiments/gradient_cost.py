"""What does a gradient cost? Multiply-adds, counted while they are done.

The network is the smallest that has layers: 64 pixels, some tanh units, ten scores, no biases. Its W weights are each
used once on the way forward. Finite differences go forward twice for every weight, backpropagation goes forward once
and back once for all of them. Counted, not timed: a count is the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.numpy_ops import (
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    tanh,
    tanh_backward,
)
from course_lib.numpy_ops.finite_differences import numerical_gradient

PIXELS, CLASSES = 64, 10


class Counted(np.ndarray):
    """An array that counts: a matrix product (n, k) @ (k, m) adds n k m multiply-adds to `Counted.macs`."""

    macs = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        plain = [x.view(np.ndarray) if isinstance(x, Counted) else x for x in inputs]
        if ufunc is np.matmul:
            left, right = plain
            Counted.macs += left.shape[0] * left.shape[1] * right.shape[1]
        result = getattr(ufunc, method)(*plain, **kwargs)
        return result.view(Counted) if isinstance(result, np.ndarray) else result


@dataclass
class GradientCost:
    """Multiply-adds for one example, and how far the two gradients are apart."""

    weights: int
    forward: int  # one evaluation of the loss
    differences: int  # all slopes by central differences
    backward: int  # all slopes by backpropagation, the evaluation of the loss included
    largest_gap: float  # between a slope measured and the same slope derived


def gradient_cost(hidden: int, seed: int = 0) -> GradientCost:
    """Count both ways to the gradient of a 64-hidden-10 network, on one random example."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(1, PIXELS)).view(Counted)
    w1 = (rng.normal(size=(hidden, PIXELS)) / 8).view(Counted)  # 8: so that sums of 64 terms are about 1
    w2 = rng.normal(size=(CLASSES, hidden)).view(Counted)
    label = np.array([3])

    def loss_of(w1, w2):
        return cross_entropy(linear(tanh(linear(x, w1)[0])[0], w2)[0], label)[0]

    Counted.macs = 0
    loss_of(w1, w2)
    forward, Counted.macs = Counted.macs, 0
    measured = numerical_gradient(lambda w: loss_of(w, w2), w1), numerical_gradient(lambda w: loss_of(w1, w), w2)
    differences, Counted.macs = Counted.macs, 0
    derived = _backpropagation(x, w1, w2, label)
    gap = max(float(np.abs(m - d).max()) for m, d in zip(measured, derived, strict=True))
    return GradientCost(w1.size + w2.size, forward, differences, Counted.macs, gap)


def _backpropagation(x, w1, w2, label):
    """Forward once, then back through the same operations in reverse order (lecture 02b)."""
    a, to_a = linear(x, w1)
    h, to_h = tanh(a)
    scores, to_scores = linear(h, w2)
    _, to_loss = cross_entropy(scores, label)
    dscores = cross_entropy_backward(np.array(1.0), to_loss)
    dh, dw2, _ = linear_backward(dscores, to_scores)
    _, dw1, _ = linear_backward(tanh_backward(dh, to_h), to_a)
    return dw1, dw2
