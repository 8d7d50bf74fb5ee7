"""PiecesAndRegions in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import pieces as study
from course_lib.widgets import PiecesAndRegions
from course_lib.widgets.pieces_and_regions import PIECES, REGIONS

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = PiecesAndRegions  # what the fixtures `opened` and `calculator` open
RNG = np.random.default_rng(3)


def words(page):
    return page.locator(".cw-formula").inner_text()


def drag(page, handle, dx, dy):
    settle(page)
    box = handle.locator(".cw-ring").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()
    settle(page)


def test_arithmetic_is_the_experiments(calculator):
    assert calculator.evaluate("[arithmetic.PIECES, arithmetic.REGIONS]") == [PIECES, REGIONS]
    special = [
        [[1, -1, 2], [2, -2, 1], [1, 0, 1]],
        [[1, -1, 2], [-1, 1, -2]],
        [[1, 0, 0], [0, 1, 0], [1, 1, 0]],
        [[1, 0, 0]] * 2,
    ]
    for units in [*special, *(RNG.normal(size=(n, 3)).round(2).tolist() for n in (1, 4, 8))]:
        here, there = study.pieces(units), calculator.evaluate("(units) => arithmetic.pieces(units)", units)
        assert np.allclose(there["kinks"], here.kinks) and np.allclose(there["slopes"], here.slopes, atol=1e-12)
        assert there["patterns"] == here.patterns
        assert calculator.evaluate("(units) => arithmetic.countRegions(units)", units) == study.count_regions(units)
        found = calculator.evaluate("(units) => arithmetic.regions(units)", units)
        for one, region in zip(found, study.regions(units), strict=True):
            assert one["pattern"] == region.pattern and np.allclose(one["corners"], region.corners)
        x = [-1.3, 0.4, 2.2]
        y = calculator.evaluate("([units, x]) => x.map((v) => arithmetic.outputAt(units, v))", [units, x])
        assert np.allclose(y, study.output(units, np.array(x)[:, None]))


def test_each_added_line_brings_all_its_regions_into_view(calculator):
    rows = calculator.evaluate("arithmetic.NEXT")
    for n in range(1, 9):
        assert len(study.regions(rows["regions"][:n])) == study.most_regions(n)
        assert study.pieces(rows["pieces"][:n]).count == study.most_pieces(n)


def test_in_a_region_the_net_is_its_map(calculator):
    weights = np.array([1.0, -1.0, 1.0])[:, None]
    for region in study.regions(REGIONS):
        g1, g2, c = calculator.evaluate("([u, p]) => arithmetic.mapIn(u, p)", [REGIONS, region.pattern])
        assert region.corners @ [g1, g2] + c == pytest.approx(
            study.output(np.hstack([REGIONS, weights]), region.corners) - 0.3
        )
        two = calculator.evaluate("([c, m]) => arithmetic.zeroIn(c, m)", [region.corners.tolist(), [g1, g2, c]])
        assert two is None or np.allclose(np.array(two) @ [g1, g2] + c, 0, atol=1e-12)


def test_ends_of_a_line_give_the_line_back(calculator):
    for row in REGIONS:
        again = calculator.evaluate("(row) => arithmetic.throughPoints(...arithmetic.ends(row))", row)
        assert again == pytest.approx((np.array(row) / np.hypot(*row[:2])).tolist(), abs=1e-3)


def test_untouched_pieces(opened):
    page = opened()
    assert "5 pieces by 4 units; at most n + 1 = 5." in words(page)
    assert "the units 1, 2 are on: slope 1.2 − 2.2 = −1, y = 1.12" in words(page)
    assert page.locator(".pr-joint").count() == 4 and page.locator(".pr-slope").count() == 6
    assert page.evaluate("window.saved.length") == 0, "drawing changes nothing"


def test_kinks_by_mouse_and_keys(opened):
    page = opened()
    kink = page.locator(".cw-handle[aria-label^='kink of unit 2']")
    drag(page, kink, 90, 0)
    units = trait(page, "units")
    assert units[1][1] < -0.5 and [units[k] for k in (0, 2, 3)] == [PIECES[k] for k in (0, 2, 3)]
    assert trait(page, "picked") == 1 and "remove unit 2" in page.locator(".cw-controls").first.inner_text()
    kink.focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert trait(page, "units")[1][1] == pytest.approx(units[1][1] + 1, abs=0.06)
    page.keyboard.press("ArrowDown")
    settle(page)
    assert trait(page, "picked") == 2, "up and down walk from unit to unit"
    page.get_by_role("button", name="turn round").click()
    assert trait(page, "units")[2] == [-1, 1.2, 2]
    page.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="add a unit").click()
    settle(page)
    assert trait(page, "units")[2] == [-1, 1.2, -4] and "6 pieces by 5 units" in words(page)
    page.get_by_role("button", name="remove unit 5").click()
    page.locator("summary").click()
    page.get_by_role("button", name="reset", exact=True).click()
    settle(page)
    assert trait(page, "units") == [] and "5 pieces by 4 units" in words(page)


def test_lines_by_mouse_and_keys(opened):
    page = opened(view="regions")
    assert "7 regions by 3 lines; at most 1 + n + n(n − 1)/2 = 1 + 3 + 3 = 7, all in view." in words(page)
    assert page.locator(".pr-region").count() == 7 and "pattern 011" in words(page)
    end = page.locator(".cw-handle[aria-label^='line 3, first']")
    drag(page, end, -80, 0)
    moved = trait(page, "units")
    assert moved[:2] == REGIONS[:2] and moved[2] != REGIONS[2] and np.hypot(*moved[2][:2]) == pytest.approx(1, abs=1e-3)
    end.focus()
    page.keyboard.press("Shift+ArrowUp")
    assert trait(page, "units")[2] != moved[2]
    spot = page.locator(".cw-handle[aria-label^='point']")
    drag(page, spot, -150, 0)
    assert trait(page, "at")[0] < -0.5 and PiecesAndRegions(
        view="regions", units=trait(page, "units"), at=trait(page, "at")
    ).pattern in words(page)
    page.get_by_role("button", name="border y = 0").click()
    settle(page)
    assert page.locator(".pr-border").count() > 1


def test_three_lines_through_a_point_make_six(opened):
    page = opened(view="regions", units=[[1, 0, 0], [0, 1, 0], [1, 1, 0]])
    assert words(page).startswith("6 regions by 3 lines; at most 1 + n + n(n − 1)/2 = 1 + 3 + 3 = 7, all in view.")


def test_the_torch_line_gives_the_pattern(opened):
    import torch

    for given in ({}, {"view": "regions", "at": [-1.0, 2.5]}):
        page, widget = opened(**given), PiecesAndRegions(**given)
        pattern = eval(page.locator(".cw-code").inner_text().split(" #")[0], {"torch": torch})
        assert "".join(str(int(v)) for v in pattern) == widget.pattern


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:view', () => { window.before = { ...model.get('prediction') }; })")
    page.locator(".cw-challenge input").fill("16")
    page.get_by_role("button", name="commit").click()
    settle(page)
    assert page.evaluate("window.before") == {"four lines": 16}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"four lines": 16}
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said 16. 11.")
    assert (trait(page, "view"), len(trait(page, "units"))) == ("regions", 4)
    assert "11 regions by 4 lines" in words(page) and page.locator(".pr-region").count() == 11


def test_full_and_empty_nothing_leaves_the_page_and_nothing_is_left_behind(opened):
    page = opened(theme="dark", page_width=360, view="regions", border=True)
    for _ in range(5):
        page.get_by_role("button", name="add a line").click()
    settle(page)
    assert "37 regions by 8 lines" in words(page) and page.get_by_role("button", name="add a line").is_disabled()
    for _ in range(7):
        page.locator("button", has_text="remove line").click()
    settle(page)
    assert page.locator("button", has_text="remove line").is_disabled() and "2 regions by 1 line;" in words(page)
    page.get_by_role("radio", name="a line").click()
    settle(page)
    assert trait(page, "units") == [] and "5 pieces" in words(page)
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".cw-handle:visible").first.focus()
    for key in ("ArrowRight", "a"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
