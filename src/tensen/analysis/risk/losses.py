"""What an event costs: a table by footprint and duration, and what interacting events cost together."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from tensen.analysis.risk.events import Events
from tensen.engine.arrays import FloatArray, IntArray, floats


@dataclass(frozen=True, eq=False)
class LossTable:
    """Loss over a whole event, by how long it lasts: straight between the durations looked at.

    Attributes:
        days: durations `[T]`, rising, at least two.
        loss: `[draws or 1, footprints, T, items]`: items are sectors or regions, or one for the whole;
            what an event of severity 1 costs from its start until all is well again.
        whole: `[draws or 1, footprints, T]`, the sum over items.
    """

    days: FloatArray
    loss: FloatArray
    whole: FloatArray

    @staticmethod
    def of(days: ArrayLike, loss: ArrayLike) -> "LossTable":
        """From durations and losses `[draws or 1, footprints, T, items]`.

        A first duration above 0 is reached straight from no loss at 0 days; beyond the last one the loss goes
        on rising as it last did; one duration of 0 days stands for a loss that does not depend on it.

        Raises:
            ValueError: shapes differ, or losses are negative, not finite or fall as events last longer.
        """
        at, found = np.asarray(days, dtype=float), np.asarray(loss, dtype=float)
        if at.ndim != 1 or not at.size or found.ndim != 4 or found.shape[2] != at.size:
            raise ValueError("losses must be [draws, footprints, durations, items], one duration or more")
        if not np.isfinite(at).all() or at[0] < 0 or (np.diff(at) <= 0).any():
            raise ValueError("durations must rise from 0 or more")
        if not np.isfinite(found).all() or (found < 0).any():
            raise ValueError("losses must be 0 or more and finite")
        if (np.diff(found, axis=2) < 0).any():
            raise ValueError("a longer event must not cost an item less")
        if at[0] > 0:
            at = np.concatenate([[0.0], at])
            found = np.concatenate([np.zeros_like(found[:, :, :1]), found], axis=2)
        elif at.size == 1:
            at, found = np.array([0.0, 1.0]), np.repeat(found, 2, axis=2)
        return LossTable(floats(at), floats(found), floats(found.sum(axis=3)))

    @staticmethod
    def unit(footprints: int) -> "LossTable":
        """1 for every event: its severity is its loss."""
        return LossTable.of([0.0], np.ones((1, footprints, 1, 1)))

    @property
    def footprints(self) -> int:
        return int(self.loss.shape[1])

    @property
    def items(self) -> int:
        return int(self.loss.shape[3])

    def row(self, draw: int) -> int:
        """Where a draw's losses stand: the same for all where the table holds one."""
        return draw if self.loss.shape[0] > 1 else 0

    def hat(self, duration: FloatArray) -> tuple[IntArray, FloatArray]:
        """For each duration the point before it and how far (1 = the whole way) it lies towards the next."""
        at = np.clip(np.searchsorted(self.days, duration, side="right") - 1, 0, self.days.size - 2)
        return at, (duration - self.days[at]) / np.diff(self.days)[at]

    def alone(self, draw: int, events: Events) -> FloatArray:
        """Loss of each event, all items together, if nothing else happened."""
        whole = self.whole[self.row(draw)]
        at, part = self.hat(events.duration)
        first = whole[events.footprint, at]
        rise = whole[events.footprint, at + 1] - first
        return np.asarray(events.severity * (first + part * rise))

    def items_of(self, draw: int, events: Events, weight: FloatArray) -> FloatArray:
        """Losses of the events times `weight`, summed per item: no array of events times items is made."""
        at, part = self.hat(events.duration)
        points = self.days.size
        cell = events.footprint * points + at
        amount = weight * events.severity
        size = self.footprints * points
        held = np.bincount(cell, amount * (1 - part), size) + np.bincount(cell + 1, amount * part, size)
        return np.asarray(held @ self.loss[self.row(draw)].reshape(size, self.items))


class Joint(Protocol):
    """What events that overlap cost together, such as one run of the dynamic engine per group.

    To be sent to workers it is a frozen dataclass of arrays with this method.
    """

    def losses(self, draw: int, events: Events, group: IntArray, groups: int) -> FloatArray:
        """`[groups, items]`: losses of each group of events, which `group` tells for each event."""
        ...
