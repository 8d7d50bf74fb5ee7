"""Three losses for a number that should be hit, and how hard each pulls."""

import numpy as np
from sketch import BLUE, BLUE_INK, FAINT, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.widgets.picture import canvas

ALT = (
    "Two panels over the distance d from the target, from -3 to 3. Left, the losses: half the square, a parabola that "
    "is 4.5 at the ends; the absolute value, a V with its tip at 0; and Huber's loss with delta 1, a parabola between "
    "-1 and 1 and straight lines outside, 2.5 at the ends. Right, their slopes: of the square, a straight line to -3 "
    "and 3; of the absolute value, a jump from -1 to 1; of Huber's, a line from -1 to 1 in the middle, and level "
    "outside."
)


def draw():
    place = {"left": 0.07, "right": 0.985, "top": 0.88, "bottom": 0.16, "wspace": 0.17}
    fig, (loss, pull) = canvas(8.4, 3.9, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    d = np.linspace(-3, 3, 601)
    cut = np.clip(d, -1, 1)
    apart = np.where(np.abs(d) < 1e-9, np.nan, np.sign(d))  # the jump of the absolute value is no line
    curves = ((d * d / 2, d, MUTED, (0, (2, 2))), (np.abs(d), apart, BLUE, (0, (6, 2))),
              (np.abs(cut) * (np.abs(d) - np.abs(cut) / 2), cut, ORANGE, "-"))  # fmt: skip
    for value, slope, colour, dash in curves:
        loss.plot(d, value, color=colour, ls=dash, lw=2.6)
        pull.plot(d, slope, color=colour, ls=dash, lw=2.6)
    for ax, title in ((loss, "loss"), (pull, "slope: how hard it pulls")):
        ax.axhline(0, color=FAINT, lw=0.8, zorder=0)
        ax.set_title(title, fontsize=13, weight="bold", loc="center", pad=8)
        ax.set_xlabel("distance $d = y - t$", fontsize=12)
        ax.set(xlim=(-3, 3), xticks=[-3, -1, 0, 1, 3])
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
    loss.set(ylim=(-0.1, 4.6), yticks=[0, 1, 2, 3, 4])
    pull.set(ylim=(-3.1, 3.1), yticks=[-3, -1, 0, 1, 3])
    loss.text(-1.65, 3.3, "$\\frac{1}{2} d^2$", fontsize=14, color=MUTED, va="center")
    loss.text(1.5, 2.35, "$|d|$", fontsize=13, color=BLUE_INK, va="center", ha="right")
    loss.text(2.08, 0.4, "Huber, $\\delta = 1$", fontsize=12.5, color=ORANGE_INK, va="center", ha="center")
    pull.text(1.9, 2.4, "$\\frac{1}{2} d^2$", fontsize=14, color=MUTED, va="center", ha="right")
    pull.text(-0.2, 1, "$|d|$", fontsize=13, color=BLUE_INK, va="center", ha="right")
    pull.text(2.0, 0.55, "Huber", fontsize=12.5, color=ORANGE_INK, va="center", ha="center")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
