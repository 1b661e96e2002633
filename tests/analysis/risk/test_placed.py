"""Hazards of a network: rates, footprints and simulated losses in the made-up world."""

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
from tensen.analysis.risk.bands import mean_band
from tensen.analysis.risk.contributions import contributions
from tensen.analysis.risk.losses import LossTable
from tensen.analysis.risk.model import model_of
from tensen.analysis.risk.placed import Placed, horizon_of, place_hazards, severities
from tensen.analysis.risk.simulated import DAYS, Costs, costs_of, model_at, reached, steps_of
from tensen.analysis.risk.years import simulate
from tensen.analysis.scenario import Scenario, Shock
from tensen.analysis.solve import solve
from tensen.messages import TensenError
from tensen.model import Network

WORDS = {"en": "words", "ja": "言葉"}


def _calm(toy: Network, **told: float) -> Frame:
    """The made-up world with other stocks of computing and without restarts, which take long to simulate."""
    needs = toy.requirements.copy()
    needs["restart_time"] = float(told.get("restart", np.nan))
    stock = needs["carrier"] == "carrier.compute"
    needs["time_to_survive"] = np.where(stock, told.get("survive", np.nan), np.nan)
    return frame_of(replace(toy, tables={**toy.tables, "requirements": needs}))


@pytest.fixture(scope="module")
def frame(toy: Network) -> Frame:
    return _calm(toy)


@pytest.fixture(scope="module")
def place(frame: Frame) -> Place:
    return Places(frame).place("country.aaa")


def _hazard(**told: Any) -> Hazard:
    base: dict[str, Any] = {
        "id": "outage", "title": WORDS, "kind": "region-outage", "basis": "counted", "events": 4.0,
        "years": 5.0, "exposure": 2.0, "exposure_unit": "region-year", "rate": jeffreys(4, 10),
        "units_here": 3.0, "hits": "each", "severity": Span(0.2, 0.5, 1.0), "duration_median_days": 0.5,
        "duration_p90_days": 3.0, "footprint": {"kind": ("cloud_region",)}, "scenario": "", "recovery": "",
        "source_id": "source.s", "as_of": "2024", "confidence": "reported",
    }  # fmt: skip
    return Hazard(**{**base, **told})


def _one(frame: Frame, **told: Any) -> Placed:
    (found,) = place_hazards(frame, [_hazard(**told)])
    return found


def _total(costs: Costs) -> np.ndarray:
    return np.asarray(costs.loss.sum(axis=3)[0])


def _per_day(frame: Frame, place: Place, footprint: Any, severity: float, horizon: str = "days") -> float:
    scenario = Scenario("s", WORDS, horizon, shocks=(Shock(footprint, level=1 - severity),))
    solved = solve(compile_network(frame, horizon), [hit_of(frame, scenario)])
    return float(solved.money(place.mask)[0])


def test_a_hazard_that_hits_each_has_a_footprint_and_the_rate_for_each(frame: Frame) -> None:
    found = _one(frame)
    names = [f.nodes for f in found.peril.footprints]
    assert names == [("cloud_region.east",), ("cloud_region.west",)]
    assert [frame.network.position[n[0]] for n in found.nodes] == [n[0] for n in names]
    # (4 + 1/2) / 10 per region and year, 3 units in each of the two
    assert found.peril.rate.mean == pytest.approx(0.45 * 3 * 2)
    assert found.horizon == "days"


def test_a_common_cause_hits_all_at_once(frame: Frame) -> None:
    found = _one(frame, hits="together", duration_median_days=40, duration_p90_days=90)
    assert [f.nodes for f in found.peril.footprints] == [("cloud_region.east", "cloud_region.west")]
    assert found.peril.rate.mean == pytest.approx(0.45 * 3)
    assert found.horizon == "months"
    assert place_hazards(frame, [found.hazard], "years")[0].horizon == "years"


def test_a_forecast_keeps_its_ends(frame: Frame) -> None:
    found = _one(
        frame, basis="forecast", events=np.nan, rate=Span(0.01, 0.03, 0.06), hits="together", units_here=2.0
    )
    ends = found.peril.rate.quantile(np.array([0.05, 0.95]))
    np.testing.assert_allclose(ends, [0.02, 0.12], rtol=1e-6)


def test_severity_is_straight_between_its_ends_and_stays_beyond(frame: Frame) -> None:
    found = _one(frame)
    values = [found.severity(q) for q in (0.0, 0.05, 0.275, 0.5, 0.725, 0.95, 1.0)]
    assert values == pytest.approx([0.2, 0.2, 0.35, 0.5, 0.75, 1.0, 1.0])
    assert severities([found], np.array([0.5])).tolist() == [0.5, 0.5]


def test_horizons_by_duration() -> None:
    assert [horizon_of(d) for d in (0.1, 29, 30, 364, 365)] == ["days", "days", "months", "months", "years"]


def test_a_footprint_that_takes_nothing_is_an_error(frame: Frame) -> None:
    with pytest.raises(TensenError):
        _one(frame, footprint={"id": ("cloud_region.none",)})


def test_without_stocks_an_event_costs_its_equilibrium_for_as_long_as_it_lasts(
    frame: Frame, place: Place
) -> None:
    found = _one(frame, hits="together", severity=Span(0.8, 0.8, 0.8))
    costs = costs_of(frame, [found], place, {}, points=1)
    daily = _per_day(frame, place, found.hazard.footprint, 0.8)
    assert daily > 0
    np.testing.assert_allclose(_total(costs)[0], daily * np.array(DAYS), rtol=1e-6)
    assert costs.loss.shape[3] == costs.sectors.size == np.count_nonzero(frame.value * place.mask)


