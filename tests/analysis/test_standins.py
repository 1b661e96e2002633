"""Edges that stand for others: cut by share, doubtful ones only at worst."""

import numpy as np
import pytest

from tensen.analysis.candidates import candidates
from tensen.analysis.compiled import Frame
from tensen.analysis.places import Place
from tensen.analysis.scenario import Cut, Scenario, selector
from tensen.analysis.standins import Standins, reaching, scenario_hit

WORDS = {"en": "words", "ja": "言葉"}


@pytest.fixture
def standins(frame: Frame) -> Standins:
    """Edge 5 stands by 0.6 for ore from bbb and 0.4 for ore from ccc; edge 6 might stand for either."""
    at = frame.network.position.get_indexer(["material.bbb-ore", "material.ccc-ore", "sector.aaa.c26"])
    ore = frame.network.carriers["id"].tolist().index("carrier.ore")
    return Standins(
        np.array([5, 5, 6, 6]),
        np.array([at[0], at[1], at[0], at[1]]),
        np.array([ore, ore, ore, -1]),
        np.array([0.6, 0.4, 1.0, 1.0]),
        np.array([False, False, True, True]),
        int(at[2]),
    )


def _cut(place: str, level: float = 0.0) -> Scenario:
    cut = Cut(
        selector(located_in=f"country.{place}"),
        selector(family="ores"),
        selector(located_in="country.aaa"),
        level,
    )
    return Scenario("s", WORDS, "months", cuts=(cut,))


def test_share_of_what_is_cut(frame: Frame, standins: Standins) -> None:
    hit = scenario_hit(frame, _cut("bbb", 0.5), standins)
    assert dict(zip(hit.edges.tolist(), hit.edge_loss.tolist(), strict=True))[5] == pytest.approx(0.3)
    assert 6 not in hit.edges


def test_cuts_of_different_makers_add_up_and_of_one_do_not(frame: Frame, standins: Standins) -> None:
    """Half of 0.6 and a quarter of 0.4: 0.4, not the larger 0.3; bbb cut twice: the larger cut."""
    both = Scenario("s", WORDS, "months", cuts=(*_cut("bbb", 0.5).cuts, *_cut("ccc", 0.75).cuts))
    hit = scenario_hit(frame, both, standins)
    assert hit.edge_loss[hit.edges == 5].tolist() == pytest.approx([0.6 * 0.5 + 0.4 * 0.25])
    twice = Scenario("s", WORDS, "months", cuts=(*_cut("bbb", 0.5).cuts, *_cut("bbb", 0.75).cuts))
    hit = scenario_hit(frame, twice, standins)
    assert hit.edge_loss[hit.edges == 5].tolist() == pytest.approx([0.3])
    worst = scenario_hit(frame, both, standins, worst=True)
    assert worst.edge_loss[worst.edges == 6].tolist() == pytest.approx([0.5])


def test_doubtful_edges_only_at_worst(frame: Frame, standins: Standins) -> None:
    hit = scenario_hit(frame, _cut("ccc"), standins, worst=True)
    losses = dict(zip(hit.edges.tolist(), hit.edge_loss.tolist(), strict=True))
    assert losses[5] == pytest.approx(0.4)
    assert losses[6] == 1.0


def test_other_targets_leave_the_layer_alone(frame: Frame, standins: Standins) -> None:
    cut = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.bbb"))
    hit = scenario_hit(frame, Scenario("s", WORDS, "months", cuts=(cut,)), standins)
    assert 5 not in hit.edges


def test_candidates_take_what_stands_for_them(frame: Frame, place: Place, standins: Standins) -> None:
    found = {c.key: c for c in reaching(candidates(frame, place), standins)}
    ore = next(c for key, c in found.items() if key.startswith("country.bbb"))
    hit = ore.hit("withheld", place.mask, frame)
    assert 0.6 in hit.edge_loss[hit.edges == 5]
    assert 5 not in ore.hit("gone", place.mask, frame).edges
