"""The map in README.md follows lectures/parts.toml."""

import shutil

import pytest

from course_lib.authoring.course import Course, Refusal
from course_lib.authoring.readme import map_problems, write_map


@pytest.fixture
def course(tmp_path):
    (tmp_path / "lectures").mkdir()
    for name in ("README.md", "lectures/parts.toml"):
        shutil.copy(Course().root / name, tmp_path / name)
    return Course(tmp_path)


def test_the_map_is_fresh():
    assert map_problems(Course()) == []


def test_a_changed_part_makes_it_stale_and_build_mends_it(course):
    table = course.root / "lectures" / "parts.toml"
    table.write_text(table.read_text("utf8").replace("minutes = 35", "minutes = 36", 1), "utf8")
    assert "parts.toml" in str(map_problems(course)[0])
    assert write_map(course) and not write_map(course)
    assert map_problems(course) == [] and "| 36 |" in (course.root / "README.md").read_text("utf8")


def test_a_readme_without_marks_is_refused(course):
    readme = course.root / "README.md"
    readme.write_text(readme.read_text("utf8").replace("<!-- end of map -->", ""), "utf8")
    with pytest.raises(Refusal, match="end of map"):
        write_map(course)
