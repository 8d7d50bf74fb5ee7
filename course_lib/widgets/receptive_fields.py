"""ReceptiveFields: a net beside a photograph, and what one of its units sees. Drawing: receptive_fields.js."""

import traitlets

from course_lib.experiments import receptive_fields as experiment
from course_lib.shapes.receptive_field import Field

from .kit import CourseWidget

RANGES = {"kernel": (1, 11), "stride": (1, 4), "padding": (0, 9), "dilation": (1, 8)}  # of one layer
MOST_LAYERS, PIXELS = 10, (8, 64)


class ReceptiveFields(CourseWidget):
    """A net of up to ten layers over a photograph: one unit, and what it sees layer by layer down to the pixels.

        ReceptiveFields()                                        five layers: 3x3, pool, 3x3, pool, 3x3
        ReceptiveFields(preset="vgg16", view="2d")               the beginning of VGG-16, to pool3
        ReceptiveFields(layers=[[3, 1, 1, 1], [3, 2, 1, 1]])     a net of one's own
        ReceptiveFields(layer=3, unit=0)                         the first unit of layer 3: it sees padding, too

    layers  [[kernel, stride, padding, dilation], ...] from the pixels up, 1 to 10 of them; a pool is a layer like any
    preset  instead of layers: "five", "vgg16", "resnet", "dilated", "three 3x3" or "one 7x7"; "": layers of one's own
    layer   of the unit that is looked at, counted from 1; -1 is the last
    unit    [row, column] of that unit from 0, or one number for both; beyond the last means the last, [] the middle one
    view    "1d": one row of units a layer; "2d": whole maps, seen from the side
    n       the photograph has n x n pixels, 8 to 64
    seed    of the nets that are drawn at random

    `fields` are the fields of all layers by course_lib.shapes, `units` how many each layer has, `span` what the unit
    sees; `added`, `marked` and `streak` are the predictions so far.
    """

    source = "receptive_fields"
    scripts = ("receptive_fields_math.js", "receptive_fields_quiz.js")
    pictures = {"receptive_fields-2d": {"preset": "vgg16", "view": "2d"}}
    alt = (
        "A net of five layers over a row of 32 pixels of a photograph of a dahlia: 3x3, 2x2 pooling, 3x3, 2x2 pooling, "
        "3x3. From unit 4 of the 8 in the last layer a fan opens downwards: it reads 3 units of layer 4, those 6 of "
        "layer 3, 8 of layer 2, 16 of layer 1, and these 18 pixels, from 9 to 26; their square is outlined in the "
        "photograph. Sizes of the field by layer: 3, 4, 8, 10, 18; with strides of 1 the last would be 9."
    )

    layers = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    preset = traitlets.Enum(["", *experiment.PRESETS], "five").tag(sync=True)
    layer = traitlets.Int(-1).tag(sync=True)
    unit = traitlets.List(traitlets.Int(), []).tag(sync=True)
    view = traitlets.Enum(["1d", "2d"], "1d").tag(sync=True)
    n = traitlets.Int(32).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    photo = traitlets.Bytes().tag(sync=True, computed=True)  # 64 x 64 x 3, uint8

    @traitlets.default("layers")
    def _layers(self):
        return [list(layer) for layer in experiment.PRESETS["five"]]

    def __init__(self, **traits):
        if isinstance(traits.get("unit"), int):
            traits["unit"] = [traits["unit"]] * 2
        if "layers" in traits:
            traits["layers"] = [list(layer) for layer in traits["layers"]]
            traits.setdefault("preset", self._name_of(traits["layers"]))
        elif traits.get("preset") in experiment.PRESETS:
            traits["layers"] = [list(layer) for layer in experiment.PRESETS[traits["preset"]]]
            if traits["preset"] in ("vgg16", "resnet"):
                traits.setdefault("n", 64)
        super().__init__(photo=experiment.photograph().tobytes(), **traits)

    @staticmethod
    def _name_of(layers) -> str:
        """The preset that has these layers, or ""."""
        wanted = tuple(map(tuple, layers))
        return next((name for name, known in experiment.PRESETS.items() if known == wanted), "")

    @traitlets.validate("layers")
    def _whole(self, proposal):
        layers = proposal["value"]
        if not 1 <= len(layers) <= MOST_LAYERS:
            raise traitlets.TraitError(f"ReceptiveFields: layers must be 1 to {MOST_LAYERS}, got {len(layers)}")
        for layer in layers:
            if len(layer) != 4:
                raise traitlets.TraitError(
                    f"ReceptiveFields: a layer is [kernel, stride, padding, dilation], got {list(layer)}"
                )
            for (name, (low, high)), value in zip(RANGES.items(), layer, strict=True):
                if not low <= value <= high:
                    raise traitlets.TraitError(f"ReceptiveFields: {name} must be from {low} to {high}, got {value}")
        return layers

    @traitlets.validate("n", "layer", "seed")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = {"n": PIXELS, "layer": (-1, MOST_LAYERS), "seed": (0, 9999)}[name]
        if not low <= value <= high or (name == "layer" and value == 0):
            more = ", without 0 (the pixels)" if name == "layer" else ""
            raise traitlets.TraitError(f"ReceptiveFields: {name} must be from {low} to {high}{more}, got {value}")
        return value

    @traitlets.validate("unit")
    def _place(self, proposal):
        unit = proposal["value"]
        if len(unit) not in (0, 2) or any(u < 0 for u in unit):
            raise traitlets.TraitError(
                f"ReceptiveFields: unit must be [row, column], both at least 0, or [], got {unit}"
            )
        return unit

    def untouched(self) -> bool:
        """Is this the default picture?"""
        return all(
            getattr(self, name) == self.trait_defaults(name) for name in self.public_traits() if name != "preset"
        )

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        layer, field = self._layer, self.fields[self._layer - 1]
        where = f"{len(self.layers)} layers over {self.n} x {self.n} pixels of a photograph"
        if self.units[layer - 1] is None:
            return f"{where}: the window of layer {layer} does not fit.", None
        rows, columns = self.span
        words = (
            f"{where}, sizes of the fields {', '.join(str(one.size) for one in self.fields)}: a unit of layer "
            f"{layer} sees {field.size} x {field.size} pixels, rows {rows[0]} to {rows[1]}, "
            f"columns {columns[0]} to {columns[1]}."
        )
        still = type(self)(**self.pictures["receptive_fields-2d"])
        same = all(getattr(self, name) == getattr(still, name) for name in self.public_traits())
        return words, "receptive_fields-2d" if same else None

    # ---- reading the picture back ----

    @property
    def _layer(self) -> int:
        return len(self.layers) if self.layer < 0 else min(self.layer, len(self.layers))

    @property
    def fields(self) -> list[Field]:
        """The field of each layer along one axis: .size, .jump, .start, .span(unit)."""
        return [row.field for row in experiment.walk(self.layers, self.n)[1:]]

    @property
    def units(self) -> list:
        """How many units each layer has along one axis; None where a window does not fit."""
        return [row.units for row in experiment.walk(self.layers, self.n)[1:]]

    @property
    def span(self):
        """((first row, last row), (first column, last column)) of what the unit sees; it may leave the photograph."""
        count, field = self.units[self._layer - 1], self.fields[self._layer - 1]
        if count is None:
            return None
        places = self.unit or [count // 2, count // 2]
        return tuple(field.span(min(place, count - 1)) for place in places)

    @property
    def added(self) -> list:
        """(layers with the new one, size said, right?) for each layer that was added with a prediction."""
        found = []
        for layers, said in self.prediction.get("size after an added layer", []):
            found.append((layers, said, said == experiment.walk(layers, self.n)[-1].field.size))
        return found

    @property
    def marked(self) -> list:
        """(question, right?) for each net drawn at random."""
        return experiment.score(self.seed, self.prediction.get(f"nets, seed {self.seed}", []))

    @property
    def streak(self) -> int:
        """How many of the last nets in a row were right; five are the aim."""
        return experiment.streak_of(self.marked)
