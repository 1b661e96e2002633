"""Events: how many, where, when; streams that do not disturb each other."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.analysis.risk.events import BLOCK, Events, draw_events
from tensen.analysis.risk.overlap import overlapping
from tensen.analysis.risk.parameters import quantiles, rates_of
from tensen.analysis.risk.perils import YEAR, Footprint, Peril, each, together
from tensen.analysis.risk.rates import FixedRate, counted
from tensen.analysis.risk.shapes import Constant, Lognormal


def _peril(name: str, rate: float = 2.0, **more: object) -> Peril:
    kept = {"footprints": (Footprint(f"{name}-all", ("a",)),), **more}
    return Peril(name, FixedRate(rate), **kept)  # type: ignore[arg-type]


def _drawn(perils: list[Peril], block: int = 0, seed: int = 1) -> Events:
    return draw_events(perils, np.array([p.rate.mean for p in perils]), seed, 0, block)


def _same(a: Events, b: Events) -> bool:
    return all(
        np.array_equal(getattr(a, f.name), getattr(b, f.name))
        for f in fields(Events)
        if f.name != "footprint"
    )


def test_counts_are_poisson() -> None:
    count = np.concatenate([np.bincount(_drawn([_peril("x")], b).year, minlength=BLOCK) for b in range(40)])
    assert count.mean() == pytest.approx(2, abs=4 * np.sqrt(2 / count.size))
    assert count.var() == pytest.approx(2, rel=0.05)
    assert (count == 0).mean() == pytest.approx(np.exp(-2), abs=0.007)


def test_counts_that_come_in_bunches_have_the_variance_of_the_negative_binomial() -> None:
    peril = _peril("x", size=1.5)
    count = np.concatenate([np.bincount(_drawn([peril], b).year, minlength=BLOCK) for b in range(60)])
    assert count.mean() == pytest.approx(2, rel=0.03)
    assert count.var() == pytest.approx(2 + 4 / 1.5, rel=0.06)


def test_another_hazard_leaves_the_events_of_the_first_alone() -> None:
    x, y = _peril("x", duration=Lognormal.of(1, 3)), _peril("y", 5.0)
    alone, both = _drawn([x]), _drawn([y, x])
    mine = both.where(both.peril == 1)
    assert _same(alone, replace(mine, peril=np.zeros_like(mine.peril)))


def test_blocks_seeds_and_draws_have_their_own_luck() -> None:
    x = _peril("x")
    assert _same(_drawn([x]), _drawn([x]))
    assert not _same(_drawn([x]), _drawn([x], block=1))
    assert not _same(_drawn([x]), _drawn([x], seed=2))
    assert not _same(_drawn([x]), draw_events([x], np.array([2.0]), 1, 1, 0))


def test_footprints_are_hit_in_proportion() -> None:
    footprints = (
        Footprint("f0", ("a",), 1.0),
        Footprint("f1", ("b", "c"), 0.0),
        Footprint("f2", ("d",), 3.0),
    )
    events = _drawn([_peril("w"), _peril("x", 20.0, footprints=footprints)])
    share = np.bincount(events.footprint[events.peril == 1], minlength=4) / (events.peril == 1).sum()
    np.testing.assert_allclose(share, [0, 0.25, 0, 0.75], atol=0.015)


def test_each_node_has_the_rate_to_itself_and_a_common_cause_hits_all() -> None:
    rate, footprints = each(counted(1, 10), ["a", "b", "c"])
    assert rate.mean == pytest.approx(0.45)
    assert [f.nodes for f in footprints] == [("a",), ("b",), ("c",)]
    assert together("quake", ["a", "b"], "power") == (Footprint("quake", ("a", "b"), pool="power"),)


def test_without_seasons_a_start_is_anywhere_in_the_year() -> None:
    start = _drawn([_peril("x", 20.0)]).start
    assert start.min() >= 0
    assert start.max() < YEAR
    assert np.histogram(start, 5, (0, YEAR))[0] / start.size == pytest.approx(np.full(5, 0.2), abs=0.015)


def test_seasons_hold_by_day_of_the_month() -> None:
    months = (0, 0, 0, 0, 0, 1.0, 2.0, 0, 1.0, 0, 0, 0)
    start = _drawn([_peril("x", 20.0, months=months)]).start
    share = np.histogram(start, [0, 151, 181, 212, 243, 273, 365])[0] / start.size
    weight = np.array([0, 30, 62, 0, 30, 0])
    np.testing.assert_allclose(share, weight / weight.sum(), atol=0.015)


@given(st.lists(st.floats(0, 10), min_size=12, max_size=12), st.floats(0, 1, exclude_max=True))
def test_a_start_lies_in_a_month_that_has_events(months: list[float], u: float) -> None:
    if sum(months) < 1e-6:
        return
    peril = _peril("x", months=tuple(months))
    day = float(peril.when(np.array([u]))[0])
    assert 0 <= day <= YEAR
    ends = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    touched = [m for m in range(12) if ends[m] - 1e-6 <= day <= ends[m + 1] + 1e-6]
    assert any(months[m] > 0 for m in touched)


def test_what_makes_no_hazard_is_refused() -> None:
    for wrong in ({"footprints": ()}, {"size": 0.0}, {"months": (1.0,)}, {"months": (0.0,) * 12}):
        with pytest.raises(ValueError, match="x: "):
            _peril("x", **wrong)
    with pytest.raises(ValueError, match="weights"):
        _peril("x", footprints=(Footprint("f", (), -1.0),))


def test_no_hazard_gives_no_event() -> None:
    assert draw_events([], np.empty(0), 0, 0, 0).count == 0


def test_rates_of_many_draws_have_the_distribution_of_the_counts() -> None:
    perils = [Peril("x", counted(3, 10), together("t", "a")), Peril("y", counted(0, 5), together("t", "a"))]
    assert rates_of(perils, 1, 0).tolist() == [[0.35, 0.1]]
    found = rates_of(perils, 2000, 0)
    assert found.mean(axis=0) == pytest.approx([0.35, 0.1], rel=0.005)
    assert np.quantile(found[:, 0], 0.95) == pytest.approx(
        float(counted(3, 10).quantile(np.array(0.95))), rel=0.01
    )
    assert abs(np.corrcoef(found.T)[0, 1]) < 0.08
    np.testing.assert_array_equal(rates_of(perils[1:], 2000, 0)[:, 0], found[:, 1])


def test_each_part_of_the_range_is_drawn_once() -> None:
    u = quantiles(["a", "b"], 50, 3)
    np.testing.assert_array_equal(np.sort(np.floor(u * 50), axis=0)[:, 0], np.arange(50))
    assert ((u > 0) & (u < 1)).all()


def _by_hand(year: list[int], pool: list[int], start: list[float], end: list[float]) -> list[set[int]]:
    """Groups by joining every two that overlap, again and again."""
    groups = [{k} for k in range(len(year))]

    def meet(i: int, j: int) -> bool:
        same = year[i] == year[j] and pool[i] == pool[j] >= 0
        first, last = (i, j) if start[i] <= start[j] else (j, i)
        return same and start[last] < end[first]

    merged = True
    while merged:
        merged = False
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if any(meet(i, j) for i in groups[a] for j in groups[b]):
                    groups[a] |= groups.pop(b)
                    merged = True
                    break
            if merged:
                break
    return sorted(groups, key=min)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(-1, 1), st.integers(0, 20), st.integers(1, 8)), max_size=14
    )
)
def test_groups_are_the_chains_of_overlaps(rows: list[tuple[int, int, int, int]]) -> None:
    year, pool, start, days = (list(c) for c in zip(*rows, strict=True)) if rows else ([], [], [], [])
    end = [a + b for a, b in zip(start, days, strict=True)]
    whole = np.intp
    group = overlapping(
        np.array(year, whole), np.array(pool, whole), np.array(start, float), np.array(end, float)
    )
    found: dict[int, set[int]] = {}
    for k, g in enumerate(group.tolist()):
        found.setdefault(g, set()).add(k)
    assert sorted(found.values(), key=min) == _by_hand(year, pool, start, end)
    assert sorted(found) == list(range(len(found)))


def test_durations_and_severities_follow_their_shapes() -> None:
    events = _drawn([_peril("x", 20.0, duration=Lognormal.of(18, 79), severity=Constant(4.0))])
    assert np.median(events.duration) == pytest.approx(18, rel=0.05)
    assert np.quantile(events.duration, 0.9) == pytest.approx(79, rel=0.07)
    assert set(events.severity.tolist()) == {4.0}
