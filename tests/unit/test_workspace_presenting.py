"""`make present`: which lecture is meant, what JupyterLab is told, what is said instead of starting."""

import json
import re
from pathlib import Path

import pytest

from course_lib.workspace import lab, presenting
from course_lib.workspace.__main__ import main
from course_lib.workspace.places import Places

ROOT = Path(__file__).parents[2]
KNOWN = ["04b_keeping_the_scale", "05a_convolution", "05b_pooling_and_sharing", "07_receptive_fields"]


@pytest.mark.parametrize(
    "name, meant",
    [
        ("05a", ["05a_convolution"]),
        ("05a_convolution", ["05a_convolution"]),
        ("lectures/05a_convolution.ipynb", ["05a_convolution"]),
        ("work/lectures/05A_convolution.py", ["05a_convolution"]),
        ("05", ["05a_convolution", "05b_pooling_and_sharing"]),
        ("pool", ["05b_pooling_and_sharing"]),
        ("5a", []),
        ("", []),
        (" ", []),
    ],
)
def test_a_lecture_is_named_by_a_number_a_beginning_or_a_path(name, meant):
    assert presenting.matches(name, KNOWN) == meant


@pytest.fixture
def launched(monkeypatch):
    """What would have been started: (places, options, config) of each start."""
    starts = []
    monkeypatch.setattr(lab, "launch", lambda *told, config=None: starts.append((*told, config)))
    return starts


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of two lectures around the current folder."""
    (tmp_path / "lectures").mkdir()
    (tmp_path / "lectures" / "parts.toml").write_text("")
    for name in KNOWN[1:3]:
        notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "lectures" / f"{name}.ipynb").write_text(json.dumps(notebook))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURSE_WORK", raising=False)
    monkeypatch.setattr(lab, "trust", lambda places: None)
    return tmp_path


@pytest.mark.parametrize("name, said", [("06", "no lecture '06'"), ("", "which lecture?")])
def test_an_unknown_lecture_starts_nothing_and_lists_which_there_are(course, launched, capsys, name, said):
    assert main(["present", name]) == 2
    error = capsys.readouterr().err
    assert said in error and all(f"  {each}\n" in error for each in KNOWN[1:3])
    assert launched == [] and not (course / "work").exists()


def test_what_is_presented_is_the_own_copy_and_the_callers_options_are_passed_on(course, launched, capsys):
    assert main(["present", "05", "--port=9000"]) == 0
    [(places, options, config)] = launched
    assert "--LabApp.default_url=/lab/tree/work/lectures/05a_convolution.ipynb" in options
    assert options[-1] == "--port=9000" and (config / "labconfig" / "default_setting_overrides.json").is_file()
    assert (places.work / "lectures" / "05a_convolution.ipynb").is_file()
    said = capsys.readouterr().out
    assert "05 is 05a_convolution and 05b_pooling_and_sharing; this is the first." in said and "Q leaves" in said


def test_a_work_folder_elsewhere_is_the_root_of_the_talk(tmp_path):
    places = Places(tmp_path / "course", tmp_path / "elsewhere")
    options = presenting.options(places, "lectures/05a_convolution", "forgotten")
    assert f"--ServerApp.root_dir={tmp_path / 'elsewhere'}" in options
    assert "--LabApp.default_url=/lab/tree/lectures/05a_convolution.ipynb" in options


def test_the_slides_are_in_nobodys_lab_but_a_talks(tmp_path):
    places = Places(tmp_path, tmp_path / "work")
    assert not any("labextensions" in option for option in lab.lab_options(places, []))
    talk = lab.lab_options(places, presenting.options(places, "lectures/05a_convolution", "forgotten"))
    names = [option.partition("=")[0] for option in talk]
    assert len(names) == len(set(names)), "JupyterLab refuses an option that is given twice"
    [path] = [option.partition("=")[2] for option in talk if "labextensions" in option]
    package = json.loads((Path(path) / "course-slides" / "package.json").read_text())
    assert (Path(path) / "course-slides" / package["jupyterlab"]["_build"]["load"]).is_file()


def test_the_slides_are_part_of_the_installed_package():
    assert '"present/**/*"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_key_that_the_launcher_names_is_one_that_the_slides_know():
    script = (presenting.PRESENT / "labextensions" / "course-slides" / "static" / "present.js").read_text("utf-8")
    assert re.findall(r"\b([A-Z]) ", presenting.KEYS) == ["S", "Q"]
    assert "q: () => this.leave()" in script and "s: () => this.notes()" in script
