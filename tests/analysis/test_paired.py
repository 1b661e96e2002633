"""Two sides at equal points of the assumptions, and what they hit."""

import numpy as np
import pytest

from tensen.analysis.chokepoints import rank_chokepoints
from tensen.analysis.compiled import frame_of
from tensen.analysis.interval import Interval
from tensen.analysis.moved import moved
from tensen.analysis.paired import Asked, change_between, pair_up
from tensen.analysis.places import Places
from tensen.analysis.reach import scenario_difference
from tensen.analysis.scenario import Cut, Shock, selector

ORE_STOPS = Shock(selector(id="material.bbb-ore"))


def asked(network, *scenarios):
    frame = frame_of(network)
    return Asked(frame, Places(frame).place("country.aaa"), scenarios)


def test_the_same_side_twice_does_not_differ(toy, scenario):
    stop = scenario(shocks=[ORE_STOPS])
    (pair,) = pair_up(asked(toy, stop), asked(toy, stop), exponent=2)
    assert (pair.change.low, pair.change.central, pair.change.high) == (0, 0, 0)
    assert pair.sectors == ()
    assert pair.countries == ()
    assert not pair.moved(0.0)


def test_intervals_that_overlap_may_differ_for_certain(toy, rows, freeze, scenario):
    """0.6 → 0.55 of bbb's ore: less at every point, though the intervals of both sides nearly coincide."""
    rows["edges"][0]["weight"] = 0.55
    stop = scenario(shocks=[ORE_STOPS])
    (pair,) = pair_up(asked(toy, stop), asked(freeze(rows), stop), exponent=3)
    assert pair.overlap
    # 600 k (1 − rho) w, and 400 × 0.4 × half of it for the sector that buys from the first
    per_share = 1 + 400 * 0.4 * 0.5 / 600
    assert pair.change.central == pytest.approx(-600 * 0.5 * 0.8 * 0.05 * per_share)
    assert pair.change.low == pytest.approx(-600 * 0.4 * 0.6 * 0.05 * per_share)
    assert pair.change.least <= pair.change.low <= pair.change.most <= 0
    assert pair.change.sampled.draws == 8
    assert [item.id for item in pair.sectors] == ["sector.aaa.c26", "sector.aaa.c29"]
    assert pair.a.path[-1] == "material.bbb-ore"


def test_crosswise_ends_are_never_subtracted():
    change = change_between(Interval(1, 5, 9), Interval(2, 5.5, 9))
    assert (change.low, change.central, change.high) == (1, 0.5, 0)
    assert (change.least, change.most, change.certain) == (0, 1, False)
    assert change_between(Interval(1, 5, 9), Interval(1, 5, 9 + 1e-12), floor=1e-9).most == 0
    assert np.isnan(change_between(Interval(1, 2, np.nan), Interval(1, 2, 3)).high)


def test_a_side_that_cannot_be_asked_is_a_gap_with_its_reason(toy, rows, freeze, scenario):
    for table, columns in (("nodes", ["id"]), ("edges", ["source"]), ("memberships", ["member"])):
        rows[table] = [r for r in rows[table] if all(r[c] != "material.bbb-ore" for c in columns)]
    stop, other = (
        scenario(shocks=[ORE_STOPS], name="gone"),
        scenario(shocks=[Shock(selector(id="cloud_region.east"))]),
    )
    gone, still = pair_up(asked(toy, stop, other), asked(freeze(rows), stop, other), exponent=-1)
    assert gone.b is None
    assert "material.bbb-ore" in gone.problem.words("en")
    assert gone.a.loss.central > 0
    assert still.change.central == 0


def test_what_two_scenarios_hit(toy, scenario):
    frame = frame_of(toy)
    cut = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))
    a = scenario(shocks=[ORE_STOPS], cuts=[cut])
    b = scenario(shocks=[Shock(selector(id=["material.bbb-ore", "material.ccc-ore"]), 0.5)], cuts=[cut])
    found = scenario_difference(frame, a, b)
    assert {side: len(words) for side, words in found.clauses.items()} == {"both": 1, "a": 1, "b": 1}
    ids = frame.network.position
    assert [ids[i] for i in found.nodes.both] == ["material.bbb-ore"]
    assert [ids[i] for i in found.nodes.harder] == ["material.bbb-ore"]
    assert [ids[i] for i in found.nodes.only_b] == ["material.ccc-ore"]
    assert found.families(found.edges.both) == {"ores": 1}
    assert found.to_frame()["hit"].tolist() == ["both", "b", "both"]
    assert scenario_difference(frame, a, a).empty


def test_who_is_worse_moves_up_and_a_cut_list_is_left(toy, rows, freeze):
    """East's spare is gone: the provider of both regions stays first, bbb's ore loses half its weight."""
    rows["edges"][0]["weight"], rows["edges"][1]["weight"] = 0.3, 0.6
    sides = [asked(net) for net in (toy, freeze(rows))]
    full = [rank_chokepoints(s.frame, s.place, "months", exponent=-1) for s in sides]
    assert all(m.status == "same" and not m.moved for m in moved(full[0], full[0]))
    found = {m.id: m for m in moved(*full) if m.foreign}
    ore, other = (next(m for i, m in found.items() if c in i and "or" in i) for c in ("bbb", "ccc"))
    assert ore.change.central < 0 < other.change.central
    assert ore.rank_b > ore.rank_a
    assert ore.status == "down"
    short = rank_chokepoints(sides[1].frame, sides[1].place, "months", exponent=-1, top=1)
    assert {m.status for m in moved(full[1], short)} == {"same", "left"}
    assert {m.status for m in moved(short, full[1])} == {"same", "entered"}
