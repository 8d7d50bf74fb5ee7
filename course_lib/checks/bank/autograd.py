"""A number that remembers where it came from: class Value, backward through any graph of + - * / ** exp log relu."""

import math

from ..programs import numbers, program, runner
from ..task import Task
from ._autograd_words import CELLS, FAULTS

MOST_STEPS = 25_000  # of a walk that goes along every path: then it counts as endless
DEEP = 900  # nodes in a row that Python's own recursion does not reach


def reference(faults):
    """The class; with faults, as a student with these misconceptions writes it."""
    if any(one in faults and not faults.isdisjoint(others) for one, others in MEANINGLESS.items()):
        raise ValueError("the second of these faults cannot show beside the first")
    return type("Value", (Node,), {"has": staticmethod(frozenset(faults).__contains__)})


class Node:
    """One number. `edges`: the nodes it was made of, each with the slope of this one with respect to it."""

    def __init__(self, data, edges=()):
        self.data, self.edges, self.seen = float(data), edges, False
        self.grad = None if self.has("grad_starts_none") else 1.0 if self.has("grad_starts_one") else 0.0

    def made(self, data, *edges):
        """A new node made of this one and perhaps another."""
        if self.has("second_operand_forgotten"):
            edges = edges[:1]
        if self.has("same_operand_once"):
            edges = tuple(dict(edges).items())
        return type(self)(data, edges)

    def other(self, value):
        if isinstance(value, Node):
            return value
        if self.has("numbers_not_wrapped"):
            raise AttributeError("a number has no data")
        return type(self)(value)

    def __add__(self, other):
        other = self.other(other)
        slope = other.data if self.has("sum_like_product") else 1.0
        return self.made(self.data + other.data, (self, slope), (other, 1.0))

    def __mul__(self, other):
        other = self.other(other)
        slopes = other.data, self.data
        if self.has("product_own_factor"):
            slopes = slopes[::-1]
        elif self.has("product_like_sum"):
            slopes = 1.0, 1.0
        return self.made(self.data * other.data, (self, slopes[0]), (other, slopes[1]))

    def __sub__(self, other):
        other = self.other(other)
        if self.has("difference_detached"):
            return self + -other.data
        if self.has("composed") and not self.has("difference_sign"):
            return self + other * -1.0
        return self.made(self.data - other.data, (self, 1.0), (other, 1.0 if self.has("difference_sign") else -1.0))

    def __truediv__(self, other):
        other = self.other(other)
        a, b = self.data, other.data
        if self.has("quotient_detached"):
            return self * (1 / b)
        if self.has("composed") and not any(map(self.has, OWN_QUOTIENT)):
            return self * other**-1.0
        slope = (
            -a / b if self.has("quotient_no_square") else -1 / b**2 if self.has("quotient_no_numerator") else -a / b**2
        )
        slope = -slope if self.has("quotient_sign") else slope
        value = a // b if self.has("quotient_floored") else a / b
        return self.made(value, (self, b if self.has("quotient_like_product") else 1 / b), (other, slope))

    def __pow__(self, n):
        x, has = self.data, self.has
        if has("power_needs_positive"):
            math.log(x)
        if has("power_whole_only") and n != int(n):
            raise TypeError("n must be whole")
        if has("power_keeps_exponent"):
            slope = n * x**n
        elif has("power_forgets_n"):
            slope = x ** (n - 1)
        elif has("power_precedence"):
            slope = n * x**n - 1
        elif has("power_lowered_factor"):
            slope = (n - 1) * x ** (n - 1)
        elif has("power_like_exponential"):
            slope = x**n * math.log(x)
        else:
            slope = 2 * x if has("power_always_square") else n * x ** (n - 1)
        return self.made(x**n, (self, slope))

    def exp(self):
        x, y, has = self.data, math.exp(self.data), self.has
        slope = x if has("exp_uses_input") else x * math.exp(x - 1) if has("exp_power_rule") else y
        return self.made(y, (self, 1.0 if has("exp_slope_one") else slope))

    def log(self):
        x, y, has = self.data, math.log(self.data), self.has
        slope = 1 / y if has("log_uses_output") else x if has("log_not_inverted") else 1 / x
        y = math.log10(x) if has("log_base_ten") else math.log2(x) if has("log_base_two") else y
        return self.made(y, (self, slope))

    def relu(self):
        x, has = self.data, self.has
        open_ = x >= 0 if has("relu_open_at_zero") else True if has("relu_always_open") else x > 0
        slope = x if has("relu_slope_is_value") and open_ else 1.0 if open_ else 0.01 if has("relu_leaks") else 0.0
        slope = 1.0 - slope if has("relu_wrong_side") else slope
        return self.made(0.01 * x if has("relu_leaks") and x < 0 else max(x, 0.0), (self, slope))

    def __radd__(self, number):
        return self.reflected("no_radd", self.other(number).__add__)

    def __rmul__(self, number):
        return self.reflected("no_rmul", self.other(number).__mul__)

    def __rsub__(self, number):
        if self.has("rsub_reversed"):
            return self - number
        if self.has("composed"):
            return self.reflected("no_rsub", (self * -1.0).__add__, number)
        return self.reflected("no_rsub", self.other(number).__sub__)

    def __rtruediv__(self, number):
        if self.has("rdiv_reversed"):
            return self / number
        if self.has("composed"):
            return self.reflected("no_rdiv", (self**-1.0).__mul__, number)
        return self.reflected("no_rdiv", self.other(number).__truediv__)

    def reflected(self, missing, operation, operand=None):
        if self.has(missing) or self.has("no_reflected"):
            raise TypeError("unsupported operand")
        return operation(self if operand is None else operand)

    def backward(self):
        has = self.has
        seed = 0.0 if has("gradients_stay_zero") else self.data if has("seed_is_data") else 1.0
        if has("kept_in_grad") or has("kept_in_grad_seed_adds"):
            return _in_place(self, seed)
        walk = _everywhere if any(map(has, WANDERING)) else _in_order
        for node, total in walk(self, seed).items():
            if has("leaves_only") and node.edges or has("output_left_out") and node is self:
                continue
            keeps = any(map(has, OVERWRITING))
            node.grad = total if keeps else (node.grad or 0.0) + total


