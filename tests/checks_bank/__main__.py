"""Measure the checks on all banks of solutions, and print a table: `make check-quality`.

    python -m tests.checks_bank [-v] [--seeds N] [BANK ...]

-v lists what got no name or a wrong one, and every false alarm. --seeds: right solutions are also run on N variations
of the probes (other numbers, dtypes, layouts). The numbers go to build/checks_quality.json.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np

from course_lib.checks import check
from tests.checks_bank import BANKS, numbers_shown, solutions
from tests.checks_bank._variations import alarms

RESULT = Path("build") / "checks_quality.json"
HEADS = "bank,killed,alarms,varied,named,wrongly,unnamed,<= 16,median,p95,max,(cpu p95)"
GOALS = "goals,>= 97 %,0,0,>= 70 %,<= 2 %,,>= 90 %,,<= 200,,"
LEGEND = """
killed: wrong solutions rejected. alarms: right ones rejected; varied: right ones on other numbers, dtypes and layouts.
named: the cause named rightly; wrongly: of all that were named; unnamed: in brackets those for which the bank has no
name. <= 16: counterexamples of so many numbers. The rest: ms for a report, and by the processor's clock in brackets."""


def seconds():
    """Wall-clock time, and processor time with that of the children: the second does not depend on the load."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return np.array([time.perf_counter(), own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime])


def measure(bank, verbose=False, seeds=0):
    """Everything counted about one bank, as plain numbers."""
    right, wrong = solutions(bank)
    task = bank.removeprefix("unseen_")
    row = dict.fromkeys(("killed", "alarms", "named_rightly", "named_wrongly", "unnamed", "nameless"), 0)
    row.update(wrong=len(wrong), right=len(right), sizes=[], wall_ms=[], processor_ms=[])

    def judged(function):
        began = seconds()
        report = check(task, function)
        wall, processor = 1e3 * (seconds() - began)
        row["wall_ms"].append(round(wall, 1))
        row["processor_ms"].append(round(processor, 1))
        return report

    for name, function in right.items():
        report = judged(function)
        row["alarms"] += report.outcome != "correct"
        if report.outcome != "correct":
            print(f"FALSE ALARM {bank} {name}\n{report}\n")
    for name, (function, fault) in wrong.items():
        report = judged(function)
        row["killed"] += report.outcome != "correct"
        told = report.misconception
        row["unnamed" if told is None else "named_rightly" if told == fault else "named_wrongly"] += 1
        row["nameless"] += fault is None
        if report.counterexample:
            row["sizes"].append(numbers_shown(report))
        if report.outcome == "correct":
            print(f"SURVIVED {bank} {name}")
        elif verbose and told != fault:
            print(f"  {bank} {name}: has {fault}, was told {told}")
    row["variations"], told = alarms(bank, right, seeds)
    row["variation_alarms"] = len(told)
    for line in told if verbose else told[:3]:
        print(f"FALSE ALARM {bank} {line}")
    return row


def total(rows):
    """Several banks as one."""
    keys = next(iter(rows)).keys() if rows else ()
    return {key: sum((row[key] for row in rows), [] if isinstance(rows[0][key], list) else 0) for key in keys}


def cells(name, row):
    """One line of the table."""
    named = row["named_rightly"] + row["named_wrongly"]
    small = sum(size <= 16 for size in row["sizes"])
    times = np.quantile(row["wall_ms"], [0.5, 0.95, 1]) if row["wall_ms"] else (0, 0, 0)
    return [
        name,
        f"{row['killed']}/{row['wrong']} {percent(row['killed'], row['wrong'])}",
        f"{row['alarms']}/{row['right']}",
        f"{row['variation_alarms']}/{row['variations']}",
        f"{row['named_rightly']}/{row['wrong']} {percent(row['named_rightly'], row['wrong'])}",
        f"{row['named_wrongly']}/{named} {percent(row['named_wrongly'], named)}",
        f"{row['unnamed']} ({row['nameless']})",
        f"{small}/{len(row['sizes'])} {percent(small, len(row['sizes']))}",
        *(f"{value:.0f}" for value in times),
        f"({np.quantile(row['processor_ms'] or [0], 0.95):.0f})",
    ]


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else ""


def table(rows):
    """Lines of text: a line for each bank, then those written with the task's faults in mind, then the unseen."""
    own = [row for name, row in rows.items() if not name.startswith("unseen_")]
    unseen = [row for name, row in rows.items() if name.startswith("unseen_")]
    sums = {"all": [*rows.values()], "unseen": unseen, "own": own}
    lines = [HEADS.split(","), *(cells(name, row) for name, row in rows.items()), None]
    lines += [cells(f"{name} banks", total(some)) for name, some in sums.items() if some] + [GOALS.split(",")]
    widths = [max(len(line[column]) for line in lines if line) for column in range(len(lines[0]))]
    width = sum(widths) + 2 * (len(widths) - 1)
    for line in lines:
        if line is None:
            yield "-" * width
            continue
        yield "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.checks_bank", description=__doc__.splitlines()[0])
    parser.add_argument("banks", nargs="*", metavar="BANK", help=f"default: all {len(BANKS)}")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what got no name or a wrong one")
    parser.add_argument("--seeds", type=int, default=0, help="variations of the probes for right solutions")
    options = parser.parse_args(arguments)
    unknown = set(options.banks) - set(BANKS)
    if unknown:
        parser.error(f"no bank {', '.join(sorted(unknown))}; there are {', '.join(BANKS)}")
    rows = {}
    for bank in options.banks or BANKS:
        rows[bank] = measure(bank, options.verbose, options.seeds)
    print("\n".join(table(rows)))
    print(LEGEND)
    if not options.banks:
        RESULT.parent.mkdir(exist_ok=True)
        sums = {
            "all": total([*rows.values()]),
            "unseen": total([row for name, row in rows.items() if name.startswith("unseen_")]),
        }
        RESULT.write_text(json.dumps({"banks": rows, "totals": sums}, indent=1) + "\n", encoding="utf-8")
        print(f"Numbers: {RESULT}")


if __name__ == "__main__":
    main()
