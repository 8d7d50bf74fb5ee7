"""School mode: each exercise as the source of an nbgrader assignment, in build/release, where nbgrader can be run.

    build/release/nbgrader_config.py
    build/release/source/NAME/NAME.ipynb    the solution; nbgrader takes the answers out and hands the rest to students

A task is worth as many points as it has stars in lectures/parts.toml. Only the cells that check are locked, and
they say no more than `check("gates", gates).points(1)`: what judges is the installed package, so a mended check needs
no new release. Grade ids come from the ids of the tasks and stay when cells are renamed or moved.
"""

from __future__ import annotations

import ast
import copy
import re
from pathlib import Path

from nbformat import NotebookNode

from course_lib.workspace.parts import load_parts

from . import pairs
from .course import COMMAND, Course, Refusal, write_if_changed
from .exercises import BEGIN, exercise

SCHEMA = 3
CONFIG = f"""# Written by `{COMMAND} release`. Run nbgrader in this folder.
from course_lib.authoring.grading import configure

c = get_config()  # noqa: F821
configure(c)
"""
IMPORT = "from course_lib.checks import check"
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?![a-z]+:|#|data:)[^)]*\)")


def write_release(course: Course, names: list[str] | None = None, say=print) -> list[Path]:
    """Write the assignments of `names` (all solutions, if none) and the configuration; returns the notebooks' paths."""
    folder = course.root / "build" / "release"
    tasks = {part.name: part.tasks for part in load_parts(course.root)}
    written = []
    for source in course.sources(names):
        if source.parent.name != "solutions":
            continue
        label = course.relative(source)
        points = {task.id: task.stars for task in tasks.get(source.stem, ())}
        nb = assignment(pairs.from_py(source, label), label, points)
        written.append(folder / "source" / source.stem / f"{source.stem}.ipynb")
        changed = pairs.write(nb, written[-1])
        worth = ", ".join(f"{task} {most}" for task, most in points.items())
        say(f"{course.relative(written[-1])}: {'written' if changed else 'unchanged'} (points: {worth})")
    if not written:
        raise Refusal(f"none of {', '.join(names or ['solutions/'])} has an exercise")
    write_if_changed(folder / "nbgrader_config.py", CONFIG)
    return written


def assignment(solution: NotebookNode, label: str, points: dict[str, int]) -> NotebookNode:
    """The instructor's version of an exercise: answers marked as such, each check worth its `points` (by task id).

    Raises Refusal for a check that has no points, points that have no check, and a check cell with more in it.
    """
    exercise(solution, label)  # the same demands on markers as of the exercise itself
    nb = copy.deepcopy(solution)
    nb.metadata = NotebookNode(
        kernelspec=nb.metadata.kernelspec, language_info={"name": "python"}, course={"generated from": label}
    )
    nb.cells = [cell for cell in nb.cells if "solution-only" not in cell.metadata.get("tags", [])]
    found = []
    for cell in nb.cells:
        where = f"{label}, cell {cell['id']!r}"
        if cell.cell_type != "code":
            cell.source = LINK.sub(lambda match, where=where: _unlinked(match, where), cell.source)
            continue
        cell.execution_count, cell.outputs = None, []
        if BEGIN in cell.source:
            cell.metadata["nbgrader"] = _metadata(f"answer-{cell['id']}", solution=True)
        elif (task := checked_task(cell.source, where)) is not None:
            if task not in points or task in found:
                why = "is checked twice" if task in found else "is not among the tasks of this part"
                raise Refusal(f"{where}: {task!r} {why}; see lectures/parts.toml")
            cell.source = graded(cell.source, points[task], where)
            cell.metadata["nbgrader"] = _metadata(f"points-{task}", points=points[task])
            found.append(task)
    if missing := [task for task in points if task not in found]:
        raise Refusal(f"{label}: no cell checks {', '.join(missing)}, which lectures/parts.toml lists for this part")
    return nb


def checked_task(source: str, where: str) -> str | None:
    """The task whose check a code cell calls, or None."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic
        return None
    calls = [node for node in ast.walk(tree) if _is_check(node)]
    if not calls:
        return None
    first = calls[0].args[0] if calls[0].args else None
    if len(calls) > 1 or not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        raise Refusal(f"{where}: one check a cell, with the task's id written out")
    return first.value


def graded(source: str, points: int, where: str) -> str:
    """A check cell that ends in points: check(...), or name = check(...) and the name, each after the import or not."""
    body = [node for node in ast.parse(source).body if ast.unparse(node) != IMPORT]
    match body:
        case [ast.Expr(value=call)] if _is_check(call):
            lines = [f"{ast.get_source_segment(source, call)}.points({points})"]
        case [ast.Assign(targets=[ast.Name(id=name)], value=call), ast.Expr(value=ast.Name(id=shown))] if (
            _is_check(call) and shown == name
        ):
            lines = [f"{name} = {ast.get_source_segment(source, call)}", f"{name}.points({points})"]
        case _:
            raise Refusal(
                f"{where}: a cell that is graded holds a check and nothing else: check(...), or "
                "report = check(...) and below it report"
            )
    return "\n".join([IMPORT, "", *lines])  # imported anew: a student may have given the name to something else


def _is_check(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check"


def _metadata(grade_id: str, solution: bool = False, points: int | None = None) -> dict:
    worth = {} if points is None else {"points": points}
    return {
        "schema_version": SCHEMA,
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None,
        "solution": solution,
        "task": False,
        **worth,
    }


def _unlinked(match: re.Match, where: str) -> str:
    if match["image"]:
        raise Refusal(f"{where}: shows {match[0]}, which an assignment would not have; show it by a cell of code")
    return match["text"]
