"""Several steps of each optimiser in a row, beside torch.optim on the same gradients; and what a reader can check."""

import numpy as np
import pytest
import torch

from course_lib import numpy_ops, torch_ops

RUNS = {
    # our step: (names of its memory, our numbers, torch's optimiser and its settings)
    "sgd_step": ((), {"lr": 0.1, "weight_decay": 0.01}, "SGD", {}),
    "momentum_step": (("v",), {"lr": 0.1, "mu": 0.9, "weight_decay": 0.01}, "SGD", {}),
    "nesterov_step": (("v",), {"lr": 0.1, "mu": 0.9, "weight_decay": 0.01}, "SGD", {"nesterov": True}),
    "adagrad_step": (("s",), {"lr": 0.1}, "Adagrad", {}),
    "rmsprop_step": (("s",), {"lr": 0.01}, "RMSprop", {}),
    "adam_step": (("m", "s"), {"lr": 0.01, "weight_decay": 0.1}, "Adam", {}),
    "adamw_step": (("m", "s"), {"lr": 0.01}, "AdamW", {}),
}
TORCH_NAMES = {"lr": "lr", "weight_decay": "weight_decay", "mu": "momentum"}


def gradient(w):
    """Of a narrow, curved valley; works on both kinds of array."""
    return 0.5 * w**3 + w * w[::-1] if isinstance(w, np.ndarray) else 0.5 * w**3 + w * w.flip(0)


def our_path(ops, name, w, steps):
    memory_names, numbers, _, _ = RUNS[name]
    memory, path = [0 * w for _ in memory_names], []
    for step in range(1, steps + 1):
        counted = {"step": step} if name.startswith("adam") else {}
        answer = getattr(ops, name)(w, *memory, g=gradient(w), **counted, **numbers)
        w, *memory = answer if memory else (answer,)
        path.append(np.asarray(w))
    return np.stack(path)


def torch_path(name, w, steps):
    _, numbers, optimiser, settings = RUNS[name]
    parameter = torch.nn.Parameter(w.clone())
    settings = settings | {TORCH_NAMES[ours]: value for ours, value in numbers.items()}
    machine = getattr(torch.optim, optimiser)([parameter], **settings)
    path = []
    for _ in range(steps):
        parameter.grad = gradient(parameter.detach())
        machine.step()
        path.append(parameter.detach().clone().numpy())
    return np.stack(path)


@pytest.mark.parametrize("name", RUNS)
def test_twenty_steps_are_those_of_torch(name):
    """Defaults are torch's too: where RUNS gives no number, none is given to either."""
    start = np.array([1.5, -0.75, 0.25, 2.0])
    wanted = torch_path(name, torch.tensor(start), 20)
    assert np.abs(wanted[-1] - start).max() > 0.05, "nothing moved"
    np.testing.assert_allclose(our_path(numpy_ops, name, start, 20), wanted, rtol=1e-12)
    np.testing.assert_allclose(our_path(torch_ops, name, torch.tensor(start), 20), wanted, rtol=1e-12)


def test_coupled_and_decoupled_decay_differ_in_adam_but_not_in_gradient_descent():
    w, zero = np.array([3.0, -0.03]), np.zeros(2)
    coupled, *_ = numpy_ops.adam_step(w, zero, zero, zero, 1, lr=0.001, weight_decay=0.1)
    np.testing.assert_allclose(w - coupled, 0.001 * np.sign(w), rtol=1e-5)  # large and small alike: lr * sign
    decoupled, *_ = numpy_ops.adamw_step(w, zero, zero, zero, 1, lr=0.001, weight_decay=0.1)
    np.testing.assert_allclose(decoupled, w * (1 - 0.001 * 0.1), rtol=1e-15)
    g = np.array([0.5, 2.0])
    descent = numpy_ops.sgd_step(w, g, 0.1, weight_decay=0.1)
    np.testing.assert_allclose(descent, w * (1 - 0.1 * 0.1) - 0.1 * g, rtol=1e-15)


def test_the_first_steps_of_adam_and_adagrad_have_the_size_of_the_learning_rate():
    w, zero, g = np.zeros(3), np.zeros(3), np.array([100.0, -1.0, 0.01])
    np.testing.assert_allclose(numpy_ops.adam_step(w, zero, zero, g, 1, lr=0.5)[0], [-0.5, 0.5, -0.5], rtol=1e-5)
    np.testing.assert_allclose(numpy_ops.adagrad_step(w, zero, g, lr=0.5)[0], [-0.5, 0.5, -0.5], rtol=1e-5)


def test_momentum_written_out():
    w, v = np.array([1.0]), np.array([0.0])
    w, v = numpy_ops.momentum_step(w, v, np.array([2.0]), 0.5, 0.5, 1.0)
    assert (w, v) == ([1 - 0.5 * 3], [3])  # g + weight_decay * w = 3
    w, v = numpy_ops.momentum_step(w, v, np.array([2.0]), 0.5, 0.5, 1.0)
    assert (w, v) == ([-0.5 - 0.5 * 3], [0.5 * 3 + 2 - 0.5])


def test_newton_reaches_the_bottom_of_a_parabola_at_once_and_runs_to_a_saddle():
    hessian, bottom = np.array([[5.0, 2], [2, 1]]), np.array([3.0, -4.0])
    w = np.array([10.0, 20.0])
    np.testing.assert_allclose(numpy_ops.newton_step(w, hessian @ (w - bottom), hessian), bottom, rtol=1e-12)
    saddle = np.diag([1.0, -1.0])
    np.testing.assert_allclose(numpy_ops.newton_step(w, saddle @ w, saddle), [0, 0], atol=1e-15)
    downhill = numpy_ops.newton_step(w, saddle @ w, saddle, damping=3.0)
    np.testing.assert_allclose(downhill, [10 - 10 / 4, 20 + 20 / 2])


@pytest.mark.parametrize("rate", [np.float64(0.1), np.float32(0.1), np.array(0.1)])
def test_a_rate_of_any_kind_leaves_float32_alone(rate):
    w = np.ones(2, np.float32)
    assert all(a.dtype == np.float32 for a in numpy_ops.adam_step(w, w, w, w, 1, lr=rate))
    w, rate = torch.ones(2), torch.tensor(rate) if isinstance(rate, np.ndarray) else rate
    assert all(a.dtype == torch.float32 for a in torch_ops.adam_step(w, w, w, w, 1, lr=rate))
