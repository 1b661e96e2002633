"""Both ways to an upper bound lead to one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.certificate import upper_bound
from tensen.engine.climb import climb
from tensen.engine.kernel import Chunk
from tensen.engine.operators import supply_operator
from tensen.engine.shock import cuts_of


@settings(max_examples=40)
@given(data=st.data())
def test_from_below_and_from_above(data, cases):
    case = data.draw(cases)
    chunk = Chunk((supply_operator(case.system),), case.batch.s, cuts_of(case.batch), None)
    climbed = climb(chunk, 1e-11, 20_000, want_when=False)
    near = upper_bound(chunk, climbed.loss, climbed.converged, 1e-11)
    far = upper_bound(chunk, climbed.loss, np.zeros(chunk.columns, dtype=bool), 1e-11)
    for upper in (near, far):
        assert np.all(upper >= climbed.loss)
        assert np.all(chunk.apply(upper.copy(), np.empty_like(upper)) <= upper + 1e-13)
    assert np.all(near - climbed.loss < 1e-6)
