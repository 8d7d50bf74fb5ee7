"""FrameworkTimeline in Chromium: its counts against the table's, picking, the line, its predictions, its manners."""

import pytest

from course_lib.experiments import framework_history as history
from course_lib.widgets import FrameworkTimeline

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = FrameworkTimeline  # what the fixtures `opened` and `calculator` open


def test_counts_and_bars_agree_with_the_table(calculator):
    for until in (2010.5, 2014.0, 2018.0, 2019.0, 2020.0, 2024.0, 2027.5):
        there = calculator.evaluate("(u) => arithmetic.counts(model.get('table'), u)", until)
        here = FrameworkTimeline(until=until)
        assert there["out"] == here.out and there["ended"] == here.ended and there["alive"] == history.alive()
    script = "(i) => arithmetic.parts(model.get('table').frameworks[i], model.get('table'), 2027.5)"
    for i, one in enumerate(history.frameworks()):
        part = calculator.evaluate(script, i)
        assert part["bars"][0]["from"] == one.events[0].year and part["bars"][0]["graph"] == one.graph
        assert bool(part["open"]) == (one.name in [*history.alive(), "ONNX"])
        if one.ended:
            assert part["stop"] == one.ended.year
    dates = calculator.evaluate("['2015', '2015-06', '2015-06-09'].map(arithmetic.when)")
    assert dates == ["2015", "Jun 2015", "9 Jun 2015"]
    assert calculator.evaluate("[2020, 2019 + 1 / 12].map(arithmetic.month)") == ["Dec 2019", "Jan 2019"]


def test_untouched_it_shows_what_became_of_each(opened):
    page = opened()
    assert page.locator(".ft-name").all_text_contents() == [one.name for one in history.frameworks()]
    assert page.locator(".ft-end").count() == len(FrameworkTimeline().ended) == 7
    assert page.locator(".ft-open").count() == 4
    assert page.locator(".ft-stream").count() == 5 and page.locator(".ft-stars").count() == 0
    assert page.locator(".ft-query").all_text_contents() == [
        "end: not sourced",
        "first: not sourced",
        "no later release found",
    ]
    cards = page.locator(".ft-card").all_inner_texts()
    for name, card in zip(["Chainer", "TensorFlow"], cards, strict=True):
        one = history.framework(name)
        assert one.became in card and all(event.text in card and event.source in card for event in one.events)
    assert "7 of 12 have ended; with a release in the last two years: Keras, TensorFlow, PyTorch." in page.inner_text(
        ".cw-formula"
    )
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and page.evaluate("window.saved.length") == 0


def test_picking_by_mouse_and_keys(opened):
    page = opened()
    page.locator(".ft-name", has_text="Caffe2").click()
    settle(page)
    assert trait(page, "picked") == ["TensorFlow", "Caffe2"]
    rows = page.locator(".ft-rows")
    rows.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    settle(page)
    assert trait(page, "picked") == ["Caffe2", "PyTorch"] and "Merged into PyTorch" in page.inner_text(".ft-cards")
    assert "PyTorch, picked" in rows.get_attribute("aria-label")
    page.keyboard.press(" ")
    settle(page)
    assert trait(page, "picked") == ["Caffe2"] and page.locator(".ft-picked").count() == 1
    page.locator(".ft-sources summary").first.click()
    settle(page)
    assert page.locator(".ft-sources[open]").count() == 0


def test_the_line_hides_what_came_later(opened):
    page = opened()
    line = page.get_by_role("button", name="as of")
    knob = page.locator(".ft-knob").bounding_box()
    axis = page.locator(".ft-place svg").bounding_box()
    page.mouse.move(knob["x"] + 8, knob["y"] + 9)
    page.mouse.down()
    page.mouse.move(axis["x"] + axis["width"] * 0.45, knob["y"], steps=4)
    page.mouse.up()
    settle(page)
    until = trait(page, "until")
    here = FrameworkTimeline(until=until)
    assert 2015 < until < 2018 and page.locator(".ft-end").count() == len(here.ended) < 3
    assert f"{len(here.out)} of 12 are out, {len(here.ended)} of them have ended" in page.inner_text(".cw-formula")
    assert "later events are hidden" in page.inner_text(".ft-cards") and "Runs eagerly" not in page.inner_text(
        ".ft-cards"
    )
    line.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "until") == pytest.approx(until + 1 / 12)
    page.get_by_role("button", name="today").click()
    settle(page)
    assert page.locator(".ft-end").count() == 7


def test_predictions_are_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:stars', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="30", exact=True).click()
    settle(page)
    assert page.evaluate("window.before") == {"stars": "30"} and page.locator(".ft-stars").count() == 23
    answer = page.locator(".cw-answer").first.inner_text()
    assert "5,647 against 62,199. June 2018: 16, March 2020: 26." in answer and "✗ You said 30" in answer
    page.get_by_role("button", name="6", exact=True).click()
    settle(page)
    assert (
        trait(page, "until") == 2020 and "✓ As you said. Theano, Torch7" in page.locator(".cw-answer").last.inner_text()
    )
    assert page.locator(".ft-end").count() == 6


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 360)])
def test_follows_the_width_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 700, "height": 1400})
    settle(page)
    settle(page)
    box = page.locator(".ft-place svg")
    assert float(box.get_attribute("viewBox").split()[2]) == pytest.approx(box.bounding_box()["width"], abs=2)
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
