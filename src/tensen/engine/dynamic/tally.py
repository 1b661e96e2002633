"""Running sums of a simulation: what is kept of each step when the step itself is not."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.jit import compiled


class Tally:
    """Sums over the steps so far, for n nodes and B columns; its size does not depend on their number.

    `days[n, B]`: the loss summed over time, in days of normal output (below 0 where more than normal was
    made). `worst[n, B]`: the largest loss. `last[n, B]`: end of the last step with a loss above `tolerance`.
    `below[X, n, B]`: start of the first step in which the level 1 - loss was under each limit, or infinite.
    `total_days[B]`, `total_worst[B]`, `worst_at[B]`: the same of the nodes' sum weighted by `value[n]`.
    """

    def __init__(self, n: int, columns: int, value: FloatArray, limits: FloatArray, tolerance: float) -> None:
        self.value, self.limits, self.tolerance = value, limits, tolerance
        self.days: FloatArray = np.zeros((n, columns))
        self.worst: FloatArray = np.zeros((n, columns))
        self.last: FloatArray = np.zeros((n, columns))
        self.below: FloatArray = np.full((limits.size, n, columns), np.inf)
        self.total_days: FloatArray = np.zeros(columns)
        self.total_worst: FloatArray = np.zeros(columns)
        self.worst_at: FloatArray = np.zeros(columns)
        self.total: FloatArray = np.zeros(columns)

    def add(self, loss: FloatArray, begin: float, step: float) -> None:
        """Count the step from day `begin`, in which the losses were `loss[n, B]`."""
        tally(loss, self.value, begin, step, self.tolerance, self.days, self.worst, self.last, self.total)
        for x in range(self.limits.size):
            note_below(loss, 1.0 - self.limits[x], begin, self.below[x])
        higher = self.total > self.total_worst
        self.total_days += step * self.total
        self.worst_at[higher] = begin
        self.total_worst[higher] = self.total[higher]


@compiled
def tally(
    loss: FloatArray,
    value: FloatArray,
    begin: float,
    step: float,
    tolerance: float,
    days: FloatArray,
    worst: FloatArray,
    last: FloatArray,
    total: FloatArray,
) -> None:
    """Add one step to `days`, `worst` and `last`, and write the weighted sum of the losses into `total`."""
    total[:] = 0.0
    for i in range(loss.shape[0]):
        for b in range(loss.shape[1]):
            d = loss[i, b]
            days[i, b] += step * d
            total[b] += value[i] * d
            worst[i, b] = max(worst[i, b], d)
            if d > tolerance:
                last[i, b] = begin + step


@compiled
def note_below(loss: FloatArray, most: float, begin: float, first: FloatArray) -> None:
    """Note `begin` where a loss exceeds `most` for the first time."""
    for i in range(loss.shape[0]):
        for b in range(loss.shape[1]):
            if loss[i, b] > most and begin < first[i, b]:
                first[i, b] = begin


def plain_tally(
    losses: list[FloatArray], step: float, tolerance: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """`days`, `worst` and `last` of the losses of all steps, said plainly."""
    stack = np.stack(losses)
    hit = stack > tolerance
    steps: IntArray = np.arange(1, len(losses) + 1)
    last = (steps[:, None, None] * hit).max(axis=0) * step
    return stack.sum(axis=0) * step, np.maximum(stack.max(axis=0), 0.0), last
