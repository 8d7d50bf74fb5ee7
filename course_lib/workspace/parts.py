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
    """One sitting: lectures/NAME.ipynb and, where there are tasks, exercises/NAME.ipynb.

    A project has no lecture: it closes those before it, and its minutes are those of its tasks.
    """

    name: str
    title: str
    minutes: int
    learn: str
    tasks: tuple[Task, ...]
    planned: bool = False
    kind: str = "lecture"  # or "project"

    @property
    def is_project(self) -> bool:
        return self.kind == "project"

    @property
    def number(self) -> str:
        """`01a` of `01a_threshold_units`, `P1` of `project_1_deep_by_hand`."""
        first, second, *_ = self.name.split("_")
        return f"P{second}" if self.is_project else first

    @property
    def notebooks(self) -> tuple[str, ...]:
        """What a student opens, without suffix: the lecture and its exercise, or the project alone."""
        exercise = f"exercises/{self.name}"
        return (exercise,) if self.is_project else (f"lectures/{self.name}", exercise)

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
            part = Part(**{**entry, "tasks": tasks})
            if part.kind not in ("lecture", "project"):
                raise TypeError(f"kind must be lecture or project, not {part.kind!r}")
            parts.append(part)
        except (KeyError, TypeError) as wrong:
            raise ValueError(f"{MARK.as_posix()}, part {entry.get('name', '?')!r}: {wrong}") from wrong
    return parts
