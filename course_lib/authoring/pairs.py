"""A lecture is two files: NAME.py (percent cells, the source) and NAME.ipynb (the same cells with outputs).

Everything in the .ipynb except outputs follows from the .py: cell ids from the cells' names, no metadata of
editors, one kernelspec. So the pair can be proved equal, and a notebook rebuilt from nothing has the same ids.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from .course import Refusal, write_if_changed

KEPT = ("name", "slideshow", "tags")  # the cell metadata that both files carry (as in jupytext.toml)
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def from_py(path: Path, label: str) -> NotebookNode:
    """The notebook that NAME.py describes: cells, kept metadata, ids; no outputs. `label` names it in refusals."""
    try:
        nb = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except Exception as error:  # jupytext raises many types, all about the text of this file
        raise Refusal(f"{label}: cannot be read as percent cells: {error}") from error
    nb.metadata = NotebookNode(kernelspec=NotebookNode(KERNELSPEC))
    for cell in nb.cells:
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in KEPT if key in cell.metadata})
    name_cells(nb, label)
    nbformat.validate(nb)
    return nb


def name_cells(nb: NotebookNode, label: str) -> None:
    """Cell ids: a cell's name; for an unnamed one the last name above it and a counter ("neuron-2")."""
    last, count, seen = "top", 0, {}
    for number, cell in enumerate(nb.cells, 1):
        name = cell.metadata.get("name")
        if name is None:
            count += 1
            name = f"{last}-{count}"
        else:
            last, count = name, 0
        if not isinstance(name, str) or not CELL_ID.fullmatch(name):
            raise Refusal(f"{label}, cell {number}: the name {name!r} cannot be a cell id; use up to 64 letters, "
                          "digits, - and _")
        if name in seen:
            raise Refusal(f"{label}: cells {seen[name]} and {number} are both called {name!r}; rename one")
        seen[name] = number
        cell["id"] = name


def dumps(nb: NotebookNode) -> str:
    return nbformat.writes(nb, 4).rstrip("\n") + "\n"


def read(path: Path, label: str) -> NotebookNode:
    """An existing .ipynb as nbformat 4; Refusal when it is not one."""
    try:
        nb = nbformat.reads(path.read_text(encoding="utf-8"), 4)
        nbformat.validate(nb)
        return nb
    except Exception as error:  # not JSON, not a notebook, an older format
        raise Refusal(f"{label}: is not a valid notebook ({type(error).__name__}: {str(error)[:200]}); delete it "
                      "and build again") from error


def write(nb: NotebookNode, path: Path) -> bool:
    return write_if_changed(path, dumps(nb))


def cells(nb: NotebookNode) -> list[tuple]:
    """What both files of a pair must agree on, cell by cell: id, type, source, metadata."""
    return [(cell.get("id"), cell.cell_type, cell.source, _plain(cell.metadata)) for cell in nb.cells]


def source_mark(nb: NotebookNode) -> str:
    """Digest of sources and kept metadata: tells a notebook edited by hand from one whose .py moved on."""
    parts = [(cell.cell_type, cell.source, sorted(_plain(cell.metadata).items())) for cell in nb.cells]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def differences(want: NotebookNode, have: NotebookNode) -> list[str]:
    """How two notebooks differ in what a pair shares, one phrase a cell; [] when they agree."""
    ours, theirs = cells(want), cells(have)
    found = []
    for (ident, kind, source, metadata), other in zip(ours, theirs, strict=False):
        aspects = zip(("id", "type", "source", "metadata"), (ident, kind, source, metadata), other, strict=True)
        wrong = [aspect for aspect, mine, its in aspects if mine != its]
        if wrong:
            found.append(f"cell {ident!r} ({', '.join(wrong)})")
    if len(ours) != len(theirs):
        found.append(f"{len(ours)} cells against {len(theirs)}")
    return found


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
