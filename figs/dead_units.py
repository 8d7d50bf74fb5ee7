"""Units that are off for every example, before and after one large step, in both hidden layers."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.dead_units import dead_units
from course_lib.widgets.picture import canvas

SEEDS, LARGE, STEPS = range(5), 5, 60
RUNS = ((100, ORANGE, ORANGE_INK, "-"), (1, BLUE, BLUE_INK, (0, (5, 2))))
ALT = (
    "Dead units, that is units off for all 200 examples, against the training step, in the first and the second "
    "hidden layer of 50 ReLU units; median and range of five runs. In one run of two the sixth step is a hundred "
    "times as long as the others. In the first layer it lifts the median from 1 to 9, and no dead unit ever comes "
    "back; in the second from 4 to 16, where the number falls now and then: some units wake up. Without the large "
    "step the medians are 1 and 6 after 60 steps."
)


def draw():
    place = {"left": 0.08, "right": 0.89, "top": 0.9, "bottom": 0.15, "wspace": 0.2}
    fig, axes = canvas(8, 4.2, columns=2, sharey=True, gridspec_kw=place)
    fig.set_layout_engine("none")
    for times, colour, ink, dashes in RUNS:
        dead = np.array([dead_units(times, large_step=LARGE, steps=STEPS, seed=seed).dead for seed in SEEDS])
        for layer, ax in enumerate(axes):
            of_layer = dead[:, :, layer]
            step = np.arange(of_layer.shape[1])
            low, high = of_layer.min(axis=0), of_layer.max(axis=0)
            ax.fill_between(step, low, high, step="post", color=colour, alpha=0.13, lw=0)
            middle = np.median(of_layer, axis=0)
            ax.step(step, middle, where="post", color=colour, lw=2.2, ls=dashes)
            if layer:
                name = f"one step\n× {times}" if times > 1 else "none"
                ax.text(STEPS + 1, middle[-1], name, fontsize=11.5, color=ink, va="center")
    for ax, title in zip(axes, ("first hidden layer", "second hidden layer"), strict=True):
        ax.set_title(title, fontsize=12.5, color=INK)
        ax.set_xlabel("step", fontsize=12)
        ax.set(xlim=(0, STEPS), ylim=(0, 24))
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
    axes[0].set_ylabel("dead units, of 50", fontsize=12)
    axes[0].annotate("the large step", (LARGE + 1.3, 15.2), (14, 18.5), fontsize=11.5, color=MUTED, va="center",
                     arrowprops={"arrowstyle": "-|>", "color": MUTED})  # fmt: skip
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
