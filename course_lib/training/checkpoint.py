"""A file that is whole at every moment: a run that is killed, whenever that is, finds the last finished epoch.

The new file is written beside the old one, handed to the disk (fsync) and only then put in its place by a rename,
which the operating system does as a whole or not at all. Files are opened with weights_only=True: tensors, numbers
and texts, no program of a stranger.
"""

from __future__ import annotations

import os
from pathlib import Path

import torch

FORMAT = "course_lib checkpoint 1"


def save(path: str | Path, content: dict) -> None:
    """Write `content` (dicts, lists, tensors, numbers, texts) to `path`, leaving the old file until the new one is
    safe. Raises OSError when the disk is full or the folder cannot be written to; the old file is then still there.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            torch.save({"format": FORMAT} | content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def load(path: str | Path, device: torch.device | str = "cpu") -> dict | None:
    """What `save` wrote, or None when there is no such file yet. Raises ValueError for a file of another kind."""
    path = Path(path)
    if not path.exists():
        return None
    try:
        content = torch.load(path, map_location=device, weights_only=True)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ValueError(f"{path} is no checkpoint of the course ({reason}): use another path") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"{path} is no checkpoint of the course: use another path")
    return content


def _flush_folder(folder: Path) -> None:
    """After this the new name survives even a power cut. Not every system can do it; then there is nothing to do."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows does not open folders
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
