"""Anchored speech detection: the wake word tells the detector whose voice to follow (a schematic drawing)."""

import numpy as np
from matplotlib.patches import Rectangle
from sketch import (
    BLUE_INK,
    BLUE_WASH,
    FAINT,
    INK,
    MUTED,
    ORANGE,
    ORANGE_INK,
    ORANGE_WASH,
    arrow,
    board,
    box,
    say,
    write,
)

ALT = (
    "Schematic drawing of anchored speech detection, after Maas and others, Interspeech 2016. A recording starts with "
    "the wake word, the anchor, said by the person who addresses the device; then follow that person's request, "
    "another voice, and the request's end. An encoder turns the anchor into one vector, the embedding. A detector "
    "reads the rest frame by frame, together with this vector, and gives each frame a score. The score curve is high "
    "where the person of the wake word speaks and low where the other voice does. The curves are invented to show "
    "the idea, not measured."
)

# start, end (inches), who speaks, syllables
SPANS = ((0.5, 1.8, "anchor", 3), (2.0, 3.8, "wanted", 5), (3.95, 5.75, "other", 4), (5.9, 7.5, "wanted", 4))
WAVE, SCORE = 3.55, 0.75  # heights of the recording and of the score's zero line


def sound(ax) -> None:
    """A made-up recording: one rough texture for the wanted voice, another for the other one."""
    x = np.arange(0.4, 7.6, 0.02)
    size = np.full_like(x, 0.02)
    for first, last, who, syllables in SPANS:
        inside = (x > first) & (x < last)
        phase = (x[inside] - first) / (last - first)
        rough = 0.75 + 0.25 * np.sin(x[inside] * (41 if who == "other" else 67))
        size[inside] += 0.36 * np.abs(np.sin(np.pi * syllables * phase)) ** 0.6 * rough
    colours = np.where((x > SPANS[2][0]) & (x < SPANS[2][1]), FAINT, BLUE_INK)
    for at, half, colour in zip(x[::2], size[::2], colours[::2], strict=True):
        ax.plot([at, at], [WAVE - half, WAVE + half], color=colour, lw=1.5, solid_capstyle="butt")


def score(ax) -> None:
    x = np.linspace(2.0, 7.5, 300)
    starts, ends = ((1 / (1 + np.exp(-(x - at) / 0.05)) for at in times) for times in ((2.12, 5.9), (3.87, 7.42)))
    y = 0.08 + 0.8 * (sum(starts) - sum(ends)) + 0.03 * np.sin(11 * x) * np.sin(5 * x)
    ax.plot([1.95, 7.6], [SCORE, SCORE], color=FAINT, lw=1)
    ax.plot(x, SCORE + 0.62 * y, color=ORANGE, lw=2.4)
    ax.plot([1.95, 7.6], [SCORE + 0.31] * 2, color=MUTED, lw=1, ls=(0, (4, 3)))


def draw():
    fig, ax = board(8, 4.7)
    names = {"anchor": "wake word", "wanted": "same voice", "other": "another voice"}
    for first, last, who, _ in SPANS:
        colour = MUTED if who == "other" else BLUE_INK
        say(ax, (first + last) / 2, WAVE + 0.72, names[who], 11.5, colour, weight="bold" if who == "anchor" else None)
    ax.add_patch(Rectangle((0.4, WAVE - 0.52), 1.5, 1.04, color=BLUE_WASH, lw=0, zorder=0))
    sound(ax)
    score(ax)
    box(ax, 1.15, 2.32, 1.3, 0.5, "encoder", 12)
    arrow(ax, (1.15, WAVE - 0.54), (1.15, 2.57), colour=BLUE_INK)
    box(ax, 4.77, 2.32, 5.5, 0.5, "detector, frame by frame:   $score_t = g(h_t, e)$", 12)
    for x in (2.4, 3.2, 4.0, 4.8, 5.6, 6.4, 7.2):
        arrow(ax, (x, WAVE - 0.5), (x, 2.57), colour=FAINT, width=1.1, head=9)
        arrow(ax, (x, 2.07), (x, 1.5), colour=FAINT, width=1.1, head=9)
    embedding(ax)
    say(ax, 7.75, SCORE, "0", 10.5, MUTED)
    say(ax, 7.75, SCORE + 0.62, "1", 10.5, MUTED)
    say(ax, 4.77, 0.5, "score: is the person of the wake word speaking?", 11.5, ORANGE_INK)
    say(ax, 4, 0.18, "schematic, after Maas et al., Interspeech 2016", 9.5, MUTED)
    return fig


def embedding(ax) -> None:
    """The vector e as a small stack of shaded cells, handed from the encoder to the detector."""
    for i, shade in enumerate((0.9, 0.25, 0.6, 0.1, 0.75)):
        ax.add_patch(Rectangle((0.65 + 0.2 * i, 1.5), 0.2, 0.2, fc=ORANGE_WASH, ec=INK, lw=1))
        ax.add_patch(Rectangle((0.65 + 0.2 * i, 1.5), 0.2, 0.2 * shade, fc=ORANGE, ec="none"))
    arrow(ax, (1.15, 2.07), (1.15, 1.72), colour=BLUE_INK)
    say(ax, 1.15, 1.3, "embedding $e$", 11.5)
    arrow(ax, (1.67, 1.6), (2.12, 2.07), colour=ORANGE, width=2, bend=0.3)


if __name__ == "__main__":
    write(draw, ALT, __file__)
