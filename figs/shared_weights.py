"""Fully connected, locally connected, convolutional: the same units, fewer and fewer weights."""

from sketch import BLUE, INK, MUTED, ORANGE, PAPER, board, disc, say, write

from course_lib.widgets.palette import CATEGORIES

ALT = (
    "Three layers from six inputs below to four units above. Fully connected: every unit has a wire to every "
    "input, 24 wires, each with a weight of its own, drawn in grey. Locally connected: every unit has wires to "
    "three neighbouring inputs, 12 wires in 12 dash and colour patterns, 12 weights. Convolutional: the same 12 "
    "wires in three colours, blue to the left input, black to the middle one, orange to the right one, the same "
    "for every unit: 3 weights."
)
WIDE, GAP = 3.0, 0.45
TITLES = ("fully connected", "locally connected", "convolutional")
COUNTS = ("24 weights", "12 weights", "3 weights")
DASHES = ("-", (0, (4, 2)), (0, (1, 1.5)))


def wires(kind):
    """(input, unit, colour, line style, width) for each wire."""
    if kind == 0:
        return [(i, u, MUTED, "-", 0.9) for u in range(4) for i in range(6)]
    if kind == 1:
        looks = [(CATEGORIES[n % 8], DASHES[n // 5], 2.2) for n in range(12)]
        return [(u + k, u, *looks[3 * u + k]) for u in range(4) for k in range(3)]
    return [(u + k, u, (BLUE, INK, ORANGE)[k], DASHES[(0, 2, 1)[k]], 2.2) for u in range(4) for k in range(3)]


def draw():
    fig, ax = board(3 * WIDE + 0.6, 3.1)
    for kind in range(3):
        left = 0.3 + kind * WIDE + (WIDE - 5 * GAP) / 2
        for i, u, colour, dash, width in wires(kind):
            ax.plot([left + i * GAP, left + (u + 1) * GAP], [0.85, 2.25], color=colour, lw=width, ls=dash, zorder=1)
        for i in range(6):
            disc(ax, left + i * GAP, 0.85, 0.13, fill=PAPER)
        for u in range(4):
            disc(ax, left + (u + 1) * GAP, 2.25, 0.13, fill=PAPER)
        middle = 0.3 + (kind + 0.5) * WIDE
        say(ax, middle, 2.78, TITLES[kind], 14)
        say(ax, middle, 0.3, COUNTS[kind], 14, weight="bold")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
