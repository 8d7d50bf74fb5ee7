"""One synthetic course, built once; each test that tampers gets a copy."""

import shutil

import pytest

from course_lib.authoring.build import build
from course_lib.authoring.course import Course
from tests.freshness import synthetic


@pytest.fixture(scope="session")
def built_course(tmp_path_factory):
    course = Course(synthetic.make(tmp_path_factory.mktemp("course")))
    synthetic.draw_figures(course.root)
    build(course, say=lambda line: None)
    return course


@pytest.fixture
def course(built_course, tmp_path):
    return Course(shutil.copytree(built_course.root, tmp_path / "course"))
