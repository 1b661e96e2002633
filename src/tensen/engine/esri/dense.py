"""Eight columns of a cascade side by side, all firms at once: each edge is read once for all of them.

The innermost loops run over the lanes of one firm, a cache line, and add into a row of the output, which the
compiler turns into vector instructions. A step computes everything afresh, as the plain reference does.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.room import LANES, LOSS, U_SEEN, X_SEEN, Dense, Net, Small, Sparse
from tensen.engine.esri.sparse import share, thin


@compiled
def enter(net: Net, room: Sparse, dense: Dense, lane: int) -> None:
    """Move a sparse column into an empty lane."""
    for market in range(net.total.size):
        thin(net, room, market)
        dense.rest[market, lane] = room.rest[market]
    for k in range(room.counts[X_SEEN]):
        firm = room.x_list[k]
        dense.x[firm, lane] = room.x[firm]
        missed = room.x[firm]
        if net.total.size > 0:
            missed *= share(net, firm, room.rest[net.market[firm]])
        dense.y[firm, lane] = missed
    for k in range(room.counts[U_SEEN]):
        firm = room.u_list[k]
        dense.u[firm, lane] = room.up[firm, LOSS]


@compiled
def gather_upstream(
    start: IntArray, buyer: Small, impact: FloatArray, u: FloatArray, u_next: FloatArray, grown: FloatArray
) -> None:
    """The next upstream losses of all firms in all lanes."""
    for i in range(start.size - 1):
        row = u_next[i]
        for b in range(LANES):
            row[b] = 0.0
        for e in range(start[i], start[i + 1]):
            weight = impact[e]
            loss = u[buyer[e]]
            for b in range(LANES):
                row[b] += weight * loss[b]
        for b in range(LANES):
            row[b] = min(1.0, row[b])
        before = u[i]
        for b in range(LANES):
            grown[b] = max(grown[b], row[b] - before[b])


@compiled
def gather_downstream(
    slot_start: IntArray,
    slot_first: IntArray,
    slot_last: IntArray,
    seller: Small,
    impact: FloatArray,
    y: FloatArray,
    x: FloatArray,
    x_next: FloatArray,
    slot: FloatArray,
    grown: FloatArray,
) -> None:
    """The next downstream losses of all firms in all lanes: the worst of their slots."""
    part = slot[0]
    for i in range(slot_start.size - 1):
        row = x_next[i]
        for b in range(LANES):
            row[b] = 0.0
        for k in range(slot_start[i], slot_start[i + 1]):
            for b in range(LANES):
                part[b] = 0.0
            for e in range(slot_first[k], slot_last[k]):
                weight = impact[e]
                missed = y[seller[e]]
                for b in range(LANES):
                    part[b] += weight * missed[b]
            for b in range(LANES):
                row[b] = max(row[b], min(1.0, part[b]))
        before = x[i]
        for b in range(LANES):
            grown[b] = max(grown[b], row[b] - before[b])


@compiled
def add_up(x: FloatArray, u: FloatArray, weight: FloatArray, sums: FloatArray) -> None:
    """`sums[3, LANES]` of weight times max(x, u), x and u."""
    either, down, up = sums[0], sums[1], sums[2]
    for i in range(weight.size):
        w = weight[i]
        x_row, u_row = x[i], u[i]
        for b in range(LANES):
            either[b] += w * max(x_row[b], u_row[b])
        for b in range(LANES):
            down[b] += w * x_row[b]
        for b in range(LANES):
            up[b] += w * u_row[b]


@compiled
def add_markets(x: FloatArray, out: FloatArray, market: Small, rest: FloatArray) -> None:
    """`rest[M, LANES]`: what is left of each market."""
    for i in range(out.size):
        sold = out[i]
        left, row = rest[market[i]], x[i]
        for b in range(LANES):
            left[b] += sold * (1.0 - row[b])


@compiled
def dense_losses(net: Net, dense: Dense, weights: FloatArray) -> None:
    """One step of all lanes without their shocks: the next losses, their growth, sums and markets.

    The loops are functions of plain arrays: reading arrays out of a tuple in the innermost loop would count
    references there.
    """
    dense.rest[:] = 0.0
    dense.sums[:] = 0.0
    dense.grown[:] = 0.0
    gather_upstream(net.out_start, net.out_buyer, net.out_up, dense.u, dense.u_next, dense.grown)
    gather_downstream(
        net.slot_start,
        net.slot_first,
        net.slot_last,
        net.in_seller,
        net.in_down,
        dense.y,
        dense.x,
        dense.x_next,
        dense.slot,
        dense.grown,
    )
    for q in range(weights.shape[1]):
        add_up(dense.x_next, dense.u_next, np.ascontiguousarray(weights[:, q]), dense.sums[q])
    if net.total.size > 0:
        add_markets(dense.x_next, net.out, net.market, dense.rest)


@compiled
def dense_shock(dense: Dense, weights: FloatArray, lane: int, firm: int, down: float, up: float) -> None:
    """Hold a shocked firm at its loss after `dense_losses`."""
    x = max(dense.x_next[firm, lane], down)
    u = max(dense.u_next[firm, lane], up)
    before = max(dense.x_next[firm, lane], dense.u_next[firm, lane])
    for q in range(weights.shape[1]):
        dense.sums[q, 0, lane] += weights[firm, q] * (max(x, u) - before)
        dense.sums[q, 1, lane] += weights[firm, q] * (x - dense.x_next[firm, lane])
        dense.sums[q, 2, lane] += weights[firm, q] * (u - dense.u_next[firm, lane])
    dense.x_next[firm, lane] = x
    dense.u_next[firm, lane] = u


@compiled
def market_rest(net: Net, dense: Dense, market: int, lane: int) -> None:
    """Add up afresh what is left of the market of a shocked firm."""
    left = 0.0
    for k in range(net.member_start[market], net.member_start[market + 1]):
        firm = net.members[k]
        left += net.out[firm] * (1.0 - dense.x_next[firm, lane])
    dense.rest[market, lane] = left


@compiled
def hold(
    net: Net,
    dense: Dense,
    weights: FloatArray,
    lane: int,
    node: IntArray,
    down: FloatArray,
    up: FloatArray,
    first: int,
    last: int,
) -> None:
    """Put the shock of one lane, entries `first:last`, back after `dense_losses`."""
    for k in range(first, last):
        dense_shock(dense, weights, lane, node[k], down[k], up[k])
    if net.total.size > 0:
        for k in range(first, last):
            market_rest(net, dense, net.market[node[k]], lane)


@compiled
def turned(dense: Dense) -> Dense:
    """The same room with the next losses as the present ones."""
    return Dense(
        dense.x_next,
        dense.x,
        dense.u_next,
        dense.u,
        dense.y,
        dense.rest,
        dense.sums,
        dense.grown,
        dense.slot,
    )


@compiled
def dense_missed(net: Net, dense: Dense) -> None:
    """`y` of the next losses."""
    for i in range(net.out.size):
        x = dense.x_next[i]
        y = dense.y[i]
        if net.total.size == 0:
            for b in range(LANES):
                y[b] = x[b]
        else:
            sold = net.out[i]
            none = min(1.0, sold) if net.floor > 0.0 else 1.0
            rest = dense.rest[net.market[i]]
            for b in range(LANES):
                y[b] = (min(1.0, sold / rest[b]) if rest[b] > net.floor else none) * x[b]


@compiled
def wipe(dense: Dense, keep: FloatArray) -> None:
    """Empty the lanes whose `keep[b]` is 0 (1 otherwise)."""
    for i in range(dense.x.shape[0]):
        for b in range(LANES):
            dense.x[i, b] *= keep[b]
        for b in range(LANES):
            dense.u[i, b] *= keep[b]
        for b in range(LANES):
            dense.y[i, b] *= keep[b]
