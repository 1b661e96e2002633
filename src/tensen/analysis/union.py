"""Two networks laid over each other: every row of either, and which row of A and of B stands behind it.

What one side lacks stands in the union with weight or coefficient 0 on that side, so that both sides, and
every mixture of them, are figures of one system.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.difference import NetworkDifference
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.model import Network
from tensen.model.schema import TABLES, assumption_column


@dataclass(frozen=True, eq=False)
class Rows:
    """For each row of a union's table its row in A and in B (-1: none)."""

    a: IntArray
    b: IntArray

    @property
    def only(self) -> BoolArray:
        """Rows that only one side has."""
        return (self.a < 0) | (self.b < 0)


@dataclass(frozen=True, eq=False)
class Sided:
    """A column on either side: numbers (NaN where blank or absent) and codes of assumptions (-1: none)."""

    number: tuple[FloatArray, FloatArray]
    code: tuple[IntArray, IntArray]

    def values(self, values: FloatArray, blank: float) -> tuple[FloatArray, FloatArray]:
        """Both sides as numbers, with assumptions at ``values``; absent rows are ``blank`` too."""
        first, second = (
            np.where(code >= 0, values[np.maximum(code, 0)] if len(values) else np.nan, number)
            for number, code in zip(self.number, self.code, strict=True)
        )
        return np.where(np.isnan(first), blank, first), np.where(np.isnan(second), blank, second)

    @property
    def same(self) -> BoolArray:
        """Where both sides hold the same cell."""
        (x, y), (p, q) = self.number, self.code
        return np.asarray((p == q) & ((x == y) | (np.isnan(x) & np.isnan(y))))


@dataclass(frozen=True, eq=False)
class Union:
    """Two networks as one frame. ``ids`` are the assumptions of both, which codes refer to."""

    a: Network
    b: Network
    frame: Frame
    rows: Mapping[str, Rows]
    ids: "pd.Index[str]"

    def sided(self, table: str, column: str) -> Sided:
        """An assumable column on either side, row by row of the union."""
        sides = [_side(net, table, column, at, self.ids) for net, at in self._sides(table)]
        return Sided((sides[0][0], sides[1][0]), (sides[0][1], sides[1][1]))

    def numbers(self, table: str, column: str) -> tuple[FloatArray, FloatArray]:
        """A plain number column on either side, 0 where blank or absent."""
        first, second = (
            _taken(net.tables[table][column].fillna(0.0).to_numpy(dtype=float), at, 0.0)
            for net, at in self._sides(table)
        )
        return first, second

    def words(self, table: str, column: str) -> tuple[np.ndarray, np.ndarray]:
        """A column of words on either side, None where blank or absent."""
        first, second = (
            _taken(
                net.tables[table][column]
                .astype(object)
                .where(net.tables[table][column].notna(), None)
                .to_numpy(),
                at,
                None,
            )
            for net, at in self._sides(table)
        )
        return first, second

    def _sides(self, table: str) -> tuple[tuple[Network, IntArray], tuple[Network, IntArray]]:
        return (self.a, self.rows[table].a), (self.b, self.rows[table].b)


def union_of(found: NetworkDifference) -> Union:
    """The rows of both networks: those of A first, then those that only B has."""
    tables, rows = {}, {}
    for name in TABLES:
        held = found.tables[name]
        tables[name] = (
            pd.concat([held.a, held.b.iloc[held.added]], ignore_index=True) if len(held.added) else held.a
        )
        count, more = len(held.a), len(held.added)
        b = np.full(count + more, -1, dtype=np.intp)
        both = np.flatnonzero(held.match >= 0)
        b[held.match[both]] = both
        b[count:] = held.added
        a = np.append(np.arange(count), np.full(more, -1)).astype(np.intp)
        rows[name] = Rows(a, b)
    network = Network(found.a.about, tables)
    ids = pd.Index(network.assumptions["id"].unique())
    return Union(found.a, found.b, frame_of(network), rows, ids)


def _side(
    network: Network, table: str, column: str, at: IntArray, ids: "pd.Index[str]"
) -> tuple[FloatArray, IntArray]:
    frame = network.tables[table]
    code = np.asarray(
        ids.get_indexer(pd.Index(frame[assumption_column(column)].astype("object"))), dtype=np.intp
    )
    return _taken(frame[column].to_numpy(dtype=float), at, np.nan), _taken(code, at, -1)


def _taken(values: np.ndarray, at: IntArray, absent: object) -> np.ndarray:
    if not len(values):
        return np.full(len(at), absent, dtype=values.dtype if absent is not None else object)
    taken = values[np.maximum(at, 0)]
    taken[at < 0] = absent
    return taken
