"""The course in a real JupyterLab, started as `make lab` starts it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.browser.accessibility import axe
from tests.browser.conftest import ROOT, copy_course, opening, wait_until_it_answers

LECTURES = sorted(path.stem for path in (ROOT / "lectures").glob("[0-9]*.ipynb"))
IDLE = "Python 3 (ipykernel) | Idle"
FAILED_WIDGET = re.compile("Error displaying widget|model not found|Loading widget", re.IGNORECASE)


def open_notebook(watched, url: str) -> None:
    """Open `url` in the Lab and wait until the kernel answers: before that, Run All gets lost."""
    watched.page.goto(url)
    wait_for_notebook(watched.page)


def wait_for_notebook(page) -> None:
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").first.wait_for(timeout=60_000)
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.get_by_text(IDLE).wait_for(timeout=60_000)


def menu(page, *names: str) -> None:
    """Click through the menu bar: menu(page, "Run", "Run All Cells")."""
    page.locator(f".lm-MenuBar-itemLabel:text-is('{names[0]}')").click()
    page.get_by_text(names[1], exact=True).click()


def code_cells(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]


def run_all(page, count: int) -> None:
    """Clear what is stored, run all cells, wait until `count` code cells have a number."""
    menu(page, "Edit", "Clear Outputs of All Cells")
    menu(page, "Run", "Run All Cells")
    numbered = "[...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-InputArea-prompt')]"
    numbered += ".filter((prompt) => /^\\[\\d+\\]/.test(prompt.textContent)).length"
    failed = "document.querySelectorAll('[data-mime-type=\"application/vnd.jupyter.error\"]').length"
    page.wait_for_function(f"{numbered} >= {count} || {failed} > 0", timeout=90_000, polling=100)
    page.get_by_text(IDLE).wait_for(timeout=60_000)


def save(page, path: Path) -> None:
    """Save the open notebook and wait until the server has written `path`."""
    before = path.stat().st_mtime_ns
    menu(page, "File", "Save Notebook")
    deadline = time.monotonic() + 60
    while path.stat().st_mtime_ns == before:
        assert time.monotonic() < deadline, f"{path} was not saved"
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)  # the answer to the save


def python_errors(page) -> list[str]:
    return page.locator('[data-mime-type="application/vnd.jupyter.error"]').all_inner_texts()


def assert_alive_when_reopened(path: Path) -> None:
    """Each widget shown in a saved notebook has its state saved with it; without, the Lab says "model not found"."""
    text = path.read_text(encoding="utf-8")
    views = set(re.findall(r'"application/vnd.jupyter.widget-view\+json": {\s*"model_id": "(\w+)"', text))
    state = json.loads(text)["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert views and views <= set(state)


def assert_quiet(watched) -> None:
    assert watched.errors == [] and watched.outside == []


def test_the_lab_opens_on_the_index(lab, open_page):
    watched = open_page()
    open_notebook(watched, lab.url("").replace("/lab/tree/?", "/?"))
    assert "/lab/tree/lectures/index.ipynb" in watched.page.url
    assert watched.page.get_by_role("heading", name="Perceptron to ResNet").is_visible()
    assert watched.page.get_by_text("Begin here").is_visible(), "the map is there before any cell is run"
    assert_quiet(watched)


@pytest.mark.parametrize("kind", ["lectures", "exercises"])
def test_a_link_in_the_map_opens_the_students_copy_in_the_same_lab(lab, open_page, kind):
    watched = open_page()
    open_notebook(watched, lab.url("lectures/index.ipynb"))
    link = f"../work/{kind}/01a_threshold_units.ipynb"
    watched.page.locator(f'.course-map a[href*="{kind}/01a_threshold_units.ipynb"]').first.click()
    watched.page.wait_for_url(f"**/lab/tree/{link.removeprefix('../')}*", timeout=30_000)
    wait_for_notebook(watched.page)
    assert len(watched.page.context.pages) == 1
    assert watched.page.locator(".jp-NotebookPanel").count() == 2
    assert_quiet(watched)


def test_the_map_shows_progress_and_running_it_leaves_the_original_as_it_was(lab, open_page):
    watched = open_page()
    originals = {path: path.read_bytes() for path in (lab.root / "lectures").iterdir() if path.is_file()}
    work = lab.root / "work" / "exercises"
    code = "from course_lib.workspace import record; assert not record('gates', 'correct')"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    subprocess.run([sys.executable, "-c", code], cwd=work, env=clean, check=True)
    open_notebook(watched, lab.url("lectures/index.ipynb"))
    run_all(watched.page, 1)
    assert python_errors(watched.page) == []
    map_text = watched.page.locator(".course-map").inner_text()
    assert "Go on where you stopped" in map_text and "1 of" in map_text
    save(watched.page, lab.root / "lectures" / "index.ipynb")
    assert {path: path.read_bytes() for path in (lab.root / "lectures").iterdir() if path.is_file()} == originals
    assert_quiet(watched)


def test_a_link_to_a_cell_scrolls_there(lab, open_page):
    def notebook(cells):
        cells = [{"cell_type": "markdown", "id": name, "metadata": {}, "source": text} for name, text in cells]
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})

    folder = lab.root / "work" / "lectures"
    (folder / "from.ipynb").write_text(notebook([("a", "[there](../lectures/to.ipynb#cell-id=mistakes)")]))
    filler = [(f"f{n}", f"## Section {n}\n\n" + "word " * 300) for n in range(30)]
    (folder / "to.ipynb").write_text(notebook([*filler, ("mistakes", "## Learning from mistakes"), ("z", "the end")]))
    watched = open_page()
    open_notebook(watched, lab.url("work/lectures/from.ipynb"))
    watched.page.get_by_role("link", name="there").click()
    watched.page.wait_for_function(
        """() => [...document.querySelectorAll('h2')].filter((h) => h.textContent.startsWith('Learning from'))
             .map((h) => h.getBoundingClientRect()).some((r) => r.top > 0 && r.bottom < innerHeight)""",
        timeout=20_000,
    )
    assert_quiet(watched)


@pytest.fixture(scope="module", params=LECTURES)
def lecture(request, lab, browser):
    """(name, page) of a lecture's copy, opened in the Lab. The page stays for both tests that look at it."""
    with opening(browser) as open_page:
        watched = open_page()
        open_notebook(watched, lab.url(f"work/lectures/{request.param}.ipynb"))
        yield request.param, watched


