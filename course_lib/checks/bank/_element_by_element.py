"""Misconceptions about gradients that have one number for each number of x."""

from ..task import Fault


def added_up(cell: str) -> tuple[Fault, ...]:
    """Numbers that should stay apart are added up or averaged; `cell` explains that each has its own."""
    return (
        Fault(
            "summed",
            "All numbers have been added up into one.",
            "Which shape does x have, and which shape has your result?",
            "Every number of x needs its own gradient, so dx has the shape of x.",
            cell,
        ),
        Fault(
            "summed_over_batch",
            "The result has been added up along the first axis.",
            "Which shape does x have, and which shape has your result?",
            "A sum over the examples belongs to parameters, which the examples share. Every number of x has its own.",
            cell,
        ),
        Fault(
            "mean_over_batch",
            "The result has been averaged along the first axis.",
            "Which shape does x have, and which shape has your result?",
            "Every number of x has its own gradient; averages belong to the loss, which has made them already.",
            cell,
        ),
        Fault(
            "divided_by_batch",
            "The result has been divided by the length of the first axis.",
            "Where is the mean over the batch taken: in this unit, or in the loss?",
            "If the loss is a mean, dy contains that division already.",
            cell,
        ),
    )
