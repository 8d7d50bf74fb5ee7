"""How deep may a net be with this slope? Training accuracy on the digits by depth, activation, step size and seed.

A net that does not learn may have been given the wrong step size, so each is tried with five of them, and each of
these with five seeds. `python -m course_lib.experiments.how_deep` writes the record (four minutes of one processor).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .gradient_flow import train

RECORD = Path(__file__).parent / "recorded" / "how_deep.json"
DEPTHS, RATES, SEEDS, STEPS = (1, 2, 4, 8, 20), (0.03, 0.1, 0.3, 1.0, 3.0), range(5), 300
KINDS = ("sigmoid", "tanh", "relu")


def final_accuracy(kind: str, depth: int, lr: float, seed: int, steps: int = STEPS) -> float:
    """Share of the 1438 training digits read rightly after `steps` mini-batches of 64.

    kind   one of KINDS, the activation;  depth  hidden layers of 64 units;  lr  eta
    seed   of the weights (normal, variance 1 / inputs; biases 0) and of the order of the digits
    """
    return float(train(depth, kind, lr=lr, steps=steps, seed=seed, checked=2).train_accuracy[-1])


def recorded() -> dict[str, np.ndarray]:
    """{kind: (depths, step sizes, seeds) accuracies} of the recorded runs, in the order of DEPTHS, RATES, SEEDS."""
    runs = json.loads(RECORD.read_text("utf8"))["accuracy"]
    return {kind: np.array(values) for kind, values in runs.items()}


def best_step(accuracies: np.ndarray) -> np.ndarray:
    """(depths, seeds): at each depth the accuracies with the step size whose median over the seeds is the highest."""
    best = np.median(accuracies, axis=2).argmax(axis=1)
    return accuracies[np.arange(len(accuracies)), best]


def main() -> None:
    made = {"made_by": "python -m course_lib.experiments.how_deep", "numpy": np.__version__, "seeds": list(SEEDS)}
    grid = {"depths": DEPTHS, "lr": RATES, "steps": STEPS}
    accuracy = {}
    for kind in KINDS:
        accuracy[kind] = [[[round(final_accuracy(kind, depth, lr, seed), 4) for seed in SEEDS] for lr in RATES]
                          for depth in DEPTHS]  # fmt: skip
        print(kind, np.median(accuracy[kind], axis=2).tolist(), flush=True)
    RECORD.write_text(json.dumps(made | grid | {"accuracy": accuracy}) + "\n", "utf8")


if __name__ == "__main__":
    main()
