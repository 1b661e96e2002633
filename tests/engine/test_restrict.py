"""The closed loops of a part are those of the whole."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tensen.engine.equilibrium import equilibrium
from tensen.engine.loops import CLOSED, closed_loops
from tensen.engine.restrict import part_of
from tensen.engine.shock import Batch
from tensen.engine.suspects import suspects

from .conftest import build_system

CASES = st.tuples(st.integers(0, 2**20), st.integers(4, 30), st.booleans(), st.booleans())


@given(CASES)
def test_the_suspected_part_holds_all_closed_loops(case):
    seed, n, sparse, capped = case
    system, rng = build_system(seed, n, sparse=sparse, capped=capped)
    cuts = int(rng.integers(0, 8))
    s = rng.random((system.n, 3)) * (rng.random((system.n, 3)) < 0.3)
    batch = Batch(
        s=s,
        cut_edge=rng.integers(0, system.edges, cuts),
        cut_column=rng.integers(0, 3, cuts),
        cut_level_loss=rng.random(cuts),
    )
    solved = equilibrium(system, batch, max_rounds=300)
    whole = closed_loops(system, solved, batch)
    mask = suspects(system, supply=True, demand=False, closed=CLOSED).mask
    part = part_of(system, mask)
    moved = part.at(system.term_coef, system.term_rho, system.edge_weight)
    found = closed_loops(moved, solved, part.batch(batch))
    assert len(found) == len(whole)
    for mine, theirs in zip(found, whole, strict=True):
        assert [loop.nodes.tolist() for loop in mine] == [loop.nodes.tolist() for loop in theirs]
        assert np.allclose([loop.radius for loop in mine], [loop.radius for loop in theirs])


@given(CASES)
def test_needs_and_sales_are_kept_or_left_out_apart(case):
    seed, n, sparse, capped = case
    system, rng = build_system(seed, n, sparse=sparse, capped=capped)
    nodes = rng.random(system.n) < 0.5
    needs = part_of(system, nodes).system
    assert needs.sale_supplier.size == 0
    assert not needs.final_share.any()
    assert needs.needs == int(nodes[system.need_target].sum())
    assert np.allclose(needs.capacity, system.capacity[nodes[system.need_target]])
    sales = part_of(system, nodes, supply=False, demand=True).system
    assert (sales.needs, sales.edges, sales.terms) == (0, 0, 0)
    assert sales.sale_supplier.tolist() == system.sale_supplier[nodes[system.sale_supplier]].tolist()
    assert np.array_equal(sales.final_share, system.final_share)
