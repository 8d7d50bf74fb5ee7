"""Solutions of `autograd`: classes called Value, most of them by changing a method of one that is right."""

import math
from collections import defaultdict

from course_lib.numpy_ops.autograd import Value as CourseValue


class Closures:
    """Each result keeps a function that says what its operands receive."""

    def __init__(self, data, prev=()):
        self.data = data
        self.grad = 0.0
        self.prev = prev
        self.back = lambda g: ()

    @staticmethod
    def lift(v):
        return v if hasattr(v, "back") else Closures(v)

    def make(self, data, prev, back):
        out = type(self)(data, prev)
        out.back = back
        return out

    def __add__(self, o):
        o = self.wrap(o)
        return self.make(self.data + o.data, (self, o), lambda g: (g, g))

    def wrap(self, o):
        return o if isinstance(o, Closures) else type(self)(o)

    def __mul__(self, o):
        o = self.wrap(o)
        return self.make(self.data * o.data, (self, o), lambda g: (g * o.data, g * self.data))

    def __pow__(self, n):
        return self.make(self.data**n, (self,), lambda g: (g * n * self.data ** (n - 1),))

    def exp(self):
        out = self.make(math.exp(self.data), (self,), None)
        out.back = lambda g: (g * out.data,)
        return out

    def log(self):
        return self.make(math.log(self.data), (self,), lambda g: (g / self.data,))

    def relu(self):
        return self.make(self.data if self.data > 0 else 0.0, (self,), lambda g: (g * (self.data > 0),))

    def __neg__(self):
        return self * -1

    def __sub__(self, o):
        return self + (-self.wrap(o))

    def __truediv__(self, o):
        return self * self.wrap(o) ** -1.0

    def __radd__(self, o):
        return self + o

    def __rmul__(self, o):
        return self * o

    def __rsub__(self, o):
        return -self + o

    def __rtruediv__(self, o):
        return self**-1.0 * o

    def topo(self):
        done, out, todo = set(), [], [self]
        while todo:
            v = todo[-1]
            fresh = [p for p in v.prev if id(p) not in done]
            if fresh:
                todo.extend(fresh)
                continue
            todo.pop()
            if id(v) not in done:
                done.add(id(v))
                out.append(v)
        return out

    def backward(self):
        got = defaultdict(float)
        got[id(self)] = 1.0
        for v in reversed(self.topo()):
            v.grad += got[id(v)]
            for p, g in zip(v.prev, v.back(got[id(v)]), strict=False):
                got[id(p)] += g


class Tape:
    """Nodes are numbered as they are made; backward goes through the numbers from the last to the first."""

    count = 0

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = float(data), 0.0, parents
        Tape.count += 1
        self.number = Tape.count

    def __add__(self, o):
        if not isinstance(o, Tape):
            return Tape(self.data + o, [(self, 1.0)])
        return Tape(self.data + o.data, [(self, 1.0), (o, 1.0)])

    def __mul__(self, o):
        if not isinstance(o, Tape):
            return Tape(self.data * o, [(self, o)])
        return Tape(self.data * o.data, [(self, o.data), (o, self.data)])

    def __sub__(self, o):
        if not isinstance(o, Tape):
            return Tape(self.data - o, [(self, 1.0)])
        return Tape(self.data - o.data, [(self, 1.0), (o, -1.0)])

    def __truediv__(self, o):
        if not isinstance(o, Tape):
            return Tape(self.data / o, [(self, 1 / o)])
        q = self.data / o.data
        return Tape(q, [(self, 1 / o.data), (o, -q / o.data)])

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, o):
        return Tape(o - self.data, [(self, -1.0)])

    def __rtruediv__(self, o):
        return Tape(o / self.data, [(self, -o / self.data / self.data)])

    def __pow__(self, n):
        return Tape(self.data**n, [(self, n * self.data**n / self.data)])

    def exp(self):
        return Tape(math.e**self.data, [(self, math.e**self.data)])

    def log(self):
        return Tape(math.log(self.data), [(self, 1 / self.data)])

    def relu(self):
        return Tape(max(0, self.data), [(self, int(self.data > 0))])

    def backward(self):
        import heapq

        waiting, queue = {self.number: (self, 1.0)}, [-self.number]
        while queue:
            node, g = waiting.pop(-heapq.heappop(queue))
            node.grad += g
            for parent, slope in node.parents:
                if parent.number not in waiting:
                    heapq.heappush(queue, -parent.number)
                before = waiting.get(parent.number, (parent, 0.0))[1]
                waiting[parent.number] = (parent, before + g * slope)


