"""Both libraries offer the same operations with the same words, and importing one does not drag in the other."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import numpy_ops, torch_ops
from course_lib.operations import OPERATIONS

PUBLIC = numpy_ops.__all__
FILES = sorted(path.name for path in Path(torch_ops.__file__).parent.glob("*.py"))
# Not twinned: plain numbers, or a tool for NumPy alone. They are imported by file (numpy_ops.schedules), not by star.
NUMPY_ONLY = {"conv_fast.py", "schedules.py", "autograd.py", "boxes.py", "finite_differences.py"}


def test_both_libraries_offer_the_same_names_in_the_same_files():
    assert numpy_ops.__all__ == torch_ops.__all__
    files = {path.name for path in Path(numpy_ops.__file__).parent.glob("*.py")}
    assert set(FILES) <= files and files - set(FILES) <= NUMPY_ONLY
    for name in PUBLIC:
        homes = [getattr(ops, name).__module__.rpartition(".")[2] for ops in (numpy_ops, torch_ops)]
        assert homes[0] == homes[1]


@pytest.mark.parametrize("name", PUBLIC)
def test_signatures_and_docstrings_are_equal(name):
    one, other = getattr(numpy_ops, name), getattr(torch_ops, name)
    assert inspect.signature(one) == inspect.signature(other)
    assert one.__doc__ == other.__doc__


def test_every_public_operation_is_in_the_table_and_the_other_way_round():
    backward = {f"{o.name}_backward" for o in OPERATIONS.values() if o.differentiable}
    assert set(PUBLIC) == set(OPERATIONS) | backward
    assert len(PUBLIC) == len(set(PUBLIC))


def test_forward_stands_right_above_its_backward():
    for file in FILES:
        for library in (numpy_ops, torch_ops):
            tree = ast.parse((Path(library.__file__).parent / file).read_text())
            names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
            for name in names:
                if name.endswith("_backward"):
                    assert names[names.index(name) - 1] == name.removesuffix("_backward")


@pytest.mark.parametrize("name", PUBLIC)
def test_the_table_speaks_of_arguments_that_exist(name):
    if name in OPERATIONS:
        parameters = list(inspect.signature(getattr(numpy_ops, name)).parameters)
        operation = OPERATIONS[name]
        assert set(operation.differentiable) <= set(parameters)
        assert set(operation.linear_in) <= set(operation.differentiable)
    else:
        above = OPERATIONS[name.removesuffix("_backward")].above
        assert list(inspect.signature(getattr(numpy_ops, name)).parameters) == [*above, "cache"]


@pytest.mark.parametrize("file", FILES)
def test_torch_twins_are_written_out(file):
    """Neither torch's own layers nor autograd: they stay independent witnesses. (tanh is elementary.)"""
    nodes = list(ast.walk(ast.parse((Path(torch_ops.__file__).parent / file).read_text())))
    imported = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    sources = {n.module for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    assert imported <= {"torch", "sys", "math"}
    sources = {source for source in sources if not source.startswith("course_lib.shapes.")}
    assert sources <= {"__future__", "collections.abc", "course_lib"}
    used = {n.attr for n in nodes if isinstance(n, ast.Attribute) and ast.unparse(n.value) != "numpy_ops"}
    assert not used & ({"nn", "functional", "autograd", "backward", "special", *OPERATIONS} - {"tanh"})


def modules_after(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_importing_numpy_ops_imports_little_and_no_torch():
    numpy_alone, ours = modules_after("import numpy"), modules_after("import course_lib.numpy_ops")
    heavy = {name.partition(".")[0] for name in ours - numpy_alone}
    assert heavy <= {"course_lib"} | set(sys.stdlib_module_names), heavy
    assert "torch" not in modules_after("import course_lib.operations")


def test_the_argument_checker_needs_no_library():
    assert not {"numpy", "torch"} & modules_after("import course_lib.shapes.arguments")
