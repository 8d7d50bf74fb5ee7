"""GraphStepper in Chromium: its reading and its arithmetic against Python's, mouse and keys, its manners."""

import json

import numpy as np
import pytest

from course_lib.widgets import GraphStepper
from course_lib.widgets import graph_stepper as module
from tests.unit.test_widget_graph_stepper import REFUSED

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = GraphStepper  # what the fixtures `opened` and `calculator` open


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def cells(page):
    rows = page.locator(".gs-table tr").all()[1:]
    return [[cell.inner_text().replace("−", "-") for cell in row.locator("td").all()] for row in rows]


# ---- arithmetic ----


def test_presets_are_the_same(calculator):
    there = calculator.evaluate("arithmetic.PRESETS")
    assert there == {name: list(entry) for name, entry in module.PRESETS.items()}


EXPRESSIONS = [entry[0] for entry in module.PRESETS.values()] + [
    "x*x", "x*x*x + x", "-x**2", "(-x)**2", "x**-2 + x**0.5", "2*-x + +y", "x - y - z", "x/y/z", "x/(y*z)",
    "-3*x + -y", "x**0 + x", "a = w*x; h = tanh(a); (h - t)**2 + a", "a = x*y\nb = a + x\nb*a", "exp(-x**2/2)",
    "log(x + 2) - log(y + 3)", "1.5e-1*x + .5*y + 2.*z", "relu(x) - relu(-x)", "sigmoid(2*x)*sigmoid(-2*x)",
    "p1 = x*y; p2 = p1*p1; p2 + x*x", "a = x + y; b = x*y; a*2", "1/(1 + exp(-x))",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_values_and_gradients_agree_with_the_engine_and_with_torch(calculator, expression):
    rng = np.random.default_rng(0)
    for _ in range(3):
        names = module.input_names(expression)
        numbers = dict(zip(names, rng.uniform(0.1, 1.5, len(names)).round(2).tolist(), strict=True))
        widget = GraphStepper(expression, numbers)
        there = calculator.evaluate("([text, inputs]) => arithmetic.gradients(text, inputs)", [expression, numbers])
        value = "([text, inputs]) => arithmetic.forward(arithmetic.parse(text), inputs).at(-1)"
        assert calculator.evaluate(value, [expression, numbers]) == pytest.approx(widget.output, rel=1e-13)
        by_torch = module.torch_gradients(expression, numbers)
        assert calculator.evaluate("(text) => arithmetic.inputNames(arithmetic.parse(text))", expression) == names
        for name in names:
            assert there[name] == pytest.approx(widget.gradients[name], rel=1e-12, abs=1e-14)
            assert there[name] == pytest.approx(by_torch[name], rel=1e-12, abs=1e-14)
        where = calculator.evaluate("([text, inputs]) => arithmetic.placeOf(text, inputs)", [expression, numbers])
        assert where == module.place(expression, numbers)


@pytest.mark.parametrize("expression", REFUSED)
def test_refuses_what_python_refuses(calculator, expression):
    text = calculator.evaluate(
        "(t) => { try { arithmetic.parse(t); return ''; } catch (e) { return e.message; } }", expression
    )
    assert len(text) > 8, f"{expression!r} was read"


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_path_product_summed_over_paths_is_the_gradient_and_no_boxes_overlap(calculator, expression):
    names = module.input_names(expression)
    numbers = dict.fromkeys(names, 0.7)
    sums, boxes = calculator.evaluate(
        """([text, inputs]) => { const A = arithmetic, graph = A.parse(text);
        const edges = A.edgesBack(graph, A.forward(graph, inputs));
        const sum = (i) => A.pathsFrom(graph, edges, i).reduce((t, way) => t + way.reduce((p, e) => p * e.slope, 1), 0);
        const of = graph.map((v, i) => [v.name, sum(i)]).filter((_, i) => graph[i].kind === 'input');
        return [Object.fromEntries(of), A.layout(graph).items.map((o) => [o.level, o.place])]; }""",
        [expression, numbers],
    )
    assert sums == pytest.approx(GraphStepper(expression, numbers).gradients, abs=1e-12)
    for i, (level, place) in enumerate(boxes):
        assert all(other != level or abs(beside - place) > 0.999 for other, beside in boxes[:i])


# ---- reactions ----


def test_default_state_is_half_way_back(opened):
    page = opened()
    words = page.locator(".gs-formula").inner_text()
    assert "p3 (1 − p3) = +0.21 times above dL/dp3 = −1.38" in words
    assert page.locator(".gs-glow").count() == 1
    assert cells(page)[0] == ["·", "·", "·", "1.3799"]
    assert page.locator(".cw-code").inner_text() == "L = (torch.sigmoid(w*x + b) - t)**2; L.backward(); w.grad"


def test_stepping_to_the_end_gives_the_engines_and_torchs_numbers(opened):
    page = opened(step=0)
    assert "Nothing is computed yet" in page.locator(".gs-formula").inner_text()
    for _ in range(14):
        button(page, "one step forward").click()
        settle(page)
    assert button(page, "one step forward").is_disabled() and trait(page, "step") == 14
    ours, value, torch = cells(page)
    want = [f"{grad:.4f}" for grad in GraphStepper().gradients.values()]
    assert ours == value == torch == want
    button(page, "one step back").click()
    settle(page)
    assert trait(page, "step") == 13 and "·" in cells(page)[0]


def test_a_dragged_input_moves_everything(opened):
    page = opened(step=14)
    before = page.locator(".gs-table").inner_text()
    settle(page)
    ring = page.locator(".cw-handle[aria-label^='w = '] .cw-ring").bounding_box()
    x, y = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y)
    page.mouse.move(x + 20, y)
    page.mouse.up()
    settle(page)
    w = trait(page, "inputs")["w"]
    assert 0.5 < w + 0.8 < 3.5
    assert page.locator(".gs-table").inner_text() != before
    grads = GraphStepper(inputs=trait(page, "inputs")).gradients
    assert cells(page)[0] == [f"{grad:.4f}".replace("-0.0000", "0.0000") for grad in grads.values()]
    assert cells(page)[2] == ["–"] * 4, "torch's recorded numbers are for other inputs"


