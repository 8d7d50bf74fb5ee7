"""Progress is a convenience: it counts right, several kernels share it, and a bad file costs one sentence."""

import sqlite3
import subprocess
import sys

import pytest

from course_lib.workspace import progress_file
from course_lib.workspace.progress_file import FILE, progress, record


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    monkeypatch.setenv("COURSE_WORK", str(tmp_path / "work"))
    return tmp_path / "work"


def test_attempts_are_counted_and_solved_stays_solved(work):
    for outcome in ("incorrect", "stopped", "correct", "incorrect"):
        assert record("gates", outcome) is None
    state = progress().tasks["gates"]
    assert (state.outcome, state.tries, state.solved) == ("incorrect", 4, True)
    assert record("mlp_forward", "incorrect") is None
    assert progress().solved == ["gates"] and progress().tasks["mlp_forward"].solved is False


def test_an_untouched_stub_is_no_attempt(work):
    assert record("gates", "not attempted") is None
    assert not work.exists() and progress().tasks == {}


@pytest.mark.parametrize("building", [True, False])
def test_nothing_is_recorded_outside_the_students_folder(tmp_path, monkeypatch, building):
    monkeypatch.delenv("COURSE_WORK", raising=False)
    monkeypatch.chdir(tmp_path)
    if building:
        monkeypatch.setenv("COURSE_BUILD", "1")
        monkeypatch.setenv("COURSE_WORK", str(tmp_path))
    assert record("gates", "correct") is None
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_file(work):
    assert progress().tasks == {} and not work.exists()


def test_two_processes_lose_no_record(work):
    """On a slow disk a record may be refused ("locked"), but one that was not refused is there."""
    code = "from course_lib.workspace import record\nfor n in range(50):\n while record('{}', 'incorrect'): pass"
    both = [subprocess.Popen([sys.executable, "-c", code.format(task)]) for task in ("one", "two")]
    assert [process.wait(60) for process in both] == [0, 0]
    assert {task: state.tries for task, state in progress().tasks.items()} == {"one": 50, "two": 50}


def damage(file, kind):
    whole = file.read_bytes()
    if kind == "not a database":
        file.write_bytes(b"this is a shopping list, and long enough to be looked at" * 20)
    elif kind == "truncated":
        file.write_bytes(whole[: len(whole) * 2 // 3])
    elif kind == "middle zeroed":
        file.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    else:
        file.unlink()
        with sqlite3.connect(file) as database:
            database.execute("create table progress (something, different)")


@pytest.mark.parametrize("kind", ["not a database", "truncated", "middle zeroed", "another table"])
@pytest.mark.parametrize("reading", [True, False])
def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(work, kind, reading):
    record("gates", "incorrect")
    with sqlite3.connect(work / FILE) as database:
        database.executemany("insert into progress values (?, 'x', 1, null, 'x')", [(f"task {n}",) for n in range(200)])
    damage(work / FILE, kind)
    bad = (work / FILE).read_bytes()
    said = progress().problem if reading else record("gates", "correct")
    assert f"kept as {FILE}.bad-1" in said
    assert (work / f"{FILE}.bad-1").read_bytes() == bad
    assert record("mlp_forward", "correct") is None
    assert set(progress().tasks) == ({"mlp_forward"} if reading else {"gates", "mlp_forward"})
    damage(work / FILE, "not a database")
    assert f"{FILE}.bad-2" in record("gates", "correct")


@pytest.mark.parametrize("length", [0, 1, 50, 99, 100, 101, 512, 4095, 4096, 4097, 8191])
def test_a_file_cut_anywhere_never_raises_and_records_again(work, length):
    record("gates", "correct")
    whole = (work / FILE).read_bytes()
    (work / FILE).write_bytes(whole[:length])
    record("gates", "correct")
    assert record("gates", "correct") is None
    assert progress().tasks["gates"].tries >= 2


def test_the_journal_of_a_damaged_file_goes_with_it(work):
    """Left behind, it would be rolled back into the new file of the same name."""
    work.mkdir()
    (work / FILE).write_bytes(b"damaged")
    (work / f"{FILE}-journal").write_bytes(b"left over")
    assert f"{FILE}.bad-1" in progress_file.set_aside(work / FILE)
    assert (work / f"{FILE}.bad-1-journal").read_bytes() == b"left over"
    assert not (work / f"{FILE}-journal").exists()


def test_a_newer_file_is_left_alone(work):
    record("gates", "correct")
    with sqlite3.connect(work / FILE) as database:
        database.execute("pragma user_version = 99")
    before = (work / FILE).read_bytes()
    assert "newer version" in record("gates", "correct") and "newer version" in progress().problem
    assert (work / FILE).read_bytes() == before


def test_a_folder_in_its_place_is_one_sentence(work):
    (work / FILE).mkdir(parents=True)
    assert "your notebook keeps your answer" in record("gates", "correct")
    assert "unable to open" in progress().problem


def test_a_file_where_the_folder_should_be_is_one_sentence(work):
    work.write_text("")
    assert "your notebook keeps your answer" in record("gates", "correct")


def test_a_file_that_cannot_be_written_is_still_read(work, monkeypatch):
    record("gates", "correct")
    connect = sqlite3.connect  # root ignores the write bit, so SQLite itself is told to refuse
    monkeypatch.setattr(
        progress_file.sqlite3, "connect", lambda file, **options: connect(f"file:{file}?mode=ro", uri=True, **options)
    )
    assert "readonly" in record("gates", "incorrect")
    assert progress().solved == ["gates"] and progress().problem is None


def test_a_locked_file_is_one_sentence_and_not_set_aside(work):
    record("gates", "correct")
    with sqlite3.connect(work / FILE, isolation_level=None) as database:
        database.execute("begin exclusive")
        assert "locked" in record("gates", "correct")
        database.execute("rollback")
    assert sorted(path.name for path in work.iterdir()) == [FILE]
