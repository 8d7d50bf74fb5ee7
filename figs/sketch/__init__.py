"""The pencil case of figs/: a board measured in inches, discs, boxes, arrows and words in the course's palette.

A figure is a script with `draw() -> Figure` and a sentence ALT; `python figs/NAME.py [OUT]` writes it.
"""

import sys
from pathlib import Path

from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from course_lib.widgets.palette import COLOURS
from course_lib.widgets.picture import canvas, save_svg

PAPER, PANEL, LINE, FAINT, MUTED, INK = (COLOURS[n][0] for n in ("paper", "panel", "line", "faint", "muted", "ink"))
BLUE, ORANGE = COLOURS["negative"][0], COLOURS["positive"][0]
BLUE_INK, ORANGE_INK = COLOURS["negative-ink"][0], COLOURS["positive-ink"][0]
BLUE_WASH, ORANGE_WASH = "#e3f0f8", "#fbeadd"  # the two colours, thin enough to write on


def board(width: float, height: float):
    """(figure, axes) without frame: one unit is one inch, the origin is the lower left corner."""
    fig, ax = canvas(width, height)
    fig.set_layout_engine("none")
    ax.set_position([0, 0, 1, 1])
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return fig, ax


def say(ax, x, y, text, size=11, colour=INK, ha="center", va="center", **kwargs):
    """Words at (x, y); mathematics between dollar signs."""
    return ax.text(x, y, text, fontsize=size, color=colour, ha=ha, va=va, **kwargs)


def disc(ax, x, y, radius, text="", size=12, fill=PAPER, edge=INK, width=1.4, **kwargs):
    """A unit: a circle with its name inside."""
    ax.add_patch(Circle((x, y), radius, facecolor=fill, edgecolor=edge, linewidth=width, zorder=3, **kwargs))
    if text:
        say(ax, x, y, text, size, zorder=4)


def box(ax, x, y, width, height, text="", size=11, fill=PANEL, edge=LINE, line=1.2, corner=0.08, **kwargs):
    """A rounded box centred at (x, y) with its name inside."""
    shape = f"round,pad=0,rounding_size={corner}"
    corner_at = (x - width / 2, y - height / 2)
    ax.add_patch(
        FancyBboxPatch(corner_at, width, height, boxstyle=shape, facecolor=fill, edgecolor=edge, linewidth=line,
                       zorder=3, **kwargs)
    )  # fmt: skip
    if text:
        say(ax, x, y, text, size, zorder=4)


def badge(ax, x, y, number, colour=INK):
    """A small dark disc with a number: the same number marks what belongs together."""
    disc(ax, x, y, 0.13, fill=colour, edge=colour)
    say(ax, x, y, str(number), 9.5, PAPER, weight="bold", va="center_baseline", zorder=5)


def arrow(ax, start, end, gaps=(0.0, 0.0), colour=INK, width=1.4, bend=0.0, head=11, **kwargs):
    """An arrow from `start` to `end`, shortened by `gaps` inches at its two ends, bent by `bend`."""
    (x0, y0), (x1, y1) = start, end
    ax.add_patch(
        FancyArrowPatch((x0, y0), (x1, y1), arrowstyle="-|>", mutation_scale=head, color=colour, linewidth=width,
                        connectionstyle=f"arc3,rad={bend}", shrinkA=72 * gaps[0], shrinkB=72 * gaps[1],
                        joinstyle="miter", zorder=2, **kwargs)
    )  # fmt: skip


def write(draw, alt: str, script: str) -> None:
    """Save draw() beside `script` as NAME.svg, or where the command line says."""
    save_svg(draw(), sys.argv[1] if len(sys.argv) > 1 else Path(script).with_suffix(".svg"), alt)