OWN_QUOTIENT = (
    "quotient_floored",
    "quotient_sign",
    "quotient_no_square",
    "quotient_no_numerator",
    "quotient_like_product",
)
OVERWRITING = "grad_overwritten", "second_call_overwrites", "visits_again", "visits_again_at_once"
SENDING = (
    "first_share_only",
    "seeds_every_node",
    "grad_overwritten",
    "second_call_overwrites",
    "forgets_upstream",
    "forgets_slope",
    "visited_for_ever",
)
WANDERING = "visits_again", "visits_again_at_once", "path_by_path"
ORDER = "one_step_only", "depth_first", "breadth_first"
KEPT = "kept_in_grad", "kept_in_grad_seed_adds"
MEANINGLESS = {
    **dict.fromkeys(KEPT, {*SENDING, *WANDERING, "leaves_only", "output_left_out"}),
    **dict.fromkeys(WANDERING, {*SENDING, *ORDER, *KEPT}),
    "gradients_stay_zero": {*SENDING, *WANDERING, *ORDER, *KEPT, "seed_is_data", "leaves_only", "output_left_out"},
}


def _in_order(last, seed):
    """The gradient of every node, each sent on once."""
    has, gradients = last.has, {last: seed}
    order, start = _order(last), 1.0 if has("seeds_every_node") else 0.0
    for node in order:
        dy = gradients.setdefault(node, start)
        for parent, slope in node.edges:
            if has("first_share_only") and parent in gradients:
                continue
            share = slope if has("forgets_upstream") else dy if has("forgets_slope") else slope * dy
            gradients[parent] = share if has("grad_overwritten") else gradients.get(parent, start) + share
    return {node: gradients[node] for node in order} if has("visited_for_ever") else gradients


