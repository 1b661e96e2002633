"""What a measure is worth, on the same events."""

import numpy as np
import pytest

from tensen.analysis.risk.losses import LossTable
from tensen.analysis.risk.model import Measure, Model, model_of
from tensen.analysis.risk.perils import Peril, together
from tensen.analysis.risk.rates import FixedRate
from tensen.analysis.risk.shapes import Constant, Lognormal
from tensen.analysis.risk.value import factors, value_of
from tensen.analysis.risk.years import simulate

from .models import mixed

ONES = np.ones(1)


def _model(measures: list[Measure], years: int = 50_000) -> Model:
    peril = Peril(
        "x", FixedRate(0.8), together("t", ["a"]), severity=Lognormal.of(1, 3), duration=Constant(4.0)
    )
    table = LossTable.of([1.0], np.ones((1, 1, 1, 1)))
    return model_of([peril], table, years=years, measures=measures)


@pytest.mark.parametrize(
    "measure",
    [
        Measure("fewer", 0.25 * ONES, ONES, ONES),
        Measure("milder", ONES, 0.25 * ONES, ONES),
        Measure("shorter", ONES, ONES, 0.25 * ONES),
        Measure("else", ONES, ONES, ONES, LossTable.of([1.0], np.full((1, 1, 1, 1), 0.25))),
    ],
)
def test_each_way_to_a_quarter_saves_three_quarters(measure: Measure) -> None:
    found = value_of(simulate(_model([measure])), 0)
    mean = 0.8 * 4 * Lognormal.of(1, 3).mean
    assert found.saved.figure == pytest.approx(0.75 * mean, abs=4 * found.saved.standard_error)
    assert found.saved.figure == pytest.approx(found.without.figure - found.with_it.figure)
    assert found.share == pytest.approx(0.75, abs=0.01)
    assert found.hurt == 0
    assert 0 < found.helped <= 1 - np.exp(-0.8) + 0.01


def test_the_same_events_make_the_interval_far_narrower() -> None:
    measure = Measure("a little", ONES, 0.99 * ONES, ONES)
    years = simulate(_model([measure], 20_000))
    found = value_of(years, 0)
    assert found.saved.figure == pytest.approx(0.01 * found.without.figure)
    apart = np.hypot(found.without.standard_error, found.with_it.standard_error)
    assert found.saved.standard_error < apart / 100
    assert found.saved.sampled[0] > 0


def test_a_measure_that_does_nothing_is_worth_nothing_to_the_last_bit() -> None:
    ones = np.ones(3)
    years = simulate(mixed(measures=[Measure("none", ones, ones, ones)]))
    assert years.annual[:, 0].tobytes() == years.annual[:, 1].tobytes()
    found = value_of(years, 0)
    assert (found.saved.figure, found.tail_saved.figure, found.helped, found.hurt) == (0, 0, 0, 0)


def test_several_measures_see_the_same_years() -> None:
    half, none = Measure("half", ONES, 0.5 * ONES, ONES), Measure("none", 0 * ONES, ONES, ONES)
    years = simulate(_model([half, none], 3000))
    np.testing.assert_allclose(years.annual[0, 1], years.annual[0, 0] / 2)
    assert not years.annual[0, 2].any()
    assert value_of(years, 1).share == 1
    assert value_of(years, 0).tail_saved.figure == pytest.approx(value_of(years, 1).tail_saved.figure / 2)
    np.testing.assert_array_equal(simulate(_model([], 3000)).annual[0, 0], years.annual[0, 0])


def test_the_tail_saved_scatters_as_repetition_shows() -> None:
    measure = Measure("milder", ONES, 0.7 * ONES, ONES)
    saved, errors = [], []
    for seed in range(60):
        model = _model([measure], 2000)
        found = value_of(simulate(model_of(model.perils, model.table, years=2000, seed=seed,
                                           measures=[measure])), 0, 0.95)  # fmt: skip
        saved.append(found.tail_saved.figure)
        errors.append(found.tail_saved.standard_error)
    assert np.mean(errors) == pytest.approx(np.std(saved), rel=0.35)


def test_factors_by_name_and_wrong_measures() -> None:
    assert factors(["a", "b"], {"b": 0.5}).tolist() == [1, 0.5]
    with pytest.raises(ValueError, match="no hazard is called c"):
        factors(["a"], {"c": 1.0})
    with pytest.raises(ValueError, match="cannot add events"):
        _model([Measure("more", 2 * ONES, ONES, ONES)])
    with pytest.raises(ValueError, match="one factor"):
        _model([Measure("two", np.ones(2), ONES, ONES)])
    with pytest.raises(ValueError, match="no measure"):
        value_of(simulate(_model([], 10)), 0)
