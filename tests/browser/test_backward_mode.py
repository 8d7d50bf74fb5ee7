"""BackwardMode in Chromium: its arithmetic against the experiment's, its reactions to mouse and keys, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import backward_mode as net
from course_lib.widgets import BackwardMode

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = BackwardMode  # what the fixtures `opened` and `calculator` open


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def unit(page, layer, number):
    return page.locator(f".bm-unit[aria-label^='layer {layer}, unit {number}:']")


# ---- arithmetic ----

PASS = """([depth, width, activation, draw, changed, x]) => {
  const A = arithmetic, net = A.network(depth, width, activation, draw, changed);
  const run = A.backwardPass(net, x, activation);
  return { ...run, dw: net.map((_, l) => A.weightGradient(run, l + 1)), factor: A.factors(run),
    on: run.slope.slice(1, -1).map(A.shareOfOn), w: net.map((l) => l.w),
    share: A.shareOn(net, depth, width - 1, activation),
    step: A.largeStep(net, run, depth, 0, 3) }; }"""


@pytest.mark.parametrize("activation", list(net.ACTIVATIONS))
@pytest.mark.parametrize("depth, width, draw", [(6, 8, 64), (1, 2, 0), (8, 10, 999), (3, 5, 2)])
def test_forward_and_back_agree_with_numpy(calculator, activation, depth, width, draw):
    rng = np.random.default_rng(draw)
    x = rng.uniform(-2, 2, 4).round(2).tolist()
    changed = [[1, 1, *rng.normal(size=5).tolist()], [9, 0, 1.0, 1.0], [1, 0, 1.0, 1.0]]
    widget = BackwardMode(depth=depth, width=width, activation=activation, draw=draw, x=x, changed=changed[:1])
    there = calculator.evaluate(PASS, [depth, width, activation, draw, changed, x])
    weights, biases = widget.network
    run = widget.run
    for layer in range(depth + 2):
        for name in ("a", "h", "slope", "g", "arriving"):
            np.testing.assert_allclose(there[name][layer], getattr(run, name)[layer], rtol=1e-10, atol=1e-12)
    for layer in range(depth + 1):
        np.testing.assert_allclose(there["w"][layer], weights[layer], rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(there["dw"][layer], run.dw[layer], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(there["factor"], run.factor, rtol=1e-10)
    assert there["on"] == run.on and there["loss"] == pytest.approx(run.loss, rel=1e-10)
    assert there["share"] == net.share_on(weights, biases, depth, width - 1, activation)
    after = net.large_step(weights, biases, x, depth, 0, 3, activation=activation)
    np.testing.assert_allclose(there["step"], [*after[0][depth - 1][0], after[1][depth - 1][0]], atol=1e-10)


def test_random_numbers_are_the_same(calculator):
    there = calculator.evaluate("arithmetic.normalNumbers(64, 500)")
    np.testing.assert_allclose(there, net.normal_numbers(64, 500), rtol=1e-12, atol=1e-14)
    assert np.array_equal(calculator.evaluate("arithmetic.sampleInputs()"), net.sample_inputs())


# ---- reactions ----


def test_default_picture(opened):
    page = opened()
    run = BackwardMode().run
    assert page.locator(".bm-off").count() == sum(int((s == 0).sum()) for s in run.slope[1:-1])
    words = page.locator(".bm-net").inner_html()
    for factor in run.factor:
        assert f"×{factor:.2f}" in words
    assert "6 of 8" in words and page.locator(".bm-cut").count() > 0
    formula = page.locator(".bm-formula").inner_text()
    assert f"= +{run.g[3][4]:.2f}" in formula and f"= +{run.dw[2][4, 2]:.3f}" in formula
    share = f"{100 * BackwardMode().share_on:.0f} %"
    assert f"On for {share} of 200 random inputs" in formula
    assert page.locator(".cw-code").inner_text().endswith("net[4].weight.grad[4, 2]")


def test_a_dragged_input_flips_units(opened):
    page = opened()
    before = page.locator(".bm-off").count()
    settle(page)
    ring = page.locator(".cw-handle[aria-label^='x0 = '] .cw-ring").bounding_box()
    x, y = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 20, y)
    page.mouse.move(x - 45, y)
    page.mouse.up()
    settle(page)
    x = trait(page, "x")
    assert x[0] < 0 and x[1:] == [-0.8, 0.6, 1.6]
    run = BackwardMode(x=x).run
    assert page.locator(".bm-off").count() == sum(int((s == 0).sum()) for s in run.slope[1:-1]) != before


def test_keys_move_inputs_and_walk_over_units(opened):
    page = opened()
    page.locator(".cw-handle[aria-label^='x3 = ']").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "x")[3] == pytest.approx(1.4)
    unit(page, 3, 4).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    settle(page)
    assert trait(page, "picked") == [4, 6, 2]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("layer 4, unit 6: off")
    assert "off" in page.locator(".bm-formula").inner_text()
    unit(page, 2, 3).click()
    settle(page)
    assert trait(page, "picked")[:2] == [2, 3]


def test_a_large_step_leaves_the_unit_dead(opened):
    page = opened()
    button(page, "one large step (η = 10)").click()
    settle(page)
    assert "dead" in page.locator(".bm-formula").inner_text()
    rows = trait(page, "changed")
    assert len(rows) == 1 and rows[0][:2] == [3, 4] and len(rows[0]) == 11
    assert BackwardMode(changed=rows).share_on == 0
    assert button(page, "one large step (η = 10)").is_disabled()
    page.locator("summary").click()
    button(page, "undo").click()
    settle(page)
    assert trait(page, "changed") == [] and "On for 72 %" in page.locator(".bm-formula").inner_text()


def test_one_weight_and_the_activation(opened):
    page = opened()
    page.get_by_label("which weight").select_option("3")
    settle(page)
    assert trait(page, "picked") == [3, 4, 3]
    page.locator(".cw-slider:has(select) input").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    row = trait(page, "changed")[0]
    assert row[2 + 3] == pytest.approx(BackwardMode().network[0][2][4, 3] + 0.05, abs=0.03)
    page.get_by_role("radio", name="sigmoid").click()
    settle(page)
    assert trait(page, "changed") == [] and page.locator(".bm-off").count() == 0
    assert "mean slope φ′" in page.locator(".bm-net").inner_html()


def cell(page, row, column):
    """Click a cell of the matrix; -1 is its head."""
    settle(page)
    box = page.locator(".bm-matrix").bounding_box()
    size = box["width"] / (8 + 1.6)
    page.mouse.click(box["x"] + (column + 1.9) * size, box["y"] + (row + 1.7) * size)
    settle(page)


def test_prediction_is_stored_before_the_gradient_shows(opened):
    page = opened()
    matrix = page.locator(".bm-matrix")
    run = BackwardMode().run
    assert matrix.locator("rect[style]:not([style=''])").count() == 0, "nothing is given away"
    for row in np.flatnonzero(run.g[3] == 0):
        cell(page, row, -1)
    assert page.locator(".bm-marked").count() == 3 * 8
    for column in np.flatnonzero(run.h[2] == 0):
        cell(page, -1, column)
    zeros = np.argwhere(run.dw[2] == 0).tolist()
    assert page.locator(".bm-marked").count() == len(zeros)
    cell(page, 0, 2)  # one too many
    page.evaluate(
        """model.on('change:prediction',
            () => { window.answer ??= document.querySelector('.cw-answer').textContent; })"""
    )
    button(page, "show the gradient").click()
    settle(page)
    assert page.evaluate("window.answer") == "", "stored first"
    stored = trait(page, "prediction")
    assert list(stored) == ["layer 3 of 6 x 8 relu, draw 64 at x = 1.2, -0.8, 0.6, 1.6"]
    assert sorted(next(iter(stored.values()))) == sorted([*zeros, [0, 2]])
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == stored
    answer = page.locator(".cw-answer").inner_text()
    assert answer.startswith(f"✗ You marked {len(zeros)} of {len(zeros)}, and 1 that are not 0.")
    assert page.locator(".bm-miss").count() == 1
    cell(page, 1, 1)
    assert page.locator(".bm-marked").count() == len(zeros) + 1, "what was said stays said"


def test_the_matrix_by_keys(opened):
    page = opened()
    page.locator(".bm-matrix").focus()
    for key in ("ArrowRight", "ArrowDown", " ", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    settle(page)
    assert page.locator(".bm-marked").count() == 8, "a cell, and then its whole column"
    page.evaluate("() => model.set('picked', [2, 0, 0])")
    settle(page)
    assert page.locator(".bm-marked").count() == 0, "another layer, another question"


def test_keys_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    for place in (".bm-matrix", ".bm-unit[tabindex='0']", ".cw-handle[aria-label^='x1']"):
        page.locator(place).focus()
        for key in ("ArrowLeft", "a", "Enter", " "):
            page.keyboard.press(key)
    assert page.evaluate("window.heard") == []


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360), ("dark", 360)])
def test_fits_its_page_in_both_themes(opened, theme, width):
    page = opened(theme=theme, page_width=width, depth=8, width=10, activation="tanh")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]
    settle(page)
    box = page.locator(".bm-net").bounding_box()
    assert (box["height"] > box["width"]) == (width == 360), "layers run down where it is narrow"


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    unit(page, 5, 7).first.click()
    settle(page)
    formulas = page.locator(".bm-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1] and formulas[0].startswith("Layer 5, unit 7")
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('depth', 3)")
    settle(page)
