"""Judge a network as a table, with what its author predicted of it: whole numbers only, nothing is built or trained.

The order is that of the work. First the predictions, in the order of the table: the first that is wrong is told with
what arrives at that layer, which follows from predictions that are right; what leaves a layer is never told. Then
whether the table fits together, answers for the classes, has a shortcut, sees the whole image, and keeps the budget.
"""

from functools import partial
from types import ModuleType

from course_lib.shapes import layers as L
from course_lib.shapes.cost import cost, row_cost
from course_lib.shapes.layers import Net, parts
from course_lib.shapes.receptive_field import receptive_fields

from .child import _wrong_arity
from .contain import observe
from .engine import _is_stub, _not_attempted, _printed, _stopped_facts, _weak_note
from .hints import hints
from .predictions import misnamed, missing, names_in, no_layer, rows_of, wrong_prediction
from .report import Counterexample, Report
from .trial import kind, used

PARAMETERS, MACS, LEAST_SIDE = 100_000, 10_000_000, 32
WORKS = ("(1, 32, 32) with 3 scores for the shapes, or with 10 for the digits, or (3, side, side) with as many "
         f"scores as you have kinds of photographs, side at least {LEAST_SIDE}")  # fmt: skip
CALL = "network_on_a_budget()"
OWN = {
    "form": (
        "What are the two things that the task asks for, and of which kind is each?",
        "The table is a Net of course_lib.shapes.layers, made of its layers; the predictions are a dict from names to "
        "shapes.",
    ),
    "name": (
        "Through which names does one come to that layer, from the outside to the inside?",
        "A convolution conv1 in the branch body of the sum of block2 is called block2.sum.body.conv1; in a list the "
        "names are 0, 1, 2, and so on.",
    ),
    "missing": (
        "At which layers of your table do the maps change in number or in size?",
        "A shape that nobody wrote down cannot be compared, and the check does not tell it: the point of a prediction "
        "is to be made before.",
    ),
}
COUNTERS = tuple(f"course_lib.{place}" for place in ("shapes.sizes", "shapes.cost", "shapes.dense", "nets.build"))


def judge(task, function) -> Report:
    """The report on a function that returns (net, predicted)."""
    parameters = _wrong_arity(function, [])
    if parameters is not None:
        told = [f"The task calls it as network_on_a_budget(); yours takes ({parameters})."]
        one = Counterexample({}, told[0], None)
        return Report(task.id, "stopped", counterexample=one, facts=tuple(told), hints=hints(task, "arity"))
    (one,), contained = observe(partial(read, function), [{}])
    notes = () if contained else (_weak_note(),)
    if _is_stub(one) or one.kind == "returned" and one.value["stub"]:
        return _not_attempted(task, one, notes)
    if one.kind != "returned":
        told = tuple(_stopped_facts(task, one))
        steps = hints(task, one.kind, one=one)
        return Report(task.id, "stopped", call=CALL, facts=told, hints=steps, printed=_printed(one), notes=notes)
    uses = counting(function)
    if uses and one.value["fault"] != "built_already":
        return report(task, "predicted_by_program", [f"It uses {uses} to find shapes."], notes=notes)
    facts = ["".join(pieces) for pieces in one.value["facts"]]
    if one.value["right"]:
        return Report(task.id, "correct", facts=tuple(facts), notes=notes)
    return report(task, one.value["fault"], facts, one.value["kind"], _printed(one), notes)


def report(task, fault_id, facts, kind="value", printed="", notes=()):
    faults = [task.fault(fault_id)] if fault_id else []
    return Report(
        task.id, "incorrect", misconception=fault_id or None, call=CALL, facts=tuple(facts),
        causes=tuple(fault.says for fault in faults), hints=hints(task, kind, faults, own=OWN.get(kind)),
        printed=printed, notes=notes,
    )  # fmt: skip


def counting(function):
    """The name of something that computes shapes, in the function or in the notebook's functions that it calls."""
    for name, thing in used_by(function):
        module = thing.__name__ if isinstance(thing, ModuleType) else str(getattr(thing, "__module__", ""))
        if module in COUNTERS or module.split(".")[0] == "torch":
            return name
    return ""


