"""The benchmark compares what is equal, waits for quiet, and says so when there is none. It measures nothing here."""

import inspect

import numpy as np
import pytest
import torch

from course_lib import numpy_ops
from tests.benchmarks import _quiet, operations
from tests.benchmarks._figure import draw


@pytest.mark.parametrize("more", [{}, {"padding": 1}, {"stride": 2, "padding": 1}, {"stride": 3}])
def test_all_convolutions_of_the_table_agree(monkeypatch, more):
    monkeypatch.setattr(operations, "CONVOLUTIONS", {"LeNet": ((2, 3, 8, 9), (4, 3, 3, 2), more)})
    calls = operations.convolution("LeNet")
    exact = np.asarray(calls["torch"][operations.FORWARD]())
    grads = [np.asarray(grad) for grad in calls["torch"][operations.BOTH]()]
    for who, call in calls.items():
        if who in ("torch", "GEMM floor"):
            continue
        np.testing.assert_allclose(call[operations.FORWARD]()[0], exact, atol=1e-4)
        for got, want in zip(call[operations.BOTH](), grads, strict=True):
            np.testing.assert_allclose(got, want, atol=1e-4)


def test_the_other_cases_agree_too():
    made = [operations.max_pool((2, 3, 7, 7), 3, 2)] if hasattr(numpy_ops, "max_pool2d") else []
    made += [operations.batch_norm(4, 3, 5, 5)] if hasattr(numpy_ops, "batch_norm") else []
    made += [operations.lstm_step(3, 4, 5), operations.lstm_sequence(3, 2, 4, 5)]
    for calls in made:
        theirs, ours = calls["torch"], calls["numpy_ops"]
        y = theirs[operations.FORWARD]()
        y = y if isinstance(y, torch.Tensor) else y[0]
        np.testing.assert_allclose(ours[operations.FORWARD]()[0], y, atol=1e-4)
        grads = ours[operations.BOTH]()
        grads = grads if isinstance(grads, tuple) else (grads,)
        for got, want in zip(grads, theirs[operations.BOTH](), strict=True):
            np.testing.assert_allclose(got, want.reshape(got.shape), atol=1e-3)


def test_a_busy_machine_is_refused(monkeypatch):
    seconds = iter(range(1_000_000))
    monkeypatch.setattr(_quiet, "_everybody", lambda: float(next(seconds)))
    monkeypatch.setattr(_quiet, "BLOCK", 0.001)
    monkeypatch.setattr(_quiet, "PATIENCE", 0.1)
    with pytest.raises(_quiet.BusyError, match="other processes used"):
        _quiet.Timer().block(lambda: None)
    assert _quiet.Timer(anyway=True).block(lambda: None) > 0


def test_every_case_names_its_operation_and_the_table_takes_missing_ones():
    for make, arguments, _ in operations.CASES.values():
        inspect.signature(make).bind(*arguments)
    times = {"torch": 1.0, "numpy_ops": 2.0}
    lines = operations.table({"LSTM T32 B32 128-128": {operations.FORWARD: times, operations.BOTH: times}})
    assert lines[-1].split()[-1] == "2.00"
    times = {"torch": 1.0, "conv_fast": 2.0, "windows + einsum": 3.0}
    fewer = {"torch": 1.0, "conv_fast": 8.0}
    lines = operations.table({"LeNet": dict.fromkeys((operations.FORWARD, operations.BOTH), times),
                              "AlexNet": dict.fromkeys((operations.FORWARD, operations.BOTH), fewer)})  # fmt: skip
    assert lines[4].split() == ["conv_fast", "2.00", "8.00", "4.00"]
    assert lines[5].split() == ["windows", "+", "einsum", "3.00", "-"]


def test_the_picture_of_the_table(tmp_path):
    times = {"torch": 1.0, "conv_fast": 2.0, "conv (columns)": 100.0}
    draw({"VGG": {"forward": times, "forward + backward": times}}, tmp_path / "a.svg", "here")
    text = (tmp_path / "a.svg").read_text()
    assert "<title>" in text and "<!-- conv_fast -->" in text
    assert "<!-- conv (columns) -->" not in text  # beyond the axis
