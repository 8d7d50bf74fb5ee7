"""PlateauAndDrop in Chromium: its curves against the record, its reactions to mouse and keys, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import plateau
from course_lib.widgets import PlateauAndDrop

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = PlateauAndDrop  # what the fixtures `opened` and `calculator` open


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def drag(page, label, dx, dy):
    settle(page)
    ring = page.locator(f".cw-handle[aria-label^='{label}'] .cw-ring").bounding_box()
    x, y = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()
    settle(page)


@pytest.mark.parametrize("drop, seed", [(0, 0), (1, 4), (20, 9), (36, 2), (40, 0)])
def test_curves_are_those_of_the_record(calculator, drop, seed):
    there = calculator.evaluate(
        """([drop, seed]) => { const A = arithmetic, runs = model.get('runs');
        return { loss: A.curve(runs, 'loss', drop, seed), right: A.curve(runs, 'right', drop, seed),
          ends: A.ends(runs, 'loss', drop), middle: A.median(A.ends(runs, 'loss', drop)),
          band: A.spread(runs, 'loss', drop), story: A.story(runs, drop, seed) }; }""",
        [drop, seed],
    )
    run, (ends, _) = plateau.run(drop, seed), plateau.final(drop)
    np.testing.assert_allclose(there["loss"], run.loss, rtol=1e-12)
    np.testing.assert_allclose(there["right"], run.accuracy, rtol=1e-12)
    np.testing.assert_allclose(there["ends"], ends, rtol=1e-12)
    assert there["middle"] == pytest.approx(np.median(ends))
    every = np.array([plateau.run(drop, one).loss for one in range(10)])
    np.testing.assert_allclose(there["band"], np.stack([every.min(axis=0), every.max(axis=0)], axis=1), rtol=1e-12)
    before = run.loss[max(0, 2 * drop - 8) : 2 * drop + 1]
    assert there["story"]["before"] == pytest.approx(before.mean()) and there["story"]["end"] == run.loss[-1]


def test_default_picture(opened):
    page = opened()
    words, loss = page.locator(".pd-words").inner_text(), plateau.run(20).loss
    for value in (loss[32:41].mean(), loss[42], loss[-1], plateau.run(40).loss[-1]):
        assert f"{value:.3f}" in words
    assert page.locator(".pd-mid").count() == 2 and page.locator(".pd-plain").count() == 2
    text = page.locator(".pd-side").inner_html()
    for drop in (20, 40):
        assert f"{np.median(plateau.final(drop)[0]):.3f}" in text
    assert "milestones=[20], gamma=0.1" in page.locator(".cw-code").inner_text()


def test_a_dragged_drop_leaves_its_mark_and_undo(opened):
    page = opened()
    drag(page, "eta is divided by 10 at epoch 20", -150, 40)
    assert trait(page, "drop") == 8 and trait(page, "visited")[-2:] == [20, 40]
    assert page.locator(".pd-mid").count() == len(trait(page, "visited")) and page.locator(".pd-here").count() == 1
    assert f"{plateau.run(8).loss[-1]:.3f}" in page.locator(".pd-words").inner_text()
    page.locator("summary").click()
    button(page, "undo").click()
    settle(page)
    assert (trait(page, "drop"), trait(page, "visited")) == (20, [20, 40])
    button(page, "show all places").click()
    settle(page)
    assert page.locator(".pd-mid").count() == len(plateau.DROPS)


def test_keys_move_the_drop_and_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".cw-handle[aria-label^='eta']").focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "drop") == 16
    page.get_by_label("η ÷ 10 at epoch").focus()
    page.keyboard.press("End")
    settle(page)
    assert trait(page, "drop") == 40 and "η = 0.5 to the end" in page.locator(".pd-words").inner_text()
    page.get_by_label("which of ten runs").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "seed") == 1
    assert f"{plateau.run(40, 1).loss[-1]:.3f}" in page.locator(".pd-words").inner_text()
    assert page.evaluate("window.heard") == []


def test_the_rest_is_hidden_until_the_guess_is_stored(opened):
    page = opened()
    assert button(page, "commit").is_disabled()
    button(page, "hide the rest").click()
    settle(page)
    assert trait(page, "drop") == 8 and page.locator(".pd-plain").count() == 0
    assert page.locator(".pd-here").count() == 0 and f"{plateau.run(8).loss[-1]:.3f}" not in page.content()
    drag(page, "your guess", 0, 60)
    page.locator(".cw-handle[aria-label^='your guess']").focus()
    page.keyboard.press("ArrowDown")
    settle(page)
    button(page, "commit").click()
    settle(page)
    stored = trait(page, "prediction")
    assert list(stored) == ["loss at epoch 40, drop at epoch 8"]
    said = stored["loss at epoch 40, drop at epoch 8"]
    assert 0.05 < said < 0.2
    assert json.loads(page.evaluate("window.saved.at(-2)"))["prediction"] == stored
    ends = plateau.final(8)[0]
    answer = page.locator(".cw-answer").first.inner_text()
    assert answer.startswith(f"✗ You said {said}") and f"{ends.min():.3f} to {ends.max():.3f}" in answer
    assert 8 in trait(page, "visited") and page.locator(".pd-here").count() == 1


def test_a_question_turns_the_picture_to_its_answer(opened):
    page = opened()
    button(page, "lower").click()
    settle(page)
    assert trait(page, "prediction") == {"drop at epoch 1 instead of 20": "lower"} and trait(page, "drop") == 1
    answer = page.locator(".cw-answer").nth(1).inner_text()
    assert answer.startswith("✗ You said lower. Higher:")
    for drop in (1, 20):
        ends = plateau.final(drop)[0]
        assert f"{np.median(ends):.3f} ({ends.min():.3f} to {ends.max():.3f})" in answer


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("dark", 360)])
def test_fits_its_page_in_both_themes(opened, theme, width):
    page = opened(theme=theme, page_width=width, visited=list(plateau.DROPS))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]


def test_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('drop', 4)")
    settle(page)
