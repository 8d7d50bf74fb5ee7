"""Saving in the Lab: the index stays, an unchanged notebook stays byte for byte, no widget loses its state."""

import copy
import json

import nbformat
import pytest

from course_lib.workspace.saving import INDEX, STATE, VIEW, before_saving, widget_state

LECTURE = "work/lectures/01a_threshold_units.ipynb"
STORED_STATE = {
    "box": {"model_name": "Box", "state": {"children": ["IPY_MODEL_inside"]}},
    "inside": {"model_name": "Any", "state": {"n": 3}},
    "gone": {"model_name": "Any", "state": {}},
}


class Contents:
    """As much of a contents manager as the hook uses."""

    def __init__(self, root):
        self.root_dir = str(root)
        self.trusted = []

    def mark_trusted_cells(self, notebook, path):
        self.trusted.append(path)


def view(name):
    return {"output_type": "display_data", "metadata": {}, "data": {VIEW: {"model_id": name}, "text/plain": "W"}}


@pytest.fixture
def stored(tmp_path):
    """A notebook on disk that shows a box with a widget in it."""
    notebook = nbformat.v4.new_notebook(metadata={"widgets": {STATE: {"state": STORED_STATE}}})
    notebook.cells = [
        nbformat.v4.new_markdown_cell("two\nlines", id="a"),
        nbformat.v4.new_code_cell("show()", id="b", execution_count=1, outputs=[nbformat.from_dict(view("box"))]),
    ]
    for path in (LECTURE, INDEX):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, tmp_path / path)
    return tmp_path


def sent_by_the_lab(root, path):
    """What JupyterLab sends when it saves an opened notebook: whole texts, trust marks, no state of dead widgets."""
    notebook = copy.deepcopy(nbformat.read(root / path, 4))
    notebook.metadata["widgets"] = {STATE: {"version_major": 2, "version_minor": 0, "state": {}}}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.14"}
    for cell in notebook.cells:
        cell.metadata["trusted"] = True
    return notebook


def saved(root, path, notebook):
    """The notebook after the hook, written as the server writes it."""
    model = {"type": "notebook", "content": json.loads(json.dumps(notebook))}
    before_saving(model=model, path=path, contents_manager=Contents(root))
    nbformat.write(nbformat.from_dict(model["content"]), root / "out.ipynb")
    return nbformat.read(root / "out.ipynb", 4)


def test_a_notebook_opened_and_not_changed_is_written_byte_for_byte(stored):
    saved(stored, LECTURE, sent_by_the_lab(stored, LECTURE))
    assert (stored / "out.ipynb").read_bytes() == (stored / LECTURE).read_bytes()


@pytest.mark.parametrize("change", ["source", "outputs", "execution_count", "metadata", "a new cell", "a cell less"])
def test_every_change_is_saved(stored, change):
    notebook = sent_by_the_lab(stored, LECTURE)
    cell = notebook.cells[1]
    if change == "source":
        cell.source += "\n# mine"
    elif change == "outputs":
        cell.outputs.append(nbformat.v4.new_output("stream", text="mine"))
    elif change == "execution_count":
        cell.execution_count = 7
    elif change == "metadata":
        cell.metadata["tags"] = ["mine"]
    elif change == "a new cell":
        notebook.cells.append(nbformat.v4.new_code_cell("mine", id="c"))
    else:
        del notebook.cells[0]
    wanted = copy.deepcopy(notebook.cells)
    for kept in wanted:
        kept.metadata.pop("trusted", None)
    assert saved(stored, LECTURE, notebook).cells == wanted


def test_a_widget_that_was_not_run_keeps_its_state_and_that_of_the_widgets_in_it(stored):
    notebook = sent_by_the_lab(stored, LECTURE)
    notebook.cells[0].source = "mine"
    notebook.cells.append(nbformat.v4.new_code_cell("W()", outputs=[nbformat.from_dict(view("live"))]))
    notebook.metadata["widgets"][STATE]["state"] = {"live": {"state": {"n": 1}}}
    state = widget_state(saved(stored, LECTURE, notebook))
    assert set(state) == {"live", "box", "inside"}, "`gone` is shown nowhere"
    assert state["box"] == STORED_STATE["box"]


def test_state_that_the_lab_sends_wins(stored):
    notebook = sent_by_the_lab(stored, LECTURE)
    notebook.cells[0].source = "mine"
    notebook.metadata["widgets"][STATE]["state"] = {"box": {"state": {"children": []}}}
    assert widget_state(saved(stored, LECTURE, notebook)) == {"box": {"state": {"children": []}}}


def test_the_index_keeps_what_is_stored_whatever_was_run(stored):
    notebook = sent_by_the_lab(stored, INDEX)
    notebook.cells[1].outputs = []
    saved(stored, INDEX, notebook)
    assert (stored / "out.ipynb").read_bytes() == (stored / INDEX).read_bytes()


@pytest.mark.parametrize("stored_bytes", [None, b"", b"[]", b'{"nbformat": 3}'])
def test_without_a_readable_notebook_on_disk_the_save_goes_through(tmp_path, stored_bytes):
    (tmp_path / "work/lectures").mkdir(parents=True)
    if stored_bytes is not None:
        (tmp_path / LECTURE).write_bytes(stored_bytes)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("mine")])
    assert saved(tmp_path, LECTURE, notebook).cells == notebook.cells


def test_other_files_are_left_alone(stored):
    model = {"type": "file", "content": "text"}
    before_saving(model=model, path=INDEX, contents_manager=Contents(stored))
    assert model["content"] == "text"
