"""One function with an if: as a graph written before it is fed, and as what two runs of it leave behind."""

from sketch import (
    BLUE_WASH,
    INK,
    LINE,
    MUTED,
    ORANGE_INK,
    ORANGE_WASH,
    PANEL,
    PAPER,
    arrow,
    board,
    box,
    disc,
    say,
    write,
)

ALT = (
    "Left, a graph written before any number is known: x and p0 feed a comparison and a sum, x and p1 a difference; "
    "an if node takes all three and gives y. Right, what two runs leave behind: for x = -1 the sum of x and p0, for "
    "x = 2 the difference of x and p1. In neither of them is there a comparison or an if."
)
Y = 3.42


def operation(ax, x, y, name, colour=PAPER):
    disc(ax, x, y, 0.26, name, 15, fill=colour, edge=INK)


def value(ax, x, y, name, width=0.5):
    box(ax, x, y, width, 0.42, name, 13, fill=PANEL, edge=LINE)


def written(ax):
    say(ax, 2.05, Y + 0.12, "static: written first, fed later", 13)
    rows = {"p0": 2.75, "x": 1.7, "p1": 0.65}
    for name, y in rows.items():
        value(ax, 0.45, y, f"${name[0]}_{name[1]}$" if name != "x" else "$x$")
    places = {"+": (1.75, 2.75), "<": (1.75, 1.7), "−": (1.75, 0.65)}
    for name, (x, y) in places.items():
        operation(ax, x, y, name, {"+": BLUE_WASH, "−": ORANGE_WASH}.get(name, PAPER))
    for start, end in (("p0", "+"), ("x", "+"), ("p0", "<"), ("x", "<"), ("x", "−"), ("p1", "−")):
        arrow(ax, (0.45, rows[start]), places[end], (0.27, 0.28))
    box(ax, 3.0, 1.7, 0.62, 0.5, "if", 14, fill=PAPER, edge=INK)
    for x, y in places.values():
        side = (y > 1.8) - (y < 1.6)
        arrow(ax, (x, y), (2.69 + 0.16 * abs(side), 1.7 + 0.25 * side), (0.28, 0.03))
    say(ax, 2.66, 2.4, "then", 11, MUTED)
    say(ax, 2.66, 1.0, "else", 11, MUTED)
    value(ax, 3.86, 1.7, "$y$", 0.42)
    arrow(ax, (3.0, 1.7), (3.86, 1.7), (0.32, 0.22))
    say(ax, 2.05, 0.1, "the question is in the graph", 11.5, MUTED)


def recorded(ax):
    say(ax, 6.3, Y + 0.12, "dynamic: recorded while it runs", 13)
    for y, x, name, operand, colour in ((2.45, -1, "+", "$p_0$", BLUE_WASH), (1.05, 2, "−", "$p_1$", ORANGE_WASH)):
        say(ax, 4.62, y, f"$x = {x}$", 12.5, ORANGE_INK, ha="left")
        value(ax, 5.75, y + 0.34, "$x$")
        value(ax, 5.75, y - 0.34, operand)
        operation(ax, 6.75, y, name, colour)
        value(ax, 7.6, y, "$y$", 0.42)
        arrow(ax, (5.75, y + 0.34), (6.75, y), (0.27, 0.28))
        arrow(ax, (5.75, y - 0.34), (6.75, y), (0.27, 0.28))
        arrow(ax, (6.75, y), (7.6, y), (0.28, 0.23))
    say(ax, 6.2, 0.1, "the question is gone: Python answered it", 11.5, MUTED)


def draw():
    fig, ax = board(8, 3.75)
    written(ax)
    ax.plot([4.35, 4.35], [0.3, 3.3], color=LINE, lw=1)
    recorded(ax)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
