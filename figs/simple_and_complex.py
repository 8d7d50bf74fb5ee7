"""Hubel and Wiesel's two kinds of cells: one wants its edge at one place, the other takes it anywhere nearby."""

from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, PANEL, PAPER, board, box, say, write

ALT = (
    "Five small screens show an upright bar, one step further to the right each time. Below each, how strongly "
    "two cells of the visual cortex respond. The simple cell responds to the bar in the middle only. The complex "
    "cell responds equally at three neighbouring places, because it listens to three simple cells side by side. "
    "Schematic, after Hubel and Wiesel, 1962."
)
PLACES = (-2, -1, 0, 1, 2)


def draw():
    fig, ax = board(8.2, 3.7)
    for k, shift in enumerate(PLACES):
        x = 2.35 + 1.25 * k
        box(ax, x, 2.95, 1.0, 1.0, fill=PANEL)
        box(ax, x + 0.16 * shift, 2.95, 0.1, 0.72, fill=INK, edge=INK, corner=0.01)
        for y, strength, colour in ((1.25, float(shift == 0), BLUE), (0.35, float(abs(shift) < 2), ORANGE)):
            ax.plot([x - 0.4, x + 0.4], [y, y], color=MUTED, lw=1)
            if strength:
                box(ax, x, y + 0.3, 0.5, 0.6, fill=colour, edge=colour, corner=0.02)
            else:
                box(ax, x, y + 0.03, 0.5, 0.06, fill=PAPER, edge=colour, corner=0.01)
    say(ax, 4.85, 2.07, "response", 12, BLUE_INK)
    say(ax, 0.12, 2.95, "the bar moves", 13, INK, ha="left")
    say(ax, 0.12, 1.65, "simple cell", 13.5, INK, ha="left", weight="bold")
    say(ax, 0.12, 1.37, "at one place", 12, MUTED, ha="left")
    say(ax, 0.12, 0.75, "complex cell", 13.5, INK, ha="left", weight="bold")
    say(ax, 0.12, 0.47, "anywhere near", 12, MUTED, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
