"""Who may send when: a graph of five numbers in which one is used three times, on the way back."""

from sketch import BLUE_INK, INK, LINE, MUTED, ORANGE, ORANGE_INK, PANEL, PAPER, arrow, badge, board, box, say, write

ALT = (
    "The graph of b = a a, c = b a, d = c b, y = d + b at a = 2, with the gradients on their way back from the right. "
    "y begins with 1 and sends 1 to d and 1 to b; d sends 4 to c and 8 to b; c sends 8 to b and 16 to a; b, which has "
    "waited for all three, holds 1 + 8 + 8 = 17 and sends 34 twice to a; a holds 16 + 34 + 34 = 84. The nodes are "
    "numbered in this order: y, d, c, b, a."
)

A = 2.0
VALUES = {"a": A, "b": A**2, "c": A**3, "d": A**5, "y": A**5 + A**2}
ORDER = ("y", "d", "c", "b", "a")
SLOPES = {  # node: (operand, slope) for each place where an operand stands
    "y": [("d", 1.0), ("b", 1.0)],
    "d": [("c", VALUES["b"]), ("b", VALUES["c"])],
    "c": [("b", VALUES["a"]), ("a", VALUES["b"])],
    "b": [("a", VALUES["a"]), ("a", VALUES["a"])],
}
PLACES = {"a": (0.75, 1.75), "b": (2.4, 2.85), "c": (3.95, 1.75), "d": (5.57, 1.75), "y": (7.22, 1.75)}
FORMULAS = {"a": "a", "b": "b = a · a", "c": "c = b · a", "d": "d = c · b", "y": "y = d + b"}


def gradients():
    """What each node holds in the end, and what went along each edge."""
    holds, sent = dict.fromkeys(VALUES, 0.0), []
    holds["y"] = 1.0
    for node in ORDER:
        for operand, slope in SLOPES.get(node, ()):
            holds[operand] += slope * holds[node]
            sent.append((node, operand, slope * holds[node]))
    return holds, sent


def draw():
    fig, ax = board(8, 4.1)
    holds, sent = gradients()
    bends = {("y", "b"): 0.34, ("d", "b"): 0.22, ("c", "b"): 0.0, ("c", "a"): -0.12, ("y", "d"): 0.0, ("d", "c"): 0.0}
    labels = {
        ("y", "b"): (5.5, 3.62),
        ("d", "b"): (4.5, 2.95),
        ("c", "b"): (3.52, 2.43),
        ("c", "a"): (2.35, 1.28),
        ("y", "d"): (6.4, 1.92),
        ("d", "c"): (4.76, 1.92),
    }
    starts = {("y", "b"): (7.25, 2.05), ("d", "b"): (5.4, 2.06), ("c", "b"): (3.75, 2.06)}
    ends = {("y", "b"): (2.75, 3.16), ("d", "b"): (3.04, 2.9), ("c", "b"): (3.0, 2.57)}
    left, right = 0.64, 0.64
    for pair, bend in bends.items():
        (node, operand), ((x0, y0), (x1, y1)) = pair, (PLACES[pair[0]], PLACES[pair[1]])
        start, end = starts.get(pair, (x0 - left, y0)), ends.get(pair, (x1 + right, y1))
        if pair == ("c", "a"):
            start, end = (x0 - left, y0 - 0.1), (x1 + right, y1 - 0.1)
        arrow(ax, start, end, colour=ORANGE, bend=bend)
        amount = next(amount for one, other, amount in sent if (one, other) == (node, operand))
        say(ax, *labels[pair], f"{amount:g}", 12, ORANGE_INK)
    for aside, bend in ((0.0, 0.25), (0.16, 0.0)):  # b stands on both sides of the product: two arrows
        arrow(ax, (1.76 + 2 * aside, 2.8 - 1.7 * aside), (0.7 + aside, 2.06), colour=ORANGE, bend=bend)
    say(ax, 0.86, 2.7, "34", 12, ORANGE_INK)
    say(ax, 1.62, 2.2, "34", 12, ORANGE_INK)

    for number, node in enumerate(ORDER, 1):
        x, y = PLACES[node]
        box(ax, x, y, 1.28, 0.62, fill=PANEL if node == "a" else PAPER, edge=INK)
        say(ax, x, y + 0.12, f"{FORMULAS[node]} = {VALUES[node]:g}", 10.5, zorder=4)
        say(ax, x, y - 0.15, f"dy/d{node} = {holds[node]:g}", 10.5, BLUE_INK, zorder=4)
        badge(ax, x, y - 0.43, number)
    ax.plot([0.3, 7.7], [0.83, 0.83], color=LINE, lw=1)
    say(ax, 0.3, 0.53, "b waits for y, d and c:  1 + 8 + 8 = 17.   a waits for c, and twice for b:  16 + 34 + 34 = 84.",
        11.5, INK, ha="left")  # fmt: skip
    badge(ax, 0.43, 0.2, "n")
    say(ax, 0.65, 0.2, "order of sending: each node after all that it feeds", 11, MUTED, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
