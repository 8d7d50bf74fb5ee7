"""Run a student's function where it can do no harm, and write down what it did.

Where the platform has fork, one child process makes all the calls: the kernel keeps its state whatever the
function does, and a loop that swallows every exception is still ended by SIGKILL. Elsewhere the calls are made in
this process under a time limit (`inprocess.py`), which is weaker, and the report says so.
"""

import json
import os
import selectors
import signal
import time
import warnings
from dataclasses import replace

from .child import KEPT_OUTPUT, serve
from .inprocess import observe_here
from .observation import NOT_REACHED, Observation
from .plain import decode

CALL_SECONDS = 2.0  # one call
ALL_SECONDS = 8.0  # all calls of one check
PATIENCE = 5  # times as long, when the machine is so busy that the child gets no processor
MEMORY = 1 << 30  # bytes beyond what the kernel has already


def can_fork() -> bool:
    """Does this platform fork? (COURSE_CHECK_NO_FORK=1 says no, to try the other way.)"""
    return hasattr(os, "fork") and os.environ.get("COURSE_CHECK_NO_FORK") != "1"


def observe(function, calls, limits=None) -> tuple[list[Observation], bool]:
    """Call `function` with each dict of `calls`, in order; returns what happened, and whether a child did it.

    A call that had to be stopped ends the run: the rest is "not reached". limits: seconds for one call and for all, if
    not the usual ones.
    """
    limits = limits or (CALL_SECONDS, ALL_SECONDS)
    if can_fork():
        seen = _in_child(function, calls, limits)
        if seen is not None:
            return seen, True
    return observe_here(function, calls, limits[0]), False


def _in_child(function, calls, limits):
    """Observations, or None if the child could not even start (then the caller tries without)."""
    ends = [*os.pipe(), *os.pipe(), *os.pipe()]
    from_child, report_end, printed, print_end, ack_end, go_on = ends
    try:
        with warnings.catch_warnings():
            # Python 3.12+ warns when a process with threads forks; a kernel has them, and the child uses none.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            try:
                for end in (from_child, printed, go_on):
                    os.close(end)
                backstop = limits[1] * PATIENCE + 2
                serve(function, calls, report_end, print_end, ack_end, MEMORY, backstop)
            finally:
                os._exit(70)
        for end in (report_end, print_end, ack_end):
            os.close(end)
        watch = _Watch(pid, from_child, printed, go_on, len(calls), limits)
        try:
            return watch.run()
        finally:
            watch.end()
    finally:
        for end in ends:
            try:
                os.close(end)
            except OSError:
                pass


class _Watch:
    """The parent's side: reads frames and prints, keeps the time, ends the child."""

    def __init__(self, pid, from_child, printed, go_on, count, limits):
        self.call_seconds, self.all_seconds = limits
        self.pid, self.from_child, self.printed, self.go_on = pid, from_child, printed, go_on
        self.seen = [NOT_REACHED] * count
        self.buffer, self.started, self.current = b"", False, 0
        self.kept, self.total = b"", 0
        self.status = None
        self.used_before = self._used()
        for end in (from_child, printed):
            os.set_blocking(end, False)

    def run(self):
        with selectors.DefaultSelector() as ready:
            ready.register(self.from_child, selectors.EVENT_READ)
            ready.register(self.printed, selectors.EVENT_READ)
            stop_all = time.monotonic() + self.all_seconds
            stop_call = time.monotonic() + self.call_seconds
            last = stop_all + (PATIENCE - 1) * self.all_seconds
            while True:
                now = time.monotonic()
                if now >= min(stop_all, stop_call) and now < last and self._starved():
                    stop_call, stop_all = now + self.call_seconds / 4, max(stop_all, now + self.call_seconds / 4)
                left = min(stop_all, stop_call) - now
                events = {key.fd for key, _ in ready.select(left)} if left > 0 else set()
                if left <= 0:
                    return self._stopped(Observation("timeout"))
                if self.printed in events and not self._drain(1 << 20):
                    ready.unregister(self.printed)
                if self.from_child in events:
                    before = self.current
                    verdict = self._read_frames()
                    if verdict is not None:
                        return verdict
                    if self.current != before:
                        stop_call, self.used_before = time.monotonic() + self.call_seconds, self._used()

    def _used(self):
        """Processor seconds of the child so far; -inf where the system does not tell."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # how Linux numbers the clock of a process
        except (AttributeError, OSError, OverflowError):
            return -float("inf")

    def _starved(self):
        """Is the child waiting for a processor? Then its time is not up: no verdict depends on the machine's load."""
        try:
            with open(f"/proc/{self.pid}/stat") as file:
                running = file.read().rpartition(")")[2].split()[0] == "R"
        except (OSError, IndexError):
            return False
        used = self._used() - self.used_before
        return running and 0 <= used < 0.8 * self.call_seconds

    def _drain(self, most):
        """Read what was printed (at most about `most` bytes); False at the end of the pipe."""
        while most > 0:
            try:
                chunk = os.read(self.printed, 1 << 16)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self.kept += chunk[: max(0, KEPT_OUTPUT - len(self.kept))]
            self.total += len(chunk)
            most -= len(chunk)
        return True

    def _read_frames(self):
        """Take in frames; the list of observations when the child is done or gone, else None."""
        try:
            chunk = os.read(self.from_child, 1 << 16)
        except BlockingIOError:
            return None
        if not chunk:
            return self._gone()
        self.buffer += chunk
        while b"\n" in self.buffer:
            line, self.buffer = self.buffer.split(b"\n", 1)
            try:
                frame = json.loads(line)
                if frame["kind"] == "ready":
                    self.started = True
                    continue
                observation = self._observation(frame)
            except (ValueError, KeyError, TypeError, IndexError):
                return self._stopped(Observation("died", message="its answer could not be read"))
            # The child waits for us here, so all it printed during this call is in the pipe already.
            self._drain(1 << 30)
            self.seen[self.current] = self._with_output(observation)
            self.current += 1
            if observation.kind in ("memory", "exit", "arity") or self.current == len(self.seen):
                return self.seen
            os.write(self.go_on, b"+")
        return None

    def _observation(self, frame):
        kind = frame["kind"]
        if kind == "returned":
            return Observation("returned", decode(frame["value"]), mutated=tuple(frame["mutated"]))
        texts = {key: str(frame[key]) for key in ("error", "message", "line")}
        return Observation(kind, mutated=tuple(frame["mutated"]), **texts)

    def _with_output(self, observation):
        text, total = self.kept.decode("utf-8", "replace"), self.total
        self.kept, self.total = b"", 0
        return replace(observation, printed=text, printed_bytes=total)

    def _stopped(self, observation):
        self._drain(1 << 20)
        self.seen[self.current] = self._with_output(observation)
        return self.seen

    def _gone(self):
        """The child ended without being done: by os._exit, or by a crash."""
        self.status = os.waitpid(self.pid, 0)[1]
        if not self.started:
            return None
        if os.WIFSIGNALED(self.status):
            number = os.WTERMSIG(self.status)
            return self._stopped(Observation("died", message=signal.Signals(number).name))
        return self._stopped(Observation("exit", error="os._exit"))

    def end(self):
        """Kill the child and whatever it started; never leave a zombie."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            try:
                os.waitpid(self.pid, 0)
            except ChildProcessError:
                pass
