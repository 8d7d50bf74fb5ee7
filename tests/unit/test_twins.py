"""twins.compare: the numbers in its table mean what their headings say."""

import numpy as np
import pytest

from course_lib import numpy_ops, twins


def test_good_twins_agree_to_rounding():
    for name in ("linear", "sigmoid", "radial_basis"):
        found = twins.compare(name, np.float64, device="cpu", repeats=2)
        assert [row.who for row in found.rows] == ["NumPy", "torch twin, cpu", "torch itself, cpu"]
        for row in found.rows:
            assert row.forward_error < 1e-13 and row.backward_error < 1e-13 and row.forward_ms > 0 and row.both_ms > 0
        assert max(row.slope_error for row in found.rows[:2]) < 1e-8


def test_a_wrong_backward_shows_in_both_columns(monkeypatch):
    monkeypatch.setattr(numpy_ops, "tanh_backward", lambda dy, cache: dy * 0)
    ours, twin, _ = twins.compare("tanh", np.float64, device="cpu", repeats=1).rows
    assert ours.backward_error > 0.5 and ours.slope_error > 0.1
    assert twin.backward_error < 1e-13 and twin.slope_error < 1e-8


def test_a_wrong_forward_shows(monkeypatch):
    monkeypatch.setattr(numpy_ops, "sigmoid", lambda x: (x * 0 + 0.5, x))
    ours, twin, _ = twins.compare("sigmoid", device="cpu", repeats=1).rows
    assert ours.forward_error > 0.1 and twin.forward_error < 1e-6


def test_inputs_of_your_own_and_operations_without_gradient():
    x = np.linspace(-1, 1, 5)
    found = twins.compare("threshold", x=x, device="cpu", repeats=1)
    assert found.about == "inputs of your own" and found.dtype == "float64"
    assert all(row.backward_error is None and row.both_ms is None for row in found.rows)


def test_text_and_html_hold_the_same_cells():
    found = twins.compare("relu", device="cpu", repeats=1)
    for cells in found.cells():
        for cell in cells:
            assert cell in str(found) and cell in found._repr_html_()


def test_an_unknown_name_lists_the_nearest():
    with pytest.raises(KeyError, match="linear"):
        twins.compare("linaer")
