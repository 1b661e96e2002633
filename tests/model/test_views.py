"""A part of a network, a layer on it, and sums of flows between groups."""

import pandas as pd
import pytest

from tensen.model import Network
from tensen.model.views import aggregate, keep, layer, replace


def ids(network: Network, table: str = "nodes") -> set[str]:
    return set(network.tables[table]["id"])


def pairs(network: Network, table: str, *columns: str) -> set[tuple[str, ...]]:
    return set(network.tables[table][list(columns)].itertuples(index=False, name=None))


def test_keep_leaves_what_joins_the_nodes_kept(small: Network) -> None:
    part = keep(small, {"material.ore", "sector.aaa.c26", "country.aaa"})
    assert ids(part) == {"material.ore", "sector.aaa.c26", "country.aaa"}
    assert pairs(part, "edges", "source", "carrier") == {("material.ore", "carrier.ore")}
    assert pairs(part, "requirements", "carrier") == {("carrier.ore",)}  # what nobody supplies here is gone
    assert pairs(part, "memberships", "member", "group") == {("sector.aaa.c26", "country.aaa")}
    assert ids(part, "carriers") == ids(small, "carriers")
    assert part.about == small.about


def test_keep_of_all_is_all_and_of_none_is_none(small: Network) -> None:
    whole = keep(small, set(small.nodes["id"]))
    for name, frame in small.tables.items():
        pd.testing.assert_frame_equal(whole.tables[name], frame)
    none = keep(small, [])
    assert [len(none.tables[t]) for t in ("nodes", "edges", "requirements", "memberships")] == [0, 0, 0, 0]


def test_a_view_leaves_the_network_as_it_was(small: Network) -> None:
    before = {name: frame.copy() for name, frame in small.tables.items()}
    keep(small, {"material.ore"})
    layer(small, ["ores"])
    for name, frame in before.items():
        pd.testing.assert_frame_equal(small.tables[name], frame)


def test_a_layer_holds_the_carriers_of_its_families_and_what_they_join(small: Network) -> None:
    part = layer(small, ["ores"])
    assert ids(part, "carriers") == {"carrier.ore"}
    assert ids(part) == {"material.ore", "sector.aaa.c26", "unknown.ore", "country.aaa"}  # with the groups
    assert pairs(part, "requirements", "carrier") == {("carrier.ore",)}
    assert layer(small, ["law"]).nodes.empty


def test_rows_are_numbered_afresh(small: Network) -> None:
    part = layer(small, ["electronics"])
    for frame in part.tables.values():
        assert list(frame.index) == list(range(len(frame)))


def test_flows_add_up_over_the_members(small: Network) -> None:
    edges = small.edges.assign(flow=[5.0, 7.0, None])
    network = replace(small, {"edges": edges})
    group_of = {"material.ore": "a", "sector.bbb.c26": "a", "sector.aaa.c26": "b"}
    table = aggregate(network, group_of)
    assert table.set_index(["source", "target", "carrier"])["flow"].to_dict() == {
        ("a", "b", "carrier.ore"): 5.0,
        ("a", "b", "carrier.c26"): 7.0,
    }
    assert table["flow"].sum() == pytest.approx(12.0)


def test_flows_of_nodes_in_no_group_are_left_out(small: Network) -> None:
    assert aggregate(small, {"material.ore": "a"}).empty
    assert aggregate(small, {}).empty
