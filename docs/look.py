# ruff: noqa: E501 (a page is written as it reads)
"""The one look of the course: writes look.md and look_palette.svg. Run: python docs/look.py

Numbers are read from kit.css, deck.css and palette.py; the pictures are those that the tests compare, so the page
says what is, not what was once meant.
"""

import re
from pathlib import Path

from course_lib.widgets.palette import CATEGORIES, COLOURS, matplotlib_style

DOCS = Path(__file__).parent
ROOT = DOCS.parent
KIT = (ROOT / "course_lib/widgets/kit.css").read_text("utf8")
DECK = (ROOT / "course_lib/authoring/templates/course_slides/deck.css").read_text("utf8")

MEANING = {
    "paper": "behind everything", "panel": "behind controls, questions and code", "line": "borders, grid",
    "faint": "axes, what is off", "muted": "labels, captions", "ink": "text, what is chosen",
    "accent": "what can be moved, focus", "negative": "values below 0, class −1", "zero": "the value 0",
    "positive": "values above 0, class +1", "negative-ink": "such numbers in text",
    "positive-ink": "such numbers in text", "negative-tint": "areas of such values behind text",
    "positive-tint": "areas of such values behind text", "wrong": "a wrong prediction", "right": "a right one",
}  # fmt: skip


def css(selector: str, name: str, sheet: str = KIT) -> str:
    """The first value of a property in the first rule whose selector ends so."""
    for rule in re.finditer(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        selectors = [one.strip().removeprefix(".course-widget ") for one in rule[1].split(",")]
        found = re.search(rf"(?:^|[;\s]){name}:\s*([^;]+)", rule[2])
        if selector in selectors and found:
            return found[1].strip()
    raise LookupError(f"no {name} in the rule of {selector}: docs/look.py reads it from the style sheet")


def palette_svg() -> str:
    """Every colour on light and on dark paper, with its name and meaning."""
    rows = []
    for k, (name, pair) in enumerate(COLOURS.items()):
        y = 8 + 30 * k
        for x, colour, paper, ink in ((8, pair[0], "#ffffff", "#1b1f24"), (320, pair[1], "#12161b", "#e8ecf1")):
            rows.append(f'<rect x="{x}" y="{y}" width="304" height="30" fill="{paper}"/>')
            rows.append(
                f'<rect x="{x + 8}" y="{y + 4}" width="44" height="22" rx="4" fill="{colour}" stroke="#9aa4b0"/>'
            )
            rows.append(f'<text x="{x + 62}" y="{y + 20}" fill="{ink}">{name}  {colour}</text>')
    for k, colour in enumerate(CATEGORIES):
        rows.append(
            f'<rect x="{16 + 76 * k}" y="{20 + 30 * len(COLOURS)}" width="68" height="22" rx="4" fill="{colour}"/>'
        )
    height = 50 + 30 * len(COLOURS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 632 {height}" font-family="sans-serif" font-size="13">'
        f'<rect width="632" height="{height}" fill="#ffffff"/>{"".join(rows)}</svg>\n'
    )


def page() -> str:
    style = matplotlib_style()
    meanings = "\n".join(f"| `{name}` | {MEANING[name]} |" for name in COLOURS)
    return f"""# One look

Made by `python docs/look.py` from the style sheets. Pictures of widgets are those that `tests/browser/test_look.py` compares.

## Palette

| name | is for |
|---|---|
{meanings}

Signed values run blue, paper, orange, centred at 0. Categories are Okabe and Ito's colours (last row). Hue is never alone:
classes differ in shape, signs in dash, states in words. A style sheet names variables, never a colour of its own.

![The colours by name, on light and on dark paper, and a row of eight category colours](look_palette.svg)

## Type and chrome of a widget

| part | rule |
|---|---|
| text | {css(".course-widget", "font").split(" var")[0]}, the font of the host |
| title | {css(".cw-title", "font-size")}, weight {css(".cw-title", "font-weight")} |
| title of a panel, labels | {css(".cw-panel-title", "font-size")}, {css(".cw-label", "font-size")}, muted |
| letters in a drawing | {css("svg.cw-plot text", "font-size")}, muted; larger where the drawing is drawn smaller |
| formula | {css(".cw-formula", "font-size")}, with the present numbers |
| code | {css(".cw-code", "font").split(" var")[0]}, one line |
| frame | padding {css(".course-widget", "padding")}, corners {css(".course-widget", "border-radius")} |
| button | at least {css("button", "min-height")} high, padding {css("button", "padding")}, corners {css("button", "border-radius")} |
| between panels | {css(".cw-stage", "gap")} |
| between controls | {css(".cw-controls", "gap")} |
| question | a bar of accent: {css(".cw-challenge", "border-left")} |

From top to bottom: title, drawing, formula, controls, questions, *more*, the line of torch. At most five controls are seen.

![A widget on light paper: title, four panels, formula, controls, questions](../tests/browser/look/stale_gradients-light.webp)
![The same widget on dark paper](../tests/browser/look/stale_gradients-dark.webp)
![The same widget 360 pixels wide: panels and controls below each other](../tests/browser/look/stale_gradients-narrow.webp)

Focus is a ring in the accent colour around what a key moves; here all rings at once.

![The same widget with a ring around every control](../tests/browser/look/stale_gradients-focus.webp)

## Figures

matplotlib with `matplotlib_style()`: {style["font.family"]} {style["font.size"]} pt, titles {style["axes.titlesize"]} pt on the left, no frame
at the top and right, no grid, lines {style["lines.linewidth"]} pt; SVG with letters as outlines; alternative text says what is seen.

![A figure in this style: the share of dead units](../figs/dead_share.svg)

## Tables

Numbers have equal digits and stand at the right; a thin line between rows, none between columns; the head is muted.

![A widget with a table of layers](../tests/browser/look/receptive_fields-light.webp)

## Decks

Slides are 1280 x 720 and scaled as a whole: text {css(".page", "font-size", DECK)}, padding {css(".page", "padding", DECK)},
code on a panel with corners {css(".source pre", "border-radius", DECK)}. Same palette, same widgets, controls beside the drawing.
"""


def main() -> None:
    (DOCS / "look.md").write_text(page(), "utf8")
    (DOCS / "look_palette.svg").write_text(palette_svg(), "utf8")


if __name__ == "__main__":
    main()
