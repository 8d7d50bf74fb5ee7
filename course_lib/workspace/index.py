"""The table on the front door: every part, its minutes, the student's copy of it, what is done, where to go on."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from course_lib.workspace.copies import (
    CopyReport,
    beside,
    copy_path,
    is_changed,
    make_copies,
    originals,
    outdated,
    read_notes,
)
from course_lib.workspace.parts import Part, Task, load_parts
from course_lib.workspace.places import Places, find_places, is_building
from course_lib.workspace.progress_file import Progress, TaskState, progress

STYLE = Path(__file__).with_name("index.css")


@dataclass
class Overview:
    """What the index shows. Jupyter draws it as HTML; `str()` is the same as plain text."""

    places: Places
    parts: list[Part]
    done: Progress = field(default_factory=Progress)
    latest: str | None = None  # name of the notebook to go on with, `exercises/01a_threshold_units`
    extra: dict[str, list[str]] = field(default_factory=dict)  # fresh copies beside a copy
    notes: list[str] = field(default_factory=list)
    copied: bool = True  # False where work/ cannot be written or opened: then the links lead to the originals

    @property
    def ready(self) -> list[Part]:
        return [part for part in self.parts if not part.planned]

    def link(self, name: str) -> str:
        """Address of a notebook relative to the folder of the notebook that shows it."""
        here = Path.cwd().resolve()
        here = here if here.is_relative_to(self.places.root) else self.places.root / "lectures"
        target = copy_path(self.places, name)
        if not (self.copied and self.places.work_is_inside):
            target = self.places.root / f"{name}.ipynb"
        return Path(os.path.relpath(target, here)).as_posix()

    def __repr__(self) -> str:
        return plain(self)

    def _repr_html_(self) -> str:
        return page(self)


def overview() -> Overview:
    """The parts of the course with your progress; makes the copies in work/ that are missing.

    While the course is built (COURSE_BUILD=1) it shows the state of a student who has done nothing, and copies
    nothing. Raises FileNotFoundError outside a course folder.
    """
    places = find_places()
    parts = load_parts(places.root)
    if is_building():
        return Overview(Places(places.root, places.root / "work"), parts)
    report = make_copies(places)
    done = progress()
    shown = Overview(places, parts, done, latest_notebook(places, parts, done), notes=said(places, report, done))
    shown.extra = {name: beside(places, name) for name in originals(places)}
    shown.copied = all(copy_path(places, name).exists() for name in originals(places))
    return shown


def said(places: Places, report: CopyReport, done: Progress) -> list[str]:
    """One sentence for each thing the student should know."""
    notes = []
    if report.made:
        notes.append(f"Made your copies in {places.work.name}/: {', '.join(report.made)}.")
    if report.renewed:
        notes.append(f"The course has new versions, and you had changed nothing in: {', '.join(report.renewed)}.")
    for name in outdated(places):
        short = name.removeprefix("lectures/")
        notes.append(
            f"Your copy of {name} is older than the one in the course. Yours stays as it is; "
            f'to have the new one beside it: from course_lib.workspace import fresh_copy; fresh_copy("{short}")'
        )
    return notes + report.problems + ([done.problem] if done.problem else [])


def latest_notebook(places: Places, parts: list[Part], done: Progress) -> str | None:
    """Where the student stopped: the notebook saved last, or the exercise of the task checked last, the later one.

    A copy counts as saved when its bytes are not what the course copied: opening one is no work yet.
    """
    moments: list[tuple[datetime, str]] = []
    home = {task.id: f"exercises/{part.name}" for part in parts for task in part.tasks}
    moments += [(state.last, home[task]) for task, state in done.tasks.items() if task in home]
    notes = read_notes(places)
    for original in originals(places):
        for name in (original, *beside(places, original)):
            copy = copy_path(places, name)
            try:
                if is_changed(places, name, notes):
                    moments.append((datetime.fromtimestamp(copy.stat().st_mtime, UTC), name))
            except OSError:  # no copy, or none that can be read
                continue
    return max(moments)[1] if moments else None


def state_text(task: Task, state: TaskState | None) -> tuple[str, str, str]:
    """(kind, sign, words) of a task's state; sign and words say the same, so that colour alone never does."""
    if state is None:
        return "open", "○", "not begun"
    tries = f"{state.tries} {'try' if state.tries == 1 else 'tries'}"
    return ("solved", "✓", "solved") if state.solved else ("tried", "◐", f"{tries} so far")


def heading(name: str, parts: list[Part]) -> str:
    """`lectures/01a_threshold_units-2` -> `Lecture 01a, copy 2: Threshold units ...`."""
    kind, stem = name.split("/")
    part = next((part for part in parts if stem == part.name or stem.startswith(f"{part.name}-")), None)
    if part is None:
        return name
    number = stem.removeprefix(part.name).removeprefix("-")
    what = f"Project {part.number[1:]}" if part.is_project else f"{kind[:-1].capitalize()} {part.number}"
    return f"{what}{', copy ' + number if number else ''}: {part.title}"


