"""The static proof that a component leaks, against eigenvalues of every choice of binding terms."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.suspects import components, cyclic_components, suspects


def test_components_hold_cycles_and_self_loops_only():
    source, target = np.array([0, 1, 2, 4, 5]), np.array([1, 0, 3, 4, 2])
    label = cyclic_components(6, source, target)
    assert (label >= 0).tolist() == [True, True, False, False, True, False]
    assert label[0] == label[1] != label[4]


@settings(max_examples=40)
@given(data=st.data())
def test_no_active_part_outside_the_suspects_is_closed(data, cases):
    """Every choice of one binding term per node has its spectral radius below the threshold there."""
    system = data.draw(cases).system
    closed = 0.8
    safe = ~suspects(system, supply=True, demand=False, closed=closed).mask
    rows = {i: [] for i in range(system.n)}
    for t in range(system.terms):
        row = np.zeros(system.n)
        mine = system.edge_need == system.term_need[t]
        np.add.at(row, system.edge_source[mine], system.edge_weight[mine] * system.term_coef[t])
        capped = np.isfinite(system.term_replace_max[t])
        row *= 1.0 if capped else 1.0 - system.term_rho[t]
        rows[int(system.term_target[t])].append((bool(system.term_critical[t]), row))
    choices = []
    for i in range(system.n):
        critical = [row for is_critical, row in rows[i] if is_critical]
        linear = sum((row for is_critical, row in rows[i] if not is_critical), np.zeros(system.n))
        choices.append([*critical, linear] if safe[i] else [np.zeros(system.n)])
    label = components(system, supply=True, demand=False)
    for choice in itertools.islice(itertools.product(*choices), 50):
        matrix = np.array(choice)
        for one in np.unique(label[label >= 0]):
            nodes = np.flatnonzero((label == one) & safe)
            if nodes.size:
                radius = np.abs(np.linalg.eigvals(matrix[np.ix_(nodes, nodes)])).max()
                capped = np.isfinite(system.term_replace_max).any()
                assert capped or radius < closed + 1e-9
