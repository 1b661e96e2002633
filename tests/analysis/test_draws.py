"""Draws: one quantile per family, closed loops set aside, the same losses as a solution of its own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, compile_network, frame_of, shift, worst_unknowns
from tensen.analysis.draws import Point, drawn_points, families_of, losses_at
from tensen.analysis.hits import hit_of
from tensen.analysis.interval import summarise
from tensen.analysis.scenario import Cut, Scenario, Shock, selector
from tensen.analysis.solve import solve
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]
MakeScenario = Callable[..., Scenario]
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))


def drawn(frame: Frame, said: Scenario, exponent: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Loss of each node per draw, and which draws are identified."""
    central = compile_network(frame, said.horizon)
    found = losses_at(
        central, drawn_points(central, exponent, seed), lambda worst: [hit_of(frame, said, worst=worst)]
    )
    return found.loss[:, :, 0], found.identified[:, 0]


def test_one_quantile_for_each_family(frame: Frame) -> None:
    central = compile_network(frame, "months")
    assert families_of(central) == ("cloud-use", "criticality", "replaceability")
    points = drawn_points(central, 4, 0)
    assert len(points) == 16
    for point in points:
        assert isinstance(point.quantile, dict)
        assert set(point.quantile) == set(families_of(central))
        assert all(0 <= q <= 1 for q in point.quantile.values())
    assert sum(point.worst for point in points) == 8  # a Sobol sequence fills each half evenly


def test_the_same_seed_draws_the_same(frame: Frame) -> None:
    central = compile_network(frame, "months")
    assert drawn_points(central, 3, 7) == drawn_points(central, 3, 7)
    assert drawn_points(central, 3, 7) != drawn_points(central, 3, 8)


@pytest.mark.parametrize("worst", [False, True])
@pytest.mark.parametrize(
    "quantile", [0.0, 0.5, 1.0, {"replaceability": 0.9}, {"criticality": 0.1, "cloud-use": 1.0}]
)
def test_a_point_is_what_a_solution_of_its_own_gives(
    frame: Frame, scenario: MakeScenario, quantile: Any, worst: bool
) -> None:
    said = scenario(
        [Shock(selector(id="material.bbb-ore"), 0.3), Shock(selector(id="cloud_region.east"))], [ORE]
    )
    central = compile_network(frame, "months")
    found = losses_at(central, [Point(quantile, worst)], lambda w: [hit_of(frame, said, worst=w)])
    moved = shift(central, quantile)
    alone = solve(worst_unknowns(moved) if worst else moved, [hit_of(frame, said, worst=worst)])
    assert found.loss[0, :, 0] == pytest.approx(alone.loss[:, 0], abs=1e-6)


def test_a_point_where_shares_and_caps_vary_is_what_a_solution_of_its_own_gives(
    rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario
) -> None:
    """Weights, capacities and caps may be assumptions too, in a family of their own."""
    make = parts["assumption"]
    rows["edges"][0]["weight"] = "assumption.w"
    next(e for e in rows["edges"] if e["source"] == "cloud_region.west")["weight"] = "assumption.spare"
    rows["requirements"][0]["replace_max"] = "assumption.cap"
    rows["assumptions"] += [
        make("w", "origins", "all", "up", (0.2, 0.5, 0.7)),
        make("spare", "capacity", "all", "down", (0.4, 0.7, 1.0)),
        make("cap", "caps", "all", "down", (0.01, 0.05, 0.2)),
    ]
    frame = frame_of(freeze(rows))
    said = scenario([Shock(selector(id="cloud_region.east"))], [ORE])
    central = compile_network(frame, "months")
    points = [Point({family: q}) for family in ("origins", "capacity", "caps") for q in (0.0, 1.0)]
    found = losses_at(central, points, lambda worst: [hit_of(frame, said, worst=worst)])
    for number, point in enumerate(points):
        alone = solve(shift(central, point.quantile), [hit_of(frame, said)])
        assert found.loss[number, :, 0] == pytest.approx(alone.loss[:, 0], abs=1e-6), point


def test_what_is_wrong_together_does_not_cancel(
    rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario
) -> None:
    """Two equal needs with an assumption each of one family: the range is as wide as with one assumption."""
    edge, need, make = parts["edge"], parts["need"], parts["assumption"]
    rows["edges"] += [edge("material.bbb-ore", f"essential_service.{s}", "ore", 1.0) for s in ("net", "pay")]
    rows["requirements"] += [
        need(f"essential_service.{s}", "ore", "shares linear", 0.5, f"assumption.rho-{s}")
        for s in ("net", "pay")
    ]
    said = scenario([Shock(selector(id="material.bbb-ore"))])

    def width(families: tuple[str, str]) -> tuple[float, float]:
        """Spread of one node's loss, and of the mean of both."""
        held = [
            make(f"rho-{s}", family, "all", "down", (0.1, 0.5, 0.9))
            for s, family in zip(("net", "pay"), families, strict=True)
        ]
        frame = frame_of(freeze({**rows, "assumptions": [*rows["assumptions"], *held]}))
        at = frame.network.position.get_indexer(["essential_service.net", "essential_service.pay"])
        loss, good = drawn(frame, said, 6)
        one, both = (summarise(x, good) for x in (loss[:, at[0]], loss[:, at].mean(axis=1)))
        return one.p95 - one.p5, both.p95 - both.p5

    one, together = width(("shared", "shared"))
    assert together == pytest.approx(one)
    one, apart = width(("first", "second"))
    assert apart < 0.9 * one


