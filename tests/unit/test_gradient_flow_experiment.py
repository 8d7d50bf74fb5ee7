"""The experiment behind vanishing gradients: gradients, the law that foretells them, runs that fail or learn."""

import numpy as np
import pytest

from course_lib.experiments import gradient_flow as experiment
from course_lib.experiments.gradient_flow import gradient_flow, loss_and_gradients, network, norm, predict, train
from course_lib.numpy_ops.finite_differences import numerical_gradient

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("batch_norm, skip", [(False, False), (True, False), (False, True), (True, True)])
def test_the_gradients_are_those_of_the_loss(batch_norm, skip):
    x, labels = RNG.uniform(size=(7, 6)), np.array([0, 3, 1, 2, 9, 0, 5])
    layers = network(3, width=4, scale=1.5, batch_norm=batch_norm, inputs=6)
    _, _, gradients = loss_and_gradients(x, labels, [dict(layer) for layer in layers], "tanh", skip)
    for place, names in [(0, ["w"]), (1, ["w", "gamma", "beta"] if batch_norm else ["w", "b"]), (-1, ["w", "b"])]:
        for name in names:

            def loss(value, place=place, name=name):
                changed = [dict(layer) for layer in layers]
                changed[place][name] = value
                return loss_and_gradients(x, labels, changed, "tanh", skip)[0]

            assert np.allclose(gradients[place][name], numerical_gradient(loss, layers[place][name]), atol=1e-7)


@pytest.mark.parametrize(
    "activation, scale", [("sigmoid", 1.0), ("sigmoid", 4.0), ("relu", 1.0), ("relu", 2**0.5), ("tanh", 1.5)]
)
def test_slopes_and_weights_foretell_the_signal(activation, scale):
    """Over ten layers the law misses by the luck of a draw, not by a factor that grows with depth."""
    runs = [gradient_flow(10, activation, scale, examples=64, seed=seed) for seed in range(4)]
    off = [np.log(run.signal / run.slopes_and_weights) for run in runs]
    assert np.abs(np.mean(off, axis=0)).max() < 0.4
    assert np.allclose(runs[0].slopes_and_weights, runs[0].slopes_alone * scale ** np.arange(10, 0, -1))


@pytest.mark.parametrize("activation, scale", [("sigmoid", 1.0), ("sigmoid", 3.0), ("tanh", 1.0), ("tanh", 1.5)])
def test_with_skip_only_the_own_slope_is_left(activation, scale):
    runs = [gradient_flow(20, activation, scale, examples=64, seed=seed, skip=True) for seed in range(4)]
    off = [np.log(run.signal / run.slopes_and_weights) for run in runs]
    assert np.abs(np.mean(off, axis=0)).max() < 0.5
    factors = np.sqrt(1 + runs[0].slope_rms[1:] ** 2)
    ratio = runs[0].slopes_alone / runs[0].slope_rms
    assert np.allclose(ratio[:-1] / ratio[1:], factors) and ratio[-1] == pytest.approx(runs[0].output_signal)


def test_skip_keeps_a_gradient_from_fading_not_from_growing():
    plain, skip = (gradient_flow(20, skip=on, width=32, examples=32) for on in (False, True))
    assert plain.signal[0] < 1e-12 and 0.1 < skip.signal[0] < 1 and skip.signal.min() > 0.05
    relu, normed = (gradient_flow(50, "relu", batch_norm=on, width=32, examples=32, skip=True) for on in (False, True))
    assert relu.signal[0] > 1e6 and 1 < normed.signal[0] < 100
    tape = experiment.forward(RNG.normal(size=(3, 6)), network(3, width=4, inputs=6), "tanh", skip=True)[1]
    assert np.array_equal(tape[0]["h"], np.tanh(tape[0]["a"])), "the first layer has another width: no shortcut"
    assert np.allclose(tape[2]["h"], tape[1]["h"] + np.tanh(tape[2]["a"])) and not tape[3]["skip"]


def test_slopes_are_what_they_are_said_to_be():
    relu = gradient_flow(6, "relu", examples=64)
    assert np.allclose(relu.slope_rms**2, relu.slope_mean) and np.allclose(relu.saturated, 1 - relu.slope_mean)
    assert (relu.dead <= relu.saturated).all() and relu.dead.max() > 0
    sigmoid = gradient_flow(6, "sigmoid", examples=64)
    assert (sigmoid.slope_rms <= 0.25).all() and (sigmoid.slope_mean <= sigmoid.slope_rms).all()
    assert not sigmoid.dead.any()
    assert np.allclose(gradient_flow(4, "identity", examples=64).slope_rms, 1)


