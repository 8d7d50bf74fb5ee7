"""The perceptron trainer in Chromium: its arithmetic against NumPy, its reactions to mouse and keys, its manners."""

import json
import re

import numpy as np
import pytest

from course_lib.experiments.perceptron import margin, mistake_bound, perceptron_run
from course_lib.widgets import PerceptronTrainer
from course_lib.widgets.perceptron_trainer import MAX_MISTAKES, PRESETS, XOR

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = PerceptronTrainer


@pytest.fixture(scope="module")
def page(calculator):
    return calculator


@pytest.fixture
def opened(lend_pages):
    with lend_pages() as show:

        def open_one(*args, theme="light", width=1000, **kwargs):
            return show(PerceptronTrainer(*args, **kwargs), theme, width, height=1400)

        yield open_one


def show(page, widget):
    """Give the picture the traits of `widget`."""
    state = {name: getattr(widget, name) for name in widget.public_traits()}
    page.evaluate("(state) => Object.entries(state).forEach(([name, value]) => window.model.set(name, value))", state)
    settle(page)


def grip(page, i):
    return page.locator(f".cw-handle[aria-label^='point {i},']")


def centre(locator):
    settle(locator.page)
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def random_points(seed, separable=True):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 16))
    X = np.round(rng.uniform(-3, 3, (n, 2)) * 16) / 16
    t = np.where(X @ rng.normal(size=2) + rng.normal() > 0, 1, -1) if separable else rng.choice([-1, 1], n)
    return X, t, [[*x, int(k)] for x, k in zip(X.tolist(), t, strict=True)]


# ---- arithmetic --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separable", [True, False])
@pytest.mark.parametrize("start", [[0.0, 0.0, 0.0], [1.0, -0.5, 0.25]])
def test_runs_are_those_of_numpy(page, separable, start):
    for seed in range(25):
        X, t, points = random_points(seed, separable)
        mine = page.evaluate("([p, s]) => window.arithmetic.perceptronRun(p, s, 0.5)", [points, start])
        run = perceptron_run(X, t, start[:2], start[2], 0.5, max_epochs=10**6, max_mistakes=MAX_MISTAKES)
        assert (mine["index"], mine["seen"]) == (run.index.tolist(), run.seen.tolist())
        assert (mine["converged"], mine["examples"], mine["passes"]) == (run.converged, run.examples, run.epochs)
        np.testing.assert_array_equal(mine["v"], np.column_stack([run.w, run.b]))


def test_margins_and_bounds_are_those_of_numpy(page):
    found = 0
    for seed in range(60):
        X, t, points = random_points(seed, separable=seed % 3 > 0)
        mine, best = page.evaluate("(p) => window.arithmetic.margin(p)", points), margin(X, t)
        assert (mine is None) == (best is None), seed
        if best is None:
            continue
        found += 1
        assert mine["gamma"] == pytest.approx(best.gamma, rel=1e-9)
        np.testing.assert_allclose(mine["u"], [*best.w, best.b], atol=1e-7)
        for norm0, eta in ((0.0, 1.0), (2.5, 0.5)):
            k, low, high = page.evaluate(
                """([p, gamma, norm0, eta]) => { const a = window.arithmetic, R = a.radius(p);
                const k = a.mistakeBound(R, gamma, norm0, eta);
                return [k, a.lower(k, gamma, norm0, eta), a.upper(k, R, norm0, eta)]; }""",
                [points, mine["gamma"], norm0, eta],
            )
            assert k == pytest.approx(mistake_bound(X, t, norm0, eta), rel=1e-9)
            assert low == pytest.approx(high, rel=1e-9)
    assert 30 < found < 60


def test_presets_stand_alike_on_both_sides(page):
    theirs = page.evaluate("window.arithmetic.PRESETS")
    assert {name: (preset["points"], preset["mistakes"]) for name, preset in theirs.items()} == PRESETS
    assert page.evaluate("window.arithmetic.MAX_MISTAKES") == MAX_MISTAKES


