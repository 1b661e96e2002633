"""The oracle itself: an answer known by hand, and a failure that is told."""

import numpy as np
import pytest

from tensen.engine import linear_programme as module
from tensen.engine.linear_programme import linear_programme


def test_a_cycle_by_hand(chain, node_shock):
    """d0 = 0.5*d1 above a shock of 0.4 on 1, and d1 = 0.5*d0: 0.2 and 0.4."""
    system = chain(2, (1, 0, 1.0, True, 0.5, 0.0), (0, 1, 1.0, False, 0.5, 0.0))
    np.testing.assert_allclose(linear_programme(system, node_shock(2, {1: 0.4})), [0.2, 0.4], atol=1e-9)
    np.testing.assert_allclose(linear_programme(chain(2), node_shock(2, {1: 0.4})), [0.0, 0.4], atol=1e-9)


def test_a_failed_solve_raises(chain, node_shock, monkeypatch):
    class Failed:
        success = False
        message = "time limit"

    monkeypatch.setattr(module, "linprog", lambda *_, **__: Failed)
    with pytest.raises(RuntimeError, match="not solved: time limit"):
        linear_programme(chain(1), node_shock(1, {}))
