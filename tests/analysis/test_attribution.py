"""Which change moved an answer: by hand, and the laws that hold for every pair of networks."""

import copy
import random

import numpy as np
import pytest

from tensen.analysis.attribution import LOOKED_AT, _searched, attribute, grouped
from tensen.analysis.compiled import compile_network, frame_of
from tensen.analysis.corners import corners_of
from tensen.analysis.difference import difference
from tensen.analysis.game import Question, game_of
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Places
from tensen.analysis.scenario import Change, Cut, Shock, selector
from tensen.analysis.switches import Piece, switches_of
from tensen.analysis.union import union_of
from tensen.model import views

ORE_STOPS = Shock(selector(id="material.bbb-ore"))


def played(a, b, left, right=None):
    question = Question("q", left, right or left)
    return game_of(switches_of(union_of(difference(a, b))), "country.aaa", question)


def direct(network, scenario):
    frame = frame_of(network)
    found = corners_of(compile_network(frame, scenario.horizon), lambda w: [hit_of(frame, scenario, worst=w)])
    return found.money(Places(frame).mask("country.aaa"))[0].central


@pytest.fixture
def plain(parts, freeze):
    """A sector of 1000 a day needs ore (k 0.5) from two suppliers; rho and shares as told."""

    def make(first, second, rho, value=1000.0):
        node, money = parts["node"], {"currency": "USD", "price_year": 2022, "partition": "economy"}
        return freeze(
            {
                "nodes": [
                    node("country.aaa"),
                    node("sector.aaa.c26", value=value, **money),
                    node("material.x"),
                    node("material.y"),
                ],
                "carriers": [parts["carrier"]("ore", "ores", True)],
                "edges": [
                    parts["edge"]("material.x", "sector.aaa.c26", "ore", first),
                    parts["edge"]("material.y", "sector.aaa.c26", "ore", second),
                ],
                "requirements": [parts["need"]("sector.aaa.c26", "ore", "shares critical", 0.5, rho)],
                "memberships": [parts["member"]("sector.aaa.c26", "located_in", "country.aaa")],
                "sources": [
                    {"id": "source.s", "title": "T", "publisher": "P", "licence": "CC0", "date": "2024"}
                ],
            }
        )

    return make


def test_two_suppliers_by_hand(plain, scenario):
    """Losses of 1000 k (1 − rho) w: A 240; only shares 200; only rho 180; B 150."""
    stop = scenario(shocks=[Shock(selector(id="material.x"))])
    found = attribute(played(plain(0.6, 0.4, 0.2), plain(0.5, 0.5, 0.4), stop), by="need")
    assert (found.a, found.b, found.total) == pytest.approx((240, 150, -90))
    parts = {p.table: p for p in found.parts}
    assert (parts["edges"].first, parts["edges"].last, parts["edges"].share) == pytest.approx((-40, -30, -35))
    rho = parts["requirements"]
    assert (rho.first, rho.last, rho.share, rho.mean) == pytest.approx((-60, -50, -55, -55))
    assert found.interaction == pytest.approx(10)
    assert found.together == pytest.approx(0, abs=1e-9)
    assert found.method == "exact"


def test_a_half_applied_share_is_scaled_to_the_whole(plain, scenario):
    """Alone on A: x falls to 0.5 beside y's 0.4, so 0.5/0.9; y rises to 0.5 beside x's 0.6, so 0.6/1.1."""
    stop = scenario(shocks=[Shock(selector(id="material.x"))])
    found = attribute(played(plain(0.6, 0.4, 0.2), plain(0.5, 0.5, 0.2), stop))
    first = {p.pieces[0].key[0]: p.first for p in found.parts}
    assert first == pytest.approx({"material.x": 400 * (5 / 9 - 0.6), "material.y": 400 * (6 / 11 - 0.6)})
    assert sum(p.share for p in found.parts) == pytest.approx(found.total)


def test_what_a_supplier_loses_goes_to_the_unknown_one(toy, rows, freeze, scenario):
    """0.6 → 0.5 with the rest unknown: the unknown edge moves along and is no change of its own."""
    rows["edges"][0]["weight"] = 0.5
    found = attribute(played(toy, freeze(rows), scenario(shocks=[ORE_STOPS])))
    assert [p.pieces[0].key[0] for p in found.parts] == ["material.bbb-ore"]
    assert found.parts[0].first == pytest.approx(found.total)


def test_a_supplier_that_is_exchanged_is_one_change(scenario, plain):
    """x gives all in A, y in B: half of that would leave nobody, so both edges are one piece."""
    stop = scenario(shocks=[Shock(selector(id="material.x"))])
    found = attribute(played(plain(1.0, 0.0, 0.2), plain(0.0, 1.0, 0.2), stop))
    assert (found.a, found.b) == pytest.approx((400, 0))
    assert [(p.table, len(p.pieces[0].rows), p.share) for p in found.parts] == [
        ("edges", 2, pytest.approx(-400))
    ]


