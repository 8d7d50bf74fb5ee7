"""Runs a notebook so that the stored result is the same bytes every time: no timings, no random widget ids,
one thread, nothing of this machine in it. A cell that fails, or that writes to stderr, stops the build."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from traitlets.config import Config

from .course import Refusal

WIDGETS = "application/vnd.jupyter.widget-state+json"
SECONDS = 120  # a cell may take 15 s on two cores; this only ends a build that hangs
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def execute(nb: NotebookNode, label: str, folder: Path, root: Path) -> NotebookNode:
    """Execute `nb` in `folder` and return it with outputs, counts and widget state, ready to store.

    Args: `label` names the notebook in refusals and seeds the widget ids; `root` is the course, whose
    course_lib the kernel imports. Raises Refusal naming the cell and the error.
    """
    nb.metadata.pop("widgets", None)
    with tempfile.TemporaryDirectory() as profile:
        sockets = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{profile}/kernel"}
        client = NotebookClient(nb, timeout=SECONDS, record_timing=False,
                                config=Config(KernelManager=sockets),
                                resources={"metadata": {"path": str(folder)}})
        try:
            client.execute(env=environment(root, profile))
        except (CellExecutionError, CellTimeoutError, RuntimeError) as error:  # a dead kernel is a RuntimeError
            raise Refusal(_what_failed(nb, label, error)) from None
    tidy(nb)
    for problem in complaints(nb, root):
        raise Refusal(f"{label}, {problem}")
    return same_ids(nb, label)


def environment(root: Path, profile: str) -> dict[str, str]:
    """The kernel's environment: this course's course_lib, one thread, nothing of a student read or recorded
    (COURSE_BUILD=1), no user profile."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("COURSE_")}
    env.pop("MPLBACKEND", None)
    paths = [str(root), *filter(None, [env.get("PYTHONPATH")])]
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "VECLIB_MAXIMUM", "NUMEXPR")}
    fixed = {"COURSE_BUILD": "1", "PYTHONHASHSEED": "0", "IPYTHONDIR": profile}
    return {**env, **threads, **fixed, "PYTHONPATH": os.pathsep.join(paths)}


def tidy(nb: NotebookNode) -> None:
    """Join stream pieces that arrived in one cell, and keep of an expected error its name and text only
    (tracebacks carry paths)."""
    for cell in nb.cells:
        joined: list[NotebookNode] = []
        for output in cell.get("outputs", []):
            last = joined[-1] if joined else None
            if last and output.output_type == last.output_type == "stream" and output.name == last.name:
                last.text += output.text
            else:
                joined.append(output)
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
        if cell.cell_type == "code":
            cell.outputs = joined
    if "language_info" in nb.metadata:
        nb.metadata.language_info.pop("version", None)


def complaints(nb: NotebookNode, root: Path) -> list[str]:
    """What must not stand in a stored notebook, as "cell NAME: what and what to do" phrases."""
    found = []
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            where, text = f"cell {cell['id']!r}", visible_text(output)
            if output.output_type == "error" and not allowed_to_raise(cell):
                found.append(f"{where}: stores {output.ename}: {output.evalue}; mend the cell, or tag it "
                             "raises-exception if the error is the point")
            elif output.output_type == "stream" and output.name == "stderr":
                found.append(f"{where}: writes to stderr: {text.strip()[:200]!r}; avoid the warning")
            elif ADDRESS.search(text):
                found.append(f"{where}: shows a memory address ({ADDRESS.search(text)[0]}), which changes with "
                             "every run; end the cell in another value or give the class a plain __repr__")
            elif str(root) in text:
                found.append(f"{where}: shows a path of this machine; print it relative to the course")
    return found


def visible_text(output: NotebookNode) -> str:
    """The text of one output: a stream's, or all textual forms of a value."""
    if output.output_type == "stream":
        return output.text
    return "\n".join(text for kind, text in output.get("data", {}).items()
                     if kind.startswith("text/") and isinstance(text, str))


def allowed_to_raise(cell: NotebookNode) -> bool:
    return bool({"raises-exception", "nbval-raises-exception"} & set(cell.metadata.get("tags", [])))


def same_ids(nb: NotebookNode, label: str) -> NotebookNode:
    """Widget model ids are random; rename them by order of creation, wherever they occur."""
    state = nb.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    text = nbformat.writes(nb, 4)
    for number, old in enumerate(state):
        text = text.replace(old, hashlib.sha256(f"{label}/{number}".encode()).hexdigest()[:32])
    return nbformat.reads(text, 4)


def _what_failed(nb: NotebookNode, label: str, error: Exception) -> str:
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and not allowed_to_raise(cell):
                line = cell.source.strip().splitlines()[-1][:80]
                return (f"{label}, cell {cell['id']!r} raised {output.ename}: {output.evalue}\n"
                        f"    the cell ends in: {line}")
    done = [cell["id"] for cell in nb.cells if cell.get("execution_count")]
    after = f"after cell {done[-1]!r}" if done else "in its first cells"
    return f"{label}, {after}: {type(error).__name__}: {str(error)[:300]}"
