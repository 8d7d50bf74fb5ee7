"""docs/look.md says what the style sheets say, and style sheets of widgets take their colours from the palette."""

import re
import runpy

import pytest

from course_lib.widgets.kit import HERE
from course_lib.widgets.palette import CATEGORIES

ROOT = HERE.parents[1]


def test_the_page_is_fresh():
    made = runpy.run_path(str(ROOT / "docs" / "look.py"))
    assert (ROOT / "docs" / "look.md").read_text("utf8") == made["page"](), "run: python docs/look.py"
    assert (ROOT / "docs" / "look_palette.svg").read_text("utf8") == made["palette_svg"](), "run: python docs/look.py"


def test_its_pictures_exist():
    page = (ROOT / "docs" / "look.md").read_text("utf8")
    wanted = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", page)
    assert len(wanted) == page.count("![") and all((ROOT / "docs" / one).is_file() for one in wanted)


@pytest.mark.parametrize("sheet", sorted(path.name for path in HERE.glob("*.css")))
def test_colours_come_from_the_palette(sheet):
    own = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\([^)]*\)|\bhsla?\([^)]*\)", (HERE / sheet).read_text("utf8"))
    own = set(own) - {*CATEGORIES, "#fff", "#111"}  # white and black on coloured cells
    assert own == set(), f"{sheet} has colours of its own; take a variable of palette.py"
