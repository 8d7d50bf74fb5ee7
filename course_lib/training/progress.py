"""One line that says how far a run is, in a notebook as in a terminal, and leaves nothing behind."""

from __future__ import annotations

import shutil
import sys
import time

WIDTH, EVERY = 24, 0.1  # characters of the bar, seconds between two drawings


def bar(done: float) -> str:
    """The share `done` in [0, 1] as a row of 24 blocks."""
    full = round(WIDTH * min(max(done, 0.0), 1.0))
    return "━" * full + "─" * (WIDTH - full)


class ProgressLine:
    """`with ProgressLine() as line: line.show(done, "epoch 3/10")`, as often as you like: it draws 10 times a second.

    In a notebook the line is an output of the cell, in a terminal it is drawn over itself. It vanishes at the end, so
    a stored notebook holds no times. Where the output goes to a file, nothing is drawn at all.
    """

    def __init__(self, wanted: bool = True, stream=None):
        self.stream = stream or sys.stderr
        self.notebook = wanted and stream is None and _in_notebook()
        self.terminal = wanted and not self.notebook and self.stream.isatty()
        self.handle, self.drawn, self.begun, self.first = None, 0.0, None, 0.0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.handle:
            self.handle.update({"text/plain": ""}, raw=True)
        if self.terminal and self.drawn:
            self._write("\r\x1b[K")

    def show(self, done: float, text: str) -> None:
        now = time.monotonic()
        if self.begun is None:
            self.begun, self.first = now, done
        if not (self.notebook or self.terminal) or now - self.drawn < EVERY:
            return
        self.drawn = now
        line = f"{bar(done)} {text}{self._left(now, done)}"
        if self.terminal:
            self._write(f"\r{line[: shutil.get_terminal_size().columns - 1]}\x1b[K")
        elif self.handle:
            self.handle.update({"text/plain": line}, raw=True)
        else:
            from IPython.display import display

            self.handle = display({"text/plain": line}, raw=True, display_id=True)

    def _left(self, now, done):
        gone = done - self.first
        if gone <= 0 or now - self.begun < 1:
            return ""
        seconds = round((now - self.begun) * (1 - done) / gone)
        return f" · {seconds // 60}:{seconds % 60:02d} left"

    def _write(self, text):
        try:
            self.stream.write(text)
        except UnicodeEncodeError:  # an old terminal without these characters
            self.stream.write(text.replace("━", "#").replace("─", "-").encode("ascii", "replace").decode())
        self.stream.flush()


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")  # not loaded, no notebook
    shell = ipython.get_ipython() if ipython else None
    return type(shell).__name__ == "ZMQInteractiveShell"
