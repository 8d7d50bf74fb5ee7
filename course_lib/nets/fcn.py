"""FCN: VGG-16 with its tail as convolutions gives a coarse map of scores, finer maps are added, then it is enlarged.

Source: Long, Shelhamer, Darrell, CVPR 2015, section 4; geometry of the released networks: input padded by 100,
crops of 5 and 9 where maps are added, 19, 27, 31 at the end. Finer maps are added (U-Net stacks them).
"""

import torch
from torch import nn

from course_lib.shapes.layers import Bilinear, Conv, ConvTranspose, Crop, CropToInput, Dropout, MaxPool, Net, ReLU, Sum

from .build import Network, build
from .modules import bilinear_kernel

__all__ = ["fcn16s", "fcn32s", "fcn8s"]


def stage(number: int, width: int, depth: int) -> dict:
    """Convolutions and a pool of VGG-16. The pool keeps a partial window; the very first layer pads by 100."""
    layers = {}
    for i in range(1, depth + 1):
        padding = 100 if (number, i) == (1, 1) else 1
        layers |= {f"conv{number}_{i}": Conv(width, 3, padding=padding), f"relu{number}_{i}": ReLU()}
    return layers | {f"pool{number}": MaxPool(2, ceil=True)}


def head(classes: int) -> dict:
    """fc6, fc7 and fc8 of VGG-16 reread as convolutions."""
    return dict(
        fc6=Conv(4096, 7), relu6=ReLU(), drop6=Dropout(0.5),
        fc7=Conv(4096, 1), relu7=ReLU(), drop7=Dropout(0.5),
        score=Conv(classes, 1),
    )  # fmt: skip


def doubled(classes: int) -> ConvTranspose:
    """Twice as large, by a kernel that starts bilinear and is counted as trained."""
    return ConvTranspose(classes, 4, stride=2, bias=False)


def table(stride: int = 32, classes: int = 21) -> Net:
    """stride 32: the coarse map alone; 16: with pool4's scores added; 8: with pool3's too.

    Raises ValueError for another stride.
    """
    if stride not in (8, 16, 32):
        raise ValueError(f"fcn.table: stride must be 8, 16 or 32, got {stride}")
    coarse = stage(5, 512, 3) | head(classes)  # from pool4 on, at stride 32
    if stride < 32:
        below = coarse | dict(up2=doubled(classes))
        coarse = dict(fuse4=Sum(dict(score4=[Conv(classes, 1), Crop(5)], below=below), cut=True))
    coarse = stage(4, 512, 3) | coarse  # from pool3 on
    if stride < 16:
        below = coarse | dict(up4=doubled(classes))
        coarse = dict(fuse3=Sum(dict(score3=[Conv(classes, 1), Crop(9)], below=below), cut=True))
    body = stage(1, 64, 2) | stage(2, 128, 2) | stage(3, 256, 3) | coarse
    body |= dict(upsample=Bilinear(2 * stride, stride))
    return Net(f"FCN-{stride}s", (3, 224, 224), dict(fcn=CropToInput(body, {32: 19, 16: 27, 8: 31}[stride])))


def fcn32s(classes: int = 21) -> Network:
    """(N, 3, H, W) -> (N, classes, H, W), enlarged 32-fold at once: 134,346,581 parameters."""
    return _build(32, classes)


def fcn16s(classes: int = 21) -> Network:
    """With the scores of pool4 added: 134,364,410 parameters."""
    return _build(16, classes)


def fcn8s(classes: int = 21) -> Network:
    """With the scores of pool4 and pool3 added: 134,376,863 parameters."""
    return _build(8, classes)


def _build(stride: int, classes: int) -> Network:
    """Doubling starts bilinear, map by map; scores start at 0, as in the release."""
    net = build(table(stride, classes))
    with torch.no_grad():
        for name, module in net.named_modules():
            if isinstance(module, nn.ConvTranspose2d):
                module.weight.copy_(torch.eye(classes)[:, :, None, None] * bilinear_kernel(4))
            elif "score" in name and isinstance(module, nn.Conv2d):
                module.weight.zero_()
                module.bias.zero_()
    return net
