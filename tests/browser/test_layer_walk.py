"""LayerWalk in Chromium: every layer of every net against course_lib.shapes, keys, mouse, predictions, manners."""

import re

import pytest

from course_lib.experiments import layer_walk as walks
from course_lib.widgets import LayerWalk

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = LayerWalk  # what the fixtures `opened` and `calculator` open


def row(page):
    return page.locator(".lw-table tr.on").inner_text().split()


def test_every_layer_of_every_net_is_that_of_shapes(calculator):
    script = """(net) => arithmetic.unroll(model.get('programs')[net]).map((s) => [s.layer, s.block, s.maps, s.side,
      s.field, s.jump, s.start, s.parameters, s.macs, s.parametersSoFar, s.macsSoFar, s.join])"""
    for net in walks.NETS:
        here = [
            [s.layer, s.block, s.after[0], s.after[-1] if s.after[1:] else 1, s.field, s.jump, s.start, s.parameters]
            + [s.macs, s.parameters_so_far, s.macs_so_far, s.joins]
            for s in walks.walk(net)
        ]
        assert calculator.evaluate(script, net) == here, net
    first = calculator.evaluate("arithmetic.firstWith(arithmetic.unroll(model.get('programs').resnet152), 224)")
    assert first == walks.first_with_field("resnet152", 224) == 42


def test_untouched_it_shows_where_you_stand(opened):
    page = opened()
    step, last = LayerWalk().step, walks.walk()[-1]
    assert row(page) == ["24", "3×3", "128×28×28", str(step.field), f"{step.parameters:,}"]
    formula = page.locator(".cw-formula").inner_text()
    assert f"sees r = 91 + (3 − 1) · 8 = {step.field}" in formula and "(28 + 2 · 1 − 3) / 1⌋ + 1 = 28" in formula
    assert f"{step.parameters_so_far:,} of {last.parameters_so_far:,} parameters" in formula
    assert page.locator(".lw-table tbody tr").last.locator("td").nth(2).inner_text() == "?", "what lies ahead is hidden"
    assert page.locator(".lw-fog").count() == 2 and page.locator(".cw-challenge:visible").count() == 1
    assert page.evaluate("window.saved.length") == 0
    html = re.sub('href="data:[^"]*"', "", page.locator(".course-widget").inner_html())
    assert "NaN" not in html and "undefined" not in html


def test_walking_by_keys_and_mouse(opened):
    page = opened()
    page.locator(".cw-handle").focus()
    for key, unit in (
        ("ArrowRight", 25),
        ("Shift+ArrowRight", 28),
        ("Shift+ArrowRight", 31),
        ("ArrowLeft", 30),
        ("Shift+ArrowLeft", 28),
        ("PageDown", 31),
        ("End", 152),
        ("ArrowRight", 152),
    ):
        page.keyboard.press(key)
        assert trait(page, "unit") == unit, key
    settle(page)
    assert row(page)[-3:] == ["1,000", "all", "2,049,000"] and page.locator(".lw-fog").count() == 0
    page.keyboard.press("Home")
    settle(page)
    assert row(page)[:3] == ["image", "3×224×224", "1"]
    net = page.locator(".lw-net").bounding_box()
    page.mouse.click(net["x"] + net["width"] / 2, net["y"] + 90)
    assert abs(trait(page, "unit") - 73) <= 3
    settle(page)
    knob = page.locator(".lw-knob").bounding_box()
    page.mouse.move(knob["x"] + 7, knob["y"] + 6)
    page.mouse.down()
    page.mouse.move(net["x"] + net["width"] + 30, knob["y"], steps=3)
    page.mouse.up()
    assert trait(page, "unit") == 152
    page.get_by_role("combobox", name="net").select_option("vgg16")
    settle(page)
    assert trait(page, "unit") == 16 and row(page)[-1] == "4,097,000"


def test_the_field_after_the_next_layer_is_asked_everywhere(opened):
    page = opened(unit=11)
    page.get_by_role("radio", name="3").click()
    box = page.locator(".cw-challenge:visible")
    assert "Next is layer 12, 3×3 /2; here units are 4 pixels apart" in box.inner_text()
    for said, unit, word in (("8", 12, "As you said"), ("3", 13, "You said 3. Layer 13: from 43 to 43")):
        box.get_by_role("spinbutton").fill(said)
        box.get_by_role("spinbutton").press("Enter")
        settle(page)
        assert trait(page, "unit") == unit and word in box.locator(".cw-answer").inner_text()
    told = trait(page, "prediction")
    assert LayerWalk(prediction=told).grown == [("resnet152", 12, 8, True), ("resnet152", 13, 3, False)]


def test_predictions_are_stored_before_the_answer(opened):
    page = opened(net="resnet50")
    page.evaluate("() => model.on('change:unit', () => { window.before = { ...model.get('prediction') }; })")
    page.get_by_role("button", name="149").click()
    settle(page)
    assert page.evaluate("window.before") == {"whole image": "149"}
    assert (trait(page, "net"), trait(page, "unit")) == ("resnet152", 42) and page.locator(".lw-fog").count() == 0
    assert "Layer 42, in conv4_3: 235 pixels" in page.locator(".cw-answer").first.inner_text()
    page.get_by_role("radio", name="2").click()
    page.get_by_role("button", name="multiply-adds").click()
    settle(page)
    steps = walks.walk()
    shares = [steps[76].macs_so_far / steps[-1].macs_so_far, steps[76].parameters_so_far / steps[-1].parameters_so_far]
    answer = page.locator(".cw-challenge:visible .cw-answer").inner_text().replace("\xa0", " ")
    assert "✓" in answer and f"{shares[0]:.0%}".replace("%", " %") in answer and f"{100 * shares[1]:.0f} %" in answer


def test_the_torch_line_makes_the_layer(calculator):
    import torch

    for unit, shape in ((1, (3, 8, 8)), (24, (128, 8, 8)), (152, (2048,))):
        calculator.evaluate("(unit) => model.set('unit', unit)", unit)
        settle(calculator)
        layer = eval(calculator.locator(".cw-code").inner_text().split("#")[0], {"torch": torch})
        step = walks.walk()[unit]
        assert layer(torch.zeros(1, *shape)).shape[1] == step.after[0]
        assert 0 <= step.parameters - sum(p.numel() for p in layer.parameters()) <= 2 * step.after[0]


@pytest.mark.parametrize("theme, width, net", [("dark", 640, "densenet121"), ("light", 360, "resnet152")])
def test_fits_its_page_and_cleans_up(opened, theme, width, net):
    page = opened(theme=theme, page_width=width, net=net, unit=100)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
