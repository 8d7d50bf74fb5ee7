"""One unit under batch norm, step by step: what a batch does to it, and how the running values follow.

The unit is linear and has random weights of deviation 1; it looks at 599 handwritten digits. Step t = 1, 2, ... sees
the next `batch` digits, over and over through the set. In training it is normalised by the mean and variance of that
batch, and the running values take a tenth of them; in evaluation by the running values that the steps before t have
made. From step SHIFT_AT on every pre-activation is `shift` larger: the layer below has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.numpy_ops import batch_norm

STEPS, SHIFT_AT, LARGEST = 60, 31, 256  # steps; the first one that is shifted; the largest batch
DIGITS, SEED = 599, 38  # a prime: no batch size divides it, so that no two batches are alike
MOMENTUM, EPS = 0.1, 1e-5


@dataclass
class Live:
    """Step t of a run (N digits in the batch); T = STEPS."""

    rows: np.ndarray  # (N,) which digits
    x: np.ndarray  # (N,) pre-activations, shift included
    y: np.ndarray  # (N,) after batch norm
    mean: np.ndarray  # (T,) mean of every step's batch
    var: np.ndarray  # (T,) its variance, biased: divided by N
    running_mean: np.ndarray  # (T + 1,) after each step of training; index 0: before the first
    running_var: np.ndarray  # (T + 1,) the same, unbiased batch variances mixed in
    used: tuple[float, float]  # mean and variance that made y


@cache
def _digits():
    from sklearn.datasets import load_digits

    table = load_digits().data[:DIGITS]
    rng = np.random.default_rng(SEED)
    weights = rng.normal(size=64)
    return (table / 16 @ weights).round(3), table.astype(np.uint8)


def pre_activations() -> np.ndarray:
    """(DIGITS,) float64: the unit's answer to each digit, before any shift."""
    return _digits()[0].copy()


def images() -> np.ndarray:
    """(DIGITS, 8, 8) uint8, 0 to 16: the digits."""
    return _digits()[1].reshape(-1, 8, 8).copy()


def batch_rows(step: int, batch: int, companion: bool = False, example: int = 0) -> np.ndarray:
    """(batch,) which digits step 1, 2, ... sees.

    companion   another batch of the same step: other digits, but in place `example` the same one
    """
    first = (step - 1) * batch
    rows = (first + np.arange(batch)) % DIGITS
    if not companion:
        return rows
    other = (first + DIGITS // 2 + np.arange(batch)) % DIGITS
    other[example] = rows[example]
    return other


def batch_norm_live(
    batch: int = 16,
    mode: str = "train",
    gamma: float = 1.0,
    beta: float = 0.0,
    shift: float = 0.0,
    step: int = STEPS,
    companion: bool = False,
    example: int = 0,
) -> Live:
    """Run steps 1 ... `step` and look at the last of them.

    Arguments
        batch         int     2 to 256 digits
        mode          "train" or "eval": by the batch's mean and variance, or by the running ones of the steps before
        gamma, beta   number  the spread and the mean that come out
        shift         number  added to every pre-activation from step SHIFT_AT on
        step          int     1 to STEPS
        companion     bool    look at the other batch of this step, which has digit `example` in common with the first
    Returns a Live. ValueError: a batch, mode or step that is none of these.
    """
    if mode not in ("train", "eval"):
        raise ValueError(f'batch_norm_live: mode must be "train" or "eval", got {mode!r}')
    if not 2 <= batch <= LARGEST or not 1 <= step <= STEPS or not 0 <= example < batch:
        raise ValueError(
            f"batch_norm_live: batch must be 2 to {LARGEST}, step 1 to {STEPS}, example 0 to batch - 1; "
            f"got batch {batch}, step {step}, example {example}"
        )
    gamma, beta = np.array([float(gamma)]), np.array([float(beta)])
    running = [(np.zeros(1), np.ones(1))]
    means, variances = [], []
    for t in range(1, STEPS + 1):
        x = _inputs(batch_rows(t, batch), t, shift)
        _, mean, var, _ = batch_norm(x, gamma, beta, *running[-1], True, MOMENTUM, EPS)
        running.append((mean, var))
        means.append(x.mean())
        variances.append(x.var())
    rows = batch_rows(step, batch, companion, example)
    x = _inputs(rows, step, shift)
    y, *_ = batch_norm(x, gamma, beta, *running[step - 1], mode == "train", MOMENTUM, EPS)
    before = running[step - 1]
    used = (x.mean(), x.var()) if mode == "train" else (before[0][0], before[1][0])
    run = np.array(running)[:, :, 0]
    used = tuple(float(value) for value in used)
    return Live(rows, x[:, 0], y[:, 0], np.array(means), np.array(variances), run[:, 0], run[:, 1], used)


def _inputs(rows, step, shift):
    """(N, 1): one unit is one channel."""
    return (_digits()[0][rows] + (shift if step >= SHIFT_AT else 0.0))[:, None]
