"""Every widget looks as it looked when somebody last looked at it: light, dark, on a phone and with its focus rings.

If a widget has been changed on purpose: `make screenshots`, look at the pictures, commit them.
"""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import uniform_filter

from .look import EDGE, TONE, aside, compare, difference_picture, halved, pixels, stored_form
from .screenshots import FOLDER, LOOK, VARIANTS, camera, pictures, shots
from .widget_page import empty, new_page, show_widget

REPORTS = Path(__file__).resolve().parents[2] / "build" / "look"
WIDTH_OF_TEXT = """() => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = '100px system-ui';
  pen.fontKerning = 'none';
  return pen.measureText('Perceptron 0123').width;
}"""


def unusable(reason: str):
    if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"COURSE_REQUIRE_BROWSER=1 and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def page(playwright):
    """One page of a Chromium whose type is the same everywhere; emptied by whoever used it."""
    if sys.platform != "linux":
        pytest.skip("the fonts can be pinned on Linux only")
    with camera(playwright) as browser:
        one = new_page(browser)
        wide = one.evaluate(WIDTH_OF_TEXT)
        if abs(wide - text_width("Perceptron 0123", 100)) > 1:
            unusable(f"this Chromium does not take its fonts from fontconfig: text is {wide:.1f} pixels wide")
        yield one


def text_width(text: str, size: float) -> float:
    """Width of a line in DejaVu Sans, from the advances in the font file that matplotlib brings along."""
    from matplotlib import font_manager, ft2font

    font = ft2font.FT2Font(font_manager.findfont("DejaVu Sans", fallback_to_default=False))
    advances = [font.load_char(ord(letter), flags=ft2font.LoadFlags.NO_SCALE).horiAdvance for letter in text]
    return sum(advances) * size / font.units_per_EM


@pytest.mark.parametrize("name", sorted(pictures()))
def test_looks_as_it_looked(page, name):
    widget, given = pictures()[name]
    wrong = []
    for variant, png in shots(page, widget(**given)).items():
        path, now = LOOK / f"{name}-{variant}.webp", pixels(png)
        if not path.exists():
            wrong.append(f"{variant}: there is no {path.name}")
            continue
        stored = pixels(path)
        found = compare(stored, now)
        if not found.passes:
            REPORTS.mkdir(parents=True, exist_ok=True)
            report = REPORTS / f"{name}-{variant}.png"
            difference_picture(stored, now).save(report)
            wrong.append(f"{variant}: {found}; see {report}")
    assert page.errors == []
    again = f"if that is meant: python -m tests.browser.screenshots {name}"
    assert not wrong, "\n".join([f"{name} looks different", *wrong, again])


def test_every_stored_picture_has_a_widget():
    wanted = {f"{name}-{variant}.webp" for name in pictures() for variant in VARIANTS}
    assert {path.name for path in LOOK.iterdir()} == wanted, "run: make screenshots"
    assert sum(path.stat().st_size for path in LOOK.iterdir()) < 4_000_000


@pytest.mark.parametrize("name", sorted(pictures()))
def test_still_picture_is_no_older_than_the_look(name):
    """The picture that stands in for the widget was taken together with those here (few colours, so roughly)."""
    assert (LOOK / f"{name}-light.webp").exists(), f"python -m tests.browser.screenshots {name}"
    stored, still = pixels(LOOK / f"{name}-light.webp"), halved(pixels(FOLDER / f"{name}.png"))
    assert stored.shape == still.shape and abs(stored - still).mean() < 1.5, f"make screenshots (NAME: {name})"


# ---- the comparison itself: what it must see, and what it must not -------------------------------------------------

CHANGES = {
    "nothing": "0",
    "colour": "root.style.setProperty('--accent', '#0066a0')",
    "pale": "root.style.setProperty('--panel', '#eceef2')",
    "place": "Object.assign(root.querySelector('.cw-controls button').style, {position: 'relative', left: '2px'})",
    "handle": "root.querySelector('.cw-handle > :is(circle, rect)').setAttribute('transform', 'translate(3 0)')",
    "label": "letters.textContent = letters.textContent.replace(/[0-9]/, (c) => (c === '8' ? '1' : '8'))",
    "title": "title.textContent = title.textContent.replace('e', 'a')",
    "radius": "root.querySelectorAll('button').forEach((b) => { b.style.borderRadius = '2px'; })",
    "size": "root.style.paddingBottom = '16px'",
}
CHANGE = """(change) => {
  const root = document.querySelector('.course-widget'), title = root.querySelector('.cw-title');
  const letters = [...root.querySelectorAll('svg text')].find((t) => /[0-9]/.test(t.textContent) && !t.children.length);
  eval(change);
}"""


@pytest.fixture(scope="module")
def changed(page):
    """`changed(change) -> (stored, screenshot)` of PerceptronTrainer, the second after a change."""
    widget, given = pictures()["perceptron_trainer"]

    def taken(change):
        show_widget(page, widget(**given), *VARIANTS["light"], height=1400)
        page.evaluate(CHANGE, change)
        png = page.locator(".course-widget").screenshot()
        empty(page)
        return png

    stored = pixels(stored_form(taken("0")))
    return lambda name: (stored, pixels(taken(CHANGES[name])))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(changed, change, tmp_path):
    stored, now = changed(change)
    found = compare(stored, now)
    assert found.passes == (change == "nothing"), found
    difference_picture(stored, now).save(tmp_path / "difference.png")


def test_the_edge_of_letters_may_differ(changed):
    """A picture a fifth of a pixel aside, and darker or paler edges of the same letters, are no change."""
    stored, now = changed("nothing")
    at_rest = compare(stored, now)
    assert at_rest.edge < EDGE / 4 and at_rest.tone < TONE / 2, f"little is lost by storing: {at_rest}"
    soft = uniform_filter(now, (3, 3, 0))
    paler, sharper = 0.85 * now + 0.15 * soft, np.clip(1.15 * now - 0.15 * soft, 0, 255)
    for other in (aside(now, 0.2, 0), aside(now, -0.15, 0.15), paler, sharper):
        assert compare(stored, other).passes