def test_a_lecture_that_nobody_has_run_is_alive(lab, lecture):
    name, watched = lecture
    path = lab.root / "lectures" / f"{name}.ipynb"
    outputs = [output for cell in code_cells(path) for output in cell["outputs"]]
    widgets = [out for out in outputs if "application/vnd.jupyter.widget-view+json" in out.get("data", {})]
    assert widgets, "every lecture has something to touch"
    drawn = '.jp-OutputArea-output > [class*="jupyter-widgets"]'  # "-disconnected" until the cell is run
    watched.page.wait_for_function(
        f"[...document.querySelectorAll('{drawn}')].filter((w) => w.childElementCount).length >= {len(widgets)}",
        timeout=60_000,
        polling=100,
    )
    assert not FAILED_WIDGET.search(watched.page.locator(".jp-Notebook").inner_text())
    copy = lab.root / "work" / "lectures" / f"{name}.ipynb"
    save(watched.page, copy)
    assert_alive_when_reopened(copy)
    assert copy.read_bytes() == path.read_bytes(), "looking at a copy does not change it"
    assert_quiet(watched)


def test_a_lecture_runs_all_cells_and_its_widgets_survive_saving(lab, lecture):
    name, watched = lecture
    copy = lab.root / "work" / "lectures" / f"{name}.ipynb"
    run_all(watched.page, len(code_cells(copy)))
    assert python_errors(watched.page) == []
    save(watched.page, copy)
    assert_alive_when_reopened(copy)
    assert_quiet(watched)


def test_axe_finds_nothing_serious_in_what_a_lecture_says(lecture):
    """JupyterLab's own parts are JupyterLab's; the widgets are looked at one by one in test_accessibility.py."""
    _, watched = lecture
    ours = ".jp-NotebookPanel:not(.lm-mod-hidden) :is(.jp-RenderedMarkdown, .jp-RenderedHTML)"
    assert axe(watched.page, {"include": [ours], "exclude": [".course-widget"]}) == []


def test_an_exercise_opens_and_runs_with_every_stub_untouched(lab, open_page):
    copy = lab.root / "work" / "exercises" / "01a_threshold_units.ipynb"
    watched = open_page()
    open_notebook(watched, lab.url("work/exercises/01a_threshold_units.ipynb"))
    run_all(watched.page, len(code_cells(copy)))
    assert python_errors(watched.page) == []
    assert_quiet(watched)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another signal on Windows")
def test_the_launcher_prints_an_address_with_its_token_and_stops_at_ctrl_c(tmp_path):
    root = copy_course(tmp_path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COURSE_", "JUPYTER"))}
    environment |= {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-u", "-m", "course_lib.workspace", "lab", "--no-browser", "--port=0"]
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    printed = ""
    for line in process.stdout:
        printed += line
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab/tree/lectures/index\.ipynb(\?token=\w{20,})", line):
            break
    else:
        pytest.fail(f"no address in:\n{printed}")
    assert "Made your copies" in printed and len(printed.splitlines()) < 20, printed
    wait_until_it_answers(found[1] + "/api/status" + found[2], process, seconds=60)
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=30)[0]
    assert process.returncode == 0 and "Traceback" not in rest, rest