def test_capacity_never_falls_short_on_the_way(toy, rows, freeze, scenario):
    """East gives 1 and west 0 in B: west's 0.7 beside nothing would not do, so both edges are one piece."""
    east, west = (e for e in rows["edges"] if e["source"].startswith("cloud_region"))
    east["weight"], west["weight"] = 1.0, 0.2
    stop = scenario(shocks=[Shock(selector(id="cloud_region.east"))])
    found = attribute(played(toy, freeze(rows), stop))
    assert [len(p.pieces[0].rows) for p in found.parts] == [2]
    assert found.total == pytest.approx(400 * 0.5 * (1.0 - 0.2) - 400 * 0.5 * 0.3)


def test_a_new_need_moves_with_its_edge_and_its_requirement(toy, rows, freeze, scenario, parts):
    rows["edges"].append(parts["edge"]("material.bbb-ore", "sector.aaa.c29", "ore", 1.0))
    rows["requirements"].append(parts["need"]("sector.aaa.c29", "ore", "shares critical", 0.25))
    found = attribute(played(toy, freeze(rows), scenario(shocks=[ORE_STOPS])))
    assert [(p.table, p.pieces[0].key, len(p.pieces[0].rows)) for p in found.parts] == [
        ("needs", ("sector.aaa.c29", "carrier.ore"), 2)
    ]
    assert found.b - found.a == pytest.approx(found.parts[0].share)


def test_a_node_that_is_new_is_one_change(toy, rows, freeze, scenario, parts):
    money = {"currency": "USD", "price_year": 2022, "partition": "economy"}
    rows["nodes"].append(parts["node"]("sector.aaa.c10", value=200.0, industry="c10", **money))
    rows["memberships"].append(parts["member"]("sector.aaa.c10", "located_in", "country.aaa"))
    rows["edges"].append(parts["edge"]("material.bbb-ore", "sector.aaa.c10", "ore", 1.0))
    rows["requirements"].append(parts["need"]("sector.aaa.c10", "ore", "shares critical", 0.5))
    found = attribute(played(toy, freeze(rows), scenario(shocks=[ORE_STOPS])))
    assert [(p.table, p.pieces[0].key, p.share) for p in found.parts] == [
        ("nodes", ("sector.aaa.c10",), pytest.approx(100.0))
    ]


def test_a_membership_decides_what_a_scenario_hits(toy, rows, freeze, scenario):
    """Material ccc-ore moves to bbb: a cut of all that lies in bbb then takes 0.9 instead of 0.6."""
    for row in rows["memberships"]:
        if row["member"] == "material.ccc-ore":
            row["group"] = "country.bbb"
    cut = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))
    b, stop = freeze(rows), scenario(cuts=[cut])
    found = attribute(played(toy, b, stop))
    assert (found.a, found.b) == pytest.approx((direct(toy, stop), direct(b, stop)))
    assert [(p.table, p.pieces[0].key) for p in found.parts] == [
        ("memberships", ("material.ccc-ore", "located_in"))
    ]


def test_horizons_are_told_by_their_assumptions(toy, scenario):
    days, years = (scenario(shocks=[ORE_STOPS], horizon=h) for h in ("days", "years"))
    found = attribute(played(toy, toy, days, years))
    assert (found.a, found.b) == pytest.approx((direct(toy, days), direct(toy, years)))
    assert [(p.table, p.pieces[0].key) for p in found.parts] == [("assumptions", ("assumption.rho-ore",))]
    assert [r for _, r in found.parts[0].pieces[0].rows] == [0, 2]  # the rows of days and of years


def test_scenarios_are_told_by_their_clauses_and_changes(toy, scenario):
    change = Change("assumption.k-ore", 0.5, 0.7, 0.8)
    a = scenario(shocks=[ORE_STOPS])
    b = scenario(shocks=[ORE_STOPS, Shock(selector(id="material.ccc-ore"))], changes=[change])
    found = attribute(played(toy, toy, a, b))
    # aaa.c26 loses 0.7 × 0.8 × 0.9, ccc.c26 0.8; each gives half of the electronics of c29
    assert (found.a, found.b) == pytest.approx((direct(toy, a), 600 * 0.504 + 400 * 0.4 * (0.504 + 0.8) / 2))
    assert sorted(p.table for p in found.parts) == ["assumptions", "scenario"]
    assert sum(p.share for p in found.parts) == pytest.approx(found.total)


def test_many_changes_are_grouped_and_the_groups_taken_apart():
    pieces = [Piece("edges", (f"a.{k}", "b.c", "carrier.x"), "ores", ("source.s",), ()) for k in range(9)]
    pieces.append(Piece("assumptions", ("assumption.k",), "cloud", ("source.t",), ()))
    assert [(g.table, g.name, len(g.members)) for g in grouped(pieces, "auto")] == [
        ("edges", "ores", 9),
        ("assumptions", "cloud", 1),
    ]
    assert len(grouped(pieces[:8], "auto")) == 8
    assert [g.name for g in grouped(pieces, "source")] == ["source.s", "source.t"]
    assert [g.table for g in grouped(pieces, "table")] == ["edges", "assumptions"]


