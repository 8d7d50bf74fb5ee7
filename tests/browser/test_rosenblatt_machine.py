"""RosenblattMachine in Chromium: its arithmetic against NumPy, its hands and keys, its themes and sizes."""

import json

import numpy as np
import pytest

from course_lib.experiments import association_machine as machine
from course_lib.widgets import RosenblattMachine

from .widget_page import settle

SHARES = (0.0, 0.37, 1.0)


@pytest.fixture(scope="module")
def made():
    return RosenblattMachine()


@pytest.fixture
def shown(lend_pages):
    with lend_pages() as show:
        yield show


@pytest.fixture
def page(shown, made):
    return shown(made)


def trait(page, name):
    settle(page)
    return page.evaluate(f"model.get('{name}')")


def text(page, selector):
    settle(page)
    return page.locator(selector).first.inner_text()


def cell(page, row, column):
    """Middle of a photocell on the page."""
    settle(page)
    box = page.locator(".rm-cell").nth(20 * row + column).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def test_arithmetic_agrees_with_numpy(page, made):
    """Features, sums, one pass of learning and accuracy, on the same wires and digits, at three shares of cut wires."""
    got = page.evaluate(
        """(shares) => {
            const f = window.arithmetic, of = (name, Kind) => f.bytesOf(model.get(name), Kind);
            const cells = of('wire_cells', Int16Array), signs = of('wire_signs', Int8Array);
            const order = of('wire_order', Uint16Array), bits = of('images', Uint8Array);
            const t = Array.from(of('labels', Int8Array)), count = model.get('training');
            const x = t.map((_, n) => f.unpack(bits, n)), zero = Array(512).fill(0);
            return shares.map((share) => {
                const left = f.cutSigns(signs, order, share), a = x.map((one) => f.preactivations(one, cells, left));
                const phi = a.map(f.features), test = phi.slice(count);
                const { w, mistakes } = f.onePass(zero, phi.slice(0, count), t.slice(0, count));
                return { left: Array.from(left), a: a.slice(0, 20).map((row) => Array.from(row)),
                    w: Array.from(w), mistakes, sums: phi.map((row) => f.weightedSum(w, row)),
                    hit: f.accuracy(w, test, t.slice(count)) };
            });
        }""",
        list(SHARES),
    )
    x, t, x_test, t_test = machine.split(*machine.sensor_images((3, 8)))
    wiring = machine.random_wiring(512, 10, np.random.default_rng(0))
    for share, there in zip(SHARES, got, strict=True):
        damaged = machine.cut(wiring, share)
        np.testing.assert_array_equal(there["left"], damaged.signs.ravel())
        np.testing.assert_array_equal(there["a"], x[:20] @ machine.as_matrix(damaged).T)
        phi, phi_test = machine.association(x, damaged), machine.association(x_test, damaged)
        w, mistakes = machine.train(phi, t, passes=1)
        np.testing.assert_array_equal(there["w"], w)
        assert there["mistakes"] == mistakes[0]
        np.testing.assert_array_equal(there["sums"], np.concatenate([phi, phi_test]) @ w)
        assert there["hit"] == np.mean(machine.respond(phi_test, w) == t_test)


def test_a_lesson_changes_the_weights_on_a_mistake_only(page):
    got = page.evaluate(
        """() => { const f = window.arithmetic, phi = [1, -1, 1];
            return [f.learn([0, 0, 0], phi, -1), f.learn([0, 0, 0], phi, 1), f.learn([2, 0, 0], phi, -1),
                f.learn([2, 0, 0], phi, 1)]; }"""
    )
    assert [(step["mistake"], step["w"]) for step in got] == [
        (True, [-1, 1, -1]),
        (True, [1, -1, 1]),  # the sum 0 is a mistake for either class, though the answer to it is +1
        (True, [1, 1, -1]),
        (False, [2, 0, 0]),
    ]


def test_untouched_it_says_what_python_says(page, made):
    assert made.decision == 8
    x = made.sensor.reshape(1, -1).astype(np.float32)
    total = int((machine.association(x, made.wiring) @ np.array(made.weights, np.float32))[0])
    assert f"= {total:+d}." in text(page, ".cw-formula") and "an 8" in text(page, ".cw-formula")
    assert page.locator(".rm-cell.lit").count() == made.sensor.sum()
    assert page.locator(".rm-wires .end").count() == 10
    assert page.locator(".rm-mean").count() == 0, "the curve must wait for the prediction"


