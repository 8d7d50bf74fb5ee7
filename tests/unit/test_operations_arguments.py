"""The argument checker: its patterns, and what both libraries take for a number."""

import numpy as np
import pytest
import torch

from course_lib import numpy_ops, torch_ops
from course_lib.shapes.arguments import Expect

expect = Expect(np.ndarray, np.generic)


def said(check=expect, **arguments):
    with pytest.raises((TypeError, ValueError)) as caught:
        check("op", **arguments)
    return caught.type, str(caught.value)


def test_good_arguments_pass_in_silence():
    x, w = np.zeros((2, 3)), np.zeros((4, 3))
    assert expect("op", x=(x, "N in"), w=(w, "out in"), b=(None, "out?"), k=(2, "number > 0")) is None
    assert expect("op", x=(x, "*shape"), y=(x, "*shape"), axis=(np.int64(-2), "axis of x")) is None
    assert expect("op", x=(np.float32(1), "*shape"), k=(np.array(2), "number")) is None
    assert expect("op", k=(2, "integer > 0"), m=(2.5, "number > 0")) is None


def test_only_what_may_be_none_may_be_none():
    kind, text = said(x=(np.zeros(2), "N"), b=(None, "N"))
    assert kind is TypeError
    assert text.endswith("got NoneType; x (2,) float64, b None")


def test_one_length_for_one_name_within_one_array_too():
    assert said(w=(np.zeros((2, 3)), "n n"))[1] == (
        "op: `n` must be the same in w (n, n) and w (n, n), got 2 and 3; w (2, 3)"
    )


def test_further_axes_are_one_thing():
    x, labels = np.zeros((2, 3, 4, 5)), np.zeros((2, 4, 5), int)
    assert expect("op", x=(x, "N C ..."), z=(labels + 0.5, "N ...")) is None
    assert expect("op", x=(x[:, :, 0, 0], "N C ..."), z=(x[:, 0, 0, 0], "N ...")) is None
    assert said(x=(x, "N C ..."), z=(x[:, :, :, 0], "N ..."))[1] == (
        "op: `...` must be the same in x (N, C, ...) and z (N, ...), got (4, 5) and (3, 4); x (2, 3, 4, 5), z (2, 3, 4)"
    )
    assert said(x=(x[0, 0, 0], "N C ..."))[1] == "op: x must have at least 2 axes (N, C, ...), got 1; x (5,)"
    assert said(dy=(x[0, 0, 0], ""))[1] == "op: dy must have 0 axes (), got 1; dy (5,)"


def test_an_axis_that_must_not_be_empty():
    assert expect("op", x=(np.zeros((0, 1)), "N C+"), w=(np.zeros((1, 0)), "C D")) is None
    assert said(x=(np.zeros((1, 0)), "N C+"))[1] == "op: `C` of x (N, C) must be at least 1, got 0; x (1, 0)"
    assert said(x=(np.zeros((1, 2)), "N C+"), w=(np.zeros((3, 1)), "C D"))[1].startswith("op: `C` must be the same")


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "int64"])
def test_labels_are_integers_in_range(dtype):
    x, wrong = np.zeros((2, 3)), "op: labels must be integers from 0 to C - 1 = 2, got "
    for check, make in ((expect, np.array), (Expect(torch.Tensor), torch.tensor)):
        scores = make(x)
        kind = dtype if make is np.array else getattr(torch, dtype)

        def labels(*numbers, make=make, kind=kind):
            return make(numbers, dtype=kind), "N labels of C"

        assert check("op", x=(scores, "N C"), labels=labels(0, 2)) is None
        assert check("op", x=(scores[:0], "N C"), labels=labels()) is None
        assert said(check, x=(scores, "N C"), labels=labels(0, 3)) == (ValueError, wrong + "3; x (2, 3), labels (2,)")
        if dtype != "uint8":
            assert said(check, x=(scores, "N C"), labels=labels(-1, 5))[1] == wrong + "-1; x (2, 3), labels (2,)"
        assert said(check, x=(scores, "N C"), labels=labels(0, 1, 2))[1].startswith("op: `N` must be the same")


@pytest.mark.parametrize("dtype", ["float64", "bool", "uint16", "complex128"])
def test_what_is_no_label(dtype):
    kind, text = said(x=(np.zeros((2, 3)), "N C"), labels=(np.zeros(2, dtype), "N labels of C"))
    assert kind is TypeError
    assert text.startswith("op: labels must be integers (uint8, int8, int16, int32, int64), got " + dtype)


