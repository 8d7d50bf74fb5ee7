"""Three ways to choose what a unit reads: a fixed square, a square whose cells have moved, and every place."""

import numpy as np
from matplotlib.patches import Circle, Rectangle
from sketch import BLUE, BLUE_INK, FAINT, INK, LINE, MUTED, ORANGE, ORANGE_INK, PAPER, arrow, board, say, write

N, SIDE = 7, 0.3
MOVES = np.array([
    [(-0.7, 0.9), (-0.2, 0.8), (0.4, 1.2)],
    [(-1.1, 0.1), (0.0, 0.0), (0.9, 0.3)],
    [(-0.5, -0.9), (0.2, -1.1), (1.1, -0.6)],
])  # fmt: skip
KINDS = (("fixed window", "9 pixels of a square"), ("deformable", "9 points, moved"), ("non-local", "all 49 pixels"))
ALT = (
    "Three pictures of 7 by 7 pixels. Fixed: nine pixels in a square around the middle are read. Deformable: the nine "
    "points have been moved, each by an arrow of its own, outwards and to between the pixels. Non-local: lines lead "
    "from the middle to all pixels, thicker to those that match better."
)


def pixels(ax, x, y):
    for r, q in np.ndindex(N, N):
        ax.add_patch(Rectangle((x + q * SIDE, y + r * SIDE), SIDE, SIDE, facecolor=PAPER, edgecolor=LINE, lw=0.8))
    return x + N * SIDE / 2, y + N * SIDE / 2


def draw():
    fig, ax = board(8, 2.95)
    for k, (name, below) in enumerate(KINDS):
        x, y = 0.35 + 2.6 * k, 0.36
        cx, cy = pixels(ax, x, y)
        say(ax, cx, 2.72, name, 13.5, INK)
        say(ax, cx, 0.15, below, 12, MUTED)
        if k < 2:
            for i, j in np.ndindex(3, 3):
                px, py = cx + (j - 1) * SIDE, cy + (1 - i) * SIDE
                if k == 0:
                    ax.add_patch(Circle((px, py), 0.075, facecolor=BLUE, edgecolor=BLUE_INK, zorder=4))
                    continue
                dx, dy = MOVES[i, j] * SIDE
                ax.add_patch(Circle((px, py), 0.045, facecolor=FAINT, edgecolor=MUTED, zorder=3, linewidth=0.6))
                if dx or dy:
                    arrow(ax, (px, py), (px + dx, py + dy), (0.04, 0.06), MUTED, 1, head=7)
                ax.add_patch(Circle((px + dx, py + dy), 0.075, facecolor=ORANGE, edgecolor=ORANGE_INK, zorder=4))
        else:
            for r, q in np.ndindex(N, N):
                px, py = x + (q + 0.5) * SIDE, y + (r + 0.5) * SIDE
                match = np.exp(-((r + q - 9) ** 2) / 2.5)  # an invented match: pixels along one diagonal
                ax.plot([cx, px], [cy, py], color=BLUE, lw=0.35 + 2.6 * match, alpha=0.25 + 0.6 * match, zorder=3)
                ax.add_patch(Circle((px, py), 0.025 + 0.05 * match, facecolor=BLUE_INK, edgecolor="none", zorder=4))
        corner = (cx - SIDE / 2, cy - SIDE / 2)
        ax.add_patch(Rectangle(corner, SIDE, SIDE, fill=False, edgecolor=INK, linewidth=1.8, zorder=5))
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
