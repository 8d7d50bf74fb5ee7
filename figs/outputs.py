"""Four output units: what each answers, its formula, and when to use it."""

import numpy as np
from sketch import BLUE_INK, FAINT, INK, LINE, MUTED, ORANGE, ORANGE_INK, PAPER, write

from course_lib.widgets.picture import canvas

SCORES = np.array([2.0, 1.0, 0.0])
ALT = (
    "Four output units. Logistic: an S-shaped curve from 0 to 1, one half at a = 0; y = 1 / (1 + exp(-a)); for two "
    "classes, y is the probability of class 1. Softmax: the scores 2, 1, 0 become bars 0.67, 0.24, 0.09 that add up "
    "to 1; y_k = exp(a_k) / sum of exp(a_j); for one of K classes. Identity: a straight line through the origin; "
    "y = a; for regression, any real number. Threshold: a step from 0 to 1 at a = 0; y = 1 if a >= 0, else 0; for a "
    "hard decision, and its slope gives learning nothing to follow."
)


def softmax(a):
    e = np.exp(a - a.max())
    return e / e.sum()


def frame(ax, title, formula, use, use_more) -> None:
    ax.set_title(title, fontsize=13, weight="bold", loc="center", pad=9)
    ax.tick_params(length=0, labelsize=10.5, labelcolor=INK)
    for side in ("left", "bottom"):
        ax.spines[side].set(color=FAINT)
    box = ax.get_position()
    lines = ((0.31, formula, 12.5, BLUE_INK), (0.15, use, 12, INK), (0.065, use_more, 10.5, MUTED))
    for y, text, size, colour in lines:
        ax.figure.text(box.x0 + box.width / 2, y, text, fontsize=size, color=colour, ha="center", va="center")


def curve(ax, a, y, ticks) -> None:
    ax.axvline(0, color=LINE, lw=1, zorder=0)
    ax.plot(a, y, color=BLUE_INK, lw=2.6, clip_on=False)
    low, high = ticks[0], ticks[-1]
    pad = 0.08 * (high - low)
    ax.set(xlim=(-4, 4), ylim=(low - pad, high + pad))
    ax.set_xticks([-4, 0, 4], ["\N{MINUS SIGN}4", "$a$ = 0", "4"])
    ax.set_yticks(ticks, [str(t).replace("-", "\N{MINUS SIGN}") for t in ticks])


def step(ax) -> None:
    curve(ax, [-4, 0], [0, 0], (0, 0.5, 1))
    ax.plot([0, 4], [1, 1], color=BLUE_INK, lw=2.6, clip_on=False)
    ax.plot([0], [1], "o", ms=8, color=BLUE_INK)
    ax.plot([0], [0], "o", ms=8, mfc=PAPER, mec=BLUE_INK, mew=1.8)


def bars(ax) -> None:
    y = softmax(SCORES)
    ax.bar(range(3), y, 0.62, color=ORANGE)
    for k, value in enumerate(y):
        ax.text(k, value + 0.035, f"{value:.2f}", fontsize=10.5, ha="center", color=ORANGE_INK)
    ax.set(xlim=(-0.6, 2.6), ylim=(0, 1.08))
    ax.set_xticks(range(3), [f"$a_{k}$={a:.0f}" for k, a in enumerate(SCORES, 1)])
    ax.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])


def draw():
    place = {"left": 0.05, "right": 0.985, "top": 0.88, "bottom": 0.48, "wspace": 0.3}
    fig, axes = canvas(8, 3.5, columns=4, gridspec_kw=place)
    fig.set_layout_engine("none")
    a = np.linspace(-4, 4, 161)
    curve(axes[0], a, 1 / (1 + np.exp(-a)), (0, 0.5, 1))
    bars(axes[1])
    curve(axes[2], a, a, (-4, 0, 4))
    step(axes[3])
    frame(axes[0], "logistic", r"$y=\dfrac{1}{1+e^{-a}}$", "two classes", "$y$ = P(class 1)")
    frame(axes[1], "softmax", r"$y_k=\dfrac{e^{a_k}}{\sum_j\, e^{a_j}}$", "one of $K$ classes", "$y_k$ add up to 1")
    frame(axes[2], "identity", "$y=a$", "regression", "any real number")
    frame(axes[3], "threshold", r"$y=[\,a\geq 0\,]$", "hard decision", "slope 0: no gradient")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
