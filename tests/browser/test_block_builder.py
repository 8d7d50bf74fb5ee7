"""BlockBuilder in Chromium: its arithmetic against course_lib.shapes, its torch code run, reactions, manners."""

import pytest

from course_lib.experiments import block_builder as blocks
from course_lib.shapes.cost import cost
from course_lib.shapes.sizes import output_size
from course_lib.widgets import BlockBuilder

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = BlockBuilder  # what the fixtures `opened` and `calculator` open
USUAL = dict(kind="basic", channels=64, groups=32, growth=32, layers=3, stride=1, side=56)
CASES = [USUAL | dict(kind=kind, channels=channels) for kind in blocks.KINDS for channels in (64, 256)]
CASES += [USUAL | dict(kind=kind, channels=128, stride=2, side=7) for kind in blocks.HALVING]
CASES += [USUAL | dict(kind="resnext", channels=512, groups=1), USUAL | dict(kind="dense", growth=12, layers=4)]


def shown(page):
    """(weights, parameters) of the block that is drawn."""
    bold = page.locator(".cw-formula b").all_inner_texts()
    return int(bold[0].replace(",", "")), int(bold[1].replace(",", ""))


def test_arithmetic_is_that_of_shapes(calculator):
    script = """(st) => { const parts = arithmetic.partsOf(st); return [arithmetic.totals(parts),
      parts.map((p) => [p.size, p.stride, p.groups, p.into, p.out, p.before, p.side, p.weights, p.macs,
                        p.beside])]; }"""
    for case in CASES:
        table = blocks.block_table(**case)
        total, parts = calculator.evaluate(script, case)
        assert (total["parameters"], total["macs"]) == (cost(table).parameters, cost(table).macs), case
        assert total["weights"] == blocks.weights(table), case
        for (size, stride, groups, into, out, before, side, weights, macs, beside), here in zip(
            parts, blocks.parts(table), strict=True
        ):
            what = f"{size}x{size}{' /2' if stride == 2 else ''}{f' in {groups} groups' if groups > 1 else ''}"
            assert (what, weights, macs, beside) == (here.what, here.weights, here.macs, here.beside), case
            assert ((into, before, before), (out, side, side)) == (here.before, here.after), case


def test_the_torch_code_is_the_block(calculator):
    import torch

    for case in CASES:
        code = calculator.evaluate(
            "(st) => arithmetic.torchCode(Object.assign(st, { parts: arithmetic.partsOf(st), halves: st.stride > 1, "
            "leaving: st.kind === 'dense' ? st.channels + st.layers * st.growth : st.channels * st.stride }))",
            case,
        )
        table = blocks.block_table(**case)
        with torch.device("meta"):
            scope = {"torch": torch, "nn": torch.nn, "x": torch.zeros(2, *table.input)}
            exec(code, scope)
        modules = [scope[name] for name in ("F", "fit") if name in scope] + scope.get("layers", [])
        y = scope["x"] if case["kind"] == "dense" else scope["y"]
        assert tuple(y.shape[1:]) == output_size(table), code
        assert sum(p.numel() for m in modules for p in m.parameters()) == cost(table).parameters, code


def test_untouched_it_shows_shapes_and_both_ways_back(opened):
    page = opened()
    block = page.locator(".bb-block")
    assert block.get_by_text("64×56×56").count() == 4, "x, inside, F(x), y"
    assert page.locator(".bb-back.bb-branch:not(.cw-arrow)").count() == 5 and block.get_by_text("· 1").count() == 1
    assert shown(page) == (73_728, cost(BlockBuilder().table).parameters)
    assert "dx = g + F′(x)ᵀ g, g = dy where y > 0, else 0" in page.locator(".cw-formula").inner_text()
    six = page.locator(".bb-table tbody td:nth-of-type(2)").all_inner_texts()
    expected = [f"{blocks.weights(blocks.block_table(kind)):,}" for kind in blocks.KINDS]
    assert six == expected and all(one in BlockBuilder.alt for one in expected)
    assert page.evaluate("window.saved.length") == 0
    html = page.locator(".course-widget").inner_html()
    assert "NaN" not in html and "undefined" not in html


def test_blocks_and_maps_by_keys_and_mouse(opened):
    page = opened()
    page.locator(".cw-handle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert trait(page, "channels") == 256
    settle(page)
    grip = page.locator(".bb-grip").bounding_box()
    page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] - 30, grip["y"] + 8, steps=3)
    page.mouse.up()
    assert trait(page, "channels") == 128
    page.get_by_role("radio", name="plain").click()
    settle(page)
    assert page.locator(".bb-block").get_by_text("· 1").count() == 0, "one way back only"
    page.keyboard.press("ArrowRight")
    settle(page)
    assert trait(page, "kind") == "bottleneck"
    page.get_by_role("button", name="halve the map").click()
    settle(page)
    assert shown(page)[0] == blocks.weights(blocks.block_table("bottleneck", 128, stride=2))
    assert "Wₛᵀ" in page.locator(".bb-block").text_content() and "fit(x)" in page.locator(".cw-code").inner_text()
    page.get_by_role("radio", name="dense").click()
    settle(page)
    assert page.get_by_role("button", name="halve the map").is_disabled()
    assert trait(page, "stride") == 1, "or the copied call would be refused"
    assert page.locator(".bb-block").get_by_text("224×56×56").count() == 1
    page.locator(".cw-slider:visible input").last.focus()
    page.keyboard.press("Home")
    settle(page)
    assert trait(page, "growth") == 4 and page.locator(".bb-block").get_by_text("140×56×56").count() == 1


def test_each_block_has_its_question_and_the_answer_comes_after(opened):
    page = opened()
    page.evaluate("() => model.on('change:channels', () => { window.before = { ...model.get('prediction') }; })")
    box = page.locator(".cw-challenge:visible")
    box.get_by_role("button", name="basic, 64 maps").click()
    settle(page)
    assert page.evaluate("window.before") == {"cheaper": "basic, 64 maps"} and trait(page, "kind") == "bottleneck"
    assert shown(page)[0] == 69_632
    answer = box.locator(".cw-answer").inner_text()
    assert answer.startswith("✗") and "69,632 against 73,728" in answer and "1,179,648" in answer
    for kind, option, said in (
        ("pre-activation", "pre-activation", "dx = dy"),
        ("ResNeXt", "half as many", "From 4,608 to 2,304"),
        ("dense", "78", "12 · 13 / 2 = 78"),
    ):
        page.get_by_role("radio", name=kind).click()
        settle(page)
        box.get_by_role("button", name=option, exact=True).click()
        settle(page)
        assert "✓" in box.locator(".cw-answer").inner_text() and said in box.locator(".cw-answer").inner_text()


@pytest.mark.parametrize("theme, width", [("dark", 640), ("light", 360)])
def test_fits_its_page_and_cleans_up(opened, theme, width):
    page = opened(theme=theme, page_width=width, kind="resnext", channels=2048, stride=2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.cleanup()")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
