"""A lecture as it is given: a laptop without network, one HTML file, every slide, every widget by mouse and by key.

Every slide of every deck is looked at, at 1280 x 720 and at 4:3: nothing overflows, nothing is fetched, nothing is
reported on the console, each formula, image and widget is there. Two lectures are given; `make rehearse` gives all of
them, and goes to every control of every widget.
"""

import pytest

from course_lib.authoring.course import Course
from course_lib.authoring.decks import lectures
from course_lib.authoring.slides import deck

COURSE = Course()


@pytest.mark.parametrize("source", lectures(COURSE), ids=lambda path: path.stem)
def test_every_slide_of_a_lecture(source, vendor, show):
    text = deck(COURSE, source, vendor)
    assert len(text.encode()) < 8e6
    performance = show(text)
    found = performance.look()
    performance.page.set_viewport_size({"width": 1024, "height": 768})
    found += [f"4:3: {fault}" for fault in performance.look()]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["01a_threshold_units", "05a_convolution"])
def test_a_lecture_given_from_one_file(name, vendor, show):
    performance = show(deck(COURSE, COURSE.root / "lectures" / f"{name}.py", vendor))
    assert performance.page.evaluate("document.querySelectorAll('.widget').length") >= 3
    assert performance.rehearse(thorough=False) == []
