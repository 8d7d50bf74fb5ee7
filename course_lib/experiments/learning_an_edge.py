"""A kernel learned from examples: a photograph, the map that is wanted, and nine weights going downhill.

Input is the palace that comes with scikit-learn, made small and grey; wanted is what a known kernel gives, with noise
if asked for. The learner sees pairs only: a 3 x 3 window of the photograph and the one number that belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.data import photograph as colour_photograph
from course_lib.numpy_ops import conv2d, conv2d_backward

HEIGHT, WIDTH = 64, 96  # of the photograph
ROWS, COLUMNS = HEIGHT - 2, WIDTH - 2  # of the maps: places of a 3 x 3 window
PLACES = ROWS * COLUMNS
GREY = (0.299, 0.587, 0.114)  # shares of red, green and blue in brightness (ITU-R BT.601)
TARGETS = {
    "upright": ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    "level": ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    "mean": ((1 / 9,) * 3,) * 3,
}
IMAGES = ("photograph", "constant")
LEVEL = 0.5  # brightness of the constant image
START = ((0.8, -0.5, 0.6), (-1.1, 0.9, -0.4), (0.3, 1.2, -0.7))  # nine numbers without a pattern
RATE, MOMENTUM, STEPS = 0.2, 0.9, 300
FINE = 32  # noise is kept in steps of 1 / FINE deviations, so that it travels as bytes


@cache
def photograph() -> np.ndarray:
    """(HEIGHT, WIDTH) uint8, read-only: the palace in grey, from 0 (black) to 255 (white)."""
    grey = np.tensordot(GREY, colour_photograph("china", (HEIGHT, WIDTH)).astype(np.float64), 1)
    return _sealed(np.floor(255 * grey + 0.5).astype(np.uint8))


@cache
def noise_steps() -> np.ndarray:
    """(PLACES,) int8, read-only: noise of deviation FINE for each place, the same in every run."""
    drawn = np.random.default_rng(0).normal(size=PLACES) * FINE
    return _sealed(np.clip(np.round(drawn), -127, 127).astype(np.int8))


@cache
def order() -> np.ndarray:
    """(PLACES,) uint16, read-only: the order in which places become examples."""
    return _sealed(np.random.default_rng(1).permutation(PLACES).astype(np.uint16))


def _sealed(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


def brightness(image: str = "photograph") -> np.ndarray:
    """(HEIGHT, WIDTH) float64 from 0 to 1: the "photograph", or a "constant" one."""
    if image not in IMAGES:
        raise ValueError(f"brightness: image must be one of {', '.join(IMAGES)}, got {image!r}")
    return photograph() / 255 if image == "photograph" else np.full((HEIGHT, WIDTH), LEVEL)


@dataclass(frozen=True)
class Learned:
    """What came of it, step by step; index 0 is before the first step.

    image    (HEIGHT, WIDTH)
    wanted   (ROWS, COLUMNS)             with noise
    used     (ROWS, COLUMNS) bool        which places are examples
    kernels  (steps + 1, 3, 3)
    losses   (steps + 1,)                mean squared error over the examples
    """

    image: np.ndarray
    wanted: np.ndarray
    used: np.ndarray
    kernels: np.ndarray
    losses: np.ndarray

    def map(self, step: int = -1) -> np.ndarray:
        """(ROWS, COLUMNS): what the kernel of this step makes of the image."""
        return _slide(self.image, self.kernels[step])[0]


def learning_an_edge(
    target: str = "upright",
    noise: float = 0.0,
    examples: int = PLACES,
    image: str = "photograph",
    start=START,
    steps: int = STEPS,
    rate: float = RATE,
) -> Learned:
    """Descent with momentum 0.9 on the nine weights of one kernel, no bias.

        loss = mean over the examples of (y - t)^2,  dy = 2 (y - t) / examples,  dw by conv2d_backward

    target    what is wanted: "upright" edges, "level" edges, or the "mean" of the window
    noise     standard deviation of what is added to every wanted number
    examples  how many places are seen, 1 to PLACES; the first ones in a fixed random order
    image     "photograph" or "constant"
    start     (3, 3) first weights

    Raises ValueError for another target or image, or a number of examples out of range.
    """
    if target not in TARGETS:
        raise ValueError(f"learning_an_edge: target must be one of {', '.join(TARGETS)}, got {target!r}")
    if not 1 <= examples <= PLACES:
        raise ValueError(f"learning_an_edge: examples must be from 1 to {PLACES}, got {examples}")
    x = brightness(image)
    wanted = _slide(x, np.array(TARGETS[target], dtype=float))[0]
    wanted = wanted + noise * noise_steps().reshape(ROWS, COLUMNS) / FINE
    used = np.zeros(PLACES, dtype=bool)
    used[order()[:examples]] = True
    used = used.reshape(ROWS, COLUMNS)

    w, v = np.array(start, dtype=float), np.zeros((3, 3))
    kernels, losses = [w], []
    for step in range(steps + 1):
        y, cache_ = _slide(x, w)
        error = (y - wanted) * used
        losses.append((error**2).sum() / examples)
        if step < steps:
            v = MOMENTUM * v + conv2d_backward((2 / examples * error)[None, None], cache_)[1][0, 0]
            w = w - rate * v
            kernels.append(w)
    return Learned(x, wanted, used, np.array(kernels), np.array(losses))


def _slide(x: np.ndarray, w: np.ndarray):
    y, kept = conv2d(x[None, None], w[None, None])
    return y[0, 0], kept
