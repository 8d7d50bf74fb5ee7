"""Three modules in a row: what goes through them forward, what comes back, and what each keeps for itself."""

from sketch import BLUE, BLUE_INK, BLUE_WASH, INK, ORANGE, ORANGE_INK, ORANGE_WASH, PAPER, arrow, board, box, say, write

ALT = (
    "Three modules in a row: Linear, ReLU, Linear. Above, forward: x enters the first from the left, each hands its "
    "output to the next, and y leaves the last on the right. Below, backward: the gradient dy enters the last from the "
    "right, and each hands the gradient of its input to the one before, as far as dx. Each Linear has its parameters "
    "W and b, and under them dW and db; ReLU has none."
)

XS, Y = (2.0, 4.0, 6.0), 2.35


def draw():
    fig, ax = board(8, 4.2)
    names, forward = ("Linear", "ReLU", "Linear"), ("$x$", "$a$", "$h$", "$y$")
    for x, name in zip(XS, names, strict=True):
        box(ax, x, Y, 1.15, 1.5, fill=PAPER, edge=INK)
        say(ax, x, Y, name, 14, weight="bold", zorder=4)
    for i, name in enumerate(forward):
        left, right = (XS[0] - 2 + 2 * i + 0.6, XS[0] + 2 * i - 0.6)
        arrow(ax, (left, Y + 0.45), (right, Y + 0.45), colour=BLUE, width=2)
        arrow(ax, (right, Y - 0.45), (left, Y - 0.45), colour=ORANGE, width=2)
        say(ax, (left + right) / 2, Y + 0.68, name, 14, BLUE_INK)
        say(ax, (left + right) / 2, Y - 0.73, f"$d${name}", 14, ORANGE_INK)
    for x in (XS[0], XS[2]):
        box(ax, x, 3.63, 1.15, 0.42, "$W$, $b$", 13, fill=BLUE_WASH)
        arrow(ax, (x, 3.42), (x, 3.1), colour=BLUE, width=2)
        box(ax, x, 1.0, 1.5, 0.46, "$dW$, $db$", 12, fill=ORANGE_WASH)
        arrow(ax, (x, 1.6), (x, 1.23), colour=ORANGE, width=2)
    say(ax, 4.0, 3.7, "forward(inputs)", 12, BLUE_INK)
    say(ax, 4.0, 1.1, "backward(gradient\nfrom above)", 12, ORANGE_INK, linespacing=1.3)
    say(ax, 4.0, 0.35, "each keeps, on the way forward, what it will need on the way back", 11.5, INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
