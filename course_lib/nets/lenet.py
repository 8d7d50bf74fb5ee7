"""LeNet-5: convolve, shrink, convolve, shrink, decide. Every later network of the course is this one, grown."""

from collections import OrderedDict

from torch import nn

__all__ = ["lenet5_modern"]


def lenet5_modern(classes: int = 10) -> nn.Module:
    """LeNet-5 as it is built today: every C3 map reads all of S2, plain average pooling, ReLU, linear scores.

    Input (N, 1, 32, 32), output (N, classes) scores (no softmax). 61,706 parameters and 416,520 multiply-adds.

    Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998), figure 2, without its trainable subsampling,
    partial connections and radial basis output.
    """
    return nn.Sequential(
        OrderedDict(
            c1=nn.Conv2d(1, 6, 5),  # 6 x 28 x 28
            relu1=nn.ReLU(),
            s2=nn.AvgPool2d(2),  # 6 x 14 x 14
            c3=nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
            relu3=nn.ReLU(),
            s4=nn.AvgPool2d(2),  # 16 x 5 x 5
            c5=nn.Conv2d(16, 120, 5),  # 120 x 1 x 1
            relu5=nn.ReLU(),
            flatten=nn.Flatten(),
            f6=nn.Linear(120, 84),
            relu6=nn.ReLU(),
            out=nn.Linear(84, classes),
        )
    )
