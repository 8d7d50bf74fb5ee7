"""The exercise generator: what it takes out, what it leaves, what it refuses."""

import nbformat
import pytest

from course_lib.authoring.course import Refusal
from course_lib.authoring.exercises import exercise, without_answer

SOLUTION = '''def add(a, b):
    """a + b"""
    if a:
        # BEGIN SOLUTION
        total = a
        total += b
        # END SOLUTION
    # BEGIN SOLUTION
    return b
    # END SOLUTION

class Unit:
    def fire(self, x):
        # BEGIN SOLUTION
        return (
            x >= 0
        )
        # END SOLUTION

add(1, 2)'''

EXERCISE = '''def add(a, b):
    """a + b"""
    if a:
        raise NotImplementedError
    raise NotImplementedError

class Unit:
    def fire(self, x):
        raise NotImplementedError

add(1, 2)'''


def test_answers_become_not_implemented_at_the_markers_indentation():
    assert without_answer(SOLUTION, "here") == EXERCISE


def test_code_without_markers_is_untouched():
    source = "%matplotlib inline\nx = 1  # the solution"
    assert without_answer(source, "here") == source


@pytest.mark.parametrize("source, complaint", [
    ("def f():\n    # BEGIN SOLUTION\n    return 1", "has no # END SOLUTION"),
    ("def f():\n    return 1\n    # END SOLUTION", "without # BEGIN SOLUTION"),
    ("def f():\n    # BEGIN SOLUTION\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION",
     "inside the answer begun"),
    ("def f():\n    # Begin solution\n    return 1\n    # END SOLUTION", "is not a marker"),
    ("def f():\n    return 1  # BEGIN SOLUTION\n    # END SOLUTION", "is not a marker"),
    ("# BEGIN SOLUTION\nx = 1\n# END SOLUTION", "not inside a function"),
    ("class A:\n    # BEGIN SOLUTION\n    def f(self):\n        return 1\n    # END SOLUTION", "not inside a function"),
    ("def f():\n    # BEGIN SOLUTION\n    # END SOLUTION\n    return 1", "no statement between"),
    ("def f():\n    x = (1,\n    # BEGIN SOLUTION\n    2)\n    y = 3\n    # END SOLUTION", "in two"),
    ("def f():\n    # BEGIN SOLUTION\n    if 1:\n        return 2\n        # END SOLUTION\n        x = 3", "in two"),
    ("def f():\n# BEGIN SOLUTION\n    return 1\n# END SOLUTION", "indent both markers"),
    ("%magic\ndef f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION", "plain Python"),
    ("def f(x):\n    # BEGIN SOLUTION\n    if x:\n        return 1\n    # END SOLUTION\n    else:\n        return 2",
     "in two"),
])
def test_malformed_markers_are_refused_with_the_place(source, complaint):
    with pytest.raises(Refusal) as refusal:
        without_answer(source, "solutions/01.py, cell 'f'")
    assert complaint in str(refusal.value)
    assert str(refusal.value).startswith("solutions/01.py, cell 'f'")


def notebook(*cells):
    nb = nbformat.v4.new_notebook(cells=list(cells))
    nb.metadata["kernelspec"] = {"name": "python3"}
    return nb


def test_exercise_drops_tagged_cells_and_outputs_and_leaves_the_solution_alone():
    shown = nbformat.v4.new_code_cell("1", execution_count=3, outputs=[nbformat.v4.new_output("stream", text="1")])
    shown.metadata["name"] = "shown"
    why = nbformat.v4.new_markdown_cell("Why", metadata={"tags": ["solution-only"]})
    solution = notebook(shown, why)
    made = exercise(solution, "solutions/01.py")
    assert [cell.metadata.get("name") for cell in made.cells] == ["shown"]
    assert made.cells[0].outputs == [] and made.cells[0].execution_count is None
    assert len(solution.cells) == 2 and solution.cells[0].execution_count == 3
    assert made.metadata.course["generated from"] == "solutions/01.py"


def test_markers_in_text_are_refused():
    text = nbformat.v4.new_markdown_cell("# BEGIN SOLUTION", id="why")
    with pytest.raises(Refusal, match="cell 'why'.*solution-only"):
        exercise(notebook(text), "solutions/01.py")
