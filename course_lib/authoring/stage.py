"""Decks on a stage: in Chromium, from disk, with the network off, as a class will see them.

`make slides` looks at every slide before a class does; `make rehearse` also uses every widget, by mouse and by key.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from . import rehearsal

FAULTS = (Path(__file__).with_name("templates") / "course_slides" / "faults.js").read_text(encoding="utf-8")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
SECONDS = 120  # no deck takes 10 s to prepare itself; this only ends one that hangs
PREPARED = f"'prepared' in Reveal.getCurrentSlide().dataset && {rehearsal.FITTED}"
EVERY_SLIDE = f"""async () => {{
  const faults = {FAULTS};
  const found = [];
  for (const [number, slide] of Reveal.getSlides().entries()) {{
    Reveal.slide(number, 0, 99);  // with all its fragments
    await new Promise(done => requestAnimationFrame(done));
    found.push(...faults(slide));
  }}
  return found;
}}"""
EVERY_PAGE = f"() => [...document.querySelectorAll('.pdf-page section')].flatMap({FAULTS})"


class Performance:
    """One deck, open in a page of its own. `trouble` collects console errors and what it asked the network for."""

    def __init__(self, browser, path: Path, size: tuple[int, int] = (1280, 720), query: str = ""):
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, offline=True)
        self.page, self.trouble = self.context.new_page(), []
        self.context.route("**/*", self._watch)
        self.page.on("console", lambda said: said.type == "error" and self.trouble.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.trouble.append(f"console: {error}"))
        self.page.goto(path.resolve().as_uri() + query, wait_until="commit")

    def ready(self, what: str = "ready") -> Performance:
        """Wait until the first slide (`ready`) or all (`whole`) have their formulas and widgets."""
        self.page.wait_for_selector(f"body[data-{what}]", timeout=SECONDS * 1000)
        return self

    def faults(self) -> list[str]:
        """What is wrong on the slide that is shown."""
        self.page.wait_for_function(PREPARED, timeout=SECONDS * 1000)
        return spoken(self.page.evaluate(FAULTS))

    def look(self) -> list[str]:
        """What is wrong with any slide, and with the deck."""
        self.ready("whole")
        return spoken(self.page.evaluate(EVERY_SLIDE)) + self.trouble

    def rehearse(self, thorough: bool = True) -> list[str]:
        """Give the talk as a clicker does, and use each widget on the way; what went wrong."""
        self.ready()
        found = []
        for number in range(self.page.evaluate("Reveal.getTotalSlides()")):
            if self.page.evaluate("Reveal.getIndices().h") != number:
                return [*found, f"slide {number}: Page Down did not lead there", *self.trouble]
            while self.page.evaluate("Reveal.availableFragments().next"):
                self.page.keyboard.press("PageDown")
            found += self.faults() + rehearsal.use_widgets(self.page, thorough)
            self.page.keyboard.press("PageDown")
        return found + self.trouble

    def pdf(self) -> bytes:
        """The deck on paper, a page a slide; it must have been opened with the query ?print-pdf."""
        self.ready("whole")
        return self.page.pdf(prefer_css_page_size=True, print_background=True)

    def printed_faults(self) -> list[str]:
        """What is wrong on any page of paper."""
        return spoken(self.page.evaluate(EVERY_PAGE))

    def close(self) -> None:
        self.context.close()

    def _watch(self, route) -> None:
        if urlsplit(route.request.url).scheme in ("http", "https", "ws", "wss"):
            self.trouble.append(f"outside: {route.request.url}")
            route.abort()
        else:
            route.fallback()


class Stage:
    """A browser that decks are opened in. `absent` says why there is none."""

    def __init__(self, browser=None, absent: str = ""):
        self.browser, self.absent = browser, absent

    def open(self, path: Path, size: tuple[int, int] = (1280, 720), query: str = "") -> Performance:
        return Performance(self.browser, path, size, query)


class Seen:
    """Which decks were looked at and found right, by their digests, in a file beside them."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self.digests = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.digests = {}

    def has(self, deck: Path) -> bool:
        return self.digests.get(deck.name) == self._digest(deck)

    def add(self, deck: Path) -> None:
        self.digests[deck.name] = self._digest(deck)
        self.path.write_text(json.dumps(self.digests, indent=1), encoding="utf-8")

    def _digest(self, deck: Path) -> str:
        return hashlib.sha256(deck.read_bytes() + FAULTS.encode()).hexdigest()[:32]


@contextmanager
def stage() -> Iterator[Stage]:
    """A Stage with a headless Chromium, or without one where there is none."""
    wanted = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    chromium = next(filter(None, (shutil.which(name) for name in filter(None, wanted))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        yield Stage(absent="Playwright is not installed (pip install -e '.[test]')")
        return
    if chromium is None:
        yield Stage(absent="no Chromium was found (apt-get install chromium, or set CHROMIUM to its path)")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield Stage(browser)
        browser.close()


def spoken(faults: list[dict]) -> list[str]:
    return list(dict.fromkeys(f"cell {fault['cell']!r}: {fault['what']}" for fault in faults))
