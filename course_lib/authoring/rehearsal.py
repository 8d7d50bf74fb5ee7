"""Uses the widgets of a slide as a person does: Tab to a control and press its key; press and drag with the mouse."""

from __future__ import annotations

# Runs in the page. `remember` keeps how a widget looks; `changed` waits two frames and says whether it looks different.
TOOLS = """() => {
  const looks = box => [box.querySelector(".fit").innerHTML,
    ...[...box.querySelectorAll("input, select")].map(field => `${field.value} ${field.checked}`),
    ...[...box.querySelectorAll("canvas")].map(canvas => canvas.width ? canvas.toDataURL() : ""),
    ...[...box.querySelectorAll("details")].map(part => part.open)].join("\\n");
  const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const seen = part => part.checkVisibility({ visibilityProperty: true }) && part.getBoundingClientRect().width > 0;
  const controls = "button:not(:disabled), input:not(:disabled), select, summary, a[href], [tabindex='0']";
  let before = "";
  window.rehearsal = {
    box: number => Reveal.getCurrentSlide().querySelectorAll(".widget")[number],
    remember: box => { before = looks(box); },
    changed: async box => { await frames(); return looks(box) !== before; },
    enter: box => [...box.querySelectorAll(controls)].find(seen)?.focus(),
    holds: box => {
      const part = document.activeElement;
      return box.contains(part) ? (part.getAttribute("role") ?? part.type ?? part.tagName.toLowerCase()) : null;
    },
    places: box => [...box.querySelectorAll(`${controls}, .cw-handle, canvas`)].filter(seen)
      .filter(part => part.tagName !== "SELECT").map(part => {  // its list opens in a window of the system
        const { left, top, width, height } = part.getBoundingClientRect();
        return { x: left + width * (part.type === "range" ? 0.8 : 0.5), y: top + height / 2,
                 drag: !part.matches("button, summary, a, input") };
      }),
  };
}"""
FITTED = "[...Reveal.getCurrentSlide().querySelectorAll('.widget')].every(box => 'fitted' in box.dataset)"
KEYS = {
    "button": ["Enter"],
    "submit": ["Enter"],
    "summary": ["Enter"],
    "select-one": ["ArrowDown", "ArrowUp"],
    "checkbox": ["Space"],
    "number": ["ArrowUp", "ArrowDown"],
    "radio": ["Space", "ArrowRight", "ArrowLeft"],
}
OTHERS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Enter"]


def use_widgets(page, thorough: bool = True) -> list[str]:
    """Use every widget on the slide that is shown; which do not answer, and which let a key through to the deck.

    `thorough` goes to every control that Tab reaches (at most 60); otherwise three answers to keys are enough.
    """
    found = []
    page.evaluate(TOOLS)
    slide, boxes = page.evaluate("(s => [s.id, s.querySelectorAll('.widget').length])(Reveal.getCurrentSlide())")
    for number in range(boxes):
        if not _by_key(page, number, 60 if thorough else 3):
            found.append(f"cell {slide!r}: no key changes anything in its widget {number + 1}")
        page.wait_for_function(FITTED)  # what a key has unfolded may still be fitted to the slide
        if not _by_mouse(page, number):
            found.append(f"cell {slide!r}: the mouse changes nothing in its widget {number + 1}")
        if page.evaluate("Reveal.getCurrentSlide().id") != slide:
            return [*found, f"cell {slide!r}: a key or a click in its widget {number + 1} moved the deck"]
        page.evaluate("document.activeElement?.blur()")
    return found


def _by_key(page, number: int, enough: int) -> int:
    """Tab through the widget's controls and press a key on each; how many changed something."""
    answers = 0
    page.evaluate(f"rehearsal.enter(rehearsal.box({number}))")
    for _ in range(60):
        kind = page.evaluate(f"rehearsal.holds(rehearsal.box({number}))")
        if kind is None or answers >= enough:
            break
        for key in KEYS.get(kind, OTHERS):
            page.evaluate(f"rehearsal.remember(rehearsal.box({number}))")
            page.keyboard.press(key)
            if page.evaluate(f"rehearsal.changed(rehearsal.box({number}))"):
                answers += 1
                break
        page.keyboard.press("Tab")
    return answers


def _by_mouse(page, number: int) -> bool:
    """Press the controls one after the other, drag what can be dragged, until the widget answers."""
    for place in page.evaluate(f"rehearsal.places(rehearsal.box({number}))"):
        page.mouse.move(place["x"], place["y"])  # pointing alone is no use
        page.evaluate(f"rehearsal.changed(rehearsal.box({number}))")
        page.evaluate(f"rehearsal.remember(rehearsal.box({number}))")
        page.mouse.down()
        if place["drag"]:
            page.mouse.move(place["x"] + 12, place["y"] - 12, steps=3)
        page.mouse.up()
        if page.evaluate(f"rehearsal.changed(rehearsal.box({number}))"):
            return True
    return False
