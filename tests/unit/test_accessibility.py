"""What of accessibility needs no browser: contrast of the palette, calm where calm is asked for, alternative texts."""

import html
import json
import re
from pathlib import Path

import pytest

from course_lib.widgets.palette import CATEGORIES, COLOURS

ROOT = Path(__file__).parents[2]
TEXTS = ("muted", "ink", "accent", "negative-ink", "positive-ink", "wrong", "right")
SHAPES = ("faint", "negative", "positive", *TEXTS)
FILLS = ("ink", "accent")  # of pressed buttons, of the button that leads on
TINTS = ("negative-tint", "positive-tint", "zero")
THEMES = {"light": 0, "dark": 1}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, from 0 to 1 (WCAG 2.2, section "relative luminance")."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(share * v for share, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """From 1 (no difference) to 21 (black on white): (L1 + 0.05) / (L2 + 0.05)."""
    dark, bright = sorted(map(luminance, (one, other)))
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_of_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_palette(theme, ground):
    colour = {name: pair[THEMES[theme]] for name, pair in COLOURS.items()}
    for names, least in ((TEXTS, 4.5), (SHAPES, 3)):
        low = {name: round(contrast(colour[name], colour[ground]), 2) for name in names}
        assert {name: value for name, value in low.items() if value < least} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_words_on_fills(theme):
    colour = {name: pair[THEMES[theme]] for name, pair in COLOURS.items()}
    pairs = [("paper", fill) for fill in FILLS] + [("ink", fill) for fill in TINTS]
    low = {pair: round(contrast(*map(colour.get, pair)), 2) for pair in pairs}
    assert {pair: value for pair, value in low.items() if value < 4.5} == {}


def test_the_categories_that_come_first_stand_out_from_paper():
    assert min(contrast(one, "#ffffff") for one in CATEGORIES[:4]) >= 3  # the light ones behind them need an outline


STYLES = sorted((ROOT / "course_lib").rglob("*.css"))
MOVES = re.compile(r"\b(transition|animation)(-[a-z]+)?\s*:(?!\s*none)|@keyframes|scroll-behavior\s*:\s*smooth")


def restless(css: str) -> list[str]:
    """What moves though the viewer has asked for less motion."""
    asked = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^{}]*\})*\s*\}", "", css)
    return [found[0] for found in MOVES.finditer(asked)]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_nothing_moves_for_who_wants_less_motion(path):
    assert restless(path.read_text("utf8")) == []


def test_motion_is_found():
    assert restless(".a { transition: opacity 1s; } .b { animation-name: x; } @keyframes x { }")
    assert not restless("@media (prefers-reduced-motion: no-preference) { .a { transition: opacity 1s; } }")


def test_no_script_starts_an_animation_of_its_own():
    scripts = [*(ROOT / "course_lib").rglob("*.js")]
    assert [path.name for path in scripts if re.search(r"\.animate\(|behavior: .smooth", path.read_text("utf8"))] == []


def alternative_texts(path: Path) -> list[str]:
    """Those of all images in a notebook, in Markdown and in what its cells put out."""
    found = []
    for cell in json.loads(path.read_text("utf8"))["cells"]:
        if cell["cell_type"] == "markdown":
            found += re.findall(r"!\[([^\]]*)\]\(", "".join(cell["source"]))
        texts = ["".join(out.get("data", {}).get("text/html", "")) for out in cell.get("outputs", [])]
        for tag in re.findall(r"<img\b[^>]*>", "".join([*cell["source"], *texts])):
            found += [html.unescape(alt[1]) for alt in [re.search(r'\balt="([^"]*)"', tag)] if alt] or [""]
    return found


def meaningless(texts: list[str]) -> list[str]:
    """Texts that do not tell what is seen: too short, the name of a file, its kind, or said of another picture, too."""
    named = re.compile(r"(?i)\.(svg|png|jpe?g)\b|^(an? )?(image|picture|plot|figure|chart|diagram) of|^\w+_\w+$")
    bad = [text for text in texts if len(text) < 40 or len(text.split()) < 7 or named.search(text)]
    return bad + sorted({text for text in texts if texts.count(text) > 1})


NOTEBOOKS = [path for room in ("lectures", "solutions") for path in sorted((ROOT / room).glob("*.ipynb"))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_alternative_texts_say_what_is_seen(path):
    assert meaningless(alternative_texts(path)) == []


def test_texts_that_say_nothing_are_found():
    good = "Two lines that cross at 3: the loss falls, the accuracy rises with it."
    for bad in (
        "a.svg",
        "figure of a loss that falls over many steps until it stands still",
        "loss",
        "",
        "net_as_graph",
    ):
        assert meaningless([good, bad]) == [bad]
    assert meaningless([good, good]) == [good] and meaningless([good]) == []
