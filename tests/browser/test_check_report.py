"""The report of a check, looked at in JupyterLab: it is drawn, and its links lead to the cells that they name."""

import json

import pytest

from tests.browser.test_lab import assert_quiet, menu, open_notebook

WRONG = {
    "gates": "def gates():\n    return {'and': ([1, 1], 1), 'or': ([1, 1], 2), 'not': ([-1], 0)}",
    "perceptron-epoch": (
        "def perceptron_epoch(X, t, w, b, lr):\n"
        "    for x, y in zip(X, t):\n"
        "        if y * (w @ x + b) < 0:\n"
        "            w, b = w + lr * y * x, b + lr * y\n"
        "    return w, b"
    ),
}
IN_VIEW = """(text) => [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) :is(h2, pre)')]
    .filter((one) => one.textContent.startsWith(text)).map((one) => one.getBoundingClientRect())
    .some((box) => box.height > 0 && box.top > 0 && box.bottom < innerHeight)"""


@pytest.fixture
def exercise(lab):
    """A copy of exercise 01a with wrong answers in it; a name of its own, so that no other test meets it."""
    path = lab.root / "work" / "exercises" / "wrong_answers.ipynb"
    notebook = json.loads((lab.root / "exercises" / "01a_threshold_units.ipynb").read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    for name, source in WRONG.items():
        cells[name]["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return lab.url("work/exercises/wrong_answers.ipynb")


def test_the_links_of_a_report_jump_to_their_cells_in_the_same_lab(lab, exercise, open_page):
    watched = open_page()
    page = watched.page
    open_notebook(watched, exercise)
    menu(page, "Run", "Run All Cells")
    reports = page.locator(".course-check")
    reports.nth(1).wait_for(timeout=60_000)
    # The second link leads into a lecture that is open already, at another place.
    for report, begins in (reports.nth(1), "Learning from mistakes"), (reports.nth(0), "inputs       00 01 10 11"):
        report.get_by_role("link").first.click()
        page.wait_for_function(IN_VIEW, arg=begins, timeout=30_000)
        page.get_by_role("tab", name="wrong_answers.ipynb").click()
    assert len(page.context.pages) == 1
    assert page.locator(".jp-NotebookPanel").count() == 2
    assert_quiet(watched)
