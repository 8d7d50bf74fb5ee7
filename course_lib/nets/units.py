"""Before convolution: one unit that fires or not, and layers of units that all see everything."""

import torch

from course_lib.shapes.layers import Flatten, Linear, Net, ReLU, Threshold

from .build import Network, build

__all__ = ["mlp", "threshold_unit"]

THRESHOLD_UNIT = Net("threshold unit", (2,), dict(sum=Linear(1), fires=Threshold()))


def threshold_unit() -> Network:
    """The unit that says AND: it fires when both of its inputs do, since 1 + 1 reaches its threshold of 2.

    Input (N, 2) of 0 and 1, output (N, 1) of 0 and 1. 2 weights and a bias (minus the threshold), set by hand.
    Source: McCulloch, Pitts, Bulletin of Mathematical Biophysics 5 (1943), figure 1c.
    """
    unit = build(THRESHOLD_UNIT)
    with torch.no_grad():
        for weight, value in zip(unit.parameters(), (1.0, -2.0), strict=True):
            weight.fill_(value)
    return unit


def mlp(classes: int = 10, hidden: tuple[int, ...] = (300,), input: tuple[int, ...] = (1, 28, 28)) -> Network:
    """Fully connected layers with ReLU between them; the default is the 28x28-300-10 network compared with LeNet-5.

    Input (N, *input), output (N, classes) scores. 238,510 parameters, 238,200 multiply-adds.
    Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998), section III.C.4 (with squashing units there).
    """
    layers = {f"fc{i}": dict(linear=Linear(width), relu=ReLU()) for i, width in enumerate(hidden, start=1)}
    return build(Net("MLP", input, dict(flatten=Flatten()) | layers | dict(out=Linear(classes))))
