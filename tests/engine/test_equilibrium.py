"""The vectorised equilibrium against the plain loops and against HiGHS, and the laws of the equation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.equilibrium import CHUNK, SMALLEST_CHUNK, WIDEST, equilibrium, side_by_side
from tensen.engine.linear_programme import linear_programme
from tensen.engine.reference import demand_loss, reference, supply_loss
from tensen.engine.shock import Batch
from tensen.engine.system import System
from tensen.engine.validate import validate

DEMANDS = ("off", "decoupled", "coupled")
SHARP = {"tol": 1e-12, "max_rounds": 20_000}


@pytest.mark.parametrize("demand", DEMANDS)
@settings(max_examples=40)
@given(data=st.data())
def test_equals_the_reference(data, cases, demand):
    case = data.draw(cases)
    validate(case.system)
    solved = equilibrium(case.system, case.batch, demand=demand, **SHARP)
    assert solved.converged.all()
    for column in range(case.batch.columns):
        expected = reference(case.system, case.batch, column, demand)
        np.testing.assert_allclose(solved.loss[:, column], expected, atol=1e-9)
        assert np.all(solved.upper[:, column] >= expected - 1e-12)


@pytest.mark.parametrize("demand", ["off", "coupled"])
@settings(max_examples=25)
@given(data=st.data())
def test_equals_the_linear_programme(data, cases, demand):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand=demand, **SHARP)
    for column in range(case.batch.columns):
        oracle = linear_programme(case.system, case.batch, column, demand)
        np.testing.assert_allclose(solved.loss[:, column], oracle, atol=1e-6)


@settings(max_examples=30)
@given(data=st.data())
def test_decoupled_is_the_larger_of_two_linear_programmes(data, cases):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand="decoupled", **SHARP)
    silent = case.system.with_terms(term_coef=np.zeros(case.system.terms))
    supply = linear_programme(case.system, case.batch, 1)
    demand = linear_programme(silent, case.batch, 1, "coupled")
    np.testing.assert_allclose(solved.loss[:, 1], np.maximum(supply, demand), atol=1e-6)


@pytest.mark.parametrize("demand", DEMANDS)
@settings(max_examples=30)
@given(data=st.data())
def test_no_shock_is_exactly_nothing_and_losses_are_bounded(data, cases, demand):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand=demand)
    assert not solved.loss[:, 0].any()
    assert not solved.upper[:, 0].any()
    assert solved.loss.min() >= 0
    assert solved.upper.max() <= 1
    assert np.all(solved.loss >= case.batch.s)
    assert np.all(solved.first_round <= solved.loss)
    assert np.all(solved.loss <= solved.upper)


@pytest.mark.parametrize("demand", ["off", "coupled"])
@settings(max_examples=30)
@given(data=st.data())
def test_the_certificate_is_a_certificate(data, cases, demand, width):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand=demand)
    for column in range(case.batch.columns):
        z = solved.upper[:, column]
        above = supply_loss(case.system, case.batch, column, z)
        if demand == "coupled":
            above = np.maximum(above, demand_loss(case.system, case.batch, column, z))
        assert np.all(above <= z + 1e-13)
    assert width(solved) < 1e-5


@pytest.mark.parametrize("demand", DEMANDS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_superset_of_shocks_never_loses_less(data, cases, demand):
    case = data.draw(cases)
    system, batch = case.system, case.batch
    more = replace(
        batch,
        s=np.maximum(batch.s, 0.5 * (case.rng.random(batch.s.shape) < 0.2)),
        cut_edge=np.append(batch.cut_edge, case.rng.integers(0, system.edges, 2)),
        cut_column=np.append(batch.cut_column, [0, 1]),
        cut_level_loss=np.append(batch.cut_level_loss, [0.5, 1.0]),
        final_loss=np.maximum(batch.final_loss, 0.1),
    )
    smaller = equilibrium(system, batch, demand=demand, **SHARP)
    larger = equilibrium(system, more, demand=demand, **SHARP)
    assert np.all(larger.upper >= smaller.loss - 1e-12)
    assert np.all(larger.loss >= smaller.loss - 1e-9)


@pytest.mark.parametrize("demand", DEMANDS)
@settings(max_examples=25)
@given(data=st.data())
def test_order_and_names_do_not_matter(data, cases, renumbered, demand):
    case = data.draw(cases)
    other, moved, node = renumbered(case)
    solved = equilibrium(case.system, case.batch, demand=demand, **SHARP)
    again = equilibrium(other, moved, demand=demand, **SHARP)
    np.testing.assert_allclose(again.loss[node], solved.loss, atol=1e-9)


@settings(max_examples=25)
@given(data=st.data())
def test_a_column_does_not_depend_on_its_neighbours_or_on_threads(data, cases):
    case = data.draw(cases)
    many = 120
    s = np.tile(case.batch.s[:, 1:2], (1, many)) * np.linspace(0, 1, many)
    together = equilibrium(case.system, Batch(s=s), workers=2, when=True)
    alone = equilibrium(case.system, Batch(s=s[:, 60:61]), when=True)
    np.testing.assert_allclose(together.loss[:, 60:61], alone.loss, atol=1e-13)
    assert together.rounds[60] == alone.rounds[0]
    assert np.array_equal(together.when[:, 60:61], alone.when)


@settings(max_examples=25)
@given(data=st.data())
def test_relief_never_costs(data, cases):
    """More replaceability, or lower coefficients, never raise a loss."""
    case = data.draw(cases)
    system = case.system
    relieved = system.with_terms(term_rho=system.term_rho + 0.5 * (1 - system.term_rho))
    milder = system.with_terms(term_coef=0.7 * system.term_coef)
    loss = equilibrium(system, case.batch, **SHARP).loss
    for other in (relieved, milder):
        assert np.all(equilibrium(other, case.batch, **SHARP).loss <= loss + 1e-9)


@settings(max_examples=20)
@given(data=st.data())
def test_when_counts_rounds_from_the_shock(data, cases):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand="coupled", when=True)
    assert np.array_equal(solved.when == 0, case.batch.s > 0)
    assert np.array_equal(solved.when >= 0, solved.loss > 0)
    assert np.all(solved.first_round[solved.when > 1] == 0)


def test_an_empty_batch_and_an_empty_system(chain):
    system = chain(3)
    solved = equilibrium(system, Batch(s=np.zeros((3, 0))), demand="coupled", when=True)
    assert solved.loss.shape == (3, 0)
    assert solved.when.shape == (3, 0)
    nothing = equilibrium(chain(0), Batch(s=np.zeros((0, 2))))
    assert nothing.converged.all()


def test_a_column_that_does_not_converge_says_so(node_shock):
    """A loop that leaks a ten-thousandth: a few rounds are far from the answer, and the range shows it."""
    system = System(
        n=3,
        need_target=[1, 2],
        edge_source=[0, 2, 1],
        edge_need=[0, 0, 1],
        edge_weight=[1e-4, 1 - 1e-4, 1.0],
        term_need=[0, 1],
        term_critical=[True, True],
        term_coef=[1.0, 1.0],
        term_rho=[0.0, 0.0],
    )
    solved = equilibrium(system, node_shock(3, {0: 1.0}), max_rounds=50)
    assert not solved.converged[0]
    assert solved.rounds[0] == 50
    assert solved.residual[0] > 1e-5
    assert solved.loss[1, 0] < 0.01
    assert solved.upper[1, 0] == 1.0


def test_a_certificate_from_above_leaves_untouched_loops_alone(chain, node_shock):
    """Nodes 1 and 2 sustain any level of loss, but nothing reaches them: their upper bound is 0 too."""
    rows = [(1, 2, 1.0, True, 1.0, 0.0), (2, 1, 1.0, True, 1.0, 0.0)]
    leaky = [(0, 3, 1e-4, True, 1.0, 0.0), (4, 3, 1.0, True, 1.0, 0.0), (3, 4, 1.0, True, 1.0, 0.0)]
    system = chain(5, *rows, *leaky, need_slack=[0.0] * 5)
    solved = equilibrium(system, node_shock(5, {0: 1.0}), max_rounds=20)
    assert solved.upper[:, 0].tolist()[1:3] == [0.0, 0.0]


def test_bad_arguments_are_refused(chain, node_shock):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    with pytest.raises(ValueError, match="demand must be off, decoupled or coupled, not 'both'"):
        equilibrium(system, node_shock(2, {}), demand="both")
    with pytest.raises(ValueError, match="max_rounds must be 1 or more, not 0"):
        equilibrium(system, node_shock(2, {}), max_rounds=0)
    with pytest.raises(ValueError, match=r"s must have shape \(2, B\), not \(3, 1\)"):
        equilibrium(system, node_shock(3, {}))


@pytest.mark.parametrize("columns", [0, 1, 7, 20, 96, 129, 640, 1281])
@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("n", [1, 2416, 10**6])
def test_every_column_is_in_one_chunk_and_each_thread_gets_about_as_many(columns, workers, n):
    parts = side_by_side(lambda part: part, columns, workers, n)
    assert np.concatenate([np.empty(0, np.intp), *parts]).tolist() == list(range(columns))
    sizes = [part.size for part in parts]
    assert max(sizes, default=0) <= (CHUNK if n == 10**6 else WIDEST)
    if columns >= workers * SMALLEST_CHUNK:
        assert len(parts) >= workers
        assert max(sizes) <= -(-columns // workers)
