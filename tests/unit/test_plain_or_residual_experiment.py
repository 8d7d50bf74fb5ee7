"""Plain against residual: the nets, what is measured, what was recorded; the widget without a browser; CIFAR-10."""

import numpy as np
import pytest
import torch
from traitlets import TraitError

from course_lib.experiments import cifar10_residual as cifar
from course_lib.experiments import plain_or_residual as trial
from course_lib.experiments.plain_or_residual import DEPTHS, EPOCHS, KINDS, SEEDS, run
from course_lib.nets.build import count_parameters
from course_lib.widgets import PlainOrResidual


def test_both_kinds_begin_with_the_same_numbers_and_have_a_layer_for_each_unit_of_depth():
    for depth in (8, 20):
        plain, residual = (trial.make_net(kind, depth, seed=3) for kind in KINDS)
        assert len(trial.weighted(plain)) == depth == len(trial.weighted(residual))
        assert count_parameters(plain) == count_parameters(residual)
        for one, other in zip(plain.parameters(), residual.parameters(), strict=True):
            assert torch.equal(one, other)
    deviation = float(trial.weighted(plain)[5].weight.detach().std())
    assert deviation == pytest.approx(np.sqrt(2 / (8 * 9)), rel=0.1)
    with pytest.raises(ValueError, match="kind must be one of .* got 'dense'"):
        trial.make_net("dense", 8)


def test_the_gradient_of_each_layer_by_the_usual_way_and_nothing_is_left_behind():
    x, t, *_ = trial.examples()
    net = trial.make_net("residual", 8).eval()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    measured = trial.gradient_per_layer(net, x[:32], t[:32])
    assert not net.training and all(p.grad is None for p in net.parameters())
    state = net.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in before.items() if "num_batches" not in name)
    net.train()
    torch.nn.functional.cross_entropy(net(x[:32]), t[:32]).backward()
    norms = [float(p.grad.norm()) for p in net.parameters() if p.dim() > 1]
    np.testing.assert_allclose(measured, norms, rtol=1e-5)


def test_errors_are_measured_with_the_statistics_of_all_training_digits():
    x, t, x_test, t_test = trial.examples()
    net = trial.make_net("plain", 8)
    found = trial.measure(net)
    assert net.training and trial.weighted(net) and net.layers.conv1.norm.momentum == 0.1
    first = net.layers.conv1
    np.testing.assert_allclose(first.norm.running_mean, first.conv(x).mean((0, 2, 3)).detach(), atol=1e-5)
    with torch.no_grad():
        wrong = (net.eval()(x_test).argmax(1) != t_test).double().mean()
    assert found["test"] == float(wrong)


def test_a_slice_of_the_record_made_again():
    _, rows = trial.train("plain", 8, seed=1, epochs=1)
    kept = run("plain", 8)
    assert rows[0]["train"] == pytest.approx(kept.train[1, 0], abs=0.005)
    assert rows[1]["train"] == pytest.approx(kept.train[1, 1], abs=0.03)
    assert rows[1]["test"] == pytest.approx(kept.test[1, 1], abs=0.05)
    assert rows[1]["loss"] == pytest.approx(kept.loss[1, 1], rel=0.1)
    x, t = (part[: trial.PROBES] for part in trial.examples()[:2])
    fresh, deep = trial.gradient_per_layer(trial.make_net("plain", 56, 2), x, t), run("plain", 56)
    assert (fresh > 0.97 * deep.gradient_low[0]).all() and (fresh < 1.03 * deep.gradient_high[0]).all()


def test_the_record_is_whole_and_says_how_it_was_made():
    kept = trial.recorded()
    assert kept["made_by"] == "python -m course_lib.experiments.plain_or_residual" and kept["seeds"] == list(SEEDS)
    assert kept["settings"]["rate"] == trial.RATE and kept["settings"]["epochs"] == EPOCHS
    assert trial.RECORD.stat().st_size < 150_000
    assert list(trial.record()) == [(kind, depth) for kind in KINDS for depth in DEPTHS]
    for (_, depth), one in trial.record().items():
        for errors in (one.train, one.test, one.loss):
            assert errors.shape == (len(SEEDS), EPOCHS + 1) and (errors >= 0).all()
        assert one.gradient.shape == (EPOCHS + 1, depth)
        assert (one.gradient_low <= one.gradient).all() and (one.gradient <= one.gradient_high).all()
    with pytest.raises(ValueError, match="recorded are .* got 'plain' of 44"):
        run("plain", 44)


