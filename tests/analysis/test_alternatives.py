"""Concentration and substitutes, by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from tensen.analysis.alternatives import Alternatives, alternatives
from tensen.analysis.candidates import candidates
from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.places import Place, Places
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]


def beside(frame: Frame, place: Place) -> dict[str, Alternatives]:
    places = Places(frame)
    return {c.key: alternatives(frame, place, places, c) for c in candidates(frame, place)}


@pytest.mark.parametrize(
    ("key", "hhi", "substitutes"),
    [
        # countries: 0.6 from bbb, 0.3 from ccc, 0.1 from nobody knows whom: who is unknown replaces nobody
        ("country.bbb/ores", 0.36 + 0.09 + 0.01, 1),
        ("country.ccc/ores", 0.36 + 0.09 + 0.01, 1),
        # half at home, half from ccc
        ("country.ccc/electronics", 0.5, 1),
        # two regions of 0.7 each: shares of one half
        ("cloud_region.east", 0.5, 1),
        # one firm runs both regions: nobody else is there; the index is of its two regions
        ("organisation.big", 0.5, 0),
        ("cloud_provider.big", 1.0, 0),
        # three landings of a half each
        ("landing_station.x", 1 / 3, 2),
        ("corridor.k", 1 / 3, 1),
    ],
)
def test_by_hand(frame: Frame, place: Place, key: str, hhi: float, substitutes: int) -> None:
    found = beside(frame, place)[key]
    assert found.hhi == pytest.approx(hhi)
    assert found.substitutes == substitutes


def test_the_needs_are_weighed_by_what_the_candidate_gives(rows: Rows, freeze: Freeze, parts: Any) -> None:
    """A second need takes 0.1 from bbb and 0.9 from ccc: 0.82. The two are weighed 0.6 to 0.1."""
    edge, need = parts["edge"], parts["need"]
    rows["edges"] += [
        edge("material.bbb-ore", "sector.aaa.c29", "ore", 0.1),
        edge("material.ccc-ore", "sector.aaa.c29", "ore", 0.9),
    ]
    rows["requirements"].append(need("sector.aaa.c29", "ore", "shares critical", 0.1))
    frame = frame_of(freeze(rows))
    found = beside(frame, Places(frame).place("country.aaa"))["country.bbb/ores"]
    assert found.hhi == pytest.approx((0.6 * 0.46 + 0.1 * 0.82) / 0.7)
    assert found.substitutes == 1


def test_a_trifle_is_no_substitute(rows: Rows, freeze: Freeze) -> None:
    rows["edges"][1]["weight"] = 0.009
    frame = frame_of(freeze(rows))
    assert beside(frame, Places(frame).place("country.aaa"))["country.bbb/ores"].substitutes == 0