def test_the_cycle_found_is_one_and_only_weights_that_stay_bounded(page):
    find = "(p) => { const a = window.arithmetic; return a.cycle(a.perceptronRun(p), p.length); }"
    loop = page.evaluate(find, XOR)
    widget = PerceptronTrainer(preset="xor")
    run, length = widget.run, loop["to"] - loop["from"]
    assert 0 < loop["from"] < loop["to"] <= 30
    np.testing.assert_array_equal(run.w[loop["from"] : -length], run.w[loop["to"] :])
    np.testing.assert_array_equal(run.index[loop["from"] : -length], run.index[loop["to"] :])
    assert run.norms.max() < 5
    for preset in (PRESETS["separable"][0], [[1.0, 0.0, 1], [0.0, 1.0, -1]]):
        assert page.evaluate(find, preset) is None


def test_moving_p_halves_the_margin_and_makes_the_bound_four_times_as_large(page):
    points = PRESETS["separable"][0]
    before = mistake_bound([p[:2] for p in points], [p[2] for p in points])
    after = page.evaluate("(p) => window.arithmetic.halfwayIn(p, window.arithmetic.margin(p).support[0])", points)
    assert mistake_bound([p[:2] for p in after], [p[2] for p in after]) == pytest.approx(4 * before, rel=1e-6)


# ---- untouched ---------------------------------------------------------------------------------------------------


def test_untouched_it_shows_the_phenomenon(opened):
    page, widget = opened(), PerceptronTrainer()
    assert page.locator("circle.mistaken").count() == 1
    text = page.locator(".course-widget").inner_text()
    assert "3 mistakes in 10 examples looked at" in text and "mistake 3 of 8" in text
    assert f"{widget.bound:.1f}" in text and f"at most {int(widget.bound)} mistakes" in text
    i = widget.run.index[3]
    assert f"X[{i}]" in page.locator(".cw-code").inner_text()
    ring, point = centre(page.locator("circle.mistaken")), centre(grip(page, i))
    np.testing.assert_allclose(ring, point, atol=1)
    controls = page.locator(".cw-controls:visible").first
    assert controls.locator("> :is(.cw-stepper, .cw-group, button, label):visible").count() <= 5


# ---- mouse and keys ----------------------------------------------------------------------------------------------


def test_dragging_a_point_moves_it_and_redraws_margin_and_bounds(opened):
    page = opened()
    before = page.locator("path.lower").get_attribute("d"), trait(page, "points")
    x, y = centre(grip(page, 11))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20, steps=4)
    page.mouse.up()
    settle(page)
    moved = trait(page, "points")
    assert moved[11] != before[1][11] and moved[:11] == before[1][:11]
    assert moved[11][0] * 16 % 1 == 0 and moved[11][1] * 16 % 1 == 0
    assert page.locator("path.lower").get_attribute("d") != before[0]
    assert json.loads(page.evaluate("window.saved.at(-1)"))["points"] == moved
    page.locator(".cw-more > summary").click()
    page.get_by_role("button", name="undo").click()
    assert trait(page, "points") == before[1]  # one drag is one step back


def test_keys_move_flip_add_and_delete(opened):
    page = opened()
    original = trait(page, "points")
    grip(page, 2).focus()
    page.keyboard.press("ArrowRight")
    assert trait(page, "points")[2] == [original[2][0] + 0.125, *original[2][1:]]
    page.keyboard.press("Enter")
    assert trait(page, "points")[2][2] == -original[2][2]
    page.keyboard.press("-")
    settle(page)
    assert len(trait(page, "points")) == 13 and trait(page, "points")[12][2] == -1
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("point 12,")
    page.keyboard.press("Delete")
    settle(page)
    assert len(trait(page, "points")) == 12
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("point 11,")
    grip(page, 0).focus()
    page.keyboard.press("Delete")
    settle(page)
    assert trait(page, "points")[0] == original[1]


