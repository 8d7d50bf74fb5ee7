"""Neighbouring pixels as they are, each standardised by itself, and whitened: only the last loses the slant."""

import numpy as np
from sketch import BLUE, INK, MUTED, ORANGE, write

from course_lib.experiments.neighbours import covariance, neighbours
from course_lib.widgets.picture import canvas

ALT = (
    "Three clouds of 400 points, each a pixel of a photograph and its right neighbour. As they are: a narrow slanted "
    "cloud between 0 and 1, correlation 0.94. Each pixel standardised by itself: centred at 0, the same narrow "
    "slanted cloud, correlation still 0.94. Whitened by ZCA: centred, no slant, correlation 0, and the few pairs "
    "that lie across an edge stand far out. An orange ellipse marks two standard deviations in each."
)


def draw():
    place = {"left": 0.075, "right": 0.985, "top": 0.83, "bottom": 0.155, "wspace": 0.24}
    fig, axes = canvas(8, 3.6, columns=3, gridspec_kw=place)
    fig.set_layout_engine("none")
    found = neighbours()
    panels = (
        ("as they are", found.raw, (-0.25, 1.25)),
        ("standardised, each by itself", found.standardised, (-3.7, 3.7)),
        ("whitened (ZCA)", found.whitened, (-3.7, 3.7)),
    )
    for ax, (title, points, limits) in zip(axes, panels, strict=True):
        ax.plot(*points.T, ".", color=BLUE, ms=4.5, alpha=0.6, mew=0)
        cov = covariance(points)
        ax.plot(*ellipse(points.mean(axis=0), cov), color=ORANGE, lw=1.8)
        r = cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1])
        ax.set_title(f"{title}\ncorrelation {abs(r):.2f}", fontsize=11.5, color=INK)
        ax.set(xlim=limits, ylim=limits, aspect="equal")
        ax.set_xlabel("pixel", fontsize=11.5)
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
        ax.set_xticks([0, 0.5, 1] if limits[1] < 2 else [-2, 0, 2])
        ax.set_yticks([0, 0.5, 1] if limits[1] < 2 else [-2, 0, 2])
        ax.axhline(0, color=MUTED, lw=0.5, zorder=0)
        ax.axvline(0, color=MUTED, lw=0.5, zorder=0)
    axes[0].set_ylabel("its right neighbour", fontsize=11.5)
    return fig


def ellipse(centre, cov):
    """Points two standard deviations from the centre in every direction."""
    angle = np.linspace(0, 2 * np.pi, 90)
    return centre[:, None] + 2 * np.linalg.cholesky(cov) @ np.array([np.cos(angle), np.sin(angle)])


if __name__ == "__main__":
    write(draw, ALT, __file__)