def used_by(function):
    """(name, thing) of the globals that the function and the notebook's functions below it read."""
    waiting, seen = [function], set()
    while waiting:
        one = waiting.pop()
        if not hasattr(one, "__code__") or id(one) in seen or str(one.__module__).startswith("course_lib"):
            continue
        seen.add(id(one))
        for name, thing in used(one):
            yield name, thing
            waiting.append(thing)


def read(function):
    """In the child: the verdict as plain data. Texts travel in pieces, because long ones are cut on the way."""
    value = function()
    if value is None or value is ...:
        return {"stub": True}
    fault, facts, what = verdict(value)
    pieces = [[fact[at : at + 200] for at in range(0, len(fact), 200)] for fact in facts]
    return {"stub": False, "right": fault is None, "fault": fault or "", "facts": pieces, "kind": what}


def verdict(value):
    """(fault id, "" for one without a name, None if all is right; facts; kind of the trouble)."""
    wrong = misformed(value) or input_told(value[0])
    if wrong:
        return wrong
    net, said = value[0], {str(name): as_shape(shape) for name, shape in value[1].items()}
    rows, broken = rows_of(net)
    return (
        misnamed(net, rows, said)
        or missing(rows, said, broken)
        or wrong_prediction(net, rows, said)
        or broken
        or wrong_design(net, rows)
        or (None, [right_told(net, rows, said)], "")
    )


def misformed(value):
    def form(sentence):
        return "", [sentence], "form"

    if type(value) not in (tuple, list) or len(value) != 2:
        what = (
            f"{len(value)} things"
            if type(value) in (tuple, list)
            else "a table alone"
            if isinstance(value, Net)
            else kind(value)
        )
        return form(f"It returned {what}; two are due: (net, predicted).")
    net, said = value
    if str(type(net).__module__).startswith(("torch", "course_lib.nets")):
        return "built_already", [f"net is a torch module ({type(net).__name__}); a table is due, a Net."], "form"
    if not isinstance(net, Net):
        return form(f"net is {kind(net)}; a Net(name, input, layers) of course_lib.shapes.layers is due.")
    odd = [told for name, layer in names_in(net.layers) if (told := no_layer(name, layer))]
    if odd:
        return form(odd[0])
    if not isinstance(said, dict):
        return form(f"predicted is {kind(said)}; a dict is due: the name of a layer, and the shape that leaves it.")
    for name, shape in said.items():
        if as_shape(shape) is None:
            return form(f"predicted[{name!r}] is {shape!r}; a shape is due, such as (8, 16, 16), or (3,).")
    if not isinstance(net.input, (tuple, list)) or not all(type(n) is int for n in net.input):
        return form(f"The input of the table is {net.input!r}; a shape is due: (channels, height, width).")
    return None


def as_shape(shape):
    """A tuple of ints, or None; 3 stands for (3,), and None in front for a batch of any size."""
    shape = (shape,) if type(shape) is int else shape
    if type(shape) not in (tuple, list) or not shape:
        return None
    return tuple(shape) if all(type(n) is int or n is None for n in shape) else None


def input_told(net):
    shape = tuple(net.input)
    if len(shape) == 4 and is_image(shape[1:]):
        return "batch_counted", [f"The input of the table is {shape}: four numbers."], "value"
    if len(shape) == 3 and shape[2] in (1, 3) and shape[0] == shape[1] > 3:
        return "channels_last", [f"The input of the table is {shape}."], "value"
    if not is_image(shape):
        return "input_not_the_image", [f"The input of the table is {shape}; due is {WORKS}."], "value"
    return None


def is_image(shape):
    return shape == (1, 32, 32) or len(shape) == 3 and shape[0] == 3 and shape[1] == shape[2] >= LEAST_SIDE


# ---- the design ----------------------------------------------------------------------------------------------------


def wrong_design(net, rows):
    last = [row for row in rows if not row.side][-1].after
    classes = (3, 10) if net.input[0] == 1 else None
    if len(last) != 1 or last[0] < 2 or classes and last[0] not in classes:
        return "scores_not_classes", [f"What leaves the table has shape {last}; due is {WORKS}."], "value"
    return no_shortcut(rows) or small_field(net) or too_dear(net, rows)


