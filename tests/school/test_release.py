"""Canned submissions through nbgrader's own generate_assignment and autograde: the points are exactly as expected.

`make school` runs this with nbgrader in a small environment of its own; without nbgrader it is skipped (where
COURSE_REQUIRE_SCHOOL=1 an error).
"""

import copy
import os
import shutil
import sysconfig
from pathlib import Path

import nbformat
import pytest

from course_lib.authoring.course import Course
from course_lib.authoring.release import write_release

if os.environ.get("COURSE_REQUIRE_SCHOOL") != "1":
    pytest.importorskip("nbgrader", reason="nbgrader is not installed here: make school")

# nbgrader 0.9.6 with SQLAlchemy 2.1
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted.* not in session")

ROOT = Path(__file__).parents[2]
NAME = "01a_threshold_units"
GATES, EPOCH = "points-gates", "points-perceptron_epoch"
FULL = {GATES: 1.0, EPOCH: 2.0}
NONE = {GATES: 0.0, EPOCH: 0.0}

FOREVER = "while True: pass"
WRONG_GATES = 'def gates():\n    return {"and": ([1, 1], 1), "or": ([1, 1], 1), "not": ([1], 0)}'
WRONG_EPOCH = "def perceptron_epoch(X, t, w, b, lr):\n    return w, b"


class Submission:
    """A student's notebook, begun as a right one."""

    def __init__(self, release, source, answers=(GATES, EPOCH)):
        self.nb, given = copy.deepcopy(release), {grade_id(cell): cell.source for cell in source.cells}
        for task in answers:
            self.cell(answer_to(task)).source = given[answer_to(task)]
        self.files = {}

    def cell(self, name):
        return next(cell for cell in self.nb.cells if name in (grade_id(cell), cell["id"]))

    def write(self, name, source):
        self.cell(name).source = source

    def add(self, name, source, metadata=None, after=1):
        cell = nbformat.v4.new_code_cell(source, metadata=copy.deepcopy(metadata or {}))
        self.nb.cells.insert(self.nb.cells.index(self.cell(name)) + after, cell)

    def remove(self, *names):
        gone = [id(self.cell(name)) for name in names]
        self.nb.cells = [cell for cell in self.nb.cells if id(cell) not in gone]


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def answer_to(task):
    return {GATES: "answer-gates", EPOCH: "answer-perceptron-epoch"}[task]


class School:
    """A course folder with one assignment, and what nbgrader makes of it."""

    def __init__(self, root):
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import PyFileConfigLoader

        for file in ("lectures/parts.toml", f"solutions/{NAME}.py"):
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, root / file)
        [self.source] = write_release(Course(root), say=lambda line: None)
        self.folder = root / "build" / "release"
        self.config = PyFileConfigLoader("nbgrader_config.py", path=str(self.folder)).load_config()
        self.config.CourseDirectory.root = str(self.folder)
        self.config.Execute.timeout_func = lambda cell: 2 if cell.source == FOREVER else 120
        self.api = NbGraderAPI(CourseDirectory(config=self.config), config=self.config)

    def generate(self, assignment=NAME):
        done = self.api.generate_assignment(assignment)
        assert done["success"], done
        return nbformat.read(self.folder / "release" / assignment / f"{NAME}.ipynb", 4)

    def grade(self, student, submission, assignment=NAME):
        """Hand in and autograde; (points by grade id, the graded notebook or None, the log)."""
        folder = self.folder / "submitted" / student / assignment
        folder.mkdir(parents=True)
        nbformat.write(submission.nb, folder / f"{NAME}.ipynb")
        for name, text in submission.files.items():
            (folder / name).write_text(text)
        done = self.api.autograde(assignment, student)
        graded = self.folder / "autograded" / student / assignment / f"{NAME}.ipynb"
        with self.api.gradebook as book:
            grades = book.find_submission_notebook(NAME, assignment, student).grades
            points = {grade.cell.name: grade.auto_score for grade in grades}
        return points, nbformat.read(graded, 4) if graded.exists() else None, f"{done.get('log')}{done.get('error')}"


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("student") / "work"


