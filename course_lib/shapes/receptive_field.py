"""What a unit sees: the span of input pixels that can change it, for every layer of a table, axis by axis.

For layer upon layer of windows three numbers carry everything, the size r of the field, the jump j from one unit's
field to the next one's, and the first pixel of unit 0's field:

    r += dilation (size - 1) j        first -= padding j        j *= stride        (r = 1, j = 1, first = 0 before)

The fields of a transposed convolution come in several kinds that take turns, so a Field lists one span for each kind
(its phase): with a single phase it is just (r, j, first). Padding counts as seen: a span may leave the image.
At the border a unit may see less than its span says, where units it would read do not exist.
Where branches meet, the field is the hull of theirs, and `drift` tells how far apart their centres lie: 0 = aligned.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from . import layers as L
from .layers import Net, Series, join_names, parts, per_axis

Span = tuple[int, int]


@dataclass(frozen=True)
class Field:
    """The fields of all units of a layer along one axis.

    spans   (first, last) input pixel of units 0, 1, ... of one period; then the same again, `step` pixels further
    drift   the largest distance between the centres of branches that met, in input pixels; 0 when aligned
    """

    spans: tuple[Span, ...] = ((0, 0),)
    step: int = 1
    drift: Fraction = Fraction(0)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many pixels each phase sees."""
        return tuple(last - first + 1 for first, last in self.spans)

    @property
    def size(self) -> int:
        """How many pixels a unit sees, the largest over the phases."""
        return max(self.sizes)

    @property
    def jump(self) -> int | Fraction:
        """How many input pixels lie between two neighbouring units (a mean, where phases take turns)."""
        jump = Fraction(self.step, len(self.spans))
        return int(jump) if jump.denominator == 1 else jump

    @property
    def start(self) -> int:
        """The first pixel unit 0 sees: minus the padding that the field has gathered."""
        return self.spans[0][0]

    @property
    def aligned(self) -> bool:
        return self.drift == 0

    def span(self, unit: int) -> Span:
        """The first and the last input pixel that this unit sees. They may lie in the padding."""
        periods, phase = divmod(unit, len(self.spans))
        first, last = self.spans[phase]
        return first + periods * self.step, last + periods * self.step

    def centre(self, unit: int) -> Fraction:
        """The middle of the span, a whole or a half pixel."""
        return Fraction(sum(self.span(unit)), 2)


@dataclass(frozen=True)
class Seen:
    """One row: the fields of a layer's units, a Field an axis. `fields` is None once a layer sees everything."""

    name: str
    layer: Any
    fields: tuple[Field, ...] | None


def receptive_fields(net: Net) -> list[Seen]:
    """One row a layer and one a join, in the order of the table. From the first Flatten or adaptive pool on, None.

    Raises ValueError when branches meet whose units lie differently far apart.
    """
    rows: list[Seen] = []
    _series(net.layers, (Field(),) * (len(net.input) - 1), "", rows)
    return rows


def receptive_field(net: Net, upto: str | None = None, axis: int = 0) -> Field:
    """The field after the layer named `upto`; without a name, of the last layer that still has a map.

    Raises ValueError when there is no such layer, or when its units see all of the input.
    """
    rows = receptive_fields(net)
    names = [row.name for row in rows]
    if upto is not None and upto not in names:
        raise ValueError(f"{net.name} has no layer {upto!r}; it has {', '.join(names)}")
    seen = rows[names.index(upto)] if upto else [row for row in rows if row.fields][-1]
    if seen.fields is None:
        raise ValueError(f"every unit of {net.name}, layer {upto} sees all of the input: name an earlier layer")
    return seen.fields[axis]


def field_ledger(net: Net, axis: int = 0) -> str:
    """A Markdown table: layer, size of its units' field, jump, first pixel of unit 0; only layers that change it."""
    lines = ["| layer | size | jump | first pixel |", "|---|--:|--:|--:|", "| input | 1 | 1 | 0 |"]
    before = Field()
    for row in receptive_fields(net):
        field = row.fields[axis] if row.fields else before
        if field != before:
            sizes = " or ".join(map(str, sorted(set(field.sizes))))
            lines.append(f"| {row.name} | {sizes} | {field.jump} | {field.start} |")
            before = field
    return "\n".join(lines)


