"""What a student has done, in work/progress.sqlite: one row a task.

A convenience, never a judge: whatever is wrong with the file becomes one sentence, and the student's answers are in
the notebooks anyway. The file is opened for each call and closed again, so kernels share it without talking.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from course_lib.workspace.places import find_places, is_building, student_folder

FILE = "progress.sqlite"
VERSION = 1  # in `pragma user_version`
SCHEMA = """
create table progress (
  task text primary key,
  outcome text not null,     -- of the latest check
  tries integer not null,    -- checks that were an attempt
  solved_at text,            -- first time correct, ISO 8601 in UTC; null before
  last_at text not null
)"""
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True)
class TaskState:
    """One task: the latest outcome, number of attempts, whether it was ever correct, time of the last (UTC)."""

    outcome: str
    tries: int
    solved: bool
    last: datetime


@dataclass
class Progress:
    """All recorded tasks by id, and one sentence when something was wrong with the file."""

    tasks: dict[str, TaskState] = field(default_factory=dict)
    problem: str | None = None

    @property
    def solved(self) -> list[str]:
        """Ids of the tasks that were correct at least once."""
        return [task for task, state in self.tasks.items() if state.solved]


class NewerFile(Exception):
    """The progress file was made by a newer version of the course."""


def record(task: str, outcome: str) -> str | None:
    """Note the outcome of a check; None when all is well, else one sentence for the report. Never raises.

    Does nothing outside the student's folder (a lecture's original, a build, a test), and nothing for
    "not attempted": an untouched stub is no attempt. A task once correct stays solved.
    """
    if outcome == "not attempted" or (work := student_folder()) is None:
        return None
    try:
        work.mkdir(parents=True, exist_ok=True)
        with opened(work / FILE) as (database, note):
            database.execute(
                "insert into progress values (:task, :outcome, 1, iif(:outcome = 'correct', :now, null), :now) "
                "on conflict (task) do update set outcome = :outcome, tries = tries + 1, last_at = :now, "
                "solved_at = coalesce(solved_at, excluded.solved_at)",
                {"task": task, "outcome": outcome, "now": datetime.now(UTC).isoformat()},
            )
            return note
    except (sqlite3.Error, OSError, NewerFile) as wrong:
        return explain(work / FILE, wrong)


def progress() -> Progress:
    """What is done per task. Makes no file; a damaged one is set aside, and `.problem` says so."""
    if is_building():
        return Progress()
    file = find_places().work / FILE
    try:
        if not file.exists():
            return Progress()
        with opened(file) as (database, note):
            rows = database.execute("select task, outcome, tries, solved_at, last_at from progress order by task")
            return Progress({row[0]: state_of(row) for row in rows}, note)
    except (sqlite3.Error, OSError, ValueError, TypeError, NewerFile) as wrong:
        return Progress(problem=explain(file, wrong))


def state_of(row: tuple) -> TaskState:
    _, outcome, tries, solved_at, last_at = row
    return TaskState(outcome, tries, solved_at is not None, datetime.fromisoformat(last_at))


@contextlib.contextmanager
def opened(file: Path) -> Iterator[tuple[sqlite3.Connection, str | None]]:
    """The open database and, when a damaged one had to be set aside for it, a sentence about that."""
    note = None
    try:
        database = connect(file)
    except sqlite3.Error as wrong:
        if getattr(wrong, "sqlite_errorcode", None) not in DAMAGED:
            raise
        note = set_aside(file)
        database = connect(file)
    with contextlib.closing(database):
        yield database, note


def connect(file: Path) -> sqlite3.Connection:
    """Open and look before anything is written: a truncated file otherwise accepts writes without a word."""
    database = sqlite3.connect(file, timeout=1, isolation_level=None)
    try:
        if (found := database.execute("pragma quick_check(1)").fetchone()[0]) != "ok":
            raise damaged(found)
        if version_of(database) > VERSION:
            raise NewerFile
        if version_of(database) < VERSION:
            begin(database)
        columns = [column[1] for column in database.execute("pragma table_info(progress)")]
        if columns != ["task", "outcome", "tries", "solved_at", "last_at"]:
            raise damaged(f"columns {columns}")
    except BaseException:
        database.close()
        raise
    return database


def version_of(database: sqlite3.Connection) -> int:
    return database.execute("pragma user_version").fetchone()[0]


def begin(database: sqlite3.Connection) -> None:
    """Make the table in an empty file, in one transaction: another kernel may be doing the same."""
    database.execute("begin immediate")
    if version_of(database) < VERSION:
        if database.execute("select count(*) from sqlite_master").fetchone()[0]:
            raise damaged("tables of something else")
        database.execute(SCHEMA)
        database.execute(f"pragma user_version = {VERSION}")
    database.execute("commit")


def damaged(found: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(found)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def set_aside(file: Path) -> str:
    """Rename a damaged file to progress.sqlite.bad-N, journal too: a left-over journal would spoil the new file."""
    number = 1
    while (kept := file.with_name(f"{FILE}.bad-{number}")).exists():
        number += 1
    os.rename(file, kept)
    with contextlib.suppress(FileNotFoundError):
        os.rename(f"{file}-journal", f"{kept}-journal")
    return f"The progress file was damaged: it is kept as {kept.name}, a new one was begun. Your answers are safe."


def explain(file: Path, wrong: Exception) -> str:
    if isinstance(wrong, NewerFile):
        reason = "it was made by a newer version of the course; update the course"
    else:
        reason = getattr(wrong, "strerror", None) or str(wrong)
    return f"Progress was not recorded in {file.name} ({reason}); your notebook keeps your answer."
