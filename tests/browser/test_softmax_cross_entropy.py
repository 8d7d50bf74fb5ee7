"""SoftmaxCrossEntropy in Chromium: its arithmetic against numpy_ops, its reactions to mouse and keys, its manners."""

import json
import math

import numpy as np
import pytest

from course_lib.widgets import SoftmaxCrossEntropy

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
CASES = [([1, 2, -1], 0), ([0] * 10, 3), ([5, -5], 1), ([1000, 0, -1000], 2), ([-1000, -1000], 0), ([3.3, 3.3, 40], 1)]
WIDGET = SoftmaxCrossEntropy  # what the fixtures `opened` and `calculator` open
HEIGHT = 1800  # of the page, in pixels


def bar(page, k):
    return page.locator(f".cw-handle[aria-label^='logit {k} is']")


def said(page):
    return page.locator(".sc-said").inner_text()


def cells(page, row):
    return page.locator(f".sc-table tbody tr >> nth={row} >> td").all_inner_texts()


# ---- arithmetic ----


@pytest.mark.parametrize("logits, target", CASES)
@pytest.mark.parametrize("shift", [0, 3, 1000, -1000])
def test_shares_loss_and_gradient_agree_with_numpy_ops(calculator, logits, target, shift):
    widget = SoftmaxCrossEntropy(logits=logits, target=target, shift=shift)
    there = calculator.evaluate("([a, t]) => arithmetic.stable(a, t)", [widget.a.tolist(), target])
    assert np.allclose(there["p"], widget.p, rtol=1e-13, atol=0)
    assert there["loss"] == pytest.approx(widget.loss, rel=1e-13, abs=1e-15)
    gradient = calculator.evaluate("([a, t]) => arithmetic.gradient(a, t)", [widget.a.tolist(), target])
    assert np.allclose(gradient, widget.gradient, rtol=1e-13, atol=1e-16)
    stepped = calculator.evaluate("([a, t]) => arithmetic.stepped(a, t, 0.5)", [widget.a.tolist(), target])
    assert np.allclose(stepped, widget.a - 0.5 * widget.gradient, rtol=1e-13)


@pytest.mark.parametrize("logits, target", CASES)
@pytest.mark.parametrize("shift", [0, 700, 709, 712, -740, -745, -750])
def test_as_written_it_breaks_where_numpy_breaks(calculator, logits, target, shift):
    widget = SoftmaxCrossEntropy(logits=logits, target=target, shift=shift)
    there = calculator.evaluate("([a, t]) => String(arithmetic.naive(a, t).loss)", [widget.a.tolist(), target])
    assert float(there.replace("Infinity", "inf")) == pytest.approx(
        widget.naive_loss, rel=1e-12, abs=1e-13, nan_ok=True
    )


def test_logits_that_are_right_and_sure(calculator):
    for count in (2, 3, 10):
        logits = calculator.evaluate("(count) => arithmetic.sure(0.99, 1, count)", count)
        p = SoftmaxCrossEntropy(logits=logits, target=1).p
        assert p[1] == pytest.approx(0.99) and np.ptp(np.delete(p, 1)) < 1e-12


# ---- what a viewer does ----


def test_untouched_it_shows_the_phenomenon(opened):
    page = opened()
    formula = page.locator(".cw-formula").inner_text()
    assert "1.349" in formula and "(0.259, 0.705, 0.035) − (1, 0, 0) = (−0.741, +0.705, +0.035)" in formula
    numbers = page.locator(".sc-number").all_text_contents()
    assert numbers == ["+0.74", "−0.71", "−0.04"] * 2, "the same arrows on logits and shares"
    assert "the step goes this way" in page.locator("svg text").all_text_contents()
    assert cells(page, 0)[-2:] == cells(page, 1)[-2:] == ["0.259", "1.349"]
    assert page.evaluate("window.saved.length") == 0, "drawing changes nothing"


def ends(page, nth):
    """(x, y of the start, y of the end) of an arrow."""
    start, end = page.locator(f".sc-arrow >> nth={nth}").get_attribute("d")[1:].split("M")[0].split("L")
    return float(start.split(",")[0]), float(start.split(",")[1]), float(end.split(",")[1])


