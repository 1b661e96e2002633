"""Who is hit, and how hard: one column per cascade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.checks import indices, refuse


@dataclass(frozen=True, eq=False)
class Shocks:
    """Column b hits the firms `node[start[b]:start[b + 1]]`: exogenous losses `down` and `up` in [0, 1].

    `down` is the loss of output that customers feel, `up` the loss of demand that suppliers feel.
    """

    start: IntArray
    node: IntArray
    down: FloatArray
    up: FloatArray

    @property
    def columns(self) -> int:
        return int(self.start.size - 1)

    @staticmethod
    def closures(firms: ArrayLike) -> Shocks:
        """One closed firm per column."""
        node = indices("closures", firms)
        full = np.ones(node.size)
        return Shocks(np.arange(node.size + 1, dtype=np.intp), node, full, full)

    @staticmethod
    def groups(groups: Sequence[ArrayLike], loss: float = 1.0) -> Shocks:
        """The firms of one group lose the share `loss` together, one group per column; repeats count once."""
        parts = [np.unique(indices(f"groups[{b}]", group)) for b, group in enumerate(groups)]
        start = np.concatenate(([0], np.cumsum([part.size for part in parts]))).astype(np.intp)
        node = np.concatenate([np.empty(0, np.intp), *parts])
        level = np.full(node.size, float(loss))
        return Shocks(start, node, level, level)

    @staticmethod
    def losses(down: ArrayLike, up: ArrayLike | None = None) -> Shocks:
        """Losses of every firm, `[n, B]` each; `up` is `down` where it is not given."""
        first = np.asarray(down, dtype=np.float64)
        second = first if up is None else np.asarray(up, dtype=np.float64)
        if first.ndim != 2 or first.shape != second.shape:
            raise ValueError(f"down and up must share a shape (n, B), not {first.shape} and {second.shape}")
        column, node = np.nonzero((first.T != 0) | (second.T != 0))
        start = np.searchsorted(column, np.arange(first.shape[1] + 1))
        return Shocks(start.astype(np.intp), node.astype(np.intp), first[node, column], second[node, column])

    def take(self, columns: IntArray) -> Shocks:
        """The chosen columns, in this order."""
        size = np.diff(self.start)[columns]
        start = np.concatenate(([0], np.cumsum(size))).astype(np.intp)
        entry = np.repeat(self.start[columns] - start[:-1], size) + np.arange(start[-1])
        return Shocks(start, self.node[entry], self.down[entry], self.up[entry])

    def check(self, n: int) -> Shocks:
        """Itself; raises `ValueError` where it does not fit `n` firms or a loss is outside [0, 1]."""
        outside = (self.node < 0) | (self.node >= n)
        refuse("closures", self.node, outside, f"must be a firm from 0 to {n - 1}")
        for name, level in (("down", self.down), ("up", self.up)):
            refuse(name, level, ~((level >= 0) & (level <= 1)), "must be within 0 and 1")
        return self

    def dense(self, n: int) -> tuple[FloatArray, FloatArray]:
        """`down[n, B]` and `up[n, B]`; the larger loss where a firm is named twice in a column."""
        column = np.repeat(np.arange(self.columns), np.diff(self.start))
        down, up = np.zeros((n, self.columns)), np.zeros((n, self.columns))
        np.maximum.at(down, (self.node, column), self.down)
        np.maximum.at(up, (self.node, column), self.up)
        return down, up
