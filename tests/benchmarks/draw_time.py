"""How long each widget of the course takes for a change, in headless Chromium; medians over 30 changes.

    python -m tests.benchmarks.draw_time [NAME ...]

draw: the widget's own drawing code for one change. key to frame: from the key press to the frame that shows it, which
includes waiting for the next frame (up to 17 ms at 60 Hz) and the browser's layout and painting.
"""

import statistics
import sys

from tests.browser.widget_page import chromium, open_widget

CHANGES = 30

# A key's time stamp, the frame after it, and a message that arrives when that frame has been made.
WATCH = """() => {
  window.toFrame = [];
  if (window.watching) return;
  window.watching = true;
  const channel = new MessageChannel(), pressed = [];
  channel.port1.onmessage = () => window.toFrame.push(performance.now() - pressed.shift());
  addEventListener('keydown', (event) => {
    pressed.push(event.timeStamp);
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }, true);
}"""
# What a key can move: the first handle, else the first slider.
FOCUS = """() => {
  const shown = (e) => e.getClientRects().length > 0;
  const all = (what) => [...document.querySelectorAll(what)].filter(shown);
  const target = [...all('.course-widget .cw-handle'), ...all('.course-widget input[type=range]:not(:disabled)')][0];
  target?.focus();
  return target ? target.getAttribute('aria-label') || target.closest('label')?.textContent || target.type : null;
}"""

COUNT = "() => ({...document.querySelector('.course-widget').dataset})"


def times(page):
    """(what was moved, draw times, key-to-frame times), in ms; what is None if nothing can be moved by keys."""
    what = page.evaluate(FOCUS)
    if not what:
        return None, [], []
    for keys in (("ArrowUp", "ArrowDown"), ("ArrowRight", "ArrowLeft")):  # some things move one way only
        page.evaluate(WATCH)
        draws = press(page, keys)
        if len(draws) > 1:
            break
    return what, draws, page.evaluate("window.toFrame")


def press(page, keys):
    """The draw times of the changes that pressing the two keys makes, five times each in turn."""
    draws, seen = [], page.evaluate(COUNT)["draws"]
    for change in range(CHANGES):
        page.keyboard.press(keys[change // 5 % 2])  # to and fro, away from the ends
        page.wait_for_function("(n) => window.toFrame.length > n", arg=change)
        now = page.evaluate(COUNT)
        if now["draws"] != seen:
            draws.append(float(now["drawMs"]))
        seen = now["draws"]
    return draws


def main(names):
    import course_lib.widgets
    from course_lib.widgets.kit import CourseWidget

    offered = {name: getattr(course_lib.widgets, name) for name in course_lib.widgets.__all__}
    widgets = {name: it for name, it in offered.items() if isinstance(it, type) and issubclass(it, CourseWidget)}
    if unknown := set(names) - set(widgets):
        sys.exit(f"no widget {', '.join(sorted(unknown))}; there are {', '.join(widgets)}")
    print(f"{'widget':<22}{'draw':>10}{'key to frame':>16}   moved (median over {CHANGES} changes)")
    with chromium() as browser:
        for name in names or widgets:
            page = open_widget(browser, widgets[name]())
            what, draws, frames = times(page)
            page.context.close()
            if not draws:
                print(f"{name:<22}{'-':>10}{'-':>16}   nothing that a key moves")
                continue
            draw, frame = statistics.median(draws), statistics.median(frames)
            print(f"{name:<22}{draw:>7.2f} ms{frame:>13.1f} ms   {what} ({len(draws)} drawn)")


if __name__ == "__main__":
    main(sys.argv[1:])
