"""The harness is only worth something if it complains: broken twins go in, the right complaint must come out."""

import dataclasses

import numpy as np
import pytest
import torch
import twin_harness as harness

from course_lib import numpy_ops, torch_ops, twins
from course_lib.operations import OPERATIONS, Mistake


def sample(name, dtype=np.float64, about="a batch"):
    listed = OPERATIONS[name].samples(np.random.default_rng(1958), np.dtype(dtype))
    return next(s.inputs for s in listed if s.about == about)


def broken(name, library="numpy", **replacements):
    return dataclasses.replace(harness.twin_of(OPERATIONS[name], library), **replacements)


def ask(question, name, twin, inputs):
    more = () if question is harness.value_problems else (np.random.default_rng(1986),)
    return " | ".join(question(OPERATIONS[name], twin, inputs, *more))


def changed(op, change):
    """The backward operation with its answer changed."""
    return lambda dy, cache: change(op(dy, cache), dy, cache)


# --- backward operations that are wrong: parity and slopes must both see it, independently ----------------------

zero = changed(numpy_ops.softmax_backward, lambda dx, dy, cache: np.zeros_like(dx))
flipped = changed(numpy_ops.sigmoid_backward, lambda dx, dy, cache: -dx)
slightly_off = changed(numpy_ops.tanh_backward, lambda dx, dy, cache: dx * 1.001)
always_on = changed(numpy_ops.relu_backward, lambda dx, dy, cache: dy)
no_batch_sum = changed(numpy_ops.linear_backward, lambda g, dy, cache: (g[0], g[1], dy[0]))
batch_mean = changed(numpy_ops.linear_backward, lambda g, dy, cache: (g[0], g[1], dy.mean(axis=0)))
transposed_dw = changed(numpy_ops.linear_backward, lambda g, dy, cache: (g[0], g[1].T.copy(), g[2]))
no_width = changed(numpy_ops.radial_basis_backward, lambda g, dy, cache: (g[0] * cache[2], g[1], g[2]))


def deaf_to_dc(dh, dc, cache):
    """The gradient of the old c as if nothing came back through the new c: all others are right."""
    grads = numpy_ops.lstm_cell_backward(dh, dc, cache)
    without = numpy_ops.lstm_cell_backward(dh, np.zeros_like(dc), cache)
    return (*grads[:2], without[2], *grads[3:])


WRONG_GRADIENTS = [
    pytest.param("softmax", zero, "dx", "a batch", id="softmax: zero"),
    pytest.param("sigmoid", flipped, "dx", "a batch", id="sigmoid: wrong sign"),
    pytest.param("tanh", slightly_off, "dx", "a batch", id="tanh: a thousandth too large"),
    pytest.param("relu", always_on, "dx", "a batch", id="relu: no mask"),
    pytest.param("linear", no_batch_sum, "db", "a batch", id="linear: db without the sum over the batch"),
    pytest.param("linear", batch_mean, "db", "a batch", id="linear: db averaged"),
    pytest.param("linear", transposed_dw, "dw", "as many outputs as inputs", id="linear: dw transposed"),
    pytest.param("lstm_cell", deaf_to_dc, "dc", "a batch", id="LSTM: forgets the gradient of c"),
    pytest.param("radial_basis", no_width, "dx", "a batch", id="radial basis: forgets the width"),
]


@pytest.mark.parametrize("question", [harness.gradient_problems, harness.slope_problems])
@pytest.mark.parametrize("name, backward, blamed, about", WRONG_GRADIENTS)
def test_a_wrong_gradient_is_found_and_named(question, name, backward, blamed, about):
    found = ask(question, name, broken(name, backward=backward), sample(name, about=about))
    assert found.startswith(blamed) and found.count("|") == 0, found


@pytest.mark.parametrize("backward, blamed", [(no_batch_sum, "db"), (transposed_dw, "dw")])
def test_a_gradient_that_is_no_adjoint_is_found(backward, blamed):
    inputs = sample("linear", about="as many outputs as inputs")
    found = ask(harness.adjoint_problems, "linear", broken("linear", backward=backward), inputs)
    assert found.startswith(f"{blamed} is not the adjoint")


def test_a_cotangent_of_ones_would_miss_the_zero_gradient(monkeypatch):
    """Why cotangents are random: for softmax, ones above give zeros below, and the sabotage is invisible."""
    for module in (harness, twins):
        monkeypatch.setattr(module, "cotangent", lambda operation, inputs, rng: np.ones_like(inputs["x"]))
    twin, inputs = broken("softmax", backward=zero), sample("softmax")
    assert ask(harness.gradient_problems, "softmax", twin, inputs) == ""
    assert ask(harness.slope_problems, "softmax", twin, inputs) == ""


# --- the rest of the contract ------------------------------------------------------------------------------------


def mutating_relu(x):
    x *= x > 0
    return x.copy(), x


def aliasing_relu(x):
    """np.maximum, except that it hands the input back when there is nothing to cut."""
    return (x if (x > 0).all() else np.maximum(x, 0)), x


def mutating_relu_backward(dy, cache):
    dy *= cache > 0
    return dy.copy()


def wearing_out_linear_backward(dy, cache):
    x, w, b = cache
    grads = numpy_ops.linear_backward(dy, cache)
    x += 1
    return grads


def double_tanh(x):
    return np.tanh(x.astype(np.float64)), x


def double_tanh_torch(x):
    return torch.tanh(x.double()), x


def silent_relu(x):
    return np.nan_to_num(np.maximum(x, 0)), x


def in_memory_order_sigmoid(x):
    return (1 / (1 + np.exp(-x.ravel(order="K")))).reshape(x.shape), x


def overflowing_sigmoid(x):
    return 1 / (1 + np.exp(-x)), x


