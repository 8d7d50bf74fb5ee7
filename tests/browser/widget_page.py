"""Open one widget alone in a page, without Jupyter: for browser tests, for screenshots, for looking at it.

    python -m tests.browser.widget_page PerceptronTrainer out.png [--theme dark] [--width 360] [--set '{"step": 2}']
"""

import argparse
import base64
import json
import os
from contextlib import contextmanager

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync"]

# A model as strict as the strictest host: only what anywidget promises, errors for anything else.
HOST = """
window.drawn = (async () => {
  const state = JSON.parse(document.getElementById('state').textContent), handlers = {};
  for (const [key, b64] of Object.entries(JSON.parse(document.getElementById('buffers').textContent)))
    state[key] = new DataView(Uint8Array.from(atob(b64), (c) => c.charCodeAt(0)).buffer);
  window.saved = [];
  const model = {
    get(key) { if (!(key in state)) throw new Error('no trait ' + key); return state[key]; },
    set(key, value) {
      if (typeof key !== 'string') throw new Error('set one trait at a time');
      if (!(key in state)) throw new Error('no trait ' + key);
      if (value !== null && typeof value === 'object' && value === state[key])
        throw new Error(key + ' mutated in place');
      if (Object.is(state[key], value)) return;
      state[key] = value;
      for (const f of handlers['change:' + key] || []) f();
    },
    all() { return { ...state }; },  // for tests alone
    on(name, f) { if (name.includes(' ')) throw new Error('one event a call'); (handlers[name] ||= []).push(f); },
    off(name, f) { handlers[name] = (handlers[name] || []).filter((g) => g !== f); },
    save_changes() { window.saved.push(JSON.stringify(state, (k, v) => (v instanceof DataView ? undefined : v))); },
  };
  window.model = model;
  window.handlers = handlers;
  const esm = document.getElementById('esm').textContent;
  const module = await import(URL.createObjectURL(new Blob([esm], { type: 'text/javascript' })));
  window.arithmetic = module.arithmetic;
  const style = document.createElement('style');
  style.textContent = document.getElementById('css').textContent;
  document.head.append(style);
  await module.default.initialize?.({ model });
  window.cleanup = await module.default.render({ model, el: document.getElementById('here') });
})();
"""


def page_html(widget, theme: str = "light") -> str:
    """A whole page that shows `widget` (an instance of CourseWidget) with its present state."""
    state, buffers = {}, {}
    for name, value in widget.get_state().items():
        if name.startswith("_") or name in {"layout", "tabbable", "tooltip", "comm"}:
            continue
        if isinstance(value, bytes | memoryview):
            buffers[name] = base64.b64encode(value).decode()
        else:
            state[name] = value

    def script(name, text):
        safe = text.replace("</", "<\\/")
        return f'<script id="{name}" type="text/plain">{safe}</script>'

    background = {"light": "#fff", "dark": "#111"}[theme]
    return (
        f'<!doctype html><meta charset="utf8"><body data-theme="{theme}" style="margin:8px;background:{background}">'
        f'<div id="here"></div>{script("state", json.dumps(state))}{script("buffers", json.dumps(buffers))}'
        f"{script('esm', widget._esm)}{script('css', widget._css)}"
        f'<script type="module">{HOST}</script>'
    )


@contextmanager
def chromium():
    """A headless Chromium; the caller opens pages in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        yield browser
        browser.close()


DRAWN = """async () => {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error('nothing drawn within 10 s')), 10_000));
  await Promise.race([window.drawn, late]);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def open_widget(browser, widget, theme="light", width=1000, height=900):
    """A page of its own with the widget drawn; `page.errors` collects console errors and failed scripts."""
    return show_widget(new_page(browser), widget, theme, width, height)


def new_page(browser):
    """An empty page that reaches no network."""
    page = browser.new_context(offline=True).new_page()
    page.errors = []
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    return page


def show_widget(page, widget, theme="light", width=1000, height=900):
    """Draw the widget in an empty page; returns the page."""
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(page_html(widget, theme))
    try:
        page.evaluate(DRAWN)
    except Exception as problem:
        raise AssertionError(f"{widget!r} did not draw: {page.errors}") from problem
    return page


def trait(page, name):
    """The value of a trait, as the picture has it."""
    return page.evaluate("(name) => window.model.get(name)", name)


def settle(page):
    """Wait until what was changed has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def empty(page):
    """Make a page empty again: the next document gets a window of its own, and no mouse is in its way."""
    page.mouse.move(0, 0)  # before: a mouse that has moved over the empty document cannot be captured in the next
    page.goto("about:blank")
    page.errors = []


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("widget")
    parser.add_argument("out")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--width", type=int, default=1000)
    parser.add_argument("--set", default="{}", help="traits as JSON")
    parser.add_argument("--colours", type=int, default=0, help="at most so many, for a small file; 0 keeps all")
    options = parser.parse_args()
    import course_lib.widgets

    widget = getattr(course_lib.widgets, options.widget)(**json.loads(options.set))
    with chromium() as browser:
        page = open_widget(browser, widget, options.theme, options.width)
        page.wait_for_timeout(300)
        page.locator(".course-widget").screenshot(path=options.out)
        if options.colours:
            from PIL import Image

            few = Image.open(options.out).convert("RGB").quantize(options.colours, dither=Image.Dither.NONE)
            few.save(options.out, optimize=True)
        print(options.out, page.errors or "no console errors")


if __name__ == "__main__":
    main()
