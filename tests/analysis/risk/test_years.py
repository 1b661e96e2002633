"""Simulated years against closed forms, and the same to the last bit however they are computed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from tensen.analysis.risk.contributions import contributions
from tensen.analysis.risk.curves import Curve
from tensen.analysis.risk.events import BLOCK, Events
from tensen.analysis.risk.losses import LossTable
from tensen.analysis.risk.model import Model, model_of
from tensen.analysis.risk.perils import Footprint, Peril, each, together
from tensen.analysis.risk.rates import FixedRate
from tensen.analysis.risk.shapes import Constant, Empirical, Lognormal
from tensen.analysis.risk.years import VERSION, chunks_of, simulate, years_chunk, years_of
from tensen.engine.arrays import FloatArray
from tensen.jobs import Processes, Threads, run_chunks

from .models import Worst, mixed, one

NINES = 3.9  # standard errors: once in ten thousand runs, and the seed is fixed


def _years(model: Model) -> FloatArray:
    return simulate(model).annual[0, 0]


@pytest.mark.parametrize("rate", [0.02, 0.7, 6.0])
@pytest.mark.parametrize(
    "severity", [Constant(2.0), Lognormal.of(1.0, 3.0), Empirical.of(np.array([1.0, 1.0, 10.0]))]
)
def test_a_compound_poisson_year_has_the_mean_and_variance_of_the_book(
    rate: float, severity: Constant | Lognormal | Empirical
) -> None:
    losses = _years(one(rate, severity))
    n, mean, variance = losses.size, rate * severity.mean, rate * severity.second
    assert abs(losses.mean() - mean) < NINES * np.sqrt(variance / n)
    # standard error of the variance from the fourth moment of the sample
    fourth = np.mean((losses - losses.mean()) ** 4)
    assert abs(losses.var() - variance) < NINES * np.sqrt((fourth - variance**2) / n) + 1e-12


@pytest.mark.parametrize("rate", [0.05, 1.3])
def test_the_largest_event_of_one_hazard_has_its_closed_form(rate: float) -> None:
    severity = Lognormal.of(1.0, 3.0)
    years = simulate(one(rate, severity))
    curve = Curve.of(years.largest)
    x = np.array([0.0, 0.3, 1.0, 3.0, 8.0])
    exact = 1 - np.exp(-rate * severity.survival(x))
    error = np.sqrt(exact * (1 - exact) / curve.years)
    assert (np.abs(curve.exceedance(x) - exact) < NINES * error + 1e-12).all()


@pytest.mark.parametrize("period", [25, 100, 1000])
def test_its_return_periods_are_the_exact_quantiles(period: float) -> None:
    rate, severity = 0.4, Lognormal.of(1.0, 3.0)
    curve = Curve.of(simulate(one(rate, severity)).largest)
    # 1 - exp(-rate S(x)) = 1/T solved for x
    exact = severity.quantile(np.array(1 + np.log1p(-1 / period) / rate))
    # the simulated loss lies where a binomial count of the years above the exact one may lie
    above = float(curve.exceedance(exact)) * curve.years
    low, high = binom(curve.years, 1 / period).ppf([5e-5, 1 - 5e-5])
    assert low <= above <= high
    assert float(curve.loss_at(period)) == pytest.approx(float(exact), rel=0.12)


def test_years_of_equal_events_are_poisson() -> None:
    curve = Curve.of(_years(one(1.7, Constant(3.0))))
    k = np.arange(7)
    exact = poisson(1.7).sf(k)
    error = np.sqrt(exact * (1 - exact) / curve.years)
    assert (np.abs(curve.exceedance(3.0 * k) - exact) < NINES * error).all()


def test_hazards_that_do_not_interact_add_their_means_and_variances() -> None:
    shapes = [Lognormal.of(1, 2), Constant(5.0), Lognormal.of(0.1, 0.3)]
    rates = [2.0, 0.1, 0.5]
    perils = [
        Peril(f"p{k}", FixedRate(r), together("t", ["a"]), severity=s)
        for k, (r, s) in enumerate(zip(rates, shapes, strict=True))
    ]
    losses = _years(model_of(perils, years=200_000))
    mean = sum(r * s.mean for r, s in zip(rates, shapes, strict=True))
    variance = sum(r * s.second for r, s in zip(rates, shapes, strict=True))
    assert abs(losses.mean() - mean) < NINES * np.sqrt(variance / losses.size)
    assert losses.var() == pytest.approx(variance, rel=0.05)


def test_a_common_cause_is_worse_than_as_many_events_apart() -> None:
    """Same average: one rare event that hits ten nodes, or ten that hit one each."""
    table = LossTable.of([0.0], np.full((1, 1, 1, 1), 10.0))
    both = model_of([Peril("x", FixedRate(0.1), together("t", "abcdefghij"))], table, years=100_000)
    rate, nodes = each(FixedRate(0.1), list("abcdefghij"))
    apart = model_of([Peril("x", rate, nodes)], years=100_000)
    one_cause, many = Curve.of(_years(both)), Curve.of(_years(apart))
    assert one_cause.mean == pytest.approx(1, rel=0.04)
    assert many.mean == pytest.approx(1, rel=0.04)
    assert one_cause.tail(0.99) > 2 * many.tail(0.99)


def test_losses_by_duration_have_the_mean_of_their_integral() -> None:
    """Daily loss 2, events of 3 days on average in logarithms: λ E[2 D] exactly."""
    duration = Lognormal.of(3, 9)
    peril = Peril("x", FixedRate(0.8), together("t", ["a"]), duration=duration)
    table = LossTable.of([1.0], np.full((1, 1, 1, 1), 2.0))
    losses = _years(model_of([peril], table, years=200_000))
    error = np.sqrt(0.8 * 4 * duration.second / losses.size)
    assert abs(losses.mean() - 1.6 * duration.mean) < NINES * error


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 3000))
def test_the_year_is_never_better_than_its_worst_event(seed: int, draws: int, years: int) -> None:
    found = simulate(mixed(seed=seed, draws=draws, years=years))
    assert found.annual.shape == found.largest.shape == (draws, 1, years)
    assert (found.annual >= found.largest).all()
    aep, oep = Curve.of(found.annual), Curve.of(found.largest)
    x = np.unique(np.concatenate([aep.ordered, oep.ordered]))
    assert (aep.exceedance(x) >= oep.exceedance(x)).all()
    assert aep.tail(0.9) >= oep.tail(0.9) - 1e-9


@settings(max_examples=10, deadline=None)
@given(st.floats(1e-3, 1e6))
def test_losses_scale_with_money(scale: float) -> None:
    model = mixed(years=300)
    dearer = model_of(
        model.perils,
        LossTable.of(model.table.days, model.table.loss * scale),
        years=300,
        draws=3,
        seed=5,
    )
    np.testing.assert_allclose(simulate(dearer).annual, scale * simulate(model).annual, rtol=1e-9)


@pytest.mark.parametrize("batch", [1, 2, 5, 100])
def test_batches_change_no_bit(batch: int) -> None:
    model = mixed()
    whole, parts = simulate(model), simulate(model, batch=batch)
    assert whole.annual.tobytes() == parts.annual.tobytes()
    assert whole.largest.tobytes() == parts.largest.tobytes()
    a, b = contributions(model, whole), contributions(model, parts, batch=batch)
    assert a.footprints.tobytes() == b.footprints.tobytes()
    assert a.items.tobytes() == b.items.tobytes()


@pytest.mark.parametrize("where", [Threads(2), Threads(3), Processes(2)])
def test_workers_change_no_bit(where: Any) -> None:
    model = mixed()

    def runner(task: Any, shared: Any, chunks: Any) -> Any:
        return run_chunks(task, shared, chunks, where=where, version=VERSION)

    whole, parts = simulate(model), simulate(model, runner=runner, batch=2)
    assert whole.annual.tobytes() == parts.annual.tobytes()
    a, b = contributions(model, whole), contributions(model, parts, runner=runner, batch=1)
    assert a.footprints.tobytes() == b.footprints.tobytes()


def test_what_was_kept_is_not_computed_again(tmp_path: Path) -> None:
    model = mixed()
    chunks = chunks_of(model, 2)
    run_chunks(years_chunk, model, chunks[:2], where=Threads(1), keep=tmp_path, version=VERSION)
    seen: list[int] = []
    results = run_chunks(
        years_chunk,
        model,
        chunks,
        where=Threads(1),
        keep=tmp_path,
        version=VERSION,
        progress=lambda done, _total, _left: seen.append(done),
    )
    assert min(seen) >= 2
    assert years_of(model, results).annual.tobytes() == simulate(model).annual.tobytes()


def test_the_first_years_are_the_same_however_many_follow() -> None:
    few, many = simulate(mixed(years=1700)), simulate(mixed(years=4200))
    np.testing.assert_array_equal(few.annual, many.annual[:, :, :1700])
    assert simulate(mixed(years=BLOCK)).events.tolist() != few.events.tolist()


def test_events_are_counted_in_the_years_asked_for() -> None:
    model = one(2.0, years=1500)
    years = simulate(model)
    assert years.events[0] == years.annual[0, 0].sum()  # each costs 1


def test_another_seed_moves_the_average_by_chance_only() -> None:
    severity = Lognormal.of(1, 3)
    a, b = (_years(one(1.0, severity, 100_000, seed)) for seed in (1, 2))
    assert a.tobytes() != b.tobytes()
    assert abs(a.mean() - b.mean()) < NINES * np.sqrt(2 * severity.second / a.size)


def _pooled(rate: float = 20.0, **told: Any) -> Model:
    footprints = (Footprint("n", ("a",), pool="grid"), Footprint("m", ("b",), pool="grid"))
    peril = Peril("x", FixedRate(rate), footprints, duration=Lognormal.of(10, 40))
    table = LossTable.of([1.0], np.ones((1, 2, 1, 1)))
    return model_of([peril], table, years=1000, joint=Worst(), **told)


def test_events_that_overlap_are_asked_for_together() -> None:
    model = _pooled()
    years = simulate(model)
    apart = model_of(
        [Peril("x", FixedRate(20.0), tuple(Footprint(f.id, f.nodes) for f in model.footprints),
               duration=Lognormal.of(10, 40))],
        model.table, years=1000,
    )  # fmt: skip
    added = simulate(apart)
    assert (years.annual <= added.annual).all()
    assert (years.annual < added.annual).mean() > 0.9
    assert (years.annual >= years.largest).all()
    # of a chain of overlaps only the longest counts: as the largest event of the year alone at least
    np.testing.assert_allclose(years.largest, added.largest)


def test_two_events_of_a_year_by_hand() -> None:
    """Every overlap of a year is told to the joint losses, with the draw and the durations."""
    told: list[tuple[int, int]] = []

    class Seen:
        def losses(self, draw: int, events: Events, group: np.ndarray, groups: int) -> FloatArray:
            for g in range(groups):
                mine = events.where(group == g)
                assert len(set(mine.year.tolist())) == 1
                assert (np.diff(mine.start) >= 0).all()
                latest = np.maximum.accumulate(mine.start + mine.duration)
                assert (mine.start[1:] < latest[:-1]).all()
                told.append((draw, mine.count))
            return np.full((groups, 1), 1000.0)

    model = _pooled(1.0)
    model = model_of(model.perils, model.table, years=1000, joint=Seen())
    years = simulate(model)
    assert told
    assert min(n for _, n in told) == 2
    assert np.isin(years.largest[0, 0], 1000.0).sum() <= len(told)
    parts = contributions(model, years, (0.9,))
    assert parts.footprints[0].sum() == pytest.approx(years.annual.mean())
    assert parts.items[1].sum() == pytest.approx(Curve.of(years.annual).tail(0.9))


def test_impossible_joint_losses_are_refused() -> None:
    class Wrong:
        def losses(self, _draw: int, _events: Events, _group: np.ndarray, groups: int) -> FloatArray:
            return np.full((groups, 1), -1.0)

    model = _pooled()
    with pytest.raises(ValueError, match="interacting"):
        simulate(model_of(model.perils, model.table, years=10, joint=Wrong()))


def test_what_does_not_fit_is_refused() -> None:
    peril = Peril("x", FixedRate(1.0), together("t", ["a"]))
    for match, make in {
        "same id": lambda: model_of([peril, peril]),
        "years and draws": lambda: model_of([peril], years=0),
        "rates must": lambda: model_of([peril], rates=[[1.0, 2.0]]),
        "events a year": lambda: model_of([peril], rates=[[1e5]]),
        "footprints": lambda: model_of([peril], LossTable.unit(2)),
        "1 or 2 draws": lambda: model_of([peril], LossTable.of([0.0], np.ones((3, 1, 1, 1))), draws=2),
        "interact": lambda: model_of([Peril("y", FixedRate(1.0), together("t", ["a"], "pool"))]),
    }.items():
        with pytest.raises(ValueError, match=match):
            make()


def test_no_hazard_costs_nothing() -> None:
    years = simulate(model_of([], years=5))
    assert years.annual.tolist() == [[[0.0] * 5]]