def test_painting_with_the_pointer(page):
    button(page, "clear").click()
    assert trait(page, "lit") == [] and page.locator(".rm-cell.lit").count() == 0
    page.mouse.move(*cell(page, 4, 10))
    page.mouse.down()
    page.mouse.move(*cell(page, 15, 10))  # one jump: the stroke between must have no holes
    page.mouse.up()
    drawn = np.zeros((20, 20), int)
    drawn[3:17, 10] = drawn[4:16, 9:12] = 1
    assert trait(page, "lit") == np.flatnonzero(drawn).tolist()
    assert page.locator(".rm-cell.lit").count() == drawn.sum()
    assert trait(page, "digit") == -1
    page.mouse.move(*cell(page, 2, 2))  # the button is up: nothing more is drawn
    assert len(trait(page, "lit")) == drawn.sum()
    page.mouse.move(*cell(page, 10, 10))  # beginning on a lit cell erases
    page.mouse.down()
    page.mouse.up()
    assert len(trait(page, "lit")) == drawn.sum() - 5
    assert page.evaluate("window.saved.length") > 2


def test_drawing_with_keys(page):
    button(page, "clear").click()
    sensor = page.locator(".rm-sensor")
    sensor.focus()
    for key in ("ArrowUp", "ArrowLeft", "Space", "ArrowDown", "Space", "Space"):
        sensor.press(key)
    assert trait(page, "lit") == [9 * 20 + 9]
    assert "row 11 column 10, dark" in sensor.get_attribute("aria-label")


def test_pointing_at_a_unit(page):
    settle(page)
    frame = page.locator(".rm-frame").bounding_box()
    page.mouse.move(frame["x"] + 3, frame["y"] + 3)
    assert text(page, ".cw-formula").startswith("Unit 0:")
    assert trait(page, "unit") == 153  # pointing is not choosing
    page.mouse.move(2, 2)
    assert text(page, ".cw-formula").startswith("Unit 153:")
    page.mouse.click(frame["x"] + 3, frame["y"] + 3)
    assert trait(page, "unit") == 0
    units = page.locator(".rm-units")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        units.press(key)
    assert trait(page, "unit") == 15
    assert "association unit 15" in units.get_attribute("aria-label")


def test_wires_show_their_sign_and_whether_they_are_cut(page, made):
    ends = [page.locator(f".rm-wires .end.{kind}").count() for kind in ("pos", "neg", "cut")]
    signs = made.wiring.signs[153]
    assert ends == [int((signs > 0).sum()), int((signs < 0).sum()), 0]
    page.evaluate("model.set('cut', 0.5)")
    settle(page)
    left = machine.cut(made.wiring, 0.5).signs[153]
    ends = [page.locator(f".rm-wires .end.{kind}").count() for kind in ("pos", "neg", "cut")]
    assert ends == [int((left > 0).sum()), int((left < 0).sum()), int((left == 0).sum())]
    assert set(page.locator(".rm-wires text").all_text_contents()) == {"+", "−", "✕"}


def test_forgetting_and_learning_again(page, made):
    button(page, "forget all").click()
    assert set(trait(page, "weights")) == {0} and trait(page, "mistakes") == 0
    assert "sign(0) = +1" in text(page, ".cw-formula")
    button(page, "this is an 8").click()
    x = made.sensor.reshape(1, -1).astype(np.float32)
    np.testing.assert_array_equal(trait(page, "weights"), machine.association(x, made.wiring)[0])
    assert trait(page, "taught") == 1 and trait(page, "mistakes") == 1
    assert "s = 0 counts as a mistake: w ← w + φ" in page.locator(".cw-controls").first.inner_text()
    button(page, "this is an 8").click()
    assert trait(page, "taught") == 2 and trait(page, "mistakes") == 1
    button(page, "this is a 3").click()
    np.testing.assert_array_equal(trait(page, "weights"), np.zeros(512))
    assert trait(page, "mistakes") == 2
    button(page, "forget all").click()
    button(page, "all 240 digits").click()
    digits = machine.split(*machine.sensor_images((3, 8)))
    w, mistakes = machine.train(machine.association(digits[0], made.wiring), digits[1], passes=1)
    np.testing.assert_array_equal(trait(page, "weights"), w)
    assert trait(page, "mistakes") == mistakes[0] and trait(page, "taught") == 240


