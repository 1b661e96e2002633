"""Distributions of severity and duration, drawn by their quantiles so that every event keeps its luck.

An event is a set of uniform numbers; what it costs and how long it lasts are quantiles at those numbers. A
measure or another parameter then changes the event without changing its luck.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtr, ndtri

from tensen.engine.arrays import FloatArray, floats

P90 = float(ndtri(0.9))


class Shape(Protocol):
    """A distribution of numbers from 0 up."""

    @property
    def mean(self) -> float:
        """E[S]."""
        ...

    @property
    def second(self) -> float:
        """E[S²]."""
        ...

    def quantile(self, u: FloatArray) -> FloatArray:
        """The values below which a share `u` (0 up to but without 1) lies; any shape."""
        ...

    def survival(self, x: FloatArray) -> FloatArray:
        """P(S > x)."""
        ...


@dataclass(frozen=True)
class Constant:
    """Always the same."""

    value: float

    def __post_init__(self) -> None:
        if not 0 <= self.value < np.inf:
            raise ValueError(f"a value must be 0 or more and finite, not {self.value}")

    @property
    def mean(self) -> float:
        return self.value

    @property
    def second(self) -> float:
        return self.value**2

    def quantile(self, u: FloatArray) -> FloatArray:
        return np.full(np.shape(u), self.value)

    def survival(self, x: FloatArray) -> FloatArray:
        return np.where(np.asarray(x) < self.value, 1.0, 0.0)


@dataclass(frozen=True)
class Lognormal:
    """The logarithm is normal around `log(median)` with standard deviation `sigma`."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        if not 0 < self.median < np.inf or not 0 <= self.sigma < np.inf:
            raise ValueError(f"median must be above 0 and sigma 0 or more, not {self.median}, {self.sigma}")

    @staticmethod
    def of(median: float, p90: float) -> "Lognormal | Constant":
        """From the median and the 90th percentile; a constant where the two are equal.

        >>> Lognormal.of(18.0, 79.0).quantile(np.array([0.5, 0.9])).round(9).tolist()
        [18.0, 79.0]

        Raises:
            ValueError: they are out of order, or the median is 0 and the other is not.
        """
        if p90 == median:
            return Constant(median)
        if not 0 < median < p90 < np.inf:
            raise ValueError(f"0 < median < p90 must hold, not {median}, {p90}")
        return Lognormal(median, float(np.log(p90 / median)) / P90)

    @property
    def mean(self) -> float:
        return float(self.median * np.exp(self.sigma**2 / 2))

    @property
    def second(self) -> float:
        return float(self.median**2 * np.exp(2 * self.sigma**2))

    def quantile(self, u: FloatArray) -> FloatArray:
        return np.asarray(self.median * np.exp(self.sigma * ndtri(u)))

    def survival(self, x: FloatArray) -> FloatArray:
        """P(S > x)."""
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(x, 0.0) / self.median)
        if self.sigma == 0:
            return np.where(logs < 0, 1.0, 0.0)
        return np.asarray(ndtr(-logs / self.sigma))


@dataclass(frozen=True, eq=False)
class Empirical:
    """Values that were observed, `values[K]` rising, and the share of cases up to each, `upto[K]`."""

    values: FloatArray
    upto: FloatArray

    @staticmethod
    def of(values: FloatArray, weights: FloatArray | None = None) -> "Empirical":
        """From observations in any order, each counted once or by `weights`.

        Raises:
            ValueError: there is none, or a value or weight is negative or not finite.
        """
        seen = np.asarray(values, dtype=float)
        count = np.ones(seen.shape) if weights is None else np.asarray(weights, dtype=float)
        if seen.ndim != 1 or not seen.size or count.shape != seen.shape:
            raise ValueError("one value or more must be given in a row, with a weight each")
        good = np.isfinite(seen) & np.isfinite(count) & (seen >= 0) & (count >= 0)
        if not good.all() or not count.sum() > 0:
            raise ValueError("values and weights must be 0 or more and finite, some weight above 0")
        order = np.argsort(seen, kind="stable")
        upto = np.cumsum(count[order]) / count.sum()
        upto[-1] = 1.0
        return Empirical(floats(seen[order]), floats(upto))

    @property
    def mean(self) -> float:
        return float(self.values @ np.diff(self.upto, prepend=0.0))

    @property
    def second(self) -> float:
        return float(self.values**2 @ np.diff(self.upto, prepend=0.0))

    def quantile(self, u: FloatArray) -> FloatArray:
        """The values below which a share `u` lies."""
        at = np.searchsorted(self.upto, u, side="right")
        return self.values[np.minimum(at, self.values.size - 1)]

    def survival(self, x: FloatArray) -> FloatArray:
        """P(S > x)."""
        upto = np.concatenate([[0.0], self.upto])
        return np.asarray(1.0 - upto[np.searchsorted(self.values, x, side="right")])
