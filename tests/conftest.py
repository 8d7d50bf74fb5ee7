"""How the tests are spread: `make test` has two workers (pytest-xdist), each takes the next piece when it is done.

A piece is a file, since tests of one file share a page, a kernel or answers that are computed once. Five large files
are cut, so that both workers have something to do until the end: the Lab and the decks at the lectures, the look at
the widgets, the checks at the tasks, parity at the operations.
"""

import re

import pytest

CUT = (
    "browser/decks/test_lecture_given.py",
    "browser/test_lab.py",
    "browser/test_look.py",
    "parity/test_parity_operations.py",
    "unit/test_checks_bank.py",
)
SUBJECT = re.compile(r"\[(?:unseen_)?(\w+)")  # in the id of a test: what its first parameter names


def piece(nodeid: str) -> str:
    """The piece that a test belongs to: tests/unit/test_shapes_sizes.py, tests/browser/test_lab.py[01b_networks]."""
    file, _, test = nodeid.partition("::")
    subject = SUBJECT.search(test) if file.endswith(CUT) else None
    return f"{file}[{subject[1]}]" if subject else file


@pytest.hookimpl(optionalhook=True)  # without xdist all tests run here, one after the other
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Pieces(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return piece(nodeid)

    config.option.loadscopereorder = False  # the browser comes first: its pieces are the longest
    return Pieces(config, log)


def pytest_configure(config):
    if hasattr(config, "workerinput"):  # two workers on two cores: with two threads each they would wait for each other
        import torch

        torch.set_num_threads(1)
