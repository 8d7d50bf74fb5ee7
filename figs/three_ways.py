"""How one input of batch norm reaches the outputs: directly, through the mean, through the variance."""

from sketch import BLUE_INK, INK, MUTED, ORANGE_INK, PAPER, arrow, board, box, disc, say, write

ALT = (
    "The graph of batch norm for one unit. An input x of example i goes on to its own standardised value in three "
    "ways: directly, marked 1; through the mean of the batch, marked 2; and through the variance, marked 3. Mean and "
    "variance also go to the standardised values of all other examples. The variance is made of inputs and mean; the "
    "mean does not change it, as deviations sum to 0. Each standardised value, times gamma, plus beta, is an output y."
)


def draw():
    fig, ax = board(8, 4.1)
    x, mean, var, z, y = (0.7, 2.05), (2.9, 3.35), (2.9, 0.75), (5.3, 2.05), (7.3, 2.05)
    others = (5.3, 3.5), (5.3, 0.6)
    arrow(ax, x, z, (0.36, 0.36), INK, 2.4, head=15)
    arrow(ax, x, mean, (0.36, 0.5), BLUE_INK, 2.4, head=15)
    arrow(ax, mean, z, (0.5, 0.36), BLUE_INK, 2.4, head=15)
    arrow(ax, x, var, (0.36, 0.5), ORANGE_INK, 2.4, head=15)
    arrow(ax, var, z, (0.5, 0.36), ORANGE_INK, 2.4, head=15)
    arrow(ax, mean, others[0], (0.5, 0.3), BLUE_INK, 1.3)
    arrow(ax, var, others[1], (0.5, 0.3), ORANGE_INK, 1.3)
    arrow(ax, mean, others[1], (0.5, 0.3), BLUE_INK, 1.0, linestyle=(0, (4, 3)))
    arrow(ax, var, others[0], (0.5, 0.3), ORANGE_INK, 1.0, linestyle=(0, (4, 3)))
    arrow(ax, z, y, (0.36, 0.36), INK, 1.6)
    disc(ax, *x, 0.33, "$x_i$", 15)
    disc(ax, *z, 0.33, r"$z_i$", 15)
    disc(ax, *y, 0.33, "$y_i$", 15)
    box(ax, *mean, 0.9, 0.55, r"$\mu$", 15, fill=PAPER, edge=BLUE_INK, line=1.6)
    box(ax, *var, 0.9, 0.55, r"$v,\ s$", 15, fill=PAPER, edge=ORANGE_INK, line=1.6)
    for place in others:
        disc(ax, *place, 0.27, r"$z_k$", 13, edge=MUTED)
    say(ax, 1.95, 2.22, "1  direct", 12.5, INK)
    say(ax, 1.25, 3.1, "2  mean", 12.5, BLUE_INK)
    say(ax, 1.2, 0.95, "3  spread", 12.5, ORANGE_INK)
    say(ax, 6.3, 2.28, r"$\gamma,\ \beta$", 13, INK)
    say(ax, 6.65, 3.5, "all other examples", 12, MUTED)
    say(ax, 6.65, 0.6, "all other examples", 12, MUTED)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
