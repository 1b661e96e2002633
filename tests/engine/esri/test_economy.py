"""How networks are laid out, and what is said of bad ones."""

import numpy as np
import pytest
from hypothesis import given, settings

from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.checks import weight_columns
from tensen.engine.esri.economy import economy
from tensen.engine.esri.layout import laid_out
from tensen.engine.esri.network import Economy
from tensen.engine.esri.plain import plain_cascades
from tensen.engine.esri.shocks import Shocks

from .conftest import random_network, seeds

MIXED = np.array([[2, 2, 2], [1, 1, 1], [0, 0, 0]])


def test_slots_and_impacts() -> None:
    """Firm 4 buys 6 and 2 of sector 0 (essential), 1 of sector 1 (linear), 1 of sector 2 (negligible)."""
    net = economy([0, 1, 2, 3], [4, 4, 4, 4], [6.0, 2.0, 1.0, 1.0], [0, 0, 1, 2, 0], MIXED)
    assert net.slots == 2
    np.testing.assert_allclose(net.out_down, [0.75, 0.25, 0.1, 0.0])
    np.testing.assert_allclose(net.out_up, [1, 1, 1, 1])
    assert net.out_slot.tolist() == [0, 0, 1, -1]
    assert net.slot_linear.tolist() == [False, True]
    assert net.slot_start.tolist() == [0, 0, 0, 0, 0, 2]
    assert net.in_seller.tolist() == [0, 1, 2, 3]
    assert [net.n, net.edges, net.markets] == [5, 4, 3]
    assert net.bytes > 0


def test_duplicates_are_added_up_zeros_left_out_and_self_loops_kept() -> None:
    net = economy([0, 0, 0, 1, 1], [1, 1, 0, 0, 1], [1.0, 2.0, 1.0, 0.0, 0.0], [0, 0], [[2]])
    assert [net.edges, net.merged, net.empty] == [2, 1, 2]
    np.testing.assert_allclose(net.out, [4.0, 0.0])
    np.testing.assert_allclose(net.out_up, [0.25, 0.75])


def test_corrections_and_final_demand() -> None:
    edges = ([0, 1], [1, 0], [2.0, 3.0], [0, 1])
    linear = np.ones((2, 2), int)
    net = economy(*edges, linear, final_demand=[2.0, 0.0], revenue=[1.0, 6.0], costs=[12.0, 0.0])
    np.testing.assert_allclose(net.sales, [4.0, 6.0])
    np.testing.assert_allclose(net.out_up, [0.5, 0.5])
    np.testing.assert_allclose(net.out_down, [1.0, 0.25])
    essential = economy(*edges, 2 * linear, costs=[12.0, 12.0])
    np.testing.assert_allclose(essential.out_down, [1.0, 1.0])


def test_markets() -> None:
    edges = ([0], [1], [1.0], [0, 0])
    assert economy(*edges, [[2]], market=[7, 9]).members.tolist() == [0, 1]
    assert economy(*edges, [[2]], market=[7, 9]).markets == 2
    assert not economy(*edges, [[2]], replaceable=False).replaceable


