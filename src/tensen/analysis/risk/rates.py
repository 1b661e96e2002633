"""How often: a rate per year and what is not known about it, from counts.

After `events` in `exposure` unit-years a Poisson rate has, under Jeffreys' prior, a gamma distribution with
shape events + 1/2 and mean (events + 1/2) / exposure (Jeffreys 1961, §3.1; Gelman et al., Bayesian Data
Analysis, §2.6).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaincinv

from tensen.engine.arrays import FloatArray

LEVELS = (0.05, 0.95)
_FEWEST, _MOST = 1e-2, 1e9  # shapes searched: p95/p5 of 1e126 and of 1.0001


class Rate(Protocol):
    """Events per year, with what is not known about it."""

    @property
    def mean(self) -> float:
        """The expected rate: with it, a year's expected number of events."""
        ...

    def quantile(self, p: FloatArray) -> FloatArray:
        """Rates that lie above the true one with probability `p` (strictly between 0 and 1)."""
        ...

    def times(self, units: float) -> "Rate":
        """The rate of so many units together, all with the same (unknown) rate each."""
        ...


@dataclass(frozen=True)
class FixedRate:
    """A rate that is taken as known."""

    mean: float

    def __post_init__(self) -> None:
        if not 0 <= self.mean < np.inf:
            raise ValueError(f"a rate must be 0 or more and finite, not {self.mean}")

    def quantile(self, p: FloatArray) -> FloatArray:
        return np.full(np.shape(p), self.mean)

    def times(self, units: float) -> "FixedRate":
        return FixedRate(self.mean * units)


@dataclass(frozen=True)
class GammaRate:
    """A gamma distribution of the rate: `shape` as if so many events were seen in `exposure` years."""

    shape: float
    exposure: float

    def __post_init__(self) -> None:
        if not 0 < self.shape < np.inf or not 0 < self.exposure < np.inf:
            raise ValueError(f"shape and exposure must be above 0, not {self.shape}, {self.exposure}")

    @property
    def mean(self) -> float:
        return self.shape / self.exposure

    def quantile(self, p: FloatArray) -> FloatArray:
        return np.asarray(gammaincinv(self.shape, p) / self.exposure, dtype=float)

    def times(self, units: float) -> "GammaRate | FixedRate":
        return GammaRate(self.shape, self.exposure / units) if units > 0 else FixedRate(0.0)

    def none_in(self, years: float) -> float:
        """Probability of no event in so many years, not knowing the rate."""
        return float((self.exposure / (self.exposure + years)) ** self.shape)


def counted(events: float, exposure: float, units: float = 1.0) -> GammaRate | FixedRate:
    """The rate of `units` after `events` in `exposure` unit-years, with Jeffreys' prior.

    >>> counted(3, 10).mean
    0.35

    Raises:
        ValueError: a number is negative, or the exposure is 0.
    """
    if not events >= 0 or not units >= 0:
        raise ValueError(f"events and units must be 0 or more, not {events}, {units}")
    return GammaRate(events + 0.5, exposure).times(units)


def between(low: float, high: float) -> GammaRate | FixedRate:
    """The gamma distribution with these 5 % and 95 % points, for a rate that was judged and not counted.

    Its mean follows from the two. With `low` 0 the shape is 1/2, as after no event at all.

    Raises:
        ValueError: the two are out of order, negative, or too far apart to mean anything.
    """
    if not 0 <= low <= high < np.inf:
        raise ValueError(f"0 <= low <= high must hold, not {low}, {high}")
    if high <= low * 1.0001:
        return FixedRate((low + high) / 2)
    if low == 0:
        return GammaRate(0.5, float(gammaincinv(0.5, LEVELS[1])) / high)

    def apart(log_shape: float) -> float:
        first, last = gammaincinv(np.exp(log_shape), LEVELS)
        return float(np.log(last) - np.log(first)) - float(np.log(high / low))

    try:
        shape = float(np.exp(brentq(apart, np.log(_FEWEST), np.log(_MOST), xtol=1e-12)))
    except ValueError as problem:
        raise ValueError(f"{low} and {high} are too far apart for a rate") from problem
    return GammaRate(shape, float(gammaincinv(shape, LEVELS[1])) / high)
