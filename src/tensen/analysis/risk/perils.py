"""What may happen: hazards with their rate, whom an event hits together, how hard, how long, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tensen.analysis.risk.rates import Rate
from tensen.analysis.risk.shapes import Constant, Shape
from tensen.engine.arrays import FloatArray, IntArray

MONTH_DAYS = (31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0)
YEAR = 365.0


@dataclass(frozen=True)
class Footprint:
    """Nodes that one event hits together.

    Attributes:
        weight: how much more often than others of its hazard this footprint is the one.
        pool: events whose footprints share a pool interact where they overlap in time: their loss is asked
            for together and not added. Empty: the loss of this footprint adds to whatever else happens.
    """

    id: str
    nodes: tuple[str, ...]
    weight: float = 1.0
    pool: str = ""


@dataclass(frozen=True)
class Peril:
    """A hazard, ready to be drawn.

    Attributes:
        rate: events per year, all footprints together.
        footprints: an event hits one of them, in proportion to their weights, and all of its nodes.
        severity: factor on the loss of the footprint (the loss itself where the table of losses holds 1).
        duration: days.
        size: events of a year are negative binomial with this size; infinite: Poisson.
        months: how much more often an event starts on a day of each month, January first; empty: evenly.
    """

    id: str
    rate: Rate
    footprints: tuple[Footprint, ...]
    severity: Shape = field(default_factory=lambda: Constant(1.0))
    duration: Shape = field(default_factory=lambda: Constant(0.0))
    size: float = float("inf")
    months: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        weights = np.array([f.weight for f in self.footprints])
        if not len(weights) or not (weights >= 0).all() or not 0 < weights.sum() < np.inf:
            raise ValueError(f"{self.id}: footprints must be given, with weights from 0 up")
        if not self.size > 0:
            raise ValueError(f"{self.id}: size must be above 0, not {self.size}")
        if self.months:
            months = np.asarray(self.months)
            if months.shape != (12,) or not (months >= 0).all() or not 0 < months.sum() < np.inf:
                raise ValueError(f"{self.id}: months must be twelve weights from 0 up")

    def where(self, u: FloatArray) -> IntArray:
        """Which footprint is hit, by luck."""
        upto = np.cumsum([f.weight for f in self.footprints])
        last = int(np.flatnonzero([f.weight > 0 for f in self.footprints])[-1])
        return np.minimum(np.searchsorted(upto / upto[-1], u, side="right"), last)

    def when(self, u: FloatArray) -> FloatArray:
        """The day of the year (0 to 365) on which it starts, by luck."""
        if not self.months:
            return u * YEAR
        days = np.cumsum([0.0, *MONTH_DAYS])
        weight = np.cumsum([0.0, *(m * d for m, d in zip(self.months, MONTH_DAYS, strict=True))])
        # months without events have no width: start behind them
        month = np.minimum(np.searchsorted(weight / weight[-1], u, side="right") - 1, 11)
        within = (u * weight[-1] - weight[month]) / np.diff(weight)[month]
        return np.asarray(days[month] + np.clip(within, 0.0, 1.0) * np.diff(days)[month])


def each(rate: Rate, nodes: Sequence[str], pool: str = "") -> tuple[Rate, tuple[Footprint, ...]]:
    """Rate and footprints of a hazard that hits every node by itself at `rate` a year."""
    return rate.times(len(nodes)), tuple(Footprint(node, (node,), pool=pool) for node in nodes)


def together(name: str, nodes: Sequence[str], pool: str = "") -> tuple[Footprint, ...]:
    """The footprint of a common cause: one event hits all of the nodes."""
    return (Footprint(name, tuple(nodes), pool=pool),)
