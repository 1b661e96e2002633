"""Weights: blocks exact, firms as near to sizes as links allow; by hand for two sectors of three firms."""

import numpy as np
import pytest

from tensen.analysis.synthetic.weights import Links, balanced, misplaced, reachable

# sector 0: firms 0, 1, 2; sector 1: firms 3, 4, 5; 0 sells 12 to sector 1, 1 sells 6 to sector 0
SELLER = np.array([0, 0, 1, 2, 3, 4, 5])
BUYER = np.array([3, 4, 4, 5, 0, 1, 2])
BLOCK = np.array([1, 1, 1, 1, 2, 2, 2])
TOTAL = np.array([0.0, 12.0, 6.0, 0.0])


def links(weight: list[float]) -> Links:
    found = np.array(weight)
    return Links(SELLER, BUYER, BLOCK, TOTAL, found).scaled(found)


def test_blocks_are_scaled_to_the_table() -> None:
    made = links([1, 1, 2, 4, 1, 1, 1])
    assert made.weight.tolist() == [1.5, 1.5, 3, 6, 2, 2, 2]
    assert made.sold(6).tolist() == [3, 3, 6, 2, 2, 2]
    assert made.bought(6).tolist() == [2, 2, 2, 1.5, 4.5, 6]


def test_one_sweep_by_hand() -> None:
    start = links([1, 1, 1, 1, 1, 1, 1])  # 3, 3, 3, 3 and 2, 2, 2
    sold = np.array([6.0, 3, 3, 3, 2, 1])
    bought = np.array([3.0, 2, 1, 4, 4, 4])
    # sellers: firm 0 sells 6 already; 3 and 3 stay; 2 → 3, 2, 1
    # buyers: firm 3 holds 3, wants 4: 4; firm 4 holds 3 + 3, wants 4: 2 and 2; firm 5 holds 3, wants 4: 4
    # the three buyers of sector 1 come to 12, those of sector 0 to 6: blocks are exact already
    made = balanced(start, sold, bought, 1)
    assert made.weight == pytest.approx([4, 2, 2, 4, 3, 2, 1], rel=1e-12)


def test_what_can_be_fitted_is() -> None:
    start = links([1, 1, 1, 1, 1, 1, 1])
    wanted = links([5, 1, 2, 3, 1, 2, 3])
    made = balanced(start, wanted.sold(6), wanted.bought(6), 200)
    assert made.sold(6) == pytest.approx(wanted.sold(6), rel=1e-9)
    assert made.bought(6) == pytest.approx(wanted.bought(6), rel=1e-9)
    assert made.weight == pytest.approx(wanted.weight, rel=1e-9)  # no cycle: only one way to do it


def test_blocks_hold_where_firms_cannot() -> None:
    start = links([1, 1, 1, 1, 1, 1, 1])
    sold = np.array([12.0, 0, 0, 6, 0, 0])  # the others would have to sell nothing
    made = balanced(start, sold, start.bought(6), 50)
    assert np.bincount(BLOCK, made.weight, 4) == pytest.approx(TOTAL, rel=1e-12)
    assert misplaced(start.bought(6), made.bought(6)) > 0.1


def test_firms_without_links_leave_their_part_to_their_sector() -> None:
    wanted = np.array([2.0, 4, 4, 5])
    sector = np.array([0, 0, 0, 1])
    assert reachable(wanted, sector, np.array([1.0, 1, 0, 1])) == pytest.approx([10 / 3, 20 / 3, 0, 5])


def test_misplaced_counts_each_unit_once() -> None:
    assert misplaced(np.array([4.0, 0]), np.array([3.0, 1])) == 0.25
    assert misplaced(np.zeros(2), np.zeros(2)) == 0
