"""FiniteDifference in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json
import re

import numpy as np
import pytest

from course_lib.experiments import finite_difference as trial
from course_lib.widgets import FiniteDifference

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
PLACES = [1.0, -2.3, 0.1, 0.0, 3.0]
WIDGET = FiniteDifference  # what the fixtures `opened` and `calculator` open


def numbers(page):
    return page.locator(".cw-formula").inner_text()


def grip(page):
    return page.locator(".cw-handle[aria-label^='step']")


# ---- arithmetic ----


def test_steps_are_the_same_to_the_last_bit(calculator):
    assert calculator.evaluate("arithmetic.STEPS") == trial.steps().tolist()


SLOPES = """([name, x, dtype]) => { const at = dtype === 'float32' ? Math.fround(x) : x;
  const of = (rule) => arithmetic.STEPS.map((h) => arithmetic.slopeBy(rule, name, at, h, dtype).slope);
  return { forward: of('forward'), central: of('central') }; }"""


@pytest.mark.parametrize("dtype", trial.DTYPES)
@pytest.mark.parametrize("name", trial.FUNCTIONS)
def test_slopes_agree_with_numerical_gradient(calculator, name, dtype):
    """Equal where a function is exact or is rounded to float32; else within an ulp of each call of the function."""
    for x in PLACES:
        here, there = trial.slopes(name, x, dtype=dtype), calculator.evaluate(SLOPES, [name, x, dtype])
        for rule in trial.RULES:
            if dtype == "float32" or name in ("square", "relu"):
                assert there[rule] == here.slope[rule].tolist()
            else:
                ulp = np.spacing(max(abs(trial.FUNCTIONS[name][0](abs(x) + 1)), 1e-300)) + 1e-300
                assert np.all(np.abs(there[rule] - here.slope[rule]) <= 2.01 * ulp / here.step)
                large = here.step > 1e-3
                assert np.allclose(np.array(there[rule])[large], here.slope[rule][large], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", trial.DTYPES)
@pytest.mark.parametrize("name", trial.FUNCTIONS)
def test_both_parts_and_best_steps_agree(calculator, name, dtype):
    parts = """([name, x, dtype]) => arithmetic.STEPS.map((h) => [arithmetic.truncation(name, x, h, 'forward'),
      arithmetic.truncation(name, x, h, 'central'), arithmetic.rounding(name, x, h, dtype)])"""
    for x in PLACES:
        here = trial.slopes(name, x, dtype=dtype)
        there = np.array(calculator.evaluate(parts, [name, here.x, dtype]))
        expected = np.column_stack([here.truncation["forward"], here.truncation["central"], here.rounding])
        assert np.allclose(there, expected, rtol=1e-12, atol=1e-300)
        study = calculator.evaluate("([name, x, dtype]) => arithmetic.study(name, x, dtype)", [name, x, dtype])
        assert study["best"] == here.best and study["x"] == here.x
        assert study["exact"] == pytest.approx(here.exact, rel=1e-15)


def test_rise_is_a_difference_without_cancelling(calculator):
    for name, (f, derivatives) in trial.FUNCTIONS.items():
        for x in (1.0, -0.3, 2.0):
            for u in (1e-12, -1e-12, 0.5, -0.5, 1.5):
                rise = calculator.evaluate("([n, x, u]) => arithmetic.rise(n, x, u)", [name, x, u])
                expected = f(x + u) - f(x) if abs(u) > 0.1 else u * derivatives(x)[0]
                assert rise == pytest.approx(expected, rel=1e-9, abs=1e-24)


def test_order_of_the_truncation(calculator):
    order = "([name, x]) => ['forward', 'central'].map((rule) => arithmetic.order(name, x, rule))"
    for name, x, expected in (("sin", 1, [1, 2]), ("sin", 0, [2, 2]), ("square", 2, [1, 0]), ("relu", 1, [0, 0])):
        assert calculator.evaluate(order, [name, x]) == expected


# ---- what a viewer does ----


def test_untouched_it_shows_the_phenomenon(opened):
    page = opened()
    text = numbers(page)
    assert "0.84147098480789706 − 0.84147098480789650" in text and "0.54030230586813977" in text
    assert text.count("off by 0.015") == 2
    assert page.locator(".fd-left").all_inner_texts() == ["706", "650", "706", "595"], "what cancelling leaves"
    labels = page.locator("svg text").all_text_contents()
    assert {"best 2.5·10⁻⁸", "best 10⁻⁵", "rounding ∝ 1/step"} < set(labels)
    assert {"forward ∝ step", "central ∝ step²"} < set(labels)
    assert page.evaluate("window.saved.length") == 0, "drawing changes nothing"


def test_every_step_is_a_dot_of_each_rule(opened):
    page = opened()
    for rule in trial.RULES:
        assert page.locator(f".fd-dots.fd-{rule}").get_attribute("d").count("M") == 161
    assert page.locator(".fd-now").count() == 2


def test_dragging_the_line(opened):
    page = opened()
    settle(page)
    box = page.locator(".cw-ring").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stairs = page.locator(".fd-stairs").get_attribute("d")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 100, y + 10)
    page.mouse.move(x + 240, y + 50)
    page.mouse.up()
    settle(page)
    step = trait(page, "step")
    assert step in trial.steps().tolist() and 1e-7 < step < 1e-3
    assert page.locator(".fd-stairs").get_attribute("d") != stairs
    assert page.locator(".cw-slider output").first.inner_text() in grip(page).get_attribute("aria-label")
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "step") == 1e-15, "one drag, one undo"


def test_keys_move_by_ratios(opened):
    page = opened()
    grip(page).focus()
    for key, step in (("ArrowRight", 1.25e-15), ("ArrowRight", 1.6e-15), ("Shift+ArrowRight", 1.6e-14)):
        page.keyboard.press(key)
        assert trait(page, "step") == step
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    settle(page)
    assert trait(page, "step") == 1e-16 and "/ 10⁻¹⁶" in numbers(page)
    page.locator("input[type=range]:visible").focus()
    page.keyboard.press("End")
    settle(page)
    assert trait(page, "step") == 1
    assert page.locator(".cw-slider output").first.inner_text() == "1"


@pytest.mark.parametrize("dtype", trial.DTYPES)
@pytest.mark.parametrize("name, label", [("exp", "exp"), ("tanh", "tanh"), ("square", "x²"), ("relu", "ReLU")])
def test_functions_and_dtypes(opened, name, label, dtype):
    page = opened()
    page.get_by_role("radio", name=label, exact=True).click()
    page.get_by_role("radio", name=dtype).click()
    page.get_by_role("button", name="best step of the forward rule").click()
    settle(page)
    widget = FiniteDifference(function=name, dtype=dtype, step=trait(page, "step"))
    assert widget.step == widget.best_step["forward"]
    shown = page.locator(".fd-row").first.inner_text().replace("−", "-")
    slope = float(re.search(r"= (\S+)", shown)[1])
    near = 1e-7 if dtype == "float64" and name in ("exp", "tanh") else 1e-8 * abs(widget.slope)
    assert slope == pytest.approx(widget.forward, abs=near)
    assert "NaN" not in page.locator(".course-widget").inner_html()


def test_float32_loses_the_step(opened):
    page = opened(dtype="float32", step=1e-8)
    assert "x + step rounds to x" in page.locator("svg text").all_text_contents()
    text = numbers(page)
    assert text.count("= 0.00000000") == 2 and "0.540302306" in text
    assert page.locator(".fd-right").first.inner_text() == "0."


@pytest.mark.parametrize("x", [-3, 0, 0.01, 3])
@pytest.mark.parametrize("name", trial.FUNCTIONS)
def test_nothing_breaks_at_the_edges(opened, name, x):
    page = opened(function=name, x=x, step=1.0, dtype="float32")
    for step in (1e-16, 1e-7):
        page.evaluate("(step) => model.set('step', step)", step)
        settle(page)
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "Infinity" not in html and "undefined" not in html


@pytest.mark.parametrize("name", trial.FUNCTIONS)
def test_torch_line_does_what_the_picture_does(opened, name):
    import torch

    page = opened(function=name, x=-0.5, step=1e-4)
    line = page.locator(".cw-code").inner_text()
    expression, made = line.split("# x = ")
    slope = eval(expression.strip(), {"torch": torch, "x": eval(made, {"torch": torch})})
    assert float(slope) == pytest.approx(FiniteDifference(function=name, x=-0.5, step=1e-4).central, abs=1e-11)


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    assert page.locator(".cw-answer").first.inner_text() == ""
    page.evaluate("() => model.on('change:dtype', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="10⁻⁵", exact=True).click()
    settle(page)
    assert page.evaluate("window.before") == {"best step in float32": "10⁻⁵"}, "before the picture turns to the answer"
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"best step in float32": "10⁻⁵"}
    assert page.locator(".cw-answer").first.inner_text().startswith("✗ You said 10⁻⁵. About 10⁻².")
    assert (trait(page, "dtype"), trait(page, "step"), trait(page, "function")) == ("float32", 0.01, "sin")
    assert "best 0.01" in page.locator("svg text").all_text_contents()


def test_the_kink_has_a_question_of_its_own(opened):
    page = opened(function="relu", x=0.5)
    assert page.locator(".cw-challenge:visible").count() == 1
    page.get_by_role("button", name="above 0.01").click()
    settle(page)
    assert (trait(page, "x"), trait(page, "step")) == (0.01, 0.1)
    assert "✓ As you said." in page.locator(".cw-answer:visible").inner_text()
    assert "off by 0.45" in numbers(page)


def test_what_the_answers_say_is_true():
    f32, f64 = FiniteDifference(dtype="float32"), FiniteDifference()
    assert f32.best_step["central"] / f64.best_step["central"] == pytest.approx(2 ** (29 / 3), rel=0.3)
    assert round(2 ** (29 / 3), -2) == 800 and round(2 ** (58 / 3), -4) == 660_000 and 2**29 > 5e8
    assert FiniteDifference(function="relu", x=0.01, step=0.1).central == pytest.approx(0.55)


def test_stored_prediction_leaves_the_picture_alone(opened):
    page = opened(prediction={"best step in float32": "10⁻²"}, step=1e-3)
    assert (trait(page, "dtype"), trait(page, "step")) == ("float64", 1e-3)
    assert "✓ As you said." in page.locator(".cw-answer").first.inner_text()


def test_copy_and_reset(opened):
    page = opened(function="exp", x=0.5)
    page.get_by_role("radio", name="float32").click()
    page.locator("summary").click()
    page.get_by_role("button", name="copy as Python").click()
    settle(page)
    said = page.locator(".cw-more output.cw-label").inner_text()
    if said != "copied":
        again = eval(said, {"FiniteDifference": FiniteDifference})
        assert (again.function, again.x, again.dtype) == ("exp", 0.5, "float32")
    page.get_by_role("button", name="reset", exact=True).click()
    assert trait(page, "dtype") == "float64"


def test_keys_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    grip(page).focus()
    for key in ("ArrowLeft", "ArrowDown", "a", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360), ("dark", 360)])
def test_fits_its_page_in_both_themes(opened, theme, width):
    page = opened(theme=theme, page_width=width, step=3.2e-15, x=-1.23)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]
    settle(page)
    edge = page.locator(".course-widget").bounding_box()["x"] + page.locator(".course-widget").bounding_box()["width"]
    for text in page.locator("svg text:visible").all():
        box = text.bounding_box()
        assert box["x"] + box["width"] <= edge, text.inner_text()


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    grip(page).first.focus()
    page.keyboard.press("Shift+ArrowRight")
    settle(page)
    formulas = page.locator(".cw-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1] and "10⁻¹⁴" in formulas[0]
    assert grip(page).evaluate_all("(all) => all.map((g) => g.getAttribute('aria-label'))") == ["step 10⁻¹⁴"] * 2
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('x', 2)")
    settle(page)
