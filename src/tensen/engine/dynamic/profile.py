"""Recovery profiles: what part of a shock is left some time after it has begun to recover."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gamma, gammainc

from tensen.engine.arrays import FloatArray, floats, no_floats

Shape = Literal["step", "linear", "logistic", "weibull", "curve"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Profile:
    """The part r(u) of a shock that is left u days after its recovery began; r(0) = 1 but for a step.

    step: gone at once. linear: `max(0, 1 - u / time)`. logistic: `(1 + e^-k) / (1 + e^(k (u / time - 1)))`
    with k = `steepness`, half gone near u = `time`. weibull: `exp(-(u / time)^steepness)` (steepness 1: an
    exponential). curve: measured points (`at[.]` days, `left[.]` part left), straight between them, the last
    value kept for ever.
    """

    shape: Shape = "step"
    time: float = 0.0
    steepness: float = 1.0
    at: FloatArray = field(default_factory=no_floats)
    left: FloatArray = field(default_factory=no_floats)

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", floats(self.at))
        object.__setattr__(self, "left", floats(self.left))
        if self.shape not in _REMAINING:
            raise ValueError(f"shape must be one of {', '.join(_REMAINING)}, not {self.shape!r}")
        if self.shape == "curve":
            _check_curve(self.at, self.left)
        elif self.shape != "step" and not (0 < self.time < np.inf and 0 < self.steepness < np.inf):
            raise ValueError(f"time and steepness must be above 0, not {self.time} and {self.steepness}")

    def remaining(self, days: ArrayLike) -> FloatArray:
        """r(u) at `days` since the recovery began, 0 or more; same shape."""
        return _REMAINING[self.shape](self, np.asarray(days, dtype=np.float64))

    def area(self, days: ArrayLike) -> FloatArray:
        """The integral of r from 0 to `days`, in days: exact, so that a mean over a step is exact."""
        return _AREA[self.shape](self, np.asarray(days, dtype=np.float64))


def linear(time: float) -> Profile:
    """All back after `time` days, in a straight line."""
    return Profile(shape="linear", time=time)


def logistic(time: float, steepness: float = 6.0) -> Profile:
    """Slow, fast, slow: about half back after `time` days."""
    return Profile(shape="logistic", time=time, steepness=steepness)


def weibull(time: float, steepness: float = 1.0) -> Profile:
    """All but 1/e back after `time` days; steepness 1 is an exponential."""
    return Profile(shape="weibull", time=time, steepness=steepness)


def curve(at: ArrayLike, left: ArrayLike) -> Profile:
    """A measured recovery: the part `left[.]` at `at[.]` days; the first point stands at day 0."""
    return Profile(shape="curve", at=floats(at), left=floats(left))


def _check_curve(at: FloatArray, left: FloatArray) -> None:
    if at.ndim != 1 or at.shape != left.shape or not at.size:
        raise ValueError(f"a curve needs as many days as parts left, not {at.shape} and {left.shape}")
    if at[0] != 0.0 or not np.isfinite(at).all() or (np.diff(at) <= 0).any():
        raise ValueError("the days of a curve must begin at 0 and rise")
    if not ((left >= 0) & (left <= 1)).all():
        raise ValueError("the parts left of a curve must be within 0 and 1")


def _step(_: Profile, u: FloatArray) -> FloatArray:
    return np.zeros_like(u)


def _linear(p: Profile, u: FloatArray) -> FloatArray:
    return np.maximum(0.0, 1.0 - u / p.time)


def _linear_area(p: Profile, u: FloatArray) -> FloatArray:
    v = np.minimum(u, p.time)
    return v - v * v / (2.0 * p.time)


def _logistic(p: Profile, u: FloatArray) -> FloatArray:
    k = p.steepness
    left: FloatArray = np.exp(-np.logaddexp(0.0, k * (u / p.time - 1.0)))
    return left * (1.0 + float(np.exp(-k)))


def _logistic_area(p: Profile, u: FloatArray) -> FloatArray:
    k = p.steepness
    # the integral of 1 / (1 + e^y) is -ln(1 + e^-y)
    shrunk: FloatArray = np.logaddexp(0.0, k) - np.logaddexp(0.0, -k * (u / p.time - 1.0))
    return shrunk * ((1.0 + float(np.exp(-k))) * p.time / k)


def _weibull(p: Profile, u: FloatArray) -> FloatArray:
    left: FloatArray = np.exp(-((u / p.time) ** p.steepness))
    return left


def _weibull_area(p: Profile, u: FloatArray) -> FloatArray:
    inverse = 1.0 / p.steepness
    scale = p.time * inverse * gamma(inverse)
    return np.asarray(scale * gammainc(inverse, (u / p.time) ** p.steepness))


def _curve(p: Profile, u: FloatArray) -> FloatArray:
    left: FloatArray = np.interp(u, p.at, p.left)
    return left


def _curve_area(p: Profile, u: FloatArray) -> FloatArray:
    whole = np.concatenate([[0.0], np.cumsum(np.diff(p.at) * (p.left[1:] + p.left[:-1]) / 2.0)])
    last = np.clip(np.searchsorted(p.at, u, side="right") - 1, 0, p.at.size - 1)
    beyond = u - p.at[last]
    return whole[last] + beyond * (p.left[last] + _curve(p, u)) / 2.0


_REMAINING = {"step": _step, "linear": _linear, "logistic": _logistic, "weibull": _weibull, "curve": _curve}
_AREA = {
    "step": _step,
    "linear": _linear_area,
    "logistic": _logistic_area,
    "weibull": _weibull_area,
    "curve": _curve_area,
}
STEP = Profile()
