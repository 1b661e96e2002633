"""The test of overdispersion and the negative binomial."""

import numpy as np
import pytest
from scipy.stats import chi2, nbinom

from tensen.analysis.risk.dispersion import dispersion, log_likelihood, negative_binomial


def test_the_statistic_is_that_by_hand_and_its_p_value_near_that_of_chi_squared() -> None:
    counts = [12, 9, 15, 8, 11, 5, 10, 14, 13, 3]  # mean 10, sum of squares about it 134
    found = dispersion(counts)
    assert found.statistic == pytest.approx(13.4)
    assert found.index == pytest.approx(13.4 / 9)
    assert found.p_value == pytest.approx(chi2.sf(13.4, 9), abs=0.02)


def test_few_events_are_judged_by_their_own_chances() -> None:
    # 2 events in 10 years: together in one with probability 1/10, whatever chi-squared says
    found = dispersion([2, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert found.p_value == pytest.approx(0.1, abs=0.015)


def test_poisson_counts_are_found_overdispersed_as_often_as_the_level_says() -> None:
    random = np.random.default_rng(3)
    p = [dispersion(random.poisson(2.0, 12), seed=k).p_value for k in range(150)]
    assert 0.005 <= np.mean(np.array(p) <= 0.05) <= 0.11


def test_counts_that_come_in_bunches_are_found_out() -> None:
    counts = nbinom(0.5, 0.5 / 5.5).rvs(30, random_state=1)
    assert dispersion(counts).p_value < 0.001


def test_exposure_is_taken_into_account() -> None:
    assert dispersion([10, 100], [1, 10]).statistic == pytest.approx(0.0)
    assert dispersion([10, 100]).p_value < 0.001


def test_no_event_tells_nothing() -> None:
    found = dispersion([0, 0, 0])
    assert found.p_value == 1
    assert np.isnan(found.index)


def test_the_likeliest_negative_binomial_is_found_again() -> None:
    counts = nbinom(2.0, 2.0 / 6.0).rvs(4000, random_state=2)
    found = negative_binomial(counts)
    assert found.rate == pytest.approx(counts.mean(), rel=1e-5)
    assert found.size == pytest.approx(2.0, rel=0.1)


def test_no_other_size_nor_rate_is_likelier() -> None:
    counts, over = np.array([0, 9, 1, 0, 14, 2.0]), np.array([1, 2, 1, 1, 2, 1.0])
    found = negative_binomial(counts, over)
    best = log_likelihood(counts, found.rate * over, found.size)
    for factor in (0.9, 0.99, 1.01, 1.1):
        assert log_likelihood(counts, found.rate * over, found.size * factor) < best
        assert log_likelihood(counts, found.rate * factor * over, found.size) < best


def test_the_likelihood_is_scipys() -> None:
    counts = np.array([0.0, 3, 1, 7])
    mean, size = np.full(4, 2.5), 1.7
    same = nbinom(size, size / (size + mean)).logpmf(counts).sum()
    from scipy.special import gammaln

    assert log_likelihood(counts, mean, size) - gammaln(counts + 1).sum() == pytest.approx(same)


def test_counts_that_scatter_little_are_poisson() -> None:
    assert negative_binomial([3, 3, 3, 3]).size == np.inf
    assert negative_binomial([0, 0, 0]).rate == 0


@pytest.mark.parametrize(
    ("counts", "exposure"), [([1], None), ([1, -1], None), ([1, 0.5], None), ([1, 2], [1, 0]), ([1, 2], [1])]
)
def test_what_is_no_count_is_refused(counts: list[float], exposure: list[float] | None) -> None:
    with pytest.raises(ValueError, match=r"counts|exposures"):
        dispersion(counts, exposure)
