"""Make figs/screenshot.png, the picture at the top of README.md: lecture 01a in the Lab, at the perceptron trainer.

    python -m tests.browser.readme_screenshot      (`make screenshots` runs it)
"""

import tempfile
from pathlib import Path

from .conftest import ROOT, start_lab, stop_lab
from .screenshots import small
from .widget_page import chromium

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def main():
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        lab = start_lab(Path(folder))
        try:
            page = browser.new_page(viewport={"width": 1340, "height": 960})
            page.goto(lab.url("lectures/01a_threshold_units.ipynb"))
            page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60000)
            page.locator(".jp-SideBar [title^='File Browser']").first.click()  # closes it: more room for the lecture
            widget = page.locator(f"{PANEL} .course-widget").first
            widget.wait_for(state="attached", timeout=60000)
            widget.evaluate("element => element.scrollIntoView({ block: 'center' })")
            page.wait_for_timeout(2000)
            png = small(page.screenshot(), 200_000)
        finally:
            stop_lab(lab)
    (ROOT / "figs" / "screenshot.png").write_bytes(png)
    print("figs/screenshot.png", f"{len(png) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