def _in_place(last, seed):
    """The gradients of this call and those of earlier calls share one place."""
    last.grad = (last.grad or 0.0) * last.has("kept_in_grad_seed_adds") + seed
    for node in _order(last):
        for parent, slope in node.edges:
            parent.grad = (parent.grad or 0.0) + slope * node.grad


def _everywhere(last, seed):
    """Walks that come to a node once for every path; all but path_by_path work on grad itself."""
    has, gradients, steps = last.has, {last: seed}, 0
    kept = {} if has("path_by_path") else {node: node.grad or 0.0 for node in _sorted(last)}
    stack = [("visit", last, seed)]
    while stack:
        steps += 1
        if steps > MOST_STEPS:
            raise TimeoutError
        what, node, dy = stack.pop()
        if what == "give":
            gradients[node] = gradients.get(node, kept.get(node, 0.0)) + dy
            stack += [("visit", node, dy)]
            continue
        dy = dy if has("path_by_path") else gradients[node]
        shares = [(parent, slope * dy) for parent, slope in node.edges]
        if has("visits_again"):
            for parent, share in shares:
                gradients[parent] = gradients.get(parent, kept[parent]) + share
            stack += [("visit", parent, 0.0) for parent, _ in reversed(shares)]
        else:
            stack += [("give", parent, share) for parent, share in reversed(shares)]
    _too_deep(last, len(gradients))
    return gradients


def _too_deep(last, count):
    if last.has("recursion") and count > DEEP:
        raise RecursionError


def _order(last):
    """Every node that leads to `last`; without faults, each after all nodes that it feeds."""
    has = last.has
    if has("one_step_only"):
        return [last]
    if has("breadth_first"):
        order = _by_breadth(last)
    elif has("depth_first"):
        order = _by_depth(last)
    else:
        order = _sorted(last)[::-1]
    _too_deep(last, len(order))
    return order


def _by_breadth(last):
    order = [last]
    known = set(order)
    for node in order:
        fresh = [parent for parent, _ in dict(node.edges).items() if parent not in known]
        order += fresh
        known.update(fresh)
    return order


def _by_depth(last):
    order, known, stack = [], set(), [last]
    while stack:
        node = stack.pop()
        if node not in known:
            known.add(node)
            order.append(node)
            stack += [parent for parent, _ in reversed(node.edges)]
    return order


