"""WhereTracingLies in Chromium: its tracer against the experiment's, its handles, its predictions, torch's words."""

import numpy as np
import pytest

from course_lib.experiments import tracing as trial
from course_lib.widgets import WhereTracingLies

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = WhereTracingLies  # what the fixtures `opened` and `calculator` open

TEXTS = [
    *trial.FUNCTIONS.values(),
    "relu(x) if x < 2 else -x",
    "x if x < -1 else x * 2 if x < 1 else x - (p1 - .5) / 3",
    "(x if x > 0 else -x) * 2 + abs(x - 1.50)",
    "while x * x >= 4: x = x - 0.5 * x.item() / 2",
    "where(x.item() < x, x, p1) + x",
    "(x + 1) * (x - 2) / (x / (p0 - x))",
    "x if x.item() < 1 else x + 1",
    "x - (x - (x + +2)) * -(-p1)",
    "while x < 9: x = x",
    "x if (x if x < 1 else -x) < -2 else relu(-x)",
]
REFUSED = [
    "", "1", "x +", "x ** 2", "0 < x < 1", "x if 0 < x < 1 else -x", "x if x else -x", "x if x < 1 else 2", "x < 1",
    "y + x", "where(p0 < p1, x, x)", "relu(2)", "x.sum()", "p0.item() * x", "x.item(1) * x", "2 x", "01 * x",
    "1_0 * x", "0x1 * x", "x and x", "import os", "while x: x = x / 2", "while x > 1: y = x", "x if x < 1",
    "x + 2000", "x; x", "x" + " + x" * 40,
]  # fmt: skip


def test_the_tracer_agrees_with_the_experiments(calculator):
    script = """([texts, xs, p0, p1]) => texts.map((t) => xs.map((at) => { const g = arithmetic.trace(t, at, p0, p1);
      return { lines: arithmetic.graphLines(g), asked: g.asked, value: String(g.value),
        answers: xs.map((x) => String(arithmetic.replay(g, x).value)),
        cells: arithmetic.wrongCells(t, g, p0, p1) }; }))"""
    xs, p0, p1 = [-3.5, -1.0, 0.0, 1.0, 2.5, 4.0], 1.5, 2.0
    there = calculator.evaluate(script, [TEXTS, xs, p0, p1])
    for text, by_x in zip(TEXTS, there, strict=True):
        for at, found in zip(xs, by_x, strict=True):
            graph = trial.trace(text, at, p0, p1)
            assert found["lines"] == graph.lines() and found["asked"] == graph.asked, (text, at)
            values = [float(v.replace("Infinity", "inf")) for v in [found["value"], *found["answers"]]]
            np.testing.assert_allclose(values, [graph.value, *trial.replay(graph, xs)], rtol=1e-12, err_msg=text)
            if at == -1.0:
                here = WhereTracingLies(function=text, traced_at=at, p0=p0, p1=p1)
                assert found["cells"] == here.wrong, text


def test_the_texts_are_read_and_refused_alike(calculator):
    script = "(t) => arithmetic.codeLines(t).map((line) => line.text).join('\\n')"
    for text in TEXTS:
        assert calculator.evaluate(script, text) == trial.python_code(text)
    tried = calculator.evaluate(
        "(texts) => texts.map((t) => { try { arithmetic.parse(t); return false; } catch (e) { return e.message; } })",
        REFUSED,
    )
    for text, message in zip(REFUSED, tried, strict=True):
        assert message, f"{text!r} passes in the browser"
        with pytest.raises(ValueError, match="tracing: "):
            trial.text_of(text)


def test_untouched_it_shows_the_wrong_answer_boxed(opened):
    page = opened()
    assert page.locator(".wtl-box").count() == 1
    assert page.locator(".wtl-says-graph").text_content() == "graph: 3"
    assert page.locator(".wtl-says-python").text_content() == "Python: 0"
    assert page.locator(".wtl-graph").get_attribute("d") == "", "the graph's line waits for the shading"
    run = page.locator(".wtl-run code").all_inner_texts()
    assert [line.strip() for line in run] == ["if x < p0:", "return x - p1"]
    assert page.locator(".wtl-gone code").inner_text() == "x < 1"
    said = trial.outcome("if", "trace")
    assert said.says in page.locator(".wtl-words").text_content() and "wrong at 2 and 3" in page.inner_text(
        ".wtl-torch"
    )
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html and page.evaluate("window.saved.length") == 0


