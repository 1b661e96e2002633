"""Downstream losses of single closures from below, until what may still come is small: compiled."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import AHEAD_DOWN, CHANGED, PASSED, X_SEEN, Sparse, X
from tensen.engine.esri.sparse import THIN, begin, clear, sparse_down, thin


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
def bound_columns(
    net: Economy,
    room: Sparse,
    firms: IntArray,
    weights: FloatArray,
    psi: FloatArray,
    most_psi: FloatArray,
    allowed: FloatArray,
    crowd: int,
    max_rounds: int,
    found: FloatArray,
) -> None:
    """Downstream losses of single closures in the limit: `found[B, 3]` = sum from below, its gap, rounds.

    `weights[n]`; a column ends when both bounds of `waiting` are at most `allowed[2]` (of the weights, and of
    the sales); the gap is infinite where that was not reached within `crowd` edges a round or `max_rounds`.
    """
    one = np.ones(1)
    node = np.zeros(1, np.intp)
    bound = np.zeros(2)
    for b in range(firms.size):
        node[0] = firms[b]
        begin(net, room, node, one, one, 0, 1)
        found[b, 1] = np.inf
        for number in range(max_rounds + 1):
            found[b, 2] = number
            if net.total.size > 0:
                for k in range(room.counts[CHANGED]):
                    market = room.changed[k]
                    if room.rest[market] < THIN * net.total[market]:
                        thin(net, room, market)
            waiting(net, room, psi, most_psi, allowed[1], bound)
            if bound[0] <= allowed[0] and bound[1] <= allowed[1]:
                found[b, 1] = bound[0]
                break
            if room.counts[AHEAD_DOWN] > crowd or sparse_down(net, room) < 0.0:
                break
        for k in range(room.counts[X_SEEN]):
            firm = room.x_list[k]
            found[b, 0] += weights[firm] * room.down[firm, X]
        clear(net, room)
