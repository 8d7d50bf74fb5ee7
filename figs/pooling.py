"""One map of 4 x 4, pooled: the maximum and the mean of 2 x 2 windows, and windows of 3, 1 apart, that overlap."""

import numpy as np
from matplotlib.patches import Rectangle
from sketch import BLUE, BLUE_INK, BLUE_WASH, INK, LINE, MUTED, ORANGE_INK, ORANGE_WASH, PAPER, arrow, board, say, write

from course_lib.numpy_ops import avg_pool2d, max_pool2d

X = np.array([[1.0, 3, 2, 0], [5, 1, 0, 2], [0, 2, 4, 4], [1, 0, 4, 3]])
FILLS = {(0, 0): ORANGE_WASH, (0, 1): BLUE_WASH, (1, 0): "#eef0d8", (1, 1): "#eee6f2"}
ALT = (
    "A map of 4 by 4 numbers in four coloured windows of 2 by 2: 1, 3, 5, 1 upper left; 2, 0, 0, 2 upper right; 0, 2, "
    "1, 0 lower left; 4, 4, 4, 3 lower right. Their maxima are 5, 2, 2, 4, their means 2.5, 1, 0.75, 3.75. Beside it "
    "the same map with two windows of 3 by 3, one column apart: they share two columns. The maxima of all four such "
    "windows are 5, 4, 5, 4."
)


def table(ax, x, y, numbers, side, fill, size=14):
    """Numbers in squares, (x, y) the upper left corner; fill(row, column) gives a colour."""
    for (r, q), number in np.ndenumerate(numbers):
        at = (x + q * side, y - (r + 1) * side)
        ax.add_patch(Rectangle(at, side, side, facecolor=fill(r, q), edgecolor=LINE, linewidth=1, zorder=2))
        text = f"{number:.2f}".rstrip("0").rstrip(".")
        say(ax, at[0] + side / 2, at[1] + side / 2, text, size, INK, va="center_baseline", zorder=5)


def draw():
    fig, ax = board(8.6, 2.75)
    side, top, title = 0.5, 2.3, 2.53
    table(ax, 0.1, top, X, side, lambda r, q: FILLS[r // 2, q // 2])
    say(ax, 0.1 + 2 * side, title, "2 × 2, stride 2", 13, MUTED)
    for x, name, op in ((2.75, "maximum", max_pool2d), (4.1, "mean", avg_pool2d)):
        table(ax, x, top - side, op(X[None, None], 2)[0][0, 0], 0.58, lambda r, q: FILLS[r, q], 13.5)
        say(ax, x + 0.58, top - side + 0.23, name, 13, MUTED)
    arrow(ax, (2.14, top - 2.16 * side), (2.72, top - 2.16 * side), (0.02, 0.02), MUTED, 1.6)
    ax.plot([5.53, 5.53], [0.15, 2.6], color=LINE, lw=1)
    at, wide = 5.75, 0.44
    table(ax, at, top, X, wide, lambda r, q: PAPER, 13)
    for q, colour, inset in ((0, ORANGE_INK, 0.02), (1, BLUE, 0.05)):
        corner, size = (at + q * wide + inset, top - 3 * wide + inset), 3 * wide - 2 * inset
        ax.add_patch(Rectangle(corner, size, size, fill=False, edgecolor=colour, linewidth=2.6, zorder=4))
    say(ax, at + 2 * wide, title, "3 × 3, stride 1", 13, MUTED)
    arrow(ax, (at + 4 * wide, top - 2 * wide), (at + 4 * wide + 0.3, top - 2 * wide), (0.02, 0.02), MUTED, 1.4, head=9)
    answers = max_pool2d(X[None, None], 3, 1)[0][0, 0]
    table(ax, at + 4 * wide + 0.3, top - wide, answers, wide - 0.05, lambda r, q: PAPER, 13)
    say(ax, at + 2 * wide, 0.3, "the windows overlap", 12.5, BLUE_INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
