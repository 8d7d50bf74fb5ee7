"""The report: text, picture, strict mode, progress."""

import subprocess
import sys
import types
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import course_lib
from course_lib.checks import CheckFailed, UnknownTask, check, lecture_links, tasks
from course_lib.checks.bank import load
from course_lib.checks.facts import value_facts
from course_lib.checks.task import Part
from tests.checks_bank import BANKS, report_of, solutions

right = solutions("perceptron_epoch")[0]["r_zip"]


def test_the_text_shows_call_got_expected_cause_and_lecture():
    assert str(report_of("perceptron_epoch", "strict_comparison")).splitlines() == [
        "perceptron_epoch: not right yet",
        "call      perceptron_epoch(X=[[2]], t=[1], w=[0], b=0, lr=0.5)",
        "got       w = [0], b = 0",
        "expected  w = [1], b = 0.5",
        "w came back as it went in; here it has to change.",
        "w[0]: got 0, expected 1.",
        "Cause     An example whose pre-activation is exactly 0 is left alone.",
        "Ask       What should happen to an example that lies exactly on the line?",
        "Lecture   ../lectures/01a_threshold_units.ipynb#cell-id=mistakes",
    ]


def test_the_text_has_at_most_15_lines_and_keeps_the_lecture_and_the_notes():
    report = report_of("mlp_forward", "leaky")
    long = replace(
        report, facts=("A long fact. " * 30,) * 6, notes=("A long note. " * 30,) * 2, causes=("Cause. " * 60,) * 2
    )
    lines = str(long).splitlines()
    assert len(lines) == 15 and any(line.startswith("Lecture") for line in lines) and "A long note." in lines[-1]
    assert lines[0] == "mlp_forward: not right yet" and lines[1].startswith("call ")


def test_the_counterexample_can_be_called_again():
    report = report_of("perceptron_epoch", "batch")
    arguments, got, expected = report.counterexample
    again = solutions("perceptron_epoch")[1]["batch"][0](**arguments)
    assert np.array_equal(again[0], got["w"]) and again[1] == got["b"]
    assert np.array_equal(right(**arguments)[0], expected["w"])
    student = solutions("perceptron_epoch")[1]["batch"][0]
    pasted = eval(report.code, {"np": np, "perceptron_epoch": student})
    assert np.array_equal(pasted[0], got["w"])


def test_a_pair_of_faults_is_named_as_both():
    report = report_of("perceptron_epoch", "strict_and_no_rate")
    assert report.misconceptions == ("zero_is_right", "forgets_rate")
    assert len(report.causes) == 2


def test_without_a_name_the_common_trait_of_the_wrong_calls_is_told():
    mlp = solutions("mlp_forward")[0]["r_matrix"]
    report = check("mlp_forward", lambda *args: mlp(*args) + (len(args[0]) > 1))
    assert report.misconception is None
    assert report.facts[0].endswith("every wrong one has more than one example.")
    assert "Every number of scores is off by the same 1." in report.facts


def facts(got, expected, args=None):
    got, expected = np.array(got, float), np.array(expected, float)
    task = types.SimpleNamespace(parts=(Part("y", axes=("examples", "units")),), bound=None, run=None)
    return value_facts(task, args or {}, {"y": got}, {"y": expected}, {"y": ~(got == expected)})


SQUARE = np.array([[1, 2], [3, 4.0]])


@pytest.mark.parametrize(
    ("got", "says"),
    [
        (-SQUARE, "y has the opposite sign."),
        (3 * SQUARE, "Every number of y is 3 times the one that is due."),
        (SQUARE - 2, "Every number of y is off by the same -2."),
        (SQUARE.T, "y is transposed: rows and columns are exchanged."),
        (SQUARE[::-1], "y is in reverse order along axis 0."),
        (SQUARE[:, ::-1], "y is in reverse order along axis 1."),
        ([[4, 1], [3, 2]], "y has the right numbers in other places."),
        ([[1, 2], [3, np.nan]], "y contains nan."),
        ([[1, 2], [3, np.inf]], "y contains inf."),
        ([[1, 2], [5, 6]], "Only y[1] differs (axis 0 counts examples)."),
        ([[1, 2], [3, 4 + 1e-12]], "y[1, 1] agrees to six digits, but not exactly: 4.000000000001."),
    ],
)
def test_facts(got, says):
    assert says in facts(got, SQUARE)


def test_more_facts():
    assert "y is shifted by 1." in facts([3, 1, 2], [1, 2, 3])
    assert facts([1, 2], [2, 5], {"y": np.array([1.0, 2.0])})[0].startswith("y came back as it went in")
    assert facts([1, 9, 8], [1, 2, 3]) == ["y[1]: got 9, expected 2; 2 of 3 numbers differ."]


def test_a_wrong_shape_is_told_before_any_value():
    report = report_of("mlp_forward", "column_scores")
    assert report.facts[0] == "scores has shape (1, 2); (2, 1) (examples × scores) is due."
    assert report.facts[1] == "Its numbers are right: scores is transposed."


