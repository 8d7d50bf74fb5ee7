"""HiddenUnits in Chromium: its arithmetic against the experiment's, its reactions to mouse and keys, its manners."""

import json

import numpy as np
import pytest

from course_lib.experiments import hidden_units as net
from course_lib.widgets import HiddenUnits

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = HiddenUnits  # what the fixtures `opened` and `calculator` open


def grip(page, label):
    return page.locator(f".cw-handle[aria-label^='{label}']")


def drag(page, locator, dx, dy):
    settle(page)
    box = locator.locator(".cw-ring").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()
    settle(page)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


# ---- arithmetic ----


def test_presets_are_the_same(calculator):
    assert calculator.evaluate("arithmetic.CURVES") == {
        name: {"heights": heights, "straight": straight} for name, (heights, straight) in net.CURVES.items()
    }
    for name in net.CLASSES:
        points, labels = net.classes(name)
        there = np.array(calculator.evaluate("(name) => arithmetic.classPoints(name)", name))
        assert np.allclose(there[:, :2], points, atol=1e-12) and np.array_equal(there[:, 2], labels)
        for draw in (0, 1, 2, 99):
            here = net.placed_units(8, name, draw)
            there = calculator.evaluate("([name, draw]) => arithmetic.placedUnits(8, name, draw)", [name, draw])
            assert np.allclose(there, here, atol=1e-12)
    for draw in (0, 1, 99):
        there = calculator.evaluate("(draw) => arithmetic.placedCentres(8, draw)", draw)
        assert np.allclose(there, net.placed_centres(8, draw), atol=1e-12)
    assert calculator.evaluate("arithmetic.randomNumbers(5, 50)") == net.random_numbers(5, 50).tolist()


@pytest.mark.parametrize("name", list(net.CURVES))
def test_grid_and_target(calculator, name):
    heights, straight = net.CURVES[name]
    draw = "([t, s]) => { const x = arithmetic.grid(); return [x, arithmetic.targetCurve(x, t, s)]; }"
    x, t = calculator.evaluate(draw, [heights, straight])
    assert x == net.grid().tolist(), "to the last bit: threshold units stand on grid points"
    assert np.allclose(t, net.target_curve(net.grid(), heights, straight), atol=1e-13)


FIT = """([t, kinks, activation, degree]) => {
  const A = arithmetic, h = A.hiddenFeatures(A.grid(), kinks, activation, degree), fit = A.leastSquares(h, t);
  const y = A.output(h, fit);
  return [h, fit.v, fit.c, y, A.largestMiss(y, t).error]; }"""


@pytest.mark.parametrize("activation", net.ACTIVATIONS)
@pytest.mark.parametrize("width", [1, 2, 5, 12, 20])
def test_fit_agrees_with_numpy(calculator, activation, width):
    """Same features, weights within 1e-5 (relative to the largest), drawn curve within 1e-8."""
    kinks = net.spread(width, activation)
    assert calculator.evaluate("([n, a]) => arithmetic.spread(n, a)", [width, activation]) == kinks.tolist()
    rng = np.random.default_rng(width)
    wave, random = net.CURVES["wave"][0], rng.uniform(-2, 2, 13).tolist()
    for heights, places in ((wave, kinks), (random, kinks), (random, np.sort(rng.uniform(-3, 3, width)))):
        t = net.target_curve(net.grid(), heights)
        h = net.hidden_features(net.grid(), places, activation, 3)
        v, c = net.fit_output(h, t)
        there = calculator.evaluate(FIT, [t.tolist(), places.tolist(), activation, 3])
        assert np.allclose(np.transpose(there[0]), h, atol=1e-12)
        near = 1e-5 * max(1, np.abs(v).max())
        assert np.allclose(there[1], v, atol=near) and abs(there[2] - c) < near
        assert np.allclose(there[3], net.output(h, v, c), atol=1e-8)
        assert abs(there[4] - net.sup_error(net.output(h, v, c), t)) < 1e-8


