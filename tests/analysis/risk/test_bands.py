"""Parameter and sampling error, taken apart and checked where both are known."""

import numpy as np
import pytest

from tensen.analysis.risk.bands import band, exceedance_bands, mean_band, period_bands, tail_band
from tensen.analysis.risk.model import model_of
from tensen.analysis.risk.perils import Peril, together
from tensen.analysis.risk.rates import counted
from tensen.analysis.risk.shapes import Constant
from tensen.analysis.risk.years import simulate
from tensen.engine.arrays import FloatArray


def _nested(years: int, draws: int = 400, seed: int = 0) -> FloatArray:
    """Events counted 8 in 10 years, each costs 1: λ is gamma of shape 8.5 and mean 0.85."""
    peril = Peril("x", counted(8, 10), together("t", ["a"]), severity=Constant(1.0))
    return simulate(model_of([peril], years=years, draws=draws, seed=seed)).annual[:, 0]


@pytest.mark.parametrize("years", [20, 200, 2000])
def test_both_errors_of_the_average_are_those_of_the_book(years: int) -> None:
    found = mean_band(_nested(years))
    assert found.figure == pytest.approx(0.85, abs=4 * found.standard_error)
    # Var(E[L | λ]) = Var λ = 8.5 / 100; E[Var(L | λ)] / years = 0.85 / years
    assert found.parameter_sd == pytest.approx(np.sqrt(0.085), rel=0.15)
    assert found.sampling_sd == pytest.approx(np.sqrt(0.85 / years), rel=0.05)
    assert found.standard_error == pytest.approx(np.sqrt((0.085 + 0.85 / years) / 400), rel=0.15)


@pytest.mark.parametrize("years", [20, 2000])
def test_the_band_is_that_of_the_rate_however_few_the_years(years: int) -> None:
    found = mean_band(_nested(years))
    low, high = counted(8, 10).quantile(np.array([0.05, 0.95]))
    assert (found.low, found.high) == (pytest.approx(low, rel=0.1), pytest.approx(high, rel=0.08))


def test_without_parameter_error_none_is_found() -> None:
    random = np.random.default_rng(1)
    found = mean_band(random.exponential(1.0, (200, 500)))
    assert found.parameter_sd < 0.4 * found.sampling_sd
    assert found.high - found.low < 0.08
    assert found.sampled[0] < 1 < found.sampled[1]


def test_one_draw_tells_nothing_of_parameters() -> None:
    found = mean_band(np.random.default_rng(1).exponential(1.0, (1, 400)))
    assert np.isnan(found.parameter_sd)
    assert np.isnan(found.low)
    assert found.standard_error == found.sampling_sd == pytest.approx(1 / 20, rel=0.15)
    assert found.to_dict()["low"] is None


def test_chance_that_explains_more_than_all_leaves_the_mean() -> None:
    found = band(2.0, np.array([1.9, 2.1]), np.array([5.0, 5.0]))
    assert (found.low, found.high, found.parameter_sd) == (2.0, 2.0, 0.0)
    same = band(2.0, np.array([2.0, 2.0]), np.array([0.0, 0.0]))
    assert (same.low, same.high, same.standard_error) == (2.0, 2.0, 0.0)


def test_the_chance_in_an_exceedance_is_binomial() -> None:
    losses = np.random.default_rng(2).random((300, 250))
    (found,) = exceedance_bands(losses, [0.9])
    assert found.figure == pytest.approx(0.1, abs=0.005)
    assert found.sampling_sd == pytest.approx(np.sqrt(0.09 / 250), rel=0.03)
    assert found.parameter_sd < found.sampling_sd / 2


def test_the_chance_in_a_return_period_and_a_tail_is_what_repetition_shows() -> None:
    losses = np.random.default_rng(3).exponential(1.0, (600, 1000))
    (period,) = period_bands(losses, [20])
    tail = tail_band(losses, 0.95)
    # exponential: quantile ln 20, tail ln 20 + 1
    assert period.figure == pytest.approx(np.log(20), rel=0.01)
    assert tail.figure == pytest.approx(np.log(20) + 1, rel=0.01)
    seen = np.array([np.sort(row)[949] for row in losses]).std()
    assert period.sampling_sd == pytest.approx(seen, rel=0.1)
    tails = np.array([np.sort(row)[-50:].mean() for row in losses]).std()
    assert tail.sampling_sd == pytest.approx(tails, rel=0.1)
    assert tail.parameter_sd < tail.sampling_sd / 2


def test_a_period_that_a_draw_cannot_show_has_the_predictive_figure_alone() -> None:
    losses = np.random.default_rng(4).exponential(1.0, (50, 100))
    long, beyond = period_bands(losses, [1000, 20_000])
    assert long.figure == pytest.approx(np.log(1000), rel=0.1)
    assert np.isnan(long.low)
    assert np.isnan(long.sampling_sd)
    assert long.standard_error > 0
    assert np.isnan(beyond.figure)


def test_more_years_narrow_the_sampling_error_and_not_the_parameters() -> None:
    few, many = mean_band(_nested(50)), mean_band(_nested(5000))
    assert many.sampling_sd < few.sampling_sd / 8
    assert many.parameter_sd == pytest.approx(few.parameter_sd, rel=0.25)
