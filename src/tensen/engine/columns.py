"""A few columns of a batch, ready to have the loss equation applied to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine import kernel
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.kernel import CutRows, Sales, Supply
from tensen.engine.layout import by_group
from tensen.engine.points import Points, sales_rows, supply_rows
from tensen.engine.shock import Cuts
from tensen.engine.system import System


@dataclass(frozen=True, eq=False)
class Channels:
    """What a loss travels by: shortages (`supply`), lost sales (`sales`), or both inside one fixed point."""

    system: System
    points: Points | None
    supply: Supply | None
    sales: Sales | None

    @staticmethod
    def of(system: System, points: Points | None = None, *, supply: bool, demand: bool) -> Channels:
        """The channels asked for, at `points` or at the system's own figures."""
        rows = supply_rows(system, points) if supply else None
        return Channels(system, points, rows, sales_rows(system) if demand else None)


class Columns:
    """Columns with their shocks and cuts: `s[n, b]`, and for each column its point of the assumptions."""

    def __init__(
        self, channels: Channels, s: FloatArray, cuts: Cuts, final: FloatArray | None, point: IntArray
    ) -> None:
        """`final[n, b]`: the lost part of final sales, as a share of all sales."""
        self.channels, self.cuts, self.point = channels, cuts, point
        self.s = np.ascontiguousarray(s)
        self.final = np.empty((0, 0)) if final is None else np.ascontiguousarray(final)
        self._supply_cuts = _supply_cuts(channels, cuts, point)
        self._sales_cuts = _sales_cuts(channels, cuts)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.s.shape[1])

    def take(self, columns: IntArray) -> Columns:
        """The same with only the chosen columns."""
        final = self.final[:, columns] if self.final.size else None
        return Columns(self.channels, self.s[:, columns], self.cuts.take(columns), final, self.point[columns])

    def apply(self, d: FloatArray, out: FloatArray) -> FloatArray:
        """Write the loss equation applied to `d[n, b]` into `out[n, b]` (C-contiguous both)."""
        np.copyto(out, self.s)
        if self.channels.supply is not None:
            alive = np.asarray(d.any(axis=1))
            kernel.supply(self.channels.supply, self._supply_cuts, self.point, d, alive, out)
        if self.channels.sales is not None:
            kernel.demand(self.channels.sales, self._sales_cuts, self.final, d, out)
        return out


def _supply_cuts(channels: Channels, cuts: Cuts, point: IntArray) -> CutRows:
    system = channels.system
    weight = np.array(system.edge_weight[cuts.edge])
    varied = None if channels.points is None else channels.points.varied_edge
    if varied is not None and varied.size and channels.points is not None and cuts.edge.size:
        order = np.argsort(varied)
        mine = order[np.minimum(np.searchsorted(varied[order], cuts.edge), order.size - 1)]
        found = varied[mine] == cuts.edge
        weight[found] = channels.points.varied_weight[mine[found], point[cuts.column[found]]]
    place = system.layout.place[system.edge_need[cuts.edge]]
    source = system.edge_source[cuts.edge]
    return _cut_rows(place, system.needs, cuts.column, source, cuts.level, weight)


def _sales_cuts(channels: Channels, cuts: Cuts) -> CutRows:
    """A sale over a cut edge counts as lost by the cut."""
    system = channels.system
    sold = np.flatnonzero(system.sale_edge >= 0) if channels.sales is not None else np.empty(0, np.intp)
    sold = sold[np.argsort(system.sale_edge[sold], kind="stable")]
    first = np.searchsorted(system.sale_edge[sold], cuts.edge)
    last = np.searchsorted(system.sale_edge[sold], cuts.edge, side="right")
    which = np.repeat(np.arange(cuts.edge.size), last - first)
    before = np.cumsum(last - first) - (last - first)
    sale = sold[np.arange(which.size) - before[which] + first[which]]
    seller, customer = system.sale_supplier[sale], system.sale_customer[sale]
    share = system.sale_share[sale]
    return _cut_rows(seller, system.n, cuts.column[which], customer, cuts.level[which], share)


def _cut_rows(
    row: IntArray, rows: int, column: IntArray, node: IntArray, level: FloatArray, weight: FloatArray
) -> CutRows:
    order, start = by_group(row, rows)
    return CutRows(
        start.astype(np.int32),
        column[order].astype(np.int32),
        node[order].astype(np.int32),
        np.ascontiguousarray(level[order]),
        np.ascontiguousarray(weight[order]),
    )
