"""How much of the losses of a closure downstream and upstream falls on the same firms: compiled.

The total is `D + U - sum w min(x, u)`, and D and U are known to within their bounds. The last sum needs u
only where x > 0: few firms. With u the losses reached, r what of them was not yet passed on (each at
most `theta`) and `visits >= (1 - Lu)^-1 1`, a firm still loses at most `theta * visits` more, so the sum
grows by at most `sum w min(theta * visits, max(0, x - u))` over the firms with x > 0, and by what x grows.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.certify import felt
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import LOSS, STEP, U_SEEN, X_SEEN, Sparse, X
from tensen.engine.esri.sparse import begin, clear, sparse_down

MOST_ROUNDS = 1000
FIRST, FINER, FINEST = 0.05, 0.2, 1e-12


@compiled
def pass_on(net: Economy, room: Sparse, closed: int, theta: float, patience: int) -> int:
    """Pass demand losses on until none of more than `theta` waits; returns what is left of `patience`."""
    up, front, then, u_list = room.up, room.front, room.gathered, room.u_list
    start, sellers, impact = net.in_start, net.in_seller, net.in_up
    size, known = 0, room.counts[U_SEEN]
    for k in range(known):
        if up[u_list[k], STEP] > theta:
            front[size] = u_list[k]
            size += 1
    while size > 0 and patience > 0:
        found = 0
        for k in range(size):
            buyer = front[k]
            step = up[buyer, STEP]
            up[buyer, STEP] = 0.0
            patience -= start[buyer + 1] - start[buyer]
            for e in range(start[buyer], start[buyer + 1]):
                seller, part = sellers[e], impact[e] * step
                # the closed firm lost all at the start
                if seller == closed or part == 0.0:
                    continue
                if up[seller, LOSS] == 0.0:
                    u_list[known] = seller
                    known += 1
                up[seller, LOSS] += part
                waits = up[seller, STEP]
                up[seller, STEP] = waits + part
                # those in line already are taken in this turn or stand in the next
                if waits <= theta < waits + part:
                    then[found] = seller
                    found += 1
        for k in range(found):
            front[k] = then[k]
        size = found
    room.counts[U_SEEN] = known
    return patience


@compiled
def overlap(room: Sparse, weights: FloatArray, visits: FloatArray, theta: float) -> tuple[float, float]:
    """`sum w min(x, u)` and the most that further losses upstream add to it."""
    both, more = 0.0, 0.0
    for k in range(room.counts[X_SEEN]):
        firm = room.x_list[k]
        x, u = room.down[firm, X], min(1.0, room.up[firm, LOSS])
        both += weights[firm] * min(x, u)
        more += weights[firm] * min(theta * visits[firm], max(0.0, x - u))
    return both, more


@compiled
def overlap_columns(
    net: Economy,
    room: Sparse,
    firms: IntArray,
    weights: FloatArray,
    visits: FloatArray,
    still: float,
    allowed: float,
    found: FloatArray,
) -> None:
    """Closures one by one: `found[B, 4]` = sum of w x, of w min(x, u), the most the latter lacks, steps.

    x is followed until none grows by more than `still`; what that leaves out is not part of what is lacking.
    """
    one, node = np.ones(1), np.zeros(1, np.intp)
    for b in range(firms.size):
        node[0] = firms[b]
        begin(net, room, node, one, one, 0, 1)
        grown, number = np.inf, 0
        while grown > still and number < MOST_ROUNDS:
            grown = sparse_down(net, room)
            number += 1
        theta, patience = FIRST, 200 * net.in_seller.size
        while True:
            patience = pass_on(net, room, firms[b], theta, patience)
            spent = patience <= 0
            both, more = overlap(room, weights, visits, np.inf if spent else theta)
            if more <= allowed or spent or theta < FINEST:
                break
            theta *= FINER
        found[b, 0], found[b, 1], found[b, 2], found[b, 3] = felt(room, weights), both, more, number
        clear(net, room)
