"""One parabola, four learning rates: creeping, crossing, and flying out."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, LINE, MUTED, ORANGE, ORANGE_INK, PAPER, write

from course_lib.widgets.picture import canvas

START, STEPS = 1.0, 7
RUNS = ((0.3, BLUE, BLUE_INK, "creeps"), (1.0, BLUE, BLUE_INK, "arrives at once"), (1.8, ORANGE, ORANGE_INK, "crosses"),
        (2.1, ORANGE, ORANGE_INK, "flies out"))  # fmt: skip
ALT = (
    "Four times the same parabola with curvature c, and seven steps of gradient descent from the same start. With eta "
    "times c equal to 0.3 the weight creeps down one side, and a twelfth of the first distance is left at the end. "
    "With 1.0 it is at the bottom after one step. With 1.8 each step crosses to the other side and comes a little "
    "nearer. With 2.1 each step crosses and ends higher than it began."
)


def draw():
    place = {"left": 0.015, "right": 0.985, "top": 0.84, "bottom": 0.17, "wspace": 0.06}
    fig, axes = canvas(9, 3.4, columns=4, sharex=True, sharey=True, gridspec_kw=place)
    fig.set_layout_engine("none")
    wide = np.linspace(-2.15, 2.15, 200)
    for ax, (rate, colour, ink, word) in zip(axes, RUNS, strict=True):
        w = START * (1 - rate) ** np.arange(STEPS + 1)
        ax.plot(wide, wide**2 / 2, color=LINE, lw=2.2)
        ax.plot(w, w**2 / 2, "-", color=colour, lw=1.6)
        ax.plot(w[1:], w[1:] ** 2 / 2, "o", color=colour, ms=6)
        ax.plot(w[:1], w[:1] ** 2 / 2, "o", mfc=PAPER, mec=INK, mew=1.6, ms=8.5)
        ax.set_title(f"$\\eta c = {rate}$", fontsize=14, color=ink, pad=6, loc="center")
        ax.set_xlabel(word, fontsize=13, color=ink)
        ax.set(xticks=[], yticks=[], xlim=(-2.15, 2.15), ylim=(-0.14, 2.2))
        ax.spines[:].set_visible(False)
    axes[0].text(1.12, 0.36, "start", fontsize=11.5, color=MUTED, va="center")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
