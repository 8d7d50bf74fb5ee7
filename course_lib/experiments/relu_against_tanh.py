"""A race to 25 % training error: ReLU against tanh, four layers, a step size of its own for each.

Krizhevsky, Sutskever and Hinton (NeurIPS 2012, section 3.1 and Fig. 1) report one such race: a convolutional net of
four layers on CIFAR-10, where ReLU needed six times fewer epochs than tanh. This is the same question in miniature:
fully connected, on the 1438 training digits, once with their labels and once with the labels dealt out at random, so
that each digit has to be learned by heart. Weights begin with variance 1 / inputs; those of one more ReLU net with
twice that, which suits it (He et al., ICCV, 2015).

`python -m course_lib.experiments.relu_against_tanh` writes the record (two minutes).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .gradient_flow import accuracy, batches, descend, digits_table, loss_and_gradients, network

RECORD = Path(__file__).parent / "recorded" / "relu_against_tanh.json"
RACERS = {"tanh": ("tanh", 1.0), "ReLU": ("relu", 1.0), "ReLU, twice the variance": ("relu", 2**0.5)}  # and scale
SEEDS = range(5)
HIDDEN, WIDTH, BATCH, GOAL = 3, 128, 64, 0.25
RATES = (0.1, 0.2, 0.4, 0.8)
TASKS = {"true labels": (1, 200), "labels at random": (20, 3000)}  # (look every so many steps, give up after)


def labels_of(task: str):
    """(digits (1438, 64) with mean 0 in each pixel and mean square 1 over all, labels: as they are, or shuffled)."""
    x, labels, *_ = digits_table()
    x = x - x.mean(axis=0)
    if task != "true labels":
        labels = np.random.default_rng(99).permutation(labels)
    return x / np.sqrt((x * x).mean()), labels


def steps_to_goal(task: str, racer: str, lr: float, seed: int) -> int | None:
    """Mini-batches of 64 until at most GOAL of all training digits are wrong; None if it never comes to that.

    task  a key of TASKS;  racer  a key of RACERS: activation, and deviation of the first weights times sqrt(inputs)
    lr    eta;  seed  of the weights and of the order of the digits
    """
    activation, scale = RACERS[racer]
    x, labels = labels_of(task)
    every, most = TASKS[task]
    layers = network(HIDDEN, WIDTH, scale, seed=seed)
    velocity = [{name: np.zeros_like(value) for name, value in layer.items()} for layer in layers]
    order = batches(len(x), BATCH, seed)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(most + 1):
            if step % every == 0 and accuracy(x, labels, layers, activation) >= 1 - GOAL:
                return step
            rows = next(order)
            loss, _, gradients = loss_and_gradients(x[rows], labels[rows], layers, activation)
            if not np.isfinite(loss):
                return None
            descend(layers, gradients, velocity, lr, 0.0)
    return None


def recorded() -> dict[str, dict[str, np.ndarray]]:
    """{task: {racer: (step sizes, seeds) mini-batches to the goal}}, infinity where it was not reached."""
    runs = json.loads(RECORD.read_text("utf8"))["steps"]
    number = np.vectorize(lambda n: np.inf if n is None else float(n), otypes=[float])
    return {task: {who: number(np.array(found, dtype=object)) for who, found in racers.items()}
            for task, racers in runs.items()}  # fmt: skip


def at_its_best(steps: np.ndarray) -> np.ndarray:
    """(seeds,): the row of the step size with the smallest median."""
    return steps[np.median(steps, axis=1).argmin()]


def main() -> None:
    made = {"made_by": "python -m course_lib.experiments.relu_against_tanh", "numpy": np.__version__}
    grid = {"seeds": list(SEEDS), "lr": RATES, "goal": GOAL, "hidden": HIDDEN, "width": WIDTH, "batch": BATCH}
    steps = {}
    for task in TASKS:
        steps[task] = {who: [[steps_to_goal(task, who, lr, seed) for seed in SEEDS] for lr in RATES] for who in RACERS}
        for who, found in steps[task].items():
            print(task, who, found, flush=True)
    RECORD.write_text(json.dumps(made | grid | {"steps": steps}) + "\n", "utf8")


if __name__ == "__main__":
    main()
