"""Rosenblatt's machine to draw on, teach and damage. The arithmetic is that of experiments/association_machine.py."""

import numpy as np
import traitlets

from course_lib.experiments import association_machine as machine

from .kit import CourseWidget

CELLS = machine.SIZE**2
FIRST = 9  # the training digit on the sensor at first: a clear 8 among 3 and 8


class RosenblattMachine(CourseWidget):
    """A 20 x 20 sensor, 512 association units with 10 random wires each, one response unit whose weights learn.

        RosenblattMachine()                        3 against 8, trained, a digit on the sensor
        RosenblattMachine(classes=(0, 1), cut=0.5)  other digits, half of the wires cut after training
        RosenblattMachine(weights=[0] * 512)       knows nothing yet

    Traits that Python reads back and may set
        sensor    (20, 20) array of 0 and 1   (`lit` is the same as a list of the lit cells' numbers, row by row)
        weights   512 numbers w; taught and mistakes count the lessons and the updates that made them
        cut       share of the wires cut, 0 to 1, always the same wires in the same order
        unit      the association unit pointed at, 0 to 511
        digit     which of the built-in digits is on the sensor (training digits first), -1 for a drawing
        decision  the class that the machine sees now; accuracy: its share of right answers on the held-out digits
    `classes` and `seed` (of the wiring) are fixed when the machine is built.
    """

    source = "rosenblatt_machine"
    scripts = ("rosenblatt_machine_math.js",)
    alt = (
        "A handwritten 8 on a grid of 20 by 20 photocells; ten of its cells are wired to one of 512 association units, "
        "which are lit or dark; their weighted votes move a needle between 3 and 8, and it stands on the side of 8."
    )

    classes = traitlets.Tuple(traitlets.Int(), traitlets.Int(), default_value=(3, 8), read_only=True).tag(sync=True)
    seed = traitlets.Int(0, read_only=True).tag(sync=True)
    lit = traitlets.List(traitlets.Int()).tag(sync=True)
    digit = traitlets.Int(FIRST).tag(sync=True)
    weights = traitlets.List(traitlets.CFloat()).tag(sync=True)
    taught = traitlets.Int().tag(sync=True)
    mistakes = traitlets.Int().tag(sync=True)
    cut = traitlets.Float(0.0).tag(sync=True)
    unit = traitlets.Int(153).tag(sync=True)

    # What follows from classes and seed: sent to the browser as it is, never written by hand.
    wire_cells = traitlets.Bytes().tag(sync=True, computed=True)  # int16, 512 x 10
    wire_signs = traitlets.Bytes().tag(sync=True, computed=True)  # int8
    wire_order = traitlets.Bytes().tag(sync=True, computed=True)  # uint16
    images = traitlets.Bytes().tag(sync=True, computed=True)  # one bit a cell, 50 bytes a digit, training digits first
    labels = traitlets.Bytes().tag(sync=True, computed=True)  # int8, -1 or +1
    training = traitlets.Int().tag(sync=True, computed=True)  # how many of the digits are for training
    curve = traitlets.Dict().tag(sync=True, computed=True)

    def __init__(self, classes=(3, 8), seed=0, sensor=None, **traits):
        classes = tuple(int(c) for c in classes)
        self._digits = machine.split(*machine.sensor_images(classes))
        self._wiring = machine.random_wiring(machine.UNITS, machine.WIRES, np.random.default_rng(seed))
        x, t, x_test, t_test = self._digits
        self._w, self._lessons = machine.train(machine.association(x, self._wiring), t)
        computed = {
            "wire_cells": self._wiring.cells.tobytes(),
            "wire_signs": self._wiring.signs.tobytes(),
            "wire_order": self._wiring.order.tobytes(),
            "images": np.packbits(np.concatenate([x, x_test]).astype(np.uint8), axis=1).tobytes(),
            "labels": np.concatenate([t, t_test]).astype(np.int8).tobytes(),
            "training": len(x),
            "curve": curve(classes),
        }
        if sensor is not None:
            traits.update(lit=lit_cells(sensor), digit=-1)
        elif "lit" in traits:
            traits.setdefault("digit", -1)
        elif 0 <= traits.get("digit", FIRST) < len(x) + len(x_test):
            traits["lit"] = lit_cells(np.concatenate([x, x_test])[traits.get("digit", FIRST)])
        with self.hold_trait_notifications():
            self.set_trait("classes", classes)
            self.set_trait("seed", int(seed))
        super().__init__(**computed, **traits)

    @traitlets.default("lit")
    def _first_digit(self):
        return lit_cells(self._digits[0][FIRST])

    @traitlets.default("weights")
    def _trained(self):
        return self._w.tolist()

    @traitlets.default("taught")
    def _lessons_given(self):
        return len(self._digits[0]) * len(self._lessons)

    @traitlets.default("mistakes")
    def _mistakes_made(self):
        return sum(self._lessons)

    @traitlets.validate("lit")
    def _valid_lit(self, proposal):
        cells = sorted(set(proposal["value"]))
        if cells and not (0 <= cells[0] and cells[-1] < CELLS):
            raise traitlets.TraitError(f"lit: cells are numbered 0 to {CELLS - 1}, got {cells[0]} to {cells[-1]}")
        return cells

    @traitlets.validate("weights")
    def _valid_weights(self, proposal):
        w = proposal["value"]
        if len(w) != machine.UNITS or not np.all(np.isfinite(w)):
            what = f"{len(w)} numbers" if len(w) != machine.UNITS else "some that are not finite"
            raise traitlets.TraitError(f"weights: expected {machine.UNITS} finite numbers, one a unit, got {what}")
        return w

    @traitlets.validate("cut")
    def _valid_cut(self, proposal):
        if not 0 <= proposal["value"] <= 1:
            raise traitlets.TraitError(f"cut: a share of the wires, 0 to 1, got {proposal['value']}; e.g. 0.25")
        return proposal["value"]

    @traitlets.validate("unit", "digit", "taught", "mistakes")
    def _valid_count(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        digits = len(self._digits[0]) + len(self._digits[2])
        low, high = {"unit": (0, machine.UNITS - 1), "digit": (-1, digits - 1)}.get(name, (0, None))
        if value < low or (high is not None and value > high):
            expected = f"from {low} to {high}" if high is not None else "0 or more"
            raise traitlets.TraitError(f"{name}: expected a whole number {expected}, got {value}")
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        first, second = self.classes
        shown = "A drawing" if self.digit < 0 else f"A handwritten {first if self._target() < 0 else second}"
        return (
            f"{shown} on a grid of 20 by 20 photocells, wired at random to 512 association units, {self.cut:.0%} of "
            f"the wires cut; their weighted votes move a needle between {first} and {second}, and the machine answers "
            f"{self.decision}."
        ), None

    def _target(self) -> float:
        """-1 or +1, the class of the built-in digit on the sensor."""
        return np.concatenate([self._digits[1], self._digits[3]])[self.digit]

    @property
    def sensor(self) -> np.ndarray:
        """(20, 20) uint8: 1 where a photocell is lit."""
        cells = np.zeros(CELLS, np.uint8)
        cells[self.lit] = 1
        return cells.reshape(machine.SIZE, machine.SIZE)

    @sensor.setter
    def sensor(self, cells):
        self.lit, self.digit = lit_cells(cells), -1

    @property
    def wiring(self) -> machine.Wiring:
        """The wires as they are now: those cut have sign 0."""
        return machine.cut(self._wiring, self.cut)

    @property
    def decision(self) -> int:
        """The class, one of `classes`, that the machine answers to what is on the sensor."""
        x = self.sensor.reshape(1, -1).astype(np.float32)
        y = machine.respond(machine.association(x, self.wiring), np.array(self.weights, np.float32))
        return self.classes[int(y[0] > 0)]

    @property
    def accuracy(self) -> float:
        """Share of right answers, 0 to 1, on the held-out digits, as the machine is now."""
        _, _, x, t = self._digits
        y = machine.respond(machine.association(x, self.wiring), np.array(self.weights, np.float32))
        return float(np.mean(y == t))


def lit_cells(cells) -> list[int]:
    """Numbers of the cells that are 1, row by row, of an array (20, 20) or (400,) of 0 and 1."""
    cells = np.asarray(cells)
    if cells.size != CELLS or not np.isin(cells, (0, 1)).all():
        expected = f"sensor: expected 20 x 20 numbers, each 0 (dark) or 1 (lit), got shape {cells.shape}"
        raise ValueError(f"{expected} with values {np.unique(cells)[:5]}; e.g. sensor=(grey >= 8).astype(int)")
    return np.flatnonzero(cells).tolist()


def curve(classes: tuple[int, int]) -> dict:
    """What the picture draws of `accuracy_against_cuts`: shares and percentages as plain lists."""
    cuts = machine.accuracy_against_cuts(classes)
    mean = cuts.kept.mean(axis=0)
    return {
        "machines": len(cuts.kept),
        "shares": cuts.shares.round(3).tolist(),
        "mean": mean.round(4).tolist(),
        "lowest": cuts.kept.min(axis=0).round(4).tolist(),
        "highest": cuts.kept.max(axis=0).round(4).tolist(),
        "relearned": cuts.relearned.mean(axis=0).round(4).tolist(),
        "falls": machine.falls_below(cuts.shares, mean, 0.8),
    }
