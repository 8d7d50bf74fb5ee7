"""A lecture as it is given: a laptop without network, one HTML file, every slide, every widget by mouse and by key.

Two lectures here; `make rehearse` gives all of them, and goes to every control of every widget.
"""

import pytest

from course_lib.authoring.course import Course
from course_lib.authoring.decks import rehearse
from course_lib.authoring.slides import deck
from course_lib.authoring.stage import Stage

COURSE = Course()


@pytest.mark.parametrize("name", ["01a_threshold_units", "05a_convolution"])
def test_a_lecture_given_from_one_file(name, vendor, show):
    performance = show(deck(COURSE, COURSE.root / "lectures" / f"{name}.py", vendor))
    assert performance.page.evaluate("document.querySelectorAll('.widget').length") >= 3
    assert performance.rehearse(thorough=False) == []


def test_the_command_for_all_says_what_was_used(copy, browser):
    told = []
    rehearse(copy, say=told.append, on=Stage(browser))
    assert told[-1] == "01_tiny: 6 slides, 2 widgets used, no faults"
