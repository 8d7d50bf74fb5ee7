"""How noisy is the gradient of a batch, and how many steps does a batch of each size take?

The spread of a batch's gradient is computed on the spot. The race is recorded: for each size of batch the learning
rate is tuned anew, and the steps are counted until the loss of all training digits is 0.1.
`python -m course_lib.experiments.batch_size` writes the record (ten minutes).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .dead_units import slopes

RECORD = Path(__file__).parent / "recorded" / "batch_size.json"
SIZES, SEEDS, HIDDEN, TARGET, MOST_PASSES, MOST_STEPS = (1, 4, 16, 64, 256, 1437), range(5), 32, 0.1, 8, 600
RATES = {1: (0.03125, 0.0442, 0.0625, 0.0884), 4: (0.125, 0.1768, 0.25, 0.3536), 16: (0.25, 0.3536, 0.5, 0.7071),
         64: (0.5, 0.7071, 1.0, 1.4142), 256: (0.5, 0.7071, 1.0, 1.4142), 1437: (0.5, 0.7071, 1.0, 1.4142)}  # fmt: skip


def digits():
    """The 1,437 training digits: (1437, 64) pixels from 0 to 1, and their labels."""
    from course_lib.data import digits as all_digits

    x, labels, _, _ = all_digits()
    return x.reshape(-1, 64).astype(np.float64), labels


def network(seed: int = 0, hidden: int = HIDDEN) -> list:
    """[(W, b), (W, b)] of 64-hidden-10: normal, variance 2 / inputs; biases 0."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(o, i)) * np.sqrt(2 / i), np.zeros(o)) for i, o in ((64, hidden), (hidden, 10))]


def example_gradients(layers, x, labels) -> np.ndarray:
    """(N, P): the gradient of each example's own loss for all P parameters; their mean is the full gradient."""

    def flat(n):
        _, _, gradients = slopes(x[n : n + 1], labels[n : n + 1], layers)
        return np.concatenate([g.ravel() for pair in gradients for g in pair])

    return np.stack([flat(n) for n in range(len(x))])


def spread(gradients) -> float:
    """sigma^2: the mean squared distance of an example's gradient from the mean of all, summed over parameters."""
    return float(((gradients - gradients.mean(axis=0)) ** 2).sum(axis=1).mean())


def batch_gradients(gradients, size: int, replace: bool, draws: int, seed: int = 0) -> np.ndarray:
    """(draws, P): means of `size` rows of `gradients`, drawn at random, with or without putting them back."""
    rng = np.random.default_rng(seed)
    pick = [rng.choice(len(gradients), size, replace=replace) for _ in range(draws)]
    return np.stack([gradients[rows].mean(axis=0) for rows in pick])


def variance(gradients, size: int, replace: bool) -> float:
    """What the theory says: E |batch gradient - full gradient|^2.

    sigma^2 / B with replacement; without, times (N - B) / (N - 1), which is 0 when the batch holds everything.
    """
    count = len(gradients)
    share = 1.0 if replace else (count - size) / (count - 1)
    return spread(gradients) / size * share


def steps_to(size: int, lr: float, seed: int = 0, target: float = TARGET) -> int | None:
    """How many steps until the loss of all training digits is below `target`; None if it does not come to that.

    Every pass is in a new order, without replacement; an incomplete batch at its end is left out. The loss of all is
    looked at after 0, 1, 2, ... steps, later after every 5 % more.
    """
    x, labels = digits()
    rng, layers = np.random.default_rng([seed, 1]), network(seed)
    most, step, look = MOST_STEPS + MOST_PASSES * len(x) // size, 0, 0
    while step < most:
        order = rng.permutation(len(x))
        for i in range(0, len(x) - size + 1, size):
            if step >= look:
                loss, _, _ = slopes(x, labels, layers)
                if not loss < 20 or loss < target:
                    return step if loss < target else None
                look = step + max(1, step // 20)
            rows = order[i : i + size]
            _, _, gradients = slopes(x[rows], labels[rows], layers)
            layers = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(layers, gradients, strict=True)]
            step += 1
    return None


def recorded() -> dict:
    """{size: (best learning rate, its steps (seeds,))} of the recorded race."""
    race = json.loads(RECORD.read_text("utf8"))["steps"]
    best = {int(size): min(rates.items(), key=lambda rate: _median(rate[1])) for size, rates in race.items()}
    return {size: (float(lr), np.array(steps)) for size, (lr, steps) in best.items()}


def _median(steps):
    return np.median([np.inf if s is None else s for s in steps])


def main() -> None:
    race = {}
    for size in SIZES:
        race[size] = {lr: [steps_to(size, lr, seed) for seed in SEEDS] for lr in RATES[size]}
        print(size, race[size], flush=True)
    made = {"made_by": "python -m course_lib.experiments.batch_size", "numpy": np.__version__, "seeds": list(SEEDS)}
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(made | {"target": TARGET, "hidden": HIDDEN, "steps": race}) + "\n", "utf8")


if __name__ == "__main__":
    main()
