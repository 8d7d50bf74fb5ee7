"""A residual block forward and back: where the way forward forks, the way back adds; where it adds, the other forks."""

from sketch import (
    BLUE,
    BLUE_INK,
    BLUE_WASH,
    INK,
    MUTED,
    ORANGE,
    ORANGE_INK,
    ORANGE_WASH,
    arrow,
    board,
    box,
    disc,
    say,
    write,
)

ALT = (
    "Two rows. Above, forward, from left to right: x forks; one way through W1 transposed to a, a ReLU to h and W2 "
    "transposed, the other along the shortcut, as x or times P transposed; they are added to z, and a last ReLU gives "
    "y. Below, back, from right to left: dy is set to 0 where z is not positive, which gives dz; dz forks, one copy "
    "through W2 to dh, set to 0 where a is not positive to da, and through W1, the other along the shortcut, as dz or "
    "times P; the two are added to dx."
)
FORWARD = ((1.95, r"$\times W_1^\top$"), (3.25, "ReLU"), (4.55, r"$\times W_2^\top$"))
BACK = ((1.95, r"$\times W_1$"), (3.25, r"0 if $a \leq 0$"), (4.55, r"$\times W_2$"))
FORK, MEET, LAST, END = 0.95, 5.6, 6.6, 7.65


def draw():
    fig, ax = board(8, 3.75)
    _row(ax, 2.6, 3.4, FORWARD, BLUE, INK, "ReLU", r"$x$  or  $x\,P^\top$", ("$x$", "$y$"), ("$a$", "$h$", "$z$"), 1)
    _row(ax, 1.1, 0.3, BACK, ORANGE, ORANGE_INK, r"0 if $z \leq 0$", r"$dz$  or  $dz\,P$", ("$dx$", "$dy$"),
         ("$da$", "$dh$", "$dz$"), -1)  # fmt: skip
    say(ax, 7.55, 3.4, "forward", 12.5, BLUE_INK, ha="right")
    say(ax, 7.55, 0.3, "back", 12.5, ORANGE_INK, ha="right")
    ax.plot([0.3, 7.7], [1.85, 1.85], color=MUTED, lw=0.8, ls=(0, (2, 3)))
    return fig


def _row(ax, y, far, boxes, colour, ink, last, shortcut, ends, names, way):
    """One direction; `far` is the height of the shortcut, way = 1 runs to the right."""
    for x, text in (*boxes, (LAST, last)):
        fill = BLUE_WASH if "times" in text else ORANGE_WASH
        box(ax, x, y, 0.98, 0.42, text, 12, fill=fill, edge=INK, line=1)
    edges = [0.55, FORK, *(x for x, _ in boxes), MEET, LAST, END]
    halves = [0, 0.17 if way < 0 else 0.03, 0.49, 0.49, 0.49, 0.17 if way > 0 else 0.03, 0.49, 0.17]
    for i in range(7):
        start, end = (edges[i], y), (edges[i + 1], y)
        gaps = halves[i], halves[i + 1]
        if edges[i + 1 if way > 0 else i] == (FORK if way > 0 else MEET):  # towards the fork: no head
            ax.plot([start[0] + gaps[0], end[0] - gaps[1]], [y, y], color=ink, lw=1.4)
        elif way > 0:
            arrow(ax, start, end, gaps, ink)
        else:
            arrow(ax, end, start, gaps[::-1], ink)
    ax.plot([FORK, FORK, MEET, MEET], [y, far, far, y], color=colour, lw=2.4, zorder=1, solid_joinstyle="round")
    meet = MEET if way > 0 else FORK
    disc(ax, meet, y, 0.16, "+", 15)
    tip = y + 0.17 if far > y else y - 0.17
    arrow(ax, (meet, far), (meet, tip), colour=colour, width=2.4, head=14)
    box(ax, 3.25, far, 1.7, 0.36, shortcut, 12.5, fill="#ffffff", edge=colour, line=1.6)
    for x, name in zip((0.4, END), ends, strict=True):
        say(ax, x, y, name, 16, ink)
    for x, name in zip((2.6, 3.9, 6.0), names, strict=True):
        say(ax, x, y + 0.17, name, 12.5, ink)


if __name__ == "__main__":
    write(draw, ALT, __file__)
