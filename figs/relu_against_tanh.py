"""Mini-batches until 25 % training error, ReLU against tanh: with the labels of the digits, and with random ones."""

import numpy as np
from sketch import BLUE, INK, write

from course_lib.experiments.relu_against_tanh import RATES, recorded
from course_lib.widgets.picture import canvas

GREEN, PINK = "#009e73", "#cc79a7"
LOOKS = {  # colour, dashes, marker
    "tanh": (BLUE, "-", "s"),
    "ReLU": (GREEN, (0, (1, 1)), "^"),
    "ReLU, twice the variance": (PINK, (0, (5, 2)), "D"),
}
TICKS = (range(0, 13, 2), range(0, 1001, 200))
WORDS = (  # panel, place, words, colour
    (0, (0.112, 11.6), "ReLU", "#00694d"),
    (0, (0.104, 3.2), "tanh", "#005a8c"),
    (1, (0.1, 230), "ReLU, weights that begin with\ntwice the variance", "#8f3f6d"),
    (1, (0.112, 985), "tanh", "#005a8c"),
)
ALT = (
    "Mini-batches until 25 percent training error against the step size, median and range of five seeds, four layers. "
    "Left, the digits with their own labels, axis from 0: tanh is first at every step size, with 2 mini-batches at its "
    "best, ReLU with 5. Right, the same digits with labels dealt out at random: tanh needs 520 at its best, ReLU 500; "
    "a ReLU net that begins with twice the variance needs 380, but is the slowest at the largest step."
)


def draw():
    place = {"left": 0.075, "right": 0.985, "top": 0.91, "bottom": 0.15, "wspace": 0.15}
    fig, axes = canvas(8, 4.2, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    for ax, ticks, (task, racers) in zip(axes, TICKS, recorded().items(), strict=True):
        for name, (colour, dashes, shape) in LOOKS.items():
            arrived = np.isfinite(racers[name]).all(axis=1)
            steps, rates = racers[name][arrived], np.array(RATES)[arrived]
            ax.fill_between(rates, steps.min(axis=1), steps.max(axis=1), color=colour, alpha=0.13, lw=0)
            ax.plot(rates, np.median(steps, axis=1), color=colour, lw=2.2, ls=dashes, marker=shape, ms=7)
        ax.set_title(task, fontsize=12.5, color=INK)
        ax.set(xscale="log")
        ax.set_xticks(RATES, [f"{rate:g}" for rate in RATES])
        ax.minorticks_off()
        ax.tick_params(length=3, labelsize=11.5, labelcolor=INK)
        ax.set_xlabel(r"step size $\eta$", fontsize=12)
        ax.set(ylim=(0, 1.05 * ticks[-1]), yticks=ticks)
    for panel, (x, y), words, colour in WORDS:
        axes[panel].text(x, y, words, fontsize=11.5, color=colour, va="center")
    axes[0].set_ylabel("mini-batches to 25 % error", fontsize=12)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
