"""Exceedance curves: how likely a year costs more than so much, and what lies beyond.

The share of simulated years is the probability: no curve is fitted. A return period of T years is a loss that
is exceeded with probability 1/T in a year. Value at risk is the smallest loss that a share `level` of the
years does not exceed; tail value at risk is the mean of the worst 1 - level of all years, a year on the edge
counted in part (Acerbi and Tasche 2002), so that it is coherent and never below the value at risk.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray, IntArray

_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Curve:
    """Losses of all simulated years in order, `[N]`: AEP where they are sums, OEP where largest events."""

    ordered: FloatArray

    @staticmethod
    def of(losses: ArrayLike) -> "Curve":
        """From losses per year in any order and shape.

        Raises:
            ValueError: there is none, or one is negative or not finite.
        """
        found = np.sort(np.asarray(losses, dtype=float), axis=None)
        if not found.size or found[0] < 0 or not np.isfinite(found[-1]):
            raise ValueError("losses must be given, 0 or more and finite")
        return Curve(found)

    @property
    def years(self) -> int:
        """Simulated years N."""
        return self.ordered.size

    @property
    def mean(self) -> float:
        """Average annual loss, where the curve is of sums."""
        return float(self.ordered.mean())

    def exceedance(self, loss: ArrayLike) -> FloatArray:
        """Probability that a year costs more than `loss`."""
        above = self.years - np.searchsorted(self.ordered, loss, side="right")
        return np.asarray(above / self.years)

    def value_at_risk(self, level: ArrayLike) -> FloatArray:
        """The smallest loss that a share `level` (above 0, up to 1) of all years does not exceed."""
        return self.ordered[_rank(level, self.years)]

    def loss_at(self, period: ArrayLike) -> FloatArray:
        """The loss with this return period in years; NaN where it is longer than the years simulated."""
        periods = np.asarray(period, dtype=float)
        if (periods <= 1).any():
            raise ValueError("a return period must be above 1 year")
        found = self.value_at_risk(1 - 1 / periods)
        return np.where(periods > self.years * (1 + _ROUNDING), np.nan, found)

    def tail(self, level: float) -> float:
        """Tail value at risk."""
        return float(self.ordered @ tail_weights(self.ordered, level))


def _rank(level: ArrayLike, years: int) -> IntArray:
    shares = np.asarray(level, dtype=float)
    if not ((shares > 0) & (shares <= 1)).all():
        raise ValueError("a level must be above 0 and at most 1")
    return np.asarray(np.maximum(np.ceil(shares * years - _ROUNDING * years / 100).astype(np.intp), 1) - 1)


def tail_weights(losses: FloatArray, level: float) -> FloatArray:
    """Weight of each year in the tail value at risk, of the shape of `losses`; they sum to 1.

    Years above the value at risk weigh 1 / ((1 - level) N), those at it share what is left.

    Raises:
        ValueError: the level is not from 0 up to but without 1.
    """
    if not 0 <= level < 1:
        raise ValueError(f"a level must be from 0 up to but without 1, not {level}")
    count = losses.size
    edge = float(np.partition(losses, at := int(_rank(level or 1 / count, count)), axis=None).flat[at])
    wanted = (1 - level) * count
    above, on = losses > edge, losses == edge
    left = max(wanted - np.count_nonzero(above), 0.0) / np.count_nonzero(on)
    weights = np.where(above, 1.0, np.where(on, left, 0.0))
    return np.asarray(weights / weights.sum())
