"""Six blocks to compare: their tables, and what each convolution in them costs.

    basic          relu(x + 3x3 3x3)                        ResNet-18 and -34 (He et al. 2016a, section 3.3)
    plain          relu(3x3 3x3)                            the same without the sum
    bottleneck     relu(x + 1x1 3x3 1x1)                    ResNet-50 and deeper, a quarter of the maps inside
    preactivation  x + 3x3 3x3, norm and ReLU before each   He et al. 2016b, figure 1b: nothing after the sum
    resnext        relu(x + 1x1 3x3 1x1), 3x3 in groups     Xie et al. 2017, figure 3c, half of the maps inside
    dense          each layer's new maps beside the old     Huang et al. 2017, section 3 (1x1 to 4 growth, then 3x3)

stride 2 halves the map and doubles the channels, as at the beginning of a stage; the shortcut then is a 1x1
convolution with batch norm (option B). The tables come from course_lib.nets, the counts from course_lib.shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.nets.densenet import dense_block
from course_lib.nets.resnet import basic, block, bottleneck, conv
from course_lib.shapes import layers as L
from course_lib.shapes.cost import row_cost
from course_lib.shapes.layers import BatchNorm, Conv, Net, ReLU, Sum
from course_lib.shapes.sizes import Shape, trace

__all__ = ["CHANNELS", "GROWTHS", "HALVING", "KINDS", "Part", "block_table", "parts", "weights"]

KINDS = ("basic", "plain", "bottleneck", "preactivation", "resnext", "dense")
HALVING = ("basic", "plain", "bottleneck", "resnext")  # those that may have stride 2
CHANNELS = (16, 32, 64, 128, 256, 512, 1024, 2048)
GROWTHS = (4, 8, 12, 16, 24, 32, 40, 48, 64)
MOST_LAYERS = 4


@dataclass(frozen=True)
class Part:
    """One convolution of a block.

    name     in the table, such as "body.conv1"
    what     "3x3", with "/2" and the groups where there are any
    beside   it lies on the shortcut
    weights, macs of the convolution alone; the norms are counted by `cost`
    """

    name: str
    what: str
    before: Shape
    after: Shape
    weights: int
    macs: int
    beside: bool


def block_table(
    kind: str = "basic",
    channels: int = 64,
    groups: int = 32,
    growth: int = 32,
    layers: int = 3,
    stride: int = 1,
    side: int = 56,
) -> Net:
    """The table of one block that `channels` maps of side x side enter.

    groups: of the 3x3 in "resnext". growth: new maps of each of the `layers` in "dense".

    Raises ValueError for an unknown kind, for groups that do not divide the maps inside, for a stride that the
    kind does not have.
    """
    if kind not in KINDS:
        raise ValueError(f"block_table: kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if stride != 1 and (stride != 2 or kind not in HALVING):
        may = f"1 or 2 for {', '.join(HALVING)}, else 1"
        raise ValueError(f"block_table: stride must be {may}, got {stride} for {kind}")
    if kind in ("bottleneck", "resnext") and channels % 4:
        raise ValueError(f"block_table: channels must be a multiple of 4 for {kind}, got {channels}")
    leaving = channels * stride
    if kind == "resnext" and (leaving // 2) % groups:
        raise ValueError(f"block_table: groups must divide the {leaving // 2} maps inside, got {groups}")
    return Net(
        f"{kind} block", (channels, side, side), _layers(kind, channels, leaving, groups, growth, layers, stride)
    )


def _layers(kind, channels, leaving, groups, growth, layers, stride):
    if kind == "dense":
        return dense_block(layers, growth)
    if kind == "preactivation":
        body = {}
        for i in (1, 2):
            body |= {f"norm{i}": BatchNorm(), f"relu{i}": ReLU(), f"conv{i}": Conv(channels, 3, padding=1, bias=False)}
        return dict(sum=Sum(dict(body=body, shortcut=[])))
    if kind == "bottleneck":
        body, _ = bottleneck(leaving // 4, stride)
    elif kind == "resnext":
        inner = leaving // 2
        body = dict(
            conv1=conv(inner, 1), relu1=ReLU(), conv2=conv(inner, 3, stride, groups), relu2=ReLU(),
            conv3=conv(leaving, 1),
        )  # fmt: skip
    else:
        body, _ = basic(leaving, stride)
    return block(body, channels, leaving, stride, "none" if kind == "plain" else "projection")


def parts(table: Net) -> list[Part]:
    """The convolutions of a block, in order; the one on the shortcut comes last."""
    found = []
    for row in trace(table):
        if isinstance(row.layer, L.Conv):
            one, cost = row.layer, row_cost(row)
            stride = f" /{one.stride}" if one.stride > 1 else ""
            what = f"{one.size}x{one.size}{stride}" + (f" in {one.groups} groups" if one.groups > 1 else "")
            name = row.name.removeprefix("sum.").removesuffix(".conv")
            found.append(Part(name, what, row.before, row.after, cost.weights, cost.macs, "shortcut" in row.name))
    return found


def weights(table: Net) -> int:
    """Weights of all convolutions of a block, batch norms left out (as the papers count)."""
    return sum(part.weights for part in parts(table))
