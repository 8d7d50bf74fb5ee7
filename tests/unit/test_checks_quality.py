"""What measures the checks: does it count, and would it notice?"""

import json

import numpy as np
import pytest

from tests.checks_bank import __main__ as quality
from tests.checks_bank import solutions
from tests.checks_bank._variations import alarms

right = solutions("mlp_forward")[0]["r_matrix"]


def test_the_counts_of_a_bank_add_up():
    row = quality.measure("gates")
    right, wrong = solutions("gates")
    assert row["wrong"] == len(wrong) == row["killed"] == len(row["sizes"])
    assert row["named_rightly"] + row["named_wrongly"] + row["unnamed"] == row["wrong"]
    assert row["nameless"] == sum(fault is None for _, fault in wrong.values())
    assert row["alarms"] == 0 and len(row["wall_ms"]) == len(right) + len(wrong)


def test_the_table_has_a_line_for_each_bank_and_separate_sums(capsys):
    quality.main(["gates", "unseen_mlp_forward"])
    lines = capsys.readouterr().out.splitlines()
    named = [line.split("  ")[0] for line in lines]
    assert {"gates", "unseen_mlp_forward", "all banks", "own banks", "unseen banks", "goals"} <= set(named)
    heads, first = lines[0], lines[1]
    assert heads.split() and first.startswith("gates") and max(map(len, lines)) <= 150
    sums = {line.split("  ")[0]: line.split()[2] for line in lines if "banks  " in line}
    counts = {name: int(sum_.split("/")[1]) for name, sum_ in sums.items()}
    assert counts["all banks"] == counts["own banks"] + counts["unseen banks"]


def test_survivors_false_alarms_and_wrong_names_are_counted(monkeypatch, capsys):
    banks = (
        {"r": right, "r_wrong": lambda *args: right(*args) + 1},
        {
            "survivor": (right, "no_relu"),
            "mislabelled": (solutions("mlp_forward")[1]["linear_hidden"][0], "relu_on_input"),
        },
    )
    monkeypatch.setattr(quality, "solutions", lambda bank: banks)
    row = quality.measure("mlp_forward", seeds=10)
    assert (row["killed"], row["alarms"], row["named_wrongly"], row["unnamed"]) == (1, 1, 1, 1)
    assert (row["variations"], row["variation_alarms"]) == (20, 10)
    printed = capsys.readouterr().out
    assert "SURVIVED mlp_forward survivor" in printed and "FALSE ALARM mlp_forward r_wrong" in printed


def test_everything_goes_into_the_file_for_the_drawing(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(quality, "BANKS", ("gates", "unseen_mlp_forward"))
    monkeypatch.setattr(quality, "RESULT", tmp_path / "build" / "quality.json")
    quality.main([])
    numbers = json.loads(quality.RESULT.read_text())
    assert set(numbers["banks"]) == {"gates", "unseen_mlp_forward"}
    assert numbers["totals"]["all"]["wrong"] == sum(row["wrong"] for row in numbers["banks"].values())
    assert numbers["totals"]["unseen"] == numbers["banks"]["unseen_mlp_forward"]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x, *rest: right(x.copy(order="C"), *rest).astype(np.float16), "dtype float16"),
        (lambda x, *rest: right(x.ravel(order="K").reshape(x.shape), *rest), "scores"),
        (lambda x, *rest: x.__imul__(1.5) @ np.zeros((1, 1)), "argument"),
        (lambda x, *rest: right(x, *rest) if x.flags.c_contiguous else 1 / 0, "ZeroDivisionError"),
    ],
)
def test_variations_find_what_depends_on_the_layout(function, says):
    calls, told = alarms("mlp_forward", {"student": function}, 60)
    assert calls == 60 and any(says in line for line in told)
    assert alarms("mlp_forward", {"right": right}, 60) == (60, [])
