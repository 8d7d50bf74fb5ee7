"""Each way in which a derived file can fall behind is found, named, and mended by the command that is named."""

import json

import pytest

from course_lib.authoring.__main__ import main
from course_lib.authoring.build import build
from course_lib.authoring.course import Refusal
from course_lib.authoring.freshness import check


def quiet(line):
    pass


def snapshot(course):
    return {path: path.read_bytes() for path in sorted(course.root.rglob("*")) if path.is_file()
            and "__pycache__" not in path.parts}


def swap(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def edit_json(path, change):
    nb = json.loads(path.read_text())
    change(nb)
    path.write_text(json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def clear(nb):
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


def edit_a_cell(nb):
    nb["cells"][1]["source"] = ["## Another formula"]


def add_stderr(nb):
    nb["cells"][2]["outputs"].append({"output_type": "stream", "name": "stderr", "text": ["Warning"]})


TAMPER = {
    "code changed": (lambda root: swap(root / "lectures/01_tiny.py", "* 2", "* 3"),
                     "lectures/01_tiny.ipynb", "outputs older than its code"),
    "prose changed": (lambda root: swap(root / "lectures/01_tiny.py", "A formula", "The formula"),
                      "lectures/01_tiny.ipynb", "cell 'formula' (source)"),
    "script of a widget changed": (lambda root: swap(root / "course_lib/widgets/tiny.js", "sum ", "total "),
                                   "lectures/01_tiny.ipynb", "outputs older than its code"),
    "outputs cleared": (lambda root: edit_json(root / "lectures/01_tiny.ipynb", clear),
                        "lectures/01_tiny.ipynb", "without an execution count: numbers"),
    "notebook edited": (lambda root: edit_json(root / "lectures/01_tiny.ipynb", edit_a_cell),
                        "lectures/01_tiny.ipynb", "cell 'formula' (source)"),
    "a warning stored": (lambda root: edit_json(root / "lectures/01_tiny.ipynb", add_stderr),
                         "lectures/01_tiny.ipynb", "cell 'numbers': writes to stderr"),
    "notebook deleted": (lambda root: (root / "solutions/01_tiny.ipynb").unlink(),
                         "solutions/01_tiny.ipynb", "is missing"),
    "exercise edited": (lambda root: swap(root / "exercises/01_tiny.ipynb", "not attempted", "tried"),
                        "exercises/01_tiny.ipynb", "cell 'check-double' (source)"),
    "answer in the exercise": (lambda root: swap(root / "exercises/01_tiny.ipynb", "raise NotImplementedError",
                                                 "return 2 * x"),
                               "exercises/01_tiny.ipynb", "cell 'double' (source)"),
    "source gone": (lambda root: (root / "lectures/01_tiny.py").unlink(),
                    "lectures/01_tiny.ipynb", "has no source"),
    "figure edited": (lambda root: swap(root / "figs/dot.svg", "a dot", "a spot"),
                      "figs/dot.svg", "is not what dot.py draws"),
    "figure's script fails": (lambda root: swap(root / "figs/dot.py", "import sys", "import nothing"),
                              "figs/dot.py", "No module named 'nothing'"),
    "markers broken": (lambda root: swap(root / "solutions/01_tiny.py", "# END SOLUTION", "# END"),
                       "solutions/01_tiny.py", "has no # END SOLUTION"),
}


@pytest.mark.parametrize("case", TAMPER)
def test_check_finds_it_and_writes_nothing(course, case):
    tamper, path, what = TAMPER[case]
    tamper(course.root)
    before = snapshot(course)
    found = check(course)
    assert any(problem.path == path and what in problem.what for problem in found), found
    assert all(problem.mend for problem in found)
    assert snapshot(course) == before


def test_a_fresh_course_passes_and_an_unused_module_may_change(course, capsys):
    (course.root / "course_lib/other.py").write_text("unused = 2\n")
    assert check(course) == []
    assert main(["check", "--root", str(course.root)]) == 0
    assert "all fresh" in capsys.readouterr().out


def test_the_command_line_exits_1_and_names_file_and_command(course, capsys):
    swap(course.root / "lectures/01_tiny.py", "* 2", "* 3")
    assert main(["check", "--root", str(course.root)]) == 1
    said = capsys.readouterr().out
    assert "lectures/01_tiny.ipynb" in said and "python -m course_lib.authoring build lectures/01_tiny" in said


def test_everything_executed_again_gives_the_same_bytes(course):
    before = snapshot(course)
    build(course, everything=True, say=quiet)
    assert snapshot(course) == before


def test_build_executes_only_what_is_stale_and_then_all_is_fresh(course):
    before = snapshot(course)
    swap(course.root / "lectures/01_tiny.py", "A formula", "The formula")
    swap(course.root / "solutions/01_tiny.py", "done", "finished")
    (course.root / "exercises/01_tiny.ipynb").unlink()
    said = []
    build(course, say=said.append)
    assert said[0] == "lectures/01_tiny: outputs are fresh, written"
    assert said[1].startswith("solutions/01_tiny: executed")
    assert said[2] == "exercises/01_tiny: written"
    assert check(course) == []
    outputs = [json.loads(text)["cells"][2]["outputs"] for text in
               (before[course.root / "lectures/01_tiny.ipynb"], (course.root / "lectures/01_tiny.ipynb").read_text())]
    assert outputs[0] == outputs[1] != []


def test_an_edit_made_only_in_the_notebook_is_not_overwritten(course):
    edit_json(course.root / "lectures/01_tiny.ipynb", edit_a_cell)
    before = snapshot(course)
    with pytest.raises(Refusal, match="edited and lectures/01_tiny.py does not have"):
        build(course, say=quiet)
    assert snapshot(course) == before


@pytest.mark.parametrize("code, complaint", [
    ("1 / 0", "cell 'numbers' raised ZeroDivisionError: division by zero"),
    ("import sys; print('careful', file=sys.stderr)", "cell 'numbers': writes to stderr: 'careful'"),
    ("object()", "cell 'numbers': shows a memory address"),
    ("import os; print(os.getcwd())", "cell 'numbers': shows a path of this machine"),
    ("import os; os._exit(3)", "DeadKernelError"),
])
def test_a_cell_that_must_not_be_stored_stops_the_build(course, code, complaint):
    (course.root / "solutions/01_tiny.py").write_text(f'# %% name="numbers"\n{code}\n')
    before = snapshot(course)
    with pytest.raises(Refusal) as refusal:
        build(course, ["solutions/01_tiny"], say=quiet)
    assert complaint in str(refusal.value) and "solutions/01_tiny" in str(refusal.value)
    assert snapshot(course) == before


def test_an_expected_error_is_stored_without_its_traceback(course):
    (course.root / "solutions/01_tiny.py").write_text('# %% name="trap" tags=["raises-exception"]\n[][0]\n')
    build(course, ["solutions/01_tiny"], say=quiet)
    assert check(course, ["solutions/01_tiny"]) == []
    output = json.loads((course.root / "solutions/01_tiny.ipynb").read_text())["cells"][0]["outputs"][0]
    assert output["traceback"] == ["IndexError: list index out of range"]


def test_nothing_is_recorded_while_building(course, monkeypatch):
    monkeypatch.setenv("COURSE_WORK", str(course.root))
    code = 'import os\nprint(os.environ.get("COURSE_WORK"), os.environ["COURSE_BUILD"])'
    (course.root / "solutions/01_tiny.py").write_text(f'# %% name="a"\n{code}\n')
    build(course, ["solutions/01_tiny"], say=quiet)
    assert '"None 1\\n"' in (course.root / "solutions/01_tiny.ipynb").read_text()
