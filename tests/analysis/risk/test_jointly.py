"""Events that overlap, simulated together in the made-up world."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, compile_network, frame_of
from tensen.analysis.dependence import Span
from tensen.analysis.hazards import Hazard, jeffreys
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Place, Places
from tensen.analysis.recovery import RecoveryPoint, RecoveryProfile
from tensen.analysis.risk.events import Events
from tensen.analysis.risk.jointly import Jointly
from tensen.analysis.risk.losses import LossTable
from tensen.analysis.risk.model import model_of
from tensen.analysis.risk.placed import place_hazards
from tensen.analysis.risk.simulated import costs_of, model_at
from tensen.analysis.risk.years import simulate
from tensen.analysis.scenario import Scenario, Shock
from tensen.analysis.solve import solve
from tensen.model import Network

WORDS = {"en": "words", "ja": "言葉"}
POINTS = tuple(RecoveryPoint(h, s, "source.s", "2024", "reported") for h, s in ((0, 0.0), (10, 1.0)))
PROFILES = {"back": RecoveryProfile("back", WORDS, WORDS, WORDS, POINTS)}


def _hazard(recovery: str = "") -> Hazard:
    return Hazard(
        "outage", WORDS, "region-outage", "counted", 20.0, 10.0, 1.0, "region-year", jeffreys(20, 10), 1.0,
        "each", Span(1, 1, 1), 20.0, 60.0, {"kind": ("cloud_region",)}, "", recovery,
        "source.s", "2024", "reported",
    )  # fmt: skip


@pytest.fixture(scope="module")
def frame(toy: Network) -> Frame:
    """Without the clocks of restarts, which take long to simulate."""
    needs = toy.requirements.copy()
    needs["restart_time"] = np.nan
    return frame_of(replace(toy, tables={**toy.tables, "requirements": needs}))


@pytest.fixture(scope="module")
def place(frame: Frame) -> Place:
    return Places(frame).place("country.aaa")


def _jointly(frame: Frame, place: Place, recovery: str = "") -> Jointly:
    worth = frame.value * place.mask
    placed = tuple(place_hazards(frame, [_hazard(recovery)], "days"))
    return Jointly(model_at(frame, "days"), placed, np.ones(2), PROFILES, worth, np.flatnonzero(worth > 0))


def _events(*rows: tuple[int, float, float]) -> Events:
    footprint, start, duration = (np.array(c) for c in zip(*rows, strict=True))
    whole, one = np.zeros(len(rows), dtype=np.intp), np.ones(len(rows))
    return Events(whole, whole, footprint, start.astype(float), duration.astype(float), one, one)


def _per_day(frame: Frame, place: Place, *names: str) -> float:
    shock = Shock({"id": tuple(f"cloud_region.{n}" for n in names)}, level=0.0)
    solved = solve(compile_network(frame, "days"), [hit_of(frame, Scenario("s", WORDS, "days", (shock,)))])
    return float(solved.money(place.mask)[0])


def test_two_that_overlap_cost_what_each_moment_costs(frame: Frame, place: Place) -> None:
    east, west, both = (_per_day(frame, place, *n) for n in (("east",), ("west",), ("east", "west")))
    assert both > east + west  # what one leaves is spare for the other: adding would say too little
    events = _events((0, 100.0, 4.0), (1, 102.0, 4.0), (0, 10.0, 4.0), (0, 10.0, 8.0))
    group = np.array([0, 0, 1, 1])
    found = _jointly(frame, place).losses(0, events, group, 2).sum(axis=1)
    assert found[0] == pytest.approx(2 * east + 2 * both + 2 * west, rel=1e-6)
    # the same node down twice is down once
    assert found[1] == pytest.approx(8 * east, rel=1e-6)


def test_an_event_alone_costs_as_its_table_says(frame: Frame, place: Place) -> None:
    for recovery in ("", "back"):
        jointly = _jointly(frame, place, recovery)
        costs = costs_of(frame, jointly.placed, place, PROFILES, points=1)
        table = LossTable.of(costs.days, costs.loss)
        events = _events((0, 0.0, 10.0))
        found = jointly.losses(0, events, np.array([0]), 1)
        assert found.sum() == pytest.approx(float(table.alone(0, events)[0]), rel=0.02)


def test_years_with_pools_are_simulated_together(frame: Frame, place: Place) -> None:
    jointly = _jointly(frame, place)
    costs = costs_of(frame, jointly.placed, place, {}, points=1)
    peril = jointly.placed[0].peril
    pooled = replace(peril, footprints=tuple(replace(f, pool="cloud") for f in peril.footprints))
    table = LossTable.of(costs.days, costs.loss)
    told: dict[str, Any] = {"years": 40, "rates": [[2.0]]}
    joint = simulate(model_of([pooled], table, joint=jointly, **told))
    added = simulate(model_of([peril], table, **told))
    apart = joint.annual != added.annual
    assert apart.any()
    assert not apart.all()
    assert (joint.annual >= joint.largest).all()
