"""Multiply-adds for one gradient, against the number of weights: two straight lines on log axes."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, LINE, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.gradient_cost import gradient_cost
from course_lib.widgets.picture import canvas

HIDDEN = (1, 2, 4, 8, 16)
FAR = 6.1e7  # as many as AlexNet has
ALT = (
    "Multiply-adds for one gradient of one example against the number of weights W, both axes logarithmic. Dots are "
    "counted on networks with 74 to 1184 weights. Central differences lie on the line 2 W squared, which has slope 2: "
    "ten times the weights cost a hundred times as much. Backpropagation lies on the line 3 W, slope 1. Continued to "
    "61 million weights the lines are at 7 times ten to the 15 and 2 times ten to the 8: a factor of 41 million."
)


def power(x, _=None):
    return f"$10^{{{round(np.log10(x))}}}$"


def draw():
    place = {"left": 0.1, "right": 0.97, "top": 0.96, "bottom": 0.15}
    fig, ax = canvas(8, 4.4, gridspec_kw=place)
    fig.set_layout_engine("none")
    costs = [gradient_cost(hidden) for hidden in HIDDEN]
    w = np.array([cost.weights for cost in costs], dtype=float)
    far = np.array([w[-1], FAR])
    for counts, line, colour, shape in (
        ([cost.differences for cost in costs], lambda w: 2 * w**2, ORANGE, "s"),
        ([cost.backward for cost in costs], lambda w: 3 * w, BLUE, "o"),
    ):
        ax.plot(w, counts, shape, ms=7, color=colour, zorder=3)
        ax.plot(w, line(w), color=colour, lw=2.2)
        ax.plot(far, line(far), color=colour, lw=1.8, ls=(0, (5, 3)))
    ax.plot([FAR, FAR], [3 * FAR * 1.5, 2 * FAR**2 / 1.5], color=LINE, lw=1.4, zorder=0)
    ax.text(1.3e4, 4e10, "central differences: $2W^2$", fontsize=13, color=ORANGE_INK, ha="right")
    ax.text(1.3e4, 6e9, "slope 2", fontsize=11.5, color=ORANGE_INK, ha="right")
    ax.text(6e4, 1.2e4, "backpropagation: $3W$", fontsize=13, color=BLUE_INK, ha="left")
    ax.text(6e4, 2.2e3, "slope 1", fontsize=11.5, color=BLUE_INK, ha="left")
    ax.text(3.7e7, 1.5e12, f"{2 * FAR / 3 / 1e6:.0f} million\ntimes", fontsize=11.5, color=INK, ha="right", va="center")
    ax.text(75, 1.2e8, "dots: counted", fontsize=11, color=MUTED, ha="left", va="center")
    ax.set(xscale="log", yscale="log", xlim=(40, 1.4e8), ylim=(80, 4e16))
    ax.set_xticks([1e2, 1e4, 1e6, 1e8], [power(x) for x in (1e2, 1e4, 1e6, 1e8)])
    ax.set_yticks([1e4, 1e8, 1e12, 1e16], [power(y) for y in (1e4, 1e8, 1e12, 1e16)])
    ax.minorticks_off()
    ax.tick_params(length=3, labelsize=11.5, labelcolor=INK)
    ax.set_xlabel("weights $W$", fontsize=12)
    ax.set_ylabel("multiply-adds for one gradient", fontsize=12)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
