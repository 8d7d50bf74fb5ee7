"""A plain pair of layers and a residual block: the same layers, and a shortcut from the input to the sum."""

from sketch import BLUE, BLUE_INK, BLUE_WASH, INK, MUTED, ORANGE_INK, ORANGE_WASH, arrow, board, box, disc, say, write

ALT = (
    "Two columns, read from top to bottom. Left, plain: x, layer 1, ReLU, layer 2, ReLU, y = ReLU(F(x)). Right, "
    "residual: the same layers, but a second way, the shortcut, leads from x around both layers to a sum; the last "
    "ReLU comes after the sum, y = ReLU(F(x) + x). The layers in between are marked as the branch F."
)
LAYERS = ("layer 1", "ReLU", "layer 2")


def draw():
    fig, ax = board(8, 4.1)
    _column(ax, 1.75, "plain", r"$y = \mathrm{ReLU}(F(x))$", shortcut=False)
    _column(ax, 4.95, "residual", r"$y = \mathrm{ReLU}(F(x) + x)$", shortcut=True)
    return fig


def _column(ax, x, title, formula, shortcut):
    say(ax, x, 3.88, title, 14, INK, weight="bold")
    say(ax, x, 3.5, "$x$", 16)
    heights = (2.95, 2.4, 1.85)
    for y, name in zip(heights, LAYERS, strict=True):
        relu = name == "ReLU"
        box(ax, x, y, 1.5, 0.36, name, 12.5, fill=ORANGE_WASH if relu else BLUE_WASH, edge=INK, line=1)
    stops = [3.35, 2.95, 2.4, 1.85]
    for start, end in zip(stops, stops[1:], strict=False):
        arrow(ax, (x, start), (x, end), (0.19 if start < 3.3 else 0, 0.19), INK)
    last = 0.75
    if shortcut:
        disc(ax, x, 1.32, 0.16, "+", 15)
        arrow(ax, (x, 1.85), (x, 1.32), (0.19, 0.17), INK)
        arrow(ax, (x, 1.32), (x, last), (0.17, 0.19), INK)
        right = x + 1.3
        ax.plot([x, right, right], [3.24, 3.24, 1.32], color=BLUE, lw=2.6, zorder=1, solid_joinstyle="round")
        arrow(ax, (right, 1.32), (x, 1.32), (0, 0.17), BLUE, 2.6, head=15)
        say(ax, right + 0.1, 2.4, "the shortcut\nhands on $x$", 12.5, BLUE_INK, ha="left")
    else:
        arrow(ax, (x, 1.85), (x, last), (0.19, 0.19), INK)
    left = x - 0.95
    ax.plot([left + 0.08, left, left, left + 0.08], [3.13, 3.13, 1.67, 1.67], color=MUTED, lw=1.2)
    say(ax, left - 0.1, 2.4, "$F$", 16, ORANGE_INK, ha="right")
    box(ax, x, last, 1.5, 0.36, "ReLU", 12.5, fill=ORANGE_WASH, edge=INK, line=1)
    arrow(ax, (x, last), (x, 0.33), (0.19, 0), INK)
    say(ax, x, 0.17, formula, 14)


if __name__ == "__main__":
    write(draw, ALT, __file__)
