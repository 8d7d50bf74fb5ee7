"""GradientFlow in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import gradient_flow as experiment
from course_lib.widgets import GradientFlow

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = GradientFlow  # what the fixtures `opened` and `calculator` open

FLOW = """([depth, activation, scale, norms, seed, skip]) => {
  const bytes = (name) => new Uint8Array(model.get(name).buffer), { normalNumbers, numbersNeeded } = arithmetic;
  const net = arithmetic.network(normalNumbers(seed, numbersNeeded(depth, 32, 64)), depth, 32, scale, 64);
  const x = Float64Array.from(bytes('pixels'), (v) => v / 16);
  return arithmetic.flow(net, x, bytes('labels'), activation, scale, norms, skip); }"""
NAMES = {  # in JavaScript: in Python
    "signal": "signal", "weightGradient": "weight_gradient", "meanSlope": "slope_mean", "rmsSlope": "slope_rms",
    "alone": "slopes_alone", "withWeights": "slopes_and_weights", "aStd": "a_std", "hStd": "h_std", "dead": "dead",
    "hSpread": "h_spread", "saturated": "saturated", "output": "output_signal", "loss": "loss",
}  # fmt: skip


def value(page):
    return page.locator(".gf-value").text_content()


@pytest.mark.parametrize(
    "depth, activation, scale, norms, seed, skip",
    [(20, "sigmoid", 1, False, 0, False), (7, "tanh", 1.5, False, 3, False), (50, "relu", 2**0.5, False, 0, False)]
    + [(12, "relu", 1, True, 1, False), (50, "sigmoid", 16, True, 5, False), (20, "sigmoid", 10, False, 999, False)]
    + [(2, "relu", 16, False, 2, False), (20, "sigmoid", 1, False, 0, True), (9, "relu", 1.5, True, 3, True)]
    + [(30, "tanh", 2, False, 1, True), (2, "relu", 1, False, 7, True)],
)
def test_arithmetic_is_the_experiments(calculator, depth, activation, scale, norms, seed, skip):
    here = experiment.gradient_flow(depth, activation, scale, norms, width=32, examples=32, seed=seed, skip=skip)
    there = calculator.evaluate(FLOW, [depth, activation, scale, norms, seed, skip])
    for script, name in NAMES.items():
        got = there[script]
        got = list(got.values()) if isinstance(got, dict) else got
        assert np.allclose(got, getattr(here, name), rtol=1e-8, atol=1e-15 if script == "hSpread" else 0), name


def test_untouched_it_shows_the_phenomenon(opened):
    page = opened()
    assert value(page) == "layer 1: 2.7·10⁻¹³"
    text = page.locator(".cw-formula").inner_text()
    assert "0.96 at the output · 0.237²⁰ slopes · 0.995²⁰ weights = 2.7·10⁻¹³" in text
    assert "changes its weights by 2.8·10⁻¹⁵ of their length" in text
    labels = page.locator("svg text").all_text_contents()
    assert {"slopes alone, at best: (1/4)ⁿ", "none: no slope is below 0.01", "out"} <= set(labels)
    assert page.locator(".gf-bar").count() == 21
    assert page.evaluate("window.saved.length") == 0, "drawing changes nothing"
    assert page.get_by_role("button", name="skip: opens in lecture 09").is_disabled()
    assert ": slopes alone. Drag ▲" in page.locator(".cw-panel-title").first.inner_text()


def test_the_formula_is_an_identity(calculator):
    for skip in (False, True):
        st = calculator.evaluate(FLOW, [9, "relu", 2, True, 4, skip])
        for k in (1, 5, 9):
            part = calculator.evaluate("([st, k]) => arithmetic.parts(st, k)", [{**st, "depth": 9, "skip": skip}, k])
            slopes = part["slopes"] ** (1 if skip else part["n"])
            product = st["output"] * slopes * part["rest"] ** part["n"]
            assert part["n"] == 10 - k and product == pytest.approx(st["signal"][k - 1], rel=1e-12)


def test_lecture_09_opens_skip(opened):
    page = opened(unlocked=True)
    assert value(page) == "layer 1: 2.7·10⁻¹³" and page.evaluate("window.saved.length") == 0
    page.evaluate("() => model.on('change:skip', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="0.1 to 1").click()
    settle(page)
    assert page.evaluate("window.before") == {"skip": "0.1 to 1"} and trait(page, "skip") is True
    first = GradientFlow(skip=True).flow.signal[0]
    assert (
        value(page) == f"layer 1: {first:.2g}"
        and f"As you said. {first:.2g}." in page.locator(".cw-answer").first.inner_text()
    )
    assert "1.3 at the output · 0.237 its own slope" in page.locator(".cw-formula").inner_text()
    assert "dashed: without skip, (1/4)ⁿ" in page.locator("svg text").all_text_contents()
    assert page.locator(".cw-code").inner_text().startswith("h = h + phi(layer(h))")
    page.get_by_role("button", name="about 1", exact=True).click()
    settle(page)
    grown, normed = (
        GradientFlow(depth=50, activation="relu", batch_norm=on, skip=True).flow.signal[0] for on in (False, True)
    )
    answer = page.locator(".cw-answer").last.inner_text()
    assert grown > 1e7 and "1.3·10⁷" in answer and f"leaves {normed:.2g}." in answer
    switch = page.get_by_role("button", name="skip", exact=True)
    switch.focus()
    page.keyboard.press("Space")
    settle(page)
    assert trait(page, "skip") is False and switch.get_attribute("aria-pressed") == "false"
    assert ": slopes alone. Drag ▲" in page.locator(".cw-panel-title").first.inner_text()


def test_skip_handed_in_opens_the_switch_for_good(opened):
    page = opened(skip=True)
    page.get_by_role("button", name="skip", exact=True).click()
    settle(page)
    assert trait(page, "skip") is False and trait(page, "unlocked") is True
    page.locator("summary").click()
    page.get_by_role("button", name="copy as Python").click()
    assert page.locator(".cw-more output").inner_text() == "GradientFlow(skip=False, unlocked=True)"


def test_one_change_at_a_time(opened):
    page = opened()
    page.get_by_role("radio", name="ReLU").click()
    settle(page)
    assert value(page) == "layer 1: 5.9·10⁻⁴"
    assert (
        "off for every digit" in page.locator(".cw-panel-title").last.inner_text() and page.locator(".gf-dead").count()
    )
    scale = page.locator("input[type=range]").nth(1)
    scale.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "scale") == 2**0.5 and page.locator(".cw-slider output").nth(1).inner_text() == "√2"
    assert (
        value(page) == "layer 1: 0.66"
        and "std=2**0.5 / layer.in_features**0.5" in page.locator(".cw-code").inner_text()
    )
    page.get_by_role("radio", name="sigmoid").click()
    page.get_by_role("button", name="batch norm").first.click()
    settle(page)
    flow = GradientFlow(scale=2**0.5, batch_norm=True).flow
    assert float(value(page).split(": ")[1]) == pytest.approx(flow.signal[0], rel=0.05)
    page.locator("summary").click()
    for _ in range(2):
        page.get_by_role("button", name="undo", exact=True).click()
    assert (trait(page, "activation"), trait(page, "batch_norm")) == ("relu", False)


def test_depth_and_the_picked_layer(opened):
    page = opened(depth=12, picked=12)
    page.locator("input[type=range]").first.focus()
    page.keyboard.press("Home")
    settle(page)
    assert (trait(page, "depth"), trait(page, "picked")) == (2, 2) and page.locator(".gf-bar").count() == 3
    page.keyboard.press("End")
    grip = page.locator(".cw-handle")
    grip.focus()
    for key, layer in (("ArrowRight", 3), ("Shift+ArrowRight", 8), ("ArrowLeft", 7), ("Shift+ArrowLeft", 2)):
        page.keyboard.press(key)
        assert trait(page, "picked") == layer
    settle(page)
    assert grip.get_attribute("aria-label").startswith("layer 2: gradient") and trait(page, "depth") == 50
    settle(page)
    box = page.locator(".cw-ring").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"])
    page.mouse.move(box["x"] + 260, box["y"])
    page.mouse.up()
    settle(page)
    assert 18 <= trait(page, "picked") <= 30 and f"layer {trait(page, 'picked')}:" in value(page)


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:activation', () => { window.before = { ...model.get('prediction') }; })")
    page.locator("[data-option=ReLU]").click()
    settle(page)
    assert page.evaluate("window.before") == {"one change": "ReLU"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"one change": "ReLU"}
    answer = page.locator(".cw-answer").inner_text()
    numbers = [GradientFlow(**change).flow.signal[0] for change in ({"batch_norm": True}, {"activation": "relu"})]
    assert answer.startswith(f"✗ You said ReLU. Batch norm: {numbers[0]:.2g}.") and "5.9·10⁻⁴" in answer
    assert trait(page, "activation") == "relu", "what was said is shown"


@pytest.mark.parametrize(
    "given",
    [{"scale": 16.0, "activation": "relu", "depth": 50}, {"scale": 0.25, "depth": 50}]
    + [{"scale": 16.0, "activation": "relu", "depth": 50, "skip": True}],
)
def test_nothing_breaks_at_the_edges(opened, given):
    html = opened(page_width=360, theme="dark", **given).locator(".course-widget").inner_html()
    assert "NaN" not in html and "Infinity" not in html and "undefined" not in html


def test_two_views_follow_one_model_keys_stay_and_cleaning_up_leaves_nothing(opened):
    page = opened(depth=4)
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key));
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    page.locator(".cw-handle").first.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    formulas = page.locator(".cw-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1] and "layer 2" in formulas[0]
    assert page.evaluate("window.heard") == []
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
