"""EffectiveField in Chromium: its arithmetic against the experiment's, its handles, its predictions, its manners."""

import numpy as np
import pytest

from course_lib.experiments import effective_field as trial
from course_lib.widgets import EffectiveField

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = EffectiveField  # what the fixtures `opened` and `calculator` open


def share(part, side):
    return f"{100 * np.median(part.inside[:, side // 2]):.1f} %"


def test_arithmetic_agrees_with_the_experiment(calculator):
    script = """([d, k, a, s]) => { const { before, after } = arithmetic.unpack(model.get('runs'), d, k, a, s);
      return [before, after].map((p) => ({ map: Array.from(p.map), spread: p.spread, right: p.right,
        half: arithmetic.insideOf(p, arithmetic.halfSide(arithmetic.sizeOf(d, k))) })); }"""
    for case in ((16, 3, "relu", False), (8, 5, "tanh", True), (2, 3, "linear", False)):
        for there, trained in zip(calculator.evaluate(script, list(case)), (False, True), strict=True):
            here = trial.field(*case, trained)
            square = np.array(there["map"], float) ** 2
            np.testing.assert_allclose(square / square.sum(), here.weight.ravel(), atol=1e-12)
            assert np.allclose(there["spread"], here.spread) and np.allclose(there["half"], here.half)
            assert np.allclose(there["right"], here.accuracy)
    for kernel, skip, trained in ((3, False, False), (3, True, True), (5, False, True)):
        when = "after" if trained else "before"
        there = calculator.evaluate("(a) => arithmetic.exponent(model.get('runs'), ...a)", [kernel, "relu", skip, when])
        assert there == pytest.approx(trial.growth(kernel, "relu", skip, trained)[3])
        there = calculator.evaluate("(a) => arithmetic.expected(...a)", [8, kernel, skip])
        assert there == pytest.approx(trial.expected_spread(8, kernel, skip))
    wider = calculator.evaluate("arithmetic.wider(model.get('runs'))")
    nets = trial.recorded()["nets"].values()
    ratios = np.concatenate([np.array(net["after"]["spread"]) / net["before"]["spread"] for net in nets])
    assert wider["count"] == (ratios > 1).sum() and wider["middle"] == pytest.approx(np.median(ratios))


def test_untouched_it_shows_the_square_and_what_is_used_of_it(opened):
    page = opened()
    fields = [trial.field(8, 3), trial.field(8, 3, trained=True)]
    shown = page.locator(".ef-words b").all_inner_texts()
    assert shown == [share(one, 9) for one in fields]
    assert page.locator(".ef-square").first.get_attribute("width") == "170"
    radius = float(page.locator(".ef-bell").first.get_attribute("r"))
    assert radius == pytest.approx(20 * np.median(fields[0].spread), abs=0.06)
    assert page.locator(".ef-dot").count() == 2, "the other depths wait for the question"
    formula = page.locator(".cw-formula").inner_text()
    assert (
        "r = 1 + 8 · (3 − 1) = 17" in formula
        and f"measured before training: {np.median(fields[0].spread):.2f}" in formula
    )
    assert page.evaluate("window.saved.length") == 0
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_the_middle_square_and_the_depth_by_keys_and_mouse(opened):
    page = opened()
    corner = page.locator(".ef-panel .cw-handle").first
    corner.focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "side") == 7 and page.locator(".ef-words b").first.inner_text() == share(trial.field(8, 3), 7)
    settle(page)
    grip = page.locator(".ef-grip").first.bounding_box()
    page.mouse.move(grip["x"] + 4, grip["y"] + 4)
    page.mouse.down()
    page.mouse.move(grip["x"] + 300, grip["y"] - 300, steps=3)
    page.mouse.up()
    settle(page)
    assert trait(page, "side") == 17 and page.locator(".ef-words b").first.inner_text() == "100.0 %"
    layers = page.locator(".ef-growth .cw-handle")
    layers.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert (trait(page, "depth"), trait(page, "side"), trait(page, "visited")) == (16, 0, [8, 16])
    assert "16 layers: the square has 33" in layers.get_attribute("aria-label") and page.locator(".ef-dot").count() == 4
    page.get_by_role("radio", name="5×5").click()
    settle(page)
    assert "1 + 8 · (5 − 1) = 33" in page.locator(".cw-formula").inner_text()
    assert page.get_by_role("radio", name="16").is_disabled()


def test_predictions_are_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:depth', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="twice as wide").click()
    settle(page)
    assert page.evaluate("window.before") == {"twice the layers": "twice as wide"}
    widths = [4 * np.median(trial.field(depth, 3).spread) for depth in (8, 16)]
    answer = page.locator(".cw-answer").first.inner_text()
    assert f"✗ You said twice as wide. From {widths[0]:.1f} to {widths[1]:.1f} pixels" in answer
    assert f"{widths[1] / widths[0]:.2f} times" in answer and trait(page, "visited") == [2, 4, 8, 16]
    assert "∝ layers" in page.locator(".ef-growth").text_content()
    page.get_by_role("button", name="in most", exact=True).click()
    settle(page)
    assert trait(page, "trained") is True and "Wider in 193 of 210" in page.locator(".cw-answer").last.inner_text()


def test_the_torch_line_measures_what_is_shown(calculator):
    import torch

    net, x = trial.make_net(8, seed=0), torch.as_tensor(trial.examples(17)[2][: trial.PROBES]).requires_grad_()
    line = calculator.locator(".cw-code").inner_text()
    squares = eval(line, {"torch": torch, "net": net, "x": x, "sum": sum}).sum(dim=(0, 1))
    assert trial.spread(squares.numpy()) == pytest.approx(trial.field(8, 3).spread[0], abs=6e-4)


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, depth=16, visited=[2, 4, 8, 16])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
