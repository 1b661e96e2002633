"""The spectral radius of a non-negative matrix, bounded from both sides."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import FloatArray

SMALL = 200


def spectral_radius(matrix: csr_array, *, gap: float = 1e-7, rounds: int = 20_000) -> float:
    """Spectral radius of an irreducible non-negative matrix (shape (m, m)).

    Small matrices by their eigenvalues; larger ones by power iteration on A + I (which is primitive where A
    is irreducible) between the Collatz-Wielandt bounds min and max of (A v)_i / v_i, until these are `gap`
    apart; after `rounds` the upper bound is returned, so that a closed loop is never overlooked.
    """
    if matrix.shape[0] <= SMALL:
        return float(np.abs(np.linalg.eigvals(matrix.toarray())).max(initial=0.0))
    v: FloatArray = np.ones(matrix.shape[0])
    low, high = 0.0, np.inf
    for _ in range(rounds):
        w = matrix @ v
        ratio = w / v
        low, high = float(max(low, ratio.min())), float(min(high, ratio.max()))
        if high - low <= gap:
            return (low + high) / 2
        v = np.maximum(w + v, np.finfo(np.float64).tiny)
        v /= v.max()
    return high
