"""DeleteBlocks in Chromium: its tables against the experiment's; clicks, keys, drags; its predictions, its manners."""

import numpy as np
import pytest

from course_lib.experiments import delete_blocks as trial
from course_lib.widgets import DeleteBlocks

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = DeleteBlocks  # what the fixtures `opened` and `calculator` open


def block(page, number):
    return page.locator(".db-block").nth(number - 1)


def shown(page):
    settle(page)
    return page.locator(".db-value b").inner_text()


def percent(kind="residual", deleted=(), swapped=()):
    return f"{100 * trial.recorded_accuracy(kind, deleted, trial.order_of(swapped)):.1f} %"


def test_arithmetic_agrees_with_the_experiment(calculator):
    listed = [list(kept) for kept in trial.arrangements()]
    assert calculator.evaluate("(all) => all.map(arithmetic.placeOf)", listed) == [*range(1600)]
    subsets = [",".join(map(str, some)) for some in trial.subsets()]
    assert calculator.evaluate("arithmetic.SUBSETS") == subsets
    for swapped in ([], [[1, 2]], [[1, 3], [5, 6]], [[1, 2], [1, 3], [8, 9]]):
        order = calculator.evaluate("(pairs) => arithmetic.orderOf(pairs)", swapped)
        assert tuple(order) == trial.order_of(swapped)
        assert calculator.evaluate("(order) => arithmetic.pairsOf(order)", order) == trial.pairs_of(order)
    script = """(state) => { const { accuracy, seeds } = arithmetic.study(model.get('runs'), state);
      return [accuracy, seeds]; }"""
    for kind in trial.KINDS:
        record = trial.measured(kind)
        there = calculator.evaluate("(kind) => arithmetic.means(model.get('runs'), kind)", kind)
        np.testing.assert_allclose(np.array(there, float), record.by_number, atol=1e-12)
        for deleted, swapped in (([3], []), ([2, 9], [[2, 3]]), ([], [[1, 3]]), ([1, 2, 3, 5, 6], [])):
            state = {"net": kind, "deleted": deleted, "swapped": swapped, "cloud": False}
            accuracy, seeds = calculator.evaluate(script, state)
            assert accuracy == trial.recorded_accuracy(kind, deleted, trial.order_of(swapped))
            if not swapped:
                here = record.subsets[:, trial.subsets().index(tuple(deleted))]
            else:
                here = None if deleted else record.swapped[:, trial.SWAPS.index((1, 3))]
            assert seeds is None if here is None else np.allclose(np.array(seeds) / 359, here)
    assert calculator.evaluate("arithmetic.rankAgreement([3, 1, 2, 9], [2, 0, 1, 5])") == pytest.approx(1)
    ties = calculator.evaluate("arithmetic.rankAgreement([1, 2, 2, 4], [4, 3, 2, 1])")
    assert ties == pytest.approx(np.corrcoef([0, 1.5, 1.5, 3], [3, 2, 1, 0])[0, 1])


def test_untouched_it_shows_nine_corrections_and_what_the_whole_net_knows(opened):
    page = opened()
    sizes = trial.measured("residual").sizes[0]
    assert page.locator(".db-size").all_text_contents() == [f"{size:.2f}" for size in sizes]
    heights = [float(bar.get_attribute("height")) for bar in page.locator(".db-bar").all()]
    np.testing.assert_allclose(heights, 68 * sizes, atol=0.11)
    assert shown(page) == percent() == "98.1 %" and page.locator(".db-out").count() == 0
    assert page.locator(".db-cost").count() == 0, "what a block costs waits until it has been tried"
    assert "2⁹ = 512" in page.locator(".cw-formula").inner_text() and page.locator(".db-cloud").count() == 0
    assert page.evaluate("window.saved.length") == 0
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_blocks_are_deleted_by_click_and_key_and_swapped_by_drag_and_key(opened):
    page = opened()
    block(page, 3).click()
    assert shown(page) == percent(deleted=[3]) and trait(page, "deleted") == [3]
    assert block(page, 3).get_attribute("aria-pressed") == "true" and "2⁸ = 256" in page.inner_text(".cw-formula")
    assert page.locator(".db-cost").all_text_contents() == ["−3.6"]
    block(page, 9).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == percent(deleted=[3, 9], swapped=[(8, 9)]) and trait(page, "swapped") == [[8, 9]]
    assert "9 at place 8" in block(page, 9).get_attribute("aria-label")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "swapped") == [[8, 9]], "block 7 changes the shape: nothing moves past it"
    page.get_by_role("button", name="put all back").click()
    settle(page)
    one, three = (block(page, number).bounding_box() for number in (1, 3))
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + 40)
    page.mouse.down()
    page.mouse.move(three["x"] + three["width"] / 2, three["y"] + 40, steps=4)
    assert shown(page) == percent(swapped=[(1, 3)]), "while it is held"
    page.mouse.up()
    assert trait(page, "swapped") == [[1, 3]] and shown(page) == "88.0 %" and trait(page, "deleted") == []
    page.locator("summary").click()
    page.get_by_role("button", name="undo").click()
    assert shown(page) == "98.1 %" and trait(page, "swapped") == []


