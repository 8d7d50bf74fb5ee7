"""Every operation of the course in NumPy, to be read.

`y, cache = op(...)` computes, `op_backward(dy, cache)` carries the gradient dy of the loss back to the inputs.
Pure functions: inputs are never changed, float32 stays float32. torch_ops has the same names on torch tensors.
"""

import sys

from .activations import *
from .linear import *
from .optim import *
from .radial import *
from .rectifiers import *

FILES = ("activations", "rectifiers", "radial", "linear", "optim")  # each names its operations in its own __all__
__all__ = [name for file in FILES for name in sys.modules[f"{__name__}.{file}"].__all__]
