"""By how much each direction shrinks in one step, plain and with momentum, each with its best numbers."""

import numpy as np
from sketch import BLUE, BLUE_INK, FAINT, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.descent import best, best_plain, regime
from course_lib.widgets.picture import canvas

LOW, HIGH = 1.0, 100.0  # curvatures of the flattest and the steepest direction
ALT = (
    "The factor by which the distance to the minimum shrinks in one step, against the curvature of the direction, from "
    "1 to 100 on a logarithmic axis. Plain descent with its best learning rate: 0.98 for the flattest direction, down "
    "to 0 in the middle at curvature 50, and up to 0.98 again for the steepest. Momentum with its best two numbers: "
    "0.82 for every direction alike, a straight line."
)


def draw():
    fig, ax = canvas(7.6, 3.9)
    c = np.geomspace(LOW, HIGH, 400)
    eta, worst = best_plain((LOW, HIGH))
    rate, mu, rho = best((LOW, HIGH))
    inside = c[1:-1]  # at both ends the two roots meet, and rounding would decide
    ax.plot(c, np.abs(1 - eta * c), color=BLUE, lw=2.6)
    ax.plot(inside, [regime(rate, mu, (one,))[0] for one in inside], color=ORANGE, lw=2.6, ls=(0, (6, 2)))
    ax.axhline(1, color=FAINT, lw=1, zorder=0)
    ax.text(10, 1.035, "1: no progress", fontsize=11, color=MUTED, ha="center", va="bottom")
    ax.text(3.2, 0.69, f"momentum: {rho:.2f} everywhere", fontsize=12.5, color=ORANGE_INK, ha="center", va="center")
    ax.text(14, 0.32, f"plain: up to {worst:.2f}", fontsize=12.5, color=BLUE_INK, ha="center", va="center")
    ax.set_xscale("log")
    ax.set(xlim=(LOW, HIGH), ylim=(-0.12, 1.16), yticks=[0, 0.5, 1])
    ax.set_xticks([1, 10, 100], ["1\nflattest", "10", "100\nsteepest"])
    ax.tick_params(length=3, labelsize=11.5, labelcolor=INK, which="major")
    ax.tick_params(length=0, which="minor")
    ax.set_xlabel("curvature $c$ of the direction", fontsize=12)
    ax.set_ylabel("left after one step", fontsize=12)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
