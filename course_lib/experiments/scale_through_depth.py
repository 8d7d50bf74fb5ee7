"""How large signals are after many layers, and gradients on their way back, for weights of a given variance.

The second moment of a layer's outputs is that of its inputs times one factor. Twenty layers raise that factor to its
twentieth power: a factor of 1/2 leaves a millionth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.numpy_ops import relu, relu_backward, tanh, tanh_backward

ACTIVATIONS = {"relu": (relu, relu_backward), "tanh": (tanh, tanh_backward), "linear": None}


@dataclass
class Scale:
    """Mean squares at each depth, index 0 the network's inputs."""

    signal: np.ndarray  # (depth + 1,) float64: of h, forward; 1 at index 0 by construction
    gradient: np.ndarray  # (depth + 1,) float64: of dL/dh, back; 1 at index depth, where noise is put in
    mean: np.ndarray  # (depth + 1,) float64: mean of h over examples and units, squared


def scale_through_depth(
    gain: float, activation: str = "relu", depth: int = 20, width: int = 512, examples: int = 64, seed: int = 0
) -> Scale:
    """Send noise forward through random layers, and other noise back.

        h <- phi(h W^T),  Var w = gain / width,  biases 0

    Arguments
        gain        number > 0  1 is the rule for linear layers, 2 is that of He et al. (2015) for ReLU
        activation  "relu", "tanh" or "linear"
        depth       int > 0     layers
        width       int > 0     units of each layer, and inputs
        examples    int > 0     normal inputs, mean 0, variance 1
        seed        int
    Returns a Scale. ValueError: gain is not greater than 0, or another activation.
    Source: He, Zhang, Ren, Sun, ICCV (2015), section 2.2.
    """
    if not gain > 0:
        raise ValueError(f"scale_through_depth: gain must be greater than 0, got {gain}")
    if activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise ValueError(f"scale_through_depth: activation must be one of {known}; got {activation!r}")
    rng = np.random.default_rng(seed)
    h = rng.normal(size=(examples, width))
    values, way_back = [h], []
    for _ in range(depth):
        w = rng.normal(size=(width, width)) * np.sqrt(gain / width)
        h, cache = ACTIVATIONS[activation][0](h @ w.T) if ACTIVATIONS[activation] else (h @ w.T, None)
        values.append(h)
        way_back.append((w, cache))
    dh = rng.normal(size=h.shape)
    gradients = [dh]
    for w, cache in reversed(way_back):
        da = dh if cache is None else ACTIVATIONS[activation][1](dh, cache)
        dh = da @ w
        gradients.insert(0, dh)
    return Scale(_mean_squares(values), _mean_squares(gradients), np.array([h.mean() ** 2 for h in values]))


def _mean_squares(arrays):
    return np.array([(array**2).mean() for array in arrays])
