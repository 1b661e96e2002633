"""Groups that are hit together, in the made-up world."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.systemic_groups import By, Group, groups_of
from tensen.messages import TensenError
from tensen.model import Network


def members(network: Network, by: By) -> dict[str, set[str]]:
    ids = network.nodes["id"].to_numpy()
    return {group.id: set(ids[group.members]) for group in groups_of(network, by)}


def test_an_operator_has_all_that_it_runs(toy: Network) -> None:
    found = members(toy, "operator")
    assert found == {
        "organisation.big": {"cloud_provider.big", "cloud_region.east", "cloud_region.west"},
    }


def test_a_jurisdiction_has_what_lies_in_it_along_every_chain(toy: Network) -> None:
    found = members(toy, "jurisdiction")
    assert found["country.bbb"] == {"sector.bbb.c26", "material.bbb-ore", "organisation.big"}
    # east lies in a power area that is part of the country, which is part of the region
    assert "cloud_region.east" in found["country.aaa"]
    assert found["region.east"] == found["country.aaa"]
    assert not any(member.startswith("country.") for held in found.values() for member in held)


def test_a_corridor_has_its_landings(toy: Network) -> None:
    assert members(toy, "corridor") == {"corridor.k": {"landing_station.x", "landing_station.y"}}


def test_a_holder_controls_else_runs_else_is_the_country(toy: Network) -> None:
    found = members(toy, "holder")
    assert found["organisation.big"] == {"cloud_provider.big", "cloud_region.east", "cloud_region.west"}
    assert "cloud_region.east" not in found["country.aaa"]
    assert "landing_station.x" in found["country.aaa"]
    assert sum(map(len, found.values())) == len({m for held in found.values() for m in held})


def test_nodes_are_groups_of_one_and_only_those_asked_for(toy: Network) -> None:
    wanted = (toy.nodes["kind"] == "sector").to_numpy()
    found = groups_of(toy, "node", wanted)
    assert [group.id for group in found] == toy.nodes["id"][wanted].tolist()
    assert all(group.members.size == 1 for group in found)
    assert not groups_of(toy, "operator", wanted)


def test_a_share_stands_on_the_membership_that_says_it(
    rows: dict[str, Any], freeze: Callable[..., Network]
) -> None:
    for row in rows["memberships"]:
        if row["member"] == "cloud_region.west" and row["role"] == "operated_by":
            row["share"] = 0.25
    network = freeze(rows)
    group: Group = groups_of(network, "operator")[0]
    held = dict(zip(network.nodes["id"].to_numpy()[group.members], group.held, strict=True))
    assert held["cloud_region.west"] == 0.25
    assert held["cloud_region.east"] == 1.0
    assert group.partial == 1
    assert np.array_equal(group.members, np.sort(group.members))


def test_another_way_of_grouping_is_refused(toy: Network) -> None:
    with pytest.raises(TensenError) as caught:
        groups_of(toy, "colour")  # type: ignore[arg-type]
    assert "jurisdiction" in caught.value.words("en")
