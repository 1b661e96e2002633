"""The inventory model of firms: a stock of each supplier's goods, orders to each supplier.

Sources: Hallegatte 2008; Inoue and Todo 2019 (Nature Sustainability 2) for the firm-level form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, floats, ints, sum_by
from tensen.engine.dynamic import firm_kernel
from tensen.engine.dynamic.firm_kernel import Net
from tensen.engine.dynamic.shocks import Levels


@dataclass(frozen=True, eq=False, kw_only=True)
class FirmParameters:
    """What the firm-level model assumes.

    `stock_days`: target stock of each link, in days of need (one number, or one per firm `[n]`, the buyer's;
    Inoue and Todo draw it around 15 and calibrate). `restock_days`: a gap is ordered over so many days (6:
    Inoue and Todo 2019). `follow`: orders are for all the demand of the day, or for no more of it than the
    firm's "capacity" can make. `target`: the stock aimed at is that many days of the "normal" need, or of
    the need at the "demand" of the day; the second makes orders swing by `1 + stock_days / restock_days`
    times what demand does, at every tier, so that in loops even rounding grows: watch it. `final`: the share
    that final users get where output is short: in "proportion" like firms, "last" (Inoue and Todo), or
    "first". `redirect`: the part of what the own suppliers of a product cannot deliver that is asked, in the
    next step, of the buyer's other suppliers of that product that had room (0: none).
    """

    stock_days: FloatArray | float = 15.0
    restock_days: float = 6.0
    follow: Literal["demand", "capacity"] = "demand"
    target: Literal["normal", "demand"] = "normal"
    final: Literal["proportion", "last", "first"] = "last"
    redirect: float = 0.0

    def __post_init__(self) -> None:
        if not (np.min(self.stock_days) > 0 and np.isfinite(self.stock_days).all()):
            raise ValueError("stock_days must be above 0 and finite")
        if not (self.restock_days > 0 and 0 <= self.redirect <= 1):
            raise ValueError("restock_days must be above 0, redirect within 0 and 1")
        if self.final not in ("proportion", "last", "first"):
            raise ValueError(f"final must be proportion, last or first, not {self.final!r}")
        if self.target not in ("normal", "demand"):
            raise ValueError(f"target must be normal or demand, not {self.target!r}")
        if self.follow not in ("demand", "capacity"):
            raise ValueError(f"follow must be demand or capacity, not {self.follow!r}")


class Firms:
    """Firms that hold a stock per supplier link, as a model for `simulate`.

    `seller[E]`, `buyer[E]`, `flow[E]`: money per day; links with flow 0 are suppliers in reserve, of whom
    something is asked only by redirection. `final[n]`: sales to final users; `product[n]`: what each firm
    makes: a buyer's stocks of one product stand for each other. `capacity[n]`: output that a firm can reach,
    as a multiple of its normal one (default 1). A shock on a firm takes that part of its capacity, one on a
    link that part of what it delivers. Output is the sum of all sales; who sells nothing is a final user.
    Raises `ValueError` where something does not fit.
    """

    def __init__(
        self,
        seller: IntArray,
        buyer: IntArray,
        flow: FloatArray,
        final: FloatArray,
        product: IntArray,
        *,
        parameters: FirmParameters | None = None,
        capacity: FloatArray | None = None,
    ) -> None:
        self.parameters = parameters or FirmParameters()
        self.seller, self.buyer, self.flow = ints(seller), ints(buyer), floats(flow)
        self.final, self.product = floats(final), ints(product)
        n = self.final.size
        self.capacity = np.ones(n) if capacity is None else floats(capacity)
        self._check()
        self.output = np.bincount(self.seller, self.flow, n) + self.final
        self._settle()
        self.net = self._net()

    def _check(self) -> None:
        n, links = self.final.size, self.seller.size
        if self.buyer.shape != (links,) or self.flow.shape != (links,):
            raise ValueError(f"buyer and flow must have {links} entries like seller")
        if self.product.shape != (n,) or self.capacity.shape != (n,):
            raise ValueError(f"product and capacity must have {n} entries like final")
        for name, index in (("seller", self.seller), ("buyer", self.buyer)):
            if links and (index.min() < 0 or index.max() >= n):
                raise ValueError(f"{name} must be from 0 to {n - 1}")
        for name in ("flow", "final", "capacity"):
            values = getattr(self, name)
            if not (np.isfinite(values).all() and (values >= 0).all()):
                raise ValueError(f"{name} must be finite and 0 or more")

    def _settle(self) -> None:
        """Who sells nothing is a final user: what it buys counts as final sales of its suppliers."""
        idle = (self.output <= 0)[self.buyer] & (self.flow > 0)
        sold = np.bincount(self.seller[idle], self.flow[idle], self.final.size)
        self.final, self.flow = floats(self.final + sold), floats(np.where(idle, 0.0, self.flow))

    def _net(self) -> Net:
        """Links sorted by buyer and product; where each slot and each firm's links begin."""
        products = int(self.product.max(initial=0)) + 1
        key = self.buyer * products + self.product[self.seller]
        self.order = np.argsort(key, kind="stable")
        slots, first = np.unique(key[self.order], return_index=True)
        owner = slots // products
        days = np.broadcast_to(np.asarray(self.parameters.stock_days, dtype=np.float64), self.final.size)
        flow, buyer = self.flow[self.order], self.buyer[self.order]
        per_output = flow / np.where(self.output > 0, self.output, 1.0)[buyer]
        slot = np.repeat(np.arange(slots.size), np.diff(np.append(first, self.order.size)))
        need = sum_by(slot, per_output, slots.size)
        return Net(
            buyer_start=np.searchsorted(owner, np.arange(self.final.size + 1)).astype(np.int32),
            slot_start=np.append(first, self.order.size).astype(np.int32),
            seller=self.seller[self.order].astype(np.int32),
            buyer=buyer.astype(np.int32),
            flow=flow,
            per_output=per_output,
            need=need,
            lasts=np.divide(1.0, need, out=np.zeros(need.size), where=need > 0),
            days=np.array(days),
            output=self.output,
            final=np.array(self.final),
        )

    @property
    def nodes(self) -> int:
        return self.final.size

    @property
    def edges(self) -> int:
        return self.seller.size

    def check(self, step: float, columns: int) -> None:
        """Refuse a step in which restocking would overshoot, or longer than the shortest stock."""
        del columns
        shortest = min(self.parameters.restock_days, float(np.min(self.parameters.stock_days)))
        if step > shortest * (1 + 1e-9):
            raise ValueError(f"step of {step} days is longer than stock_days or restock_days ({shortest})")

    def begin(self, levels: Levels, columns: IntArray, step: float) -> Course:
        """A normal day: full stocks, orders of the network."""
        del columns
        return Course(self, levels, step)


