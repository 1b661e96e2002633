"""Curves of exceedance, return periods and tails."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.analysis.risk.curves import Curve, tail_weights

LOSSES = st.lists(
    st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.5, 10.0]) | st.floats(0, 1e6), min_size=1, max_size=60
)


def test_a_hundred_years_by_hand() -> None:
    curve = Curve.of(np.arange(1.0, 101.0)[::-1])
    assert curve.mean == 50.5
    assert curve.exceedance([0, 99, 99.5, 100]).tolist() == [1, 0.01, 0.01, 0]
    assert curve.value_at_risk([0.5, 0.9, 0.99, 1.0]).tolist() == [50, 90, 99, 100]
    assert curve.loss_at([2, 10, 100]).tolist() == [50, 90, 99]
    assert np.isnan(curve.loss_at(101))
    assert curve.tail(0.9) == pytest.approx(np.mean(range(91, 101)))
    assert curve.tail(0.0) == pytest.approx(50.5)
    # half of the year on the edge: (100 + 99 + 98/2) / 2.5
    assert curve.tail(0.975) == pytest.approx((100 + 99 + 49) / 2.5)


def test_many_equal_years_share_the_edge() -> None:
    curve = Curve.of([0, 0, 0, 5, 5, 5, 5, 9, 9, 9])
    assert curve.tail(0.5) == pytest.approx((9 * 3 + 5 * 2) / 5)
    assert tail_weights(np.array([5.0, 9.0, 5.0, 0.0]), 0.5).tolist() == [0.25, 0.5, 0.25, 0]


@given(LOSSES, st.floats(0.001, 0.999))
def test_value_at_risk_is_the_smallest_loss_that_is_exceeded_seldom_enough(
    losses: list[float], level: float
) -> None:
    curve = Curve.of(losses)
    edge = float(curve.value_at_risk(level))
    assert float(curve.exceedance(edge)) <= 1 - level + 1e-9
    below = [x for x in losses if x < edge]
    if below:
        assert float(curve.exceedance(max(below))) > 1 - level - 1e-9


@given(LOSSES, st.floats(0, 0.999), st.floats(0, 0.999))
def test_the_tail_is_never_below_its_edge_and_rises_with_the_level(
    losses: list[float], level: float, other: float
) -> None:
    curve = Curve.of(losses)
    slack = 1e-9 * max(losses) + 1e-12
    assert curve.tail(level) >= float(curve.value_at_risk(max(level, 1e-6))) - slack
    low, high = sorted((level, other))
    assert curve.tail(high) >= curve.tail(low) - slack
    assert curve.tail(level) <= max(losses) + slack


@given(LOSSES, st.floats(0, 0.999))
def test_weights_of_the_tail_sum_to_1_and_fit_the_best_choice(losses: list[float], level: float) -> None:
    weights = tail_weights(np.array(losses), level)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    # Rockafellar and Uryasev: min over c of c + E[(L - c)+] / (1 - level), which a loss attains
    held = np.array(losses)
    best = min(c + np.maximum(held - c, 0).mean() / (1 - level) for c in losses)
    assert held @ weights == pytest.approx(best, rel=1e-6, abs=1e-6)


@given(LOSSES, st.floats(0, 0.99), st.integers(0, 10))
def test_what_is_held_together_is_never_worse_than_apart(
    losses: list[float], level: float, seed: int
) -> None:
    other = np.random.default_rng(seed).permutation(losses)
    both = Curve.of(np.array(losses) + other).tail(level)
    assert both <= 2 * Curve.of(losses).tail(level) * (1 + 1e-9) + 1e-9


@given(LOSSES, st.floats(0.01, 1e4))
def test_the_scale_of_money_does_not_matter(losses: list[float], scale: float) -> None:
    one, other = Curve.of(losses), Curve.of(np.array(losses) * scale)
    assert other.mean == pytest.approx(scale * one.mean)
    assert other.tail(0.9) == pytest.approx(scale * one.tail(0.9))
    assert float(other.value_at_risk(0.8)) == pytest.approx(scale * float(one.value_at_risk(0.8)))


def test_what_makes_no_curve_is_refused() -> None:
    for wrong in ([], [-1.0], [np.nan], [np.inf]):
        with pytest.raises(ValueError, match="losses"):
            Curve.of(wrong)
    with pytest.raises(ValueError, match="return period"):
        Curve.of([1.0]).loss_at(1)
    with pytest.raises(ValueError, match="level"):
        Curve.of([1.0]).value_at_risk(0)
    with pytest.raises(ValueError, match="level"):
        Curve.of([1.0]).tail(1)
