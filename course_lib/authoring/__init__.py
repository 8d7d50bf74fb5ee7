"""Builds what is derived: paired notebooks, their outputs, exercises, slides; and proves that all of it is fresh.

    python -m course_lib.authoring build     pairs, exercises, and whatever needs executing
    python -m course_lib.authoring check     the same questions asked without writing; exit 1 names what is stale
    python -m course_lib.authoring slides    build/slides/NAME.html, one self-contained file a lecture
    python -m course_lib.authoring rehearse  gives each deck in a browser: every slide, every widget by mouse and by key
    python -m course_lib.authoring release   build/release, the exercises as nbgrader assignments

The rooms: `course` (where things lie), `pairs` (.py and .ipynb), `digest` (what an output depends on), `execute`,
`exercises` (from solutions), `freshness` (the checks), `slides` (a deck's HTML), `decks` (all of them), `stage` and
`rehearsal` (a deck in a browser), `release` and `grading` (nbgrader).
"""
