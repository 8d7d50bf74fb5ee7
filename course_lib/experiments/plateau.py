"""Run to a plateau, then divide the learning rate by ten: one small network on the digits, the drop at many places.

Each batch has a gradient of its own. Near a minimum that noise keeps the weights moving about in a region whose size
goes with eta: the loss stays on a plateau, however long one waits. A drop of eta shrinks the region, and the step,
too: what still has to be walked takes ten times as long. The runs are recorded, since they take minutes:

    python -m course_lib.experiments.plateau        trains them again and writes recorded/plateau.json
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from course_lib.data import digits, stratified_split
from course_lib.numpy_ops import cross_entropy, linear, relu

RECORD = Path(__file__).parent / "recorded" / "plateau.json"
EPOCHS, HIDDEN, BATCH, CLASSES = 40, 32, 8, 10
ETA, FACTOR = 0.5, 0.1
SHAKE = 0.3  # standard deviation of what is added to every pixel (0 to 1), anew each time an image is shown
DROPS = (0, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40)  # 0: small from the start; 40: never
SEEDS = 10
PER_EPOCH = 2  # how often an epoch is measured


@dataclass
class Run:
    """One training run, measured twice an epoch (T values, the first before any step)."""

    epoch: np.ndarray  # (T,) 0, 0.5, 1, ...
    eta: np.ndarray  # (T,) of the steps that come next
    loss: np.ndarray  # (T,) mean cross-entropy of the training images, not shaken
    accuracy: np.ndarray  # (T,) share of right answers on the images that were held back


@cache
def examples():
    """(x, labels, x_held, labels_held): 1,149 digits to train on and 288 held back, 64 pixels from 0 to 1, float64."""
    x, labels, _, _ = digits()
    x = x.reshape(len(x), -1).astype(np.float64)
    train, held = stratified_split(labels, 0.2)
    return x[train], labels[train], x[held], labels[held]


def train(drop: float, seed: int = 0, epochs: float = EPOCHS, eta: float = ETA, factor: float = FACTOR) -> Run:
    """Train 64 - 32 ReLU - 10 by plain descent on batches of 8; from epoch `drop` on eta is multiplied by `factor`.

    drop    number >= 0  in epochs, a multiple of 1/2; at least `epochs`: never
    seed    int          of the initial weights (normal, variance 2 / inputs; biases 0), of the order and the shaking
    epochs  number > 0   a multiple of 1/2
    eta     number > 0   learning rate before the drop
    factor  number > 0   what the drop multiplies it by
    Two runs with one seed are the same up to the earlier drop. Returns a Run.
    """
    x, labels, _, _ = examples()
    rng = np.random.default_rng(seed)
    layers = [
        [rng.normal(size=(o, i)) * np.sqrt(2 / i), np.zeros(o)] for i, o in ((x.shape[1], HIDDEN), (HIDDEN, CLASSES))
    ]
    rates, measured = [], []
    per_part = len(x) // BATCH // PER_EPOCH
    for part in range(round(epochs * PER_EPOCH) + 1):
        rates.append(eta * (factor if part >= drop * PER_EPOCH else 1.0))
        measured.append(measure(layers))
        if part % PER_EPOCH == 0:
            order = rng.permutation(len(x))
        if part == round(epochs * PER_EPOCH):
            break
        for k in range(per_part):
            first = (part % PER_EPOCH * per_part + k) * BATCH
            chosen = order[first : first + BATCH]
            shaken = x[chosen] + SHAKE * rng.normal(size=(BATCH, x.shape[1]))
            for layer, gradient in zip(layers, gradients(layers, shaken, labels[chosen]), strict=True):
                layer[:] = [w - rates[-1] * g for w, g in zip(layer, gradient, strict=True)]
    loss, accuracy = np.array(measured).T
    return Run(np.arange(len(rates)) / PER_EPOCH, np.array(rates), loss, accuracy)


def gradients(layers, x, labels):
    """[(dw, db) of each layer] of the mean cross-entropy on one batch.

    The same as linear, relu and cross_entropy of numpy_ops give (a test compares), written out: for eight examples
    the checks of their arguments would take most of the time.
    """
    (w, b), (w_out, b_out) = layers
    a = x @ w.T + b
    h = np.maximum(a, 0)
    logits = h @ w_out.T + b_out
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    dy = p / p.sum(axis=1, keepdims=True)
    dy[np.arange(len(x)), labels] -= 1
    dy /= len(x)
    da = dy @ w_out * (a > 0)
    return [(da.T @ x, da.sum(axis=0)), (dy.T @ h, dy.sum(axis=0))]


def measure(layers):
    """(loss on all training images, accuracy on those held back)."""
    x, labels, held, labels_held = examples()
    scores = [linear(relu(linear(part, *layers[0])[0])[0], *layers[1])[0] for part in (x, held)]
    return float(cross_entropy(scores[0], labels)[0]), float((scores[1].argmax(axis=1) == labels_held).mean())


# ---- what was recorded ---------------------------------------------------------------------------------------------


@cache
def recorded() -> dict:
    """The file recorded/plateau.json: how it was made, and "loss" and "right" as whole numbers (see `record`)."""
    return json.loads(RECORD.read_text("utf8"))


def run(drop: int, seed: int = 0) -> Run:
    """A recorded run: `train(drop, seed)` to four digits of the loss, without the wait.

    drop  int  one of DROPS        seed  int  0 to SEEDS - 1
    """
    if drop not in DROPS or not 0 <= seed < SEEDS:
        raise ValueError(
            f"run: recorded are drops at {DROPS} and seeds 0 to {SEEDS - 1}, got drop {drop!r} and seed {seed!r}: "
            "use one of those, or train(drop, seed), which takes seconds"
        )
    kept = recorded()
    whole, own = str(DROPS[-1]), str(drop)
    before = drop * PER_EPOCH if drop < DROPS[-1] else 0

    def curve(what):
        return np.array(kept[what][whole][seed][:before] + kept[what][own][seed])

    epoch = np.arange(EPOCHS * PER_EPOCH + 1) / PER_EPOCH
    eta = np.where(epoch >= drop, ETA * FACTOR, ETA)
    return Run(epoch, eta, curve("loss") / 1e4, curve("right") / len(examples()[3]))


def final(drop: int) -> tuple[np.ndarray, np.ndarray]:
    """(loss, accuracy), each (SEEDS,): where the recorded runs with this drop end."""
    ends = [run(drop, seed) for seed in range(SEEDS)]
    return np.array([one.loss[-1] for one in ends]), np.array([one.accuracy[-1] for one in ends])


def record(seeds=range(SEEDS)) -> dict:
    """Train every run. Per drop and seed, from the drop on (before it a run is that without a drop): the loss times
    10,000 and the number of right answers among the images held back, both as whole numbers."""
    held = len(examples()[3])
    loss, right = {}, {}
    for drop in DROPS:
        first = drop * PER_EPOCH if drop < DROPS[-1] else 0
        runs = [train(drop, seed) for seed in seeds]
        loss[str(drop)] = [np.rint(one.loss[first:] * 1e4).astype(int).tolist() for one in runs]
        right[str(drop)] = [np.rint(one.accuracy[first:] * held).astype(int).tolist() for one in runs]
        print(
            f"drop at {drop:2}: loss {min(r[-1] for r in loss[str(drop)])} to {max(r[-1] for r in loss[str(drop)])}",
            flush=True,
        )
    import sklearn

    return {
        "made_by": "python -m course_lib.experiments.plateau",
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "seeds": list(seeds),
        "drops": list(DROPS),
        "settings": {"hidden": HIDDEN, "batch": BATCH, "eta": ETA, "factor": FACTOR, "shake": SHAKE, "epochs": EPOCHS},
        "held": held,
        "loss": loss,
        "right": right,
    }


def main():
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record(), separators=(",", ":")) + "\n", "utf8")
    print(RECORD, f"{RECORD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
