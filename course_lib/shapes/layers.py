"""A network as a table: what a layer is, in whole numbers, and how layers follow each other or stand side by side.

    Net("three layers", (3, 32, 32), dict(conv1=Conv(16, 3, padding=1), relu1=ReLU(), pool1=MaxPool(2)))

One after the other: a dict (the names are yours) or a list (the names are 0, 1, 2, ...), nested as you like.
Side by side: `Sum` and `Concat` give what arrives to every branch and join what comes out; an empty list is the
branch that does nothing. That is all it takes: a residual block is a Sum, an Inception module a Concat, a U-Net a
Concat inside a Concat.

A shape is (channels, height, width), without the batch. size, stride, padding and dilation are one int for all axes
or a tuple with one int an axis. Nothing is computed here: sizes.py, cost.py and receptive_field.py read the table,
course_lib.nets builds torch modules from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Ints = int | tuple[int, ...]
Series = Any  # a layer, a dict or a list of them
LEAST = dict(out=1, size=1, stride=1, dilation=1, groups=1, padding=0, output_padding=0, edge=0)


class Layer:
    """What all rows of a table have in common: whole numbers that make sense, checked when they are written."""

    def __post_init__(self):
        for name, least in LEAST.items():
            value = getattr(self, name, None)
            for number in value if isinstance(value, tuple) else (value,):
                if number is None:
                    continue
                if isinstance(number, bool) or not isinstance(number, int):
                    raise TypeError(f"{type(self).__name__}: {name} must be a whole number, got {value!r}")
                if number < least:
                    raise ValueError(f"{type(self).__name__}: {name} must be at least {least}, got {value!r}")


@dataclass(frozen=True)
class Conv(Layer):
    """`out` maps, each a window of `size` sliding over all maps of its group."""

    out: int
    size: Ints
    stride: Ints = 1
    padding: Ints = 0
    dilation: Ints = 1
    groups: int = 1
    bias: bool = True


@dataclass(frozen=True)
class PartialConv(Layer):
    """A convolution with a table of links: output map i reads only the input maps `links[i]` (LeNet-5, C3)."""

    links: tuple[tuple[int, ...], ...]
    size: Ints
    stride: Ints = 1
    padding: Ints = 0
    dilation: Ints = 1


@dataclass(frozen=True)
class ConvTranspose(Layer):
    """The convolution run backwards: every number that arrives paints a window of `size` into the output."""

    out: int
    size: Ints
    stride: Ints = 1
    padding: Ints = 0
    output_padding: Ints = 0
    dilation: Ints = 1
    groups: int = 1
    bias: bool = True


@dataclass(frozen=True)
class Bilinear(Layer):
    """Upsampling by a fixed bilinear kernel: a ConvTranspose map by map, whose weights are not trained."""

    size: Ints
    stride: Ints


@dataclass(frozen=True)
class MaxPool(Layer):
    """The largest number in each window. stride None means windows side by side; ceil keeps a last, partial one."""

    size: Ints
    stride: Ints | None = None
    padding: Ints = 0
    ceil: bool = False


@dataclass(frozen=True)
class AvgPool(MaxPool):
    """The mean of each window."""


@dataclass(frozen=True)
class Subsample(Layer):
    """LeNet-5's pooling: the mean of a window, times a trained weight, plus a trained bias, one pair a map."""

    size: Ints


@dataclass(frozen=True)
class AdaptivePool(Layer):
    """Average pooling to `out` x `out`, whatever arrives. out=1 is global average pooling."""

    out: int = 1


@dataclass(frozen=True)
class PadShortcut(Layer):
    """The parameter-free shortcut (ResNet's option A): every stride-th pixel, and maps of zeros up to `out` maps."""

    out: int
    stride: Ints = 1


@dataclass(frozen=True)
class Linear(Layer):
    """`out` weighted sums of all that arrives. Needs a Flatten before it."""

    out: int
    bias: bool = True


@dataclass(frozen=True)
class RadialOutput(Layer):
    """Squared distance to `out` fixed codes, nothing is trained (LeNet-5's output)."""

    out: int


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Standardise each map over the batch, then a trained weight and bias a map."""


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """Divide by the response of `size` neighbouring maps; alpha as in AlexNet's paper (torch wants alpha * size)."""

    size: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 2.0


@dataclass(frozen=True)
class Threshold(Layer):
    """1 where x >= 0, else 0: fires or not."""


@dataclass(frozen=True)
class ReLU(Layer):
    """max(x, 0)."""


@dataclass(frozen=True)
class ScaledTanh(Layer):
    """1.7159 tanh(2 x / 3), LeNet-5's squashing function."""


@dataclass(frozen=True)
class Dropout(Layer):
    """While training, drops each number with chance `p`."""

    p: float = 0.5


@dataclass(frozen=True)
class Flatten(Layer):
    """All that arrives as one row of numbers."""


@dataclass(frozen=True)
class Crop(Layer):
    """Cut `edge` pixels off every side."""

    edge: int


@dataclass(frozen=True)
class CropToInput:
    """Run `body`, then cut its output to the height and width of what came in, beginning at pixel `offset`."""

    body: Series
    offset: int


@dataclass(frozen=True)
class Sum:
    """Branches side by side, added number by number. `cut`: cut all to the smallest, at the far end."""

    branches: dict[str, Series] = field(hash=False)
    cut: bool = False


@dataclass(frozen=True)
class Concat(Sum):
    """Branches side by side, their maps stacked in the order given."""


@dataclass(frozen=True)
class Side:
    """A second output that hangs off the main path while training (GoogLeNet's auxiliary classifiers)."""

    body: Series


@dataclass(frozen=True)
class Net:
    """A table with its name and the shape it was published for."""

    name: str
    input: tuple[int, ...]
    layers: Series = field(hash=False)


# These need no memory of their own: they overwrite what arrives.
IN_PLACE = (Threshold, ReLU, ScaledTanh, Dropout, Flatten)


def parts(series: Series) -> Iterator[tuple[str, Any]]:
    """(name, layer) one after the other. A single layer is a series of one, without a name."""
    if isinstance(series, dict):
        yield from series.items()
    elif isinstance(series, (list, tuple)):
        yield from ((str(i), layer) for i, layer in enumerate(series))
    else:
        yield "", series


def join_names(prefix: str, name: str) -> str:
    """`stage1` and `conv` give `stage1.conv`."""
    return f"{prefix}.{name}" if prefix and name else prefix or name


def per_axis(value: Ints, axes: int) -> tuple[int, ...]:
    """One int for every axis: 3 is (3, 3) for two axes."""
    if isinstance(value, int):
        return (value,) * axes
    if len(value) != axes:
        raise ValueError(f"{value} has {len(value)} numbers, but there are {axes} axes: give one int, or one an axis")
    return tuple(value)
