"""Fixtures of the browser tests: Chromium, and a JupyterLab of the course as `make lab` starts it.

Where there is no Chromium the tests skip and say so; with COURSE_REQUIRE_BROWSER=1 that is an error.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .widget_page import ARGS, CHROMIUM, empty, new_page, show_widget

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-for-the-tests"


def pytest_collection_modifyitems(items):
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright():
    """What starts browsers, one for the session, for it cannot run twice at a time."""
    if shutil.which(CHROMIUM) is None:
        reason = f"no Chromium at {CHROMIUM} (install it, or set CHROMIUM to its path)"
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(f"COURSE_REQUIRE_BROWSER=1 and {reason}")
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    """Headless Chromium, one for the session."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
    yield chromium
    chromium.close()


@dataclass
class Watched:
    """A page with what it said and asked for: `errors` (console and exceptions), `outside` (requests elsewhere)."""

    page: object
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@contextmanager
def opening(browser):
    """`with opening(browser) as open_page`: see the fixture `open_page`."""
    contexts = []

    def open_one(**options) -> Watched:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        watched = Watched(context.new_page())

        def request(route):
            parts = urlsplit(route.request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
                watched.outside.append(route.request.url)
                return route.abort()
            return route.fallback()

        context.route("**/*", request)
        watched.page.on("console", lambda said: said.type == "error" and watched.errors.append(said.text))
        watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
        return watched

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(browser):
    """`open_page(**context_options) -> Watched`: a page of its own, no network but this machine's."""
    with opening(browser) as open_one:
        yield open_one


@pytest.fixture(scope="session")
def lend_pages(request, browser):
    """`with lend_pages() as show: page = show(widget, theme, width, height)`: pages that no other test looks at.

    They are emptied and lent again, for a new page takes four times as long; not after a test that failed, which may
    have left a mouse button down. At the end none may report an error.
    """
    free = []

    @contextmanager
    def lend():
        lent, failed = [], request.session.testsfailed

        def show(*widget_and_how, **how):
            lent.append(free.pop() if free else new_page(browser))
            return show_widget(lent[-1], *widget_and_how, **how)

        yield show
        errors = [error for page in lent for error in page.errors]
        for page in lent:
            if request.session.testsfailed == failed and not errors:
                empty(page)
                free.append(page)
            else:
                page.context.close()
        assert errors == []

    return lend


@pytest.fixture(scope="module")
def calculator(request, lend_pages):
    """One page with the module's WIDGET, whose arithmetic the comparisons use."""
    with lend_pages() as show:
        yield show(request.module.WIDGET())


@pytest.fixture
def opened(request, lend_pages):
    """`opened(theme, page_width, **traits)`: the module's WIDGET in a page of its own; no page may report an error."""
    make, height = request.module.WIDGET, getattr(request.module, "HEIGHT", 1400)
    with lend_pages() as show:

        def open_one(theme="light", page_width=1000, **kwargs):
            return show(make(**kwargs), theme, page_width, height)

        yield open_one


@dataclass
class Lab:
    """A running JupyterLab over a copy of the course at `root`; `out` is what the launcher has printed so far."""

    root: Path
    address: str
    process: subprocess.Popen
    log: Path

    @property
    def out(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def url(self, path: str) -> str:
        """Address of a notebook, opened in a fresh Lab without the tabs of the test before."""
        return f"{self.address}/lab/tree/{path}?token={TOKEN}&reset"


def copy_course(folder: Path) -> Path:
    """What a clone has of the course, as far as a Lab shows it, in a folder whose name has a blank and an umlaut."""
    root = folder / "my cöurse"
    for name in ("lectures", "exercises", "solutions", "figs"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    if not (root / "lectures" / "index.ipynb").is_file():
        pytest.fail("lectures/index.ipynb is missing; run: python -m course_lib.authoring build")
    return root


def start_lab(folder: Path, *how: str) -> Lab:
    """Start the course's launcher (`lab`, or the words of `how`) on a free port, Jupyter's own folders in `folder`."""
    root = copy_course(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COURSE_", "JUPYTER"))}
    for kind in ("CONFIG", "DATA", "RUNTIME"):
        environment[f"JUPYTER_{kind}_DIR"] = str(folder / kind.lower())
    command = [sys.executable, "-m", "course_lib.workspace", *(how or ["lab"]), "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    log = folder / "lab.log"
    with open(log, "wb") as out:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=out, stderr=subprocess.STDOUT)
    lab = Lab(root, f"http://127.0.0.1:{port}", process, log)
    try:
        wait_until_it_answers(f"{lab.address}/api/status?token={TOKEN}", process)
    except OSError:
        process.kill()
        pytest.fail(f"JupyterLab did not start:\n{lab.out}")
    return lab


def wait_until_it_answers(address: str, process: subprocess.Popen, seconds: float = 90) -> None:
    """A server prints its address a moment before it listens there. OSError if it ends, or does not answer in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def stop_lab(lab: Lab) -> None:
    lab.process.send_signal(signal.SIGTERM)
    try:
        lab.process.wait(30)
    except subprocess.TimeoutExpired:
        lab.process.kill()


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    """One Lab for the session; it asks for `browser` so that nothing starts where no browser can look at it."""
    running = start_lab(tmp_path_factory.mktemp("lab"))
    yield running
    stop_lab(running)
