"""What a student said before a run, kept so that it can be compared with what the run did.

The first prediction of a name stands: `commit("depth", 20)` a second time, with another number, says what was said
first. It is kept in work/predictions.json; outside of the student's folder it lives as long as the notebook's Python.
"""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from course_lib.workspace.places import student_folder

FILE = "predictions.json"


@dataclass(frozen=True)
class Commitment:
    """A prediction: `made` says whether there is one, `value` is what was said first."""

    name: str
    value: Any = None
    made: bool = False
    says: str = ""

    def __repr__(self):
        return self.says

    def _repr_html_(self):
        sign = "✓" if self.made else "○"
        return f'<p><b aria-hidden="true">{sign}</b> {escape(self.says)}</p>'


def commit(name: str, prediction, keys=(), among=()) -> Commitment:
    """Commit a prediction before a run; the first one of this name stays.

    Arguments
        name        str       what is predicted, "depth"
        prediction            a number, a text or a dict of these, or a function without arguments that returns it;
                              None, `...` and NotImplementedError count as nothing said
        keys        (str...)  a dict with these keys is due, if there are any
        among       (...)     the value, or each value of the dict, has to be one of these, if there are any
    Returns a Commitment. Raises nothing for a prediction that is not there yet, or not one of those due: it says so.
    """
    try:
        said = prediction() if callable(prediction) else prediction
    except NotImplementedError:
        said = None
    wanted = what_is_missing(said, keys, among)
    name_of = getattr(prediction, "__name__", "")
    if (said is None or said is ...) and name_of.isidentifier():
        wanted = wanted.rstrip(".") + f"; write {name_of}() first."
    if wanted:
        return Commitment(name, says=f"{name}: {wanted}")
    work = student_folder()
    if work is None:
        return Commitment(name, said, True, f"{name}: committed.")
    kept, problem = read(work / FILE)
    if name in kept:
        first = kept[name]["said"]
        now = "" if first == plain(said) else " What you say now is another prediction; the first one counts."
        when = kept[name]["at"][:16].replace("T", " ")
        return Commitment(name, first, True, f"{name}: committed on {when} UTC.{now}")
    kept[name] = {"said": plain(said), "at": datetime.now(UTC).isoformat()}
    problem = problem or write(work / FILE, kept)
    return Commitment(name, said, True, f"{name}: committed. It stays as it is.{problem}")


def what_is_missing(said, keys, among) -> str:
    """A sentence about what is due, or "" when the prediction is whole."""
    if said is None or said is ...:
        return "nothing is committed yet."
    if keys and not isinstance(said, dict):
        return f"a dict is due, with the keys {', '.join(keys)}."
    values = said.items() if isinstance(said, dict) else [("", said)]
    open_ = [key for key in keys if said.get(key) in (None, ...)]
    if open_:
        return f"still open: {', '.join(open_)}."
    odd = [key for key, _ in values if keys and key not in keys]
    if odd:
        return f"{odd[0]!r} is not among the keys: {', '.join(keys)}."
    for _, value in values:
        if among and value not in among:
            return f"{value!r} is not among: {', '.join(map(str, among))}."
    return ""


def plain(said):
    """As JSON will give it back."""
    return json.loads(json.dumps(said, default=float))


def read(file):
    """({name: {"said", "at"}}, sentence if the file could not be read)."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {name: one for name, one in kept.items() if {"said", "at"} <= set(one)}, ""
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, f" ({file.name} cannot be read, so this prediction is not kept.)"


def write(file, kept) -> str:
    """Write the file whole; a sentence if that failed."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        os.replace(temporary, file)
        return ""
    except OSError as wrong:
        temporary.unlink(missing_ok=True)
        return f" ({file.name} could not be written: {wrong.strerror or wrong}.)"
