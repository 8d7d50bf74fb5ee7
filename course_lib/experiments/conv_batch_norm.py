"""Batch norm after every convolution: which initial scale and which eta still train a convolutional net on digits.

The net: 6 convolutions 3 x 3, padding 1, of 16 maps, each followed by (batch norm and) a ReLU; max pooling 2 x 2 after
the third; then 10 logits from the 16 x 4 x 4 numbers that are left. Plain descent on batches of 64. A weight of a
layer starts as N(0, (scale / sqrt(fan_in))^2), fan_in = 9 times the maps it reads; only the logits keep scale 1.

`python -m course_lib.experiments.conv_batch_norm` makes the record, in some minutes on one thread.
Source: Ioffe, Szegedy, ICML (2015), section 3.2, for batch norm in convolutional layers.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path

import numpy as np

RECORD = Path(__file__).with_name("recorded") / "conv_batch_norm.json"
SCALES = (0.1, 0.5, 1.4, 4.0, 10.0)  # 1.4 is He's sqrt(2), right for ReLU
RATES = (0.01, 0.1, 1.0)
LAYERS, MAPS, BATCH, STEPS, SEEDS = 6, 16, 64, 150, (0, 1, 2)


def net(batch_norm: bool, scale: float, seed: int = 0):
    """The net as a torch module, float32, its initial numbers drawn by NumPy."""
    from torch import nn

    rng, layers, maps = np.random.default_rng(seed), [], 1
    for k in range(LAYERS):
        conv = nn.Conv2d(maps, MAPS, 3, padding=1, bias=not batch_norm)
        _fill(conv, rng, scale)
        layers += [conv, *([nn.BatchNorm2d(MAPS)] if batch_norm else []), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if k == 2 else []
        maps = MAPS
    logits = nn.Linear(MAPS * 16, 10)
    _fill(logits, rng, 1.0)
    return nn.Sequential(*layers, nn.Flatten(), logits)


def _fill(layer, rng, scale):
    import torch

    shape = tuple(layer.weight.shape)
    fan_in = int(np.prod(shape[1:]))
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(rng.normal(0, scale / np.sqrt(fan_in), shape)))
        if layer.bias is not None:
            layer.bias.zero_()


def accuracy(batch_norm: bool, scale: float, rate: float, seed: int = 0, steps: int = STEPS) -> float:
    """Train one net; the share of the 359 held-out digits that it reads rightly after `steps` steps."""
    import torch
    from torch.nn.functional import cross_entropy

    from course_lib.data import digits

    data, model = digits(), net(batch_norm, scale, seed)
    x, labels = torch.from_numpy(data.x), torch.from_numpy(data.labels)
    rng = np.random.default_rng(1000 + seed)
    for _ in range(steps):
        rows = torch.from_numpy(rng.choice(len(x), BATCH, replace=False))
        model.zero_grad()
        cross_entropy(model(x[rows]), labels[rows]).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= rate * p.grad
    model.eval()
    with torch.no_grad():
        right = model(torch.from_numpy(data.x_test)).argmax(dim=1).numpy() == data.labels_test
    return float(right.mean())


def recorded() -> dict[bool, np.ndarray]:
    """{batch norm?: accuracies (SCALES, RATES, SEEDS)}, from the record that `main` wrote."""
    table = json.loads(RECORD.read_text(encoding="utf-8"))["accuracy"]
    return {False: np.array(table["plain"]), True: np.array(table["batch norm"])}


def main() -> None:
    """Write the record: both nets, every scale, every rate, every seed; on one thread."""
    import torch

    torch.set_num_threads(1)
    found = {
        name: [[[round(accuracy(bn, s, r, seed), 4) for seed in SEEDS] for r in RATES] for s in SCALES]
        for name, bn in (("plain", False), ("batch norm", True))
    }
    record = {
        "made_by": "python -m course_lib.experiments.conv_batch_norm",
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__},
        "settings": {"scales": SCALES, "rates": RATES, "seeds": SEEDS, "steps": STEPS, "batch": BATCH},
        "accuracy": found,
    }
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
