"""What may be a chokepoint, and what each mode takes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.candidates import Candidate, candidates
from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.places import Place, Places
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]


def by_key(frame: Frame, place: Place) -> dict[str, Candidate]:
    found = candidates(frame, place)
    named = {c.key: c for c in found}
    assert len(named) == len(found)
    return named


def ends(frame: Frame, edges: np.ndarray) -> set[tuple[str, str]]:
    ids = frame.network.position
    return {(ids[frame.edge_source[e]], ids[frame.edge_target[e]]) for e in edges}


def test_who_is_a_candidate(frame: Frame, place: Place) -> None:
    found = by_key(frame, place)
    assert {key for key, c in found.items() if c.foreign} == {
        "country.bbb/ores",
        "country.ccc/ores",
        "country.ccc/electronics",
        "organisation.big",
        "cloud_provider.big",
        "cloud_region.east",
        "cloud_region.west",
    }
    assert {key for key, c in found.items() if not c.foreign} == {
        "corridor.k",
        *(f"landing_station.{x}" for x in "xyz"),
    }


def test_seen_from_another_country(frame: Frame) -> None:
    found = by_key(frame, Places(frame).place("country.ccc"))
    assert {key for key, c in found.items() if c.foreign and c.family} == {"country.bbb/ores"}


def test_a_group_holds_its_members_and_supplies_others(frame: Frame, place: Place) -> None:
    big = by_key(frame, place)["organisation.big"]
    assert set(frame.network.position[big.members]) == {
        "cloud_provider.big",
        "cloud_region.east",
        "cloud_region.west",
    }
    assert ends(frame, big.edges) == {
        ("cloud_region.east", "sector.aaa.c29"),
        ("cloud_region.west", "sector.aaa.c29"),
    }


def test_a_group_of_one_is_that_one(rows: Rows, freeze: Freeze) -> None:
    rows["memberships"] = [
        m for m in rows["memberships"] if m["member"] != "landing_station.y" or m["role"] != "part_of"
    ]
    frame = frame_of(freeze(rows))
    found = by_key(frame, Places(frame).place("country.aaa"))
    assert "landing_station.x" in found
    assert "corridor.k" not in found


def test_withheld_takes_edges_to_the_reference_and_gone_takes_the_members(frame: Frame, place: Place) -> None:
    ore = by_key(frame, place)["country.bbb/ores"]
    withheld = ore.hit("withheld", place.mask, frame)
    assert ends(frame, withheld.edges) == {("material.bbb-ore", "sector.aaa.c26")}
    assert not withheld.nodes.size
    gone = ore.hit("gone", place.mask, frame)
    assert not gone.edges.size
    assert set(frame.network.position[gone.nodes]) == {"material.bbb-ore"}


@pytest.mark.parametrize("key", ["country.bbb/ores", "country.ccc/ores"])
def test_at_worst_the_unknown_supplier_is_the_country_itself(frame: Frame, place: Place, key: str) -> None:
    worst = by_key(frame, place)[key].hit("withheld", place.mask, frame, worst=True)
    assert ("unknown.ore", "sector.aaa.c26") in ends(frame, worst.edges)


def test_at_worst_the_unknown_supplier_is_the_firm_itself(rows: Rows, freeze: Freeze) -> None:
    """A tenth of the regions' identity service comes from nobody knows whom: it may be the same provider."""
    for row in rows["edges"]:
        if row["source"] == "cloud_provider.big":
            row["weight"] = 0.9
    frame = frame_of(freeze(rows))
    place = Places(frame).place("country.aaa")
    found = by_key(frame, place)
    hit = found["cloud_provider.big"].hit("withheld", place.mask, frame, worst=True)
    assert {("unknown.identity", "cloud_region.east"), ("unknown.identity", "cloud_region.west")} <= ends(
        frame, hit.edges
    )
    # what the firm needs itself is not withheld from others
    group = found["organisation.big"].hit("withheld", place.mask, frame, worst=True)
    assert not any(source == "unknown.identity" for source, _ in ends(frame, group.edges))


def test_a_country_s_own_law_is_no_chokepoint_to_it(rows: Rows, freeze: Freeze, parts: Any) -> None:
    rows["nodes"] += [parts["node"]("law.ours"), parts["node"]("law.theirs")]
    member = parts["member"]
    rows["memberships"] += [
        member("law.ours", "located_in", "country.aaa"),
        member("law.theirs", "located_in", "country.bbb"),
        member("landing_station.z", "subject_to", "law.ours"),
        member("landing_station.x", "subject_to", "law.ours"),
        member("organisation.big", "subject_to", "law.theirs"),
        member("material.bbb-ore", "subject_to", "law.theirs"),
    ]
    frame = frame_of(freeze(rows))
    found = by_key(frame, Places(frame).place("country.aaa"))
    assert "law.ours" not in found
    # it reaches through the operator to what the firm runs
    reach = set(frame.network.position[found["law.theirs"].members])
    assert {"cloud_region.east", "cloud_provider.big", "material.bbb-ore"} <= reach
    assert found["law.theirs"].foreign
