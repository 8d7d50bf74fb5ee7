"""The course itself: every pair, output and exercise is what its source gives today (figures: unit/test_figures.py)."""

import pytest

from course_lib.authoring.course import Course
from course_lib.authoring.freshness import notebook_problems, strays

COURSE = Course()


@pytest.mark.parametrize("source", COURSE.sources(), ids=COURSE.relative)
def test_notebook_is_fresh(source):
    problems = notebook_problems(COURSE, source)
    assert not problems, "\n".join(map(str, problems))


def test_nothing_derived_has_lost_its_source():
    assert not list(strays(COURSE))