def test_keys_move_an_input_and_pick_a_box(opened):
    page = opened()
    page.locator(".cw-handle[aria-label^='x = ']").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "inputs")["x"] == pytest.approx(1.3)
    page.keyboard.press("Enter")
    settle(page)
    assert trait(page, "picked") == "x"
    words = page.locator(".gs-chain").inner_text()
    assert "dL/dx = w · p3 (1 − p3) · 2 p4 = " in words
    assert words.endswith(f"{GraphStepper(inputs=trait(page, 'inputs')).gradients['x']:+.2f}")
    assert page.locator(".gs-lit").count() == 5
    page.locator(".gs-box[aria-label^='p4']").click()
    settle(page)
    assert trait(page, "picked") == "p4" and "dL/dp4 = 2 p4" in page.locator(".gs-chain").inner_text()


def test_two_ways_are_added(opened):
    page = opened(expression="(x + y)*x", inputs={"x": 3, "y": -1}, picked="x")
    assert "one product a way, added" in page.locator(".gs-chain").inner_text()
    assert page.locator(".gs-chain").inner_text().endswith("+5.00")


def test_prediction_is_stored_before_the_step(opened):
    page = opened()
    page.evaluate("model.on('change:step', () => { window.before = JSON.stringify(model.get('prediction')); })")
    assert page.locator(".cw-answer").inner_text() == ""
    page.get_by_label("your prediction").fill("-0.3")
    button(page, "commit").click()
    settle(page)
    key = "(sigmoid(w*x + b) - t)**2 at b=0.4, t=1, w=-0.8, x=1.5: dL/dp2 through p3"
    assert json.loads(page.evaluate("window.before")) == {key: -0.3}
    assert trait(page, "step") == 10 and page.locator(".cw-answer").inner_text().startswith("✓ As you said.")
    page.get_by_label("your prediction").fill("5")
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator(".cw-answer").inner_text().startswith("✗ You said 5. 1.00 · −0.30 = −0.30")
    assert len(trait(page, "prediction")) == 2


def test_typing_an_expression(opened):
    page = opened()
    field = page.get_by_label("expression")
    field.fill("x*x*")
    page.keyboard.press("Enter")
    assert page.locator(".gs-wrong").inner_text() == "something is missing at the end"
    assert trait(page, "expression") == GraphStepper().expression
    field.fill("x*x + k")
    page.keyboard.press("Enter")
    settle(page)
    assert trait(page, "inputs") == {"x": 1.5, "k": 1} and page.locator(".gs-wrong").inner_text() == ""
    page.get_by_role("radio", name="used twice").click()
    settle(page)
    assert trait(page, "expression") == "(x + y)*x" and field.input_value() == "(x + y)*x"
    page.locator("summary").click()
    button(page, "undo").click()
    button(page, "reset").click()
    settle(page)
    assert trait(page, "expression") == GraphStepper().expression


def test_keys_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".cw-handle").first.focus()
    for key in ("ArrowLeft", "a", "Enter", " "):
        page.keyboard.press(key)
    page.get_by_label("expression").focus()
    page.keyboard.press("b")
    assert page.evaluate("window.heard") == []


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360), ("dark", 360)])
@pytest.mark.parametrize("preset", ["two units", "log loss"])
def test_fits_its_page_in_both_themes(opened, theme, width, preset):
    page = opened(theme=theme, page_width=width, expression=module.PRESETS[preset][0])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]
    settle(page)
    box = page.locator(".gs-graph").bounding_box()
    assert (box["height"] > box["width"]) == (width == 360), "levels run down where it is narrow"


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    button(page, "one step forward").first.click()
    settle(page)
    formulas = page.locator(".gs-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1] and "to p1" in formulas[0]
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('step', 3)")
    settle(page)
