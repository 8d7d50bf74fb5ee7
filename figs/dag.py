"""A layered network beside a feed-forward graph with a skip connection; the numbers are an order of evaluation."""

from sketch import INK, LINE, MUTED, ORANGE, ORANGE_INK, PANEL, PAPER, arrow, badge, board, disc, say, write

ALT = (
    "Two feed-forward networks with two inputs, three hidden units and one output, their units numbered 1 to 6 in an "
    "order of evaluation. Left, layered: both inputs feed all three tanh units, which feed the output; any order "
    "within the layer will do. Right, a general graph without cycles: h1 (tanh) reads both inputs, h2 (ReLU) reads x2 "
    "and h1, h3 (logistic) reads h1 and h2, and the output reads h3 and, by a highlighted skip connection, the "
    "input x1. In both, every arrow runs from a smaller number to a larger one."
)

# name: (x, y, activation); the order of the entries is the order of evaluation
LAYERED = {
    "x_1": (0.65, 2.7, ""),
    "x_2": (0.65, 1.5, ""),
    "h_1": (1.95, 3.05, "tanh"),
    "h_2": (1.95, 2.1, "tanh"),
    "h_3": (1.95, 1.15, "tanh"),
    "y": (3.25, 2.1, "identity"),
}
GRAPH = {
    "x_1": (4.6, 2.75, ""),
    "x_2": (4.6, 1.5, ""),
    "h_1": (5.45, 2.25, "tanh"),
    "h_2": (6.05, 1.3, "ReLU"),
    "h_3": (6.75, 2.15, "logistic"),
    "y": (7.45, 2.75, "identity"),
}
SKIP = ("x_1", "y")
LAYERED_EDGES = [(x, h) for x in ("x_1", "x_2") for h in ("h_1", "h_2", "h_3")] + [(f"h_{j}", "y") for j in (1, 2, 3)]
GRAPH_EDGES = [
    *[("x_1", "h_1"), ("x_2", "h_1"), ("x_2", "h_2"), ("h_1", "h_2"), ("h_1", "h_3"), ("h_2", "h_3")],
    *[("h_3", "y"), SKIP],
]


def check(units: dict, edges: list) -> None:
    """The printed numbers are a topological order: every unit comes after all it reads."""
    order = list(units)
    assert all(order.index(a) < order.index(b) for a, b in edges)
    assert {b for _, b in edges} == {name for name in units if not name.startswith("x")}


def network(ax, units: dict, edges: list) -> None:
    check(units, edges)
    for a, b in edges:
        skip = (a, b) == SKIP
        arrow(ax, units[a][:2], units[b][:2], (0.28, 0.28), ORANGE if skip else MUTED, 2.4 if skip else 1.2,
              bend=-0.42 if skip else 0.0, head=13 if skip else 9)  # fmt: skip
    for number, (name, (x, y, activation)) in enumerate(units.items(), 1):
        disc(ax, x, y, 0.26, f"${name}$", 13, fill=PANEL if name.startswith("x") else PAPER)
        badge(ax, x, y + 0.32, number)
        if activation:
            aside = 0.27 if activation == "logistic" else 0.0  # out of the way of the arrow from below
            say(ax, x + aside, y - 0.39, activation, 10.5, MUTED)


def draw():
    fig, ax = board(8, 4.2)
    say(ax, 1.95, 3.9, "Layers", 13, weight="bold")
    say(ax, 6.03, 3.9, "Any graph without a cycle", 13, weight="bold")
    ax.plot([3.95, 3.95], [0.65, 4.0], color=LINE, lw=1.2)
    network(ax, LAYERED, LAYERED_EDGES)
    network(ax, GRAPH, GRAPH_EDGES)
    say(ax, 6.03, 3.5, "skip connection", 11, ORANGE_INK)
    badge(ax, 1.16, 0.3, "n")
    say(ax, 1.4, 0.3, "order of evaluation: each unit comes after all the units it reads", 11, INK, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
