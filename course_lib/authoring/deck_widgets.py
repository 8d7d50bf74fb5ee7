"""The widgets of a deck as data: which models its slides show, their state, and each ES module once."""

from __future__ import annotations

import hashlib
import json
import re

from nbformat import NotebookNode

from .execute import WIDGETS

VIEW = "application/vnd.jupyter.widget-view+json"
PLUMBING = re.compile(r"_(model|view)_.*|_anywidget_id|_dom_classes|layout|tabbable|tooltip|_view_count|_esm|_css")
REFERENCE = re.compile(r"(?:IPY_MODEL_|anywidget:)([0-9a-f]{32})")


def bundle(nb: NotebookNode) -> str:
    """JSON of {models: {id: {state, buffers, module, style}}, texts: {key: text}} for the host script.

    Covers the anywidget models that the cells of `nb` show, and those these refer to. Views of other models
    (they need a kernel) are taken out of the outputs of `nb`, so that the fallback beside them is shown.
    """
    models = nb.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    waiting, shown, texts = [], {}, {}
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            ident = output.get("data", {}).get(VIEW, {}).get("model_id")
            if ident and models.get(ident, {}).get("model_module") != "anywidget":
                del output["data"][VIEW]
            elif ident:
                waiting.append(ident)
    while waiting:
        ident = waiting.pop(0)
        if ident not in shown and models.get(ident, {}).get("model_module") == "anywidget":
            model = models[ident]
            state = {key: value for key, value in model["state"].items() if not PLUMBING.fullmatch(key)}
            shown[ident] = {"state": state, "buffers": model.get("buffers", []),
                            "module": _keep(texts, model["state"].get("_esm", "")),
                            "style": _keep(texts, model["state"].get("_css", ""))}
            waiting += REFERENCE.findall(json.dumps(state))
    text = json.dumps({"models": shown, "texts": texts}, ensure_ascii=False, sort_keys=True)
    return text.replace("</", "<\\/").replace("<!--", "<\\u0021--")


def _keep(texts: dict[str, str], text: str) -> str:
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    texts[key] = text
    return key
