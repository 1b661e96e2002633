"""Recovery: the share of a service that is back, by hours since it failed."""

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Recovery:
    """A curve through ``(hours, restored)``, read in straight lines from hour 0 to the last point.

    After the last point nothing is counted: a step is back then, and of a measured curve ``never`` is the
    share that was not back when it ends.

    Raises:
        ValueError: fewer than two points, hours that do not rise from 0, or shares outside 0 to 1.
    """

    name: str
    hours: FloatArray
    restored: FloatArray
    never: float = 0.0

    def __post_init__(self) -> None:
        if self.hours.size < 2 or self.hours.shape != self.restored.shape:
            raise ValueError("a recovery needs two points or more, a share for each")
        if self.hours[0] != 0 or (np.diff(self.hours) <= 0).any() or not np.isfinite(self.hours).all():
            raise ValueError("the hours of a recovery must rise from 0")
        if not ((self.restored >= 0) & (self.restored <= 1)).all():
            raise ValueError("what is restored is a share from 0 to 1")

    @property
    def duration(self) -> float:
        """Hours until the last point."""
        return float(self.hours[-1])

    def away(self, hours: FloatArray) -> FloatArray:
        """The share that is not back at some hours."""
        return np.asarray(1.0 - np.interp(hours, self.hours, self.restored))


def step(hours: float) -> Recovery:
    """Nothing is back before ``hours``, everything is then."""
    return Recovery("step", np.array([0.0, hours]), np.zeros(2))


def linear(hours: float) -> Recovery:
    """Evenly more is back until everything is, at ``hours``."""
    return Recovery("linear", np.array([0.0, hours]), np.array([0.0, 1.0]))


def measured(name: str, hours: FloatArray, restored: FloatArray, until: float | None = None) -> Recovery:
    """A measured curve, in its own time or stretched so that its last point lies at ``until`` hours."""
    if hours[0] > 0:
        hours, restored = np.append(0.0, hours), np.append(0.0, restored)
    scale = 1.0 if until is None else until / hours[-1]
    return Recovery(name, hours * scale, restored, float(1.0 - restored[-1]))
