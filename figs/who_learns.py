"""How far each layer of a 20-layer net has moved after 100 steps: sigmoid against tanh."""

import numpy as np
from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.gradient_flow import train
from course_lib.widgets.picture import canvas

STEPS, SEED = 100, 0
RUNS = (("tanh", 0.1, BLUE, BLUE_INK, "s", (9.0, -2.2)), ("sigmoid", 1.0, ORANGE, ORANGE_INK, "o", (9.7, -9.3)))
ALT = (
    "How far each weight matrix of a net with 20 hidden layers is from its beginning after 100 steps, as a share of "
    "its length, on a logarithmic axis; layer 21 makes the ten scores. With tanh all layers have moved by 5 to 50 "
    "percent. With the sigmoid the last ones have, too, but each layer below moves about four times less, down to a "
    "millionth of a millionth in layer 1. A line at 6 times ten to the minus 8, which layers 1 to 9 of the sigmoid "
    "stay under, says: float32 rounds this away."
)


def draw():
    fig, ax = canvas(8, 4.2, gridspec_kw={"left": 0.115, "right": 0.98, "top": 0.965, "bottom": 0.15})
    fig.set_layout_engine("none")
    for activation, lr, colour, ink, shape, where in RUNS:
        moved = train(20, activation, lr=lr, steps=STEPS, seed=SEED, checked=2).moved[-1]
        layer = np.arange(1, len(moved) + 1)
        ax.plot(layer, moved, color=colour, lw=1.6, marker=shape, ms=7)
        ax.text(where[0], 10 ** where[1], rf"{activation}, $\eta = {lr:g}$", fontsize=13, color=ink, va="center")
    ax.axhline(2.0**-24, color=MUTED, lw=1.2, ls=(0, (5, 3)), zorder=0)
    ax.text(21.4, 2.0**-24 / 3, "float32 rounds this away", fontsize=11.5, color=MUTED, ha="right", va="top")
    ax.set(yscale="log", xlim=(0.4, 21.6), ylim=(3e-13, 4))
    ax.set_xticks([1, 5, 10, 15, 20, 21], ["1", "5", "10", "15", "20", ""])
    ax.set_yticks([1e-12, 1e-9, 1e-6, 1e-3, 1], ["$10^{-12}$", "$10^{-9}$", "$10^{-6}$", "$10^{-3}$", "1"])
    ax.minorticks_off()
    ax.tick_params(length=3, labelsize=11.5, labelcolor=INK)
    ax.set_xlabel("layer (1 reads the pixels, the last makes the scores)", fontsize=12)
    ax.set_ylabel(r"moved, $\Vert W - W_{\rm start}\Vert\, /\, \Vert W_{\rm start}\Vert$", fontsize=12)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
