"""One column of a cascade while few firms are hit: only firms whose loss has just grown push it on.

Downstream the losses go into the slots of the buyers, kept as running sums; upstream to the sellers. The last
upstream round reaches the most firms, and yet only its sum is asked for. Rows of Lu sum to at most 1, so a
firm can grow by more than eps only if one of its buyers just did: the few sellers of those are tried first
(`quiet`), and if none grows by more than eps the round is the last, and its sum is that of the round before
with the weights `Lu^T w`; single firms are looked up where the downstream loss must be compared.
"""

from __future__ import annotations

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.room import (
    AHEAD_DOWN,
    AHEAD_UP,
    CHANGED,
    FRONT,
    LOSS,
    SHOCK,
    SHOCKED,
    SUM,
    U_SEEN,
    X_SEEN,
    Net,
    Sparse,
)

# below this share of a market its rest is added up afresh: subtracting would have lost its digits
THIN = 1e-3
NOISE = 1e-14
# running sums add their rounding at every turn of a cycle, the dense step does not: long columns move there
PATIENCE = 50
DUE, DONE, CROWDED, TURNED = 0, 1, 2, 3


@compiled
def share(net: Net, firm: int, rest: float) -> float:
    """sigma of a firm in a market of which `rest` still sells."""
    if rest > net.floor:
        return min(1.0, float(net.out[firm] / rest))
    return min(1.0, float(net.out[firm])) if net.floor > 0.0 else 1.0


@compiled
def thin(net: Net, room: Sparse, market: int) -> None:
    """Add up what is left of a market afresh where little is."""
    if room.rest[market] < THIN * net.total[market]:
        left = 0.0
        for k in range(net.member_start[market], net.member_start[market + 1]):
            firm = net.members[k]
            left += net.out[firm] * (1.0 - room.x[firm])
        room.rest[market] = left


@compiled
def see(room: Sparse, firm: int) -> None:
    """Remember that the downstream state of a firm was touched."""
    if room.x_seen[firm] == 0:
        room.x_seen[firm] = 1
        room.x_list[room.counts[X_SEEN]] = firm
        room.counts[X_SEEN] += 1


@compiled
def grow(net: Net, room: Sparse, firm: int, loss: float) -> float:
    """Set the downstream loss of a firm, bring its market up to date; returns by how much it grew."""
    step = loss - float(room.x[firm])
    fresh = room.x[firm] == 0.0
    room.x[firm] = loss
    if net.total.size == 0:
        room.counts[AHEAD_DOWN] += net.out_start[firm + 1] - net.out_start[firm]
        room.changed[room.counts[CHANGED]] = firm
        room.counts[CHANGED] += 1
        return step
    market = net.market[firm]
    room.rest[market] -= net.out[firm] * step
    if fresh:
        room.counts[AHEAD_DOWN] += net.out_start[firm + 1] - net.out_start[firm]
        room.link[firm] = room.head[market]
        room.head[market] = firm
    if room.market_mark[market] == 0:
        room.market_mark[market] = 1
        room.changed[room.counts[CHANGED]] = market
        room.counts[CHANGED] += 1
    return step


@compiled
def begin(
    net: Net, room: Sparse, node: IntArray, down: FloatArray, up: FloatArray, first: int, last: int
) -> None:
    """Put the shock of one column, entries `first:last`, into an empty room."""
    for k in range(first, last):
        firm = node[k]
        if down[k] > room.x[firm]:
            see(room, firm)
            grow(net, room, firm, down[k])
            room.x_next[firm] = down[k]
        if up[k] > room.up[firm, SHOCK]:
            if room.u_seen[firm] == 0:
                room.u_seen[firm] = 1
                room.u_list[room.counts[U_SEEN]] = firm
                room.counts[U_SEEN] += 1
            room.up[firm, SHOCK] = up[k]
            room.up[firm, LOSS] = up[k]
            room.step[firm] = up[k]
    for k in range(room.counts[U_SEEN]):
        firm = room.u_list[k]
        room.front[k] = firm
        room.counts[AHEAD_UP] += net.in_start[firm + 1] - net.in_start[firm]
    room.counts[FRONT] = room.counts[U_SEEN]
    room.counts[SHOCKED] = room.counts[U_SEEN]