def test_equal_kinks_stay_finite(calculator):
    t = net.target_curve(net.grid(), net.CURVES["wave"][0])
    for activation in net.ACTIVATIONS:
        kinks = [0.0, 0.0, 0.0, 3.0, -3.0, -3.0]
        v, c = net.fit_output(net.hidden_features(net.grid(), kinks, activation), t)
        _, there, _, y, _ = calculator.evaluate(FIT, [t.tolist(), kinks, activation, 3])
        assert np.isfinite(there).all() and np.abs(np.array(there) - v).max() < 1e-4
        assert np.allclose(y, net.output(net.hidden_features(net.grid(), kinks, activation), v, c), atol=1e-7)


@pytest.mark.parametrize("activation", net.ACTIVATIONS)
@pytest.mark.parametrize("curve", list(net.CURVES))
def test_errors_by_width(calculator, activation, curve):
    t = net.target_curve(net.grid(), *net.CURVES[curve])
    for degree in (1, 3, 5) if activation == "polynomial" else (3,):
        arguments = [t.tolist(), activation, degree]
        there = calculator.evaluate("([t, a, d]) => arithmetic.errorsByWidth(t, a, d)", arguments)
        assert np.allclose(there, net.errors_by_width(t, activation, degree=degree), atol=1e-8)


@pytest.mark.parametrize("activation", net.ACTIVATIONS)
def test_class_features_and_lines(calculator, activation):
    for name in net.CLASSES:
        points, labels = net.classes(name)
        units = net.placed_centres(8, 3) if activation == "radial" else net.placed_units(8, name, 3)
        arguments = [points.tolist(), units.tolist(), activation]
        there = calculator.evaluate("([p, u, a]) => arithmetic.classFeatures(p, u, a)", arguments)
        assert np.allclose(np.transpose(there), net.class_features(points, units, activation), atol=1e-12)
    rng = np.random.default_rng(3)
    for count in (1, 2, 4, 9, 25):
        points, labels = np.round(rng.uniform(-1, 2, (count, 2)), 2), rng.choice([-1, 1], count)
        line, right = net.best_line(points, labels)
        rows = np.column_stack([points, labels]).tolist()
        there = calculator.evaluate("(points) => arithmetic.bestLine(points)", rows)
        assert there["right"] == right and np.allclose(there["w"], line, atol=1e-9)


def area(polygons):
    corners = [zip(p, p[1:] + p[:1], strict=True) for p in polygons]
    return sum(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2 for pairs in corners)


def test_tiles_of_threshold_units_are_exact(calculator):
    """XOR by hand: + is the band 0.5 <= x1 + x2 < 1.5 in the square [-1.25, 2.25]^2, its border two whole lines."""
    tiles = """(units) => {
      const h = (u, p, q) => (u[0] * p + u[1] * q + u[2] >= 0 ? 1 : 0);
      const t = arithmetic.positiveTiles((p, q) => 2 * h(units[0], p, q) - 2 * h(units[1], p, q) - 1, units);
      return [t.polygons, t.border]; }"""
    polygons, border = calculator.evaluate(tiles, net.placed_units(2, "xor").tolist())
    assert abs(area(polygons) - (3.5**2 - 3.0**2)) < 1e-9, "the square without its two triangles of sides 3"
    assert len(border) == 2
    for (p, q), (r, s) in border:
        assert abs((p + q) - (r + s)) < 1e-9 and min(abs(p + q - 0.5), abs(p + q - 1.5)) < 1e-9
    polygons, border = calculator.evaluate(tiles, [[1, 0, 0], [0, 1, 0]])  # + where x1 >= 0 and x2 < 0
    assert abs(area(polygons) - 2.25 * 1.25) < 1e-9
    assert sorted(np.round([np.hypot(r - p, s - q) for (p, q), (r, s) in border], 9)) == [1.25, 2.25]


