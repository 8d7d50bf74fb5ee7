"""Squared error and cross-entropy on a logistic unit: what each says to a unit that is sure and wrong."""

import numpy as np
from sketch import BLUE, BLUE_INK, FAINT, INK, ORANGE, ORANGE_INK, write

from course_lib.widgets.picture import canvas

WRONG = -6.0  # a pre-activation that is very sure of "no" where the answer is "yes"
ALT = (
    "Two panels over the pre-activation a from -8 to 8, for a logistic unit whose target is 1. Left, the loss: "
    "cross-entropy, solid, rises in a straight line towards the left and is 6.0 at a = -6; half the squared error, "
    "dashed, levels off at 0.5. Right, the slope of the loss: that of cross-entropy goes to -1 on the left, so a unit "
    "that is sure and wrong is pushed hardest; that of the squared error is only -0.0025 at a = -6, nearly 0 on both "
    "sides, and largest in size, -0.15, near a = -0.7."
)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def panel(ax, a, curves, title, label) -> None:
    ax.axhline(0, color=FAINT, lw=0.8, zorder=0)
    for y, colour, dash in zip(curves, (BLUE, ORANGE), ("-", (0, (5, 2))), strict=True):
        ax.plot(a, y, color=colour, lw=2.6, ls=dash)
    ax.set_title(title, fontsize=13, weight="bold", loc="center", pad=8)
    ax.set_xlabel("pre-activation $a$   (target 1)", fontsize=11.5)
    ax.set_ylabel(label, fontsize=11.5)
    ax.tick_params(length=0, labelsize=10.5, labelcolor=INK)
    ax.set_xticks([-8, WRONG, 0, 8], ["\N{MINUS SIGN}8", "\N{MINUS SIGN}6", "0", "8"])
    ax.set_xlim(-8, 8)


def mark(ax, y, colour, ink, value_at, text, name_at, name) -> None:
    """The value of a curve at WRONG, beside its dot, and the name of the curve where there is room."""
    ax.plot([WRONG], [y], "o", ms=8, color=colour, zorder=4)
    ax.text(*value_at, text.replace("-", "\N{MINUS SIGN}"), fontsize=12, color=ink, ha="left", va="center")
    ax.text(*name_at, name, fontsize=12, color=ink, ha="left", va="center")


def draw():
    place = {"left": 0.085, "right": 0.985, "top": 0.88, "bottom": 0.17, "wspace": 0.28}
    fig, (loss, slope) = canvas(8, 3.6, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    a = np.linspace(-8, 8, 321)

    def losses(a):
        return np.log1p(np.exp(-a)), (1 - sigmoid(a)) ** 2 / 2

    def slopes(a):
        y = sigmoid(a)
        return y - 1, (y - 1) * y * (1 - y)

    panel(loss, a, losses(a), "loss", "$L$")
    panel(slope, a, slopes(a), "slope of the loss", "$\\mathrm{d}L / \\mathrm{d}a$")
    loss.set(ylim=(-0.4, 8.4), yticks=[0, 2, 4, 6, 8])
    slope.set(ylim=(-1.12, 0.12))
    slope.set_yticks([-1, -0.5, 0], ["\N{MINUS SIGN}1", "\N{MINUS SIGN}0.5", "0"])
    one, two = losses(WRONG)
    mark(loss, one, BLUE, BLUE_INK, (-5.5, 6.35), f"{one:.1f}", (-2.4, 4.2), "cross-entropy")
    mark(loss, two, ORANGE, ORANGE_INK, (-6.3, 1.3), f"{two:.1f}", (1.2, 0.75), "squared error")
    one, two = slopes(WRONG)
    mark(slope, one, BLUE, BLUE_INK, (-7.2, -0.9), f"{one:.3f}", (0.9, -0.62), "cross-entropy")
    mark(slope, two, ORANGE, ORANGE_INK, (-7.2, -0.1), f"{two:.4f}", (-6.2, -0.29), "squared error")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
