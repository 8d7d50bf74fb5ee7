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


def test_only_what_may_be_none_may_be_none():
    kind, text = said(x=(np.zeros(2), "N"), b=(None, "N"))
    assert kind is TypeError
    assert text.endswith("got NoneType; x (2,) float64, b None")


def test_one_length_for_one_name_within_one_array_too():
    assert said(w=(np.zeros((2, 3)), "n n"))[1] == (
        "op: `n` must be the same in w (n, n) and w (n, n), got 2 and 3; w (2, 3)"
    )


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
