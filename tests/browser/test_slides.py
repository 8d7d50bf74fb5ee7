"""Decks as an instructor opens them: a file on disk, the network off, 1280 x 720.

On every slide of every deck: nothing overflows, nothing is fetched, nothing is reported on the console, each
formula, image and widget is there. Tampered decks show that each of these can fail.
"""

import os
import shutil

import pytest

from course_lib.authoring.build import build
from course_lib.authoring.course import Course, Refusal
from course_lib.authoring.slides import deck, write_decks
from course_lib.authoring.vendor import Vendor
from tests.freshness import synthetic

COURSE = Course()
LECTURES = [path for path in COURSE.files("lectures", "*.py") if path.stem[0].isdigit()]

FITTED = "() => [...Reveal.getCurrentSlide().querySelectorAll('.widget')].every(box => 'fitted' in box.dataset)"

# Runs in the page: what is wrong with the slide that is shown, as phrases.
FAULTS = """() => {
  const slide = Reveal.getCurrentSlide(), page = slide.querySelector(".page"), found = [];
  const frame = page.getBoundingClientRect();
  const overflows = box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
  if (overflows(page)) found.push("the page overflows");
  for (const part of page.querySelectorAll(".cell, h1, h2, p, li, table, pre, img, mjx-container, .widget, .fit")) {
    const box = part.getBoundingClientRect();
    if (part.closest("mjx-assistive-mml") || !box.width || !part.checkVisibility()) continue;
    const beside = box.left < frame.left - 1 || box.right > frame.right + 1;
    if (beside || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      found.push(`${part.tagName} ${part.className} leaves the slide`);
    if (part.tagName === "PRE" && part.scrollWidth > part.clientWidth + 1) found.push("a line of code is cut off");
  }
  const room = [...page.querySelectorAll(".fit")].filter(fit => {
    const inner = fit.getBoundingClientRect(), outer = fit.parentElement.getBoundingClientRect();
    return inner.height > outer.height + 1 || inner.width > outer.width + 1;
  });
  if (room.length) found.push("a widget overflows its place");
  for (const widget of page.querySelectorAll(".widget"))
    if (!("mounted" in widget.dataset)) found.push("a widget did not mount");
  for (const image of page.querySelectorAll("img")) {
    if (!image.complete || !image.naturalWidth) found.push(`an image did not load: ${image.alt}`);
    if (image.getBoundingClientRect().height < 100) found.push(`an image is too small: ${image.alt}`);
    if (!image.alt || image.alt.startsWith("No description")) found.push("an image has no alternative text");
  }
  if (page.querySelector("[data-mml-node=merror]")) found.push("a formula is wrong");
  for (const text of page.querySelectorAll("p, li, td"))
    if (text.textContent.includes("$$")) found.push("a formula was not set");
  return found.map(what => `${slide.id}: ${what}`);
}"""


@pytest.fixture(scope="module")
def vendor(browser):
    """The third-party parts; where they cannot be had the tests skip, or fail if browser tests are required."""
    try:
        return Vendor(COURSE)
    except Refusal as refusal:
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(str(refusal))
        pytest.skip(str(refusal))


@pytest.fixture(scope="module")
def tiny(vendor, tmp_path_factory):
    """The deck of the synthetic lecture, as text."""
    course = Course(synthetic.make(tmp_path_factory.mktemp("course")))
    synthetic.draw_figures(course.root)
    build(course, ["lectures/01_tiny"], say=lambda line: None)
    shutil.copytree(vendor.folder, course.root / "build" / "vendor")
    (path,) = write_decks(course, say=lambda line: None)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def show(open_page, tmp_path):
    """`show(text) -> Watched`: a deck opened from disk with the network off, ready on its first slide."""
    def opened(text):
        path = tmp_path / "deck.html"
        path.write_text(text, encoding="utf-8")
        watched = open_page(viewport={"width": 1280, "height": 720}, offline=True)
        watched.page.goto(path.as_uri())
        watched.page.wait_for_selector("body[data-ready]", timeout=60_000)
        return watched

    return opened


def walk(watched):
    """Step through all slides with the keys a clicker sends; what is wrong on them, and with the page."""
    page, found = watched.page, []
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        assert page.evaluate("Reveal.getIndices().h") == number
        while page.evaluate("Reveal.availableFragments().next"):
            page.keyboard.press("PageDown")
        page.wait_for_function(FITTED)
        found += page.evaluate(FAULTS)
        page.keyboard.press("PageDown")
    return found + [f"outside: {url}" for url in watched.outside] + [f"console: {text}" for text in watched.errors]


@pytest.mark.parametrize("source", LECTURES, ids=COURSE.relative)
def test_every_slide_of_a_lecture(source, vendor, show):
    found = walk(show(deck(COURSE, source, vendor)))
    assert not found, "\n".join(found)


def test_every_slide_of_the_synthetic_lecture(tiny, show):
    assert walk(show(tiny)) == []


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
    found = walk(show(tiny.replace(old, new)))
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
    guard = "keyboardCondition: event => !inWidget(event),"
    assert guard in tiny
    page = show(tiny.replace(guard, "")).page
    page.evaluate("Reveal.slide(3)")
    page.locator("#try .widget button").focus()
    page.keyboard.press("ArrowRight")
    assert at(page) == "again"


def test_views_share_a_model_with_its_bytes_and_start_it_once(tiny, show):
    page = show(tiny).page
    page.evaluate("Reveal.slide(4)")
    page.wait_for_function(FITTED)  # a picture that is still being sized slips away under the pointer
    page.locator("#again .widget button").click()
    buttons = page.locator(".widget button")
    assert buttons.all_text_contents() == ["value 11"] * 2
    assert page.locator(".widget p").all_text_contents() == ["sum 120, started 1"] * 2


def test_notes_skipped_cells_and_links(tiny):
    assert '<section data-timing="180" id="formula">' in tiny and "Point at the sum." in tiny
    assert "For reading only." not in tiny and "notes (" not in tiny
    assert "<title>A tiny lecture</title>" in tiny


def test_speaker_notes_open_in_their_own_window(tiny, show):
    watched = show(tiny)
    with watched.page.context.expect_page() as opened:
        watched.page.keyboard.press("s")
    opened.value.wait_for_load_state()
    opened.value.wait_for_function("document.body.innerText.includes('Say hello')")


def test_a_stale_lecture_is_refused(tiny, tmp_path):
    course = Course(synthetic.make(tmp_path))
    with pytest.raises(Refusal, match="build lectures/01_tiny"):
        deck(course, course.root / "lectures" / "01_tiny.py", None)
