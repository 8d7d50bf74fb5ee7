"""WhatABlockDoes in Chromium: its arithmetic against the experiment's, its handles, its predictions, its manners."""

import numpy as np
import pytest

from course_lib.experiments import what_a_block_does as trial
from course_lib.widgets import WhatABlockDoes

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = WhatABlockDoes  # what the fixtures `opened` and `calculator` open


def words(page):
    return page.locator(".wb-words b").all_inner_texts()


@pytest.mark.parametrize(
    "case", [(0.5, "identity", 0, 38), (1.0, "fold", 200, 0), (0.3, "rotation", 77, 99), (1.5, "half turn", 20, 5)]
)
def test_arithmetic_is_the_experiments(calculator, case):
    here, there = trial.what_a_block_does(*case), calculator.evaluate("(c) => arithmetic.both(...c)", list(case))
    for name in ("plain", "residual"):
        fit = getattr(here, name)
        assert np.allclose(there[name]["distance"], fit.distance, rtol=1e-7, atol=1e-12)
        assert np.allclose(there[name]["points"], getattr(here, f"y_{name}").ravel(), atol=1e-7)
        flat = np.concatenate([getattr(fit.pair, part).ravel() for part in ("w1", "b1", "w2", "b2")])
        assert np.allclose(there[name]["pair"], flat, atol=1e-7)


def test_recorded_draws_are_those_of_python(calculator):
    for scale, target in ((0.0, "fold"), (0.25, "identity"), (1.5, "half turn")):
        there = calculator.evaluate("([s, t]) => arithmetic.drawsOf(model.get('runs'), t, s)", [scale, target])
        here = trial.draws(scale, target)
        for name in ("plain", "residual", "nearer", "farther"):
            assert np.allclose(there[name], getattr(here, name))
    found = [calculator.evaluate("(k) => arithmetic.lastMark(k)", step) for step in (0, 4, 5, 199, 200)]
    assert found == [0, 0, 1, 5, 6]


def test_untouched_a_scrap_beside_a_sheet(opened):
    page = opened()
    both = WhatABlockDoes().both
    assert words(page) == [f"{both.plain.distance[0]:.2f}", f"{both.residual.distance[0]:.2f}", "100"]
    f = trial.branch([[0.75, 0.5]], trial.fresh(0.5, trial.TYPICAL))[0]
    formula = page.locator(".cw-formula").inner_text().replace("−", "-")
    assert f"y = F(x) = ({f[0]:.2f}, {f[1]:.2f})" in formula
    assert f"(0.75, 0.50) + ({f[0]:.2f}, {f[1]:.2f}) = ({0.75 + f[0]:.2f}, {0.5 + f[1]:.2f})" in formula
    assert "s² = 0.25 times" in formula and page.evaluate("window.saved.length") == 0
    assert page.locator(".wb-band").count() == 0, "what training does waits for the steps"
    arrows = [page.locator(".wb-f").nth(i).evaluate("(e) => e.getBBox().width") for i in (0, 1)]
    assert 20 < arrows[0] == pytest.approx(arrows[1], abs=0.5), "the same F, from 0 and from x"
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_all_weights_0(opened):
    page = opened()
    slider = page.locator("input[type=range]").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "scale") == 0 and words(page) == ["0.91", "0", "100"]
    assert page.locator(".wb-spot").all_text_contents() == ["all 81 points"]
    page.get_by_role("radio", name="fold").click()
    settle(page)
    assert words(page) == ["0.91", "0.91", "0"] and "100 even" in page.locator(".wb-words").last.inner_text()


def test_the_point_and_the_steps_by_keys_and_mouse(opened):
    page = opened()
    x = page.locator(".wb-panel .cw-handle").last
    x.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")  # before the next frame
    page.keyboard.press("Shift+ArrowDown")
    assert trait(page, "point") == [0.65, 0]
    settle(page)
    assert "point x (0.65, 0.00), the residual pair takes it to" in x.get_attribute("aria-label")
    box = page.locator("svg.wb-plain").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    settle(page)
    assert np.allclose(trait(page, "point"), [-0.8, 0.8])
    steps = page.locator(".wb-way .cw-handle")
    steps.focus()
    for key, at in (("ArrowRight", 5), ("Shift+ArrowRight", 55), ("ArrowLeft", 50), ("ArrowLeft", 45)):
        page.keyboard.press(key)
        assert trait(page, "steps") == at
    settle(page)
    ring = page.locator(".wb-way .cw-ring").bounding_box()
    page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    page.mouse.down()
    page.mouse.move(ring["x"] + 150, ring["y"], steps=3)
    page.mouse.move(ring["x"] + 600, ring["y"], steps=2)
    page.mouse.up()
    settle(page)
    assert trait(page, "steps") == 200 and page.locator(".wb-band").count() == 2
    both = WhatABlockDoes(steps=200).both
    assert words(page)[:2] == [f"{fit.distance[-1]:.3f}" for fit in (both.plain, both.residual)]
    page.locator("summary").click()
    page.get_by_role("button", name="undo", exact=True).click()
    settle(page)
    assert trait(page, "steps") == 45, "the whole drag is one step back"


def test_predictions_are_stored_before_the_answer(opened):
    page = opened()
    page.evaluate("() => model.on('change:target', () => { window.before ??= { ...model.get('prediction') }; })")
    page.get_by_role("button", name="rotation", exact=True).click()
    settle(page)
    assert page.evaluate("window.before") == {"all zero": "rotation"}
    assert (trait(page, "scale"), trait(page, "target"), trait(page, "steps")) == (0, "fold", 0)
    answer = page.locator(".cw-answer").first.inner_text()
    assert answer.startswith("✗ You said rotation. The fold.") and "0, 0.32, 0.91, 1.83" in answer
    assert page.locator(".cw-challenge:visible").count() == 2
    for target, given, verdict in (
        ("fold", "80 or more", "✓"),
        ("small rotation", "21 to 79", "✓"),
        ("half turn", "80 or more", "✗"),
    ):
        page.get_by_role("radio", name=target).click()
        settle(page)
        page.locator(".cw-challenge:visible [data-option]", has_text=given).click()
        settle(page)
        name = target.removeprefix("small ")
        count = trial.draws(0.5, name).nearer[-1]
        answer = page.locator(".cw-answer:visible").last.inner_text()
        assert answer.startswith(verdict) and f"{count}. " in answer and trait(page, "steps") == 200
        assert words(page)[2] == str(count)


def test_the_torch_line_is_the_pair_that_is_drawn(calculator):
    import torch

    line = calculator.locator(".cw-code").inner_text()
    f = eval(line.split("F = ")[1], {"torch": torch})
    pair, shapes = trial.fresh(1, 0), [tuple(p.shape) for p in f.parameters()]
    assert shapes == [one.shape for one in (pair.w1, pair.b1, pair.w2, pair.b2)]
    with torch.no_grad():
        for to, one in zip(f.parameters(), (pair.w1, pair.b1, pair.w2, pair.b2), strict=True):
            to.copy_(torch.as_tensor(one))
        y = eval(line.split("y = ")[1].split("#")[0], {"F": f, "x": torch.tensor([[0.3, -0.8]])})
    assert np.allclose(y, trial.block([[0.3, -0.8]], pair, True), atol=1e-6)


@pytest.mark.parametrize("theme, width", [("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, scale=1.5, target="half turn", steps=200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "Infinity" not in html
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