def test_clicking_an_empty_place_adds_a_point_of_the_chosen_class(opened):
    page = opened()
    page.get_by_role("radio", name="−1").click()
    settle(page)
    box = page.locator("rect.field").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.95)
    x1, x2, t = trait(page, "points")[-1]
    assert len(trait(page, "points")) == 13 and t == -1
    assert x1 == pytest.approx(0.8 * 3.5, abs=0.1) and x2 == pytest.approx(-0.9 * 3.25, abs=0.1)


def test_points_stop_at_two_and_at_thirty(opened):
    page = opened([[1.0, 0.5, 1], [-1.0, 0.5, -1]], mistakes=0)
    grip(page, 0).focus()
    page.keyboard.press("Delete")
    assert len(trait(page, "points")) == 2
    page.evaluate("""() => { for (let i = 0; i < 40; i += 1)
        document.querySelector('rect.field').dispatchEvent(new MouseEvent('click', {clientX: 200, clientY: 200})); }""")
    assert len(trait(page, "points")) == 30


def test_stepping_scrubbing_and_rewinding(opened):
    page, widget = opened(), PerceptronTrainer()
    page.get_by_role("button", name="one mistake forward").click()
    settle(page)
    assert trait(page, "mistakes") == 4 and "mistake 4 of 8" in page.locator(".cw-stepper").inner_text()
    page.locator(".cw-stepper input[type=range]").focus()
    page.keyboard.press("End")
    settle(page)
    assert trait(page, "mistakes") == widget.run.mistakes == 8
    assert "it has learned" in page.locator(".course-widget").inner_text()
    assert page.locator("circle.mistaken").count() == 0 and ".all()" in page.locator(".cw-code").inner_text()
    page.get_by_role("button", name="to the start").click()
    settle(page)
    assert trait(page, "mistakes") == 0 and "No mistake yet" in page.locator(".course-widget").inner_text()
    page.locator(".cw-handle[aria-label='mistakes made']").focus()
    page.keyboard.press("ArrowRight")
    assert trait(page, "mistakes") == 1


def test_formula_and_python_agree_on_the_weights(opened):
    page, widget = opened(), PerceptronTrainer()
    for k in range(widget.run.mistakes + 1):
        page.evaluate("(k) => { window.model.set('mistakes', k); }", k)
        settle(page)
        widget.mistakes = k
        (w1, w2), b = widget.weights
        shown = page.locator(".cw-formula").last.inner_text().replace("−", "-")
        formula = page.locator(".course-widget").inner_text().replace("−", "-")
        assert f"({w1:.2f}, {w2:.2f})" in formula, shown
        assert f"+ {b:.2f})" in formula or f"b = {b:.2f}" in formula


def test_start_from_my_line_brings_eta_and_handles(opened):
    page = opened()
    eta, tip = page.get_by_label("η"), page.locator(".cw-handle[aria-label='tip of the starting weights']")
    assert not eta.is_visible() and not tip.is_visible()
    page.get_by_role("button", name="start from my line").click()
    settle(page)
    assert trait(page, "own_start") is True and trait(page, "mistakes") == 0 and eta.is_visible()
    assert "2‖w̃₀‖/(ηγ)" in page.locator(".course-widget").inner_text()
    before = trait(page, "start")
    x, y = centre(tip)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 30, steps=3)
    page.mouse.up()
    settle(page)
    after = trait(page, "start")
    assert after[0] < before[0] and after[1] > before[1] and after[2] == before[2]
    page.locator(".cw-handle[aria-label='starting line']").focus()
    page.keyboard.press("Shift+ArrowUp")
    settle(page)
    assert trait(page, "start")[:2] == after[:2] and trait(page, "start")[2] != after[2]
    eta.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "eta") == 1.25
    widget = PerceptronTrainer(start=trait(page, "start"), eta=1.25)
    assert f"{widget.bound:.1f}" in page.locator(".course-widget").inner_text()


