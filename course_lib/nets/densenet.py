"""DenseNet: every layer reads the maps of all layers before it in its block, and adds a few of its own.

Source: Huang, Liu, van der Maaten, Weinberger, CVPR 2017, table 1 (DenseNet-BC: bottleneck 4 k, compression 1/2).
Input (N, 3, 224, 224), output (N, classes) scores.
"""

from course_lib.shapes.layers import (
    AdaptivePool,
    AvgPool,
    BatchNorm,
    Concat,
    Conv,
    Flatten,
    Linear,
    MaxPool,
    Net,
    ReLU,
)

from .build import Network, build

__all__ = ["densenet121", "densenet161", "densenet169", "densenet201"]


def norm_relu_conv(width: int, size: int) -> dict:
    return dict(norm=BatchNorm(), relu=ReLU(), conv=Conv(width, size, padding=size // 2, bias=False))


def dense_layer(growth: int) -> Concat:
    """All that arrived, and `growth` new maps made of it: 1x1 to 4 growth, then 3x3."""
    return Concat(dict(old=[], new=dict(conv1=norm_relu_conv(4 * growth, 1), conv2=norm_relu_conv(growth, 3))))


def dense_block(depth: int, growth: int) -> dict:
    return {f"layer{i}": dense_layer(growth) for i in range(1, depth + 1)}


def table(name: str, *depths: int, growth: int = 32, stem: int = 64, classes: int = 1000) -> Net:
    """Blocks of so many dense layers; between two blocks a 1x1 halves the maps and a pool halves their size."""
    layers = dict(conv1=Conv(stem, 7, 2, padding=3, bias=False), norm1=BatchNorm(), relu1=ReLU())
    layers["pool1"] = MaxPool(3, 2, padding=1)
    maps = stem
    for number, depth in enumerate(depths, start=1):
        layers[f"block{number}"] = dense_block(depth, growth)
        maps += depth * growth
        if number < len(depths):
            maps //= 2
            layers[f"transition{number}"] = norm_relu_conv(maps, 1) | dict(pool=AvgPool(2))
    layers |= dict(norm=BatchNorm(), relu=ReLU(), pool=AdaptivePool(), flatten=Flatten(), fc=Linear(classes))
    return Net(name, (3, 224, 224), layers)


def densenet121(classes: int = 1000) -> Network:
    """7,978,856 parameters, 2.83 GMACs."""
    return build(table("DenseNet-121", 6, 12, 24, 16, classes=classes))


def densenet161(classes: int = 1000) -> Network:
    """The wide one, 48 new maps a layer: 28,681,000 parameters, 7.73 GMACs."""
    return build(table("DenseNet-161", 6, 12, 36, 24, growth=48, stem=96, classes=classes))


def densenet169(classes: int = 1000) -> Network:
    """14,149,480 parameters, 3.36 GMACs."""
    return build(table("DenseNet-169", 6, 12, 32, 32, classes=classes))


def densenet201(classes: int = 1000) -> Network:
    """20,013,928 parameters, 4.29 GMACs."""
    return build(table("DenseNet-201", 6, 12, 48, 32, classes=classes))
