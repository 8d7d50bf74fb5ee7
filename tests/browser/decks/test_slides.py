"""The synthetic deck is right, tampered decks show that each fault of a slide is found; keys, models, speaker notes."""

import pytest

from course_lib.authoring.course import Course, Refusal
from course_lib.authoring.decks import rehearse
from course_lib.authoring.slides import deck
from course_lib.authoring.stage import Stage
from tests.freshness import synthetic


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=["16:9", "4:3"])
def test_every_slide_of_the_synthetic_lecture(size, tiny, show):
    assert show(tiny, size=size).rehearse() == []


def test_the_command_for_all_says_what_was_used(copy, browser):
    told = []
    rehearse(copy, say=told.append, on=Stage(browser))
    assert told[-1] == "01_tiny: 6 slides, 2 widgets used, no faults"


TAMPER = {
    "the page overflows": ("then decides.", "then decides.<br>" * 30),
    "leaves the slide": ("then decides.", "<p style='position:absolute; left:1250px; width:90px'>too far right"),
    "a line of code is cut off": (">numpy<", f">{'numpy' * 40}<"),
    "a widget did not mount": ("el.append(box);", "throw new Error('broken');"),
    "a widget overflows": ("el.append(box);", "box.style.height = '2000px'; el.append(box);"),
    "an image did not load": ("data:image/svg+xml;base64,PHN2", "data:image/svg+xml;base64,QUFB"),
    "no alternative text": ('alt="a dot"', 'alt=""'),
    "a formula is wrong": (r"$a = \sum_i w_i x_i$", r"$a = \frac{1}$"),
    "outside: https://example.org/": ("then decides.", '<img alt="a picture" src="https://example.org/a.png">'),
    "console: ": ("el.append(box);", "el.append(box); console.error('careful');"),
}


@pytest.mark.parametrize("what", TAMPER)
def test_a_tampered_deck_is_found_out(what, tiny, show):
    old, new = TAMPER[what]
    if old not in tiny:  # code of a widget stands in JSON
        old, new = (text.replace("'", "\\u0027") for text in (old, new))
    assert old in tiny
    found = show(tiny.replace(old, new)).look()
    assert any(what in said for said in found), found


USED = {
    "no key changes anything": ("if (step) {", "event.preventDefault(); if (false) {"),
    "the mouse changes nothing": ('"click"', '"a click"'),
    "moved the deck": ("const step =", "Reveal.next(); const step ="),
}


@pytest.mark.parametrize("what", USED)
def test_a_widget_that_does_not_answer_is_found_out(what, tiny, show):
    old, new = (text.replace('"', '\\"') for text in USED[what])
    assert old in tiny
    found = show(tiny.replace(old, new)).rehearse()
    assert any(what in said for said in found), found


def at(page):
    return page.evaluate("Reveal.getCurrentSlide().id")


def test_keys_in_a_widget_move_the_widget_and_a_clicker_moves_the_deck(tiny, show):
    page = show(tiny).page
    page.evaluate("location.hash = '#/try'")
    page.wait_for_function("Reveal.getCurrentSlide().id === 'try'")
    button = page.locator("#try .widget button")
    button.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert (at(page), button.inner_text()) == ("try", "value 3")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert at(page) == "again"
    page.locator("#again .widget button").focus()
    page.keyboard.press("PageUp")
    assert at(page) == "try"


def test_without_the_guard_the_keys_leak_so_the_test_above_can_fail(tiny, show):
    guard = "keyboardCondition: event => !inWidget(event) &&"
    assert guard in tiny
    page = show(tiny.replace(guard, "keyboardCondition: event =>")).page
    page.evaluate("location.hash = '#/try'")
    page.wait_for_function("Reveal.getCurrentSlide().id === 'try'")
    page.locator("#try .widget button").focus()
    page.keyboard.press("ArrowRight")
    assert at(page) == "again"


def test_views_share_a_model_with_its_bytes_and_start_it_once(tiny, show):
    page = show(tiny).ready("whole").page
    page.evaluate("location.hash = '#/again'")
    page.locator("#again .widget button").click()
    buttons = page.locator(".widget button")
    assert buttons.all_text_contents() == ["value 11"] * 2
    assert page.locator(".widget p").all_text_contents() == ["sum 120, started 1"] * 2


def test_notes_skipped_cells_and_links(tiny):
    assert '<section data-timing="180" id="formula">' in tiny and "Point at the sum." in tiny
    assert "For reading only." not in tiny and "notes (" not in tiny
    assert "<title>A tiny lecture</title>" in tiny


def test_speaker_notes_open_in_their_own_window(tiny, show):
    performance = show(tiny)
    with performance.context.expect_page() as opened:
        performance.page.keyboard.press("s")
    opened.value.wait_for_load_state()
    opened.value.wait_for_function("document.body.innerText.includes('2 min Say hello')")
    opened.value.wait_for_function("document.body.innerText.toLowerCase().includes('time to finish current slide')")


def test_a_stale_lecture_is_refused(tiny, tmp_path):
    course = Course(synthetic.make(tmp_path))
    with pytest.raises(Refusal, match="build lectures/01_tiny"):
        deck(course, course.root / "lectures" / "01_tiny.py", None)
