"""GitHub stars of frameworks at three dates: how many people had marked a repository, on a logarithmic axis."""

from sketch import BLUE, BLUE_INK, INK, LINE, MUTED, ORANGE, ORANGE_INK, write

from course_lib.experiments.framework_history import STARS_AT, stars, year_of
from course_lib.widgets.picture import canvas

ALT = (
    "GitHub stars in July 2017, June 2018 and March 2020, on a logarithmic axis. TensorFlow leads with 62,199, 103,087 "
    "and 141,493. PyTorch goes from 5,647 over 16,494 to 36,485, past CNTK and MXNet, which end at 16,694 and 18,423; "
    "Keras is second with 47,017. Deeplearning4j and Torch7 grow little. Caffe2 has 5,076 and then 24,544, when its "
    "code had moved into PyTorch's repository, and no third number."
)
WHERE = {"CNTK": -0.04, "MXNet": 0.03}  # labels that would lie on each other, moved: in powers of ten


def draw():
    fig, ax = canvas(8, 4.1)
    dates = [year_of(date) for date in STARS_AT]
    for name, counts in stars().items():
        known = [(date, n) for date, n in zip(dates, counts, strict=True) if n]
        colour, ink, width = {
            "PyTorch": (ORANGE, ORANGE_INK, 2.4),
            "TensorFlow": (BLUE, BLUE_INK, 2.4),
        }.get(name, (MUTED, INK, 1.3))
        ax.plot(*zip(*known, strict=True), color=colour, lw=width, marker="o", ms=5, ls="--" if len(known) < 3 else "-")
        date, last = known[-1]
        words = f"{name}  {last:,}" if len(known) == 3 else name
        ax.text(date + 0.04, last * 10 ** WHERE.get(name, 0), words, fontsize=11.5, color=ink, va="center")
    ax.set(yscale="log", ylim=(4000, 200_000), xlim=(dates[0] - 0.1, dates[-1] + 1.12))
    ax.set_xticks(dates, ["July 2017", "June 2018", "March 2020"], fontsize=11.5)
    ax.set_yticks(
        [5_000, 10_000, 20_000, 50_000, 100_000], ["5,000", "10,000", "20,000", "50,000", "100,000"], fontsize=11.5
    )
    ax.minorticks_off()
    ax.set_ylabel("GitHub stars", fontsize=11.5, color=INK)
    ax.grid(axis="y", color=LINE, lw=0.7)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