def test_shaded_area_is_where_the_answer_is_positive(calculator):
    polygons, border = calculator.evaluate(
        "() => { const p = arithmetic.positivePart((x, y) => 1 - x * x - y * y, 60); return [p.polygons, p.border]; }"
    )
    assert abs(area(polygons) - np.pi) < 0.01
    assert all(abs(np.hypot(*end) - 1) < 0.01 for segment in border for end in segment)


# ---- what a viewer does ----


def test_untouched_it_shows_the_phenomenon(opened):
    page = opened()
    text = page.locator(".cw-formula").inner_text()
    assert "0.262" in text and text.count("relu") == 5
    assert page.locator(".hu-part").count() == 5 and page.locator(".hu-kink").count() == 5
    assert page.locator(".cw-code").inner_text() == "y = torch.relu(x[:, None] - k) @ w2 + b2"
    assert page.locator("button:visible, input:visible").count() > 0
    assert page.evaluate("window.saved.length") == 0, "drawing changes nothing"


def test_all_five_bends_are_in_the_picture(opened):
    page = opened()
    points = page.locator(".hu-sum").get_attribute("d")[1:].split("L")
    xy = np.array([[float(n) for n in point.split(",")] for point in points])
    settle(page)
    left, right = (page.locator(f".hu-kink >> nth={i}").bounding_box() for i in (0, 4))
    frame = page.locator("svg.cw-plot").first.bounding_box()
    scale = frame["width"] / 540
    assert (left["x"] + left["width"] / 2 - frame["x"]) / scale > xy[0, 0] + 20, "drawn on both sides of the first kink"
    slopes = np.diff(xy[:, 1]) / np.diff(xy[:, 0])
    bends = np.abs(np.diff(slopes)).reshape(-1)
    assert (bends > 0.3).sum() == 5 and slopes[:15] == pytest.approx(0, abs=0.01)
    assert page.locator("path.hu-ghost").count() == 5, "where each piece would go on"
    assert right["x"] < frame["x"] + frame["width"]


def test_a_kink_stays_where_the_target_is(opened):
    page = opened()
    drag(page, grip(page, "unit 1:"), -30, 0)
    assert trait(page, "kinks") in ([], [-3, *net.spread(5)[1:]])
    grip(page, "unit 5:").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert trait(page, "kinks")[4] == 3


def test_three_kinks_are_drawn_exactly_by_four_units_also_after_dragging(opened):
    page = opened(curve="three kinks", width=4)
    assert "0 (exact)" in page.locator(".cw-formula").inner_text()
    grip(page, "unit 2:").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert "0 (exact)" not in page.locator(".cw-formula").inner_text()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "kinks") == [-3, -1.5, 0, 1.5] and "0 (exact)" in page.locator(".cw-formula").inner_text()


def test_weights_are_called_as_in_the_lecture(opened):
    for view, letters in (("curve", ["w⁽²⁾"]), ("classes", ["w⁽²⁾", "w⁽²⁾₁ = +2.00", "w⁽²⁾₂ = −2.00"])):
        page = opened(view=view)
        text = page.locator(".course-widget").text_content()
        assert all(letter in text for letter in letters)
        assert "v₁" not in text and "v ·" not in text and "@ v" not in text


def test_dragging_a_point_bends_the_target(opened):
    page = opened()
    before = page.locator(".hu-sum").get_attribute("d")
    drag(page, grip(page, "target at x = 0.0 is"), 40, 60)
    target = trait(page, "target")
    assert target[6] < -1.2 and target[:6] + target[7:] == net.CURVES["wave"][0][:6] + net.CURVES["wave"][0][7:]
    assert page.locator(".hu-sum").get_attribute("d") != before
    python = HiddenUnits(target=target)
    assert f"{python.error:.3f}" in page.locator(".cw-formula").inner_text()
    page.locator("summary").click()
    button(page, "undo").click()
    assert trait(page, "target") == [], "one drag, one undo"


