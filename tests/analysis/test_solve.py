"""Solving hits: money, demand, and what is identified."""

from collections.abc import Callable

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, compile_network
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Place
from tensen.analysis.scenario import Scenario, Shock, selector
from tensen.analysis.solve import solve

MakeScenario = Callable[..., Scenario]


def test_money_is_value_added_of_the_place(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    """bbb's mine: aaa loses 600 x 0.24 + 400 x 0.208; the whole world also 500 x 0.5 + 300 x 0.8."""
    solved = solve(
        compile_network(frame, "months"), [hit_of(frame, scenario([Shock(selector(id="material.bbb-ore"))]))]
    )
    assert solved.money(place.mask)[0] == pytest.approx(144 + 83.2)
    assert solved.money(np.ones_like(place.mask))[0] == pytest.approx(144 + 83.2 + 250 + 240)
    assert solved.identified.all()


def test_the_bound_from_above_holds(frame: Frame, scenario: MakeScenario) -> None:
    solved = solve(
        compile_network(frame, "months"), [hit_of(frame, scenario([Shock(selector(id="material.bbb-ore"))]))]
    )
    assert (solved.result.upper >= solved.loss).all()
    assert (solved.result.upper - solved.loss).max() < 1e-6


def test_spare_capacity(
    frame: Frame, scenario: MakeScenario, loss_of: Callable[..., dict[str, float]]
) -> None:
    """Two of three landings are enough: one is spare; without the corridor (two landings) half is left."""
    one = hit_of(frame, scenario([Shock(selector(id="landing_station.x"))]))
    two = hit_of(frame, scenario([Shock(selector(part_of="corridor.k"))]))
    solved = solve(compile_network(frame, "months"), [one, two])
    assert loss_of(solved, 0) == {"landing_station.x": 1.0}
    assert loss_of(solved, 1) == pytest.approx(
        {
            "landing_station.x": 1,
            "landing_station.y": 1,
            "essential_service.net": 0.5,
            "essential_service.pay": 0.1,
        }
    )


def test_demand_apart(frame: Frame, scenario: MakeScenario, loss_of: Callable[..., dict[str, float]]) -> None:
    """c29 stops: nobody needs it, but it bought half of aaa's c26 and 0.3 of ccc's."""
    hit = hit_of(frame, scenario([Shock(selector(id="sector.aaa.c29"))]))
    central = compile_network(frame, "months")
    assert loss_of(solve(central, [hit])) == {"sector.aaa.c29": 1.0}
    apart = loss_of(solve(central, [hit], demand="decoupled"))
    assert apart == pytest.approx({"sector.aaa.c29": 1, "sector.aaa.c26": 0.5, "sector.ccc.c26": 0.3})


def test_no_hits(frame: Frame, place: Place) -> None:
    solved = solve(compile_network(frame, "months"), [])
    assert solved.money(place.mask).shape == (0,)
    assert solved.identified.shape == (0,)