def test_xor_has_no_lower_bound_and_shows_where_w_has_been(opened):
    page = opened()
    page.get_by_role("radio", name="XOR").click()
    settle(page)
    text = page.locator(".course-widget").inner_text()
    assert trait(page, "points") == XOR and trait(page, "mistakes") == 30
    assert "there is no γ" in text and "of 200" in text
    assert page.locator("path.lower").count() == 0 and page.locator("circle.visited").count() == 31


def test_xor_asks_its_own_question_and_gives_nothing_away(opened):
    page = opened(preset="xor")
    text = page.locator(".course-widget").inner_text()
    assert "grow without end, settle, or come back?" in text and "margin γ is half as wide" not in text
    assert "comes again" not in text and "bounded" not in text
    page.evaluate("""() => { window.order = []; const note = (what) => () => window.order.push(what);
        window.model.on('change:prediction', note('stored'));
        const answer = document.querySelectorAll('.cw-answer')[1];
        new MutationObserver(note('shown')).observe(answer, {childList: true}); }""")
    page.get_by_role("button", name="come back").click()
    settle(page)
    assert trait(page, "prediction") == {"not_separable": "come back"}
    assert page.evaluate("window.order") == ["stored", "shown"]
    text = page.locator(".course-widget").inner_text()
    assert "✓ As you said." in text and "stay bounded" in text
    loop = page.evaluate("window.arithmetic.cycle(window.arithmetic.perceptronRun(model.get('points')), 8)")
    assert f"after mistake {loop['to']} the weights are those after mistake {loop['from']}, and everything" in text
    page.get_by_role("radio", name="separable").click()
    settle(page)
    text = page.locator(".course-widget").inner_text()
    assert "margin γ is half as wide" in text and "come back" not in text


def test_the_printed_quotient_gives_the_printed_bound(opened):
    page = opened()
    cases = [PerceptronTrainer(), PerceptronTrainer(start=[1.0, -1.5, 0.5], eta=0.25)]
    for seed in range(12):
        points = random_points(seed)[2]
        cases += [PerceptronTrainer(points), PerceptronTrainer(points, start=[-2.0, 1.0, 0.5], eta=1.5)]
    for widget in cases:
        if not np.isfinite(widget.bound):
            continue
        show(page, widget)
        text = page.locator(".pt-panel .cw-formula").inner_text()
        numbers = [float(n) for n in re.findall(r"[0-9]+\.[0-9]+", text)]
        R, gamma, bound = numbers[0], numbers[1], numbers[-1]
        start = 2 * numbers[2] / (numbers[3] * numbers[4]) if widget.own_start else 0
        assert f"{(R / gamma) ** 2 + start:.1f}" == f"{bound:.1f}", text
        assert bound == pytest.approx(widget.bound, abs=0.051)
    show(page, cases[0])
    assert "(3.335 / 0.515)²" in page.locator(".pt-panel .cw-formula").inner_text()


def test_letters_are_those_of_the_lecture(opened):
    for arguments in ({}, {"preset": "xor"}, {"start": [1.0, -1.5, 0.5]}):
        text = opened(**arguments).locator(".course-widget").inner_text()
        assert "How long w̃ = (w, b)" in text and "‖w̃‖" in text and "v" not in re.findall(r"\w+", text)
        assert "γ to each side" not in text and "widest margin" not in text  # γ is no length in this picture


