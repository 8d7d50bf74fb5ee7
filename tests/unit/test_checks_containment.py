"""Whatever a student's function does, the kernel lives, the report says what happened, and the next check works."""

import contextlib
import io
import os
import random
import subprocess
import sys
import textwrap
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

from course_lib.checks import check, child, contain
from tests.checks_bank import solutions

with contextlib.suppress(ImportError):  # here, not inside a call: importing takes longer than a call may
    import torch  # noqa: F401

ROOT = Path(__file__).parents[2]
right = solutions("perceptron_epoch")[0]["r_zip"]
mlp = solutions("mlp_forward")[0]["r_matrix"]
SLOW = {"raises for ever", "loops", "loops and catches all", "sleeps", "long C call", "message without end"}

needs_fork = pytest.mark.skipif(not contain.can_fork(), reason="this platform cannot fork")


@pytest.fixture(autouse=True)
def short_limits(monkeypatch):
    monkeypatch.setattr(contain, "CALL_SECONDS", 0.5)


class Liar:
    """Pretends to be an array and fights everybody who looks at it."""

    __class__ = np.ndarray

    def __repr__(self):
        raise SystemExit("no")

    __str__ = __eq__ = __len__ = __iter__ = __array__ = __getattr__ = __repr__
    __hash__ = None


class Hostile(Exception):
    def __str__(self):
        os._exit(3) if sys.platform == "none" else None
        raise KeyboardInterrupt("no text for you")

    __repr__ = __str__


class Loud(Exception):
    def __str__(self):
        return "\x1b[31m<script>alert(1)</script>\n" + "x" * 1_000_000


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def raises(error):
    def student(X, t, w, b, lr):
        raise error

    return student


def returns(make):
    def student(X, t, w, b, lr):
        return make(*right(X, t, w, b, lr))

    return student


def loops(*_):
    while True:
        pass


def loops_and_catches(*_):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def c_call(*_):
    return np.ones((9000, 9000)) @ np.ones((9000, 9000))


def recursion(*args):
    return recursion(*args)


def crash(*args):
    import ctypes

    return ctypes.string_at(0)


def prints(X, t, w, b, lr):
    for _ in range(100):
        print("spam " * 200_000)
    return w * 2, b


