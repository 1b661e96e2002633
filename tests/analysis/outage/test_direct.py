"""The integral over an outage, against sums that can be done on paper."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from tensen.analysis.outage.assumed import Assumed, assumed_of
from tensen.analysis.outage.direct import hours_lost, rate
from tensen.analysis.outage.recovery import linear, measured, step

from .conftest import Rows, made

RISING = {
    ("dependence", "", "", None): None,
    ("dependence", "", "", 0.0): (0.0, 0.0, 0.0),
    ("dependence", "", "", 10.0): (0.2, 0.4, 0.6),
    ("workaround", "", "", None): (0.25, 0.5, 0.75),
}


def rising(more: Rows | None = None) -> Assumed:
    rows = {("adoption", "", "", None): (0.5, 0.5, 0.5), **RISING, **(more or {})}
    return assumed_of(made({k: v for k, v in rows.items() if v is not None}), "cloud", ["c26"])


def test_step() -> None:
    # half worked around; 0.04 h rises to 0.4 at 10 h: 0.5 · (½ · 10 · 0.4) + 10 · 0.2
    assert hours_lost(rising(), step(20.0)) == pytest.approx(3.0)


def test_linear() -> None:
    # ∫₀¹⁰ 0.02 t (1 − t/20) dt + ∫₁₀²⁰ 0.2 (1 − t/20) dt = 2/3 + 1/2
    assert hours_lost(rising(), linear(20.0)) == pytest.approx(7 / 6)


def test_waiting_leaves_out_the_beginning() -> None:
    assert hours_lost(rising(), step(20.0), after=10.0) == pytest.approx(2.0)
    assert hours_lost(rising(), step(20.0), after=20.0) == pytest.approx(0.0)
    assert hours_lost(rising(), step(8.0), after=12.0) == pytest.approx(0.0)


def test_holdover_keeps_the_clock() -> None:
    held = rising({("holdover", "", "", None): (5.0, 10.0, 15.0)})
    assert hours_lost(held, step(20.0)) == pytest.approx(2.0)
    # the shortest holdover is the worst: from hour 5 on
    assert hours_lost(held, step(20.0), holdover=1.0) == pytest.approx(3.0 - 0.01 * 25)


def test_a_measured_curve_is_stretched() -> None:
    curve = measured("c", np.array([10.0, 20.0]), np.array([0.5, 0.9]), until=40.0)
    assert curve.hours.tolist() == [0.0, 20.0, 40.0]
    assert curve.never == pytest.approx(0.1)
    assert hours_lost(rising(), curve) < hours_lost(rising(), step(40.0))


def test_a_recovery_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="rise"):
        measured("c", np.array([0.0, 5.0, 5.0]), np.array([0.0, 0.5, 1.0]))
    with pytest.raises(ValueError, match="share"):
        measured("c", np.array([0.0, 5.0]), np.array([0.0, 1.5]))


@given(
    points=st.lists(st.floats(0, 1), min_size=3, max_size=5),
    help_=st.lists(st.floats(0, 1), min_size=2, max_size=3),
    back=st.lists(st.floats(0, 1), min_size=2, max_size=4),
    after=st.floats(0, 40),
)
def test_exact_for_any_lines(
    points: list[float], help_: list[float], back: list[float], after: float
) -> None:
    rows = {("adoption", "", "", None): (1.0, 1.0, 1.0)}
    rows |= {("dependence", "", "", 7.0 * i): (v, v, v) for i, v in enumerate(sorted(points))}  # type: ignore[misc]
    rows |= {("workaround", "", "", 11.0 * i): (v, v, v) for i, v in enumerate(help_)}  # type: ignore[misc]
    assumed = assumed_of(made(rows), "cloud", ["c26"])
    curve = measured("c", np.linspace(0, 40, len(back)), np.array(back))
    knots = np.unique([0, after, 40, *range(0, 41, 7), *range(0, 41, 11), *curve.hours])

    def one(t: float) -> float:
        return float(rate(assumed, curve, np.array([t]))[0, 0])

    parts = zip(knots[knots >= after][:-1], knots[knots >= after][1:], strict=True)
    wanted = sum(quad(one, a, b)[0] for a, b in parts)
    assert hours_lost(assumed, curve, after=after)[0] == pytest.approx(wanted, abs=1e-9)


@given(hours=st.floats(0.5, 200), more=st.floats(0, 100))
def test_longer_never_costs_less_and_insured_never_more(hours: float, more: float) -> None:
    rows = {("adoption", "", "", None): (1.0, 1.0, 1.0), ("dependence", "", "", 0.0): (0.1, 0.2, 0.3)}
    rows |= {("dependence", "", "", 50.0): (0.2, 0.5, 0.6)}
    assumed = assumed_of(made(rows), "cloud", ["c26"])
    whole = hours_lost(assumed, step(hours))[0]
    assert hours_lost(assumed, step(hours + more))[0] >= whole - 1e-12
    assert 0 <= hours_lost(assumed, step(hours), after=8.0)[0] <= whole + 1e-12
    at_worst = hours_lost(assumed, step(hours), dependence=1.0)[0]
    assert hours_lost(assumed, step(hours), dependence=0.0)[0] <= whole <= at_worst