class Course:
    """The firms at work: `stock[E, B]` and `orders[E, B]`, links sorted by buyer and product."""

    def __init__(self, model: Firms, levels: Levels, step: float) -> None:
        self.model, self.levels, self.step = model, levels, step
        net, width = model.net, levels.node.shape[1]
        owner = model.buyer[model.order]
        self.orders: FloatArray = np.repeat(net.flow[:, None], width, axis=1)
        self.stock = self.orders * net.days[owner][:, None]
        shape = (model.nodes, width)
        self.output: FloatArray = np.repeat(net.output[:, None], width, axis=1)
        self.demand, self.ratio, self.idle = np.empty(shape), np.empty(shape), np.zeros(shape)
        self.extra = np.empty_like(self.stock if model.parameters.redirect > 0 else np.empty((0, width)))
        names = ("ordered", "received", "unmet", "final_unmet")
        self.counted = {name: np.zeros(shape) for name in names}
        place = np.empty(model.edges, dtype=np.intp)
        place[model.order] = np.arange(model.edges)
        self._cut = place[levels.edge_id]

    def advance(self, changed: bool) -> FloatArray:
        """One step: demand, output, deliveries, stocks, orders."""
        del changed
        model, net, p = self.model, self.model.net, self.model.parameters
        kept, part = self._withhold(), self.levels.edge
        firm_kernel.demanded(net, self.orders, self.demand)
        capacity = (net.output * model.capacity)[:, None] * (1.0 - self.levels.node)
        firm_kernel.produce(net, self.stock, self.demand, capacity, self.step, self.output)
        final = ("proportion", "last", "first").index(p.final)
        firm_kernel.share(
            net, self.output, self.demand, final, self.ratio, self.counted["final_unmet"], self.step
        )
        np.maximum(capacity - self.output, 0.0, out=self.idle)
        self.counted["unmet"] += self.step * (self.demand - net.final[:, None]) * (1.0 - self.ratio)
        if part.size:
            np.add.at(
                self.counted["unmet"], (net.seller[self._cut], self.levels.edge_column), self.step * kept
            )
            self.counted["ordered"] += self._by_buyer(self.step * kept)
        firm_kernel.use(net, self.step, self.output, self.stock)
        if p.redirect > 0:
            firm_kernel.redirected(net, p.redirect, self.ratio, self.idle, self.orders, self.extra)
        firm_kernel.restock(
            net,
            firm_kernel.Rule(p.restock_days, p.target == "demand", self.step),
            self.demand if p.follow == "demand" else np.minimum(self.demand, capacity),
            self.ratio,
            self.extra,
            self.stock,
            self.orders,
            self.counted["received"],
            self.counted["ordered"],
        )
        normal = net.output[:, None]
        made = np.divide(self.output, normal, out=np.ones_like(self.output), where=normal > 0)
        return 1.0 - made

    def _withhold(self) -> FloatArray:
        """Take what is withheld off the orders that reach the seller; how much that is per cut."""
        where = (self._cut, self.levels.edge_column)
        kept: FloatArray = self.orders[where] * self.levels.edge
        self.orders[where] -= kept
        return kept

    def _by_buyer(self, amount: FloatArray) -> FloatArray:
        total = np.zeros_like(self.output)
        owner = self.model.buyer[self.model.order][self._cut]
        np.add.at(total, (owner, self.levels.edge_column), amount)
        return total

    def sums(self) -> Mapping[str, FloatArray]:
        """Money ordered and received by each buyer, not met by each seller (orders; final sales)."""
        return self.counted
