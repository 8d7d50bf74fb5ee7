"""Project 2: what the check tells and what it keeps back, the plain twin, photographs, the record, the starters."""

import re

import numpy as np
import pytest
import torch

from course_lib.checks import check
from course_lib.checks.bank import network_on_a_budget as bank
from course_lib.experiments import network_on_a_budget as project
from course_lib.shapes.cost import cost
from course_lib.shapes.layers import AdaptivePool, Concat, Conv, Flatten, Linear, Net, Sum
from course_lib.shapes.sizes import trace
from tests.checks_bank import solutions
from tests.checks_bank.network_on_a_budget import IMAGE, SHAPES, answer, layers


def cell(name):
    """The source of one cell of the solution."""
    found = re.search(rf'(?ms)^# %% name="{name}".*?\n(.*?)(?=^# %% |\Z)', project.SOLUTION.read_text("utf8"))
    return found[1]


def numbers_in(report):
    return set(map(int, re.findall(r"\d+", " ".join(report.facts))))


@pytest.mark.parametrize("open_", list(SHAPES))
def test_what_was_not_predicted_is_never_told(open_):
    """Not by the list of what is open, nor by a wrong prediction further down."""
    said = {name: (7, 7, 7) for name in SHAPES if name != open_}
    report = check("network_on_a_budget", answer(said))
    assert f"Not predicted yet: {open_}." in report.facts[0] and len(report.facts) == 1
    assert not numbers_in(report) & set(SHAPES[open_]) - numbers_in(check("network_on_a_budget", answer({})))


def test_the_first_wrong_one_is_told_with_what_arrives_and_not_with_what_leaves():
    rows = {row.name: row for row in trace(Net("mine", IMAGE, layers()))}
    for name in SHAPES:
        report = check("network_on_a_budget", answer(SHAPES | {name: (77, 77, 77)}))
        told = report.facts[0]
        assert told.startswith(f"{name}, ") and f"{rows[name].before} arrives there" in told
        assert str(rows[name].after) not in told and report.misconception is None
    several = SHAPES | {"block2.body.conv1": (9, 9, 9), "pool": (9, 9, 9), "out": 9}
    assert check("network_on_a_budget", answer(several)).facts[0].startswith("block2.body.conv1, ")


def test_each_fault_has_an_example_and_words():
    named = {fault for _, fault in solutions("network_on_a_budget")[1].values()}
    assert {fault.id for fault in bank.TASK.faults} - named == {"padding_once"}  # often another rule fits as well
    for fault in bank.TASK.faults:
        assert fault.ask.endswith("?") and fault.says.endswith(".") and fault.cell in bank.TASK.cells
    assert set(bank.TASK.cells) == {bank.TASK.cell, *(fault.cell for fault in bank.TASK.faults)}


def test_padding_counted_once_is_named_where_no_other_rule_fits():
    report = check("network_on_a_budget", answer(SHAPES | {"stem": (8, 29, 29)}, stem=Conv(8, 7, padding=3)))
    assert report.misconception == "padding_once"


def test_spent_tells_the_price_and_no_shape():
    assert project.spent(Net("mine", IMAGE, layers())).startswith("19,411 parameters, 0.80 million MACs, the last map")
    broken = Net("mine", IMAGE, layers(block3=Sum(dict(body=Conv(32, 3, 2), shortcut=[]))))
    assert project.spent(broken) == "The table does not fit together at block3."
    assert "there is no map" in project.spent(Net("rows", IMAGE, dict(flatten=Flatten(), out=Linear(3))))


def test_the_plain_twin_has_the_same_layers_and_no_sum():
    plain = project.solution()["without_shortcuts"]
    pair = project.tables("26 layers")
    convolutions = [[row.layer for row in trace(net) if isinstance(row.layer, Conv)] for net in pair.values()]
    assert convolutions[0] == convolutions[1] and len({cost(net).parameters for net in pair.values()}) == 1
    assert not any(isinstance(row.layer, Sum) for row in trace(pair["plain"]))
    body = [Conv(8, 3, padding=1), Conv(8, 1)]
    assert plain([Sum(dict(shortcut=Conv(8, 1), body=body)), AdaptivePool()]) == [body, AdaptivePool()]
    joined = Concat(dict(body=Conv(8, 1), shortcut=[]))
    assert plain({"joined": joined}) == {"joined": joined}


def test_all_recorded_nets_keep_the_budget():
    record = project.recorded()
    assert list(record["nets"]) == list(project.NETS)
    for name, counts in record["nets"].items():
        net = project.tables(name)["residual"]
        assert counts == {"parameters": cost(net).parameters, "macs": cost(net).macs}
        assert counts["parameters"] <= 100_000 and counts["macs"] <= 10_000_000


def test_the_record_is_that_of_the_solution():
    record = project.recorded()
    for nets in record["right"].values():
        for rows in nets.values():
            assert rows.shape == (len(project.SEEDS), 2) and ((0.3 < rows) & (rows <= 1)).all()
    for kind, loss in record["first_loss"].items():
        assert project.first_loss(kind) == pytest.approx(loss, rel=0.02)


def test_photographs_are_read_from_a_folder(tmp_path):
    image = pytest.importorskip("PIL.Image")
    for name, grey in (("cat", 0), ("dog", 255)):
        (tmp_path / name).mkdir()
        for i in range(3):
            image.new("RGB", (60 + 10 * i, 50), (grey,) * 3).save(tmp_path / name / f"{i}.png")
    names = {"FOLDER": None, "np": np}
    exec(cell("photographs"), names)
    classes, x, labels = names["photographs_from"](tmp_path, 32)
    assert classes == ["cat", "dog"] and x.shape == (6, 3, 32, 32) and x.dtype == np.float32
    assert (x[labels == 1] == 1).all() and (x[labels == 0] == 0).all()


def test_the_distillation_loss_has_the_gradient_that_is_written_there():
    source = cell("distil").split("z, v = torch.randn")[0]
    names = {}
    exec("import torch\n" + source, names)
    z, v = torch.randn(2, 5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    z.requires_grad_()
    for T in (1.0, 3.0):
        (slope,) = torch.autograd.grad(names["distillation"](z, v, T), z)
        assert torch.allclose(slope, T * (torch.softmax(z / T, 1) - torch.softmax(v / T, 1)) / 5)
