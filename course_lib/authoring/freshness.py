"""`check`: proves, without writing anything, that every derived file is what its source gives today."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from . import pairs
from .build import stored
from .course import COMMAND, Course, Problem, Refusal
from .digest import digest
from .execute import complaints, environment
from .exercises import exercise
from .readme import map_problems


def check(course: Course, names: list[str] | None = None) -> list[Problem]:
    """Everything stale or broken in the course; [] when all is fresh. Figures and strays only without names."""
    found = []
    for source in course.sources(names):
        found += notebook_problems(course, source)
    if not names:
        found += list(strays(course))
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # each script is drawn by a process of its own
            for problems in pool.map(partial(figure_problems, course), course.files("figs", "*.py")):
                found += problems
        if (course.root / "README.md").exists():
            found += map_problems(course)
    return found


def notebook_problems(course: Course, source: Path) -> list[Problem]:
    """A lecture or solution: pair, outputs, digest; for a solution also its exercise."""
    label = course.relative(source.with_suffix(""))
    mend = f"{COMMAND} build {label}"
    try:
        nb = pairs.from_py(source, f"{label}.py")
        mark = digest(course, source, nb)
        wanted = exercise(nb, f"solutions/{source.name}") if source.parent.name == "solutions" else None
        old = stored(course, source)
    except Refusal as refusal:
        return [Problem(f"{label}.py", str(refusal), f"as it says, then {mend}")]
    found = []
    if old is None:
        found.append(Problem(f"{label}.ipynb", f"is missing beside {source.name}", mend))
    else:
        found += [Problem(f"{label}.ipynb", what, mend) for what in stale_parts(course, nb, old, mark)]
    if wanted is not None:
        found += exercise_problems(course, source, wanted, mend)
    return found


def stale_parts(course: Course, nb, old, mark: str) -> Iterator[str]:
    """What is wrong with the stored notebook `old`, given the .py's cells `nb` and the digest of today."""
    different = pairs.differences(nb, old)
    if different:
        yield f"is not the pair of its .py: {'; '.join(different[:5])}"
    bare = [cell["id"] for cell in old.cells if cell.cell_type == "code" and not cell.get("execution_count")]
    if bare:
        yield f"has code cells without an execution count: {', '.join(bare[:5])}"
    if old.metadata.get("course", {}).get("digest") != mark:
        yield "has outputs older than its code, than the course_lib files it imports or the figures it shows"
    yield from complaints(old, course.root)


def exercise_problems(course: Course, source: Path, wanted, mend: str) -> list[Problem]:
    path = course.exercise_of(source)
    name = course.relative(path)
    if not path.exists():
        return [Problem(name, f"is missing (it comes from solutions/{source.name})", mend)]
    if path.read_text(encoding="utf-8") == pairs.dumps(wanted):
        return []
    try:
        where = "; ".join(pairs.differences(wanted, pairs.read(path, name))[:5]) or "outputs or metadata"
    except Refusal as refusal:
        where = str(refusal)
    return [Problem(name, f"is not what solutions/{source.name} generates: {where}", mend)]


def strays(course: Course) -> Iterator[Problem]:
    """Derived files whose source is gone."""
    for folder, home in (("lectures", "lectures"), ("solutions", "solutions"), ("exercises", "solutions")):
        for path in course.files(folder, "*.ipynb"):
            if not (course.root / home / f"{path.stem}.py").exists():
                name = course.relative(path)
                yield Problem(name, f"has no source {home}/{path.stem}.py", f"git rm {name}, or restore the source")


def figure_problems(course: Course, script: Path) -> list[Problem]:
    """Draw a figure again, into a temporary file, and compare the bytes with the SVG beside the script."""
    name, mend = course.relative(script.with_suffix(".svg")), f"python {course.relative(script)}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{script.stem}.svg"
        run = subprocess.run([sys.executable, str(script), str(target)], capture_output=True, text=True,
                             cwd=course.root, env=environment(course.root, folder), timeout=120)
        if run.returncode or not target.exists():
            last = (run.stderr.strip().splitlines() or ["it wrote no file"])[-1]
            return [Problem(course.relative(script), f"does not draw: {last}", "mend the script")]
        drawn = target.read_bytes()
    if not script.with_suffix(".svg").exists():
        return [Problem(name, f"is missing beside {script.name}", mend)]
    if script.with_suffix(".svg").read_bytes() != drawn:
        return [Problem(name, f"is not what {script.name} draws", mend)]
    return []
