"""A tracer of our own: a function with Python's `if` in it, and the graph that one run leaves behind.

A tracer runs the function once, on an example, and writes down what is done to tensors. What Python decides on the way
(`if`, `while`, a number taken out by `.item()`) is over by then: the graph holds the path of the example, for every
input. Here a function is a short text, so that it can be run, traced by sixty lines of our own, shown and drawn:

    program    = "while" comparison ":" "x" "=" expression  |  expression
    expression = sum ["if" comparison "else" expression]          comparison = sum ("<" | "<=" | ">" | ">=") sum
    sum        = + - * / and brackets over x, x.item(), p0, p1, numbers, relu(sum), abs(sum),
                 where(comparison, expression, expression)

`run` gives Python's answer, `trace` the graph, `wrong` the inputs at which the two differ. experiments/tracing.py asks
torch about the same functions.
"""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass, field
from functools import cache

import numpy as np

P0, P1 = 1.0, 2.0
FUNCTIONS = {
    "if": "x + p0 if x < p0 else x - p1",
    "while": "while x > p0: x = x / p1",
    "number": "x * x.item()",
    "where": "where(x < p0, x + p0, x - p1)",
}
EXAMPLE = -1.0  # traced at
MOST_TURNS, MOST_LETTERS = 60, 120
WRITTEN = re.compile(r"[\w .,+*/()<>=:-]*", re.ASCII)
ODD_NUMBER = re.compile(r"(?<![\w.])\d[\w.]*[_xXoObBjJE]")  # 1_000, 0x10, 2j: the widget's numbers are plainer
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


# ---- the text: what is allowed --------------------------------------------------------------------------------------


def text_of(function: str) -> str:
    """The text of a function given by its name in FUNCTIONS, or by itself; ValueError if it is not understood."""
    text = FUNCTIONS.get(function, function).strip()
    parse(text)
    return text


@cache
def parse(text: str):
    """(condition of the while or None, expression) as nodes of `ast`; ValueError names what is not understood."""
    if len(text) > MOST_LETTERS:
        raise ValueError(f"tracing: a function has at most {MOST_LETTERS} letters, got {len(text)}")
    if not WRITTEN.fullmatch(text) or ODD_NUMBER.search(text):
        raise ValueError(f"tracing: {text!r} has a sign that is not understood; an example is {FUNCTIONS['if']!r}")
    loop = re.fullmatch(r"\s*while\b(.*?):\s*x\s*=(?!=)(.*)", text, re.DOTALL)
    try:
        parts = [ast.parse(part.strip(), mode="eval").body for part in (loop.groups() if loop else (text,))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"tracing: {text!r} is not an expression in x, such as {FUNCTIONS['if']!r}") from None
    if loop:
        _compared(parts[0])
    if not _kind(parts[-1]):
        raise ValueError(f"tracing: {text!r} gives a plain number; torch traces what is computed from x as a tensor")
    return (parts[0], parts[1]) if loop else (None, parts[0])


def _compared(node) -> bool:
    """Check `a < b`; True if it is a tensor (one side is computed from x), False if Python's own numbers meet."""
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS):
        raise ValueError(f"tracing: a condition compares two sums, as in x < p0; got {ast.unparse(node)!r}")
    return any([_kind(node.left), _kind(node.comparators[0])])  # a list: both sides are looked at


def _kind(node) -> bool:
    """Check an expression; True if it is a tensor, False if it is a number of Python."""
    match node:
        case ast.Constant(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
            if math.isfinite(value) and abs(value) <= 1000:
                return False
        case ast.Name(id="x"):
            return True
        case ast.Name(id="p0" | "p1"):
            return False
        case ast.Call(func=ast.Attribute(value=ast.Name(id="x"), attr="item"), args=[], keywords=[]):
            return False
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            return _kind(inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            return any([_kind(left), _kind(right)])
        case ast.Call(func=ast.Name(id="relu" | "abs"), args=[inner], keywords=[]) if _kind(inner):
            return True
        case ast.Call(func=ast.Name(id="where"), args=[test, yes, no], keywords=[]) if _compared(test):
            return any([_kind(yes), _kind(no), True])
        case ast.IfExp(test=test, body=yes, orelse=no):
            _compared(test)
            if _kind(yes) and _kind(no):
                return True
            raise ValueError("tracing: both sides of an if must be computed from x")
    raise ValueError(
        f"tracing: {ast.unparse(node)!r} is not understood here; there are x, x.item(), p0, p1, numbers up to 1000, "
        "+ - * /, relu(x), abs(x), where(x < p0, a, b) and a if x < p0 else b"
    )


def python_code(function: str) -> str:
    """The function as Python would have it in a file: `def f(x): ...`, with `if` and `return` on lines of their own."""
    condition, body = parse(text_of(function))
    lines = ["def f(x):"]
    if condition is not None:
        lines += [f"    while {ast.unparse(condition)}:", f"        x = {ast.unparse(body)}", "    return x"]
        return "\n".join(lines)
    while isinstance(body, ast.IfExp):
        lines += [f"    if {ast.unparse(body.test)}:", f"        return {ast.unparse(body.body)}"]
        body = body.orelse
    return "\n".join([*lines, f"    return {ast.unparse(body)}"])


# ---- a tracer ---------------------------------------------------------------------------------------------------


@dataclass
class Operation:
    """One thing that was done: `name` holds sign(of what); operands are names of earlier ones, or numbers."""

    name: str
    sign: str  # + - * / < <= > >= relu abs where, or neg
    operands: list
    value: float | bool
    kept: bool = False  # does the result need it? What only Python looked at is not part of the graph.


@dataclass
class Graph:
    """What one run wrote down. Called with another x it does the same operations again, and asks nothing."""

    function: str
    traced_at: float
    operations: list[Operation] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # what Python took out of a tensor on the way: "x < 1 is True"
    result: object = None  # name of the operation that is returned, or "x"
    value: float = math.nan  # the answer at traced_at
    ended: bool = True  # False: a while that was still turning after MOST_TURNS

    def __call__(self, x: float) -> float:
        """The graph's answer at x."""
        values = {"x": float(x)}
        for one in self.operations:
            if one.kept:
                values[one.name] = OPERATIONS[one.sign](*[_look(values, operand) for operand in one.operands])
        return float(_look(values, self.result)) if self.ended else math.nan

    def lines(self) -> list[str]:
        """The graph as text, one operation a line, numbers in place."""
        kept = [f"{one.name} = {written(one.sign, one.operands)}" for one in self.operations if one.kept]
        return [*kept, f"return {self.result}"]


def _look(values, operand):
    return values[operand] if isinstance(operand, str) else operand


def _divide(a, b):
    return a / b if b else math.nan if not a or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)


OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "neg": lambda a: -a,
    "relu": lambda a: a if a > 0 or math.isnan(a) else 0.0,
    "abs": abs,
    "where": lambda test, yes, no: yes if test else no,
}


