"""Batch norm with its cure undone: noise after it moves every layer's inputs about, and the net learns all the same.

A miniature of the experiment of Santurkar, Tsipras, Ilyas, Madry, NeurIPS (2018), section 2.1. Batch norm was proposed
to hold the distribution of each layer's inputs still ("internal covariate shift"). Here a second batch norm net gets
noise behind every batch norm, with a mean and a spread that are drawn anew for every unit in every step. If stillness
were what helps, that net had to learn as badly as the one without batch norm.

`python -m course_lib.experiments.noisy_batch_norm` writes the recorded runs.
"""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_lib.numpy_ops import (
    batch_norm,
    batch_norm_backward,
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    sigmoid,
    sigmoid_backward,
)

RECORD = Path(__file__).with_name("recorded") / "noisy_batch_norm.json"
KINDS = ("plain", "batch norm", "noisy batch norm")
DEPTH, WIDTH, CLASSES, EXAMPLES, BATCH = 3, 64, 10, 1024, 64
MEAN, FACTOR, JITTER = 1.0, 2.0, 0.5  # of the noise: mean from -1 to 1, factor from 1/2 to 2; and of each example
SEEDS, STEPS, LR, EVERY = range(5), 600, 0.5, 20


@dataclass
class Run:
    """One training run (T steps)."""

    loss: np.ndarray  # (T,) float64: cross-entropy of each step's batch, before the step
    shift: np.ndarray  # (T - 1,) float64: how far the mean of a sigmoid's inputs moved in a step; mean over all units
    accuracy: float  # on the digits not trained on, as one batch: noise off, statistics those of this batch


@dataclass
class Recorded:
    """The recorded runs of one kind of net, over S seeds."""

    step: np.ndarray  # (P,) int: EVERY, 2 EVERY, ...
    loss: np.ndarray  # (S, P) float64: mean over the EVERY steps up to there
    shift: np.ndarray  # (S,) float64: mean over the steps of a run
    accuracy: np.ndarray  # (S,) float64


def recorded() -> dict[str, Recorded]:
    """The runs that `main` wrote, for each of KINDS."""
    table = json.loads(RECORD.read_text(encoding="utf-8"))
    step = np.array(table["step"])
    return {kind: Recorded(step, *(np.array(table["runs"][kind][name]) for name in ("loss", "shift", "accuracy")))
            for kind in KINDS}  # fmt: skip


def run(kind: str, steps: int = STEPS, lr: float = LR, seed: int = 0) -> Run:
    """Train 64 - three sigmoid layers of 64 - 10 on the digits by plain descent on batches of 64.

    Arguments
        kind   one of KINDS: no batch norm; batch norm before each sigmoid; the same with moving noise behind it
        steps  int > 1
        lr     number > 0
        seed   int, of weights, batches and noise: the first two are the same for all kinds
    Returns a Run. ValueError: another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"noisy_batch_norm: kind must be one of {', '.join(KINDS)}; got {kind!r}")
    x, labels = _pixels()
    rng, noise = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    net = network(rng)
    losses, centres = [], []
    for _ in range(steps):
        rows = rng.choice(EXAMPLES, BATCH, replace=False)
        loss, gradients, inputs = slopes(net, x[rows], labels[rows], kind, noise)
        net = [tuple(p - lr * d for p, d in zip(layer, grad, strict=True))
               for layer, grad in zip(net, gradients, strict=True)]  # fmt: skip
        losses.append(loss)
        centres.append(inputs.mean(axis=1))
    moved = np.abs(np.diff(centres, axis=0))
    quiet = "plain" if kind == "plain" else "batch norm"
    scores = forward(net, x[EXAMPLES:], quiet, noise)[0]
    right = (scores.argmax(axis=1) == labels[EXAMPLES:]).mean()
    return Run(np.array(losses), moved.mean(axis=(1, 2)), float(right))


def network(rng):
    """[(w, b, gamma, beta), ...]: normal weights of variance 1 / inputs; the last layer has no batch norm."""
    sizes = [64] + [WIDTH] * DEPTH + [CLASSES]
    return [(rng.normal(size=(o, i)) / np.sqrt(i), np.zeros(o), np.ones(o), np.zeros(o))
            for i, o in zip(sizes, sizes[1:], strict=False)]  # fmt: skip


def forward(net, x, kind, noise):
    """(scores, caches, what the sigmoids are given: (DEPTH, N, WIDTH))."""
    h, caches, inputs = x, [], []
    for w, b, gamma, beta in net[:-1]:
        a, to_a = linear(h, w, b)
        to_norm = factor = None
        if kind != "plain":
            a, _, _, to_norm = batch_norm(a, gamma, beta, np.zeros(len(b)), np.ones(len(b)))
        if kind == "noisy batch norm":
            factor = FACTOR ** noise.uniform(-1, 1, size=len(b))
            centre = MEAN * noise.uniform(-1, 1, size=len(b))
            a = factor * a + centre + JITTER * noise.normal(size=a.shape)
        inputs.append(a)
        h, to_h = sigmoid(a)
        caches.append((to_a, to_norm, factor, to_h))
    scores, to_scores = linear(h, *net[-1][:2])
    return scores, [*caches, to_scores], np.array(inputs)


def slopes(net, x, labels, kind, noise):
    """(loss, [(dw, db, dgamma, dbeta), ...], inputs of the sigmoids)."""
    scores, (*caches, to_scores), inputs = forward(net, x, kind, noise)
    loss, to_loss = cross_entropy(scores, labels)
    dh, dw, db = linear_backward(cross_entropy_backward(np.array(1.0), to_loss), to_scores)
    none = np.zeros(WIDTH)
    gradients = [(dw, db, np.zeros(CLASSES), np.zeros(CLASSES))]
    for to_a, to_norm, factor, to_h in reversed(caches):
        da, dgamma, dbeta = sigmoid_backward(dh, to_h), none, none
        da = da if factor is None else factor * da
        if to_norm is not None:
            da, dgamma, dbeta = batch_norm_backward(da, to_norm)
        dh, dw, db = linear_backward(da, to_a)
        gradients.insert(0, (dw, db, dgamma, dbeta))
    return float(loss), gradients, inputs


def _pixels():
    from sklearn.datasets import load_digits

    data, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(data))
    return data[order] / 16 - 0.5, labels[order]


def main() -> None:
    """Write the record: every kind, every seed."""
    runs = {}
    for kind in KINDS:
        done = [run(kind, seed=seed) for seed in SEEDS]
        loss = [r.loss.reshape(-1, EVERY).mean(axis=1).round(4).tolist() for r in done]
        runs[kind] = {"loss": loss, "shift": [round(float(r.shift.mean()), 4) for r in done],
                      "accuracy": [round(r.accuracy, 4) for r in done]}  # fmt: skip
    record = {
        "made_by": "python -m course_lib.experiments.noisy_batch_norm",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "settings": {"depth": DEPTH, "width": WIDTH, "batch": BATCH, "lr": LR, "seeds": list(SEEDS)},
        "step": list(range(EVERY, STEPS + 1, EVERY)),
        "runs": runs,
    }
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
