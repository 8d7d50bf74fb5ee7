"""The small experiments of 04b: scale through depth, neighbouring pixels, noisy batch norm, later activations."""

import numpy as np
import pytest

from course_lib.experiments import activation_variants, noisy_batch_norm
from course_lib.experiments.neighbours import covariance, neighbours
from course_lib.experiments.scale_through_depth import scale_through_depth
from course_lib.numpy_ops import cross_entropy
from course_lib.numpy_ops.finite_differences import numerical_gradient


@pytest.mark.parametrize("activation, gain, factor", [("linear", 1, 1), ("relu", 2, 1), ("relu", 1, 0.5)])
def test_one_layer_multiplies_the_mean_square_by_its_factor_both_ways(activation, gain, factor):
    scale = scale_through_depth(gain, activation, depth=1, width=1500, examples=40)
    assert scale.signal[1] / scale.signal[0] == pytest.approx(factor, rel=0.06)
    assert scale.gradient[0] / scale.gradient[1] == pytest.approx(factor, rel=0.06)


def test_the_gain_is_a_variance_and_twenty_layers_raise_it_to_the_twentieth_power():
    one, two = (scale_through_depth(gain, width=128, examples=8) for gain in (1, 2))
    assert np.allclose(two.signal, one.signal * 2.0 ** np.arange(21), rtol=1e-9)
    assert np.allclose(two.gradient, one.gradient * 2.0 ** np.arange(20, -1, -1), rtol=1e-9)


def test_tanh_fades_forward_but_keeps_most_of_the_gradient():
    scale = scale_through_depth(1, "tanh", width=256, examples=16)
    assert (np.diff(scale.signal) < 0).all() and scale.signal[-1] < 0.06
    assert scale.signal[-1] > scale_through_depth(1, "relu", width=256, examples=16).signal[-1] * 1000


@pytest.mark.parametrize("arguments", [(0,), (1, "sigmoid")])
def test_scale_names_what_it_cannot_do(arguments):
    with pytest.raises(ValueError, match="scale_through_depth"):
        scale_through_depth(*arguments)


def test_neighbours_go_together_until_they_are_whitened():
    found = neighbours(pairs=300)
    assert 0 <= found.raw.min() and found.raw.max() <= 1
    assert np.allclose(covariance(found.standardised), [[1, 0.94], [0.94, 1]], atol=0.03)
    assert np.allclose(covariance(found.whitened), np.eye(2), atol=2e-3)


@pytest.mark.parametrize("kind", noisy_batch_norm.KINDS)
def test_noisy_batch_norm_goes_down_the_gradient_of_its_own_loss(kind):
    rng = np.random.default_rng(0)
    net, x, labels = noisy_batch_norm.network(rng), rng.normal(size=(5, 64)), np.array([0, 3, 9, 3, 1])

    def noise():
        return np.random.default_rng(7)

    _, gradients, _ = noisy_batch_norm.slopes(net, x, labels, kind, noise())
    beta = 1 if kind == "plain" else 3  # the bias is without effect under batch norm
    for layer in (0, 2):
        def loss(shift, layer=layer):
            moved = [list(parts) for parts in net]
            moved[layer][beta] = moved[layer][beta] + np.concatenate([shift, np.zeros(62)])
            return cross_entropy(noisy_batch_norm.forward(moved, x, kind, noise())[0], labels)[0]

        assert np.allclose(gradients[layer][beta][:2], numerical_gradient(loss, np.zeros(2)), atol=1e-8)


def test_the_noise_moves_the_inputs_and_batch_norm_alone_holds_them():
    plain, normed, noisy = (noisy_batch_norm.run(kind, steps=8) for kind in noisy_batch_norm.KINDS)
    assert normed.shift.mean() < 0.01 < plain.shift.mean() < 0.3 < noisy.shift.mean()
    with pytest.raises(ValueError, match="kind must be one of"):
        noisy_batch_norm.run("layer norm")


@pytest.mark.parametrize("kind", noisy_batch_norm.KINDS)
def test_the_recorded_runs_are_those_of_the_experiment(kind):
    recorded = noisy_batch_norm.recorded()[kind]
    steps = noisy_batch_norm.EVERY
    assert recorded.step[0] == steps and recorded.loss.shape == (5, len(recorded.step))
    again = noisy_batch_norm.run(kind, steps=steps, seed=3)
    assert recorded.loss[3, 0] == pytest.approx(again.loss.mean(), abs=2e-4)


def test_noise_costs_far_less_than_doing_without():
    loss = {kind: np.median(run.loss[:, -1]) for kind, run in noisy_batch_norm.recorded().items()}
    assert loss["batch norm"] < loss["noisy batch norm"] < 0.2 < 0.8 < loss["plain"]


def test_activations_learn_and_the_record_is_theirs():
    recorded = activation_variants.recorded()
    assert recorded["ELU"][4] == pytest.approx(activation_variants.accuracy("ELU", 4), abs=0.004)
    medians = [np.median(found) for found in recorded.values()]
    assert all(len(found) == 10 for found in recorded.values()) and max(medians) - min(medians) < 0.01
    with pytest.raises(ValueError, match="activation must be one of"):
        activation_variants.accuracy("gelu", 0)
