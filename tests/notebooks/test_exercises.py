"""Each exercise, as it is handed out, runs from top to bottom; every check says "not attempted"."""

import copy
import re

import pytest

from course_lib.authoring import pairs
from course_lib.authoring.course import Course
from course_lib.authoring.execute import execute, visible_text

COURSE = Course()
EXERCISES = COURSE.files("exercises", "*.ipynb")
CHECK = re.compile(r"^(\w+ = )?check\(", re.MULTILINE)


@pytest.mark.parametrize("path", EXERCISES, ids=COURSE.relative)
def test_runs_with_every_check_not_attempted(path):
    handed_out = pairs.read(path, COURSE.relative(path))
    assert "NotImplementedError" in "".join(cell.source for cell in handed_out.cells)
    ran = execute(copy.deepcopy(handed_out), COURSE.relative(path), path.parent, COURSE.root)
    checks = [cell for cell in ran.cells if cell.cell_type == "code" and CHECK.search(cell.source)]
    assert checks, "the exercise checks nothing"
    for cell in checks:
        said = "\n".join(visible_text(output) for output in cell.outputs)
        assert "not attempted" in said.lower(), f"cell {cell['id']}: {said}"