def test_numbers_in_an_interval():
    x, t = np.zeros((2, 2)), np.array([[0, 1], [0.5, np.nan]])
    assert expect("op", x=(x, "*shape"), t=(t, "*shape in [0, 1]"), keep=(1, "number in (0, 1]")) is None
    assert expect("op", t=(t[:0], "N C in [0, 1]"), keep=(np.array(0.5), "number in (0, 1]")) is None
    assert said(t=(t[:1] - 1, "N C in [0, 1]"))[1] == "op: t must lie in [0, 1], got -1; t (1, 2)"
    assert said(t=(t[0] * 1.5, "*shape in [0, 1]"))[1] == "op: t must lie in [0, 1], got 1.5; t (2,)"
    assert said(t=(t[0], "N in (0, 1]"))[1] == "op: t must lie in (0, 1], got 0; t (2,)"
    assert said(t=(t[0], "N in [0, 1)"))[1] == "op: t must lie in [0, 1), got 1; t (2,)"
    for wrong in (0, 1.5, float("nan")):
        kind, text = said(x=(x, "*shape"), keep=(wrong, "number in (0, 1]"))
        assert kind is ValueError
        assert text == f"op: keep must lie in (0, 1], got {wrong}; x (2, 2), keep {wrong}"


def test_positive_integers():
    x = (np.zeros(2), "N")
    assert expect("op", x=x, k=(np.int64(1), "integer > 0")) is None
    assert said(x=x, k=(0, "integer > 0")) == (ValueError, "op: k must be greater than 0, got 0; x (2,), k 0")
    for wrong in (True, 1.0, "1", None):
        assert said(x=x, k=(wrong, "integer > 0"))[0] is TypeError


def test_foreign_byte_order_is_refused():
    kind, text = said(x=(np.zeros(2, ">f8"), "N"))
    assert text == "op: x must be float32 or float64, got >f8: convert it first; x (2,) >f8"


@pytest.mark.parametrize("wrong", [True, "3", None, [1.0], 1j, np.ones(1)])
def test_what_is_no_number(wrong):
    kind, text = said(x=(np.zeros(2), "N"), k=(wrong, "number"))
    assert kind is TypeError and text.startswith("op: k must be one number, got ")


@pytest.mark.parametrize("wrong", [True, 0.0, None, "0"])
def test_what_is_no_axis(wrong):
    kind, text = said(x=(np.zeros(2), "N"), axis=(wrong, "axis of x"))
    assert kind is TypeError and text.startswith("op: axis must be an integer, got ")


def test_one_device():
    kind, text = said(Expect(torch.Tensor), x=(torch.zeros(2), "N"), w=(torch.zeros(2, device="meta"), "N"))
    assert kind is ValueError
    assert text == "op: all arrays must have one device, got x cpu and w meta: convert one of them; x (2,), w (2,)"


def test_the_other_library_is_refused():
    with pytest.raises(TypeError, match="got torch.Tensor; x .2,. float32"):
        numpy_ops.relu(torch.zeros(2))
    with pytest.raises(TypeError, match="got numpy.ndarray; x .2,. float64"):
        torch_ops.relu(np.zeros(2))


@pytest.mark.parametrize("number", [1, 0.5, np.float64(0.5), np.float32(0.5), np.array(0.5)])
def test_numbers_of_any_kind_leave_float32_alone(number):
    x = np.float32([[1, 2]])
    y, cache = numpy_ops.radial_basis(x, x + 1, number)
    assert {a.dtype for a in (y, *numpy_ops.radial_basis_backward(y, cache))} == {np.dtype(np.float32)}
    assert numpy_ops.threshold(x, number)[0].dtype == np.float32
    x, number = torch.tensor(x), torch.tensor(number) if isinstance(number, np.ndarray) else number
    y, cache = torch_ops.radial_basis(x, x + 1, number)
    assert {a.dtype for a in (y, *torch_ops.radial_basis_backward(y, cache))} == {torch.float32}
    assert torch_ops.threshold(x, number)[0].dtype == torch.float32


def test_a_learned_width_gets_its_gradient_through_torch():
    """The torch twin uses tensor operations throughout, so autograd sees the width as well."""
    x, width = torch.tensor([[1.0, 2.0]]), torch.tensor(1.5, requires_grad=True)
    y, cache = torch_ops.radial_basis(x, x + 1, width)
    y.sum().backward()
    *_, dwidth = torch_ops.radial_basis_backward(torch.ones_like(y), cache)
    assert torch.allclose(width.grad, dwidth)
