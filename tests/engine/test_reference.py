"""The reference stops where it is told and reads decoupled demand as the larger of two runs."""

import numpy as np
import pytest

from tensen.engine.reference import reference


def test_rounds_run_out(chain, node_shock):
    system = chain(3, (0, 1, 1.0, True, 0.9, 0.0), (1, 2, 1.0, True, 0.9, 0.0))
    shock = node_shock(3, {0: 1.0})
    assert reference(system, shock, max_rounds=1).tolist() == [1.0, 0.9, 0.0]
    assert reference(system, shock) == pytest.approx([1.0, 0.9, 0.81])


def test_decoupled(chain, node_shock):
    sales = {"sale_supplier": [1], "sale_customer": [0], "sale_share": [0.95]}
    system = chain(2, (0, 1, 1.0, True, 0.9, 0.0), **sales)
    loss = reference(system, node_shock(2, {0: 1.0}), demand="decoupled")
    np.testing.assert_allclose(loss, [1.0, 0.95])
