"""Augmentation, the progress line, and the command that trains LeNet-5."""

import io
import re
import sys
import types

import pytest
import torch

from course_lib import training
from course_lib.training import progress


def generator():
    return torch.Generator().manual_seed(2)


def test_shift_moves_whole_images_by_at_most_two_pixels():
    x = torch.zeros(200, 2, 9, 9)
    x[:, 0, 4, 4], x[:, 1, 4, 4] = 1, 5
    y = training.shift(x, generator())
    assert y.shape == x.shape and torch.equal(y[:, 1], 5 * y[:, 0])
    places = {tuple(place.tolist()) for place in y[:, 0].nonzero()[:, 1:]}
    assert places == {(row, column) for row in range(2, 7) for column in range(2, 7)}
    assert torch.equal(training.shift(x, generator()), y)
    assert torch.equal(training.shift(x, generator(), most=0), x)
    corner = torch.zeros(50, 1, 4, 4)
    corner[:, :, 0, 0] = 1
    assert training.shift(corner, generator()).sum() < 50, "what leaves the image does not come back on the other side"


def test_distort_moves_turns_and_stretches_within_its_limits():
    x = torch.zeros(300, 1, 31, 31)
    x[:, :, 8:23, 14:17] = 1  # an upright bar
    y = training.distort(x, generator(), shift=3, degrees=15, stretch=0.0)
    assert y.shape == x.shape and torch.equal(training.distort(x, generator(), 3, 15, 0.0), y)
    torch.testing.assert_close(training.distort(x, generator(), 0, 0, 0.0), x, atol=1e-5, rtol=0)
    rows, columns = torch.arange(31.0)[:, None], torch.arange(31.0)
    mass = y.sum(dim=(1, 2, 3))
    torch.testing.assert_close(mass, torch.full_like(mass, 45), rtol=0.1, atol=0)
    down, right = (y[:, 0] * rows).sum((1, 2)) / mass - 15, (y[:, 0] * columns).sum((1, 2)) / mass - 15
    for moved in (down, right):
        assert 2 < moved.abs().max() < 3.7 and abs(moved.mean()) < 0.5
    lean = ((y[:, 0] * (rows - 15 - down[:, None, None]) * (columns - 15 - right[:, None, None])).sum((1, 2))) / mass
    wide = (y[:, 0] * (columns - 15 - right[:, None, None]) ** 2).sum((1, 2)) / mass
    high = (y[:, 0] * (rows - 15 - down[:, None, None]) ** 2).sum((1, 2)) / mass
    tilt = torch.rad2deg(torch.atan2(2 * lean, high - wide) / 2)
    assert 14 < tilt.abs().max() < 15.5 and abs(tilt.mean()) < 2
    sizes = training.distort(x, generator(), 0, 0, 0.2).sum(dim=(1, 2, 3)) / 45
    assert 0.6 < sizes.min() < 0.75 and 1.3 < sizes.max() < 1.65


def test_flip_mirrors_about_half_of_the_images():
    x = torch.arange(4.0).expand(400, 1, 3, 4)
    y = training.flip(x, generator())
    mirrored = (y == x.flip(-1)).flatten(1).all(1)
    assert ((y == x).flatten(1).all(1) ^ mirrored).all()
    assert 150 < mirrored.sum() < 250


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar():
    assert progress.bar(0) == "─" * 24 and progress.bar(0.5) == "━" * 12 + "─" * 12 and progress.bar(7) == "━" * 24


def test_in_a_terminal_the_line_is_drawn_over_itself_and_vanishes(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    stream = Terminal()
    with progress.ProgressLine(stream=stream) as line:
        for step in range(101):
            line.show(step / 100, f"epoch {step}")
            now[0] += 0.06
    drawn = stream.getvalue().split("\r")[1:]
    assert 45 <= len(drawn) <= 55, "at most ten times a second"
    assert drawn[0].startswith("─" * 24 + " epoch 0") and all(text.endswith("\x1b[K") for text in drawn)
    assert "epoch 50 · 0:03 left" in stream.getvalue()
    assert drawn[-1] == "\x1b[K"


def test_a_narrow_or_old_terminal_is_no_trouble(monkeypatch):
    class Ascii(Terminal):
        def write(self, text):
            return super().write(text.encode("ascii").decode())

    monkeypatch.setenv("COLUMNS", "30")
    stream = Ascii()
    with progress.ProgressLine(stream=stream) as line:
        line.show(0.5, "a long text that does not fit")
    assert stream.getvalue().startswith("\r############------------ a lo") and len(stream.getvalue()) < 45


def test_where_the_output_is_a_file_nothing_is_drawn():
    stream = io.StringIO()
    for wanted, where in ((True, stream), (False, Terminal())):
        with progress.ProgressLine(wanted, where) as line:
            line.show(0.5, "epoch 1")
        assert where.getvalue() == ""


def test_in_a_notebook_one_output_is_updated_and_emptied(monkeypatch):
    shown = []

    class Handle:
        def update(self, content, raw):
            shown.append(content["text/plain"])

    def display(content, raw, display_id):
        shown.append(content["text/plain"])
        return Handle()

    class ZMQInteractiveShell: ...

    fake = types.ModuleType("IPython")
    fake.get_ipython = ZMQInteractiveShell
    fake.display = types.ModuleType("IPython.display")
    fake.display.display = display
    monkeypatch.setitem(sys.modules, "IPython", fake)
    monkeypatch.setitem(sys.modules, "IPython.display", fake.display)
    monkeypatch.setattr(progress, "EVERY", 0)
    with progress.ProgressLine() as line:
        line.show(0.0, "epoch 1")
        line.show(0.5, "epoch 2")
    assert shown == ["─" * 24 + " epoch 1", "━" * 12 + "─" * 12 + " epoch 2", ""]


def test_the_command_trains_lenet_and_reports(monkeypatch, capsys):
    """One epoch is enough to see that the parts fit together; the accuracy is measured by hand."""
    main = pytest.importorskip("course_lib.training.__main__")
    monkeypatch.setattr(sys, "argv", ["training", "--seeds", "1", "--epochs", "1"])
    main.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("LeNet-5, 1 epochs, on ")
    assert re.fullmatch(r"seed 0: [\d.]+ % of 359 test digits right, 1,438 to learn from, \d+ s", lines[1])
    assert lines[2].startswith("median ")
