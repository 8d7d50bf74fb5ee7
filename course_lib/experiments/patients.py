"""Six training runs of one small net, each with exactly one fault, and a healthy one: to be told apart by instruments.

The net reads scikit-learn's digits: 64 pixels, three hidden layers of 40 ReLU units, ten scores. The third hidden
layer has batch norm in the place of a bias. A run is 300 steps of plain descent on mini-batches of 60.

What the instruments showed is recorded (`python -m course_lib.experiments.patients` makes the record again), so that
every reader looks at the same six runs; which patient has which fault stands in no picture and in no record.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from course_lib.numpy_ops import (
    batch_norm,
    batch_norm_backward,
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    relu,
    relu_backward,
)

from .gradient_flow import batches, digits_table, network, norm

FAULTS = {
    "zero_weights": "all weights start at 0",
    "deviation_one": "the weights start with standard deviation 1, whatever the number of inputs",
    "bias_not_summed": "the gradient of a bias is not summed over the batch",
    "modes_swapped": "batch norm is in evaluation mode while training, and in training mode while evaluating",
    "rows_leaked": "the rows of the test set are in the training set, too",
    "units_killed": "the step size is so large that the first steps switch units off for good",
}
INSTRUMENTS = {
    "loss": "cross-entropy of each mini-batch",
    "accuracy": "share of digits read rightly, training and test",
    "gradients": "norm of the gradient of each layer's weights",
    "spread": "standard deviation of each layer's output before the first step and after the last",
    "dead": "share of units in each hidden layer that are off for every training digit",
    "updates": "norm of a step of the weights, divided by the norm of the weights",
    "shapes": "shapes of all arrays, after the last step",
    "running": "running mean of the batch norm (mean absolute value); the sets are read before every tenth step",
    "batches": "test accuracy after training, when the test set is read in batches of 2, 6, 20, 60 or at once",
    "overlap": "distance from each row of the test set to the nearest row of the training set",
}
NAMES = "ABCDEF"
ADMISSION = 1958  # seed of the order in which the patients came
LR, STEPS, BATCH, WIDTH, EVERY, SEED = 0.1, 300, 60, 40, 10, 3
SIZES = (2, 6, 20, 60, 359)
BINS = np.arange(0, 2.75, 0.25)
RECORD = Path(__file__).parent / "recorded" / "patients.json"


@dataclass
class Chart:
    """What the instruments show of one run; C looks, one every 10 steps, the last after the last of T steps."""

    loss: np.ndarray  # (T,) of each mini-batch, before its step
    looked: np.ndarray  # (C,) steps made so far
    train_accuracy: np.ndarray  # (C,)
    test_accuracy: np.ndarray  # (C,)
    gradients: np.ndarray  # (C - 1, 4) norm of the gradient of each layer's weights, at the step made then
    updates: np.ndarray  # (C - 1, 4) norm of the step over the norm of the weights; NaN where the weights are 0
    spread: np.ndarray  # (C, 4) standard deviation of the outputs of the layers over digits and units
    dead: np.ndarray  # (C, 3) share of units that are off for all training digits
    running: np.ndarray  # (T,) mean |running mean| of the batch norm, before each step
    batches: np.ndarray  # (5,) test accuracy by size of the batch (SIZES); NaN where the net cannot be evaluated
    overlap: np.ndarray  # (bins,) how many test rows have their nearest training row at which distance
    shapes: dict  # name of the array -> shape


def order() -> tuple:
    """The faults of the patients A to F."""
    return tuple(str(fault) for fault in np.random.default_rng(ADMISSION).permutation(list(FAULTS)))


def start(fault=None, seed=SEED):
    """The layers before the first step, as dicts of arrays."""
    scale = 0.0 if fault == "zero_weights" else np.sqrt(2)
    layers = network(3, WIDTH, scale, seed=seed)
    units = len(layers[2].pop("b"))
    layers[2] |= {"gamma": np.ones(units), "beta": np.zeros(units), "mean": np.zeros(units), "var": np.ones(units)}
    if fault == "deviation_one":
        for layer in layers:
            layer["w"] = layer["w"] * np.sqrt(layer["w"].shape[1] / 2)
    return layers


def forward(x, layers, training):
    """(scores, tape); in training the running statistics in `layers` are updated. A bias may have a row an example."""
    tape, h = [], x
    for layer in layers:
        a, to_linear = linear(h, layer["w"])
        to_norm = None
        if "gamma" in layer:
            statistics = layer["mean"], layer["var"]
            a, mean, var, to_norm = batch_norm(a, layer["gamma"], layer["beta"], *statistics, training=training)
            layer["mean"], layer["var"] = mean, var
        else:
            a = a + layer["b"]
        h, to_relu = (a, None) if layer is layers[-1] else relu(a)
        tape.append({"h": h, "linear": to_linear, "norm": to_norm, "relu": to_relu})
    return h, tape


def backward(dscores, tape, summed=True):
    """For each layer a dict of gradients; summed=False forgets the sum over the batch in those of the biases."""
    gradients, dh = [], dscores
    for entry in reversed(tape):
        da = dh if entry["relu"] is None else relu_backward(dh, entry["relu"])
        if entry["norm"] is not None:
            da, dgamma, dbeta = batch_norm_backward(da, entry["norm"])
            found = {"gamma": dgamma, "beta": dbeta}
        else:
            found = {"b": da.sum(axis=0) if summed else da}
        dh, found["w"], _ = linear_backward(da, entry["linear"])
        gradients.insert(0, found)
    return gradients


def run(fault=None, steps: int = STEPS, seed: int = SEED) -> Chart:
    """Train the net with this one fault (a name in FAULTS, or None), and read all instruments.

    steps: a multiple of 10. Evaluation reads the sets in batches of 60; what is left over is not read.
    """
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"run: fault must be one of {', '.join(FAULTS)} or None, got {fault!r}")
    x, labels, x_test, labels_test = digits_table()
    if fault == "rows_leaked":
        x, labels = (np.concatenate([test, own[len(test) :]]) for test, own in ((x_test, x), (labels_test, labels)))
    lr, swapped = LR * (60 if fault == "units_killed" else 1), fault == "modes_swapped"
    layers, rows = start(fault, seed), batches(len(x), BATCH, seed)
    loss, running, looks, moves = [], [], [], []
    for step in range(steps + 1):
        if step % EVERY == 0:
            accuracies = [accuracy(*those, layers, BATCH, swapped) for those in ((x, labels), (x_test, labels_test))]
            looks.append((step, *accuracies, *activity(x, layers)))
        if step == steps:
            break
        running.append(np.abs(layers[2]["mean"]).mean())
        batch = next(rows)
        scores, tape = forward(x[batch], layers, training=not swapped)
        value, to_loss = cross_entropy(scores, labels[batch])
        gradients = backward(cross_entropy_backward(np.array(1.0), to_loss), tape, summed=fault != "bias_not_summed")
        loss.append(float(value))
        updates = descend(layers, gradients, lr)
        if step % EVERY == 0:
            moves.append(([norm(found["w"]) for found in gradients], updates))
    looked, train, test, spread, dead = map(np.array, zip(*looks, strict=True))
    norms, updates = map(np.array, zip(*moves, strict=True))
    sizes = np.array([accuracy(x_test, labels_test, layers, size, swapped) for size in SIZES])
    shapes = shapes_of(x, x_test, layers, gradients)
    return Chart(np.array(loss), looked, train, test, norms, updates, spread, dead, np.array(running), sizes,
                 distances(x, x_test), shapes)  # fmt: skip


def descend(layers, gradients, lr):
    """One step of plain descent, in place in the dicts; [|step of w| / |w|]."""
    ratios = []
    for layer, found in zip(layers, gradients, strict=True):
        before = norm(layer["w"])
        ratios.append(lr * norm(found["w"]) / before if before else np.nan)
        for name, g in found.items():
            layer[name] = layer[name] - lr * g
    return ratios


def accuracy(x, labels, layers, size, training=False):
    """Share of the rows read rightly in batches of `size`; NaN where a bias fits no such batch."""
    right = count = 0
    for first in range(0, len(x) - size + 1, size):
        try:
            scores, _ = forward(x[first : first + size], layers, training)
        except ValueError:
            return np.nan
        right, count = right + (scores.argmax(axis=1) == labels[first : first + size]).sum(), count + size
    return float(right / count)


def activity(x, layers):
    """(spread of each layer's output, share of units off for every row in each hidden layer), nothing changed."""
    copies = [dict(layer) for layer in layers]
    for layer in copies:
        if np.ndim(layer.get("b")) == 2:
            layer["b"] = layer["b"][0]
    outputs = [entry["h"] for entry in forward(x, copies, training=True)[1]]
    return [float(h.std()) for h in outputs], [float((h <= 0).all(axis=0).mean()) for h in outputs[:-1]]


def distances(x, x_test):
    """How many test rows have their nearest training row in each of the BINS; the first counts exact copies only."""
    squares = (x_test**2).sum(axis=1)[:, None] + (x**2).sum(axis=1) - 2 * x_test @ x.T
    nearest = np.sqrt(np.maximum(squares.min(axis=1), 0)).round(3)
    copies = int((nearest == 0).sum())
    return np.array([copies, *np.histogram(nearest[nearest > 0], BINS)[0]])


def shapes_of(x, x_test, layers, gradients):
    shapes = {"x": x.shape, "x_test": x_test.shape}
    for number, (layer, found) in enumerate(zip(layers, gradients, strict=True), start=1):
        for name in ("w", "b", "gamma", "beta"):
            if name in layer:
                shapes |= {f"{name}{number}": layer[name].shape, f"d{name}{number}": found[name].shape}
    return shapes


def rings(chart: Chart, healthy: Chart) -> dict:
    """Which instruments show this run clearly outside of what the healthy one shows: {instrument: bool}.

    Clearly: another accuracy by more than 0.03 or a share by more than 0.25; a size by more than a factor of 4 (the
    spread: 2; the loss at the beginning: 1.5).
    """

    def apart(one, other, factor):
        one, other = np.asarray(one, float), np.asarray(other, float)
        with np.errstate(divide="ignore", invalid="ignore"):
            return bool((~(np.abs(np.log(one / other)) < np.log(factor))).any())

    ends, (late, usual) = [0, -1], (run.loss[-20:].mean() for run in (chart, healthy))
    return {
        "loss": apart(chart.loss[0], healthy.loss[0], 1.5) or apart(late, usual, 4),
        "accuracy": abs(chart.test_accuracy[-1] - healthy.test_accuracy[-1]) > 0.03,
        "gradients": apart(chart.gradients[ends], healthy.gradients[ends], 4),
        "spread": apart(chart.spread[ends, :3], healthy.spread[ends, :3], 2),
        "dead": bool((chart.dead - healthy.dead > 0.25).any()),
        "updates": apart(chart.updates[ends], healthy.updates[ends], 4),
        "shapes": chart.shapes != healthy.shapes,
        "running": apart(chart.running[-1], healthy.running[-1], 4),
        "batches": not np.ptp(chart.batches) < 0.03,
        "overlap": bool(chart.overlap[0] > healthy.overlap[0]),
    }


def ward() -> dict:
    """The recorded charts: {"healthy": Chart, "A": Chart, ..., "F": Chart}."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    return {name: _chart(values) for name, values in record["charts"].items()}


def _chart(values):
    shapes = {name: tuple(shape) for name, shape in values["shapes"].items()}
    arrays = {f.name: np.array(values[f.name], float) for f in fields(Chart) if f.name != "shapes"}
    return Chart(**arrays, shapes=shapes)


def rounded(chart: Chart) -> dict:
    """A chart as plain data of four significant digits; NaN becomes None."""

    def short(value):
        if isinstance(value, list):
            return [short(item) for item in value]
        return None if value != value else float(f"{value:.4g}")

    data = asdict(chart)
    shapes = {name: list(shape) for name, shape in data.pop("shapes").items()}
    return {name: short(value.tolist()) for name, value in data.items()} | {"shapes": shapes}


def main() -> None:
    """Make the record again."""
    charts = {"healthy": run()} | {name: run(fault) for name, fault in zip(NAMES, order(), strict=True)}
    record = {
        "made_by": "python -m course_lib.experiments.patients",
        "numpy": np.__version__,
        "seed": SEED,
        "charts": {name: rounded(chart) for name, chart in charts.items()},
    }
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record, separators=(",", ":")).replace('},"', '},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
