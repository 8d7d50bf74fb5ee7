"""One unit twice: forward it sums over the units it reads, backward over the units that read it."""

from sketch import (
    BLUE,
    BLUE_INK,
    BLUE_WASH,
    INK,
    LINE,
    MUTED,
    ORANGE,
    ORANGE_INK,
    ORANGE_WASH,
    PAPER,
    arrow,
    board,
    box,
    disc,
    say,
    write,
)

ALT = (
    "One unit i, drawn twice. Left, forward: the values h1, h2 and h3 of the units it reads arrive over arrows with "
    "the weights w i1, w i2 and w i3; a i is their weighted sum and h i = phi of a i. Right, backward: the error "
    "signals g1, g2 and g3 of the units that read it arrive over the same kind of arrows in the opposite direction, "
    "with the weights w 1i, w 2i and w 3i; g i is their weighted sum times the slope phi prime of a i."
)

HEIGHTS = (3.35, 2.3, 1.25)
MIDDLE = HEIGHTS[1]


def named(ax, start, end, share, text, colour) -> None:
    """A weight on its line, `share` of the way along, on a paper ground so that no line runs through it."""
    x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    box(ax, x, y, 0.5, 0.3, text, 12, fill=PAPER, edge=colour, line=1)


def forward(ax) -> None:
    unit = (3.0, MIDDLE)
    for k, y in enumerate(HEIGHTS, 1):
        source = (0.7, y)
        arrow(ax, source, unit, (0.31, 0.37), BLUE, 2.0, head=13)
        named(ax, source, unit, 0.5, f"$w_{{i{k}}}$", BLUE)
        disc(ax, *source, 0.28, f"$h_{k}$", 13)
    disc(ax, *unit, 0.34, "$i$", 15, fill=BLUE_WASH)
    say(ax, 1.9, 4.15, "Forward: what it reads", 13, BLUE_INK, weight="bold")
    say(ax, 1.9, 0.5, r"$a_i = \sum_j\, w_{ij} h_j$      $h_i = \varphi(a_i)$", 13.5, BLUE_INK)


def backward(ax) -> None:
    unit = (5.0, MIDDLE)
    for k, y in enumerate(HEIGHTS, 1):
        source = (7.3, y)
        arrow(ax, source, unit, (0.31, 0.37), ORANGE, 2.0, head=13)
        named(ax, source, unit, 0.5, f"$w_{{{k}i}}$", ORANGE)
        disc(ax, *source, 0.28, f"$g_{k}$", 13)
    disc(ax, *unit, 0.34, "$i$", 15, fill=ORANGE_WASH)
    say(ax, 6.1, 4.15, "Backward: who reads it", 13, ORANGE_INK, weight="bold")
    say(ax, 6.1, 0.5, r"$g_i = \varphi'(a_i)\;\sum_j\, w_{ji} g_j$", 13.5, ORANGE_INK)


def draw():
    fig, ax = board(8, 4.5)
    forward(ax)
    backward(ax)
    ax.plot([4, 4], [0.85, 3.8], color=LINE, lw=1.2)
    say(ax, 3.0, MIDDLE - 0.52, "keeps $a_i$", 11, MUTED)
    say(ax, 5.0, MIDDLE - 0.52, "asks for $a_i$", 11, INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
