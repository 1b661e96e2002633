"""A solved column taken apart agrees with the plain equation."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.column import evaluate, level_of
from tensen.engine.reference import supply_loss


@settings(max_examples=40)
@given(data=st.data())
def test_sides_and_slopes(data, cases):
    case = data.draw(cases)
    system, batch = case.system, case.batch
    d = case.rng.random(system.n)
    level = level_of(system, batch, 1)
    sides = evaluate(system, np.maximum(d[system.edge_source], level))
    whole = np.max([batch.s[:, 1], sides.critical, sides.linear], axis=0)
    np.testing.assert_allclose(np.minimum(whole, 1), supply_loss(system, batch, 1, d), atol=1e-12)
    bound = sides.critical_term >= 0
    assert np.array_equal(bound, sides.critical > 0)
    np.testing.assert_array_equal(sides.felt[sides.critical_term[bound]], sides.critical[bound])
    assert np.all(sides.felt <= sides.slope * sides.short[system.term_need] + 1e-12)
