"""Downstream losses of single closures from below, until what may still come is small: compiled."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import BASE, CHANGED, PASSED, X_NEXT, X_SEEN, Sparse, X
from tensen.engine.esri.sparse import THIN, begin, clear, grow, push_down, sparse_down, thin

# steps of `ceiling` that raise, the step after which all that still moves is set to 1
RAISED, CLOSING = 60, 200


@compiled
def steeper(
    net: Economy,
    room: Sparse,
    psi: FloatArray,
    most_psi: FloatArray,
    allowed: float,
    market: int,
    bound: FloatArray,
) -> None:
    """What losses still to come add because a market that was hit replaces less than `psi` supposes."""
    left, whole = room.rest[market] - allowed, net.total[market] - allowed
    if left > 0.0:
        for c in range(2):
            bound[c] += (1.0 / left - 1.0 / whole) * most_psi[market, c] * allowed
    elif whole > 0.0:
        for k in range(net.member_start[market], net.member_start[market + 1]):
            firm = net.members[k]
            for c in range(2):
                bound[c] += (1.0 - room.down[firm, X]) * psi[firm, c]


@compiled
def waiting(
    net: Economy, room: Sparse, psi: FloatArray, most_psi: FloatArray, allowed: float, bound: FloatArray
) -> None:
    """`bound[2]`: what pushes still to come can add to the two weighted sums of downstream losses.

    `psi[n, 2]` bounds what one unit of a firm's missed share adds to each sum and `most_psi[M, 2]` is its
    largest in each market; both hold while no market loses more than `allowed` in sales beyond what it lost.
    """
    bound[:] = 0.0
    for k in range(room.counts[X_SEEN]):
        firm = room.x_list[k]
        if room.down[firm, X] > 0.0:
            missed = room.down[firm, X]
            if net.total.size > 0:
                left = room.rest[net.market[firm]] - allowed
                missed *= min(1.0, net.out[firm] / left) if left > 0.0 else 1.0
            for c in range(2):
                bound[c] += max(0.0, missed - room.down[firm, PASSED]) * psi[firm, c]
            # each market once: the firm at its head stands for it
            if net.total.size > 0 and room.head[net.market[firm]] == firm:
                steeper(net, room, psi, most_psi, allowed, net.market[firm], bound)


@compiled
def afresh(net: Economy, room: Sparse, firm: int) -> float:
    """The loss of a firm by what was passed on to it, added up anew."""
    sellers, impact, passed, loss = net.in_seller, net.in_down, room.down, 0.0
    for slot in range(net.slot_start[firm], net.slot_start[firm + 1]):
        total = 0.0
        for e in range(net.slot_first[slot], net.slot_last[slot]):
            total += impact[e] * passed[sellers[e], PASSED]
        room.slot[slot] = total
        loss = max(loss, total)
    return min(1.0, loss)


@compiled
def ceiling(net: Economy, room: Sparse) -> int:
    """Raise the losses x reached to a z that no step raises further, F(z) <= z; returns the steps.

    `downstream` says how the raise is chosen and why it ends.
    """
    down, gathered = room.down, room.gathered
    for k in range(room.counts[X_SEEN]):
        down[room.x_list[k], BASE] = down[room.x_list[k], X]
    number = 0
    while room.counts[CHANGED] > 0:
        number += 1
        found = push_down(net, room)
        for k in range(found):
            firm = gathered[k]
            base, loss = down[firm, BASE], down[firm, X_NEXT]
            if number <= RAISED:
                loss = min(1.0, loss + (loss - base) / number)
            elif number <= CLOSING:
                # rounding of running sums would turn in a circle for ever; of sums taken anew it does not
                loss = max(down[firm, X], afresh(net, room, firm))
            else:
                loss = 1.0
            down[firm, X_NEXT] = loss
        room.counts[CHANGED] = 0
        grow(net, room, found)
    return number


@compiled
def proven(
    net: Economy, room: Sparse, psi: FloatArray, most_psi: FloatArray, allowed: FloatArray, bound: FloatArray
) -> bool:
    """Whether dual prices (none: `psi[0, 2]`) prove that little may still come."""
    if psi.shape[0] == 0:
        return False
    if net.total.size > 0:
        for k in range(room.counts[CHANGED]):
            market = room.changed[k]
            if room.rest[market] < THIN * net.total[market]:
                thin(net, room, market)
    waiting(net, room, psi, most_psi, allowed[1], bound)
    return bool(bound[0] <= allowed[0] and bound[1] <= allowed[1])


@compiled
def felt(room: Sparse, weights: FloatArray) -> float:
    """The weighted sum of the downstream losses."""
    total = 0.0
    for k in range(room.counts[X_SEEN]):
        total += weights[room.x_list[k]] * room.down[room.x_list[k], X]
    return total


@compiled
def bound_columns(
    net: Economy,
    room: Sparse,
    start: IntArray,
    node: IntArray,
    down: FloatArray,
    weights: FloatArray,
    psi: FloatArray,
    most_psi: FloatArray,
    allowed: FloatArray,
    still: float,
    max_rounds: int,
    found: FloatArray,
) -> None:
    """Downstream losses of columns of shocks in the limit: `found[B, 3]` = sum from below, its gap, rounds.

    `weights[n]`; a column ends when both bounds of `waiting` are at most `allowed[2]` (of the weights, and of
    the sales), or with a `ceiling` when no loss grew by more than `still` or `max_rounds` were made.
    """
    bound = np.zeros(2)
    none = np.zeros(down.size)
    for b in range(start.size - 1):
        begin(net, room, node, down, none, start[b], start[b + 1])
        number = 0
        grown = np.inf
        while True:
            if proven(net, room, psi, most_psi, allowed, bound):
                found[b, 0], found[b, 1] = felt(room, weights), bound[0]
                break
            if grown <= still or number >= max_rounds:
                found[b, 0] = felt(room, weights)
                number += ceiling(net, room)
                found[b, 1] = felt(room, weights) - found[b, 0]
                break
            grown = sparse_down(net, room)
            number += 1
        found[b, 2] = number
        clear(net, room)
