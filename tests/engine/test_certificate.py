"""Both ways to an upper bound lead to one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.certificate import upper_bound
from tensen.engine.climb import climb
from tensen.engine.columns import Channels, Columns
from tensen.engine.shock import cuts_of


@settings(max_examples=40)
@given(data=st.data())
def test_from_below_and_from_above(data, cases):
    case = data.draw(cases)
    channels, point = Channels.of(case.system, supply=True, demand=False), np.zeros(4, dtype=np.intp)
    columns = Columns(channels, case.batch.s, cuts_of(case.batch), None, point)
    climbed = climb(columns, 1e-11, 20_000)
    near = upper_bound(columns, climbed.loss, climbed.converged, 1e-11)
    far = upper_bound(columns, climbed.loss, np.zeros(columns.width, dtype=bool), 1e-11)
    for upper in (near, far):
        assert np.all(upper >= climbed.loss)
        assert np.all(columns.apply(upper.copy(), np.empty_like(upper)) <= upper + 1e-13)
    assert np.all(near - climbed.loss < 1e-6)
