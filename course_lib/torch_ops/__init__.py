"""Every operation of the course on torch tensors, on any device: same names and signatures as numpy_ops.

Written in elementary tensor operations: no torch.nn.functional and no autograd.
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
