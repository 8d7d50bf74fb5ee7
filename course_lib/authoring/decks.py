"""`slides` and `rehearse`: the decks of all lectures, looked at before a class does, and given to an empty room."""

from __future__ import annotations

from pathlib import Path

from .course import Course, Refusal, write_if_changed
from .slides import deck
from .stage import Performance, Seen, Stage, stage
from .vendor import Vendor

COUNTS = "[Reveal.getTotalSlides(), document.querySelectorAll('.widget').length]"


def write_decks(
    course: Course, names: list[str] | None = None, say=print, on: Stage | None = None, paper: bool = False
) -> list[Path]:
    """Write build/slides/NAME.html for each lecture of `names` (all numbered ones, if none); returns the paths.

    Every slide of what was written is looked at in a browser (that of `on`; a Chromium of its own, if None), unless
    this very deck was looked at before. `paper` adds NAME.pdf. Raises Refusal for a lecture that is stale, for a slide
    that overflows or lacks something, and when the third-party parts cannot be had.
    """
    if on is None:
        with stage() as own:
            return write_decks(course, names, say, own, paper)
    talks, vendor = lectures(course, names), Vendor(course)
    if paper and on.absent:
        raise Refusal(f"slides: no PDF: {on.absent}")
    folder = course.root / "build" / "slides"
    seen, opened = Seen(folder / ".seen.json"), []
    try:
        for source in talks:
            target, text = folder / f"{source.stem}.html", deck(course, source, vendor)
            changed = write_if_changed(target, text)
            size = len(text.encode()) / 1e6
            say(f"{course.relative(target)}: {size:.1f} MB, {'written' if changed else 'unchanged'}")
            if not on.absent and not seen.has(target):
                opened.append((source, target, on.open(target)))  # prepares itself while the next deck is made
            if len(opened) > 1:
                _look(course, seen, *opened.pop(0))
        while opened:
            _look(course, seen, *opened.pop(0))
    finally:
        for *_, performance in opened:
            performance.close()
    if on.absent:
        say(f"slides: nobody has looked whether a slide overflows: {on.absent}")
    for source in talks if paper else ():
        target = folder / f"{source.stem}.pdf"
        performance = on.open(folder / f"{source.stem}.html", query="?print-pdf")
        target.write_bytes(performance.pdf())
        performance.close()
        say(f"{course.relative(target)}: {target.stat().st_size / 1e6:.1f} MB")
    return [folder / f"{source.stem}.html" for source in talks]


def rehearse(course: Course, names: list[str] | None = None, say=print, on: Stage | None = None) -> None:
    """Make the decks and give each of them to an empty room: every slide, every widget by mouse and by key.

    Raises Refusal with all that went wrong, naming lecture and cell, or when there is no browser for it.
    """
    if on is None:
        with stage() as own:
            return rehearse(course, names, say, own)
    if on.absent:
        raise Refusal(f"rehearse: {on.absent}")
    wrong = []
    for source, path in zip(lectures(course, names), write_decks(course, names, say, on), strict=True):
        performance = on.open(path)
        found = performance.rehearse()
        slides, widgets = performance.page.evaluate(COUNTS)
        performance.close()
        say(f"{source.stem}: {slides} slides, {widgets} widgets used, {len(found) or 'no'} faults")
        wrong += [f"{course.relative(source.with_suffix('.ipynb'))}, {fault}" for fault in found]
    if wrong:
        raise Refusal("\n".join(wrong))


def lectures(course: Course, names: list[str] | None = None) -> list[Path]:
    """The .py of the lectures that `names` asks for, or of all numbered ones. Raises Refusal if there is none."""
    found = [path for path in course.sources(names) if path.parent.name == "lectures"]
    talks = [path for path in found if names or path.stem[0].isdigit()]
    if not talks:
        raise Refusal(f"slides: there is no numbered lecture among {', '.join(names or ['lectures/'])}")
    return talks


def _look(course: Course, seen: Seen, source: Path, target: Path, performance: Performance) -> None:
    faults = performance.look()
    performance.close()
    if faults:
        name = course.relative(source.with_suffix(".ipynb"))
        raise Refusal("\n".join([*(f"{name}, {fault}" for fault in faults), f"    look: {course.relative(target)}"]))
    seen.add(target)