def test_a_stock_takes_the_first_days(toy: Network, place: Place) -> None:
    frame = _calm(toy, survive=2.0)
    # long enough that durations on both sides of the stock are simulated
    found = _one(frame, hits="together", severity=Span(1, 1, 1), duration_median_days=3, duration_p90_days=20)
    costs = costs_of(frame, [found], place, {}, points=1)
    daily = _per_day(frame, place, found.hazard.footprint, 1.0)
    within = _total(costs)[0]
    assert within[DAYS.index(1.0)] == pytest.approx(0, abs=1e-9)
    at = DAYS.index(10.0)
    assert within[at] == pytest.approx(8 * daily, rel=0.05)


def test_a_recovery_is_followed_over_the_length_of_the_event(frame: Frame, place: Place) -> None:
    points = tuple(
        RecoveryPoint(h, s, "source.s", "2024", "reported") for h, s in ((0, 0.0), (10, 0.5), (40, 1.0))
    )
    profile = RecoveryProfile("slow", WORDS, WORDS, WORDS, points)
    footprint = {"id": ("cloud_region.east",)}
    same = {"footprint": footprint, "severity": Span(1, 1, 1)}
    whole = costs_of(frame, [_one(frame, **same)], place, {}, points=1)
    eased = costs_of(frame, [_one(frame, **same, recovery="slow")], place, {"slow": profile}, points=1)
    daily, some = _per_day(frame, place, footprint, 1.0), _total(whole)[0]
    left = _total(eased)[0] / np.array(DAYS)
    assert some == pytest.approx(daily * np.array(DAYS))
    assert (left > 0).all()
    assert (left < daily).all()
    # the shape is stretched: about the same share at every length; 8 to 60 steps, and spare capacity bends it
    np.testing.assert_allclose(left, left[0], rtol=0.04)


def test_durations_that_are_not_simulated_are_straight(frame: Frame, place: Place) -> None:
    short = _one(frame, hits="together", duration_median_days=0.05, duration_p90_days=0.08)
    assert reached(short).tolist() == [True, True, *[False] * 6]
    long = _one(frame, hits="together", duration_median_days=200, duration_p90_days=300)
    assert reached(long).tolist() == [False] * 6 + [True, True]
    costs = costs_of(frame, [short], place, {}, points=1)
    daily = _per_day(frame, place, short.hazard.footprint, 0.5)
    np.testing.assert_allclose(_total(costs)[0], daily * np.array(DAYS), rtol=1e-6)
    assert [steps_of(d) for d in (0.1, 5, 30, 365)] == [8, 8, 30, 60]


def test_points_differ_and_are_drawn_again_from_the_seed(frame: Frame, place: Place) -> None:
    placed = [_one(frame)]
    told: list[int] = []
    first = costs_of(frame, placed, place, {}, points=4, seed=3, step=lambda: told.append(1))
    again = costs_of(frame, placed, place, {}, points=4, seed=3, workers=2)
    other = costs_of(frame, placed, place, {}, points=4, seed=4)
    np.testing.assert_array_equal(first.loss, again.loss)
    assert first.loss.shape[0] == 4
    assert len({round(float(x), 9) for x in first.loss[:, 0, -1].sum(axis=1)}) > 2
    assert not np.array_equal(first.loss, other.loss)
    assert len(told) == 4 * int(reached(placed[0]).sum())


def test_stocks_and_restarts_are_those_of_the_requirements(toy: Network, frame: Frame) -> None:
    assert model_at(frame, "days").carried.term.size == 0
    stocked = model_at(_calm(toy, survive=2.0), "days").carried
    assert set(stocked.survive.tolist()) == {2.0}
    assert set(model_at(_calm(toy, restart=3.0), "days").carried.restart.tolist()) == {3.0}


def test_a_restart_is_lost_too(toy: Network, place: Place) -> None:
    told = {"hits": "together", "severity": Span(1, 1, 1), "duration_median_days": 1, "duration_p90_days": 2}
    plain, slow = _calm(toy), _calm(toy, restart=3.0)
    at = DAYS.index(1.0)
    within = _total(costs_of(plain, [_one(plain, **told)], place, {}, points=1))[0, at]
    after = _total(costs_of(slow, [_one(slow, **told)], place, {}, points=1))[0, at]
    assert after > 1.5 * within


def test_from_hazards_to_the_average_year(frame: Frame, place: Place) -> None:
    """All together: the average is rate x daily loss x mean duration, by hazard, node and sector."""
    hazards = [
        _hazard(severity=Span(0.5, 0.5, 0.5)),
        _hazard(id="both", hits="together", severity=Span(1, 1, 1), events=1.0),
    ]
    placed = place_hazards(frame, [replace(h, duration_p90_days=1.0) for h in hazards])
    costs = costs_of(frame, placed, place, {}, points=1)
    model = model_of([p.peril for p in placed], LossTable.of(costs.days, costs.loss), years=40_000)
    years = simulate(model)
    band = mean_band(years.annual[:, 0])
    daily = [_per_day(frame, place, {"id": (f"cloud_region.{n}",)}, 0.5) for n in ("east", "west")] + [
        _per_day(frame, place, hazards[1].footprint, 1.0)
    ]
    rates = [placed[0].peril.rate.mean / 2] * 2 + [placed[1].peril.rate.mean]
    mean = placed[0].peril.duration.mean
    expected = sum(r * d for r, d in zip(rates, daily, strict=True)) * mean
    assert abs(band.figure - expected) < 4 * band.standard_error
    parts = contributions(model, years)
    assert parts.items[0].sum() == pytest.approx(band.figure)
    assert parts.perils[0].sum() == pytest.approx(band.figure)