def test_dragging_a_kink_and_keys(opened):
    page = opened()
    drag(page, grip(page, "unit 2:"), 50, 0)
    kinks = trait(page, "kinks")
    assert len(kinks) == 5 and -1.6 < kinks[1] < -0.9 and kinks[0] == -3
    grip(page, "unit 2:").focus()
    assert page.locator(".hu-part.on").count() == 1 and page.locator(".hu-term.on").count() == 1
    page.keyboard.press("ArrowRight")
    settle(page)
    assert abs(trait(page, "kinks")[1] - kinks[1] - 0.05) < 1e-9
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("unit 3:")
    assert trait(page, "kinks")[2] == kinks[2]
    assert f"{HiddenUnits(kinks=trait(page, 'kinks')).error:.3f}" in page.locator(".cw-formula").inner_text()


def test_keys_walk_along_the_points(opened):
    page = opened()
    stops = page.locator("svg .cw-handle[tabindex='0']:visible").count()
    assert stops == 3, "one for the points, one for the units, the ring"
    grip(page, "target at x = −3.0").focus()
    page.keyboard.press("ArrowRight")
    assert trait(page, "target") == [], "walking changes nothing"
    page.keyboard.press("ArrowUp")
    settle(page)
    assert trait(page, "target")[1] == 0.56 and trait(page, "target")[0] == -0.29


def test_ring_and_slider_change_the_width(opened):
    page = opened()
    grip(page, "number of hidden units").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "width") == 6 and page.locator(".hu-part").count() == 6
    drag(page, grip(page, "number of hidden units"), 120, 0)
    assert trait(page, "width") > 9
    page.locator("input[type=range]:visible").first.focus()
    page.keyboard.press("End")
    settle(page)
    assert trait(page, "width") == 20 and "(20 units)" in page.locator(".cw-formula").inner_text()


@pytest.mark.parametrize("activation", net.ACTIVATIONS)
def test_each_activation_draws(opened, activation):
    page = opened()
    name = {"relu": "ReLU"}.get(activation, activation)
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)
    assert trait(page, "activation") == activation
    assert f"{HiddenUnits(activation=activation).error:.3f}" in page.locator(".cw-formula").inner_text()
    page.get_by_role("radio", name="two classes").click()
    settle(page)
    right = HiddenUnits(view="classes", activation=activation).right
    assert page.locator(".hu-count").inner_text() == f"{right} of 4 right"
    assert "NaN" not in page.locator(".course-widget").inner_html()


@pytest.mark.parametrize("activation", net.ACTIVATIONS)
def test_torch_lines_do_what_the_picture_does(opened, activation):
    import torch

    def run(widget, page, **names):
        names |= {"torch": torch, "w2": torch.tensor(widget.output_weights), "b2": widget.output_bias}
        exec(page.locator(".cw-code").inner_text(), names)
        return names["y"].numpy()

    options = {"activation": activation, "width": 6}
    widget, page, s = HiddenUnits(**options), opened(**options), net.unit_scale(6, activation)
    y = run(widget, page, x=torch.tensor(net.grid()), k=torch.tensor(net.spread(6, activation)), s=s)
    assert abs(net.sup_error(y, net.target_curve(net.grid(), *net.CURVES["wave"])) - widget.error) < 1e-9

    options = {"view": "classes", "data": "moons", "activation": activation, "units": 5}
    widget, page = HiddenUnits(**options), opened(**options)
    (points, labels), rows = net.classes("moons"), torch.tensor(net.placed_units(5, "moons"))
    centres = torch.tensor(net.placed_centres(5))
    y = run(widget, page, X=torch.tensor(points), W=rows[:, :2], b=rows[:, 2], C=centres)
    assert int((y == labels).sum()) == widget.right


