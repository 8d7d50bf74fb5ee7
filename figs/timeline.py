"""Milestones 1943 to 2017 on a true scale, with the tricks of the 1980s and of the 2010s."""

from matplotlib.patches import Rectangle
from sketch import BLUE_INK, BLUE_WASH, FAINT, INK, MUTED, ORANGE_INK, ORANGE_WASH, PANEL, PAPER, board, say, write

ALT = (
    "Timeline, 1943 to 2017. 1943 McCulloch and Pitts: threshold units. 1957/58 Rosenblatt: the perceptron learns. "
    "1969 Minsky and Papert: what it cannot do. 1986 Rumelhart, Hinton and Williams popularise backpropagation. 1989 "
    "LeCun: a convolutional net reads zip codes. 1998 LeNet-5. 2012 AlexNet, on two GPUs. 2014 VGG and GoogLeNet. "
    "2015 ResNet, batch normalisation. 2017 SENet, Transformer. Below, four eras: one layer, to 1969; the old tricks "
    "of the 1980s: SGD, momentum, weight decay; what changed from the 1990s to 2012: far more data, GPUs and a few "
    "new tricks; the new tricks of the 2010s: dropout, ReLU, batch norm."
)

# Height of the flag, year on the axis, what is printed as the year, then the words.
# Early flags point right and fall; late flags point left and rise: no flag crosses another's pole.
RIGHTWARD = (
    (4, 1943, "1943", "McCulloch, Pitts:\nthreshold units"),
    (4, 1957.5, "1957/58", "Rosenblatt: the\nperceptron learns"),
    (3, 1969, "1969", "Minsky, Papert:\nwhat it cannot do"),
    (2, 1986, "1986", "Rumelhart, Hinton,\nWilliams: backprop"),
    (1, 1989, "1989", "LeCun: convnet\nreads zip codes"),
    (0, 1998, "1998", "LeNet-5"),
)
LEFTWARD = (
    (4, 2017, "2017", "SENet;\nTransformer"),
    (3, 2015, "2015", "ResNet;\nbatch norm"),
    (2, 2014, "2014", "VGG,\nGoogLeNet"),
    (1, 2012, "2012", "AlexNet,\n2 GPUs"),
)
# first year, last year, heading, lines, colour of the heading, ground
ERAS = (
    (1943, 1969, "one layer", "weights set by hand,\nthen learned from mistakes;\nXOR stays out of reach", INK, PANEL),
    (1980, 1990, "old tricks", "SGD\nmomentum\nweight decay", BLUE_INK, BLUE_WASH),
    (1990, 2010, "what changed by 2012", "far more data\nGPUs\na few new tricks", INK, PANEL),
    (2010, 2020, "new tricks", "dropout\nReLU\nbatch norm", ORANGE_INK, ORANGE_WASH),
)
AXIS = 1.72  # height of the time line in inches


def at(year: float) -> float:
    return 0.12 + (year - 1941) * 7.9 / 79


def flag(ax, level, year, printed, words, side) -> None:
    x, top = at(year), AXIS + 0.78 + 0.6 * level
    ax.plot([x, x], [AXIS, top], color=FAINT, lw=1, zorder=1)
    ax.plot(x, AXIS, "o", ms=7, color=INK, mec=PAPER, mew=1.2, zorder=4)
    edge = {"ha": "left" if side > 0 else "right", "va": "baseline"}
    say(ax, x + 0.07 * side, top - 0.11, printed, 10.5, weight="bold", **edge)
    for i, line in enumerate(words.split("\n"), 1):  # one by one: equal distances whatever the letters
        say(ax, x + 0.07 * side, top - 0.11 - 0.175 * i, line, 10.5, **edge)


def era(ax, first, last, heading, lines, colour, ground) -> None:
    x, width = at(first), at(last) - at(first)
    ax.add_patch(Rectangle((x, AXIS - 0.06), width, 0.12, color=ground, lw=0, zorder=1))
    ax.add_patch(Rectangle((x + 0.02, 0.2), width - 0.04, 1.14, color=ground, lw=0))
    for i, line in enumerate([heading, *lines.split("\n")]):
        look = {"colour": colour, "weight": "bold"} if i == 0 else {}
        say(ax, x + width / 2, 1.12 - 0.22 * i - 0.05 * (i > 0), line, 9.8, va="baseline", **look)


def draw():
    fig, ax = board(8.2, 5.1)
    for entry in ERAS:
        era(ax, *entry)
    ax.plot([at(1941), at(2020)], [AXIS, AXIS], color=INK, lw=1.6, zorder=2)
    for year in range(1950, 2020, 10):
        ax.plot([at(year)] * 2, [AXIS - 0.05, AXIS], color=INK, lw=1, zorder=2)
        say(ax, at(year), AXIS - 0.17, str(year), 9.5, MUTED)
    for flags, side in ((RIGHTWARD, 1), (LEFTWARD, -1)):
        for entry in flags:
            flag(ax, *entry, side)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
