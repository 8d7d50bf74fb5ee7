"""The list of parts: lectures/parts.toml as objects."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from course_lib.workspace.places import MARK


@dataclass(frozen=True)
class Task:
    """One task of an exercise: its id (as `check` knows it), stars 1 to 4, minutes."""

    id: str
    stars: int
    minutes: int


@dataclass(frozen=True)
class Part:
    """One sitting: lectures/NAME.ipynb and, where there are tasks, exercises/NAME.ipynb."""

    name: str
    title: str
    minutes: int
    learn: str
    tasks: tuple[Task, ...]
    planned: bool = False

    @property
    def number(self) -> str:
        """`01a` of `01a_threshold_units`."""
        return self.name.split("_", 1)[0]

    @property
    def exercise_minutes(self) -> int:
        return sum(task.minutes for task in self.tasks)


def load_parts(root: Path) -> list[Part]:
    """All parts in the order of teaching. Raises ValueError naming the part whose entry is wrong."""
    entries = tomllib.loads((root / MARK).read_text(encoding="utf-8"))["part"]
    parts = []
    for entry in entries:
        try:
            tasks = tuple(Task(**task) for task in entry["tasks"])
            parts.append(Part(**{**entry, "tasks": tasks}))
        except (KeyError, TypeError) as wrong:
            raise ValueError(f"{MARK.as_posix()}, part {entry.get('name', '?')!r}: {wrong}") from wrong
    return parts
