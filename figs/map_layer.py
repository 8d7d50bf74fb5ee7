"""A layer of maps: every map above reads all maps below, each through a kernel of its own."""

import numpy as np
from matplotlib.patches import Rectangle
from sketch import BLUE_INK, BLUE_WASH, INK, LINE, MUTED, ORANGE, ORANGE_INK, ORANGE_WASH, PAPER, board, say, write

ALT = (
    "Three maps of 6 by 6 cells below, four maps of 4 by 4 above. Map 2 above is highlighted: one of its cells is "
    "reached by three arrows, one from a 3 by 3 window in each of the three maps below, through the kernels w 0 2, "
    "w 1 2 and w 2 2. What they give is added up, and the ReLU keeps what is larger than 0."
)


def grid(ax, x, y, cells, side, edge=LINE, fill=PAPER, order=3):
    """A map of cells x cells squares with its lower left corner at (x, y)."""
    size = cells * side
    ax.add_patch(Rectangle((x, y), size, size, facecolor=fill, edgecolor=edge, linewidth=1.3, zorder=order))
    for k in np.arange(1, cells) * side:
        ax.plot([x + k, x + k], [y, y + size], color=edge, lw=0.6, zorder=order)
        ax.plot([x, x + size], [y + k, y + k], color=edge, lw=0.6, zorder=order)


def cell(ax, x, y, width, fill, edge):
    ax.add_patch(Rectangle((x, y), width, width, facecolor=fill, edgecolor=edge, linewidth=2, zorder=4))


def draw():
    fig, ax = board(8, 3.4)
    side = 0.17
    below, tops = [(1.25, y) for y in (2.3, 1.18, 0.06)], [(4.9, y) for y in (2.62, 1.8, 0.98, 0.16)]
    target = (tops[2][0] + side, tops[2][1] + 2 * side)
    for j, (x, y) in enumerate(tops):
        ink = ORANGE_INK if j == 2 else MUTED
        grid(ax, x, y, 4, side, ORANGE_INK if j == 2 else LINE, ORANGE_WASH if j == 2 else PAPER)
        say(ax, x + 0.84, y + 0.34, f"$h_{j}^n$", 15, ink, ha="left")
    cell(ax, *target, side, ORANGE, ORANGE_INK)
    for k, ((x, y), up) in enumerate(zip(below, (2.55, 1.52, 0.52), strict=True)):
        grid(ax, x, y, 6, side)
        cell(ax, x + side, y + 2 * side, 3 * side, BLUE_WASH, BLUE_INK)
        say(ax, x - 0.12, y + 0.5, f"$h_{k}^{{n-1}}$", 15, INK, ha="right")
        window, kernel, end = (x + 4 * side, y + 3.5 * side), (3.2, up), (target[0], target[1] + side / 2)
        ax.plot(*zip(window, kernel, end, strict=True), color=BLUE_INK, lw=1.8, zorder=5)
        grid(ax, kernel[0] - 1.5 * side, kernel[1] - 1.5 * side, 3, side, BLUE_INK, PAPER, order=6)
        say(ax, kernel[0], kernel[1] + 0.4, f"$w_{{{k}2}}$", 14, BLUE_INK)
    say(ax, 6.2, tops[2][1] + 0.44, "add up,", 13, ORANGE_INK, ha="left")
    say(ax, 6.2, tops[2][1] + 0.2, "then the ReLU", 13, ORANGE_INK, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
