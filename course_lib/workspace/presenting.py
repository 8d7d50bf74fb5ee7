"""`present NAME`: JupyterLab with one lecture as slides whose cells run: what `make present LECTURE=05a` runs.

What is presented is your own copy in work/lectures, so a talk may be changed before it is given, and the lecture itself
stays as it is. Nothing is saved by itself; open tabs, theme and other settings of a talk are forgotten afterwards.
"""

import sys
import tempfile
from pathlib import Path

from course_lib.workspace import lab
from course_lib.workspace.copies import copy_path, originals, outdated
from course_lib.workspace.places import Places, find_places

PRESENT = Path(__file__).with_name("present")
KEYS = "Space or a clicker moves on, Shift+Enter runs a cell, S opens the notes, Q leaves the slides."


def main(name: str, arguments: list[str]) -> int:
    """Run JupyterLab on the slides until it is stopped. The exit code: 0, 1 without a copy, 2 without a lecture."""
    places = find_places()
    found = matches(name, lectures(places))
    if not found:
        print(unknown(name, lectures(places)), file=sys.stderr)
        return 2
    if len(found) > 1:
        lab.say(f"{name} is {' and '.join(found)}; this is the first.")
    full = f"lectures/{found[0]}"
    lab.prepare(places)
    if not copy_path(places, full).is_file():
        print(f"present: there is no {copy_path(places, full)}, see above.", file=sys.stderr)
        return 1
    if full in outdated(places):
        lab.say(f"The course has a newer {full}; this is your own, changed copy. To get the newer one, move it away.")
    lab.say(f"Presenting {copy_path(places, full)}. {KEYS}")
    with tempfile.TemporaryDirectory(prefix="course-present-") as forgotten:
        lab.launch(places, [*options(places, full, forgotten), *arguments], config=PRESENT / "config")
    return 0


def lectures(places: Places) -> list[str]:
    """`01a_threshold_units`, ...: the lectures that can be presented, in order."""
    return [name.removeprefix("lectures/") for name in originals(places) if name.startswith("lectures/")]


def matches(name: str, known: list[str]) -> list[str]:
    """The lectures meant by a name, a path, a number or the beginning of one (`05a`, `05`), or of a topic (`conv`)."""
    wanted = Path(name.strip()).name.removesuffix(".ipynb").removesuffix(".py").lower()
    if wanted in known:
        return [wanted]
    found = [each for each in known if wanted and each.startswith(wanted)]
    return found or [each for each in known if wanted and each.partition("_")[2].startswith(wanted)]


def unknown(name: str, known: list[str]) -> str:
    """What to say instead of starting."""
    which = "\n".join(f"  {each}" for each in known)
    said = f"present: no lecture {name!r}." if name.strip() else "present: which lecture? make present LECTURE=05a"
    return f"{said} There are:\n{which}"


def options(places: Places, full: str, forgotten: str) -> list[str]:
    """Options of `jupyter lab` for a talk; they come before the course's own."""
    copy = copy_path(places, full)
    root = places.root if places.work_is_inside else places.work
    return [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{copy.relative_to(root).as_posix()}",
        f"--LabApp.extra_labextensions_path={PRESENT / 'labextensions'}",
        f"--LabApp.workspaces_dir={Path(forgotten, 'workspaces')}",
        f"--LabApp.user_settings_dir={Path(forgotten, 'settings')}",
    ]
