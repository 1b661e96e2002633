"""Parts of the average and of the tail sum to them, by hazard, node and item."""

import numpy as np
import pytest

from tensen.analysis.risk.contributions import contributions
from tensen.analysis.risk.curves import Curve
from tensen.analysis.risk.model import Measure, model_of
from tensen.analysis.risk.perils import Footprint, Peril, together
from tensen.analysis.risk.rates import FixedRate
from tensen.analysis.risk.shapes import Constant, Lognormal
from tensen.analysis.risk.years import simulate

from .models import mixed


def test_every_way_of_taking_a_figure_apart_sums_to_it() -> None:
    model = mixed()
    years = simulate(model)
    parts = contributions(model, years, (0.9, 0.99))
    curve = Curve.of(years.annual[:, 0])
    wanted = [curve.mean, curve.tail(0.9), curve.tail(0.99)]
    names, nodes = parts.nodes(model)
    for found in (parts.perils, parts.footprints, parts.items, nodes):
        np.testing.assert_allclose(found.sum(axis=1), wanted, rtol=1e-9)
    assert parts.levels == (0.0, 0.9, 0.99)
    assert names == ("a", "b", "c", "d")
    np.testing.assert_allclose(parts.perils[:, 0], parts.footprints[:, :2].sum(axis=1))
    # the quake hits a, b and c alike, a cable one of its own
    np.testing.assert_allclose(nodes[:, 2], parts.perils[:, 1] / 3)
    np.testing.assert_allclose(nodes[:, 0], parts.footprints[:, 0] + parts.perils[:, 1] / 3)


def test_the_average_of_each_hazard_is_its_own() -> None:
    perils = [
        Peril("often", FixedRate(3.0), together("x", ["a"]), severity=Constant(1.0)),
        Peril("seldom", FixedRate(0.02), together("y", ["b"]), severity=Lognormal.of(50, 90)),
    ]
    model = model_of(perils, years=100_000)
    years = simulate(model)
    parts = contributions(model, years, (0.99,))
    seldom = 0.02 * perils[1].severity.mean
    assert parts.perils[0] == pytest.approx([3.0, seldom], rel=0.06)
    # what is rare and dear makes the tail
    assert parts.perils[1, 1] > 0.9 * parts.perils[1].sum()


def test_a_part_of_the_tail_is_its_slope() -> None:
    """Euler: what a hazard adds to the tail is the derivative of the tail by its size."""

    def tail(factor: float) -> float:
        perils = [
            Peril("x", FixedRate(1.0), together("x", ["a"]), severity=Lognormal.of(1.0, 3.0)),
            Peril("y", FixedRate(1.0), together("y", ["b"]), severity=Lognormal.of(factor, 4.0 * factor)),
        ]
        model = model_of(perils, years=20_000)
        return Curve.of(simulate(model).annual).tail(0.95)

    perils = [
        Peril("x", FixedRate(1.0), together("x", ["a"]), severity=Lognormal.of(1.0, 3.0)),
        Peril("y", FixedRate(1.0), together("y", ["b"]), severity=Lognormal.of(1.0, 4.0)),
    ]
    model = model_of(perils, years=20_000)
    part = contributions(model, simulate(model), (0.95,)).perils[1, 1]
    assert part == pytest.approx((tail(1.001) - tail(0.999)) / 0.002, rel=0.01)


def test_a_measure_has_contributions_of_its_own() -> None:
    ones = np.ones(3)
    measure = Measure("no-quake", np.array([1.0, 0.0, 1.0]), ones, ones)
    model = mixed(measures=[measure])
    years = simulate(model)
    parts = contributions(model, years, variant=1)
    assert parts.perils[:, 1].tolist() == [0, 0]
    assert parts.perils[0].sum() == pytest.approx(years.annual[:, 1].mean())


def test_a_footprint_without_nodes_has_no_parts_by_node() -> None:
    model = model_of([Peril("x", FixedRate(1.0), (Footprint("f", ()),))], years=10)
    parts = contributions(model, simulate(model))
    with pytest.raises(ValueError, match="names no node"):
        parts.nodes(model)
