"""Shapes that somebody predicted for the layers of a table, against the table: what is missing, what is the first wrong
one, and which rule of counting would lead to it.

Each function returns None if it finds nothing, else (id of a fault or "", facts, kind of the trouble). What leaves a
layer is never told; what arrives at the first wrong one follows from predictions that are right.
"""

import difflib

from course_lib.shapes import layers as L
from course_lib.shapes.cost import describe
from course_lib.shapes.layers import join_names, parts
from course_lib.shapes.sizes import _series, joined, output_shape

from .trial import kind
from .words import listed

SHOWN = 4  # names of layers told at a time
CHANGES = (L.Conv, L.PartialConv, L.ConvTranspose, L.Bilinear, L.MaxPool, L.Subsample, L.AdaptivePool, L.PadShortcut,
           L.Linear, L.RadialOutput, L.Flatten, L.Crop, L.Concat)  # fmt: skip


def rows_of(net):
    """(rows as far as the table fits together, None or what is wrong behind them)."""
    rows = []
    try:
        _series(net.layers, tuple(net.input), "", False, rows, "The table")
    except (ValueError, TypeError, AttributeError) as error:
        text = str(error).removeprefix("The table, ")
        fault = next((one for words, one in BROKEN if words in text), "")
        told = f"The table does not fit together, {text}"
        return rows, (fault, [told if told.endswith(".") else told + "."], "value")
    return rows, None if rows else ("", ["The table has no layers."], "form")


BROKEN = (("Sum needs equal", "shortcut_not_fitted"), ("PadShortcut adds", "shortcut_not_fitted"),
          ("put a Flatten", "flatten_missing"), ("does not fit into", "map_used_up"))  # fmt: skip


def is_due(row):
    """Is a prediction asked for here? Where the shape changes; a sum has the shape of its branches."""
    return isinstance(row.layer, CHANGES) and row.before != row.after


def misnamed(net, rows, said):
    names = {row.name for row in rows} | {name for name, _ in names_in(net.layers)}
    for name in [name for name, body in groups_in(net.layers) if not list(parts(body))]:
        said.pop(name, None)  # an empty branch is no layer, and nobody is wrong about it
    unknown = [name for name in said if name not in names]
    if not unknown:
        return None
    inside = [row.name for row in rows if row.name.startswith(f"{unknown[0]}.")]
    if inside:
        return "", [f"{unknown[0]!r} is a group of layers; name the layer in it, such as {inside[0]!r}."], "name"
    near = [name for name in sorted(names) if name.endswith(f".{unknown[0]}")]
    near += [name for name in difflib.get_close_matches(unknown[0], names, n=3, cutoff=0.5) if name not in near]
    more = f" Near it: {listed(near[:3])}." if near else ""
    return "", [f"The table has no layer {unknown[0]!r}.{more} A name is the way to the layer, joined by dots."], "name"


def names_in(series, prefix=""):
    """(name, layer) of every layer, also behind the place where a table breaks."""
    for part, layer in parts(series):
        name = join_names(prefix, str(part))
        if isinstance(layer, (dict, list, tuple)):
            yield from names_in(layer, name)
            continue
        yield name, layer
        branches = layer.branches if isinstance(layer, L.Sum) and isinstance(layer.branches, dict) else {}
        for branch, body in branches.items():
            yield from names_in(body, join_names(name, branch))


def groups_in(series, prefix=""):
    """(name, layers) of every dict or list of layers in the table."""
    for part, layer in parts(series):
        name, inner = join_names(prefix, str(part)), {"": layer}
        if isinstance(layer, L.Sum):
            inner = layer.branches
        for branch, body in inner.items():
            if isinstance(body, (dict, list, tuple)):
                yield join_names(name, branch), body
                yield from groups_in(body, join_names(name, branch))


def no_layer(name, layer):
    """A sentence about what stands in the place of a layer, or ""."""
    if isinstance(layer, type):
        return f"{name} is the class {layer.__name__}; a layer is made with brackets: {layer.__name__}(...)."
    if isinstance(layer, L.Sum) and not isinstance(layer.branches, dict):
        due = "a dict of branches is due, such as dict(body=..., shortcut=[])"
        return f"{name}: {type(layer).__name__} was given {kind(layer.branches)}; {due}."
    if isinstance(layer, (L.Layer, L.Sum, L.Side, L.CropToInput)):
        return ""
    return f"{name} is {kind(layer)}; a layer of course_lib.shapes.layers is due."


def missing(rows, said, broken):
    open_ = [row.name for row in rows if is_due(row) and row.name not in said]
    if not open_:
        return None
    names = listed(open_) if len(open_) <= SHOWN else f"{', '.join(open_[:SHOWN])} and {len(open_) - SHOWN} more"
    where = " (as far as the table fits together)" if broken else ""
    told = f"Not predicted yet{where}: {names}. A prediction is due wherever the shape changes."
    return "", [told], "missing"


