"""Sequences against torch's own layers and against their cells; facts about gates and time that the lectures use."""

import numpy as np
import pytest
import torch

from course_lib import numpy_ops as ops
from course_lib import torch_ops
from course_lib.numpy_ops.sequences import causal_conv1d_loops
from course_lib.operations import OPERATIONS

LAYERS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
CELLS = {"rnn": ops.rnn_cell, "lstm": ops.lstm_cell, "gru": ops.gru_cell}


def layer_and_arguments(name, steps=5, examples=3, size=4, state=6):
    """A torch layer, and the same call as arrays: x, h (and c), wx, wh, bx, bh."""
    torch.manual_seed(1997)
    layer = LAYERS[name](size, state, dtype=torch.float64)
    rng = np.random.default_rng(1997)
    states = [rng.standard_normal((examples, state)) for _ in range(1 + (name == "lstm"))]
    x = rng.standard_normal((steps, examples, size))
    return layer, [x, *states, *(weights.detach().numpy() for weights in layer.parameters())]


@pytest.mark.parametrize("name", LAYERS)
def test_a_sequence_is_torchs_layer(name):
    layer, arguments = layer_and_arguments(name)
    inputs = [torch.tensor(value, requires_grad=True) for value in arguments[: 3 if name == "lstm" else 2]]
    x, *states = inputs
    given = tuple(s[None] for s in states)
    y, last = layer(x, given if name == "lstm" else given[0])
    dy = torch.randn(y.shape, dtype=y.dtype)
    above, answers = [dy], [y]
    if name == "lstm":
        above.append(torch.randn(last[1].shape, dtype=y.dtype))
        answers.append(last[1])
    wanted = torch.autograd.grad(answers, [*inputs, *layer.parameters()], above)
    for library, make in ((ops, np.asarray), (torch_ops, torch.as_tensor)):
        *got, cache = getattr(library, name)(*map(make, arguments))
        above_here = [make(np.asarray(a.reshape(g.shape))) for a, g in zip(above, got, strict=True)]
        grads = getattr(library, name + "_backward")(*above_here, cache)
        for one, other in zip([*got, *grads], [*answers, *wanted], strict=True):
            np.testing.assert_allclose(np.asarray(one), other.detach().numpy().reshape(one.shape), rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", LAYERS)
def test_a_sequence_is_its_cell_again_and_again(name):
    _, (x, *rest) = layer_and_arguments(name)
    memory = 2 if name == "lstm" else 1
    states, weights = rest[:memory], rest[memory:]
    y, *last, _ = getattr(ops, name)(x, *rest)
    for t, step in enumerate(x):
        *states, _ = CELLS[name](step, *states, *weights)
        np.testing.assert_allclose(y[t], states[0], rtol=0, atol=1e-15)
    if last:
        np.testing.assert_allclose(last[0], states[1], rtol=0, atol=1e-15)


@pytest.mark.parametrize("name, numbers", [("lstm", 2560), ("gru", 1920)])
def test_number_of_weights_with_two_biases(name, numbers):
    _, (*_, wx, wh, bx, bh) = layer_and_arguments(name, size=10, state=20)
    assert sum(w.size for w in (wx, wh, bx, bh)) == numbers


def gates(**wanted):
    """Biases that hold the gates of an LSTM open (1), shut (0); g says 1. One number of state, no weights."""
    return np.array([800.0 * (2 * wanted[gate] - 1) for gate in "ifgo"])


def test_an_open_forget_gate_keeps_the_memory_and_a_shut_one_loses_it():
    x, h, c = np.zeros((1, 1)), np.zeros((1, 1)), np.array([[0.75]])
    weights = np.zeros((4, 1)), np.zeros((4, 1))
    for i, f, o in np.ndindex(2, 2, 2):
        h_new, c_new, cache = ops.lstm_cell(x, h, c, *weights, gates(i=i, f=f, g=1, o=o))
        assert c_new == f * 0.75 + i
        assert h_new == o * np.tanh(c_new)
        dh, dc = ops.lstm_cell_backward(np.zeros((1, 1)), np.ones((1, 1)), cache)[1:3]
        assert dc == f and dh == 0


def test_the_update_gate_of_the_gru_is_what_stays():
    h, zeros = np.array([[0.75]]), np.zeros((3, 1))
    for z in (0, 1):
        h_new, _ = ops.gru_cell(np.zeros((1, 1)), h, zeros, zeros, np.array([0, 800.0 * (2 * z - 1), 800.0]))
        assert h_new == (0.75 if z else 1)


def test_the_reset_gate_comes_after_the_matrix_product():
    """With r = 0 the state's bias of n is gone as well: that tells torch's GRU from the paper's."""
    zeros, one = np.zeros((3, 1)), np.ones((1, 1))
    shut = np.array([-800.0, -800.0, 0.0])
    h_new, _ = ops.gru_cell(one, one, zeros, zeros, shut, np.array([0.0, 0.0, 5.0]))
    assert h_new == 0


def test_the_gradient_through_many_steps_fades_in_the_rnn_and_stays_in_the_lstm():
    steps, zeros = 100, np.zeros((1, 1))
    x, dy = np.zeros((steps, 1, 1)), np.zeros((steps, 1, 1))
    dy[-1] = 1
    half = np.array([[0.5]])
    _, cache = ops.rnn(x, zeros, zeros, half)
    np.testing.assert_allclose(ops.rnn_backward(dy, cache)[1], 0.5**steps, rtol=1e-13)
    weights, bias = (np.zeros((4, 1)), np.zeros((4, 1))), gates(i=0, f=1, g=1, o=1)
    *_, cache = ops.lstm(x, zeros, zeros, *weights, bias)
    assert ops.lstm_backward(dy, zeros, cache)[2] == 1


def test_causal_convolution_is_its_definition_in_loops():
    rng = np.random.default_rng(2016)
    for sample in OPERATIONS["causal_conv1d"].samples(rng, np.dtype(np.float64)):
        fast, _ = ops.causal_conv1d(**sample.inputs)
        np.testing.assert_allclose(fast, causal_conv1d_loops(**sample.inputs), rtol=0, atol=1e-14)


def test_causal_convolution_by_hand():
    x, w = np.array([[[1.0, 2, 3, 4, 5]]]), np.array([[[10.0, 1]]])
    assert ops.causal_conv1d(x, w)[0].tolist() == [[[1, 12, 23, 34, 45]]]
    assert ops.causal_conv1d(x, w, dilation=3)[0].tolist() == [[[1, 2, 3, 14, 25]]]
    empty, cache = ops.causal_conv1d(x[:, :, :0], w)
    assert empty.shape == (1, 1, 0) and ops.causal_conv1d_backward(empty, cache)[1].tolist() == [[[0, 0]]]


def test_causal_convolution_never_looks_ahead():
    rng = np.random.default_rng(2016)
    x, w = rng.standard_normal((1, 2, 20)), rng.standard_normal((3, 2, 3))
    later = x.copy()
    later[:, :, 12:] += 1
    one, other = (ops.causal_conv1d(given, w, dilation=4)[0] for given in (x, later))
    assert np.array_equal(one[:, :, :12], other[:, :, :12]) and (one[:, :, 12:] != other[:, :, 12:]).all()
