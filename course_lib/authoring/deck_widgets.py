"""The widgets of a deck as data: which models its slides show, their state, and each ES module once."""

from __future__ import annotations

import hashlib
import json
import re

from nbformat import NotebookNode

from .course import COMMAND, Refusal
from .execute import WIDGETS

VIEW = "application/vnd.jupyter.widget-view+json"
PLUMBING = re.compile(r"_(model|view)_.*|_anywidget_id|_dom_classes|layout|tabbable|tooltip|_view_count|_esm|_css")
REFERENCE = re.compile(r"(?:IPY_MODEL_|anywidget:)([0-9a-f]{32})")


def bundle(nb: NotebookNode, name: str = "the notebook") -> str:
    """JSON of {models: {id: {state, buffers, module, style}}, texts: {key: text}} for the host script.

    Covers the anywidget models that the cells of `nb` show, and those these refer to. Views of other models
    (they need a kernel) are taken out of the outputs of `nb`, so that the fallback beside them is shown.
    Raises Refusal naming the file `name` and the cell whose widget has no saved state.
    """
    models = nb.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    waiting, shown, texts, home = [], {}, {}, {}
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            ident = output.get("data", {}).get(VIEW, {}).get("model_id")
            if ident and ident not in models:
                raise _no_state(name, cell["id"], ident)
            if ident:
                home.setdefault(ident, cell["id"])
            if ident and models.get(ident, {}).get("model_module") != "anywidget":
                del output["data"][VIEW]
            elif ident:
                waiting.append(ident)
    while waiting:
        ident = waiting.pop(0)
        model = models.get(ident, {"model_module": "anywidget"})
        if model.get("model_module") == "anywidget" and not model.get("state", {}).get("_esm"):
            raise _no_state(name, home[ident], ident)
        if ident not in shown and models.get(ident, {}).get("model_module") == "anywidget":
            model = models[ident]
            state = {key: value for key, value in model["state"].items() if not PLUMBING.fullmatch(key)}
            shown[ident] = {"state": state, "buffers": model.get("buffers", []),
                            "module": _keep(texts, model["state"].get("_esm", "")),
                            "style": _keep(texts, model["state"].get("_css", ""))}
            for other in REFERENCE.findall(json.dumps(state)):
                home.setdefault(other, home[ident])
                waiting.append(other)
    text = json.dumps({"models": shown, "texts": texts}, ensure_ascii=False, sort_keys=True)
    return text.replace("</", "<\\/").replace("<!--", "<\\u0021--")


def _no_state(name: str, cell: str, ident: str) -> Refusal:
    return Refusal(f"{name}, cell {cell!r}: shows a widget (model {ident[:8]}) whose state is not saved in the "
                   f"notebook; run {COMMAND} build --all {name.removesuffix('.ipynb')}")


def _keep(texts: dict[str, str], text: str) -> str:
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    texts[key] = text
    return key
