"""Nets of a few windows in a row, to build and to predict: what each layer's units see of a row of pixels.

Sizes and fields are those of course_lib.shapes; here are the nets: well-known beginnings of nets under PRESETS, and
nets drawn at random from a seed, so that everybody who has the seed is asked the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.data import photograph as colour_photograph
from course_lib.shapes.layers import Conv, Net
from course_lib.shapes.receptive_field import Field, receptive_fields
from course_lib.shapes.sizes import conv_size

from .one_window import random_numbers, streak_of

__all__ = ["PRESETS", "Question", "Row", "photograph", "question", "score", "streak_of", "walk"]

SIDE = 64  # of the photograph, in pixels
CONV, POOL = (3, 1, 1, 1), (2, 2, 0, 1)
PRESETS = {  # name: kernel, stride, padding, dilation of each layer, from the pixels up
    "five": (CONV, POOL, CONV, POOL, CONV),
    "vgg16": (CONV, CONV, POOL, CONV, CONV, POOL, CONV, CONV, CONV, POOL),  # to pool3
    "resnet": ((7, 2, 3, 1), (3, 2, 1, 1), CONV, CONV, CONV, CONV),  # ResNet-18 to conv2_x
    "dilated": ((3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4), (3, 1, 8, 8)),
    "three 3x3": (CONV, CONV, CONV),
    "one 7x7": ((7, 1, 3, 1),),
}


@dataclass(frozen=True)
class Row:
    """One layer along one axis: how many units it has (None where a window does not fit), and their fields."""

    units: int | None
    field: Field


def walk(layers, n: int) -> list[Row]:
    """A Row for the n pixels and one for each layer (kernel, stride, padding, dilation)."""
    table = Net("net", (1, n), [Conv(1, *layer) for layer in layers])
    fields = [Field(), *(seen.fields[0] for seen in receptive_fields(table))]
    units: list[int | None] = [n]
    for layer in layers:
        try:
            units.append(units[-1] and conv_size(units[-1], *layer))
        except ValueError:
            units.append(None)
    return [Row(*both) for both in zip(units, fields, strict=True)]


@cache
def photograph() -> np.ndarray:
    """(SIDE, SIDE, 3) uint8, read-only: the middle of the dahlia that comes with scikit-learn, made small."""
    image = colour_photograph("flower", SIDE).transpose(1, 2, 0)
    pixels = np.floor(255 * image.astype(np.float64) + 0.5).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


# ---- nets to predict -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """`layers` over n pixels: how many units has the last layer, and how many pixels does each of them see?"""

    n: int
    layers: tuple[tuple[int, int, int, int], ...]

    @property
    def answer(self) -> tuple[int, int]:
        """(units, size of the field) of the last layer."""
        last = walk(self.layers, self.n)[-1]
        return last.units, last.field.size


def question(seed: int, index: int, streak: int = 0) -> Question:
    """The net number `index` (from 0 on) of `seed` for somebody who had the last `streak` answers right.

    Two layers; from a streak of 2 on three, from 5 on four with dilation. The middle one of three has a stride, and
    every window fits.
    """
    draw = random_numbers(1000 * seed + index)

    def pick(*options):
        return options[int(next(draw) * len(options))]

    count = 4 if streak >= 5 else 3 if streak >= 2 else 2
    while True:
        n, layers = pick(16, 20, 24, 28, 32), []
        while len(layers) < count:
            size, stride = pick(2, 3, 3, 5, 7), pick(1, 1, 2, 2, 3)
            padding, dilation = pick(0, 0, 1, 2), pick(1, 1, 2) if streak >= 5 else 1
            if len(layers) == (count - 1) // 2 and stride == 1:
                stride = 2
            layers.append((size, stride, min(padding, size // 2), dilation))
        asked = Question(n, tuple(layers))
        if (asked.answer[0] or 0) >= 2:
            return asked


def score(seed: int, answers) -> list[tuple[Question, bool]]:
    """Each question that these answers (units, size) were given to, and whether both numbers were right; in order."""
    marked, streak = [], 0
    for index, said in enumerate(answers):
        asked = question(seed, index, streak)
        right = tuple(said) == asked.answer
        streak = streak + 1 if right else 0
        marked.append((asked, right))
    return marked
