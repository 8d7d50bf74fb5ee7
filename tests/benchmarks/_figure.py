"""The table of operations.py as a picture: how many times as long as torch each takes, on a logarithmic axis."""

import math

from course_lib.widgets.palette import CATEGORIES, COLOURS
from course_lib.widgets.picture import canvas, save_svg

MARKS = {"conv_fast": "o", "numpy_ops": "o", "conv (columns)": "s", "windows + einsum": "^", "GEMM floor": "|"}


def draw(results, path, title):
    """results: {case: {what is timed: {who: seconds}}}, as operations.py has them. Slower than 16 times is left out."""
    cases = list(results)
    fig, axes = canvas(9, 0.8 + 0.36 * len(cases), columns=2, sharey=True)
    for ax, what in zip(axes, next(iter(results.values())), strict=True):
        for row, case in enumerate(cases):
            times = results[case][what]
            for (who, mark), colour in zip(MARKS.items(), CATEGORIES, strict=False):
                ratio = times.get(who, math.inf) / times["torch"]
                if ratio < 16:
                    label = who if who not in ax.get_legend_handles_labels()[1] else None
                    ax.plot(ratio, row, mark, color=colour, ms=7, mew=2 if mark == "|" else 0, label=label)
        ax.axvline(1, color=COLOURS["muted"][0], lw=1, zorder=0)
        ax.set(xscale="log", title=what, xlabel="times as long as torch (less is faster)")
        ax.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["1/4", "1/2", "1", "2", "4", "8"])
        ax.minorticks_off()
        ax.grid(axis="x", color=COLOURS["line"][0], lw=0.5)
    axes[0].set_yticks(range(len(cases)), cases)
    axes[0].invert_yaxis()
    handles = {label: line for ax in axes for line, label in zip(*ax.get_legend_handles_labels(), strict=True)}
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles), frameon=False)
    save_svg(fig, path, alt=f"Time of NumPy operations as a multiple of torch's, {title}; the numbers are in the table")
