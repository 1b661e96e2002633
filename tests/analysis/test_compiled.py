"""Compiling: assumptions per horizon and quantile, shares, capacities, value, sales."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, compile_network, figures_at, frame_of, shift, worst_unknowns
from tensen.messages import TensenError
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]


def term(frame: Frame, target: str, carrier: str) -> int:
    rows = frame.network.requirements
    return int(np.flatnonzero((rows["target"] == target) & (rows["carrier"] == carrier))[0])


def edge(frame: Frame, source: str, target: str) -> int:
    rows = frame.network.edges
    return int(np.flatnonzero((rows["source"] == source) & (rows["target"] == target))[0])


# low, central, high of the assumption itself; direction down: a high value is the optimistic end
@pytest.mark.parametrize(
    ("horizon", "quantile", "rho"),
    [
        ("days", 0.5, 0.1),
        ("months", 0.5, 0.2),
        ("years", 0.5, 0.5),
        ("months", 0.0, 0.4),
        ("months", 1.0, 0.1),
        ("months", 0.25, 0.3),
        ("months", 0.75, 0.15),
        ("days", 1.0, 0.0),
    ],
)
def test_replaceability_at_a_horizon_and_a_quantile(
    frame: Frame, horizon: str, quantile: float, rho: float
) -> None:
    at = term(frame, "sector.aaa.c26", "carrier.ore")
    assert compile_network(frame, horizon, quantile).system.term_rho[at] == pytest.approx(rho)
    central = compile_network(frame, horizon)
    assert shift(central, quantile).system.term_rho[at] == pytest.approx(rho)


@pytest.mark.parametrize(("quantile", "k"), [(0.0, 0.4), (0.25, 0.45), (0.5, 0.5), (0.75, 0.65), (1.0, 0.8)])
def test_an_assumption_for_all_horizons(frame: Frame, quantile: float, k: float) -> None:
    at = term(frame, "sector.aaa.c26", "carrier.ore")
    for horizon in ("days", "months", "years"):
        assert compile_network(frame, horizon, quantile).system.term_coef[at] == pytest.approx(k)


def test_a_row_of_the_horizon_goes_before_the_row_for_all(rows: Rows, freeze: Freeze, parts: Any) -> None:
    own = parts["assumption"]("k-ore", "criticality", "days", "up", (0.1, 0.2, 0.3))
    frame = frame_of(freeze({**rows, "assumptions": [*rows["assumptions"], own]}))
    at = term(frame, "sector.aaa.c26", "carrier.ore")
    assert compile_network(frame, "days").system.term_coef[at] == pytest.approx(0.2)
    assert compile_network(frame, "years").system.term_coef[at] == pytest.approx(0.5)


def test_a_quantile_per_family_leaves_the_others_at_the_centre(frame: Frame) -> None:
    system = compile_network(frame, "months", {"replaceability": 1.0}).system
    at = term(frame, "sector.aaa.c26", "carrier.ore")
    assert (system.term_rho[at], system.term_coef[at]) == pytest.approx((0.1, 0.5))


def test_p5_and_p95_stand_where_they_are_declared(rows: Rows, freeze: Freeze) -> None:
    for row in rows["assumptions"]:
        row["range"] = "p5-p95"
    frame = frame_of(freeze(rows))
    at = term(frame, "sector.aaa.c26", "carrier.ore")
    # up: 0.4, 0.5, 0.8 at the 5th, 50th, 95th percentile; halfway from 0.05 to 0.5 lies 0.275
    for quantile, k in ((0.0, 0.4), (0.05, 0.4), (0.275, 0.45), (0.95, 0.8), (1.0, 0.8)):
        assert compile_network(frame, "months", quantile).system.term_coef[at] == pytest.approx(k)


def test_an_unknown_horizon(frame: Frame) -> None:
    with pytest.raises(TensenError) as caught:
        compile_network(frame, "weeks")
    assert caught.value.exit_code == 2
    assert "days, months, years" in str(caught.value)


def test_the_missing_share_goes_to_an_unknown_supplier(frame: Frame) -> None:
    system = compile_network(frame, "months").system
    assert system.edge_weight[edge(frame, "unknown.ore", "sector.aaa.c26")] == pytest.approx(0.1)
    peers = {
        frame.network.position[u]: set(frame.network.position[a]) for u, a in frame.unknown_admissible.items()
    }
    assert peers == {"unknown.ore": {"material.bbb-ore", "material.ccc-ore"}}


def test_shares_that_are_assumptions_are_made_to_add_up(rows: Rows, freeze: Freeze, parts: Any) -> None:
    rows["edges"][0]["weight"] = "assumption.w"
    rows["assumptions"].append(parts["assumption"]("w", "shares", "all", "up", (0.2, 0.6, 0.9)))
    frame = frame_of(freeze(rows))
    names = ["material.bbb-ore", "material.ccc-ore", "unknown.ore"]
    at = [edge(frame, name, "sector.aaa.c26") for name in names]
    for quantile, share in ((0.0, 0.2), (0.5, 0.6), (1.0, 0.9)):
        total = share + 0.3 + 0.1
        for system in (
            compile_network(frame, "months", quantile).system,
            shift(compile_network(frame, "months"), quantile).system,
        ):
            assert system.edge_weight[at] == pytest.approx([share / total, 0.3 / total, 0.1 / total])
            assert system.slack.max() == pytest.approx(0.5)  # of the landings: 3 x 0.5 - 1


def test_capacities_keep_what_is_spare(frame: Frame) -> None:
    system = compile_network(frame, "months").system
    spare = {
        (frame.network.position[t], frame.network.carriers["id"][c]): float(s)
        for t, c, s in zip(frame.need_target, frame.need_carrier, system.slack, strict=True)
        if s > 0
    }
    assert spare == pytest.approx(
        {
            ("sector.aaa.c29", "carrier.compute"): 0.4,
            ("essential_service.net", "carrier.connectivity"): 0.5,
            ("essential_service.pay", "carrier.connectivity"): 0.5,
        }
    )


def test_value_stands_only_where_the_economy_is(frame: Frame) -> None:
    held = {i: v for i, v in zip(frame.network.position, frame.value, strict=True) if v}
    assert held == {
        "sector.aaa.c26": 600,
        "sector.aaa.c29": 400,
        "sector.bbb.c26": 500,
        "sector.ccc.c26": 300,
    }


def test_sales_are_shares_of_all_that_is_sold(frame: Frame) -> None:
    ids, sales = frame.network.position, frame.sales
    found = {ids[a]: (ids[b], s) for a, b, s in zip(sales.supplier, sales.customer, sales.share, strict=True)}
    assert found == {"sector.aaa.c26": ("sector.aaa.c29", 0.5), "sector.ccc.c26": ("sector.aaa.c29", 0.3)}
    assert sales.final_share[ids.get_loc("sector.ccc.c26")] == pytest.approx(0.7)


def test_a_flow_that_carries_no_demand_is_no_sale(rows: Rows, freeze: Freeze) -> None:
    next(row for row in rows["edges"] if row["carrier"] == "carrier.compute")["flow"] = 9.0
    assert set(frame_of(freeze(rows)).sales.supplier.tolist()) == {4, 7}


def test_unknown_suppliers_at_worst_only_add_needs(frame: Frame) -> None:
    plain = compile_network(frame, "months")
    worst = worst_unknowns(plain)
    added = worst.system.needs - plain.system.needs
    assert added == 2  # unknown.ore might be either mine
    assert np.array_equal(worst.system.edge_weight[: plain.system.edges], plain.system.edge_weight)


def test_figures_are_held_within_zero_and_one(rows: Rows, freeze: Freeze) -> None:
    next(row for row in rows["assumptions"] if row["id"] == "assumption.k-ore").update(low=0.2, high=1.0)
    figures = figures_at(frame_of(freeze(rows)), "months", 1.0)
    assert figures.coef.max() == 1.0
    assert np.isinf(figures.replace_max).all()