def test_both_handles_by_keys_and_mouse(opened):
    page = opened()
    at, x = (page.get_by_role("button", name=name) for name in ("traced at", "x 2"))
    x.focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert trait(page, "x") == 1.75
    at.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert trait(page, "traced_at") == 4 and page.locator(".wtl-box").count() == 0
    assert "right" in page.inner_text(".cw-formula")
    dot = page.locator(".wtl-disc").bounding_box()
    page.mouse.move(dot["x"] + 4, dot["y"] + 4)
    page.mouse.down()
    page.mouse.move(dot["x"] - 150, dot["y"], steps=3)
    page.mouse.up()
    settle(page)
    assert trait(page, "x") < 0 and page.locator(".wtl-box").count() == 1
    page.locator("summary").click()
    page.get_by_role("button", name="undo").click()
    assert trait(page, "x") == 1.75


def test_shading_is_committed_before_the_answer(opened):
    page = opened()
    strip = page.get_by_role("group", name="shade where").first
    box = page.locator(".wtl-cell").nth(10).bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 4.5 * box["width"], box["y"] + 5, steps=6)
    page.mouse.up()
    assert trait(page, "shaded") == [10, 11, 12, 13, 14]
    strip.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # from the cell where the mouse went down
    page.keyboard.press(" ")
    assert trait(page, "shaded") == [10, 11, 13, 14]
    assert page.locator(".wtl-wrong").count() == 0
    page.get_by_role("button", name="commit").click()
    settle(page)
    said = trait(page, "prediction")[trial.FUNCTIONS["if"]]
    assert said == {"shaded": [10, 11, 13, 14], "traced_at": -1}
    assert page.locator(".wtl-wrong").count() == len(WhereTracingLies().wrong) == 6
    assert "✗ 14 of 16 cells. Wrong from 1 to 4." in page.locator(".cw-answer").first.inner_text()
    assert page.locator(".wtl-graph").get_attribute("d")
    page.get_by_role("radio", name="where").click()
    page.get_by_role("button", name="commit").click()
    settle(page)
    assert "✓ As you said. Wrong nowhere." in page.locator(".cw-answer").first.inner_text()


def test_what_torch_said_is_shown_after_the_question(opened):
    page = opened()
    page.get_by_role("radio", name="export", exact=True).click()
    settle(page)
    assert "Say first" in page.inner_text(".wtl-verdict")
    page.get_by_role("button", name="the same lie").locator("visible=true").click()
    settle(page)
    said = trial.outcome("if", "export")
    assert page.locator(".wtl-words").text_content() == f"{said.kind}: {said.says}"
    page.get_by_role("radio", name="x.item()").click()
    page.get_by_role("radio", name="compile", exact=True).click()
    settle(page)
    assert "2 graphs, Python between them, right at −1, 0.5, 2 and 3" in page.inner_text(".wtl-verdict")
    assert page.locator(".wtl-words").text_content() == trial.outcome("number", "compile").graph


def test_a_function_of_ones_own(opened):
    page = opened()
    page.get_by_role("radio", name="your own").click()
    field = page.get_by_role("textbox")
    assert field.input_value() == trial.FUNCTIONS["if"]
    field.fill("x if x < ")
    assert "missing" in page.locator(".wtl-trouble").inner_text() and trait(page, "function") == trial.FUNCTIONS["if"]
    field.fill("relu(x) if x < 2 else -x")
    settle(page)
    assert trait(page, "function") == "relu(x) if x < 2 else -x" and page.locator(".wtl-trouble").inner_text() == ""
    assert "return -x" in page.inner_text(".wtl-right") and "tracing.says" in page.inner_text(".wtl-words")


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, function="while", traced_at=4.0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
