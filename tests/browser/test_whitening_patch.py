"""WhiteningPatch in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import whitening_patch as trial
from course_lib.widgets import WhiteningPatch
from course_lib.widgets.whitening_patch import FIXED

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = WhiteningPatch  # what the fixtures `opened` and `calculator` open


def verdict(page):
    return page.locator(".wp-verdict").inner_text()


STUDY = """([at, a, b, clip]) => { const bytes = model.get('photo');
  const photo = Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const st = arithmetic.study(photo, at, a, b, clip);
  return { raw: st.lights.map((l) => l.raw), white: st.lights.map((l) => l.white), mean: st.lights.map((l) => l.mean),
           outside: st.lights.map((l) => l.outside), difference: st.difference }; }"""


@pytest.mark.parametrize(
    "at, a, b, clip",
    [([36, 78], 0.8, 110, False), ([0, 192], -1.3, 300, True), ([112, 0], 2, -100, True), ([60, 9], 0, 40, False)],
)
def test_arithmetic_agrees_with_the_experiment(calculator, at, a, b, clip):
    here = trial.whitening_patch((*FIXED, (a, b)), at, clip)
    there = calculator.evaluate(STUDY, [at, a, b, clip])
    assert np.allclose(there["raw"], here.raw.reshape(3, -1), rtol=0, atol=1e-12)
    assert np.allclose(there["white"], here.white.reshape(3, -1), rtol=1e-9, atol=1e-9)
    assert np.allclose(there["mean"], here.mean) and np.allclose(there["outside"], here.clipped)
    difference = WhiteningPatch(at=at, a=float(a), b=float(b), clip=clip).difference
    assert there["difference"] == pytest.approx(difference, abs=1e-9)


def test_untouched_the_three_are_the_same(opened):
    page = opened()
    assert verdict(page).startswith("All three are the same.")
    stats = page.locator(".wp-stats").all_inner_texts()
    assert stats[1::2] == ["0.0 ± 1.0"] * 3 and len(set(stats[::2])) == 3
    pixels = "(all) => all.map((c) => Array.from(c.getContext('2d').getImageData(0, 0, 48, 48).data).join())"
    images = page.locator(".wp-patch").evaluate_all(pixels)
    assert images[1] == images[3] == images[5] and len({*images}) == 4, "three lights, one picture"
    assert page.evaluate("window.saved.length") == 0


def test_clipping_is_the_trap(opened):
    page = opened()
    page.get_by_role("button", name="clip to 0 … 255").click()
    settle(page)
    assert verdict(page).startswith("No longer the same.") and trait(page, "clip") is True
    assert "22 % cut off" in page.locator(".wp-yours .wp-head").inner_text()


def test_dragging_and_keys_move_the_patch(opened):
    page = opened()
    frame = page.locator(".wp-frame")
    settle(page)
    before, box = page.locator(".wp-stats").first.inner_text(), frame.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 45, steps=3)
    page.mouse.up()
    settle(page)
    row, column = trait(page, "at")
    settle(page)
    moved = page.locator(".wp-frame").bounding_box()
    assert moved["x"] - box["x"] == pytest.approx(55, abs=2) and moved["y"] - box["y"] == pytest.approx(40, abs=2)
    assert page.locator(".wp-stats").first.inner_text() != before
    page.locator(".cw-handle").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    assert trait(page, "at") == [row + 2, column - 20]
    for _ in range(12):
        page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert trait(page, "at")[1] == 192
    assert "column 192" in page.locator(".cw-handle").get_attribute("aria-label")


@pytest.mark.parametrize(
    "given, says",
    [
        ({"a": -0.5, "b": 200.0}, "Yours is the negative of the others."),
        ({"a": 0.0}, "Nothing left to divide by."),
        ({"a": 0.8, "b": 0.0, "clip": True}, "All three are the same."),
        ({"a": -2.0, "b": 300.0, "clip": True}, "No longer the same."),
    ],
)
def test_the_verdict(opened, given, says):
    page = opened(**given)
    assert verdict(page).startswith(says)
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and "Infinity" not in html


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:a', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="all grey").click()
    settle(page)
    assert page.evaluate("window.before") == {"negative a": "all grey"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"negative a": "all grey"}
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said all grey. Their negative.")
    assert (trait(page, "a"), trait(page, "b")) == (-0.8, 230) and verdict(page).startswith("Yours is the negative")
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "a") == 0.8


def test_torch_line_does_what_the_picture_does(calculator):
    import torch

    line = calculator.locator(".cw-code").inner_text()
    patch = torch.tensor(WhiteningPatch().lights.raw[2])
    assert np.allclose(eval(line, {"patch": patch}).numpy(), WhiteningPatch().lights.white[2])


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, a=-1.85, b=-100.0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    settle(page)
    edge = page.locator(".course-widget").bounding_box()
    for text in page.locator(".wp-head, .wp-stats, .wp-tick").all():
        box = text.bounding_box()
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
