"""The table of operations: what there is to know about each one, said once.

`OPERATIONS["linear"]` holds sample inputs, mistakes with the sentence they must get, an oracle from torch itself,
tolerances and counts. Tests, benchmarks and documentation go through the table, so an operation that is entered
here is tested in full. To add one: write both twins, then one `Operation` in the file here that bears the name of
theirs (each file lists its `ROWS`).

Importing the table does not import torch; only calling an oracle does.
"""

from . import (
    activations,
    conv,
    conv_transpose,
    divergences,
    dropout,
    im2col,
    linear,
    local_response,
    losses,
    norm,
    optim,
    pool,
    radial,
    rectifiers,
    recurrent,
    upsample,
    whitening,
)
from .row import Mistake, Operation, Sample

FILES = (
    activations,
    rectifiers,
    radial,
    linear,
    losses,
    divergences,
    im2col,
    conv,
    conv_transpose,
    optim,
    pool,
    upsample,
    recurrent,
    norm,
    local_response,
    dropout,
    whitening,
)
OPERATIONS: dict[str, Operation] = {row.name: row for file in FILES for row in file.ROWS}

__all__ = ["OPERATIONS", "Mistake", "Operation", "Sample"]
