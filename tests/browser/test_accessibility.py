"""Every widget without a mouse, without sight, with weak sight, at 200 %: axe, a keyboard walk, contrast, zoom."""

import pytest

from .accessibility import LOW_CONTRAST, PRESS, axe, open_details, themed, walk
from .screenshots import pictures
from .test_widgets_wide import FAULTS
from .widget_page import empty

ZOOMED = 500  # CSS pixels: a page of 1000 pixels at 200 %


@pytest.fixture(scope="module", params=sorted(pictures()))
def page(request, lend_pages):
    """A picture with all that is folded opened; one page for all tests of the picture, in this order."""
    widget, given = pictures()[request.param]
    with lend_pages() as show:
        opened = show(widget(**given), "light", 1000)
        open_details(opened)
        yield opened


def test_axe_finds_nothing_serious(page):
    assert axe(page) == []
    themed(page, "dark")
    assert axe(page, rules=["color-contrast"]) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_in_drawings_can_be_read(page, theme):
    themed(page, theme)
    assert page.evaluate(LOW_CONTRAST) == []


def test_tab_reaches_everything_in_order_and_the_focus_is_seen(page):
    assert walk(page) == []


def test_a_press_keeps_the_focus_and_is_answered_in_words(page):
    assert page.evaluate(PRESS) == []


def test_nothing_is_cut_off_at_200_percent(page):
    page.set_viewport_size({"width": ZOOMED, "height": 900})
    page.wait_for_function(f"({FAULTS})().length === 0", timeout=3000)
    assert page.evaluate(FAULTS) == []


TAMPER = {
    "button-name": "root.querySelector('button').replaceChildren()",
    "color-contrast": "root.querySelector('.cw-title').style.color = '#aaa'",
    "aria-prohibited-attr": "root.querySelector('svg g').setAttribute('aria-label', 'a group')",
}
TAMPER_WALK = {
    "cannot be seen": "const style = document.createElement('style'); root.append(style);"
    "style.textContent = '* { outline: none !important }'",
    "jumps the queue": "root.querySelector('summary').tabIndex = 1",
    "no Tab reaches": "root.querySelector('button').onfocus = () => root.querySelector('summary').focus()",
    "not lead out": "root.querySelector('summary').addEventListener('keydown', (event) => event.preventDefault())",
}


@pytest.fixture
def tampered(lend_pages):
    from course_lib.widgets import GradientFlow

    with lend_pages() as show:

        def change(script):
            opened = show(GradientFlow(), "light", 1000)
            opened.evaluate(f"{{ const root = document.querySelector('.course-widget'); {script}; }}")
            return opened

        yield change


def test_what_is_wrong_is_found(tampered):
    for rule, script in TAMPER.items():
        opened = tampered(script)
        assert any(said.startswith(rule) for said in axe(opened)), rule
        empty(opened)
    opened = tampered("root.querySelector('svg text').style.fill = '#bbb'")
    assert len(opened.evaluate(LOW_CONTRAST)) == 1


@pytest.mark.parametrize("what", TAMPER_WALK)
def test_a_walk_that_goes_wrong_is_found(tampered, what):
    assert any(what in said for said in walk(tampered(TAMPER_WALK[what])))