class Counting(Closures):
    """A node sends when all that it feeds have sent: counted beforehand."""

    def backward(self):
        feeds, todo, known = defaultdict(int), [self], {self}
        while todo:
            v = todo.pop()
            for p in v.prev:
                feeds[p] += 1
                if p not in known:
                    known.add(p)
                    todo.append(p)
        got, ready = {self: 1.0}, [self]
        while ready:
            v = ready.pop()
            g = got[v]
            v.grad = v.grad + g
            for p, share in zip(v.prev, v.back(g), strict=True) if v.prev else ():
                got[p] = got.get(p, 0.0) + share
                feeds[p] -= 1
                if not feeds[p]:
                    ready.append(p)


class TwoPlaces(Closures):
    """Works in a second attribute, which is emptied afterwards."""

    def backward(self):
        order = self.topo()[::-1]
        for v in order:
            v.here = 0.0
        self.here = 1.0
        for v in order:
            for p, g in zip(v.prev, v.back(v.here), strict=False):
                p.here += g
        for v in order:
            v.grad += v.here
            del v.here


class OwnDivision(Closures):
    """Every operation by itself; slots; integers stay what they are until divided."""

    def __truediv__(self, o):
        o = self.wrap(o)
        a, b = self.data, o.data
        return self.make(a / b, (self, o), lambda g: (g / b, -g * a / (b * b)))

    def __sub__(self, o):
        o = self.wrap(o)
        return self.make(self.data - o.data, (self, o), lambda g: (g, -g))

    def __rsub__(self, o):
        return self.wrap(o) - self

    def __rtruediv__(self, o):
        return self.wrap(o) / self


class Limit(Closures):
    """Recursion with a raised limit."""

    def topo(self):
        import sys

        sys.setrecursionlimit(20_000)
        out, done = [], set()

        def walk(v):
            if v not in done:
                done.add(v)
                for p in v.prev:
                    walk(p)
                out.append(v)

        walk(self)
        return out


RIGHT = {cls.__name__: cls for cls in (CourseValue, Closures, Tape, Counting, TwoPlaces, OwnDivision, Limit)}


def changed(base=Closures, **methods):
    """A class like `base` with other methods."""
    return type("Value", (base,), {f"__{n}__" if n in SPECIAL else n: method for n, method in methods.items()})


SPECIAL = {"add", "mul", "sub", "truediv", "pow", "radd", "rmul", "rsub", "rtruediv", "neg", "init"}


def recursive(self):
    out, done = [], set()

    def walk(v):
        if v not in done:
            done.add(v)
            for p in v.prev:
                walk(p)
            out.append(v)

    walk(self)
    return out


class InGrad(Closures):
    """The usual tutorial: gradients live in grad, closures add to it."""

    def backward(self):
        self.grad = 1.0
        for v in reversed(self.topo()):
            for p, g in zip(v.prev, v.back(v.grad), strict=False):
                p.grad += g


def tutorial(self):
    self.grad = 1
    for v in reversed(recursive(self)):
        for p, g in zip(v.prev, v.back(v.grad), strict=False):
            p.grad += g


def tutorial_zeroed(self):
    order = self.topo()
    for v in order:
        v.grad = 0.0
    InGrad.backward(self)


def tutorial_assigns(self):
    self.grad = 1.0
    for v in reversed(self.topo()):
        for p, g in zip(v.prev, v.back(v.grad), strict=False):
            p.grad = g


def no_seed(self):
    got = defaultdict(float)
    for v in reversed(self.topo()):
        v.grad += got[v]
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g


def seed_adds(self):
    self.grad += 1.0
    for v in reversed(self.topo()):
        for p, g in zip(v.prev, v.back(v.grad), strict=False):
            p.grad += g


