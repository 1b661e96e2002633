"""Intervals: a low, a central and a high figure that always travel together."""

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class Interval:
    """Least, central and largest value; NaN where it is not identified."""

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        known = [v for v in (self.low, self.central, self.high) if not np.isnan(v)]
        # corners are monotone up to the solver's tolerance: let rounding not turn an interval round
        if known and not np.isnan(self.central):
            object.__setattr__(self, "low", min(self.low, self.central))
            object.__setattr__(self, "high", max(self.high, self.central))

    def scaled(self, factor: float) -> "Interval":
        """The interval times a positive number."""
        return Interval(self.low * factor, self.central * factor, self.high * factor)

    def to_dict(self) -> dict[str, float | None]:
        """For JSON: NaN becomes null."""
        names = ("low", "central", "high")
        return {
            n: None if np.isnan(v) else float(v)
            for n, v in zip(names, (self.low, self.central, self.high), strict=True)
        }


@dataclass(frozen=True)
class Sampled:
    """Quantiles over draws of the assumptions; draws with a closed loop are counted, never averaged in."""

    p5: float
    p50: float
    p95: float
    draws: int
    closed_loop_draws: int

    def to_dict(self) -> dict[str, float | int | None]:
        """For JSON."""
        values = {"p5": self.p5, "p50": self.p50, "p95": self.p95}
        words: dict[str, float | int | None] = {
            k: None if np.isnan(v) else float(v) for k, v in values.items()
        }
        return {**words, "draws": self.draws, "closed_loop_draws": self.closed_loop_draws}


def summarise(values: FloatArray, identified: BoolArray) -> Sampled:
    """Quantiles of the identified draws; shapes (draws,)."""
    good = values[identified]
    if not len(good):
        return Sampled(np.nan, np.nan, np.nan, len(values), len(values))
    p5, p50, p95 = (float(v) for v in np.quantile(good, [0.05, 0.5, 0.95]))
    return Sampled(p5, p50, p95, len(values), int(len(values) - len(good)))