def test_the_prediction_is_stored_before_the_answer_shows(opened):
    page = opened()
    answer = page.locator(".cw-answer").first
    assert answer.inner_text() == "" and not page.get_by_role("button", name="move P there").is_visible()
    page.evaluate("""() => { window.order = []; const note = (what) => () => window.order.push(what);
        window.model.on('change:prediction', note('stored'));
        new MutationObserver(note('shown')).observe(document.querySelector('.cw-answer'), {childList: true}); }""")
    page.get_by_role("button", name="two", exact=True).click()
    settle(page)
    assert trait(page, "prediction") == {"half_margin": "two"} and page.evaluate("window.order") == ["stored", "shown"]
    assert "You said two" in answer.inner_text() and "from 41.9 to 167.5" in answer.inner_text()
    page.get_by_role("button", name="move P there").click()
    settle(page)
    assert "167.5: at most 167" in page.locator(".course-widget").inner_text()


# ---- manners -----------------------------------------------------------------------------------------------------


def test_keys_stay_in_the_picture_but_shortcuts_pass(opened):
    page = opened()
    page.evaluate("() => document.addEventListener('keydown', (e) => (window.leaked ||= []).push(e.key))")
    grip(page, 0).focus()
    for key in ("ArrowLeft", "Enter", "+", "b"):
        page.keyboard.press(key)
    assert page.evaluate("window.leaked || []") == []
    page.keyboard.press("Escape")
    assert page.evaluate("window.leaked") == ["Escape"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000])
def test_it_fits_in_both_themes(opened, theme, width):
    page = opened(theme=theme, width=width)
    for arguments in ({}, {"preset": "xor"}, {"start": [1.0, -1.5, 0.5], "mistakes": 1}):
        show(page, PerceptronTrainer(**arguments))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wide = "[...document.querySelectorAll('.cw-panel')].filter((p) => p.scrollWidth > p.clientWidth + 1).length"
        assert page.evaluate(wide) == 0
        assert overlapping_words(page) == []
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]


def overlapping_words(page):
    """Pairs of words on the pictures whose boxes overlap by more than a hair."""
    return page.evaluate("""() => [...document.querySelectorAll('svg.cw-plot')].flatMap((view) => {
        const words = [...view.querySelectorAll('text')].map((e) => [e.textContent, e.getBoundingClientRect()]);
        const over = (p, q) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 &&
            Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3;
        return words.flatMap(([a, p], i) =>
            words.slice(i + 1).filter(([, q]) => over(p, q)).map(([b]) => `${a} / ${b}`));
    })""")


def test_the_height_stays_when_the_data_do(opened):
    page = opened()
    height = lambda: page.locator(".course-widget").bounding_box()["height"]  # noqa: E731
    first = height()
    for k in range(9):
        page.evaluate("(k) => { window.model.set('mistakes', k); }", k)
        settle(page)
        assert height() == pytest.approx(first, abs=1), k
    page.get_by_role("button", name="start from my line").click()
    settle(page)
    assert height() == pytest.approx(first, abs=1)


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    page.locator(".cw-handle[aria-label^='point 2,']").first.focus()
    page.keyboard.press("ArrowUp")
    settle(page)
    labels = page.locator(".cw-handle[aria-label^='point 2,']").evaluate_all("(all) => all.map((g) => g.ariaLabel)")
    assert len(labels) == 2 and labels[0] == labels[1] and "0.38" in labels[0]
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => { window.model.set('mistakes', 5); }")
    settle(page)


def test_odd_data_draw_too(opened):
    """One class only, a point at 0, all at one place, classes that cannot be told apart, weights far outside."""
    page = opened()
    for points in ([[1, 1, 1], [2, 1, 1]], [[0, 0, 1], [0, 0, -1]], [[0, 0, 1], [0, 0, 1]], [[1, 1, -1], [1, 1, -1]],
                   [[3.5, 3.25, 1], [-3.5, -3.25, 1], [3.5, 3.1875, -1]]):  # fmt: skip
        for k in (0, 1, 5, 200):
            show(page, PerceptronTrainer(points, mistakes=k))
            assert "NaN" not in page.locator(".course-widget").inner_html()
    show(page, PerceptronTrainer(start=[0.0, 0.0, 0.0], mistakes=0))
    assert "NaN" not in page.locator(".course-widget").inner_html()
