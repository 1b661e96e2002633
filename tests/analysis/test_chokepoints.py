"""Ranking: without the group's own loss, withheld against gone, with intervals and draws."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tensen.analysis.chokepoints import Chokepoint, Ranking, rank_chokepoints
from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.places import Place, Places
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]


def row(ranking: Ranking, key: str) -> Chokepoint:
    return next(c for c in (*ranking.foreign, *ranking.domestic) if c.candidate.key == key)


@pytest.fixture(scope="module")
def withheld(frame: Frame, place: Place) -> Ranking:
    return rank_chokepoints(frame, place, "months", exponent=3)


@pytest.fixture(scope="module")
def gone(frame: Frame, place: Place) -> Ranking:
    return rank_chokepoints(frame, place, "months", mode="gone", exponent=-1)


def test_withheld_by_hand(withheld: Ranking) -> None:
    """Ore of bbb: c26 loses 0.24 and c29 0.048, so 144 + 19.2. The cloud: 1.4 - 0.4 is short, half of 400."""
    central = {c.candidate.key: c.loss.central for c in withheld.foreign}
    assert central == pytest.approx(
        {
            "cloud_provider.big": 200,
            "organisation.big": 200,
            "country.bbb/ores": 144 + 19.2,
            "country.ccc/ores": 72 + 9.6,
            "country.ccc/electronics": 400 * 0.4 * 0.5,
            "cloud_region.east": 400 * 0.5 * 0.3,
            "cloud_region.west": 400 * 0.5 * 0.3,
        }
    )
    assert [c.rank for c in withheld.foreign] == list(range(1, 8))
    assert all(
        a.loss.central >= b.loss.central for a, b in zip(withheld.foreign, withheld.foreign[1:], strict=False)
    )


def test_gone_makes_third_countries_starve(withheld: Ranking, gone: Ranking) -> None:
    """ccc's electronics lose 0.8 without the ore and reach c29: 0.4 x (0.5 x 0.24 + 0.5 x 0.8) = 0.208."""
    found = row(gone, "country.bbb/ores")
    assert found.loss.central == pytest.approx(144 + 400 * 0.208)
    assert found.other_mode.central == pytest.approx(row(withheld, "country.bbb/ores").loss.central)
    assert row(withheld, "country.bbb/ores").other_mode.central == pytest.approx(found.loss.central)
    for one in withheld.foreign:
        assert one.other_mode.central >= one.loss.central - 1e-9


def test_own_loss_stands_apart(withheld: Ranking, gone: Ranking) -> None:
    assert row(withheld, "country.bbb/ores").own_loss.central == 0
    assert row(gone, "country.bbb/ores").own_loss.central == pytest.approx(250)  # half of bbb's c26
    assert row(gone, "country.ccc/electronics").own_loss.central == pytest.approx(300)  # itself


def test_a_group_at_home_is_ranked_without_its_own_loss(rows: Rows, freeze: Freeze, parts: Any) -> None:
    """A domestic firm runs c26: when it fails A loses 600 of its own and 0.4 x 0.5 x 400 = 80 elsewhere."""
    rows["nodes"].append(parts["node"]("organisation.home"))
    member = parts["member"]
    rows["memberships"] += [
        member("sector.aaa.c26", "operated_by", "organisation.home"),
        member("organisation.home", "located_in", "country.aaa"),
    ]
    frame = frame_of(freeze(rows))
    ranking = rank_chokepoints(frame, Places(frame).place("country.aaa"), "months", exponent=-1)
    (found,) = (c for c in ranking.domestic if c.candidate.id == "organisation.home")
    assert (found.mode, found.candidate.foreign) == ("gone", False)
    assert found.loss.central == pytest.approx(80)
    assert found.own_loss.central == pytest.approx(600)


def test_intervals_by_hand(withheld: Ranking) -> None:
    found = row(withheld, "country.bbb/ores")
    assert (found.loss.low, found.loss.high) == pytest.approx((680 * 0.144, 680 * 0.504))
    assert found.share.high == pytest.approx(0.68 * 0.504)
    assert found.first_round.central == pytest.approx(144)
    cloud = row(withheld, "organisation.big")
    assert (cloud.loss.low, cloud.loss.high) == pytest.approx((120, 240))


