"""How sure a figure is: what is not known of the world, and what more simulated years would still change.

Years are nested in draws of the parameters. The figures of the draws vary by the parameters and, since each
draw has so many years only, by chance; the part of chance is estimated within each draw and taken off (the
one-way random effects decomposition; Sun, Apley and Staum 2011, "Efficient nested simulation for estimating
the variance of a conditional expectation"). The band around the figure is the spread of the draws, drawn in
until its variance is that of the parameters alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.risk.curves import Curve
from tensen.engine.arrays import FloatArray

Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Band:
    """A figure of all draws together (the predictive one) and what is not known of it.

    Attributes:
        figure: over the years of all draws.
        low, high: 5 % and 95 % points over the parameters, sampling error taken off; NaN with one draw.
        parameter_sd: standard deviation over the parameters; NaN with one draw.
        sampling_sd: of the figure of one draw, because it has so many years only; NaN where not identified.
        standard_error: of `figure`, because there are so many years and draws only.
    """

    figure: float
    low: float
    high: float
    parameter_sd: float
    sampling_sd: float
    standard_error: float

    @property
    def sampled(self) -> tuple[float, float]:
        """Where the figure would be with endless years and draws: 90 % interval of the sampling error."""
        return self.figure - Z90 * self.standard_error, self.figure + Z90 * self.standard_error

    def to_dict(self) -> dict[str, float | None]:
        """For JSON: NaN becomes null."""
        names = ("figure", "low", "high", "parameter_sd", "sampling_sd", "standard_error")
        values = {name: float(getattr(self, name)) for name in names}
        return {name: None if np.isnan(value) else value for name, value in values.items()}


def band(figure: float, of_draws: FloatArray, variances: FloatArray) -> Band:
    """From the figure of each draw `[draws]` and its variance by chance `[draws]`.

    `figure` is that of all draws together. Where chance explains more than there is, the variance by
    parameters is 0 and the band is the mean of the draws.
    """
    draws, chance = of_draws.size, float(variances.mean())
    if draws < 2:
        sd = float(np.sqrt(chance))
        return Band(figure, np.nan, np.nan, np.nan, sd, sd)
    whole = float(of_draws.var(ddof=1))
    parameter = max(whole - chance, 0.0)
    centre = float(of_draws.mean())
    drawn_in = np.sqrt(parameter / whole) if whole > 0 else 0.0
    low, high = np.quantile(centre + drawn_in * (of_draws - centre), [0.05, 0.95])
    # draws and years both are a sample; with one year's luck per draw the whole spread counts
    error = float(np.sqrt(max(whole, chance) / draws))
    return Band(figure, float(low), float(high), float(np.sqrt(parameter)), float(np.sqrt(chance)), error)


def mean_band(losses: FloatArray) -> Band:
    """Of the average annual loss (or of an average difference), from `[draws, years]`."""
    count = losses.shape[1]
    variances = losses.var(axis=1, ddof=1) / count if count > 1 else np.full(len(losses), np.nan)
    return band(float(losses.mean()), losses.mean(axis=1), variances)


def exceedance_bands(losses: FloatArray, at: Sequence[float]) -> list[Band]:
    """Of the probability that a year costs more than each of the losses `at`, from `[draws, years]`."""
    curves, whole = [Curve.of(row) for row in losses], Curve.of(losses)
    found = []
    for loss in at:
        p = np.array([float(curve.exceedance(loss)) for curve in curves])
        variances = p * (1 - p) / max(losses.shape[1] - 1, 1)
        found.append(band(float(whole.exceedance(loss)), p, variances))
    return found


def period_bands(losses: FloatArray, periods: Sequence[float]) -> list[Band]:
    """Of the loss with each return period, from `[draws, years]`.

    Its variance by chance is read off the order statistics one binomial standard deviation away. Where a draw
    has too few years for that (fewer than about twice the period) only the predictive figure is given.
    """
    curves, whole = [Curve.of(row) for row in losses], Curve.of(losses)
    found = []
    for period in periods:
        predictive = float(whole.loss_at(period))
        if np.isnan(_quantile_sd(curves[0], period)):
            error = _quantile_sd(whole, period)
            found.append(Band(predictive, np.nan, np.nan, np.nan, np.nan, error))
            continue
        values = np.array([float(curve.loss_at(period)) for curve in curves])
        variances = np.array([_quantile_sd(curve, period) ** 2 for curve in curves])
        found.append(band(predictive, values, variances))
    return found


def _quantile_sd(curve: Curve, period: float) -> float:
    level, years = 1 - 1 / period, curve.years
    apart = np.sqrt(level * (1 - level) / years)
    if (level + apart) * years > years - 1e-9:
        return float("nan")
    below, above = curve.value_at_risk([max(level - apart, 1 / years), level + apart])
    return float(above - below) / 2


def tail_band(losses: FloatArray, level: float) -> Band:
    """Of the tail value at risk, from `[draws, years]`.

    Its variance by chance is that of the excess over the value at risk (its influence function; Manistre and
    Hancock 2005).
    """
    curves, whole = [Curve.of(row) for row in losses], Curve.of(losses)
    values = np.array([curve.tail(level) for curve in curves])
    variances = np.array([_tail_variance(curve, level) for curve in curves])
    return band(whole.tail(level), values, variances)


def _tail_variance(curve: Curve, level: float) -> float:
    edge = float(curve.value_at_risk(level)) if level > 0 else 0.0
    excess = np.maximum(curve.ordered - edge, 0.0) / (1 - level)
    return float(excess.var(ddof=1) / curve.years) if curve.years > 1 else float("nan")
