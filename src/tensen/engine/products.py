"""Matrix products in tiles small enough that the linear algebra library keeps to the calling thread.

Columns are shared among our own threads. A library that splits each of thousands of small products among
threads as well spends its time waiting: OpenBLAS was measured six times slower where other work was running.
It splits products of more than 2 * 262,144 multiplications (matrix by vector: 36,864), so tiles stay below.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray

TILE = 450_000
VECTOR_TILE = 36_000
DEPTH = 96


def product(matrix: FloatArray, d: FloatArray, out: FloatArray) -> FloatArray:
    """Write `matrix[r, k] @ d[k, b]` into `out[r, b]`."""
    depth, columns = d.shape
    if columns == 1:
        step = max(1, VECTOR_TILE // max(depth, 1))
    else:
        step = max(1, TILE // max(min(depth, DEPTH) * columns, 1))
    for row in range(0, matrix.shape[0], step):
        tile = slice(row, row + step)
        if columns == 1 or depth <= DEPTH:
            np.matmul(matrix[tile], d, out=out[tile])
        else:
            _deep(matrix[tile], d, out[tile])
    return out


def _deep(rows: FloatArray, d: FloatArray, out: FloatArray) -> None:
    """A tile of rows over more suppliers than `DEPTH`: partial sums."""
    np.matmul(rows[:, :DEPTH], d[:DEPTH], out=out)
    part = np.empty(out.shape)
    for start in range(DEPTH, d.shape[0], DEPTH):
        inside = slice(start, start + DEPTH)
        out += np.matmul(rows[:, inside], d[inside], out=part)