RING = ("essential_service.net", "essential_service.pay")


def ring(rows: Rows, parts: Any, rho: float | str) -> Rows:
    """The two services need each other wholly: nothing leaks but rho. A hit of 0.3 on one starts it."""
    edge, need = parts["edge"], parts["need"]
    rows["edges"] = [e for e in rows["edges"] if e["carrier"] != "carrier.connectivity"]
    rows["requirements"] = [r for r in rows["requirements"] if r["carrier"] != "carrier.connectivity"]
    for a, b in (RING, RING[::-1]):
        rows["edges"].append(edge(a, b, "connectivity", 1.0))
        rows["requirements"].append(need(b, "connectivity", "shares critical", 1.0, rho))
    return rows


START = Shock(selector(id=RING[0]), 0.7)


def test_a_closed_ring_is_not_identified(
    rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario
) -> None:
    frame = frame_of(freeze(ring(rows, parts, 0.0)))
    loss, good = drawn(frame, scenario([START]), 3)
    assert not good.any()
    said = summarise(loss[:, 0], good)
    assert (said.closed_loop_draws, np.isnan(said.p50)) == (8, True)
    solved = solve(compile_network(frame, "months"), [hit_of(frame, scenario([START]))])
    assert not solved.identified[0]
    (loop,) = solved.loops[0]
    assert set(frame.network.position[loop.nodes]) == set(RING)


def test_a_ring_that_leaks_is_identified(
    rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario
) -> None:
    frame = frame_of(freeze(ring(rows, parts, 0.1)))
    loss, good = drawn(frame, scenario([START]), 3)
    assert good.all()
    at = frame.network.position.get_loc(RING[1])
    assert loss[:, at] == pytest.approx(0.27, abs=1e-6)  # 0.9 x 0.3


def test_only_the_draws_with_a_closed_ring_are_left_out(
    rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario
) -> None:
    """rho is 0 for every quantile above the centre: those draws are counted, the others summed up."""
    rows["assumptions"].append(parts["assumption"]("rho-ring", "ring", "all", "down", (0.0, 0.0, 0.5)))
    frame = frame_of(freeze(ring(rows, parts, "assumption.rho-ring")))
    central = compile_network(frame, "months")
    points = drawn_points(central, 5, 0)
    loss, good = drawn(frame, scenario([START]), 5)
    leak = np.array([0.5 * max(0.0, 0.5 - p.quantile["ring"]) / 0.5 for p in points])  # type: ignore[index]
    assert np.array_equal(good, leak > 0.001)
    said = summarise(loss[:, frame.network.position.get_loc(RING[1])], good)
    assert said.closed_loop_draws == int((~good).sum()) > 0
    assert said.p95 < 0.3  # without the loops: less than 0.3 comes round


def test_a_ring_that_only_other_weights_close_is_found(
    rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario
) -> None:
    """At the centre half of each need comes from outside the ring; at the far end all of it from inside."""
    edge, make = parts["edge"], parts["assumption"]
    rows = ring(rows, parts, 0.0)
    for row in rows["edges"]:
        if row["carrier"] == "carrier.connectivity":
            row["weight"] = "assumption.inside"
    rows["edges"] += [edge("landing_station.x", node, "connectivity", "assumption.outside") for node in RING]
    rows["assumptions"] += [
        make("inside", "ring", "all", "up", (0.4, 0.5, 1.0)),
        make("outside", "ring", "all", "down", (0.0, 0.5, 0.6)),
    ]
    frame = frame_of(freeze(rows))
    central = compile_network(frame, "months")
    found = losses_at(
        central,
        [Point(0.5), Point({"ring": 1.0})],
        lambda worst: [hit_of(frame, scenario([START]), worst=worst)],
    )
    assert found.identified[:, 0].tolist() == [True, False]


def test_chosen_hits_only(frame: Frame, scenario: MakeScenario) -> None:
    central = compile_network(frame, "months")
    hits = [
        hit_of(frame, scenario(cuts=[ORE])),
        hit_of(frame, scenario([Shock(selector(id="cloud_region.east"))])),
    ]
    found = losses_at(central, [Point(0.5), Point(1.0)], lambda _: hits, {0: [0], 1: [1]})
    assert np.isnan(found.loss[0, :, 1]).all()
    assert np.isnan(found.loss[1, :, 0]).all()
    assert found.loss[0, :, 0] == pytest.approx(solve(central, hits).loss[:, 0], abs=1e-6)
