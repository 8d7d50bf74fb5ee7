"""The training loop learns, measures, stops, keeps the best weights, repeats itself, and goes on where it was."""

import math
import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course_lib import training
from course_lib.numpy_ops import schedules


@pytest.fixture(autouse=True)
def one_thread():
    """Small sums: a second thread only waits, and other tests should not be slowed down."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def problem(n=96, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 4)).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] > 0).astype(np.int64)


def small_net(dropout=0.2):
    torch.manual_seed(5)
    layers = (torch.nn.Linear(4, 16), torch.nn.BatchNorm1d(16), torch.nn.ReLU(), torch.nn.Dropout(dropout))
    return torch.nn.Sequential(*layers, torch.nn.Linear(16, 2))


def quick(net, epochs=6, **more):
    settings = {
        "epochs": epochs,
        "batch_size": 20,
        "seed": 3,
        "device": "cpu",
        "optimiser": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
        "augment": lambda x, generator: x + 0.01 * torch.randn(x.shape, generator=generator),
        "progress": False,
    }
    return training.fit(net, problem(), problem(50, 1), **(settings | more))


def state(net):
    return [value.clone() for value in net.state_dict().values()]


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_it_learns_and_remembers():
    net = small_net(dropout=0)
    history = quick(net, 40)
    assert len(history) == 40 and history.stopped == ""
    assert list(history.rows[0]) == ["loss", "accuracy", "lr", "validation_loss", "validation_accuracy"]
    assert history["loss"][0] > 0.5 > 0.3 > history["loss"][-1] and history["accuracy"][-1] > 0.85
    measured = training.evaluate(net, *problem(50, 1))
    assert measured == {"loss": history["validation_loss"][-1], "accuracy": history["validation_accuracy"][-1]}
    assert history["validation_loss"][history.best] == min(history["validation_loss"])
    with pytest.raises(KeyError, match="this history has loss, accuracy, lr"):
        history["speed"]
    assert repr(history).startswith("History of 40 epochs; at the end loss 0.")


def test_one_epoch_is_the_steps_of_torch_written_out():
    """In whole batches, without anything random but the order."""
    x, t = (torch.as_tensor(part) for part in problem(6))
    net, twin = torch.nn.Linear(4, 2), torch.nn.Linear(4, 2)
    twin.load_state_dict(net.state_dict())
    history = training.fit(net, (x, t), epochs=1, batch_size=6, optimiser=lambda p: torch.optim.SGD(p, lr=0.5), seed=1)
    loss = F.cross_entropy(twin(x), t)
    loss.backward()
    for ours, theirs in zip(net.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs - 0.5 * theirs.grad)
    assert history["loss"] == [pytest.approx(loss.item())]


def test_every_example_counts_once_in_an_epoch_and_the_order_changes():
    seen = []

    def note(x, generator):
        seen.append(x[:, 0].tolist())
        return x

    x, t = torch.arange(10.0)[:, None].repeat(1, 4), torch.zeros(10, dtype=torch.long)
    training.fit(torch.nn.Linear(4, 2), (x, t), epochs=2, batch_size=4, augment=note, progress=False)
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    first, second = sum(seen[:3], []), sum(seen[3:], [])
    assert sorted(first) == sorted(second) == list(range(10)) and first != second


def test_the_mean_loss_weighs_a_short_batch_by_its_examples():
    x, t = problem(23)
    net = torch.nn.Linear(4, 2)
    whole = F.cross_entropy(net(torch.as_tensor(x)), torch.as_tensor(t)).item()
    assert training.evaluate(net, x, t, batch_size=5)["loss"] == pytest.approx(whole)
    history = training.fit(net, (x, t), epochs=1, batch_size=5, optimiser=lambda p: torch.optim.SGD(p, lr=0.0))
    assert history["loss"] == [pytest.approx(whole)]


def test_evaluation_changes_nothing_and_knows_images_and_numbers():
    net = small_net(dropout=0.5)
    before = state(net)
    assert net.training and training.evaluate(net, *problem()) == training.evaluate(net, *problem())
    assert net.training and same(before, state(net))
    pixels = training.evaluate(torch.nn.Conv2d(1, 3, 1), torch.zeros(2, 1, 4, 4), torch.zeros(2, 4, 4, dtype=int))
    assert 0 <= pixels["accuracy"] <= 1
    numbers = training.evaluate(torch.nn.Linear(4, 1), problem()[0], np.zeros((96, 1), np.float32), F.mse_loss)
    assert list(numbers) == ["loss"]
    assert math.isnan(training.evaluate(net, np.zeros((0, 4), np.float32), np.zeros(0, int))["loss"])


def test_the_same_seed_gives_the_same_numbers_and_draws_nothing_from_the_caller():
    nets = [small_net() for _ in range(3)]
    torch.manual_seed(11)
    wanted = torch.rand(1)
    torch.manual_seed(11)
    one = quick(nets[0])
    assert torch.equal(torch.rand(1), wanted)
    other, third = quick(nets[1]), quick(nets[2], seed=4)
    assert one == other and same(state(nets[0]), state(nets[1]))
    assert one != third


def test_seed_everything():
    import random

    def draw():
        training.seed_everything(9)
        return random.random(), np.random.random(), torch.rand(1).item()

    assert draw() == draw()


def test_the_schedule_is_asked_before_every_batch():
    asked = []

    def schedule(epoch, losses):
        asked.append((epoch, len(losses)))
        return schedules.cosine(epoch, 0.2, 3, warm_up=1)

    history = quick(small_net(), 3, schedule=schedule)
    parts = [0, 20 / 96, 40 / 96, 60 / 96, 80 / 96]
    assert asked == [(pytest.approx(epoch + part), epoch) for epoch in range(3) for part in parts]
    assert history["lr"] == pytest.approx([schedules.cosine(e + 80 / 96, 0.2, 3, warm_up=1) for e in range(3)])


def test_early_stopping_returns_to_the_best_weights():
    net, looks = torch.nn.Linear(4, 2), []

    def rising(scores, t):
        """A validation loss of 3, 2, 1, 2, 3, ... whatever the net says; weights move on all the same."""
        if not torch.is_grad_enabled():
            looks.append(state(net))
            return torch.tensor(float(abs(len(looks) - 3) + 1))
        return F.cross_entropy(scores, t)

    history = quick(net, 50, loss=rising, patience=4)
    assert history["validation_loss"] == [3, 2, 1, 2, 3, 4, 5] and history.best == 2
    assert history.stopped == "no lower validation loss in 4 epochs, best after epoch 3"
    assert same(state(net), looks[2]) and not same(looks[2], looks[6])


def test_a_run_that_explodes_stops_and_says_so():
    history = quick(small_net(), 50, optimiser=lambda p: torch.optim.SGD(p, lr=1e30))
    assert len(history) < 50 and "is nan: try a smaller learning rate" in history.stopped


@pytest.mark.parametrize(
    "more, text",
    [
        ({"batch_size": 0}, "fit: batch_size must be a whole number, at least 1, got 0"),
        ({"epochs": 2.5}, "fit: epochs must be a whole number, at least 0, got 2.5"),
        ({"patience": 0}, "fit: patience must be a whole number, at least 1, got 0"),
    ],
)
def test_what_is_refused(more, text):
    with pytest.raises(ValueError, match=text):
        quick(small_net(), **more)


def test_pairs_that_do_not_fit_are_refused():
    x, t = problem()
    with pytest.raises(ValueError, match="train: x and t must have one row for each example, got 96 and 95"):
        training.fit(small_net(), (x, t[1:]))
    with pytest.raises(ValueError, match="train must hold at least one example"):
        training.fit(small_net(), (x[:0], t[:0]))
    with pytest.raises(ValueError, match="patience watches the validation loss"):
        training.fit(small_net(), (x, t), patience=3)


# --- checkpoints -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimiser", [torch.optim.Adam, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)])
def test_a_continued_run_gives_the_numbers_of_one_without_a_break(tmp_path, optimiser):
    whole, parts = small_net(), small_net()
    wanted = quick(whole, 6, optimiser=optimiser)
    for epochs in (2, 3, 3, 6):
        parts = small_net()
        torch.rand(epochs)  # what was drawn in between does not matter
        got = quick(parts, epochs, optimiser=optimiser, checkpoint=tmp_path / "run.pt")
        assert len(got) == epochs
    assert got == wanted and same(state(whole), state(parts))
    assert [path.name for path in tmp_path.iterdir()] == ["run.pt"]


def test_early_stopping_survives_a_break_too(tmp_path):
    whole, parts = small_net(), small_net()
    wanted = quick(whole, 40, patience=3)
    assert 4 < len(wanted) < 40
    for epochs in (2, len(wanted) - 1, 40, 40):
        parts = small_net()
        got = quick(parts, epochs, patience=3, checkpoint=tmp_path / "run.pt")
    assert got == wanted and same(state(whole), state(parts))


@pytest.mark.parametrize(
    "more, what",
    [({"seed": 4}, "seed"), ({"batch_size": 21}, "batch_size"), ({"optimiser": torch.optim.Adam}, "optimiser")],
)
def test_the_checkpoint_of_another_run_is_refused(tmp_path, more, what):
    quick(small_net(), 1, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match=f"belongs to another run: its {what} is"):
        quick(small_net(), 2, checkpoint=tmp_path / "run.pt", **more)
    with pytest.raises(ValueError, match="its net is"):
        quick(torch.nn.Linear(4, 2), 2, checkpoint=tmp_path / "run.pt")


def test_what_is_no_checkpoint_is_refused_and_not_run(tmp_path):
    path = tmp_path / "file.pt"
    assert training.load(path) is None

    class Bomb:
        def __reduce__(self):
            return open, (str(tmp_path / "victim"), "w")

    torch.save({"format": "course_lib checkpoint 1", "x": Bomb()}, path)
    with pytest.raises(ValueError, match="is no checkpoint of the course .*: use another path"):
        training.load(path)
    assert not (tmp_path / "victim").exists()
    for content in (b"", b"text"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="is no checkpoint"):
            training.load(path)
    torch.save({"x": 1}, path)
    with pytest.raises(ValueError, match="is no checkpoint of the course: use"):
        training.load(path)


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "run.pt"
    training.save(path, {"x": 1})

    def full(*_):
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            with pytest.raises(OSError, match="No space left"):
                training.save(path, {"x": 2})
        assert training.load(path)["x"] == 1
        assert [found.name for found in path.parent.iterdir()] == ["run.pt"]


SAVER = """
    import sys, torch
    from course_lib import training
    torch.set_num_threads(1)
    for n in range(10**9):
        training.save(sys.argv[1], {"n": n, "weights": torch.full((300_000,), float(n))})
        if n == 0:
            print("begun", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path):
    """Children that do nothing but save are killed at random moments; what they leave is always all of one save."""
    path, rng, last = tmp_path / "run.pt", np.random.default_rng(7), []
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(SAVER), path], stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"begun\n"
        time.sleep(rng.uniform(0.02, 0.2))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = training.load(path)
        assert set(found["weights"].tolist()) == {float(found["n"])} and len(found["weights"]) == 300_000
        last.append(found["n"])
    assert max(last) > 0, "no child came past its first save"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_run_continues_to_the_same_numbers(tmp_path):
    """The killed run trains with the settings of `quick`, slowed down so that the kill falls between its epochs."""
    child_code = """
        import sys, time
        from tests.unit.test_training import quick, small_net
        import torch
        torch.set_num_threads(1)
        def slow(epoch, losses):
            print(epoch, flush=True)
            time.sleep(0.01)
            return 0.1
        quick(small_net(), 60, schedule=slow, checkpoint=sys.argv[1])
    """
    path = tmp_path / "run.pt"
    for epochs_before_the_kill in (2, 5):
        command = [sys.executable, "-c", textwrap.dedent(child_code), path]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in child.stdout:
            if float(line) > epochs_before_the_kill:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert epochs_before_the_kill <= len(training.load(path)["history"]) < 60
    whole, rest = small_net(), small_net()
    rate = {"schedule": lambda epoch, losses: 0.1}
    wanted = quick(whole, 12, **rate)
    got = quick(rest, 12, checkpoint=path, **rate)
    assert got == wanted and same(state(whole), state(rest))
