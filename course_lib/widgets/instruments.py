"""The instruments of project 1: one picture for each, all six patients side by side, the healthy run in grey."""

from __future__ import annotations

from html import escape

import numpy as np

from course_lib.experiments.patients import BINS, INSTRUMENTS, NAMES, SIZES, Chart, rings, ward

from .palette import CATEGORIES, COLOURS
from .picture import canvas, picture

BLUE, ORANGE, GREEN, PINK = CATEGORIES[:4]
GREY, INK = COLOURS["faint"][0], COLOURS["ink"][0]
LAYERS = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (PINK, ":"))
LAYER_NAMES = ("layer 1", "layer 2", "layer 3", "layer 4")
LOG = ("gradients", "updates", "running", "spread")


class Words:
    """A table or a sentence in the place of a picture."""

    def __init__(self, html: str, text: str):
        self.html, self.text = html, text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return self.html


def instrument(name: str, after=None):
    """What one instrument (a name in INSTRUMENTS) shows of the six patients.

    after: a Commitment; as long as it is not made, nothing is shown.
    """
    if name not in INSTRUMENTS:
        raise ValueError(f"instrument: there is no {name!r}; there are {', '.join(INSTRUMENTS)}")
    if after is not None and not after.made:
        return say(f"Waiting for your prediction ({after.says.rstrip('.')}).")
    charts = ward()
    healthy = charts.pop("healthy")
    if name == "shapes":
        return shape_table(healthy, charts)
    rows = {"sharex": True, "sharey": True}
    fig, axes = canvas(8, 4.3, rows=2, columns=3, **rows)
    for ax, (patient, chart) in zip(axes.flat, charts.items(), strict=True):
        DRAW[name](ax, chart, healthy)
        ax.set_title(patient, fontsize=11)
        ax.label_outer()
    if name in LOG:
        floor(axes)
    legend(fig, axes, name)
    return picture(fig, alt=alternative(name, healthy, charts))


def say(sentence: str) -> Words:
    return Words(f"<p>{escape(sentence)}</p>", sentence)


def draw_loss(ax, chart, healthy):
    steps = np.arange(len(chart.loss))
    ax.plot(steps, healthy.loss, color=GREY, lw=0.8, label="healthy")
    ax.plot(steps, chart.loss, color=BLUE, lw=1.1, label="patient")
    ax.axhline(np.log(10), color=INK, lw=0.8, ls=":", label="ln 10")
    ax.set(xlabel="step", ylabel="loss", ylim=(0, 6.2))


def draw_accuracy(ax, chart, healthy):
    ax.plot(chart.looked, healthy.train_accuracy, color=GREY, lw=1, label="healthy, training")
    ax.plot(chart.looked, healthy.test_accuracy, color=GREY, lw=1, ls="--", label="healthy, test")
    ax.plot(chart.looked, chart.train_accuracy, color=BLUE, lw=1.6, label="training")
    ax.plot(chart.looked, chart.test_accuracy, color=ORANGE, lw=1.6, ls="--", label="test")
    ax.set(xlabel="step", ylabel="accuracy", ylim=(0, 1.03))


def by_layer(quantity, unit, layers):
    """A drawing of one line a layer; what is 0 on a logarithmic scale lies on the floor."""

    def draw(ax, chart, healthy):
        values, usual = getattr(chart, quantity), getattr(healthy, quantity)
        for k in range(layers):
            colour, dashes = LAYERS[k]
            ax.plot(chart.looked[: len(usual)], usual[:, k], color=GREY, lw=0.8, ls=dashes)
            ax.plot(chart.looked[: len(values)], values[:, k], color=colour, lw=1.5, ls=dashes, label=LAYER_NAMES[k])
        ax.set(xlabel="step", ylabel=unit)

    return draw


def draw_spread(ax, chart, healthy):
    place = np.arange(1, 5)
    for row, sign, word in ((0, "o", "before the first step"), (-1, "s", "after the last")):
        shift = -0.13 if row == 0 else 0.13
        ax.plot(place + shift, healthy.spread[row], sign, color=GREY, ms=4, fillstyle="none")
        ax.plot(place + shift, chart.spread[row], sign, color=BLUE if row == 0 else ORANGE, ms=5, label=word)
    ax.set(xlabel="layer", ylabel="spread of its output", xticks=place, xlim=(0.5, 4.5))


def draw_running(ax, chart, healthy):
    steps = np.arange(len(chart.running))
    ax.step(steps, healthy.running, where="post", color=GREY, lw=0.8, label="healthy")
    ax.step(steps, chart.running, where="post", color=BLUE, lw=1.3, label="patient")
    ax.set(xlabel="step", ylabel="mean |running mean|", xlim=(0, 100))


def draw_batches(ax, chart, healthy):
    place = np.arange(len(SIZES))
    ax.plot(place, healthy.batches, "o-", color=GREY, lw=1, ms=4, label="healthy")
    ax.plot(place, chart.batches, "s-", color=ORANGE, lw=1.5, ms=5, label="patient")
    failed = np.isnan(chart.batches)
    ax.plot(place[failed], np.full(failed.sum(), 0.05), "x", color=COLOURS["wrong"][0], ms=7, label="ValueError")
    ax.set(xlabel="batch when evaluating", ylabel="test accuracy", xticks=place, xticklabels=SIZES, ylim=(0, 1.05))


