"""How networks are laid out, and what is said of bad ones."""

import numpy as np
import pytest

from tensen.engine.esri.checks import weight_columns
from tensen.engine.esri.economy import economy
from tensen.engine.esri.shocks import Shocks

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
        ({"sector": []}, "there is no firm"),
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


def test_bad_weights() -> None:
    out = np.array([1.0, 0.0])
    assert weight_columns(None, out).tolist() == [[1.0], [0.0]]
    with pytest.raises(ValueError, match=r"weights\[:, 1\] sum to 0"):
        weight_columns([[1.0, 0.0], [0.0, 0.0]], out)
    with pytest.raises(ValueError, match=r"weights must have shape \(2,\)"):
        weight_columns([1.0], out)
    with pytest.raises(ValueError, match=r"weights\[1, 0\] = -1.0"):
        weight_columns([[1.0], [-1.0]], out)


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
