"""`slides`: a lecture as one HTML file for a projector: reveal.js, formulas, pictures and live widgets inside.

The stored outputs are used as they are: nothing is executed, so a lecture must be fresh before its deck is made.
"""

from __future__ import annotations

import base64
import copy
import html
import mimetypes
import re
from pathlib import Path

from jinja2 import Template
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from traitlets.config import Config

from course_lib.widgets.palette import css_variables

from . import deck_widgets, outline, pairs
from .build import stored
from .course import COMMAND, Course, Refusal
from .digest import digest
from .execute import complaints
from .freshness import stale_parts
from .vendor import Vendor

TEMPLATES = Path(__file__).with_name("templates")
PARTS = TEMPLATES / "course_slides"
CONTENTS = "deck-contents"
SCRIPTS = ("host.js", "fitting.js", "switches.js", "deck.js")
VIEW = deck_widgets.VIEW
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")


def deck(course: Course, source: Path, vendor: Vendor) -> str:
    """The HTML of one deck. Raises Refusal when the stored notebook is not fresh, or shows a file that is missing."""
    label = course.relative(source.with_suffix(""))
    nb, old = pairs.from_py(source, f"{label}.py"), stored(course, source)
    for wrong in [*_missing(old or nb, source.parent), *complaints(old or nb, course.root)]:
        raise Refusal(f"{label}.ipynb, {wrong}; then run {COMMAND} build {label}")  # says more than that it is stale
    stale = ["is missing"] if old is None else list(stale_parts(course, nb, old, digest(course, source, nb)))
    if stale:
        raise Refusal(f"{label}.ipynb {stale[0]}; run {COMMAND} build {label}")
    shown = arranged(old)
    widgets = deck_widgets.bundle(shown, f"{label}.ipynb")
    body, _ = _exporter().from_notebook_node(shown)
    parts = {
        "title": _title(old) or source.stem,
        "body": alone(body, source.parent, f"{label}.ipynb"),
        "css": "\n".join([vendor.reveal_text("dist/reveal.css"), vendor.font_css(), _palette(),
                          (PARTS / "deck.css").read_text(encoding="utf-8")]),
        "reveal": _script(vendor.reveal_text("dist/reveal.js")),
        "notes": _script(vendor.reveal_text("plugin/notes/notes.js")),
        "mathjax": _script(vendor.mathjax_text()) if any("$" in c.source for c in shown.cells) else "",
        "scripts": [_script((PARTS / name).read_text(encoding="utf-8")) for name in SCRIPTS],
        "widgets": widgets,
    }
    return Template((PARTS / "page.html.j2").read_text(encoding="utf-8")).render(deck=parts) + "\n"


def arranged(nb: NotebookNode) -> NotebookNode:
    """The cells of the talk, each with `metadata.deck`: where slides open and close, what is hidden, the notes."""
    nb, heading = copy.deepcopy(nb), ""
    cells = []
    for number, slide in enumerate(outline.slides(nb)):
        told = [note for cell in slide for note in outline.notes(cell)]
        slide = [cell for cell in slide if outline.slide_type(cell) != "notes"]
        for cell in slide:
            cell.source = outline.visible(cell.source) if cell.cell_type == "markdown" else cell.source
        heads = [_heading(cell) for cell in slide if _heading(cell)]
        for cell in slide:
            cell.metadata["deck"] = {"fragment": outline.slide_type(cell) == "fragment", **_shown(cell)}
        bare = all(cell.metadata["deck"]["input"] != "yes" for cell in slide)
        widget = any(cell.metadata["deck"]["widget"] for cell in slide)
        slide[0].metadata["deck"] |= {
            "opens": True, "id": slide[0]["id"], "title_slide": number == 0, "bare": bare,
            "running": "" if heads or (bare and widget) else heading,
            "notes": [f"**{minutes:g} min** {text}" if minutes else text for minutes, text in told],
            "seconds": round(60 * sum(minutes for minutes, _ in told)),
        }
        slide[-1].metadata["deck"]["closes"] = True
        heading = heads[-1] if heads and number else heading
        cells += slide if number else [*slide, *_contents(nb)]
    nb.cells = cells
    return nb


