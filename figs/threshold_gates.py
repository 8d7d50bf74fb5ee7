"""AND, OR and NOT as threshold units, and why no line does XOR."""

import numpy as np
from matplotlib.patches import Rectangle
from sketch import BLUE_INK, BLUE_WASH, INK, LINE, MUTED, ORANGE, PAPER, say, write

from course_lib.widgets.picture import canvas

CORNERS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
# name: (weights, theta, truth table over the corners)
GATES = {
    "AND": ((1, 1), 1.5, (0, 0, 0, 1)),
    "OR": ((1, 1), 0.5, (0, 1, 1, 1)),
    "NOT": ((-1,), -0.5, (1, 0)),
}
XOR = (0, 1, 1, 0)

ALT = (
    "Four small panels with the inputs 0 and 1 as points, filled where the answer is 1 and hollow where it is 0. "
    "AND: weights (1, 1), threshold 1.5; the line cuts off the corner (1, 1). OR: weights (1, 1), threshold 0.5; the "
    "line cuts off the corner (0, 0). NOT, on a single axis: weight -1, threshold -0.5; the unit fires left of one "
    "half. XOR: the segment joining the two filled corners crosses the segment joining the two hollow ones, so the "
    "crossing point would have to lie on both sides of a line: no weights and threshold exist."
)


def check() -> None:
    """Every printed (w, theta) answers its truth table; the two segments of XOR do cross."""
    for name, (w, theta, table) in GATES.items():
        x = CORNERS if len(w) == 2 else np.array([[0], [1]])
        assert tuple((x @ np.array(w) >= theta).astype(int)) == table, name
    on, off = (CORNERS[np.array(XOR) == value] for value in (1, 0))
    assert np.array_equal(on.mean(0), off.mean(0)), "the segments share their midpoint"


def points(ax, x, y, table) -> None:
    for px, py, fires in zip(x, y, table, strict=True):
        ax.plot(px, py, "o", ms=10, mfc=INK if fires else PAPER, mec=INK, mew=1.6, zorder=4, clip_on=False)


def plane(ax, title: str) -> None:
    """An empty unit square with its axes named."""
    ticks = [0, 0.5, 1]
    ax.set(xlim=(-0.4, 1.4), ylim=(-0.4, 1.4), aspect="equal")
    ax.set_xticks(ticks, ["0", "$x$" if title == "NOT" else "$x_1$", "1"])
    ax.set_yticks([] if title == "NOT" else ticks, [] if title == "NOT" else ["0", "$x_2$", "1"])
    ax.tick_params(length=0, labelsize=11.5, pad=5, labelcolor=INK)
    ax.set_title(title, fontsize=13, weight="bold", loc="center", pad=7)
    for side in ax.spines.values():
        side.set(visible=True, color=LINE, linewidth=1)


def gate(ax, name: str) -> str:
    """One separable gate; returns the line printed under it."""
    w, theta, table = GATES[name]
    if name == "NOT":
        ax.axvspan(-0.4, theta / w[0], color=BLUE_WASH, lw=0)
        ax.axvline(theta / w[0], color=BLUE_INK, lw=2)
        ax.plot([-0.4, 1.4], [0.5, 0.5], color=LINE, lw=1.2, zorder=1)
        points(ax, (0, 1), (0.5, 0.5), table)
        start, step = (theta / w[0], 0.95), (-0.32, 0)
    else:
        edge = np.array([-0.4, 1.4])
        ax.fill_between(edge, (theta - w[0] * edge) / w[1], 3, color=BLUE_WASH, lw=0)
        ax.plot(edge, (theta - w[0] * edge) / w[1], color=BLUE_INK)
        points(ax, *CORNERS.T, table)
        start, step = {"AND": ((0.3, 1.2), (0.17, 0.17)), "OR": ((0.25, 0.25), (0.23, 0.23))}[name]
    ax.annotate("", np.add(start, step), start, arrowprops={"arrowstyle": "-|>", "color": BLUE_INK, "lw": 1.6,
                                                            "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    weights = f"({w[0]}, {w[1]})" if len(w) == 2 else f"{w[0]}".replace("-", "\N{MINUS SIGN}")
    return f"$w$ = {weights},  $\\theta$ = {str(theta).replace('-', chr(0x2212))}"


def xor(ax) -> str:
    ax.plot([0, 1], [1, 0], color=INK, lw=2)
    ax.plot([0, 1], [0, 1], color=INK, lw=2, ls=(0, (3, 2)))
    ax.plot(0.5, 0.5, "x", ms=11, mew=3, color=ORANGE, zorder=5)
    points(ax, *CORNERS.T, XOR)
    return "no $(w,\\, \\theta)$ exists"


def draw():
    check()
    place = {"left": 0.05, "right": 0.985, "top": 0.89, "bottom": 0.30, "wspace": 0.28}
    fig, axes = canvas(8, 3.25, columns=4, gridspec_kw=place)
    fig.set_layout_engine("none")
    for ax, name in zip(axes, ("AND", "OR", "NOT", "XOR"), strict=True):
        plane(ax, name)
        line = xor(ax) if name == "XOR" else gate(ax, name)
        middle = ax.get_position().x0 + ax.get_position().width / 2
        fig.text(middle, 0.205, line, fontsize=11.5, ha="center", va="center")
    key(fig)
    return fig


def key(fig) -> None:
    """What the signs mean, in one line under the panels."""
    ax = fig.add_axes([0, 0, 1, 0.14])
    ax.set(xlim=(0, 8), ylim=(0, 0.455))
    ax.axis("off")
    points(ax, (0.52, 1.45), (0.25, 0.25), (1, 0))
    ax.add_patch(Rectangle((2.35, 0.15), 0.26, 0.2, color=BLUE_WASH))
    ax.plot(5.2, 0.25, "x", ms=9, mew=2.6, color=ORANGE)
    for x, text in ((0.67, "$y=1$"), (1.6, "$y=0$"), (2.72, "the unit fires: $w\\cdot x\\geq\\theta$"),
                    (5.36, "would lie on both sides of a line")):  # fmt: skip
        say(ax, x, 0.25, text, 11, MUTED, ha="left")


if __name__ == "__main__":
    write(draw, ALT, __file__)
