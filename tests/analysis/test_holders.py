"""Holders: who controls, else who operates, else where it lies."""

from collections.abc import Callable
from typing import Any

import pytest

from tensen.analysis.holders import Holder, country_behind, holder_of
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]


@pytest.mark.parametrize(
    ("node", "holder"),
    [
        ("sector.ccc.c26", Holder("country.ccc", "located_in", "country.ccc")),
        # operated by a firm, though it lies in country A; the firm lies in B
        ("cloud_region.west", Holder("organisation.big", "operated_by", "country.bbb")),
        # its own row names an area, so the country behind the area is named
        ("power_area.north", None),
        ("landing_station.x", Holder("country.aaa", "located_in", "country.aaa")),
        ("unknown.ore", None),
    ],
)
def test_by_role(toy: Network, node: str, holder: Holder | None) -> None:
    assert holder_of(toy, node) == holder


def test_control_goes_before_operation_before_place(rows: Rows, freeze: Freeze, parts: Any) -> None:
    rows["nodes"].append(parts["node"]("organisation.owner"))
    rows["memberships"] += [
        parts["member"]("cloud_region.west", "controlled_by", "organisation.owner"),
        parts["member"]("organisation.owner", "located_in", "country.ccc"),
    ]
    network = freeze(rows)
    assert holder_of(network, "cloud_region.west") == Holder(
        "organisation.owner", "controlled_by", "country.ccc"
    )
    assert holder_of(network, "cloud_region.east") == Holder("organisation.big", "operated_by", "country.bbb")


def test_a_node_in_an_area_is_held_by_the_country(rows: Rows, freeze: Freeze) -> None:
    rows["memberships"] = [m for m in rows["memberships"] if m["role"] != "operated_by"]
    assert holder_of(freeze(rows), "cloud_region.east") == Holder("country.aaa", "located_in", "country.aaa")


def test_the_country_behind_a_node(toy: Network) -> None:
    assert country_behind(toy, "country.ccc") == "country.ccc"
    assert country_behind(toy, "cloud_region.east") == "country.bbb"  # from where it is controlled
    assert country_behind(toy, "corridor.k") == "country.aaa"
    assert country_behind(toy, "unknown.ore") is None
