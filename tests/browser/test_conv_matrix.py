"""ConvMatrix in Chromium: its arithmetic against numpy_ops, its reactions, its manners."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course_lib.numpy_ops import conv_matrix
from course_lib.widgets import ConvMatrix

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = ConvMatrix  # what the fixtures `opened` and `calculator` open


@pytest.mark.parametrize(
    "n, kernel, stride, padding", [(4, 3, 1, 0), (6, 3, 1, 1), (5, 2, 2, 1), (2, 1, 3, 2), (3, 3, 2, 2), (6, 1, 1, 0)]
)
def test_arithmetic_agrees_with_numpy_ops(calculator, n, kernel, stride, padding):
    sizes = {"n": n, "kernel": kernel, "stride": stride, "padding": padding}
    there, here = calculator.evaluate("(sizes) => arithmetic.study(sizes)", sizes), ConvMatrix(**sizes)
    letters = conv_matrix(np.arange(1.0, kernel**2 + 1).reshape(1, 1, kernel, kernel), n, stride, padding)[0]
    assert np.array_equal(there["matrix"], letters) and np.array_equal(np.array(there["C"]) + 1, letters)
    for name in ("x", "y", "dy", "dx"):
        assert np.array_equal(there[name], getattr(here, name).ravel()), name
    assert np.array_equal(there["counts"], here.contributions.ravel())


def test_sizes_that_do_not_fit_are_lowered(calculator):
    fitting = "([sizes, changed]) => arithmetic.fitting(sizes, changed)"
    full = {"n": 6, "kernel": 3, "stride": 1, "padding": 1}
    assert calculator.evaluate(fitting, [full, {"padding": 2}]) == full
    lowered = calculator.evaluate(fitting, [full | {"n": 4, "padding": 0}, {"n": 2}])
    assert (lowered["kernel"], lowered["n"]) == (2, 2)
    for sizes in (full, lowered):
        ConvMatrix(**sizes)


def test_untouched_one_row_and_its_window_are_lit(opened):
    page = opened()
    assert page.locator(".cm-matrix text", has_text="y[0, 1]").count() == 1
    assert page.locator(".cm-matrix g").first.locator("text.ink").count() == 36
    assert "36 of them filled, with 9 different weights" in page.locator(".cm-verdict").inner_text()
    assert page.locator(".cw-formula").inner_text().endswith("= 176") and page.evaluate("window.saved.length") == 0


def test_dragging_and_keys_move_row_and_window(opened):
    page = opened()
    cells, window = page.locator(".cm-matrix .cm-ring"), page.locator(".cm-image .cm-ring").first
    settle(page)
    before, start = window.bounding_box(), cells.bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 2.5 * start["height"], steps=4)
    page.mouse.up()
    settle(page)
    assert trait(page, "row") == 3 and cells.bounding_box()["y"] > start["y"] + start["height"]
    assert window.bounding_box()["y"] > before["y"] + 20
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert trait(page, "row") == 1
    page.locator(".cm-image").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "row") == 2 and "output [1, 0]" in page.locator(".cm-image").get_attribute("aria-label")
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    assert trait(page, "row") == 3


def test_flipped_a_column_pastes_the_kernel(opened):
    page = opened()
    page.get_by_role("radio", name="Cᵀ, backward").click()
    settle(page)
    assert trait(page, "transposed") is True
    assert page.locator(".cm-matrix g").first.locator("text.ink").count() == 36
    formula = page.locator(".cw-formula").inner_text()
    assert "times dy[0, 1] = −1" in formula and "1·(−1) to [0, 1]" in formula and "9·(−1) to [2, 3]" in formula
    assert page.locator(".cm-count").count() == 0, "no contributions before the prediction"


def test_prediction_is_stored_before_the_answer(opened):
    page = opened(n=5, stride=2)
    page.evaluate("() => model.on('change:transposed', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="1, 3, 9").click()
    settle(page)
    assert page.evaluate("window.before") == {"contributions": "1, 3, 9"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"contributions": "1, 3, 9"}
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said 1, 3, 9. 1, 2, 4:")
    counts = [int(text[:-1]) for text in page.locator(".cm-count").all_text_contents()]
    assert counts == ConvMatrix().contributions.ravel().tolist() and trait(page, "n") == 4


@pytest.mark.parametrize("given", [{}, {"n": 5, "stride": 2, "padding": 1, "transposed": True}])
def test_torch_line_does_what_the_picture_does(opened, given):
    line, shown = opened(**given).locator(".cw-code").inner_text(), ConvMatrix(**given)
    x, w, dy = (torch.tensor(one)[None, None] for one in (shown.x, shown.weights, shown.dy))
    done = eval(line, {"F": F, "torch": torch, "x": x.requires_grad_(), "w": w, "dy": dy})
    assert np.array_equal(done.detach().numpy(), (shown.dx if shown.transposed else shown.y).ravel())


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 340)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    settle(page)
    box, right = page.locator(".cm-scroll").bounding_box(), page.locator(".cm-matrix").bounding_box()
    assert right["x"] + right["width"] <= box["x"] + box["width"] + 1, "all of C in view"
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
