"""A sweep gives what `equilibrium` gives at each of its points."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.engine.equilibrium import equilibrium
from tensen.engine.shock import Batch
from tensen.engine.sweep import Points, sweep
from tensen.engine.system import System
from tensen.engine.validate import validate

from .conftest import build_system

POINTS = 3
CASES = st.tuples(st.integers(0, 2**20), st.integers(4, 40), st.booleans(), st.booleans(), st.booleans())


def leaking(system: System) -> System:
    """Every term leaks, so that all climbs end soon and at the same place."""
    return system.with_terms(term_coef=0.9 * system.term_coef)


def batch_on(system: System, rng: np.random.Generator, columns: int) -> Batch:
    s = rng.random((system.n, columns)) * (rng.random((system.n, columns)) < 0.2)
    cuts = int(rng.integers(0, 3 * columns + 1))
    return Batch(
        s=s,
        cut_edge=rng.integers(0, system.edges, cuts),
        cut_column=rng.integers(0, columns, cuts),
        cut_level_loss=rng.random(cuts),
    )


def points_on(system: System, rng: np.random.Generator, *, shared: bool) -> Points:
    """Figures of each point; with `shared` most terms move only by a few common factors."""
    shape = (system.terms, POINTS)
    coef = np.repeat(system.term_coef[:, None], POINTS, axis=1)
    if shared:
        rho = rng.random((3, POINTS))[rng.integers(0, 3, system.terms)]
    else:
        rho, coef = rng.random(shape), coef * rng.random(shape)
    some = rng.permutation(system.needs)[: max(1, system.needs // 5)]
    edge = np.flatnonzero(np.isin(system.edge_need, some))
    weight = system.edge_weight[edge, None] * rng.uniform(0.5, 1.0, (edge.size, POINTS))
    return Points(term_coef=coef, term_rho=rho, varied_edge=edge, varied_weight=weight)


def at_point(system: System, points: Points, p: int) -> System:
    weight = np.array(system.edge_weight)
    weight[points.varied_edge] = points.varied_weight[:, p]
    moved = system.with_weights(weight)
    return moved.with_terms(term_coef=points.term_coef[:, p], term_rho=points.term_rho[:, p])


@given(CASES)
def test_a_sweep_equals_an_equilibrium_at_each_point(case):
    seed, n, sparse, capped, shared = case
    system, rng = build_system(seed, n, sparse=sparse, capped=capped)
    system = leaking(system)
    validate(system)
    points = points_on(system, rng, shared=shared)
    columns = 2 * POINTS
    batch = batch_on(system, rng, columns)
    point = rng.integers(0, POINTS, columns)
    swept = sweep(system, batch, points, point, tol=1e-11, workers=int(rng.integers(1, 3)))
    for p in range(POINTS):
        mine = point == p
        solved = equilibrium(at_point(system, points, p), batch, tol=1e-11)
        assert np.abs(swept.loss[:, mine] - solved.loss[:, mine]).max(initial=0.0) < 1e-8
    assert swept.converged.all()


def test_a_column_does_not_depend_on_the_columns_beside_it():
    system, rng = build_system(5, 40, sparse=False, capped=True)
    system = leaking(system)
    points = points_on(system, rng, shared=True)
    batch = batch_on(system, rng, 40)
    point = np.arange(40) % POINTS
    whole = sweep(system, batch, points, point)
    for column in (0, 17, 39):
        mine = batch.cut_column == column
        alone = Batch(
            s=batch.s[:, [column]],
            cut_edge=batch.cut_edge[mine],
            cut_column=np.zeros(int(mine.sum()), dtype=np.intp),
            cut_level_loss=batch.cut_level_loss[mine],
        )
        one = sweep(system, alone, points, point[[column]])
        assert np.allclose(one.loss[:, 0], whole.loss[:, column], atol=1e-12)


def test_points_without_varied_weights_and_no_columns():
    system, rng = build_system(3, 20, sparse=True, capped=False)
    some = points_on(system, rng, shared=False)
    points = replace(some, varied_edge=np.empty(0, np.intp), varied_weight=np.empty((0, POINTS)))
    empty = sweep(system, Batch(s=np.zeros((system.n, 0))), points, np.empty(0, np.intp))
    assert empty.loss.shape == (system.n, 0)


def test_one_point_for_each_column_is_asked_for():
    system, rng = build_system(3, 20, sparse=True, capped=False)
    with pytest.raises(ValueError, match="one point for each of 2 columns"):
        sweep(system, batch_on(system, rng, 2), points_on(system, rng, shared=False), np.zeros(3, np.intp))