def test_an_unknown_supplier_widens_a_firm_s_range(rows: Rows, freeze: Freeze) -> None:
    """The provider gives 0.9 of the identity service and may be the unknown tenth as well.

    Central: each region loses 0.9, so 1.26 - 0.4 is missing and c29 loses 0.43. At worst they stop: 0.6.
    """
    for edge in rows["edges"]:
        if edge["source"] == "cloud_provider.big":
            edge["weight"] = 0.9
    frame = frame_of(freeze(rows))
    ranking = rank_chokepoints(frame, Places(frame).place("country.aaa"), "months", exponent=-1)
    found = row(ranking, "cloud_provider.big")
    assert found.loss.central == pytest.approx(400 * 0.43)
    assert found.loss.high == pytest.approx(400 * 0.6)


def test_what_is_known_of_a_change_of_supplier(withheld: Ranking) -> None:
    assert row(withheld, "country.bbb/ores").time_to_substitute == 90
    assert row(withheld, "organisation.big").time_to_substitute is None


def test_draws_lie_within_the_corners(withheld: Ranking) -> None:
    for found in withheld.foreign:
        assert found.sampled is not None
        assert (found.sampled.draws, found.sampled.closed_loop_draws) == (8, 0)
        assert (
            found.loss.low - 1e-3
            <= found.sampled.p5
            <= found.sampled.p50
            <= found.sampled.p95
            <= found.loss.high + 1e-3
        )


def test_corners_alone(gone: Ranking) -> None:
    assert all(c.sampled is None for c in gone.foreign)


def test_only_the_top(frame: Frame, place: Place) -> None:
    ranking = rank_chokepoints(frame, place, "months", top=2, exponent=-1)
    assert [c.rank for c in ranking.foreign] == [1, 2]
    assert {c.candidate.key for c in ranking.foreign} == {"cloud_provider.big", "organisation.big"}


def test_what_costs_nothing_is_no_chokepoint(withheld: Ranking) -> None:
    """The landings carry services without value added: they are no chokepoints of the economy."""
    assert withheld.domestic == ()


def test_sources_and_holders_are_named(withheld: Ranking) -> None:
    for found in withheld.foreign:
        assert found.sources == ("source.s",)
        assert found.holder is not None
    assert row(withheld, "cloud_region.east").holder.id == "organisation.big"  # type: ignore[union-attr]


def test_the_table_has_a_row_for_each(withheld: Ranking) -> None:
    table = withheld.to_frame()
    assert table["id"].tolist() == [c.candidate.key for c in withheld.foreign]
    assert "<table" in withheld._repr_html_()


def test_a_closed_loop_has_a_range_instead_of_a_finding(rows: Rows, freeze: Freeze, parts: Any) -> None:
    """c29 -> ccc's c26 -> aaa's c26 -> c29, each wholly: when c29 fails, its loss comes back undiminished.

    The first round takes c29 (400 a day), the full loss takes c26 too.
    """
    edge, need, member = parts["edge"], parts["need"], parts["member"]
    rows["edges"] = [e for e in rows["edges"] if e["carrier"] != "carrier.c26"]
    rows["requirements"] = [r for r in rows["requirements"] if r["carrier"] != "carrier.c26"]
    way = ("sector.aaa.c29", "sector.ccc.c26", "sector.aaa.c26", "sector.aaa.c29")
    for source, target in pairwise(way):
        rows["edges"].append(edge(source, target, "c26", 1.0))
        rows["requirements"].append(need(target, "c26", "shares critical", 1.0))
    rows["nodes"].append(parts["node"]("organisation.home"))
    rows["memberships"] += [
        member("sector.aaa.c29", "operated_by", "organisation.home"),
        member("organisation.home", "located_in", "country.aaa"),
    ]
    frame = frame_of(freeze(rows))
    ranking = rank_chokepoints(frame, Places(frame).place("country.aaa"), "months", exponent=2)
    found = row(ranking, "organisation.home")
    assert found.closed_loop == pytest.approx((400, 1000, 3))
    assert found.sampled is not None
    assert found.sampled.closed_loop_draws == found.sampled.draws == 4
