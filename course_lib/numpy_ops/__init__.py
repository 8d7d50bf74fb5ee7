"""Every operation of the course in NumPy, to be read.

`y, cache = op(...)` computes, `op_backward(dy, cache)` carries the gradient dy of the loss back to the inputs.
Pure functions: inputs are never changed, float32 stays float32. torch_ops has the same names on torch tensors.
"""

from .activations import (
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    sign,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
    threshold,
)
from .linear import linear, linear_backward
from .radial import radial_basis, radial_basis_backward

__all__ = [
    "threshold",
    "sign",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
    "relu",
    "relu_backward",
    "softmax",
    "softmax_backward",
    "radial_basis",
    "radial_basis_backward",
    "linear",
    "linear_backward",
]
