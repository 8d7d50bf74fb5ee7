"""Reads the docstring of every operation: formula, shape of every argument and result, errors, source."""

import inspect
import re

import pytest

from course_lib import numpy_ops
from course_lib.operations import OPERATIONS

SHAPE = r"\((?:[\w, ]*(?:\.\.\.)?)\)"
ENTRY = re.compile(rf"^    (\w+) +({SHAPE}(?: or None)?)?")


def parts_of(doc):
    """{heading: lines} of a docstring; what comes before the first heading is the heading ''."""
    parts, heading = {"": []}, ""
    for line in inspect.cleandoc(doc).splitlines():
        if line in ("Arguments", "Returns", "Raises"):
            heading = line
            parts[heading] = []
        elif line.startswith("Source: "):
            heading = "Source"
            parts[heading] = [line.removeprefix("Source: ")]
        else:
            parts[heading].append(line)
    return parts


def entries(lines):
    """{name: shape, or None where none is given}"""
    return {found[1]: found[2] for found in map(ENTRY.match, lines) if found}


def problems(operation):
    parts = parts_of(operation.__doc__ or "")
    missing = [part for part in ("Arguments", "Returns", "Raises", "Source") if part not in parts]
    if missing:
        return [f"no part {', '.join(missing)}"]
    name, parameters = operation.__name__, list(inspect.signature(operation).parameters)
    found = []
    if not re.search(r"^    \w+(\[.*\])? = \S", "\n".join(parts[""]), re.MULTILINE):
        found.append("no formula")
    arguments, results = entries(parts["Arguments"]), entries(parts["Returns"])
    if list(arguments) != parameters:
        found.append(f"describes the arguments {list(arguments)}, takes {parameters}")
    if name.endswith("_backward"):
        forward = OPERATIONS[name.removesuffix("_backward")]
        wanted = [f"d{argument}" for argument in forward.differentiable]
    else:
        wanted = list(OPERATIONS[name].returns) if name in OPERATIONS else ["y", "cache"]
    if list(results) != wanted:
        found.append(f"describes the results {list(results)}, returns {wanted}")
    found += [f"no shape for {n}" for n, shape in (arguments | results).items() if not shape and n != "cache"]
    if not any("TypeError" in line for line in parts["Raises"]):
        found.append("does not say when it raises TypeError")
    if not re.search(r"\b(19|20)\d\d\b|chain rule", parts["Source"][0]):
        found.append("no year in the source")
    return found


@pytest.mark.parametrize("name", numpy_ops.__all__)
def test_the_docstring_is_complete(name):
    assert problems(getattr(numpy_ops, name)) == []


@pytest.mark.parametrize("name", numpy_ops.__all__)
def test_annotations_are_complete(name):
    signature = inspect.signature(getattr(numpy_ops, name))
    assert all(p.annotation is not p.empty for p in signature.parameters.values())
    assert signature.return_annotation is not signature.empty


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("    y = x w^T", "    the product", "no formula"),
        ("    w  (out, in)", "    w  a matrix", "no shape for w"),
        ("    b  (out,) or None  same dtype\n", "", "describes the arguments ['x', 'w'], takes ['x', 'w', 'b']"),
        ("    y  (N, out)", "    z  (N, out)", "describes the results ['z', 'cache'], returns ['y', 'cache']"),
        ("    TypeError ", "    Exception ", "does not say when it raises TypeError"),
        ("Source: Bishop", "Bishop", "no part Source"),
        ("(2006)", "", "no year in the source"),
    ],
)
def test_the_reader_notices(old, new, complaint):
    def linear(x, w, b=None): ...

    linear.__doc__ = inspect.cleandoc(numpy_ops.linear.__doc__)
    assert old in linear.__doc__ and problems(linear) == []
    linear.__doc__ = linear.__doc__.replace(old, new)
    assert complaint in problems(linear)
