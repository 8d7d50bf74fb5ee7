"""Assignments out of solutions, and points out of reports. What nbgrader makes of them: tests/school."""

import nbformat
import pytest

from course_lib.authoring.course import Course, Refusal
from course_lib.authoring.release import IMPORT, assignment, graded, write_release
from course_lib.checks import CheckFailed, Report, check
from course_lib.workspace.parts import load_parts

ANSWER = "def gates():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION"


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    nb = nbformat.v4.new_notebook(cells=cells)
    nb.metadata["kernelspec"] = {"name": "python3", "language": "python"}
    return nb


@pytest.mark.parametrize(
    "source, ends",
    [
        ('check("gates", gates)', 'check("gates", gates).points(3)'),
        (f'{IMPORT}\n\ncheck("gates",\n      gates)', 'check("gates",\n      gates).points(3)'),
        ('report = check("gates", gates)\nreport', 'report = check("gates", gates)\nreport.points(3)'),
        (f'{IMPORT}\nseen = check("gates", gates)\nseen', 'seen = check("gates", gates)\nseen.points(3)'),
    ],
)
def test_a_check_cell_ends_in_points(source, ends):
    assert graded(source, 3, "here") == f"{IMPORT}\n\n{ends}"


@pytest.mark.parametrize(
    "source",
    [
        'report = check("gates", gates)',
        'check("gates", gates); print(1)',
        'x = 1\ncheck("gates", gates)',
        'report = check("gates", gates)\nother',
        'check("gates", gates).outcome',
    ],
)
def test_a_check_cell_with_more_in_it_is_refused(source):
    with pytest.raises(Refusal, match="^solutions/01.py, cell 'cell-1': a cell that is graded"):
        assignment(notebook(ANSWER, source), "solutions/01.py", {"gates": 1})


@pytest.mark.parametrize(
    "sources, points, complaint",
    [
        ([ANSWER, 'check("gates", gates)'], {}, "'gates' is not among the tasks"),
        ([ANSWER], {"gates": 1}, "no cell checks gates"),
        ([ANSWER, 'check("gates", gates)', 'check("gates", gates)'], {"gates": 1}, "'gates' is checked twice"),
        ([ANSWER, "check(name, gates)"], {"gates": 1}, "written out"),
        ([ANSWER, 'check("a", a)\ncheck("b", b)'], {"a": 1, "b": 1}, "one check a cell"),
        ([ANSWER + "\n# BEGIN SOLUTION", 'check("gates", gates)'], {"gates": 1}, "has no # END SOLUTION"),
    ],
)
def test_points_and_checks_must_agree(sources, points, complaint):
    with pytest.raises(Refusal, match=complaint):
        assignment(notebook(*sources), "solutions/01.py", points)


def test_marks_links_and_what_is_left_alone():
    text = nbformat.v4.new_markdown_cell(
        "See [lecture](../lectures/01a.ipynb#cell-id=x), [paper](https://example.org), [above](#top)", id="text"
    )
    solution = notebook(ANSWER, 'check("gates", gates)', "%magic\nx", "y = 1")
    solution.cells.append(text)
    before = nbformat.writes(solution)
    made = assignment(solution, "solutions/01.py", {"gates": 2})
    assert nbformat.writes(solution) == before
    answer, points, *plain, prose = made.cells
    marks = {"schema_version": 3, "task": False}
    assert answer.source == ANSWER, "nbgrader takes the answer out"
    assert answer.metadata.nbgrader == {
        **marks, "grade": False, "locked": False, "solution": True, "grade_id": "answer-cell-0",
    }  # fmt: skip
    assert points.metadata.nbgrader == {
        **marks, "grade": True, "locked": True, "solution": False, "grade_id": "points-gates", "points": 2,
    }  # fmt: skip
    assert not any("nbgrader" in cell.metadata for cell in plain)
    assert prose.source == "See lecture, [paper](https://example.org), [above](#top)"
    text.source = "![a](../figs/a.svg)"
    with pytest.raises(Refusal, match="cell 'text'"):
        assignment(solution, "solutions/01.py", {"gates": 2})


def test_every_exercise_of_this_course_can_be_released(tmp_path):
    course = Course()
    for folder in ("lectures", "solutions"):
        (tmp_path / folder).symlink_to(course.root / folder)
    lines = []
    written = write_release(Course(tmp_path), say=lines.append)
    assert [path.stem for path in written] == [path.stem for path in course.files("solutions", "*.py")]
    stars = {task.id: task.stars for part in load_parts(course.root) for task in part.tasks}
    assert stars["gates"] == 1 and "gates 1, perceptron_epoch 2" in lines[0]
    first = [path.read_bytes() for path in written]
    write_release(Course(tmp_path), say=lines.append)
    assert [path.read_bytes() for path in written] == first
    with pytest.raises(Refusal, match="no lecture or solution is called"):
        write_release(Course(tmp_path), ["nonsense"])


def test_points_of_a_report(monkeypatch, capfd):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    right, wrong = Report("gates", "correct"), Report("gates", "incorrect")
    assert right.points(2) == 2.0 and type(right.points(2)) is float
    assert wrong.points(2) == 0.0 and type(wrong.points(2)) is float
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert right.points(2) == 2.0
    with pytest.raises(CheckFailed) as none:
        wrong.points(2)
    assert str(none.value) == "0 of 2 points: gates is not right yet." and none.value.report is wrong
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("most", [0, -1, True, "2", None, float("nan"), float("inf")])
def test_points_of_something_that_is_no_number(most):
    with pytest.raises(ValueError, match="how many points"):
        Report("gates", "correct").points(most)


def test_grading_is_nobodys_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_WORK", str(tmp_path))
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check("gates", lambda: 1)
    assert not list(tmp_path.iterdir())
    monkeypatch.delenv("NBGRADER_EXECUTION")
    check("gates", lambda: 1)
    assert [path.name for path in tmp_path.iterdir()] == ["progress.sqlite"]
