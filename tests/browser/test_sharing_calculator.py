"""SharingCalculator in Chromium: its arithmetic against course_lib.shapes, its reactions, its manners."""

import pytest

from course_lib.widgets import SharingCalculator

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = SharingCalculator  # what the fixtures `opened` and `calculator` open
TRAITS = ("side", "hidden", "window", "filters")


def cells(page):
    rows = page.locator(".sc-table tbody tr").all()
    return [[b.inner_text() for b in row.locator("td b").all()] for row in rows]


def test_arithmetic_is_that_of_shapes(calculator):
    for given in ((200, 40_000, 10, 100), (28, 784, 5, 6), (7, 3, 7, 1), (1024, 1_048_576, 1, 1024)):
        here = SharingCalculator(**dict(zip(TRAITS, given, strict=True)))
        there = calculator.evaluate("(g) => arithmetic.layersOf(g)", dict(zip(TRAITS, given, strict=True)))
        for one, script in zip((here.fully_connected, here.locally_connected, here.convolution), there, strict=True):
            assert (one.weights, one.outputs, one.macs) == (script["weights"], script["outputs"], script["macs"])
            assert script["seconds"] == pytest.approx(one.seconds, rel=1e-12)
    times = calculator.evaluate("[6.4e-3, 1.6e-5, 4e-8, 4.4, 1e-3, 9.96e-4].map(arithmetic.timeText)")
    assert times == ["6.4 ms", "16 µs", "40 ns", "4.4 s", "1 ms", "1000 µs"]


def test_untouched_it_shows_the_squares_to_scale(opened):
    page = opened()
    assert cells(page) == [
        ["1,600,000,000", "40,000", "1,600,000,000", "6.4 ms"],
        ["4,000,000", "40,000", "4,000,000", "16 µs"],
        ["10,000", "3,648,100", "364,810,000", "40 ns"],
    ]
    sides = page.locator(".sc-squares rect:not(.sc-frame)").evaluate_all(
        "(all) => all.map((r) => +r.getAttribute('width'))"
    )
    assert sides[0] / sides[1] == pytest.approx(20) and sides[3] / sides[4] == pytest.approx(20)
    text = page.locator(".cw-formula").inner_text()
    assert "160,000 : 400 : 1" in text and "400 : 20 : 1" in text and "outputs are not equally many" in text
    assert page.evaluate("window.saved.length") == 0


def test_the_window_is_dragged_and_nudged(opened):
    page = opened(side=100, window=20)
    settle(page)
    grip = page.locator(".sc-grip").bounding_box()
    image = page.locator(".sc-image").bounding_box()
    page.mouse.move(grip["x"] + 4, grip["y"] + 4)
    page.mouse.down()
    page.mouse.move(image["x"] + image["width"] / 2, image["y"] + image["height"] / 2, steps=4)
    page.mouse.up()
    assert trait(page, "window") == pytest.approx(50, abs=2)
    before = trait(page, "window")
    page.locator(".cw-handle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    assert trait(page, "window") == before - 8
    page.locator("input[type=range]").first.focus()
    page.keyboard.press("Home")
    settle(page)
    assert (trait(page, "side"), trait(page, "window")) == (8, 8) and cells(page)[2][1] == "100", "one place for each"
    page.get_by_role("button", name="one unit for each pixel").click()
    assert trait(page, "hidden") == 64
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:side', () => { window.before = { ...model.get('prediction') }; })")
    page.locator("[data-option='4 times']").click()
    settle(page)
    assert page.evaluate("window.before") == {"ratio": "4 times"}
    now = SharingCalculator(side=400, hidden=160_000)
    assert now.fully_connected.weights == 16 * SharingCalculator().fully_connected.weights
    assert now.convolution.weights == 10_000 and cells(page)[0][0] == f"{now.fully_connected.weights:,}"
    answer = page.locator(".cw-answer").inner_text()
    assert answer.startswith("✗ You said 4 times. 16 times") and "2,560,000 : 1" in answer


def test_cleaning_up_leaves_nothing(opened):
    page = opened(page_width=360, theme="dark")
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".cw-handle").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("window.heard") == [] and trait(page, "window") == 11
    page.evaluate("() => window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