@pytest.fixture(scope="module")
def school(tmp_path_factory, work):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_WORK", str(work))  # here a student's own checks would be recorded
        scripts = sysconfig.get_path("scripts")  # nbgrader runs `alembic`
        patch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
        patch.delenv("COURSE_BUILD", raising=False)
        patch.delenv("COURSE_STRICT", raising=False)
        yield School(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def release(school):
    return school.generate()


@pytest.fixture
def submission(school, release):
    """Makes a submission with the given answers right. The cell at the end that only plays is left out: it is slow."""

    def make(*answers, whole=False):
        made = Submission(release, nbformat.read(school.source, 4), answers)
        if not whole:
            made.remove("digits")
        return made

    return make


def said(nb):
    """What the graded cells show, as one text."""
    outputs = [output for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade") for output in cell.outputs]
    return "\n".join(str(output) for output in outputs)


def test_a_release_is_the_exercise_with_points(release):
    exercise = nbformat.read(ROOT / "exercises" / f"{NAME}.ipynb", 4)
    code = [cell.source for cell in release.cells if cell.cell_type == "code"]
    checks = [cell for cell in release.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [cell["id"] for cell in release.cells] == [cell["id"] for cell in exercise.cells]
    assert [cell.source for cell in checks] == [
        'from course_lib.checks import check\n\ncheck("gates", gates).points(1)',
        'from course_lib.checks import check\n\nreport = check("perceptron_epoch", perceptron_epoch)\nreport.points(2)',
    ]
    for cell in exercise.cells:
        if cell.cell_type == "code" and "check(" not in cell.source:
            assert cell.source in code
    assert not any("](.." in cell.source for cell in release.cells), "links that lead nowhere in a class"


def test_all_right(school, submission, work):
    points, nb, _ = school.grade("right", submission(GATES, EPOCH, whole=True))
    assert points == FULL
    assert not work.exists(), "grading is nobody's progress"
    assert "passes:" in str(nb.cells[-2].outputs)


def test_half(school, submission, tmp_path):
    made = submission(GATES)
    made.write(answer_to(EPOCH), WRONG_EPOCH)
    points, nb, _ = school.grade("half", made)
    assert points == {GATES: 1.0, EPOCH: 0.0}
    assert "0 of 2 points: perceptron_epoch is not right yet." in said(nb)
    done = school.api.generate_feedback(NAME, "half")
    assert done["success"], done
    page = (school.folder / "feedback" / "half" / NAME / f"{NAME}.html").read_text("utf8")
    assert "0 of 2 points: perceptron_epoch is not right yet." in page and "1 of 1 points." in page
    assert "course_lib/checks/points.py" not in page


def test_empty(school, submission):
    points, nb, _ = school.grade("empty", submission(whole=True))
    assert points == NONE
    assert "perceptron_epoch is not attempted yet" in said(nb)


def test_functions_that_end_python_or_never_end(school, submission):
    made = submission()
    made.write(answer_to(GATES), "import os\n\ndef gates():\n    os._exit(0)")
    made.write(answer_to(EPOCH), "def perceptron_epoch(X, t, w, b, lr):\n    while True:\n        try:\n"
               "            while True: pass\n        except BaseException: pass")  # fmt: skip
    points, nb, _ = school.grade("never", made)
    assert points == NONE
    assert "0 of 1 points: gates is stopped." in said(nb) and "0 of 2 points: perceptron_epoch is stopped." in said(nb)


def test_names_given_to_something_else_and_noise_on_stderr(school, submission):
    made = submission(EPOCH)
    made.write(answer_to(GATES), WRONG_GATES)
    made.add(answer_to(GATES), "check = all = lambda *a: 1.0\nfloat = str\nimport numpy as np\n"
             "np.array_equal = np.allclose = np.all = lambda *a, **k: True")  # fmt: skip
    made.add(answer_to(EPOCH), "import sys, threading, time, warnings\n"
             "def noise():\n    while True:\n        print('still here', file=sys.stderr, flush=True)\n"
             "        time.sleep(0.01)\n"
             "threading.Thread(target=noise, daemon=True).start()\n"
             "warnings.simplefilter('always')\nwarnings.warn('careful')\nprint('debug', file=sys.stderr)")  # fmt: skip
    points, _, _ = school.grade("noisy", made)
    assert points == {GATES: 0.0, EPOCH: 2.0}


def test_no_output_is_no_verdict(school, submission):
    made = submission()
    made.write(answer_to(GATES), WRONG_GATES)
    made.write(answer_to(EPOCH), WRONG_EPOCH)
    made.add(answer_to(GATES), "get_ipython().input_transformers_cleanup.append(lambda lines: [])")
    points, nb, _ = school.grade("silent", made)
    assert points == NONE
    assert "without a verdict" in said(nb)


def test_graded_cells_that_were_rewritten(school, submission):
    made = submission()
    made.write(answer_to(GATES), WRONG_GATES)
    made.write(answer_to(EPOCH), WRONG_EPOCH)
    made.write(GATES, "1.0")
    made.cell(GATES).metadata["tags"] = ["skip-execution"]
    made.cell(GATES).metadata["nbgrader"]["points"] = 100
    cell = made.cell(EPOCH)
    cell.source = "2.0"
    cell.metadata["nbgrader"].update(grade=False, locked=False, solution=True, schema_version=2)
    cell.metadata["nbgrader"]["extra"] = "?"
    points, _, _ = school.grade("rewritten", made)
    assert points == NONE


def test_cells_copied_and_deleted(school, submission):
    made = submission(GATES, EPOCH)
    made.remove(EPOCH)
    made.add(answer_to(GATES), "def gates(): return 1", made.cell(answer_to(GATES)).metadata, after=0)
    made.add(GATES, made.cell(GATES).source, made.cell(GATES).metadata)
    made.add(GATES, "x = 1", {"nbgrader": {}})
    points, nb, log = school.grade("copies", made)
    assert points == FULL, log
    assert grade_id(nb.cells[-1]) == EPOCH, "a graded cell that is gone comes back at the end"


def test_files_beside_the_notebook(school, submission):
    made = submission(EPOCH)
    made.write(answer_to(GATES), WRONG_GATES)
    fake = "class R:\n    outcome = 'correct'\n    def points(self, most): return float(most)\ncheck = lambda *a: R()"
    made.files = {"course_lib.py": fake, "numpy.py": "raise ImportError('mine')", "notes.txt": "mine"}
    points, _, _ = school.grade("files", made)
    assert points == {GATES: 0.0, EPOCH: 2.0}
    assert (school.folder / "autograded" / "files" / NAME / "notes.txt").exists()


def test_a_cell_that_never_ends_costs_nothing_but_time(school, submission):
    made = submission(GATES, EPOCH)
    made.add(answer_to(GATES), FOREVER)
    points, _, _ = school.grade("forever", made)
    assert points == FULL


def test_a_cell_that_ends_python_has_no_grade_and_is_named(school, submission):
    made = submission(GATES, EPOCH)
    made.add(GATES, "import os; os._exit(0)")
    points, nb, log = school.grade("exit", made)
    assert set(points.values()) == {None} and nb is None
    assert "There was an error processing assignment" in log and "exit" in log
    again, _, _ = school.grade("next", submission(GATES, EPOCH))
    assert again == FULL


def test_a_submission_from_an_older_release(school, submission):
    made = submission(GATES)
    made.write(GATES, 'check("gates", gates)')
    made.cell(GATES).metadata["nbgrader"].update(points=5, checksum="0" * 32)
    made.remove(EPOCH, answer_to(EPOCH))
    gone = {**made.cell(GATES).metadata["nbgrader"], "grade_id": "points-xor", "points": 7}
    made.add(GATES, 'check("xor", gates)', {"nbgrader": gone})
    points, nb, log = school.grade("older", made)
    assert points == {GATES: 1.0, EPOCH: 0.0}, log
    assert "NameError" in said(nb)


def test_an_older_release_under_a_newer_package(school, submission):
    """A task that the package no longer knows: no points for it, a sentence that says so, and the rest is graded."""
    nb = nbformat.read(school.source, 4)
    cell = next(cell for cell in nb.cells if grade_id(cell) == GATES)
    cell.source = cell.source.replace('"gates"', '"gatter"')
    folder = school.folder / "source" / "old"
    folder.mkdir()
    nbformat.write(nb, folder / f"{NAME}.ipynb")
    school.generate("old")
    points, graded, _ = school.grade("loyal", submission(GATES, EPOCH), "old")
    assert points == {GATES: 0.0, EPOCH: 2.0}
    assert "gatter" in said(graded) and "gates" in said(graded)
