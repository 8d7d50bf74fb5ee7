"""StaleGradients in Chromium: its arithmetic against the experiment's, its handles, its predictions, its manners."""

import numpy as np
import pytest

from course_lib.experiments import stale_gradients as trial
from course_lib.widgets import StaleGradients

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = StaleGradients  # what the fixtures `opened` and `calculator` open


def formula(page):
    return page.locator(".cw-formula").inner_text()


def test_arithmetic_agrees_with_the_experiment(calculator):
    for tau, rate in ((0, 0.3), (0, 2.4), (1, 0.25), (1, 1.0), (2, 0.5), (3, 0.445), (8, 0.1), (8, 2.4)):
        there = calculator.evaluate("([t, r]) => [arithmetic.pathOf(t, r), arithmetic.factorOf(t, r)]", [tau, rate])
        np.testing.assert_allclose(there[0], trial.path(tau, rate, 80), rtol=1e-9, atol=1e-12)
        assert there[1] == pytest.approx(trial.factor(tau, rate), abs=1e-5)  # a double root is known to half the digits
        there = calculator.evaluate("(t) => [arithmetic.boundOf(t), arithmetic.fastestOf(t)]", tau)
        assert there == pytest.approx([trial.bound(tau), trial.fastest(tau)[0]])
    for case in ((4, 0.5, False, 80, 1), (8, 0.2, False, 300, 7), (2, 0.7, True, 80, 3), (8, 1.9, True, 40, 2)):
        here = trial.serve(*case[:4], draw=case[4])
        there = calculator.evaluate("(a) => arithmetic.serve(...a)", list(case))
        np.testing.assert_allclose(there["w"], here.w, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(there["time"], here.time)
        assert there["delay"] == here.delay.tolist() and there["worker"] == here.worker.tolist()


def test_untouched_it_winds_inwards_and_asks(opened):
    page = opened()
    assert trial.path(2, 0.5, 13)[[12, 10, 13]] == pytest.approx([0.1875, 0.5625, -0.09375])
    assert "= 0.188 − 0.50 · 0.563 = −0.094" in formula(page)
    assert f"in the long run × {trial.factor(2, 0.5):.3f}" in formula(page)
    assert "largest stable ηc = ?" in formula(page) and "0.618" not in page.locator(".course-widget").text_content()
    assert page.locator(".sg-limit").count() == 2 and page.locator(".sg-bound").count() == 0
    path = page.locator(".sg-plane path.sg-line").last.get_attribute("d")
    assert path.count("L") == 12
    assert (
        page.locator(".sg-between").count() == 2
        and "3 equally fast workers give a delay of 2" in page.locator(".sg-times").inner_text()
    )
    assert page.evaluate("window.saved.length") == 0
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_the_knob_and_the_step_by_keys_and_mouse(opened):
    page = opened(revealed=True)
    knob = page.locator(".sg-limits .cw-handle")
    knob.focus()
    for key in ("ArrowRight", "Shift+ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    settle(page)
    assert (trait(page, "tau"), trait(page, "rate")) == (3, 0.59)
    assert "it grows" in knob.get_attribute("aria-label") and "0.445" in formula(page)
    spot, first = knob.bounding_box(), page.locator(".sg-limit").first.bounding_box()
    page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    page.mouse.down()
    page.mouse.move(first["x"] + 4, first["y"] + 60, steps=3)
    page.mouse.up()
    settle(page)
    assert trait(page, "tau") == 0 and 1 < trait(page, "rate") < 2
    page.locator(".sg-loss .cw-handle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert trait(page, "step") == 23
    page.locator("summary").click()
    page.get_by_role("button", name="reset").click()
    settle(page)
    assert (trait(page, "tau"), trait(page, "rate"), trait(page, "step")) == (2, 0.5, 12)


def test_workers_have_delays_and_waiting_has_none(opened):
    page = opened(workers=4, rate=0.2)
    served = trial.serve(4, 0.2, updates=80)
    assert f"delays {served.delay.min()} to {served.delay.max()}, {served.delay.mean():.1f} on average" in formula(page)
    assert f"worker {served.worker[12] + 1} of 4, at time {served.time[13]:.1f}" in formula(page)
    fetched = served.time[12 - served.delay[12]]
    bar = page.evaluate("arithmetic.barsOf(arithmetic.study(model))[12]")
    assert bar == pytest.approx({"t": 12, "row": 0, "from": fetched, "done": served.time[13], "to": served.time[13]})
    assert page.locator(".sg-between").count() == served.delay[12] == 4
    assert page.locator(".sg-count").count() == 9 and page.locator(".sg-other").count() == 1
    page.get_by_role("button", name="5.2 times").click()
    settle(page)
    assert "✓ As you said. Without waiting 4 steps in a unit of time; synchronous one step in 1.30" in (
        page.locator(".cw-answer").inner_text()
    )
    assert trait(page, "synchronous") is True and "no gradient is old" in formula(page)
    cursor, plot = (page.locator(f".sg-loss {s}").first.bounding_box() for s in (".sg-cursor", "svg.cw-plot"))
    assert cursor["x"] < plot["x"] + plot["width"], "the axis is as long as the time of the step"


def test_predictions_are_stored_before_the_answer(opened):
    page = opened(tau=3, rate=0.3)
    page.evaluate("() => model.on('change:rate', () => { window.before ||= { ...model.get('prediction') }; })")
    page.get_by_label("your prediction").fill("0.5")
    page.get_by_role("button", name="commit").click()
    settle(page)
    assert page.evaluate("window.before") == {"largest rate, delay 3": 0.5}
    answer = page.locator(".cw-answer").first.inner_text()
    assert f"✗ You said 0.5. {trial.bound(3):.3f} = 2 sin(π / 14)" in answer and "once in 14 steps" in answer
    assert page.locator(".sg-limit").count() == 9 and page.locator(".sg-bound").count() == 1
    page.get_by_role("button", name="grows", exact=True).click()
    settle(page)
    ends = [np.abs(trial.serve(4, 0.5, updates=400, draw=draw).w[-4:]).max() for draw in range(1, 21)]
    assert f"was smaller in {sum(end < 1 for end in ends)} of 20 draws" in page.locator(".cw-answer").last.inner_text()
    assert (trait(page, "workers"), trait(page, "tau")) == (4, 3)


def test_the_torch_line_makes_the_step(calculator):
    import torch

    line, past = calculator.locator(".cw-code").inner_text(), [torch.tensor(v) for v in trial.path(2, 0.5, 12)]
    names = {"torch": torch, "past": past, "eta": 0.5, "loss": lambda w: w * w / 2, "t": 12, "tau": 2}
    exec(line, names)
    assert float(names["w"]) == pytest.approx(trial.path(2, 0.5, 13)[13])


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, workers=4, rate=0.5, revealed=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
