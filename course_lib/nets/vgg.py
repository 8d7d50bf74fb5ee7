"""VGG: nothing but 3x3 convolutions and 2x2 pools. The width doubles where the map halves.

Source: Simonyan, Zisserman, ICLR 2015, table 1. Input (N, 3, 224, 224), output (N, classes) scores.
"""

from course_lib.shapes.layers import AdaptivePool, BatchNorm, Conv, Dropout, Flatten, Linear, MaxPool, Net, ReLU

from .build import Network, build

__all__ = ["small_vgg", "vgg11", "vgg13", "vgg16", "vgg16_bn", "vgg19"]

WIDTHS = (64, 128, 256, 512, 512)


def conv(width: int, batch_norm: bool = False) -> dict:
    """3x3 with padding 1, so that the map keeps its size, and ReLU."""
    norm = dict(norm=BatchNorm()) if batch_norm else {}
    return dict(conv=Conv(width, 3, padding=1)) | norm | dict(relu=ReLU())


def fc(width: int) -> dict:
    return dict(linear=Linear(width), relu=ReLU(), dropout=Dropout(0.5))


def tail(classes: int) -> dict:
    return dict(flatten=Flatten(), fc6=fc(4096), fc7=fc(4096), fc8=Linear(classes))


# fmt: off
VGG16 = Net("VGG-16", (3, 224, 224), dict(
    conv1_1=conv(64), conv1_2=conv(64), pool1=MaxPool(2),                           # 64 x 112 x 112
    conv2_1=conv(128), conv2_2=conv(128), pool2=MaxPool(2),                         # 128 x 56 x 56
    conv3_1=conv(256), conv3_2=conv(256), conv3_3=conv(256), pool3=MaxPool(2),      # 256 x 28 x 28
    conv4_1=conv(512), conv4_2=conv(512), conv4_3=conv(512), pool4=MaxPool(2),      # 512 x 14 x 14
    conv5_1=conv(512), conv5_2=conv(512), conv5_3=conv(512), pool5=MaxPool(2),      # 512 x 7 x 7
    flatten=Flatten(),                                                              # 25088
    fc6=fc(4096),                                                                   # 102,764,544 of the parameters
    fc7=fc(4096),
    fc8=Linear(1000),
))
# fmt: on


def features(depths: tuple[int, ...], widths=WIDTHS, batch_norm: bool = False) -> dict:
    """Stage after stage: so many convolutions of one width, then a pool."""
    layers = {}
    for stage, (width, depth) in enumerate(zip(widths, depths, strict=True), start=1):
        for i in range(1, depth + 1):
            layers[f"conv{stage}_{i}"] = conv(width, batch_norm)
        layers[f"pool{stage}"] = MaxPool(2)
    return layers


def table(name: str, *depths: int, classes: int = 1000, batch_norm: bool = False) -> Net:
    """The VGG with so many convolutions in each of its five stages."""
    return Net(name, (3, 224, 224), features(depths, batch_norm=batch_norm) | tail(classes))


def vgg11(classes: int = 1000) -> Network:
    """Configuration A: 132,863,336 parameters, 7.61 GMACs."""
    return build(table("VGG-11", 1, 1, 2, 2, 2, classes=classes))


def vgg13(classes: int = 1000) -> Network:
    """Configuration B: 133,047,848 parameters, 11.31 GMACs."""
    return build(table("VGG-13", 2, 2, 2, 2, 2, classes=classes))


def vgg16(classes: int = 1000) -> Network:
    """Configuration D, the table VGG16 above: 138,357,544 parameters, 15.47 GMACs."""
    return build(table("VGG-16", 2, 2, 3, 3, 3, classes=classes))


def vgg16_bn(classes: int = 1000) -> Network:
    """VGG-16 with batch norm before every ReLU of a convolution, as added later: 138,365,992 parameters."""
    return build(table("VGG-16 BN", 2, 2, 3, 3, 3, classes=classes, batch_norm=True))


def vgg19(classes: int = 1000) -> Network:
    """Configuration E: 143,667,240 parameters, 19.63 GMACs."""
    return build(table("VGG-19", 2, 2, 4, 4, 4, classes=classes))


def small_vgg(classes: int = 10) -> Network:
    """The rule at the size of CIFAR: six convolutions with batch norm, and global pooling for the wide tail.

    Input (N, 3, 32, 32) or larger. 289,194 parameters. Our own configuration, after the VGG rule.
    """
    layers = features((2, 2, 2), widths=(32, 64, 128), batch_norm=True)
    layers = layers | dict(pool=AdaptivePool(), flatten=Flatten(), out=Linear(classes))
    return build(Net("small VGG", (3, 32, 32), layers))
