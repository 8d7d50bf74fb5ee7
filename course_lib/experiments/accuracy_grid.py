"""Which initial scale and which eta still train a deep ReLU net, with and without batch norm: a grid of recorded runs.

The net is that of `gradient_flow`: 64 pixels, 10 hidden layers of 64 ReLU units, 10 logits, on the handwritten digits,
by plain descent on batches of 64. A weight of a layer starts as N(0, (scale / sqrt(inputs))^2). Everything else is
the same in every cell of the grid and for both nets, the initial numbers and the order of the digits included.

Why batch norm forgives a wrong scale: with it, s w gives the same activations as w, for every s > 0, so the gradient
with respect to s w is 1/s times as large while the weights are s times as large. One step turns them by eta / s^2. (In
the hidden layers: the logits have no batch norm, and feel the scale of their weights.)

`python -m course_lib.experiments.accuracy_grid` makes the record, in six minutes on one thread.
Source: Ioffe, Szegedy, ICML (2015), section 3.3; van Laarhoven, L2 regularization versus batch and weight
normalization (2017), section 2, for eta / s^2.
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .gradient_flow import train

RECORD = Path(__file__).with_name("recorded") / "accuracy_grid.json"
SCALES = (0.1, 0.3, 1.0, 1.414, 3.0, 10.0, 30.0)  # 1.414 is He's sqrt(2), right for ReLU
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
NETS = ("plain", "batch norm")
DEPTH, STEPS, EVERY, SEEDS = 10, 200, 20, (0, 1, 2, 3, 4)


@dataclass
class Grid:
    """The recorded runs; axes: net (plain, batch norm), scale, eta, seed[, 20 steps each]."""

    scales: tuple  # of the rows
    rates: tuple  # of the columns
    seeds: tuple
    steps: int
    accuracy: np.ndarray  # (2, scales, rates, seeds) on the 359 held-out digits, after the last step
    loss: np.ndarray  # (2, scales, rates, seeds, steps / 20) mean over 20 batches; NaN from where it was no number
    made: dict  # what made the record: command, net, versions

    @property
    def median(self) -> np.ndarray:
        """(2, scales, rates) over the seeds."""
        return np.median(self.accuracy, axis=-1)

    @property
    def spread(self) -> np.ndarray:
        """(2, scales, rates) best seed minus worst."""
        return np.ptp(self.accuracy, axis=-1)

    def works(self, least: float = 0.8) -> np.ndarray:
        """(2, scales, rates) bool: is the median at least this?"""
        return self.median >= least

    def at(self, scale: float, rate: float) -> np.ndarray:
        """(2, seeds) accuracies of one cell; ValueError where there is none."""
        for name, value, known in (("scale", scale, self.scales), ("rate", rate, self.rates)):
            if value not in known:
                raise ValueError(f"Grid.at: {name} must be one of {', '.join(map(str, known))}; got {value}")
        return self.accuracy[:, self.scales.index(scale), self.rates.index(rate)]


def run(batch_norm: bool, scale: float, rate: float, seed: int = 0) -> tuple[float, np.ndarray]:
    """One cell, one seed: (accuracy on the held-out digits, mean loss of each 20 steps)."""
    made = train(DEPTH, "relu", scale, batch_norm, lr=rate, steps=STEPS, seed=seed, checked=0)
    with np.errstate(over="ignore", invalid="ignore"):
        loss = made.loss.reshape(-1, EVERY).mean(axis=1)
    return float(made.test_accuracy[-1]), np.where(np.isfinite(loss), loss, np.nan)


def recorded() -> Grid:
    """The grid as it was recorded; its `made` says when, how and with which versions."""
    table = json.loads(RECORD.read_text("utf8"))
    loss = np.array(table["loss"], dtype=float)  # null becomes NaN
    made = {name: table[name] for name in ("made_by", "net", "versions")}
    axes = (tuple(table[name]) for name in ("scales", "rates", "seeds"))
    return Grid(*axes, table["steps"], np.array(table["accuracy"]), loss, made)


def table() -> dict:
    """What the picture draws of the record, as plain lists; accuracies in per mille, None for a loss that is none."""
    grid = recorded()
    loss = [None if np.isnan(v) else v for v in grid.loss.ravel().tolist()]
    return {
        "scales": list(grid.scales),
        "rates": list(grid.rates),
        "accuracy": (1000 * grid.accuracy).round().astype(int).tolist(),
        "loss": np.array(loss, dtype=object).reshape(grid.loss.shape).tolist(),
    }


def record() -> dict:
    """Run the whole grid."""
    shape = (len(NETS), len(SCALES), len(RATES), len(SEEDS))
    accuracy, loss = np.zeros(shape), np.zeros((*shape, STEPS // EVERY))
    for net, i, j, k in np.ndindex(shape):
        accuracy[net, i, j, k], loss[net, i, j, k] = run(net == 1, SCALES[i], RATES[j], SEEDS[k])
        if j == k == 0:
            print(NETS[net], SCALES[i], flush=True)
    return {
        "made_by": "python -m course_lib.experiments.accuracy_grid",
        "net": f"64 - {DEPTH} ReLU layers of 64 - 10 on 1438 digits, plain descent, batches of 64, tested on 359",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "scales": SCALES,
        "rates": RATES,
        "seeds": SEEDS,
        "steps": STEPS,
        "accuracy": accuracy.round(4).tolist(),
        "loss": [None if np.isnan(v) else float(f"{v:.3g}") for v in loss.ravel()],
    }


def main():
    table = record()
    shape = (len(NETS), len(SCALES), len(RATES), len(SEEDS), STEPS // EVERY)
    table["loss"] = np.array(table["loss"], dtype=object).reshape(shape).tolist()
    lines = (f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in table.items())
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf8")
    print(f"{RECORD.name}: {os.path.getsize(RECORD) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
