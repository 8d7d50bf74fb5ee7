"""Data-parallel training: two real processes against one, what is said when they fail, the pieces in this process."""

import sys

import numpy as np
import pytest

from course_lib.experiments import data_parallel as trial


@pytest.fixture(scope="module")
def got():
    """Shards of 33 and 32: their plain mean is not the batch's gradient."""
    return trial.run(processes=2, steps=3, batch=65, precision="float64")


def test_two_processes_do_what_one_does(got):
    assert got.gradient_difference < 1e-12 and got.weight_difference < 1e-12
    assert got.shard_difference > 0.1, "a shard alone has another gradient"
    np.testing.assert_allclose(got.loss, got.loss_alone, atol=1e-12)
    assert got.same_everywhere and got.accuracy == got.accuracy_alone


def test_shards_count_as_often_as_they_have_examples(got):
    assert got.counts.tolist() == [33, 32]
    weighted = [np.average(parts, axis=0, weights=got.counts) for parts in zip(*got.shards, strict=True)]
    assert trial.difference(weighted, got.full) < 1e-12
    plain = [np.mean(parts, axis=0) for parts in zip(*got.shards, strict=True)]
    assert trial.difference(plain, got.full) > 1e-3


def test_the_group_is_gone_before_its_process(got):
    assert got.threads_left == (0 if sys.platform == "linux" else None)


def test_the_result_is_that_of_this_process_too(got):
    import torch

    from course_lib.data import digits

    x, labels, *_ = digits()
    net = trial.make_net("float64")
    loss, first = trial.train(net, torch.as_tensor(x).double(), torch.as_tensor(labels), 3, 65)
    np.testing.assert_allclose(loss, got.loss, atol=1e-12)
    assert trial.difference([g.numpy() for g in first], got.full) < 1e-12
    assert sum(g.numel() for g in first) == 3818


def test_the_summary_and_the_command(got):
    assert got.command.startswith("torchrun --standalone --nproc-per-node=2 -m course_lib.experiments.data_parallel")
    assert "shards of 33, 32 examples" in trial.report(got) and "all processes: yes" in trial.report(got)


def test_a_process_that_fails_is_quoted(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("import os, sys\nprint('no such file: digits')\nsys.exit(3)\n")
    with pytest.raises(
        RuntimeError, match="(?s)the 1 processes ended with exit status.*type into a terminal: .*python"
    ):
        trial.launch(1, [str(broken)], tmp_path)
    (tmp_path / "failed-1.txt").write_text("ValueError: the shard is empty")
    assert (
        trial.what_failed(tmp_path, "much else") == "The first to fail was process 1:\nValueError: the shard is empty"
    )
    assert trial.what_failed(tmp_path / "none", "one\ntwo\n").endswith("one\ntwo")


def test_a_worker_leaves_its_traceback(tmp_path, monkeypatch):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr(trial, "attend", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        trial.main([f"--out={tmp_path}"])
    assert "ZeroDivisionError" in (tmp_path / "failed-1.txt").read_text()


def test_one_process_alone_is_told_how_to_start_several(monkeypatch):
    monkeypatch.delenv("RANK", raising=False)
    with pytest.raises(SystemExit, match="torchrun --standalone --nproc-per-node=2"):
        trial.main([])


@pytest.mark.parametrize("wrong", [{"processes": 0}, {"steps": 0}, {"batch": 1}, {"precision": "half"}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="run: processes and steps must be at least 1, batch at least processes"):
        trial.run(**wrong)
