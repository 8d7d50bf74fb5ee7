"""BackwardConvolution in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course_lib.experiments.backward_convolution import backward_convolution
from course_lib.widgets import BackwardConvolution

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = BackwardConvolution  # what the fixtures `opened` and `calculator` open


def sums(page):
    return [int(text.replace("−", "-")) for text in page.locator(".bc-table td").all_inner_texts()]


@pytest.mark.parametrize(
    "stride, padding, cell", [(1, 0, (1, 1)), (1, 1, (4, 3)), (2, 0, (0, 1)), (2, 1, (0, 0)), (1, 1, (0, 0))]
)
def test_arithmetic_agrees_with_numpy_ops(calculator, stride, padding, cell):
    there = calculator.evaluate("(given) => arithmetic.study(...given)", [stride, padding, cell])
    here = backward_convolution(stride, padding, cell)
    names = {"y": "y", "dy": "dy", "sent": "sent", "dx": "dx", "dw": "dw", "dxAdded": "dx_added", "dwAdded": "dw_added"}
    for name, ours in {**names, "touched": "touched_by", "identity": "identity"}.items():
        assert np.array_equal(there[name], getattr(here, ours)), name


def test_untouched_one_cell_is_lit_and_the_sums_are_equal(opened):
    page = opened()
    assert sums(page) == [150] * 3 == [int(v) for v in backward_convolution(cell=(1, 1)).identity]
    assert page.locator(".bc-corner").count() == 18, "nine cells of dx and nine of dw receive something"
    assert "dx[1…3, 1…3] += 2·w" in page.locator(".cw-formula").inner_text()
    assert page.evaluate("window.saved.length") == 0


def test_cells_by_click_keys_steps_and_by_dragging_the_window(opened):
    page = opened()
    grid = page.locator(".bc-grid[aria-label^=dy]")
    settle(page)
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 2.5 * 46, box["y"] + 0.5 * 46)
    assert trait(page, "cell") == [0, 2]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert trait(page, "cell") == [2, 2]
    settle(page)
    assert page.locator(".bc-sums").inner_text().endswith("dx and dw are complete.")
    page.get_by_role("button", name="one cell back").click()
    settle(page)
    assert trait(page, "cell") == [2, 1] and page.locator(".cw-stepper output").inner_text() == "cell 8 of 9"
    settle(page)
    image = page.locator(".bc-grid[aria-label^=x]").bounding_box()
    page.mouse.move(image["x"] + 2.5 * 47, image["y"] + 3.5 * 47)
    page.mouse.down()
    page.mouse.move(image["x"] + 1.4 * 47, image["y"] + 1.4 * 47, steps=4)
    page.mouse.up()
    settle(page)
    assert trait(page, "cell") == [0, 0] and len(set(sums(page))) == 1
    page.locator("summary").click()
    page.get_by_role("button", name="reset", exact=True).click()
    assert trait(page, "cell") == [1, 1]


def test_padding_drops_what_falls_into_it(opened):
    page = opened(padding=1, cell=[0, 0])
    assert "dx[−1…1, −1…1] += 2·w, as dx[0, 0] += 2·3" in page.locator(".cw-formula").inner_text()
    assert len(set(sums(page))) == 1 and page.locator(".bc-pad").count() == 48


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    assert page.locator(".bc-count").count() == 0
    page.evaluate("() => model.on('change:stride', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="9 and 4").click()
    settle(page)
    assert page.evaluate("window.before") == {"touched": "9 and 4"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"touched": "9 and 4"}
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said 9 and 4. 4 and 1.")
    counts = [int(text[:-1]) for text in page.locator(".bc-count").all_text_contents()]
    assert counts == backward_convolution(2).touched_by.ravel().tolist() and trait(page, "stride") == 2


def test_torch_line_does_what_the_picture_does(opened):
    run = BackwardConvolution(stride=2, padding=1, cell=[2, 2]).run
    line = opened(stride=2, padding=1, cell=[2, 2]).locator(".cw-code").inner_text()
    x, w, dy = (torch.tensor(one)[None, None] for one in (run.x, run.w, run.dy))
    names = {"F": F, "torch": torch, "x": x.requires_grad_(), "w": w.requires_grad_(), "dy": dy}
    exec(line, names)
    assert np.array_equal(names["dx"][0, 0].numpy(), run.dx) and np.array_equal(names["dw"][0, 0].numpy(), run.dw)


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 340)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, padding=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
