"""Bounds of unknown suppliers contain every completion."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.equilibrium import equilibrium
from tensen.engine.unknown import with_worst_unknowns
from tensen.engine.validate import validate


def _with_unknowns(case):
    """Two nodes without needs or shocks stand in for suppliers of some edges."""
    system, rng = case.system, case.rng
    fresh = system.n + np.arange(2)
    hidden = rng.random(system.edges) < 0.3
    source = np.where(hidden, rng.choice(fresh, system.edges), system.edge_source)
    opened = replace(
        system,
        n=system.n + 2,
        edge_source=source,
        sale_supplier=np.empty(0, int),
        sale_customer=np.empty(0, int),
        sale_share=np.empty(0),
        sale_edge=np.empty(0, int),
        final_share=np.zeros(system.n + 2),
    )
    admissible = {int(node): rng.choice(system.n, int(rng.integers(1, 4))) for node in fresh}
    batch = replace(
        case.batch, s=np.vstack([case.batch.s, np.zeros((2, case.batch.columns))]), final_loss=None
    )
    return opened, batch, admissible, hidden


@settings(max_examples=40)
@given(data=st.data())
def test_every_completion_lies_between_best_and_worst(data, cases):
    case = data.draw(cases)
    system, batch, admissible, hidden = _with_unknowns(case)
    worst_system = with_worst_unknowns(system, admissible)
    validate(worst_system)
    # no cut names an admissible supplier's own edge here: the caller would add the unknown's
    best = equilibrium(system, batch, tol=1e-12).loss
    worst = equilibrium(worst_system, batch, tol=1e-12).loss
    for _ in range(4):
        source = system.edge_source.copy()
        for edge in np.flatnonzero(hidden):
            source[edge] = case.rng.choice(admissible[int(source[edge])])
        completed = equilibrium(replace(system, edge_source=source), batch, tol=1e-12).loss
        known = slice(0, case.system.n)
        assert np.all(completed[known] >= best[known] - 1e-9)
        assert np.all(completed[known] <= worst[known] + 1e-9)


def test_the_unknown_takes_the_loss_of_its_worst_candidate(chain, node_shock):
    system = chain(4, (3, 0, 1.0, True, 1.0, 0.0))
    worst = with_worst_unknowns(system, {3: [1, 2, 2]})
    assert worst.terms == 3
    assert worst.term_need[0] == 0
    solved = equilibrium(worst, node_shock(4, {1: 0.2, 2: 0.7}))
    assert solved.loss[:, 0].tolist() == [0.7, 0.2, 0.7, 0.7]
    assert equilibrium(system, node_shock(4, {1: 0.2, 2: 0.7})).loss[0, 0] == 0.0


def test_nothing_unknown_and_given_slack(chain):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0), need_slack=[0.0])
    assert with_worst_unknowns(system, {}) is system
    assert with_worst_unknowns(system, {1: []}) is system
    assert with_worst_unknowns(system, {0: [1]}).need_slack.tolist() == [0.0, 0.0]


def test_impossible_candidates_are_refused(chain):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    with pytest.raises(ValueError, match=r"unknowns\[0\] names a node out of 0 to 1"):
        with_worst_unknowns(system, {0: [2]})
    with pytest.raises(ValueError, match=r"unknowns\[0\] cannot be admissible for itself"):
        with_worst_unknowns(system, {0: [0, 1]})
