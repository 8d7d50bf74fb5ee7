"""A graph of units with its numbers of both directions: values forward in blue, error signals backward in orange."""

import math

from sketch import BLUE_INK, MUTED, ORANGE_INK, PANEL, PAPER, arrow, board, box, disc, say, write

ALT = (
    "A graph of two inputs, three hidden units and an output, weights on its arrows. Forward, in blue: x1 = 1, x2 = "
    "0.5, h1 = 0.905, h2 = 1.405, h3 = 0.130, y = 0.630. Backward, in orange, for the target 1: the error signal of "
    "y is y - t = -0.370, that of h3 -0.042, of h2 0.084, of h1 0.008."
)

INPUTS, TARGET = {"x1": 1.0, "x2": 0.5}, 1.0
READS = {
    "h1": {"x1": 2.0, "x2": -1.0},
    "h2": {"x2": 1.0, "h1": 1.0},
    "h3": {"h1": 1.0, "h2": -2.0},
    "y": {"h3": 1.0, "x1": 0.5},
}
PHI = {
    "h1": (math.tanh, lambda a: 1 - math.tanh(a) ** 2, "tanh"),
    "h2": (lambda a: max(0.0, a), lambda a: float(a > 0), "ReLU"),
    "h3": (lambda a: 1 / (1 + math.exp(-a)), lambda a: math.exp(-a) / (1 + math.exp(-a)) ** 2, "logistic"),
    "y": (lambda a: a, lambda a: 1.0, "identity"),
}
# name: (x, y, height of its numbers above the middle of the disc)
PLACES = {
    "x1": (0.8, 3.3, 0.62),
    "x2": (0.8, 1.35, -0.62),
    "h1": (2.7, 2.3, 0.7),
    "h2": (4.2, 1.35, -0.7),
    "h3": (5.6, 2.15, -0.7),
    "y": (7.2, 3.3, 0.7),
}


def numbers():
    """(values, error signals) of all units, computed as the lecture does."""
    h, a = dict(INPUTS), {}
    for j, weights in READS.items():
        a[j] = sum(w * h[i] for i, w in weights.items())
        h[j] = PHI[j][0](a[j])
    dh, g = dict.fromkeys(h, 0.0) | {"y": h["y"] - TARGET}, {}
    for j in reversed(READS):
        g[j] = PHI[j][1](a[j]) * dh[j]
        for i, w in READS[j].items():
            dh[i] += w * g[j]
    return h, g


def wire(ax, i, j, weight) -> None:
    start, end = PLACES[i][:2], PLACES[j][:2]
    arrow(ax, start, end, (0.33, 0.35), MUTED, 1.5, head=12)
    x, y = (a + 0.45 * (b - a) for a, b in zip(start, end, strict=True))
    box(ax, x, y, 0.42, 0.27, f"{weight:g}".replace("-", "−"), 11.5, fill=PAPER, edge=MUTED, line=1)


def draw():
    fig, ax = board(8, 4.5)
    h, g = numbers()
    for j, weights in READS.items():
        for i, weight in weights.items():
            wire(ax, i, j, weight)
    for name, (x, y, up) in PLACES.items():
        text = f"${name[0]}_{name[1]}$" if name[1:] else f"${name}$"
        disc(ax, x, y, 0.31, text, 14, fill=PAPER if name in g else PANEL)
        say(ax, x, y + up + (0.11 if name in g else 0), f"{h[name]:.3f}".replace("-", "−"), 12.5, BLUE_INK)
        if name in g:
            say(ax, x, y + up - 0.13, f"$g$ = {g[name]:.3f}".replace("-", "−"), 12.5, ORANGE_INK)
    say(ax, 2.2, 0.18, "forward: values, from left to right", 12, BLUE_INK)
    say(ax, 5.9, 0.18, "backward: error signals, from $y - t$", 12, ORANGE_INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
