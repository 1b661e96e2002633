"""The loss equation in time: hand cases, laws, and the plain loops beside the kernel."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.dynamic.buffered_plain import PlainState, plain_step
from tensen.engine.dynamic.buffers import Buffers, LossEquation
from tensen.engine.dynamic.profile import STEP, linear, weibull
from tensen.engine.dynamic.shocks import Levels, Shocks
from tensen.engine.dynamic.simulate import Record, simulate
from tensen.engine.equilibrium import equilibrium

ALL = Record()


def outage(node, days=np.inf, depth=1.0, start=0.0, **more):
    return Shocks(
        columns=1, depth=[depth], start=[start], duration=[days], node_shock=[0], node=[node], **more
    )


def course(system, shock, days, step=1.0, buffers=None):
    return simulate(LossEquation(system, buffers), shock, days=days, step=step, record=ALL)


def test_the_buyers_loss_begins_exactly_when_the_stock_is_gone(chain):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    for step in (1.0, 0.5, 0.125):
        found = course(system, outage(0), 6, step, Buffers(survive=[3.0]))
        buyer = found.trajectory[:, 1, 0]
        assert buyer.tolist() == [0.0] * round(3 / step) + [1.0] * round(3 / step)
        assert found.loss_days[1, 0] == pytest.approx(3.0)
    between = course(system, outage(0), 6, 2.0, Buffers(survive=[3.0]))
    assert between.trajectory[:, 1, 0].tolist() == [0.0, 0.5, 1.0]


def test_a_buyer_that_is_partly_supplied_lasts_longer(chain):
    """Short by 0.25 of its need, a stock of 3 days lasts 3 / 0.25 = 12 days."""
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    found = course(system, outage(0, depth=0.25), 20, 1.0, Buffers(survive=[3.0]))
    assert found.trajectory[:, 1, 0].tolist() == [0.0] * 12 + [0.25] * 8
    assert found.sums["drawn"][0, 0] == pytest.approx(3.0)


def test_what_can_be_replaced_needs_no_stock(chain):
    """With half replaceable the stock gives the other half: twice as long."""
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.5))
    found = course(system, outage(0), 10, 1.0, Buffers(survive=[3.0]))
    assert found.trajectory[:, 1, 0].tolist() == [0.0] * 6 + [0.5] * 4


def test_a_buyer_that_stands_still_for_another_reason_uses_no_stock(chain):
    system = chain(3, (0, 2, 1.0, True, 1.0, 0.0), (1, 2, 1.0, True, 1.0, 0.0))
    shock = Shocks(
        columns=1, depth=[1.0, 1.0], start=[0.0, 0.0], duration=[4.0, 9.0], node_shock=[0, 1], node=[0, 1]
    )
    found = course(system, shock, 9, 1.0, Buffers(survive=[0.0, 3.0]))
    assert found.trajectory[:, 2, 0].tolist() == [1.0] * 4 + [0.0] * 3 + [1.0] * 2


def test_stocks_fill_again_from_what_suppliers_can_give_above_the_need(chain):
    """Two days are drawn; the gap is ordered over 4 days, of which suppliers give at most 0.25 a day."""
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    held = Buffers(survive=[3.0], restock=4.0, surge=0.25)
    found = course(system, outage(0, days=2.0), 6, 1.0, held)
    assert found.sums["stock"][0, 0] == pytest.approx(3.0 - 2.0 + 4 * 0.25)
    slow = course(system, outage(0, days=2.0), 3, 1.0, replace(held, restock=40.0))
    assert slow.sums["stock"][0, 0] == pytest.approx(1.0 + 2.0 / 40.0)
    none = course(system, outage(0, days=2.0), 50, 1.0, replace(held, surge=0.0))
    assert none.sums["stock"][0, 0] == pytest.approx(1.0)
    assert none.loss_days[1, 0] == 0.0


def test_spare_capacity_fills_stocks(chain):
    system = chain(2, (0, 1, 1.2, True, 1.0, 0.0))
    found = course(system, outage(0, days=2.0), 3, 1.0, Buffers(survive=[3.0], restock=1.0, surge=0.0))
    assert found.sums["stock"][0, 0] == pytest.approx(3.0 - 2.0 + 0.2)


def test_output_returns_a_restart_time_after_the_input(chain):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    for step in (1.0, 0.5, 0.25):
        found = course(system, outage(0, days=2.0), 6, step, Buffers(restart=[1.5]))
        assert found.loss_days[1, 0] == pytest.approx(3.5)
        assert found.recovered_at[0, 0] == 2.0
    assert found.recovered_at[1, 0] == 3.5


def test_stock_and_restart_together(chain):
    """A stock of one day, then a stop until the input is back, then a restart of two days."""
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    found = course(system, outage(0, days=3.0), 7, 1.0, Buffers(survive=[1.0], restart=[2.0]))
    assert found.trajectory[:, 1, 0].tolist() == [0, 1, 1, 1, 1, 0, 0]
    spared = course(system, outage(0, days=1.0), 7, 1.0, Buffers(survive=[1.0], restart=[2.0]))
    assert spared.loss_days[1, 0] == 0.0


@pytest.mark.parametrize("restart", [0.0, 1.0])
def test_a_ring_that_was_hit_comes_back(chain, restart):
    ring = chain(3, *[(i, (i + 1) % 3, 1.0, True, 1.0, 0.0) for i in range(3)])
    found = course(ring, outage(0, days=2.0), 8, 0.5, Buffers(restart=[restart] * 3))
    assert found.trajectory[3].tolist() == [[1.0]] * 3
    assert (found.recovered_at == 2.0 + restart).all()
    assert found.trajectory[-1].max() == 0.0


def test_a_cut_edge_starves_the_buyer_after_its_stock(chain):
    system = chain(3, (0, 1, 1.0, True, 1.0, 0.0), (0, 2, 1.0, True, 1.0, 0.0))
    shock = Shocks(columns=1, depth=[0.5], start=[1.0], duration=[5.0], edge_shock=[0], edge=[0])
    found = course(system, shock, 8, 1.0, Buffers(survive=[1.0, 0.0]))
    assert found.trajectory[:, 1, 0].tolist() == [0, 0, 0, 0.5, 0.5, 0.5, 0, 0]
    assert found.trajectory[:, 2, 0].max() == 0.0


def random_buffers(case):
    terms, rng = case.system.terms, case.rng
    return Buffers(
        survive=rng.choice([0.0, 0.4, 3.0, np.inf], terms, p=[0.4, 0.3, 0.25, 0.05]),
        restart=rng.choice([0.0, 0.7, 2.0], terms, p=[0.6, 0.2, 0.2]),
        restock=rng.choice([1.0, 5.0], terms),
        surge=rng.choice([0.0, 0.2], terms),
    )


def random_shocks(case, columns=3):
    rng, system = case.rng, case.system
    count = 5
    edges = 3 if system.edges else 0
    return Shocks(
        columns=columns,
        depth=rng.choice([0.2, 0.7, 1.0], count),
        column=rng.integers(0, columns, count),
        start=rng.choice([0.0, 1.0, 2.3], count),
        duration=rng.choice([0.5, 2.0, 4.0], count),
        profile=rng.integers(0, 3, count),
        profiles=(STEP, linear(2.0), weibull(1.0)),
        node_shock=rng.integers(0, count, 4),
        node=rng.integers(0, system.n, 4),
        edge_shock=rng.integers(0, count, edges),
        edge=rng.integers(0, max(system.edges, 1), edges),
    )


def plainly(system, buffers, shock, days, step):
    """The trajectory of every column by the plain loops."""
    levels, found = Levels(shock, system.n), []
    states = [PlainState.normal(system, buffers) for _ in range(shock.columns)]
    for k in range(round(days / step)):
        levels.at(k * step, step)
        row = []
        for b, state in enumerate(states):
            mine = levels.edge_column == b
            cut = dict(zip(levels.edge_id[mine].tolist(), levels.edge[mine].tolist(), strict=True))
            row.append(plain_step(system, buffers, state, levels.node[:, b], cut, step))
        found.append(np.column_stack(row))
    return np.stack(found), np.column_stack([s.stock for s in states])


@given(st.data())
@settings(max_examples=20)
def test_kernel_and_plain_loops_agree(cases, data):
    case = data.draw(cases)
    buffers, shock = random_buffers(case), random_shocks(case)
    step = data.draw(st.sampled_from([0.5, 1.0]))
    model = LossEquation(case.system, buffers)
    found = simulate(model, shock, days=6, step=step, record=ALL, chunk=2)
    expected, stock = plainly(case.system, buffers, shock, 6, step)
    np.testing.assert_allclose(found.trajectory, expected, atol=1e-9)
    np.testing.assert_allclose(found.sums["stock"], stock[model.carried.term], atol=1e-7)
    assert found.sums["unsettled"].max() == 0


@given(st.data())
@settings(max_examples=40)
def test_without_buffers_an_endless_shock_ends_at_the_equilibrium(cases, data):
    case = data.draw(cases)
    batch = case.batch
    hit, column = np.nonzero(batch.s)
    count, cuts = hit.size, batch.cut_edge.size
    shock = Shocks(
        columns=batch.columns,
        depth=np.concatenate([batch.s[hit, column], batch.cut_level_loss]),
        column=np.concatenate([column, batch.cut_column]),
        node_shock=np.arange(count),
        node=hit,
        edge_shock=count + np.arange(cuts),
        edge=batch.cut_edge,
    )
    for step in (1 / 24, 30.0):
        found = course(case.system, shock, 3 * step, step)
        expected = equilibrium(case.system, batch, tol=1e-13, workers=1).loss
        np.testing.assert_allclose(found.trajectory[-1], expected, atol=1e-9)


@given(st.data())
@settings(max_examples=25)
def test_the_order_of_the_nodes_does_not_matter(cases, renumbered, data):
    case = data.draw(cases)
    shock = random_shocks(case)
    other, _, node = renumbered(case)
    # all requirements alike, so that only the order differs
    held = Buffers(survive=np.full(case.system.terms, 1.5), restart=np.full(case.system.terms, 1.0))
    none = np.empty(0, dtype=np.intp)
    shock = replace(shock, edge_shock=none, edge=none)
    one = simulate(LossEquation(case.system, held), shock, days=8)
    two = simulate(LossEquation(other, held), replace(shock, node=node[shock.node]), days=8)
    np.testing.assert_allclose(two.loss_days[node], one.loss_days, atol=1e-8)


@given(st.data())
@settings(max_examples=25)
def test_no_shock_no_loss_and_losses_stay_within_one(cases, data):
    case = data.draw(cases)
    shock = random_shocks(case)
    found = simulate(LossEquation(case.system, random_buffers(case)), shock, days=9, record=ALL)
    assert found.trajectory.min() >= 0
    assert found.trajectory.max() <= 1
    calm = replace(shock, depth=np.zeros(shock.depth.size))
    assert simulate(LossEquation(case.system, random_buffers(case)), calm, days=9).worst.max() == 0


@given(st.data())
@settings(max_examples=25)
def test_stocks_balance(cases, data):
    case = data.draw(cases)
    buffers = random_buffers(case)
    model = LossEquation(case.system, buffers)
    found = simulate(model, random_shocks(case), days=9, step=0.5)
    full = model.carried.survive[:, None]
    finite = np.isfinite(full[:, 0])
    left = full - found.sums["drawn"] + found.sums["added"]
    np.testing.assert_allclose(found.sums["stock"][finite], left[finite], atol=1e-12)
    assert (found.sums["stock"][finite] >= 0).all()
    assert (found.sums["stock"][finite] <= full[finite] + 1e-12).all()


@given(st.data())
@settings(max_examples=10)
def test_halving_the_step_changes_little(cases, data):
    """Stated tolerance: no node's cumulative loss moves by more than three steps of the longer step."""
    case = data.draw(cases)
    buffers, shock = random_buffers(case), random_shocks(case)
    long, short = (
        simulate(LossEquation(case.system, buffers), shock, days=10, step=step) for step in (0.2, 0.1)
    )
    assert np.abs(long.loss_days - short.loss_days).max() <= 0.6


def test_halving_the_step_changes_nothing_where_nothing_is_carried(cases):
    @given(cases)
    @settings(max_examples=25)
    def check(case):
        shock = replace(random_shocks(case), profiles=(STEP, STEP, STEP), start=np.full(5, 1.0))
        long, short = (simulate(LossEquation(case.system), shock, days=6, step=s) for s in (0.5, 0.25))
        np.testing.assert_allclose(long.loss_days, short.loss_days, atol=1e-8)

    check()


@pytest.mark.parametrize(
    "wrong", [{"survive": [1.0]}, {"survive": [-1.0, 0.0]}, {"restock": 0.0}, {"restart": [np.inf, 0.0]}]
)
def test_impossible_buffers_are_refused(chain, wrong):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0), (1, 0, 1.0, True, 1.0, 0.0))
    with pytest.raises(ValueError, match=r"must"):
        LossEquation(system, Buffers(**wrong))
