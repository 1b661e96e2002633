"""From the shock upwards: iterates of the loss equation, each a lower bound of the losses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.columns import Columns
from tensen.engine.kernel import climbed


@dataclass(frozen=True, eq=False)
class Climb:
    """Per column: `loss[n, b]`, `first[n, b]` (after one round), rounds, last step, whether it settled.

    `when[n, b]` (if asked for) is the round in which a loss first became positive: 0 for the shock itself,
    -1 for never.
    """

    loss: FloatArray
    first: FloatArray
    rounds: IntArray
    residual: FloatArray
    converged: BoolArray
    when: NDArray[np.int16] | None


def climb(columns: Columns, tol: float, max_rounds: int, want_when: bool = False) -> Climb:
    """Iterate until no loss of a column grows by more than `tol`, or `max_rounds`.

    A settled column keeps the losses it settled at, so that its result does not depend on the columns beside
    it.
    """
    result = _blank(columns, want_when)
    live = np.arange(columns.width, dtype=np.intp)
    open_ = np.ones(columns.width, dtype=np.bool_)
    d, new = columns.s.copy(), np.empty_like(columns.s)
    for number in range(1, max_rounds + 1):
        step = np.empty(columns.width)
        climbed(d, columns.apply(d, new), step)
        if number == 1:
            result.first[:] = new
        if result.when is not None:
            _note(result.when, live, new, number)
        settled = open_ & ((step <= tol) | (number == max_rounds))
        _store(result, live, settled, new, step, number, tol)
        open_ &= ~settled
        if not open_.any():
            break
        if 2 * np.count_nonzero(open_) <= open_.size:
            keep = np.flatnonzero(open_)
            columns, live, open_ = columns.take(keep), live[keep], open_[keep]
            d, new = np.empty_like(columns.s), np.ascontiguousarray(new[:, keep])
        d, new = new, d
    return result


def _blank(columns: Columns, want_when: bool) -> Climb:
    n, width = columns.s.shape
    return Climb(
        loss=np.empty((n, width)),
        first=np.empty((n, width)),
        rounds=np.zeros(width, dtype=np.intp),
        residual=np.zeros(width),
        converged=np.zeros(width, dtype=np.bool_),
        when=np.where(columns.s > 0, 0, -1).astype(np.int16) if want_when else None,
    )


def _note(when: NDArray[np.int16], live: IntArray, new: FloatArray, number: int) -> None:
    seen = when[:, live]
    seen[(seen < 0) & (new > 0)] = min(number, np.iinfo(np.int16).max)
    when[:, live] = seen


def _store(
    result: Climb,
    live: IntArray,
    settled: BoolArray,
    new: FloatArray,
    step: FloatArray,
    number: int,
    tol: float,
) -> None:
    where = live[settled]
    result.loss[:, where] = new[:, settled]
    result.rounds[where] = number
    result.residual[where] = step[settled]
    result.converged[where] = step[settled] <= tol
