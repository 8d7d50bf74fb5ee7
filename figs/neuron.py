"""A nerve cell above the artificial unit made after it: what stands in one column corresponds."""

import numpy as np
from matplotlib.patches import Circle, Polygon
from sketch import (
    BLUE,
    INK,
    LINE,
    MUTED,
    ORANGE,
    ORANGE_WASH,
    PANEL,
    PAPER,
    arrow,
    badge,
    board,
    box,
    disc,
    say,
    write,
)

ALT = (
    "Above, a nerve cell; below, the artificial unit, with corresponding parts in the same numbered column. "
    "1: spikes arriving on three fibres, at different rates, become three numbers x1, x2, x3. "
    "2: synapses of different strength, two exciting and one inhibiting, become weights w1, w2, w3 of either sign. "
    "3: the cell body, where the dendrites bring everything together, becomes the sum of weight times input plus a "
    "bias b. 4: the cell fires the more the larger the sum, but not in proportion: the nonlinear function phi. "
    "5: the axon carries the spikes on: the output y. As formulas: a is the sum of w_i x_i plus b, and y is phi of a."
)

# Columns: where each of the five parts stands, above and below.
INPUT, SYNAPSE, BODY, RESPONSE, OUTPUT = 0.85, 2.45, 4.15, 5.7, 7.2
ROWS = (0.55, 0.0, -0.55)  # the three inputs, relative to the middle of their band
CELL, UNIT = 4.0, 1.5  # heights of the two bands
# Spikes on each fibre, and the synapse each ends in: (line width of the weight, sign).
SPIKES = (np.linspace(0.25, 1.5, 9), np.array([0.4, 0.85, 1.35]), np.linspace(0.3, 1.45, 6))
WEIGHTS = ((4.0, 1), (1.6, 1), (2.6, -1))
CREAM, OUTLINE = "#f3efe6", MUTED


def branch(points, widths):
    """Outline of a limb through `points` (a Bezier curve) whose width runs through `widths`."""
    t = np.linspace(0, 1, 20)[:, None]
    p = [np.array(q, dtype=float) for q in points]
    curve = (1 - t) ** 2 * p[0] + 2 * t * (1 - t) * p[1] + t**2 * p[2]
    tangent = np.gradient(curve, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1) / np.linalg.norm(tangent, axis=1, keepdims=True)
    half = np.polynomial.Polynomial.fit(np.linspace(0, 1, len(widths)), widths, len(widths) - 1)(t) / 2
    return np.concatenate([curve + half * normal, (curve - half * normal)[::-1]])


def limbs():
    """Every part of the cell as a polygon: three dendrites with a twig each, body, axon and its end branches."""
    y = CELL
    for dy in ROWS:
        yield branch([(SYNAPSE + 0.1, y + dy), (3.35, y + dy), (4.0, y + 0.25 * dy)], (0.06, 0.11, 0.32))
    for x, dy, up in ((2.95, 0.54, 0.2), (2.95, 0.0, 0.22), (2.95, -0.54, 0.2)):
        twig = [(x - 0.22, y + dy + up), (x + 0.06, y + dy + up), (x + 0.17, y + dy + 0.02)]
        yield branch(twig, (0.035, 0.06, 0.075))
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    radius = 0.45 + 0.035 * np.cos(3 * angle)
    yield np.stack([BODY + radius * np.cos(angle), y + 0.95 * radius * np.sin(angle)], 1)
    yield branch([(BODY + 0.25, y), (4.7, y), (5.15, y)], (0.62, 0.2375, 0.11))
    yield branch([(5.1, y), (5.9, y), (6.75, y)], (0.11, 0.11))
    for dy in (0.36, 0.0, -0.36):
        yield branch([(6.65, y), (6.95, y), (7.3, y + dy)], (0.11, 0.06))
        ring = 0.085 * np.exp(1j * angle)
        yield np.stack([7.34 + ring.real, y + dy + ring.imag], 1)


