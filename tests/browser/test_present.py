"""A lecture given from JupyterLab, started as `make present LECTURE=01a` starts it: slides whose cells run."""

import json
import re

import nbformat
import pytest
from playwright.sync_api import TimeoutError

from course_lib.authoring import outline
from course_lib.authoring.slides import VIEW, arranged
from tests.browser.conftest import ROOT, TOKEN, opening, start_lab, stop_lab

LECTURE = "01a_threshold_units"
ON_SLIDE = ".course-slides-panel .jp-Cell:not(.cs-off)"
WIDGETS_DRAWN = "document.querySelectorAll('.course-slides-panel .course-widget').length >= {}"
# JupyterLab looks once before it has read the stored state, says so, and looks again.
EARLY = re.compile("widget model not found")


@pytest.fixture(scope="module")
def talk(browser, tmp_path_factory):
    running = start_lab(tmp_path_factory.mktemp("present"), "present", "01a")
    yield running
    stop_lab(running)


@pytest.fixture(scope="module")
def stored():
    return nbformat.read(ROOT / "lectures" / f"{LECTURE}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def presented(talk, browser, stored):
    """The page on which the talk is given; each test begins on the first slide."""
    with opening(browser) as open_page:
        watched = open_page(viewport={"width": 1280, "height": 720})
        page = watched.page
        views = sum(VIEW in str(cell.get("outputs", "")) for cell in stored.cells)
        for last in (
            False,
            True,
        ):  # ipywidgets may give up on the stored state while a slow kernel starts; then, once more
            page.goto(f"{talk.address}/?token={TOKEN}")
            page.locator('.course-slides-panel[data-fitted="0"]').wait_for(timeout=90_000)
            try:
                page.wait_for_function(WIDGETS_DRAWN.format(views), timeout=45_000)
                break
            except TimeoutError:
                assert not last, page.locator(".jp-OutputArea-output").all_inner_texts()
        yield watched
        assert [error for error in watched.errors if not EARLY.search(error)] == [] and watched.outside == []


@pytest.fixture
def page(presented):
    page = presented.page
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    at(page, 1)
    return page


def at(page, number: int) -> None:
    """Wait until slide `number` is shown, as large as it goes."""
    page.locator(f'.course-slides-panel[data-fitted="{number - 1}"]').wait_for(timeout=30_000)
    assert place(page)[0] == number


def place(page) -> list[int]:
    return [int(part) for part in page.locator(".cs-place").inner_text().split("/")]


def go_to(page, found) -> int:
    """Press Page Down until `found` (a selector) is on the slide."""
    for number in range(place(page)[0] + 1, place(page)[1] + 1):
        page.keyboard.press("PageDown")
        at(page, number)
        if page.locator(f"{ON_SLIDE} {found}").count():
            return number
    raise AssertionError(f"no slide has {found}")


def test_the_talk_begins_on_the_first_slide_of_the_own_copy_without_anything_of_the_lab(page, talk):
    assert page.get_by_role("heading", name="01a").is_visible()
    for chrome in ("#jp-top-panel", "#jp-bottom-panel", ".jp-NotebookPanel-toolbar", ".jp-InputPrompt"):
        assert not page.locator(chrome).first.is_visible(), chrome
    assert f"Presenting {talk.root / 'work' / 'lectures' / LECTURE}.ipynb" in talk.out


def test_slides_are_those_of_the_deck(page):
    """Which cells share a slide, what is hidden, notes and minutes: in JavaScript as in authoring/."""
    compute = """async cells => (await import('/lab/extensions/course-slides/static/slides.js')).arrange(cells).map(
      ({cells, notes, minutes}) => ({cells: cells.map(({index, ...how}) => [index, how]), notes, minutes}))"""
    for path in sorted((ROOT / "lectures").glob("[0-9]*.ipynb")):
        nb = nbformat.read(path, as_version=4)
        views = [VIEW in str(cell.get("outputs", "")) for cell in nb.cells]
        cells = [
            {"type": cell.cell_type, "source": cell.source, "tags": list(cell.metadata.get("tags", [])),
             "slideType": cell.metadata.get("slideshow", {}).get("slide_type"), "widget": view}
            for cell, view in zip(nb.cells, views, strict=True)
        ]  # fmt: skip
        number = {cell["id"]: index for index, cell in enumerate(nb.cells)}
        deck = {cell["id"]: cell.metadata["deck"] for cell in arranged(nb).cells}
        expected = []
        for slide in outline.slides(nb):
            notes = [note for cell in slide for note in outline.notes(cell)]
            how = [[number[cell["id"]], {"fragment": deck[cell["id"]]["fragment"], "input": deck[cell["id"]]["input"],
                                         "hideOutput": deck[cell["id"]]["hide_output"]}]
                   for cell in slide if outline.slide_type(cell) != "notes"]  # fmt: skip
            minutes = sum(minutes for minutes, _ in notes)
            expected.append({"cells": how, "notes": [text for _, text in notes], "minutes": minutes})
        got = page.evaluate(compute, cells)
        assert [slide.pop("minutes") for slide in got] == pytest.approx([slide.pop("minutes") for slide in expected])
        assert got == expected, path.stem


def test_keys_and_a_clicker_move_the_slides_and_letters_change_nothing(page):
    count = page.locator(".course-slides-panel .jp-Cell").count()
    for key, number in (
        ("Space", 2),
        ("ArrowRight", 3),
        ("PageDown", 4),
        ("Shift+Space", 3),
        ("PageUp", 2),
        ("End", 0),
    ):
        page.keyboard.press(key)
        at(page, number or place(page)[1])
    page.keyboard.press("Space")  # past the end
    assert place(page)[0] == place(page)[1]
    page.keyboard.press("Home")
    at(page, 1)
    for key in ("a", "x", "Delete", "m", "y", "d", "d"):
        page.keyboard.press(key)
    assert page.locator(".course-slides-panel .jp-Cell").count() == count and place(page)[0] == 1
    page.locator(".course-slides-bar button", has_text="›").click()
    at(page, 2)


def test_no_slide_is_larger_than_the_screen_and_only_its_own_cells_are_seen(page):
    room = 720 - 40
    for number in range(1, place(page)[1] + 1):
        at(page, number)
        boxes = page.evaluate(f"""() => [...document.querySelectorAll('{ON_SLIDE}')].map((cell) => {{
            const {{ left, top, right, bottom }} = cell.getBoundingClientRect(), style = getComputedStyle(cell);
            return [left, top, right, bottom, style.opacity, style.visibility]; }})""")
        for left, top, right, bottom, opacity, visibility in boxes:
            assert left >= 0 and top >= 0 and right <= 1280 and bottom <= room, f"slide {number}: {boxes}"
            assert (opacity, visibility) == ("1", "visible"), f"slide {number}"
        beyond = page.locator(f"{ON_SLIDE} :is(pre, mjx-math, table, img, .course-widget)").evaluate_all(
            "all => all.filter((one) => one.getBoundingClientRect().right > 1222).map((one) => one.textContent)"
        )
        assert beyond == [], f"slide {number}"
        page.keyboard.press("PageDown")
    hidden = page.locator(".course-slides-panel .cs-off").evaluate_all(
        "all => all.map(c => getComputedStyle(c).visibility)"
    )
    assert set(hidden) == {"hidden"}


def test_a_widget_is_moved_by_key_and_the_slides_stay(page):
    number = go_to(page, ".course-widget")
    widget = page.locator(f"{ON_SLIDE} .course-widget").first
    slider = widget.locator('[role="slider"], input[type="range"], [role="group"][tabindex="0"]').first
    slider.focus()
    before = widget.inner_text()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.wait_for_function("([w, before]) => w.innerText !== before", arg=[widget.element_handle(), before])
    assert place(page)[0] == number and page.evaluate("document.activeElement.closest('.course-widget') !== null")
    page.keyboard.press("PageDown")  # the clicker, with the keys in the picture
    at(page, number + 1)


def test_a_cell_runs_where_it_stands_with_those_above_it(page, talk, stored):
    """The last code of the lecture, in a kernel that knows nothing yet."""
    page.keyboard.press("End")
    at(page, place(page)[1])
    while not page.locator(f"{ON_SLIDE}.jp-CodeCell:not(.cs-no-input)").count():
        before = place(page)[0]
        page.keyboard.press("PageUp")
        at(page, before - 1)
    number = place(page)[0]
    page.keyboard.press("Shift+Enter")
    assert "above" in page.locator(".cs-said").inner_text()
    page.locator(".course-slides-panel[data-ran], .cs-wrong").first.wait_for(timeout=90_000)
    assert place(page)[0] == number and page.locator(".cs-wrong").count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    output = page.locator(f"{ON_SLIDE}.jp-CodeCell .jp-OutputArea-output").first
    assert output.is_visible()
    copy = talk.root / "work" / "lectures" / f"{LECTURE}.ipynb"
    assert copy.read_bytes() == (talk.root / "lectures" / copy.name).read_bytes(), "a talk saves nothing by itself"


def test_an_error_is_said_and_the_slide_stays(page):
    number = go_to(page, ".cm-editor:visible")
    page.locator(f"{ON_SLIDE} .cm-editor:visible .cm-line").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("1 / 0\n")
    page.keyboard.press("Shift+Enter")
    page.locator(".cs-said.cs-wrong", has_text="stopped with an error").wait_for(timeout=60_000)
    assert place(page)[0] == number
    page.locator(f"{ON_SLIDE} .cm-editor:visible .cm-line").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")


def test_hidden_code_is_shown_and_hidden_by_a_key(page):
    go_to(page, ".course-widget")
    editor = page.locator(f"{ON_SLIDE}.jp-CodeCell .cm-editor").first
    assert not editor.is_visible()
    page.keyboard.press("c")
    assert (
        editor.is_visible() and page.get_by_role("button", name="Show the code").get_attribute("aria-pressed") == "true"
    )
    page.keyboard.press("c")
    assert not editor.is_visible()


def test_the_speaker_reads_notes_in_a_window_that_moves_the_slides_too(page, stored):
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Speaker notes").click()
    notes = opened.value
    text = json.dumps(notes.locator("main").inner_text())
    first = next(cell.source for cell in stored.cells if "<!-- notes" in cell.source)
    assert json.loads(text)[:40] in " ".join(first.split())
    notes.keyboard.press("PageDown")
    at(page, 2)
    assert notes.locator("h1").inner_text().startswith("2 / ")
    notes.close()


def test_leaving_gives_the_lab_back_and_a_button_leads_to_the_slides_again(page):
    page.keyboard.press("PageDown")
    at(page, 2)
    page.keyboard.press("q")
    assert page.locator("#jp-top-panel").is_visible() and page.locator(".course-slides-bar").count() == 0
    assert page.locator(".cs-off").count() == 0
    page.get_by_role("button", name="Slides", exact=True).click()
    page.locator(".course-slides-bar").wait_for()
    at(page, 2)
