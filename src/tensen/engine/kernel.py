"""One application of the loss equation to a chunk of columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, ranges
from tensen.engine.operators import Operator
from tensen.engine.pieces import Piece
from tensen.engine.products import product
from tensen.engine.shock import Cuts


@dataclass(frozen=True, eq=False)
class CutRows:
    """What the cuts of a chunk add to the rows of one piece.

    Entry j adds `factor[j] * max(0, level[j] - d[node[j], column])` to cell `cell` (row * columns + column);
    `flat[j]` = node * columns + column and `starts` marks where the entries of a cell begin.
    """

    cell: IntArray
    starts: IntArray
    flat: IntArray
    level: FloatArray
    factor: FloatArray

    def add(self, rows: FloatArray, d: FloatArray) -> None:
        """Add what the cuts take to `rows[r, b]`, at the losses `d[n, b]`."""
        extra = self.level - d.ravel()[self.flat]
        np.maximum(extra, 0.0, out=extra)
        extra *= self.factor
        rows.ravel()[self.cell] += np.add.reduceat(extra, self.starts)


class Chunk:
    """A few columns of a batch with the pieces that act on them and room to compute in."""

    def __init__(
        self, operators: tuple[Operator, ...], s: FloatArray, cuts: Cuts, final: FloatArray | None
    ) -> None:
        """`s[n, b]` node losses, the cuts of these columns, `final[n, b]` lost final sales (share of all)."""
        self.operators = operators
        self.s = np.ascontiguousarray(s)
        self.cuts = cuts
        self.final = final
        self.columns = s.shape[1]
        pieces = [piece for operator in operators for piece in operator.largest + operator.summed]
        self._cut = {id(piece): cut_rows(operators[0], piece, cuts, self.columns) for piece in pieces}
        most = max([piece.rows for piece in pieces], default=0)
        self._room = np.empty(most * self.columns)
        summed = max(operator.summed_target.size for operator in operators)
        self._sum_room = np.empty((summed, self.columns))
        self._held = np.empty(max(most, summed) * self.columns)

    def take(self, columns: IntArray) -> Chunk:
        """The same chunk with only the chosen columns."""
        final = None if self.final is None else self.final[:, columns]
        return Chunk(self.operators, self.s[:, columns], self.cuts.take(columns), final)

    def apply(self, d: FloatArray, out: FloatArray) -> FloatArray:
        """Write the loss equation applied to `d[n, b]` into `out[n, b]` (C-contiguous both)."""
        np.copyto(out, self.s)
        for operator in self.operators:
            self._summed(operator, d, out)
            for piece in operator.largest:
                rows = self._rows(piece, d)
                for layer in piece.layers:
                    self._raise(out, layer.place, rows[layer.rows])
        np.minimum(out, 1.0, out=out)
        return out

    def _summed(self, operator: Operator, d: FloatArray, out: FloatArray) -> None:
        if not operator.summed:
            return
        total = self._sum_room
        total.fill(0.0)
        for piece in operator.summed:
            rows = self._rows(piece, d)
            if piece.hinge is not None:
                np.maximum(rows, 0.0, out=rows)
                rows = np.maximum(piece.hinge.slope * rows, piece.hinge.coef * (rows - piece.hinge.cap))
            for layer in piece.layers:
                total[layer.place] += rows[layer.rows]
        self._raise(out, operator.place, total)

    def _raise(self, out: FloatArray, place: slice | IntArray, rows: FloatArray) -> None:
        """`out[place] = max(out[place], rows)`; fresh arrays of this size would cost more than the sums."""
        if isinstance(place, slice):
            np.maximum(out[place], rows, out=out[place])
            return
        held = self._held[: rows.size].reshape(rows.shape)
        np.take(out, place, axis=0, out=held, mode="clip")
        np.maximum(held, rows, out=held)
        out[place] = held

    def _rows(self, piece: Piece, d: FloatArray) -> FloatArray:
        """`matrix @ d - offset` with the cuts of each column, `[rows, b]`."""
        if isinstance(piece.matrix, np.ndarray):
            rows = self._room[: piece.rows * self.columns].reshape(piece.rows, self.columns)
            product(piece.matrix, d[piece.source], rows)
        else:
            rows = np.ascontiguousarray(piece.matrix @ d)
        if piece.sold and self.final is not None:
            rows += self.final[piece.layers[0].place]
        cut = self._cut[id(piece)]
        if cut is not None:
            cut.add(rows, d)
        if piece.offset is not None:
            rows -= piece.offset
        return rows


def cut_rows(operator: Operator, piece: Piece, cuts: Cuts, columns: int) -> CutRows | None:
    """Join the cuts with the rows of a piece; None where they do not meet."""
    system = operator.system
    key = cuts.edge if piece.sold else system.edge_need[cuts.edge]
    first = np.searchsorted(piece.incidence.key, key)
    last = np.searchsorted(piece.incidence.key, key, side="right")
    which = np.repeat(np.arange(key.size, dtype=np.intp), last - first)
    if not which.size:
        return None
    entry = ranges(first, last)
    edge = cuts.edge[which]
    factor = piece.incidence.factor[entry]
    if piece.sold:
        node = system.need_target[system.edge_need[edge]]
    else:
        node = system.edge_source[edge]
        factor = factor * system.edge_weight[edge]
    cell = piece.incidence.row[entry] * columns + cuts.column[which]
    order = np.argsort(cell, kind="stable")
    cell, starts = np.unique(cell[order], return_index=True)
    flat = (node * columns + cuts.column[which])[order]
    return CutRows(cell, starts, flat, cuts.level[which][order], factor[order])
