"""What nbgrader is told so that a grade is what the checks said, whatever a notebook went through on its way.

By itself nbgrader ends the whole batch at a copied cell, counts a right answer 0 for a warning on stderr, and a cell
without any output as right. The configuration of a release calls `configure`; add those lines to a configuration of
your own. nbgrader runs students' code as you: grade in a container (README).
"""

from __future__ import annotations

SECONDS = 120  # a cell; a check may take 8 s, five times that on a busy machine


def configure(c) -> None:
    """Fill in nbgrader's configuration object."""
    from nbgrader.converters import Autograde

    c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    # Nothing that a student hands in beside the notebook may stand in the way of numpy.py or course_lib.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.py", "*.so", "*.pyd"]
    clear, *others = Autograde.sanitize_preprocessors.default()
    c.Autograde.sanitize_preprocessors = [clear, restore_cells, *others]
    execute, *others = Autograde.autograde_preprocessors.default()
    c.Autograde.autograde_preprocessors = [execute, only_what_checks_said, *others]
    c.Execute.timeout = SECONDS
    c.IgnorePattern.enabled = True
    c.IgnorePattern.pattern = r"(?s).*"  # the check decides, not a warning


def restore_cells(nb, resources):
    """Before nbgrader reads its marks in a submission: each released cell carries them once, and as released.

    Of copies the last keeps them; cells of another release and broken marks become ordinary cells; graded cells that
    are gone come back at the end, where everything they check is defined.
    """
    released = _released(resources["nbgrader"])
    missing = dict(released)
    for cell in reversed(nb.cells):
        marks = cell.metadata.pop("nbgrader", None)
        name = marks.get("grade_id") if isinstance(marks, dict) else None
        if isinstance(name, str) and name in missing:
            marks = missing.pop(name)[0]
            # A tag could keep a graded cell from being run.
            cell.metadata = type(cell.metadata)(nbgrader=marks) if marks["grade"] else cell.metadata
            cell.metadata["nbgrader"] = marks
    for marks, source in missing.values():
        if marks["grade"]:
            nb.cells.append(_code_cell(nb, source, marks))
    return nb, resources


def only_what_checks_said(nb, resources):
    """After the run: a graded cell without a number as its value ends in an error, so that it counts 0."""
    from nbformat.v4 import new_output

    for cell in nb.cells:
        marks = cell.metadata.get("nbgrader", {})
        if not marks.get("grade") or cell.cell_type != "code":
            continue
        if not any(_is_verdict(output, marks["points"]) for output in cell.outputs):
            text = f"0 of {marks['points']:g} points: this cell ended without a verdict of the check."
            cell.outputs.append(new_output("error", ename="NoVerdict", evalue=text, traceback=[text]))
    return nb, resources


def _is_verdict(output, most: float) -> bool:
    if output.output_type != "execute_result":
        return output.output_type == "error"
    try:
        return 0 <= float(output.get("data", {}).get("text/plain", "")) <= most
    except ValueError:
        return False


def _released(where: dict) -> dict[str, tuple[dict, str]]:
    """The marked cells of the released notebook as the gradebook has them: grade id -> (metadata, source)."""
    from nbgrader.api import Gradebook

    with Gradebook(where["db_url"]) as book:
        notebook = book.find_notebook(where["notebook"], where["assignment"])
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        answers = {cell.name for cell in notebook.solution_cells}
        return {cell.name: (_marks(cell, points, answers), cell.source) for cell in notebook.source_cells}


def _marks(cell, points: dict[str, float], answers: set[str]) -> dict:
    worth = {"points": points[cell.name]} if cell.name in points else {}
    return {
        "schema_version": 3,
        "grade_id": cell.name,
        "grade": bool(worth),
        "solution": cell.name in answers,
        "locked": cell.locked,
        "task": False,
        "checksum": cell.checksum,
        "cell_type": cell.cell_type,
        **worth,
    }


def _code_cell(nb, source: str, marks: dict):
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(source, metadata={"nbgrader": marks})
    if (nb.nbformat, nb.nbformat_minor) < (4, 5):
        del cell["id"]
    return cell
