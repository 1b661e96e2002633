"""Rates from counts: Jeffreys' posterior against scipy and a table by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, gamma, nbinom

from tensen.analysis.hazards import jeffreys
from tensen.analysis.risk.rates import FixedRate, GammaRate, between, counted

P = np.array([0.05, 0.5, 0.95])


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # half of the 5 % and 95 % points of chi-squared, 2 events + 1 degrees of freedom, from a printed table
    [
        (0, 0.00393 / 2, 3.841 / 2),
        (1, 0.352 / 2, 7.815 / 2),
        (2, 1.145 / 2, 11.070 / 2),
        (7, 7.261 / 2, 24.996 / 2),
    ],
)
def test_the_interval_of_a_rate_is_that_of_the_printed_table(events: int, low: float, high: float) -> None:
    found = counted(events, 1.0).quantile(P)
    np.testing.assert_allclose(found[[0, 2]], [low, high], rtol=2e-3)


@given(st.integers(0, 5000), st.floats(0.1, 1e6), st.floats(0.01, 1e3))
def test_the_posterior_is_scipys(events: int, exposure: float, units: float) -> None:
    found = counted(events, exposure, units)
    same = gamma(events + 0.5, scale=units / exposure)
    assert found.mean == pytest.approx(same.mean(), rel=1e-12)
    np.testing.assert_allclose(found.quantile(P), same.ppf(P), rtol=1e-9)
    half = chi2.ppf(P, 2 * events + 1) / 2 * units / exposure
    np.testing.assert_allclose(found.quantile(P), half, rtol=1e-9)


def test_it_is_the_posterior_that_a_pack_writes_down() -> None:
    span = jeffreys(4, 30)
    found = counted(4, 30)
    np.testing.assert_allclose([span.low, span.high], found.quantile(P)[[0, 2]], rtol=1e-12)
    assert span.central == found.mean


def test_no_event_seen_may_still_come() -> None:
    rate = counted(0, 20)
    assert isinstance(rate, GammaRate)
    # the predictive count is negative binomial: 1 - (20 / 30)^0.5 by hand
    assert 1 - rate.none_in(10) == pytest.approx(1 - (2 / 3) ** 0.5)
    assert rate.none_in(10) == pytest.approx(nbinom(0.5, 20 / 30).pmf(0))


def test_units_share_one_unknown_rate() -> None:
    rate = counted(3, 10)
    np.testing.assert_allclose(rate.times(7).quantile(P), 7 * rate.quantile(P))
    assert rate.times(0) == FixedRate(0.0)
    assert FixedRate(2.0).times(3).mean == 6
    assert FixedRate(2.0).quantile(P).tolist() == [2, 2, 2]


@given(st.floats(1e-6, 1e3), st.floats(1.001, 1e4))
def test_a_judged_rate_has_the_two_ends_it_was_given(low: float, wider: float) -> None:
    found = between(low, low * wider).quantile(P)
    np.testing.assert_allclose(found[[0, 2]], [low, low * wider], rtol=1e-6)


def test_a_judged_rate_that_may_be_0_or_is_known() -> None:
    rate = between(0, 0.3)
    assert isinstance(rate, GammaRate)
    assert rate.shape == 0.5
    assert float(rate.quantile(np.array(0.95))) == pytest.approx(0.3)
    assert between(0.3, 0.3) == FixedRate(0.3)
    assert between(0, 0) == FixedRate(0)


@pytest.mark.parametrize(("low", "high"), [(2, 1), (-1, 1), (1, np.inf), (np.nan, 1)])
def test_ends_out_of_order_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low <= high"):
        between(low, high)


def test_ends_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="too far apart"):
        between(1e-150, 1e3)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="events and units"):
        counted(-1, 10)
    with pytest.raises(ValueError, match="above 0"):
        counted(1, 0)
    with pytest.raises(ValueError, match="a rate must be"):
        FixedRate(-1)
