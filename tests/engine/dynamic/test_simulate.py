"""The loop over time: what is kept, what is refused, and that chunks and threads change nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.dynamic.ario import Ario
from tensen.engine.dynamic.buffers import Buffers, LossEquation
from tensen.engine.dynamic.profile import linear
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import Record, simulate
from tensen.engine.dynamic.table import Table
from tensen.engine.dynamic.tally import plain_tally


def pair(chain):
    """A supplier and a buyer with a stock of two days."""
    return LossEquation(chain(2, (0, 1, 1.0, True, 1.0, 0.0)), Buffers(survive=[2.0]))


def outages(columns):
    """Column b: the supplier loses 1 / (b + 1) from day b for four days, then recovers in two."""
    return Shocks(
        columns=columns,
        depth=1.0 / (1.0 + np.arange(columns)),
        column=np.arange(columns),
        start=np.arange(columns, dtype=float),
        duration=np.full(columns, 4.0),
        profiles=(linear(2.0),),
        node_shock=np.arange(columns),
        node=np.zeros(columns, dtype=int),
    )


def test_what_is_kept_by_hand(chain):
    found = simulate(pair(chain), outages(1), days=8, value=np.array([3.0, 1.0]), below=(0.9, 0.2))
    assert found.loss_days[:, 0] == pytest.approx([5.0, 3.0])
    assert found.worst[:, 0].tolist() == [1.0, 1.0]
    assert found.recovered_at[:, 0].tolist() == [6.0, 6.0]
    assert found.below_at[:, :, 0].tolist() == [[0.0, 2.0], [0.0, 2.0]]
    assert found.total_days[0] == pytest.approx(3 * 5.0 + 3.0)
    assert (found.total_worst[0], found.worst_at[0]) == (4.0, 2.0)
    assert found.trajectory is None


def test_what_does_not_come_back_is_said_to_be_infinite(chain):
    found = simulate(pair(chain), outages(1), days=3, below=(0.5,))
    assert np.isinf(found.recovered_at[:, 0]).all()
    calm = simulate(pair(chain), Shocks(columns=1, depth=[]), days=3, below=(0.5,))
    assert calm.recovered_at.max() == 0.0
    assert np.isinf(calm.below_at).all()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_running_sums_are_those_of_the_trajectory(seed):
    rng = np.random.default_rng(seed)
    table = Table.of(rng.uniform(0, 1, (4, 4)), rng.uniform(1, 9, 4), [0, 0, 1, 2])
    found = simulate(Ario(table), outages(3), days=12, step=0.5, record=Record())
    days, worst, last = plain_tally(list(found.trajectory), 0.5, 1e-9)
    np.testing.assert_allclose(found.loss_days, days, atol=1e-12)
    np.testing.assert_allclose(found.worst, worst)
    np.testing.assert_allclose(np.where(np.isinf(found.recovered_at), 12.0, found.recovered_at), last)
    np.testing.assert_allclose(found.total_days, days.sum(axis=0), atol=1e-12)


def test_chosen_trajectories_at_a_stride(chain):
    whole = simulate(pair(chain), outages(5), days=9, record=Record())
    record = Record(nodes=np.array([1]), columns=np.array([4, 0, 3]), every=2)
    for chunk, workers in ((64, 1), (2, 1), (1, 2)):
        part = simulate(pair(chain), outages(5), days=9, record=record, chunk=chunk, workers=workers)
        assert part.at.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
        assert (part.trajectory == whole.trajectory[::2][:, [1]][:, :, [0, 3, 4]]).all()


def test_chunks_and_threads_change_nothing(chain):
    whole = simulate(pair(chain), outages(7), days=9, below=(0.5,))
    parts = simulate(pair(chain), outages(7), days=9, below=(0.5,), chunk=2, workers=2)
    for name in ("loss_days", "worst", "recovered_at", "below_at", "total_days", "worst_at"):
        assert (getattr(whole, name) == getattr(parts, name)).all(), name
    assert (whole.sums["stock"] == parts.sums["stock"]).all()


def test_memory_does_not_grow_with_the_steps(chain):
    short, long = (simulate(pair(chain), outages(2), days=9, step=step) for step in (1.0, 0.01))
    assert (short.steps, long.steps) == (9, 900)
    for name in ("loss_days", "worst", "recovered_at", "below_at"):
        assert getattr(short, name).shape == getattr(long, name).shape


def test_days_are_rounded_up_to_whole_steps(chain):
    assert simulate(pair(chain), outages(1), days=10, step=30.0).steps == 1
    assert simulate(pair(chain), outages(1), days=1, step=1 / 1440).steps == 1440


def test_a_watcher_sees_every_step_and_may_end_the_run(chain):
    seen = []
    simulate(pair(chain), outages(3), days=4, chunk=2, watch=lambda: seen.append(1))
    assert len(seen) == 8

    def enough():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(pair(chain), outages(1), days=4, watch=enough)


def test_no_columns_are_no_losses(chain):
    assert simulate(pair(chain), Shocks(columns=0, depth=[]), days=2).loss_days.shape == (2, 0)


@pytest.mark.parametrize(
    "wrong", [{"step": 1e-5}, {"step": 32.0}, {"days": 0.0}, {"days": np.inf}, {"value": np.ones(3)}]
)
def test_what_does_not_fit_is_refused(chain, wrong):
    with pytest.raises(ValueError, match="must"):
        simulate(pair(chain), outages(1), **{"days": 2.0, **wrong})
