"""What a network costs: parameters, multiply-adds, memory. Counted from the table, in whole numbers.

Conventions: weights and biases apart (batch norm's scale is a weight, its shift a bias; running statistics are not
parameters). A MAC is one multiplication with its addition; only convolutions, their transposes and linear layers are
counted, for one example, without biases. FLOPs = 2 MACs. Activations are numbers, not bytes: times 4 in float32.
"""

from dataclasses import dataclass
from math import prod

from . import layers as L
from .layers import Net, Series, parts, per_axis
from .sizes import Row, Shape, _step, trace


@dataclass(frozen=True)
class Cost:
    """Counts of one layer or, added up, of a net.

    values      numbers in the outputs: what a training step keeps for the way back (layers that overwrite what
                arrives, such as ReLU, keep none of their own)
    """

    weights: int = 0
    biases: int = 0
    macs: int = 0
    values: int = 0

    @property
    def parameters(self) -> int:
        return self.weights + self.biases

    @property
    def flops(self) -> int:
        return 2 * self.macs

    def __add__(self, other: "Cost") -> "Cost":
        pairs = zip(self._counts(), other._counts(), strict=True)
        return Cost(*(one + two for one, two in pairs))

    def _counts(self):
        return self.weights, self.biases, self.macs, self.values


def row_cost(row: Row) -> Cost:
    """The cost of one layer, given the shapes around it."""
    weights, biases = parameters(row.layer, row.before)
    values = 0 if isinstance(row.layer, L.IN_PLACE) else prod(row.after)
    return Cost(weights, biases, macs(row.layer, row.before, row.after), values)


def cost(net: Net, shape: Shape | None = None, side: bool = False) -> Cost:
    """The sum over the table, for an input `shape` (without it: the published one).

    side=True adds what hangs off the main path (GoogLeNet's auxiliary classifiers).
    """
    return sum((row_cost(row) for row in trace(net, shape) if side or not row.side), Cost())


def parameters(layer, before: Shape) -> tuple[int, int]:
    """(weights, biases) that are trained in one layer when the shape `before` enters."""
    channels, axes = before[0], len(before) - 1
    match layer:
        case L.Conv():
            window = prod(per_axis(layer.size, axes))
            return layer.out * (channels // layer.groups) * window, layer.out * layer.bias
        case L.PartialConv():
            return sum(map(len, layer.links)) * prod(per_axis(layer.size, axes)), len(layer.links)
        case L.ConvTranspose():
            window = prod(per_axis(layer.size, axes))
            return channels * (layer.out // layer.groups) * window, layer.out * layer.bias
        case L.Linear():
            return channels * layer.out, layer.out * layer.bias
        case L.BatchNorm() | L.Subsample():
            return channels, channels
    return 0, 0


def macs(layer, before: Shape, after: Shape) -> int:
    """Multiply-adds of one layer for one example: every weight, as often as it is used."""
    match layer:
        case L.Conv() | L.PartialConv():
            return parameters(layer, before)[0] * prod(after[1:])  # each weight once a pixel that leaves
        case L.ConvTranspose():
            return parameters(layer, before)[0] * prod(before[1:])  # each weight once a pixel that arrives
        case L.Bilinear():
            return prod(before) * prod(per_axis(layer.size, len(before) - 1))
        case L.Linear() | L.RadialOutput():
            return before[0] * layer.out
    return 0


def connections(row: Row) -> int:
    """Links as LeCun (1998) counts them: every number read, and one more for each bias."""
    if isinstance(row.layer, L.Subsample):
        return prod(row.after) * (prod(per_axis(row.layer.size, len(row.before) - 1)) + 1)
    biased = parameters(row.layer, row.before)[1] > 0
    return macs(row.layer, row.before, row.after) + (prod(row.after) if biased else 0)


def peak_values(net: Net, shape: Shape | None = None) -> int:
    """The most numbers alive at one moment when nothing is kept for a way back (inference, one example).

    A layer needs what arrives and what leaves; branches besides hold their input until the last one has read it, and
    the outputs of the branches before. Layers that overwrite what arrives need nothing new.
    """
    return _peak(net.layers, tuple(shape or net.input))[0]


def _peak(series: Series, shape: Shape, free: bool = True) -> tuple[int, Shape]:
    """free: nobody else needs what arrives, it may be overwritten and forgotten."""
    peak, beside = prod(shape), 0
    for _, layer in parts(series):
        after = _step(layer, shape, "", False, [], "peak")
        if isinstance(layer, L.Side):
            continue
        if isinstance(layer, (dict, list, tuple, L.CropToInput)):
            here = _peak(getattr(layer, "body", layer), shape, free)[0]
        elif isinstance(layer, L.Sum):
            here = _peak_of_branches(layer, shape, after, free)
        elif isinstance(layer, L.IN_PLACE):
            here = prod(shape) * (1 if free else 2)
        else:
            here = prod(shape) + prod(after)
        peak = max(peak, beside + here)
        if not free:  # from here on we work on numbers of our own, what arrived stays alive beside them
            beside, free = prod(shape), True
        shape = after
    return peak, shape


def _peak_of_branches(join: L.Sum, shape: Shape, after: Shape, free: bool) -> int:
    bodies = [branch for branch in join.branches.values() if list(parts(branch))]
    passes_by = len(bodies) < len(join.branches)  # a branch that does nothing: what arrives is needed to the end
    held, peak = 0, prod(shape)
    for body in bodies:
        last = body is bodies[-1] and free and not passes_by
        inside, left = _peak(body, shape, free=last)
        peak = max(peak, held + inside)
        held += prod(left)
    grown = prod(after) if isinstance(join, L.Concat) else 0  # a sum is added into its first branch
    return max(peak, held + grown + (prod(shape) if passes_by or not free else 0))


def ledger(net: Net, shape: Shape | None = None) -> str:
    """The table as Markdown: layer, what it is, what leaves it, its parameters and multiply-adds; the sums below.

    Rows that cost nothing and keep the shape (ReLU, dropout) are left out.
    """
    lines = ["| layer | what | output | parameters | MACs |", "|---|---|---|--:|--:|"]
    for row in trace(net, shape):
        count = row_cost(row)
        if count.parameters or count.macs or row.after != row.before:
            size = " x ".join(map(str, row.after))
            lines.append(f"| {row.name} | {describe(row.layer)} | {size} | {count.parameters:,} | {count.macs:,} |")
    total = cost(net, shape)
    lines.append(f"| **{net.name}** | | | {total.parameters:,} | {total.macs:,} |")
    return "\n".join(lines)


def describe(layer) -> str:
    """`Conv 3x3/2 p1` for a row of a table."""
    words = [type(layer).__name__]
    if isinstance(size := getattr(layer, "size", None), (int, tuple)):
        stride = getattr(layer, "stride", None) or (size if isinstance(layer, L.MaxPool) else 1)
        words.append("x".join(map(str, per_axis(size, 2) if isinstance(size, int) else size)) + f"/{stride}")
    words += [f"{letter}{getattr(layer, name)}" for letter, name, usual in _SETTINGS if _unusual(layer, name, usual)]
    return " ".join(words)


_SETTINGS = (("p", "padding", 0), ("d", "dilation", 1), ("g", "groups", 1))


def _unusual(layer, name, usual):
    return getattr(layer, name, usual) != usual