def cell(ax) -> None:
    shapes = list(limbs())
    for line, order in ((2.4, 1), (0, 2)):  # outlines first, then all fillings: the limbs grow together
        for shape in shapes:
            ax.add_patch(Polygon(shape, facecolor=CREAM, edgecolor=OUTLINE, linewidth=line, zorder=order))
    ax.add_patch(Circle((BODY + 0.02, CELL + 0.01), 0.15, facecolor="#ddd5c3", edgecolor=OUTLINE, lw=1, zorder=3))
    for dy, times, (width, sign) in zip(ROWS, SPIKES, WEIGHTS, strict=True):
        y = CELL + dy
        colour, size = (ORANGE if sign > 0 else BLUE), 0.06 + 0.022 * width
        ax.plot([0.25, SYNAPSE - 0.1], [y, y], color=OUTLINE, lw=2, solid_capstyle="round", zorder=1)
        spikes(ax, 0.12 + times, y + 0.06)
        fill = colour if sign > 0 else PAPER
        ax.add_patch(Polygon(bouton(SYNAPSE - 0.02, y, size), facecolor=fill, edgecolor=colour, lw=1.6, zorder=4))
    spikes(ax, np.linspace(5.25, 6.15, 6), CELL + 0.11)


def bouton(x, y, size):
    """A half disc, its flat side towards the dendrite on the right."""
    angle = np.linspace(np.pi / 2, 3 * np.pi / 2, 24)
    return np.stack([x + 1.25 * size * np.cos(angle), y + 1.25 * size * np.sin(angle)], 1)


def spikes(ax, x, y) -> None:
    for at in x:
        ax.plot([at, at], [y, y + 0.17], color=INK, lw=1.5, solid_capstyle="butt", zorder=1)


def unit(ax) -> None:
    for i, (dy, (width, sign)) in enumerate(zip(ROWS, WEIGHTS, strict=True), 1):
        y = UNIT + dy
        colour, dash = (ORANGE, "-") if sign > 0 else (BLUE, (0, (3, 1.2)))
        ax.plot([INPUT, SYNAPSE], [y, y], color=OUTLINE, lw=1.4, zorder=1)
        arrow(ax, (SYNAPSE, y), (BODY, UNIT), (0.2, 0.38), colour, width, head=8 + 2 * width, linestyle=dash)
        disc(ax, INPUT, y, 0.23, f"$x_{i}$", 13)
        disc(ax, SYNAPSE, y, 0.21, f"$w_{i}$", 12, edge=colour, width=1.8, linestyle=dash)
    disc(ax, BODY, UNIT, 0.36, r"$\Sigma$", 19, fill=PANEL)
    arrow(ax, (BODY, UNIT + 0.8), (BODY, UNIT), (0.0, 0.38), MUTED, 1.6)
    say(ax, BODY + 0.16, UNIT + 0.68, "$b$", 13)
    arrow(ax, (BODY, UNIT), (RESPONSE, UNIT), (0.38, 0.42))
    say(ax, (BODY + RESPONSE) / 2 - 0.02, UNIT + 0.16, "$a$", 13)
    box(ax, RESPONSE, UNIT, 0.8, 0.72, edge=INK, line=1.4)
    a = np.linspace(-1, 1, 60)
    ax.plot(RESPONSE + 0.3 * a, UNIT - 0.24 + 0.34 / (1 + np.exp(-6 * a)), color=INK, lw=2, zorder=4)
    say(ax, RESPONSE - 0.22, UNIT + 0.17, r"$\varphi$", 14, zorder=4)
    arrow(ax, (RESPONSE, UNIT), (OUTPUT, UNIT), (0.42, 0.25))
    disc(ax, OUTPUT, UNIT, 0.23, "$y$", 13, fill=ORANGE_WASH)


COLUMNS = (
    (INPUT, "spike rate", "number"),
    (SYNAPSE, "synapse", "weight"),
    (BODY, "cell body", "sum"),
    (RESPONSE, "firing", "nonlinearity"),
    (OUTPUT, "axon", "output"),
)


def draw():
    fig, ax = board(8, 5.25)
    for number, (x, above, below) in enumerate(COLUMNS, 1):
        badge(ax, x, 2.87, number)
        say(ax, x, 3.14, above, 12)
        say(ax, x, 2.58, below, 12, weight="bold")
    ax.plot([0.3, 7.7], [2.87, 2.87], color=LINE, lw=1.2, zorder=0)
    cell(ax)
    unit(ax)
    say(ax, 4, 5.02, "A nerve cell, and the unit made after it", 13.5, weight="bold")
    say(ax, BODY, 0.42, r"$a = \sum_i\, w_i\, x_i + b$", 15)
    say(ax, 6.45, 0.46, r"$y = \varphi(a)$", 15)
    say(ax, 0.62, 0.54, "orange, filled: excites", 10, MUTED, ha="left")
    say(ax, 0.62, 0.33, "blue, hollow, dashed: inhibits", 10, MUTED, ha="left")
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
