"""Explain: the binding need at each step, cuts marked, cycles that end, shares."""

from collections.abc import Callable
from typing import Any

import pytest

from tensen.analysis.compiled import Frame, compile_network, frame_of
from tensen.analysis.explain import Explanation, Step, explain_hit
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Place
from tensen.analysis.scenario import Cut, Scenario, Shock, selector
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]
MakeScenario = Callable[..., Scenario]
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))


def why(frame: Frame, said: Scenario, **settings: Any) -> Explanation:
    return explain_hit(compile_network(frame, said.horizon), hit_of(frame, said), **settings)


def steps(step: Step) -> list[Step]:
    return [step, *(below for child in step.children for below in steps(child))]


def test_a_chain_back_to_the_shock(frame: Frame, scenario: MakeScenario) -> None:
    """The provider stops, both regions stop, c29 loses 0.5 x (1.4 - 0.4)."""
    tree = why(frame, scenario([Shock(selector(id="cloud_provider.big"))])).tree("sector.aaa.c29")
    assert (tree.node, tree.binding, tree.share) == ("sector.aaa.c29", "critical", 1.0)
    assert tree.loss == pytest.approx(0.5)
    assert [(c.node, c.carrier, c.binding) for c in tree.children] == [
        ("cloud_region.east", "carrier.compute", "critical"),
        ("cloud_region.west", "carrier.compute", "critical"),
    ]
    assert [c.share for c in tree.children] == pytest.approx([0.5, 0.5])
    for region in tree.children:
        (provider,) = region.children
        assert (provider.node, provider.binding, provider.loss, provider.children) == (
            "cloud_provider.big",
            "shock",
            1.0,
            (),
        )


def test_rows_behind_each_step(frame: Frame, scenario: MakeScenario) -> None:
    tree = why(frame, scenario([Shock(selector(id="cloud_provider.big"))])).tree("sector.aaa.c29")
    assert (tree.edge, tree.requirement) == (-1, -1)
    for parent in steps(tree):
        for child in parent.children:
            edge = frame.network.edges.iloc[child.edge]
            assert (edge["source"], edge["target"], edge["carrier"]) == (
                child.node,
                parent.node,
                child.carrier,
            )
            need = frame.network.requirements.iloc[child.requirement]
            assert (need["target"], need["carrier"], need["mode"]) == (parent.node, child.carrier, "critical")


def test_the_need_that_binds_and_not_the_other(frame: Frame, scenario: MakeScenario) -> None:
    """One region costs c29 0.15, electronics of ccc 0.2: only the latter is named."""
    said = scenario([Shock(selector(id="cloud_region.east")), Shock(selector(id="sector.ccc.c26"))])
    tree = why(frame, said).tree("sector.aaa.c29")
    assert tree.loss == pytest.approx(0.2)
    assert (tree.binding, [c.node for c in tree.children]) == ("linear", ["sector.ccc.c26"])


def test_shares_of_a_loss_from_two_suppliers(frame: Frame, scenario: MakeScenario) -> None:
    """ccc's c26 loses 0.8 and aaa's 0.24: shares 10/13 and 3/13."""
    tree = why(frame, scenario([Shock(selector(id="material.bbb-ore"))])).tree("sector.aaa.c29")
    assert [(c.node, c.share) for c in tree.children] == [
        ("sector.ccc.c26", pytest.approx(10 / 13)),
        ("sector.aaa.c26", pytest.approx(3 / 13)),
    ]
    assert [s.node for s in tree.heaviest()] == ["sector.aaa.c29", "sector.ccc.c26", "material.bbb-ore"]


def test_a_cut_line_is_marked_and_ends_the_way(frame: Frame, scenario: MakeScenario) -> None:
    tree = why(frame, scenario(cuts=[ORE])).tree("sector.aaa.c26")
    (line,) = tree.children
    assert (line.node, line.binding, line.carrier, line.loss) == (
        "material.bbb-ore",
        "cut",
        "carrier.ore",
        0.0,
    )
    assert line.children == ()


