"""One file per task; each defines TASK. A new file here is a new task: nothing else needs to know."""

import difflib
import functools
import importlib
import pkgutil


class UnknownTask(LookupError):
    """There is no task of this name; the text lists the nearest."""


@functools.cache
def all_tasks() -> dict:
    """Every task by id, in course order."""
    found = [importlib.import_module(f"{__name__}.{module.name}").TASK for module in pkgutil.iter_modules(__path__)]
    return {task.id: task for task in sorted(found, key=lambda task: (task.lecture, task.place))}


def find(task_id):
    """The task with this id; UnknownTask names the nearest ones."""
    known = all_tasks()
    if isinstance(task_id, str) and task_id in known:
        return known[task_id]
    if not isinstance(task_id, str):
        raise UnknownTask(f"check takes the task's name first, as text: check({next(iter(known))!r}, function).")
    near = difflib.get_close_matches(task_id, known, n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else f"Tasks: {', '.join(known)}."
    raise UnknownTask(f"There is no task {task_id[:40]!r}. {hint}")