def test_the_plain_twin_has_no_way_around_block_4(opened):
    page = opened(deleted=[3])
    page.get_by_role("radio", name="plain twin").click()
    assert shown(page) == percent("plain", [3]) and page.locator(".db-plus").count() == 0
    assert page.locator(".db-bypass").count() == 1 and page.locator(".db-gap").count() == 0
    block(page, 4).click()
    assert shown(page) == "no net" and page.locator(".db-gap").count() == 1
    assert "8 maps of 4 × 4 out of 4 maps of 8 × 8" in page.locator(".db-verdict").inner_text()
    page.get_by_role("button", name="all choices").click()
    settle(page)
    assert page.locator(".db-cloud").get_attribute("d").count("M") == 128 and page.locator(".db-mean").count() == 5


RIGHT = ["over 80 %", "20 to 80 %", "1 and 3", "3", "mostly"]


def test_predictions_are_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:deleted', () => { window.before ||= { ...model.get('prediction') }; })")
    page.get_by_role("button", name="under 20 %").locator("visible=true").click()
    assert shown(page) == percent(deleted=[3]) and page.evaluate("window.before") == {"without block 3": "under 20 %"}
    below, above = trial.measured().deleted[:, 2].min(), trial.measured().deleted[:, 2].max()
    answer = page.locator(".cw-answer:visible").inner_text()
    assert f"✗ You said under 20 %. 94.4 %; five seeds: {100 * below:.0f} % to {100 * above:.0f} %" in answer
    for number, said in enumerate(RIGHT[1:], 2):
        page.get_by_role("button", name="next question").click()
        assert f"{number} of 5" in page.locator(".db-turn").inner_text()
        page.locator(f'button[data-option="{said}"]:visible').click()
        settle(page)
        assert "✓ As you said." in page.locator(".cw-answer:visible").inner_text()
        if number == 2:
            assert shown(page) == percent("plain", [3]) and trait(page, "net") == "plain"
        if number == 3:
            assert shown(page) == percent(swapped=[(1, 3)])
    assert trait(page, "cloud") is True and page.locator(".db-cost").count() == 9
    assert len(trait(page, "prediction")) == 5


def test_the_torch_line_does_what_is_shown(opened):
    import torch

    x, labels = (torch.as_tensor(part) for part in trial.examples()[2:])
    for given in (
        {"deleted": [3, 4], "swapped": [[2, 3], [8, 9]]},
        {"net": "plain", "deleted": [5], "swapped": [[1, 3]]},
    ):
        page = opened(**given)
        *steps, measure = page.locator(".cw-code").inner_text().split("; ")
        names = {"nn": torch.nn, "net": trial.trained_net(given.get("net", "residual")), "x": x, "labels": labels}
        with torch.no_grad():
            exec("; ".join(steps), names)
            assert float(eval(measure, names)) == pytest.approx(DeleteBlocks(**given).accuracy, abs=0.006)


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, deleted=[3], cloud=True)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (page.locator(".db-narrow").count() == 1) == (width == 360)
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
