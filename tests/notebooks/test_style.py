"""Every lecture keeps the course's form; and each rule is shown to catch what it is there for."""

import tomllib

import nbformat
import pytest

from course_lib.authoring import pairs
from course_lib.authoring.course import Course
from tests.notebooks import style

COURSE = Course()
LECTURES = COURSE.files("lectures", "*.py")
TALKS = [path for path in LECTURES if path.stem[0].isdigit()]
WRITTEN = LECTURES + COURSE.files("solutions", "*.py")


def load(path):
    return pairs.from_py(path, COURSE.relative(path))


def ids_of(path):
    source = path.with_suffix(".py")
    if path.suffix != ".ipynb":
        return None
    if path.parent.name == "exercises":
        source = COURSE.root / "solutions" / f"{path.stem}.py"
    return {cell.id for cell in load(source).cells} if source.exists() else None


def planned_minutes(stem):
    table = COURSE.root / "lectures" / "parts.toml"
    parts = tomllib.loads(table.read_text(encoding="utf-8"))["part"] if table.exists() else []
    return next((part["minutes"] for part in parts if part["name"] == stem), None)


def none(complaints):
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("path", TALKS, ids=COURSE.relative)
def test_sizes(path):
    none(style.sizes(load(path)))


@pytest.mark.parametrize("path", TALKS, ids=COURSE.relative)
def test_minutes(path):
    none(style.minutes(load(path), planned_minutes(path.stem)))


@pytest.mark.parametrize("path", WRITTEN, ids=COURSE.relative)
def test_voice(path):
    none(style.voice(load(path)))


@pytest.mark.parametrize("path", WRITTEN, ids=COURSE.relative)
def test_links(path):
    none(style.links(load(path), path.parent, ids_of))


@pytest.mark.parametrize("path", WRITTEN, ids=COURSE.relative)
def test_alternative_texts(path):
    stored = path.with_suffix(".ipynb")
    none(style.alternative_texts(pairs.read(stored, stored.name) if stored.exists() else load(path)))


def text(source, kind="skip", ident="here"):
    return nbformat.v4.new_markdown_cell(source, id=ident, metadata={"slideshow": {"slide_type": kind}})


def code(source, kind="skip", **data):
    outputs = [nbformat.v4.new_output("display_data", data)] if data else []
    return nbformat.v4.new_code_cell(source, id="code", outputs=outputs,
                                     metadata={"slideshow": {"slide_type": kind}})


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


@pytest.mark.parametrize("rule, cells, complaint", [
    (style.sizes, [text("word " * 140)], "140 words"),
    (style.sizes, [code("x = 1\n" * 26)], "26 lines"),
    (style.sizes, [text("word " * 40, "slide", "a"), text("word " * 30, "-", "b")], "slide a: 70 words"),
    (style.sizes, [code("x = 1\n" * 13, "slide")], "13 lines"),
    (style.sizes, [code("x = " + "1" * 100, "slide")], "104 characters"),
    (style.sizes, [text("a", ident=f"c{n}") for n in range(61)], "61 cells"),
    (style.minutes, [text("# Title")], "does not say how many minutes"),
    (style.minutes, [text("5 minutes <!-- notes (2 min): a -->", "slide")], "add up to 2"),
    (style.minutes, [text("0 minutes <!-- notes (2 min): a -->")], "is on no slide"),
    (style.minutes, [text("0 minutes <!-- note 2 min: a -->")], "a comment that is no note"),
    (style.voice, [text("Look here!")], "exclamation"),
    (style.voice, [text("<!-- notes (1 min): It is Just a sum. -->")], "'just'"),
    (style.voice, [text("Let’s dive in.")], "dive in"),
    (style.alternative_texts, [text("![](a.svg)")], "without alternative text"),
    (style.alternative_texts, [text('<img src="a.svg" alt="">')], "<img>"),
    (style.alternative_texts, [code("plot()", **{"image/png": "AA"})], "picture(fig"),
    (style.alternative_texts, [code("plot()", **{"text/html": '<img src="a">'})], "<img>"),
    (lambda nb: style.links(nb, COURSE.root / "lectures", ids_of), [text("[a](nowhere.ipynb)")], "no file"),
    (lambda nb: style.links(nb, COURSE.root / "lectures", ids_of), [text("[a](#cell-id=gone)")], "no cell"),
])
def test_each_rule_catches_its_fault(rule, cells, complaint):
    assert any(complaint in said for said in rule(notebook(*cells)))


def test_a_good_cell_passes_every_rule():
    nb = notebook(text("3 minutes: $n!$, `a != b`, ![a figure](x.svg) justice <!-- notes (3 min): Say it. -->",
                       "slide"),
                  text("[up](#cell-id=here) [site](https://example.org) [mine](../work/a.ipynb)", ident="next"))
    none(style.sizes(nb) + style.minutes(nb) + style.voice(nb) + style.alternative_texts(nb))
    none([said for said in style.links(nb, COURSE.root / "lectures", ids_of) if "x.svg" not in said])
