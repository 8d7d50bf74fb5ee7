"""What `make slides` does not let through: it stops and names the file and the cell, and says what it cannot do."""

import json
import re

import pytest

from course_lib.authoring.build import build
from course_lib.authoring.course import Refusal
from course_lib.authoring.decks import rehearse, write_decks
from course_lib.authoring.execute import WIDGETS
from course_lib.authoring.stage import Stage
from course_lib.authoring.vendor import Vendor

ABSENT = Stage(absent="no Chromium was found")


@pytest.fixture
def stage(browser):
    return Stage(browser)


def silent(line):
    pass


def refusal(course, on=ABSENT, **how) -> str:
    """What write_decks says when it stops."""
    with pytest.raises(Refusal) as refused:
        write_decks(course, say=silent, on=on, **how)
    return str(refused.value)


def edit_stored(course, change):
    """Change the stored notebook behind the back of its source, as a merge or a hand edit may."""
    path = course.root / "lectures" / "01_tiny.ipynb"
    nb = json.loads(path.read_text(encoding="utf-8"))
    change(nb, {cell["id"]: cell for cell in nb["cells"]})
    path.write_text(json.dumps(nb), encoding="utf-8")


def edit_source(course, old, new):
    path = course.root / "lectures" / "01_tiny.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    build(course, ["lectures/01_tiny"], say=silent)


def test_a_cell_that_raised(copy):
    error = {"output_type": "error", "ename": "ValueError", "evalue": "too narrow", "traceback": []}
    edit_stored(copy, lambda nb, cells: cells["numbers"]["outputs"].append(error))
    said = refusal(copy)
    assert "lectures/01_tiny.ipynb, cell 'numbers'" in said and "ValueError: too narrow" in said


def test_a_widget_without_saved_state(copy):
    edit_stored(copy, lambda nb, cells: nb["metadata"].pop("widgets"))
    said = refusal(copy)
    assert said.startswith("lectures/01_tiny.ipynb, cell 'widget': shows a widget") and "is not saved" in said


def test_a_widget_whose_script_was_not_saved(copy):
    def strip(nb, cells):
        for model in nb["metadata"]["widgets"][WIDGETS]["state"].values():
            model["state"].pop("_esm", None)

    edit_stored(copy, strip)
    assert "cell 'widget': shows a widget" in refusal(copy)


def test_a_missing_figure(copy):
    (copy.root / "figs" / "dot.svg").unlink()
    said = refusal(copy)
    assert said.startswith("lectures/01_tiny.ipynb, cell 'formula': shows ../figs/dot.svg, which is not there")


def test_a_missing_figure_in_an_output(copy):
    picture = {"output_type": "display_data", "data": {"text/html": '<img alt="gone" src="gone.png">'}, "metadata": {}}
    edit_stored(copy, lambda nb, cells: cells["numbers"]["outputs"].append(picture))
    assert refusal(copy).startswith("lectures/01_tiny.ipynb, cell 'numbers': shows gone.png, which is not there")


def test_a_slide_that_overflows_is_seen_where_there_is_a_browser_and_only_there(copy, stage):
    edit_source(copy, "then decides.", "then decides.\n#\n# " + "One more line.\n#\n# " * 20)
    said = refusal(copy, stage)
    assert said.startswith("lectures/01_tiny.ipynb, cell 'formula': the page overflows"), said
    assert "build/slides/01_tiny.html" in said  # where to look at it
    assert refusal(copy, stage) == said  # not taken for seen the second time
    told = []
    write_decks(copy, say=told.append, on=ABSENT)
    assert "nobody has looked whether a slide overflows: no Chromium was found" in told[-1]


def test_what_was_looked_at_is_not_looked_at_again(copy, stage, monkeypatch):
    opened = []
    stage_open = stage.open
    monkeypatch.setattr(stage, "open", lambda path, **how: opened.append(path.name) or stage_open(path, **how))
    (path,) = write_decks(copy, say=silent, on=stage)
    write_decks(copy, say=silent, on=stage)
    assert opened == ["01_tiny.html"]
    write_decks(copy, say=silent, on=stage, paper=True)
    assert opened == ["01_tiny.html"] * 2  # once more, for the paper
    assert len(re.findall(rb"/Type\s*/Page\b", path.with_suffix(".pdf").read_bytes())) == 6


def test_paper_and_a_rehearsal_need_a_browser(copy):
    assert "no PDF: no Chromium was found" in refusal(copy, paper=True)
    with pytest.raises(Refusal, match="no Chromium was found"):
        rehearse(copy, say=silent, on=ABSENT)


def test_without_network_it_says_what_is_missing_and_how_to_get_it(copy, monkeypatch):
    (copy.root / "build" / "vendor").unlink()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(Refusal) as refused:
        Vendor(copy)
    said = str(refused.value)
    assert "sphinx-revealjs" in said and "pip download --no-deps sphinx-revealjs==" in said and "build/vendor" in said
