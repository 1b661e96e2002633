"""One application of the loss equation to columns that stand at different points of the assumptions."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, span
from tensen.engine.kernel import CutRows
from tensen.engine.pieces import Incidence
from tensen.engine.points import Folded, Layout, Rows
from tensen.engine.products import product
from tensen.engine.shock import Cuts


class Columns:
    """A few columns with their figures and room to compute in."""

    def __init__(self, laid: Layout, s: FloatArray, cuts: Cuts, point: IntArray) -> None:
        self.laid, self.s, self.cuts, self.point = laid, np.ascontiguousarray(s), cuts, point
        self.columns = s.shape[1]
        self._weight = _weights_of_cuts(laid, cuts, point)
        self._varied = laid.points.varied_weight[:, point] if laid.points.varied_edge.size else None
        self._critical = [_Placed(self, rows) for rows in laid.critical]
        self._linear = [_Placed(self, rows) for rows in laid.linear]
        self._total = np.empty((laid.target.size, self.columns))
        self._fold = None if laid.folded is None else _Fold(self, laid.folded)
        most = max([0, *(rows.rows for rows in (*laid.critical, *laid.linear))])
        self._room = np.empty(most * self.columns)
        self._held = np.empty(max(most, laid.target.size) * self.columns)

    def take(self, columns: IntArray) -> Columns:
        """The same with only the chosen columns."""
        return Columns(self.laid, self.s[:, columns], self.cuts.take(columns), self.point[columns])

    def apply(self, d: FloatArray, out: FloatArray) -> FloatArray:
        """Write the loss equation applied to `d[n, b]` into `out[n, b]` (C-contiguous both)."""
        np.copyto(out, self.s)
        self._sum(d, out)
        for placed in self._critical:
            felt = placed.felt(d, self._room, self._varied, hinge=False)
            for layer in placed.rows.layers:
                self._raise(out, layer.place, felt[layer.rows])
        np.minimum(out, 1.0, out=out)
        return out

    def _sum(self, d: FloatArray, out: FloatArray) -> None:
        target = self.laid.target
        if not target.size:
            return
        total = self._total
        total.fill(0.0)
        if self._fold is not None:
            total[self._fold.place] = self._fold.felt(d)
        for placed in self._linear:
            felt = placed.felt(d, self._room, self._varied, hinge=True)
            for layer in placed.rows.layers:
                total[layer.place] += felt[layer.rows]
        self._raise(out, target, total)

    def _raise(self, out: FloatArray, place: slice | IntArray, rows: FloatArray) -> None:
        if isinstance(place, slice):
            np.maximum(out[place], rows, out=out[place])
            return
        held = self._held[: rows.size].reshape(rows.shape)
        np.take(out, place, axis=0, out=held, mode="clip")
        np.maximum(held, rows, out=held)
        out[place] = held


class _Placed:
    """Rows with the figures of some columns."""

    def __init__(self, columns: Columns, rows: Rows) -> None:
        point = columns.point
        self.rows, self.columns = rows, columns.columns
        self._slope = rows.slope[:, point]
        self._coef = None if rows.coef is None else rows.coef[:, point]
        slack = rows.slack
        self._slack = slack if slack is None or slack.shape[1] == 1 else slack[:, point]
        which, place = _met(columns, rows.incidence)
        row = rows.incidence.row[place]
        self._cut = _cut_rows(columns, which, row, columns._weight[which])
        edges = columns.laid.points.varied_edge[rows.varied_edge]
        self._varied_source = columns.laid.system.edge_source[edges]

    def felt(self, d: FloatArray, room: FloatArray, varied: FloatArray | None, *, hinge: bool) -> FloatArray:
        """What each row feels, `[r, b]`, in `room`; below 0 where there is spare, but with `hinge`."""
        rows = self.rows
        if isinstance(rows.matrix, np.ndarray):
            short = room[: rows.rows * self.columns].reshape(rows.rows, self.columns)
            product(rows.matrix, d[rows.source], short)
        else:
            short = np.ascontiguousarray(rows.matrix @ d)
        if varied is not None and rows.varied_row.size:
            np.add.at(short, rows.varied_row, varied[rows.varied_edge] * d[self._varied_source])
        if self._cut is not None:
            self._cut.add(short, d)
        if self._slack is not None:
            short -= self._slack
        if hinge:
            np.maximum(short, 0.0, out=short)
        if rows.cap is None or self._coef is None:
            short *= self._slope
            return short
        beyond = self._coef * (short - rows.cap)
        short *= self._slope
        return np.maximum(short, beyond, out=short)


class _Fold:
    """Folded rows with the factors of some columns."""

    def __init__(self, columns: Columns, folded: Folded) -> None:
        self._folded = folded
        self._scale = folded.scale[:, columns.point][folded.group]
        self._rows = np.empty((folded.target.size, columns.columns))
        self.place = span(np.searchsorted(columns.laid.target, folded.target))
        which, place = _met(columns, folded.incidence)
        scale = folded.scale[folded.of[place], columns.point[columns.cuts.column[which]]]
        factor = folded.incidence.factor[place] * scale * columns._weight[which]
        self._cut = _cut_rows(columns, which, folded.incidence.row[place], factor)

    def felt(self, d: FloatArray) -> FloatArray:
        folded = self._folded
        scaled = d[folded.source] * self._scale
        if isinstance(folded.matrix, np.ndarray):
            rows = product(folded.matrix, scaled, self._rows)
        else:
            rows = np.ascontiguousarray(folded.matrix @ scaled)
        if self._cut is not None:
            self._cut.add(rows, d)
        return rows


def _weights_of_cuts(laid: Layout, cuts: Cuts, point: IntArray) -> FloatArray:
    """The weight of every cut edge at its column's point."""
    system, points = laid.system, laid.points
    weight = np.array(system.edge_weight[cuts.edge])
    if points.varied_edge.size:
        order = np.argsort(points.varied_edge)
        place = np.minimum(np.searchsorted(points.varied_edge[order], cuts.edge), order.size - 1)
        mine = order[place]
        found = points.varied_edge[mine] == cuts.edge
        weight[found] = points.varied_weight[mine[found], point[cuts.column[found]]]
    return weight


def _met(columns: Columns, incidence: Incidence) -> tuple[IntArray, IntArray]:
    """Pairs of a cut and an entry of the incidence that its need meets."""
    key = columns.laid.system.edge_need[columns.cuts.edge]
    first = np.searchsorted(incidence.key, key)
    last = np.searchsorted(incidence.key, key, side="right")
    which = np.repeat(np.arange(key.size, dtype=np.intp), last - first)
    before = np.cumsum(last - first) - (last - first)
    place = np.arange(which.size) - before[which] + first[which]
    return which, place


def _cut_rows(columns: Columns, which: IntArray, row: IntArray, factor: FloatArray) -> CutRows | None:
    """The entries that cuts add to rows, sorted by cell."""
    if not which.size:
        return None
    cuts, system = columns.cuts, columns.laid.system
    cell = row * columns.columns + cuts.column[which]
    order = np.argsort(cell, kind="stable")
    which, cell, factor = which[order], cell[order], factor[order]
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    flat = system.edge_source[cuts.edge[which]] * columns.columns + cuts.column[which]
    return CutRows(cell[starts], starts, flat, cuts.level[which], factor)
