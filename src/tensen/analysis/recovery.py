"""Recovery profiles: what share of what was lost was back some hours after the event began."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from tensen.analysis.scenario import Words
from tensen.engine.arrays import FloatArray


@dataclass(frozen=True)
class RecoveryPoint:
    """``restored_share`` (0 to 1) was back ``hours`` after the event began."""

    hours: float
    restored_share: float
    source_id: str
    as_of: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class RecoveryProfile:
    """A measured recovery; the first point stands at hour 0.

    Attributes:
        counted: what the share is a share of, such as systems, users or devices.
    """

    id: str
    title: Words
    counted: Words
    note: Words
    points: tuple[RecoveryPoint, ...]
    sources: tuple[str, ...] = ()
    file: str = field(default="", compare=False)

    @property
    def hours(self) -> FloatArray:
        """Hours of the points, rising from 0."""
        return np.array([point.hours for point in self.points])

    @property
    def days(self) -> FloatArray:
        """Days of the points, rising from 0."""
        return self.hours / 24.0

    @property
    def left(self) -> FloatArray:
        """The part that is still missing at each point: with ``days`` the ``curve`` of the dynamic engine."""
        return 1.0 - np.array([point.restored_share for point in self.points])

    def restored(self, hours: ArrayLike) -> FloatArray:
        """The share that is back at ``hours``: straight between points, the last value kept for ever."""
        return np.asarray(np.interp(np.asarray(hours, dtype=float), self.hours, 1.0 - self.left))

    @property
    def lost_hours(self) -> float:
        """The area above the curve up to its last point: hours of full loss that the event amounts to."""
        return float(np.trapezoid(self.left, self.hours))