def _contents(nb: NotebookNode) -> list[NotebookNode]:
    """The second slide: every section, which is a slide that begins with a heading, and the number of its slide."""
    lines = []
    for number, slide in enumerate(outline.slides(nb)):
        head = next((_heading(cell) for cell in slide if _heading(cell)), "")
        if number and head and outline.slide_type(slide[0]) == "slide":  # + 2: counted from 1, and this slide is one
            lines.append(f"- [**{number + 2}** {_unlinked(head)}](#/{slide[0]['id']})")
    if not lines:
        return []
    cell = new_markdown_cell("## Contents\n\n" + "\n".join(lines), id=CONTENTS)
    cell.metadata["deck"] = {"fragment": False, "input": "yes", "hide_output": False, "widget": False, "opens": True,
                             "id": CONTENTS, "title_slide": False, "bare": False, "running": "", "notes": [],
                             "seconds": 0, "closes": True, "contents": True}
    return [cell]


def _unlinked(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def alone(body: str, folder: Path, name: str) -> str:
    """The slides without any file beside them: images embedded, links to files of the course become plain text.

    Raises Refusal naming the file `name` and the cell whose image is not there, or is on the network.
    """
    def embed(match: re.Match) -> str:
        address = html.unescape(match["src"])
        cell = re.findall(r'\bdata-cell="([^"]*)"', body[: match.start()])[-1:] or ["?"]
        if re.match(r"[a-z]+:", address):
            if address.startswith("data:"):
                return match[0]
            raise Refusal(f"{name}, cell {cell[0]!r}: the deck would load {address} from the network; "
                          "put the file into figs/")
        path = folder / address
        if not path.is_file():
            raise Refusal(f"{name}, cell {cell[0]!r}: shows {address}, which is not there; draw it, or mend the link")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return f'{match["head"]}"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"'

    body = re.sub(r'(?P<head><img\b[^>]*?\bsrc=)"(?P<src>[^"]*)"', embed, body)
    body = re.sub(r'<a\b[^>]*\bhref="(?![a-z]+:|#/)[^"]*"[^>]*>(.*?)</a>', r'<span class="elsewhere">\1</span>', body,
                  flags=re.DOTALL)
    return re.sub(r'<a href="(?=https?:)', '<a target="_blank" rel="noopener" href="', body)


def _missing(nb: NotebookNode, folder: Path) -> list[str]:
    """Pictures that the text shows and that are not there, as "cell NAME: what and what to do" phrases."""
    return [f"cell {cell['id']!r}: shows {address}, which is not there; draw it, or mend the link"
            for cell in nb.cells if cell.cell_type == "markdown"
            for address in PICTURE.findall(outline.visible(cell.source))
            if not re.match(r"[a-z]+:", address) and not (folder / address).is_file()]


def _exporter() -> HTMLExporter:
    priority = [VIEW, "text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex",
                "text/plain"]
    exporter = HTMLExporter(config=Config(NbConvertBase={"display_data_priority": priority}),
                            extra_template_basedirs=[str(TEMPLATES)], template_name="course_slides")
    exporter.exclude_anchor_links = True
    return exporter


def _shown(cell: NotebookNode) -> dict:
    """What of a cell is seen: its `input` ("yes", "by key" or "no"), its output. Tags say so: hide-input (by key),
    remove-input (no), hide-output, remove-output. A widget's one line is there by key, unless tagged show-input."""
    tags = set(cell.metadata.get("tags", []))
    widget = any(VIEW in output.get("data", {}) for output in cell.get("outputs", []))
    folded = "hide-input" in tags or (widget and "show-input" not in tags)
    shown = "no" if "remove-input" in tags else "by key" if folded else "yes"
    return {"input": shown, "hide_output": bool(tags & {"hide-output", "remove-output"}), "widget": widget}


def _heading(cell: NotebookNode) -> str:
    found = re.search(r"^#{1,3}\s+(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
    return found[1].strip() if found else ""


def _title(nb: NotebookNode) -> str:
    return next((_heading(cell) for cell in nb.cells if _heading(cell)), "")


def _palette() -> str:
    return (f":root {{ {css_variables('light')} }}\n"
            f'body[data-theme="dark"] {{ {css_variables("dark")} }}\n')


def _script(text: str) -> str:
    """Text that may stand between <script> tags: no map of sources elsewhere, nothing that ends the tag early."""
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
