"""Eight columns of a cascade side by side, all firms at once: each edge is read once for all of them.

The innermost loops run over the lanes of one firm, a cache line, and add into a row of the output, which the
compiler turns into vector instructions. A step computes everything afresh, as the plain reference does.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.network import Economy, Small
from tensen.engine.esri.room import LANES, LOSS, U_SEEN, X_SEEN, Dense, Sparse, X
from tensen.engine.esri.sparse import THIN, share, thin


@compiled
def enter(net: Economy, room: Sparse, dense: Dense, lane: int) -> None:
    """Move a sparse column into an empty lane."""
    rest, total, market, out = room.rest, net.total, net.market, net.out
    x, y, u, down, up, x_list, u_list = (
        dense.x,
        dense.y,
        dense.u,
        room.down,
        room.up,
        room.x_list,
        room.u_list,
    )
    for m in range(total.size):
        if rest[m] < THIN * total[m]:
            thin(net, room, m)
        dense.rest[m, lane] = rest[m]
    for k in range(room.counts[X_SEEN]):
        firm = x_list[k]
        missed = down[firm, X]
        x[firm, lane] = missed
        if total.size > 0:
            missed *= share(out[firm], rest[market[firm]], room.floor)
        y[firm, lane] = missed
    for k in range(room.counts[U_SEEN]):
        firm = u_list[k]
        u[firm, lane] = up[firm, LOSS]


@compiled
def gather_upstream(
    start: IntArray,
    buyer: Small,
    impact: FloatArray,
    u: FloatArray,
    u_next: FloatArray,
    slot: FloatArray,
    grown: FloatArray,
) -> None:
    """The next upstream losses of all firms in all lanes; sums in double precision, however u is held."""
    part = slot[0]
    for i in range(start.size - 1):
        for b in range(LANES):
            part[b] = 0.0
        for e in range(start[i], start[i + 1]):
            weight = impact[e]
            loss = u[buyer[e]]
            for b in range(LANES):
                part[b] += weight * loss[b]
        row = u_next[i]
        for b in range(LANES):
            row[b] = min(1.0, part[b])
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
def dense_losses(net: Economy, lu: FloatArray, dense: Dense, weights: FloatArray) -> None:
    """One step of all lanes without their shocks: the next losses, their growth, sums and markets.

    `lu[E]` is `net.out_up`, or the same in the precision in which the lanes hold u.
    The loops are functions of plain arrays: reading arrays out of a tuple in the innermost loop would count
    references there.
    """
    dense.rest[:] = 0.0
    dense.sums[:] = 0.0
    dense.grown[:] = 0.0
    gather_upstream(net.out_start, net.out_buyer, lu, dense.u, dense.u_next, dense.slot, dense.grown)
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
def market_rest(net: Economy, dense: Dense, market: int, lane: int) -> None:
    """Add up afresh what is left of the market of a shocked firm."""
    members, out, x_next = net.members, net.out, dense.x_next
    left = 0.0
    for k in range(net.member_start[market], net.member_start[market + 1]):
        firm = members[k]
        left += out[firm] * (1.0 - x_next[firm, lane])
    dense.rest[market, lane] = left


@compiled
def hold(
    net: Economy,
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
        fresh = np.zeros(net.total.size, np.int8)
        for k in range(first, last):
            market = net.market[node[k]]
            if fresh[market] == 0:
                fresh[market] = 1
                market_rest(net, dense, market, lane)


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
        dense.floor,
    )


@compiled
def dense_missed(net: Economy, dense: Dense) -> None:
    """`y` of the next losses."""
    for i in range(net.out.size):
        x = dense.x_next[i]
        y = dense.y[i]
        if net.total.size == 0:
            for b in range(LANES):
                y[b] = x[b]
        else:
            sold = net.out[i]
            none = min(1.0, sold) if dense.floor > 0.0 else 1.0
            rest = dense.rest[net.market[i]]
            for b in range(LANES):
                y[b] = (min(1.0, sold / rest[b]) if rest[b] > dense.floor else none) * x[b]


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


@compiled
def swings(saved: FloatArray, dense: Dense, lane: int) -> bool:
    """Whether the next losses of a lane are exactly those of `saved[2, n]`."""
    x, u = dense.x_next, dense.u_next
    for i in range(x.shape[0]):  # noqa: SIM110  compiled
        if x[i, lane] != saved[0, i] or u[i, lane] != saved[1, i]:
            return False
    return True


@compiled
def save(saved: FloatArray, dense: Dense, lane: int) -> None:
    """Keep the next losses of a lane in `saved[2, n]`."""
    x, u = dense.x_next, dense.u_next
    for i in range(x.shape[0]):
        saved[0, i] = x[i, lane]
        saved[1, i] = u[i, lane]
