"""Hill's estimate and rank correlation, against values that are known."""

import numpy as np
import pytest
from scipy import stats

from tensen.analysis.synthetic.moments import hill, rank_correlation


def test_hill_by_hand() -> None:
    # 40 values in the tail: twenty at e and twenty at e², above a threshold of e
    values = np.concatenate((np.ones(760), np.full(20, np.e), np.full(20, np.e**2)))
    found, error = hill(values) or (0, 0)
    assert found == pytest.approx(40 / 20)  # Σ ln(v / e) = 20 · 0 + 20 · 1
    assert error == pytest.approx(2 / 40**0.5)


def test_hill_of_whole_numbers() -> None:
    rng = np.random.default_rng(1)
    degrees = np.floor((1 - rng.random(400_000)) ** (-1 / 1.3)).astype(int)
    found, error = hill(degrees, whole=True) or (0, 0)
    assert found == pytest.approx(1.3, abs=0.05)
    assert error < 0.01


@pytest.mark.parametrize("values", [np.arange(1.0, 500), np.zeros(10_000), np.ones(10_000)])
def test_no_tail_no_estimate(values: np.ndarray) -> None:
    assert hill(values) is None


def test_rank_correlation_is_spearmans() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.integers(0, 20, 500), rng.random(500)
    assert rank_correlation(a, a + 5 * b) == pytest.approx(stats.spearmanr(a, a + 5 * b).statistic)
    assert rank_correlation(a, np.ones(500)) == 0
