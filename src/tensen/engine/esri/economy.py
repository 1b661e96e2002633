"""A production network laid out for cascades: sellers' edges, buyers' edges, and slots of inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, sum_by
from tensen.engine.esri.checks import check_edges, check_firms, firm_values, indices

Small = NDArray[np.int32]
ESSENTIAL, LINEAR = 2, 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Economy:
    """n firms, E edges, K slots; a slot is what one firm buys of one essential sector, or of all linear ones.

    Sellers' order: edges `out_start[i]:out_start[i + 1]` of seller i lead to `out_buyer`, into `out_slot` (-1
    where negligible), with the impacts `out_up` (Lu) and `out_down` (Ld). Buyers' order: edges
    `in_start[i]:in_start[i + 1]` of buyer i come from `in_seller` with `in_up` and `in_down`, sorted by slot,
    the negligible last. Slots `slot_start[i]:slot_start[i + 1]` belong to buyer i; slot k holds the buyers'
    edges `slot_first[k]:slot_last[k]`.

    `out[n]` sales to firms, `sales[n]` with final demand, `market[n]` for replaceability (M markets; -1
    everywhere where it is off), `members` lists the firms of market m in `member_start[m]:member_start[m+1]`.
    `merged`, `empty`: how many duplicate edges were added up and edges of weight 0 left out.
    """

    out_start: IntArray
    out_buyer: Small
    out_slot: Small
    out_up: FloatArray
    out_down: FloatArray
    in_start: IntArray
    in_seller: Small
    in_up: FloatArray
    in_down: FloatArray
    slot_start: IntArray
    slot_first: IntArray
    slot_last: IntArray
    slot_linear: BoolArray
    out: FloatArray
    sales: FloatArray
    sector: Small
    market: Small
    member_start: IntArray
    members: Small
    merged: int
    empty: int

    @property
    def n(self) -> int:
        return int(self.out.size)

    @property
    def edges(self) -> int:
        return int(self.out_buyer.size)

    @property
    def slots(self) -> int:
        return int(self.slot_first.size)

    @property
    def markets(self) -> int:
        return int(self.member_start.size - 1)

    @property
    def replaceable(self) -> bool:
        return self.markets > 0

    @property
    def bytes(self) -> int:
        """Memory of all arrays."""
        return sum(value.nbytes for value in vars(self).values() if isinstance(value, np.ndarray))


def economy(
    source: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike,
    sector: ArrayLike,
    essentiality: ArrayLike,
    *,
    market: ArrayLike | None = None,
    replaceable: bool = True,
    final_demand: ArrayLike | None = None,
    revenue: ArrayLike | None = None,
    costs: ArrayLike | None = None,
) -> Economy:
    """Lay out edges `source[e]` sells `weight[e]` to `target[e]` between firms 0 ... n - 1.

    `sector[n]` points into `essentiality[sectors, sectors]` (row: input sector, column: buyer's sector; 2, 1
    or 0). Duplicate edges are added up, edges of weight 0 left out (both counted); self-loops are edges like
    any other. A firm without sales has weight 0 in the default index and can still be closed.

    `market[n]` (any whole numbers; default the sector) says among whom a supplier is replaced; with
    `replaceable=False` nobody is. `final_demand[n]` are sales to final users. The published corrections:
    `revenue[n]` replaces `out + final_demand` in Lu and `costs[n]` replaces `in` in the linear part of Ld,
    each where it is larger than what the edges show; shares of essential inputs are within their sector and
    stay. Raises `ValueError` with the place of the first fault.
    """
    levels = np.asarray(essentiality)
    start, end, sold = check_edges(source, target, weight)
    kind = check_firms(start, end, sector, levels)
    n = int(kind.size)
    start, end, sold, merged, empty = _joined(start, end, sold, n)
    out, bought = sum_by(start, sold, n), sum_by(end, sold, n)
    final = firm_values("final_demand", final_demand, n)
    sales = np.maximum(out + final, firm_values("revenue", revenue, n))
    spent = np.maximum(bought, firm_values("costs", costs, n))
    level = levels[kind[start], kind[end]].astype(np.int8)
    places = _Slots.of(start, end, kind, level, int(levels.shape[0]))
    down = places.impact(sold, spent)
    with np.errstate(invalid="ignore", divide="ignore"):
        up = np.where(sales[start] > 0, sold / sales[start], 0.0)
    bounds, members, groups = _markets(kind if market is None else indices("market", market), n, replaceable)
    by_buyer = places.order
    return Economy(
        out_start=_starts(start, n),
        out_buyer=end.astype(np.int32),
        out_slot=places.slot.astype(np.int32),
        out_up=up,
        out_down=down,
        in_start=_starts(end, n),
        in_seller=start[by_buyer].astype(np.int32),
        in_up=up[by_buyer],
        in_down=down[by_buyer],
        slot_start=_starts(places.buyer, n),
        slot_first=places.first,
        slot_last=places.last,
        slot_linear=places.linear,
        out=out,
        sales=sales,
        sector=kind.astype(np.int32),
        market=groups,
        member_start=bounds,
        members=members,
        merged=merged,
        empty=empty,
    )


@dataclass(frozen=True, eq=False)
class _Slots:
    """`slot[E]` of each edge (sellers' order), the buyers' `order` of edges, and what each slot holds."""

    slot: IntArray
    order: IntArray
    buyer: IntArray
    first: IntArray
    last: IntArray
    linear: BoolArray

    @staticmethod
    def of(start: IntArray, end: IntArray, kind: IntArray, level: NDArray[np.int8], sectors: int) -> _Slots:
        # inputs of a buyer in this order: essential ones by sector, the linear ones as one, the negligible
        inner = np.where(level == ESSENTIAL, kind[start], np.where(level == LINEAR, sectors, sectors + 1))
        key = end * (sectors + 2) + inner
        order = np.argsort(key, kind="stable")
        found, first, count = np.unique(key[order], return_index=True, return_counts=True)
        within = found % (sectors + 2)
        real = within <= sectors
        number = np.where(real, np.cumsum(real) - 1, -1)
        slot = np.empty(start.size, dtype=np.intp)
        slot[order] = np.repeat(number, count)
        return _Slots(
            slot=slot,
            order=order,
            buyer=found[real] // (sectors + 2),
            first=first[real].astype(np.intp),
            last=(first + count)[real].astype(np.intp),
            linear=within[real] == sectors,
        )

    def impact(self, sold: FloatArray, spent: FloatArray) -> FloatArray:
        """Ld of each edge, in sellers' order."""
        used = self.slot >= 0
        total = sum_by(self.slot[used], sold[used], self.buyer.size)
        base = np.where(self.linear, spent[self.buyer], total)
        down = np.zeros(sold.size)
        down[used] = sold[used] / base[self.slot[used]]
        return down


def _joined(
    start: IntArray, end: IntArray, sold: FloatArray, n: int
) -> tuple[IntArray, IntArray, FloatArray, int, int]:
    """Edges by seller and buyer, each pair once, none of weight 0."""
    kept = sold > 0
    key = start[kept] * n + end[kept]
    order = np.argsort(key, kind="stable")
    found, first = np.unique(key[order], return_index=True)
    total = np.add.reduceat(sold[kept][order], first) if found.size else np.empty(0)
    return found // n, found % n, total, int(key.size - found.size), int(np.count_nonzero(~kept))


def _starts(sorted_or_not: IntArray, n: int) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.bincount(sorted_or_not, minlength=n)))).astype(np.intp)


def _markets(market: IntArray, n: int, replaceable: bool) -> tuple[IntArray, Small, Small]:
    if market.shape != (n,):
        raise ValueError(f"market must have {n} entries like sector, not {market.size}")
    if not replaceable:
        return np.zeros(1, np.intp), np.empty(0, np.int32), np.full(n, -1, np.int32)
    names, number = np.unique(market, return_inverse=True)
    members = np.argsort(number, kind="stable")
    return _starts(number, names.size), members.astype(np.int32), number.astype(np.int32)
