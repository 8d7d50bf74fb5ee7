"""A prediction is committed before a run: the first one stays, and no trouble with the file costs the student a run."""

import json

import pytest

from course_lib.workspace import commit
from course_lib.workspace.predictions import FILE


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setenv("COURSE_WORK", str(tmp_path))
    return tmp_path


def stub():
    raise NotImplementedError


@pytest.mark.parametrize(
    "said, rules, says",
    [
        (None, {}, "depth: nothing is committed yet."),
        (stub, {}, "depth: nothing is committed yet; write stub() first."),
        (lambda: ..., {}, "depth: nothing is committed yet."),
        (20, {"keys": ("a",)}, "depth: a dict is due, with the keys a."),
        ({"a": 1, "b": ...}, {"keys": ("a", "b", "c")}, "depth: still open: b, c."),
        ({"a": 1, "d": 1}, {"keys": ("a",)}, "depth: 'd' is not among the keys: a."),
        ({"a": "x"}, {"keys": ("a",), "among": ("y", "z")}, "depth: 'x' is not among: y, z."),
        ("x", {"among": ("y", "z")}, "depth: 'x' is not among: y, z."),
    ],
)
def test_what_is_not_there_yet_is_said_and_not_kept(work, said, rules, says):
    made = commit("depth", said, **rules)
    assert (made.made, str(made)) == (False, says) and not list(work.iterdir())


def test_the_first_one_stays(work):
    assert commit("depth", lambda: 20).value == 20
    later = commit("depth", 30)
    assert later.made and later.value == 20 and "the first one counts" in str(later)
    again = commit("depth", 20)
    assert again.value == 20 and "the first one counts" not in str(again)
    assert commit("signs", {"a": "loss"}).value == {"a": "loss"}
    assert set(json.loads((work / FILE).read_text())) == {"depth", "signs"}


def test_outside_of_the_students_folder_nothing_is_written(work, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    assert commit("depth", 20).made and commit("depth", 30).value == 30 and not list(work.iterdir())


@pytest.mark.parametrize("content", ["no json", "[1, 2]", '{"depth": 3}'])
def test_a_damaged_file_costs_nothing(work, content):
    (work / FILE).write_text(content)
    made = commit("depth", 20)
    assert made.made and made.value == 20
    assert "cannot be read" in str(made) and (work / FILE).read_text() == content


def test_a_file_that_cannot_be_written_costs_nothing(tmp_path, monkeypatch, work):
    monkeypatch.setenv("COURSE_WORK", str(tmp_path / "file"))
    (tmp_path / "file").write_text("")
    made = commit("depth", 20)
    assert made.made and made.value == 20 and str(made).endswith(".)")


def test_it_is_escaped():
    assert "&lt;b&gt;" in commit("<b>", None)._repr_html_()