def number(value: float) -> str:
    """A number of the graph as it is written: 1, 0.5, -2."""
    return f"{value:.6g}"


def written(sign: str, operands) -> str:
    """The text of one operation: "x < 1", "relu(y1)", "-x"."""
    texts = [one if isinstance(one, str) else number(one) for one in operands]
    if sign in ("relu", "abs", "where"):
        return f"{sign}({', '.join(texts)})"
    return f"-{texts[0]}" if sign == "neg" else f"{texts[0]} {sign} {texts[1]}"


class _Tracer:
    """Runs the nodes of a text at one x. A tensor is (name, value), a number of Python is (None, value)."""

    def __init__(self, graph, p0, p1):
        self.graph, self.numbers = graph, {"p0": p0, "p1": p1}
        self.x = ("x", graph.traced_at)

    def record(self, sign, *operands):
        value = OPERATIONS[sign](*[v for _, v in operands])
        if all(name is None for name, _ in operands):
            return None, value  # Python's own arithmetic: no tensor takes part
        name = f"y{len(self.graph.operations) + 1}"
        given = [number if name is None else name for name, number in operands]
        self.graph.operations.append(Operation(name, sign, given, value))
        return name, value

    def decide(self, node) -> bool:
        """The truth of a condition, for Python: here the path is chosen, and the graph does not hear of it."""
        name, value = self.visit(node)
        if name is not None:
            one = self.graph.operations[-1]
            self.graph.asked.append(f"{written(one.sign, one.operands)} is {bool(value)}")
        return bool(value)

    def visit(self, node):
        match node:
            case ast.Constant(value=value):
                return None, float(value)
            case ast.Name(id="x"):
                return self.x
            case ast.Name(id=name):
                return None, self.numbers[name]
            case ast.UnaryOp(op=op, operand=inner):
                return self.record("neg", self.visit(inner)) if isinstance(op, ast.USub) else self.visit(inner)
            case ast.BinOp(left=left, op=op, right=right):
                return self.record(SIGNS[type(op)], self.visit(left), self.visit(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.record(COMPARISONS[type(op)], self.visit(left), self.visit(right))
            case ast.IfExp(test=test, body=yes, orelse=no):
                return self.visit(yes if self.decide(test) else no)
            case ast.Call(func=ast.Attribute()):
                name, value = self.x
                self.graph.asked.append(f"{name}.item() is {number(value)}")
                return None, value
            case ast.Call(func=ast.Name(id=name), args=operands):
                return self.record(name, *[self.visit(one) for one in operands])


def trace(function: str, traced_at: float = EXAMPLE, p0: float = P0, p1: float = P1) -> Graph:
    """Run the function at `traced_at` and write down what is done to x. `.value` is the answer; `graph(x)` replays."""
    condition, body = parse(text_of(function))
    graph = Graph(function, float(traced_at))
    tracer = _Tracer(graph, float(p0), float(p1))
    if condition is None:
        result = tracer.visit(body)
    else:
        turns = 0
        while tracer.decide(condition) and turns < MOST_TURNS:
            tracer.x, turns = tracer.visit(body), turns + 1
        graph.ended = turns < MOST_TURNS
        result = tracer.x
    graph.result, graph.value = result[0], float(result[1]) if graph.ended else math.nan
    needed = {graph.result}
    for one in reversed(graph.operations):
        one.kept = one.name in needed
        needed.update(operand for operand in one.operands if one.kept)
    return graph


def run(function: str, x, p0: float = P0, p1: float = P1) -> np.ndarray:
    """Python's own answers at every number of x: the path is chosen anew for each."""
    x = np.asarray(x, dtype=np.float64)
    return np.array([trace(function, one, p0, p1).value for one in x.ravel()]).reshape(x.shape)


def replay(graph: Graph, x) -> np.ndarray:
    """The graph's answers at every number of x."""
    x = np.asarray(x, dtype=np.float64)
    return np.array([graph(one) for one in x.ravel()]).reshape(x.shape)


def wrong(function: str, x, traced_at: float = EXAMPLE, p0: float = P0, p1: float = P1) -> np.ndarray:
    """bool for every number of x: does the graph traced at `traced_at` give another answer than Python?"""
    here, there = run(function, x, p0, p1), replay(trace(function, traced_at, p0, p1), x)
    return ~np.isclose(here, there, rtol=0, atol=1e-9, equal_nan=True)
