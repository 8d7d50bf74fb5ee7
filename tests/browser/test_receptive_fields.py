"""ReceptiveFields in Chromium: its arithmetic against course_lib.shapes, walking, building, predicting, its manners."""

import json

import pytest

from course_lib.experiments import receptive_fields as experiment
from course_lib.widgets import ReceptiveFields

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = ReceptiveFields  # what the fixtures `opened` and `calculator` open
ODD = [[5, 2, 0, 2], [2, 3, 1, 1], [3, 1, 9, 4]]


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def column(page, number):
    return page.locator(f".rf-table tbody td:nth-child({number})").all_inner_texts()


def test_arithmetic_agrees_with_the_shapes(calculator):
    nets = [*experiment.PRESETS.values(), ODD, [[9, 1, 0, 1], [9, 1, 0, 1]]]
    for layers in nets:
        for n in (11, 32, 64):
            there = calculator.evaluate("([layers, n]) => arithmetic.walk(layers, n)", [layers, n])
            here = experiment.walk(layers, n)
            assert [(one["units"], one["size"], one["jump"], one["start"]) for one in there] == [
                (one.units, one.field.size, one.field.jump, one.field.start) for one in here
            ]
            spans = calculator.evaluate("(rows) => rows.map((row) => arithmetic.spanOf(row, 3))", there)
            assert [tuple(span) for span in spans] == [one.field.span(3) for one in here]
    presets = calculator.evaluate(
        "Object.fromEntries(Object.entries(arithmetic.PRESETS).map(([k, v]) => [k, v.layers]))"
    )
    assert presets == {name: [list(layer) for layer in layers] for name, layers in experiment.PRESETS.items()}


def test_what_is_drawn_as_read_is_what_the_gradient_reaches(calculator):
    import torch

    for layers, n, unit in ((experiment.PRESETS["resnet"], 20, 1), (ODD, 40, 7), ([[3, 1, 2, 2], [3, 2, 4, 4]], 24, 5)):
        script = "([layers, n, unit]) => arithmetic.reading(layers, arithmetic.walk(layers, n), layers.length, unit)"
        there = calculator.evaluate(script, [layers, n, unit])[0]
        x = torch.zeros(1, 1, n, requires_grad=True)
        h = x
        for kernel, stride, padding, dilation in layers:
            h = torch.nn.functional.conv1d(h, torch.ones(1, 1, kernel), None, stride, padding, dilation)
        h[0, 0, unit].backward()
        assert there["hit"] == x.grad[0, 0].nonzero()[:, 0].tolist()
        assert (there["first"], there["last"]) == experiment.walk(layers, n)[-1].field.span(unit)


def test_the_nets_at_random_agree(calculator):
    asked = [(seed, index, streak) for seed in (0, 3) for index in range(4) for streak in (0, 2, 5)]
    there = calculator.evaluate("(all) => all.map((one) => arithmetic.questionOf(...one))", asked)
    for one, args in zip(there, asked, strict=True):
        here = experiment.question(*args)
        assert (one["n"], one["layers"], tuple(one["answer"])) == (here.n, [list(x) for x in here.layers], here.answer)


def test_untouched_it_shows_the_field_and_the_recurrence(opened):
    page = opened()
    assert column(page, 7) == ["1", "3", "4", "8", "10", "18"] and column(page, 9)[-1] == "−7"
    assert page.locator("text.rf-span").text_content() == "sees 18: 9 to 26"
    formula = page.locator(".cw-formula").inner_text().replace("\n", " ")
    assert "r = 10 + (3 − 1) · 1 · 4 = 18" in formula and "from −7 + 4 · 4 = 9" in formula
    assert page.evaluate("window.saved.length") == 0
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_walking_by_keys_and_mouse(opened):
    page = opened()
    unit = page.locator(".rf-tower .cw-handle")
    unit.focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
        settle(page)
    assert trait(page, "layer") == 3
    low, high = experiment.walk(experiment.PRESETS["five"], 32)[3].field.span(trait(page, "unit")[1])
    assert page.locator("text.rf-span").text_content() == f"sees 8: {low} to {high}"
    assert f"columns {low} to {high}" in unit.get_attribute("aria-label")
    settle(page)
    box = page.locator(".rf-tower svg").bounding_box()
    page.mouse.click(box["x"] + 0.29 * box["width"], box["y"] + 0.065 * box["height"])  # the first unit of layer 5
    settle(page)
    assert trait(page, "layer") == -1 and trait(page, "unit")[1] == 0
    assert page.locator("text.rf-span").text_content() == "sees 18: −7 to 10"
    assert "of its square outside the image" in page.locator(".cw-formula").inner_text()
    settle(page)
    frame = page.locator(".rf-frame").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] - 9, frame["y"] + 9)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] + 60, frame["y"] + 9, steps=3)
    page.mouse.up()
    assert trait(page, "unit")[1] in (1, 2)


