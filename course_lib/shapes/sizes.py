"""Which shape leaves a layer when a shape enters it, and the same for a whole table, row by row."""

from dataclasses import dataclass
from typing import Any

from . import layers as L
from .layers import Net, Series, join_names, parts, per_axis

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One layer at work: the shape `before` enters, `after` leaves. `side`: not on the main path."""

    name: str
    layer: Any
    before: Shape
    after: Shape
    side: bool = False


def conv_size(n: int, size: int, stride: int = 1, padding: int = 0, dilation: int = 1, ceil: bool = False) -> int:
    """How many windows fit: floor((n + 2 padding - dilation (size - 1) - 1) / stride) + 1.

    ceil=True also keeps a last window that hangs over the far end, unless it would begin in the padding (as torch).

    Raises ValueError when not one window fits.
    """
    room = n + 2 * padding - dilation * (size - 1) - 1
    if room < 0:
        window = dilation * (size - 1) + 1
        raise ValueError(f"a window of {window} does not fit into {n} + 2 * {padding} (padding): make the input larger")
    count = room // stride + 1
    if ceil and room % stride and count * stride < n + padding:
        count += 1
    return count


def conv_transpose_size(
    n: int, size: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """(n - 1) stride - 2 padding + dilation (size - 1) + output_padding + 1: `conv_size` solved for n."""
    out = (n - 1) * stride - 2 * padding + dilation * (size - 1) + output_padding + 1
    if out < 1:
        raise ValueError(f"nothing is left of {n}: padding {padding} cuts all away")
    return out


def output_shape(layer: Any, shape: Shape) -> Shape:
    """The shape that leaves one layer (not a branch: see `trace`) when `shape` enters.

    Raises ValueError when the layer cannot take that shape, TypeError when it is no layer.
    """
    channels, *space = shape
    match layer:
        case L.Conv() | L.PartialConv() | L.MaxPool():
            return (_channels_out(layer, channels), *_windows(layer, space))
        case L.ConvTranspose() | L.Bilinear():
            return (_channels_out(layer, channels), *_painted(layer, space))
        case L.Subsample(size):
            return (channels, *_windows(L.AvgPool(size), space))
        case L.AdaptivePool(out):
            return (channels, *[out] * len(space))
        case L.PadShortcut(out, stride):
            if out < channels:
                raise ValueError(f"PadShortcut adds maps and removes none: {channels} arrive, {out} are asked for")
            return (out, *(conv_size(n, 1, s) for n, s in zip(space, per_axis(stride, len(space)), strict=True)))
        case L.Linear(out) | L.RadialOutput(out):
            if space:
                raise ValueError(f"{type(layer).__name__} needs one row of numbers: put a Flatten before it")
            return (out,)
        case L.Flatten():
            return (_product(shape),)
        case L.Crop(edge):
            if min(space) <= 2 * edge:
                raise ValueError(f"nothing is left when {edge} pixels are cut off every side of {shape}")
            return (channels, *(n - 2 * edge for n in space))
        case L.Layer():  # what works number by number
            return shape
    raise TypeError(f"a layer of course_lib.shapes was expected, got {type(layer).__name__}")


def trace(net: Net, shape: Shape | None = None) -> list[Row]:
    """Send a shape (without it: the published one) through the table: one Row a layer and one a join, in order.

    Raises ValueError naming the net, the layer, what was wrong and the shape that arrived.
    """
    rows: list[Row] = []
    _series(net.layers, tuple(shape or net.input), "", False, rows, net.name)
    return rows


def output_size(net: Net, shape: Shape | None = None) -> Shape:
    """The shape that leaves the whole table."""
    return [row for row in trace(net, shape) if not row.side][-1].after


def _series(series: Series, shape: Shape, prefix: str, side: bool, rows: list[Row], net: str) -> Shape:
    for part, layer in parts(series):
        name = join_names(prefix, part)
        try:
            after = _step(layer, shape, name, side, rows, net)
        except ValueError as error:
            if str(error).startswith(net):  # a layer further inside has already said where
                raise
            raise ValueError(f"{net}, layer {name}: {error}; {shape} arrived") from None
        shape = after
    return shape


def _step(layer: Any, shape: Shape, name: str, side: bool, rows: list[Row], net: str) -> Shape:
    if isinstance(layer, (dict, list, tuple)):
        return _series(layer, shape, name, side, rows, net)
    if isinstance(layer, L.Side):
        _series(layer.body, shape, name, True, rows, net)
        return shape
    if isinstance(layer, L.Sum):
        branches = layer.branches.items()
        after = joined(layer, [_series(b, shape, join_names(name, n), side, rows, net) for n, b in branches])
    elif isinstance(layer, L.CropToInput):
        inside = _series(layer.body, shape, name, side, rows, net)
        if min(n - layer.offset - m for n, m in zip(inside[1:], shape[1:], strict=True)) < 0:
            raise ValueError(f"{shape[1:]} pixels from pixel {layer.offset} on cannot be cut out of {inside}")
        after = (inside[0], *shape[1:])
    else:
        after = output_shape(layer, shape)
    rows.append(Row(name, layer, shape, after, side))
    return after


def joined(join: L.Sum, shapes: list[Shape]) -> Shape:
    """The shape of the joined branches: Sum wants equal shapes, Concat equal heights and widths."""
    channels, spaces = [s[0] for s in shapes], [s[1:] for s in shapes]
    space = tuple(map(min, zip(*spaces, strict=True))) if join.cut else spaces[0]
    stacked = isinstance(join, L.Concat)
    if not (join.cut or all(s == space for s in spaces)) or not (stacked or len(set(channels)) == 1):
        rule = "equal heights and widths" if stacked else "equal shapes"
        found = ", ".join(f"{name} {shape}" for name, shape in zip(join.branches, shapes, strict=True))
        raise ValueError(f"{type(join).__name__} needs {rule}, its branches give {found}")
    return (sum(channels) if stacked else channels[0], *space)


def _channels_out(layer, channels):
    if isinstance(layer, (L.MaxPool, L.Bilinear)):
        return channels
    if isinstance(layer, L.PartialConv):
        if max(map(max, layer.links)) >= channels:
            raise ValueError(f"map {max(map(max, layer.links))} is read, but only {channels} maps arrive (from 0 on)")
        return len(layer.links)
    if channels % layer.groups or layer.out % layer.groups:
        raise ValueError(f"{layer.groups} groups must divide {channels} maps in and {layer.out} maps out")
    return layer.out


def _windows(layer, space):
    stride = layer.size if layer.stride is None else layer.stride
    settings = (layer.size, stride, layer.padding, getattr(layer, "dilation", 1))
    axes = zip(space, *(per_axis(v, len(space)) for v in settings), strict=True)
    return [conv_size(*numbers, ceil=getattr(layer, "ceil", False)) for numbers in axes]


def _painted(layer, space):
    names = ("size", "stride", "padding", "output_padding", "dilation")
    settings = (getattr(layer, name, 1 if name == "dilation" else 0) for name in names)
    return [conv_transpose_size(*n) for n in zip(space, *(per_axis(v, len(space)) for v in settings), strict=True)]


def _product(numbers):
    result = 1
    for number in numbers:
        result *= number
    return result
