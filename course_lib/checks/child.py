"""The child's side of a check: prepare a harmless process, make the calls, send one frame per call.

Everything used after the student's code has run is bound at import, because that code may have patched anything.
"""

import builtins
import faulthandler
import gc
import inspect
import io
import json
import linecache
import os
import signal
import sys
from functools import partial

from .plain import clean, encode, name_of, same_bytes
from .task import copy_of

try:
    import resource
except ImportError:  # no limits on this platform
    resource = None

KEPT_OUTPUT = 600  # bytes of what a call printed
MOST_OUTPUT = 1_100_000  # characters a call may print; the report says so from 1 MB
_builtins_before, _restore_builtins = dict(vars(builtins)), vars(builtins).update
_dumps, _write, _read, _exit = json.dumps, os.write, os.read, os._exit


class _Out(io.TextIOWrapper):
    """Standard output that hands over its beginning at once, should the call never end, buffers what follows, and
    drops what is far too much."""

    early, left = KEPT_OUTPUT, MOST_OUTPUT

    def write(self, text):
        if self.left > 0:
            count = super().write(text[: self.left])
            self.left -= count
            if self.early > 0:
                self.early -= count
                self.flush()
        return len(text)


def serve(function, calls, report_end, print_end, ack_end, memory, backstop):
    """Make all calls and exit. Never returns."""
    out = _prepare(print_end, memory, backstop)
    send = _sender(report_end)
    send({"kind": "ready"})
    for number, call in enumerate(calls):
        sys.stdout, out.early, out.left = out, KEPT_OUTPUT, MOST_OUTPUT
        frame = run_call(function, call, check_arity=number == 0)
        try:
            out.flush()
        except BaseException:
            pass
        send(frame)
        if frame["kind"] in ("memory", "exit", "arity") or not _read(ack_end, 1):
            break
    _exit(0)


def _sender(report_end):
    def send(frame):
        data = memoryview(_dumps(frame).encode() + b"\n")
        while data:
            data = data[_write(report_end, data) :]

    return send


def _prepare(print_end, memory, backstop):
    """Own session, own output, no input, no display, limits on memory and time."""
    if "torch" in sys.modules:  # first of all: a forked torch with more threads hangs
        sys.modules["torch"].set_num_threads(1)
    gc.freeze()  # what the kernel holds is not ours to collect, and looking through it would copy it
    os.setsid()  # so that the parent can end this process and all it starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt belongs to the parent, which ends us
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(backstop) + 1)  # should the kernel die, we do not loop for ever
    faulthandler.disable()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(print_end, 1)
    os.dup2(nothing, 2)
    sys.stdin = open(0, closefd=False)
    sys.stdout = sys.__stdout__ = _Out(open(1, "wb", closefd=False), encoding="utf-8", errors="replace")
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", errors="replace", closefd=False)
    sys.displayhook = lambda value: None
    builtins.input = _no_input
    _silence_display()
    if resource is not None:
        _limit(resource.RLIMIT_CORE, 0)
        used = _virtual_memory()
        if used:
            _limit(resource.RLIMIT_AS, used + memory)
    return sys.stdout


def _limit(which, value):
    soft, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(which, (value, hard))
    except (OSError, ValueError):
        pass


def _virtual_memory():
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0  # no /proc: no limit


def _no_input(*_):
    raise RuntimeError("input() cannot be answered while a check runs")


def _silence_display():
    """display() would write into the kernel's sockets from the child."""
    try:
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None:
            from IPython.core.displaypub import CapturingDisplayPublisher

            shell.display_pub = CapturingDisplayPublisher()
    except Exception:
        pass


def run_call(function, call, check_arity):
    """One call as a frame: what it returned or raised, and which arguments it changed."""
    given = {name: copy_of(value) for name, value in call.items()}
    arguments = list(given.values())
    if check_arity:
        wrong = _wrong_arity(function, arguments)
        if wrong is not None:
            return _frame("arity", message=wrong)
    try:
        try:
            value = function(*arguments)
        finally:
            _restore_builtins(_builtins_before)
        frame = {"kind": "returned", "value": encode(value)}
    except MemoryError:
        frame = _frame("memory")
    except (SystemExit, GeneratorExit) as error:
        frame = _frame("exit", error="sys.exit" if type(error) is SystemExit else "GeneratorExit")
    except BaseException as error:
        frame = _raised(error, function)
    try:
        frame["mutated"] = [name for name in call if not same_bytes(call[name], given[name])]
    except BaseException:
        frame["mutated"] = []
    return frame


def _frame(kind, error="", message="", line=""):
    return {"kind": kind, "error": error, "message": message, "line": line, "mutated": []}


def _raised(error, function):
    try:
        message = clean(str(error))
    except BaseException:
        message = "(its text cannot be shown)"
    if "can't allocate memory" in message:  # torch raises RuntimeError for it
        return _frame("memory")
    kind = "stub" if issubclass(type(error), NotImplementedError) else "raised"
    return _frame(kind, name_of(type(error)), message, _line_of(error, function))


def _line_of(error, function):
    """ "line 3: ..." where the error left the student's own code; "" when that is not known."""
    try:
        files, file, found = _files_of(function), "", 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in files:
                file, found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        text = clean(linecache.getline(file, found), 90) if found else ""
        return f"line {found}: {text}" if text else ""
    except BaseException:
        return ""


def _files_of(function):
    """The file of a function, also of one that is wrapped; those of the methods where a class was handed in."""
    if type(function) is partial and hasattr(function.args[0], "__code__"):
        function = function.args[0]
    if type(function) is not partial:
        return {function.__code__.co_filename}
    methods = type.__getattribute__(function.args[0], "__dict__").values()
    return {method.__code__.co_filename for method in methods if hasattr(method, "__code__")}


def _wrong_arity(function, arguments):
    """The student's parameter names if the call cannot fit them, else None."""
    try:
        signature = inspect.signature(function)
    except BaseException:
        return None
    try:
        signature.bind(*arguments)
        return None
    except TypeError:
        return clean(", ".join(signature.parameters), 120)
    except BaseException:
        return None
