"""Measure the checks: `python -m tests.checks_bank` (add -v to list what has no name or a wrong one)."""

import os
import sys
from collections import Counter

import numpy as np

from course_lib.checks import check
from tests.checks_bank import BANKS, numbers_shown, solutions


def seconds():
    """Wall-clock time, and processor time with that of the children: the second does not depend on the load."""
    now = os.times()
    return np.array([now.elapsed, now.user + now.system + now.children_user + now.children_system])


def measure(bank, verbose):
    right, wrong = solutions(bank)
    task = bank.removeprefix("unseen_")
    count, sizes, times = Counter(), [], []
    for name, function in right.items():
        began = seconds()
        report = check(task, function)
        times.append(seconds() - began)
        count["alarm"] += report.outcome != "correct"
        if report.outcome != "correct":
            print(f"  ALARM {task} {name}\n{report}")
    for name, (function, fault) in wrong.items():
        began = seconds()
        report = check(task, function)
        times.append(seconds() - began)
        count["killed"] += report.outcome != "correct"
        kind = "right" if report.misconception == fault else "none" if report.misconception is None else "wrong"
        count[f"named {kind}" if fault else "unnamed right" if kind == "right" else "named wrong"] += 1
        if report.counterexample:
            sizes.append(numbers_shown(report))
        if verbose and kind != "right":
            print(f"  {task} {name}: has {fault}, was told {report.misconception}")
    named = sum(fault is not None for _, fault in wrong.values())
    wall, processor = 1e3 * np.quantile(times, [0.5, 0.95, 1], axis=0).T
    print(
        f"{bank:24s} killed {count['killed']}/{len(wrong)}, false alarms {count['alarm']}/{len(right)}, "
        f"named {count['named right']}/{named}, wrongly named {count['named wrong']}, "
        f"within 16 numbers {sum(n <= 16 for n in sizes)}/{len(sizes)}, "
        f"ms (median, p95, max) {wall.round()}, of processor {processor.round()}"
    )


if __name__ == "__main__":
    for bank in BANKS:
        measure(bank, "-v" in sys.argv)
