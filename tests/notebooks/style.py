"""What a lecture has to look like, as functions that return complaints ([] is good); see test_style.py."""

import re
from pathlib import Path

from course_lib.authoring.outline import notes, slide_type, slides, visible

BANNED = ("powerful", "simply", "just", "of course", "as we all know", "let's dive in", "well done", "great job")
CELLS, CODE_LINES, SLIDE_LINES, TEXT_WORDS, SLIDE_WORDS = 60, 25, 12, 130, 60
SLIDE_COLUMNS = 100  # longer lines would be set too small to read from the back row
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
PROSE_ONLY = (r"```.*?```", r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$")


def words(text):
    """Number of words a reader sees: a formula is one, a link its text, comments none."""
    text = LINK.sub(lambda link: "" if link["image"] else link["text"], visible(text))
    for formula in PROSE_ONLY[2:]:
        text = re.sub(formula, " formula ", text, flags=re.DOTALL)
    return len(re.findall(r"\w[\w'’.,^/+=-]*", re.sub(r"(?m)<[^>]*>|^\s*\d+\.\s|^\s*[-:|]+$|[|#*_]", " ", text)))


def code_lines(source):
    return len([line for line in source.splitlines() if line.strip()])


def sizes(nb):
    """At most 60 cells; text of about 130 words, code of 25 lines; a slide has 60 words and 12 lines of code."""
    found = [f"{len(nb.cells)} cells (at most {CELLS}): split the part"] if len(nb.cells) > CELLS else []
    for cell in nb.cells:
        if cell.cell_type == "markdown" and words(cell.source) > TEXT_WORDS:
            found.append(f"cell {cell.id}: {words(cell.source)} words (about {TEXT_WORDS})")
        if cell.cell_type == "code" and code_lines(cell.source) > CODE_LINES:
            found.append(f"cell {cell.id}: {code_lines(cell.source)} lines of code (at most {CODE_LINES})")
    for slide in slides(nb):
        text = sum(words(cell.source) for cell in slide if cell.cell_type == "markdown" and slide_type(cell) != "notes")
        code = sum(code_lines(cell.source) for cell in slide if cell.cell_type == "code" and not _hides_input(cell))
        wide = max((len(line) for cell in slide if cell.cell_type == "code" and not _hides_input(cell)
                    for line in cell.source.splitlines()), default=0)
        if wide > SLIDE_COLUMNS:
            found.append(f"slide {slide[0].id}: a line of code with {wide} characters (at most {SLIDE_COLUMNS})")
        if text > SLIDE_WORDS:
            found.append(f"slide {slide[0].id}: {text} words (at most {SLIDE_WORDS})")
        if code > SLIDE_LINES:
            found.append(f"slide {slide[0].id}: {code} lines of code (at most {SLIDE_LINES})")
    return found


def _hides_input(cell):
    return "hide-input" in cell.metadata.get("tags", [])


def minutes(nb, planned=None):
    """The first cell says "N minutes"; the notes on the slides add up to N (and to the table of parts, if given)."""
    said = re.search(r"(\d+) minutes", visible(nb.cells[0].source))
    if not said:
        return [f"cell {nb.cells[0].id}: does not say how many minutes the lecture takes (\"35 minutes\")"]
    told = sum(note[0] for slide in slides(nb) for cell in slide for note in notes(cell))
    found = []
    if told != int(said[1]):
        found.append(f"the header says {said[1]} minutes, the speaker notes add up to {told:g}")
    if planned is not None and planned != int(said[1]):
        found.append(f"the header says {said[1]} minutes, lectures/parts.toml {planned}")
    for cell in nb.cells:
        if slide_type(cell) == "skip" and notes(cell):
            found.append(f"cell {cell.id}: has speaker notes but is on no slide")
        if "<!--" in cell.source and cell.cell_type == "markdown" and not notes(cell):
            found.append(f"cell {cell.id}: a comment that is no note; write <!-- notes (2 min): ... -->")
    return found


def voice(nb):
    """No exclamation marks and none of the banned words, in text and notes (code and formulas are not text)."""
    found = []
    for cell in nb.cells:
        if cell.cell_type != "markdown":
            continue
        text = cell.source.replace("<!--", "").replace("![", "[")
        for part in PROSE_ONLY:
            text = re.sub(part, " ", text, flags=re.DOTALL)
        if "!" in text:
            found.append(f"cell {cell.id}: an exclamation mark")
        found += [f"cell {cell.id}: {word!r}" for word in BANNED
                  if re.search(rf"\b{word}\b", text.replace("’", "'"), re.IGNORECASE)]
    return found


def links(nb, folder: Path, ids_of):
    """Every relative link leads to a file of the course, every #cell-id to a cell in it.

    `ids_of(path)` gives the cell ids of a notebook, None where there is no such file. work/ is the student's.
    """
    found = []
    for cell in nb.cells:
        if cell.cell_type != "markdown":
            continue
        for link in LINK.finditer(cell.source):
            target, _, fragment = link["target"].partition("#")
            if re.match(r"[a-z]+:", target) or "work/" in target:
                continue
            path = (folder / target).resolve() if target else None
            ids = {c.id for c in nb.cells} if path is None else ids_of(path)
            if path is not None and ids is None and not path.exists():
                found.append(f"cell {cell.id}: {link['target']} leads to no file")
            elif fragment.startswith("cell-id=") and fragment.removeprefix("cell-id=") not in (ids or ()):
                found.append(f"cell {cell.id}: {link['target']} leads to no cell")
    return found


def alternative_texts(nb):
    """Every image has alternative text: in Markdown, in HTML outputs; bare image outputs have none."""
    found = []
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            found += [f"cell {cell.id}: image {link['target']} without alternative text"
                      for link in LINK.finditer(cell.source) if link["image"] and len(link["text"].strip()) < 5]
            found += _bare_tags(cell.id, cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            found += _bare_tags(cell.id, "".join(data.get("text/html", "")))
            widget = "application/vnd.jupyter.widget-view+json" in data
            if any(kind.startswith("image/") for kind in data) and not widget and "text/html" not in data:
                found.append(f"cell {cell.id}: a figure without alternative text; use picture(fig, alt=...)")
    return found


def _bare_tags(ident, html):
    return [f"cell {ident}: an <img> without alternative text" for tag in re.findall(r"<img\b[^>]*>", html)
            if not re.search(r"""\balt=(["'])[^"']{5}""", tag)]
