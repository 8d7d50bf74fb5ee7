"""Does it matter in which valley a run ends? The same small network, trained again and again from random weights.

Full-batch descent with momentum on 300 digits, long enough that the gradient has all but vanished, so that what is
compared are places where runs come to rest and not how far they got. All restarts of one width run side by side: every
array has the restart as its first axis. `python -m course_lib.experiments.restarts` writes the record (ten minutes).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RECORD = Path(__file__).parent / "recorded" / "restarts.json"
WIDTHS, RESTARTS, STEPS, SEED = (4, 8, 16, 32), 60, 3000, 0
GROUP = 10  # so many restarts side by side fit into the processor's cache
LR, MU, PENALTY = 0.3, 0.9, 1e-3


@dataclass
class Restarts:
    """Where R runs of one width ended."""

    loss: np.ndarray  # (R,) float64: mean cross-entropy + penalty, what was minimised
    error: np.ndarray  # (R,) float64: share of the 360 test digits read wrongly
    slope: np.ndarray  # (R,) float64: length of the gradient at the end


def digits(examples: int = 300):
    """(images to learn from (examples, 64), their labels, test images, their labels), pixels from 0 to 1."""
    from course_lib.data import digits as all_digits

    x, labels, x_test, labels_test = all_digits()
    x, x_test = x.reshape(-1, 64).astype(np.float64), x_test.reshape(-1, 64).astype(np.float64)
    return x[:examples], labels[:examples], x_test, labels_test


def start(width: int, restarts: int, seed: int = SEED) -> list[np.ndarray]:
    """[W1 (R, 64, width), b1 (R, 1, width), W2 (R, width, 10), b2 (R, 1, 10)]: normal, variance 1 / inputs; biases 0.

    Restart r has a random stream of its own, so the first five of sixty are the five of five.
    """
    streams = [np.random.default_rng([seed, width, r]) for r in range(restarts)]
    first = np.stack([rng.normal(size=(64, width)) / 8 for rng in streams])
    second = np.stack([rng.normal(size=(width, 10)) / np.sqrt(width) for rng in streams])
    return [first, np.zeros((restarts, 1, width)), second, np.zeros((restarts, 1, 10))]


def slopes(params, x, labels):
    """(loss of each restart (R,), gradients as params, scores (R, N, 10)) of tanh networks.

    loss = mean cross-entropy + PENALTY / 2 (|W1|^2 + |W2|^2); the penalty gives each valley a bottom.
    """
    w1, b1, w2, b2 = params
    h = np.tanh(x @ w1 + b1)
    scores = h @ w2 + b2
    shifted = scores - scores.max(axis=-1, keepdims=True)
    log_y = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    squares = (w1**2).sum(axis=(1, 2)) + (w2**2).sum(axis=(1, 2))
    loss = -log_y[:, np.arange(len(x)), labels].mean(axis=1) + PENALTY / 2 * squares
    ds = (np.exp(log_y) - np.eye(10)[labels]) / len(x)
    da = ds @ w2.transpose(0, 2, 1) * (1 - h * h)
    dw1, dw2 = x.T @ da + PENALTY * w1, h.transpose(0, 2, 1) @ ds + PENALTY * w2
    return loss, [dw1, da.sum(axis=1, keepdims=True), dw2, ds.sum(axis=1, keepdims=True)], scores


def run(width: int, restarts: int = RESTARTS, steps: int = STEPS, seed: int = SEED) -> Restarts:
    """Train `restarts` networks 64-width-10 from random weights; the last third of the steps is a tenth as long."""
    params = start(width, restarts, seed)
    groups = [_train([p[i : i + GROUP] for p in params], steps) for i in range(0, restarts, GROUP)]
    return Restarts(*(np.concatenate(column) for column in zip(*groups, strict=True)))


def _train(params, steps):
    """(loss, error, slope), each (R,), of the restarts that begin with `params`."""
    x, labels, x_test, labels_test = digits()
    velocity = [np.zeros_like(p) for p in params]
    for step in range(steps):
        lr = LR if step < 2 * steps / 3 else LR / 10
        _, gradients, _ = slopes(params, x, labels)
        velocity = [MU * v + g for v, g in zip(velocity, gradients, strict=True)]
        params = [p - lr * v for p, v in zip(params, velocity, strict=True)]
    loss, gradients, _ = slopes(params, x, labels)
    slope = np.sqrt(sum((g**2).sum(axis=(1, 2)) for g in gradients))
    _, _, scores = slopes(params, x_test, labels_test)
    return loss, (scores.argmax(axis=-1) != labels_test).mean(axis=1), slope


def recorded() -> dict[int, Restarts]:
    """{width: Restarts} of the recorded runs."""
    runs = json.loads(RECORD.read_text("utf8"))["runs"]
    return {int(width): Restarts(**{name: np.array(v) for name, v in run.items()}) for width, run in runs.items()}


def main() -> None:
    made = {"made_by": "python -m course_lib.experiments.restarts", "numpy": np.__version__, "seed": SEED}
    settings = {"steps": STEPS, "lr": LR, "mu": MU, "penalty": PENALTY, "restarts": RESTARTS}
    runs = {}
    for width in WIDTHS:
        found = run(width)
        runs[width] = {name: [float(f"{v:.5g}") for v in value] for name, value in vars(found).items()}
        print(width, np.percentile(found.loss, [0, 50, 100]).round(4), found.slope.max(), flush=True)
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(made | settings | {"runs": runs}) + "\n", "utf8")


if __name__ == "__main__":
    main()
