"""Two ways to measure a slope: to one side, and to both."""

import numpy as np
from sketch import BLUE, BLUE_INK, FAINT, INK, LINE, MUTED, ORANGE, ORANGE_INK, PAPER, write

from course_lib.widgets.picture import canvas

X, STEP = 1.0, 0.6  # where the slope is wanted, and a step large enough to be seen
ALT = (
    "The same curve, sine, drawn twice around x = 1 with its tangent dashed. On the left a straight line runs through "
    "the curve at x and at x + step, a forward difference: clearly flatter than the tangent, with slope 0.26 where "
    "the tangent has 0.54. On the right a line runs through the curve at x - step and x + step, a central difference: "
    "slope 0.51, nearly parallel to the tangent, though the step is the same."
)


def f(x):
    return np.sin(x)


def panel(ax, left, colour, ink, title, formula) -> None:
    """One panel: the curve, the tangent at X, and the line through the curve at `left` and at X + STEP."""
    right, wide = X + STEP, np.linspace(-0.05, 2.1, 200)
    slope = (f(right) - f(left)) / (right - left)
    ends = np.array([left - 0.33, right + 0.33])
    tangent = np.array([X - 0.75, X + 0.62])
    ax.plot(wide, f(wide), color=INK, lw=2.2)
    ax.plot(tangent, f(X) + np.cos(X) * (tangent - X), color=MUTED, lw=1.6, ls=(0, (4, 3)))
    ax.plot(ends, f(left) + slope * (ends - left), color=colour, lw=2.4)
    for x in (left, X, right):
        ax.plot([x, x], [-0.08, f(x)], color=LINE, lw=1, zorder=0)
    ax.plot([X], [f(X)], "o", ms=8, mfc=PAPER, mec=INK, mew=1.6)
    ax.plot([left, right], [f(left), f(right)], "o", ms=8, color=colour)
    ax.set_title(title, fontsize=13.5, weight="bold", loc="center", pad=8)
    box = ax.get_position()
    ax.figure.text(box.x0 + 0.03, 0.105, formula, fontsize=13.5, color=ink, ha="left", va="center")
    ax.figure.text(box.x1 - 0.02, 0.105, f"slope {slope:.2f}", fontsize=13, color=ink, ha="right", va="center")
    ax.text(1.55, 1.25, f"tangent {np.cos(X):.2f}", fontsize=11.5, color=MUTED, ha="center", va="center")
    ax.set(xlim=(-0.05, 2.1), ylim=(-0.08, 1.32), yticks=[])
    names = {left: "$x$ \N{MINUS SIGN} step"} if left < X else {}
    names |= {X: "$x$", right: "$x$ + step"}
    ax.set_xticks(list(names), list(names.values()))
    ax.tick_params(length=0, labelsize=11.5, labelcolor=INK)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(FAINT)


def draw():
    place = {"left": 0.02, "right": 0.98, "top": 0.9, "bottom": 0.29, "wspace": 0.08}
    fig, (one, two) = canvas(8, 4.1, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    ahead, here, behind = "f(x+\\mathrm{step})", "f(x)", "f(x-\\mathrm{step})"
    panel(one, X, ORANGE, ORANGE_INK, "forward: one side", rf"$\dfrac{{{ahead}-{here}}}{{\mathrm{{step}}}}$")
    panel(two, X - STEP, BLUE, BLUE_INK, "central: both sides", rf"$\dfrac{{{ahead}-{behind}}}{{2\,\mathrm{{step}}}}$")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