def test_cycles_end(rows: Rows, freeze: Freeze, parts: Any, scenario: MakeScenario) -> None:
    """c26 and c29 buy from each other; nobody stands twice on one way."""
    rows["edges"].append(parts["edge"]("sector.aaa.c29", "sector.aaa.c26", "c26", 1.0))
    rows["requirements"].append(parts["need"]("sector.aaa.c26", "c26", "shares critical", 0.9))
    said = scenario([Shock(selector(id="cloud_provider.big")), Shock(selector(id="sector.aaa.c29"), 0.9)])
    frame = frame_of(freeze(rows))
    tree = why(frame, said).tree("sector.aaa.c26", depth=50)

    def ways(step: Step, before: tuple[str, ...] = ()) -> None:
        assert step.node not in before
        for child in step.children:
            ways(child, (*before, step.node))

    ways(tree)
    assert {s.node for s in steps(tree)} == {
        "sector.aaa.c26",
        "sector.aaa.c29",
        "cloud_region.east",
        "cloud_region.west",
        "cloud_provider.big",
    }


def test_depth_and_width(frame: Frame, scenario: MakeScenario) -> None:
    found = why(frame, scenario([Shock(selector(id="cloud_provider.big"))]))
    assert found.tree("sector.aaa.c29", depth=0).children == ()
    shallow = found.tree("sector.aaa.c29", depth=1)
    assert all(not c.children for c in shallow.children)
    assert len(found.tree("sector.aaa.c29", width=1).children) == 1


def test_a_trifle_is_left_out(rows: Rows, freeze: Freeze, scenario: MakeScenario) -> None:
    """0.01 of 1 comes from ccc: below one part in fifty."""
    rows["edges"][0]["weight"], rows["edges"][1]["weight"] = 0.99, 0.01
    frame = frame_of(freeze(rows))
    tree = why(frame, scenario([Shock(selector(kind="material"))])).tree("sector.aaa.c26")
    assert [c.node for c in tree.children] == ["material.bbb-ore"]


def test_ties_go_by_id_whatever_the_order_of_the_rows(
    rows: Rows, freeze: Freeze, scenario: MakeScenario
) -> None:
    rows["nodes"].reverse()
    rows["edges"].reverse()
    found = why(frame_of(freeze(rows)), scenario([Shock(selector(id="cloud_provider.big"))]))
    tree = found.tree("sector.aaa.c29")
    assert [c.node for c in tree.children] == ["cloud_region.east", "cloud_region.west"]
    assert tree.heaviest()[1].node == "cloud_region.east"
    assert [c.node for c in found.tree("sector.aaa.c29", width=1).children] == ["cloud_region.east"]


def test_what_loses_nothing_has_no_reason(frame: Frame, scenario: MakeScenario) -> None:
    tree = why(frame, scenario([Shock(selector(id="cloud_region.east"))])).tree("sector.bbb.c26")
    assert (tree.binding, tree.loss, tree.children) == ("none", 0.0, ())


def test_the_worst_node_is_the_one_that_loses_most_money(
    frame: Frame, place: Place, scenario: MakeScenario
) -> None:
    """bbb's mine: c26 loses 600 x 0.24 = 144, c29 400 x 0.208 = 83."""
    assert (
        why(frame, scenario([Shock(selector(id="material.bbb-ore"))])).worst(place.mask) == "sector.aaa.c26"
    )
    assert why(frame, scenario([Shock(selector(id="sector.bbb.c26"))])).worst(place.mask) is None


def test_lost_demand_is_named(frame: Frame, scenario: MakeScenario) -> None:
    found = why(frame, scenario([Shock(selector(id="sector.aaa.c29"))]), demand="decoupled")
    tree = found.tree("sector.ccc.c26")
    assert (tree.binding, tree.loss) == ("demand", pytest.approx(0.3))
    assert [c.node for c in tree.children] == ["sector.aaa.c29"]
