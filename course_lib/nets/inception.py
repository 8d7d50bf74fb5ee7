"""GoogLeNet: at every step four looks at once, narrow ones first to make it cheap.

Source: Szegedy et al., CVPR 2015 (arXiv 1409.4842), table 1. Input (N, 3, 224, 224), output (N, classes) scores;
`net.with_sides(x)` gives the two auxiliary scores too (their losses count 0.3 while training).
"""

from course_lib.shapes.layers import (
    AdaptivePool,
    AvgPool,
    BatchNorm,
    Concat,
    Conv,
    Dropout,
    Flatten,
    Linear,
    LocalResponseNorm,
    MaxPool,
    Net,
    ReLU,
    Side,
)

from .build import Network, build

__all__ = ["googlenet", "googlenet_torchvision"]

# fmt: off
INCEPTION = {  # 1x1, 3x3 reduced, 3x3, 5x5 reduced, 5x5, after the pool
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
# fmt: on


def conv(width: int, size: int, stride: int = 1, norm: bool = False) -> dict:
    """A convolution that keeps the size of the map (at stride 1): with bias, or with batch norm instead."""
    layer = Conv(width, size, stride, padding=size // 2, bias=not norm)
    return dict(conv=layer) | (dict(norm=BatchNorm()) if norm else {}) | dict(relu=ReLU())


def inception(widths: tuple[int, ...], large: int = 5, norm: bool = False) -> Concat:
    """1x1, 3x3, large x large and a pool side by side, their maps stacked. The 1x1 in front of each saves work."""
    one, reduce3, three, reduce5, five, pooled = widths
    return Concat(
        dict(
            one=conv(one, 1, norm=norm),
            three=dict(reduce=conv(reduce3, 1, norm=norm), conv=conv(three, 3, norm=norm)),
            five=dict(reduce=conv(reduce5, 1, norm=norm), conv=conv(five, large, norm=norm)),
            pool=dict(pool=MaxPool(3, 1, padding=1), conv=conv(pooled, 1, norm=norm)),
        )
    )


def auxiliary(classes: int, norm: bool = False) -> Side:
    """A second classifier half-way up, for training only. It pools to 4 x 4."""
    pool = AdaptivePool(4) if norm else AvgPool(5, 3)
    return Side(
        dict(
            pool=pool, conv=conv(128, 1, norm=norm), flatten=Flatten(),
            fc1=Linear(1024), relu=ReLU(), dropout=Dropout(0.7), fc2=Linear(classes),
        )
    )  # fmt: skip


def modules(stage: str, classes: int, large: int, norm: bool) -> dict:
    """The Inception modules of stage 3, 4 or 5; the auxiliary classifiers follow 4a and 4d."""
    layers = {}
    for name, widths in INCEPTION.items():
        if name.startswith(stage):
            layers[f"inception{name}"] = inception(widths, large, norm)
            if name in ("4a", "4d"):
                layers[f"aux{name}"] = auxiliary(classes, norm)
    return layers


def table(classes: int = 1000) -> Net:
    """As published: 5x5 branches, biases, local response norm, 3x3 pools with a partial window at the far end."""
    pool, stage = MaxPool(3, 2, ceil=True), dict(classes=classes, large=5, norm=False)
    # fmt: off
    return Net("GoogLeNet", (3, 224, 224), dict(
        conv1=conv(64, 7, 2), pool1=pool, norm1=LocalResponseNorm(),                              # 64 x 56 x 56
        conv2r=conv(64, 1), conv2=conv(192, 3), norm2=LocalResponseNorm(), pool2=pool,            # 192 x 28 x 28
        **modules("3", **stage), pool3=pool,                                                      # 480 x 14 x 14
        **modules("4", **stage), pool4=pool,                                                      # 832 x 7 x 7
        **modules("5", **stage), pool5=AvgPool(7, 1),                                             # 1024 x 1 x 1
        dropout=Dropout(0.4), flatten=Flatten(), fc=Linear(classes),
    ))
    # fmt: on


def torchvision_table(classes: int = 1000) -> Net:
    """As in torchvision: batch norm, a 3x3 where the paper has 5x5 (a slip, kept for the weights), 2x2 before 5a."""
    pool, stage = MaxPool(3, 2, ceil=True), dict(classes=classes, large=3, norm=True)
    # fmt: off
    return Net("GoogLeNet, torchvision", (3, 224, 224), dict(
        conv1=conv(64, 7, 2, norm=True), pool1=pool,
        conv2r=conv(64, 1, norm=True), conv2=conv(192, 3, norm=True), pool2=pool,
        **modules("3", **stage), pool3=pool,
        **modules("4", **stage), pool4=MaxPool(2, ceil=True),
        **modules("5", **stage), pool5=AdaptivePool(),
        dropout=Dropout(0.2), flatten=Flatten(), fc=Linear(classes),
    ))
    # fmt: on


def googlenet(classes: int = 1000) -> Network:
    """As published: 6,998,552 parameters (13,378,280 with both auxiliary classifiers), 1.58 GMACs."""
    return build(table(classes))


def googlenet_torchvision(classes: int = 1000) -> Network:
    """torchvision's geometry: 6,624,904 parameters (13,004,888 with both auxiliary classifiers), 1.50 GMACs."""
    return build(torchvision_table(classes))
