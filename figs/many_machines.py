"""Two ways to share one training run: a server of weights that is asked whenever, and gradients averaged in a ring."""

import math

from sketch import BLUE, BLUE_INK, INK, LINE, MUTED, ORANGE, ORANGE_INK, PANEL, PAPER, arrow, board, box, say, write

ALT = (
    "Left, asynchronous: four machines fetch weights from a parameter server and send gradients back, each when it is "
    "done; one of them still computes with the weights of step 5 while the server is at step 8. Right, synchronous: "
    "four machines in a ring, each with the same weights of step 5 and a quarter of the batch; parts of the gradients "
    "are sent around until all have the average, and all make the same step."
)


def server(ax):
    x, y = 2.0, 2.0
    say(ax, x, 3.85, "asynchronous: a parameter server", 13)
    box(ax, x, y, 1.35, 0.66, "", fill=PAPER, edge=INK)
    say(ax, x, y + 0.12, "server", 12, zorder=5)
    say(ax, x, y - 0.14, "weights of step 8", 10, MUTED, zorder=5)
    corners = {(0.62, 3.1): 5, (3.38, 3.1): 7, (0.62, 0.9): 8, (3.38, 0.9): 6}
    for number, ((cx, cy), step) in enumerate(corners.items(), 1):
        late = step == 5
        box(ax, cx, cy, 1.12, 0.58, "", fill=PANEL, edge=ORANGE if late else LINE)
        say(ax, cx, cy + 0.11, f"machine {number}", 11, zorder=5)
        say(ax, cx, cy - 0.13, f"has step {step}", 10, ORANGE_INK if late else MUTED, zorder=5)
        up, side = (1 if cy > y else -1), (1 if cx > x else -1)
        edge, inner = (cx - 0.3 * side, cy - 0.29 * up), (x + 0.45 * side, y + 0.33 * up)
        arrow(ax, (edge[0] - 0.12 * side, edge[1]), (inner[0] - 0.14 * side, inner[1]), (0.03, 0.03), colour=ORANGE)
        arrow(ax, inner, edge, (0.03, 0.03), colour=BLUE)
    say(ax, 1.5, 0.28, "gradients", 11.5, ORANGE_INK)
    say(ax, 2.5, 0.28, "weights", 11.5, BLUE_INK)


def ring(ax):
    x, y, radius = 6.05, 2.0, 1.15
    say(ax, x, 3.85, "synchronous: averaged in a ring", 13)
    turns = [math.pi / 2 - i * math.pi / 2 for i in range(4)]
    places = [(x + 1.14 * radius * math.cos(t), y + radius * math.sin(t)) for t in turns]
    for number, (cx, cy) in enumerate(places, 1):
        box(ax, cx, cy, 1.12, 0.58, "", fill=PANEL, edge=LINE)
        say(ax, cx, cy + 0.11, f"machine {number}", 11, zorder=5)
        say(ax, cx, cy - 0.13, "has step 5", 10, MUTED, zorder=5)
    for i in range(4):
        ax_, ay = places[i]
        bx, by = places[(i + 1) % 4]
        start = (ax_ + (0.58 if i == 0 else -0.58 if i == 2 else 0), ay + (-0.31 if i == 1 else 0.31 if i == 3 else 0))
        end = (bx + (0.58 if i == 1 else -0.58 if i == 3 else 0), by + (0.31 if i == 0 else -0.31 if i == 2 else 0))
        arrow(ax, start, end, colour=ORANGE, bend=-0.28)
    say(ax, x, y + 0.12, "same weights,", 11.5, BLUE_INK)
    say(ax, x, y - 0.14, "same step", 11.5, BLUE_INK)
    say(ax, x, 0.28, "parts of the gradients", 11.5, ORANGE_INK)


def draw():
    fig, ax = board(8, 4.05)
    server(ax)
    ax.plot([4.05, 4.05], [0.3, 3.6], color=LINE, lw=1)
    ring(ax)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
