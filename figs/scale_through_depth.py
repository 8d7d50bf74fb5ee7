"""Mean square of signals and of gradients through 20 ReLU layers of 512, for three variances of the weights."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.scale_through_depth import scale_through_depth
from course_lib.widgets.picture import canvas

SEEDS, DEPTH = range(5), 20
RUNS = ((3, ORANGE, ORANGE_INK, (0, (2, 2))), (2, INK, INK, "-"), (1, BLUE, BLUE_INK, (0, (6, 2))))
LABELS = {3: (3.5, 900), 2: (13.5, 4.5), 1: (3.5, 3e-5)}
ALT = (
    "Mean squares on a logarithmic axis through 20 ReLU layers of 512 units, range of five networks. Left, signals on "
    "the way forward: with a weight variance of 1/n the line falls straight from 1 to about a millionth, with 2/n it "
    "stays near 1, with 3/n it climbs to some thousands. Right, gradients on the way back, read from right to left: "
    "the same three lines mirrored, from 1 at layer 20 down to a millionth, level, and up to some thousands at layer 0."
)


def draw():
    place = {"left": 0.1, "right": 0.9, "top": 0.9, "bottom": 0.15, "wspace": 0.12}
    fig, axes = canvas(8, 4.2, columns=2, sharey=True, gridspec_kw=place)
    fig.set_layout_engine("none")
    layer = np.arange(DEPTH + 1)
    for gain, colour, ink, dashes in RUNS:
        runs = [scale_through_depth(gain, depth=DEPTH, seed=seed) for seed in SEEDS]
        for ax, name in zip(axes, ("signal", "gradient"), strict=True):
            values = np.array([getattr(run, name) for run in runs])
            ax.fill_between(layer, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.18, lw=0)
            ax.semilogy(layer, np.median(values, axis=0), color=colour, lw=2.2, ls=dashes)
        x, y = LABELS[gain]
        axes[0].text(x, y, f"Var $w$ = {gain}/$n$", fontsize=12, color=ink, va="center")
    for ax, title in zip(axes, ("signals: forward  →", "gradients: ←  back"), strict=True):
        ax.set_title(title, fontsize=12.5, color=INK)
        ax.set_xlabel("layer", fontsize=12)
        ax.set(xlim=(0, DEPTH), ylim=(2e-7, 2e4), xticks=range(0, DEPTH + 1, 5))
        ax.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4])
        ax.minorticks_off()
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
        ax.axhline(1, color=MUTED, lw=0.6, zorder=0)
    axes[0].set_ylabel("mean square", fontsize=12)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
