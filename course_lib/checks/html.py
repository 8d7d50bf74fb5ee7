"""The report as a small picture in HTML: one self-contained block, no script, everything escaped.

Colours come from JupyterLab's variables, with the system's own colours elsewhere, so light and dark both work. What
differs is marked by a sign and a thick border, not by colour alone; what is due there has a dashed border.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

import numpy as np

from .words import describe, inline, number

HEADS = {
    "correct": ("cc-correct", "✓", "Correct"),
    "incorrect": ("", "≠", "Not right yet"),
    "not attempted": ("cc-todo", "○", "Not attempted yet"),
    "stopped": ("cc-stopped", "■", "Stopped"),
}
MOST_ROWS, MOST_COLUMNS, MOST_PLANES = 8, 10, 4


@cache
def _style():
    return "<style>" + Path(__file__).with_name("report.css").read_text(encoding="utf-8") + "</style>"


def draw(report) -> str:
    """The report as one block of HTML."""
    kind, sign, title = HEADS[report.outcome]
    body = [
        f'<p class="cc-head"><span class="cc-sign" aria-hidden="true">{sign}</span>'
        f'<span class="cc-title">{title}</span> <span class="cc-task">{escape(report.task)}</span></p>'
    ]
    body += [f'<p class="cc-cause">{_prose(cause)}</p>' for cause in report.causes]
    facts = report.facts[:2] if report.causes else report.facts[:5]
    if report.causes:
        links = [_link(hint) for hint in report.hints if hint.link]
        body.append(f'<p class="cc-note">The lecture explains it: {" and ".join(links)}</p>')
    elif report.outcome in ("incorrect", "stopped"):
        body.append(f'<p class="cc-cause">{escape(facts[0])}</p>')
        facts = facts[1:]
    if report.counterexample:
        body.append(_call(report))
    if report.panels:
        body.append(_compared(report.panels, "class" if report.program else "function"))
    if facts:
        body.append('<ul class="cc-facts">' + "".join(f"<li>{escape(fact)}</li>" for fact in facts) + "</ul>")
    if report.printed:
        body.append(f'<p class="cc-label">This call printed</p><pre>{escape(report.printed)}</pre>')
    body.append(_hints(report))
    body += [f'<p class="cc-note">{escape(note)}</p>' for note in report.notes]
    label = escape(f"Check of {report.task}: {title.lower()}")
    return f'{_style()}<div class="course-check {kind}" role="group" aria-label="{label}">{"".join(body)}</div>'


def _call(report):
    name, arguments = report.call.split("(")[0], report.counterexample.arguments
    if not arguments:
        return ""
    if report.program:
        return f'<p class="cc-label">The smallest program that shows it</p><pre>{escape(report.program)}</pre>'
    grids = "".join(_argument(key, value) for key, value in arguments.items())
    return (
        f'<p class="cc-label">The smallest call that shows it: <code>{escape(name)}('
        f'{escape(", ".join(arguments))})</code> with</p><div class="cc-row">{grids}</div>'
    )


def _argument(name, value):
    """A grid for each array, also in a list of them; anything else in one line, as it is written in the call."""
    if isinstance(value, tuple | list) and any(isinstance(item, np.ndarray) for item in value):
        return "".join(_argument(f"{name}[{place}]", item) for place, item in enumerate(value))
    if isinstance(value, np.ndarray) or isinstance(value, int | float | np.generic) and not isinstance(value, bool):
        return _grids(name, value)
    return f"<p><code>{escape(name)} = {escape(inline(value))}</code></p>"


def _compared(panels, handed_in):
    sides = []
    for title, which in ((f"Your {handed_in} gave", "got"), ("Expected", "expected")):
        mark = "cc-off" if which == "got" else "cc-due"
        grids = "".join(
            _grids(_caption(panel, which), getattr(panel, which), panel.wrong, mark, panel.columns, panel.axes)
            for panel in panels
        )
        sides.append(f'<div><p class="cc-label">{title}</p><div class="cc-row">{grids}</div></div>')
    return f'<div class="cc-pair">{"".join(sides)}</div>'


def _caption(panel, which):
    """The name, with the shape where that is what differs."""
    got, expected = np.shape(panel.got), np.shape(panel.expected)
    return panel.name if got == expected else f"{panel.name}, shape {np.shape(getattr(panel, which))}"


def _grids(name, value, wrong=None, mark="", columns=(), axes=()):
    """One value as tables with its name as caption, one for each plane of its last two axes; marked where `wrong`."""
    if not isinstance(value, np.ndarray | int | float | np.generic):
        return f"<p><code>{escape(name)}</code> {escape(describe(value))}</p>"
    array = np.asarray(value)
    if array.dtype.kind not in "biufc" or array.size == 0:
        return f"<p><code>{escape(name)}</code> {escape(describe(array))}</p>"
    if array.ndim <= 2:
        return _grid(name, array, wrong, mark, columns)
    places = list(np.ndindex(array.shape[:-2]))
    if wrong is not None and wrong.shape == array.shape:  # what differs goes first, should there be too many
        places = sorted(sorted(places, key=lambda place: not wrong[place].any())[:MOST_PLANES])
    count = int(np.prod(array.shape[:-2]))
    more = f"<p>… {min(count, MOST_PLANES)} of {count} planes of <code>{escape(name)}</code></p>"
    planes = (
        _grid(_plane_name(name, place, axes, array.shape), array[place], None if wrong is None else wrong[place], mark)
        for place in places[:MOST_PLANES]
    )
    return "".join(planes) + (more if count > MOST_PLANES else "")


def _plane_name(name, place, axes, shape):
    """ "y[0, 1]: example 0, channel 1", as far as there is more than one and the axes have names."""
    name, comma, more = name.partition(",")
    named = len(axes) == len(shape)
    counts = [f"{axes[k].removesuffix('s')} {i}" for k, i in enumerate(place) if named and shape[k] > 1]
    return f"{name}[{', '.join(map(str, place))}]" + comma + more + (f": {', '.join(counts)}" if counts else "")


def _grid(name, array, wrong, mark="", columns=()):
    """An array of at most two axes as one table."""
    rows, mask = np.atleast_2d(array), None if wrong is None else np.atleast_2d(wrong)
    cut = rows.shape[0] > MOST_ROWS or rows.shape[1] > MOST_COLUMNS
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    lines = [f"<tr>{head}</tr>"] if head else []
    for i, row in enumerate(rows[:MOST_ROWS]):
        cells = [_cell(row[j], mask is not None and mask[i, j], mark) for j in range(min(len(row), MOST_COLUMNS))]
        lines.append("<tr>" + "".join(cells) + "</tr>")
    caption = name + (f", the first of {array.shape}" if cut else "")
    table = f'<table class="cc-grid"><caption>{escape(caption)}</caption>{"".join(lines)}</table>'
    return f'<div class="cc-scroll">{table}</div>'


def _cell(x, marked, mark):
    if not marked:
        return f"<td>{escape(number(x))}</td>"
    said = "differs" if mark == "cc-off" else "expected here"
    return f'<td class="{mark}" aria-label="{escape(number(x))}, {said}">{escape(number(x))}</td>'


def _hints(report):
    """Three steps that unfold one inside the other: each is opened from the one before."""
    if not report.hints:
        return _again(report)
    inner = ""
    steps = [hint for hint in report.hints if not hint.link]
    pointers = "".join(f"<p>{escape(hint.text)} {_link(hint)}</p>" for hint in report.hints if hint.link)
    if not steps:
        return pointers
    count = len(steps) + 1
    inner = f"<details><summary>Hint {count} of {count}: where to read</summary>{pointers}</details>"
    for place in range(len(steps), 0, -1):
        hint = steps[place - 1]
        head = f"Hint {place} of {count}: {hint.title[0].lower()}{hint.title[1:]}"
        inner = f"<details><summary>{escape(head)}</summary><p>{_prose(hint.text)}</p>{inner}</details>"
    return f'<div class="cc-hints">{inner}{_again(report)}</div>'


def _prose(text):
    """Our own text, with what stands between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _link(hint):
    return f'<a href="{escape(hint.link[0])}">{escape(hint.link[1])}</a>'


def _again(report):
    if not report.code or not report.counterexample.arguments:
        return ""
    what = "program" if report.program else "call"
    return f"<details><summary>Run this {what} yourself</summary><pre>{escape(report.code)}</pre></details>"
