"""Swings: one family at a time at either end; a family that cannot matter is absent."""

from collections.abc import Callable
from typing import Any

import pytest

from tensen.analysis.compiled import Frame, compile_network, frame_of, shift, worst_unknowns
from tensen.analysis.corners import corners_of
from tensen.analysis.draws import UNKNOWN
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Place, Places
from tensen.analysis.scenario import Cut, Scenario, Shock, selector
from tensen.analysis.solve import solve
from tensen.analysis.swings import family_swings
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]
MakeScenario = Callable[..., Scenario]
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))


def swings(frame: Frame, place: Place, *said: Scenario) -> list[dict[str, tuple[float, float]]]:
    central = compile_network(frame, "months")

    def hits(worst: bool) -> list[Any]:
        return [hit_of(frame, s, worst=worst) for s in said]

    found = family_swings(central, hits, corners_of(central, hits), frame.value * place.mask)
    return [{family: (low, high) for family, low, high in one} for one in found]


def test_ends_by_hand(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    """The others stay central: k 0.5, rho 0.2, the unknown tenth well. The cloud cannot matter: absent."""
    (found,) = swings(frame, place, scenario(cuts=[ORE]))
    assert found == {
        "criticality": (pytest.approx(680 * 0.4 * 0.8 * 0.6), pytest.approx(680 * 0.8 * 0.8 * 0.6)),
        "replaceability": (pytest.approx(680 * 0.5 * 0.6 * 0.6), pytest.approx(680 * 0.5 * 0.9 * 0.6)),
        UNKNOWN: (pytest.approx(680 * 0.5 * 0.8 * 0.6), pytest.approx(680 * 0.5 * 0.8 * 0.7)),
    }


def test_ends_are_solutions_of_their_own(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    said = [
        scenario(cuts=[ORE]),
        scenario([Shock(selector(id="material.bbb-ore"), 0.2), Shock(selector(id="cloud_region.east"))]),
    ]
    central = compile_network(frame, "months")
    for one, found in zip(said, swings(frame, place, *said), strict=True):
        for family, ends in found.items():
            for q, end in zip((0.0, 1.0), ends, strict=True):
                worst = family == UNKNOWN and q == 1.0
                moved = central if family == UNKNOWN else shift(central, {family: q})
                alone = solve(worst_unknowns(moved) if worst else moved, [hit_of(frame, one, worst=worst)])
                assert end == pytest.approx(alone.money(place.mask)[0], abs=1e-3)


def test_each_hit_has_its_own_families(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    cloud, landing = swings(
        frame,
        place,
        scenario([Shock(selector(id="cloud_provider.big"))]),
        scenario([Shock(selector(id="landing_station.x"))]),
    )
    assert cloud == {"cloud-use": (pytest.approx(120), pytest.approx(240))}
    assert landing == {}


def test_the_centre_lies_between_the_ends(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    (found,) = swings(frame, place, scenario([Shock(selector(id="material.bbb-ore"))]))
    for low, high in found.values():
        assert low <= 144 + 83.2 + 1e-6
        assert high >= 144 + 83.2 - 1e-6


def test_a_family_of_caps_swings_too(rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario) -> None:
    """rho 0.2 of 0.6 would replace 0.12; a cap of 0.05 to 0.1 binds: m 0.55 at worst, 0.5 at best; k 0.5."""
    rows["requirements"][0]["replace_max"] = "assumption.cap"
    rows["assumptions"].append(parts["assumption"]("cap", "caps", "all", "down", (0.05, 0.08, 0.1)))
    frame = frame_of(freeze(rows))
    (found,) = swings(frame, Places(frame).place("country.aaa"), scenario(cuts=[ORE]))
    assert found["caps"] == (pytest.approx(680 * 0.25), pytest.approx(680 * 0.275))
