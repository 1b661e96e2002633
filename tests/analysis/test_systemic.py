"""The index by node, group and scenario, through the verb, in the made-up world and on drawn networks."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tensen.analysis.compiled import Frame, compile_network, frame_of
from tensen.analysis.hits import hit_of
from tensen.analysis.scenario import Change, Cut, Scenario, Shock, selector
from tensen.analysis.solve import solve
from tensen.analysis.systemic_groups import groups_of
from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.systemic import Systemic, systemic_risk

ORE = Cut(source=selector(located_in="country.bbb"), carrier=selector(family="ores"))
MakeScenario = Callable[..., Scenario]


def systemic_of(frame: Frame, **told: Any) -> Systemic:
    return systemic_risk(frame.network, **{"mode": "converged", **told})


def of(found: Systemic, row: str, column: str = "esri") -> float:
    return float(found.to_frame().set_index("node")[column][row])


def groups(frame: Frame, by: Any, share: float | None = None) -> pd.DataFrame:
    """The groups of a network as a table, with the share each has of a node, or one share for all."""
    ids = frame.network.nodes["id"].to_numpy()
    rows = [
        (group.id, ids[node], held if share is None else share)
        for group in groups_of(frame.network, by)
        for node, held in zip(group.members, group.held, strict=True)
    ]
    return pd.DataFrame(rows, columns=["group", "node", "share"])


def test_a_node_is_ranked_by_what_its_closure_costs(frame: Frame) -> None:
    found = systemic_of(frame, tol=1e-9)
    table = found.to_frame()
    assert of(found, "material.bbb-ore") == pytest.approx((600 * 0.24 + 400 * 0.208 + 490) / 1800, abs=1e-8)
    # places and firms that supply nothing are no firms of the economy
    kinds = frame.network.kind_of
    assert not {kinds[i] for i in table["node"]} & {"country", "region", "organisation"}
    assert set(found.names) == set(frame.network.nodes["id"])
    assert (table["bound"] < 1e-6).all()
    assert (table["iterations"] > 0).any()


def test_the_top_is_the_head_of_the_whole_ranking_and_proven(frame: Frame) -> None:
    whole, top = systemic_of(frame).top(3), systemic_of(frame, closures="top:3")
    assert top.found.proven
    assert top.to_frame()["node"].tolist() == whole["node"].tolist()
    np.testing.assert_allclose(top.to_frame()["esri"], whole["esri"], atol=2e-6)
    cut = systemic_of(frame, closures="top:3", mode="reference").to_frame()
    assert len(cut) == 3
    assert cut["bound"].isna().all()


def test_a_group_is_closed_together(frame: Frame) -> None:
    found = systemic_of(frame, by="jurisdiction", tol=1e-9)
    # all of country B: ore stops; bbb.c26 and both of its customers lose what they lose, bbb itself all
    down = (600 * 0.24 + 400 * 0.208 + 300 * 0.8 + 500) / 1800
    assert of(found, "country.bbb") == pytest.approx(down, abs=1e-8)
    assert of(found, "country.aaa") == pytest.approx(of(found, "region.east"), abs=1e-9)


def test_a_part_of_a_group_costs_less_and_in_proportion_here(frame: Frame) -> None:
    whole, half = (systemic_of(frame, groups=groups(frame, "operator", x), tol=1e-9) for x in (1.0, 0.5))
    # the provider's whole compute: .5 of cars, of 1800
    assert of(whole, "organisation.big") == pytest.approx(400 * 0.5 / 1800, abs=1e-8)
    assert of(half, "organisation.big") == pytest.approx(400 * 0.25 / 1800, abs=1e-8)


def test_shares_that_a_group_holds_count_where_asked_and_are_told_where_not(
    rows: dict[str, Any], freeze: Callable[..., Network]
) -> None:
    for row in rows["memberships"]:
        if row["role"] == "operated_by":
            row["share"] = 0.25
    frame = frame_of(freeze(rows))
    whole = systemic_of(frame, by="operator", tol=1e-9)
    part = systemic_of(frame, groups=groups(frame, "operator"), tol=1e-9)
    assert of(whole, "organisation.big") == pytest.approx(4 * of(part, "organisation.big"), abs=1e-8)
    assert {note.name: note.params for note in whole.notes}["systemic.note_partial"] == {"count": 3}
    assert "systemic.note_partial" not in {note.name for note in part.notes}


@pytest.mark.parametrize("level", [0.0, 0.4])
def test_a_cut_costs_what_the_loss_equation_says(frame: Frame, scenario: MakeScenario, level: float) -> None:
    cut = Cut(source=ORE.source, carrier=ORE.carrier, target=selector(located_in="country.aaa"), level=level)
    shock = Shock(selector(id="sector.ccc.c26"), level=0.7)
    asked = [scenario(cuts=[cut], name="cut"), scenario(cuts=[cut], shocks=[shock], name="both")]
    found = systemic_of(frame, scenarios=asked, tol=1e-9)
    solved = solve(compile_network(frame, "months"), [hit_of(frame, s) for s in asked], demand="decoupled")
    expected = frame.value @ solved.loss / frame.value.sum()
    for k, one in enumerate(asked):
        assert of(found, one.id) == pytest.approx(expected[k], abs=1e-7)
        assert of(found, one.id, "esri_down") > 0
    assert of(found, "both", "esri_up") > of(found, "cut", "esri_up") - 1e-12
    assert found.to_frame()["node"].tolist() == [one.id for one in asked]


def test_each_scenario_is_solved_at_its_own_horizon_and_assumptions(
    frame: Frame, scenario: MakeScenario
) -> None:
    change = Change("assumption.rho-ore", 0.5, 0.6, 0.7)
    asked = [
        scenario(cuts=[ORE], name="months"),
        scenario(cuts=[ORE], name="days", horizon="days"),
        scenario(cuts=[ORE], name="changed", changes=[change]),
    ]
    found = systemic_of(frame, scenarios=asked, tol=1e-9)
    assert found.to_frame()["node"].tolist() == [one.id for one in asked]  # though solved apart
    assert of(found, "days") > of(found, "months") > of(found, "changed")
    one = systemic_of(frame, scenarios=asked[:2], horizon="years", tol=1e-9)
    assert of(one, "days") == pytest.approx(of(one, "months"), abs=1e-8)


def test_the_published_steps_stop_below_the_limit(frame: Frame) -> None:
    limit = systemic_of(frame, by="jurisdiction", tol=1e-9)
    steps = systemic_of(frame, by="jurisdiction", mode="reference", eps=1e-2)
    fine = systemic_of(frame, by="jurisdiction", mode="reference", eps=1e-12)
    for row in limit.to_frame()["node"]:
        assert of(steps, row) <= of(limit, row) + 1e-8
        assert of(fine, row) == pytest.approx(of(limit, row), abs=1e-8)


@pytest.mark.parametrize("more", [{"mode": "exact"}, {"weights": "jobs"}, {"by": "colour"}])
def test_choices_that_are_none_are_refused(frame: Frame, more: dict[str, Any]) -> None:
    with pytest.raises(TensenError) as caught:
        systemic_of(frame, **more)
    assert caught.value.exit_code == 2
    assert caught.value.words("ja")


def drawn(
    seed: int, parts: dict[str, Callable[..., dict[str, Any]]], freeze: Callable[..., Network]
) -> Network:
    """A network through the builder: sectors that sell goods to each other, and services without money."""
    rng = np.random.default_rng(seed)
    sectors = [f"sector.aaa.c{i}" for i in range(6)]
    clouds = [f"cloud_region.r{i}" for i in range(3)]
    money = {"currency": "USD", "price_year": 2022, "partition": "economy"}
    node, need, edge = parts["node"], parts["need"], parts["edge"]
    nodes = [
        node("country.aaa", gdp=1e9),
        *(
            node(i, value=float(rng.integers(1, 500)), final_demand=float(rng.integers(5, 50)), **money)
            for i in sectors
        ),
        *(node(i) for i in clouds),
    ]
    edges, needs = [], []
    for target in (*sectors, *clouds):
        share = 0.9
        for carrier, sources in (("g0", sectors[:3]), ("g1", sectors[3:]), ("compute", clouds)):
            some = [s for s in sources if s != target and rng.random() < 0.7]
            if not some or rng.random() < 0.25:
                continue
            weight = rng.dirichlet(np.ones(len(some)))
            for source, w in zip(some, weight.tolist(), strict=True):
                sold = {} if carrier == "compute" else {"flow": float(rng.integers(1, 60))}
                edges.append(edge(source, target, carrier, w, **sold))
            mode = "critical" if rng.random() < 0.5 else "linear"
            k = float(rng.random()) * (1.0 if mode == "critical" else share)
            share -= 0.0 if mode == "critical" else k
            needs.append(need(target, carrier, f"shares {mode}", k, float(rng.choice([0.0, 0.3]))))
    carriers = [parts["carrier"](c, "electronics", True) for c in ("g0", "g1")]
    return freeze(
        {
            "nodes": nodes,
            "carriers": [*carriers, parts["carrier"]("compute", "compute", False)],
            "edges": edges,
            "requirements": needs,
            "memberships": [parts["member"](i, "located_in", "country.aaa") for i in (*sectors, *clouds)],
            "sources": [{"id": "source.s", "title": "T", "publisher": "P", "licence": "CC0", "date": "2024"}],
        }
    )


@pytest.mark.parametrize("seed", range(12))
def test_on_drawn_networks_every_closure_is_that_of_the_loss_equation(
    seed: int, parts: dict[str, Any], freeze: Callable[..., Network]
) -> None:
    frame = frame_of(drawn(seed, parts, freeze))
    found = systemic_of(frame, tol=1e-8)
    assert not any(note.name in ("systemic.note_spare", "systemic.note_capped") for note in found.notes)
    ids = found.to_frame()["node"].tolist()
    asked = [Scenario(i, {"en": i, "ja": i}, "months", (Shock(selector(id=i)),)) for i in ids]
    hits = [hit_of(frame, s) for s in asked]
    right = solve(compile_network(frame, "months"), hits, demand="decoupled", tol=1e-13).result
    assert right.supply_loss is not None
    assert right.demand_loss is not None
    worth = frame.value / frame.value.sum()
    named = (("esri", right.loss), ("esri_down", right.supply_loss), ("esri_up", right.demand_loss))
    for column, loss in named:
        low, bound = found.to_frame()[column].to_numpy(), found.to_frame()["bound"].to_numpy()
        expected = worth @ loss
        assert (low <= expected + 1e-10).all()
        assert (expected <= low + np.maximum(bound, 1e-7)).all()
