"""Scenarios in time: stocks by hand, shocks with dates, intervals, and the link to the loss per day."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.interval import Interval
from tensen.analysis.places import Place, Places
from tensen.analysis.recovery import RecoveryPoint, RecoveryProfile
from tensen.analysis.scenario import Change, Cut, Scenario, Shock, selector
from tensen.analysis.simulate import Simulated, own_step, simulate_scenario
from tensen.analysis.stress import stress
from tensen.analysis.timed import periods
from tensen.messages import TensenError
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]
MakeScenario = Callable[..., Scenario]
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))
MINE = Shock(selector(id="material.bbb-ore"))
DIRECT, BOTH = 144.0, 144.0 + 83.2  # by hand in test_stress: electronics alone, and with what it sells to
FIRE = RecoveryProfile(
    "fire",
    {"en": "F", "ja": "火"},
    {},
    {},
    tuple(RecoveryPoint(h, r, "source.s", "2024", "measured") for h, r in ((0, 0.0), (48, 0.5), (96, 1.0))),
)


def stocked(rows: Rows, freeze: Freeze, **held: Any) -> tuple[Frame, Place]:
    """The made-up world without restart times, with stocks of some carriers in days."""
    for row in rows["requirements"]:
        row.pop("restart_time", None)
        if row["target"].startswith("sector.aaa"):
            row["time_to_survive"] = held.get(row["carrier"].removeprefix("carrier."))
    frame = frame_of(freeze(rows))
    return frame, Places(frame).place("country.aaa")


def run(
    frame: Frame, place: Place, said: Scenario, days: float = 20, step: float = 1.0, **k: Any
) -> Simulated:
    return simulate_scenario(frame, said, place, days, step, **{"exponent": -1, **k})


def near(interval: Interval) -> Any:
    return pytest.approx((interval.low, interval.central, interval.high), rel=1e-6)


def ends(interval: Interval) -> tuple[float, float, float]:
    return interval.low, interval.central, interval.high


def test_without_stocks_every_day_costs_what_stress_says(
    rows: Rows, freeze: Freeze, scenario: MakeScenario
) -> None:
    frame, place = stocked(rows, freeze)
    said = scenario([MINE])
    found = run(frame, place, said, exponent=3)
    (settled,) = stress(frame, [said], place, exponent=-1)
    assert settled.loss.central == pytest.approx(BOTH)
    assert ends(found.at(0)) == near(settled.loss)
    assert ends(found.at(19)) == near(settled.loss)
    assert ends(found.loss) == near(settled.loss.scaled(20))
    assert found.share.central == pytest.approx(BOTH / 1000)
    assert found.recovered == Interval(np.inf, np.inf, np.inf)
    assert found.ran_out == ()
    assert found.held_off == pytest.approx(0)


def test_a_stock_of_some_days_holds_the_loss_off_until_it_is_empty(
    rows: Rows, freeze: Freeze, scenario: MakeScenario
) -> None:
    # electronics lacks 0.6 of its ore and makes up 0.2 of that in the market: 3 days of need last 3 / 0.48
    frame, place = stocked(rows, freeze, ore=3.0)
    found = run(frame, place, scenario([MINE]), 20, 0.25)
    (out,) = found.ran_out
    assert (out.target, out.carrier, out.days) == ("sector.aaa.c26", "carrier.ore", 3.0)
    lasts, other = 3.0 / 0.48, 400 * 0.4 * 0.5 * 0.8  # country C has no stock, and cars buy from it
    assert out.day == lasts
    assert found.until(6.0).central == pytest.approx(6 * other)
    assert found.loss.central == pytest.approx(BOTH * (20 - lasts) + other * lasts)
    assert found.before.central == pytest.approx(other * lasts)
    assert found.before.central + found.after.central == pytest.approx(found.loss.central)
    assert found.held_off == pytest.approx(20 * BOTH - found.loss.central)
    assert found.worst[1].central == pytest.approx(BOTH)
    assert found.worst[0] == lasts


def test_a_chain_of_two_stocks_falls_one_after_the_other(
    rows: Rows, freeze: Freeze, scenario: MakeScenario
) -> None:
    # cars hold 6 days of electronics as well, of which they lack half of what electronics loses and half of
    # what country C loses from the first day on
    plain, place = stocked(rows, freeze, ore=2.0)
    both, same = stocked(rows, freeze, ore=2.0, c26=6.0)
    one, two = run(plain, place, scenario([MINE])), run(both, same, scenario([MINE]))
    assert one.at(0).central == pytest.approx(400 * 0.4 * 0.5 * 0.8)  # C has no stock: cars lack at once
    assert two.at(0).central == pytest.approx(0)
    assert [r.target for r in two.ran_out] == ["sector.aaa.c26", "sector.aaa.c29"]
    assert two.ran_out[0].day < two.ran_out[1].day
    middle = int(two.ran_out[0].day) + 1
    assert two.at(middle).central == pytest.approx(DIRECT)
    assert two.losers(middle) == (("sector.aaa.c26", pytest.approx(DIRECT)),)
    assert two.at(19).central == pytest.approx(BOTH)
    assert two.sectors()[0][0] == "sector.aaa.c26"
    assert sum(share for *_, share in two.sectors()) == pytest.approx(1)


def test_a_stock_that_is_assumed_stands_at_each_points_quantile(
    rows: Rows, freeze: Freeze, scenario: MakeScenario, parts: dict[str, Callable[..., dict[str, Any]]]
) -> None:
    rows["assumptions"].append(parts["assumption"]("stock", "stocks", "all", "down", (2.0, 3.0, 5.0)))
    rows["assumptions"][-1]["unit"] = "day"
    frame, place = stocked(rows, freeze, ore="assumption.stock")
    found = run(frame, place, scenario(cuts=[ORE]))  # at home alone: nobody else is short
    low, mid, high = (int(np.argmax(path > 1)) for path in found.paths)
    # drawn at 0.6 (1 - 0.4), 0.6 (1 - 0.2) and, with the unknown tenth, 0.7 (1 - 0.1) a day
    assert (low, mid, high) == (int(5 / 0.36), int(3 / 0.48), int(2 / 0.63))
    assert found.ran_out[0].days == 3.0


def test_a_shock_has_a_start_an_end_and_a_recovery(
    rows: Rows, freeze: Freeze, scenario: MakeScenario
) -> None:
    frame, place = stocked(rows, freeze)
    short = scenario([Shock(selector(id="material.bbb-ore"), 0.0, 4.0, start=3.0)])
    found = run(frame, place, short)
    assert found.paths[1, :3].max() == 0
    assert found.loss.central == pytest.approx(4 * BOTH)
    assert found.recovered == Interval(7, 7, 7)
    assert found.periods == ((3.0, 7.0),)
    slow = scenario([Shock(selector(id="material.bbb-ore"), 0.0, 0.0, start=3.0, recovery="fire")])
    curved = run(frame, place, slow, profiles={"fire": FIRE})
    assert curved.recovered.central == 7
    assert curved.loss.central == pytest.approx(2 * BOTH, rel=1e-6)  # the triangle under the curve
    assert curved.periods == ((3.0, 7.0),)


def test_what_does_not_say_how_long_lasts_as_told(rows: Rows, freeze: Freeze, scenario: MakeScenario) -> None:
    frame, place = stocked(rows, freeze)
    cut = Cut(selector(id="material.bbb-ore"), selector(family="ores"), selector(located_in="country.aaa"))
    found = run(frame, place, scenario(cuts=[cut]), lasts=2.5, step=0.5)
    assert found.recovered.central == 2.5
    endless = run(frame, place, scenario(cuts=[cut]))
    assert found.loss.central == pytest.approx(2.5 * endless.at(0).central)
    assert endless.periods == ((0.0, 20.0),)


def test_restart_times_are_taken(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    shock = scenario([Shock(selector(id="material.bbb-ore"), 0.0, 5.0)])  # ore: restart after 90 days
    found = run(frame, place, shock, 120)
    assert found.recovered.central == 95


def test_the_interval_holds_corners_and_draws(rows: Rows, freeze: Freeze, scenario: MakeScenario) -> None:
    frame, place = stocked(rows, freeze, ore=3.0)
    found = run(frame, place, scenario([MINE]), exponent=4)
    assert found.paths.shape == (3 + 16, 20)
    assert found.sampled is not None
    assert found.loss.low <= found.sampled.p5 <= found.sampled.p50 <= found.sampled.p95 <= found.loss.high
    low, mid, high = found.per_day
    assert (low <= mid).all()
    assert (mid <= high).all()
    again = run(frame, place, scenario([MINE]), exponent=4)
    np.testing.assert_array_equal(found.paths, again.paths)
    ups = [found.until(day).central for day in (1, 5, 10, 15, 20)]
    assert ups == sorted(ups)


def test_changes_of_assumptions_count(rows: Rows, freeze: Freeze, scenario: MakeScenario) -> None:
    frame, place = stocked(rows, freeze)
    moved = run(frame, place, scenario([MINE], changes=[Change("assumption.rho-ore", 0.5, 0.5, 0.5)]))
    assert moved.loss.central < run(frame, place, scenario([MINE])).loss.central


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"days": 0}, "time_days"),
        ({"days": np.inf}, "time_days"),
        ({"step": 1e-5}, "time_step"),
        ({"step": 40.0}, "time_step"),
        ({"lasts": -1.0}, "time_lasts"),
        ({"days": 1e5, "step": 0.01}, "time_steps"),
    ],
)
def test_times_that_cannot_be_used(
    frame: Frame, place: Place, scenario: MakeScenario, said: dict[str, float], key: str
) -> None:
    with pytest.raises(TensenError) as caught:
        run(frame, place, scenario([MINE]), **said)
    assert caught.value.key == key


def test_an_unknown_recovery_is_refused(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    with pytest.raises(TensenError, match="fire"):
        run(frame, place, scenario([Shock(selector(id="material.bbb-ore"), recovery="fire")]))


def test_periods_that_meet_are_one(scenario: MakeScenario) -> None:
    target = selector(id="material.bbb-ore")
    said = scenario([Shock(target, 0, 5, start=s) for s in (0, 3, 12, 40)])
    assert periods(said, {}, np.inf, 15) == ((0, 8), (12, 15))


def test_the_step_follows_the_days() -> None:
    assert [own_step(d) for d in (1, 7, 30, 180, 1000)] == [1 / 24, 1 / 24, 0.25, 0.25, 1.0]
    assert [own_step(d, curved=True) for d in (1, 30, 180)] == [1 / 24, 0.5, 3.0]


def test_the_atlas_without_stocks_ends_at_the_loss_per_day() -> None:
    import tensen
    from tensen.model import views
    from tensen.workspace.answers import find_scenario

    network = tensen.load("japan")
    requirements = network.requirements.assign(time_to_survive=np.nan)
    frame = frame_of(views.replace(network, {"requirements": requirements}))
    place = Places(frame).place("country.jpn")
    said = find_scenario(network, "digital-sanctions")
    (settled,) = stress(frame, [said], place, exponent=-1)
    found = simulate_scenario(frame, said, place, 5.0, 1.0, exponent=-1)
    assert ends(found.at(4)) == near(settled.loss)
