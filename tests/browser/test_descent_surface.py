"""DescentSurface in Chromium: its arithmetic against the experiment's, its reactions to mouse and keys, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import descent
from course_lib.widgets import DescentSurface

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = DescentSurface  # what the fixtures `opened` and `calculator` open


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def card(page, name):
    return page.locator(f".ds-card:has(b:text-is('{name}'))")


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


# ---- arithmetic ----

RUN = """([name, turn, start, settings]) => {
  const A = arithmetic, surface = A.surfaceOf(name, turn), places = A.stationary(surface);
  const runs = A.walks(surface, start, settings), every = (f) => Object.fromEntries(A.METHODS.map((m) => [m, f(m)]));
  const home = (m) => places[A.endsAt(runs[m], places)];
  return { places, paths: every((m) => runs[m].map((state) => state.w)), ends: every((m) => A.endsAt(runs[m], places)),
    arrivals: every((m) => (home(m) ? A.arrival(runs[m], home(m)) : null)) }; }"""


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"turn": 30.0, "start": [-4.06, -0.96], "noise": 1.5, "draw": 7},
        {"eta": 0.12, "mu": 0.0},
        {"surface": "hills"},
        {"surface": "hills", "turn": -70.0, "start": [0.2, 1.1], "eta": 0.3, "noise": 0.2},
        {"surface": "saddle", "adagrad_eta": 0.3, "budget": 90},
    ],
)
def test_paths_agree_with_numpy(calculator, arguments):
    widget = DescentSurface(**arguments)
    settings = {name: getattr(widget, name) for name in ("eta", "mu", "noise", "draw")}
    settings |= {"adagradEta": widget.adagrad_eta, "steps": widget.budget}
    there = calculator.evaluate(RUN, [widget.surface, widget.turn, widget.start, settings])
    for method, path in widget.paths.items():
        np.testing.assert_allclose(there["paths"][method], path, rtol=1e-8, atol=1e-8)
    assert there["ends"] == widget.ends and there["arrivals"] == widget.arrivals
    places = widget.landscape.stationary()
    assert sorted(there["places"]) == sorted(places)
    for name, place in places.items():
        np.testing.assert_allclose(there["places"][name], place, atol=1e-9)


def test_regimes_and_the_best_agree_with_numpy(calculator):
    points = np.random.default_rng(0).uniform((0, 0), (0.25, 1), (60, 2)).tolist()
    there = calculator.evaluate("(points) => points.map(([e, m]) => arithmetic.regime(e, m, [0.5, 20]))", points)
    for (eta, mu), (rho, word) in zip(points, there, strict=True):
        expected = descent.regime(eta, mu)
        assert word == expected[1] and rho == pytest.approx(expected[0], rel=1e-12)
    assert calculator.evaluate("arithmetic.best([0.5, 20])") == pytest.approx(descent.best())
    corners = calculator.evaluate("[0.8, 0.9, 0.95, 0.98].map((r) => arithmetic.within(r, [0.5, 20]))")
    for r, polygon in zip((0.8, 0.9, 0.95, 0.98), corners, strict=True):
        assert len(polygon) == 4
        for eta, mu in polygon:
            assert descent.regime(eta, mu)[0] == pytest.approx(r, abs=1e-6)


def test_level_lines_are_level_and_square_to_the_gradient(calculator):
    there = calculator.evaluate("""() => ['ravine', 'hills', 'saddle'].map((name) => {
      const surface = arithmetic.surfaceOf(name, 20), w = [-1.3, 0.7];
      const line = arithmetic.levelLine(surface, w);
      return [line, surface.loss(w)]; })""")
    for name, (line, level) in zip(descent.SURFACES, there, strict=True):
        surface, line = descent.Surface(name, 20), np.array(line)
        assert len(line) > 50 and np.abs(surface.loss(line) - level).max() < 2e-3 * max(1, abs(level))
        i = int(np.argmin(np.hypot(*(line - (-1.3, 0.7)).T)))
        along, g = line[i + 1] - line[i - 1], surface.gradient(line[i])
        assert abs(along @ g) < 0.02 * np.hypot(*along) * np.hypot(*g)


# ---- reactions ----


def test_default_picture(opened):
    page = opened()
    widget = DescentSurface()
    fates = {name: card(page, name).locator(".ds-fate").inner_text() for name in ("descent", "momentum", "Newton")}
    assert fates == {"descent": "not in 40 steps", "momentum": "16 steps", "Newton": "1 step"}
    words = page.locator(".ds-formula").inner_text()
    here, there = widget.paths["descent"][5:7].round(2)
    assert f"({here[0]:.2f}, {here[1]:.2f})".replace("-", "−") in words
    assert f"({there[0]:.2f}, {there[1]:.2f})".replace("-", "−") in words and "0.955" in words and "−0.800" in words
    assert page.locator(".cw-code").inner_text() == "torch.optim.SGD([w], lr=0.09)"
    settle(page)
    box = page.locator(".ds-wide .cw-plot").bounding_box()
    assert box["width"] > 300


def test_one_unit_is_as_long_across_as_up_and_the_arrow_is_square_to_the_level_line(opened):
    page = opened(page_width=700)
    ticks = page.evaluate("""() => [...document.querySelectorAll('.ds-wide .cw-plot > g:first-child text')]
        .map((t) => [t.textContent, t.getAttribute('text-anchor'), t.getBoundingClientRect()])
        .map(([v, anchor, b]) => [v, anchor, b.x + b.width / 2, b.y + b.height / 2])""")
    places = {(anchor, v): (x, y) for v, anchor, x, y in ticks}
    across = places["middle", "2"][0] - places["middle", "1"][0]
    up = places["end", "1"][1] - places["end", "2"][1]
    assert across == pytest.approx(up, rel=0.01)
    arrow, level = (page.locator(f".ds-wide path.{name}").get_attribute("d") for name in ("ds-down", "ds-here"))
    (x0, y0), (x1, y1) = (map(float, part.split(",")) for part in arrow[1:].split("M")[0].split("L"))
    points = np.array([[float(v) for v in p.split(",")] for p in level[1:].split("L")])
    i = int(np.argmin(np.hypot(*(points - (x0, y0)).T)))
    along = points[i + 4] - points[i - 4]
    assert abs(along @ (x1 - x0, y1 - y0)) < 0.08 * np.hypot(*along) * np.hypot(x1 - x0, y1 - y0)


def test_drag_start_and_parameters_and_undo(opened):
    page = opened()
    drag(page, "start", 60, -30)
    start = trait(page, "start")
    assert start[0] > -3.6 and start[1] > 1.3
    expected = DescentSurface(start=start).arrivals["momentum"]
    assert card(page, "momentum").locator(".ds-fate").inner_text() == f"{expected} steps"
    drag(page, "eta 0.09", 110, 60)
    eta, mu = trait(page, "eta"), trait(page, "mu")
    assert DescentSurface(eta=eta, mu=mu).regime == "divergent"
    assert card(page, "momentum").locator(".ds-fate").inner_text() == "runs away"
    assert page.locator(".cw-handle[aria-label$='divergent']").count() == 1
    page.locator("summary").click()
    button(page, "undo").click()
    settle(page)
    assert (trait(page, "eta"), trait(page, "start")) == (0.09, start)
    button(page, "reset").click()
    settle(page)
    assert trait(page, "start") == [-4, 1.2]


def test_keys_choose_step_and_surface(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".cw-handle[aria-label^='start']").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".cw-handle[aria-label^='eta']").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("radio", name="descent").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "start") == [-3.9, 1.2] and trait(page, "mu") == pytest.approx(0.72)
    assert trait(page, "picked") == "momentum" and "v = μ v + g" in page.locator(".ds-formula").inner_text()
    button(page, "one step forward").click()
    page.get_by_role("radio", name="hills").click()
    settle(page)
    assert trait(page, "step") == 6 and trait(page, "start") == [-1.6, -1.3]
    assert card(page, "Newton").locator(".ds-fate").inner_text() == "top, 2 steps"
    assert page.locator(".ds-rim").count() == 6 and page.locator(".ds-goal").count() == 3
    assert page.evaluate("window.heard") == []


def test_the_race_hides_its_paths_until_the_prediction_is_stored(opened):
    page = opened()
    assert button(page, "momentum").is_disabled()
    button(page, "new start").click()
    settle(page)
    assert page.locator(".ds-wide .cw-plot .ds-path").count() == 0 and trait(page, "step") == 0
    assert card(page, "momentum").locator(".ds-fate").inner_text() == "…"
    button(page, "momentum").click()
    settle(page)
    start = trait(page, "start")
    key = f"first from [{start[0]:g}, {start[1]:g}] on the ravine, eta 0.09, mu 0.7"
    assert trait(page, "prediction") == {key: "momentum"}
    assert json.loads(page.evaluate("window.saved.find((s) => s.includes('first from'))"))["step"] == 0, "stored first"
    times = DescentSurface(start=start).arrivals
    answer = page.locator(".cw-answer").first.inner_text()
    assert (
        answer.startswith("✗ You said momentum.")
        and f"Adagrad {times['adagrad']}, descent {times['descent']}" in answer
    )
    assert page.locator(".ds-wide .cw-plot .ds-path").count() == 8 and button(page, "momentum").is_disabled()


def test_a_question_turns_the_picture_to_its_answer(opened):
    page = opened()
    button(page, "all but Newton").click()
    settle(page)
    assert trait(page, "eta") == 0.12 and card(page, "descent").locator(".ds-fate").inner_text() == "runs away"
    assert trait(page, "prediction") == {"eta above the limit": "all but Newton"}
    page.evaluate("() => model.set('surface', 'hills')")
    settle(page)
    assert not button(page, "all but Newton").is_visible() and button(page, "at the top").is_visible()


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("dark", 360)])
def test_fits_its_page_in_both_themes(opened, theme, width):
    page = opened(theme=theme, page_width=width, surface="hills")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""() => [...document.querySelectorAll('.ds-card')]
        .filter((c) => c.scrollWidth > c.parentElement.clientWidth).length""")
    assert cut == 0


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    page.get_by_role("radio", name="saddle").first.click()
    settle(page)
    words = page.locator(".ds-formula").all_inner_texts()
    assert len(words) == 2 and words[0] == words[1]
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('eta', 0.05)")
    settle(page)
