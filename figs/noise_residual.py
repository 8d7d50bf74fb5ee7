"""A noisy photograph, what a plain and a residual net have to draw of it, and how each of them gets there."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, say, write

from course_lib.experiments.noise_residual import NOISE, noisy, picture, record
from course_lib.widgets.picture import canvas

ROWS, COLUMNS = slice(40, 136), slice(100, 196)
ALT = (
    "Left, three squares: a noisy grey photograph of a dahlia; under 'plain has to draw' the same without noise; under "
    "'residual has to draw' the noise alone, grains of both signs. Right, the error per pixel on this unseen "
    "photograph against training steps, both axes logarithmic, five seeds each. Residual begins at 0.05, the noise "
    "itself, and falls slowly to 0.042. Plain begins at 0.33, stays above 0.05 for a hundred steps, crosses below the "
    "residual curves between 200 and 300 steps and ends at 0.036."
)


def draw():
    fig, ax = canvas(8, 3.6)
    fig.set_layout_engine("none")
    ax.set_position([0.615, 0.16, 0.37, 0.72])
    clean = picture()
    arrives = noisy(clean)
    squares = (
        (0.06, 0.66, arrives, "$x$ arrives", INK),
        (2.42, 2.02, clean, "plain has to draw", ORANGE_INK),
        (2.42, 0.22, clean - arrives, "residual has to draw", BLUE_INK),
    )
    for left, low, image, words, ink in squares:
        size = 2.1 if image is arrives else 1.3
        panel = fig.add_axes([(left + 0.05) / 8, low / 3.6, size / 8, size / 3.6])
        signed = image.mean() < 0.1  # the noise
        limits = (-3 * NOISE, 3 * NOISE) if signed else (0, 1)
        panel.imshow(image[ROWS, COLUMNS], cmap="signed" if signed else "gray", vmin=limits[0], vmax=limits[1])
        panel.set(xticks=[], yticks=[])
        panel.set_title(words, fontsize=12, color=ink, loc="left", pad=3)
    found = record()
    for errors, colour in ((found.plain, ORANGE), (found.residual, BLUE)):
        at = np.maximum(found.steps, 0.6)
        ax.plot(at, errors.T, color=colour, lw=0.8, alpha=0.45)
        ax.plot(at, np.median(errors, axis=0), color=colour, lw=2.4)
    ax.axhline(NOISE, color=MUTED, lw=1.2, ls=(0, (4, 3)))
    ax.set(xscale="log", yscale="log", ylim=(0.03, 0.45))
    ax.set_xticks([0.6, 1, 10, 100, 1000], ["0", "1", "10", "100", "1000"])
    ax.set_yticks([0.03, 0.05, 0.1, 0.2, 0.4], ["0.03", "0.05", "0.1", "0.2", "0.4"])
    ax.minorticks_off()
    ax.set_title("error per pixel, unseen photograph", fontsize=12, color=INK, loc="left")
    ax.set_xlabel("steps", fontsize=12)
    ax.tick_params(length=3, labelsize=11, labelcolor=INK)
    say(ax, 40, 0.26, "plain", 13, ORANGE_INK)
    say(ax, 3.2, 0.043, "residual", 13, BLUE_INK)
    say(ax, 0.6, 0.055, "as it came", 11, MUTED, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
