"""The figures of figs/: each is what its script draws now, says in words what it shows, and nothing in it collides."""

import importlib.util
import os
import re
import subprocess
import sys
from functools import cache
from itertools import combinations
from pathlib import Path as File
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.text import Text

from course_lib.widgets.picture import figure, svg_text

FIGS = File(__file__).parents[2] / "figs"
NAMES = sorted(path.stem for path in FIGS.glob("*.py"))
every_figure = pytest.mark.parametrize("name", NAMES)


@cache
def script(name: str):
    """figs/NAME.py as a module; the scripts find their shared tools beside them, as when they are run."""
    sys.path.insert(0, str(FIGS))
    try:
        spec = importlib.util.spec_from_file_location(f"figs_{name}", FIGS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FIGS))
    return module


@cache
def drawn(name: str):
    """The figure, with everything in its place."""
    fig = script(name).draw()
    FigureCanvasAgg(fig).draw()
    return fig


@cache
def words(fig) -> list:
    """Every text that shows, with its box in pixels (a board's axes are switched off: their labels do not show)."""
    unseen = {t for ax in fig.axes if not ax.axison for axis in (ax.xaxis, ax.yaxis) for t in axis.findobj(Text)}
    shown = [t for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in unseen]
    return [(t, t.get_window_extent()) for t in shown]


def strokes(fig):
    """Every line and arrow that shows, each with its runs of points in pixels."""
    for ax in fig.axes:
        for artist in [*ax.lines, *ax.patches]:
            drawn_line = isinstance(artist, Line2D) and artist.get_linestyle() != "None"
            if drawn_line or isinstance(artist, FancyArrowPatch):
                path = artist.get_transform().transform_path(artist.get_path())
                yield artist, [Path(run) for run in path.to_polygons(closed_only=False)]


def crosses(artist, runs, box) -> bool:
    """Does a stroke run through the box, where it shows: inside its axes, not under a filled shape?"""
    ax = artist.axes
    outside = artist.get_clip_on() and not ax.bbox.overlaps(box)
    if outside or not any(run.intersects_bbox(box.padded(-1), filled=False) for run in runs):
        return False
    above = [p for p in ax.patches if p.get_zorder() > artist.get_zorder() and p.get_fill()]
    corners = [(box.x0, box.y0), (box.x1, box.y1)]
    return not any(all(p.contains_point(corner) for corner in corners) for p in above)


def test_there_are_figures_and_no_orphans():
    assert {"neuron", "network_graph", "timeline"} <= set(NAMES)
    assert sorted(path.stem for path in FIGS.glob("*.svg")) == NAMES, "every script has its SVG, every SVG its script"


@every_figure
def test_svg_is_what_the_script_draws_now(name):
    module = script(name)
    again = svg_text(module.draw(), module.ALT)  # the file was drawn by another process: equal means deterministic
    assert (FIGS / f"{name}.svg").read_text("utf8") == again, f"stale: run python figs/{name}.py"


def test_command_writes_the_same_bytes_whatever_the_hash_seed(tmp_path):
    name, out = "network_graph", tmp_path / "out.svg"
    command = [sys.executable, FIGS / f"{name}.py", out]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": "1"})
    assert out.read_bytes() == (FIGS / f"{name}.svg").read_bytes()


@every_figure
def test_svg_is_well_formed_and_self_contained(name):
    text = (FIGS / f"{name}.svg").read_text("utf8")
    ElementTree.fromstring(text)
    assert "<text" not in text, "words are outlines, so that they look alike everywhere"
    bare = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    assert not re.search(r"https?:|<!DOCTYPE|<script|@import", bare)
    inside = ("#", "data:image/png;base64,")  # a part of the drawing, or a photograph's pixels
    assert all(ref.startswith(inside) for ref in re.findall(r'href="([^"]*)"', bare))


@every_figure
def test_alternative_text_tells_the_picture(name):
    alt = script(name).ALT
    assert 150 <= len(alt) <= 900 and alt.endswith(".") and "  " not in alt
    assert not re.match(r"(?i)(an? )?(image|picture|plot|figure) of", alt)
    assert figure(name).alt == alt


@every_figure
def test_words_do_not_collide_or_leave_the_figure(name):
    fig = drawn(name)
    found = [(text.get_text(), box) for text, box in words(fig)]
    assert len(found) > 5
    page = fig.bbox
    for text, box in found:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, f"{text!r} leaves"
    for (one, a), (two, b) in combinations(found, 2):
        assert not a.overlaps(b), f"{one!r} and {two!r} collide"


@every_figure
def test_no_line_runs_through_words(name):
    fig = drawn(name)
    for artist, runs in strokes(fig):
        for text, box in words(fig):
            assert not crosses(artist, runs, box), f"{artist} runs through {text.get_text()!r}"


@every_figure
def test_words_are_large_enough_at_640_pixels(name):
    fig = drawn(name)
    pixels_per_point = 640 / (72 * fig.get_figwidth())
    for text, _ in words(fig):
        assert text.get_fontsize() * pixels_per_point >= 10, f"{text.get_text()!r} is too small at 640 px"
