"""TensorLayouts in Chromium: its arithmetic against the experiment's (and so torch's), mouse and keys, its manners."""

import itertools
import json

import pytest

from course_lib.experiments import tensor_layouts as layouts
from course_lib.widgets import TensorLayouts
from tests.unit.test_tensor_layouts_experiment import chains

from .widget_page import settle, trait

pytestmark = pytest.mark.browser
WIDGET = TensorLayouts  # what the fixtures `opened` and `calculator` open


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def rows(page):
    return [[td.inner_text() for td in tr.locator("td").all()] for tr in page.locator(".tl-table tr").all()]


# ---- arithmetic ----

WALK = """([shape, ops]) => { const A = arithmetic, out = [];
  let layout = A.block(shape);
  for (const text of ops) {
    try { layout = A.apply(layout, text); } catch (problem) { out.push(problem.message); continue; }
    if (layout.storage.length > 200 || A.valuesOf(layout).length > 200 || layout.shape.length > 4) break;
    const { storage, shape, strides, copied } = layout;
    out.push({ storage, shape, strides, copied, values: A.valuesOf(layout), contiguous: A.isContiguous(layout),
      chunks: A.chunks(shape, strides) });
  }
  return out; }"""


def test_random_chains_agree_with_python(calculator):
    did, refused = 0, 0
    for shape, ops in chains(150):
        layout, there = layouts.block(shape), iter(calculator.evaluate(WALK, [shape, ops]))
        for text in ops:
            try:
                layout = layouts.apply(layout, text)
            except ValueError as problem:
                message = next(there)
                assert isinstance(message, str), (shape, ops, text)
                if "not compatible" in str(problem):
                    assert message == str(problem)
                refused += 1
                continue
            if len(layout.values()) > 200 or len(layout.shape) > 4:
                break
            got = next(there)
            assert tuple(got["shape"]) == layout.shape and tuple(got["strides"]) == layout.strides
            assert tuple(got["storage"]) == layout.storage and got["values"] == layout.values()
            assert got["copied"] == layout.copied and got["contiguous"] == layout.contiguous
            assert got["chunks"] == layouts.chunks(layout.shape, layout.strides)
            did += 1
    assert did > 100 and refused > 30


def test_view_works_where_python_says(calculator):
    shapes = [s for k in (1, 2, 3) for s in itertools.product([1, 2, 3, 4, 6, 8, 12, 16, 24, 48, 96], repeat=k)]
    for order in itertools.permutations(range(4)):
        layout = layouts.apply(layouts.block((2, 3, 4, 4)), f"permute({', '.join(map(str, order))})")
        there = calculator.evaluate(
            "([shape, strides, all]) => all.map((one) => arithmetic.viewStrides(shape, strides, one))",
            [layout.shape, layout.strides, shapes],
        )
        here = [layouts.view_strides(layout.shape, layout.strides, s) for s in shapes]
        assert [None if s is None else tuple(s) for s in there] == here


# ---- reactions ----


def test_default_picture(opened):
    page = opened()
    assert rows(page) == [["B", "C", "H", "W"], ["2", "3", "4", "4"], ["48", "16", "4", "1"], ["0", "1", "1", "2"]]
    assert "place 22 = 0·48 + 1·16 + 1·4 + 2·1: there stands 22" in page.locator(".tl-formula").inner_text()
    assert page.locator(".tl-number").count() == 96 == page.locator(".tl-small").count()
    assert sorted(page.locator(".tl-step").all_text_contents()) == [
        "B+1", "C+1", "H+1", "W+1",
    ]  # fmt: skip
    assert page.locator(".tl-here").text_content() == "22"


def test_dragging_the_ring(opened):
    page = opened()
    settle(page)
    cell = page.locator(".tl-block .tl-number").nth(22).bounding_box()
    goal = page.locator(".tl-block .tl-number").nth(75).bounding_box()
    page.mouse.move(cell["x"] + 5, cell["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"], goal["y"] - 20)
    page.mouse.move(goal["x"] + 5, goal["y"] + 5)
    page.mouse.up()
    settle(page)
    assert trait(page, "at") == [1, 1, 2, 3] and page.locator(".tl-here").text_content() == "75"
    settle(page)
    spot = page.locator(".tl-strip .tl-small").nth(40).bounding_box()
    page.mouse.click(spot["x"] + 3, spot["y"] + 3)
    settle(page)
    assert trait(page, "at") == [0, 2, 2, 0]


def test_keys_walk_along_the_axes(opened):
    page = opened()
    page.locator(".tl-block").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "PageDown", "End"):
        page.keyboard.press(key)
    settle(page)
    assert trait(page, "at") == [1, 2, 0, 3]
    assert "at index [1, 2, 0, 3] stands 83" in page.locator(".tl-block").get_attribute("aria-label")


