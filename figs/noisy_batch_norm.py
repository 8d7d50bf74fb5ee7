"""Training with and without batch norm, and with noise behind it: loss, and how far the layers' inputs move."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.noisy_batch_norm import KINDS, recorded
from course_lib.widgets.picture import canvas

COLOURS = {"plain": (MUTED, MUTED, (0, (2, 2))), "batch norm": (BLUE, BLUE_INK, "-"),
           "noisy batch norm": (ORANGE, ORANGE_INK, (0, (6, 2)))}  # fmt: skip
ALT = (
    "Three kinds of the same net, median and range of five runs. Left, the training loss over 600 steps: batch norm "
    "falls at once, to 0.02; batch norm with noise behind it follows closely, to 0.1; the plain net stays at 2.3 for "
    "300 steps and ends at 1.0. Right, how far the mean input of a unit moves in one step: plain 0.06, batch "
    "norm 0.0005, with noise 0.67, the most of all."
)


def draw():
    place = {"left": 0.085, "right": 0.98, "top": 0.85, "bottom": 0.15, "wspace": 0.42, "width_ratios": (1.5, 1)}
    fig, (left, right) = canvas(8, 4.0, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    runs = recorded()
    for kind, (colour, _, dashes) in COLOURS.items():
        run = runs[kind]
        left.fill_between(run.step, run.loss.min(axis=0), run.loss.max(axis=0), color=colour, alpha=0.18, lw=0)
        left.plot(run.step, np.median(run.loss, axis=0), color=colour, lw=2.2, ls=dashes)
    for text, x, y, kind in (("plain", 200, 2.5, "plain"), ("batch norm\nwith noise", 100, 1.2, "noisy batch norm"),
                             ("batch norm", 455, 0.25, "batch norm")):  # fmt: skip
        left.text(x, y, text, fontsize=12, color=COLOURS[kind][1], ha="left", va="center")
    left.set(xlim=(20, 600), ylim=(0, 2.7), xticks=range(100, 601, 100), yticks=[0.5, 1, 1.5, 2, 2.5])
    left.set_xlabel("step", fontsize=12)
    left.set_ylabel("training loss (nats)", fontsize=12)
    for y, kind in enumerate(KINDS):
        moved, colour = runs[kind].shift, COLOURS[kind]
        right.plot(moved, [y] * len(moved), "o", color=colour[0], ms=9, mew=0)
        middle = np.median(moved)
        text = f"{middle:.1g}" if middle < 0.01 else f"{middle:.2f}"
        right.text(middle, y + 0.3, text, fontsize=12, color=colour[1], ha="center", va="center")
        right.axhline(y, color=MUTED, lw=0.5, zorder=0)
    right.set_xscale("log")
    right.set(ylim=(-0.5, 2.6), xlim=(1e-4, 3), yticks=range(3))
    right.set_xticks([1e-4, 1e-3, 1e-2, 0.1, 1])
    right.minorticks_off()
    right.set_yticklabels(["plain", "batch\nnorm", "with\nnoise"], fontsize=11.5)
    right.set_title("mean input of a unit moves\nin one step by", fontsize=12, color=INK)
    for ax in (left, right):
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
