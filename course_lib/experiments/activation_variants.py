"""One net, six activations: how much the later variants of ReLU gain on the digits.

`python -m course_lib.experiments.activation_variants` writes the recorded runs.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path

import numpy as np

from course_lib.numpy_ops import (
    cross_entropy,
    cross_entropy_backward,
    elu,
    elu_backward,
    leaky_relu,
    leaky_relu_backward,
    linear,
    linear_backward,
    relu,
    relu_backward,
    selu,
    selu_backward,
    swish,
    swish_backward,
    tanh,
    tanh_backward,
)

RECORD = Path(__file__).with_name("recorded") / "activation_variants.json"
ACTIVATIONS = {
    "tanh": (tanh, tanh_backward, 1.0),
    "ReLU": (relu, relu_backward, 2.0),
    "leaky ReLU": (leaky_relu, leaky_relu_backward, 2.0),
    "ELU": (elu, elu_backward, 2.0),
    "SELU": (selu, selu_backward, 1.0),
    "swish": (swish, swish_backward, 2.0),
}  # with n times the variance of the weights: the rule of the nearest relative, the paper's own for SELU
SIZES, EXAMPLES, BATCH, LR, STEPS, SEEDS = (64, 64, 64, 10), 1024, 64, 0.2, 600, range(10)


def accuracy(activation: str, seed: int, steps: int = STEPS) -> float:
    """Train 64 - 64 - 64 - 10 on 1,024 digits by plain descent on batches of 64; the share right of the other 773.

    Arguments
        activation  one of ACTIVATIONS
        seed        int, of weights, batches and of which digits are trained on
        steps       int
    Raises ValueError for another activation.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"accuracy: activation must be one of {', '.join(ACTIVATIONS)}; got {activation!r}")
    op, back, gain = ACTIVATIONS[activation]
    rng = np.random.default_rng(seed)
    x, labels = _digits(rng)
    pairs = zip(SIZES, SIZES[1:], strict=False)
    layers = [(rng.normal(size=(o, i)) * np.sqrt(gain / i), np.zeros(o)) for i, o in pairs]
    for _ in range(steps):
        rows = rng.choice(EXAMPLES, BATCH, replace=False)
        scores, caches = _forward(x[rows], layers, op)
        dy = cross_entropy_backward(np.array(1.0), cross_entropy(scores, labels[rows])[1])
        for k in reversed(range(len(layers))):
            to_a, to_h = caches[k]
            dy, dw, db = linear_backward(dy if to_h is None else back(dy, to_h), to_a)
            layers[k] = (layers[k][0] - LR * dw, layers[k][1] - LR * db)
    scores, _ = _forward(x[EXAMPLES:], layers, op)
    return float((scores.argmax(axis=1) == labels[EXAMPLES:]).mean())


def _forward(x, layers, op):
    caches, h = [], x
    for w, b in layers[:-1]:
        a, to_a = linear(h, w, b)
        h, to_h = op(a)
        caches.append((to_a, to_h))
    scores, to_scores = linear(h, *layers[-1])
    return scores, [*caches, (to_scores, None)]


def _digits(rng):
    from sklearn.datasets import load_digits

    data, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(data))
    return data[order] / 16, labels[order]


def recorded() -> dict[str, np.ndarray]:
    """{activation: accuracies of the ten seeds}, from the record that `main` wrote."""
    table = json.loads(RECORD.read_text(encoding="utf-8"))["accuracy"]
    return {name: np.array(table[name]) for name in ACTIVATIONS}


def main() -> None:
    """Write the record: every activation, every seed."""
    record = {
        "made_by": "python -m course_lib.experiments.activation_variants",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "settings": {"sizes": SIZES, "batch": BATCH, "lr": LR, "steps": STEPS, "seeds": list(SEEDS)},
        "accuracy": {name: [round(accuracy(name, seed), 4) for seed in SEEDS] for name in ACTIVATIONS},
    }
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
