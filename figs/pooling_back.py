"""Where the gradient of a maximum goes: to the winner; of equal ones to the first; from several windows the sum."""

import numpy as np
from matplotlib.patches import Rectangle
from sketch import INK, LINE, MUTED, ORANGE, ORANGE_INK, ORANGE_WASH, PAPER, board, say, write

from course_lib.numpy_ops import max_pool2d, max_pool2d_backward

CASES = (
    ("a winner", [[1, 5], [2, 3]], [[4]], 2, 2),
    ("a tie: the first in row order", [[2, 7], [7, 7]], [[4]], 2, 2),
    ("overlapping windows", [[1, 2, 3], [4, 9, 5], [6, 7, 8]], [[4, 1], [2, 3]], 2, 1),
)
ALT = (
    "Three small maps x, the gradient dy of their 2 by 2 maxima, and dx. The map 1, 5, 2, 3 with gradient 4: the 5 "
    "gets 4, all others 0. The map 2, 7, 7, 7: the first 7 in row order gets 4, the other two get 0. A 3 by 3 map with "
    "a 9 in the middle and windows one pixel apart: the 9 wins all four, and gets the sum 4 + 1 + 2 + 3 = 10."
)


def table(ax, x, y, numbers, side, lit):
    """Numbers in squares centred at (x, y)."""
    rows, columns = numbers.shape
    for (r, q), number in np.ndenumerate(numbers):
        at = (x + (q - columns / 2) * side, y + (rows / 2 - r - 1) * side)
        fill, edge = (ORANGE_WASH, ORANGE) if lit[r, q] else (PAPER, LINE)
        width, order = (1.8, 3) if lit[r, q] else (1, 2)
        ax.add_patch(Rectangle(at, side, side, facecolor=fill, edgecolor=edge, linewidth=width, zorder=order))
        colour = ORANGE_INK if lit[r, q] else INK if number else MUTED
        say(ax, at[0] + side / 2, at[1] + side / 2, f"{number:g}", 14, colour, va="center_baseline", zorder=5)


def draw():
    fig, ax = board(8.8, 2.6)
    side, y = 0.42, 1.12
    places = ((0.5, 1.27, 2.04), (3.3, 4.07, 4.84), (6.12, 7.16, 8.2))
    for (title, x, dy, size, stride), centres in zip(CASES, places, strict=True):
        x, dy = (np.array(a, dtype=float) for a in (x, dy))
        dx = max_pool2d_backward(dy[None, None], max_pool2d(x[None, None], size, stride)[1])[0, 0]
        small, won = side if len(x) == 2 else 0.36, dx != 0
        for name, centre, numbers, lit in zip(
            ("$x$", "$dy$", "$dx$"), centres, (x, dy, dx), (won, np.zeros(dy.shape, bool), won), strict=True
        ):
            table(ax, centre, y, numbers, small, lit)
            say(ax, centre, 1.9, name, 14, MUTED)
        say(ax, (centres[0] + centres[2]) / 2, 2.36, title, 13, INK)
    for line in (2.67, 5.4):
        ax.plot([line, line], [0.25, 2.45], color=LINE, lw=1)
    say(ax, 7.15, 0.3, "9 wins four times: 4 + 1 + 2 + 3", 11.5, ORANGE_INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