def unshifted_softmax(x, axis=-1):
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True), (x, axis)


def linear_without_bias(x, w, b=None):
    return x @ w.T, (x, w, b)


def deaf_backward(dy, cache):
    return np.where(cache > 0, np.nan_to_num(dy), 0)


float64_gradient = changed(numpy_ops.tanh_backward, lambda dx, dy, cache: dx.astype(np.float64))
row_db = changed(numpy_ops.linear_backward, lambda g, dy, cache: (g[0], g[1], g[2][None]))
ask_value, ask_purity, ask_dtype = harness.value_problems, harness.purity_problems, harness.dtype_problems
ask_layout, ask_nan = harness.layout_problems, harness.nan_problems

BROKEN_CONTRACTS = [
    (ask_purity, "relu", "a batch", {"forward": mutating_relu}, "x was changed"),
    (ask_purity, "relu", "one number", {"forward": aliasing_relu}, "y shares memory with x"),
    (ask_purity, "relu", "a batch", {"backward": mutating_relu_backward}, "dy was changed"),
    (ask_purity, "linear", "a batch", {"backward": wearing_out_linear_backward}, "x was changed | a second backw"),
    (ask_dtype, "tanh", "a batch", {"forward": double_tanh}, "y is float64, the input float32"),
    (ask_dtype, "tanh", "a batch", {"backward": float64_gradient}, "dx is float64, the input float32"),
    (ask_dtype, "linear", "a batch", {"backward": row_db}, "db has shape (1, 4), b has (4,)"),
    (ask_layout, "sigmoid", "a batch", {"forward": in_memory_order_sigmoid}, "Fortran order: y is off"),
    (ask_nan, "relu", "a batch", {"forward": silent_relu}, "NaN in x does not reach y"),
    (ask_nan, "relu", "a batch", {"backward": deaf_backward}, "NaN in dy does not reach dx"),
    (ask_value, "sigmoid", "very large", {"forward": overflowing_sigmoid}, "y: overflow encountered in exp"),
    (ask_value, "softmax", "large offset", {"forward": unshifted_softmax}, "y: overflow encountered in exp"),
    (ask_value, "linear", "a batch", {"forward": linear_without_bias}, "y is off by"),
    (ask_value, "relu", "a batch", {"forward": lambda x: (x[:1], x)}, "y has shape (1, 4), expected (5, 4)"),
]


@pytest.mark.parametrize("question, name, about, replacement, complaint", BROKEN_CONTRACTS)
def test_a_broken_contract_is_found_and_named(question, name, about, replacement, complaint):
    inputs = sample(name, np.float32, about)
    assert ask(question, name, broken(name), inputs) == ""
    assert complaint in ask(question, name, broken(name, **replacement), inputs)


def test_torch_twins_are_watched_as_closely():
    inputs = sample("tanh", np.float32)
    twin = broken("tanh", "torch", forward=double_tanh_torch)
    assert "y is torch.float64" in ask(harness.dtype_problems, "tanh", twin, inputs)
    twin = broken("relu", "torch", forward=lambda x: (x.clamp_(min=0)[:], x))
    assert ask(harness.purity_problems, "relu", twin, sample("relu")) == "x was changed | y shares memory with x"
    twin = broken("relu", "torch", backward=lambda dy, x: -torch_ops.relu_backward(dy, x))
    assert ask(harness.gradient_problems, "relu", twin, sample("relu")).startswith("dx is off")


def test_a_wrong_sentence_or_none_is_found():
    operation, inputs = OPERATIONS["relu"], {"x": np.zeros(3)}
    twin = harness.twin_of(operation, "numpy")
    never = Mistake(inputs, ValueError, "relu: x is too short; x (3,)")
    assert "got None" in harness.mistake_problems(operation, twin, never)[0]
    table = OPERATIONS["linear"].mistakes[0]
    for forward in (lambda x, w, b=None: (x @ w.T, None), lambda x, w, b=None: 1 / 0):
        found = harness.mistake_problems(OPERATIONS["linear"], broken("linear", forward=forward), table)
        assert found and "`in` must be the same" in found[0]


def test_every_answer_of_a_step_is_watched():
    """Steps of optimisers return several things and no cache: a mistake in the memory is no smaller than one in w."""
    step, inputs = numpy_ops.momentum_step, sample("momentum_step", np.float32, "a matrix")

    def found(question, forward):
        assert ask(question, "momentum_step", broken("momentum_step"), inputs) == ""
        return ask(question, "momentum_step", broken("momentum_step", forward=forward), inputs)

    forgetful = found(harness.value_problems, lambda v, **rest: (step(v=v, **rest)[0], v.copy()))
    assert forgetful.startswith("v is off by") and "|" not in forgetful
    assert found(harness.value_problems, lambda **given: step(**given)[0]) == "returns 1 answers, expected 2"
    aliased = found(harness.purity_problems, lambda v, **rest: (step(v=v, **rest)[0], v))
    assert aliased == "v shares memory with v"
    wide = found(harness.dtype_problems, lambda **given: (step(**given)[0], step(**given)[1].astype(np.float64)))
    assert wide == "v is float64, the input float32"


def test_nan_is_right_only_where_the_exact_number_is_nan():
    operation, nan = OPERATIONS["relu"], np.float64("nan")
    ask = lambda got, exact: harness.differences(operation, "y", np.array(got), np.array(exact), np.float64)  # noqa: E731
    assert ask(nan, nan) == ask([nan, 1.0], [nan, 1.0]) == ask([nan, 1.0], [nan, 1.0 + 1e-15]) == []
    for got, exact in ((0.0, nan), (nan, 0.0), ([nan, 1.0], [nan, 1.001]), ([1.0, 1.0], [nan, 1.0])):
        assert ask(got, exact)[0].startswith("y is off by")
