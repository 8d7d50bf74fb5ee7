"""`build`: pairs, outputs and exercises, each written only where it differs from what is there."""

from __future__ import annotations

import time
from pathlib import Path

from nbformat import NotebookNode

from . import pairs
from .course import COMMAND, Course, Refusal
from .digest import digest
from .execute import execute
from .exercises import exercise
from .readme import write_map


def build(course: Course, names: list[str] | None = None, everything: bool = False, say=print) -> None:
    """Bring the notebooks of `names` (all, if none) up to date; `everything` executes also what is fresh.

    Raises Refusal at the first thing an author must mend; what was built before it stays.
    """
    for source in course.sources(names):
        started = time.perf_counter()
        label = course.relative(source.with_suffix(""))
        nb, executed = built(course, source, everything)
        changed = pairs.write(nb, source.with_suffix(".ipynb"))
        seconds = f"executed in {time.perf_counter() - started:.0f} s" if executed else "outputs are fresh"
        say(f"{label}: {seconds}, {'written' if changed else 'unchanged'}")
        if source.parent.name == "solutions":
            target = course.exercise_of(source)
            changed = pairs.write(exercise(nb, f"solutions/{source.name}"), target)
            say(f"{course.relative(target.with_suffix(''))}: {'written' if changed else 'unchanged'}")
    if not names and (course.root / "README.md").exists():
        say(f"README.md: {'map written' if write_map(course) else 'map unchanged'}")


def built(course: Course, source: Path, everything: bool = False) -> tuple[NotebookNode, bool]:
    """The notebook of `source` as it is to be stored, and whether it had to be executed for that."""
    label = course.relative(source.with_suffix(""))
    nb = pairs.from_py(source, f"{label}.py")
    old = stored(course, source)
    if old is not None:
        refuse_lost_edits(nb, old, label)
    mark = digest(course, source, nb)
    if not everything and old is not None and is_fresh(old, mark):
        take_outputs(nb, old)
        executed = False
    else:
        nb, executed = execute(nb, label, source.parent, course.root), True
    nb.metadata["course"] = {"digest": mark, "source": pairs.source_mark(nb)}
    return nb, executed


def stored(course: Course, source: Path) -> NotebookNode | None:
    path = source.with_suffix(".ipynb")
    return pairs.read(path, course.relative(path)) if path.exists() else None


def is_fresh(old: NotebookNode, mark: str) -> bool:
    """Whether a stored notebook's outputs are those of the digest `mark`, and all there."""
    ran = all(cell.get("execution_count") for cell in old.cells if cell.cell_type == "code")
    return ran and old.metadata.get("course", {}).get("digest") == mark


def take_outputs(nb: NotebookNode, old: NotebookNode) -> None:
    """Give `nb` the outputs of `old`, whose code cells are the same in the same order."""
    code = [cell for cell in old.cells if cell.cell_type == "code"]
    for cell in (cell for cell in nb.cells if cell.cell_type == "code"):
        before = code.pop(0)
        cell.execution_count, cell.outputs = before.execution_count, before.outputs
    for key in ("widgets", "language_info"):
        if key in old.metadata:
            nb.metadata[key] = old.metadata[key]


def refuse_lost_edits(nb: NotebookNode, old: NotebookNode, label: str) -> None:
    """The .py is the source; text that stands only in the .ipynb must not vanish in silence."""
    mark = old.metadata.get("course", {}).get("source")
    if mark and mark != pairs.source_mark(old) and pairs.differences(nb, old):
        raise Refusal(
            f"{label}.ipynb was edited and {label}.py does not have those edits. To keep them: "
            f"jupytext --to py:percent {label}.ipynb ; to drop them: delete {label}.ipynb. "
            f"Then: {COMMAND} build {label}"
        )