def test_classes_drag_and_count(opened):
    page = opened(view="classes")
    assert page.locator(".hu-count").inner_text() == "4 of 4 right"
    drag(page, page.locator(".cw-handle:visible").first, 90, -90)
    points = trait(page, "points")
    assert points[0][0] > 0.4 and points[0][1] > 0.4 and points[1:] == [[1, 1, -1], [0, 1, 1], [1, 0, 1]]
    assert page.locator(".hu-count").inner_text() == f"{HiddenUnits(view='classes', points=points).right} of 4 right"
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "points")[1] == [0.95, 1, -1]
    page.get_by_role("radio", name="rings").click()
    settle(page)
    assert trait(page, "points") == [] and page.locator(".hu-count").inner_text().endswith("of 22 right")


def test_a_line_gets_three_of_four(opened):
    page = opened(view="classes", units=0)
    assert page.locator(".hu-count").inner_text() == "3 of 4 right"
    assert page.locator(".hu-wrong").count() == 1
    page.locator("input[type=range]:visible").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.locator(".hu-count").inner_text() == "4 of 4 right" and page.locator(".hu-frame").count() == 2
    button(page, "draw units at random").click()
    settle(page)
    assert trait(page, "draw") == 1
    assert page.locator(".hu-count").inner_text() == f"{HiddenUnits(view='classes', draw=1).right} of 4 right"


def test_prediction_is_stored_before_the_answer(opened):
    page = opened()
    assert page.locator(".cw-answer").first.inner_text() == ""
    page.evaluate("() => model.on('change:curve', () => { window.before = { ...model.get('prediction') }; })")
    button(page, "3").first.click()
    settle(page)
    assert page.evaluate("window.before") == {"three kinks": "3"}, "stored before the picture turns to the answer"
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {"three kinks": "3"}
    answer = page.locator(".cw-answer").first.inner_text()
    assert answer.startswith("✗ You said 3.") and "Four." in answer
    assert (trait(page, "curve"), trait(page, "width"), trait(page, "activation")) == ("three kinks", 4, "relu")
    assert "0 (exact)" in page.locator(".cw-formula").inner_text()

    page.evaluate("() => { model.set('width', 3); model.set('view', 'classes'); }")
    settle(page)
    page.locator(".cw-challenge:visible button", has_text="3").click()
    settle(page)
    assert trait(page, "prediction") == {"three kinks": "3", "one unit on xor": "3"} and trait(page, "units") == 1
    assert page.locator(".hu-count").inner_text() == "3 of 4 right"
    assert trait(page, "width") == 3, "the first answer does not turn its picture back again"


def test_stored_prediction_leaves_the_picture_alone(opened):
    page = opened(prediction={"three kinks": "4"}, width=9)
    assert trait(page, "width") == 9
    assert "✓ As you said." in page.locator(".cw-answer").first.inner_text()


def test_undo_reset_and_copy(opened):
    page = opened(width=8, curve="step")
    page.get_by_role("radio", name="tanh").click()
    page.locator("summary").click()
    button(page, "copy as Python").click()
    settle(page)
    said = page.locator(".cw-more output.cw-label").inner_text()
    if said != "copied":
        again = eval(said, {"HiddenUnits": HiddenUnits})
        assert (again.width, again.curve, again.activation) == (8, "step", "tanh")
    button(page, "reset").click()
    assert trait(page, "activation") == "relu"


def test_keys_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    grip(page, "unit 1:").focus()
    for key in ("ArrowLeft", "ArrowDown", "a", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360), ("dark", 360)])
@pytest.mark.parametrize("view", ["curve", "classes"])
def test_fits_its_page_in_both_themes(opened, theme, view, width):
    page = opened(theme=theme, page_width=width, view=view, activation="radial")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    grip(page, "target at x = 0.0").first.focus()
    page.keyboard.press("ArrowUp")
    settle(page)
    formulas = page.locator(".cw-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1]
    labels = grip(page, "target at x = 0.0").evaluate_all("(all) => all.map((g) => g.getAttribute('aria-label'))")
    assert labels == ["target at x = 0.0 is −1.03"] * 2
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('width', 9)")
    settle(page)
