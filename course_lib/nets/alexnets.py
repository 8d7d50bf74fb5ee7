"""AlexNet: LeNet's plan with five convolutions, ReLU, overlapping max pools, dropout, and two GPUs; and its heirs.

Sources: Krizhevsky, Sutskever, Hinton, NIPS 2012, section 3; Krizhevsky 2014 (arXiv 1404.5997) for the one-tower
network; Zeiler, Fergus, ECCV 2014, figure 3; Sermanet et al., ICLR 2014, table 1. Output (N, classes) scores.
"""

from course_lib.shapes.dense import as_convolutions
from course_lib.shapes.layers import (
    AdaptivePool,
    Conv,
    Dropout,
    Flatten,
    Linear,
    LocalResponseNorm,
    MaxPool,
    Net,
    ReLU,
)

from .build import Network, build

__all__ = ["alexnet", "alexnet_torchvision", "overfeat", "overfeat_dense", "zfnet", "zfnet_large"]


def fc(width: int) -> dict:
    return dict(linear=Linear(width), relu=ReLU(), dropout=Dropout(0.5))


def alexnet_table(classes: int = 1000, groups: int = 2) -> Net:
    """groups=2: conv2, conv4 and conv5 read only the maps on their own GPU; conv3 and the tail read all."""
    # fmt: off
    return Net("AlexNet", (3, 227, 227), dict(
        conv1=Conv(96, 11, stride=4), relu1=ReLU(),                     # 96 x 55 x 55
        norm1=LocalResponseNorm(), pool1=MaxPool(3, 2),                 # 96 x 27 x 27
        conv2=Conv(256, 5, padding=2, groups=groups), relu2=ReLU(),     # 256 x 27 x 27
        norm2=LocalResponseNorm(), pool2=MaxPool(3, 2),                 # 256 x 13 x 13
        conv3=Conv(384, 3, padding=1), relu3=ReLU(),                    # 384 x 13 x 13
        conv4=Conv(384, 3, padding=1, groups=groups), relu4=ReLU(),     # 384 x 13 x 13
        conv5=Conv(256, 3, padding=1, groups=groups), relu5=ReLU(),     # 256 x 13 x 13
        pool5=MaxPool(3, 2), flatten=Flatten(),                         # 256 x 6 x 6 = 9216
        fc6=fc(4096), fc7=fc(4096), fc8=Linear(classes),
    ))
    # fmt: on


def torchvision_table(classes: int = 1000) -> Net:
    # fmt: off
    return Net("AlexNet, torchvision", (3, 224, 224), dict(
        conv1=Conv(64, 11, stride=4, padding=2), relu1=ReLU(), pool1=MaxPool(3, 2),    # 64 x 27 x 27
        conv2=Conv(192, 5, padding=2), relu2=ReLU(), pool2=MaxPool(3, 2),              # 192 x 13 x 13
        conv3=Conv(384, 3, padding=1), relu3=ReLU(),
        conv4=Conv(256, 3, padding=1), relu4=ReLU(),
        conv5=Conv(256, 3, padding=1), relu5=ReLU(), pool5=MaxPool(3, 2),              # 256 x 6 x 6
        pool=AdaptivePool(6), flatten=Flatten(),
        drop6=Dropout(0.5), fc6=Linear(4096), relu6=ReLU(),
        drop7=Dropout(0.5), fc7=Linear(4096), relu7=ReLU(), fc8=Linear(classes),
    ))
    # fmt: on


def zfnet_table(classes: int = 1000, widths: tuple[int, int, int] = (384, 384, 256)) -> Net:
    """widths: of conv3, conv4, conv5. The first two pools keep a partial window: 110 -> 55, 26 -> 13."""
    conv3, conv4, conv5 = widths
    # fmt: off
    return Net("ZFNet", (3, 224, 224), dict(
        conv1=Conv(96, 7, stride=2, padding=1), relu1=ReLU(),           # 96 x 110 x 110
        pool1=MaxPool(3, 2, ceil=True), norm1=LocalResponseNorm(),      # 96 x 55 x 55
        conv2=Conv(256, 5, stride=2), relu2=ReLU(),                     # 256 x 26 x 26
        pool2=MaxPool(3, 2, ceil=True), norm2=LocalResponseNorm(),      # 256 x 13 x 13
        conv3=Conv(conv3, 3, padding=1), relu3=ReLU(),
        conv4=Conv(conv4, 3, padding=1), relu4=ReLU(),
        conv5=Conv(conv5, 3, padding=1), relu5=ReLU(), pool5=MaxPool(3, 2), flatten=Flatten(),
        fc6=fc(4096), fc7=fc(4096), fc8=Linear(classes),
    ))
    # fmt: on


def overfeat_table(classes: int = 1000) -> Net:
    """OverFeat's "fast" network, the tail as fully connected layers (see overfeat_dense)."""
    # fmt: off
    return Net("OverFeat, fast", (3, 231, 231), dict(
        conv1=Conv(96, 11, stride=4), relu1=ReLU(), pool1=MaxPool(2),                   # 96 x 28 x 28
        conv2=Conv(256, 5), relu2=ReLU(), pool2=MaxPool(2),                             # 256 x 12 x 12
        conv3=Conv(512, 3, padding=1), relu3=ReLU(),
        conv4=Conv(1024, 3, padding=1), relu4=ReLU(),
        conv5=Conv(1024, 3, padding=1), relu5=ReLU(), pool5=MaxPool(2), flatten=Flatten(),  # 1024 x 6 x 6
        fc6=fc(3072), fc7=fc(4096), fc8=Linear(classes),
    ))
    # fmt: on


def alexnet(classes: int = 1000) -> Network:
    """The published network, both towers as groups: 60,965,224 parameters, 724 MMACs. Input (N, 3, 227, 227).

    The paper says 224, but (224 - 11) / 4 is not whole: 227 gives the 55 x 55 maps it draws.
    """
    return build(alexnet_table(classes))


def alexnet_torchvision(classes: int = 1000) -> Network:
    """The narrower one-tower network of 2014, without normalisation: 61,100,840 parameters. Input (N, 3, 224, 224)."""
    return build(torchvision_table(classes))


def zfnet(classes: int = 1000) -> Network:
    """AlexNet with a finer first layer (7x7 stride 2): 62,357,608 parameters. Input (N, 3, 224, 224).

    Local response norm stands in for the paper's contrast normalisation.
    """
    return build(zfnet_table(classes))


def zfnet_large(classes: int = 1000) -> Network:
    """ZFNet with 512, 1024, 512 maps in conv3 to conv5: 107,627,624 parameters."""
    return build(zfnet_table(classes, (512, 1024, 512)))


def overfeat(classes: int = 1000) -> Network:
    """OverFeat's fast network: 145,920,872 parameters, 2.80 GMACs. Input (N, 3, 231, 231)."""
    return build(overfeat_table(classes))


def overfeat_dense(classes: int = 1000) -> Network:
    """The same network with its tail as convolutions: takes (N, 3, H, W) from 231 on, gives (N, classes, h, w).

    Each further 36 pixels give one more answer. `load_dense(overfeat_dense(), net)` takes over trained weights.
    """
    return build(as_convolutions(overfeat_table(classes)))
