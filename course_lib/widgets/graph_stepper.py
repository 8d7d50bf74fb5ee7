"""GraphStepper: an expression as a graph, forward and back one edge at a time. Drawing: graph_stepper.js."""

import ast
import json
import math
import operator
import re
import sys

import traitlets

from course_lib.numpy_ops.autograd import Value

from .kit import HERE, CourseWidget

MOST_OPERATIONS, MOST_INPUTS, MOST_LETTERS = 12, 8, 6
BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
ALLOWED = re.compile(r"[\w\s.,+*/()=;-]*")
ODD_NUMBER = re.compile(r"(?<![\w.])\d[\w.]*[_xXoObBjJE]")  # 1_000, 0x10, 2j: the browser's numbers are plainer


def _sigmoid(a):
    y = 1 / (1 + math.exp(-a.data)) if a.data > -700 else 0.0
    return Value(y, (a,), (y * (1 - y),))


def _tanh(a):
    y = math.tanh(a.data)
    return Value(y, (a,), (1 - y * y,))


VALUE_FUNCTIONS = {"sigmoid": _sigmoid, "tanh": _tanh, "relu": Value.relu, "exp": Value.exp, "log": Value.log}

# name: (expression, inputs). The same table stands in graph_stepper.js; a test compares them.
PRESETS = {
    "one neuron": ("(sigmoid(w*x + b) - t)**2", {"w": -0.8, "x": 1.5, "b": 0.4, "t": 1.0}),
    "used twice": ("(x + y)*x", {"x": 3.0, "y": -1.0}),
    "unit off": ("(v*relu(w*x + b) - t)**2", {"v": 1.5, "w": -0.5, "x": 2.0, "b": 0.4, "t": 1.0}),
    "two units": ("(v*relu(w*x) + u*tanh(k*x) - t)**2", {"v": 1.0, "w": 0.5, "x": 2.0, "u": -1.5, "k": 0.4, "t": 1.0}),
    "log loss": ("log(1 + exp(a)) - t*a", {"a": 0.5, "t": 1.0}),
}


