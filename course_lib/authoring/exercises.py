"""The exercise is the solution with the answers taken out; it is generated, never edited.

Between `# BEGIN SOLUTION` and `# END SOLUTION` (inside a function, whole statements) stands the answer: it
becomes `raise NotImplementedError` at the marker's indentation. Cells tagged solution-only are dropped.
"""

from __future__ import annotations

import ast
import copy
import re

from nbformat import NotebookNode

from .course import Refusal

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
LOOSE = re.compile(r"#\s*(begin|end)[\s_-]*solution", re.IGNORECASE)


def exercise(solution: NotebookNode, label: str) -> NotebookNode:
    """The exercise of a solution notebook (`label`: its file, for refusals and for the note of its origin)."""
    nb = copy.deepcopy(solution)
    nb.metadata = NotebookNode(
        kernelspec=nb.metadata.kernelspec, language_info={"name": "python"},
        course={"generated from": label, "note": "edit the solution and build again"},
    )
    nb.cells = [cell for cell in nb.cells if "solution-only" not in cell.metadata.get("tags", [])]
    for cell in nb.cells:
        where = f"{label}, cell {cell['id']!r}"
        if cell.cell_type == "code":
            cell.source = without_answer(cell.source, where)
            cell.execution_count, cell.outputs = None, []
        elif LOOSE.search(cell.source):
            raise Refusal(f"{where}: solution markers belong in code; tag a text cell solution-only instead")
    return nb


def without_answer(source: str, where: str) -> str:
    """Code with every marked answer replaced by `raise NotImplementedError`.

    Raises Refusal ("`where`: what is wrong, what to do") for markers that are misspelt, unbalanced, nested,
    outside a function, around part of a statement or around nothing.
    """
    if not LOOSE.search(source):
        return source
    lines = source.split("\n")
    regions = _regions(lines, where)
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise Refusal(f"{where}: a cell with solution markers must be plain Python ({error.msg})") from error
    for first, last in regions:
        _must_be_whole_statements(tree, lines, first, last, where)
    for first, last in reversed(regions):
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines[first : last + 1] = [f"{indent}raise NotImplementedError"]
    left = "\n".join(lines)
    try:
        ast.parse(left)
    except SyntaxError as error:
        raise Refusal(f"{where}: without the answer the code does not parse ({error.msg}); mark whole "
                      "statements") from error
    return left


def _regions(lines: list[str], where: str) -> list[tuple[int, int]]:
    """Line numbers (from 0) of each BEGIN and its END."""
    regions, open_line = [], None
    for number, line in enumerate(lines):
        if not LOOSE.search(line):
            continue
        mark = line.strip()
        if mark not in (BEGIN, END):
            raise Refusal(f"{where}, line {number + 1}: {mark!r} is not a marker; write {BEGIN!r} or {END!r} "
                          "alone on its line")
        if (mark == BEGIN) != (open_line is None):
            raise Refusal(f"{where}, line {number + 1}: {mark} " + (
                f"inside the answer begun in line {open_line + 1}; end that first" if mark == BEGIN
                else f"without {BEGIN} above it"))
        if mark == BEGIN:
            open_line = number
        else:
            regions.append((open_line, number))
            open_line = None
    if open_line is not None:
        raise Refusal(f"{where}, line {open_line + 1}: {BEGIN} has no {END}; add it under the answer")
    return regions


def _must_be_whole_statements(tree: ast.Module, lines: list[str], first: int, last: int, where: str) -> None:
    place = f"{where}, lines {first + 1} to {last + 1}"
    inside, in_function = [], False
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        start, stop, compound = node.lineno - 1, node.end_lineno - 1, hasattr(node, "body")
        if first < start and stop < last:
            inside.append(node)
        elif first < start < last or (start < first <= stop and not compound):
            raise Refusal(f"{place}: the markers cut the statement of line {start + 1} in two; put them around "
                          "whole statements")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            in_function |= any(isinstance(child, ast.stmt) and first < child.lineno - 1 < last
                               for child in ast.walk(node))
    if not inside:
        raise Refusal(f"{place}: no statement between the markers; put the answer between them")
    if not in_function:
        raise Refusal(f"{place}: the answer is not inside a function; mark statements of a function's body")
    depth = {len(lines[number]) - len(lines[number].lstrip()) for number in (first, last)}
    if depth != {min(node.col_offset for node in inside)}:
        raise Refusal(f"{place}: indent both markers like the statements between them")
