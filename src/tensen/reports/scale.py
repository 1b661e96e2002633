"""From an amount to a place on an axis: linear, or logarithmic where the amounts span too much."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_TOO_WIDE = 40.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`; `log` says which kind. `ticks` are the amounts that get a line."""

    low: float
    high: float
    log: bool
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Per cent of the axis, held inside it: what lies below a logarithmic axis is drawn at its foot."""
        if self.log:
            if value <= self.low:
                return 0.0
            place = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            place = (value - self.low) / (self.high - self.low)
        return 100.0 * min(1.0, max(0.0, place))

    def below(self, value: float) -> bool:
        """Whether the amount lies beyond the left end, so that the drawing has to say so."""
        return value < self.low


def _step(span: float) -> float:
    size = 10.0 ** math.floor(math.log10(span / 4.0))
    return next(size * step for step in _STEPS if size * step * 4.0 >= span)


def linear(highest: float, lowest: float = 0.0) -> Scale:
    """An axis that starts at `lowest` and ends on a round number.

    >>> linear(3.1).ticks
    (0.0, 1.0, 2.0, 3.0, 4.0)
    """
    step = _step(highest - lowest) if highest > lowest else 1.0
    first, last = math.floor(lowest / step), max(math.ceil(highest / step), 1)
    ticks = tuple(step * i for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], log=False, ticks=ticks)


def fit(values: Iterable[float | None], decades: int = 5) -> Scale:
    """An axis for these amounts: linear while the largest is at most forty times the smallest, else powers
    of ten (at most `decades`). Unknown amounts and zeros do not stretch the axis.

    >>> fit([1e6, 5e9]).log, fit([1e9, 3e9, None]).log
    (True, False)
    """
    known = sorted(v for v in values if v is not None and math.isfinite(v) and v > 0)
    if not known:
        return linear(1.0)
    if known[-1] / known[0] <= _TOO_WIDE:
        return linear(known[-1])
    top = math.ceil(math.log10(known[-1]) - 1e-9)
    foot = max(math.floor(math.log10(known[0]) + 1e-9), top - decades)
    return Scale(10.0**foot, 10.0**top, log=True, ticks=tuple(10.0**e for e in range(foot, top + 1)))