def _sorted(last):
    """Each node after those it was made of."""
    order, known, stack = [], set(), [(last, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in known and not (last.has("visited_for_ever") and node.seen):
            known.add(node)
            node.seen = True
            stack += [(node, True), *((parent, False) for parent, _ in node.edges)]
    return order


def bound(args, expected):
    """Every result is a few operations on numbers of moderate size."""
    return {name: 1e-12 * (1 + abs(due)) for name, due in expected.items()}


SHARED = "a node that is used more than once"
LEFT = "a number on the left"
TWICE = "more than one call of backward"
AB = "a = Value(3); b = Value(2); "
PROBES = (
    program("a = Value(3); y = a + a", "y.data a.grad", SHARED),
    program(AB + "y = a + b; y.backward()", "y.data a.grad b.grad"),
    program(AB + "y = a * b; y.backward()", "y.data a.grad b.grad y.grad"),
    program("a = Value(3); y = a + a; y.backward()", "a.grad", SHARED),
    program("a = Value(3); y = a * a; y.backward()", "a.grad", SHARED),
    program(AB + "y = a - b; y.backward()", "y.data a.grad b.grad", "a difference"),
    program("a = Value(3); b = Value(4); y = a / b; y.backward()", "y.data a.grad b.grad", "a quotient"),
    program("a = Value(6); b = Value(2); y = a / b - b; y.backward()", "y.data a.grad b.grad", "a quotient", SHARED),
    program("a = Value(3); y = a + 2; y.backward()", "y.data a.grad", "a number on the right"),
    program("a = Value(3); y = 2 + a; y.backward()", "y.data a.grad", LEFT),
    program("a = Value(3); y = 2 * a; y.backward()", "y.data a.grad", LEFT),
    program("a = Value(3); y = 2 - a; y.backward()", "y.data a.grad", LEFT),
    program("a = Value(4); y = 2 / a; y.backward()", "y.data a.grad", LEFT),
    program("a = Value(3); y = (a * 2 - 4) / 4; y.backward()", "y.data a.grad", "a number on the right"),
    program("a = Value(2); y = a ** 3; y.backward()", "y.data a.grad", "a power"),
    program("a = Value(-3); y = a ** 2; y.backward()", "y.data a.grad", "a power", "a negative number"),
    program("a = Value(4); y = a ** 0.5; y.backward()", "y.data a.grad", "a power"),
    program("a = Value(2); y = a ** -2; y.backward()", "y.data a.grad", "a power"),
    program("a = Value(2); y = a.exp(); y.backward()", "y.data a.grad", "exp"),
    program("a = Value(4); y = a.log(); y.backward()", "y.data a.grad", "log"),
    program("a = Value(3); y = a.relu(); y.backward()", "y.data a.grad", "relu"),
    program("a = Value(3); y = 1 - a.relu(); y.backward()", "y.data a.grad", "relu", LEFT),
    program("a = Value(-3); y = a.relu(); y.backward()", "y.data a.grad", "relu"),
    program("a = Value(0); y = a.relu(); y.backward()", "y.data a.grad", "relu"),
    program(AB + "c = a * b; y = c * c; y.backward()", "a.grad b.grad c.grad", SHARED),
    program(AB + "c = a * b; d = c * a; y = d * b; y.backward()", "a.grad b.grad c.grad d.grad", SHARED),
    program("a = Value(3); b = a * a; y = b + b; y.backward()", "a.grad b.grad", SHARED),
    program("a = Value(2); b = a * a; c = b * b; y = b + c; y.backward()", "a.grad b.grad c.grad", SHARED),
    program("a = Value(2); b = a * a; c = b * a; d = c * b; y = d + b; y.backward()", "a.grad b.grad c.grad", SHARED),
    program(AB + "y = a * b; y.backward(); y.backward()", "a.grad y.grad", TWICE),
    program(AB + "c = a * b; y = c * a; y.backward(); y.backward()", "a.grad b.grad c.grad y.grad", TWICE),
    program(AB + "c = a * b; y = c * a; z = c * b; y.backward(); z.backward()", "a.grad c.grad y.grad z.grad", TWICE),
    program(
        "a = Value(2); b = Value(-3); c = (a * b).relu() + a ** 2; d = (1 - b / c) * a.exp(); e = (c * c - b).log(); "
        "unused = d * e; y = d * d / e + (2 / c).relu(); y.backward()",
        "y.data a.grad b.grad c.grad d.grad e.grad unused.grad",
        *(SHARED, LEFT, "a difference", "a quotient", "a power", "exp", "log", "relu"),
    ),
    program("a = Value(1); y = a; for _ in range(5000): y = y + a; y.backward()", "y.data a.grad", SHARED, heavy=True),
    program("a = Value(1); y = a; for _ in range(40): y = y + y; y.backward()", "y.data a.grad", SHARED, heavy=True),
)

TASK = Task(
    id="autograd",
    lecture="02c_autograd",
    place=1,
    signature="class Value",
    reference=reference,
    parts=(),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Draw the program above as a graph: which nodes feed y, and what does each of them receive from each node it "
    "feeds?",
    why="Every operation has a slope for each of its inputs, and every node sums up what comes back to it. Write both "
    "beside the drawing; the first number that differs from yours is the place.",
    cell="local-slopes",
    view=numbers,
    bound=bound,
    run=runner("Value"),
    styles=("composed",),  # a - b as a + b * -1, and a / b as a * b ** -1
    on_top="recursion",
)
