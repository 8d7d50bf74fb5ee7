"""Units that never fire again: one step that is too large switches ReLU units off for every example there is.

A unit that is off for all examples has the slope 0 for all of them. Its weights get the gradient 0, so they stay as
they are; what can still switch it on again is a change of its inputs, which only units above the first hidden layer
can hope for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.numpy_ops import cross_entropy, cross_entropy_backward, linear, linear_backward, relu, relu_backward

CLASSES = 10


@dataclass
class DeadUnits:
    """One run (T steps): dead units after each step, where index 0 is before the first."""

    dead: np.ndarray  # (T + 1, hidden layers) int: units that are off for every example
    loss: np.ndarray  # (T + 1,) float64
    large_step: int  # the index of the large step


@cache
def digits(examples: int = 200):
    """The first handwritten digits of scikit-learn: (examples, 64) pixels from 0 to 1, and their labels."""
    from sklearn.datasets import load_digits

    data, labels = load_digits(return_X_y=True)
    return data[:examples] / 16, labels[:examples]


def dead_units(
    times: float,
    hidden=(50, 50),
    lr: float = 0.1,
    large_step: int = 20,
    steps: int = 120,
    seed: int = 0,
    bias: float = 0.0,
):
    """Train 64-hidden-10 on digits by plain descent; the step number `large_step` is `times` as long as the others.

    Arguments
        times       number > 0  1 is a run without a large step
        hidden      (int, ...)  units of each hidden layer
        lr          number > 0  eta of all the other steps
        large_step  int         after how many steps it comes
        steps       int         steps in all
        seed        int         of the initial weights (normal, variance 2 / inputs)
        bias        number      the initial bias of every hidden unit (of the ten outputs it is 0)
    Returns a DeadUnits.
    """
    x, labels = digits()
    rng = np.random.default_rng(seed)
    sizes = (x.shape[1], *hidden, CLASSES)
    weights = [rng.normal(size=(o, i)) * np.sqrt(2 / i) for i, o in zip(sizes, sizes[1:], strict=False)]
    layers = [(w, np.full(len(w), float(bias) if w is not weights[-1] else 0.0)) for w in weights]
    dead, losses = [], []
    for step in range(steps + 1):
        loss, off, gradients = slopes(x, labels, layers)
        dead.append(off)
        losses.append(loss)
        eta = lr * (times if step == large_step else 1)
        layers = [(w - eta * dw, b - eta * db) for (w, b), (dw, db) in zip(layers, gradients, strict=True)]
    return DeadUnits(np.array(dead), np.array(losses), large_step)


def slopes(x, labels, layers):
    """(loss, dead units in each hidden layer, [(dw, db), ...]) of a network given as [(w, b), ...]."""
    caches, off, value = [], [], x
    for k, (w, b) in enumerate(layers):
        a, to_a = linear(value, w, b)
        value, to_value = relu(a) if k < len(layers) - 1 else (a, None)
        caches.append((to_a, to_value))
        if to_value is not None:
            off.append(int((a <= 0).all(axis=0).sum()))
    loss, to_loss = cross_entropy(value, labels)
    dy, gradients = cross_entropy_backward(np.array(1.0), to_loss), []
    for to_a, to_value in reversed(caches):
        da = dy if to_value is None else relu_backward(dy, to_value)
        dy, dw, db = linear_backward(da, to_a)
        gradients.insert(0, (dw, db))
    return float(loss), off, gradients
