"""A kernel that walks over an image: how many places it takes, and which numbers it sees there.

Convolutions and pooling of both libraries ask here, so they agree on sizes and on what they say when nothing fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral

from .arguments import mistake

Pair = tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Everything in (rows, columns): `count` windows of `kernel` cells over an image of `size`."""

    size: Pair
    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    count: Pair

    @property
    def padded(self) -> Pair:
        """The size of the image with its padding on all four sides."""
        return tuple(n + 2 * p for n, p in zip(self.size, self.padding, strict=True))

    @property
    def inside(self) -> tuple[slice, slice]:
        """Where the image lies in the padded one."""
        return tuple(slice(p, p + n) for n, p in zip(self.size, self.padding, strict=True))

    def offsets(self) -> Iterator[tuple[int, int, slice, slice]]:
        """(i, j, rows, columns): what kernel cell (i, j) sees of the padded image, window after window.

        As many as the kernel has cells, and each a plain slice: no table of indices is needed.
        """
        for i in range(self.kernel[0]):
            for j in range(self.kernel[1]):
                yield i, j, self._seen(0, i), self._seen(1, j)

    def _seen(self, axis: int, cell: int) -> slice:
        first, step = cell * self.dilation[axis], self.stride[axis]
        return slice(first, first + step * (self.count[axis] - 1) + 1, step)

    def window(self, row: int, column: int) -> tuple[slice, slice]:
        """What the window at output cell (row, column) sees of the padded image."""
        places = zip((row, column), self.stride, self.kernel, self.dilation, strict=True)
        return tuple(slice(at * s, at * s + d * (k - 1) + 1, d) for at, s, k, d in places)


def pair(operation: str, name: str, value: int | Pair, least: int, values: dict) -> Pair:
    """An argument such as stride, given as one integer or as (rows, columns): the pair of it.

    Raises TypeError (neither), ValueError (smaller than `least`).
    """
    both = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(both) != 2 or any(isinstance(v, bool) or not isinstance(v, Integral) for v in both):
        given = value if isinstance(value, (int, float, tuple, list)) else type(value).__name__
        rule = f"{name} must be an integer, or two of them (rows, columns), got {given}"
        raise mistake(TypeError, operation, rule, values)
    if min(both) < least:
        raise mistake(ValueError, operation, f"{name} must be at least {least}, got {value}", values)
    return int(both[0]), int(both[1])


def windows(operation: str, values: dict, size: Pair, kernel: Pair, stride, padding, dilation=1) -> Windows:
    """The windows of a kernel over an image, floor((n + 2 padding - dilation (k - 1) - 1) / stride) + 1 an axis.

    Raises TypeError or ValueError, as `pair`; ValueError if the padded image is smaller than the kernel.
    """
    stride = pair(operation, "stride", stride, 1, values)
    padding = pair(operation, "padding", padding, 0, values)
    dilation = pair(operation, "dilation", dilation, 1, values)
    count = []
    for axis, n, k, s, p, d in zip(("rows", "columns"), size, kernel, stride, padding, dilation, strict=True):
        span, room = d * (k - 1) + 1, n + 2 * p
        if span > room:
            dilated = f" ({k} with dilation {d})" if d > 1 else ""
            rule = f"the kernel must fit into the padded input, got {span} {axis}{dilated} for {n} + 2 * {p} = {room}"
            raise mistake(ValueError, operation, rule, values)
        count.append((room - span) // s + 1)
    return Windows(tuple(size), tuple(kernel), stride, padding, dilation, tuple(count))


def grouped(operation: str, groups: int, values: dict, **axes: tuple[str, int]) -> int:
    """`groups`, if it is a positive integer that divides each of the axes, `C=("channels of x", 6)`.

    Raises TypeError or ValueError.
    """
    if isinstance(groups, bool) or not isinstance(groups, Integral):
        raise mistake(TypeError, operation, f"groups must be an integer, got {groups!r}", values)
    if groups < 1:
        raise mistake(ValueError, operation, f"groups must be at least 1, got {groups}", values)
    for what, length in axes.values():
        if length % groups:
            raise mistake(ValueError, operation, f"groups must divide the {what}, got {groups} and {length}", values)
    return int(groups)


def same_windows(operation: str, at: Windows, values: dict) -> None:
    """Refuse a dy whose last two axes are not those of y.

    Raises ValueError.
    """
    got = tuple(values["dy"].shape[-2:])
    if got != at.count:
        raise mistake(ValueError, operation, f"dy must have the rows and columns of y, {at.count}, got {got}", values)