GOOD = {
    "source": [0, 1],
    "target": [1, 2],
    "weight": [1.0, 2.0],
    "sector": [0, 1, 0],
    "essentiality": np.eye(2),
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weight": [1.0, -2.0]}, r"weight\[1\] = -2.0 must be a finite number"),
        ({"weight": [np.nan, 1.0]}, r"weight\[0\] = nan"),
        ({"weight": [1.0, np.inf]}, r"weight\[1\] = inf"),
        ({"weight": [1.0]}, "weight must have 2 entries like source, not 1"),
        ({"weight": ["a", "b"]}, "weight must be numbers"),
        ({"target": [1, 3]}, r"target\[1\] = 3 must be a firm from 0 to 2"),
        ({"source": [-1, 1]}, r"source\[0\] = -1"),
        ({"source": [0.5, 1.0]}, r"source\[0\] = 0.5 must be a whole number"),
        ({"source": ["x", "y"]}, "source must be whole numbers"),
        ({"source": [[0, 1]]}, "source must be a flat array"),
        ({"sector": [0, 2, 0]}, r"sector\[1\] = 2 must be from 0 to 1: a row of essentiality"),
        ({"sector": [0.0, np.nan, 0.0]}, r"sector\[1\] = nan must be a whole number"),
        ({"sector": [], "source": [], "target": [], "weight": []}, "there is no firm"),
        ({"essentiality": [[1, 2]]}, "essentiality must be a square matrix"),
        ({"essentiality": [[3, 0], [0, 0]]}, r"essentiality\[0, 0\] = 3 must be 2"),
        ({"market": [0]}, "market must have 3 entries"),
        ({"final_demand": [0.0, -1.0, 0.0]}, r"final_demand\[1\] = -1.0"),
        ({"revenue": [1.0]}, "revenue must have 3 entries"),
        ({"costs": [1.0, np.nan, 1.0]}, r"costs\[1\] = nan"),
    ],
)
def test_bad_networks_are_refused_with_their_place(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        economy(**{**GOOD, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"source": [1, 1], "weight": [1e308, 1e308]},
            r"sold to firms by firm \[1\] = inf must be at most 1e\+300",
        ),
        ({"target": [2, 2], "weight": [6e299, 6e299]}, r"bought from firms by firm \[2\] = 1.2e\+300"),
        ({"target": [2, 1], "weight": [6e299, 6e299]}, r"what all firms sell to firms = 1.2e\+300"),
        (
            {"source": [0, 0], "target": [1, 1], "weight": [1e308, 1e308]},
            r"sold to firms by firm \[0\] = inf",
        ),
        ({"final_demand": [0.0, 0.0, 1e301]}, r"all sales .* of firm \[2\]"),
        ({"revenue": [1e301, 0.0, 0.0]}, r"all sales .* of firm \[0\]"),
        ({"costs": [0.0, 1e301, 0.0]}, r"all costs of firm \[1\]"),
    ],
)
def test_sums_too_large_to_hold_are_refused(change: dict[str, object], words: str) -> None:
    """Each number is finite, their sum is not: no NaN may come of it."""
    with pytest.raises(ValueError, match=words):
        economy(**{**GOOD, **change})  # type: ignore[arg-type]


def test_sales_a_rounding_away_from_those_to_firms_do_not_leak() -> None:
    """A revenue added up in another order differs in the last place."""
    edges = ([0, 0, 0, 1], [1, 1, 1, 0], [0.1, 0.2, 0.3, 1.0], [0, 0], [[1]])
    out = economy(*edges).out
    for near in (np.nextafter(out, np.inf), out * (1 + 5e-13)):
        net = economy(*edges, revenue=near)
        assert net.leaks.tolist() == [False, False]
        assert (net.sales == out).all()
    assert economy(*edges, revenue=out * (1 + 1e-11)).leaks.all()


FLOWS = {
    "seller": [0, 1, 0],
    "buyer": [2, 2, 2],
    "flow": [6.0, 2.0, 4.0],
    "kind": [5, 5, 9],
    "level": [2, 2, 1],
    "n": 3,
}


def test_kinds_and_levels_of_edges() -> None:
    """Firm 0 sells firm 2 of kind 5, which is essential and shared with firm 1, and of the linear kind 9."""
    net = laid_out(**FLOWS)
    assert [net.edges, net.slots, net.markets, net.merged] == [3, 2, 0, 0]
    np.testing.assert_allclose(net.out_down, [0.75, 4 / 12, 0.25])
    np.testing.assert_allclose(net.out_up, [0.6, 0.4, 1.0])
    assert net.out_slot.tolist() == [0, 1, 0]
    assert net.slot_linear.tolist() == [False, True]
    assert laid_out(**{**FLOWS, "market": [3, 3, 8]}).total.tolist() == [12.0, 0.0]


def test_impacts_may_be_given() -> None:
    """An impact without a flow counts, impacts of the same slot add up, nothing of the flows is used."""
    net = laid_out(
        [0, 0, 1, 0, 1], [1, 1, 0, 1, 0], [0.0, 2.0, 1.0, 0.0, 5.0], [0, 0, 0, 0, 0], [2, 2, 2, 2, 0],
        n=2, up=[0.25, 0.25, 1.0, 0.0, 0.0], down=[0.5, 0.25, 1.5, 0.0, 1.0],
    )  # fmt: skip
    assert [net.merged, net.empty] == [1, 1]
    assert net.out_up.tolist() == [0.5, 1.0, 0.0]
    assert net.out_down.tolist() == [0.75, 1.5, 0.0]
    assert net.leaks.tolist() == [True, False]


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_an_economy_of_sectors_is_one_of_kinds(seed: int) -> None:
    """The same by any numbers for the kinds, and when its own impacts are given back to it."""
    told = random_network(seed)
    net = economy(**told)
    kind = told["sector"][told["source"]]
    level = told["essentiality"][kind, told["sector"][told["target"]]]
    more = {name: told.get(name) for name in ("final_demand", "revenue", "costs")}
    among = told.get("market", told["sector"]) if told["replaceable"] else None
    edges = (told["source"], told["target"], told["weight"])
    same(laid_out(*edges, 10_000_000 * kind, level, n=net.n, market=among, **more), net)
    slot = net.out_slot
    how = np.where(slot < 0, 0, np.where(net.slot_linear[slot], 1, 2) if net.slots else 0)
    flow = np.where(slot < 0, 0, net.out_up * net.sales[net.seller])
    again = laid_out(
        net.seller, net.out_buyer, flow, np.where(slot < 0, 0, slot), how,
        n=net.n, up=net.out_up, down=net.out_down,
    )  # fmt: skip
    np.testing.assert_allclose(again.in_down, net.in_down)
    np.testing.assert_allclose(again.in_up, net.in_up)


