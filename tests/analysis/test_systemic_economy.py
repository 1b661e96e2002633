"""A network of ours as an economy: impacts by hand, and the choices that are refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.systemic_economy import Networked, economy_of
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.totals import totals
from tensen.messages import TensenError, text
from tensen.model import Network


def impacts(found: Networked) -> dict[tuple[str, str], float]:
    rows = found.edges.itertuples()
    return {(row.source, row.target): float(row.weight) for row in rows}


def closed(found: Networked, node: str) -> tuple[float, float, float]:
    """Total, downstream and upstream part of the closure of one node."""
    shocks = Shocks.closures([found.nodes.index(node)])
    risk = totals(found.economy, shocks, weights=found.weights, tol=1e-9)
    assert risk.high[0] - risk.low[0] < 1e-8
    return float(risk.low[0]), float(risk.down_low[0]), float(risk.up_low[0])


def test_the_impact_of_an_edge_is_its_weight_its_criticality_and_what_is_not_replaced(frame: Frame) -> None:
    found = impacts(economy_of(frame))
    assert found["material.bbb-ore", "sector.aaa.c26"] == pytest.approx(0.6 * 0.5 * 0.8)
    assert found["material.bbb-ore", "sector.ccc.c26"] == pytest.approx(0.8)
    assert found["sector.ccc.c26", "sector.aaa.c29"] == pytest.approx(0.5 * 0.4)
    # 40 % spare capacity cannot be said: each region takes half of k
    assert found["cloud_region.east", "sector.aaa.c29"] == pytest.approx(0.5 * 0.5)


def test_the_closure_of_ore_and_of_a_customer_by_hand(frame: Frame) -> None:
    found = economy_of(frame)
    # c26 loses .24 here, .5 and .8 abroad; c29 .4 (.5 x .24 + .5 x .8); nobody supplies ore
    down = (600 * 0.24 + 400 * 0.208 + 500 * 0.5 + 300 * 0.8) / 1800
    np.testing.assert_allclose(closed(found, "material.bbb-ore"), (down, down, 0.0), atol=1e-8)
    # cars sell to nobody, but buy half of the electronics sold here and .3 of those of ccc
    up = (400 + 600 * 0.5 + 300 * 0.3) / 1800
    np.testing.assert_allclose(closed(found, "sector.aaa.c29"), (up, 400 / 1800, up), atol=1e-8)


def test_replaceability_is_that_of_the_horizon_or_left_out(frame: Frame) -> None:
    edge = ("material.bbb-ore", "sector.aaa.c26")
    rho = {"days": 0.1, "months": 0.2, "years": 0.5}
    for horizon, part in rho.items():
        assert impacts(economy_of(frame, horizon))[edge] == pytest.approx(0.3 * (1 - part))
    for way in ("none", "market"):
        assert impacts(economy_of(frame, replace=way))[edge] == pytest.approx(0.3)


def test_rivals_are_those_who_sell_most_of_the_same_carrier(frame: Frame) -> None:
    found = economy_of(frame, replace="market")
    assert not economy_of(frame).economy.replaceable
    at = {node: int(found.economy.market[i]) for i, node in enumerate(found.nodes)}
    assert at["sector.aaa.c26"] == at["sector.ccc.c26"]
    # bbb sells nothing in money: it stands alone, like ore
    others = {"sector.bbb.c26", "material.bbb-ore", "material.ccc-ore", "cloud_region.east"}
    assert len({at[node] for node in others} | {at["sector.aaa.c26"]}) == len(others) + 1


def test_who_cannot_be_replaced_in_money_keeps_its_whole_impact(frame: Frame) -> None:
    plain, rivals = (economy_of(frame, replace=way) for way in ("none", "market"))
    assert closed(rivals, "cloud_provider.big") == pytest.approx(closed(plain, "cloud_provider.big"))
    # of 80 sold by both, 30 are left: 50 / 30 of a loss, at most 1, so a whole closure stays whole
    assert closed(rivals, "sector.aaa.c26") == pytest.approx(closed(plain, "sector.aaa.c26"))
    # 30 of 80: the other one makes up for 20 / 50
    assert closed(rivals, "sector.ccc.c26")[1] < closed(plain, "sector.ccc.c26")[1]


def test_weights_are_value_added_or_sales(frame: Frame) -> None:
    value, sales = (economy_of(frame, weights=w) for w in ("value", "sales"))
    assert dict(zip(value.nodes, value.weights, strict=True))["sector.aaa.c26"] == 600
    held = dict(zip(sales.nodes, sales.weights, strict=True))
    assert (held["sector.aaa.c26"], held["sector.ccc.c26"]) == (100.0, 100.0)
    assert held["sector.aaa.c29"] == 0.0


def test_an_unknown_supplier_may_be_as_bad_as_the_worst_it_might_be(frame: Frame) -> None:
    well, worst = economy_of(frame), economy_of(frame, worst=True)
    ore = "material.ccc-ore"
    more = 0.1 * 0.5 * 0.8  # the unknown tenth of aaa's ore stops too
    down = {held: closed(held, ore)[1] for held in (well, worst)}
    loss = (0.3 * 0.5 * 0.8, 0.3 * 0.5 * 0.8 + more)
    for held, x in zip((well, worst), loss, strict=True):
        assert down[held] == pytest.approx((600 * x + 400 * 0.4 * 0.5 * x) / 1800, abs=1e-8)


def test_notes_count_what_the_index_cannot_say(frame: Frame) -> None:
    found = {note.name: note.params.get("count") for note in economy_of(frame).notes}
    assert found["systemic.note_spare"] == 3
    assert found["systemic.note_unknown"] == 1
    assert "systemic.note_replace_assumed" in found
    assert "systemic.note_capped" not in found
    assert "systemic.note_unknown" not in {note.name for note in economy_of(frame, worst=True).notes}
    for note in economy_of(frame).notes:
        for lang in ("en", "ja"):
            assert text(note.name, lang, **note.params)  # type: ignore[arg-type]


def test_a_network_without_any_weight_is_refused_and_told_what_to_do(
    rows: dict[str, Any], freeze: Callable[..., Network]
) -> None:
    for row in rows["nodes"]:
        for column in ("value", "final_demand", "currency", "price_year", "partition"):
            row.pop(column, None)
    frame = frame_of(freeze(rows))
    with pytest.raises(TensenError) as caught:
        economy_of(frame)
    assert "sales" in caught.value.words("en")
    assert economy_of(frame, weights="sales").weights.sum() == 80


@pytest.mark.parametrize("more", [{"replace": "all"}, {"weights": "people"}])
def test_choices_that_are_none_are_refused_with_those_that_are(frame: Frame, more: dict[str, Any]) -> None:
    with pytest.raises(TensenError) as caught:
        economy_of(frame, **more)
    assert caught.value.exit_code == 2
    assert next(iter(more.values())) in caught.value.words("en")
