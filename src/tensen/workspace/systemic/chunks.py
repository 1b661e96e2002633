"""The index of many shocks as work in chunks: for threads, processes or a cluster (`tensen.jobs`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.checks import weight_columns
from tensen.engine.esri.converged import Bounds, Whole, bounds, exact
from tensen.engine.esri.network import Economy
from tensen.engine.esri.plain import NOTHING_LEFT, Risk
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.totals import WholeOfAny, totals
from tensen.jobs import Result

# raised when the numbers of a chunk change, so that no older ones are read from a folder
VERSION = "1"
# the published steps can swing for ever
MOST_ROUNDS = 1_000


class Steps(NamedTuple):
    """The published steps for every column of `shocks`, `weights[n, q]`."""

    economy: Economy
    shocks: Shocks
    weights: FloatArray
    eps: float
    max_rounds: int
    floor: float

    @staticmethod
    def of(
        economy: Economy,
        shocks: Shocks,
        *,
        weights: ArrayLike | None = None,
        eps: float = 1e-2,
        max_rounds: int = MOST_ROUNDS,
        floor: float = NOTHING_LEFT,
    ) -> Steps:
        """As `cascades` takes them; raises `ValueError` as it does."""
        if not eps >= 0:
            raise ValueError(f"eps must be 0 or more, not {eps}")
        shocks.check(economy.n)
        columns = weight_columns(weights, economy.out)
        return Steps(economy, shocks, columns, float(eps), int(max_rounds), float(floor))

    @property
    def items(self) -> int:
        return self.shocks.columns

    def solve(self, columns: IntArray) -> Result:
        """The cascades of some columns, in one thread."""
        risk = cascades(
            self.economy,
            self.shocks.take(columns),
            weights=self.weights,
            eps=self.eps,
            max_rounds=self.max_rounds,
            workers=1,
            floor=self.floor,
        )
        return {name: getattr(risk, name) for name in ("esri", "down", "up", "rounds", "settled")}


class Limit(NamedTuple):
    """Certified bounds of the closures of `firms[B]`; `whole` is solved once for all of them.

    With `totals` the total of each closure is brought to about `tol` as well, not only bracketed.
    """

    economy: Economy
    firms: IntArray
    weights: FloatArray
    tol: float
    whole: Whole
    totals: bool

    @staticmethod
    def of(
        economy: Economy,
        firms: ArrayLike | None = None,
        *,
        weights: ArrayLike | None = None,
        tol: float = 1e-6,
        totals: bool = False,
    ) -> Limit:
        """As `bounds` takes them; raises `ValueError` as it does."""
        chosen = np.arange(economy.n) if firms is None else np.asarray(firms, dtype=np.intp)
        column = weight_columns(weights, economy.out)
        whole = Whole.of(economy, weights=column, tol=tol)
        return Limit(economy, chosen, column, float(tol), whole, totals)

    @property
    def items(self) -> int:
        return int(self.firms.size)

    def solve(self, columns: IntArray) -> Result:
        """The bounds of some of the closures, in one thread."""
        firms = self.firms[columns]
        found = bounds(self.economy, firms, weights=self.weights, tol=self.tol, workers=1, whole=self.whole)
        result: Result = {name: getattr(found, name) for name in _BOUNDS}
        if self.totals:
            every = np.arange(firms.size)
            result["low"], result["high"] = exact(
                self.economy, found, every, weights=self.weights, tol=self.tol, workers=1
            )
        return result


class AnyLimit(NamedTuple):
    """Certified bounds of every column of `shocks`: groups, parts of firms, other losses up than down.

    `whole` is solved once for all of them.
    """

    economy: Economy
    shocks: Shocks
    weights: FloatArray
    tol: float
    whole: WholeOfAny

    @staticmethod
    def of(
        economy: Economy, shocks: Shocks, *, weights: ArrayLike | None = None, tol: float = 1e-6
    ) -> AnyLimit:
        """As `totals` takes them; raises `ValueError` as it does."""
        shocks.check(economy.n)
        column = weight_columns(weights, economy.out)
        whole = WholeOfAny.of(economy, weights=column, tol=tol)
        return AnyLimit(economy, shocks, column, float(tol), whole)

    @property
    def items(self) -> int:
        return self.shocks.columns

    def solve(self, columns: IntArray) -> Result:
        """The bounds of some of the columns, in one thread."""
        some = self.shocks.take(columns)
        found = totals(self.economy, some, weights=self.weights, tol=self.tol, workers=1, held=self.whole)
        return {name: getattr(found, name) for name in _BOUNDS}


_BOUNDS = ("up_low", "up_high", "down_low", "down_high", "low", "high", "iterations")


Work = Steps | Limit | AnyLimit


def esri_chunk(shared: Work, chunk: range) -> Result:
    """Some shocks of many: the task of `run_chunks`. One row per shock, in the order of `chunk`."""
    return shared.solve(np.arange(chunk.start, chunk.stop, chunk.step))


def risk_of(results: Sequence[Result]) -> Risk:
    """The chunks of `Steps` joined."""
    joined = _joined(results)
    return Risk(joined["esri"], joined["down"], joined["up"], joined["rounds"], joined["settled"])


def bounds_of(shared: Limit | AnyLimit, results: Sequence[Result]) -> Bounds:
    """The chunks of a limit joined; where any shocks are told, `firms` numbers the columns."""
    joined = _joined(results)
    firms = shared.firms if isinstance(shared, Limit) else np.arange(shared.items)
    return Bounds(firms, *(joined[name] for name in _BOUNDS))


def _joined(results: Sequence[Result]) -> Result:
    return {name: np.concatenate([result[name] for result in results]) for name in results[0]}
