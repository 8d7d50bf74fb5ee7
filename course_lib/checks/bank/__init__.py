"""One file per task, named as the task; each defines TASK. A new file here is a new task: nothing else needs to know.

Files whose name begins with "_" are no tasks: the words of a large bank, what several banks share.
"""

import difflib
import functools
import importlib
import pkgutil


class UnknownTask(LookupError):
    """There is no task of this name; the text lists the nearest."""


@functools.cache
def names() -> tuple[str, ...]:
    """The files of this folder that are tasks."""
    return tuple(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def load(name):
    """The task of one file. A check reads no other: it starts sooner, and an error in another file is not its own."""
    return importlib.import_module(f"{__name__}.{name}").TASK


@functools.cache
def all_tasks() -> dict:
    """Every task by id, in course order."""
    return {task.id: task for task in sorted(map(load, names()), key=lambda task: (task.lecture, task.place))}


def find(task_id):
    """The task with this id; UnknownTask names the nearest ones."""
    if isinstance(task_id, str) and task_id in names():
        return load(task_id)
    known = all_tasks()
    if not isinstance(task_id, str):
        raise UnknownTask(f"check takes the task's name first, as text: check({next(iter(known))!r}, function).")
    near = difflib.get_close_matches(task_id, known, n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else f"Tasks: {', '.join(known)}."
    raise UnknownTask(
        f"There is no task {task_id[:40]!r}. {hint} If your exercise asks for it, it was made for another version of "
        "the course."
    )
