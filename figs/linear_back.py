"""The three gradients of a linear layer as tables of cells: which axis is summed over, and which shape is left."""

from matplotlib.patches import Rectangle
from sketch import BLUE_INK, BLUE_WASH, INK, MUTED, ORANGE_INK, ORANGE_WASH, PAPER, arrow, board, say, write

ALT = (
    "The three gradients of a linear layer as tables, for N = 4 examples, I = 3 inputs and O = 2 units. dX, 4 by 3, "
    "is dY, 4 by 2, times W, 2 by 3: summed over the units O. dW, 2 by 3, is dY transposed, 2 by 4, times X, 4 by "
    "3: summed over the examples N. db, 2 numbers, is dY with its 4 rows added up: summed over the examples N. In "
    "each, one row and column that make one number of the answer are marked."
)

CELL = 0.3
N, I, O = 4, 3, 2  # noqa: E741


def table(ax, left, middle, rows, columns, name, lit=(), colour=BLUE_WASH):
    """A table of cells with its name and shape; `lit` are the (row, column) to colour. Returns its right edge."""
    (row_name, row_count), (column_name, column_count) = rows, columns
    top = middle + row_count * CELL / 2
    for r in range(row_count):
        for c in range(column_count):
            fill = colour if (r, c) in lit else PAPER
            corner = (left + c * CELL, top - (r + 1) * CELL)
            ax.add_patch(Rectangle(corner, CELL, CELL, facecolor=fill, edgecolor=INK, linewidth=1, zorder=3))
    centre, shape = left + column_count * CELL / 2, f"({row_name}, {column_name})" if row_name else f"({column_name},)"
    say(ax, centre, top + 0.2, name, 14)
    say(ax, centre, top - row_count * CELL - 0.2, shape, 11, MUTED)
    return left + column_count * CELL


def sign(ax, x, y, text) -> float:
    """A sign between two tables; returns where the next one begins."""
    say(ax, x + 0.18, y, text, 16)
    return x + 0.36


def row(r, columns):
    return [(r, c) for c in range(columns)]


def column(c, rows):
    return [(r, c) for r in range(rows)]


def draw():
    fig, ax = board(8, 4.9)
    n, i, o = ("N", N), ("I", I), ("O", O)
    y = 3.45
    x = sign(ax, table(ax, 0.3, y, n, i, "$dX$", [(1, 2)], ORANGE_WASH), y, "=")
    x = sign(ax, table(ax, x, y, n, o, "$dY$", row(1, O)), y, "·")
    end = table(ax, x, y, o, i, "$W$", column(2, O))
    say(ax, (0.3 + end) / 2, 4.62, "each example has its own $x$", 12, ORANGE_INK)
    say(ax, (0.3 + end) / 2, 2.3, "summed over the units $O$", 12, BLUE_INK)

    x = sign(ax, table(ax, 4.0, y, o, i, "$dW$", [(0, 1)], ORANGE_WASH), y, "=")
    x = sign(ax, table(ax, x, y, o, n, "$dY^{\\top}$", row(0, N)), y, "·")
    end = table(ax, x, y, n, i, "$X$", column(1, N))
    say(ax, (4.0 + end) / 2, 4.62, "all examples share $W$", 12, ORANGE_INK)
    say(ax, (4.0 + end) / 2, 2.3, "summed over the examples $N$", 12, BLUE_INK)

    y = 1.0
    right = table(ax, 2.1, y, n, o, "$dY$", column(0, N))
    arrow(ax, (right + 0.15, y), (right + 1.0, y), colour=INK)
    table(ax, right + 1.15, y, ("", 1), o, "$db$", [(0, 0)], ORANGE_WASH)
    say(ax, right + 2.0, y + 0.17, "all examples share $b$", 12, ORANGE_INK, ha="left")
    say(ax, right + 2.0, y - 0.17, "summed over the examples $N$", 12, BLUE_INK, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
