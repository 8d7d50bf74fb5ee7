"""ActivationExplorer in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import activations as study
from course_lib.widgets import ActivationExplorer

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = ActivationExplorer  # what the fixtures `opened` and `calculator` open
GAINS = [0.1, 1, 2**0.5, 10]


def row(page, which):
    return page.locator(".ae-table tbody tr").nth(which).inner_text().split()


def test_arithmetic_is_the_experiments(calculator):
    assert calculator.evaluate("arithmetic.names") == list(study.FUNCTIONS)
    xs = np.linspace(-30, 30, 241)
    for name in study.FUNCTIONS:
        value, slope = study.value_and_slope(name, xs)
        there = np.array(calculator.evaluate("([name, xs]) => arithmetic.values(name, xs)", [name, xs.tolist()]))
        assert np.allclose(there, np.column_stack([value, slope]), rtol=1e-12, atol=1e-13), name
        flat = calculator.evaluate("(name) => arithmetic.saturated(name)", name)
        assert np.allclose(flat, study.saturated(name), atol=1e-9) if flat else not study.saturated(name)
        for gain in GAINS:
            here, got = (
                study.moments(name, gain),
                calculator.evaluate("([n, g]) => arithmetic.moments(n, g)", [name, gain]),
            )
            assert [got["before"], got["second"], got["mean"], got["slopeSecond"], got["saturated"]] == pytest.approx(
                [here.before, here.second, here.mean, here.slope_second, here.saturated], rel=1e-9, abs=1e-12
            )


def test_the_bars_at_the_side_hold_all_outputs_in_view(calculator):
    out = calculator.evaluate("() => arithmetic.outputs('relu', 1, [-2, 8], 50)")
    assert out["lumps"] == [[0, pytest.approx(0.5, abs=1e-12)]] and sum(out["shares"]) == pytest.approx(0.5, abs=1e-12)
    out = calculator.evaluate("() => arithmetic.outputs('sigmoid', 1, [0, 1], 4)")
    assert out["lumps"] == [] and out["shares"] == pytest.approx([0.1360, 0.3640, 0.3640, 0.1360], abs=2e-3)


def test_torch_lines_do_what_the_picture_does(calculator):
    import torch

    for name in study.FUNCTIONS:
        line = calculator.evaluate("([name, x]) => arithmetic.torchLine(name, x)", [name, -0.75])
        x_made, call, *grad = line.split(" #")[0].split("; ")
        scope = {"torch": torch}
        exec(x_made, scope)
        y = eval(call.removesuffix(".backward()"), scope)
        assert float(y.detach()) == pytest.approx(float(study.value_and_slope(name, -0.75)[0]), abs=1e-6)
        if grad:
            y.backward()
            assert float(eval(grad[0], scope)) == pytest.approx(float(study.value_and_slope(name, -0.75)[1]), abs=1e-6)


def test_untouched_it_shows_the_phenomenon(opened):
    page = opened()
    assert row(page, 0) == ["sigmoid", "0.881", "0.105", "1.000", "→", "0.293", "0.045", "0.0", "%"]
    assert row(page, 1) == ["ReLU", "2.000", "1.000", "1.000", "→", "0.500", "0.500", "50.0", "%"]
    assert page.locator(".ae-flat").count() == 6 and page.locator(".ae-lump").count() == 1
    labels = page.locator("svg text").all_text_contents()
    assert {"slope 0.105", "slope 1", "50 %", "E φ² = 0.293", "E φ² = 0.5"} <= set(labels)
    assert page.evaluate("window.saved.length") == 0, "drawing changes nothing"


def test_choosing_dragging_keys_and_undo(opened):
    page = opened()
    page.locator("select").first.select_option("tanh")
    settle(page)
    assert trait(page, "functions") == ["tanh", "relu"] and row(page, 0)[0] == "tanh"
    grip = page.locator(".cw-handle").first
    grip.focus()
    for key, x in (("ArrowLeft", 1.9), ("Shift+ArrowLeft", 0.9), ("ArrowRight", 1.0)):
        page.keyboard.press(key)
        assert trait(page, "x") == pytest.approx(x)
    settle(page)
    box = page.locator(".cw-ring").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"])
    page.mouse.move(box["x"] - 900, box["y"])
    page.mouse.up()
    settle(page)
    assert trait(page, "x") == -6 and "tanh is −1, its slope 2.5·10⁻⁵" in grip.get_attribute("aria-label")
    gain = page.locator("input[type=range]").nth(1)
    gain.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "gain") == 2**0.5 and row(page, 1)[5] == "1.000"
    page.get_by_role("button", name="exchange").click()
    assert trait(page, "functions") == ["relu", "tanh"]
    page.locator("summary").click()
    for _ in range(3):
        page.get_by_role("button", name="undo", exact=True).click()
    assert (trait(page, "functions"), trait(page, "gain")) == (["tanh", "relu"], 1)
    page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "x") == 1, "one drag, one undo"


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:x', () => { window.before = { ...model.get('prediction') }; })")
    page.locator(".cw-challenge input").fill("0.5")
    page.get_by_role("button", name="commit").click()
    settle(page)
    assert page.evaluate("window.before") == {"tanh half as steep": 0.5}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"tanh half as steep": 0.5}
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said 0.5. x = 0.8814")
    assert (trait(page, "functions"), trait(page, "x")) == (["tanh", "relu"], 0.8814) and row(page, 0)[2] == "0.500"


def test_every_function_draws_at_the_edges_and_nothing_is_left_behind(opened):
    page = opened(theme="dark", page_width=360, gain=10.0, x=-6.0)
    for name in study.FUNCTIONS:
        page.evaluate("(name) => model.set('functions', [name, 'relu'])", name)
        settle(page)
        html = page.locator(".course-widget").inner_html()
        assert "NaN" not in html and "Infinity" not in html and "undefined" not in html
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".cw-handle").first.focus()
    for key in ("ArrowRight", "a", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
