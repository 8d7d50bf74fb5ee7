"""Every operation of the course in NumPy, to be read.

`y, cache = op(...)` computes, `op_backward(dy, cache)` carries the gradient dy of the loss back to the inputs.
Pure functions: inputs are never changed, float32 stays float32. torch_ops has the same names on torch tensors.
"""

import sys

from . import init as init
from . import schedules as schedules
from .activations import *
from .conv import *
from .conv_loops import *
from .conv_matrix import *
from .conv_transpose import *
from .divergences import *
from .dropout import *
from .im2col import *
from .linear import *
from .local_response import *
from .locally_connected import *
from .losses import *
from .norm import *
from .optim import *
from .pool import *
from .radial import *
from .rectifiers import *
from .recurrent import *
from .sequences import *
from .upsample import *
from .whitening import *

FILES = (  # each names its operations in its own __all__
    "activations",
    "rectifiers",
    "radial",
    "linear",
    "losses",
    "divergences",
    "im2col",
    "conv",
    "conv_loops",
    "conv_matrix",
    "conv_transpose",
    "locally_connected",
    "optim",
    "pool",
    "upsample",
    "norm",
    "local_response",
    "dropout",
    "whitening",
    "recurrent",
    "sequences",
)
__all__ = [name for file in FILES for name in sys.modules[f"{__name__}.{file}"].__all__]