def test_the_rate_is_the_best_for_the_deep_plain_net():
    tried = trial.rates()
    assert list(tried) == [*trial.RATES, "warm-up"]
    assert min(trial.RATES, key=tried.get) == trial.RATE and tried["warm-up"] > 0.3, "it is not the first steps alone"


def test_what_the_record_says():
    end = {case: (one.train[:, -1], one.test[:, -1]) for case, one in trial.record().items()}
    for case, (train, test) in end.items():
        if case[0] == "residual" or case[1] <= 20:
            assert np.median(train) == 0 and np.median(test) < 0.05, "these learn the digits"
    for part in (0, 1):
        rest = max(np.max(errors[part]) for case, errors in end.items() if case != ("plain", 56))
        assert end["plain", 56][part].min() > 3 * rest, "no seed of the deep plain net comes near any other net"
    assert end["plain", 56][0].min() > 0.25 and min(trial.rates().values()) > 0.25
    assert end["plain", 32][0].min() > np.median(end["plain", 8][0])
    ratio = {case: one.gradient[0, 0] / one.gradient[0, -2] for case, one in trial.record().items()}
    assert 300 < ratio["plain", 56] < 3000 and all(ratio["residual", depth] < 10 for depth in DEPTHS)
    assert ratio["plain", 8] < ratio["plain", 20] < ratio["plain", 32] < ratio["plain", 56], "it explodes with depth"
    assert run("plain", 56).growth[0] > 10 and run("residual", 56).growth.max() < 1.3
    after = run("plain", 56).gradient[1]
    assert after[0] < after[-2], "from the first epoch on it is the other way round"


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"depths": []}, r"depths must hold one or more of \[8, 20, 32, 56\], got \[\]"),
        ({"depths": [8, 44]}, r"got \[8, 44\]"),
        ({"epoch": EPOCHS + 1}, f"epoch must be from 0 to {EPOCHS}, got {EPOCHS + 1}"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        PlainOrResidual(**arguments)


def test_the_words_on_the_pictures_are_true():
    widget = PlainOrResidual()
    assert widget.describe() == (widget.alt, "plain_or_residual") and widget.letters["C"] == "plain 56"
    deep, others = widget.runs_shown["plain 56"], [one for name, one in widget.runs_shown.items() if name != "plain 56"]
    ends = 100 * deep.train[:, -1]
    assert f"{np.median(ends):.0f} % wrong ({ends.min():.0f} to {ends.max():.0f})" in widget.alt
    assert f"C has {100 * np.median(deep.test[:, -1]):.0f} % wrong" in widget.alt
    assert all(100 * np.median(one.test[:, -1]) == pytest.approx(3, abs=0.5) for one in others)
    ratios = [one.gradient[0, 0] / one.gradient[0, -2] for one in (deep, *others)]
    assert ratios[0] == pytest.approx(580, abs=10) and f"{min(ratios[1:]):.1f} to {max(ratios[1:]):.1f}" in widget.alt
    words, still = PlainOrResidual(named=True, depths=[8, 20, 32, 56]).describe()
    assert still == "plain_or_residual-named" and "plain 32 1.5 %, residual 32 0 %, plain 56 35 %" in words
    assert PlainOrResidual(named=True, epoch=0).describe()[1] is None


# ---- CIFAR-10: the script, on noise ----------------------------------------------------------------------------------


def test_the_papers_schedule():
    steps = (0, 31_999, 32_000, 48_000)
    assert [cifar.learning_rate(step, 56) for step in steps] == pytest.approx([0.1, 0.1, 0.01, 0.001])
    assert [cifar.learning_rate(step, 110) for step in (399, 400)] == pytest.approx([0.01, 0.1])
    assert round(64_000 / -(-50_000 // cifar.BATCH)) == cifar.EPOCHS


def test_the_script_trains_writes_and_goes_on_where_it_stopped(tmp_path, capsys):
    random = np.random.default_rng(0)
    for name in [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]:
        rows = random.integers(0, 256, (2, 3073), dtype=np.uint8)
        rows[:, 0] %= 10
        rows.tofile(tmp_path / name)
    command = [str(tmp_path), "--kinds", "plain", "--depths", "8", "--out", str(tmp_path / "out.json"), "--epochs"]
    cifar.main([*command, "1"])
    first = cifar.read(tmp_path / "out.json")
    cifar.main([*command, "2"])
    second = cifar.read(tmp_path / "out.json")
    assert [(run.kind, run.depth, len(run.train)) for run in second] == [("plain", 8, 2)]
    for one, other in zip(first, second, strict=True):
        assert one.train[0] == other.train[0] and one.test[0] == other.test[0] and one.device
    assert "10 images to learn from, 2 held out" in capsys.readouterr().out
