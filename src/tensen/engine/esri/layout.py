"""Edges with a kind and a level of need of their own, laid out as an `Economy`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, sum_by
from tensen.engine.esri.checks import check_flows, check_shares, check_sums, firm_values, indices
from tensen.engine.esri.edges import Edges, joined, sorted_by, starts
from tensen.engine.esri.network import Economy, Small

# a row of shares that adds up to less than this leaves something for final users
WHOLE = 1 - 1e-9
# sales that differ from those to firms by this share are the same, added up in another order
SAME = 1e-12


def laid_out(
    seller: ArrayLike,
    buyer: ArrayLike,
    flow: ArrayLike,
    kind: ArrayLike,
    level: ArrayLike,
    *,
    n: int,
    market: ArrayLike | None = None,
    final_demand: ArrayLike | None = None,
    revenue: ArrayLike | None = None,
    costs: ArrayLike | None = None,
    up: ArrayLike | None = None,
    down: ArrayLike | None = None,
) -> Economy:
    """Lay out edges `seller[e]` sells `flow[e]` of the input `kind[e]` to `buyer[e]`; firms are 0 ... n - 1.

    `kind[E]` are whole numbers of 0 or more, `level[E]` says how the buyer needs it: 2 essential (inputs of
    one kind stand in for each other, kinds do not), 1 linear, 0 negligible. Edges between the same two into
    the same slot are added up, edges without flow or impact left out (both counted).

    `market[n]` (any whole numbers; default: nobody is replaced) says among whom a supplier is replaced.
    `final_demand[n]` are sales to final users. The published corrections: `revenue[n]` replaces
    `out + final_demand` in Lu and `costs[n]` replaces `in` in the linear part of Ld, each where it is larger
    than what the edges show; shares of essential inputs are within their kind and stay.

    `up[E]` and `down[E]` (0 or more) are the impacts Lu and Ld themselves where they are known otherwise than
    from the flows; a seller's `up` add up to at most 1 (to within 1e-9 of it counts as 1: nothing leaks).
    Sales that exceed those to firms by no more than 1e-12 of them count as equal: nothing leaks. Raises
    `ValueError` with the place of the first fault, sums above 1e300 among them.
    """
    with np.errstate(over="ignore"):  # sums without end are refused with their place below
        edges, merged, empty = joined(check_flows(seller, buyer, flow, kind, level, n, up, down))
    out, bought = sum_by(edges.seller, edges.flow, n), sum_by(edges.buyer, edges.flow, n)
    final = firm_values("final_demand", final_demand, n)
    sales = _sales(out, final, firm_values("revenue", revenue, n))
    spent = np.maximum(bought, firm_values("costs", costs, n))
    check_sums(out, bought, sales, spent, [x for x in (edges.up, edges.down) if x is not None])
    first, slot, linear = _slots(edges)
    share = _demand_shares(edges, sales) if edges.up is None else edges.up
    given = None if edges.down is None else np.where(slot < 0, 0.0, edges.down)
    impact = _input_shares(edges, slot, linear, spent) if given is None else given
    leaks = sales > out if edges.up is None else _leaks(edges, n)
    order = sorted_by(slot < 0, 2)[0]
    again, out_start = sorted_by(edges.seller[order], n)
    order = order[again]
    bounds, members, groups, total = _markets(market, out)
    return Economy(
        out_start=out_start,
        out_used=out_start[:-1] + np.bincount(edges.seller[slot >= 0], minlength=n),
        out_buyer=edges.buyer[order],
        out_slot=slot[order],
        out_up=share[order],
        out_down=impact[order],
        in_start=starts(edges.buyer, n),
        in_seller=edges.seller,
        in_up=share,
        in_down=impact,
        slot_start=starts(edges.buyer[first], n),
        slot_first=first,
        slot_last=_ends(first, slot),
        slot_linear=linear,
        out=out,
        sales=sales,
        leaks=leaks,
        market=groups,
        member_start=bounds,
        members=members,
        total=total,
        merged=merged,
        empty=empty,
    )


def _sales(out: FloatArray, final: FloatArray, revenue: FloatArray) -> FloatArray:
    """All sales of each firm; exactly those to firms where only rounding lies between."""
    with np.errstate(over="ignore"):
        found = np.maximum(out + final, revenue)
    with np.errstate(invalid="ignore"):
        return np.where(found - out <= SAME * found, out, found)


def _slots(edges: Edges) -> tuple[IntArray, Small, BoolArray]:
    """The first edge of each slot, the slot of each edge (-1: negligible), and which slots are linear."""
    used = edges.inner < edges.negligible
    fresh = used.copy()
    same = (edges.buyer[1:] == edges.buyer[:-1]) & (edges.inner[1:] == edges.inner[:-1])
    fresh[1:] &= ~same
    slot = np.where(used, np.cumsum(fresh, dtype=np.int32) - np.int32(1), np.int32(-1))
    first = np.flatnonzero(fresh)
    return first, slot, edges.inner[first] == edges.negligible - 1


def _ends(first: IntArray, slot: Small) -> IntArray:
    """Where each slot ends: the edges of a slot stand together."""
    return first + np.bincount(slot[slot >= 0], minlength=first.size)


def _demand_shares(edges: Edges, sales: FloatArray) -> FloatArray:
    """Lu of each edge."""
    found: FloatArray = edges.flow / np.where(sales > 0, sales, 1.0)[edges.seller]
    return found


def _input_shares(edges: Edges, slot: Small, linear: BoolArray, spent: FloatArray) -> FloatArray:
    """Ld of each edge: of its kind where essential, of all inputs where linear."""
    used = slot >= 0
    total = sum_by(slot[used], edges.flow[used], linear.size)
    base = np.ones(edges.flow.size)
    base[used] = np.where(linear, 0.0, total)[slot[used]]
    free = used & (edges.inner == edges.negligible - 1)
    base[free] = spent[edges.buyer[free]]
    return np.where(used, edges.flow / np.where(base > 0, base, 1.0), 0.0)


def _leaks(edges: Edges, n: int) -> BoolArray:
    """Where given shares of demand leave something; raises `ValueError` where they are more than all."""
    assert edges.up is not None
    total = sum_by(edges.seller, edges.up, n)
    check_shares(total)
    return total < WHOLE


def _markets(market: ArrayLike | None, out: FloatArray) -> tuple[IntArray, Small, Small, FloatArray]:
    n = out.size
    if market is None:
        return np.zeros(1, np.intp), np.empty(0, np.int32), np.full(n, -1, np.int32), np.empty(0)
    given = indices("market", market)
    if given.shape != (n,):
        raise ValueError(f"market must have {n} entries, one for each firm, not {given.size}")
    names, number = np.unique(given, return_inverse=True)
    members, first = sorted_by(number, names.size)
    return first, members, number.astype(np.int32), sum_by(number, out, names.size)
