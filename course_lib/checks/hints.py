"""The hints: question, cause, pointer. Where no misconception has a name, the question follows from what happened."""

import re

from .report import Hint

AMBIGUOUS = "truth value of an array"  # in NumPy's message when an array stands where one yes or no is needed
BY_KIND = {
    "raised": (
        "What goes into the operation on the line where it stops, for the call above?",
        "An error message says which operation could not be done; print what goes into it, for the call above.",
    ),
    "form": (
        "How many things does the task promise to return, and of which kind and shape is each?",
        "Say aloud what stands on your line with return, for the call above: what kind of thing it is, and how many "
        "axes it has.",
    ),
    "shape": (
        "After which line of your function does the shape depart from the one that is due?",
        "Write the shape of each intermediate result beside its line, for the call above, and what each axis counts.",
    ),
    "dtype": (
        "Which line of your function decides whether the result holds whole numbers, truths or floats?",
        "astype, rounding and comparisons change the kind of number; so does writing into an array of whole numbers.",
    ),
    "arity": (
        "Which arguments does the task promise, and in which order?",
        "Arguments are passed by position, so the function needs one parameter for each of them.",
    ),
    "timeout": (
        "Which condition ends your loop, and can it be met on the call above?",
        "A loop ends only if each round brings it nearer to its end.",
    ),
    "memory": (
        "How many numbers does your largest array hold?",
        "Multiply the sizes of its axes; an axis that was not meant to be there multiplies the memory too.",
    ),
    "exit": (
        "Which line ends Python instead of returning?",
        "A function hands its result back with return; ending Python ends the whole notebook.",
    ),
    "died": (
        "Does your function call itself without end, or use memory it does not own?",
        "Python itself came down here, which code of its own hardly does.",
    ),
    "mutated": (
        "After your function has run, does the caller still have the array that was passed in?",
        "Operators such as += and assignments to a slice write into the array itself, and the caller's name points "
        "to the same array. Build a new array where a new value is meant.",
    ),
    "none": (
        "Which way through your function ends without a return?",
        "A function that comes to its end without return gives None.",
    ),
}
SHAPES = (
    "What is the shape of each array on that line, for the call above, and which of their sizes have to agree?",
    "In a product, the last axis of the left factor meets the first axis of a right factor with two axes. In a sum, "
    "shapes are lined up from the right, and two sizes fit if they are equal or one of them is 1.",
)
BY_ERROR = {
    "UnboundLocalError": (
        "Has that name got its value on every way that leads to this line?",
        "A name that is assigned anywhere in a function belongs to the function, also where the notebook has the same.",
    ),
    "IndexError": (
        "How long is that axis in the call above, and what is the largest index that your line asks for?",
        "Indices count from 0, so the last of N is N - 1. Rows are axis 0, columns are axis 1.",
    ),
    "TypeError": (
        "Of what kind is each thing on that line: a number, a list, an array, a function?",
        "The operation met a kind of thing that it does not know. Round brackets call, square brackets index; a list "
        "is joined by + and repeated by *, an array does arithmetic.",
    ),
    "KeyError": ("Which keys does the dict have at that moment?", "Keys are compared letter by letter."),
    "ZeroDivisionError": (
        "Which number is 0 in the call above?",
        "A division needs a reason why its denominator cannot be 0.",
    ),
    "RecursionError": (
        "When does your function stop calling itself?",
        "Each call must come nearer to a case that is answered without another call.",
    ),
    "ModuleNotFoundError": ("Is the name of that module spelled right?", "The task needs nothing beyond NumPy."),
}


def hints(task, kind, faults=(), one=None, own=None, start=False) -> tuple[Hint, ...]:
    """Question, why it matters, where to read: never the answer.

    kind: what went wrong, a key of BY_KIND or "value". faults: the named ones. one: the observation of the shown call.
    own: (ask, why) of a Complaint that knows better. start: nothing was attempted, so only pointers.
    """
    cells = list(dict.fromkeys(fault.cell for fault in faults)) or [task.cell]
    pointers = tuple(_pointer(task, cell) for cell in cells)
    if start:
        return pointers
    if faults:
        ask, why = " ".join(dict.fromkeys(f.ask for f in faults)), " ".join(f.why for f in faults)
    elif own:
        ask, why = own
    elif kind == "raised":
        ask, why = _after_error(task, one)
    else:
        ask, why = BY_KIND.get(kind, (task.ask, task.why))
    return (Hint("A question", ask), Hint("Why it matters here", why), *pointers)


def _pointer(task, cell):
    lecture, name = task.place_of(cell)
    link = f"../lectures/{lecture}.ipynb#cell-id={name}"
    label = f"Lecture {lecture.split('_')[0]}: {name.replace('-', ' ')}"
    return Hint("Where to read", f"Read again {task.cells[cell]}.", (link, label))


def _after_error(task, one):
    """(ask, why) for an exception, by its type and its text."""
    if AMBIGUOUS in one.message:
        return _truth(one.line)
    if one.error == "NameError":
        return _name(task, one.message)
    if one.error == "AttributeError":
        return _attribute(one.message)
    if "to unpack" in one.message:
        return (
            "How many things stand on each side of that assignment?",
            "Unpacking needs as many names on the left as there are things on the right.",
        )
    if one.error in ("ValueError", "IndexError") and "too many indices" in one.message:
        return (
            "How many axes does that array have in the call above, and how many indices does your line give?",
            "Each index takes one axis: a row of a matrix has one axis left, a number has none.",
        )
    if one.error == "ValueError" and re.search("shape|size|dimension|operand|broadcast|aligned", one.message):
        return SHAPES
    return BY_ERROR.get(one.error, BY_KIND["raised"])


def _truth(line):
    called = re.search(r"(?<![\w.])(max|min)\s*\(", line)
    if called:
        name = called.group(1)
        return (
            f"What does Python's `{name}` compare: two numbers at a time, or its two arguments as a whole?",
            f"`{name}` compares whole objects, so it needs one yes or no for an entire array. np.{name}imum goes "
            "number by number.",
        )
    return (
        "How many answers does the comparison on that line give: one, or one for each number?",
        "`if`, `while`, `and`, `or` and `not` need a single yes or no; comparing arrays gives one for each number. "
        "np.where, np.any and np.all take such arrays.",
    )


def _name(task, message):
    name = re.search(r"name '(\w+)'", message)
    if name and name.group(1) in ("np", "numpy"):
        return (
            "Has a cell with `import numpy as np` been run in this notebook?",
            "An import is made once for the whole notebook, and is gone after a restart.",
        )
    arguments = task.signature.split("(")[1].split(")")[0]
    if not arguments:
        return "On which line does that name get its value?", "Python looks a name up when the line runs, not before."
    return (
        f"Is that name an argument of the function? Here they are: {arguments}.",
        "Python knows a name in a function if it is an argument, was assigned above, or belongs to the notebook. "
        "Capital and small letters differ.",
    )


def _attribute(message):
    found = re.search(r"'(\w+)' object has no attribute", message)
    kind = found.group(1) if found else ""
    if kind in ("list", "tuple", "int", "float", "dict", "NoneType"):
        what = "None" if kind == "NoneType" else f"{'an' if kind == 'int' else 'a'} {kind}"
        return (
            f"Which line made the thing before the dot {what}?",
            "Arrays have a shape, a transpose and arithmetic; lists and plain numbers have not, and a call without "
            "return gives None.",
        )
    return (
        "Is what follows the dot spelled as NumPy spells it?",
        "The thing before the dot is what you expect, but it has nothing of this name.",
    )