@compiled
def clear(net: Net, room: Sparse) -> None:
    """Empty the room again, touching only what was touched."""
    x, x_next, y, slot, x_seen, mark = room.x, room.x_next, room.y, room.slot, room.x_seen, room.mark
    for k in range(room.counts[X_SEEN]):
        firm = room.x_list[k]
        x[firm] = x_next[firm] = y[firm] = 0.0
        # a column that turned has left marks on the buyers it had gathered
        x_seen[firm] = mark[firm] = 0
        for place in range(net.slot_start[firm], net.slot_start[firm + 1]):
            slot[place] = 0.0
        if net.total.size > 0:
            market = net.market[firm]
            room.rest[market] = net.total[market]
            room.head[market] = -1
            room.market_mark[market] = 0
    up, step, u_list, u_seen = room.up, room.step, room.u_list, room.u_seen
    for k in range(room.counts[U_SEEN]):
        firm = u_list[k]
        up[firm, SUM] = up[firm, LOSS] = up[firm, SHOCK] = 0.0
        step[firm] = 0.0
        u_seen[firm] = 0
    room.counts[:] = 0


@compiled
def push_firm(net: Net, room: Sparse, firm: int, missed: float, found: int) -> int:
    """Pass on what buyers newly miss of a firm; returns how many buyers are gathered, -1 if it shrank."""
    step = missed - room.y[firm]
    if step < -NOISE:
        return -1
    if step <= 0.0:
        return found
    room.y[firm] = missed
    # arrays read out of their tuple once: numba counts a reference at each reading
    slots, impact, buyers, sums = net.out_slot, net.out_down, net.out_buyer, room.slot
    x_next, mark, gathered, seen = room.x_next, room.mark, room.gathered, room.x_seen
    for e in range(net.out_start[firm], net.out_start[firm + 1]):
        slot = slots[e]
        if slot < 0:
            continue
        sums[slot] += impact[e] * step
        buyer = buyers[e]
        if seen[buyer] == 0:
            see(room, buyer)
        loss = min(1.0, sums[slot])
        if loss > x_next[buyer]:
            if mark[buyer] == 0:
                mark[buyer] = 1
                gathered[found] = buyer
                found += 1
            x_next[buyer] = loss
    return found


@compiled
def sparse_down(net: Net, room: Sparse) -> float:
    """One downstream step of one column; returns the largest growth, -1 where a missed share shrank."""
    found = 0
    if net.total.size == 0:
        room.counts[AHEAD_DOWN] = 0
    for k in range(room.counts[CHANGED]):
        if net.total.size == 0:
            firm = room.changed[k]
            found = push_firm(net, room, firm, room.x[firm], found)
        else:
            market = room.changed[k]
            room.market_mark[market] = 0
            thin(net, room, market)
            firm = room.head[market]
            while firm >= 0 and found >= 0:
                missed = share(net, firm, room.rest[market]) * room.x[firm]
                found = push_firm(net, room, firm, missed, found)
                firm = room.link[firm]
        if found < 0:
            return -1.0
    room.counts[CHANGED] = 0
    most = 0.0
    for k in range(found):
        firm = room.gathered[k]
        room.mark[firm] = 0
        most = max(most, grow(net, room, firm, room.x_next[firm]))
    return most


@compiled
def next_sum(net: Net, room: Sparse, firm: int) -> float:
    """The sum over the buyers of one firm after the next upstream step."""
    more = 0.0
    impact, buyers, step = net.out_up, net.out_buyer, room.step
    for e in range(net.out_start[firm], net.out_start[firm + 1]):
        more += impact[e] * step[buyers[e]]
    return float(room.up[firm, SUM]) + more


@compiled
def quiet(net: Net, room: Sparse, eps: float) -> bool:
    """Whether no firm grows by more than `eps` in the next upstream step; False where that is dear to say."""
    patience = room.counts[AHEAD_UP]
    front, step, up, sellers, start = room.front, room.step, room.up, net.in_seller, net.out_start
    for k in range(room.counts[FRONT]):
        buyer = front[k]
        if step[buyer] <= eps:
            continue
        for e in range(net.in_start[buyer], net.in_start[buyer + 1]):
            firm = sellers[e]
            patience -= start[firm + 1] - start[firm]
            if patience < 0:
                return False
            if max(up[firm, SHOCK], next_sum(net, room, firm)) - up[firm, LOSS] > eps:
                return False
    return True


