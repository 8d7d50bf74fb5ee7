"""The map of lectures in README.md, made from lectures/parts.toml like the table of the index."""

from __future__ import annotations

from course_lib.workspace.parts import load_parts

from .course import COMMAND, Course, Problem, Refusal, write_if_changed

BEGIN = f"<!-- map: made from lectures/parts.toml by `{COMMAND} build` -->"
END = "<!-- end of map -->"


def with_map(course: Course) -> str:
    """The text of README.md with the map as it has to be today. Raises Refusal where its two marks are missing."""
    text = (course.root / "README.md").read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise Refusal(f"README.md: needs the lines\n{BEGIN}\n{END}\nonce each, around its map of lectures")
    before, rest = text.split(BEGIN)
    rows = ["", "", "| part | minutes | exercise | what you learn |", "|---|---|---|---|"]
    for part in load_parts(course.root):
        title = part.title if part.planned else f"[{part.title}]({part.notebooks[0]}.ipynb)"
        name = f"**{part.number}** {title}{' *(planned)*' if part.planned else ''}"
        exercise = f"{part.exercise_minutes}" if part.tasks else ""
        rows.append(f"| {name} | {'' if part.is_project else part.minutes} | {exercise} | {part.learn} |")
    return before + BEGIN + "\n".join(rows) + "\n\n" + END + rest.split(END)[1]


def write_map(course: Course) -> bool:
    """Bring README.md up to date; False when it was."""
    return write_if_changed(course.root / "README.md", with_map(course))


def map_problems(course: Course) -> list[Problem]:
    if with_map(course) == (course.root / "README.md").read_text(encoding="utf-8"):
        return []
    return [Problem("README.md", "its map is not that of lectures/parts.toml", f"{COMMAND} build")]
