"""Decks as an instructor opens them: a file on disk, the network off."""

import os
import shutil

import pytest

from course_lib.authoring.build import build
from course_lib.authoring.course import Course, Refusal
from course_lib.authoring.slides import deck
from course_lib.authoring.stage import Performance
from course_lib.authoring.vendor import Vendor
from tests.freshness import synthetic


@pytest.fixture(scope="session")
def vendor(browser):
    """The third-party parts; where they cannot be had the tests skip, or fail if browser tests are required."""
    try:
        return Vendor(Course())
    except Refusal as refusal:
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(str(refusal))
        pytest.skip(str(refusal))


@pytest.fixture(scope="session")
def tiny_course(vendor, tmp_path_factory):
    """The synthetic course, its lecture built; a test that writes into it takes a `copy`."""
    course = Course(synthetic.make(tmp_path_factory.mktemp("course")))
    synthetic.draw_figures(course.root)
    build(course, ["lectures/01_tiny"], say=lambda line: None)
    (course.root / "build").mkdir()
    (course.root / "build" / "vendor").symlink_to(vendor.folder)
    return course


@pytest.fixture
def copy(tiny_course, tmp_path):
    return Course(shutil.copytree(tiny_course.root, tmp_path / "course", symlinks=True))


@pytest.fixture(scope="session")
def tiny(tiny_course, vendor):
    """The deck of the synthetic lecture, as text."""
    return deck(tiny_course, tiny_course.root / "lectures" / "01_tiny.py", vendor)


@pytest.fixture
def show(browser, tmp_path):
    """`show(text, size=..., query=...) -> Performance`: a deck opened from disk, ready on its first slide."""
    opened = []

    def show_one(text, **how):
        path = tmp_path / "deck.html"
        path.write_text(text, encoding="utf-8")
        opened.append(Performance(browser, path, **how))
        return opened[-1].ready()

    yield show_one
    for performance in opened:
        performance.close()