@compiled
def sparse_up(net: Net, room: Sparse) -> float:
    """One upstream step of one column; returns the largest growth."""
    found = 0
    up, steps, front, mark, gathered = room.up, room.step, room.front, room.mark, room.gathered
    start, sellers, impact, seen, u_list = net.in_start, net.in_seller, net.in_up, room.u_seen, room.u_list
    for k in range(room.counts[FRONT]):
        firm = front[k]
        step = steps[firm]
        for e in range(start[firm], start[firm + 1]):
            seller = sellers[e]
            up[seller, SUM] += impact[e] * step
            if mark[seller] == 0:
                mark[seller] = 1
                gathered[found] = seller
                found += 1
    for k in range(room.counts[FRONT]):
        steps[front[k]] = 0.0
    most = 0.0
    size, edges, known = 0, 0, room.counts[U_SEEN]
    for k in range(found):
        firm = gathered[k]
        mark[firm] = 0
        if seen[firm] == 0:
            seen[firm] = 1
            u_list[known] = firm
            known += 1
        loss = min(1.0, max(up[firm, SHOCK], up[firm, SUM]))
        step = loss - up[firm, LOSS]
        if step > 0.0:
            up[firm, LOSS] = loss
            steps[firm] = step
            edges += start[firm + 1] - start[firm]
            front[size] = firm
            size += 1
            most = max(most, step)
    room.counts[U_SEEN] = known
    room.counts[FRONT] = size
    room.counts[AHEAD_UP] = edges
    return most


@compiled
def sparse_column(net: Net, room: Sparse, eps: float, crowd: int, max_rounds: int) -> tuple[int, int]:
    """Run a column until it is DONE or stops before its last upstream step (DUE), is CROWDED or TURNED.

    Returns the state and how many rounds were made (< 0: as many as allowed, and not settled).
    """
    for number in range(1, max_rounds + 1):
        last = quiet(net, room, eps)
        crowded = not last and room.counts[AHEAD_UP] + room.counts[AHEAD_DOWN] > crowd
        if crowded or number > PATIENCE:
            return CROWDED, number - 1
        grown = sparse_down(net, room)
        if grown < 0.0:
            return TURNED, 0
        if last and grown <= eps:
            return DUE, number
        if max(grown, sparse_up(net, room)) <= eps:
            return DONE, number
    return DONE, -max_rounds


@compiled
def sparse_sums(
    net: Net, room: Sparse, weights: FloatArray, ahead_weights: FloatArray, due: bool, found: FloatArray
) -> None:
    """`found[q, 3]`: sums of weight times max(x, u), x and u, after one more upstream step where it is `due`.

    `ahead_weights[n, q]` is `Lu^T w`: what a loss of a buyer adds to the weighted sum of its sellers.
    """
    found[:] = 0.0
    factor = ahead_weights if due else weights
    for k in range(room.counts[U_SEEN]):
        firm = room.u_list[k]
        for q in range(weights.shape[1]):
            found[q, 2] += factor[firm, q] * room.up[firm, LOSS]
    for k in range(room.counts[SHOCKED] if due else 0):
        firm = room.u_list[k]
        total = next_sum(net, room, firm)
        for q in range(weights.shape[1]):
            found[q, 2] += weights[firm, q] * (max(room.up[firm, SHOCK], total) - total)
    for q in range(weights.shape[1]):
        found[q, 0] = found[q, 2]
    for k in range(room.counts[X_SEEN]):
        firm = room.x_list[k]
        x = room.x[firm]
        if x > 0.0:
            u = room.up[firm, LOSS]
            if due and x > u:
                u = max(room.up[firm, SHOCK], next_sum(net, room, firm))
            for q in range(weights.shape[1]):
                found[q, 0] += weights[firm, q] * max(0.0, x - u)
                found[q, 1] += weights[firm, q] * x
