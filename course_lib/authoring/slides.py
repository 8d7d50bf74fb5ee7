"""`slides`: a lecture as one HTML file for a projector: reveal.js, formulas, pictures and live widgets inside.

The stored outputs are used as they are: nothing is executed, so a lecture must be fresh before its deck is made.
"""

from __future__ import annotations

import base64
import copy
import html
import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Template
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from course_lib.widgets.palette import css_variables

from . import deck_widgets, outline, pairs
from .build import stored
from .course import COMMAND, Course, Refusal, write_if_changed
from .digest import digest
from .freshness import stale_parts
from .vendor import Vendor

TEMPLATES = Path(__file__).with_name("templates")
PARTS = TEMPLATES / "course_slides"
VIEW = deck_widgets.VIEW


def write_decks(course: Course, names: list[str] | None = None, say=print) -> Iterator[Path]:
    """Write build/slides/NAME.html for each lecture of `names` (all numbered ones, if none); yields the paths.

    Raises Refusal for a lecture that is stale, and when the third-party parts cannot be had.
    """
    lectures = [path for path in course.sources(names) if path.parent.name == "lectures"]
    talks = [path for path in lectures if names or path.stem[0].isdigit()]
    if not talks:
        raise Refusal(f"slides: there is no numbered lecture among {', '.join(names or ['lectures/'])}")
    vendor = Vendor(course)
    for source in talks:
        target = course.root / "build" / "slides" / f"{source.stem}.html"
        text = deck(course, source, vendor)
        changed = write_if_changed(target, text)
        say(f"{source.stem}: {len(text.encode()) / 1e6:.1f} MB, {'written' if changed else 'unchanged'}")
        yield target


def deck(course: Course, source: Path, vendor: Vendor) -> str:
    """The HTML of one deck. Raises Refusal when the stored notebook is not fresh, or shows a file that is missing."""
    label = course.relative(source.with_suffix(""))
    nb, old = pairs.from_py(source, f"{label}.py"), stored(course, source)
    stale = ["is missing"] if old is None else list(stale_parts(course, nb, old, digest(course, source, nb)))
    if stale:
        raise Refusal(f"{label}.ipynb {stale[0]}; run {COMMAND} build {label}")
    shown = arranged(old)
    widgets = deck_widgets.bundle(shown)
    body, _ = _exporter().from_notebook_node(shown)
    parts = {
        "title": _title(old) or source.stem,
        "body": alone(body, source.parent, label),
        "css": "\n".join([vendor.reveal_text("dist/reveal.css"), vendor.font_css(), _palette(),
                          (PARTS / "deck.css").read_text(encoding="utf-8")]),
        "reveal": _script(vendor.reveal_text("dist/reveal.js")),
        "notes": _script(vendor.reveal_text("plugin/notes/notes.js")),
        "mathjax": _script(vendor.mathjax_text()) if any("$" in c.source for c in shown.cells) else "",
        "host": _script((PARTS / "host.js").read_text(encoding="utf-8")),
        "script": _script((PARTS / "deck.js").read_text(encoding="utf-8")),
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
            cell.metadata["deck"] = {"fragment": outline.slide_type(cell) == "fragment", **_hidden(cell)}
        bare = all(cell.metadata["deck"]["hide_input"] for cell in slide)
        widget = any(cell.metadata["deck"]["widget"] for cell in slide)
        slide[0].metadata["deck"] |= {
            "opens": True, "id": slide[0]["id"], "title_slide": number == 0, "bare": bare,
            "running": "" if heads or (bare and widget) else heading,
            "notes": [text for _, text in told], "seconds": round(60 * sum(minutes for minutes, _ in told)),
        }
        slide[-1].metadata["deck"]["closes"] = True
        heading = heads[-1] if heads and number else heading
        cells += slide
    nb.cells = cells
    return nb


def alone(body: str, folder: Path, label: str) -> str:
    """The slides without any file beside them: images embedded, links to files of the course become plain text."""
    def embed(match: re.Match) -> str:
        address = html.unescape(match["src"])
        if re.match(r"[a-z]+:", address):
            if address.startswith("data:"):
                return match[0]
            raise Refusal(f"{label}: the deck would load {address} from the network; put the file into figs/")
        path = folder / address
        if not path.is_file():
            raise Refusal(f"{label}: shows {address}, which is not there")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return f'{match["head"]}"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"'

    body = re.sub(r'(?P<head><img\b[^>]*?\bsrc=)"(?P<src>[^"]*)"', embed, body)
    body = re.sub(r'<a\b[^>]*\bhref="(?![a-z]+:|#/)[^"]*"[^>]*>(.*?)</a>', r'<span class="elsewhere">\1</span>', body,
                  flags=re.DOTALL)
    return re.sub(r'<a href="(?=https?:)', '<a target="_blank" rel="noopener" href="', body)


def _exporter() -> HTMLExporter:
    priority = [VIEW, "text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex",
                "text/plain"]
    exporter = HTMLExporter(config=Config(NbConvertBase={"display_data_priority": priority}),
                            extra_template_basedirs=[str(TEMPLATES)], template_name="course_slides")
    exporter.exclude_anchor_links = True
    return exporter


def _hidden(cell: NotebookNode) -> dict[str, bool]:
    """A widget's one line of code is not shown beside it unless the cell is tagged show-input."""
    tags = set(cell.metadata.get("tags", []))
    widget = any(VIEW in output.get("data", {}) for output in cell.get("outputs", []))
    hide = bool(tags & {"hide-input", "remove-input"}) or (widget and "show-input" not in tags)
    return {"hide_input": hide, "hide_output": bool(tags & {"hide-output", "remove-output"}), "widget": widget}


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
