"""The student's own copies: made on first use, never written again once the student has changed them.

A copy counts as unchanged only if its bytes have the SHA-256 that was noted when the course made it
(work/.copies.json). Without a note it counts as changed, so losing the notes can only make the course more careful.
"""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.workspace.places import Places, find_places

PATTERNS = {"lectures": ("[0-9]*.ipynb",), "exercises": ("[0-9]*.ipynb", "project_[0-9]*.ipynb")}
NOTES = ".copies.json"


@dataclass
class CopyReport:
    """What `make_copies` did: names such as `exercises/01a_threshold_units`, and one sentence per problem."""

    made: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def originals(places: Places) -> dict[str, Path]:
    """Every lecture and exercise of the course by name, `lectures/01a_threshold_units` -> its file."""
    files = (
        path for kind, patterns in PATTERNS.items() for each in patterns
        for path in sorted((places.root / kind).glob(each))
    )  # fmt: skip
    return {f"{path.parent.name}/{path.stem}": path for path in files}


def make_copies(places: Places | None = None) -> CopyReport:
    """Make the copies that are missing; renew those the student has not touched and whose original has changed.

    Never raises for a file that cannot be read or written: the report has a sentence about it instead.
    """
    places = places or find_places()
    report = CopyReport()
    notes = read_notes(places)
    for name, original in originals(places).items():
        copy = copy_path(places, name)
        try:
            data = original.read_bytes()
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                if write_new(copy, data):
                    notes[name] = digest(data)
                    report.made.append(name)
            elif digest(data) != notes.get(name) == digest(copy.read_bytes()):
                if replace_untouched(copy, data, notes[name]):
                    notes[name] = digest(data)
                    report.renewed.append(name)
        except OSError as wrong:
            report.problems.append(f"{name} could not be copied to {copy}: {wrong.strerror or wrong}.")
    if report.made or report.renewed:
        save_notes(places, notes, report)
    return report


def is_changed(places: Places, name: str, notes: dict[str, str]) -> bool:
    """True when the student has saved something of their own in this copy (or when nobody can tell)."""
    return digest(copy_path(places, name).read_bytes()) != notes.get(name)


def outdated(places: Places) -> list[str]:
    """Names of copies the student has changed whose original is newer, and which have no fresh copy beside them."""
    notes = read_notes(places)
    names = []
    for name, original in originals(places).items():
        if not copy_path(places, name).exists() or name not in notes:
            continue
        try:
            now = digest(original.read_bytes())
            known = {notes[name], *(notes.get(other) for other in beside(places, name))}
            if now not in known and is_changed(places, name, notes):
                names.append(name)
        except OSError:  # a file that cannot be read is make_copies' to report
            continue
    return names


def beside(places: Places, name: str) -> list[str]:
    """The fresh copies of `name` that exist: `lectures/01a_threshold_units-2`, ..."""
    folder, stem = copy_path(places, name).parent, Path(name).name
    found = [path for path in folder.glob(f"{stem}-*.ipynb") if path.stem[len(stem) + 1 :].isdigit()]
    found.sort(key=lambda path: int(path.stem[len(stem) + 1 :]))
    return [f"{folder.name}/{path.stem}" for path in found]


def fresh_copy(name: str) -> str:
    """Put a new copy of a lecture or exercise beside yours, under a new name; yours stays as it is.

    name: `"01a_threshold_units"` for the lecture, `"exercises/01a_threshold_units"` for the exercise.
    Returns the path of the new copy, from the course folder. Raises ValueError for a name that is not in the course,
    OSError when the copy cannot be written.
    """
    places = find_places()
    full = name.removesuffix(".ipynb")
    full = full if "/" in full else f"lectures/{full}"
    known = originals(places)
    if full not in known:
        raise ValueError(f"fresh_copy: no notebook {name!r}. There are: {', '.join(known) or 'none'}.")
    data = known[full].read_bytes()
    copy_path(places, full).parent.mkdir(parents=True, exist_ok=True)
    number = 2
    while not write_new(copy_path(places, f"{full}-{number}"), data):
        number += 1
    notes = read_notes(places)
    notes[f"{full}-{number}"] = digest(data)
    save_notes(places, notes, CopyReport())
    made = copy_path(places, f"{full}-{number}")
    return (made.relative_to(places.root) if places.work_is_inside else made).as_posix()


def copy_path(places: Places, name: str) -> Path:
    """`lectures/NAME` -> work/lectures/NAME.ipynb."""
    return places.work / f"{name}.ipynb"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_new(target: Path, data: bytes) -> bool:
    """Write `target` whole, or not at all; False when it exists already (then it is left alone)."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return put_new(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def put_new(source: Path, target: Path) -> bool:
    """Move `source` to `target` unless `target` exists. A rename would replace it on Linux and macOS: so, a link."""
    try:
        if os.name == "nt":
            os.rename(source, target)  # Windows refuses when the target exists
        else:
            os.link(source, target)
            source.unlink()
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        try:
            with open(target, "xb") as file:
                file.write(source.read_bytes())
            source.unlink()
        except FileExistsError:
            return False
    return True


def replace_untouched(copy: Path, data: bytes, known: str) -> bool:
    """Replace a copy whose bytes have the digest `known`; a save that comes in between wins, and False is returned.

    The old file is moved aside before it is looked at for the last time, so no moment remains in which a student's
    save could be written over.
    """
    aside = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}.old")
    os.rename(copy, aside)
    try:
        if digest(aside.read_bytes()) == known:
            written = write_new(copy, data)
            aside.unlink()
            return written
    except OSError:
        put_back(aside, copy)
        raise
    put_back(aside, copy)
    return False


def put_back(aside: Path, copy: Path) -> None:
    """Return a file moved aside to its place; when a newer save stands there, keep both, the older as NAME-saved."""
    if not put_new(aside, copy):
        kept = copy.with_name(f"{copy.stem}-saved-{secrets.token_hex(2)}.ipynb")
        os.rename(aside, kept)


def read_notes(places: Places) -> dict[str, str]:
    """Name -> SHA-256 of what the course copied there. Unreadable notes count as none."""
    try:
        notes = json.loads((places.work / NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def save_notes(places: Places, notes: dict[str, str], report: CopyReport) -> None:
    temporary = places.work / f"{NOTES}.{secrets.token_hex(4)}.tmp"
    try:
        temporary.write_text(json.dumps(notes, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(temporary, places.work / NOTES)
    except OSError as wrong:
        temporary.unlink(missing_ok=True)
        report.problems.append(f"{places.work / NOTES} could not be written: {wrong.strerror or wrong}.")
