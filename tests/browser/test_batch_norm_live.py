"""BatchNormLive in Chromium: its arithmetic against numpy_ops and the experiment, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import batch_norm_live as trial
from course_lib.numpy_ops import batch_norm
from course_lib.widgets import BatchNormLive

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = BatchNormLive  # what the fixtures `opened` and `calculator` open


def answers(page):
    return page.locator(".bn-answers").inner_text()


# ---- arithmetic ----


def test_one_channel_is_numpy_ops(calculator):
    rng = np.random.default_rng(0)
    call = "([x, g, b, r, t]) => arithmetic.batchNorm(x, g, b, r, t)"
    for n in (2, 3, 256):
        x, running = rng.normal(3, 2, size=(n, 1)), [np.array([rng.normal()]), np.array([rng.uniform(0.5, 2)])]
        for training in (True, False):
            y, mean, var, _ = batch_norm(x, np.array([1.7]), np.array([-0.4]), *running, training)
            given = {"mean": running[0].item(), "var": running[1].item()}
            there = calculator.evaluate(call, [x[:, 0].tolist(), 1.7, -0.4, given, training])
            assert np.allclose(there["y"], y[:, 0], rtol=1e-12, atol=1e-12)
            assert [there["next"]["mean"], there["next"]["var"]] == pytest.approx([mean.item(), var.item()])


STUDY = """(now) => { const v = model.get('values'), bytes = v.buffer.slice(v.byteOffset, v.byteOffset + v.byteLength);
  return arithmetic.study(Array.from(new Int16Array(bytes), (a) => a / 1000), now); }"""


@pytest.mark.parametrize(
    "now",
    [
        {"batch": 16, "mode": "train", "gamma": 1, "beta": 0, "shift": 0, "step": 10, "example": 3},
        {"batch": 256, "mode": "eval", "gamma": 2.5, "beta": -1, "shift": -3, "step": 44, "example": 255},
        {"batch": 2, "mode": "train", "gamma": 0, "beta": 3, "shift": 4, "step": 60, "example": 1},
    ],
)
def test_a_run_is_the_experiments(calculator, now):
    there = calculator.evaluate(STUDY, now)
    for made, companion in zip(there["both"], (False, True), strict=True):
        here = trial.batch_norm_live(**now, companion=companion)
        assert made["rows"] == here.rows.tolist()
        assert np.allclose(made["x"], here.x) and np.allclose(made["y"], here.y, rtol=1e-9, atol=1e-9)
        assert [made["used"]["mean"], made["used"]["var"]] == pytest.approx(here.used)
    assert np.allclose([r["mean"] for r in there["running"]], here.running_mean)
    assert np.allclose([r["var"] for r in there["running"]], here.running_var)


# ---- what a viewer does ----


def test_untouched_it_shows_the_phenomenon(opened):
    page = opened()
    texts = page.locator(".bn-batch text").all_text_contents()
    assert texts.count("after: 0.00 ± 1.00") == 2 and "before: 3.86 ± 2.50" in texts
    assert "a = 3.56 becomes −0.12 in A and +0.93 in B: it depends on its neighbours." in answers(page)
    formula = page.locator(".cw-formula").inner_text()
    assert "(3.56 − 3.86) / √(6.26 + ε)" in formula and "0.9 · 2.14 + 0.1 · 3.86 = 2.31" in formula
    assert "0.1 · 6.26 · 16/15" in formula
    assert page.evaluate("window.saved.length") == 0


def test_evaluation_does_not_ask_the_batch(opened):
    page = opened()
    page.get_by_role("radio", name="eval").click()
    settle(page)
    assert "the same, whoever sits beside it" in answers(page) and "bn.eval()" in page.locator(".cw-code").inner_text()
    shown = BatchNormLive(mode="eval").answers
    assert shown[0] == shown[1] and f"{shown[0]:+.2f}".replace("-", "−") in answers(page)
    assert "stay 2.14 and 3.52" in page.locator(".cw-formula").inner_text()


def test_dragging_the_line_and_keys(opened):
    page = opened()
    grip = page.locator(".bn-time .cw-handle")
    settle(page)
    box = page.locator(".bn-time .cw-ring").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 150, y + 20, steps=3)
    page.mouse.up()
    settle(page)
    assert trait(page, "step") == 20 and grip.get_attribute("aria-label") == "step 20"
    grip.focus()
    for key, step in (("ArrowLeft", 19), ("Shift+ArrowRight", 29), ("ArrowRight", 30)):
        page.keyboard.press(key)
        assert trait(page, "step") == step
    page.locator("summary").click()
    for _ in range(4):
        page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "step") == 10, "a drag is one step back"


def test_another_digit_by_click_and_by_key(opened):
    page = opened(batch=8)
    dot = page.locator(".bn-followed[role=button]")
    dot.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "example") == 1 and dot.get_attribute("aria-label").startswith("digit 2 of 8:")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "example") == 7
    corner = page.locator(".bn-before").first.evaluate(
        "(p) => p.getAttribute('d').match(/M([\\d.]+),([\\d.]+)/).slice(1)"
    )
    settle(page)
    box = page.locator(".bn-batch").first.bounding_box()
    page.mouse.click(box["x"] + float(corner[0]) + 3, box["y"] + float(corner[1]) + 3)
    settle(page)
    assert trait(page, "example") == 0, "the first square is the first digit's"
    expected = BatchNormLive(batch=8, example=0).answers[0]
    assert f"{expected:+.2f}".replace("-", "−") in answers(page)


def test_predictions_are_stored_before_the_answers(opened):
    page = opened()
    page.evaluate("() => model.on('change:mode', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="+4", exact=True).click()
    settle(page)
    assert page.evaluate("window.before") == {"eval after the shift": "+4"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"eval after the shift": "+4"}
    assert page.locator(".cw-answer").first.inner_text().startswith("✗ You said +4. About +2.")
    assert "after: 2.11 ± 1.21" in page.locator(".bn-batch text").all_text_contents()
    page.evaluate("() => model.set('batch', 2)")
    settle(page)
    page.get_by_role("button", name="−1 and +1").click()
    settle(page)
    assert trait(page, "mode") == "train" and "✓ As you said." in page.locator(".cw-answer:visible").inner_text()
    assert {abs(v) for v in BatchNormLive(batch=2).run.y.round(4)} == {1}


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, gamma=0.0, beta=3.0, shift=-4.0, step=60, batch=256, mode="eval")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    settle(page)
    edge = page.locator(".course-widget").bounding_box()
    for text in page.locator("svg text:visible").all():
        box = text.bounding_box()
        assert edge["x"] <= box["x"] and box["x"] + box["width"] <= edge["x"] + edge["width"], text.text_content()
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and "Infinity" not in html
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