def naive_recursion(self, g=1.0):
    self.grad += g
    for p, share in zip(self.prev, self.back(g), strict=False):
        p.backward(share)


def resend_recursion(self, first=True):
    if first:
        self.grad = 1.0
    for p, g in zip(self.prev, self.back(self.grad), strict=False):
        p.grad += g
    for p in self.prev:
        p.backward(False)


def preorder(self):
    got, done = defaultdict(float, {self: 1.0}), set()

    def walk(v):
        if v in done:
            return
        done.add(v)
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g
        for p in v.prev:
            walk(p)

    walk(self)
    for v in got:
        v.grad += got[v]


def queue(self):
    from collections import deque

    got, waiting, met = defaultdict(float, {self: 1.0}), deque([self]), {self}
    while waiting:
        v = waiting.popleft()
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g
            if p not in met:
                met.add(p)
                waiting.append(p)
    for v, g in got.items():
        v.grad += g


def forward_order(self):
    got = defaultdict(float, {self: 1.0})
    for v in self.topo():
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g
    for v, g in got.items():
        v.grad += g


def only_parents(self):
    self.grad += 1.0
    for p, g in zip(self.prev, self.back(1.0), strict=False):
        p.grad += g


def to_leaves(self):
    got = defaultdict(float, {self: 1.0})
    for v in reversed(self.topo()):
        if not v.prev:
            v.grad += got[v]
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g


def without_itself(self):
    Closures.backward(self)
    self.grad -= 1.0


def seed_of_value(self):
    got = defaultdict(float, {self: self.data})
    for v in reversed(self.topo()):
        v.grad += got[v]
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g


def own_factors(self, o):
    o = self.wrap(o)
    return self.make(self.data * o.data, (self, o), lambda g: (g * self.data, g * o.data))


def no_chain(self, o):
    o = self.wrap(o)
    return self.make(self.data * o.data, (self, o), lambda g: (o.data, self.data))


def first_only(self, o):
    o = self.wrap(o)
    return self.make(self.data * o.data, (self,), lambda g: (g * o.data,))


def sub_plus(self, o):
    o = self.wrap(o)
    return self.make(self.data - o.data, (self, o), lambda g: (g, g))


def division(second):
    def truediv(self, o):
        o = self.wrap(o)
        a, b = self.data, o.data
        return self.make(a / b, (self, o), lambda g: (g / b, g * second(a, b)))

    return truediv


def division_reflected(second):
    return changed(truediv=division(second), rtruediv=lambda self, o: self.wrap(o) / self)


def power(slope):
    """With quotients of their own, and with quotients made of the power."""

    def method(self, n):
        return self.make(self.data**n, (self,), lambda g: (g * slope(self.data, n),))

    return changed(OwnDivision, pow=method), changed(pow=method)


def unary(name, value, slope):
    return changed(
        **{name: lambda self: self.make(value(self.data), (self,), lambda g: (g * slope(self.data, value(self.data)),))}
    )


def rectified(slope, value=lambda x: max(x, 0.0)):
    return unary("relu", value, lambda x, y: slope(x))


def unwrapped(self, o):
    return self.make(self.data + o.data, (self, o), lambda g: (g, g))


def unwrapped_mul(self, o):
    return self.make(self.data * o.data, (self, o), lambda g: (g * o.data, g * self.data))


def never(self, o):
    return NotImplemented


def subtracts(self, o):
    return self - o


def none_at_first(self, data, prev=()):
    Closures.__init__(self, data, prev)
    self.grad = None


def none_backward(self):
    for v in self.topo():
        v.grad = v.grad or 0.0
    Closures.backward(self)


def flagged(self):
    order = [v for v in self.topo() if not getattr(v, "done", False)]
    got = defaultdict(float, {self: 1.0})
    for v in reversed(order):
        v.done = True
        v.grad += got[v]
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g


def set_of_operands(self, o):
    o = self.wrap(o)
    slopes = {self: o.data, o: self.data}
    return self.make(self.data * o.data, tuple(slopes), lambda g: tuple(g * s for s in slopes.values()))


