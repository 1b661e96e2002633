"""Many points of the assumptions at once: one column per shock and point.

`equilibrium` folds the figures of one point into its matrices, which pays for many shocks at one point. Here
the matrices hold only what is the same at all points, and the figures of each column are put in row by row,
which pays for a few shocks at many points (draws, one family of assumptions moved at a time). The loss
equation and the result are the same.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.points import Layout, Points
from tensen.engine.shock import Batch, cuts_of
from tensen.engine.swept import Columns
from tensen.engine.system import System

CHUNK = 96
SMALLEST_CHUNK = 16

__all__ = ["Points", "Swept", "sweep"]


@dataclass(frozen=True, eq=False)
class Swept:
    """`loss[n, B]` from below, `rounds[B]`, the last step `residual[B]` and whether each column settled."""

    loss: FloatArray
    rounds: IntArray
    residual: FloatArray
    converged: BoolArray


def sweep(
    system: System,
    batch: Batch,
    points: Points,
    point: IntArray,
    *,
    tol: float = 1e-9,
    max_rounds: int = 2000,
    workers: int = 1,
) -> Swept:
    """Losses of column b of `batch` at point `point[b]`, demand off.

    Raises `ValueError` where `point` does not give one point per column.
    """
    if point.shape != (batch.columns,):
        raise ValueError(f"point must give one point for each of {batch.columns} columns, not {point.shape}")
    laid = Layout.of(system, points)
    cuts = cuts_of(batch)
    workers = max(workers, 1)
    size = min(CHUNK, max(SMALLEST_CHUNK, -(-batch.columns // workers)))
    starts = range(0, batch.columns, size)
    parts = [np.arange(a, min(a + size, batch.columns), dtype=np.intp) for a in starts]

    def solve(part: IntArray) -> Swept:
        return _climb(Columns(laid, batch.s[:, part], cuts.take(part), point[part]), tol, max_rounds)

    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(solve, parts))
    return Swept(
        np.hstack([np.empty((system.n, 0)), *(d.loss for d in done)]),
        np.concatenate([np.empty(0, np.intp), *(d.rounds for d in done)]),
        np.concatenate([np.empty(0), *(d.residual for d in done)]),
        np.concatenate([np.empty(0, np.bool_), *(d.converged for d in done)]),
    )


def _climb(columns: Columns, tol: float, max_rounds: int) -> Swept:
    n, width = columns.s.shape
    done = Swept(np.empty((n, width)), np.zeros(width, np.intp), np.zeros(width), np.zeros(width, np.bool_))
    live = np.arange(width, dtype=np.intp)
    open_ = np.ones(width, dtype=np.bool_)
    d, new = columns.s.copy(), np.empty_like(columns.s)
    for number in range(1, max_rounds + 1):
        np.maximum(columns.apply(d, new), d, out=new)
        step = np.subtract(new, d, out=d).max(axis=0, initial=0.0)
        settled = open_ & ((step <= tol) | (number == max_rounds))
        where = live[settled]
        done.loss[:, where] = new[:, settled]
        done.rounds[where], done.residual[where] = number, step[settled]
        done.converged[where] = step[settled] <= tol
        open_ &= ~settled
        if not open_.any():
            break
        if 2 * np.count_nonzero(open_) <= open_.size:
            keep = np.flatnonzero(open_)
            columns, live, open_ = columns.take(keep), live[keep], open_[keep]
            d, new = np.empty_like(columns.s), np.ascontiguousarray(new[:, keep])
        d, new = new, d
    return done
