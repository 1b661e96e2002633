"""One application of the vectorised equation equals one application of the plain one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.certificate import reached
from tensen.engine.kernel import Chunk
from tensen.engine.operators import demand_operator, supply_operator
from tensen.engine.reference import demand_loss, supply_loss
from tensen.engine.shock import cuts_of


def _chunk(case, operator):
    final = case.system.final_share[:, None] * case.batch.final_loss
    return Chunk((operator,), case.batch.s, cuts_of(case.batch), final)


@settings(max_examples=60)
@given(data=st.data())
def test_supply_and_demand(data, cases):
    case = data.draw(cases)
    d = case.rng.random(case.batch.s.shape)
    for build, plain in ((supply_operator, supply_loss), (demand_operator, demand_loss)):
        chunk = _chunk(case, build(case.system))
        new = chunk.apply(d, np.empty_like(d))
        expected = [plain(case.system, case.batch, column, d[:, column]) for column in range(d.shape[1])]
        np.testing.assert_allclose(new, np.column_stack(expected), atol=1e-12)
        taken = chunk.take(np.array([3, 1]))
        again = taken.apply(np.ascontiguousarray(d[:, [3, 1]]), np.empty((case.system.n, 2)))
        np.testing.assert_allclose(again, new[:, [3, 1]], atol=1e-13)


@settings(max_examples=30)
@given(data=st.data())
def test_nothing_is_lost_where_nothing_is_reached(data, cases):
    case = data.draw(cases)
    chunk = _chunk(case, supply_operator(case.system))
    hit = reached(chunk)
    d = np.where(hit, 1.0, 0.0)
    assert np.all(chunk.apply(d, np.empty_like(d)) <= d)
    assert not hit[:, 0].any()
