"""Intervals and summaries of draws."""

import numpy as np
import pytest

from tensen.analysis.interval import Interval, summarise


def test_rounding_does_not_turn_an_interval_round() -> None:
    assert Interval(1.0 + 1e-12, 1.0, 1.0 - 1e-12) == Interval(1.0, 1.0, 1.0)


def test_an_interval_is_scaled_as_a_whole() -> None:
    assert Interval(1.0, 2.0, 4.0).scaled(0.5) == Interval(0.5, 1.0, 2.0)


def test_what_is_not_known_is_null_in_json() -> None:
    assert Interval(np.nan, np.nan, 3.0).to_dict() == {"low": None, "central": None, "high": 3.0}


def test_quantiles_of_draws_by_hand() -> None:
    found = summarise(np.arange(21.0), np.ones(21, dtype=bool))
    assert (found.p5, found.p50, found.p95) == pytest.approx((1, 10, 19))
    assert (found.draws, found.closed_loop_draws) == (21, 0)


def test_draws_that_are_not_identified_are_counted_and_left_out() -> None:
    values = np.array([1.0, 1.0, 1.0, 1e9])
    found = summarise(values, np.array([True, True, True, False]))
    assert (found.p5, found.p50, found.p95) == (1, 1, 1)
    assert (found.draws, found.closed_loop_draws) == (4, 1)


def test_where_no_draw_is_identified_nothing_is_said() -> None:
    said = summarise(np.ones(3), np.zeros(3, dtype=bool)).to_dict()
    assert said == {"p5": None, "p50": None, "p95": None, "draws": 3, "closed_loop_draws": 3}
