"""A walk through a net: for each of its layers the shape that leaves it, what its units see, and what it costs so far.

A layer is what has weights and lies on the main path: the way the 152 of ResNet-152 are counted. What stands between
two of them goes with one of them. Batch norm right after a convolution, ReLU and a join go with the layer before; a
pool, and a batch norm elsewhere, with the layer after. The 1x1 projection of a shortcut is counted with the block's
last layer: its weights are paid, but it does not make the net deeper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby

from course_lib.nets import densenet, resnet, vgg
from course_lib.shapes import layers as L
from course_lib.shapes.cost import row_cost
from course_lib.shapes.layers import Net
from course_lib.shapes.receptive_field import receptive_fields
from course_lib.shapes.sizes import trace

__all__ = ["NETS", "Step", "first_with_field", "net_table", "program", "walk"]

NETS = {  # name: (how it is printed, its table)
    "resnet152": ("ResNet-152", partial(resnet.table, "ResNet-152", resnet.bottleneck, 3, 8, 36, 3)),
    "resnet152_paper": (
        "ResNet-152, strides as printed",
        partial(resnet.table, "ResNet-152, paper stride", resnet.bottleneck, 3, 8, 36, 3, paper=True),
    ),
    "resnet101": ("ResNet-101", partial(resnet.table, "ResNet-101", resnet.bottleneck, 3, 4, 23, 3)),
    "resnet50": ("ResNet-50", partial(resnet.table, "ResNet-50", resnet.bottleneck, 3, 4, 6, 3)),
    "resnext50": ("ResNeXt-50", partial(resnet.table, "ResNeXt-50 32x4d", resnet.bottleneck, 3, 4, 6, 3, groups=32)),
    "resnet34": ("ResNet-34", partial(resnet.table, "ResNet-34", resnet.basic, 3, 4, 6, 3)),
    "plain34": ("plain-34", partial(resnet.table, "plain-34", resnet.basic, 3, 4, 6, 3, shortcut="none")),
    "densenet121": ("DenseNet-121", partial(densenet.table, "DenseNet-121", 6, 12, 24, 16)),
    "vgg16": ("VGG-16", partial(vgg.table, "VGG-16", 2, 2, 3, 3, 3)),
    "resnet110": ("ResNet-110 for 32 x 32", partial(resnet.cifar_table, 110)),
}
WEIGHTED, POOLS = (L.Conv, L.Linear), (L.MaxPool, L.AdaptivePool)


@dataclass(frozen=True)
class Step:
    """One layer of the walk; layer 0 is the image.

    layer       its number, 1 ... depth
    name        in the table, such as "conv4_12.conv2"
    block       the block it belongs to, such as "conv4_12"
    what        kernel, stride and groups, such as "3x3 /2 g32"; "full" for a linear layer
    before      shape that enters its weights, after: that leaves it (joined, if a join follows)
    field       how many pixels a unit sees along an axis, padding counted; None: everything, by a global pool
    jump        input pixels between neighbouring units; start: the first pixel of unit 0 (both None with field)
    parameters  trained numbers of this layer, its batch norm and a projection beside it; macs: its multiply-adds
    parameters_so_far, macs_so_far: summed from layer 1 up to this one
    joins       "sum" or "concat" where a block ends here, else ""
    """

    layer: int
    name: str
    block: str
    what: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    field: int | None
    jump: int | None
    start: int | None
    parameters: int = 0
    macs: int = 0
    parameters_so_far: int = 0
    macs_so_far: int = 0
    joins: str = ""


def net_table(net: str) -> Net:
    """The table of one of NETS. Raises ValueError for another name."""
    if net not in NETS:
        raise ValueError(f"layer_walk: net must be one of {', '.join(NETS)}, got {net!r}")
    return NETS[net][1]()


@cache
def walk(net: str | Net = "resnet152") -> tuple[Step, ...]:
    """A Step for the image and one for each layer, in order. net: a name of NETS, or any table.

    Raises ValueError for a name that is not in NETS.
    """
    return tuple(_walk(net if isinstance(net, Net) else net_table(net)))


def _walk(table: Net) -> Iterator[Step]:
    steps = [Step(0, "image", "image", "", table.input, table.input, 1, 1, 0)]
    waiting, previous = (0, 0), None  # parameters and multiply-adds met between two layers
    for row, seen in zip(trace(table), receptive_fields(table), strict=True):
        cost, field, (axis, *_) = row_cost(row), seen.fields, seen.fields or (None,)
        beside = ".shortcut." in row.name
        spans = (field and axis.size, field and axis.jump, field and axis.start)
        if isinstance(row.layer, WEIGHTED) and not beside:
            name = _short(row.name)
            block = name.rsplit(".", 1)[0]
            known = (len(steps), name, block, _what(row.layer), row.before, row.after, *spans)
            steps.append(_more(Step(*known), cost.parameters + waiting[0], cost.macs + waiting[1]))
            waiting = (0, 0)
        elif isinstance(row.layer, POOLS) or (isinstance(row.layer, L.BatchNorm) and not isinstance(previous, L.Conv)):
            waiting = (waiting[0] + cost.parameters, waiting[1] + cost.macs)
        else:
            step = _more(steps[-1], cost.parameters, cost.macs)
            if isinstance(row.layer, L.Sum):
                join = "concat" if isinstance(row.layer, L.Concat) else "sum"
                step = replace(step, after=row.after, field=spans[0], jump=spans[1], start=spans[2], joins=join)
            steps[-1] = step
        previous = row.layer
    parameters = macs = 0
    for step in steps:
        parameters, macs = parameters + step.parameters, macs + step.macs
        yield replace(step, parameters_so_far=parameters, macs_so_far=macs)


def _more(step: Step, parameters: int, macs: int) -> Step:
    return replace(step, parameters=step.parameters + parameters, macs=step.macs + macs)


def _short(name: str) -> str:
    """`conv4_12.sum.body.conv2.conv` is `conv4_12.conv2`."""
    return ".".join(part for part in name.split(".") if part not in ("sum", "body", "new", "conv", "linear"))


def _what(layer) -> str:
    if isinstance(layer, L.Linear):
        return "full"
    stride = f" /{layer.stride}" if layer.stride > 1 else ""
    return f"{layer.size}x{layer.size}{stride}" + (f" g{layer.groups}" if layer.groups > 1 else "")


def first_with_field(net: str | Net, size: int) -> int | None:
    """The first layer whose units see at least `size` pixels along an axis; None if there is none.

    A layer that sees everything through a global pool counts.
    """
    return next((step.layer for step in walk(net) if step.field is None or step.field >= size), None)


def program(net: str) -> list[list]:
    """The same walk in few words, for the browser: what stands between the layers, and each layer by itself.

    [[prefix, first, count, layers], ...]: blocks prefix + first, prefix + (first + 1), ... that are alike; each of
    their layers is [name in the block, pool, window, parameters, MACs, join] with pool 0, "all" or [size, stride,
    padding], window [size, stride, padding, out, groups, bias] or [out] for a linear layer, join "", "sum" or "concat".
    """
    pools, pool, windows = [], 0, []
    for row in trace(net_table(net)):
        if isinstance(row.layer, POOLS):
            whole = isinstance(row.layer, L.AdaptivePool)
            pool = "all" if whole else [row.layer.size, row.layer.stride or row.layer.size, row.layer.padding]
        elif isinstance(row.layer, WEIGHTED) and ".shortcut." not in row.name:
            windows.append(_window(row.layer))
            pools.append(pool)
            pool = 0
    layers = [
        (step.block, [step.name[len(step.block) + 1 :], pool, window, step.parameters, step.macs, step.joins])
        for step, pool, window in zip(walk(net)[1:], pools, windows, strict=True)
    ]
    found: list[list] = []
    for block, group in groupby(layers, key=lambda pair: pair[0]):
        prefix, number = re.fullmatch(r"(.*?)(\d*)", block).groups()
        inside = [layer for _, layer in group]
        last = found[-1] if found else None
        if last and last[0] == prefix and last[3] == inside and number == str(last[1] + last[2]):
            last[2] += 1
        else:
            found.append([prefix, int(number or 0), 1, inside])
    return found


def _window(layer) -> list[int]:
    if isinstance(layer, L.Linear):
        return [layer.out]
    return [layer.size, layer.stride, layer.padding, layer.out, layer.groups, int(layer.bias)]
