"""The loss equation in time: requirements with stocks and restart times, everything else at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tensen.engine import kernel
from tensen.engine.arrays import BoolArray, FloatArray, IntArray, floats, no_floats
from tensen.engine.columns import _cut_rows as cut_rows
from tensen.engine.dynamic import buffered
from tensen.engine.dynamic.buffered import Carried, Terms
from tensen.engine.dynamic.shocks import Levels
from tensen.engine.kernel import CutRows
from tensen.engine.system import System


@dataclass(frozen=True, eq=False, kw_only=True)
class Buffers:
    """What the T requirements of a system hold against time, in days.

    `survive[T]`: days of need in stock on a normal day (inventory, battery, fuel, holdover; infinite: never
    short; none by default). `restart[T]`: days from the return of the input to the return of the output.
    `restock[T]`: the stock's gap is ordered over so many days. `surge[T]`: what suppliers can give above the
    need, as a share of it, besides spare capacity. One number stands for all.
    Defaults: 60 days (Hallegatte 2014, Henriet et al. 2012), and 0.25 (overproduction of at most 125 %,
    Hallegatte 2008). Both are stated for goods: for batteries and fuel pass the figures of the case.
    """

    survive: FloatArray = field(default_factory=no_floats)
    restart: FloatArray = field(default_factory=no_floats)
    restock: FloatArray | float = 60.0
    surge: FloatArray | float = 0.25

    def of(self, terms: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The four as arrays `[T]`; raises `ValueError` where a length or a figure does not fit."""
        found = []
        for name in ("survive", "restart", "restock", "surge"):
            raw = getattr(self, name)
            blank = np.ndim(raw) > 0 and not np.size(raw)
            values = floats(np.full(terms, 0.0 if blank else raw) if blank or not np.ndim(raw) else raw)
            if values.shape != (terms,):
                raise ValueError(f"{name} must have {terms} entries, not {values.size}")
            if not (values >= 0).all() or (name == "restock" and not (values > 0).all()):
                raise ValueError(f"{name} must be {'above 0' if name == 'restock' else '0 or more'}")
            found.append(values)
        if not np.isfinite(found[1]).all():
            raise ValueError("restart must be finite")
        return found[0], found[1], found[2], found[3]


class LossEquation:
    """The loss equation with buffers, as a model for `simulate`. Source: this project's design, 1 and 6.

    Within a step all requirements are solved together to the least fixed point, given the shock and what the
    stocks can give in the step; only stocks and restart clocks go over to the next step. So without buffers
    speed does not depend on the step, and a ring that was hit comes back when the shock ends. The system is
    taken as valid (`tensen.engine.validate`). `tol`: the
    largest step of the iteration at which a solution counts as settled.
    """

    def __init__(
        self,
        system: System,
        buffers: Buffers | None = None,
        *,
        tol: float = 1e-10,
        max_rounds: int = 5000,
    ) -> None:
        self.system, self.tol, self.max_rounds = system, tol, max_rounds
        survive, restart, restock, surge = (buffers or Buffers()).of(system.terms)
        self.terms = Terms.of(system)
        self.carried = Carried.of(system, self.terms, survive, restart, restock, surge)
        self.restarts = bool(self.carried.restart.any())

    @property
    def nodes(self) -> int:
        return self.system.n

    @property
    def edges(self) -> int:
        return self.system.edges

    def check(self, step: float, columns: int) -> None:
        """Any step will do: a stock gives at most what it holds."""

    def begin(self, levels: Levels, columns: IntArray, step: float) -> Course:
        """Full stocks, no loss, no clock running."""
        del columns
        return Course(self, levels, step)


class Course:
    """The loss equation at work: `stock[Q, B]` days, `clock[Q, B]` days, `kept[Q, B]` loss of each buffer."""

    def __init__(self, model: LossEquation, levels: Levels, step: float) -> None:
        self.model, self.levels, self.step = model, levels, step
        size = (model.carried.term.size, levels.node.shape[1])
        self.stock: FloatArray = np.repeat(model.carried.survive[:, None], size[1], axis=1)
        self.clock: FloatArray = np.zeros(size)
        self.kept: FloatArray = np.zeros(size)
        self.drawn: FloatArray = np.zeros(size)
        self.added: FloatArray = np.zeros(size)
        self.unsettled: FloatArray = np.zeros(size[1])
        self._cause = _Solver(model, levels)
        self._felt = _Solver(model, levels) if model.restarts else self._cause
        self._none: FloatArray = np.zeros(size)

    def advance(self, changed: bool) -> FloatArray:
        """Solve the step, then move stocks and clocks."""
        carried, step = self.model.carried, self.step
        cover = np.minimum(1.0, self.stock / step)
        loss = self._cause.solve(cover, self._none, changed)
        if self.model.restarts:
            held = np.empty_like(self.kept)
            own = self._cause.parts(loss, cover)
            buffered.restart(carried, own, step, self.clock, self.kept, held)
            loss = self._felt.solve(cover, held, changed)
        if carried.term.size:
            rows, cuts = self.model.terms, self._cause.cuts
            buffered.move(rows, cuts, carried, loss, step, self.stock, self.drawn, self.added)
        self.unsettled += self._felt.unsettled
        return loss

    def sums(self) -> Mapping[str, FloatArray]:
        """Days of need drawn from and put into each stock, what it holds, and steps that did not settle."""
        return {
            "stock": self.stock,
            "drawn": self.drawn,
            "added": self.added,
            "unsettled": self.unsettled,
        }


