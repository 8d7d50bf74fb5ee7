"""PlainOrResidual in Chromium: its numbers against the experiment's, letters and names, its handle, its predictions."""

import numpy as np
import pytest

from course_lib.experiments import plain_or_residual as trial
from course_lib.widgets import PlainOrResidual

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = PlainOrResidual  # what the fixtures `opened` and `calculator` open
LAST = trial.EPOCHS


def pressed(page):
    buttons = page.locator("[role=group][aria-label=layers] button")
    return [one.inner_text() for one in buttons.all() if one.get_attribute("aria-pressed") == "true"]


def test_arithmetic_agrees_with_the_experiment(calculator):
    for (kind, depth), run in trial.record().items():
        name = trial.name_of(kind, depth)
        for show in ("train", "test"):
            there = calculator.evaluate("(a) => arithmetic.errors(model.get('runs'), ...a)", [name, show])
            here = 100 * getattr(run, show)
            for part, over in (("mid", np.median), ("low", np.min), ("high", np.max)):
                np.testing.assert_allclose(there[part], over(here, axis=0), atol=1e-9)
    for epoch in (0, 7, LAST):
        there = calculator.evaluate("(e) => arithmetic.gradient(model.get('runs'), 'plain 56', e)", epoch)
        np.testing.assert_allclose(there, trial.run("plain", 56).gradient[epoch])
    first, last = trial.run("plain", 56).gradient[0][[0, -2]]
    ratio = calculator.evaluate("arithmetic.ratio(model.get('runs'), 'plain 56', 0)")
    assert ratio == pytest.approx(first / last)
    for depths in ([8, 56], [20, 32, 56], [8, 20, 32, 56]):
        named = calculator.evaluate("(d) => arithmetic.nets(d).map((net) => [net.letter, net.name])", depths)
        assert dict(named) == PlainOrResidual(depths=depths).letters


def test_labels_are_moved_apart(calculator):
    for at in ([5, 5, 5], [100, 20, 99, 98], [1, 50, 2]):
        placed = calculator.evaluate("(at) => arithmetic.apart(at, 10, 0, 100)", at)
        gaps = np.diff(sorted(placed))
        assert (gaps >= 10).all() and min(placed) >= 0 and max(placed) <= 100
        order = np.argsort(at, kind="stable")
        assert (np.diff(np.array(placed)[order]) > 0).all()


def test_untouched_it_shows_four_curves_without_telling_which_is_which(opened):
    page = opened()
    assert page.locator(".pr-wide .pr-run").count() == 4
    text = page.locator(".cw-picture").text_content()
    assert "plain" not in text and "residual" not in text
    assert page.locator(".pr-wide .pr-name").all_text_contents() == list("ABCD")
    for panel in page.locator(".pr-side svg").all():
        assert not {"8", "56"} & set(panel.locator("text").all_text_contents())
    ends = {
        line: np.median(trial.run(*kind.split()[:1], int(kind.split()[1])).train[:, -1])
        for line, kind in WIDGET().letters.items()
    }
    shown = page.locator(".pr-row").first.locator("b").all_inner_texts()
    assert [float(one) for one in shown] == pytest.approx([100 * end for end in ends.values()], abs=0.5)
    assert all(one.is_disabled() for one in page.locator("[role=group][aria-label=layers] button").all())
    assert page.evaluate("window.saved.length") == 0
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and page.locator(".pr-hidden").count() > 8


def test_the_epoch_by_mouse_keys_and_steps(opened):
    page = opened(named=True)
    knob = page.locator(".pr-knob").bounding_box()
    page.mouse.move(knob["x"] + 8, knob["y"] + 6)
    page.mouse.down()
    page.mouse.move(knob["x"] - 2000, knob["y"] + 6, steps=3)
    page.mouse.up()
    settle(page)
    assert trait(page, "epoch") == 0 and "fresh nets" in page.locator(".pr-side").inner_text()
    fresh = trial.run("plain", 56).gradient[0]
    bold = page.locator(".pr-row").last.locator("b").all_inner_texts()
    assert float(bold[0]) == pytest.approx(fresh[0] / fresh[-2], rel=0.05)
    handle = page.locator(".pr-wide .cw-handle")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert trait(page, "epoch") == 6 and handle.get_attribute("aria-label") == f"epoch 6 of {LAST}"
    page.get_by_role("button", name="one epoch forward").click()
    settle(page)
    assert trait(page, "epoch") == 7
    page.locator("summary").click()
    page.get_by_role("button", name="undo").click()
    page.get_by_role("button", name="undo").click()
    page.get_by_role("button", name="undo").click()
    settle(page)
    assert trait(page, "epoch") == 0, "a drag is one step of undo"


def test_layers_and_whose_error(opened):
    page = opened(named=True)
    page.get_by_role("button", name="32", exact=True).click()
    page.get_by_role("button", name="8", exact=True).click()
    page.get_by_role("radio", name="held out").click()
    settle(page)
    assert trait(page, "depths") == [32, 56] and pressed(page) == ["32", "56"] and trait(page, "show") == "test"
    names = page.locator(".pr-wide .pr-name").all_text_contents()
    assert sorted(names) == ["plain 32", "plain 56", "residual 32", "residual 56"]
    worst = 100 * np.median(trial.run("plain", 56).test[:, -1])
    assert f"plain 56 {worst:.0f}" in page.locator(".pr-row").first.inner_text()
    page.get_by_role("button", name="32", exact=True).click()
    page.get_by_role("button", name="56", exact=True).click()
    settle(page)
    assert trait(page, "depths") == [56], "one depth always stays"


def test_predictions_are_stored_before_the_names_appear(opened):
    page = opened()
    page.evaluate("() => model.on('change:named', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="B", exact=True).click()
    settle(page)
    assert page.evaluate("window.before") == {"which is plain 56": "B"} and trait(page, "named") is True
    answer = page.locator(".cw-answer").first.inner_text()
    worst = 100 * trial.run("plain", 56).train[:, -1]
    assert answer.startswith(
        f"✗ You said B. C ends with {np.median(worst):.0f} % ({worst.min():.0f} to {worst.max():.0f})"
    )
    assert "plain 56" in page.locator(".pr-wide").inner_text()
    for number in (1, 2):
        page.get_by_role("button", name=f"question {number} of 3, next").click()
    page.get_by_role("button", name="explodes").click()
    settle(page)
    assert (
        trait(page, "epoch") == 0
        and "✓ As you said. The first convolution" in page.locator(".cw-answer").last.inner_text()
    )


def test_the_torch_line_is_the_block_of_the_net(calculator):
    import torch

    line, x = calculator.locator(".cw-code").inner_text(), torch.rand(2, 8, 8, 8)
    one, plain = line.removeprefix("y = ").split("  # plain: ")
    for kind, code in (("residual", one), ("plain", plain)):
        layers = trial.make_net(kind, 8).eval().layers.conv2_1
        block = dict(layers.named_modules())["sum.body" if kind == "residual" else "body"]
        assert torch.equal(eval(code, {"torch": torch, "block": block, "x": x}), layers(x))


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, named=True, depths=[8, 20, 32, 56])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
