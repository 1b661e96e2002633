"""Many points of the assumptions at once: one column per shock and point.

The loss equation and the result are those of `equilibrium` at each point; the matrices are shared, and only
the figures that differ are looked up column by column.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.climb import Climb, climb
from tensen.engine.columns import Channels, Columns
from tensen.engine.equilibrium import side_by_side
from tensen.engine.points import Points
from tensen.engine.shock import Batch, cuts_of
from tensen.engine.system import System

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
    workers: int | None = None,
) -> Swept:
    """Losses of column b of `batch` at point `point[b]`, demand off.

    `workers` threads share the columns (default: one per processor); the result does not depend on them.
    Raises `ValueError` where `point` does not give one point per column.
    """
    if point.shape != (batch.columns,):
        raise ValueError(f"point must give one point for each of {batch.columns} columns, not {point.shape}")
    channels, cuts = Channels.of(system, points, supply=True, demand=False), cuts_of(batch)

    def solve(part: IntArray) -> Climb:
        columns = Columns(channels, batch.s[:, part], cuts.take(part), None, point[part])
        return climb(columns, tol, max_rounds)

    done = side_by_side(solve, batch.columns, workers or os.cpu_count() or 1, system.n)
    return Swept(
        np.hstack([np.empty((system.n, 0)), *(d.loss for d in done)]),
        np.concatenate([np.empty(0, np.intp), *(d.rounds for d in done)]),
        np.concatenate([np.empty(0), *(d.residual for d in done)]),
        np.concatenate([np.empty(0, np.bool_), *(d.converged for d in done)]),
    )
