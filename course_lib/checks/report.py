"""The report: plain data, and how it reads as text. It never changes after it is made."""

import textwrap
from dataclasses import dataclass
from typing import Any, NamedTuple

TITLES = {
    "correct": "correct",
    "incorrect": "not right yet",
    "not attempted": "not attempted yet",
    "stopped": "stopped",
}
WIDTH, LINES = 100, 15


class CheckFailed(AssertionError):
    """Raised in strict mode (COURSE_STRICT=1) for anything but correct; the message is the report's text."""

    def __init__(self, report):
        super().__init__(str(report))
        self.report = report


class Counterexample(NamedTuple):
    """The smallest failing call.

    arguments: by name, in order. got: the returned parts by name, or the returned value where it has another form, or a
    sentence where nothing was returned. expected: the parts by name.
    """

    arguments: dict[str, Any]
    got: Any
    expected: Any


@dataclass(frozen=True)
class Panel:
    """One returned part drawn twice: as it came, and as it is due, with a mask of what differs."""

    name: str
    got: Any
    expected: Any
    wrong: Any  # boolean array, or None when the shapes differ
    axes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hint:
    """One step of help; `link` is a lecture cell as (address, text), or None."""

    title: str
    text: str
    link: tuple[str, str] | None = None


@dataclass(frozen=True, repr=False)
class Report:
    """What a check found out. `str()` is plain text; in a notebook it draws itself as the value of a cell."""

    task: str
    outcome: str
    misconception: str | None = None  # id of the fault that explains everything; "one+other" for a pair
    counterexample: Counterexample | None = None
    call: str = ""
    code: str = ""  # the call as Python to paste
    program: str = ""  # for a class: the little program that shows it
    facts: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()  # one sentence for each named fault
    hints: tuple[Hint, ...] = ()
    panels: tuple[Panel, ...] = ()
    printed: str = ""
    notes: tuple[str, ...] = ()

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Ids of all faults named: none, one, two, and three in rare cases."""
        return tuple(self.misconception.split("+")) if self.misconception else ()

    def points(self, most) -> float:
        """For a graded cell: draw the report; `most` points (a builtin float) if correct, else none."""
        from .points import points

        return points(self, most)

    def __str__(self):
        lines = [f"{self.task}: {TITLES[self.outcome]}"]
        if self.call:
            lines += _row("call", self.call, 2)
        if self.panels:
            lines += _row("got", _values(self.panels, "got"), 2)
            lines += _row("expected", _values(self.panels, "expected"), 2)
        for fact in self.facts[: 4 if not self.causes else 2]:
            lines += textwrap.wrap(fact, WIDTH)
        for cause in self.causes:
            lines += _row("Cause", cause, 2)
        if self.printed:
            lines += _row("printed", " / ".join(self.printed.splitlines()), 1)
        tail = []
        for hint in self.hints:
            if hint.link:
                tail += [f"Lecture   {hint.link[0]}"]
            elif hint is self.hints[0]:
                tail += _row("Ask", hint.text, 2)
        for note in self.notes:
            tail += textwrap.wrap(note, WIDTH)[:2]
        tail = tail[: LINES - 1]
        return "\n".join(lines[: LINES - len(tail)] + tail)

    __repr__ = __str__

    def _repr_html_(self):
        from .html import draw

        return draw(self)


def _values(panels, which):
    from .words import inline

    return ", ".join(f"{panel.name} = {inline(getattr(panel, which))}" for panel in panels)


def _row(label, text, most):
    """A labelled line, continued on indented lines, at most `most` of them."""
    lines = textwrap.wrap(text, WIDTH - 10) or [""]
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: WIDTH - 12] + " …"
    return [f"{label:<10}{lines[0]}"] + [" " * 10 + line for line in lines[1:]]