def test_operations_keep_the_finger_on_the_number(opened):
    page = opened()
    button(page, "permute(0, 2, 3, 1)").click()
    settle(page)
    assert rows(page) == [["B", "H", "W", "C"], ["2", "4", "4", "3"], ["48", "4", "1", "16"], ["0", "1", "2", "1"]]
    assert "No number was moved" in page.locator(".tl-formula").inner_text()
    assert "2 steps of 48, in each 16 steps of 1, in each 3 steps of 16" in page.locator(".tl-formula").inner_text()
    field = page.get_by_label("an operation")
    field.fill("view(2, 48)")
    page.keyboard.press("Enter")
    assert "Use .reshape(...) instead." in page.locator(".tl-wrong").inner_text()
    assert trait(page, "ops") == ["permute(0, 2, 3, 1)"]
    button(page, "contiguous()").click()
    settle(page)
    assert "wrote 96 numbers" in page.locator(".tl-formula").inner_text()
    assert page.locator(".tl-wrong").inner_text() == ""
    field.fill("view(2, 48)")
    page.keyboard.press("Enter")
    settle(page)
    assert rows(page)[1:3] == [["2", "48"], ["48", "1"]]
    assert page.locator(".cw-code").inner_text() == (
        "x = torch.arange(96).view(2, 3, 4, 4).permute(0, 2, 3, 1).contiguous().view(2, 48); x.stride()"
    )
    button(page, "take the last one back").click()
    settle(page)
    assert len(trait(page, "ops")) == 2


def test_broadcasting(opened):
    page = opened()
    page.get_by_role("radio", name="a bias, broadcast").click()
    settle(page)
    assert rows(page)[1:3] == [["2", "3", "4", "4"], ["0", "1", "0", "0"]]
    assert page.locator(".tl-small").count() == 3 and page.locator(".tl-number").count() == 96
    assert "A step along B, H, W stays where it is: stride 0." in page.locator(".tl-formula").inner_text()
    button(page, "channels_last()").click()
    settle(page)
    assert page.locator(".tl-small").count() == 96


def test_prediction_is_stored_before_the_answer(opened):
    page = opened(ops=["permute(0, 2, 3, 1)"])
    said = page.locator(".cw-answer")
    assert said.inner_text() == "" and button(page, "do it").nth(1).is_disabled()
    page.evaluate("""model.on('change:prediction',
        () => { window.answer ??= document.querySelector('.cw-answer').textContent; })""")
    button(page, "it works").click()
    settle(page)
    assert page.evaluate("window.answer") == "", "stored first"
    key = "block [2, 3, 4, 4].permute(0, 2, 3, 1): view(2, 48)"
    assert trait(page, "prediction") == {key: "it works"}
    assert json.loads(page.evaluate("window.saved[0]"))["prediction"] == {key: "it works"}
    assert said.inner_text().startswith("✗ You said it works. Refused.")
    button(page, "another shape").click()
    assert said.inner_text() == "" and "view(2, 4, 12)" in page.locator(".cw-challenge").inner_text()
    button(page, "another shape").click()
    button(page, "it is refused").click()
    settle(page)
    assert "view(8, 4, 3)" in page.locator(".cw-challenge").inner_text()
    assert said.inner_text().startswith("✓ As you said. Refused.")


@pytest.mark.parametrize("shape, works", [((2, 4, 4, 3), False), ((2, 48), False), ((2, 16, 3), True)])
def test_the_answer_is_what_happens(opened, shape, works):
    page = opened(ops=["permute(0, 2, 3, 1)"])
    page.get_by_label("an operation").fill(f"view{shape}" if shape != (2, 4, 4, 3) else "view(8, 4, 3)")
    page.keyboard.press("Enter")
    settle(page)
    assert (len(trait(page, "ops")) == 2) == works


def test_undo_reset_and_copy(opened):
    page = opened()
    button(page, "channels_last()").click()
    settle(page)
    page.locator("summary").click()
    button(page, "copy as Python").click()
    settle(page)
    text = page.locator(".cw-more output.cw-label").inner_text()
    if text != "copied":
        assert eval(text, {"TensorLayouts": TensorLayouts}).layout.strides == (48, 1, 12, 3)
    button(page, "undo").click()
    settle(page)
    assert trait(page, "ops") == []


def test_keys_stay_in_the_widget(opened):
    page = opened()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key)); }")
    page.locator(".tl-block").focus()
    for key in ("ArrowLeft", "PageDown", "End", "a", " "):
        page.keyboard.press(key)
    page.get_by_label("an operation").focus()
    page.keyboard.press("b")
    assert page.evaluate("window.heard") == []


@pytest.mark.parametrize("theme, width", [("light", 1000), ("dark", 640), ("light", 360), ("dark", 360)])
@pytest.mark.parametrize("given", [{}, {"shape": (48,)}, {"shape": (2, 3, 1, 9)}])
def test_fits_its_page_in_both_themes(opened, theme, width, given):
    page = opened(theme=theme, page_width=width, **given)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[theme]


def test_two_views_follow_one_model_and_cleaning_up_leaves_nothing(opened):
    page = opened()
    page.evaluate("""async () => { const el = document.createElement('div'); document.body.append(el);
        const text = document.getElementById('esm').textContent;
        const module = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        window.second = await module.default.render({model: window.model, el}); }""")
    button(page, "channels_last()").first.click()
    settle(page)
    formulas = page.locator(".tl-formula").all_inner_texts()
    assert len(formulas) == 2 and formulas[0] == formulas[1] and "wrote 96 numbers" in formulas[0]
    page.evaluate("() => { window.second(); window.cleanup(); }")
    assert page.evaluate("Object.values(window.handlers).flat().length") == 0
    assert page.locator(".course-widget").count() == 0
    page.evaluate("() => model.set('ops', [])")
    settle(page)