class _Solver:
    """Least fixed points step after step: columns whose inputs did not change keep their losses."""

    def __init__(self, model: LossEquation, levels: Levels) -> None:
        self.model, self.levels = model, levels
        system, n, width = model.system, model.system.n, levels.node.shape[1]
        place = system.layout.place[system.edge_need[levels.edge_id]]
        source = system.edge_source[levels.edge_id]
        weight = np.array(system.edge_weight[levels.edge_id])
        self._pair = np.arange(levels.edge_id.size, dtype=np.float64)
        laid = cut_rows(place, system.needs, levels.edge_column, source, self._pair, weight)
        self._order = laid.level.astype(np.intp)
        self.cuts: CutRows = laid._replace(level=np.zeros(self._pair.size))
        self.loss: FloatArray = np.zeros((n, width))
        self.unsettled: FloatArray = np.zeros(width)
        self._seen: tuple[FloatArray, FloatArray, FloatArray, FloatArray] | None = None

    def solve(self, cover: FloatArray, held: FloatArray, changed: bool) -> FloatArray:
        """Losses `[n, B]` given what stocks cover and what restarts hold back, `[Q, B]` each."""
        if changed:
            self.cuts.level[:] = self.levels.edge[self._order]
        now = (np.array(self.levels.node), np.array(self.levels.edge), cover, held)
        differs, higher = self._compare(now)
        self._seen = now
        if differs.any():
            self._rise(differs, higher, now)
        return self.loss

    def parts(self, loss: FloatArray, cover: FloatArray) -> FloatArray:
        """What each buffered requirement by itself takes from its target, `[Q, B]`."""
        out = np.empty_like(cover)
        buffered.parts(self.model.terms, self.cuts, self.model.carried, loss, cover, out)
        return out

    def _compare(self, now: tuple[FloatArray, ...]) -> tuple[BoolArray, BoolArray]:
        """Which columns have other inputs than before, and which have only worse ones."""
        width = self.loss.shape[1]
        if self._seen is None:
            return np.ones(width, dtype=np.bool_), np.zeros(width, dtype=np.bool_)
        differs, better = np.zeros(width, dtype=np.bool_), np.zeros(width, dtype=np.bool_)
        for index, (new, old) in enumerate(zip(now, self._seen, strict=True)):
            worse = new < old if index == 2 else new > old
            other = new != old
            if index == 1:
                np.logical_or.at(differs, self.levels.edge_column, other)
                np.logical_or.at(better, self.levels.edge_column, other & ~worse)
            else:
                differs |= other.any(axis=0)
                better |= (other & ~worse).any(axis=0)
        return differs, ~better

    def _rise(self, differs: BoolArray, higher: BoolArray, now: tuple[FloatArray, ...]) -> None:
        """Iterate from the shock, or from the last losses where all inputs are worse: both lie below."""
        # a new array: the last one is the caller's to keep
        self.loss, last = np.empty_like(self.loss), self.loss
        self.loss[:, ~differs] = last[:, ~differs]
        live = np.flatnonzero(differs)
        s, cover, held, cuts = self._narrowed(now, live)
        d = np.where(higher[live], np.maximum(s, last[:, live]), s)
        new, step = np.empty_like(d), np.full(live.size, np.inf)
        open_ = np.ones(live.size, dtype=np.bool_)
        for number in range(1, self.model.max_rounds + 1):
            np.copyto(new, s)
            alive = np.asarray(d.any(axis=1))
            buffered.supply(self.model.terms, cuts, self.model.carried, cover, held, d, alive, new)
            kernel.climbed(d, new, step)
            settled = open_ & ((step <= self.model.tol) | (number == self.model.max_rounds))
            self.loss[:, live[settled]] = new[:, settled]
            self.unsettled[live[settled]] = step[settled] > self.model.tol
            open_ &= ~settled
            if not open_.any():
                break
            if 2 * np.count_nonzero(open_) <= open_.size:
                new, live = np.ascontiguousarray(new[:, open_]), live[open_]
                s, cover, held, cuts = self._narrowed(now, live)
                d, step, open_ = np.empty_like(s), np.empty(live.size), np.ones(live.size, dtype=np.bool_)
            d, new = new, d

    def _narrowed(
        self, now: tuple[FloatArray, ...], live: IntArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, CutRows]:
        """Shock, cover, holds and cuts of the columns `live`."""
        s, cover, held = (np.ascontiguousarray(now[index][:, live]) for index in (0, 2, 3))
        return s, cover, held, _of_columns(self.cuts, live, now[0].shape[1])


def _of_columns(cuts: CutRows, which: IntArray, width: int) -> CutRows:
    """The cuts of the chosen columns, renumbered."""
    new = np.full(width, -1, dtype=np.int32)
    new[which] = np.arange(which.size)
    kept = new[cuts.column] >= 0
    before = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)
    return CutRows(
        before[cuts.start], new[cuts.column[kept]], cuts.node[kept], cuts.level[kept], cuts.weight[kept]
    )