def draw_overlap(ax, chart, healthy):
    middle = np.concatenate([[0], (BINS[:-1] + BINS[1:]) / 2])
    ax.bar(middle, healthy.overlap, width=0.2, color="none", edgecolor=GREY, label="healthy")
    ax.bar(middle, chart.overlap, width=0.14, color=BLUE, label="patient")
    ax.set(xlabel="distance", ylabel="test rows")


DRAW = {
    "loss": draw_loss,
    "accuracy": draw_accuracy,
    "gradients": by_layer("gradients", "norm of the gradient", 4),
    "updates": by_layer("updates", "|step| / |weights|", 4),
    "dead": by_layer("dead", "share of units off", 3),
    "spread": draw_spread,
    "running": draw_running,
    "batches": draw_batches,
    "overlap": draw_overlap,
}


def floor(axes):
    """A logarithmic axis on which 0 has a place of its own at the bottom."""
    values = [np.abs(line.get_ydata()) for ax in axes.flat for line in ax.lines]
    lowest = min((one[one > 0].min() for one in values if (one > 0).any()), default=1.0)
    low = max(10 ** np.floor(np.log10(lowest)), 1e-3)
    high = max(one[np.isfinite(one)].max(initial=1.0) for one in values)
    for ax in axes.flat:
        ax.set_yscale("symlog", linthresh=low, linscale=0.4)
        ax.set_ylim(-0.3 * low, 2 * high)


def legend(fig, axes, name):
    handles, labels = axes.flat[0].get_legend_handles_labels()
    for ax in axes.flat[1:]:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            if label not in labels:
                handles.append(handle)
                labels.append(label)
    if "healthy" not in " ".join(labels):
        labels[-1] += "  (grey: healthy)"
    fig.legend(handles, labels, loc="outside lower center", ncols=len(labels), fontsize=9)
    fig.suptitle(INSTRUMENTS[name], fontsize=10.5, x=0.01, ha="left")


def shape_table(healthy: Chart, charts: dict) -> Words:
    """One row an array, one column a run."""
    runs = {"healthy": healthy, **charts}
    text = [[name, *(str(chart.shapes.get(name, "")) for chart in runs.values())] for name in healthy.shapes]
    head = ["", *runs]
    cells = [f"<tr>{''.join(f'<th>{escape(one)}</th>' for one in head)}</tr>"]
    cells += [f"<tr><th>{row[0]}</th>{''.join(f'<td>{one}</td>' for one in row[1:])}</tr>" for row in text]
    widths = [max(len(row[k]) for row in [head, *text]) for k in range(len(head))]
    lines = ["  ".join(one.ljust(w) for one, w in zip(row, widths, strict=True)).rstrip() for row in [head, *text]]
    return Words(f"<table><caption>{INSTRUMENTS['shapes']}</caption>{''.join(cells)}</table>", "\n".join(lines))


def alternative(name, healthy, charts) -> str:
    """The readings in words: what a look at the picture would tell."""
    told = "; ".join(f"{run}: {reading(name, chart)}" for run, chart in {"healthy": healthy, **charts}.items())
    return f"{INSTRUMENTS[name].capitalize()}. {told}."


def reading(name, chart) -> str:
    def numbers(row):
        return ", ".join("none" if x != x else f"{x:.3g}" for x in row)

    if name == "loss":
        return f"{chart.loss[0]:.2f} at step 0, {chart.loss[-20:].mean():.2f} at the end"
    if name == "accuracy":
        return f"training {chart.train_accuracy[-1]:.3f}, test {chart.test_accuracy[-1]:.3f} at the end"
    if name == "overlap":
        return f"{chart.overlap[0]:.0f} of {chart.overlap.sum():.0f} test rows at distance 0"
    if name == "batches":
        return numbers(chart.batches)
    if name == "running":
        first = numbers(chart.running[[0, 1, 9, 10, 11]])
        return f"{first} before steps 0, 1, 9, 10, 11, {chart.running[-1]:.3g} at the end"
    values = getattr(chart, name)
    return f"layers from the first: {numbers(values[0])} at step 0, {numbers(values[-1])} at the end"


def signs(said: dict, faults) -> object:
    """Which instruments ring for which fault, and which one was expected to.

    said: {fault: instrument} as committed. faults: names of the faults of the patients A to F.
    """
    charts = ward()
    healthy = charts.pop("healthy")
    names = list(INSTRUMENTS)
    seen = {fault: rings(charts[patient], healthy) for patient, fault in zip(NAMES, faults, strict=True)}
    rows = list(said)
    right = sum(seen[fault][said[fault]] for fault in rows)
    fig, ax = canvas(8, 3.4)
    for y, fault in enumerate(rows):
        for x, name in enumerate(names):
            if seen[fault][name]:
                ax.plot(x, y, "o", color=BLUE, ms=13)
        ax.plot(names.index(said[fault]), y, "s", color=INK, fillstyle="none", ms=21, mew=1.4)
    ax.set(xlim=(-0.6, len(names) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right", color=INK)
    ax.set_yticks(range(len(rows)), [fault.replace("_", " ") for fault in rows], color=INK)
    ax.tick_params(length=0)
    ax.set_title(f"dot: differs clearly from the healthy run; square: expected by you ({right} of {len(rows)} did)",
                 fontsize=10.5)  # fmt: skip
    lists = "; ".join(f"{fault}: {', '.join(n for n in names if seen[fault][n])}" for fault in rows)
    return picture(fig, alt=f"Instruments that differ clearly from the healthy run, by fault. {lists}.")