def test_whole_maps(opened):
    page = opened(preset="vgg16", view="2d")
    page.locator(".rf-tower .cw-handle").focus()
    for key in ("ArrowUp", "ArrowRight", "PageDown"):
        page.keyboard.press(key)
        settle(page)
    assert (trait(page, "layer"), trait(page, "unit")) == (9, [7, 11])
    assert page.locator(".rf-plane").count() == 10 and page.locator(".rf-table tr.on").inner_text().startswith(
        "conv3_3"
    )


def test_building(opened):
    page = opened()
    page.get_by_label("stride of layer 5").fill("2")
    page.get_by_label("stride of layer 5").press("Tab")
    settle(page)
    assert trait(page, "layers")[4] == [3, 2, 1, 1] and trait(page, "preset") == "" and column(page, 6)[-1] == "4"
    page.get_by_label("kernel of the new layer").fill("5")
    page.get_by_label("your prediction of the size of its field").fill("40")
    button(page, "add it").click()
    settle(page)
    new = [*trait(page, "layers")]
    assert len(new) == 6 and new[5] == [5, 1, 1, 1] and column(page, 7)[-1] == "50"
    told = page.locator(".cw-answer").first.inner_text()
    assert told == "✗ You said 40. r = 18 + (5 − 1) · 1 · 8 = 50."
    assert json.loads(page.evaluate("window.saved[1]"))["prediction"] == {"size after an added layer": [[new, 40]]}
    assert len(json.loads(page.evaluate("window.saved[1]"))["layers"]) == 5, "stored before the picture shows it"
    for _ in range(2):
        button(page, "add it").click()
    assert "does not fit" in page.locator(".rf-words").inner_text()
    page.locator("summary").click()
    button(page, "undo").click()
    assert len(trait(page, "layers")) == 7


def test_a_net_at_random_keeps_its_numbers_until_both_are_said(opened):
    page = opened()
    for right in (True, False):
        page.get_by_role("button", name="draw a net").or_(page.get_by_role("button", name="next net")).click()
        settle(page)
        index = len(trait(page, "prediction").get("nets, seed 0", []))
        asked = experiment.question(0, index, index)
        assert trait(page, "layers") == [list(layer) for layer in asked.layers] and trait(page, "n") == asked.n
        assert set(column(page, 6)[1:] + column(page, 7)[1:]) == {"?"}
        assert page.locator(".rf-fan, .rf-hit").count() == 0 and not page.locator(".rf-frame").is_visible()
        units, size = asked.answer
        page.get_by_label("your prediction of the number of units").fill(str(units))
        page.get_by_label("your prediction of the size of the field").fill(str(size if right else size + 1))
        page.keyboard.press("Enter")
        settle(page)
        assert column(page, 7)[-1] == str(size) and page.locator(".rf-fan").count() == len(asked.layers)
    assert page.locator(".cw-answer").last.inner_text().startswith(f"✗ You said {units} units (right) and {size + 1}")
    assert trait(page, "prediction") == {"nets, seed 0": [[5, 6], [units, size + 1]]}
    assert page.locator(".rf-pips").inner_text() == "○○○○○ 0 in a row, 1 of 2 right"


def test_the_torch_line_finds_the_same_pixels(calculator):
    import torch

    line = calculator.locator(".cw-code").inner_text()
    seen = eval(
        line,
        {
            "torch": torch,
            "nn": torch.nn,
            "layers": ReceptiveFields().layers,
            "x": torch.rand(1, 1, 32, 32, requires_grad=True),
        },
    )
    assert [seen[:, axis].aminmax() for axis in (2, 3)] == [(9, 26), (9, 26)]


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, preset="resnet", unit=[0, 0])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    settle(page)
    edge = page.locator(".course-widget").bounding_box()
    for one in page.locator(".rf-table, .rf-term, .rf-tight > *").all():
        box = one.bounding_box()
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
