"""Every operation of the course on torch tensors, on any device: same names and signatures as numpy_ops.

Written in elementary tensor operations: no torch.nn.functional and no autograd.
"""

import sys

from .activations import *
from .linear import *
from .optim import *
from .radial import *
from .rectifiers import *

FILES = ("activations", "rectifiers", "radial", "linear", "optim")  # each names its operations in its own __all__
__all__ = [name for file in FILES for name in sys.modules[f"{__name__}.{file}"].__all__]
