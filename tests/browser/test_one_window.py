"""OneWindow in Chromium: its arithmetic against numpy_ops and course_lib.shapes, its reactions, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import one_window as experiment
from course_lib.widgets import OneWindow

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = OneWindow  # what the fixtures `opened` and `calculator` open
SEED = OneWindow().seed
KEY = f"sizes, seed {SEED}"

ALL = """(cases) => { const photo = new Uint8Array(model.get('photo').buffer);
  return cases.map((g) => { const problem = arithmetic.refusal(g); if (problem) return { problem };
    const x = arithmetic.usualImage(photo, g), w = arithmetic.usualWeights(g);
    const seen = arithmetic.seenOf(g.n, g);
    return { problem, x, w, seen, y: arithmetic.convolve(x, w, g), ...arithmetic.costOf(g) }; }); }"""
NAMES = ("n", "kernel", "stride", "padding", "dilation", "channels", "filters", "groups")
CASES = [
    (7, 3, 1, 0, 1, 1, 1, 1), (8, 3, 2, 0, 1, 1, 1, 1), (7, 3, 3, 1, 1, 1, 2, 1), (10, 5, 4, 3, 2, 3, 4, 1),
    (9, 2, 3, 2, 3, 4, 4, 2), (6, 1, 4, 0, 1, 4, 4, 4), (5, 4, 1, 1, 2, 2, 2, 1), (2, 3, 1, 0, 1, 1, 1, 1),
    (4, 3, 1, 1, 3, 1, 1, 1), (7, 3, 1, 0, 1, 3, 4, 2), (7, 3, 1, 0, 1, 4, 3, 2),
]  # fmt: skip


def formula(page):
    return page.locator(".cw-formula").inner_text()


def drag(page, box, by, steps=4):
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=steps)
    page.mouse.up()
    settle(page)


def test_arithmetic_is_that_of_numpy_ops_shapes_and_torch(calculator):
    import torch

    made = [OneWindow(**dict(zip(NAMES, case, strict=True)), bias=2.0, cut=[9, 31]) for case in CASES]
    state = ("bias", "cut", *NAMES)
    found = calculator.evaluate(ALL, [{name: getattr(one, name) for name in state} for one in made])
    assert sum(bool(there["problem"]) for there in found) == 4
    for one, there in zip(made, found, strict=True):
        given = (one.channels, one.filters, one.kernel, one.stride, one.padding, one.dilation, one.groups)
        try:
            torch.nn.Conv2d(*given)(torch.zeros(1, one.channels, one.n, one.n))
        except (RuntimeError, ValueError) as error:
            assert there["problem"] == f"{type(error).__name__}: {error}"
            continue
        assert there["problem"] == ""
        assert np.array_equal([there["x"]], one.x) and np.array_equal(there["w"], one.w)
        assert np.array_equal([there["y"]], one.y) and np.shape(there["y"]) == one.output_shape
        assert (there["parameters"], there["macs"]) == (one.parameters, one.macs)
        dw = np.zeros(one.n + 2 * one.padding, bool)  # a mark on each row that some window looks at
        for i in range(one.output_shape[1]):
            dw[i * one.stride :][: one.dilation * (one.kernel - 1) + 1 : one.dilation] = True
        assert there["seen"] == dw.tolist()


def test_questions_are_the_experiments(calculator):
    ask = """(asked) => asked.map(([seed, index, streak]) => { const q = arithmetic.questionOf(seed, index, streak);
        return [q.n, q.layers.map((g) => [g.kernel, g.stride, g.padding, g.dilation]), q.sizes]; })"""
    asked = [(seed, index, index % 9) for seed in (0, 7, 9999) for index in range(60)]
    for key, there in zip(asked, calculator.evaluate(ask, asked), strict=True):
        here = experiment.question(*key)
        layers = [[g.size, g.stride, g.padding, g.dilation] for g in here.layers]
        assert there == [here.n, layers, list(here.sizes)], key


def test_untouched_it_shows_one_window(opened):
    page = opened()
    products = page.locator(".ow-product").all_text_contents()
    assert products == ["−7", "0", "+2", "−7", "0", "+2", "−7", "0", "+1"]
    assert page.locator(".ow-sum").text_content() == "−16" and page.locator(".ow-y .on text").text_content() == "−16"
    assert "⌊(N + 2P − F) / S⌋ + 1 = ⌊(7 + 2·0 − 3) / 1⌋ + 1 = ⌊4⌋ + 1 = 5" in formula(page)
    assert "(3·3·1 + 1)·1 = 10" in formula(page) and "5·5·1·(3·3·1) = 225" in formula(page)
    code = page.locator(".cw-code").inner_text()
    assert code == "torch.nn.Conv2d(1, 1, 3)(torch.rand(1, 1, 7, 7)).shape  # [1, 1, 5, 5]"
    assert page.locator(".ow-y text").all_text_contents() == [f"{v:.0f}".replace("-", "−") for v in OneWindow().y.flat]
    assert page.evaluate("window.saved.length") == 0 and page.locator(".ow-plot [tabindex='0']").count() == 6


def test_the_window_is_dragged_to_legal_places(opened):
    page = opened(n=8, stride=2, at=[0, 0])
    settle(page)
    frame = page.locator(".ow-frame").bounding_box()
    drag(page, frame, (frame["width"] * 0.5, frame["height"] * 2.5))
    assert trait(page, "at") == [2, 1], "the stride is 2 cells, and there are three places"
    settle(page)
    moved = page.locator(".ow-frame").bounding_box()
    cell = page.locator(".ow-x [role=gridcell]").first.bounding_box()["width"]
    assert moved["x"] - frame["x"] == pytest.approx(2 * cell, abs=4)
    assert "Never seen: column 7 and row 7." in formula(page) and "⌊2.5⌋ + 1 = 3" in formula(page)
    page.locator(".ow-y [role=gridcell]").nth(2).click()
    assert trait(page, "at") == [0, 2]
    page.locator(".ow-window").focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert trait(page, "at") == [0, 1]
    settle(page)
    assert "over rows 0 to 2 and columns 2 to 4" in page.locator(".ow-window").get_attribute("aria-label")
    page.locator(".ow-y [tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    settle(page)
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert trait(page, "at") == [1, 2] and focused.startswith("output row 1, column 2")


def test_numbers_are_edited_by_dragging_and_by_keys(opened):
    page = opened()
    settle(page)
    drag(page, page.locator(".ow-w [role=gridcell]").nth(1).bounding_box(), (0, -34))
    tap = trait(page, "weights")[0][0][0][1]
    assert tap in (3, 4) and page.locator(".ow-product").nth(1).text_content() == f"+{2 * tap}"
    page.keyboard.press("-")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("5")
    page.keyboard.press("+")
    assert [row[1] for row in trait(page, "weights")[0][0]] == [tap - 1, 6, 0]
    pixel = page.locator(".ow-x [role=gridcell]").nth(0)
    settle(page)
    drag(page, pixel.bounding_box(), (0, 300))
    assert trait(page, "image")[0][0][0] == 0 and page.locator(".ow-picked").inner_text().startswith("input [0, 0]")
    page.get_by_role("button", name="input [0, 0]: one more").click()
    settle(page)
    assert pixel.text_content() == "1" and pixel.get_attribute("aria-label") == "row 0, column 0: 1"
    settle(page)
    inside = page.locator(".ow-x [role=gridcell]").nth(3 * 7 + 2).bounding_box()
    page.mouse.click(inside["x"] + 12, inside["y"] + 12)
    page.keyboard.press("9")
    settle(page)
    assert trait(page, "image")[0][3][2] == 9 and page.locator(".ow-product").first.text_content() == "−9"
    widget = OneWindow(image=trait(page, "image"), weights=trait(page, "weights"))
    shown = page.locator(".ow-y text").all_text_contents()
    assert [float(v.replace("−", "-")) for v in shown] == widget.y.flatten().tolist()
    page.locator("summary").click()
    for _ in range(7):
        page.get_by_role("button", name="undo", exact=True).click()
    assert (trait(page, "image"), trait(page, "weights")) == ([], [])


def test_boxes_keep_their_size_and_padding_looks_different(opened):
    page = opened()
    settle(page)
    box = page.locator(".ow-plot").bounding_box()
    for index, key in ((0, "End"), (3, "End"), (1, "End"), (2, "End")):
        page.locator(".cw-controls input[type=range]").nth(index).focus()
        page.keyboard.press(key)
    settle(page)
    assert [trait(page, name) for name in ("n", "kernel", "stride", "padding")] == [10, 5, 4, 3]
    assert page.locator(".ow-plot").bounding_box() == box and page.locator(".ow-pad").count() == 16 * 16 - 100
    assert page.locator(".ow-y [role=gridcell]").count() == 9 and page.locator(".ow-y .on").count() == 1


def test_what_does_not_fit_is_what_torch_says(opened):
    page = opened(n=2)
    said = "".join(f"{line} " for line in page.locator(".ow-error text").all_text_contents()).strip()
    assert said.endswith("Kernel size: (3 x 3). Kernel size can't be greater than actual input size")
    assert "2 + 2·0 = 2 is less than 3" in formula(page) and "# RuntimeError" in page.locator(".cw-code").inner_text()
    page.locator(".cw-controls input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.locator(".ow-error text").count() == 0 and page.locator(".ow-y [role=gridcell]").count() == 1


def test_slabs_choose_filter_and_channel(opened):
    page = opened(channels=4, filters=4, groups=2)
    page.locator("summary").click()
    assert page.locator(".ow-slab[role=button]").count() == 12
    assert "4 filters, each 2 deep; 2 groups" in page.locator(".ow-slabs").inner_html()
    page.get_by_role("button", name="filter 3, its kernel for brightness").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert (trait(page, "filter"), trait(page, "channel")) == (2, 1)
    assert page.locator(".ow-sum").text_content() == f"{OneWindow(channels=4, filters=4, groups=2).y[0, 2, 3, 2]:.0f}"
    page.locator(".cw-more input[type=range]").nth(1).focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert "in_channels must be divisible by groups" in page.locator(".ow-slabs").inner_html()


def test_a_streak_of_predictions(opened):
    page = opened()
    page.evaluate("() => model.on('change:n', () => { window.before = { ...model.get('prediction') }; })")
    said = []
    for index in range(8):
        asked = experiment.question(SEED, index, index)
        said.append(asked.answer)
        if asked.answer == experiment.REFUSED:
            page.get_by_role("button", name="torch raises an error").click()
        else:
            page.get_by_label("your prediction of the output size").fill(str(asked.answer))
            page.keyboard.press("Enter")
        assert page.locator(".ow-quiz .cw-verdict").inner_text().startswith("✓")
        if index == 0:
            assert page.evaluate("window.before") == {KEY: [said[0]]} and trait(page, "n") == asked.n, (
                "stored, then shown"
            )
            assert json.loads(page.evaluate("window.saved[0]"))["n"] == 7
        if index < 7:
            page.keyboard.press("Enter")
    assert trait(page, "prediction") == {KEY: said} and OneWindow(prediction={KEY: said}).streak == 8
    assert "8 right in a row: you can do it" in page.locator(".ow-pips").inner_text()
    assert "; then " in page.locator(".ow-quiz .cw-answer").inner_text()


def test_a_wrong_prediction_begins_the_streak_anew(opened):
    page = opened(prediction={KEY: [6, 3]})
    page.get_by_role("button", name="next net").click()
    page.get_by_role("button", name="torch raises an error").click()
    said = page.locator(".ow-quiz .cw-answer").inner_text()
    assert said == "✗ You said that torch raises an error. ⌊(7 + 2·1 − 4) / 2⌋ + 1 = ⌊2.5⌋ + 1 = 3."
    assert "0 right in a row" in page.locator(".ow-pips").inner_text()


def test_two_views_keys_stay_and_cleaning_up_leaves_nothing(opened):
    page = opened(page_width=360, theme="dark")
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key));
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    page.locator(".ow-window").first.focus()
    page.keyboard.press("ArrowUp")
    settle(page)
    sums = page.locator(".ow-sum").all_text_contents()
    assert sums == ["−10", "−10"] and page.evaluate("window.heard") == []
    html = page.locator(".course-widget").first.inner_html()
    assert "NaN" not in html and "undefined" not in html
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
