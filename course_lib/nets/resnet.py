"""ResNet: each block adds a correction to what arrives. And its kin: plain twins, CIFAR's thin ones, ResNeXt.

Source: He, Zhang, Ren, Sun, CVPR 2016 (arXiv 1512.03385), table 1 and section 4.2; ResNeXt: Xie et al., CVPR 2017.
Input (N, 3, 224, 224), for the CIFAR nets (N, 3, 32, 32); output (N, classes) scores.
"""

from course_lib.shapes.layers import (
    AdaptivePool,
    BatchNorm,
    Conv,
    Flatten,
    Linear,
    MaxPool,
    Net,
    PadShortcut,
    ReLU,
    Sum,
)

from .build import Network, build

__all__ = [
    "plain18",
    "plain34",
    "plain_cifar",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet50_paper",
    "resnet101",
    "resnet101_paper",
    "resnet152",
    "resnet152_paper",
    "resnet_cifar",
    "resnext50_32x4d",
]

RGB, THIN = (3, 32, 32), (16, 32, 64)  # CIFAR-10: the image, and the maps of the three stages


def conv(width: int, size: int, stride: int = 1, groups: int = 1) -> dict:
    """A convolution that keeps the size of the map (at stride 1), and batch norm instead of a bias."""
    return dict(conv=Conv(width, size, stride, padding=size // 2, groups=groups, bias=False), norm=BatchNorm())


def basic(width: int, stride: int) -> tuple[dict, int]:
    """3x3, 3x3 (ResNet-18 and -34)."""
    return dict(conv1=conv(width, 3, stride), relu1=ReLU(), conv2=conv(width, 3)), width


def bottleneck(width: int, stride: int, paper: bool = False, groups: int = 1) -> tuple[dict, int]:
    """1x1 to narrow, 3x3, 1x1 to four times the width. paper: the stride sits on the first 1x1, else on the 3x3.

    groups > 1: ResNeXt, whose 3x3 is twice as wide and split into that many paths.
    """
    first, second = (stride, 1) if paper else (1, stride)
    inner = width if groups == 1 else 2 * width
    body = dict(
        conv1=conv(inner, 1, first), relu1=ReLU(), conv2=conv(inner, 3, second, groups), relu2=ReLU(),
        conv3=conv(4 * width, 1),
    )  # fmt: skip
    return body, 4 * width


def block(body: dict, arriving: int, leaving: int, stride: int, shortcut: str) -> dict:
    """ReLU of body(x) + x. Where the shape changes, x is fitted: by "zeros" (option A) or a 1x1 "projection" (B).

    shortcut "none" gives the plain twin: the same layers without the sum.
    """
    if shortcut == "none":
        return dict(body=body, relu=ReLU())
    if (arriving, stride) == (leaving, 1):
        fitted = []
    elif shortcut == "zeros":
        fitted = PadShortcut(leaving, stride)
    else:
        fitted = conv(leaving, 1, stride)
    return dict(sum=Sum(dict(body=body, shortcut=fitted)), relu=ReLU())


def stages(kind, depths, widths, arriving: int, first: int, shortcut: str = "projection", **options) -> dict:
    """Stages conv<first>_x, ... of so many blocks; every stage but the first begins by halving the map."""
    layers = {}
    for stage, (depth, width) in enumerate(zip(depths, widths, strict=True)):
        for i in range(depth):
            stride = 2 if stage and i == 0 else 1
            body, leaving = kind(width, stride, **options)
            layers[f"conv{stage + first}_{i + 1}"] = block(body, arriving, leaving, stride, shortcut)
            arriving = leaving
    return layers


def tail(classes: int) -> dict:
    return dict(pool=AdaptivePool(), flatten=Flatten(), fc=Linear(classes))


def table(name: str, kind, *depths: int, classes: int = 1000, **options) -> Net:
    """The ImageNet form: a 7x7 stem to 56x56, four stages, global average pooling, one linear layer.

    kind: basic or bottleneck. options: shortcut for `stages`, paper and groups for `bottleneck`.
    """
    stem = dict(conv1=conv(64, 7, 2), relu1=ReLU(), pool1=MaxPool(3, 2, padding=1))
    body = stages(kind, depths, (64, 128, 256, 512), arriving=64, first=2, **options)
    return Net(name, (3, 224, 224), stem | body | tail(classes))


def cifar_table(depth: int = 20, shortcut: str = "zeros", classes: int = 10, image=RGB, widths=THIN) -> Net:
    """The CIFAR form: a 3x3 stem, three stages of n blocks 16, 32, 64 wide; depth = 6 n + 2.

    image (channels, height, width) and widths (one a stage) make it smaller: (1, 8, 8) and (8, 16, 32) for the digits.
    Raises ValueError for another depth.
    """
    if depth < 8 or (depth - 2) % 6:
        raise ValueError(f"cifar_table: depth must be 6 n + 2 (8, 14, 20, 32, 44, 56, 110, ...), got {depth}")
    name = f"{'plain' if shortcut == 'none' else 'ResNet'}-{depth} ({'CIFAR' if image[0] == 3 else 'small'})"
    stem = dict(conv1=conv(widths[0], 3), relu1=ReLU())
    body = stages(basic, [(depth - 2) // 6] * 3, widths, arriving=widths[0], first=2, shortcut=shortcut)
    return Net(name, image, stem | body | tail(classes))


def resnet18(classes: int = 1000) -> Network:
    """11,689,512 parameters, 1.81 GMACs."""
    return build(table("ResNet-18", basic, 2, 2, 2, 2, classes=classes))


def resnet34(classes: int = 1000) -> Network:
    """21,797,672 parameters, 3.66 GMACs."""
    return build(table("ResNet-34", basic, 3, 4, 6, 3, classes=classes))


def plain18(classes: int = 1000) -> Network:
    """ResNet-18 without its shortcuts: what ResNet-18 is compared with."""
    return build(table("plain-18", basic, 2, 2, 2, 2, classes=classes, shortcut="none"))


def plain34(classes: int = 1000) -> Network:
    """ResNet-34 without its shortcuts."""
    return build(table("plain-34", basic, 3, 4, 6, 3, classes=classes, shortcut="none"))


def resnet50(classes: int = 1000) -> Network:
    """25,557,032 parameters, 4.09 GMACs, with the stride on the 3x3 as in torchvision."""
    return build(table("ResNet-50", bottleneck, 3, 4, 6, 3, classes=classes))


def resnet101(classes: int = 1000) -> Network:
    """44,549,160 parameters, 7.80 GMACs, with the stride on the 3x3."""
    return build(table("ResNet-101", bottleneck, 3, 4, 23, 3, classes=classes))


def resnet152(classes: int = 1000) -> Network:
    """60,192,808 parameters, 11.51 GMACs, with the stride on the 3x3."""
    return build(table("ResNet-152", bottleneck, 3, 8, 36, 3, classes=classes))


def resnet50_paper(classes: int = 1000) -> Network:
    """As printed in 2015, the stride on the first 1x1: the same parameters, 3.86 GMACs."""
    return build(table("ResNet-50, paper stride", bottleneck, 3, 4, 6, 3, classes=classes, paper=True))


def resnet101_paper(classes: int = 1000) -> Network:
    """As printed in 2015, the stride on the first 1x1: the same parameters, 7.57 GMACs."""
    return build(table("ResNet-101, paper stride", bottleneck, 3, 4, 23, 3, classes=classes, paper=True))


def resnet152_paper(classes: int = 1000) -> Network:
    """As printed in 2015, the stride on the first 1x1: the same parameters, 11.28 GMACs."""
    return build(table("ResNet-152, paper stride", bottleneck, 3, 8, 36, 3, classes=classes, paper=True))


def resnext50_32x4d(classes: int = 1000) -> Network:
    """32 parallel paths of 4 maps in each bottleneck: 25,028,904 parameters, 4.23 GMACs."""
    return build(table("ResNeXt-50 32x4d", bottleneck, 3, 4, 6, 3, classes=classes, groups=32))


def resnet_cifar(depth: int = 20, projection: bool = False, classes: int = 10, image=RGB, widths=THIN) -> Network:
    """The thin ResNets for 32x32 images; depth 20, 32, 44, 56, 110 in the paper. ResNet-20: 269,722 parameters.

    Shortcuts without parameters (option A); projection=True fits them by 1x1 convolutions (option B).
    image and widths as in `cifar_table`, for smaller images.
    """
    return build(cifar_table(depth, "projection" if projection else "zeros", classes, image, widths))


def plain_cifar(depth: int = 20, classes: int = 10, image=RGB, widths=THIN) -> Network:
    """The same layers without shortcuts, and exactly as many parameters: at depth 56 it trains worse than at 20."""
    return build(cifar_table(depth, "none", classes, image, widths))
