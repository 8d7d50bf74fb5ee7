"""axe over every slide of every deck, light and dark. The widgets in them are looked at in test_accessibility.py."""

import pytest

from course_lib.authoring.course import Course
from course_lib.authoring.decks import lectures
from course_lib.authoring.slides import deck

from ..accessibility import axe, themed

COURSE = Course()

# All slides below each other, as the same rules of style draw them: axe reads the whole document each time, and takes
# minutes for a deck whose slides it gets one by one.
UNROLL = """() => {
  for (const widget of document.querySelectorAll('.widget')) widget.remove();
  const style = document.createElement('style');
  style.textContent = `html, body, .reveal, .reveal .slides { position: static !important; height: auto !important;
      overflow: visible !important; transform: none !important; zoom: 1 !important; }
    .reveal .slides section, .reveal .fragment { display: block !important; position: static !important;
      visibility: visible !important; opacity: 1 !important; transform: none !important; }
    .reveal :is(.controls, .progress, .backgrounds, .pause-overlay) { display: none !important; }`;
  document.head.append(style);
  for (const slide of document.querySelectorAll('.slides section')) {
    slide.removeAttribute('hidden');
    slide.removeAttribute('aria-hidden');
  }
  return document.querySelectorAll('.slides section').length;
}"""


def faults(page) -> list[str]:
    assert page.evaluate(UNROLL) >= 3
    found = axe(page, ".reveal")
    themed(page, "dark")
    return found + axe(page, ".reveal", ["color-contrast"])


@pytest.mark.parametrize("source", lectures(COURSE), ids=lambda path: path.stem)
def test_axe_finds_nothing_serious_in_a_deck(source, vendor, show):
    assert faults(show(deck(COURSE, source, vendor)).page) == []


TAMPER = {
    "color-contrast": ("then decides.", "<span style='color: #aaa'>then decides.</span>"),
    "image-alt": ('alt="a dot"', ""),
    "link-name": ("then decides.", "<a href='#/try'></a>"),
}


def test_what_is_wrong_on_a_slide_is_found(tiny, show):
    text = tiny
    for old, new in TAMPER.values():
        assert old in text
        text = text.replace(old, new + ("then decides." if "decides" not in new else ""), 1)
    found = faults(show(text).page)
    for rule in TAMPER:
        assert any(said.startswith(rule) for said in found), (rule, found)
