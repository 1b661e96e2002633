"""Destroyed capital and the demand for its replacement."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, floats, ints, no_floats, no_ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Rebuilding:
    """K orders for the replacement of capital, each in one column (Hallegatte 2008).

    Industry `builder[K]` is asked for `amount[K]` (money) by `victim[K]`, of which `1 / days[K]` of what is
    left is asked a day, from day `begin[K]` on; until then, from day `start[K]`, the capital is just gone. Of
    the victim's capacity `capacity[K]` is lost, and comes back as what was ordered is delivered.
    Default of `days`: 60 (Hallegatte 2014).
    """

    builder: IntArray = field(default_factory=no_ints)
    victim: IntArray = field(default_factory=no_ints)
    column: IntArray = field(default_factory=no_ints)
    amount: FloatArray = field(default_factory=no_floats)
    capacity: FloatArray = field(default_factory=no_floats)
    start: FloatArray = field(default_factory=no_floats)
    begin: FloatArray = field(default_factory=no_floats)
    days: FloatArray = field(default_factory=no_floats)

    def __post_init__(self) -> None:
        for name in ("builder", "victim", "column"):
            object.__setattr__(self, name, ints(getattr(self, name)))
        if self.builder.size and not np.size(self.days):
            object.__setattr__(self, "days", np.full(self.builder.size, 60.0))
        for name in ("amount", "capacity", "start", "begin", "days"):
            values = floats(getattr(self, name))
            object.__setattr__(self, name, values)
            if values.shape != self.builder.shape or not (values >= 0).all():
                raise ValueError(f"{name} must have {self.builder.size} entries of 0 or more")
        if self.builder.size and not ((self.days > 0).all() and (self.amount > 0).all()):
            raise ValueError("days and amount must be above 0")

    def take(self, columns: IntArray) -> Rebuilding:
        """The orders of the chosen columns (rising), renumbered 0, 1, ..."""
        place = np.minimum(np.searchsorted(columns, self.column), max(columns.size - 1, 0))
        kept = np.flatnonzero(columns[place] == self.column) if columns.size else np.empty(0, np.intp)
        chosen = {f.name: getattr(self, f.name)[kept] for f in fields(self)}
        return Rebuilding(**{**chosen, "column": place[kept]})

    def check(self, n: int, columns: int) -> None:
        """Raise `ValueError` where an industry or a column does not exist."""
        for name, limit in (("builder", n), ("victim", n), ("column", columns)):
            index = getattr(self, name)
            if index.size and (index.min() < 0 or index.max() >= limit):
                raise ValueError(f"{name} of the rebuilding must be from 0 to {limit - 1}")

    @property
    def shortest(self) -> float:
        """The shortest of `days`, infinite without any."""
        return float(self.days.min(initial=np.inf))


NO_REBUILDING = Rebuilding()


class Works:
    """Rebuilding at work: `left[K]` of each order; `done[B]`, money delivered so far."""

    def __init__(self, plan: Rebuilding, n: int, columns: int, step: float) -> None:
        self.plan, self.step, self.shape = plan, step, (n, columns)
        self.any = plan.builder.size > 0
        self.left = np.array(plan.amount)
        self.done: FloatArray = np.zeros(columns)
        self._now = 0.0
        self._asked: FloatArray = np.zeros(plan.builder.size)

    def lost(self) -> FloatArray:
        """The part of capacity that is gone, `[n, B]`."""
        plan, gone = self.plan, np.zeros(self.shape)
        there = plan.start <= self._now + 1e-9
        np.add.at(gone, (plan.victim, plan.column), there * plan.capacity * self.left / plan.amount)
        return np.minimum(gone, 1.0)

    def asked(self) -> FloatArray:
        """What builders are asked for in this step, money per day `[n, B]`."""
        plan, total = self.plan, np.zeros(self.shape)
        self._asked = np.where(plan.begin <= self._now + 1e-9, self.left / plan.days, 0.0)
        np.add.at(total, (plan.builder, plan.column), self._asked)
        return total

    def deliver(self, ratio: FloatArray) -> None:
        """Take off what was delivered: the part `ratio[n, B]` of what was asked. The step is over."""
        plan = self.plan
        given = self.step * self._asked * ratio[plan.builder, plan.column]
        self.left = np.maximum(0.0, self.left - given)
        np.add.at(self.done, plan.column, given)
        self._now += self.step
