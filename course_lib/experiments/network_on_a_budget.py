"""What a network costs before it is built, and the nets of project 2 at growing depth, with and without shortcuts.

The nets are those of the solution itself: its cells are read from solutions/ and run. All of them keep the budget,
and the deepest nearly spends it. Trained with three seeds each, longer than in the
solution, and recorded, since it takes minutes:

    python -m course_lib.experiments.network_on_a_budget      makes recorded/network_on_a_budget.json again
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import numpy as np

from course_lib.shapes.cost import cost
from course_lib.shapes.layers import Net
from course_lib.shapes.receptive_field import receptive_fields

RECORD = Path(__file__).with_name("recorded") / "network_on_a_budget.json"
SOLUTION = Path(__file__).parents[2] / "solutions" / "project_2_network_on_a_budget.py"
CELLS = ("images", "table", "train", "without-shortcuts")
NETS = {  # name: (blocks a stage, widths of the stages)
    "8 layers": (1, (8, 16, 32)),
    "14 layers": (2, (8, 16, 32)),
    "26 layers": (4, (8, 16, 32)),
}
SEEDS, EPOCHS = (0, 1, 2), 10


def spent(net: Net) -> str:
    """What a table costs, and how far a unit of its last map sees, in one line; no shape is told.

    Without a last map, or where the table does not fit together, the line says so.
    """
    try:
        total, fields = cost(net), [row for row in receptive_fields(net) if row.fields]
    except ValueError as error:
        where = re.search(r", layer ([^:]+):", str(error))
        return f"The table does not fit together at {where[1]}." if where else f"{error}."
    field = min(along.size for along in fields[-1].fields) if fields else 0
    sees = f"the last map, {fields[-1].name}, sees {field} pixels along a side" if fields else "there is no map"
    return f"{total.parameters:,} parameters, {total.macs / 1e6:.2f} million MACs, {sees}"


@cache
def solution() -> dict:
    """The names that those cells of the solution define: table, train, without_shortcuts, and the images."""
    cells = re.split(r"(?m)^# %% ", SOLUTION.read_text(encoding="utf-8"))
    named = {found[1]: cell.partition("\n")[2] for cell in cells if (found := re.search(r'name="([\w-]+)"', cell))}
    names = {}
    for name in CELLS:
        exec(named[name].replace("raise NotImplementedError", "pass"), names)
    return names


def tables(name: str) -> dict:
    """{"residual": Net, "plain": Net}, one of NETS."""
    residual = solution()["table"](*NETS[name])
    return {"residual": residual, "plain": solution()["without_shortcuts"](residual)}


def accuracy(table: Net, seed: int, epochs: int = EPOCHS) -> tuple[float, float]:
    """(share of the training images, share of the test images) that are named rightly after training."""
    net, _ = solution()["train"](table, seed, epochs)
    return tuple(solution()["share_right"](net, *solution()[which]) for which in ("training", "test"))


def first_loss(kind: str) -> float:
    """Mean loss of the smallest net of this kind in a training of one epoch, seed 0: a cheap slice of the record."""
    return solution()["train"](tables("8 layers")[kind], 0, 1)[1]["loss"][0]


@cache
def recorded() -> dict:
    """nets {name: {"parameters", "macs"}}; right {kind: {name: (3, 2) of training and test images named rightly}}."""
    record = json.loads(RECORD.read_text("utf8"))
    record["right"] = {
        kind: {name: np.array(rows) for name, rows in nets.items()} for kind, nets in record["right"].items()
    }
    return record


def main():
    import torch

    torch.set_num_threads(1)
    right, counts = {"residual": {}, "plain": {}}, {}
    for name in NETS:
        for kind, table in tables(name).items():
            right[kind][name] = [[round(share, 4) for share in accuracy(table, seed)] for seed in SEEDS]
            print(name, kind, right[kind][name], flush=True)
        counts[name] = {"parameters": cost(table).parameters, "macs": cost(table).macs}
    record = {
        "made_by": "python -m course_lib.experiments.network_on_a_budget",
        "versions": {"numpy": np.__version__, "torch": torch.__version__},
        "seeds": SEEDS,
        "epochs": EPOCHS,
        "first_loss": {kind: round(first_loss(kind), 3) for kind in right},
        "nets": counts,
        "right": right,
    }
    RECORD.write_text(json.dumps(record) + "\n", "utf8")


if __name__ == "__main__":
    main()
