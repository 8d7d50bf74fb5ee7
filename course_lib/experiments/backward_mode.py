"""A network in backward mode: what is left of the signal from the loss at every unit of every layer, for one example.

    a_l = h_(l-1) W_l^T + b_l,   h_l = phi(a_l),   h_0 = x;   y = h_last W^T + b,   L = (y - t)^2 / 2

and back, with g_l = dL/da_l:   dL/dy = y - t,   g_l = phi'(a_l) * (g_(l+1) W_(l+1)),   dL/dW_l = g_l^T h_(l-1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.numpy_ops import (
    identity,
    identity_backward,
    linear,
    linear_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)  # fmt: skip

from .hidden_units import random_numbers

INPUTS = 4
ACTIVATIONS = {
    "relu": (relu, relu_backward),
    "sigmoid": (sigmoid, sigmoid_backward),
    "tanh": (tanh, tanh_backward),
    "identity": (identity, identity_backward),
}
SPREAD = {"relu": 2.0}  # variance of a weight times its number of inputs; 1 where not named


@dataclass
class BackwardPass:
    """One example's way through the network and back, as lists over layers: input, hidden layers, output."""

    a: list  # pre-activations; a[0] is x
    h: list  # what each layer passes on; h[0] is x, h[-1] is y
    slope: list  # phi'(a); ones at input and output
    g: list  # dL/da; g[0] is dL/dx
    arriving: list  # g W of the layer above: the signal before the unit's own slope; arriving[-1] is dL/dy
    dw: list  # dL/dW of layers 1, 2, ... (place 0 is layer 1), each (out, in)
    db: list  # dL/db
    loss: float

    @property
    def factor(self) -> list:
        """|W^T g| / |g| for each layer above 0: how much the weights alone stretch the signal (0 where none comes)."""
        rows = zip(self.arriving[:-1], self.g[1:], strict=True)
        return [float(norm(below) / norm(above)) if norm(above) else 0.0 for below, above in rows]

    @property
    def on(self) -> list:
        """Share of units whose slope is not 0, for each hidden layer."""
        return [float(np.mean(slope != 0)) for slope in self.slope[1:-1]]


def norm(v) -> float:
    return float(np.sqrt((v * v).sum()))


def normal_numbers(draw: int, count: int) -> np.ndarray:
    """(count,) standard normal numbers that the browser can make, too: Box and Muller on `random_numbers`.

    Source: Box, Muller, Annals of Mathematical Statistics 29 (1958).
    """
    u = random_numbers(draw, 2 * count)
    return np.sqrt(-2 * np.log(1 - u[0::2])) * np.cos(2 * np.pi * u[1::2])


def network(depth: int = 6, width: int = 8, activation: str = "relu", draw: int = 64) -> tuple[list, list]:
    """Weights (out, in) and biases (zeros) of `depth` hidden layers of `width` units and one linear output.

    The variance of a weight is 2 / inputs for ReLU and 1 / inputs for the others (He et al., ICCV, 2015, section 2.2;
    Glorot, Bengio, AISTATS, 2010, section 4.2.1 for the scale of the others).
    """
    sizes = [INPUTS] + [width] * depth + [1]
    z = normal_numbers(draw, sum(m * n for m, n in zip(sizes, sizes[1:], strict=False)))
    weights, at = [], 0
    for m, n in zip(sizes, sizes[1:], strict=False):
        weights.append(z[at : at + m * n].reshape(n, m) * np.sqrt(SPREAD.get(activation, 1.0) / m))
        at += m * n
    return weights, [np.zeros(n) for n in sizes[1:]]


def backward_pass(weights, biases, x, t=1.0, activation="relu") -> BackwardPass:
    """Forward and back for one example x (INPUTS,), by the operations of numpy_ops."""
    phi, phi_backward = ACTIVATIONS[activation]
    h = np.asarray(x, dtype=float)[None]
    a, hs, slopes, caches = [h[0]], [h[0]], [np.ones(h.shape[1])], []
    for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
        pre, below = linear(h, w, b)
        last = layer == len(weights) - 1
        h, cache = identity(pre) if last else phi(pre)
        slope = np.ones_like(pre) if last else phi_backward(np.ones_like(pre), cache)
        caches.append((below, cache, last))
        a.append(pre[0]), hs.append(h[0]), slopes.append(slope[0])
    y = hs[-1][0]
    dy = np.array([[y - t]])
    g, arriving, dws, dbs = [], [], [], []
    for below, cache, last in reversed(caches):
        arriving.append(dy[0])
        dy = dy if last else phi_backward(dy, cache)
        g.append(dy[0])
        dy, dw, db = linear_backward(dy, below)
        dws.append(dw), dbs.append(db)
    arriving.append(dy[0]), g.append(dy[0])
    return BackwardPass(a, hs, slopes, g[::-1], arriving[::-1], dws[::-1], dbs[::-1], float((y - t) ** 2 / 2))


def sample_inputs(count: int = 200) -> np.ndarray:
    """(count, INPUTS) inputs, uniform in [-2, 2]: the crowd on which a unit that is never on counts as dead."""
    return (4 * random_numbers(7, count * INPUTS) - 2).reshape(count, INPUTS)


def share_on(weights, biases, layer: int, unit: int, activation: str = "relu") -> float:
    """Share of `sample_inputs` for which this unit (of hidden layer 1, 2, ...) has a slope other than 0."""
    phi, phi_backward = ACTIVATIONS[activation]
    h = sample_inputs()
    for w, b in zip(weights[:layer], biases[:layer], strict=True):
        pre = linear(h, w, b)[0]
        h, cache = phi(pre)
    return float(np.mean(phi_backward(np.ones_like(pre), cache)[:, unit] != 0))


def large_step(weights, biases, x, layer: int, unit: int, eta: float, t=1.0, activation="relu") -> tuple[list, list]:
    """The network after one step of descent by one unit's own weights and bias: w <- w - eta g h,  b <- b - eta g."""
    run = backward_pass(weights, biases, x, t, activation)
    weights, biases = [w.copy() for w in weights], [b.copy() for b in biases]
    weights[layer - 1][unit] -= eta * run.dw[layer - 1][unit]
    biases[layer - 1][unit] -= eta * run.db[layer - 1][unit]
    return weights, biases
