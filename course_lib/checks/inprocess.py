"""Calls in this very process, for platforms without fork: weaker, but with the same observations.

A watch thread raises in the caller when time is up; that ends Python loops, though not one that swallows every
exception, nor a long C call, nor os._exit. The state that student code often disturbs is put back afterwards.
"""

import contextlib
import ctypes
import io
import os
import random
import sys
import threading

import numpy as np

from .child import KEPT_OUTPUT, run_call
from .observation import NOT_REACHED, Observation
from .plain import decode


class _TimeIsUp(BaseException):
    """Raised in the student's code by the watch thread."""


class _Kept(io.TextIOBase):
    """A text stream that keeps the beginning and counts the rest."""

    def __init__(self):
        self.text, self.total = "", 0

    def write(self, text):
        self.text += text[: max(0, KEPT_OUTPUT - len(self.text))]
        self.total += len(text)
        return len(text)


def observe_here(function, calls, seconds):
    """Observations of all calls, made here."""
    seen = [NOT_REACHED] * len(calls)
    with _state_kept():
        for number, call in enumerate(calls):
            out = _Kept()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(_Kept()):
                frame = _timed(lambda call=call, number=number: run_call(function, call, number == 0), seconds)
            seen[number] = _observation(frame, out)
            if seen[number].kind in ("timeout", "memory", "exit", "arity"):
                break
    return seen


def _observation(frame, out):
    kind = "timeout" if frame is None or frame.get("error") == "_TimeIsUp" else frame["kind"]
    printed = {"printed": out.text, "printed_bytes": out.total}
    if kind == "timeout":
        return Observation("timeout", **printed)
    if kind == "returned":
        return Observation(kind, decode(frame["value"]), mutated=tuple(frame["mutated"]), **printed)
    texts = {key: frame[key] for key in ("error", "message", "line")}
    return Observation(kind, mutated=tuple(frame["mutated"]), **texts, **printed)


def _timed(work, seconds):
    """The result of work(), or None when the time was up."""
    caller, lock, state = threading.get_ident(), threading.Lock(), {"done": False}

    def interrupt():
        with lock:
            if not state["done"]:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(caller), ctypes.py_object(_TimeIsUp))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:  # no threads here (the browser): then there is no limit
        timer = None
    try:
        result = work()
        with lock:
            state["done"] = True
        return result
    except _TimeIsUp:
        return None
    finally:
        if timer:
            timer.cancel()


@contextlib.contextmanager
def _state_kept():
    folder, limit, path = os.getcwd(), sys.getrecursionlimit(), list(sys.path)
    numbers, python_numbers = np.random.get_state(), random.getstate()
    printing, numpy_before = np.get_printoptions(), dict(vars(np))
    try:
        yield
    finally:
        vars(np).update(numpy_before)
        os.chdir(folder)
        sys.setrecursionlimit(limit)
        sys.path[:] = path
        np.random.set_state(numbers)
        random.setstate(python_numbers)
        np.set_printoptions(**{k: v for k, v in printing.items() if k != "override_repr"})
