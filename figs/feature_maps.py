"""A convolutional network: maps of units, each layer of maps a convolution of the one before."""

from matplotlib.patches import Polygon
from sketch import BLUE, INK, MUTED, ORANGE, PANEL, PAPER, arrow, board, box, say, write

ALT = (
    "A convolutional network from left to right. An image of 32 by 32 pixels in 3 colours; six filters of 5 by 5 "
    "by 3 and a ReLU make 6 maps of 28 by 28 units; ten filters of 5 by 5 by 6 and a ReLU make 10 maps of 24 by "
    "24 units; further layers end in ten scores, one for each class: airplane, automobile, bird, cat, deer, dog, "
    "frog, horse, ship, truck. A small window in the image leads to one unit in the first maps. The two "
    "convolutions have 456 and 1,510 parameters."
)
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def draw():
    fig, ax = board(9.6, 3.7)
    stack(ax, 0.35, 1.1, 1.55, 3, ("#f7d9d4", "#dcefd9", "#d6e4f5"))
    stack(ax, 3.05, 1.2, 1.35, 6, (PANEL,))
    stack(ax, 5.6, 1.3, 1.15, 10, (PANEL,))
    window = patch(ax, 0.35 + 2 * 0.13 + 0.42, 1.1 + 0.62, 0.4)
    unit = (3.05 + 5 * 0.13 + 0.5, 1.2 + 0.75)
    ax.plot(*unit, "s", color=ORANGE, ms=6, zorder=9)
    for corner in window[1:3]:
        ax.plot([corner[0], unit[0]], [corner[1], unit[1]], color=ORANGE, lw=1, zorder=8)
    shapes = (1.05, "32 × 32 × 3", "image"), (3.85, "28 × 28 × 6", "6 maps"), (6.6, "24 × 24 × 10", "10 maps")
    for x, shape, what in shapes:
        say(ax, x, 0.78, shape, 13, weight="bold")
        say(ax, x, 0.46, what, 12, MUTED)
    for x, lines in ((2.5, ("six 5×5×3", "ReLU", "456 parameters")), (5.42, ("ten 5×5×6", "ReLU", "1,510 parameters"))):
        for k, text in enumerate(lines):
            say(ax, x, 3.5 - 0.23 * k, text, 11.5, (BLUE, INK, MUTED)[k])
    arrow(ax, (7.75, 1.95), (8.25, 1.95), colour=MUTED)
    say(ax, 8.0, 2.2, "…", 16, MUTED)
    for k, name in enumerate(CLASSES):
        y = 3.38 - 0.285 * k
        box(ax, 8.46, y, 0.2, 0.2, fill=ORANGE if name == "cat" else PAPER, edge=INK, line=1.0, corner=0.03)
        say(ax, 8.64, y, name, 11.5, INK, ha="left")
    say(ax, 8.9, 0.46, "ten scores", 12, MUTED)
    return fig


def sheet(x, y, side):
    return [(x, y), (x + side * 0.62, y + side * 0.24), (x + side * 0.62, y + side * 1.24), (x, y + side)]


def stack(ax, x, y, side, count, fills):
    """Maps one in front of the other, the first one behind."""
    for k in range(count):
        at = sheet(x + 0.13 * k, y, side)
        ax.add_patch(Polygon(at, facecolor=fills[k % len(fills)], edgecolor=INK, linewidth=1.0, zorder=2 + 0.1 * k))


def patch(ax, x, y, side):
    corners = sheet(x, y, side)
    ax.add_patch(Polygon(corners, facecolor="none", edgecolor=ORANGE, linewidth=2, zorder=7))
    return corners


if __name__ == "__main__":
    write(draw, ALT, __file__)
