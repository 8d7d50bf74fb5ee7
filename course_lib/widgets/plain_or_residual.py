"""PlainOrResidual: recorded runs of plain and residual nets, shallow and deep. Drawing: plain_or_residual.js."""

import numpy as np
import traitlets

from course_lib.experiments import plain_or_residual as experiment

from .kit import CourseWidget

# Which net gets the first letter, the second, ... of those that are shown.
ORDER = "residual 56, plain 20, plain 8, residual 32, plain 56, residual 8, plain 32, residual 20".split(", ")


class PlainOrResidual(CourseWidget):
    """Recorded training runs of plain and residual nets on the digits: errors, and the gradient of each layer.

        PlainOrResidual()                                       8 and 56 layers, letters until you have guessed
        PlainOrResidual(named=True)                             the same with their names
        PlainOrResidual(named=True, show="test")                errors on the digits held out
        PlainOrResidual(named=True, depths=[8, 20, 32, 56])     all that was recorded
        PlainOrResidual(named=True, epoch=0)                    the gradients of the fresh nets

    depths  some of 8, 20, 32, 56; each stands for two nets, a plain one and a residual one
    epoch   0 (fresh) to 20, of the gradients and of the errors by depth
    show    "train" or "test": whose error is drawn against the epochs
    named   do the curves carry names, or letters?

    `runs_shown` are the recorded runs, `letters` says which letter stands for which net.
    """

    source = "plain_or_residual"
    pictures = {"plain_or_residual-named": {"named": True, "depths": [8, 20, 32, 56]}}
    alt = (
        "Errors of four nets, A to D, on training digits over 20 epochs, medians of three seeds; two are plain and two "
        "residual, two have 8 layers and two 56. A, B and D fall to 0 %, C ends with 35 % wrong (27 to 49). On "
        "digits held out C has 39 % wrong, the others about 3 %. Beside them the gradient of each layer: in the fresh "
        "net C the first convolution's is 580 times as large as the last one's, in the others 0.4 to 2.3 times."
    )

    depths = traitlets.List(traitlets.Int(), [8, 56]).tag(sync=True)
    epoch = traitlets.Int(experiment.EPOCHS).tag(sync=True)
    show = traitlets.Enum(["train", "test"], "train").tag(sync=True)
    named = traitlets.Bool(False).tag(sync=True)
    runs = traitlets.Dict().tag(sync=True, computed=True)

    @traitlets.default("runs")
    def _recorded(self):
        kept = experiment.recorded()
        nets = {
            name: {part: run[part] for part in ("train", "test", "growth")} | {"gradient": run["gradient"]["middle"]}
            for name, run in kept["runs"].items()
        }
        return {"nets": nets, "digits": kept["digits"], "rates": kept["rates"]}

    @traitlets.validate("depths")
    def _known(self, proposal):
        depths = sorted(set(proposal.value))
        if not depths or not set(depths) <= set(experiment.DEPTHS):
            raise traitlets.TraitError(
                f"PlainOrResidual: depths must hold one or more of {list(experiment.DEPTHS)}, got {proposal.value}"
            )
        return depths

    @traitlets.validate("epoch")
    def _recorded_epoch(self, proposal):
        if not 0 <= proposal.value <= experiment.EPOCHS:
            raise traitlets.TraitError(
                f"PlainOrResidual: epoch must be from 0 to {experiment.EPOCHS}, got {proposal.value}"
            )
        return proposal.value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        still = next((name for name, given in self.pictures.items() if self._is(given)), None)
        whose = {"train": "training digits", "test": "digits held out"}[self.show]
        when = f"after epoch {self.epoch}" if self.epoch else "of fresh nets"
        ends = [f"{label} {_percent(getattr(one, self.show)[:, self.epoch])}" for label, one in self._labelled()]
        ratios = [
            f"{one.gradient[self.epoch, 0] / one.gradient[self.epoch, -2]:.2g} in {label}"
            for label, one in self._labelled()
            if one.depth == max(self.depths) or not self.named
        ]
        return (
            f"Errors of plain and residual nets on the {whose} over {experiment.EPOCHS} epochs, medians of three "
            f"seeds {when}: {', '.join(ends)}. Beside them the gradient of each layer; the first convolution's divided "
            f"by the last one's is {', '.join(ratios)}."
        ), still

    def _labelled(self):
        """(name or letter, run) of each net, letters in their order, names by depth."""
        runs = self.runs_shown
        if self.named:
            return sorted(runs.items(), key=lambda item: (item[1].depth, item[1].kind))
        return [(letter, runs[name]) for letter, name in self.letters.items()]

    def _is(self, given) -> bool:
        """Is this the picture made by these arguments?"""
        return all(getattr(self, n) == given.get(n, self.trait_defaults(n)) for n in self.public_traits())

    # ---- reading the picture back ----

    @property
    def letters(self) -> dict[str, str]:
        """{letter: name of the net}, such as {"A": "residual 56"}."""
        shown = [name for name in ORDER if int(name.split()[1]) in self.depths]
        return dict(zip("ABCDEFGH", shown, strict=False))

    @property
    def runs_shown(self) -> dict[str, experiment.Run]:
        """{name of the net: its recorded run} in the order of the letters."""
        return {name: experiment.run(name.split()[0], int(name.split()[1])) for name in self.letters.values()}


def _percent(shares) -> str:
    return f"{100 * np.median(shares):.2g} %"
