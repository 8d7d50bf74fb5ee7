"""What a presenter finds at the foot of a deck and under the keys: contents, theme, hidden code, paper."""

import re

import pytest

from course_lib.authoring.build import build
from course_lib.authoring.slides import deck

DARK = "rgb(18, 22, 27)"


def at(page):
    return page.evaluate("Reveal.getCurrentSlide().id")


def paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_contents_are_the_second_slide_and_lead_to_each_section(tiny, show):
    page = show(tiny).page
    page.keyboard.press("PageDown")
    assert at(page) == "deck-contents"
    links = page.locator(".contents a")
    assert [" ".join(text.split()) for text in links.all_inner_texts()] == ["3 A formula", "5 Try it"]
    links.nth(1).click()
    page.wait_for_function("Reveal.getCurrentSlide().id === 'try'")
    assert page.locator(".slide-number").inner_text().split() == ["5", "/", "6"]
    page.keyboard.press("t")
    page.wait_for_function("Reveal.getCurrentSlide().id === 'deck-contents'")
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="Contents").click()
    page.wait_for_function("Reveal.getCurrentSlide().id === 'deck-contents'")
    page.keyboard.press("ArrowRight")  # after a click the keys are the slides' again
    assert at(page) == "formula"


def test_dark_by_key_by_button_by_address_and_remembered(tiny, show):
    performance = show(tiny)
    page = performance.page
    light = paper(page)
    page.keyboard.press("d")
    assert (light, paper(page)) == ("rgb(255, 255, 255)", DARK)
    page.reload()
    performance.ready()
    assert paper(page) == DARK
    page.get_by_role("button", name="Light").click()
    assert paper(page) == light and page.get_by_role("button", name="Dark").is_visible()
    assert paper(show(tiny, query="?theme=dark").page) == DARK
    assert paper(show(tiny, query="?theme=dark&print-pdf").page) == light  # ink is dear


@pytest.fixture(scope="module")
def coded(tiny_course, vendor, tmp_path_factory):
    """The deck of the lecture whose `numbers` are hidden, but for the key, and whose widget's line is gone."""
    from tests.freshness import synthetic  # the files as text: the built notebook is not touched

    root = tmp_path_factory.mktemp("coded")
    course = type(tiny_course)(synthetic.make(root))
    synthetic.draw_figures(root)
    source = root / "lectures" / "01_tiny.py"
    text = source.read_text(encoding="utf-8")
    for name, tag in (("numbers", "hide-input"), ("again", "remove-input")):
        text = re.sub(rf'(name="{name}" .*)', rf'\1 tags=["{tag}"]', text)
    source.write_text(text, encoding="utf-8")
    build(course, ["lectures/01_tiny"], say=lambda line: None)
    return deck(course, source, vendor)


def test_hidden_code_is_shown_by_key_and_goes_with_its_slide(coded, show):
    page = show(coded).page
    panel, button = page.locator(".code-panel"), page.get_by_role("button", name="Code", exact=True)
    page.evaluate("location.hash = '#/numbers'")
    page.wait_for_function("Reveal.getCurrentSlide().id === 'numbers'")
    assert page.locator("#numbers").inner_text().startswith("A formula\n")  # no code: the heading above runs on
    assert "[0 2 4]" in page.locator("#numbers").inner_text() and panel.count() == 0
    page.keyboard.press("c")
    assert "np.arange(3)" in panel.inner_text() and panel.evaluate("panel => !deckFitting.overflows(panel)")
    page.keyboard.press("c")
    assert panel.count() == 0
    button.click()
    assert panel.count() == 1 and button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowRight")
    assert (at(page), panel.count()) == ("try", 0)
    page.keyboard.press("c")
    assert "Tiny()" in panel.inner_text()  # a widget's line is hidden unless it is tagged show-input
    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")
    assert (at(page), panel.count(), button.is_visible()) == ("again", 0, False)


def test_tab_reaches_the_slide_that_is_shown_and_the_foot_and_no_other_slide(tiny, show):
    page = show(tiny).ready("whole").page
    page.keyboard.press("PageDown")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.closest('section')?.id ?? document.activeElement.textContent")
        )
    assert "deck-contents" in reached and "Contents" in reached and not reached & {"try", "again"}, reached


@pytest.mark.parametrize("width, height", [(1280, 720), (1024, 768), (640, 360), (390, 780)])
def test_the_foot_has_room_in_every_window(width, height, tiny, show):
    page = show(tiny, size=(width, height)).page
    page.evaluate("location.hash = '#/try'")
    page.wait_for_function("Reveal.getCurrentSlide().id === 'try'")
    names = [".deck-tools [data-act=code]", ".deck-tools [data-act=contents]", ".deck-tools [data-act=theme]"]
    names += [".slide-number", ".navigate-left", ".navigate-right"]
    boxes = [page.locator(name).bounding_box() for name in names]
    for left, right in zip(boxes, boxes[1:], strict=False):
        assert left["x"] + left["width"] <= right["x"] + 1, boxes
    assert boxes[0]["x"] >= 0 and boxes[-1]["x"] + boxes[-1]["width"] <= width + 1


def test_on_paper_a_slide_is_a_page_with_all_that_it_shows(tiny, show):
    performance = show(tiny, query="?print-pdf")
    pdf = performance.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 6
    assert set(re.findall(rb"/MediaBox \[[^]]*\]", pdf)) == {b"/MediaBox [0 0 960 540]"}  # 1280 x 720 at 96 to the inch
    performance.page.emulate_media(media="print")
    assert performance.printed_faults() == [] and performance.trouble == []
    for part in (".widget button", ".fragment, pre.output", ".slide-number-pdf"):
        assert performance.page.locator(part).first.is_visible(), part
    assert not performance.page.locator(".deck-tools").is_visible()


def test_paper_on_which_a_slide_is_cut_is_found_out(tiny, show):
    long = tiny.replace("then decides.", "then decides.<br>" * 30)
    assert any(
        "the page overflows" in fault for fault in show(long, query="?print-pdf").ready("whole").printed_faults()
    )


def test_ctrl_p_prints_the_whole_deck(tiny, show):
    page = show(tiny.replace("window.print()", "document.body.dataset.printed = ''")).page
    with page.expect_navigation():
        page.keyboard.press("Control+p")
    page.wait_for_selector("body[data-printed]", state="attached", timeout=60_000)
    assert page.locator(".pdf-page").count() == 6
