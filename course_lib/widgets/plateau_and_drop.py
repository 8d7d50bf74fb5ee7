"""PlateauAndDrop: recorded runs on the digits whose learning rate is divided by ten. Drawing: plateau_and_drop.js."""

import numpy as np
import traitlets

from course_lib.experiments import plateau

from .kit import CourseWidget


class PlateauAndDrop(CourseWidget):
    """A small net on handwritten digits: its loss runs to a plateau, and falls when eta drops from 0.5 to 0.05.

        PlateauAndDrop()                    the drop at epoch 20 of 40
        PlateauAndDrop(drop=1)              too early: ends higher
        PlateauAndDrop(drop=40)             never
        PlateauAndDrop(visited=[0, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40])     where the runs end, for every place

    drop     epoch of the drop: 0 (small from the start), 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36 or 40 (never)
    seed     which of the ten recorded runs is drawn as a line, 0 to 9
    visited  the places of the drop whose ends are shown

    `run` (epoch, eta, loss, accuracy) and `final` (loss and accuracy of all ten) read the picture back.
    """

    source = "plateau_and_drop"
    alt = (
        "Loss and accuracy of a small net on handwritten digits over 40 epochs of small batches. At eta 0.5 the loss "
        "comes down to a plateau and jumps about there, from 0.10 to 0.19 in the four epochs before epoch 20; eta is "
        "then divided by ten, the jumping stops, and the loss is 0.084 one epoch later and 0.048 at the end. Without "
        "the drop it goes on jumping. Of ten runs with the drop the median ends at 0.042, without it at 0.106."
    )

    drop = traitlets.Int(20).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    visited = traitlets.List([20, 40]).tag(sync=True)
    runs = traitlets.Dict().tag(sync=True, computed=True)

    @traitlets.default("runs")
    def _recorded(self):
        kept = plateau.recorded()
        return {name: kept[name] for name in ("loss", "right", "held")}

    @traitlets.validate("drop")
    def _place(self, proposal):
        if proposal.value not in plateau.DROPS:
            raise traitlets.TraitError(f"PlateauAndDrop: drop must be one of {plateau.DROPS}, got {proposal.value}")
        return proposal.value

    @traitlets.validate("seed")
    def _one_of_ten(self, proposal):
        if not 0 <= proposal.value < plateau.SEEDS:
            raise traitlets.TraitError(
                f"PlateauAndDrop: seed must be from 0 to {plateau.SEEDS - 1}, got {proposal.value}"
            )
        return proposal.value

    @traitlets.validate("visited")
    def _places(self, proposal):
        unknown = [drop for drop in proposal.value if drop not in plateau.DROPS]
        if unknown:
            raise traitlets.TraitError(f"PlateauAndDrop: visited must hold some of {plateau.DROPS}, got {unknown}")
        return sorted(set(proposal.value))

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        loss, accuracy = self.final
        where = {0: "from the start", plateau.DROPS[-1]: "never"}.get(self.drop, f"at epoch {self.drop}")
        return (
            f"Loss and accuracy of a small net on handwritten digits over 40 epochs, eta divided by ten {where}: ten "
            f"runs end at a loss from {loss.min():.3f} to {loss.max():.3f}, median {np.median(loss):.3f}, with "
            f"{100 * np.median(accuracy):.1f} % of the digits held back right."
        ), None

    # ---- reading the picture back ----

    @property
    def run(self) -> plateau.Run:
        """The run that is drawn as a line: epoch, eta, loss, accuracy."""
        return plateau.run(self.drop, self.seed)

    @property
    def final(self) -> tuple:
        """(loss, accuracy) of the ten runs with this drop at epoch 40."""
        return plateau.final(self.drop)
