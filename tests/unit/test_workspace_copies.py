"""A student's copy is made once, never half, and never written again after the student has changed it."""

import json
import os
from pathlib import Path

import pytest

from course_lib.workspace import copies
from course_lib.workspace.copies import fresh_copy, make_copies, outdated
from course_lib.workspace.places import find_places, student_folder

NAME = "lectures/01a_threshold_units"
TASKS = "exercises/01a_threshold_units"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder with one lecture and its exercise; the current folder is its lectures/."""
    monkeypatch.delenv("COURSE_WORK", raising=False)
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    root = tmp_path / "course"
    for kind in ("lectures", "exercises"):
        (root / kind).mkdir(parents=True)
        (root / kind / "01a_threshold_units.ipynb").write_bytes(f"{kind}, first edition\n".encode())
    (root / "lectures" / "index.ipynb").write_bytes(b"index")
    (root / "lectures" / "parts.toml").write_text("part = []\n")
    monkeypatch.chdir(root / "lectures")
    return find_places()


def original(course, name=NAME) -> Path:
    return course.root / f"{name}.ipynb"


def copy(course, name=NAME) -> Path:
    return course.work / f"{name}.ipynb"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_first_use_copies_every_part_byte_for_byte_and_not_the_index(course):
    report = make_copies()
    assert report.made == [NAME, TASKS] and not report.renewed and not report.problems
    for name in (NAME, TASKS):
        assert copy(course, name).read_bytes() == original(course, name).read_bytes()
    assert not (course.work / "lectures" / "index.ipynb").exists()


def test_a_changed_copy_survives_an_update_byte_for_byte(course):
    make_copies()
    copy(course).write_bytes(b"my own answer")
    original(course).write_bytes(b"second edition")
    for _ in range(3):
        report = make_copies()
        assert not report.made and not report.renewed
        assert copy(course).read_bytes() == b"my own answer"
    assert outdated(course) == [NAME]


def test_an_untouched_copy_follows_the_original(course):
    make_copies()
    original(course).write_bytes(b"second edition")
    assert make_copies().renewed == [NAME]
    assert copy(course).read_bytes() == b"second edition"
    assert make_copies().renewed == [] and outdated(course) == []


def test_a_change_taken_back_makes_the_copy_untouched_again(course):
    make_copies()
    first = copy(course).read_bytes()
    copy(course).write_bytes(b"a try")
    copy(course).write_bytes(first)
    original(course).write_bytes(b"second edition")
    assert make_copies().renewed == [NAME]


@pytest.mark.parametrize("notes", [None, b"", b"{", b"[1, 2]", b'{"lectures/01a_threshold_units": 7}', b"\xff\xfe"])
def test_without_a_readable_note_a_copy_counts_as_changed(course, notes):
    make_copies()
    file = course.work / copies.NOTES
    file.unlink() if notes is None else file.write_bytes(notes)
    original(course).write_bytes(b"second edition")
    assert make_copies().renewed == []
    assert copy(course).read_bytes() == b"lectures, first edition\n"


def test_a_file_that_was_there_before_the_first_copy_is_the_students(course):
    copy(course).parent.mkdir(parents=True)
    copy(course).write_bytes(b"unpacked from my old laptop")
    original(course).write_bytes(b"second edition")
    make_copies()
    make_copies()
    assert copy(course).read_bytes() == b"unpacked from my old laptop"


def test_a_deleted_copy_comes_back_and_a_removed_original_leaves_the_copy(course):
    make_copies()
    copy(course).unlink()
    assert make_copies().made == [NAME]
    original(course, TASKS).unlink()
    make_copies()
    assert copy(course, TASKS).exists()


def test_a_save_between_the_last_look_and_the_renewal_wins(course, monkeypatch):
    make_copies()
    original(course).write_bytes(b"second edition")
    rename = os.rename

    def save_first(source, target):
        if Path(source) == copy(course):
            copy(course).write_bytes(b"saved at the last moment")
        rename(source, target)

    monkeypatch.setattr(copies.os, "rename", save_first)
    assert make_copies().renewed == []
    assert copy(course).read_bytes() == b"saved at the last moment"


def test_a_save_while_the_untouched_copy_is_aside_wins_too(course, monkeypatch):
    make_copies()
    original(course).write_bytes(b"second edition")
    write_new = copies.write_new

    def save_first(target, data):
        target.write_bytes(b"saved at the last moment")
        return write_new(target, data)

    monkeypatch.setattr(copies, "write_new", save_first)
    assert make_copies().renewed == []
    assert copy(course).read_bytes() == b"saved at the last moment"


@pytest.mark.parametrize("again", [False, True])
def test_a_full_disk_leaves_no_half_file_and_no_lost_copy(course, monkeypatch, again):
    if again:
        make_copies()
        original(course).write_bytes(b"second edition")
    before = everything(course.work)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies.os, "fsync", full)
    report = make_copies()
    assert "No space left on device" in report.problems[0] and not report.made and not report.renewed
    assert everything(course.work) == before


def test_a_file_system_without_hard_links_works(course, monkeypatch):
    def no_links(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(copies.os, "link", no_links)
    assert make_copies().made == [NAME, TASKS]
    copy(course).write_bytes(b"my own answer")
    assert not copies.write_new(copy(course), b"other")
    assert copy(course).read_bytes() == b"my own answer"


def test_a_file_in_the_place_of_work_is_a_sentence_not_an_error(course):
    course.work.write_text("not a folder")
    report = make_copies()
    assert len(report.problems) == 2 and str(copy(course)) in report.problems[0]
    assert course.work.read_text() == "not a folder"


def test_nothing_is_left_lying_about(course):
    make_copies()
    original(course).write_bytes(b"second edition")
    make_copies()
    assert sorted(everything(course.work)) == [copies.NOTES, f"{TASKS}.ipynb", f"{NAME}.ipynb"]


def test_fresh_copy_puts_the_new_one_beside_the_old(course):
    make_copies()
    copy(course).write_bytes(b"my own answer")
    original(course).write_bytes(b"second edition")
    assert fresh_copy("01a_threshold_units") == f"work/{NAME}-2.ipynb"
    assert copy(course, f"{NAME}-2").read_bytes() == b"second edition"
    assert copy(course).read_bytes() == b"my own answer"
    assert outdated(course) == [], "the student has the new one now"
    assert fresh_copy(f"{NAME}.ipynb") == f"work/{NAME}-3.ipynb"
    assert fresh_copy(TASKS) == f"work/{TASKS}-2.ipynb"
    assert copies.beside(course, NAME) == [f"{NAME}-2", f"{NAME}-3"]


def test_fresh_copy_of_an_unknown_name_lists_the_names_there_are(course):
    with pytest.raises(ValueError, match="no notebook '07_magic'. There are: lectures/01a_threshold_units, exercises"):
        fresh_copy("07_magic")


def test_two_who_copy_at_once_agree(course):
    make_copies()
    notes = json.loads((course.work / copies.NOTES).read_text())
    make_copies()
    assert json.loads((course.work / copies.NOTES).read_text()) == notes


def test_places_are_found_from_below_and_work_can_be_elsewhere(course, tmp_path, monkeypatch):
    make_copies()
    assert student_folder() is None, "an original's outcome is nobody's progress"
    monkeypatch.chdir(course.work / "exercises")
    assert find_places().root == course.root
    assert student_folder() == course.work
    monkeypatch.setenv("COURSE_WORK", str(tmp_path / "elsewhere"))
    assert student_folder() == find_places().work == tmp_path / "elsewhere"
    monkeypatch.setenv("COURSE_BUILD", "1")
    assert student_folder() is None
