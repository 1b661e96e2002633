"""ARIO with every order written out in matrices, one scenario at a time: slow, short and meant to be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tensen.engine.arrays import FloatArray, floats
from tensen.engine.dynamic.ario import ArioParameters
from tensen.engine.dynamic.table import Table


@dataclass(eq=False)
class PlainArio:
    """The state: `stock[P, n]` and `orders[n, n]` (seller, buyer), the factor `above[n]`, the last step."""

    table: Table
    parameters: ArioParameters
    stock: FloatArray
    orders: FloatArray
    above: FloatArray
    demand: FloatArray | None = None
    output: FloatArray | None = None

    @staticmethod
    def normal(table: Table, parameters: ArioParameters) -> PlainArio:
        """A normal day."""
        flow = _flow(table)
        days = np.broadcast_to(parameters.stock_days, _products(table))
        stock = np.where(np.isinf(days), 0.0, days)[:, None] * (_grouped(table) @ flow)
        return PlainArio(table, parameters, stock, flow, np.ones(table.n))

    def step(
        self,
        lost: FloatArray,
        step: float,
        cut: dict[tuple[int, int], float] | None = None,
        rebuilding: FloatArray | float = 0.0,
    ) -> tuple[FloatArray, FloatArray]:
        """Output and the part of demand met, `[n]` each, of a step; moves the state on.

        `lost[n]`: capacity lost; `cut`: part withheld by (seller, buyer); `rebuilding[n]`: further demand.
        """
        p, table, kinds = self.parameters, self.table, _grouped(self.table)
        normal = table.output
        given = np.array(self.orders)
        for link, part in (cut or {}).items():
            given[link] *= 1.0 - part
        demand = given.sum(axis=1) + table.final + rebuilding
        if self.demand is not None and self.output is not None:
            seen = demand if p.scarcity == "coming" else self.demand
            self._overproduce(
                np.divide(seen - self.output, seen, out=np.zeros(table.n), where=seen > 0), step
            )
        capacity = normal * (1.0 - lost) * self.above
        best = np.minimum(capacity, demand)
        cost = kinds @ _flow(table) / np.where(normal > 0, normal, 1.0)
        days = np.broadcast_to(p.stock_days, kinds.shape[0])[:, None]
        floor = np.maximum(p.psi * np.where(np.isinf(days), 0.0, days), step) * cost
        with np.errstate(divide="ignore", invalid="ignore"):
            allowed = np.where((cost > 0) & np.isfinite(days), self.stock / floor, np.inf)
        output = np.minimum(best, allowed.min(axis=0))
        ratio = np.where(demand > output, output / np.where(demand > 0, demand, 1.0), 1.0)
        self.stock = self.stock + step * (kinds @ (given * ratio[:, None]) - cost * output)
        wanted = np.where(np.isinf(days), 0.0, days) * cost * best
        gap = np.where(np.isfinite(days), np.maximum(0.0, wanted - self.stock), 0.0)
        restock = np.broadcast_to(p.restock_days, kinds.shape[0])[:, None]
        self._order(cost * output + gap / restock, (1.0 - lost) * self.above)
        self.demand, self.output = demand, output
        return output, ratio

    def _overproduce(self, scarce: FloatArray, step: float) -> None:
        p = self.parameters
        towards = np.where(scarce == 0, 1.0 - self.above, (p.overproduction - self.above) * scarce)
        self.above = np.maximum(1.0, self.above + towards * step / p.overproduction_days)

    def _order(self, wanted: FloatArray, capacity: FloatArray) -> None:
        """Share what each buyer wants of each product among the product's sellers."""
        base = _flow(self.table)
        if self.parameters.orders == "capacity":
            base = base * capacity[:, None]
        kinds = _grouped(self.table)
        total = kinds.T @ (kinds @ base)
        share = np.divide(base, total, out=np.zeros_like(base), where=total > 0)
        self.orders = share * (kinds.T @ wanted)


def _flow(table: Table) -> FloatArray:
    flow = table.flow
    return floats(flow.toarray() if isinstance(flow, sparse.csr_array) else flow)


def _products(table: Table) -> int:
    return int(table.product.max(initial=-1)) + 1


def _grouped(table: Table) -> FloatArray:
    """1 where industry i makes product p, `[P, n]`."""
    return floats(table.product[None, :] == np.arange(_products(table))[:, None])
