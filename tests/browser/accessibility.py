"""What the accessibility tests run inside a page: axe-core, the contrast of drawn text, a walk with the Tab key.

axe-core 4 (Deque, MPL 2.0) comes from the package axe-playwright-python, as one script, so no network is needed. It
does not judge text in drawings (SVG), nor whether a focus can be seen; LOW_CONTRAST and `walk` do.
"""

from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf8")
GRAVE = ("serious", "critical")

RUN = """async ([scope, rules]) => {
  const options = { resultTypes: ['violations'] };
  if (rules) options.runOnly = { type: 'rule', values: rules };
  const { violations } = await axe.run(scope, options);
  return violations.flatMap((found) => found.nodes.map((node) => [found.impact,
    `${found.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')} ${node.html.slice(0, 160)}`]));
}"""


def axe(page, scope=".course-widget", rules=None) -> list[str]:
    """What axe finds serious or critical inside `scope`, a selector or {"include": [...], "exclude": [...]}."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [what for impact, what in page.evaluate(RUN, [scope, rules]) if impact in GRAVE]


def themed(page, theme: str) -> None:
    page.evaluate("theme => { document.body.dataset.theme = theme; }", theme)
    page.evaluate("theme => { document.body.style.background = theme === 'dark' ? '#111' : '#fff'; }", theme)


def open_details(page) -> None:
    """Open "more" and whatever else is folded, and wait until it is drawn."""
    page.evaluate("document.querySelectorAll('.course-widget details').forEach((one) => { one.open = true; })")
    page.evaluate("new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))")


# Texts in drawings that have less than 4.5:1 (3:1 if large) against what they lie on: the fills under their middle that
# are drawn before them, each over the next, or their own halo.
LOW_CONTRAST = """() => {
  const root = document.querySelector('.course-widget'), found = [], known = {};
  const style = document.createElement('style');
  style.textContent = `.course-widget svg * { pointer-events: visiblePainted !important }
    .course-widget svg text { pointer-events: none !important }`;
  document.head.append(style);
  const dot = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
    .getContext('2d', { willReadFrequently: true });
  const read = (css) => {
    dot.clearRect(0, 0, 1, 1); dot.fillStyle = '#000'; dot.fillStyle = css; dot.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = dot.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const colour = (css) => (known[css] ||= read(css));
  const over = (top, share, under) => under.map((v, i) => top[i] * share + v * (1 - share));
  const light = (c) => c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const opacity = (e) => (!e || e === root ? 1 : Number(getComputedStyle(e).opacity) * opacity(e.parentElement));
  const under = (text, box) => {
    const layers = [];
    for (const e of document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)) {
      if (!root.contains(e)) break;
      const css = getComputedStyle(e), drawn = Boolean(e.ownerSVGElement);
      const fill = drawn ? css.fill : css.backgroundColor;
      if (drawn && (fill === 'none' || fill.startsWith('url'))) continue;
      if (drawn && !(text.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING)) continue;
      const c = colour(fill), share = c[3] * (drawn ? Number(css.fillOpacity) * opacity(e) : 1);
      layers.unshift([c, share]);
      if (share > 0.99) break;
    }
    return layers.reduce((below, [c, share]) => over(c, share, below), [255, 255, 255]);
  };
  for (const text of root.querySelectorAll('svg text')) {
    if (!text.textContent.trim() || !text.getClientRects().length) continue;
    if (!text.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    text.scrollIntoView({ block: 'nearest' });
    const css = getComputedStyle(text), ink = colour(css.fill);
    let back = under(text, text.getBoundingClientRect());
    if (css.paintOrder.startsWith('stroke') && css.stroke !== 'none' && parseFloat(css.strokeWidth) >= 2)
      back = over(colour(css.stroke), 1, back);
    const front = over(ink, ink[3] * Number(css.fillOpacity) * opacity(text), back);
    const [dark, bright] = [light(front), light(back)].sort((a, b) => a - b), ratio = (bright + 0.05) / (dark + 0.05);
    const size = parseFloat(css.fontSize), large = size >= 24 || (size >= 18.66 && Number(css.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5) - 0.01)
      found.push(`${ratio.toFixed(2)}: "${text.textContent}" (${text.getAttribute('class')}), ${front} on ${back}`);
  }
  style.remove();
  return found;
}"""

# Two buttons, one before and one behind the widget, and how each stop of the Tab key looks without the focus.
PREPARE = """() => {
  const root = document.querySelector('.course-widget'), here = document.getElementById('here');
  for (const where of ['beforebegin', 'afterend']) {
    const button = Object.assign(document.createElement('button'), { id: where, textContent: where });
    here.insertAdjacentElement(where, button);
  }
  const stands = (e) => e.getClientRects().length && !e.disabled && e.checkVisibility({ visibilityProperty: true });
  const traits = ['outlineStyle', 'outlineWidth', 'stroke', 'strokeWidth', 'fill', 'strokeOpacity', 'boxShadow'];
  const looks = (e) => [e, ...e.querySelectorAll('*')].map((one) => {
    const css = getComputedStyle(one);
    return traits.map((name) => (name === 'outlineWidth' && css.outlineStyle === 'none' ? '' : css[name])).join();
  }).join(' | ');
  const stops = [...root.querySelectorAll('button, input, select, textarea, a[href], summary, [tabindex]')]
    .filter((e) => e.tabIndex >= 0 && stands(e));
  const before = new Map(stops.map((e) => [e, looks(e)])), seen = [];
  const name = (e) => e.getAttribute('aria-label') || e.textContent;
  const text = (e) => `${e.tagName} ${e.getAttribute('class') || ''} "${name(e)}"`;
  window.tabbed = async () => {
    const e = document.activeElement, last = seen.at(-1), found = [];
    if (!root.contains(e)) return e.id || e.tagName;
    if (e.tabIndex > 0) found.push(`${text(e)} jumps the queue`);
    if (last?.isConnected && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING))
      found.push(`${text(e)} comes after ${text(last)}`);
    for (let k = 0; k < 3 && before.get(e) === looks(e); k++)  // what is drawn at the focus is there a frame later
      await new Promise((done) => requestAnimationFrame(done));
    if (before.get(e) === looks(e)) found.push(`the focus cannot be seen on ${text(e)}`);
    seen.push(e);
    return found;
  };
  window.missed = () => stops.filter((e) => stands(e) && !seen.includes(e) && e.tabIndex >= 0)
    .map((e) => `no Tab reaches ${text(e)}`);
  document.getElementById('beforebegin').focus();
  return stops.length;
}"""


def walk(page) -> list[str]:
    """Go through the widget with the Tab key, from before it to behind it; what is wrong on the way."""
    found, count = [], page.evaluate(PREPARE)
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        now = page.evaluate("window.tabbed()")
        if now == "afterend":
            break
        found += now if isinstance(now, list) else [f"the focus has gone to {now}"]
    else:
        found.append("Tab does not lead out of the widget")
    found += page.evaluate("window.missed()")
    for _ in range(count + 5):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "beforebegin":
            return found
    return [*found, "Shift+Tab does not lead out of the widget"]


# Every thing in a drawing gets arrow keys, Enter and the blank until something changes, every button without a state of
# its own is pressed. Then the focus is still in the widget, and where something has changed a live region has said so.
# The state is put back each time. Date.now() runs ahead, since the widgets speak at most once a second.
PRESS = """async () => {
  const root = document.querySelector('.course-widget'), found = [], now = Date.now.bind(Date);
  let ahead = 0;
  Date.now = () => now() + ahead;
  const frames = async (n) => { for (let k = 0; k < n; k++) await new Promise((f) => requestAnimationFrame(f)); };
  const later = () => new Promise((f) => setTimeout(f, 5));
  const state = () => JSON.stringify(window.model.all(), (_, v) => (v instanceof DataView ? null : v));
  const said = () => [...root.querySelectorAll('[aria-live]')].map((e) => e.textContent).join('|');
  const name = (e) => e.getAttribute('aria-label') || e.textContent;
  const stateful = '[aria-pressed], [role=radio], [role=gridcell], [aria-disabled=true]';
  const own = `svg [tabindex="0"], svg[tabindex="0"], button:not(${stateful})`;
  const left = ['undo', 'reset', 'copy as Python', 'to the start', 'play'];
  const stops = () => [...root.querySelectorAll(own)].filter((e) => !e.disabled && e.getClientRects().length);
  const start = window.model.all();
  for (let i = 0; i < stops().length; i++) {
    const e = stops()[i], what = name(e), inside = e.tagName !== 'BUTTON';
    if (left.includes(what)) continue;
    const before = state(), words = said();
    ahead += 5000;
    e.focus();
    if (inside) for (const key of ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown', 'Enter', ' ']) {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      if (state() !== before) break;
    } else e.click();
    await frames(3); await later();
    if (!root.contains(document.activeElement)) found.push(`${what} loses the focus`);
    if (state() !== before && said() === words) found.push(`${what} changes something and nothing is said`);
    ahead += 5000;
    for (const [trait, value] of Object.entries(start))
      if (window.model.get(trait) !== value) window.model.set(trait, value);
    await frames(2); await later();
  }
  Date.now = now;
  if (!said().replaceAll('|', '')) found.push('the widget has no sentence');
  return found;
}"""
