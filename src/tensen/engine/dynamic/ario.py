"""ARIO with inventories: an input-output economy that lives from stocks.

Sources: Hallegatte 2008 and 2014 (Risk Analysis 28 and 34), Henriet, Hallegatte and Tabourier 2012, Guan et
al. 2020; the order by capacity follows the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, floats
from tensen.engine.dynamic import ario_kernel
from tensen.engine.dynamic.rebuild import NO_REBUILDING, Rebuilding, Works
from tensen.engine.dynamic.shocks import Levels
from tensen.engine.dynamic.table import Table


@dataclass(frozen=True, eq=False, kw_only=True)
class ArioParameters:
    """What ARIO assumes. One number for all products, or one per product `[P]`.

    `stock_days`: target stock of each input, in days of need (90: Hallegatte 2014; infinite: never binds).
    `psi`: output falls once a stock is below this part of its target (0.8: Henriet et al. 2012, Hallegatte
    2014; 1: the basic model of 2008; 0: only what the stock holds for the step limits output).
    `restock_days`: a gap is ordered over so many days (60: Hallegatte 2014). The basic model orders it in
    one step: pass the step.
    `overproduction`, `overproduction_days`: capacity can rise to this (1.25) within about so long (365 days:
    Hallegatte 2008).
    `orders`: a product's sellers share its orders by the table ("base"), or by the table times the capacity
    they have now ("capacity", Guan et al. 2020).
    `scarcity`: overproduction answers to the demand that was not met in the last step ("met"), or to the
    demand that now comes in, against the last step's output ("coming").
    """

    stock_days: FloatArray | float = 90.0
    psi: float = 0.8
    restock_days: FloatArray | float = 60.0
    overproduction: float = 1.25
    overproduction_days: float = 365.0
    orders: Literal["base", "capacity"] = "base"
    scarcity: Literal["met", "coming"] = "met"

    def __post_init__(self) -> None:
        if not (np.min(self.stock_days) > 0 and np.min(self.restock_days) > 0):
            raise ValueError("stock_days and restock_days must be above 0")
        if not (0 <= self.psi <= 1 and self.overproduction >= 1 and self.overproduction_days > 0):
            raise ValueError(
                "psi must be within 0 and 1, overproduction 1 or more, overproduction_days above 0"
            )
        if self.orders not in ("base", "capacity") or self.scarcity not in ("met", "coming"):
            raise ValueError(f"orders {self.orders!r} or scarcity {self.scarcity!r} is not known")


class Ario:
    """ARIO on a table of flows, as a model for `simulate`.

    A shock on a node takes that part of its capacity; a shock on edge `seller * n + buyer` that part of what
    the link delivers. `rebuilding`: destroyed capital whose replacement is ordered from industries. Losses
    are `1 - output / normal output`: below 0 where more than normal is made.
    """

    def __init__(
        self,
        table: Table,
        parameters: ArioParameters | None = None,
        rebuilding: Rebuilding = NO_REBUILDING,
    ) -> None:
        self.table, self.parameters = table, parameters or ArioParameters()
        self.rebuilding = rebuilding
        links = table.links
        self.stock_days = _by_product(self.parameters.stock_days, links.product, "stock_days")
        self.restock_days = _by_product(self.parameters.restock_days, links.product, "restock_days")

    @property
    def nodes(self) -> int:
        return self.table.n

    @property
    def edges(self) -> int:
        return self.table.n**2

    def check(self, step: float, columns: int) -> None:
        """Refuse a step in which stocks would fall below 0 or restocking would overshoot."""
        self.rebuilding.check(self.table.n, columns)
        used = self.table.cost > 0
        stock = float(self.stock_days[used].min(initial=np.inf))
        if 0 < self.parameters.psi * stock < step * (1 - 1e-9):
            raise ValueError(
                f"step of {step} days is longer than psi * stock_days = {self.parameters.psi * stock}"
            )
        restock = float(self.restock_days[used].min(initial=np.inf))
        for name, limit in (("restock_days", restock), ("rebuilding", self.rebuilding.shortest)):
            if limit < step * (1 - 1e-9):
                raise ValueError(f"step of {step} days is longer than {name} = {limit}")
        if self.parameters.overproduction_days < step:
            raise ValueError(f"step of {step} days is longer than overproduction_days")

    def begin(self, levels: Levels, columns: IntArray, step: float) -> Course:
        """A normal day: full stocks, orders of the table, no overproduction."""
        return Course(self, levels, columns, step)


class Course:
    """ARIO at work. Per slot `stock[M, B]` and `orders[M, B]`, per industry the factor `above[n, B]`."""

    def __init__(self, model: Ario, levels: Levels, columns: IntArray, step: float) -> None:
        self.model, self.levels, self.step = model, levels, step
        table, self.width = model.table, levels.node.shape[1]
        n, links = table.n, table.links
        normal = table.cost * table.output[links.buyer]
        holds = np.where(np.isinf(model.stock_days), 0.0, model.stock_days)
        self.stock = self._repeat(normal * holds)
        self.orders = self._repeat(normal)
        floor = np.maximum(model.parameters.psi * holds, step) * table.cost
        bound = (floor > 0) & np.isfinite(model.stock_days)
        self.per_stock = np.divide(1.0, floor, out=np.zeros(floor.size), where=bound)
        self.target = holds * table.cost
        self.normal = normal
        self.above: FloatArray = np.ones((n, self.width))
        self.weight: FloatArray = np.ones((n, self.width))
        self.demand: FloatArray = np.zeros((n, self.width))
        self.output: FloatArray = self._repeat(table.output)
        self.placed_by: FloatArray = ario_kernel.by_buyer(links.buyer, self.orders, n)
        self.begun = False
        self.cut = _CutLinks(table, levels)
        self.works = Works(model.rebuilding.take(columns), n, self.width, step)
        self.counted = {
            name: np.zeros((n, self.width)) for name in ("ordered", "received", "unmet", "final_unmet")
        }
        self.peaks: FloatArray = np.zeros((2, self.width))
        self._mean: FloatArray = np.empty_like(self.stock)
        self._lost: FloatArray = np.empty_like(self.output)

    def _repeat(self, values: FloatArray) -> FloatArray:
        return np.repeat(values[:, None], self.width, axis=1)

    def advance(self, changed: bool) -> FloatArray:
        """One step: demand, overproduction, output, rationing, stocks, rebuilding, orders."""
        del changed
        table, p, step = self.model.table, self.model.parameters, self.step
        lost = np.maximum(self.levels.node, self.works.lost()) if self.works.any else self.levels.node
        last = self.demand.copy() if p.scarcity == "met" else None
        table.links.asked(self.orders, self.demand)
        if p.orders == "capacity":
            self.demand *= self.weight
        withheld = self.cut.withhold(self.orders, self.weight, self.demand)
        placed = self.demand + withheld if withheld is not None else self.demand.copy()
        self.demand += table.final[:, None]
        rebuilding = self.works.asked() if self.works.any else None
        if rebuilding is not None:
            self.demand += rebuilding
        if self.begun:
            seen = self.demand if last is None else last
            pace = step / p.overproduction_days
            ario_kernel.overproduce(seen, self.output, p.overproduction, pace, self.above)
        self.begun = True
        best = table.output[:, None] * (1.0 - lost) * self.above
        ratio = self._produce(best)
        if self.works.any:
            self.works.deliver(ratio)
        self._receive(ratio, withheld, placed)
        self._order(best, lost)
        self._lost[:] = 1.0
        np.divide(self.output, table.output[:, None], out=self._lost, where=table.output[:, None] > 0)
        return np.where(table.output[:, None] > 0, 1.0 - self._lost, 0.0)

    def _produce(self, best: FloatArray) -> FloatArray:
        """Turn `best` from capacity into what demand asks of it; the part of demand that is met, `[n, B]`."""
        links = self.model.table.links
        np.minimum(best, self.demand, out=best)
        np.copyto(self.output, best)
        ario_kernel.limit(links.buyer, self.per_stock, self.stock, self.output)
        peak = np.zeros(self.width)
        ratio = np.empty_like(best)
        ario_kernel.ration(self.output, self.demand, self.model.table.output, ratio, peak)
        np.maximum(self.peaks[0], peak, out=self.peaks[0])
        return ratio

    def _receive(self, ratio: FloatArray, withheld: FloatArray | None, placed: FloatArray) -> None:
        """Fill the stocks; count what was ordered, received and not met."""
        table, step = self.model.table, self.step
        capacity = self.model.parameters.orders == "capacity"
        table.links.mean(ratio * self.weight if capacity else ratio, self._mean)
        self.cut.keep_back(ratio, self._mean, self.weight)
        served = placed if withheld is None else placed - withheld
        self.counted["ordered"] += step * self.placed_by
        self.counted["unmet"] += step * (placed - served * ratio)
        self.counted["final_unmet"] += step * table.final[:, None] * (1.0 - ratio)
        received = self.counted["received"]
        ario_kernel.receive(
            table.links.buyer, table.cost, self.orders, self._mean, self.output, step, self.stock, received
        )

    def _order(self, best: FloatArray, lost: FloatArray) -> None:
        """Orders for the next step: what was used, and a part of what is missing from the stocks."""
        model, links = self.model, self.model.table.links
        peak = np.zeros(self.width)
        goal = ario_kernel.Goal(links.buyer, model.table.cost, self.target, 1.0 / model.restock_days)
        ario_kernel.order(goal, self.normal, self.output, best, self.stock, self.orders, peak)
        np.maximum(self.peaks[1], peak, out=self.peaks[1])
        if model.parameters.orders == "capacity":
            np.multiply(1.0 - lost, self.above, out=self.weight)
            links.mean(self.weight, self._mean)
            self.orders[self._mean <= 0] = 0.0
        self.placed_by = ario_kernel.by_buyer(links.buyer, self.orders, model.table.n)
        if model.parameters.orders == "capacity":
            # a seller's part of an order is its share times its weight over the mean weight
            np.divide(self.orders, self._mean, out=self.orders, where=self._mean > 0)

    def sums(self) -> Mapping[str, FloatArray]:
        """Money ordered and received by each buyer, not met by each seller (orders; final sales), rebuilt.

        `demand_peak[1, B]`: the largest demand as a multiple of normal output. `restock_peak[1, B]`: the
        largest restocking order as a multiple of the normal purchase. `rebuilt[1, B]`: money.
        """
        peaks = {"demand_peak": self.peaks[:1], "restock_peak": self.peaks[1:]}
        return {**self.counted, **peaks, "rebuilt": self.works.done[None, :]}


class _CutLinks:
    """Links that shocks hit: orders over them are served in part."""

    def __init__(self, table: Table, levels: Levels) -> None:
        seller, buyer = levels.edge_id // table.n, levels.edge_id % table.n
        found = [table.links.one(int(i), int(f)) for i, f in zip(seller, buyer, strict=True)]
        share = floats([part for _, part in found])
        self.levels, self.which = levels, np.flatnonzero(share > 0)
        self.seller, self.column = seller[self.which], levels.edge_column[self.which]
        self.slot = np.array([slot for slot, _ in found], dtype=np.intp)[self.which]
        self.share = share[self.which]

    def withhold(self, orders: FloatArray, weight: FloatArray, demand: FloatArray) -> FloatArray | None:
        """Take what is withheld off `demand[n, B]`; how much that is per seller, or None."""
        if not self.slot.size:
            return None
        where = (self.seller, self.column)
        amount = self.levels.edge[self.which] * self.share * weight[where] * orders[self.slot, self.column]
        kept = np.zeros_like(demand)
        np.add.at(kept, where, amount)
        demand -= kept
        return kept

    def keep_back(self, ratio: FloatArray, mean: FloatArray, weight: FloatArray) -> None:
        """Take what is withheld off the part `mean[M, B]` of the orders that arrives."""
        if self.slot.size:
            where = (self.seller, self.column)
            part = self.levels.edge[self.which] * self.share * weight[where] * ratio[where]
            np.subtract.at(mean, (self.slot, self.column), part)


def _by_product(values: FloatArray | float, product: IntArray, name: str) -> FloatArray:
    held = np.asarray(values, dtype=np.float64)
    products = int(product.max(initial=-1)) + 1
    if held.ndim == 0:
        return np.full(product.size, float(held))
    if held.ndim != 1 or held.size < products:
        raise ValueError(f"{name} must have one entry for each of {products} products")
    return held[product]
