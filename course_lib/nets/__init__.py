"""The architectures of the course as torch modules. A factory called without arguments builds the published network.

Each file holds the tables (course_lib.shapes.layers) and under them the factories; `net.table` leads back, so that
course_lib.shapes counts and measures any net: `cost(vgg16().table)`.
"""

from .alexnets import alexnet, alexnet_torchvision, overfeat, overfeat_dense, zfnet, zfnet_large
from .build import Network, build, count_parameters, load_dense
from .densenet import densenet121, densenet161, densenet169, densenet201
from .fcn import fcn8s, fcn16s, fcn32s
from .inception import googlenet, googlenet_torchvision
from .lenet import lenet5_1998, lenet5_modern
from .resnet import (
    plain18,
    plain34,
    plain_cifar,
    resnet18,
    resnet34,
    resnet50,
    resnet50_paper,
    resnet101,
    resnet101_paper,
    resnet152,
    resnet152_paper,
    resnet_cifar,
    resnext50_32x4d,
)
from .unets import unet, unet_padded, unet_small
from .units import mlp, threshold_unit
from .vgg import small_vgg, vgg11, vgg13, vgg16, vgg16_bn, vgg19

__all__ = [
    "Network", "build", "count_parameters", "load_dense",
    "threshold_unit", "mlp",
    "lenet5_1998", "lenet5_modern",
    "alexnet", "alexnet_torchvision", "zfnet", "zfnet_large", "overfeat", "overfeat_dense",
    "vgg11", "vgg13", "vgg16", "vgg16_bn", "vgg19", "small_vgg",
    "googlenet", "googlenet_torchvision",
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152",
    "resnet50_paper", "resnet101_paper", "resnet152_paper",
    "plain18", "plain34", "resnet_cifar", "plain_cifar", "resnext50_32x4d",
    "densenet121", "densenet161", "densenet169", "densenet201",
    "unet", "unet_padded", "unet_small", "fcn8s", "fcn16s", "fcn32s",
]  # fmt: skip
