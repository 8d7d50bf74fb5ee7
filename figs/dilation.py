"""Max pooling in two steps: a digit, the maximum of the 2 x 2 square at every pixel, and every second pixel of that."""

import numpy as np
from scipy.ndimage import grey_dilation
from sketch import BLUE_INK, INK, ORANGE, write

from course_lib.experiments.one_pixel_shift import digits
from course_lib.widgets.picture import canvas

ALT = (
    "Three pictures of a handwritten 4. As it is, 24 by 24 pixels. Dilated by a 2 by 2 square: the same size, all "
    "strokes one pixel wider, with an orange dot on every second pixel of every second row. Those pixels alone: a 4 of "
    "12 by 12, which is the result of max pooling."
)


def draw():
    fig, axes = canvas(8, 3.1, columns=3, gridspec_kw={"left": 0.02, "right": 0.98, "top": 0.9, "bottom": 0.09})
    fig.set_layout_engine("none")
    four = digits()[4].astype(float)
    grown = grey_dilation(four, size=(2, 2))
    panels = (
        ("a digit", "24 × 24", four),
        ("dilated by 2 × 2", "24 × 24 maxima", grown),
        ("every second pixel", "12 × 12: max pooling", grown[::2, ::2]),
    )
    for ax, (title, below, picture) in zip(axes, panels, strict=True):
        n = len(picture)
        ax.pcolormesh(np.arange(n + 1), np.arange(n + 1), picture, cmap="gray_r", vmax=300, ec="#dddddd", lw=0.3)
        ax.set(xlim=(0, n), ylim=(n, 0), aspect="equal", xticks=[], yticks=[])
        ax.set_xlabel(below, fontsize=12)
        ax.spines[:].set_visible(False)
        ax.set_title(title, fontsize=12.5, color=INK if picture is not grown else BLUE_INK)
    every = np.arange(0, 24, 2) + 0.5
    axes[1].plot(*np.meshgrid(every, every), "o", color=ORANGE, ms=2.6, mew=0)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