def mutates(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w += lr * y * x
            b += lr * y
    return w, b


def patches(X, t, w, b, lr):
    import builtins

    np.array = np.frombuffer = np.dtype = np.ndarray = np.array_equal = np.asarray = None
    builtins.type, builtins.len, builtins.isinstance = None, lambda x: 0, lambda *a: True
    sys.stdout = sys.stderr = None
    return w * 3 + 1, b


def complains(X, t, w, b, lr):
    os.write(2, b"written on descriptor 2")
    print("printed on stderr", file=sys.stderr)
    warnings.warn("a warning", stacklevel=1)
    np.ones(1) / 0
    return right(X, t, w, b, lr)


def reads(*_):
    return input("your w? ")


def generator(X, t, w, b, lr):
    yield w
    yield b


def torch_tensors(X, t, w, b, lr):
    import torch

    w, b = right(X, t, w, b, lr)
    return torch.from_numpy(np.asarray(w)), float(b)


def forks(X, t, w, b, lr):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
    return right(X, t, w, b, lr)


SEEN, STEPS = [], {"count": 0}


def changes_globals(X, t, w, b, lr):
    global SEEN
    SEEN = [*SEEN, X]
    STEPS["count"] += 1
    os.environ["LEFT_BEHIND"] = "1"
    return right(X, t, w, b, lr)


def views(X, t, w, b, lr):
    w, b = right(X, t, w, b, lr)
    room = np.zeros(2 * len(w) + 1)
    room[1::2] = w[::-1]
    return room[1::2][::-1], np.broadcast_to(b, (3,))[1]


def locked(X, t, w, b, lr):
    w, b = right(X, t, w, b, lr)
    w = np.array(w).view(np.matrix).A1
    w.flags.writeable = False
    return w, b


def same_array(X, t, w, b, lr):
    new, b = right(X, t, w, b, lr)
    return w if np.array_equal(new, w) else new, b


def torch_patched(X, t, w, b, lr):
    import torch

    torch.Tensor.__repr__ = torch.Tensor.shape = None
    return torch.from_numpy(w), b


def patches_for_good(X, t, w, b, lr):
    np.zeros = np.dot = np.asarray = np.float64 = lambda *_, **__: 1 / 0
    np.add = np.ndarray = None
    return right(X, t, w, b, lr)


def endless_generator(X, t, w, b, lr):
    return (w for _ in iter(int, 1)), b


def torch_scalar(b):
    import torch

    return torch.tensor(float(b))


def raise_again():
    try:
        raise ValueError("x" * 10**6)
    except ValueError:
        return None


class Counter:
    """Right at first; remembers."""

    def __init__(self):
        self.calls = 0

    def __call__(self, X, t, w, b, lr):
        self.calls += 1
        w, b = right(X, t, w, b, lr)
        return (w, b) if self.calls < 32 else (w + 1, b)


CASES = {
    "stub": (raises(NotImplementedError()), "not attempted", "Write the body of perceptron_epoch(X, t, w, b, lr)"),
    "None": (lambda X, t, w, b, lr: None, "not attempted", "It returned None"),
    "dots": (lambda X, t, w, b, lr: ..., "not attempted", "Write the body"),
    "None now and then": (
        lambda X, t, w, b, lr: right(X, t, w, b, lr) if len(X) == 1 else None,
        "incorrect",
        "one way through it has no return",
    ),
    "raises": (raises(ValueError("shapes do not fit")), "stopped", "It raised ValueError: shapes do not fit"),
    "says the line": (raises(KeyError(3)), "stopped", "In your code, line"),
    "hostile text": (raises(Hostile()), "stopped", "It raised Hostile: (its text cannot be shown)"),
    "loud text": (raises(Loud()), "stopped", "It raised Loud: [31m<script>alert(1)</script> xxx"),
    "message without end": (raises(Endless()), "stopped", "seconds"),
    "loops": (loops, "stopped", "It ran for more than"),
    "loops and catches all": (loops_and_catches, "stopped", "It ran for more than"),
    "sleeps": (lambda *_: time.sleep(60), "stopped", "It ran for more than"),
    "long C call": (c_call, "stopped", "It "),
    "8 GB": (lambda *_: np.ones(10**9), "stopped", "It asked for absurd memory: more than 1 GB"),
    "8 GB of list": (lambda *_: [0] * 10**9, "stopped", "It asked for absurd memory"),
    "sys.exit": (lambda *_: sys.exit(0), "stopped", "It ended Python with sys.exit"),
    "os._exit": (lambda *_: os._exit(0), "stopped", "It ended Python with os._exit"),
    "crashes": (crash, "stopped", "Python itself crashed in this call (SIGSEGV)"),
    "recursion": (recursion, "stopped", "It raised RecursionError"),
    "prints 100 MB": (prints, "incorrect", "It printed more than 1 MB; only the beginning is kept."),
    "writes on stderr": (complains, "correct", "All 31 calls agree"),
    "reads input": (reads, "stopped", "input() cannot be answered while a check runs"),
    "mutates": (mutates, "stopped", "It changed its argument w in place"),
    "patches NumPy": (patches, "incorrect", "w[0]: got"),
    "generator": (generator, "incorrect", "It returned a generator; 2 things are due: (w, b)"),
    "torch": (torch_tensors, "incorrect", "w is a torch Tensor of shape (1,); a NumPy array is due"),
    "list": (returns(lambda w, b: (list(w), b)), "incorrect", "w is a list; a NumPy array is due"),
    "object array": (returns(lambda w, b: (w.astype(object), b)), "incorrect", "w has dtype object"),
    "complex": (returns(lambda w, b: (w + 0j, b)), "incorrect", "w has dtype complex128"),
    "half": (returns(lambda w, b: (w.astype("f2"), b)), "incorrect", "w has dtype float16"),
    "nan": (returns(lambda w, b: (w * np.nan, b)), "incorrect", "w contains nan"),
    "enormous": (returns(lambda w, b: (np.zeros((3000, 3000)), b)), "incorrect", "an array of shape (3000, 3000)"),
    "enormous integer": (returns(lambda w, b: (w, 10**5000)), "incorrect", "b is an integer of over 300 digits"),
    "liar": (returns(lambda w, b: (Liar(), b)), "incorrect", "w is a Liar"),
    "nested": (returns(lambda w, b: ((((((((((w,),),),),),),),),), b)), "incorrect", "w is a tuple"),
    "endless generator": (endless_generator, "incorrect", "w is a generator; a NumPy array is due"),
    "iterator": (returns(lambda w, b: iter((w, b))), "incorrect", "It returned a tuple_iterator; 2 things are due"),
    "map": (returns(lambda w, b: map(float, w)), "incorrect", "It returned a map; 2 things are due"),
    "torch, patched": (torch_patched, "incorrect", "w is a torch Tensor; a NumPy"),
    "torch number": (returns(lambda w, b: (w, torch_scalar(b))), "incorrect", "b is a torch Tensor of shape ()"),
    "views": (views, "correct", "All 31 calls agree"),
    "locked": (locked, "correct", "All 31 calls agree"),
    "the argument itself": (same_array, "correct", "All 31 calls agree"),
    "changes globals": (changes_globals, "correct", "All 31 calls agree"),
    "patches NumPy for good": (patches_for_good, "correct", "All 31 calls agree"),
    "enormous view": (
        returns(lambda w, b: (np.broadcast_to(w[:1], (10**9,)), b)),
        "incorrect",
        "w is an array of shape (1000000000,)",
    ),
    "enormous text": (returns(lambda w, b: "x" * 10**8), "incorrect", "It returned the text 'xxxxxxxxxxxxxxxxxxxx'"),
    "enormous list": (
        returns(lambda w, b: ([0.0] * 10**6, b)),
        "incorrect",
        "w is a list that is too large or too deep",
    ),
    "8 GB in pieces": (lambda *_: [np.empty(10**7) for _ in range(100)], "stopped", "It asked for absurd memory"),
    "raises for ever": (lambda *_: [raise_again() for _ in iter(int, 1)], "stopped", "It "),
    "wrong arity": (lambda X, t, w: (w, 0.0), "stopped", "as perceptron_epoch(X, t, w, b, lr); yours takes (X, t, w)"),
    "remembers": (Counter(), "incorrect", "The same call was right the first time and is not now"),
    "starts a process": (forks, "correct", "All 31 calls agree"),
    "not callable": (3, "stopped", "This is an int;"),
    "a class": (Counter, "stopped", "This is a class, Counter; a function is due: perceptron_epoch(X, t, w, b, lr)"),
}


@needs_fork
@pytest.mark.parametrize("name", CASES)
def test_containment(name, capfd):
    function, outcome, says = CASES[name]
    state = kernel_state()
    first, second = check("perceptron_epoch", function), None
    if name not in SLOW:
        second = check("perceptron_epoch", function)
        assert str(second) == str(first) and second._repr_html_() == first._repr_html_()
    text = str(first)
    assert first.outcome == outcome, text
    assert says in text
    assert len(text.splitlines()) <= 15 and max(map(len, text.splitlines())) <= 120 and text.isprintable() is False
    assert "\x1b" not in text
    assert first.misconception is None
    assert (first.counterexample is None) == (
        outcome in ("correct", "not attempted") or name in ("not callable", "a class")
    )
    assert "<script>" not in first._repr_html_()
    assert kernel_state() == state and SEEN == [] and STEPS == {"count": 0}
    assert check("perceptron_epoch", right).outcome == "correct"
    assert capfd.readouterr() == ("", "")


def kernel_state():
    return (
        os.getcwd(),
        np.geterr(),
        np.get_printoptions(),
        sys.getrecursionlimit(),
        random.getstate(),
        str(np.random.get_state()),
        dict(os.environ),
        sys.path[:],
        os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else [],
    )


def disturbs(X, t, w, b, lr):
    os.chdir("/")
    np.seterr(all="raise")
    np.set_printoptions(precision=1)
    sys.setrecursionlimit(5000)
    np.random.seed(1)
    random.seed(1)
    np.random.rand()
    return right(X, t, w, b, lr)


@pytest.mark.parametrize("fork", [pytest.param(True, marks=needs_fork), False])
def test_the_state_of_the_kernel_is_as_before(fork, monkeypatch):
    if not fork:
        monkeypatch.setenv("COURSE_CHECK_NO_FORK", "1")
    before = kernel_state()
    assert check("perceptron_epoch", disturbs).outcome == "correct"
    assert kernel_state() == before


def test_settings_of_the_notebook_do_not_reach_the_check():
    with np.errstate(all="raise"), np.printoptions(precision=1, threshold=1):
        report = check("mlp_forward", solutions("mlp_forward")[1]["squashed"][0])
    assert report.misconception == "sigmoid_output"
    assert str(report) == str(check("mlp_forward", solutions("mlp_forward")[1]["squashed"][0]))


HERE = ["stub", "None", "raises", "hostile text", "loops", "sys.exit", "recursion", "prints 100 MB", "mutates", "nan"]
HERE += [
    "views",
    "iterator",
    "patches NumPy for good",
    "generator",
    "torch",
    "list",
    "liar",
    "wrong arity",
    "remembers",
    "enormous",
]


@pytest.mark.parametrize("name", HERE)
def test_without_fork_the_report_says_the_same_and_that_it_ran_here(name, monkeypatch, capfd):
    monkeypatch.setenv("COURSE_CHECK_NO_FORK", "1")
    function, outcome, says = CASES[name]
    function = Counter() if name == "remembers" else function
    report = check("perceptron_epoch", function)
    assert (report.outcome, says in str(report)) == (outcome, True), str(report)
    assert "this system cannot fork" in str(report)
    assert capfd.readouterr() == ("", "")


def test_bank_without_fork(monkeypatch):
    monkeypatch.setenv("COURSE_CHECK_NO_FORK", "1")
    assert check("mlp_forward", mlp).outcome == "correct"
    assert check("mlp_forward", solutions("mlp_forward")[1]["linear_hidden"][0]).misconception == "no_relu"


@needs_fork
def test_torch_in_the_child_does_not_hang():
    """A torch that has used its threads hangs in a forked child that wants more than one."""
    program = """
        import torch, numpy as np
        from course_lib.checks import check
        torch.ones(600, 600) @ torch.ones(600, 600)
        def mlp_forward(x, W1, b1, W2, b2):
            torch.ones(600, 600) @ torch.ones(600, 600)
            x, W1, b1, W2, b2 = map(torch.from_numpy, (x, W1, b1, W2, b2))
            return (torch.relu(x @ W1.T + b1) @ W2.T + b2).numpy()
        print(check("mlp_forward", mlp_forward).outcome)
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("correct\n", "")


@needs_fork
def test_an_interrupt_ends_the_child_too(monkeypatch):
    import _thread
    import threading

    children, fork = [], os.fork

    def remembering_fork():
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", remembering_fork)
    threading.Timer(0.2, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        check("perceptron_epoch", loops)
    assert len(children) == 1
    with pytest.raises(ChildProcessError):  # ended and reaped: no child of ours any more
        os.waitpid(children[0], os.WNOHANG)


def test_what_is_printed_far_too_much_never_reaches_the_pipe():
    raw = io.BytesIO()
    out = child._Out(raw, encoding="utf-8")
    for _ in range(20):
        assert out.write("x" * 100_000) == 100_000
    out.flush()
    assert len(raw.getvalue()) == child.MOST_OUTPUT
    raw.truncate(0)
    out.early, out.left = 3, child.MOST_OUTPUT
    out.write("now")
    assert raw.getvalue().endswith(b"now")  # at once, should the call never end


def test_importing_the_checks_does_not_import_torch():
    program = "import sys, course_lib.checks as c; c.tasks(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