def no_shortcut(rows):
    joins = [row.layer for row in rows if isinstance(row.layer, L.Sum)]
    sums = [join for join in joins if not isinstance(join, L.Concat)]
    if any(is_residual(join) for join in sums):
        return None
    if sums:
        return (
            "branches_without_shortcut",
            ["Each Sum of the table adds up branches that all compute something."],
            "value",
        )
    if any(is_residual(join) for join in joins):
        return "joined_not_added", ["The table has a Concat with a shortcut, and no Sum."], "value"
    return "no_shortcut", ["The table has no Sum."], "value"


def is_residual(join):
    """Does a branch bring what arrived, as it is or only fitted, past another that has a convolution?"""
    bodies = [list(leaves(branch)) for branch in join.branches.values()]
    passes = [all(is_fitting(layer) for layer in body) for body in bodies]
    works = [
        any(isinstance(layer, L.Conv) and not is_fitting(layer) or len(body) > 2 for layer in body) for body in bodies
    ]
    return any(p and any(w for other, w in enumerate(works) if other != at) for at, p in enumerate(passes))


def leaves(series):
    for _, layer in parts(series):
        if isinstance(layer, (dict, list, tuple)):
            yield from leaves(layer)
        elif isinstance(layer, L.Sum):
            for body in layer.branches.values():
                yield from leaves(body)
        else:
            yield layer


def is_fitting(layer):
    """What a shortcut may hold: a 1x1 convolution with its norm, zeros for more maps, a pool that makes it smaller."""
    return (
        isinstance(layer, (L.PadShortcut, L.BatchNorm, L.MaxPool))
        or isinstance(layer, L.Conv)
        and layer.size in (1, (1, 1))
    )


def last_field(net):
    """(name, pixels) of the last map's units, along the side where they see least; None if there is no map."""
    try:
        seen = [row for row in receptive_fields(net) if row.fields]
    except ValueError as error:
        return str(error), 0
    return (seen[-1].name, min(field.size for field in seen[-1].fields)) if seen else None


def small_field(net):
    field, side = last_field(net), net.input[1]
    if field is None:
        return "", ["The table has no map: the image is flattened at once."], "value"
    if field[1] >= side:
        return None
    return (
        "field_too_small",
        [f"A unit of the last map, {field[0]}, sees {field[1]} pixels; the image has {side}."],
        "value",
    )


def too_dear(net, rows):
    total = cost(net)
    if total.parameters > PARAMETERS:
        dearest, share = most(rows, lambda row: row_cost(row).parameters)
        dense = isinstance(dearest[0].layer, L.Linear) and row_cost(dearest[0]).parameters > total.parameters / 2
        told = f"{total.parameters:,} parameters, and {PARAMETERS:,} are allowed. Most of them: {share}."
        return "dense_on_large_map" if dense else "too_many_parameters", [told], "value"
    if total.macs > MACS:
        _, share = most(rows, lambda row: row_cost(row).macs)
        early = sum(row_cost(row).macs for row in rows if len(row.after) > 1 and row.after[1] >= net.input[1] * 0.9)
        told = f"{total.macs / 1e6:.1f} million MACs, and {MACS / 1e6:.0f} are allowed. Most of them: {share}."
        return "dear_at_full_size" if early > total.macs / 2 else "too_many_macs", [told], "value"
    return None


def most(rows, count):
    """The three rows with the largest counts, and a text about them."""
    first = sorted(rows, key=count, reverse=True)[:3]
    return first, ", ".join(f"{row.name} {count(row):,}" for row in first)


def right_told(net, rows, said):
    total, (name, pixels) = cost(net), last_field(net)
    sums = sum(type(row.layer) is L.Sum and is_residual(row.layer) for row in rows)
    count = "one sum" if sums == 1 else f"{sums} sums"
    return (
        f"Images {tuple(net.input)}, {rows[-1].after[0]} scores, {len(said)} predictions right. "
        f"{total.parameters:,} of {PARAMETERS:,} parameters, {total.macs / 1e6:.2f} of {MACS / 1e6:.0f} million MACs; "
        f"a unit of the last map ({name}) sees {pixels} pixels along a side of {net.input[1]}; {count} with a shortcut."
    )