def counts(shown: Overview) -> tuple[int, int]:
    """(tasks solved, tasks there are) in the parts that are ready."""
    ids = {task.id for part in shown.ready for task in part.tasks}
    return len(ids & set(shown.done.solved)), len(ids)


def begin_or_go_on(shown: Overview) -> tuple[str, str, str]:
    """(words, name, heading) of the notebook to open next."""
    name = shown.latest or shown.ready[0].notebooks[0]
    return "Go on where you stopped" if shown.latest else "Begin here", name, heading(name, shown.parts)


def plain(shown: Overview) -> str:
    words, name, title = begin_or_go_on(shown)
    solved, tasks = counts(shown)
    lines = [*shown.notes, f"{words}: {title} ({shown.link(name)})", f"{solved} of {tasks} tasks solved", ""]
    for part in shown.parts:
        minutes = part.exercise_minutes if part.is_project else part.minutes
        lines.append(f"{part.number:<4}{part.title}, {minutes} min{', planned' if part.planned else ''}")
        if not part.planned:
            for task in part.tasks:
                _, sign, state = state_text(task, shown.done.tasks.get(task.id))
                lines.append(f"      {sign} {task.id}, {task.minutes} min, {state}")
    return "\n".join(lines)


def page(shown: Overview) -> str:
    words, name, title = begin_or_go_on(shown)
    solved, tasks = counts(shown)
    notes = "".join(f"<li>{escape(note)}</li>" for note in shown.notes)
    rows = "".join(part_row(shown, part) for part in shown.ready)
    return (
        f"<style>{STYLE.read_text(encoding='utf-8')}</style>\n"
        '<div class="course-map">\n'
        f'<p class="course-next"><span>{words}</span> {anchor(shown, name, title)}</p>\n'
        + (f'<ul class="course-notes">{notes}</ul>\n' if notes else "")
        + "<table><thead><tr><th>Part</th><th>Lecture</th>"
        f"<th>Exercise <small>{solved} of {tasks} tasks solved</small></th></tr></thead>\n"
        f"<tbody>{rows}</tbody></table>\n{planned(shown)}</div>"
    )


def anchor(shown: Overview, name: str, words: str) -> str:
    return f'<a href="{escape(shown.link(name))}">{escape(words)}</a>'


def more_copies(shown: Overview, name: str) -> str:
    links = [anchor(shown, other, f"copy {other.rsplit('-', 1)[1]}") for other in shown.extra.get(name, [])]
    return f" <small>also: {', '.join(links)}</small>" if links else ""


def part_row(shown: Overview, part: Part) -> str:
    lecture, exercise = part.notebooks[0], part.notebooks[-1]
    tasks = "".join(task_item(task, shown.done.tasks.get(task.id)) for task in part.tasks)
    if part.is_project:
        first, words = f"<b>{escape(part.title)}</b>", f"Project {part.number[1:]}"
    else:
        first = f"{anchor(shown, lecture, part.title)} <small>{part.minutes} min</small>{more_copies(shown, lecture)}"
        words = f"Exercise {part.number}"
    return (
        f'\n<tr{" class=project" if part.is_project else ""}><th scope="row">{part.number}</th>'
        f"<td>{first}<p>{escape(part.learn)}</p></td>"
        f"<td>{anchor(shown, exercise, words)} <small>{part.exercise_minutes} min</small>"
        f"{more_copies(shown, exercise)}<ul>{tasks}</ul></td></tr>"
    )


def task_item(task: Task, state: TaskState | None) -> str:
    kind, sign, words = state_text(task, state)
    stars = f'<span role="img" aria-label="difficulty {task.stars} of 4">{"★" * task.stars}</span>'
    return f'<li class="{kind}"><b aria-hidden="true">{sign}</b> <code>{task.id}</code> {stars} <i>{words}</i></li>'


def planned(shown: Overview) -> str:
    """The parts to come, folded away: they are a map, not something to click."""
    parts = [part for part in shown.parts if part.planned]
    if not parts:
        return ""
    hours = round(sum(part.minutes for part in parts) / 60)  # a project has no minutes of lecture
    items = "".join(
        f"\n<li><b>{part.number}</b> <span>{escape(part.title)} <small>{part.minutes} min</small></span>"
        f"<p>{escape(part.learn)}</p></li>"
        for part in parts
    )
    return (
        f"<details><summary>To come: {len(parts)} more parts, about {hours} hours of lectures</summary>"
        f'<ol class="course-planned">{items}</ol></details>\n'
    )
