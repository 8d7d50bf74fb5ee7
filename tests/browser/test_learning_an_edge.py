"""LearningAnEdge in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments.learning_an_edge import PLACES, learning_an_edge
from course_lib.widgets import LearningAnEdge

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = LearningAnEdge  # what the fixtures `opened` and `calculator` open


def verdict(page):
    return page.locator(".le-verdict").inner_text()


STUDY = """(given) => {
  const read = (name, T) => { const v = model.get(name);
    return new T(v.buffer.slice(v.byteOffset, v.byteOffset + v.byteLength)); };
  const tables = { photo: read('photo', Uint8Array), grain: read('grain', Int8Array),
    order: read('order', Uint16Array) };
  const st = arithmetic.study(tables, { start: model.get('start'), ...given });
  const map = arithmetic.slide(st.x, st.kernels[30]);
  return { kernels: st.kernels, losses: st.losses, wanted: Array.from(st.wanted), map: Array.from(map) }; }"""


@pytest.mark.parametrize(
    "given",
    [
        {"target": "upright", "noise": 0.0, "examples": PLACES, "image": "photograph"},
        {"target": "level", "noise": 0.3, "examples": 50, "image": "photograph"},
        {"target": "mean", "noise": 0.1, "examples": 5, "image": "constant"},
    ],
)
def test_arithmetic_agrees_with_the_experiment(calculator, given):
    here, there = learning_an_edge(**given), calculator.evaluate(STUDY, given)
    assert np.allclose(there["kernels"], here.kernels.reshape(-1, 9), rtol=0, atol=1e-9)
    assert np.allclose(there["losses"], here.losses, rtol=1e-6, atol=1e-9)
    assert np.allclose(there["wanted"], here.wanted.ravel(), rtol=0, atol=1e-12)
    assert np.allclose(there["map"], here.map(30).ravel(), rtol=0, atol=1e-9)


def test_untouched_a_kernel_is_on_its_way(opened):
    page = opened()
    assert verdict(page).startswith("On its way.")
    colours = "(c) => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    assert min(page.locator(".le-map").evaluate_all(f"(all) => all.map({colours})")) > 50
    now = page.locator(".le-kernel").nth(1).locator(".le-cell").all_inner_texts()
    assert now == [f"{v:.2f}".replace("-", "−") for v in LearningAnEdge().weights.ravel()]
    assert page.evaluate("window.saved.length") == 0


def test_steps_by_button_key_and_drag(opened):
    page = opened()
    page.get_by_role("button", name="one step forward").click()
    assert trait(page, "step") == 41
    page.locator(".cw-handle").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert trait(page, "step") == 50
    settle(page)
    box = page.locator(".le-dot").bounding_box()
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 206, box["y"] + 6, steps=3)
    page.mouse.up()
    settle(page)
    assert trait(page, "step") > 100
    page.get_by_role("slider", name="step of the descent").press("End")
    settle(page)
    assert trait(page, "step") == 300 and verdict(page).startswith("Learned.")


def test_five_examples_are_too_few_and_undo_brings_all_back(opened):
    page = opened(step=300)
    page.get_by_role("radio", name="5", exact=True).click()
    settle(page)
    assert verdict(page).startswith("Too few examples.") and "with examples" in page.locator(".le-maps").inner_text()
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    settle(page)
    assert trait(page, "examples") == PLACES and verdict(page).startswith("Learned.")


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:image', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="nothing at all").click()
    settle(page)
    assert page.evaluate("window.before") == {"constant image": "nothing at all"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"constant image": "nothing at all"}
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said nothing at all. Only their sum.")
    assert verdict(page).startswith("All nine weights have moved by −0.12.")


def test_torch_line_does_what_the_picture_does(calculator):
    import torch

    widget = LearningAnEdge()
    arrays = widget.learned.image, widget.learned.wanted, widget.weights
    x, t, w = (torch.tensor(np.array(array))[None, None] for array in arrays)
    line = calculator.locator(".cw-code").inner_text()
    assert eval(line, {"torch": torch, "x": x, "t": t, "w": w}).item() == pytest.approx(widget.loss, rel=1e-9)


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 340)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, examples=9, noise=0.45)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and "Infinity" not in html
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
