"""Exposure: two countries by hand, an independent inverse, and the law that nothing spent is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from tensen.analysis.compiled import Frame
from tensen.analysis.exposure import Economy, economy_of


@pytest.fixture
def two() -> Economy:
    """Sector 0 buys 0.2 of itself and 0.3 of sector 1; sector 1 buys 0.1 of sector 0; 5 % untold in both."""
    A = csc_array(np.array([[0.2, 0.1], [0.3, 0.0]]))
    return Economy(np.array([0, 1]), A, np.array([0.45, 0.85]), np.array([0.05, 0.05]))


def test_tiers_by_hand(two: Economy) -> None:
    spend = np.array([100.0, 0.0])
    assert two.tier(spend, 1).tolist() == [100.0, 0.0]
    assert two.tier(spend, 2) == pytest.approx([20.0, 30.0])
    # 0.2·20 + 0.1·30 and 0.3·20
    assert two.tier(spend, 3) == pytest.approx([7.0, 6.0])


def test_look_through_by_hand(two: Economy) -> None:
    # (I − A) q = x: 0.8 q0 − 0.1 q1 = 100, q1 = 0.3 q0, so q0 = 100 / 0.77
    value, untold = two.look_through(np.array([100.0, 0.0]))
    q0 = 100 / 0.77
    assert value == pytest.approx([0.45 * q0, 0.85 * 0.3 * q0])
    assert untold == pytest.approx(0.05 * 1.3 * q0)
    assert value.sum() + untold == pytest.approx(100.0)


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_what_is_spent_is_found(n: int, seed: int) -> None:
    """Tiers shrink by what each keeps, look-through and untold add up, and equal a dense inverse."""
    rng = np.random.default_rng(seed)
    A = rng.random((n, n)) * (rng.random((n, n)) < 0.6)
    A = A / np.maximum(A.sum(axis=0), 1e-9) * rng.uniform(0.0, 0.6, n)
    v = (1 - A.sum(axis=0)) * rng.random(n)
    u = 1 - A.sum(axis=0) - v
    economy = Economy(np.arange(n), csc_array(A), v, u)
    spend = rng.random(n) * 1000
    value, untold = economy.look_through(spend)
    assert value.sum() + untold == pytest.approx(spend.sum())
    assert economy.output(spend) == pytest.approx(np.linalg.inv(np.eye(n) - A) @ spend)
    first, second = economy.tier(spend, 1), economy.tier(spend, 2)
    assert second.sum() + (v + u) @ first == pytest.approx(first.sum())
    many = sum(economy.tier(spend, k) for k in range(1, 60))
    assert many == pytest.approx(economy.output(spend))


def test_economy_reads_flows_over_output(frame: Frame) -> None:
    """Only nodes of the economy with output belong; here none says its output, so the table is empty."""
    assert economy_of(frame).nodes.size == 0
