"""Stress: scenarios with intervals, draws, sectors, countries, people, changes and lost demand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.places import Place, Places
from tensen.analysis.scenario import Change, Cut, Scenario, Shock, selector
from tensen.analysis.stress import Stress, changed, stress
from tensen.messages import TensenError
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]
MakeScenario = Callable[..., Scenario]
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))
MINE = Shock(selector(id="material.bbb-ore"))
RHO = Change("assumption.rho-ore", 0.5, 0.5, 0.5)


def one(frame: Frame, place: Place, said: Scenario) -> Stress:
    (found,) = stress(frame, [said], place, exponent=2)
    return found


def test_a_scenario_by_hand(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    found = one(frame, place, scenario([MINE]))
    assert found.loss.central == pytest.approx(144 + 83.2)
    assert found.share.central == pytest.approx(0.2272)
    assert found.first_round.central == pytest.approx(144)
    assert [(i, x) for i, x, _ in found.sectors] == [
        ("sector.aaa.c26", pytest.approx(0.24)),
        ("sector.aaa.c29", pytest.approx(0.208)),
    ]
    assert [(i, x, m.central) for i, x, m in found.countries] == [
        ("country.bbb", pytest.approx(0.5), pytest.approx(250)),
        ("country.ccc", pytest.approx(0.8), pytest.approx(240)),
    ]
    assert found.closed_loop is None
    assert found.reference == "country.aaa"


def test_all_intervals_are_in_order_and_hold_the_draws(
    frame: Frame, place: Place, scenario: MakeScenario
) -> None:
    found = one(frame, place, scenario([MINE]))
    intervals = [
        found.loss,
        found.share,
        found.first_round,
        found.decoupled,
        *(m for *_, m in (*found.sectors, *found.countries)),
    ]
    for interval in intervals:
        assert interval is not None
        assert interval.low <= interval.central <= interval.high
    assert found.sampled is not None
    assert found.loss.low - 1e-3 <= found.sampled.p5 <= found.sampled.p95 <= found.loss.high + 1e-3
    assert sum(m.central for *_, m in found.sectors) == pytest.approx(found.loss.central)


def test_several_scenarios_come_back_in_order_as_if_alone(
    frame: Frame, place: Place, scenario: MakeScenario
) -> None:
    wanted = [
        scenario(cuts=[ORE], name="c", horizon="years"),
        scenario(cuts=[ORE], name="a"),
        scenario(cuts=[ORE], changes=[RHO], name="d"),
        scenario([MINE], name="b"),
    ]
    found = stress(frame, wanted, place, exponent=1)
    assert [s.scenario.id for s in found] == ["c", "a", "d", "b"]
    for together, said in zip(found, wanted, strict=True):
        (alone,) = stress(frame, [said], place, exponent=1)
        assert together.loss.central == pytest.approx(alone.loss.central)
        assert together.loss.high == pytest.approx(alone.loss.high)
    # rho is 0.5 in years: 0.5 x 0.5 x 0.6 = 0.15
    assert found[0].loss.central == pytest.approx(680 * 0.15)


def test_changed_assumptions(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    """With rho 0.5 for sure: 0.5 x 0.5 x 0.6 = 0.15; k runs from 0.4 to 0.8, the unknown is cut at worst."""
    found = one(frame, place, scenario(cuts=[ORE], changes=[RHO]))
    assert found.loss.central == pytest.approx(680 * 0.15)
    assert (found.loss.low, found.loss.high) == pytest.approx((680 * 0.4 * 0.5 * 0.6, 680 * 0.8 * 0.5 * 0.7))
    assert [s for s in found.families if s[0] == "replaceability"] == [
        ("replaceability", pytest.approx(102), pytest.approx(102))
    ]


def test_a_change_stays_in_its_scenario(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    before = frame.network.assumptions.copy()
    plain, moved, again = stress(
        frame,
        [
            scenario(cuts=[ORE], name="a"),
            scenario(cuts=[ORE], changes=[RHO], name="b"),
            scenario(cuts=[ORE], name="c"),
        ],
        place,
        exponent=0,
    )
    assert plain.loss == again.loss
    assert moved.loss.central < plain.loss.central
    assert frame.network.assumptions.equals(before)


def test_a_change_holds_for_every_horizon(frame: Frame, scenario: MakeScenario) -> None:
    table = changed(frame.network.assumptions, scenario(changes=[RHO]))
    mine = table[table["id"] == "assumption.rho-ore"]
    assert (mine[["low", "central", "high"]] == 0.5).all().all()
    assert len(mine) == 3


def test_a_change_of_nothing_suggests_the_nearest(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    with pytest.raises(TensenError) as caught:
        stress(frame, [scenario(cuts=[ORE], changes=[Change("assumption.rho-or", 0, 0, 0)])], place)
    assert caught.value.exit_code == 2
    assert "assumption.rho-ore" in str(caught.value)


def test_lost_demand_stands_beside(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    """c29 stops (400); half of what c26 sells went there: 300 more where lost demand is read too."""
    found = one(frame, place, scenario([Shock(selector(id="sector.aaa.c29"))]))
    assert found.loss.central == pytest.approx(400)
    assert found.decoupled is not None
    assert found.decoupled.central == pytest.approx(700)


def test_without_sales_there_is_no_demand_channel(rows: Rows, freeze: Freeze, scenario: MakeScenario) -> None:
    for row in (*rows["nodes"], *rows["edges"]):
        row.pop("flow", None)
        row.pop("final_demand", None)
    frame = frame_of(freeze(rows))
    assert one(frame, Places(frame).place("country.aaa"), scenario([MINE])).decoupled is None


def test_people(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    """Without the corridor: net loses half of 900, pay a tenth of 500."""
    found = one(frame, place, scenario([Shock(selector(part_of="corridor.k"))]))
    assert found.people is not None
    assert (found.people.low, found.people.high) == pytest.approx((450, 500))
    assert found.people.largest == "essential_service.net"
    assert found.loss.high == 0
    assert one(frame, place, scenario([MINE])).people is None


def test_a_closed_ring_has_a_range(rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario) -> None:
    """c26 and c29 need each other wholly: 0.3 of c26 takes 180 + 120 at once; there is no way out of it."""
    edge, need = parts["edge"], parts["need"]
    rows["edges"] = [e for e in rows["edges"] if e["carrier"] != "carrier.c26"]
    rows["requirements"] = [r for r in rows["requirements"] if r["carrier"] != "carrier.c26"]
    for a, b in (("c26", "c29"), ("c29", "c26")):
        rows["edges"].append(edge(f"sector.aaa.{a}", f"sector.aaa.{b}", "c26", 1.0))
        rows["requirements"].append(need(f"sector.aaa.{b}", "c26", "shares critical", 1.0))
    frame = frame_of(freeze(rows))
    found = one(
        frame, Places(frame).place("country.aaa"), scenario([Shock(selector(id="sector.aaa.c26"), 0.7)])
    )
    assert found.closed_loop is not None
    low, high, nodes = found.closed_loop
    assert low == pytest.approx(300)
    assert high >= low
    assert nodes == 2
    assert found.sampled is not None
    assert found.sampled.closed_loop_draws == found.sampled.draws
    assert np.isnan(found.sampled.p50)


def test_what_watches_is_called(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    seen: list[int] = []
    stress(frame, [scenario([MINE])], place, exponent=0, step=lambda: seen.append(1))
    assert seen


def test_the_table(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    found = one(frame, place, scenario([MINE]))
    assert found.to_frame()["id"].tolist() == ["sector.aaa.c26", "sector.aaa.c29"]
    assert "<table" in found._repr_html_()
