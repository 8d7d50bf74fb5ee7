"""Dead units after 60 steps, against the step size and against the bias that the units begin with."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, ORANGE, ORANGE_INK, write

from course_lib.experiments.dead_units import dead_units
from course_lib.widgets.picture import canvas

SEEDS, STEPS, UNITS = range(5), 60, 50
RATES, BIASES = (0.1, 0.2, 0.5, 1.0, 2.0), (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0)
ALT = (
    "Share of dead ReLU units, off for all 200 examples, in the first and the second of two hidden layers of 50, after "
    "60 steps of plain descent on digits; median and range of five runs. Left, against the step size, biases beginning "
    "at 0: from 2 and 12 percent at a step size of 0.1 to 94 and 98 percent at 2. Right, against the bias that "
    "the units begin with, step size 0.1: at -1 62 and 100 percent are dead, at 0 it is 2 and 12, at 0.5 it is 0 and 6."
)


def shares(**settings):
    """(seeds, 2) dead after the last step, in percent of the layer."""
    dead = [dead_units(1, steps=STEPS, seed=seed, **settings).dead[-1] for seed in SEEDS]
    return 100 * np.array(dead) / UNITS


def draw():
    place = {"left": 0.09, "right": 0.985, "top": 0.945, "bottom": 0.15, "wspace": 0.09}
    fig, axes = canvas(8, 4.2, columns=2, sharey=True, gridspec_kw=place)
    fig.set_layout_engine("none")
    sweeps = [("lr", RATES), ("bias", BIASES)]
    for ax, (name, values) in zip(axes, sweeps, strict=True):
        found = np.array([shares(**{name: value}) for value in values])
        for layer, (colour, dashes, shape) in enumerate([(BLUE, "-", "o"), (ORANGE, (0, (5, 2)), "s")]):
            of_layer = found[:, :, layer]
            ax.fill_between(values, of_layer.min(axis=1), of_layer.max(axis=1), color=colour, alpha=0.13, lw=0)
            ax.plot(values, np.median(of_layer, axis=1), color=colour, lw=2.2, ls=dashes, marker=shape, ms=6)
        ax.tick_params(length=3, labelsize=11.5, labelcolor=INK)
        ax.set(ylim=(-3, 103), yticks=range(0, 101, 20))
    axes[0].set(xscale="log")
    axes[0].set_xticks(RATES, [f"{rate:g}" for rate in RATES])
    axes[0].minorticks_off()
    axes[0].set_xlabel(r"step size $\eta$  (biases begin at 0)", fontsize=12)
    axes[1].set_xlabel(r"bias at the beginning  ($\eta = 0.1$)", fontsize=12)
    axes[1].set_xticks(BIASES, [f"{bias:g}".replace("-", "−") for bias in BIASES])
    axes[0].set_ylabel("dead after 60 steps, % of the layer", fontsize=12)
    axes[1].text(-2.0, 42, "first\nhidden layer", fontsize=11.5, color=BLUE_INK, ha="left", va="center")
    axes[1].text(-0.5, 78, "second\nhidden layer", fontsize=11.5, color=ORANGE_INK, ha="left", va="center")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