def set_of_summands(self, o):
    o = self.wrap(o)
    both = tuple({self: 1, o: 1})
    return self.make(self.data + o.data, both, lambda g: (g,) * len(both))


def keeps_value(self):
    return self.make(self.data, (self,), lambda g: (g * (self.data > 0),))


def returns_grads(self):
    got = defaultdict(float, {self: 1.0})
    for v in reversed(self.topo()):
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g
    return dict(got)


def halved(self):
    Closures.backward(self)
    for v in self.topo():
        v.grad /= 2


POWERS = {
    "same_exponent": (lambda x, n: n * x**n, "power_keeps_exponent"),
    "without_factor": (lambda x, n: x ** (n - 1), "power_forgets_n"),
    "brackets": (lambda x, n: n * x**n - 1, "power_precedence"),
    "factor_less_one": (lambda x, n: (n - 1) * x ** (n - 1), "power_lowered_factor"),
    "of_two": (lambda x, n: 2 * x, "power_always_square"),
}


def sub_of_number(self, o):
    return self + Closures(-(o.data if isinstance(o, Closures) else o))


def over_number(self, o):
    return self * Closures(1 / (o.data if isinstance(o, Closures) else o))


def floored(self, o):
    o = self.wrap(o)
    out = OwnDivision.__truediv__(self, o)
    out.data = self.data // o.data
    return out


def by_logarithm(self, n):
    return self.make(math.exp(n * math.log(self.data)), (self,), lambda g: (g * n * self.data ** (n - 1),))


def one_at_first(self, data, prev=()):
    Closures.__init__(self, data, prev)
    self.grad = 1.0


def first_come(self):
    got = {self: 1.0}
    for v in reversed(self.topo()):
        v.grad += got[v]
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got.setdefault(p, g)


def ones_everywhere(self):
    got = defaultdict(lambda: 1.0)
    for v in reversed(self.topo()):
        v.grad += got[v]
        for p, g in zip(v.prev, v.back(got[v]), strict=False):
            got[p] += g


def guided(self):
    return self.make(max(self.data, 0.0), (self,), lambda g: (max(g, 0) * (self.data > 0),))


