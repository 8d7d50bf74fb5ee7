"""The noise of a batch's gradient, and the steps that batches of each size need."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.batch_size import recorded
from course_lib.widgets.picture import canvas

N = 1437
ALT = (
    "Two panels over the batch size B, from 1 to all 1437 digits, on logarithmic axes. Left, the variance of the "
    "batch's gradient in units of sigma squared: 1/B when examples are put back; the same at first when they are not, "
    "then bending down to 0 at B = 1437. Right, the steps needed until the loss is 0.1, with the learning rate tuned "
    "for each size: 3577 for B = 1, 723 for 4, 266 for 16, 121 for 64, 89 for 256 and 85 for all; first near the "
    "dotted line of proportion, then level."
)


def draw():
    place = {"left": 0.09, "right": 0.985, "top": 0.88, "bottom": 0.17, "wspace": 0.25}
    fig, (noise, race) = canvas(8.8, 4.0, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    size = np.unique(np.geomspace(1, N - 1, 200).astype(int))
    noise.plot(size, 1 / size, color=BLUE, lw=2.4)
    noise.plot(size, (N - size) / (N - 1) / size, color=ORANGE, lw=2.4, ls=(0, (6, 2)))
    noise.text(60, 0.06, "put back: $1/B$", fontsize=12, color=BLUE_INK, va="center")
    noise.text(3, 4e-4, "not put back:\n0 at $B = N$", fontsize=12, color=ORANGE_INK, va="center")
    noise.set(ylim=(1e-4, 1.5))
    noise.set_title("variance of the gradient, in $\\sigma^2$", fontsize=12.5, weight="bold", loc="center", pad=8)
    sizes, steps = list(recorded()), [found for _, found in recorded().values()]
    middle = np.array([np.median(found) for found in steps])
    race.plot(sizes, middle[0] / np.array(sizes), color=MUTED, lw=1.2, ls=(0, (2, 2)))
    race.plot(sizes, middle, "o-", color=BLUE, lw=2.4, ms=6)
    for size, found in zip(sizes, steps, strict=True):
        race.plot([size, size], [found.min(), found.max()], color=BLUE, lw=1.4)
    race.text(7, 100, "in proportion", fontsize=11.5, color=MUTED, va="center", ha="center")
    race.text(200, 230, "more examples\nbuy nothing", fontsize=12, color=BLUE_INK, va="center", ha="center")
    race.set(ylim=(40, 6000))
    race.set_title("steps to a loss of 0.1", fontsize=12.5, weight="bold", loc="center", pad=8)
    for ax in (noise, race):
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_xticks([1, 4, 16, 64, 256, N], ["1", "4", "16", "64", "256", "1437"])
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
        ax.tick_params(which="minor", length=0)
        ax.set_xlabel("batch size $B$", fontsize=12)
    race.set_yticks([100, 1000], ["100", "1000"])
    noise.set_yticks([1e-3, 1e-2, 1e-1, 1], ["0.001", "0.01", "0.1", "1"])
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
