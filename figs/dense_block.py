"""A dense block: every layer reads the maps of all before it, and adds a few of its own to the pile."""

from itertools import combinations

from matplotlib.patches import Rectangle
from sketch import BLUE, INK, MUTED, ORANGE_INK, arrow, board, disc, say, write

from course_lib.widgets.palette import CATEGORIES

COUNT = 4
ALT = (
    "Top: five discs in a row, x0 to x4, and an arc from each disc to every later one: 10 links for 4 layers. Below "
    "each disc the pile of maps that is there: 64 maps at x0, then 32 more at each layer, in a colour of their own, up "
    "to 192. Each layer reads the whole pile before it; nothing in the pile is changed."
)
MAPS, NEW = 64, 32


def draw():
    fig, ax = board(8, 4.0)
    xs = [0.95 + 1.52 * i for i in range(COUNT + 1)]
    y = 2.35
    for i, j in combinations(range(COUNT + 1), 2):
        near = j == i + 1
        arrow(ax, (xs[i], y), (xs[j], y), (0.24, 0.24), BLUE if not near else INK, 1.5, bend=0 if near else -0.32)
    colours = [MUTED, *CATEGORIES[:COUNT]]
    for i, x in enumerate(xs):
        disc(ax, x, y, 0.23, f"$x_{i}$", 14)
        low = 0.45
        for k in range(i + 1):
            height = 0.2 * (MAPS if k == 0 else NEW) / 32
            ax.add_patch(Rectangle((x - 0.3, low), 0.6, height - 0.03, facecolor=colours[k], edgecolor=INK, lw=0.8))
            low += height
        say(ax, x, 0.22, f"{MAPS + i * NEW} maps", 12)
        if i:
            say(ax, x + 0.36, low - 0.12, f"+{NEW}", 11.5, ORANGE_INK, ha="left")
    say(ax, 7.35, 3.55, f"{COUNT * (COUNT + 1) // 2} links", 13, ORANGE_INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
