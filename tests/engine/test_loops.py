"""The collapse trap is recognised where a loop feeds itself, and only there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.equilibrium import equilibrium
from tensen.engine.loops import _circling, closed_loops
from tensen.engine.shock import Batch
from tensen.engine.suspects import suspects
from tensen.engine.system import System

RING = 4


def ring(trickle, *, k=1.0, rho=0.0, mode_critical=True):
    """Nodes 1..4 in a ring; node 1 takes the part `trickle` from node 0 outside, the rest from the ring."""
    nodes = np.arange(1, RING + 1)
    return System(
        n=RING + 1,
        need_target=nodes,
        edge_source=[0, RING, *nodes[:-1]],
        edge_need=[0, 0, 1, 2, 3],
        edge_weight=[trickle, 1 - trickle, 1.0, 1.0, 1.0],
        term_need=np.arange(RING),
        term_critical=np.full(RING, mode_critical),
        term_coef=np.full(RING, k),
        term_rho=np.full(RING, rho),
    )


def loops_of(system, shock, demand="off", **fields):
    s = np.zeros((system.n, 1))
    for node, loss in shock.items():
        s[node] = loss
    batch = Batch(s=s, **fields)
    solved = equilibrium(system, batch, demand=demand, max_rounds=400)
    return closed_loops(system, solved, batch)[0], solved


def test_a_closed_critical_ring_is_recognised_and_shows_its_range():
    """A trickle of 1/10,000 grows along the ring without measure: radius (1 - 1e-4)^(1/4)."""
    (loop,), solved = loops_of(ring(1e-4), {0: 1.0})
    assert loop.nodes.tolist() == [1, 2, 3, 4]
    assert loop.radius == pytest.approx(0.9999**0.25)
    assert solved.first_round[1, 0] == pytest.approx(1e-4)
    assert solved.upper[1, 0] == pytest.approx(1.0)


def test_a_trickle_cut_off_from_a_ring_is_recognised_too():
    (loop,), _ = loops_of(ring(1e-4), {}, cut_edge=[0], cut_column=[0])
    assert loop.nodes.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("leak", [{"k": 0.9}, {"rho": 0.2}, {"k": 0.9, "mode_critical": False}])
def test_a_leaking_ring_is_not(leak):
    assert loops_of(ring(1e-4, **leak), {0: 1.0})[0] == ()


def test_a_ring_fed_by_enough_from_outside_is_not():
    found, solved = loops_of(ring(0.2), {0: 1.0})
    assert found == ()
    np.testing.assert_allclose(solved.loss, 1.0, atol=1e-8)


@pytest.mark.parametrize("shock", [0.3, 1.0])
def test_a_shock_that_comes_back_undiminished_closes_the_ring(shock):
    """Node 2 loses 0.3 and so do all: 0.4, or 1, would sustain itself just as well."""
    (loop,), solved = loops_of(ring(0.0), {2: shock})
    assert loop.nodes.tolist() == [1, 2, 3, 4]
    assert loop.radius == pytest.approx(1.0)
    np.testing.assert_allclose(solved.loss[1:, 0], shock)
    np.testing.assert_allclose(solved.first_round[1:, 0], [0, shock, shock, 0])


def test_a_shock_inside_a_leaking_ring_does_not():
    assert loops_of(ring(0.0, rho=0.01), {2: 1.0})[0] == ()


def test_no_loss_leaks_away_from_a_closed_economy():
    """Twelve nodes, two critical carriers each, no spare and no replacement: one stops, all stop."""
    rng = np.random.default_rng(4)
    needs = 24
    system = System(
        n=12,
        need_target=np.repeat(np.arange(12), 2),
        edge_source=np.tile(np.arange(6), 24) + 6 * np.repeat(np.tile([0, 1], 12), 6),
        edge_need=np.repeat(np.arange(needs), 6),
        edge_weight=rng.dirichlet(np.ones(6), needs).ravel(),
        term_need=np.arange(needs),
        term_critical=np.ones(needs, bool),
        term_coef=np.ones(needs),
        term_rho=np.zeros(needs),
    )
    found, solved = loops_of(system, {3: 1.0})
    np.testing.assert_allclose(solved.loss, 1.0, atol=1e-6)
    assert found
    assert loops_of(system.with_terms(term_rho=np.full(needs, 0.1)), {3: 1.0})[0] == ()


def test_an_untouched_closed_ring_is_silent():
    assert loops_of(ring(0.0), {0: 1.0})[0] == ()


def test_a_node_supported_from_outside_is_no_part_of_a_loop():
    """Two nodes need each other, and node 0 as well: its stop alone stops both, with or without the loop."""
    system = System(
        n=3,
        need_target=[1, 2, 1, 2],
        edge_source=[2, 1, 0, 0],
        edge_need=[0, 1, 2, 3],
        edge_weight=np.ones(4),
        term_need=np.arange(4),
        term_critical=np.ones(4, bool),
        term_coef=np.ones(4),
        term_rho=np.zeros(4),
    )
    found, solved = loops_of(system, {0: 1.0})
    assert found == ()
    assert solved.loss[:, 0].tolist() == [1.0, 1.0, 1.0]


def test_a_self_loop_that_keeps_everything():
    system = System(
        n=2,
        need_target=[1],
        edge_source=[0, 1],
        edge_need=[0, 0],
        edge_weight=[1e-4, 1 - 1e-4],
        term_need=[0],
        term_critical=[True],
        term_coef=[1.0],
        term_rho=[0.0],
    )
    (loop,), _ = loops_of(system, {0: 1.0})
    assert loop.nodes.tolist() == [1]
    assert loop.radius == pytest.approx(0.9999)


@pytest.mark.parametrize("demand", ["coupled", "decoupled"])
def test_demand_that_never_leaks_is_a_loop(demand):
    """1 and 2 sell to each other and a trickle to 0: no final demand takes anything out."""
    system = System(
        n=3,
        need_target=[],
        edge_source=[],
        edge_need=[],
        edge_weight=[],
        term_need=[],
        term_critical=[],
        term_coef=[],
        term_rho=[],
        sale_supplier=[1, 1, 2],
        sale_customer=[0, 2, 1],
        sale_share=[1e-4, 1 - 1e-4, 1.0],
    )
    (loop,), _ = loops_of(system, {0: 1.0}, demand)
    assert loop.nodes.tolist() == [1, 2]
    assert loops_of(system, {0: 1.0}, "off")[0] == ()


def test_columns_are_judged_one_by_one():
    system = ring(1e-4)
    s = np.zeros((system.n, 3))
    s[0, 1], s[1, 2] = 1.0, 0.5
    batch = Batch(s=s)
    solved = equilibrium(system, batch, max_rounds=300)
    assert [len(loops) for loops in closed_loops(system, solved, batch)] == [0, 1, 0]


@settings(max_examples=30)
@given(data=st.data())
def test_what_is_not_suspected_converges_fast_from_both_sides(data, cases):
    """Where no loop of radius 0.95 is possible the equation contracts: both bounds meet."""
    case = data.draw(cases)
    if not suspects(case.system, supply=True, demand=False, closed=0.95).mask.any():
        solved = equilibrium(case.system, case.batch, max_rounds=2000)
        assert solved.converged.all()
        assert (solved.upper - solved.loss).max(initial=0) < 1e-7
    for columns in closed_loops(case.system, equilibrium(case.system, case.batch), case.batch):
        assert all(loop.radius >= 0.999 for loop in columns)


def test_only_arcs_that_may_lie_on_a_cycle_are_looked_at():
    # 0 and 1 feel each other, 2 hangs on them, 4 feels 3 feels 5
    row, column = np.array([0, 1, 2, 4, 3]), np.array([1, 0, 0, 3, 5])
    assert _circling(row, column, 6).tolist() == [0, 1]
    # a chain longer than the search leaves arcs, never one too few
    chain = np.arange(100)
    left = _circling(np.append(chain, 100), np.append(chain + 1, 100), 101)
    assert 100 in left.tolist()
    assert _circling(chain[:3], chain[:3] + 1, 101).size == 0
