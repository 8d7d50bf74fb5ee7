"""What happens to a notebook just before JupyterLab writes it: three repairs, each for a way to lose something.

1. Running the index changes nothing in the course folder: what is stored is kept.
2. A notebook opened and not changed is written as it was. (JupyterLab calls it changed as soon as a widget shows.)
3. Widgets that were shown and not run keep their stored state. (JupyterLab saves the state of live widgets only; the
   next one to open the notebook would see "model not found" in place of a picture.)
"""

import json
from pathlib import Path

from nbformat import from_dict

INDEX = "lectures/index.ipynb"
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def before_saving(model: dict, path: str, contents_manager, **_) -> None:
    """Jupyter Server's pre-save hook: puts the repaired notebook into `model["content"]`. Leaves other files alone."""
    path = path.strip("/")
    if model.get("type") != "notebook" or (stored := stored_notebook(contents_manager, path)) is None:
        return
    if path == INDEX or same_cells(model["content"], stored):
        kept = from_dict(stored)
        contents_manager.mark_trusted_cells(kept, path)  # what was trusted stays trusted
        model["content"] = kept
    else:
        keep_widget_state(model["content"], stored)


def stored_notebook(contents_manager, path: str) -> dict | None:
    """The notebook on disk, else None."""
    try:
        stored = json.loads(Path(contents_manager.root_dir, path).read_bytes())
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) and "cells" in stored else None


def same_cells(notebook: dict, stored: dict) -> bool:
    """True when source, outputs, numbers and metadata of all cells agree (trust is not part of a stored cell)."""
    return [plain_cell(cell) for cell in notebook["cells"]] == [plain_cell(cell) for cell in stored["cells"]]


def plain_cell(cell: dict) -> dict:
    metadata = {key: value for key, value in cell.get("metadata", {}).items() if key != "trusted"}
    return joined({**cell, "metadata": metadata})


def joined(value):
    """Lists of lines as one text: a file stores lines, JupyterLab sends texts."""
    if isinstance(value, dict):
        return {key: joined(item) for key, item in value.items()}
    if isinstance(value, list):
        return "".join(value) if all(isinstance(item, str) for item in value) else [joined(item) for item in value]
    return value


def keep_widget_state(notebook: dict, stored: dict) -> None:
    """Add to `notebook` the state of every widget it shows that only `stored` has, with the widgets inside it."""
    old, new = widget_state(stored), widget_state(notebook)
    wanted = [output["data"][VIEW]["model_id"] for output in outputs(notebook) if VIEW in output.get("data", {})]
    missing = {}
    while wanted:
        name = wanted.pop()
        if name in old and name not in new and name not in missing:
            missing[name] = old[name]
            text = json.dumps(old[name])
            wanted += [other for other in old if f"IPY_MODEL_{other}" in text]
    if missing:
        holder = {"version_major": 2, "version_minor": 0, "state": {**new, **missing}}
        notebook["metadata"].setdefault("widgets", {})[STATE] = holder


def widget_state(notebook: dict) -> dict:
    return notebook.get("metadata", {}).get("widgets", {}).get(STATE, {}).get("state", {})


def outputs(notebook: dict) -> list[dict]:
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
