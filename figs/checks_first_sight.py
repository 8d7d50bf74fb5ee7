"""What the checks said of wrong solutions by people who had not seen the banks of misconceptions."""

import json
from pathlib import Path

from matplotlib.patches import Patch
from sketch import BLUE, INK, MUTED, ORANGE, PAPER, write

from course_lib.widgets.palette import COLOURS
from course_lib.widgets.picture import canvas

ROWS = json.loads((Path(__file__).parents[1] / "docs" / "checks_first_sight.json").read_text("utf8"))
PARTS = {  # key: (in words, colour, hatch)
    "named_rightly": ("cause named", BLUE, ""),
    "unnamed": ("rejected without a cause", COLOURS["line"][0], ""),
    "named_wrongly": ("another cause named", ORANGE, "////"),
}
TOTAL = {key: sum(row[key] for row in ROWS.values()) for key in (*PARTS, "wrong")}
ALT = (
    f"One bar for each of {len(ROWS)} tasks: wrong solutions written by people who did not know the banks. Of "
    f"{TOTAL['wrong']} all were rejected; the cause was named for {TOTAL['named_rightly']}, none for "
    f"{TOTAL['unnamed']}, and another than the true one for {TOTAL['named_wrongly']}. Named most often: output_size, "
    "all 18; least often: conv2d_backward, 23 of 40."
)


def draw():
    fig, ax = canvas(8, 6.2)
    for y, row in enumerate(ROWS.values()):
        left = 0
        for key, (_, colour, hatch) in PARTS.items():
            ax.barh(y, row[key], left=left, height=0.72, color=colour, hatch=hatch, edgecolor=PAPER, lw=1)
            left += row[key]
        ax.text(row["named_rightly"] / 2, y, row["named_rightly"], color=PAPER, ha="center", va="center", fontsize=10)
        ax.text(left + 0.5, y, f"of {row['wrong']}", color=MUTED, ha="left", va="center", fontsize=10)
    ax.set_yticks(range(len(ROWS)), list(ROWS))
    ax.tick_params(length=0, labelcolor=INK)
    ax.invert_yaxis()
    ax.set(xlim=(0, 44), xlabel="wrong solutions, all rejected")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_xticks([])
    keys = [Patch(facecolor=colour, hatch=hatch, edgecolor=PAPER) for _, colour, hatch in PARTS.values()]
    words = [f"{said}: {TOTAL[key]}" for key, (said, *_) in PARTS.items()]
    fig.legend(keys, words, loc="outside upper center", ncols=3, frameon=False)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
