"""What a run has seen, epoch by epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class History:
    """history["loss"] is a list with one number for each epoch.

    rows     one dict for each epoch: loss, lr (the last of the epoch) and, where they make sense, accuracy,
             validation_loss and validation_accuracy
    stopped  why the run ended before its last epoch, "" if it did not

    loss and accuracy are means over the epoch, taken while the weights were changing (and with dropout on), so they
    lag behind validation_loss and validation_accuracy, which are measured after the epoch.
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    stopped: str = ""

    def __getitem__(self, name: str) -> list[float]:
        if self.rows and name not in self.rows[0]:
            raise KeyError(f"{name!r}: this history has {', '.join(self.rows[0])}")
        return [row[name] for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def best(self) -> int:
        """The epoch of the lowest validation loss (of the lowest loss, without validation), counted from 0."""
        if not self.rows:
            raise ValueError("an empty history has no best epoch")
        name = "validation_loss" if "validation_loss" in self.rows[0] else "loss"
        losses = [loss if math.isfinite(loss) else math.inf for loss in self[name]]
        return losses.index(min(losses))

    def __repr__(self) -> str:
        if not self.rows:
            return "History of no epoch"
        last = ", ".join(f"{name.replace('_', ' ')} {show(name, value)}" for name, value in self.rows[-1].items())
        plural = "s" * (len(self) != 1)
        return f"History of {len(self)} epoch{plural}; at the end {last}" + f" ({self.stopped})" * bool(self.stopped)


def show(name: str, value: float) -> str:
    """A number of the history as people read it."""
    return f"{100 * value:.2f} %" if name.endswith("accuracy") else f"{value:.4g}"
