"""Judge a student's function, and help.

    report = check("perceptron_epoch", perceptron_epoch)

draws a report as the value of a cell: what was called, what came back, what is due, why, and where the lecture
explains it. `report.outcome` is "correct", "incorrect", "not attempted" or "stopped". The checks help, they do not
police: they survive accidents, not somebody who wants to cheat (the solutions are public).

How it works, room by room: `task` (what a task is), `bank/` (one file per task), `contain` and `child` (make the calls
where they can do no harm), `plain` (bring values back as data), `compare` (in what way do they differ), `explain`
(which misconception does all of this), `engine` (the order of these), `trial` (in its place where a net is judged by
training it), `budget` (where it is judged as a table), `report` and `html` (say it).
"""

from .bank import UnknownTask
from .engine import check, lecture_links, tasks
from .report import CheckFailed, Counterexample, Report

__all__ = ["CheckFailed", "Counterexample", "Report", "UnknownTask", "check", "lecture_links", "tasks"]
