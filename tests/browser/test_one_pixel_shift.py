"""OnePixelShift in Chromium: its arithmetic against the experiment's, its reactions, its manners."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course_lib.experiments import one_pixel_shift as trial
from course_lib.widgets import OnePixelShift

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = OnePixelShift  # what the fixtures `opened` and `calculator` open


def verdict(page):
    return page.locator(".ops-verdict").inner_text()


STUDY = """(given) => { const bytes = model.get('pixels');
  const pixels = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const st = arithmetic.study(pixels, given);
  const plain = (one) => ({ ...one, before: one.before.map((m) => [...m.v]), after: one.after.map((m) => [...m.v]) });
  return [[st.digitStage, st.featureStage, st.pooledStage].map(plain), arithmetic.along(pixels, given)]; }"""


@pytest.mark.parametrize(
    "shift, pool, size, dense, digit",
    [
        ([0, 1], "max", 2, False, 4),
        ([-3, 2], "average", 3, False, 0),
        ([4, -4], "strided", 4, False, 8),
        ([1, 1], "none", 2, False, 7),
        ([0, -3], "max", 3, True, 2),
        ([2, 1], "average", 24, False, 5),
    ],
)
def test_arithmetic_agrees_with_numpy_ops(calculator, shift, pool, size, dense, digit):
    given = {"shift": shift, "pool": pool, "size": size, "dense": dense, "digit": digit}
    stages, curve = calculator.evaluate(STUDY, given)
    shown = OnePixelShift(**given).run
    for there, here in zip(stages, (shown.digit, shown.features, shown.pooled), strict=True):
        assert np.array_equal(there["before"], here.before.reshape(len(here.before), -1)) or pool == "average"
        assert np.allclose(there["after"], here.after.reshape(len(here.after), -1), rtol=1e-14)
        assert there["lit"] == here.lit and there["changed"] == here.changed
        assert there["change"] == pytest.approx(here.change) and there["left"] == pytest.approx(here.left)
        assert there["exact"] == (here.exact is not None) and tuple(there["moved"]) == here.moved
    for there in curve:
        here = trial.one_pixel_shift((shift[0], there["d"]), pool, size, 1 if dense else None, digit)
        assert there["change"] == pytest.approx(here.pooled.change) and there["left"] == pytest.approx(here.pooled.left)
        assert there["maps"] == pytest.approx(here.features.change)


def test_untouched_the_convolution_moves_along_and_pooling_does_not(opened):
    page = opened()
    assert page.locator(".ops-number").all_inner_texts() == [
        "52 %",
        "70 %",
        "52 %",
        "79 %",
        "96 %",
        "80 %",
        "0",
        "0",
        "52 %",
    ]
    assert verdict(page).startswith("Neither the same nor moved. 52 % changed, less than the 70 % before.")
    assert page.evaluate("window.saved.length") == 0


def test_dragging_the_digit_and_keys_move_it(opened):
    page = opened()
    settle(page)
    box = page.locator(".ops-grip").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 40 + box["width"] / 24, box["y"] + 40 + 2 * box["width"] / 24, steps=5)
    page.mouse.up()
    settle(page)
    assert trait(page, "shift") == [2, 2] and verdict(page).startswith("Moved, exactly.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "shift") == [1, 1] and "1 pixel right and 1 pixel down" in page.locator(
        ".ops-grip"
    ).get_attribute("aria-label")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "shift") == [1, 4]
    page.locator("summary").click()
    page.get_by_role("button", name="reset", exact=True).click()
    assert trait(page, "shift") == [0, 1]


def test_the_point_on_the_curve_moves_the_digit(opened):
    page = opened()
    settle(page)
    dot = page.locator(".ops-dot").bounding_box()
    page.mouse.move(dot["x"] + 7, dot["y"] + 7)
    page.mouse.down()
    page.mouse.move(dot["x"] + 90, dot["y"] - 60, steps=4)
    page.mouse.up()
    settle(page)
    assert trait(page, "shift")[1] > 1 and trait(page, "shift")[0] == 0
    page.locator(".cw-handle").focus()
    before = trait(page, "shift")[1]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "shift")[1] in (before - 1, before - 2)


@pytest.mark.parametrize(
    "given, says",
    [
        ({"pool": "none"}, "Equivariant, exactly. The maps have moved 1 pixel right"),
        ({"size": 24}, "Invariant: nothing changed."),
        ({"dense": True}, "Moved, exactly. Windows at every pixel: the maps have moved 1 pixel right."),
        ({"shift": [0, 0]}, "Nothing was moved."),
        ({"pool": "strided", "size": 24}, "Nothing is seen."),
        (
            {"shift": [-4, 2]},
            "Moved, exactly. The shift is a multiple of the stride 2: the maps have moved 1 cell right and 2 cells up.",
        ),
    ],
)
def test_the_verdict(opened, given, says):
    page = opened(**given)
    assert verdict(page).startswith(says)
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_predictions_are_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:size', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="nearly, under 5 %").click()
    settle(page)
    assert page.evaluate("window.before") == {"ignores": "nearly, under 5 %"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"ignores": "nearly, under 5 %"}
    assert page.locator(".cw-answer").first.inner_text().startswith("✗ You said nearly, under 5 %. 34 % changed")
    assert trait(page, "size") == 4 and page.locator(".ops-number").nth(2).inner_text() == "34 %"
    page.get_by_role("button", name="move by a cell").click()
    settle(page)
    assert trait(page, "shift") == [0, 2] and verdict(page).startswith("Moved, exactly.")


@pytest.mark.parametrize("given", [{}, {"pool": "strided", "size": 3}, {"pool": "average", "size": 4, "dense": True}])
def test_torch_line_does_what_the_picture_does(opened, given):
    line, run = opened(**given).locator(".cw-code").inner_text(), OnePixelShift(**given).run
    names = {"F": F, "x": torch.tensor(run.digit.before)[None], "w": torch.tensor(trial.filter_bank())}
    assert np.allclose(eval(line, names)[0].numpy(), run.pooled.before)


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 340)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    corner = "(map) => [...map.getContext('2d').getImageData(0, 0, 1, 1).data]"
    ground = (
        page.locator(".ops-map").nth(6).evaluate(corner)
    )  # of the difference: where nothing changes it is the page's own
    assert (sum(ground[:3]) > 600) == (theme == "light")
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