def test_arrows_end_where_the_step_takes_the_bars(opened):
    page = opened()
    before = [ends(page, k) for k in range(3)]
    loss = SoftmaxCrossEntropy().loss
    page.get_by_role("button", name="take the step").click()
    settle(page)
    widget = SoftmaxCrossEntropy(logits=trait(page, "logits"))
    assert np.allclose(widget.logits, [1, 2, -1] - 2 * SoftmaxCrossEntropy().gradient, atol=1e-6)
    assert widget.loss < loss and f"{widget.loss:.3f}" in page.locator(".cw-formula").inner_text()
    for k in range(3):
        assert ends(page, k)[1] == pytest.approx(before[k][2], abs=0.01)
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "logits") == [1, 2, -1]


def test_arrows_on_the_shares_end_at_the_target(opened):
    page = opened(target=1)
    bars = [page.locator(f".sc-panel1 .sc-bar >> nth={k}") for k in range(3)]
    for k in range(3):
        _, start, end = ends(page, 3 + k)
        assert start == pytest.approx(float(bars[k].get_attribute("y")), abs=0.01)
        goal = page.locator(".sc-goal")
        top, height = (float(goal.get_attribute(a)) for a in ("y", "height"))
        assert end == pytest.approx(top if k == 1 else top + height, abs=0.01)


def test_dragging_a_bar(opened):
    page = opened()
    settle(page)
    box = bar(page, 0).locator(".cw-ring").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y - 20)
    page.mouse.move(x + 9, y - 45)
    page.mouse.up()
    settle(page)
    logits = trait(page, "logits")
    assert 2.5 < logits[0] < 4 and logits[1:] == [2, -1]
    assert f"{SoftmaxCrossEntropy(logits=logits).loss:.3f}" in page.locator(".cw-formula").inner_text()
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "logits") == [1, 2, -1], "one drag, one undo"


def test_keys_move_and_walk(opened):
    page = opened()
    assert page.locator("svg .cw-handle[tabindex='0']").count() == 1, "one stop for all bars"
    bar(page, 0).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    settle(page)
    assert trait(page, "logits") == [1.2, 1, -1]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("logit 0 is 1.20, the target, arrow +0.")
    assert trait(page, "logits") == [1.2, 1, -1], "walking changes nothing"


def test_a_constant_changes_nothing_but_the_way_it_is_written(opened):
    page = opened()
    formula = page.locator(".cw-formula").inner_text()
    arrows = [ends(page, k) for k in range(6)]
    slider = page.locator("input[type=range]:visible")
    slider.focus()
    page.keyboard.press("End")
    settle(page)
    assert trait(page, "shift") == 1000 and "1002" in "".join(page.locator("svg text").all_text_contents())
    assert page.locator(".cw-formula").inner_text() == formula
    assert np.allclose([ends(page, k) for k in range(6)], arrows, atol=0.01)
    assert cells(page, 0) == ["∞"] * 4 + ["NaN"] * 2 and cells(page, 1)[-1] == "1.349"
    assert "709.78" in said(page) and page.locator("td.sc-bad").count() == 6
    page.keyboard.press("Home")
    settle(page)
    assert cells(page, 0) == ["0"] * 4 + ["NaN"] * 2 and "0/0" in said(page)
    assert page.locator(".cw-formula").inner_text() == formula


def test_far_apart(opened):
    page = opened()
    page.get_by_role("radio", name="±1000").click()
    settle(page)
    assert trait(page, "limit") == 1000 and trait(page, "logits") == [1, 2, -1]
    bar(page, 0).focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    settle(page)
    logits = trait(page, "logits")
    assert logits == [-800, 2, -1]
    widget = SoftmaxCrossEntropy(logits=logits)
    assert math.isinf(widget.naive_loss) and cells(page, 0)[-1] == "∞" and cells(page, 1)[-1] == f"{widget.loss:.1f}"
    assert "p₀ has become 0, and −ln 0 = ∞" in said(page)
    page.get_by_role("radio", name="±5", exact=True).click()
    settle(page)
    assert trait(page, "logits") == [-5, 2, -1], "what would leave the picture is moved in"


@pytest.mark.parametrize("logits, target", CASES)
@pytest.mark.parametrize("shift", [0, 1000, -742])
def test_the_sentence_is_about_what_happened(opened, logits, target, shift):
    page = opened(logits=logits, target=target, shift=shift)
    widget = SoftmaxCrossEntropy(logits=logits, target=target, shift=shift)
    same = math.isfinite(widget.naive_loss) and abs(widget.naive_loss - widget.loss) < 1e-6 * max(1e-6, widget.loss)
    assert said(page).startswith("Both rows give the same") == same
    html = page.locator(".course-widget").inner_html()
    assert "undefined" not in html and "Infinity" not in html and html.count("NaN") == html.count(">NaN<")


