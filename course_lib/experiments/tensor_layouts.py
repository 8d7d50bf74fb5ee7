"""Tensors as a walk through memory: shape and strides, and what changes them without moving a number.

    place(i_0, ..., i_n) = i_0 s_0 + ... + i_n s_n        (s the strides, counted in numbers)

The rules are torch's, in integers only; a test compares them with torch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product
from math import prod

OPERATIONS = ("permute", "transpose", "view", "reshape", "expand", "contiguous", "channels_last")


@dataclass(frozen=True)
class Layout:
    """Numbers in memory (`storage`, in their order there) and how a tensor of `shape` walks over them."""

    storage: tuple
    shape: tuple
    strides: tuple
    copied: bool = False  # did the last operation write the numbers to new memory?

    @property
    def contiguous(self) -> bool:
        """Does the tensor's own order, last axis fastest, walk memory without a jump? Length 1 does not matter."""
        want = row_major(self.shape)
        return all(n == 1 or s == w for n, s, w in zip(self.shape, self.strides, want, strict=True))

    def place(self, index) -> int:
        return sum(i * s for i, s in zip(index, self.strides, strict=True))

    def values(self) -> list:
        """All numbers in the tensor's own order."""
        return [self.storage[self.place(index)] for index in product(*map(range, self.shape))]


def row_major(shape) -> tuple:
    """The strides of a fresh tensor: each axis jumps over everything to its right."""
    return tuple(prod(shape[d + 1 :]) for d in range(len(shape)))


def block(shape) -> Layout:
    """0, 1, 2, ... in `shape`, as torch.arange(n).view(shape)."""
    return Layout(tuple(range(prod(shape))), tuple(shape), row_major(shape))


def bias(shape) -> Layout:
    """One number for each channel (axis 1), as torch.arange(C).view(1, C, 1, 1)."""
    axis = min(1, len(shape) - 1)
    own = tuple(n if d == axis else 1 for d, n in enumerate(shape))
    return block(own)


def chunks(shape, strides) -> list:
    """Axes merged where memory allows: [length, stride] of every stretch that is walked with one even step.

    Axis d and the one to its right are one stretch if stride_d = stride_(d+1) length_(d+1). Length 1 does not count.
    """
    merged = []
    for length, stride in zip(shape, strides, strict=True):
        if length == 1:
            continue
        if merged and merged[-1][1] == stride * length:
            merged[-1] = [merged[-1][0] * length, stride]
        else:
            merged.append([length, stride])
    return merged


def view_strides(shape, strides, new) -> tuple | None:
    """Strides of the same memory in the shape `new`; None if no strides do it.

    Every stretch of `chunks` must be cut into axes of `new` of its own: no new axis may lie across two of them.
    """
    left, found = chunks(shape, strides), []
    length, step = left.pop() if left else (1, 1)
    for n in reversed(new):
        if n != 1 and length == 1 and left:
            length, step = left.pop()
        if n != 1 and length % n:
            return None
        found.append(step)
        length, step = length // n, step * n
    return tuple(reversed(found)) if length == 1 and not left else None


def parse(text: str) -> tuple[str, list]:
    """("permute", [0, 2, 3, 1]) from "permute(0, 2, 3, 1)"; ValueError says what is understood."""
    match = re.fullmatch(r"\s*(\w+)\s*\(\s*((?:-?\d+\s*,\s*)*(?:-?\d+)?)\s*,?\s*\)\s*", text, re.ASCII)
    if not match or match[1] not in OPERATIONS:
        raise ValueError(f"{text!r} is not understood; there are {', '.join(OPERATIONS)}, as in view(2, -1)")
    return match[1], [int(number) for number in match[2].split(",") if number.strip()]


def apply(layout: Layout, text: str) -> Layout:
    """The layout after one operation such as "permute(0, 2, 3, 1)"; ValueError where torch refuses, too."""
    name, numbers = parse(text)
    n = len(layout.shape)
    if name in ("contiguous", "channels_last") and numbers:
        raise ValueError(f"{name}() takes no numbers")
    if name == "contiguous":
        return layout_of(layout, row_major(layout.shape)) if not layout.contiguous else replace(layout, copied=False)
    if name == "channels_last":
        if n != 4:
            raise ValueError(f"channels_last() is for 4 axes, the tensor has {n}")
        batch, channels, height, width = layout.shape
        strides = (height * width * channels, 1, width * channels, channels)
        same = all(m == 1 or a == b for m, a, b in zip(layout.shape, layout.strides, strides, strict=True))
        return replace(layout, copied=False) if same else layout_of(layout, strides)
    if name == "expand":
        return _expand(layout, numbers)
    if name in ("permute", "transpose"):
        return _permute(layout, name, numbers)
    new = _filled(numbers, prod(layout.shape))
    strides = view_strides(layout.shape, layout.strides, new)
    if strides is not None:
        return Layout(layout.storage, new, strides)
    if name == "view":
        raise ValueError(
            "view size is not compatible with input tensor's size and stride "
            "(at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return Layout(tuple(layout.values()), new, row_major(new), copied=True)


def layout_of(layout: Layout, strides) -> Layout:
    """The same tensor written to new memory, where it has these strides."""
    storage = [0] * prod(layout.shape)
    for index, value in zip(product(*map(range, layout.shape)), layout.values(), strict=True):
        storage[sum(i * s for i, s in zip(index, strides, strict=True))] = value
    return Layout(tuple(storage), layout.shape, tuple(strides), copied=True)


def _permute(layout, name, numbers):
    n = len(layout.shape)
    if name == "transpose":
        if len(numbers) != 2 or not all(-n <= d < n for d in numbers):
            raise ValueError(f"transpose needs two axes from {-n} to {n - 1}, got {numbers}")
        order = list(range(n))
        a, b = numbers[0] % n, numbers[1] % n
        order[a], order[b] = b, a
    else:
        order = [d % n for d in numbers if -n <= d < n]
        if sorted(order) != list(range(n)) or len(numbers) != n:
            raise ValueError(f"permute needs each of the axes 0 to {n - 1} once, got {numbers}")
    return Layout(layout.storage, *(tuple(row[d] for d in order) for row in (layout.shape, layout.strides)))


def _expand(layout, numbers):
    extra = len(numbers) - len(layout.shape)  # new axes may stand in front
    if extra < 0 or -1 in numbers[:extra]:
        raise ValueError(f"expand needs a length for each of the {len(layout.shape)} axes, got {numbers}")
    lengths, strides = [], []
    old = zip((1,) * extra + layout.shape, (0,) * extra + layout.strides, strict=True)
    for want, (length, stride) in zip(numbers, old, strict=True):
        if want not in (-1, length) and (length != 1 or want < 1):
            raise ValueError(f"expand can only repeat axes of length 1, not {length} to {want}")
        lengths.append(length if want == -1 else want)
        strides.append(stride if want in (-1, length) else 0)  # the same number again: a step of 0
    return Layout(layout.storage, tuple(lengths), tuple(strides))


def _filled(numbers, count):
    """The shape with -1 worked out."""
    known = prod(n for n in numbers if n != -1)
    if not numbers or numbers.count(-1) > 1 or any(n < 1 and n != -1 for n in numbers):
        raise ValueError(f"a shape is made of lengths from 1, with at most one -1, got {numbers}")
    if count % known or (-1 not in numbers and known != count):
        raise ValueError(f"shape {numbers} is invalid for input of size {count}")
    return tuple(count // known if n == -1 else n for n in numbers)
