"""A notebook as a talk: which cells share a slide, and what the speaker says there.

Slide types are Jupyter's: `slide` and `subslide` begin a slide, `fragment` appears on it in a second step, `skip` is
for reading only, `notes` is a whole cell for the speaker, and a cell without a type continues the slide above.
Speaker notes also stand in text cells: <!-- notes (2 min): what to say -->.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

NOTES = re.compile(r"<!--\s*notes\s*\((?P<minutes>\d+(?:\.\d+)?)\s*min\)\s*:\s*(?P<text>.*?)-->", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def slide_type(cell: NotebookNode) -> str:
    """`slide`, `subslide`, `fragment`, `skip`, `notes`, or `-` (continues)."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or "-"


def slides(nb: NotebookNode) -> list[list[NotebookNode]]:
    """The cells of each slide, in order; `skip` cells are in none."""
    found: list[list[NotebookNode]] = []
    for cell in nb.cells:
        kind = slide_type(cell)
        if kind == "skip":
            continue
        if kind in ("slide", "subslide") or not found:
            found.append([])
        found[-1].append(cell)
    return found


def notes(cell: NotebookNode) -> list[tuple[float, str]]:
    """(minutes, text) of each speaker note in a cell; a cell of type `notes` without a comment counts 0 minutes."""
    if cell.cell_type != "markdown":
        return []
    found = [(float(note["minutes"]), " ".join(note["text"].split())) for note in NOTES.finditer(cell.source)]
    if slide_type(cell) == "notes" and not found:
        return [(0.0, cell.source)]
    return found


def visible(source: str) -> str:
    """Markdown without its comments."""
    return COMMENT.sub("", source).strip()