class GraphStepper(CourseWidget):
    """An expression, drawn as the graph that computes it: values forward, then gradients back, edge by edge.

        GraphStepper()                                          one neuron with a squared loss, half-way back
        GraphStepper(expression="(x + y)*x", inputs={"x": 3, "y": -1})
        GraphStepper(expression="a = w*x; h = relu(a); (h - t)**2", step=0)        names of one's own

    expression  + - * / and ** with a number; sigmoid, tanh, relu, exp, log; names `a = ...;` for parts if wanted
    inputs      {name: number}; a name left out is 1
    step        operations done, then 1 for dL/dL = 1, then edges gone back; -1 stands half-way back
    picked      the node whose whole chain of slopes is shown, "" for none

    `output` and `gradients` read the picture back, computed by numpy_ops.autograd's Value.
    """

    source = "graph_stepper"
    scripts = ("graph_stepper_math.js", "graph_stepper_recorded.js")
    alt = (
        "The graph of (sigmoid(w x + b) - t) squared with its values: p1 = w x = -1.20, p2 = p1 + b = -0.80, "
        "p3 = 0.31, p4 = p3 - t = -0.69, L = 0.48. The way back has come as far as p3, where dL/dp3 = -1.38; the next "
        "edge glows: the sigmoid's slope 0.21 times -1.38."
    )

    expression = traitlets.Unicode(PRESETS["one neuron"][0]).tag(sync=True)
    inputs = traitlets.Dict(PRESETS["one neuron"][1]).tag(sync=True)
    step = traitlets.Int(-1).tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    live = traitlets.Dict().tag(sync=True, computed=True)  # {"at": expression and inputs, "Value": ..., "torch": ...}

    def __init__(self, expression=None, inputs=None, **kwargs):
        expression = PRESETS["one neuron"][0] if expression is None else expression
        names = input_names(expression)
        known = next((numbers for text, numbers in PRESETS.values() if text == expression), {})
        extra = [name for name in inputs or {} if name not in names]
        if extra:
            raise traitlets.TraitError(
                f"GraphStepper: inputs has {extra[0]!r}, which {expression!r} does not use; it uses {', '.join(names)}"
            )
        given = {name: (inputs or {}).get(name, known.get(name, 1.0)) for name in names}
        super().__init__(expression=expression, inputs=given, **kwargs)
        self._compute()
        self.observe(lambda change: self._compute(), ["expression", "inputs"])

    @traitlets.validate("expression")
    def _understood(self, proposal):
        input_names(proposal.value)
        return proposal.value

    @traitlets.validate("inputs")
    def _finite_numbers(self, proposal):
        for name, value in proposal.value.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not (number and math.isfinite(value) and abs(value) <= 1000):
                raise traitlets.TraitError(
                    f"GraphStepper: inputs[{name!r}] must be a number from -1000 to 1000, got {value!r}"
                )
        return {name: float(value) for name, value in proposal.value.items()}

    @traitlets.validate("step")
    def _from_minus_one(self, proposal):
        if proposal.value < -1:
            raise traitlets.TraitError(f"GraphStepper: step must be -1 (half-way back) or more, got {proposal.value}")
        return proposal.value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        numbers = ", ".join(f"{name} = {value:g}" for name, value in self.inputs.items())
        return f"The graph that computes {self.expression} at {numbers}, and the gradients on their way back.", None

    # ---- reading the picture back ----

    @property
    def output(self) -> float:
        """What the expression gives."""
        return self._run()[1].data

    @property
    def gradients(self) -> dict:
        """dL/dinput for each input, by the engine of numpy_ops.autograd."""
        leaves, result = self._run()
        result.backward()
        return {name: leaf.grad for name, leaf in leaves.items()}

    def _run(self):
        leaves = {name: Value(number) for name, number in self._numbers().items()}
        return leaves, evaluate(self.expression, leaves, VALUE_FUNCTIONS)

    def _numbers(self):
        return {name: self.inputs.get(name, 1.0) for name in input_names(self.expression)}

    def _compute(self):
        """The engines' numbers for the table; torch only where it is loaded already (importing it takes seconds)."""
        try:
            live = {"at": place(self.expression, self._numbers()), "Value": _rounded(self.gradients)}
            if "torch" in sys.modules:
                live["torch"] = _rounded(torch_gradients(self.expression, self._numbers()))
        except (ValueError, ArithmeticError):  # log of a negative number and the like: Python refuses
            live = {}
        self.live = live


def place(expression, numbers) -> str:
    """What the numbers in a table belong to; the browser writes it in the same way."""
    return f"{expression} at " + ", ".join(f"{name}={value:g}" for name, value in sorted(numbers.items()))


def _rounded(gradients):
    return {name: float(f"{grad:.12g}") for name, grad in gradients.items() if math.isfinite(grad)}


def torch_gradients(expression, numbers) -> dict:
    """The same gradients by torch, in float64."""
    import torch

    leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in numbers.items()}
    functions = {name: getattr(torch, name) for name in VALUE_FUNCTIONS}
    evaluate(expression, leaves, functions).backward()
    return {name: leaf.grad.item() for name, leaf in leaves.items()}


def record() -> str:
    """Text of graph_stepper_recorded.js: torch's and Value's gradients of the presets."""
    import torch

    table = {"torch": torch.__version__.split("+")[0], "numbers": {}}
    for expression, numbers in PRESETS.values():
        table["numbers"][place(expression, numbers)] = {
            "Value": _rounded(GraphStepper(expression).gradients),
            "torch": _rounded(torch_gradients(expression, numbers)),
        }
    return (
        "// Gradients of the presets by the course's Value and by torch, written by\n"
        '//   python -c "from course_lib.widgets import graph_stepper; graph_stepper.write_record()"\n'
        f"const RECORDED = {json.dumps(table, indent=1)};\n"
    )


