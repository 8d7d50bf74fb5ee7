"""Where things are: the course folder, the student's work/ folder, and whether the course is being built."""

import os
from dataclasses import dataclass
from pathlib import Path

MARK = Path("lectures") / "parts.toml"  # what makes a folder the course folder


@dataclass(frozen=True)
class Places:
    """The course folder `root` and the student's folder `work` (usually root/work)."""

    root: Path
    work: Path

    @property
    def work_is_inside(self) -> bool:
        """True when work/ lies in the course folder, where a Lab started there can open it."""
        return self.work.is_relative_to(self.root)


def find_places(start: Path | None = None) -> Places:
    """The course folder around `start` (default: the current folder), else the one this package lies in.

    The environment variable COURSE_WORK moves the student's folder. Raises FileNotFoundError when there is no
    course folder in either place.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / MARK).is_file():
            elsewhere = os.environ.get("COURSE_WORK")
            return Places(folder, Path(elsewhere).resolve() if elsewhere else folder / "work")
    raise FileNotFoundError(
        f"No course folder: neither {here} nor a folder above it has {MARK.as_posix()}. "
        "Start from the folder that holds README.md of the course."
    )


def is_building() -> bool:
    """True while the course itself is built or tested (COURSE_BUILD=1): then nothing of a student is read or made."""
    return os.environ.get("COURSE_BUILD", "") not in ("", "0")


def student_folder() -> Path | None:
    """The work/ folder this code runs in, else None: outcomes are recorded for a student's own copy only.

    None also while nbgrader runs a notebook (it sets NBGRADER_EXECUTION): that is somebody else's attempt.
    """
    if is_building() or os.environ.get("NBGRADER_EXECUTION"):
        return None
    if elsewhere := os.environ.get("COURSE_WORK"):
        return Path(elsewhere).resolve()
    try:
        here = Path.cwd().resolve()
    except OSError:  # the folder was deleted under a running notebook
        return None
    for folder in (here, *here.parents):
        if folder.name == "work" and (folder.parent / MARK).is_file():
            return folder
    return None