def test_the_first_layer_of_twenty_sigmoids_gets_a_trillionth_and_of_twenty_relus_a_thousandth():
    sigmoid, relu = (gradient_flow(20, name) for name in ("sigmoid", "relu"))
    assert 1e-14 < sigmoid.signal[0] < 1e-12 and 1e-4 < relu.signal[0] < 1e-2
    for rescued in (gradient_flow(20, "relu", 2**0.5), gradient_flow(20, batch_norm=True), gradient_flow(20, "tanh")):
        assert 0.1 < rescued.signal[0] < 10


def test_batch_norm_makes_every_layer_alike():
    run = gradient_flow(20, batch_norm=True)
    assert np.allclose(run.a_std, 1, atol=1e-2) and np.ptp(run.h_std) < 0.02


def test_the_same_layers_begin_a_deeper_net_and_the_scale_is_the_deviation():
    short, long = network(2, scale=3.0), network(5, scale=3.0)
    assert all(np.array_equal(a["w"], b["w"]) for a, b in zip(short[:2], long[:2], strict=True))
    assert long[3]["w"].std() == pytest.approx(3 / 8, rel=0.03) and long[0]["w"].shape == (64, 64)
    assert network(1, width=32)[1]["w"].shape == (10, 32)


def test_training_learns_where_the_gradient_arrives_and_only_there():
    stuck, learns = (train(12, batch_norm=on, steps=60, batch=32, width=32) for on in (False, True))
    assert stuck.test_accuracy[-1] < 0.2 and learns.test_accuracy[-1] > 0.7
    assert stuck.update_ratio[0, 0] < 1e-6 < 1e-4 < stuck.update_ratio[0, -1] and learns.update_ratio[0, 0] > 1e-4
    assert learns.loss.shape == (60,) and learns.checked[0] == 0 and learns.checked[-1] == 60
    assert learns.update_ratio.shape == learns.moved.shape == (5, 13) and not learns.moved[0].any()


def test_training_with_skip():
    plain, skip = (train(12, steps=1, batch=32, width=32, skip=on, checked=[0]) for on in (False, True))
    assert plain.update_ratio[0, 0] < 1e-8 and skip.update_ratio[0, 0] > 1e-3
    run = train(8, "tanh", batch_norm=True, steps=40, batch=32, width=32, skip=True, checked=[])
    assert run.test_accuracy[-1] > 0.6, "measured with the shortcuts, as it was trained"


def test_update_ratio_is_eta_times_the_gradient_over_the_weights():
    run = train(3, "relu", lr=0.2, steps=1, checked=[0], batch=16)
    x, labels, *_ = experiment.digits_table()
    rows = next(experiment.batches(len(x), 16, 0))
    layers = network(3)
    _, _, gradients = loss_and_gradients(x[rows], labels[rows], layers, "relu")
    wanted = [0.2 * norm(g["w"]) / norm(k["w"]) for g, k in zip(gradients, layers, strict=True)]
    assert np.allclose(run.update_ratio[0], wanted)


def test_a_run_that_bursts_ends_in_nan_and_raises_nothing():
    run = train(4, "identity", scale=30.0, lr=100.0, steps=30, batch=16)
    assert np.isfinite(run.loss[0]) and np.isnan(run.loss[-1])
    assert run.test_accuracy.shape == run.checked.shape


def test_evaluation_uses_running_statistics_and_leaves_them_alone():
    layers = network(2, batch_norm=True)
    x = experiment.digits_table()[0][:5]
    before = [layer.get("mean", np.zeros(1)).copy() for layer in layers]
    assert np.allclose(predict(x, layers)[0], predict(x[:1], layers)[0])
    assert all(np.array_equal(m, layer.get("mean", np.zeros(1))) for m, layer in zip(before, layers, strict=True))


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="activation must be one of sigmoid"):
        gradient_flow(2, "softsign")
    with pytest.raises(ValueError, match="depth and width must be at least 1"):
        gradient_flow(0)