def test_another_float_dtype_is_a_remark_not_a_fault():
    report = check("perceptron_epoch", solutions("perceptron_epoch")[0]["r_float32"])
    assert report.outcome == "correct" and "for arrays of float64 it returned float32" in report.notes[0]
    assert check("perceptron_epoch", right).notes == ()


class Page(HTMLParser):
    """Checks that tags are balanced, and collects links, classes and text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.classes, self.text, self.labels, self.depth = [], [], [], "", [], 0
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.open.append(tag)
        self.depth = max(self.depth, self.open.count("details"))
        self.links += [attrs["href"]] if "href" in attrs else []
        self.labels += [attrs["aria-label"]] if "aria-label" in attrs else []
        self.classes += attrs.get("class", "").split()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


# The picture is the same code for all tasks: a few that differ in kind will do.
DRAWN = [task for task in BANKS if task in ("gates", "perceptron_epoch", "mlp_forward", "conv2d", "numerical_gradient")]


@pytest.mark.parametrize(("task", "name"), [(task, name) for task in DRAWN for name in solutions(task)[1]])
def test_the_picture_is_well_formed_and_unfolds_in_three_steps(task, name):
    report, lecture = report_of(task, name), load(task.removeprefix("unseen_")).lecture
    page = Page(report._repr_html_())
    assert page.depth == 3  # question, inside it why, inside it where to read
    assert all(link.startswith(f"../lectures/{lecture}.ipynb#cell-id=") for link in page.links)
    assert page.links
    assert page.text.count("Hint ") == 3
    for cause in report.causes:
        assert cause.replace("`", "") in page.text
    if any(panel.wrong is not None and panel.wrong.any() for panel in report.panels):
        assert "cc-off" in page.classes and "cc-due" in page.classes
        assert any(label.endswith(", differs") for label in page.labels)


def test_hints_tell_question_cause_pointer_in_this_order():
    hints = report_of("perceptron_epoch", "batch").hints
    assert [hint.title for hint in hints] == ["A question", "Why it matters here", "Where to read"]
    assert hints[0].text.endswith("?") and hints[2].link[0].endswith("#cell-id=update-rule")


def test_names_of_code_are_set_as_code():
    html = report_of("perceptron_epoch", "predicts_by_where")._repr_html_()
    assert "<code>sign</code> with sign(0)" in html and "`" not in html


def test_what_a_student_wrote_is_escaped():
    def student(X, t, w, b, lr):
        print("<b>bold</b>")
        raise ValueError("<img src=x onerror=alert(1)>")

    html = check("perceptron_epoch", student)._repr_html_()
    assert "<b>" not in html and "<img" not in html
    assert "&lt;b&gt;bold" in html and "&lt;img" in html

    def keys():
        return {"<i>": 1}

    assert "<i>" not in check("gates", keys)._repr_html_()
    assert "<i>" not in check("gates", type("<i>", (), {}))._repr_html_()


def test_the_report_draws_itself_only_as_a_value(capfd):
    report = report_of("gates", "swapped")
    assert capfd.readouterr() == ("", "")
    assert repr(report) == str(report) and report._repr_html_() == report._repr_html_()


PROGRAM = """
import re

from tests.checks_bank import BANKS, check_here, solutions
for task in BANKS:
    for name, (function, _) in [*solutions(task)[1].items()][::15]:
        report = check_here(task.removeprefix('unseen_'), function)
        text = f"{report} {report._repr_html_()} {report.misconception}"
        print(re.sub(r"Time: [0-9.]+ of", "Time: SOME of", text))  # of a net that was trained: told, not judged
