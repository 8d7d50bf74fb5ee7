"""LeNet-5: convolve, shrink, convolve, shrink, decide. Every later network of the course is this one, grown.

Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998), figure 2 and table I. Input (N, 1, 32, 32).
"""

from course_lib.shapes.layers import (
    AvgPool,
    Conv,
    Flatten,
    Linear,
    Net,
    PartialConv,
    RadialOutput,
    ReLU,
    ScaledTanh,
    Subsample,
)

from .build import Network, build

__all__ = ["lenet5_1998", "lenet5_modern"]

C3_LINKS = (  # which of the six S2 maps each C3 map reads: no two see the same, so they cannot become the same
    *((i, (i + 1) % 6, (i + 2) % 6) for i in range(6)),  # six read three neighbours
    *((i, (i + 1) % 6, (i + 2) % 6, (i + 3) % 6) for i in range(6)),  # six read four neighbours
    *((i, (i + 1) % 6, (i + 3) % 6, (i + 4) % 6) for i in range(3)),  # three read two and two
    (0, 1, 2, 3, 4, 5),  # one reads all
)


def modern_table(classes: int = 10) -> Net:
    # fmt: off
    return Net("LeNet-5, modern", (1, 32, 32), dict(
        c1=Conv(6, 5), relu1=ReLU(),       # 6 x 28 x 28
        s2=AvgPool(2),                     # 6 x 14 x 14
        c3=Conv(16, 5), relu3=ReLU(),      # 16 x 10 x 10
        s4=AvgPool(2),                     # 16 x 5 x 5
        c5=Conv(120, 5), relu5=ReLU(),     # 120 x 1 x 1
        flatten=Flatten(),
        f6=Linear(84), relu6=ReLU(),
        out=Linear(classes),
    ))
    # fmt: on


# fmt: off
LENET5_1998 = Net("LeNet-5 (1998)", (1, 32, 32), dict(
    c1=Conv(6, 5), tanh1=ScaledTanh(),                   # 156 parameters, 122,304 connections
    s2=Subsample(2), tanh2=ScaledTanh(),                 # 12, 5,880
    c3=PartialConv(C3_LINKS, 5), tanh3=ScaledTanh(),     # 1,516, 151,600
    s4=Subsample(2), tanh4=ScaledTanh(),                 # 32, 2,000
    c5=Conv(120, 5), tanh5=ScaledTanh(),                 # 48,120, 48,120
    flatten=Flatten(),
    f6=Linear(84), tanh6=ScaledTanh(),                   # 10,164, 10,164
    out=RadialOutput(10),                                # none trained, 840
))
# fmt: on


def lenet5_modern(classes: int = 10) -> Network:
    """LeNet-5 as it is built today: every C3 map reads all of S2, plain average pooling, ReLU, linear scores.

    Input (N, 1, 32, 32), output (N, classes) scores (no softmax). 61,706 parameters and 416,520 multiply-adds.
    """
    return build(modern_table(classes))


def lenet5_1998() -> Network:
    """LeNet-5 as published: 60,000 trained parameters, 340,908 connections.

    Input (N, 1, 32, 32), output (N, 10) squared distances to the pictures of the digits: the smallest wins.
    """
    return build(LENET5_1998)
