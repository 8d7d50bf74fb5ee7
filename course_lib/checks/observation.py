"""What is written down about one call of a student's function, wherever it was made."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Observation:
    """What one call did.

    kind: "returned", "raised", "stub" (NotImplementedError), "arity", "timeout", "memory", "exit", "died"
    or "not reached".
    """

    kind: str
    value: Any = None
    error: str = ""  # name of the exception's type
    message: str = ""
    line: str = ""  # "line 3: ..." of the student's code
    mutated: tuple[str, ...] = ()
    printed: str = ""
    printed_bytes: int = 0


NOT_REACHED = Observation("not reached")