def told(found):
    """Shares by what each part consists of."""
    return {tuple(sorted(piece.key for piece in p.pieces)): p.share for p in found.parts}


def edited(rows, seed):  # noqa: C901 - one edit after the other
    """The rows with a few edits at random that leave a valid network."""
    dice = random.Random(seed)
    shares = {("carrier.ore", "sector.aaa.c26")}
    for edge in dice.sample(rows["edges"], 4):
        if (edge["carrier"], edge["target"]) in shares:
            edge["weight"] *= dice.uniform(0.2, 1.0)
        elif edge["carrier"] in ("carrier.compute", "carrier.connectivity"):
            edge["weight"] *= dice.uniform(1.0, 1.4)
    for need in dice.sample(rows["requirements"], 3):
        if isinstance(need["criticality"], float):
            need["criticality"] *= dice.uniform(0.3, 1.0)
        need["replaceability"] = dice.choice([0.0, 0.3, "assumption.rho-ore"])
    for row in dice.sample(rows["assumptions"], 3):
        row["central"] = dice.uniform(row["low"], row["high"])
    for node in rows["nodes"]:
        if "value" in node and dice.random() < 0.3:
            node["value"] *= dice.uniform(0.5, 2.0)
    if dice.random() < 0.5:
        rows["edges"] = [e for e in rows["edges"] if e["source"] != "material.ccc-ore"]
    if dice.random() < 0.3:
        rows["memberships"] = [m for m in rows["memberships"] if m["member"] != "cloud_region.west"]
    return rows


@pytest.mark.parametrize("seed", [0, 80, 7])
def test_laws(toy, freeze, scenario, rows, seed):
    """The ends are both networks' own answers; the shares add up; B to A is the reverse; order is nothing."""
    b = freeze(edited(copy.deepcopy(rows), seed))
    stop = scenario(
        shocks=[ORE_STOPS, Shock(selector(id="landing_station.x"), 0.2)],
        cuts=[Cut(selector(operated_by="organisation.big"), {}, selector(located_in="country.aaa"))],
    )
    found = attribute(played(toy, b, stop))
    assert found.a == pytest.approx(direct(toy, stop), abs=1e-5)
    assert found.b == pytest.approx(direct(b, stop), abs=1e-5)
    assert sum(p.share for p in found.parts) + found.together == pytest.approx(found.total, abs=1e-9)
    back = attribute(played(b, toy, stop))
    shares = told(found)
    assert {k: -share for k, share in told(back).items()} == pytest.approx(shares, abs=1e-4)
    shuffled = {name: frame.sample(frac=1, random_state=seed % 97) for name, frame in b.tables.items()}
    again = attribute(played(toy, views.replace(b, shuffled), stop))
    assert told(again) == pytest.approx(shares, abs=1e-4)


def test_sampled_orders_add_up_and_are_the_same_each_time(toy, rows, freeze, scenario):
    for k, row in enumerate(rows["requirements"]):
        row["replaceability"] = 0.05 * (k + 1)
    for node in rows["nodes"]:
        if "value" in node:
            node["value"] *= 1.1
    stop = scenario(shocks=[ORE_STOPS, Shock(selector(id="cloud_provider.big"))])
    one, two = (attribute(played(toy, freeze(rows), stop), by="row", seed=4) for _ in range(2))
    assert [(p.name, p.share) for p in one.parts] == [(p.name, p.share) for p in two.parts]
    assert sum(p.share for p in one.parts) + one.together == pytest.approx(one.total)


def test_caps_are_solved_one_by_one(toy, rows, freeze, scenario):
    rows["requirements"][0]["replace_max"] = 0.05
    b, stop = freeze(rows), scenario(shocks=[ORE_STOPS])
    found = attribute(played(toy, b, stop))
    assert found.b == pytest.approx(direct(b, stop))
    assert found.total == pytest.approx(found.parts[0].share)
    assert found.total > 0


def test_a_step_may_cancel(toy, rows, freeze, scenario):
    rows["edges"][0]["weight"] = 0.5

    def stop_here():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attribute(played(toy, freeze(rows), scenario(shocks=[ORE_STOPS])), step=stop_here)


class _Told:
    """Stands for a game: each piece that is on adds its worth."""

    def __init__(self, worth: list[float]) -> None:
        self.worth = np.array(worth)
        self.pieces = worth

    def rows(self, on: np.ndarray) -> np.ndarray:
        return on @ self.worth


@pytest.mark.parametrize("at", [0, 80, 777, 2999])
def test_a_row_far_down_a_large_group_is_found(at):
    worth = [0.001] * 3000
    worth[at], worth[(at + 1500) % 3000] = 10.0, -4.0
    told = _Told(worth)
    found = _searched(range(3000), LOOKED_AT, told, told, (0.0, sum(worth)))
    assert {at, (at + 1500) % 3000} <= set(found)
