"""Several widgets stand on one page, each with its style sheet: none of them may restyle another."""

import re

import pytest

from course_lib.widgets.kit import HERE, CourseWidget

WIDGETS = {widget.source: widget for widget in CourseWidget.__subclasses__() if "course_lib" in widget.__module__}
STYLED = sorted(name for name in WIDGETS if (HERE / f"{name}.css").exists())


def selectors(css):
    """Every selector of every rule, those within @container and @media too."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    heads = (head.strip() for head in re.findall(r"([^{};]+)\{", css))
    return [one.strip() for head in heads if head[:1] != "@" for one in re.split(r",(?![^()]*\))", head)]


def test_every_widget_is_looked_at():
    assert len(WIDGETS) > 30 and {"plain_or_residual", "gradient_flow"} < set(STYLED)


@pytest.mark.parametrize("name", STYLED)
def test_its_rules_hold_in_no_other_widget(name):
    kit = (HERE / "kit.css").read_text("utf8")
    own = selectors(WIDGETS[name]._css.partition(kit)[2])
    assert len(own) == len(selectors((HERE / f"{name}.css").read_text("utf8"))) > 0
    assert [one for one in own if not one.startswith(f".course-widget.of-{name}")] == []


@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_its_frame_bears_its_name(name):
    assert WIDGETS[name]._esm.startswith(f'const SOURCE = "{name}";')


def test_the_frame_is_named_by_the_kit():
    assert "`course-widget of-${SOURCE}`" in (HERE / "kit.js").read_text("utf8")
