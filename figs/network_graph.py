"""A network of 3 inputs, 4 hidden units and 2 outputs, drawn as a graph with its weights named."""

from sketch import BLUE_INK, FAINT, MUTED, ORANGE, ORANGE_INK, ORANGE_WASH, PAPER, arrow, board, box, disc, say, write

ALT = (
    "A two-layer network as a graph, read from left to right: three inputs x1 to x3, four hidden units h1 to h4, two "
    "outputs y1 and y2, every unit joined to every unit of the next column. Two square bias units, x0 = 1 and h0 = 1, "
    "stand above their columns and have no incoming lines. The four lines into h2 are highlighted and named w(1)20, "
    "w(1)21, w(1)22, w(1)23: first the unit they enter, then the unit they come from. One line from h3 to y2 is named "
    "w(2)23. Under the lines: W1 has shape (4, 3) and b1 (4,), W2 has shape (2, 4) and b2 (2,)."
)

X, H, Y = 1.1, 4.0, 6.9  # the three columns
INPUTS = [(X, y) for y in (4.1, 3.25, 2.4, 1.55)]  # the first of each list is the bias unit
HIDDEN = [(H, y) for y in (4.55, 3.75, 2.95, 2.15, 1.35)]
OUTPUTS = [(Y, 3.15), (Y, 2.15)]
CHOSEN = 2  # the hidden unit whose incoming weights are lit


def wires(ax) -> None:
    for j, unit in enumerate(HIDDEN[1:], 1):
        for source in INPUTS:
            if j != CHOSEN:
                arrow(ax, source, unit, (0.27, 0.29), FAINT, 0.8, head=7)
    for source in INPUTS:
        arrow(ax, source, HIDDEN[CHOSEN], (0.27, 0.29), ORANGE, 2.2, head=11)
    for unit in OUTPUTS:
        for j, source in enumerate(HIDDEN):
            lit = (j, unit) == (3, OUTPUTS[1])
            colour, width, head = (BLUE_INK, 2.2, 11) if lit else (FAINT, 0.8, 7)
            arrow(ax, source, unit, (0.27, 0.29), colour, width, head=head)


def named(ax, start, end, share, text, colour) -> None:
    """A weight's name on its line, `share` of the way along, on a paper ground so that no line runs through it."""
    x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    box(ax, x, y, 0.52, 0.3, text, 11.5, fill=PAPER, edge=colour, line=1)


def draw():
    fig, ax = board(8, 5.45)
    wires(ax)
    for i, (x, y) in enumerate(INPUTS):
        unit(ax, x, y, "x", i)
        named(ax, (x, y), HIDDEN[CHOSEN], 0.42, f"$w^{{(1)}}_{{2{i}}}$", ORANGE)
    for j, (x, y) in enumerate(HIDDEN):
        unit(ax, x, y, "h", j, j == CHOSEN)
    for k, (x, y) in enumerate(OUTPUTS, 1):
        unit(ax, x, y, "y", k)
    named(ax, HIDDEN[3], OUTPUTS[1], 0.5, "$w^{(2)}_{23}$", BLUE_INK)
    words(ax)
    return fig


def unit(ax, x, y, letter, index, lit=False) -> None:
    if index == 0:
        box(ax, x, y, 0.46, 0.46, "1", 12, edge=MUTED, line=1.4, linestyle=(0, (3, 2)))
        say(ax, x, y + 0.37, f"${letter}_0$  (bias)", 11, MUTED)
    else:
        disc(ax, x, y, 0.26, f"${letter}_{index}$", 13, fill=ORANGE_WASH if lit else PAPER)


def words(ax) -> None:
    for x, name in ((X, "3 inputs"), (H, "4 hidden units"), (Y, "2 outputs")):
        say(ax, x, 5.22, name, 12.5, weight="bold")
    y = 0.85
    say(ax, (X + H) / 2, y, "$W_1$: (4, 3)    $b_1$: (4,)", 12.5)
    say(ax, (H + Y) / 2, y, "$W_2$: (2, 4)    $b_2$: (2,)", 12.5)
    say(ax, (X + H) / 2, 0.36, r"$a_j=\sum_{i=0}^3\, w^{(1)}_{ji} x_i$    $h_j=\varphi(a_j)$", 12.5, ORANGE_INK)
    say(ax, (H + Y) / 2, 0.36, r"$a_k=\sum_{j=0}^4\, w^{(2)}_{kj} h_j$    $y_k=\varphi_2(a_k)$", 12.5, BLUE_INK)


if __name__ == "__main__":
    write(draw, ALT, __file__)
