"""Distributions: moments, quantiles and survival against scipy and against each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import lognorm

from tensen.analysis.risk.shapes import Constant, Empirical, Lognormal


@given(st.floats(0.01, 1e4), st.floats(1.01, 50))
def test_a_lognormal_keeps_its_median_and_p90_and_has_the_moments_of_the_book(
    median: float, wider: float
) -> None:
    shape = Lognormal.of(median, median * wider)
    assert isinstance(shape, Lognormal)
    same = lognorm(s=shape.sigma, scale=median)
    np.testing.assert_allclose(shape.quantile(np.array([0.5, 0.9])), [median, median * wider], rtol=1e-9)
    assert shape.mean == pytest.approx(same.mean(), rel=1e-9)
    assert shape.second == pytest.approx(same.moment(2), rel=1e-9)
    x = np.array([0.0, median / 3, median, 7 * median])
    np.testing.assert_allclose(shape.survival(x), same.sf(x), rtol=1e-9)


def test_cable_repairs_last_what_their_two_figures_say() -> None:
    # median 18, p90 79: sigma = ln(79/18)/1.28155 = 1.1542; mean = 18 exp(sigma²/2) = 35.04 by hand
    shape = Lognormal.of(18, 79)
    assert isinstance(shape, Lognormal)
    assert shape.sigma == pytest.approx(1.1542, abs=1e-4)
    assert shape.mean == pytest.approx(35.04, abs=0.01)


def test_equal_median_and_p90_are_a_constant() -> None:
    shape = Lognormal.of(3, 3)
    assert shape == Constant(3)
    assert (shape.mean, shape.second) == (3, 9)
    assert shape.quantile(np.array([0.0, 0.99])).tolist() == [3, 3]
    assert shape.survival(np.array([2.9, 3.0])).tolist() == [1, 0]
    assert Lognormal(3, 0).survival(np.array([2.9, 3.0])).tolist() == [1, 0]


@pytest.mark.parametrize(("median", "p90"), [(0, 1), (2, 1), (-1, 2), (1, np.inf), (np.nan, 1)])
def test_figures_out_of_order_are_refused(median: float, p90: float) -> None:
    with pytest.raises(ValueError, match="median"):
        Lognormal.of(median, p90)


@pytest.mark.parametrize("value", [-1, np.inf, np.nan])
def test_a_constant_must_be_a_number_from_0_up(value: float) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Constant(value)


def test_what_was_observed_comes_back_in_its_proportions() -> None:
    shape = Empirical.of(np.array([5.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0]))
    assert shape.mean == pytest.approx((2 * 1 + 2 + 5) / 4)
    assert shape.second == pytest.approx((2 * 1 + 4 + 25) / 4)
    assert shape.quantile(np.array([0, 0.49, 0.5, 0.74, 0.75, 0.999])).tolist() == [1, 1, 2, 2, 5, 5]
    np.testing.assert_allclose(shape.survival(np.array([0.5, 1, 1.5, 2, 5])), [1, 0.5, 0.5, 0.25, 0])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_observations_counted_once_have_their_own_moments(values: list[float]) -> None:
    shape = Empirical.of(np.array(values))
    assert shape.mean == pytest.approx(np.mean(values), rel=1e-9, abs=1e-12)
    assert shape.second == pytest.approx(np.mean(np.square(values)), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("values", [[], [-1.0], [np.nan], [[1.0]]])
def test_no_or_wrong_observations_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="value"):
        Empirical.of(np.array(values))


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="some weight"):
        Empirical.of(np.array([1.0]), np.array([0.0]))
