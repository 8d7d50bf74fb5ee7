"""The front door: the list of parts is the only source, links lead to the student's copies, the next step is right."""

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course_lib.workspace import index
from course_lib.workspace.copies import fresh_copy
from course_lib.workspace.index import overview
from course_lib.workspace.lab import lab_options
from course_lib.workspace.parts import load_parts
from course_lib.workspace.places import Places, find_places
from course_lib.workspace.progress_file import record

ROOT = Path(__file__).resolve().parents[2]
TASKS = sum(len(part.tasks) for part in load_parts(ROOT) if not part.planned)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder with the real list of parts and stand-ins for the notebooks; we stand in its lectures/."""
    monkeypatch.delenv("COURSE_WORK", raising=False)
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    for kind in ("lectures", "exercises"):
        (tmp_path / kind).mkdir()
    for part in load_parts(ROOT):
        for name in () if part.planned else part.notebooks:
            (tmp_path / f"{name}.ipynb").write_text(name)
    (tmp_path / "lectures" / "parts.toml").write_bytes((ROOT / "lectures" / "parts.toml").read_bytes())
    monkeypatch.chdir(tmp_path / "lectures")
    return find_places()


class Page(HTMLParser):
    """Links, text, and a complaint about a tag that is not closed."""

    def __init__(self, html):
        super().__init__()
        self.links, self.words, self.open = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_links_open_the_students_copies_and_every_one_exists(course):
    page = Page(overview()._repr_html_())
    assert page.links[0] == "../work/lectures/01a_threshold_units.ipynb"
    assert "../work/exercises/01b_networks.ipynb" in page.links
    assert all(Path(link).is_file() for link in page.links)


def test_from_a_copy_the_links_are_right_too(course, monkeypatch):
    overview()
    monkeypatch.chdir(course.work / "exercises")
    assert all(Path(link).is_file() for link in Page(overview()._repr_html_()).links)


def test_a_new_student_begins_with_the_first_part(course):
    shown = overview()
    assert "Made your copies in work/" in str(shown)
    assert "Begin here: Lecture 01a: Threshold units and learning from mistakes" in str(shown)
    assert f"0 of {TASKS} tasks solved" in str(shown)
    assert "Made your copies" not in str(overview())


def test_the_latest_record_or_save_is_where_to_go_on(course, monkeypatch):
    overview()
    with monkeypatch.context() as inside:
        inside.chdir(course.work / "exercises")
        record("gates", "correct")
        record("perceptron_epoch", "incorrect")
    shown = str(overview())
    assert "Go on where you stopped: Exercise 01a" in shown and f"1 of {TASKS} tasks solved" in shown
    assert re.search("✓ gates.*solved", shown) and re.search("◐ perceptron_epoch.*1 try so far", shown)
    copy = course.work / "lectures" / "01b_networks.ipynb"
    os.utime(copy, (4e9, 4e9))
    assert "Exercise 01a" in str(overview()).split("\n")[0], "opened and not changed: no work yet"
    copy.write_text("mine")
    os.utime(copy, (4e9, 4e9))
    assert "Go on where you stopped: Lecture 01b: Networks" in str(overview())


def test_an_outdated_copy_is_said_with_the_call_that_helps_and_the_fresh_one_is_linked(course):
    overview()
    (course.work / "exercises" / "01a_threshold_units.ipynb").write_text("mine")
    (course.root / "exercises" / "01a_threshold_units.ipynb").write_text("second edition")
    assert 'fresh_copy("exercises/01a_threshold_units")' in str(overview())
    fresh_copy("exercises/01a_threshold_units")
    page = Page(overview()._repr_html_())
    assert "../work/exercises/01a_threshold_units-2.ipynb" in page.links
    assert "older than" not in " ".join(page.words)


def test_a_build_shows_a_new_student_and_touches_nothing(course, monkeypatch):
    overview()
    with monkeypatch.context() as inside:
        inside.chdir(course.work / "exercises")
        record("gates", "correct")
    (course.work / "lectures" / "01b_networks.ipynb").unlink()
    before = sorted(course.work.rglob("*"))
    monkeypatch.setenv("COURSE_BUILD", "1")
    monkeypatch.setenv("COURSE_WORK", str(course.root / "elsewhere"))
    shown = overview()
    assert "Begin here" in str(shown) and f"0 of {TASKS}" in str(shown)
    assert Page(shown._repr_html_()).links[0] == "../work/lectures/01a_threshold_units.ipynb"
    assert sorted(course.work.rglob("*")) == before and not (course.root / "elsewhere").exists()


@pytest.mark.parametrize("how", ["a file in its place", "outside the course"])
def test_without_a_usable_work_folder_the_links_lead_to_the_originals(course, tmp_path_factory, monkeypatch, how):
    if how == "outside the course":
        monkeypatch.setenv("COURSE_WORK", str(tmp_path_factory.mktemp("elsewhere")))
    else:
        course.work.write_text("")
    page = Page(overview()._repr_html_())
    assert page.links[0] == "01a_threshold_units.ipynb" and "../exercises/01b_networks.ipynb" in page.links
    assert all(Path(link).is_file() for link in page.links)


def test_a_damaged_progress_file_is_said_on_the_page(course):
    overview()
    (course.work / "progress.sqlite").write_text("shopping list" * 100)
    assert "was damaged" in " ".join(Page(overview()._repr_html_()).words)


def test_what_is_not_ours_is_escaped(course, monkeypatch):
    part = replace(load_parts(ROOT)[0], title="<b>1 & 2</b>")
    monkeypatch.setattr(index, "load_parts", lambda _: [part])
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in overview()._repr_html_()


def test_a_wrong_entry_is_named(course):
    (course.root / "lectures" / "parts.toml").write_text('[[part]]\nname = "01a_x"\ntasks = []\nminuts = 3\n')
    with pytest.raises(ValueError, match="parts.toml, part '01a_x'.*minuts"):
        load_parts(course.root)
    entry = 'name = "01a_x"\ntitle = "x"\nminutes = 1\nlearn = "x"\ntasks = []\nkind = "talk"\n'
    (course.root / "lectures" / "parts.toml").write_text(f"[[part]]\n{entry}")
    with pytest.raises(ValueError, match="part '01a_x': kind must be lecture or project, not 'talk'"):
        load_parts(course.root)


def test_the_list_of_parts_is_what_is_in_the_repository():
    parts = load_parts(ROOT)
    assert len({part.name for part in parts}) == len(parts) == 22
    numbers = [part.number for part in parts]
    assert numbers.pop(numbers.index("04b") + 1) == "P1"
    assert numbers.pop() == "P2"
    assert numbers == sorted(numbers)
    assert all(part.minutes <= 50 and part.title and part.learn.endswith(".") for part in parts)
    projects = {part.name for part in parts if part.is_project and not part.planned}
    lectures = {part.name for part in parts if not part.is_project and not part.planned}
    for kind in ("lectures", "exercises", "solutions"):
        ready = lectures if kind == "lectures" else lectures | projects
        assert {path.stem for path in (ROOT / kind).glob("*.ipynb") if path.stem != "index"} == ready, kind


def test_a_project_has_an_exercise_and_no_lecture(course):
    shown = overview()
    page = Page(shown._repr_html_())
    assert "../work/exercises/project_1_deep_by_hand.ipynb" in page.links
    assert not any("lectures/project" in link for link in page.links)
    assert "Project 1" in page.words and "100 min" in page.words
    assert re.search(r"P1\s+Deep by hand, 100 min\n.*diagnosis, 40 min", str(shown))
    with pytest.MonkeyPatch.context() as inside:
        inside.chdir(course.work / "exercises")
        record("diagnosis", "incorrect")
    assert "Go on where you stopped: Project 1: Deep by hand" in str(overview())
    assert fresh_copy("exercises/project_1_deep_by_hand") == "work/exercises/project_1_deep_by_hand-2.ipynb"
    assert "Made your copies" not in str(overview())


def test_the_index_names_its_cells_and_links_only_to_parts_that_are_ready():
    source = (ROOT / "lectures" / "index.py").read_text(encoding="utf-8")
    for name in ("map", "how-notebooks-are-made", "further-work", "credits"):
        assert f'name="{name}"' in source
    names = {part.name: part for part in load_parts(ROOT) if not part.planned}
    links = re.findall(r"\]\(\.\./work/(lectures|exercises)/(\w+)\.ipynb\)", source)
    assert links and {name for _, name in links} <= set(names)
    assert f"{names['01a_threshold_units'].minutes} minutes" in source


def test_the_lab_is_told_what_the_course_needs_and_the_caller_has_the_last_word(course, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    options = lab_options(course, ["--port=9000", "--LabApp.default_url=/lab"])
    assert options[-2:] == ["--port=9000", "--LabApp.default_url=/lab"]
    assert f"--ServerApp.root_dir={course.root}" in options and "--no-browser" in options
    assert "--Application.log_level=WARN" in options
    assert "--Application.log_level=WARN" not in lab_options(course, ["--IdentityProvider.token=x"])
    outside = Places(course.root, Path("/elsewhere"))
    assert not any("workspaces_dir" in option for option in lab_options(outside, []))
    monkeypatch.setattr("sys.platform", "win32")
    assert "--no-browser" not in lab_options(course, [])
