"""How deep the nets of the solution of project 1 learn the digits, by recipe: recorded, since it takes minutes.

The nets are those of the solution itself: its cells are read from solutions/ and run. `python -m
course_lib.experiments.deep_by_hand` makes the record again (about ten minutes of one processor).
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import numpy as np

from .gradient_flow import digits_table

RECORD = Path(__file__).parent / "recorded" / "deep_by_hand.json"
SOLUTION = Path(__file__).parents[2] / "solutions" / "project_1_deep_by_hand.py"
CELLS = ("from-exercises", "from-exercises-batch-norm", "net", "backward", "train")
RECIPES, DEPTHS, RATES, SEEDS, EPOCHS = (
    ("relu", "tanh", "batch norm", "orthogonal"), (5, 10, 20, 50, 100, 200), (0.15, 0.5), range(5), 24,
)  # fmt: skip
DEEPEST, LONG = 150, 50  # the longest run: weight matrices, times through the digits
LOST = 0.7  # a recipe whose median is below this is not tried deeper


def solution_train():
    """The function `train` of the solution."""
    cells = re.split(r"(?m)^# %% ", SOLUTION.read_text(encoding="utf-8"))
    named = {found[1]: cell.partition("\n")[2] for cell in cells if (found := re.search(r'name="([\w-]+)"', cell))}
    names = {"np": np}
    exec("\n".join(named[name] for name in CELLS), names)
    return names["train"]


def accuracy(train, recipe: str, depth: int, rate: float, seed: int, epochs: int = EPOCHS) -> float:
    """Share of the 359 test digits read rightly; 0 where the scores are no numbers."""
    x, labels, x_test, labels_test = digits_table()
    with np.errstate(all="ignore"):
        scores, _ = train(x, labels, x_test, seed, depth, recipe, epochs, rate)
    return float(np.mean(scores.argmax(axis=1) == labels_test)) if np.isfinite(scores).all() else 0.0


def recorded() -> dict:
    """depths; accuracy {recipe: (depths, seeds)} with the best rate at each depth, NaN where not tried; deepest."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    record["accuracy"] = {recipe: np.array(rows, float) for recipe, rows in record["accuracy"].items()}
    return record


def ladder(train, recipe, depths=DEPTHS):
    """(rows of accuracies, rates): of each depth the rate with the best median."""
    rows, rates = [], []
    for depth in depths:
        if rows and (rates[-1] is None or np.median(rows[-1]) < LOST):
            rows.append([None] * len(SEEDS))
            rates.append(None)
            continue
        tried = {rate: [round(accuracy(train, recipe, depth, rate, seed), 4) for seed in SEEDS] for rate in RATES}
        rates.append(max(tried, key=lambda rate: np.median(tried[rate])))
        rows.append(tried[rates[-1]])
        print(recipe, depth, rates[-1], np.median(rows[-1]), flush=True)
    return rows, rates


def main() -> None:
    """Make the record again."""
    train = solution_train()
    made = {"made_by": "python -m course_lib.experiments.deep_by_hand", "numpy": np.__version__}
    rows = {recipe: ladder(train, recipe) for recipe in RECIPES}
    began = time.process_time()
    long = [round(accuracy(train, "orthogonal", DEEPEST, 0.5, seed, LONG), 4) for seed in SEEDS]
    seconds = round(time.process_time() - began, 1)  # of the processor: others may be using the machine, too
    accuracies, rates = ({recipe: pair[which] for recipe, pair in rows.items()} for which in (0, 1))
    record = made | {
        "depths": DEPTHS, "epochs": EPOCHS, "seeds": list(SEEDS), "rates": rates, "accuracy": accuracies,
        "deepest": {"depth": DEEPEST, "epochs": LONG, "accuracy": long, "seconds": seconds},
    }  # fmt: skip
    RECORD.write_text(json.dumps(record, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
