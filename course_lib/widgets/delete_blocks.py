"""DeleteBlocks: take blocks out of a trained net, or let two change places. Drawing: delete_blocks.js."""

import numpy as np
import traitlets

from course_lib.experiments import delete_blocks as experiment

from .kit import CourseWidget


class DeleteBlocks(CourseWidget):
    """The nine blocks of a trained net, what each adds, and what the net still knows without some of them.

        DeleteBlocks()                                 the whole residual net
        DeleteBlocks(deleted=[3])                      block 3 is out
        DeleteBlocks(net="plain", deleted=[3])         the same in the plain twin
        DeleteBlocks(swapped=[(2, 3)], cloud=True)     two have changed places; all 512 subsets in the diagram

    net      "residual" or "plain": both have 17,254 parameters and were trained alike on 8 x 8 digits
    deleted  numbers of the blocks that are taken out, 1 to 9; nothing is trained again. In the plain net 4 and 7 do
             not fit (they change the shape): the picture shows the gap, and `accuracy` is None
    swapped  pairs of blocks that have changed places, one after the other; both of 1, 2, 3, or 5 and 6, or 8 and 9
    cloud    show the accuracy without each subset of the blocks, and the means of five seeds

    `accuracy` is read from the record of course_lib.experiments.delete_blocks (seed 0, 359 digits held out).
    """

    source = "delete_blocks"
    pictures = {"delete_blocks-plain": {"net": "plain", "deleted": [3]}}
    alt = (
        "A line runs from a digit to its scores, past nine blocks of a trained residual net. Each takes x from the "
        "line and adds F(x) to it; a bar says how long F(x) is beside x: 1.04 for the first block, 0.37 to 0.68 for "
        "the others, and marks above the bars what it is in a plain twin, 0.79 to 2.08. The whole net is right for "
        "98.1 % of the digits held out, a column in a diagram against the number of deleted blocks. Blocks can be "
        "taken out or swapped; a question asks for the accuracy without block 3."
    )

    net = traitlets.Enum(list(experiment.KINDS), "residual").tag(sync=True)
    deleted = traitlets.List(traitlets.Int()).tag(sync=True)
    swapped = traitlets.List().tag(sync=True)
    cloud = traitlets.Bool(False).tag(sync=True)
    runs = traitlets.Dict().tag(sync=True, computed=True)

    @traitlets.default("runs")
    def _recorded(self):
        kept = experiment.recorded()
        names = ("every", "subsets", "swapped", "sizes")
        return {"held": kept["held"]} | {kind: {n: kept["nets"][kind][n] for n in names} for kind in experiment.KINDS}

    @traitlets.validate("deleted")
    def _numbers(self, proposal):
        if not set(proposal.value) <= set(experiment.BLOCKS):
            raise traitlets.TraitError(
                f"DeleteBlocks: deleted must hold block numbers from 1 to 9, got {proposal.value}"
            )
        return sorted(set(proposal.value))

    @traitlets.validate("swapped")
    def _pairs(self, proposal):
        try:
            return experiment.pairs_of(experiment.order_of(proposal.value))
        except (ValueError, TypeError) as problem:
            raise traitlets.TraitError(
                f"DeleteBlocks: swapped must hold pairs out of {experiment.SWAPS}, got {proposal.value}"
            ) from problem

    # ---- reading the picture back ----

    @property
    def order(self) -> tuple[int, ...]:
        """Which block stands at each of the nine places."""
        return experiment.order_of(self.swapped)

    @property
    def accuracy(self) -> float | None:
        """Share of the digits held out that the net names as it is shown; None where its blocks do not fit."""
        if not experiment.possible(self.net, self.deleted):
            return None
        return experiment.recorded_accuracy(self.net, self.deleted, self.order)

    @property
    def sizes(self) -> np.ndarray:
        """(9,) ‖F(x)‖ / ‖x‖ of each block in the whole net, the mean over the digits held out."""
        return experiment.measured(self.net).sizes[0]

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        still = next((name for name, given in self.pictures.items() if self._is(given)), None)
        without = f" without block{'s' * (len(self.deleted) > 1)} {_listed(self.deleted)}" if self.deleted else ""
        if self.swapped:
            without += " with " + " and ".join(f"blocks {a} and {b} in each other's place" for a, b in self.swapped)
        accuracy, whole = self.accuracy, experiment.recorded_accuracy(self.net)
        right = "does not fit together" if accuracy is None else f"names {100 * accuracy:.1f} % of the digits held out"
        cloud = " A cloud of dots shows the accuracy without each subset of the blocks." if self.cloud else ""
        return (
            f"Nine blocks of a trained {self.net} net as bars of ‖F‖ / ‖x‖, {self.sizes.min():.2f} to "
            f"{self.sizes.max():.2f}. The net{without} {right}; whole it names {100 * whole:.1f} %.{cloud}"
        ), still

    def _is(self, given) -> bool:
        """Is this the picture made by these arguments?"""
        return all(getattr(self, n) == given.get(n, self.trait_defaults(n)) for n in self.public_traits())


def _listed(numbers) -> str:
    """ "3", "3 and 5", "3, 5 and 8"."""
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}" if most else last
