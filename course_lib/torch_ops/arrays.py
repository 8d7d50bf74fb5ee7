"""What an array is in this half of the library, and where its docstrings come from."""

import torch

from course_lib.shapes.arguments import Expect

Array = torch.Tensor
expect = Expect(torch.Tensor)


def documented_by(original):
    """Give a torch operation the docstring of its NumPy twin: one text describes both."""

    def give(twin):
        twin.__doc__ = original.__doc__
        return twin

    return give
