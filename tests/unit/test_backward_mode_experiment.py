"""The experiment behind BackwardMode: against torch, against finite differences, and the claims of its picture."""

import numpy as np
import pytest

from course_lib.experiments import backward_mode as net

X = [1.2, -0.8, 0.6, 1.6]


@pytest.mark.parametrize("activation", list(net.ACTIVATIONS))
@pytest.mark.parametrize("depth, width", [(1, 2), (3, 5), (6, 8)])
def test_gradients_are_torchs(activation, depth, width):
    import torch

    weights, biases = net.network(depth, width, activation, draw=3)
    biases = [b + 0.1 for b in biases]
    run = net.backward_pass(weights, biases, X, 0.5, activation)
    w = [torch.tensor(one, requires_grad=True) for one in weights]
    b = [torch.tensor(one, requires_grad=True) for one in biases]
    x = torch.tensor(X, dtype=torch.float64, requires_grad=True)
    h, pre = x, []
    phi = torch.nn.Identity() if activation == "identity" else getattr(torch, activation)
    for k in range(depth + 1):
        pre.append(h @ w[k].T + b[k])
        pre[-1].retain_grad()
        h = phi(pre[-1]) if k < depth else pre[-1]
    loss = 0.5 * (h[0] - 0.5) ** 2
    loss.backward()
    assert run.loss == pytest.approx(loss.item(), abs=1e-14)
    np.testing.assert_allclose(run.g[0], x.grad.numpy(), atol=1e-13)
    for k in range(depth + 1):
        np.testing.assert_allclose(run.dw[k], w[k].grad.numpy(), atol=1e-13)
        np.testing.assert_allclose(run.db[k], b[k].grad.numpy(), atol=1e-13)
        np.testing.assert_allclose(run.g[k + 1], pre[k].grad.numpy(), atol=1e-13)
        np.testing.assert_allclose(run.dw[k], np.outer(run.g[k + 1], run.h[k]), atol=1e-13)
        np.testing.assert_allclose(run.g[k + 1], run.slope[k + 1] * run.arriving[k + 1], atol=1e-13)


def test_factor_is_how_much_the_weights_stretch():
    weights, biases = net.network()
    run = net.backward_pass(weights, biases, X)
    for k, factor in enumerate(run.factor):
        assert factor == pytest.approx(np.linalg.norm(weights[k].T @ run.g[k + 1]) / np.linalg.norm(run.g[k + 1]))


def test_the_sigmoid_fades_and_relu_does_not():
    norms = {}
    for activation in ("relu", "sigmoid"):
        run = net.backward_pass(*net.network(activation=activation), X, activation=activation)
        norms[activation] = [net.norm(g) for g in run.g[1:-1]]
    assert norms["sigmoid"][0] < 1e-3 * norms["sigmoid"][-1]
    assert norms["relu"][0] > norms["relu"][-1]


def test_normal_numbers_are_normal():
    z = net.normal_numbers(1, 20000)
    assert abs(z.mean()) < 0.02 and abs(z.std() - 1) < 0.02 and abs((z**4).mean() - 3) < 0.15
    weights, _ = net.network(3, 10, "relu", 5)
    assert [w.shape for w in weights] == [(10, 4), (10, 10), (10, 10), (1, 10)]


def test_a_large_step_kills_a_unit_for_every_input_and_its_gradient_with_it():
    weights, biases = net.network()
    assert net.share_on(weights, biases, 3, 4) > 0.5
    after = net.large_step(weights, biases, X, 3, 4, eta=10.0)
    assert net.share_on(*after, 3, 4) == 0
    for x in net.sample_inputs(50):
        run = net.backward_pass(*after, x)
        assert not run.dw[2][4].any() and run.db[2][4] == 0
    assert np.array_equal(weights[2], net.network()[0][2]), "the network given is left alone"
