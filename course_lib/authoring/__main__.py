"""The command line: build, check, slides, rehearse, release (`python -m course_lib.authoring --help`)."""

from __future__ import annotations

import argparse
import sys

from .course import COMMAND, Course, Refusal


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something is stale or refused."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Build and prove what the course derives.")
    commands = parser.add_subparsers(dest="command", required=True)
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("names", nargs="*", metavar="NAME", help="a lecture or solution (default: all)")
    options.add_argument("--root", help="the course's folder (default: the one around course_lib)")
    doing = commands.add_parser("build", parents=[options], help="pairs, exercises, and execute what is stale")
    doing.add_argument("--all", action="store_true", help="execute also what is fresh")
    commands.add_parser("check", parents=[options], help="prove that all is fresh; writes nothing")
    showing = commands.add_parser("slides", parents=[options], help="one self-contained HTML file a lecture")
    showing.add_argument("--pdf", action="store_true", help="on paper, too: one page a slide")
    commands.add_parser("rehearse", parents=[options], help="give each deck in Chromium, use every widget")
    commands.add_parser("release", parents=[options], help="build/release: the exercises as nbgrader assignments")
    asked = parser.parse_args(arguments)
    course = Course(asked.root)
    try:
        return COMMANDS[asked.command](course, asked)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _build(course: Course, asked) -> int:
    from .build import build

    build(course, asked.names, asked.all, say=lambda line: print(line, flush=True))
    return 0


def _check(course: Course, asked) -> int:
    from .freshness import check

    problems = check(course, asked.names)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} stale" if problems else "all fresh")
    return 1 if problems else 0


def _slides(course: Course, asked) -> int:
    from .decks import write_decks

    write_decks(course, asked.names, say=lambda line: print(line, flush=True), paper=asked.pdf)
    return 0


def _rehearse(course: Course, asked) -> int:
    from .decks import rehearse

    rehearse(course, asked.names, say=lambda line: print(line, flush=True))
    return 0


def _release(course: Course, asked) -> int:
    from .release import write_release

    write_release(course, asked.names, say=lambda line: print(line, flush=True))
    return 0


COMMANDS = {"build": _build, "check": _check, "slides": _slides, "rehearse": _rehearse, "release": _release}

if __name__ == "__main__":
    sys.exit(main())