def _series(series: Series, fields, prefix: str, rows: list[Seen]):
    for part, layer in parts(series):
        name = join_names(prefix, part)
        if isinstance(layer, (dict, list, tuple)):
            fields = _series(layer, fields, name, rows)
            continue
        if isinstance(layer, L.Side):
            continue
        fields = fields and _step(layer, fields, name, rows)
        rows.append(Seen(name, layer, fields))
    return fields


def _step(layer: Any, fields, name: str, rows: list[Seen]):
    axes = len(fields)
    match layer:
        case L.Sum():
            branches = [_series(b, fields, join_names(name, n), rows) for n, b in layer.branches.items()]
            if None in branches:
                return None
            return tuple(met(along, name) for along in zip(*branches, strict=True))
        case L.CropToInput(body, offset):
            inside = _series(body, fields, name, rows)
            return inside and tuple(windows(f, 1, padding=-offset) for f in inside)
        case L.Crop(edge):
            return tuple(windows(f, 1, padding=-edge) for f in fields)
        case L.PadShortcut(_, stride):
            return tuple(windows(f, 1, s) for f, s in zip(fields, per_axis(stride, axes), strict=True))
        case L.Flatten() | L.AdaptivePool() | L.Linear() | L.RadialOutput():
            return None
        case L.ConvTranspose() | L.Bilinear():
            return tuple(painted(f, *numbers) for f, *numbers in _along(layer, fields))
        case L.Conv() | L.PartialConv() | L.MaxPool() | L.Subsample():
            return tuple(windows(f, *numbers) for f, *numbers in _along(layer, fields))
    return fields


def _along(layer, fields):
    stride = getattr(layer, "stride", None) or layer.size  # pools: windows side by side
    settings = (layer.size, stride, getattr(layer, "padding", 0), getattr(layer, "dilation", 1))
    return zip(fields, *(per_axis(value, len(fields)) for value in settings), strict=True)


def windows(field: Field, size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Field:
    """The fields after windows (convolution, pooling): unit u reads units u stride - padding + dilation 0, 1, ..."""
    count = len(field.spans) // gcd(len(field.spans), stride)  # so many outputs until the phases repeat
    reads = ([u * stride - padding + t * dilation for t in range(size)] for u in range(count))
    step = field.step * stride * count // len(field.spans)
    return _simplest(tuple(_hull(map(field.span, units)) for units in reads), step, field.drift)


def painted(field: Field, size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Field:
    """The fields after a transposed convolution: unit u is painted by the units (u + padding - dilation t) / stride.

    Raises ValueError when the kernel is too small to paint every pixel.
    """
    spans = []
    for u in range(len(field.spans) * stride):
        sources = [u + padding - t * dilation for t in range(size)]
        sources = [source // stride for source in sources if source % stride == 0]
        if not sources:
            raise ValueError(f"a kernel of {size} with stride {stride} leaves pixels unpainted: they see nothing")
        spans.append(_hull(map(field.span, sources)))
    return _simplest(tuple(spans), field.step, field.drift)


def met(fields: tuple[Field, ...], name: str = "the join") -> Field:
    """The hull of branches, unit by unit, and how far their centres lie apart."""
    if len({field.jump for field in fields}) > 1:
        jumps = ", ".join(str(field.jump) for field in fields)
        raise ValueError(f"{name}: neighbouring units of the branches are {jumps} pixels apart, they must agree")
    count = lcm(*(len(field.spans) for field in fields))
    spans, drift = [], max(field.drift for field in fields)
    for unit in range(count):
        centres = [field.centre(unit) for field in fields]
        drift = max(drift, max(centres) - min(centres))
        spans.append(_hull(field.span(unit) for field in fields))
    return _simplest(tuple(spans), int(fields[0].jump * count), drift)


def _hull(spans) -> Span:
    firsts, lasts = zip(*spans, strict=True)
    return min(firsts), max(lasts)


def _simplest(spans: tuple[Span, ...], step: int, drift: Fraction) -> Field:
    """The same fields with as few phases as possible."""
    for count in range(1, len(spans) + 1):
        if len(spans) % count == 0 and step * count % len(spans) == 0:
            shorter = Field(spans[:count], step * count // len(spans), drift)
            if all(shorter.span(unit) == span for unit, span in enumerate(spans)):
                return shorter
    raise AssertionError("the last count is the spans themselves")
