"""How many paths lead from each pixel to one unit, through stacks of windows of 3: counts, and then a bell."""

import numpy as np
from sketch import BLUE, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.widgets.picture import canvas

DEPTHS = (1, 2, 3, 20)
TITLES = {1: "1 layer", 2: "2 layers", 3: "3 layers", 20: "20 layers: share of all paths"}
ALT = (
    "Four bar charts of the number of paths from each pixel to one unit, through 1, 2, 3 and 20 layers of windows of "
    "three. One layer: 1, 1, 1. Two: 1, 2, 3, 2, 1. Three: 1, 3, 6, 7, 6, 3, 1. Twenty, as a share of all paths: a "
    "bell with a standard deviation of 3.65 pixels, in a field of 41; the pixels of its outer half get nearly nothing."
)


def counts(depth):
    paths = np.ones(1)
    for _ in range(depth):
        paths = np.convolve(paths, np.ones(3))
    return paths


def draw():
    place = {"left": 0.05, "right": 0.985, "top": 0.88, "bottom": 0.17, "wspace": 0.2}
    fig, axes = canvas(8, 3.3, columns=4, gridspec_kw=place | {"width_ratios": (1, 1.3, 1.7, 4)})
    fig.set_layout_engine("none")
    for ax, depth in zip(axes, DEPTHS, strict=True):
        paths, place = counts(depth), np.arange(-depth, depth + 1)
        few = depth < 10
        ax.bar(place, paths if few else paths / paths.sum(), width=0.86, color=ORANGE if few else BLUE)
        for x, count in zip(place, paths, strict=True) if few else ():
            ax.text(x, count + 0.12, f"{count:.0f}", ha="center", fontsize=12, color=ORANGE_INK)
        ax.set_title(TITLES[depth], fontsize=12.5, color=INK)
        ax.set(xticks=[-depth, 0, depth], xlim=(-depth - 0.7, depth + 0.7))
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
        if few:
            ax.set(yticks=[], ylim=(0, 8))
            ax.spines["left"].set_visible(False)
    variance = DEPTHS[-1] * 2 / 3
    x = np.linspace(-20, 20, 400)
    axes[-1].plot(x, np.exp(-(x**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance), color=INK, lw=1.4)
    axes[-1].set_yticks([0.05, 0.1], ["5 %", "10 %"])
    words = f"a bell: standard\ndeviation {variance**0.5:.2f},\nin a field of 41"
    axes[-1].text(5, 0.075, words, fontsize=12, color=INK)
    fig.text(0.5, 0.02, "pixel, counted from the one under the unit", fontsize=11.5, color=MUTED, ha="center")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
