"""The experiment behind descent on a surface: its derivatives, its flat places, its four paths, its regimes."""

import numpy as np
import pytest

from course_lib.experiments import descent
from course_lib.experiments.descent import Surface, arrival, best, best_plain, ends_at, paths, regime
from course_lib.numpy_ops.finite_differences import numerical_gradient

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("turn", [0.0, 25.0])
@pytest.mark.parametrize("name", descent.SURFACES)
def test_gradient_and_hessian_are_those_of_the_loss(name, turn):
    surface = Surface(name, turn)
    for w in RNG.uniform(-2, 2, (4, 2)):
        np.testing.assert_allclose(surface.gradient(w), numerical_gradient(surface.loss, w), atol=1e-7)
        rows = [numerical_gradient(lambda v, i=i: surface.gradient(v)[i], w) for i in range(2)]
        np.testing.assert_allclose(surface.hessian(w), rows, atol=1e-7)
    many = RNG.uniform(-2, 2, (3, 5, 2))
    assert surface.loss(many).shape == (3, 5) and surface.hessian(many).shape == (3, 5, 2, 2)
    assert surface.gradient(many)[1, 2] == pytest.approx(surface.gradient(many[1, 2]))


def test_flat_places_have_the_names_of_what_they_are():
    assert list(Surface("ravine").stationary()) == ["A"] and list(Surface("saddle").stationary()) == ["A", "B", "S1"]
    hills = Surface("hills", 40)
    places = hills.stationary()
    assert list(places) == ["A", "B", "C", "M1", "S1", "S2", "S3"]
    for name, w in places.items():
        assert np.abs(hills.gradient(w)).max() < 1e-10
        signs = "".join("+" if v > 0 else "-" for v in np.linalg.eigvalsh(hills.hessian(w)))
        assert signs == {"A": "++", "B": "++", "C": "++", "M": "--", "S": "-+"}[name[0]]
    assert Surface("hills").minima()["C"] == pytest.approx([2.4328, 0.8517], abs=1e-3)


def test_an_unknown_surface_is_named():
    with pytest.raises(ValueError, match="ravine, hills, saddle, got 'hill'"):
        Surface("hill")


def test_the_race_on_the_ravine():
    race, home = paths(), np.zeros(2)
    assert {m: arrival(path, home) for m, path in race.items()} == {
        "descent": None,
        "momentum": 16,
        "adagrad": 31,
        "newton": 1,
    }
    wall = paths(start=(0, 2))
    assert [arrival(wall[m], home) for m in ("descent", "momentum", "adagrad")] == [14, 18, 8]
    low, high = descent.RAVINE
    k = np.arange(41)
    expected = np.stack([-4 * (1 - 0.09 * low) ** k, 1.2 * (1 - 0.09 * high) ** k], axis=1)
    np.testing.assert_allclose(race["descent"], expected, atol=1e-12)


def test_only_adagrad_sees_the_axes():
    plain, turned = paths(), Surface("ravine", 30)
    slanted = paths(start=turned.axes.T @ (-4.0, 1.2), turn=30)
    same = {m: np.allclose(slanted[m], plain[m] @ turned.axes, atol=1e-9) for m in plain}
    assert same == {"descent": True, "momentum": True, "adagrad": False, "newton": True}


def test_on_the_hills_the_start_and_the_rule_decide():
    places = Surface("hills").stationary()
    assert [ends_at(p, places) for p in paths("hills", (-1.6, -1.3)).values()] == [None, "A", "B", "M1"]
    assert ends_at(paths("hills", (-1.6, -1.3), steps=60)["descent"], places) == "A"
    assert [ends_at(paths("hills", s)["descent"], places) for s in ((-1, -0.4), (-1.2, -1), (0.4, 0.6))] == [*"ABC"]


def test_noise_is_the_same_for_all_and_goes_with_the_draw():
    one, other = (paths(noise=1.0, draw=draw) for draw in (1, 2))
    shake = {m: one[m][1] - paths()[m][1] for m in ("descent", "momentum")}
    assert np.abs(shake["descent"]).max() > 0 and np.array_equal(shake["descent"], shake["momentum"])
    assert not np.allclose(one["descent"], other["descent"])


def test_what_runs_away_stops():
    path = paths(eta=0.12)["descent"]
    assert np.hypot(*path[-1]) > descent.OUT and np.array_equal(path[-1], path[-2])
    assert np.isfinite(paths("hills", (0, 2.9), eta=1.5, mu=0.98, steps=200)["momentum"]).all()


def test_rho_is_the_spectral_radius():
    for eta, mu in RNG.uniform((0, 0), (0.25, 1), (200, 2)):
        z = np.concatenate([np.linalg.eigvals([[1 + mu - eta * c, -mu], [1, 0]]) for c in descent.RAVINE])
        rho, word = regime(eta, mu)
        assert rho == pytest.approx(np.abs(z).max(), rel=1e-6)
        calm = (np.abs(z.imag) < 1e-9).all() and (z.real >= 0).all()
        assert word == ("divergent" if rho >= 1 else "monotone" if calm else "oscillating")


def test_rho_is_what_a_long_path_shows_and_the_best_is_best():
    path = paths(eta=0.09, mu=0.7, steps=120)["momentum"]
    far = np.hypot(*path.T)
    assert far[100:].max() / far[60:80].max() == pytest.approx(regime(0.09, 0.7)[0] ** 40, rel=2)
    eta, mu, rho = best()
    assert regime(eta, mu)[0] == pytest.approx(rho, abs=1e-6)
    assert all(regime(e, m)[0] > rho for e, m in RNG.uniform((0.01, 0), (0.2, 0.98), (300, 2)))
    eta, rho = best_plain()
    assert regime(eta, 0)[0] == pytest.approx(rho) and regime(eta - 0.002, 0)[0] > rho < regime(eta + 0.001, 0)[0]
    assert [regime(e, m)[1] for e, m in ((0.101, 0), (0.099, 0), (0.04, 0), (0.12, 0.7))] == [
        "divergent",
        "oscillating",
        "monotone",
        "oscillating",
    ]
