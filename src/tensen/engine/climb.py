"""From the shock upwards: iterates of the loss equation, each a lower bound of the losses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.kernel import Chunk

EVERY_ROUND = 8
THEN_EVERY = 4


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


def climb(chunk: Chunk, tol: float, max_rounds: int, want_when: bool) -> Climb:
    """Iterate until no loss of a column grows by more than `tol`, or `max_rounds`.

    The step is looked at in each of the first rounds and then every fourth. A settled column keeps the
    losses it settled at, so that its result does not depend on the columns beside it.
    """
    result = _blank(chunk, want_when)
    live = np.arange(chunk.columns, dtype=np.intp)
    open_ = np.ones(chunk.columns, dtype=np.bool_)
    d, new = chunk.s.copy(), np.empty_like(chunk.s)
    for number in range(1, max_rounds + 1):
        np.maximum(chunk.apply(d, new), d, out=new)
        if number == 1:
            result.first[:] = new
        if result.when is not None:
            _note(result.when, live, new, number)
        if number <= EVERY_ROUND or number % THEN_EVERY == 0 or number == max_rounds:
            step = np.subtract(new, d, out=d).max(axis=0, initial=0.0)
            settled = open_ & ((step <= tol) | (number == max_rounds))
            _store(result, live, settled, new, step, number, tol)
            open_ &= ~settled
            if not open_.any():
                break
            if 2 * np.count_nonzero(open_) <= open_.size:
                keep = np.flatnonzero(open_)
                chunk, live, open_ = chunk.take(keep), live[keep], open_[keep]
                d, new = np.empty_like(chunk.s), np.ascontiguousarray(new[:, keep])
        d, new = new, d
    return result


def _blank(chunk: Chunk, want_when: bool) -> Climb:
    n, columns = chunk.s.shape
    return Climb(
        loss=np.empty((n, columns)),
        first=np.empty((n, columns)),
        rounds=np.zeros(columns, dtype=np.intp),
        residual=np.zeros(columns),
        converged=np.zeros(columns, dtype=np.bool_),
        when=np.where(chunk.s > 0, 0, -1).astype(np.int16) if want_when else None,
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
