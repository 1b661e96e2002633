"""Do counts scatter more than a Poisson process would let them? If so, how much.

Given their total, counts of a Poisson process are a multinomial draw; the dispersion statistic
Σ (x − m)² / m is compared with draws of it, since its χ² limit is poor where few events are expected
(Fisher 1950; Cameron and Trivedi, Regression Analysis of Count Data, §3.4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import gammaln

from tensen.engine.arrays import FloatArray

DRAWS = 9_999


@dataclass(frozen=True)
class Dispersion:
    """`index`: variance over mean, 1 for a Poisson process; `p_value`: how often chance alone gives more."""

    statistic: float
    index: float
    p_value: float


@dataclass(frozen=True)
class NegativeBinomial:
    """Counts with mean `rate x exposure` whose yearly rates vary as a gamma of shape `size`.

    The variance is mean + mean² / size; `size` is infinite where counts scatter no more than Poisson's.
    """

    rate: float
    size: float


def _read(counts: ArrayLike, exposure: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    seen = np.asarray(counts, dtype=float)
    over = np.ones(seen.shape) if exposure is None else np.asarray(exposure, dtype=float)
    if seen.ndim != 1 or seen.size < 2 or over.shape != seen.shape:
        raise ValueError("two counts or more must be given in a row, with an exposure each")
    if not (np.isfinite(seen) & (seen >= 0) & (seen == np.round(seen))).all():
        raise ValueError("counts must be whole numbers from 0 up")
    if not (np.isfinite(over) & (over > 0)).all():
        raise ValueError("exposures must be above 0")
    return seen, over


def dispersion(counts: ArrayLike, exposure: ArrayLike | None = None, *, seed: int = 0) -> Dispersion:
    """The test of overdispersion of `counts[n]` over `exposure[n]` (equal where not given).

    No event at all tells nothing: the index is NaN and the p-value 1.

    Raises:
        ValueError: fewer than two counts, or no counts of that kind.
    """
    seen, over = _read(counts, exposure)
    total, share = int(seen.sum()), over / over.sum()
    if total == 0:
        return Dispersion(0.0, float("nan"), 1.0)
    expected = total * share
    statistic = float(((seen - expected) ** 2 / expected).sum())
    drawn = np.random.default_rng(seed).multinomial(total, share, size=DRAWS)
    chance = ((drawn - expected) ** 2 / expected).sum(axis=1)
    more = int((chance >= statistic * (1 - 1e-12)).sum())
    return Dispersion(statistic, statistic / (seen.size - 1), (more + 1) / (DRAWS + 1))


def log_likelihood(counts: FloatArray, mean: FloatArray, size: float) -> float:
    """Of counts under a negative binomial, without the terms that the counts alone decide."""
    terms = gammaln(counts + size) - gammaln(size) + size * np.log(size / (size + mean))
    return float((terms + counts * np.log(mean / (size + mean))).sum())


def negative_binomial(counts: ArrayLike, exposure: ArrayLike | None = None) -> NegativeBinomial:
    """The most likely negative binomial; Poisson (infinite size) where that is at least as likely.

    Raises:
        ValueError: fewer than two counts, or no counts of that kind.
    """
    seen, over = _read(counts, exposure)
    rate = float(seen.sum() / over.sum())
    expected = rate * over
    # the likelihood falls as 1/size leaves 0 where counts scatter no more than Poisson's
    if float(((seen - expected) ** 2 - seen).sum()) <= 0:
        return NegativeBinomial(rate, float("inf"))

    def cost(logs: FloatArray) -> float:
        return -log_likelihood(seen, np.exp(logs[0]) * over, float(np.exp(logs[1])))

    begin = (np.log(rate), np.log(expected.mean() ** 2 / max(seen.var() - seen.mean(), 1e-3)))
    found = minimize(cost, begin, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    return NegativeBinomial(*(float(v) for v in np.exp(found.x)))