def wrong_prediction(net, rows, said):
    """The first wrong prediction, with what arrives there."""
    wrong = [row for row in rows if row.name in said and said[row.name] != row.after]
    if not wrong:
        return None
    first = wrong[0]
    right = sum(row.name in said for row in rows) - len(wrong)
    written = said[first.name] if len(said[first.name]) > 1 else said[first.name][0]
    facts = [
        f"{first.name}, {describe(first.layer)}: {first.before} arrives there, and {written} does not leave it.",
        f"It is the first wrong one in the order of the table; {right} of {len(wrong) + right} are right.",
    ]
    return cause(net, first, said), facts, "value"


def cause(net, first, said):
    """The one rule that explains the first wrong prediction, and, if several do, all others best; "" for none."""
    if said[first.name][1:] == first.after:
        return "batch_counted"
    here = [fault for fault, rule in RULES.items() if applied(rule, first.layer, first.before) == said[first.name]]
    if len(here) < 2:
        return here[0] if here else "shape_kept" if said[first.name] == first.before else ""
    steps = own_steps(net, said)
    fits = {
        fault: sum(applied(RULES[fault], layer, before) == after for layer, before, after in steps) for fault in here
    }
    best = [fault for fault in here if fits[fault] == max(fits.values())]
    return best[0] if len(best) == 1 else ""


def own_steps(net, said):
    """(layer, shape that arrives, shape that leaves) of the predicted layers, as the student goes on from each."""
    steps = []

    def walk(series, shape, prefix):
        for part, layer in parts(series):
            name = join_names(prefix, part)
            if isinstance(layer, (dict, list, tuple)):
                shape = walk(layer, shape, name)
                continue
            before = shape
            try:
                if isinstance(layer, L.Sum):
                    ends = [walk(body, before, join_names(name, branch)) for branch, body in layer.branches.items()]
                    shape = ends[0] if ends else before
                    shape = joined(layer, ends)
                else:
                    shape = output_shape(layer, before)
            except (ValueError, TypeError, IndexError):
                pass  # with wrong shapes little fits together
            if name in said:
                shape = said[name]
                steps.append((layer, before, shape))
        return shape

    walk(net.layers, tuple(net.input), "")
    return steps


def applied(rule, layer, before):
    """What a student with this rule writes down; None where the rule says what is right, or nothing."""
    try:
        shape, right = rule(layer, before), output_shape(layer, before)
    except (ValueError, TypeError, AttributeError, IndexError, ZeroDivisionError):
        return None
    return None if shape == right else shape


def by_sides(count):
    """A rule about windows: `count(n, size, stride, padding, dilation)` along each side, the maps as they are."""

    def rule(layer, before):
        if not isinstance(layer, (L.Conv, L.MaxPool)):
            return None
        stride = layer.size if layer.stride is None else layer.stride
        size, stride, padding, dilation = (
            value[0] if isinstance(value, tuple) else value
            for value in (layer.size, stride, layer.padding, getattr(layer, "dilation", 1))
        )
        sides = (count(n, size, stride, padding, dilation) for n in before[1:])
        return (getattr(layer, "out", before[0]), *sides)

    return rule


def reach(size, dilation):
    return dilation * (size - 1) + 1


def about_maps(change, *kinds):
    """A rule about the maps of these layers: `change(layer, before, right)` is what is written down."""
    return lambda layer, before: (
        change(layer, before, output_shape(layer, before)) if isinstance(layer, kinds) else None
    )


RULES = {
    "stride_forgotten": by_sides(lambda n, k, s, p, d: n + 2 * p - reach(k, d) + 1),
    "padding_forgotten": by_sides(lambda n, k, s, p, d: (n - reach(k, d)) // s + 1),
    "padding_once": by_sides(lambda n, k, s, p, d: (n + p - reach(k, d)) // s + 1),
    "padding_assumed": by_sides(lambda n, k, s, p, d: -(-n // s)),
    "rounded_up": by_sides(lambda n, k, s, p, d: -(-(n + 2 * p - reach(k, d)) // s) + 1),
    "one_forgotten": by_sides(lambda n, k, s, p, d: (n + 2 * p - reach(k, d)) // s),
    "dilation_forgotten": by_sides(lambda n, k, s, p, d: (n + 2 * p - k) // s + 1),
    "maps_kept": about_maps(lambda layer, before, right: (before[0], *right[1:]), L.Conv, L.PadShortcut),
    "maps_multiplied": about_maps(lambda layer, before, right: (before[0] * right[0], *right[1:]), L.Conv),
    "maps_pooled": about_maps(
        lambda layer, before, right: (before[0] // (before[1] // right[1]), *right[1:]), L.MaxPool
    ),
    "channels_last": about_maps(lambda layer, before, right: (*right[1:], right[0]), L.Layer),
    "maps_lost": about_maps(lambda layer, before, right: (before[1] * before[2],), L.Flatten),
    "maps_apart": about_maps(lambda layer, before, right: (before[0], before[1] * before[2]), L.Flatten),
    "pool_flattens": about_maps(lambda layer, before, right: (right[0],), L.AdaptivePool),
    "maps_averaged": about_maps(lambda layer, before, right: (1, *before[1:]), L.AdaptivePool),
}