def test_targets_and_classes(opened):
    page = opened()
    page.get_by_role("radio", name="2", exact=True).click()
    settle(page)
    assert trait(page, "target") == 2
    assert f"{SoftmaxCrossEntropy(target=2).loss:.3f}" in page.locator(".cw-formula").inner_text()
    page.locator("summary").click()
    page.get_by_role("button", name="one class fewer").click()
    settle(page)
    assert (trait(page, "logits"), trait(page, "target")) == ([1, 2], 1)
    for _ in range(10):
        page.get_by_role("button", name="one class more").click()
        settle(page)
    page.get_by_role("button", name="all logits 0").click()
    settle(page)
    assert trait(page, "logits") == [0] * 10
    assert "2.303" in page.locator(".cw-formula").inner_text() and page.locator(".sc-panel0 .cw-handle").count() == 10


@pytest.mark.parametrize("logits", [[1, 2, -1], [0.25, -3, 7, 1e-5], [0, 1000]])
def test_torch_line_does_what_the_picture_does(opened, logits):
    import torch

    page = opened(logits=logits, target=1, shift=2.5 if max(logits) < 10 else 0)
    loss = eval(page.locator(".cw-code").inner_text(), {"torch": torch})
    widget = SoftmaxCrossEntropy(logits=logits, target=1, shift=2.5 if max(logits) < 10 else 0)
    assert float(loss) == pytest.approx(widget.loss, rel=1e-5, abs=1e-6)


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    assert page.locator(".cw-answer").first.inner_text() == ""
    page.evaluate("() => model.on('change:logits', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="longer", exact=True).click()
    settle(page)
    assert page.evaluate("window.before") == {"right and sure": "longer"}, "before the picture turns to the answer"
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"right and sure": "longer"}
    assert page.locator(".cw-answer").first.inner_text().startswith("✗ You said longer. All but gone")
    widget = SoftmaxCrossEntropy(logits=trait(page, "logits"))
    assert widget.p[0] == pytest.approx(0.99, abs=1e-4)
    assert page.locator(".sc-number").first.text_content() == "+0.01"

    page.get_by_role("button", name="stays the same").click()
    settle(page)
    assert trait(page, "shift") == 3 and "✓ As you said." in page.locator(".cw-answer").nth(1).inner_text()
    assert trait(page, "prediction") == {"right and sure": "longer", "a constant": "stays the same"}


def test_stored_prediction_leaves_the_picture_alone(opened):
    page = opened(prediction={"right and sure": "all but gone"}, logits=[0, 1])
    assert trait(page, "logits") == [0, 1]
    assert "✓ As you said." in page.locator(".cw-answer").first.inner_text()


def test_copy_and_reset(opened):
    page = opened(logits=[0, 1, 2, 3], target=3)
    page.get_by_role("radio", name="1", exact=True).click()
    page.locator("summary").click()
    page.get_by_role("button", name="copy as Python").click()
    settle(page)
    text = page.locator(".cw-more output.cw-label").inner_text()
    if text != "copied":
        again = eval(text, {"SoftmaxCrossEntropy": SoftmaxCrossEntropy})
        assert (again.logits, again.target) == ([0, 1, 2, 3], 1)
    page.get_by_role("button", name="reset", exact=True).click()
    assert trait(page, "target") == 3


def test_keys_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    bar(page, 1).focus()
    for key in ("ArrowLeft", "ArrowDown", "a", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360), ("dark", 360)])
@pytest.mark.parametrize("kwargs", [{}, {"logits": [-1000, 0, 1000], "shift": -742}], ids=["default", "far"])
def test_fits_its_page_in_both_themes(opened, theme, width, kwargs):
    page = opened(theme=theme, page_width=width, **kwargs)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]
    settle(page)
    frame = page.locator(".course-widget").bounding_box()
    for text in page.locator("svg text:visible").all():
        box = text.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"], text.text_content()


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    bar(page, 0).first.focus()
    page.keyboard.press("ArrowUp")
    settle(page)
    formulas = page.locator(".cw-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1]
    labels = bar(page, 0).evaluate_all("(all) => all.map((g) => g.getAttribute('aria-label'))")
    assert len(labels) == 2 and labels[0] == labels[1] and labels[0].startswith("logit 0 is 1.10")
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('shift', 2)")
    settle(page)
