"""Memberships followed along chains: where a thing lies, who controls it, which law reaches it."""

from collections.abc import Callable
from typing import Any

import pytest

from tensen.model import Network, NetworkBuilder
from tensen.model.groups import direct_groups, groups_of, members_of
from tensen.model.views import keep

Rows = dict[str, list[dict[str, Any]]]
# region.x in firm.y in country.aaa in union.z, and a law over the country
LINKS = (
    ("cloud_region.x", "country.bbb", "located_in"),
    ("cloud_region.x", "organisation.y", "operated_by"),
    ("organisation.y", "organisation.holding", "controlled_by"),
    ("organisation.holding", "country.aaa", "located_in"),
    ("country.aaa", "region.z", "part_of"),
    ("region.z", "region.zz", "part_of"),
    ("country.aaa", "law.l", "subject_to"),
    ("landing_station.a", "corridor.k", "part_of"),
    ("corridor.k", "country.bbb", "located_in"),
)


@pytest.fixture
def linked(small_rows: Rows, builder_of: Callable[[Rows], NetworkBuilder]) -> Network:
    stamp = {"source_id": "source.s", "as_of": "2024", "confidence": "reported"}
    there = {row["id"] for row in small_rows["nodes"]}
    for name in dict.fromkeys(name for link in LINKS for name in link[:2]):
        if name not in there:
            small_rows["nodes"].append(
                {"id": name, "kind": name.split(".")[0], "name_en": name, "name_ja": name, **stamp}
            )
    small_rows["memberships"] += [{"member": m, "group": g, "role": r, **stamp} for m, g, r in LINKS]
    return builder_of(small_rows).freeze()


EXPECTED = [
    ("cloud_region.x", "located_in", {"country.bbb"}),
    ("cloud_region.x", "operated_by", {"organisation.y"}),
    # whoever controls its operator, and the country where that one lies, with what the country is part of
    ("cloud_region.x", "controlled_by", {"organisation.holding", "country.aaa", "region.z", "region.zz"}),
    # a thing lies where that of which it is a part lies
    ("landing_station.a", "located_in", {"country.bbb"}),
    ("organisation.holding", "located_in", {"country.aaa", "region.z", "region.zz"}),
    ("country.aaa", "part_of", {"region.z", "region.zz"}),
    # the laws over where its controller lies reach it
    ("cloud_region.x", "subject_to", {"law.l"}),
    ("landing_station.a", "operated_by", set()),
]


@pytest.mark.parametrize(("member", "role", "groups"), EXPECTED)
def test_a_chain(linked: Network, member: str, role: str, groups: set[str]) -> None:
    assert groups_of(linked, role).get(member, frozenset()) == groups


def test_members_are_the_other_way_round(linked: Network) -> None:
    for role in ("located_in", "controlled_by", "part_of"):
        for group in ("country.aaa", "country.bbb", "region.z"):
            wanted = {m for m, groups in groups_of(linked, role).items() if group in groups}
            assert members_of(linked, group, role) == wanted
    assert "cloud_region.x" in members_of(linked, "country.aaa", "controlled_by")
    assert members_of(linked, "country.none", "located_in") == frozenset()


def test_direct_groups_follow_no_chain(linked: Network) -> None:
    direct = direct_groups(linked)
    assert direct["controlled_by"]["organisation.y"] == {"organisation.holding"}
    assert "cloud_region.x" not in direct["controlled_by"]
    assert direct_groups(linked) is direct  # made once for a network


def test_control_in_a_circle_ends(small_rows: Rows, builder_of: Callable[[Rows], NetworkBuilder]) -> None:
    stamp = {"source_id": "source.s", "as_of": "2024", "confidence": "reported"}
    for name in ("organisation.a", "organisation.b"):
        small_rows["nodes"].append(
            {"id": name, "kind": "organisation", "name_en": name, "name_ja": name, **stamp}
        )
    for member, group in (("organisation.a", "organisation.b"), ("organisation.b", "organisation.a")):
        small_rows["memberships"].append({"member": member, "group": group, "role": "controlled_by", **stamp})
    held = groups_of(builder_of(small_rows).freeze(), "controlled_by")
    assert "organisation.b" in held["organisation.a"]
    assert "organisation.a" in held["organisation.b"]


def test_two_networks_do_not_share_their_groups(linked: Network) -> None:
    assert "cloud_region.x" in groups_of(linked, "located_in")
    part = keep(linked, set(linked.nodes["id"]) - {"country.bbb"})
    assert "cloud_region.x" not in groups_of(part, "located_in")
