"""One application of the compiled equation equals one application of the plain one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.certificate import reached
from tensen.engine.columns import Channels, Columns
from tensen.engine.reference import demand_loss, supply_loss
from tensen.engine.shock import cuts_of


def _columns(case, **channels):
    final = case.system.final_share[:, None] * case.batch.final_loss
    point = np.zeros(case.batch.columns, dtype=np.intp)
    return Columns(Channels.of(case.system, **channels), case.batch.s, cuts_of(case.batch), final, point)


@settings(max_examples=60)
@given(data=st.data())
def test_supply_and_demand(data, cases):
    case = data.draw(cases)
    d = case.rng.random(case.batch.s.shape) * (case.rng.random(case.batch.s.shape) < 0.7)
    for supply, plain in ((True, supply_loss), (False, demand_loss)):
        columns = _columns(case, supply=supply, demand=not supply)
        new = columns.apply(d, np.empty_like(d))
        expected = [plain(case.system, case.batch, column, d[:, column]) for column in range(d.shape[1])]
        np.testing.assert_allclose(new, np.column_stack(expected), atol=1e-12)
        taken = columns.take(np.array([3, 1]))
        again = taken.apply(np.ascontiguousarray(d[:, [3, 1]]), np.empty((case.system.n, 2)))
        np.testing.assert_allclose(again, new[:, [3, 1]], atol=1e-13)


@settings(max_examples=30)
@given(data=st.data())
def test_both_channels_give_the_larger(data, cases):
    case = data.draw(cases)
    d = case.rng.random(case.batch.s.shape)
    both, shortages, sales = (
        _columns(case, supply=a, demand=b).apply(d, np.empty_like(d))
        for a, b in ((True, True), (True, False), (False, True))
    )
    np.testing.assert_allclose(both, np.maximum(shortages, sales), atol=1e-13)


@settings(max_examples=30)
@given(data=st.data())
def test_nothing_is_lost_where_nothing_is_reached(data, cases):
    case = data.draw(cases)
    columns = _columns(case, supply=True, demand=False)
    hit = reached(columns)
    d = np.where(hit, 1.0, 0.0)
    assert np.all(columns.apply(d, np.empty_like(d)) <= d)
    assert not hit[:, 0].any()
