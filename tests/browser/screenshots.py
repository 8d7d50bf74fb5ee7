"""Make the still pictures of all widgets, course_lib/widgets/screenshots/*.png: light, 800 wide, few colours, small.

    python -m tests.browser.screenshots [NAME...]

`make screenshots` runs it. They stand in for a widget where it does not run, as in an untrusted notebook, so make
them again, look at them and commit them whenever the default picture of a widget has changed.
"""

import argparse
import io

import course_lib.widgets
from course_lib.widgets.kit import HERE, CourseWidget

from .widget_page import chromium, open_widget

FOLDER, WIDTH, LARGEST = HERE / "screenshots", 800, 120_000  # bytes
COLOURS = (256, 192, 128, 96, 64, 48, 32)  # the first that gives a file small enough


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(pictures())}; none: all")
    names = parser.parse_args().names
    unknown = set(names) - set(pictures())
    if unknown:
        parser.error(f"there is no still picture {', '.join(sorted(unknown))}")
    with chromium() as browser:
        for name, (widget, given) in pictures().items():
            if names and name not in names:
                continue
            page = open_widget(browser, widget(**given), "light", WIDTH)
            page.wait_for_timeout(300)
            png = small(page.locator(".course-widget").screenshot())
            (FOLDER / f"{name}.png").write_bytes(png)
            print(f"{name}.png", f"{len(png) / 1000:.0f} kB", page.errors or "")


if __name__ == "__main__":
    main()
