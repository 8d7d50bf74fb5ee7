"""Who could convert whose models: a list of converters, one for each pair, and a format in the middle."""

import math

from sketch import BLUE_INK, INK, LINE, ORANGE_INK, PANEL, PAPER, arrow, board, disc, say, write

from course_lib.experiments.framework_history import converters, mmdnn

ALT = (
    "Left: nine frameworks around Caffe, and an arrow for each of the 22 of 90 directions for which a collection of "
    "converters names one; eight arrows leave Caffe and six lead to it. Right: MMdnn's intermediate "
    "format in the middle of eight frameworks, with 14 arrows: six frameworks are read and written, PyTorch is only "
    "written, Darknet only read. They serve 43 directions."
)
NAMES, COUNTS = converters()
PAIRS = {a: [b for b, n in zip(NAMES, row, strict=True) if n] for a, row in zip(NAMES, COUNTS, strict=True)}
AROUND = ["TensorFlow", "Keras", "Torch7", "Chainer", "PyTorch", "Darknet", "neon", "Theano", "MXNet"]  # and Caffe
READ, WRITTEN = ([name for name, ways in mmdnn().items() if ways[i]] for i in (0, 1))
HUB = ["Caffe", "TensorFlow", "Keras", "PyTorch", "CNTK", "CoreML", "Darknet", "MXNet"]


def circle(names, x, y, radius):
    turns = {name: math.pi / 2 - 2 * math.pi * i / len(names) for i, name in enumerate(names)}
    return {name: (x + radius * math.cos(a), y + radius * math.sin(a)) for name, a in turns.items()}


def labels(ax, places, x, y, gap=0.18):
    for name, (px, py) in places.items():
        side = px - x
        ha = "center" if abs(side) < 0.2 else "left" if side > 0 else "right"
        away = math.hypot(px - x, py - y)
        lx, ly = px + gap * (px - x) / away, py + gap * (py - y) / away
        say(ax, lx, ly, name, 11.5, INK, ha=ha, va="bottom" if abs(side) < 0.2 and py > y else
            "top" if abs(side) < 0.2 else "center")  # fmt: skip


def draw():
    fig, ax = board(8, 3.95)
    x, y = 1.95, 1.97
    places = circle(AROUND, x, y, 1.15) | {"Caffe": (x, y)}
    for start, ends in PAIRS.items():
        for end in ends:
            both = start in PAIRS.get(end, ())
            gaps = [0.34 if name == "Caffe" else 0.11 for name in (start, end)]
            arrow(ax, places[start], places[end], gaps, width=1.2, head=9, bend=0.12 if both else 0.0)
    disc(ax, *places.pop("Caffe"), 0.32, "Caffe", 11)
    for px, py in places.values():
        disc(ax, px, py, 0.09, fill=PANEL, edge=INK, width=1.1)
    labels(ax, places, x, y)
    say(ax, x, 3.78, "one converter for each direction", 12.5)
    found, all_pairs = sum(map(len, PAIRS.values())), len(AROUND) * (len(AROUND) + 1)
    say(ax, x, 0.16, f"{found} of {all_pairs} directions have one", 12, ORANGE_INK)

    ax.plot([3.9, 3.9], [0.3, 3.6], color=LINE, lw=1)
    x = 6.05
    places = circle(HUB, x, y, 1.15)
    for name in HUB:
        place, both = places[name], name in READ and name in WRITTEN
        if name in READ:
            arrow(ax, place, (x, y), (0.11, 0.4), width=1.3, head=9, bend=0.12 if both else 0)
        if name in WRITTEN:
            arrow(ax, (x, y), place, (0.4, 0.11), width=1.3, head=9, bend=0.12 if both else 0)
    disc(ax, x, y, 0.38, fill=PAPER, edge=INK)
    say(ax, x, y, "middle\nformat", 10.5, zorder=5)
    for px, py in places.values():
        disc(ax, px, py, 0.09, fill=PANEL, edge=INK, width=1.1)
    labels(ax, places, x, y)
    say(ax, x, 3.78, "a format in the middle (MMdnn)", 12.5)
    served = len(READ) * len(WRITTEN) - len(set(READ) & set(WRITTEN))
    say(ax, x, 0.16, f"{len(READ) + len(WRITTEN)} converters serve {served} directions", 12, BLUE_INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
