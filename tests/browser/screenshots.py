"""Take the pictures of all widgets again (`make screenshots` runs it):

    python -m tests.browser.screenshots [NAME...]

course_lib/widgets/screenshots/NAME.png   light, 800 wide, few colours, small: stands in for a widget where it does not
                                          run, as in an untrusted notebook
tests/browser/look/NAME-VARIANT.webp      half size: light, dark, narrow and with every focus ring; test_look.py
                                          compares them with how the widget looks now

Do it, look at them (git shows which have changed) and commit them whenever the look of a widget has changed.
"""

import argparse
import io
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import course_lib.widgets
from course_lib.widgets.kit import HERE, CourseWidget

from .look import compare, pinned_fonts, pixels, stored_form
from .widget_page import ARGS, CHROMIUM, empty, new_page, show_widget

FOLDER, WIDTH, LARGEST = HERE / "screenshots", 800, 120_000  # bytes
LOOK = Path(__file__).parent / "look"
COLOURS = (256, 192, 128, 96, 64, 48, 32)  # the first that gives a file small enough
VARIANTS = {"light": ("light", WIDTH), "focus": ("light", WIDTH), "dark": ("dark", WIDTH), "narrow": ("light", 360)}

STILL = """() => new Promise((done) => {
  let frames = 0;
  const next = () => (++frames > 4 ? done() : requestAnimationFrame(next));
  next();
})"""
REACHED = "summary, button, input, select, textarea, a[href], [tabindex='0']"


def pictures() -> dict:
    """name of each still picture: (class of the widget, constructor arguments)."""
    exported = (getattr(course_lib.widgets, name) for name in course_lib.widgets.__all__)
    widgets = [one for one in exported if isinstance(one, type) and issubclass(one, CourseWidget)]
    found = {}
    for widget in widgets:
        found |= {widget.source: (widget, {})} | {name: (widget, given) for name, given in widget.pictures.items()}
    return found


def small(png: bytes, largest: int = LARGEST) -> bytes:
    """The same picture in so few colours that it takes at most `largest` bytes (or in the fewest)."""
    from PIL import Image

    full = Image.open(io.BytesIO(png)).convert("RGB")
    for count in COLOURS:
        few, out = full.quantize(count, kmeans=3, dither=Image.Dither.NONE), io.BytesIO()
        few.save(out, format="PNG", optimize=True)
        if out.tell() <= largest:
            break
    return out.getvalue()


@contextmanager
def camera(playwright):
    """A headless Chromium that draws alike on every Linux machine: with pinned fonts."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **pinned_fonts(Path(folder))}
        args = [*ARGS, "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=args, env=environment)
        yield browser
        browser.close()


def focus_all(page):
    """Show the focus ring of everything that a key can reach, all at once, until the session returned is detached."""
    session = page.context.new_cdp_session(page)
    for name in ("DOM.enable", "CSS.enable"):
        session.send(name)
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": REACHED})["nodeIds"]:
        shown = ["focus", "focus-visible"]
        session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": shown})
    page.evaluate(STILL)
    return session


def shots(page, widget) -> dict:
    """variant: PNG of the widget, for all variants. Leaves the page empty; `page.errors` says what went wrong in it."""
    taken, before = {}, None
    for variant, how in VARIANTS.items():
        if how != before:
            empty(page)
            show_widget(page, widget, *how, height=1400)
            page.evaluate(STILL)
        rings = focus_all(page) if variant == "focus" else None
        before = how
        taken[variant] = page.locator(".course-widget").screenshot()
        if rings:
            rings.detach()
    empty(page)
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(pictures())}; none: all")
    names = parser.parse_args().names
    unknown = set(names) - set(pictures())
    if unknown:
        parser.error(f"there is no still picture {', '.join(sorted(unknown))}")
    LOOK.mkdir(exist_ok=True)
    if not names:  # of widgets that are no longer there
        for old in LOOK.glob("*.webp"):
            if old.stem.rpartition("-")[0] not in pictures():
                old.unlink()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, camera(playwright) as browser:
        page = new_page(browser)
        for name, (widget, given) in pictures().items():
            if names and name not in names:
                continue
            taken = shots(page, widget(**given))
            (FOLDER / f"{name}.png").write_bytes(small(taken["light"]))
            changed = [variant for variant, png in taken.items() if kept(LOOK / f"{name}-{variant}.webp", png)]
            print(f"{name}.png", f"changed: {', '.join(changed)}" if changed else "as before", page.errors or "")


def kept(path: Path, png: bytes) -> bool:
    """Store the picture unless the stored one passes for it (so that what has not changed stays the same file)."""
    if path.exists() and compare(pixels(path), pixels(png)).passes:
        return False
    path.write_bytes(stored_form(png))
    return True


if __name__ == "__main__":
    main()
