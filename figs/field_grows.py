"""Why the field grows by k - 1 jumps: the fields of the k units a window reads, and their hull."""

from matplotlib.patches import Rectangle
from sketch import BLUE_INK, FAINT, INK, MUTED, ORANGE, ORANGE_INK, ORANGE_WASH, PAPER, arrow, board, disc, say, write

SIZE, JUMP, KERNEL, PIXEL, LEFT = 5, 2, 3, 0.48, 1.2
ALT = (
    "One unit of layer l at the top reads three neighbouring units of the layer below. Each of these sees a bar of "
    "five pixels, and each bar begins two pixels to the right of the one before: the jump. Together they cover nine "
    "pixels: one whole field of five, and two jumps of two."
)


def draw():
    fig, ax = board(8, 4.3)
    edge = lambda pixel: LEFT + pixel * PIXEL  # noqa: E731
    grown = SIZE + (KERNEL - 1) * JUMP
    top = (edge(grown / 2), 3.95)
    for i in range(KERNEL):
        start, height = edge(i * JUMP), 2.45 - 0.4 * i
        unit = (start + SIZE * PIXEL / 2, 3.05)
        arrow(ax, unit, top, (0.2, 0.22), MUTED, 1.3)
        disc(ax, *unit, 0.19)
        ax.plot([unit[0]] * 2, [2.86, height + 0.13], color=FAINT, lw=1.2, zorder=1)
        ax.add_patch(Rectangle((start, height - 0.13), SIZE * PIXEL, 0.26, facecolor=ORANGE_WASH, edgecolor=ORANGE_INK,
                               linewidth=1.2, zorder=2))  # fmt: skip
        say(ax, unit[0], height, "$r_{l-1}$", 12.5, INK, zorder=3)
    disc(ax, *top, 0.21, fill=ORANGE)
    say(ax, edge(grown) + 0.35, top[1], "the unit of layer $l$", 12, INK, ha="left")
    say(ax, edge(grown) + 0.35, 3.05, "the $k_l$ units that it reads", 12, INK, ha="left")
    say(ax, edge(grown) + 0.35, 2.05, "what each of them sees,\none jump further each", 12, INK, ha="left")
    for pixel in range(-1, grown + 1):
        seen = 0 <= pixel < grown
        ax.add_patch(Rectangle((edge(pixel), 0.95), PIXEL, 0.34, facecolor=ORANGE_WASH if seen else PAPER,
                               edgecolor=INK if seen else FAINT, linewidth=0.9, zorder=3 if seen else 2))  # fmt: skip
    say(ax, edge(grown) + 0.35 + PIXEL, 1.12, "pixels", 12, INK, ha="left")
    for first, last, text in ((0, SIZE, "$r_{l-1}$"), *((SIZE + i * JUMP, SIZE + (i + 1) * JUMP, "$j_{l-1}$")
                                                        for i in range(KERNEL - 1))):  # fmt: skip
        _measure(ax, edge(first), edge(last), 0.72, text, BLUE_INK)
    _measure(ax, edge(0), edge(grown), 0.3, "$r_l$", ORANGE_INK)
    return fig


def _measure(ax, start, end, y, text, colour):
    """A line with two ends, and its length in the middle of it, where the line leaves room."""
    middle, room = (start + end) / 2, 0.28
    for a, b in ((start + 0.03, middle - room), (middle + room, end - 0.03)):
        ax.plot([a, b], [y, y], color=colour, lw=1.5, zorder=2)
    for x in (start + 0.03, end - 0.03):
        ax.plot([x, x], [y - 0.07, y + 0.07], color=colour, lw=1.5)
    say(ax, middle, y, text, 13, colour, zorder=3)


if __name__ == "__main__":
    write(draw, ALT, __file__)
