"""The experiment behind PiecesAndRegions: counts against sampling, and the widget without a browser."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.pieces import count_regions, most_pieces, most_regions, output, pieces, regions
from course_lib.widgets import PiecesAndRegions
from course_lib.widgets.pieces_and_regions import PIECES, REGIONS

RNG = np.random.default_rng(0)


def random_units(n, columns=3):
    return RNG.normal(size=(n, columns)).round(2).tolist()


def test_pieces_are_straight_and_as_steep_as_said():
    for n in range(1, 8):
        units = random_units(n)
        cut = pieces(units)
        assert cut.count == len(cut.patterns) == n + 1 == most_pieces(n), "in general position"
        edges = np.concatenate([[cut.kinks[0] - 1], cut.kinks, [cut.kinks[-1] + 1]])
        for a, b, slope, pattern in zip(edges, edges[1:], cut.slopes, cut.patterns, strict=False):
            x = np.linspace(a, b, 5)
            assert np.allclose(np.diff(output(units, x[:, None])) / (x[1] - x[0]), slope, atol=1e-8)
            assert pattern == "".join("01"[int(w * x[2] + c > 0)] for w, c, _ in units)


def test_kinks_in_one_place_and_kinks_that_cancel_make_fewer_pieces():
    assert pieces([[1, -1, 2], [2, -2, 1], [1, 0, 1]]).count == 3
    assert pieces([[1, -1, 2], [-1, 1, -2]]).count == 1, "2 relu(x - 1) - 2 relu(1 - x) = 2 (x - 1)"
    assert pieces([]).count == 1 and pieces([[0, 1, 5]]).slopes.tolist() == [0]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 8])
def test_lines_in_general_position_make_the_most_regions(n):
    assert count_regions(random_units(n)) == most_regions(n) == 1 + n + n * (n - 1) // 2


@pytest.mark.parametrize(
    "lines, expected",
    [
        ([], 1),
        ([[1, 0, 0], [0, 1, 0], [1, 1, 0]], 6),  # three through a point
        ([[1, 0, 0], [1, 0, 1], [0, 1, 0]], 6),  # two of three parallel
        ([[1, 0, 0], [1, 0, 1], [2, 0, 5]], 4),  # all parallel
        ([[1, 2, 3], [-2, -4, -6], [0, 1, 0]], 4),  # one of them twice
        ([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, -1, 0]], 8),
    ],
)
def test_special_positions_make_fewer(lines, expected):
    assert count_regions(lines) == expected
    assert len(regions(lines, 50)) == expected, "counted another way: by cutting a large square"


def test_regions_tile_the_square_and_know_their_pattern():
    lines = random_units(5)
    found, points = regions(lines), RNG.uniform(-3, 3, size=(3000, 2))
    assert sum(region.area for region in found) == pytest.approx(36)
    assert len({region.pattern for region in found}) == len(found) <= count_regions(lines)
    signs = points @ np.array(lines)[:, :2].T + np.array(lines)[:, 2] > 0
    assert {"".join("01"[int(v)] for v in row) for row in signs} <= {region.pattern for region in found}
    for region in found:
        middle = region.corners.mean(axis=0)
        assert region.pattern == "".join("01"[int(w1 * middle[0] + w2 * middle[1] + b > 0)] for w1, w2, b in lines)


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"units": [[1, 2]]}, "each of units must be three numbers"),
        ({"units": [[1, 0, 0]] * 9}, "at most 8 units, got 9"),
        ({"units": [[0.0, 1, 1]]}, "a unit of pieces must be .w, b, v."),
        ({"units": [[1, 4, 1]]}, "-b / w from -3 to 3"),
        ({"view": "regions", "units": [[0, 0, 1]]}, "a unit of regions must be"),
        ({"view": "regions", "units": [[1, 0, 2.9]]}, "less than 2.75 from the middle"),
        ({"at": [1.0]}, "at must be two numbers"),
        ({"picked": 8}, "picked must be from 0 to 7, got 8"),
        ({"view": "solids"}, "solids"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        PiecesAndRegions(**arguments)


def test_reading_back_and_words():
    widget, plane = PiecesAndRegions(), PiecesAndRegions(view="regions")
    assert (widget.count, widget.most, widget.pattern) == (5, 5, "1100")
    assert (plane.count, plane.most, plane.pattern) == (7, 7, "011")
    cut = pieces(PIECES)
    assert all(f"{v:g}" in widget.alt for v in [*cut.kinks, *cut.slopes]) and "5 straight" in widget.alt
    assert plane.describe()[0] == PiecesAndRegions.alt_regions and len(regions(REGIONS)) == 7
    through = PiecesAndRegions(view="regions", units=[[1, 0, 0], [0, 1, 0], [1, 1, 0]])
    assert through.describe() == ("3 lines make 6 regions, of at most 7.", None)
    again = eval(PiecesAndRegions(units=[[1, 1, 1], [1, -1, -2]], at=[2.0, 0.0]).to_python())
    assert (again.count, again.at) == (3, [2.0, 0.0])


def test_rows_that_the_other_view_cannot_read_are_dropped():
    widget = PiecesAndRegions(view="regions", units=[[0, 1, 0.5]])
    widget.view = "pieces"
    assert widget.units == [] and widget.count == 5
