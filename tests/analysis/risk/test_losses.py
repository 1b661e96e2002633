"""The table of losses by footprint and duration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.analysis.risk.events import Events
from tensen.analysis.risk.losses import LossTable


def _events(duration: list[float], footprint: list[int] | None = None, severity: float = 1.0) -> Events:
    n = len(duration)
    zero, whole = np.zeros(n), np.zeros(n, dtype=np.intp)
    where = whole if footprint is None else np.array(footprint)
    return Events(whole, whole, where, zero, np.array(duration), np.full(n, severity), zero)


def test_losses_are_straight_between_durations_and_go_on_beyond_them() -> None:
    table = LossTable.of([2, 4], np.array([10.0, 40.0]).reshape(1, 1, 2, 1))
    # from 0 at 0 days to 10 at 2, to 40 at 4, then 15 a day
    assert table.alone(0, _events([0, 1, 2, 3, 4, 10])).tolist() == [0, 5, 10, 25, 40, 130]


def test_one_duration_is_a_daily_loss_or_one_that_does_not_depend_on_it() -> None:
    daily = LossTable.of([1.0], np.full((1, 1, 1, 1), 3.0))
    assert daily.alone(0, _events([0, 2, 7])).tolist() == [0, 6, 21]
    at_once = LossTable.of([0.0], np.full((1, 1, 1, 1), 3.0))
    assert at_once.alone(0, _events([0, 2, 7])).tolist() == [3, 3, 3]


def test_draws_footprints_and_severity_count() -> None:
    loss = np.arange(12, dtype=float).reshape(2, 3, 1, 2)
    table = LossTable.of([0.0], loss)
    assert table.alone(1, _events([1, 1], [0, 2], severity=2.0)).tolist() == [2 * (6 + 7), 2 * (10 + 11)]
    assert LossTable.unit(3).alone(5, _events([1.0], [2], severity=7.0)).tolist() == [7]


@given(st.lists(st.tuples(st.floats(0, 50), st.integers(0, 2), st.floats(0, 3)), min_size=1, max_size=30))
def test_items_sum_to_the_whole(rows: list[tuple[float, int, float]]) -> None:
    rise = np.random.default_rng(0).random((2, 3, 4, 5)).cumsum(axis=2)
    table = LossTable.of([0.5, 1, 7, 30], rise)
    duration, footprint, weight = (list(c) for c in zip(*rows, strict=True))
    events = _events(duration, footprint)
    items = table.items_of(1, events, np.array(weight))
    assert items.shape == (5,)
    assert items.sum() == pytest.approx(table.alone(1, events) @ np.array(weight), rel=1e-9, abs=1e-12)
    by_hand = np.zeros(5)
    for days, f, w in rows:
        x, y = np.array([0, 0.5, 1, 7, 30]), np.vstack([np.zeros(5), rise[1, f]])
        slope = (y[-1] - y[-2]) / 23
        at = np.array([np.interp(days, x, y[:, v]) for v in range(5)]) + slope * max(days - 30, 0)
        by_hand += w * at
    np.testing.assert_allclose(items, by_hand, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("days", "loss"),
    [
        ([1.0], np.full((1, 1, 1, 1), -1.0)),
        ([1.0], np.full((1, 1, 1, 1), np.inf)),
        ([1.0], np.ones((1, 1, 2, 1))),
        ([], np.ones((1, 1, 0, 1))),
        ([1.0, 1.0], np.ones((1, 1, 2, 1))),
        ([-1.0], np.ones((1, 1, 1, 1))),
        ([1.0], np.ones((1, 1, 1))),
        ([1.0, 2.0], np.array([2.0, 1.0]).reshape(1, 1, 2, 1)),
    ],
)
def test_what_is_no_loss_is_refused(days: list[float], loss: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"loss|durations|longer"):
        LossTable.of(days, loss)
