"""Cell ids, pair comparison, and which files a digest covers."""

import nbformat
import pytest

from course_lib.authoring import pairs
from course_lib.authoring.course import Course, Refusal, write_if_changed
from course_lib.authoring.digest import digest, inputs

PY = '''# %% [markdown]
# before any name

# %% [markdown] name="neuron" slideshow={"slide_type": "slide"}
# # A unit

# %% tags=["hide-input"]
1 + 1

# %%
2 + 2

# %% name="end"
3
'''


@pytest.fixture
def course(tmp_path):
    for name, text in {
        "lectures/a.py": PY,
        "course_lib/__init__.py": "",
        "course_lib/core.py": "from . import leaf\n",
        "course_lib/leaf.py": "def f():\n    import course_lib.late\n",
        "course_lib/late.py": "x = 1\n",
        "course_lib/unrelated.py": "x = 1\n",
        "course_lib/widgets/__init__.py": "def __getattr__(name):\n    raise AttributeError(name)\n",
        "course_lib/widgets/dial.py": "from pathlib import Path\nJS = Path('dial_parts.js')\n",
        "course_lib/widgets/dial.js": "1",
        "course_lib/widgets/dial_parts.js": "2",
        "course_lib/widgets/other.css": "3",
        "course_lib/desk.py": "PARTS = 'lectures/parts.toml'\n",
        "lectures/parts.toml": "",
        "lectures/jupytext.toml": "",
        "figs/neuron.svg": "<svg/>",
        "figs/net.svg": "<svg/>",
    }.items():
        write_if_changed(tmp_path / name, text)
    return Course(tmp_path)


def load(course):
    return pairs.from_py(course.root / "lectures/a.py", "lectures/a.py")


def test_ids_come_from_names_and_counters(course):
    assert [cell.id for cell in load(course).cells] == ["top-1", "neuron", "neuron-1", "neuron-2", "end"]
    assert pairs.dumps(load(course)) == pairs.dumps(load(course))


@pytest.mark.parametrize("old, new, complaint", [
    ('name="end"', 'name="neuron"', "both called 'neuron'"),
    ('name="end"', 'name="the end"', "cannot be a cell id"),
    ('name="end"', 'name="neuron-2"', "both called 'neuron-2'"),
])
def test_bad_names_are_refused(course, old, new, complaint):
    write_if_changed(course.root / "lectures/a.py", PY.replace(old, new))
    with pytest.raises(Refusal, match=complaint):
        load(course)


def test_differences_name_the_cell_and_the_aspect(course):
    nb, other = load(course), load(course)
    assert pairs.differences(nb, other) == []
    other.cells[4].source = "4"
    other.cells[1].metadata["slideshow"]["slide_type"] = "skip"
    assert pairs.differences(nb, other) == ["cell 'neuron' (metadata)", "cell 'end' (source)"]
    del other.cells[4]
    assert pairs.differences(nb, other)[-1] == "5 cells against 4"


def test_a_broken_notebook_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "x.ipynb").write_text("{")
    with pytest.raises(Refusal, match="x.ipynb: is not a valid notebook.*delete it"):
        pairs.read(tmp_path / "x.ipynb", "x.ipynb")


def reached(course, code):
    write_if_changed(course.root / "lectures/a.py", code)
    return [course.relative(path) for path in inputs(course, course.root / "lectures/a.py")]


def test_imports_are_followed_also_relative_late_and_lazy_ones(course):
    assert reached(course, "import numpy") == []
    assert reached(course, "from course_lib import core") == [
        "course_lib/__init__.py", "course_lib/core.py", "course_lib/late.py", "course_lib/leaf.py"]
    assert "course_lib/widgets/dial.py" in reached(course, "from course_lib.widgets import Dial")


def test_files_beside_a_module_count_when_named_or_of_its_stem(course):
    found = reached(course, "import course_lib.widgets.dial")
    assert [name for name in found if not name.endswith(".py")] == [
        "course_lib/widgets/dial.js", "course_lib/widgets/dial_parts.js"]


def test_a_table_beside_the_notebook_counts_when_a_module_names_it(course):
    assert reached(course, "import course_lib.desk")[-1] == "lectures/parts.toml"


def test_figures_count_where_they_are_shown(course):
    assert reached(course, '# %%\nfigure("neuron")') == ["figs/neuron.svg"]
    assert reached(course, "# %% [markdown]\n# ![a](../figs/net.svg)") == ["figs/net.svg"]
    assert reached(course, "# %%\nneuron = net = 1") == []


def test_prose_leaves_the_digest_alone_and_code_does_not(course):
    path = course.root / "lectures/a.py"
    before = digest(course, path, load(course))
    write_if_changed(path, PY.replace("A unit", "The unit"))
    assert digest(course, path, load(course)) == before
    write_if_changed(path, PY.replace("2 + 2", "2 + 3"))
    assert digest(course, path, load(course)) != before


def test_a_syntax_error_is_refused_with_its_line(course):
    with pytest.raises(Refusal, match=r"lectures/a.py, line 2"):
        reached(course, "x = 1\nx = = 2")


def test_sources_by_stem_path_or_exercise_and_an_unknown_name(course):
    write_if_changed(course.root / "solutions/a.py", PY)
    both = [course.root / "lectures/a.py", course.root / "solutions/a.py"]
    assert course.sources() == course.sources(["a"]) == both
    assert course.sources(["lectures/a.ipynb"]) == both[:1]
    assert course.sources(["exercises/a"]) == both[1:]
    with pytest.raises(Refusal, match="'b'; there are: a"):
        course.sources(["b"])


def test_metadata_of_editors_is_left_out(course):
    write_if_changed(course.root / "lectures/a.py", PY.replace('tags=["hide-input"]', 'editable=true tags=["t"]'))
    assert load(course).cells[2].metadata == {"tags": ["t"]}
    nbformat.validate(load(course))