SLOPE_NAMES = {
    **{f"power_{name}": (power(slope)[0], fault) for name, (slope, fault) in POWERS.items()},
    **{f"power_{name}_in_quotients_too": (power(slope)[1], fault) for name, (slope, fault) in POWERS.items()},
    "quotient_plus": (division_reflected(lambda a, b: a / b**2), "quotient_sign"),
    "quotient_over_b": (division_reflected(lambda a, b: -a / b), "quotient_no_square"),
    "quotient_of_one": (division_reflected(lambda a, b: -1 / b**2), "quotient_no_numerator"),
    "power_exponential": (power(lambda x, n: math.log(x) * x**n)[0], "power_like_exponential"),
    "exp_input": (unary("exp", math.exp, lambda x, y: x), "exp_uses_input"),
    "exp_as_power": (unary("exp", math.exp, lambda x, y: x * y / math.e), "exp_power_rule"),
    "exp_flat": (unary("exp", math.exp, lambda x, y: 1), "exp_slope_one"),
    "exp_plus_one": (unary("exp", math.exp, lambda x, y: y + 1), None),
    "log_of_log": (unary("log", math.log, lambda x, y: 1 / y), "log_uses_output"),
    "log_input": (unary("log", math.log, lambda x, y: x), "log_not_inverted"),
    "log_ten": (unary("log", math.log10, lambda x, y: 1 / x), "log_base_ten"),
    "log_two": (unary("log", math.log2, lambda x, y: 1 / x), "log_base_two"),
    "relu_at_zero": (rectified(lambda x: x >= 0), "relu_open_at_zero"),
    "relu_open": (rectified(lambda x: 1), "relu_always_open"),
    "relu_value": (rectified(lambda x: max(x, 0)), "relu_slope_is_value"),
    "relu_leaky": (
        rectified(lambda x: 1 if x > 0 else 0.01, value=lambda x: x if x > 0 else x / 100),
        "relu_leaks",
    ),
    "relu_closed": (rectified(lambda x: x <= 0), "relu_wrong_side"),
    "relu_half": (rectified(lambda x: 0.5 * (x > 0) + 0.5 * (x >= 0)), None),
}
WRONG = {
    **SLOPE_NAMES,
    "tutorial": (changed(InGrad), "kept_in_grad"),
    "tutorial_recursive": (changed(backward=tutorial), "kept_in_grad+recursion"),
    "tutorial_zeroed": (changed(backward=tutorial_zeroed), "second_call_overwrites"),
    "tutorial_assigns": (changed(backward=tutorial_assigns), "grad_overwritten"),
    "no_seed": (changed(backward=no_seed), "gradients_stay_zero"),
    "seed_adds": (changed(backward=seed_adds), "kept_in_grad_seed_adds"),
    "recursive": (changed(topo=recursive), "recursion"),
    "naive_recursion": (changed(backward=naive_recursion), "path_by_path+recursion"),
    "resend_recursion": (changed(backward=resend_recursion), "visits_again+recursion"),
    "preorder": (changed(backward=preorder), "depth_first+recursion"),
    "queue": (changed(backward=queue), "breadth_first"),
    "forward_order": (changed(backward=forward_order), "one_step_only"),
    "only_parents": (changed(backward=only_parents), "one_step_only"),
    "to_leaves": (changed(backward=to_leaves), "leaves_only"),
    "without_itself": (changed(backward=without_itself), "output_left_out"),
    "seed_of_value": (changed(backward=seed_of_value), "seed_is_data"),
    "own_factors_in_differences_too": (changed(mul=own_factors), "product_own_factor"),
    "preorder_keeps": (
        changed(backward=preorder, exp=SLOPE_NAMES["exp_input"][0].exp),
        "exp_uses_input+depth_first+recursion",
    ),
    "own_factors": (changed(OwnDivision, mul=own_factors), "product_own_factor"),
    "no_chain": (changed(OwnDivision, mul=no_chain), None),
    "first_only": (changed(OwnDivision, mul=first_only), None),
    "sub_plus": (changed(OwnDivision, sub=sub_plus), "difference_sign"),
    "add_unwrapped": (changed(OwnDivision, wrap=lambda self, o: o), "numbers_not_wrapped"),
    "no_left_sum": (changed(radd=never), "no_radd"),
    "no_left_product": (changed(rmul=never), "no_rmul"),
    "no_left_difference": (changed(rsub=never), "no_rsub"),
    "no_left_quotient": (changed(rtruediv=never), "no_rdiv"),
    "no_left": (changed(radd=never, rmul=never, rsub=never, rtruediv=never), "no_reflected"),
    "no_left_two": (changed(rsub=never, rtruediv=never), "no_rsub+no_rdiv"),
    "left_difference_turned": (changed(rsub=subtracts), "rsub_reversed"),
    "left_quotient_turned": (changed(rtruediv=lambda self, o: self / o), "rdiv_reversed"),
    "none_at_first": (changed(init=none_at_first, backward=none_backward), "grad_starts_none"),
    "flagged": (changed(backward=flagged), "visited_for_ever"),
    "set_of_operands": (changed(OwnDivision, mul=set_of_operands, add=set_of_summands), "same_operand_once"),
    "tutorial_own_factors": (changed(InGrad, mul=own_factors, truediv=OwnDivision.__truediv__), None),
    "sub_of_number": (changed(OwnDivision, sub=sub_of_number), "difference_detached"),
    "over_number": (changed(OwnDivision, truediv=over_number), "quotient_detached"),
    "floored": (changed(OwnDivision, truediv=floored), "quotient_floored"),
    "by_logarithm": (changed(OwnDivision, pow=by_logarithm), "power_needs_positive"),
    "one_at_first": (changed(init=one_at_first), "grad_starts_one"),
    "first_come": (changed(backward=first_come), "first_share_only"),
    "ones_everywhere": (changed(backward=ones_everywhere), "seeds_every_node"),
    "guided": (changed(relu=guided), None),
    "keeps_value": (changed(relu=keeps_value), None),
    "returns_grads": (changed(backward=returns_grads), "gradients_stay_zero"),
    "halved": (changed(backward=halved), None),
}
