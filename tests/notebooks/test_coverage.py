"""lectures/coverage.toml says which cell covers each row of the syllabus.

A table per part: `rows` are those it has to cover, `ROW = "cell"` (or "part#cell", or a list of such) says where.
In the parts listed under `finished` no row may be missing.
"""

import tomllib
from functools import cache

import pytest

from course_lib.authoring import pairs
from course_lib.authoring.course import Course

COURSE = Course()
TABLE = COURSE.root / "lectures" / "coverage.toml"


def complaints(table, cells_of):
    """What is wrong with a coverage table; `cells_of(part)` gives the cell names of a lecture, None if unwritten."""
    found = []
    parts = {name: part for name, part in table.items() if name != "finished"}
    for name, part in parts.items():
        rows = part.get("rows", [])
        for row, where in part.items():
            if row == "rows":
                continue
            if row not in rows:
                found.append(f"{name}: {row} is not among its rows")
            for place in [where] if isinstance(where, str) else where:
                lecture, _, cell = place.rpartition("#")
                if cell not in (cells_of(lecture or name) or ()):
                    found.append(f"{name}: {row} = {place!r}: no cell of that name in {lecture or name}")
        if name in table.get("finished", []):
            found += [f"{name}: {row} is covered by no cell" for row in rows if row not in part]
    return found + [f"finished: there is no part {name!r}" for name in table.get("finished", []) if name not in parts]


@cache
def names_in(part):
    path = COURSE.root / "lectures" / f"{part}.py"
    if not path.exists():
        return None
    return {cell.metadata.get("name") for cell in pairs.from_py(path, path.name).cells}


def test_every_row_leads_to_a_cell_and_finished_parts_are_whole():
    found = complaints(tomllib.loads(TABLE.read_text(encoding="utf-8")), names_in)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("table, complaint", [
    ({"finished": ["a"], "a": {"rows": ["L1", "L2"], "L1": "here"}}, "a: L2 is covered by no cell"),
    ({"a": {"rows": ["L1"], "L1": "gone"}}, "no cell of that name in a"),
    ({"a": {"rows": ["L1"], "L1": ["here", "b#here"]}}, "no cell of that name in b"),
    ({"a": {"rows": ["L1"], "L3": "here"}}, "L3 is not among its rows"),
    ({"finished": ["c"], "a": {"rows": []}}, "no part 'c'"),
])
def test_a_gap_is_found(table, complaint):
    assert any(complaint in said for said in complaints(table, {"a": {"here"}}.get))


def test_an_unfinished_part_may_have_gaps():
    assert complaints({"finished": [], "a": {"rows": ["L1", "L2"], "L1": "a#here"}}, {"a": {"here"}}.get) == []
