"""Tiled products equal plain ones."""

import numpy as np
import pytest

from tensen.engine.products import product


@pytest.mark.parametrize("rows", [0, 1, 50, 400])
@pytest.mark.parametrize("depth", [1, 24, 96, 97, 300])
@pytest.mark.parametrize("columns", [1, 2, 96, 300])
def test_equals_matmul(rows, depth, columns):
    rng = np.random.default_rng(rows + depth)
    matrix, d = rng.random((rows, depth)), rng.random((depth, columns))
    result = product(matrix, d, np.full((rows, columns), np.nan))
    np.testing.assert_allclose(result, matrix @ d, rtol=1e-12)
