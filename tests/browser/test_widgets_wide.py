"""What holds for every widget: beside the picture or below it nothing is cut off, no drawing and no key is lost."""

import pytest

from .screenshots import pictures
from .widget_page import settle

NAMES = sorted(name for name, (widget, _) in pictures().items() if name == widget.source)

# Buttons and words that stick out of the widget, choices whose text is cut, and pairs of controls that overlap.
FAULTS = """() => {
  const root = document.querySelector('.course-widget'), frame = root.getBoundingClientRect(), found = [];
  const seen = [...root.querySelectorAll('button, input, output, p, .cw-label, svg.cw-plot')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }));
  for (const one of seen) {
    const box = one.getBoundingClientRect(), name = `${one.tagName} ${one.textContent.slice(0, 30)}`;
    if (box.width && (box.right > frame.right - 8 || box.left < frame.left + 8)) found.push(`${name} sticks out`);
    if (one.tagName === 'BUTTON' && one.scrollWidth > one.clientWidth + 1) found.push(`${name} is cut off`);
  }
  const small = seen.filter((e) => e.matches('button, input'));
  small.forEach((a, i) => small.slice(i + 1).forEach((b) => {
    const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    if (wide > 2 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2)
      found.push(`${a.textContent || 'slider'} lies on ${b.textContent || 'slider'}`);
  }));
  return found;
}"""


@pytest.fixture
def opened(lend_pages):
    with lend_pages() as show:

        def open_one(name, width, theme="light"):
            widget, given = pictures()[name]
            page = show(widget(**given), theme, width)
            page.evaluate("document.body.style.setProperty('--widget-max-width', 'none')")
            page.wait_for_timeout(200)
            return page

        yield open_one


def box(page, selector):
    return page.locator(f"{selector}:visible").first.bounding_box()


@pytest.mark.parametrize("width", [1200, 1240])
@pytest.mark.parametrize("name", sorted(pictures()))
def test_beside_the_picture(opened, name, width):
    page = opened(name, width)
    whole, stage, controls = (box(page, s) for s in (".course-widget", ".cw-stage", ".cw-controls"))
    assert whole["width"] == width - 16 and whole["height"] <= 620
    assert controls["x"] > stage["x"] + stage["width"] and controls["y"] < stage["y"] + 40
    assert stage["width"] * stage["height"] > 0.4 * whole["width"] * whole["height"], "most of it is picture"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("name", sorted(pictures()))
def test_below_the_picture_on_a_page(opened, name):
    page = opened(name, 1000, "dark")
    stage, controls = box(page, ".cw-stage"), box(page, ".cw-controls")
    assert controls["y"] > stage["y"] + stage["height"]
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("name", sorted(pictures()))
def test_nothing_sticks_out_on_a_phone(opened, name):
    page = opened(name, 360)
    assert page.evaluate(FAULTS) == []


LATE = """async () => {
  const el = document.createElement('div'), text = document.getElementById('esm').textContent;
  const module = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  const close = await module.default.render({ model: window.model, el });  // as JupyterLab does: not in the page yet
  document.body.append(el);
  for (let k = 0; k < 6; k++) await new Promise((done) => requestAnimationFrame(done));
  const drawn = (root) => [...root.querySelectorAll('canvas')].map((c) => c.toDataURL());
  const first = drawn(document.getElementById('here')), late = drawn(el);
  close(); el.remove();
  return first.map((one, k) => one === late[k]);
}"""


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_may_be_drawn_before_it_is_in_the_page(opened, name):
    page = opened(name, 1000)
    assert all(page.evaluate(LATE)), "a canvas differs from that of a widget that was in the page at once"
    assert page.errors == []


# Each arrow key twice: with a frame between the two, and without one, as when a key is held down or a screen is slow.
HELD = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done)), before = model.all(), found = [];
  const state = () => JSON.stringify(model.all(), (_, v) => (v instanceof DataView ? null : v));
  const spots = () => document.querySelectorAll('.course-widget :is(g, svg, canvas)[tabindex="0"]');
  const twice = async (i, key, between) => {
    const press = () => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    spots()[i].focus(); press(); await between(); press(); await frame();
    const seen = state();
    document.activeElement.blur();
    for (const [name, value] of Object.entries(before)) if (model.get(name) !== value) model.set(name, value);
    await frame();
    return seen;
  };
  for (let i = 0; i < Math.min(4, spots().length); i++)
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown']) {
      const slow = await twice(i, key, frame), fast = await twice(i, key, () => {});
      if (slow !== fast) found.push(`${key} at ${spots()[i].getAttribute('aria-label')}: ${fast} is not ${slow}`);
    }
  return found;
}"""


@pytest.mark.parametrize("name", NAMES)
def test_a_key_counts_twice_though_nothing_was_drawn_between(opened, name):
    page = opened(name, 1000)
    assert page.evaluate(HELD) == [], "a key handler asks what was drawn last instead of the model"


CANVASES = "() => [...document.querySelectorAll('canvas')].map((c) => c.toDataURL())"


@pytest.mark.parametrize("name", [name for name in NAMES if "getContext" in pictures()[name][0]._esm])
def test_a_canvas_follows_the_theme(opened, name):
    light, dark = (opened(name, 1000, theme) for theme in ("light", "dark"))
    light.evaluate("document.body.dataset.theme = 'dark'")
    settle(light)
    assert light.evaluate(CANVASES) == dark.evaluate(CANVASES)