"""


def test_every_text_is_the_same_in_another_process():
    command, pipes = [sys.executable, "-c", PROGRAM], {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [
        subprocess.Popen(command, text=True, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin"}, **pipes) for seed in "12"
    ]
    outputs, errors = zip(*(one.communicate() for one in both), strict=True)
    assert errors == ("", "")
    assert outputs[0] == outputs[1] and len(outputs[0]) > 10_000


@pytest.mark.parametrize("value", ["1", "0"])
def test_strict_mode_raises_for_anything_but_correct(value, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", value)
    function = solutions("mlp_forward")[1]["linear_hidden"][0]
    assert check("mlp_forward", solutions("mlp_forward")[0]["r_loops"]).outcome == "correct"
    if value == "0":
        assert check("mlp_forward", function).outcome == "incorrect"
        return
    with pytest.raises(CheckFailed, match="Cause     The hidden layer is linear") as caught:
        check("mlp_forward", function)
    assert caught.value.report.misconception == "no_relu"
    with pytest.raises(CheckFailed, match="not attempted"):
        check("gates", lambda: None)


def test_an_unknown_task_lists_the_nearest():
    with pytest.raises(UnknownTask, match="no task 'perceptron_epoc'. Nearest: perceptron_epoch"):
        check("perceptron_epoc", right)
    with pytest.raises(UnknownTask, match="Tasks: gates, "):
        check("zzz", right)
    with pytest.raises(UnknownTask, match="the task's name first"):
        check(right, "gates")
    with pytest.raises(UnknownTask, match="made for another version of the course"):
        check("perceptron_epoch_2", right)
    assert issubclass(UnknownTask, LookupError) and "gates" in tasks()


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A course with one exercise, and a student who has changed the copy of it."""
    from course_lib.workspace import make_copies
    from course_lib.workspace.places import find_places

    for name in ("COURSE_BUILD", "COURSE_WORK", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    exercise = tmp_path / "exercises" / "01a_threshold_units.ipynb"
    for folder in ("lectures", "exercises", "work/exercises"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "lectures" / "parts.toml").write_text("")
    exercise.write_text("the first edition")
    monkeypatch.chdir(tmp_path / "work" / "exercises")
    make_copies(find_places())
    (tmp_path / "work" / "exercises" / exercise.name).write_text("the first edition, with an answer")
    return exercise


def test_a_stale_exercise_is_told_so_until_there_is_a_new_copy(desk, monkeypatch):
    from course_lib.workspace import fresh_copy

    student = solutions("perceptron_epoch")[1]["batch"][0]
    assert "older than the course" not in str(check("perceptron_epoch", student))
    desk.write_text("the second edition")
    report = check("perceptron_epoch", student)
    assert "Your exercise is older than the course" in str(report)
    assert 'fresh_copy("exercises/01a_threshold_units")' in str(report)
    assert "older than the course" not in str(check("perceptron_epoch", right))
    assert "older than the course" not in str(check("mlp_forward", lambda x: x))  # its exercise is not on this desk
    monkeypatch.chdir(desk.parent)
    assert "older than the course" not in str(check("perceptron_epoch", student))
    monkeypatch.chdir(desk.parent.parent / "work")
    assert fresh_copy("exercises/01a_threshold_units") == "work/exercises/01a_threshold_units-2.ipynb"
    assert "older than the course" not in str(check("perceptron_epoch", student))


@pytest.mark.parametrize("damage", ["no notes", "not JSON", "no original", "no folder"])
def test_a_desk_in_disorder_costs_only_the_remark(desk, monkeypatch, damage):
    desk.write_text("the second edition")
    notes = desk.parent.parent / "work" / ".copies.json"
    if damage in ("no notes", "not JSON"):
        notes.unlink() if damage == "no notes" else notes.write_text("{")
    elif damage == "no original":
        desk.unlink()
    else:
        (desk.parent.parent / "lectures" / "parts.toml").unlink()
    assert check("gates", lambda: {}).outcome == "incorrect"


def test_a_signature_of_another_version_is_named():
    report = check("perceptron_epoch", lambda X, t, w: (w, 0.0))
    assert report.facts == (
        "The task calls it as perceptron_epoch(X, t, w, b, lr); yours takes (X, t, w).",
        "If your exercise shows another signature, it was made for another version of the course.",
    )


def test_parameters_in_another_order_are_told():
    def student(X, t, w, lr, b):
        return right(X, t, w, b, lr)

    report = check("perceptron_epoch", student)
    assert report.facts[0] == (
        "The arguments come in the order (X, t, w, b, lr); your function takes them as (X, t, w, lr, b)."
    )
    assert not any("come in the order" in fact for fact in report_of("perceptron_epoch", "batch").facts)


@pytest.fixture
def workspace(monkeypatch):
    module, seen = types.ModuleType("course_lib.workspace"), []
    module.record = lambda task, outcome: seen.append((task, outcome)) or module.sentence
    module.sentence = None
    monkeypatch.setitem(sys.modules, "course_lib.workspace", module)
    monkeypatch.setattr(course_lib, "workspace", module, raising=False)
    return module, seen


def test_the_outcome_is_recorded(workspace):
    module, seen = workspace
    assert check("perceptron_epoch", right).notes == ()
    check("gates", lambda: None)
    assert seen == [("perceptron_epoch", "correct"), ("gates", "not attempted")]
    module.sentence = "The progress file cannot be written."
    report = check("perceptron_epoch", right)
    assert module.sentence in str(report) and module.sentence in report._repr_html_()


def test_a_workspace_that_fails_or_lacks_record_costs_nothing(workspace):
    module, _ = workspace
    module.record = lambda *_: 1 / 0
    assert "progress was not saved (ZeroDivisionError)" in str(check("perceptron_epoch", right))
    del module.record
    assert check("perceptron_epoch", right).notes == ()


def test_every_lecture_link_is_used_and_no_other():
    links = lecture_links()
    assert list(links) == list(tasks())
    assert set(links["mlp_forward"]) == {
        ("01b_networks", cell) for cell in ("layer-matrix", "hidden-layer", "linear-collapse", "output-units")
    }
    cells = {cell for task in ("gates", "perceptron_epoch") for _, cell in links[task]}
    assert cells == {"threshold-unit", "gates", "decision-rule", "mistakes", "update-rule", "convergence"}