def test_stepping_through_the_training_digits(page):
    x, t, *_ = machine.split(*machine.sensor_images((3, 8)))
    button(page, "next digit").click()
    assert trait(page, "digit") == 10 and trait(page, "lit") == np.flatnonzero(x[10]).tolist()
    assert f"training digit 11 of 240: {'an 8' if t[10] > 0 else 'a 3'}" in page.locator(".cw-stage").text_content()


def test_the_prediction_is_stored_before_the_curve_shows(page, made):
    page.evaluate("""() => { window.seen = [];
        model.on('change:prediction', () => window.seen.push(document.querySelectorAll('.rm-mean').length)); }""")
    page.evaluate("model.set('cut', 0.75)")
    settle(page)
    assert "this one" not in page.locator(".cw-stage").text_content(), "the dot would give the answer away"
    button(page, "60 to 80 %").click()
    assert trait(page, "prediction") == {"falls": "60 to 80 %"}
    assert page.evaluate("window.seen") == [0]
    assert json.loads(page.evaluate("window.saved.at(-1)"))["prediction"] == {"falls": "60 to 80 %"}
    assert page.locator(".rm-mean").count() == 1
    answer = text(page, ".cw-answer")
    assert answer.startswith("✓ As you said.") and f"{100 * made.curve['falls']:.0f} %" in answer
    hit = RosenblattMachine(cut=0.75).accuracy
    assert f"this one: {100 * hit:.0f} %" in page.locator(".cw-stage").text_content()


def test_a_wrong_prediction_is_told_so(page):
    button(page, "below 20 %").click()
    assert text(page, ".cw-answer").startswith("✗ You said below 20 %.")


def test_the_slider_cuts(page):
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    assert trait(page, "cut") == 1
    assert "(0 lit +) − (0 lit −) = 0" in text(page, ".cw-formula")


def test_undo_reset_and_copy(page):
    page.locator("summary").click()
    first = trait(page, "lit")
    button(page, "clear").click()
    button(page, "next digit").click()
    button(page, "undo").click()
    assert trait(page, "lit") == []
    button(page, "copy as Python").click()
    copied = text(page, ".cw-more output")
    if copied != "copied":
        assert eval(copied, {"RosenblattMachine": RosenblattMachine}).sensor.sum() == 0
    button(page, "reset").click()
    assert trait(page, "lit") == first and trait(page, "digit") == 9


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 640, 360])
def test_fits_its_page_in_both_themes(shown, made, theme, width):
    page = shown(made, theme, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('.course-widget')).backgroundColor") == (
        "rgb(255, 255, 255)" if theme == "light" else "rgb(18, 22, 27)"
    )
    settle(page)
    paint = page.locator(".rm-cell").first.bounding_box()
    assert paint["width"] > 12, "a cell one can hit"
    if width == 360:  # the narrow picture paints where the finger is, too
        button(page, "clear").click()
        page.locator(".rm-sensor").scroll_into_view_if_needed()
        page.mouse.click(*cell(page, 7, 3))
        assert trait(page, "lit") == [123, 142, 143, 144, 163]


def test_it_rearranges_itself_when_the_page_becomes_narrow(page):
    settle(page)
    wide = page.locator(".rm-frame").bounding_box()
    page.set_viewport_size({"width": 360, "height": 900})
    settle(page)
    narrow = page.locator(".rm-frame").bounding_box()
    assert wide["height"] > wide["width"] and narrow["height"] < narrow["width"]
    assert page.locator(".rm-cell.lit").count() == 139 and page.locator(".rm-wires .end").count() == 10
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_two_views_share_one_model_and_clean_up(page):
    page.evaluate(
        """async () => {
            const esm = document.getElementById('esm').textContent;
            const module = await import(URL.createObjectURL(new Blob([esm], { type: 'text/javascript' })));
            const el = document.body.appendChild(document.createElement('div'));
            window.second = module.default.render({ model, el });
        }"""
    )
    button(page, "clear").first.click()
    settle(page)
    assert page.locator(".rm-cell.lit").count() == 0 and page.locator(".rm-cell").count() == 800
    page.evaluate("window.second()")
    assert page.locator(".course-widget").count() == 1
    page.evaluate("window.cleanup()")
    left = page.evaluate("Object.entries(window.handlers).filter(([, list]) => list.length).map(([name]) => name)")
    assert left == [] and page.locator(".course-widget").count() == 0
