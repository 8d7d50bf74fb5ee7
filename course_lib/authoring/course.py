"""Where the course's files lie, and the two things that can be said about one: a refusal and a staleness."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

COMMAND = "python -m course_lib.authoring"


class Refusal(Exception):
    """Something an author must mend first; the text names file, cell and what to do."""


@dataclass(frozen=True)
class Problem:
    """One stale or broken thing: which file, what is wrong, and the command (or act) that mends it."""

    path: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}\n    mend: {self.mend}"


class Course:
    """The folders of one course: lectures/, solutions/, exercises/, figs/ and course_lib/ under `root`."""

    def __init__(self, root: str | Path | None = None):
        self.root = Path(root).resolve() if root else Path(__file__).resolve().parents[2]

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def files(self, folder: str, pattern: str) -> list[Path]:
        """Sorted files of a folder, without those that begin with a dot or an underscore."""
        found = sorted((self.root / folder).glob(pattern))
        return [path for path in found if path.is_file() and path.name[0] not in "._"]

    def sources(self, names: list[str] | None = None) -> list[Path]:
        """The authored .py of every lecture and solution, or of those that `names` asks for.

        A name is a stem ("01a_threshold_units": its lecture and its solution) or a path, suffix or not.
        Raises Refusal for a name that nothing matches.
        """
        everything = self.files("lectures", "*.py") + self.files("solutions", "*.py")
        if not names:
            return everything
        wanted: list[Path] = []
        for name in names:
            stem = Path(name).with_suffix("").as_posix()
            hits = [path for path in everything
                    if stem in (path.stem, self.relative(path.with_suffix("")), path.with_suffix("").as_posix())]
            if not hits and stem.startswith("exercises/"):
                hits = [path for path in everything if self.relative(path) == f"solutions/{Path(stem).name}.py"]
            if not hits:
                known = ", ".join(sorted({path.stem for path in everything})) or "none"
                raise Refusal(f"no lecture or solution is called {name!r}; there are: {known}")
            wanted += [path for path in hits if path not in wanted]
        return wanted

    def exercise_of(self, solution: Path) -> Path:
        return self.root / "exercises" / f"{solution.stem}.ipynb"


def write_if_changed(path: Path, text: str) -> bool:
    """Write text (UTF-8) in one step so that nobody ever reads half a file; False when it was already there."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(text.encode())
    os.replace(draft, path)
    return True
