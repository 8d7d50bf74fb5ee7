"""A convolution small enough to follow by hand: numbers of a photograph, kernels, and output sizes to predict.

The photograph is the palace that comes with scikit-learn, made small; a number is its brightness from 0 (black) to
9 (white). The questions draw a layer (or two in a row) from a seed, so that everybody who has the seed has the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.data import photograph as colour_photograph
from course_lib.shapes.layers import Conv
from course_lib.shapes.sizes import conv_size

HEIGHT, WIDTH = 40, 60  # of the photograph, in pixels
MOST = 10  # rows and columns that can be cut out
GREY = (0.299, 0.587, 0.114)  # shares of red, green and blue in brightness (ITU-R BT.601)
KERNELS = ("edge", "edge below", "sum", "middle")  # what filter 1, 2, 3, 4 weighs, if nobody says otherwise
REFUSED = "error"  # the answer where torch raises an error


@cache
def photograph() -> np.ndarray:
    """(4, HEIGHT, WIDTH) uint8, read-only: red, green, blue and brightness of the small photograph."""
    image = colour_photograph("china", (HEIGHT, WIDTH)).astype(np.float64)
    maps = np.concatenate([image, np.tensordot(GREY, image, 1)[None]])
    pixels = np.floor(255 * maps + 0.5).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


def numbers(channels: int, n: int, cut=(13, 5)) -> np.ndarray:
    """(channels, n, n) whole numbers 0 to 9 as float64, cut from the photograph at (row, column) `cut`.

    One channel is the brightness; more are the first of red, green, blue and brightness.
    Raises ValueError where the square does not lie inside the photograph.
    """
    row, column = cut
    if not (0 <= row <= HEIGHT - n and 0 <= column <= WIDTH - n):
        raise ValueError(f"numbers: cut must be from (0, 0) to ({HEIGHT - n}, {WIDTH - n}), got ({row}, {column})")
    maps = photograph()[3:] if channels == 1 else photograph()[:channels]
    return np.floor(maps[:, row : row + n, column : column + n] * 9.0 / 255 + 0.5)


def kernel(size: int, name: str = "edge") -> np.ndarray:
    """(size, size) whole numbers as float64: a small kernel by its name, one of KERNELS.

    "edge": right minus left; "edge below": lower minus upper; "sum": all ones; "middle": the middle one alone.
    Of a single cell there is no left and no right: it is 1.
    """
    if name not in KERNELS:
        raise ValueError(f"kernel: there are {', '.join(KERNELS)}, got {name!r}")
    if name == "sum" or size == 1:
        return np.ones((size, size))
    if name == "middle":
        alone = np.zeros((size, size))
        alone[size // 2, size // 2] = 1
        return alone
    across = np.sign(np.arange(size) - (size - 1) / 2) * np.ones((size, 1))
    return across if name == "edge" else across.T.copy()


def filters(count: int, depth: int, size: int) -> np.ndarray:
    """(count, depth, size, size): filter f weighs every channel by the kernel KERNELS[f]."""
    return np.stack([np.broadcast_to(kernel(size, KERNELS[f]), (depth, size, size)) for f in range(count)])


# ---- output sizes to predict -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """`layers` in a row after an input of n x n numbers: which size leaves the last one?"""

    n: int
    layers: tuple[Conv, ...]

    @property
    def sizes(self) -> tuple:
        """What enters the first layer and leaves each one; REFUSED where a kernel does not fit, and nothing after."""
        found = [self.n]
        for layer in self.layers:
            try:
                found.append(conv_size(found[-1], layer.size, layer.stride, layer.padding, layer.dilation))
            except ValueError:
                return (*found, REFUSED)
        return tuple(found)

    @property
    def answer(self):
        """The size that leaves the last layer, or REFUSED."""
        return self.sizes[-1]


def random_numbers(seed: int):
    """Yields numbers in [0, 1), the same in JavaScript: Tommy Ettinger's mulberry32 on 32-bit integers."""
    word = 2**32 - 1
    state = seed & word
    while True:
        state = (state + 0x6D2B79F5) & word
        t = ((state ^ (state >> 15)) * (state | 1)) & word
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & word)) & word
        yield ((t ^ (t >> 14)) & word) / 2**32


def question(seed: int, index: int, streak: int = 0) -> Question:
    """The question number `index` (from 0 on) of `seed` for somebody who had the last `streak` answers right.

    From a streak of 3 on there is dilation, from 6 on two layers in a row. Layers that change nothing are not asked.
    """
    draw = random_numbers(1000 * seed + index)

    def pick(*options):
        return options[int(next(draw) * len(options))]

    deep = streak >= 6
    n = pick(12, 16, 20, 24, 28, 32) if deep else pick(2, 3, 4, 5, 6, 7, 8, 9, 10)
    layers = []
    while len(layers) < (2 if deep else 1):
        size, stride, padding = pick(1, 2, 3, 3, 4, 5), pick(1, 2, 2, 3), pick(0, 0, 1, 2)
        dilation = pick(1, 2, 2, 3) if streak >= 3 else 1
        if size == 1:  # there is nothing to dilate, and no edge to save
            dilation, padding = 1, 0
        if size > 1 or stride > 1:
            layers.append(Conv(1, size, stride, padding, dilation))
    return Question(n, tuple(layers))


def score(seed: int, answers) -> list[tuple[Question, bool]]:
    """Each question that these answers were given to, and whether the answer was right; in order."""
    marked, streak = [], 0
    for index, said in enumerate(answers):
        asked = question(seed, index, streak)
        right = said == asked.answer
        streak = streak + 1 if right else 0
        marked.append((asked, right))
    return marked


def streak_of(marked) -> int:
    """How many of the last answers in a row were right."""
    streak = 0
    for _, right in marked:
        streak = streak + 1 if right else 0
    return streak
