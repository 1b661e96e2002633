"""What a measure is worth: the same years with and without it, event by event.

Both sides live through the same events (common random numbers: Glasserman and Yao 1992), so that the
difference of each year is the measure's doing and not chance, and its interval is that of the differences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.risk.bands import Band, band, mean_band
from tensen.analysis.risk.curves import Curve
from tensen.analysis.risk.years import Years
from tensen.engine.arrays import FloatArray


@dataclass(frozen=True)
class Value:
    """Worth of a measure: `saved` is the average loss of a year without it less that with it.

    `share`: `saved` in parts of the loss without it (NaN where there is none). `tail_saved` is the same for
    the tail value at risk at `level`, from draw to draw. `helped`: share of all years that cost less with it;
    `hurt`: share of those that cost more.
    """

    without: Band
    with_it: Band
    saved: Band
    share: float
    level: float
    tail_saved: Band
    helped: float
    hurt: float


def value_of(years: Years, number: int, level: float = 0.99) -> Value:
    """The worth of measure `number` (0 is the first) of the model that gave these years.

    Raises:
        ValueError: there is no such measure.
    """
    if not 0 <= number < years.annual.shape[1] - 1:
        raise ValueError(f"there is no measure {number}")
    before, after = years.annual[:, 0], years.annual[:, number + 1]
    apart = before - after
    without = mean_band(before)
    saved = mean_band(apart)
    return Value(
        without=without,
        with_it=mean_band(after),
        saved=saved,
        share=saved.figure / without.figure if without.figure > 0 else float("nan"),
        level=level,
        tail_saved=_tail(before, after, level),
        helped=float((apart > 0).mean()),
        hurt=float((apart < 0).mean()),
    )


def _tail(before: FloatArray, after: FloatArray, level: float) -> Band:
    """The tail saved; its variance by chance is that of the difference of the two influence functions."""
    saved, variances = [], []
    for a, b in zip(before, after, strict=True):
        saved.append(Curve.of(a).tail(level) - Curve.of(b).tail(level))
        apart = _excess(a, level) - _excess(b, level)
        variances.append(apart.var(ddof=1) / apart.size if apart.size > 1 else np.nan)
    whole = Curve.of(before).tail(level) - Curve.of(after).tail(level)
    return band(whole, np.array(saved), np.array(variances))


def _excess(losses: FloatArray, level: float) -> FloatArray:
    edge = float(Curve.of(losses).value_at_risk(level)) if level > 0 else 0.0
    return np.asarray(np.maximum(losses - edge, 0.0) / (1 - level))


def factors(perils: Sequence[str], told: dict[str, float]) -> FloatArray:
    """A factor per hazard, 1 where none is told.

    Raises:
        ValueError: a hazard is told that there is none of.
    """
    unknown = sorted(told.keys() - set(perils))
    if unknown:
        raise ValueError(f"no hazard is called {unknown[0]}")
    return np.array([told.get(name, 1.0) for name in perils])