def same(found: Economy, expected: Economy) -> None:
    for name, one, other in zip(Economy._fields, found, expected, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)


@pytest.mark.parametrize("crowd", [0.0, 1e9], ids=["dense", "sparse"])
@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_kernels_follow_any_layout(crowd: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, edges = 12, 40
    share = rng.uniform(0, 1, edges)
    seller = rng.integers(0, n, edges)
    share /= np.bincount(seller, share, n)[seller]
    net = laid_out(
        seller, rng.integers(0, n, edges), rng.integers(0, 3, edges), rng.integers(0, 4, edges),
        rng.integers(0, 3, edges), n=n, market=rng.integers(0, 4, n) if rng.random() < 0.7 else None,
        up=share * rng.uniform(0, 1), down=rng.uniform(0, 1.5, edges),
    )  # fmt: skip
    shocks = Shocks.closures(np.arange(n))
    told = {"weights": np.ones(n), "eps": 1e-3, "max_rounds": 300}
    expected = plain_cascades(net, shocks, **told)
    np.testing.assert_allclose(cascades(net, shocks, crowd=crowd, **told).esri, expected.esri, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": [5, -1, 9]}, r"kind\[1\] = -1 must be from 0"),
        ({"kind": [5]}, "kind must have 3 entries like seller, not 1"),
        ({"level": [2, 2, 3]}, r"level\[2\] = 3 must be 2"),
        ({"flow": [1.0, np.nan, 1.0]}, r"flow\[1\] = nan"),
        ({"buyer": [2, 2, 3]}, r"buyer\[2\] = 3 must be a firm from 0 to 2"),
        ({"n": 0}, "there is no firm"),
        ({"market": [0]}, "market must have 3 entries"),
        ({"up": [0.5, 0.5]}, "up must have 3 entries like seller, not 2"),
        ({"up": [0.7, 0.5, 0.4]}, r"edges of seller \[0\] = 1.1 must be at most 1"),
        ({"down": [0.7, -0.5, 0.4]}, r"down\[1\] = -0.5 must be a finite number"),
    ],
)
def test_bad_layouts_are_refused_with_their_place(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        laid_out(**{**FLOWS, **change})  # type: ignore[arg-type]


def test_bad_weights() -> None:
    out = np.array([1.0, 0.0])
    assert weight_columns(None, out).tolist() == [[1.0], [0.0]]
    with pytest.raises(ValueError, match=r"weights\[:, 1\] sum to 0"):
        weight_columns([[1.0, 0.0], [0.0, 0.0]], out)
    with pytest.raises(ValueError, match=r"weights must have shape \(2,\)"):
        weight_columns([1.0], out)
    with pytest.raises(ValueError, match=r"weights\[1, 0\] = -1.0"):
        weight_columns([[1.0], [-1.0]], out)
    with pytest.raises(ValueError, match=r"weights\[:, 0\] sum to inf"):
        weight_columns([1e308, 1e308], out)


def test_shocks() -> None:
    pair = Shocks.groups([[2, 0, 2], []], loss=0.5)
    assert pair.node.tolist() == [0, 2]
    assert pair.dense(3)[0].tolist() == [[0.5, 0.0], [0.0, 0.0], [0.5, 0.0]]
    split = Shocks.losses([[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.2], [0.0, 0.0]])
    assert split.take(np.array([1, 0])).up.tolist() == [0.2, 0.0]
    assert split.take(np.array([1, 0])).down.tolist() == [0.0, 1.0]
    with pytest.raises(ValueError, match=r"closures\[0\] = 3 must be a firm from 0 to 2"):
        Shocks.closures([3]).check(3)
    with pytest.raises(ValueError, match=r"down\[0\] = 2.0 must be within 0 and 1"):
        Shocks.losses([[2.0]]).check(1)
    with pytest.raises(ValueError, match="must share a shape"):
        Shocks.losses([1.0])
