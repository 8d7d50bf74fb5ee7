"""U-Net: down to see far, up again to see sharply, and at every level a bridge across.

Source: Ronneberger, Fischer, Brox, MICCAI 2015, figure 1. The table is nested as the drawing is: each level is a
Concat of the bridge and of everything below it.
"""

from course_lib.shapes.layers import BatchNorm, Concat, Conv, ConvTranspose, Crop, MaxPool, Net, ReLU

from .build import Network, build

__all__ = ["unet", "unet_padded", "unet_small"]


def two_convs(width: int, padded: bool, norm: bool = False) -> dict:
    layers = {}
    for i in (1, 2):
        layers[f"conv{i}"] = Conv(width, 3, padding=int(padded), bias=not norm)
        if norm:
            layers[f"norm{i}"] = BatchNorm()
        layers[f"relu{i}"] = ReLU()
    return layers


def level(widths: tuple[int, ...], padded: bool, norm: bool = False, number: int = 1) -> tuple[dict, int]:
    """One level and all below it, and how many pixels it loses on each side. Without padding the bridge is cropped.

    A level loses 2 on the way down; what is below loses twice as much when seen from here; 2 more on the way up.
    """
    width, *below = widths
    down = {f"down{number}": two_convs(width, padded, norm)}
    if not below:
        return down, 0 if padded else 2
    inside, lost = level(tuple(below), padded, norm, number + 1)
    bridge = [] if padded else Crop(2 * lost)
    way = {f"pool{number}": MaxPool(2), **inside, f"up_conv{number}": ConvTranspose(width, 2, stride=2)}
    across = {f"across{number}": Concat(dict(bridge=bridge, below=way))}
    return down | across | {f"up{number}": two_convs(width, padded, norm)}, 0 if padded else 2 * lost + 4


def table(
    name: str = "U-Net",
    input: tuple[int, int, int] = (1, 572, 572),
    classes: int = 2,
    widths: tuple[int, ...] = (64, 128, 256, 512, 1024),
    padded: bool = False,
    norm: bool = False,
) -> Net:
    """widths: of the levels from the top down; each but the lowest halves the map, so sizes must be even there."""
    layers, _ = level(widths, padded, norm)
    return Net(name, input, layers | dict(out=Conv(classes, 1)))


def unet(classes: int = 2) -> Network:
    """As published, without padding: (N, 1, 572, 572) -> (N, classes, 388, 388); 31,030,658 parameters.

    Any size works that is even before each of the four pools; the output is 184 pixels smaller.
    """
    return build(table(classes=classes))


def unet_padded(classes: int = 1) -> Network:
    """With padding, output as large as the input: (N, 3, H, W), multiples of 16; 31,031,745 parameters."""
    return build(table("U-Net, padded", (3, 256, 256), classes, padded=True))


def unet_small(classes: int = 2) -> Network:
    """Three levels, 16, 32, 64 wide, padded: for lectures, (N, 1, H, W), multiples of 4. Our own configuration."""
    return build(table("U-Net, small", (1, 64, 64), classes, (16, 32, 64), padded=True))