def write_record() -> None:
    """Write graph_stepper_recorded.js again, after a change of the presets."""
    (HERE / "graph_stepper_recorded.js").write_text(record(), "utf8")


# ---- the expression: read as Python reads it, but only what is listed here means anything ----


def evaluate(expression, leaves, functions):
    """The value of `expression` with `leaves` {name: Value, tensor or number} and `functions` {name: function}."""
    names = dict(leaves)

    def run(node):
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.Call):
            return functions[node.func.id](run(node.args[0]))
        if isinstance(node, ast.UnaryOp):
            return -run(node.operand) if isinstance(node.op, ast.USub) else run(node.operand)
        if isinstance(node.op, ast.Pow):
            return run(node.left) ** run(node.right)
        return BINARY[type(node.op)](run(node.left), run(node.right))

    for statement in _statements(expression):
        result = run(statement.value)
        if isinstance(statement, ast.Assign):
            names[statement.targets[0].id] = result
    return result


def input_names(expression) -> list[str]:
    """Names of the inputs in the order of their first use; TraitError if the expression is not understood."""
    inputs, assigned, operations = [], set(), 0

    def refuse(what):
        raise traitlets.TraitError(f"GraphStepper: cannot read {expression!r}: {what}")

    def check_name(name):
        if name in VALUE_FUNCTIONS or name == "L" or len(name) > MOST_LETTERS or not name.isascii():
            refuse(f"{name} cannot be a name here (1 to {MOST_LETTERS} letters, not L, not a function)")

    def look(node):
        nonlocal operations
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return
        if isinstance(node, ast.Name):
            check_name(node.id)
            if node.id not in assigned and node.id not in inputs:
                inputs.append(node.id)
        elif isinstance(node, ast.Call):
            known = isinstance(node.func, ast.Name) and node.func.id in VALUE_FUNCTIONS
            if not known or len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
                refuse(f"functions of one argument are {', '.join(VALUE_FUNCTIONS)}")
            operations += 1
            look(node.args[0])
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            operations += isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant)
            look(node.operand)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            exponent = node.right
            if isinstance(exponent, ast.UnaryOp) and isinstance(exponent.op, ast.USub):
                exponent = exponent.operand
            if not isinstance(exponent, ast.Constant):
                refuse("the power must be a number, as in x**2")
            operations += 1
            look(node.left)
            look(exponent)
        elif isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            operations += 1
            look(node.left)
            look(node.right)
        else:
            refuse("it may hold + - * / **, brackets, names, numbers and functions")

    try:
        statements = _statements(expression)
    except SyntaxError as problem:
        refuse(problem.msg)
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            name = statement.targets[0]
            if not isinstance(name, ast.Name) or not isinstance(statement.value, ast.BinOp | ast.Call | ast.UnaryOp):
                refuse("a part is written name = operation;")
            check_name(name.id)
            look(statement.value)
            if name.id in inputs or name.id in assigned:
                refuse(f"{name.id} is there already")
            assigned.add(name.id)
        elif isinstance(statement, ast.Expr):
            look(statement.value)
        else:
            refuse("it may hold + - * / **, brackets, names, numbers and functions")
    if not inputs or not 1 <= operations <= MOST_OPERATIONS or len(inputs) > MOST_INPUTS:
        refuse(
            f"it has {len(inputs)} inputs and {operations} operations; "
            f"1 to {MOST_INPUTS} inputs and 1 to {MOST_OPERATIONS} operations fit the picture"
        )
    return inputs


def _statements(expression):
    if not ALLOWED.fullmatch(expression) or ODD_NUMBER.search(expression):
        raise SyntaxError("only letters, digits and + - * / ( ) . = ; are understood (a power is written x**2)")
    lines = [part.strip() for part in re.split(r"[;\n]", expression)]
    statements = ast.parse("\n".join(part for part in lines if part)).body
    if not statements:
        raise SyntaxError("it is empty")
    return statements
