"""AccuracyGrid in Chromium: what its cells say against the record, its reactions, its manners."""

import json

import pytest

from course_lib.experiments.accuracy_grid import RATES, SCALES, recorded
from course_lib.widgets import AccuracyGrid

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = AccuracyGrid  # what the fixtures `opened` and `calculator` open
KEY, GUESS = "scale 10", "both nets, at small η"


def cells(page, net):
    """Texts of a grid, smallest scale first."""
    rows = page.locator(".ag-grid").nth(net).locator(".ag-row:not(.ag-foot)").all()
    return [row.locator("button").all_inner_texts() for row in reversed(rows)]


CELLS = """(show) => model.get('record').accuracy.map((net) => net.map((row) =>
  row.map((seeds) => arithmetic.cellValue(seeds, show))))"""


def test_arithmetic_agrees_with_the_record(calculator):
    grid = recorded()
    for show, expected in (("median", grid.median), ("worst", grid.accuracy.min(axis=-1)), ("spread", grid.spread)):
        there = calculator.evaluate(CELLS, show)
        assert abs(expected * 100 - there).max() < 0.11
    at_ten = calculator.evaluate("arithmetic.worksAt(model.get('record'), 10)")
    works = grid.works(0.8)[:, SCALES.index(10.0)]
    assert at_ten == [[rate for rate, good in zip(RATES, row, strict=True) if good] for row in works]


def test_untouched_it_shows_the_phenomenon_and_keeps_the_answer_back(opened):
    page = opened()
    grid = recorded()
    for net in (0, 1):
        shown = cells(page, net)
        for i, scale in enumerate(SCALES):
            expected = ["?"] * 7 if scale >= 10 else [f"{100 * v:.0f}" for v in grid.median[net, i]]
            assert [
                abs(float(a) - float(b)) <= 1 if a != "?" else a == b for a, b in zip(shown[i], expected, strict=True)
            ]
            assert (shown[i] == ["?"] * 7) == (scale >= 10)
    assert page.evaluate("window.saved.length") == 0
    page.get_by_label("with batch norm, scale 10, η 1: not yet shown").first.click()
    settle(page)
    assert "predict first" in page.locator(".cw-formula").inner_text()
    assert "shown after your prediction" in page.locator(".ag-detail").inner_text()


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:scale', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name=GUESS).click()
    settle(page)
    assert page.evaluate("window.before") == {KEY: GUESS}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {KEY: GUESS}
    assert page.locator(".cw-answer").inner_text().startswith(f"✗ You said {GUESS}. With batch norm, at η = ")
    assert (trait(page, "scale"), trait(page, "rate")) == (10, 1)
    assert "?" not in sum(cells(page, 1), [])
    assert page.locator(".ag-detail circle").count() == 5 and page.locator(".ag-detail rect").count() == 5


def test_the_right_answer_is_the_one_it_calls_right(opened):
    page = opened(prediction={KEY: "batch norm, at large η"}, scale=0.3)
    assert "✓ As you said." in page.locator(".cw-answer").inner_text() and trait(page, "scale") == 0.3


def test_keys_walk_over_the_grid_and_clicks_choose(opened):
    page = opened()
    page.locator(".ag-chosen").nth(1).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    settle(page)
    assert (trait(page, "scale"), trait(page, "rate")) == (1.414, 1)
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("with batch norm, scale 1.414, η 1: median ")
    page.get_by_label("without batch norm, scale 0.1, η 0.003:").click()
    settle(page)
    assert (trait(page, "scale"), trait(page, "rate")) == (0.1, 0.003)
    assert page.locator(".ag-chosen").count() == 2 and page.locator(".ag-cell[tabindex='0']").count() == 2
    page.get_by_role("radio", name="worst seed").click()
    settle(page)
    assert trait(page, "show") == "worst"
    page.locator("summary").click()
    page.get_by_role("button", name="reset", exact=True).click()
    assert (trait(page, "scale"), trait(page, "show")) == (3, "median")


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, prediction={KEY: GUESS}, scale=30.0, rate=3.0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    settle(page)
    edge = page.locator(".course-widget").bounding_box()
    for text in page.locator("svg text:visible, .ag-cell, .ag-foot span").all():
        box = text.bounding_box()
        assert edge["x"] <= box["x"] and box["x"] + box["width"] <= edge["x"] + edge["width"], text.text_content()
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and "Infinity" not in html
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
