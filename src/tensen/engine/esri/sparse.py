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
from tensen.engine.esri.network import Economy, Small
from tensen.engine.esri.room import (
    AHEAD_DOWN,
    AHEAD_UP,
    CHANGED,
    FRONT,
    LOSS,
    MORE,
    PASSED,
    SHOCKED,
    STEP,
    SUM,
    U_SEEN,
    X_NEXT,
    X_SEEN,
    Sparse,
    X,
)

# below this share of a market its rest is added up afresh: subtracting would have lost its digits
THIN = 1e-3
NOISE = 1e-14
# running sums add their rounding at every turn of a cycle, the dense step does not: long columns move there
PATIENCE = 50
DUE, DONE, CROWDED, TURNED = 0, 1, 2, 3


@compiled
def share(out: float, rest: float, floor: float) -> float:
    """sigma of a firm that sells `out` in a market of which `rest` is left."""
    if rest > floor:
        return min(1.0, out / rest)
    return min(1.0, out) if floor > 0.0 else 1.0


@compiled
def thin(net: Economy, room: Sparse, market: int) -> None:
    """Add up afresh what is left of a market."""
    left = 0.0
    for k in range(net.member_start[market], net.member_start[market + 1]):
        firm = net.members[k]
        left += net.out[firm] * (1.0 - room.down[firm, X])
    room.rest[market] = left


@compiled
def grow(net: Economy, room: Sparse, found: int) -> float:
    """Set the losses found for the gathered firms, bring markets up to date; returns the largest growth."""
    down, gathered, changed, counts = room.down, room.gathered, room.changed, room.counts
    start, used, out, total, markets = net.out_start, net.out_used, net.out, net.total, net.market
    rest, link, head, market_mark = room.rest, room.link, room.head, room.market_mark
    most, size, edges = 0.0, counts[CHANGED], counts[AHEAD_DOWN]
    for k in range(found):
        firm = gathered[k]
        before, loss = down[firm, X], down[firm, X_NEXT]
        down[firm, X] = loss
        most = max(most, loss - before)
        if total.size == 0:
            edges += used[firm] - start[firm]
            changed[size] = firm
            size += 1
            continue
        market = markets[firm]
        rest[market] -= out[firm] * (loss - before)
        if before == 0.0:
            edges += used[firm] - start[firm]
            link[firm] = head[market]
            head[market] = firm
        if market_mark[market] == 0:
            market_mark[market] = 1
            changed[size] = market
            size += 1
    counts[CHANGED], counts[AHEAD_DOWN] = size, edges
    return most


@compiled
def begin(
    net: Economy, room: Sparse, node: IntArray, down: FloatArray, up: FloatArray, first: int, last: int
) -> None:
    """Put the shock of one column, entries `first:last`, into an empty room."""
    known, seen = 0, 0
    for k in range(first, last):
        firm = node[k]
        if down[k] > room.down[firm, X_NEXT]:
            if room.down[firm, X_NEXT] == 0.0:
                room.x_list[known] = firm
                room.gathered[known] = firm
                known += 1
            room.down[firm, X_NEXT] = down[k]
        if up[k] > room.up[firm, LOSS]:
            if room.up[firm, LOSS] == 0.0:
                room.u_list[seen] = firm
                room.front[seen] = firm
                seen += 1
                room.counts[AHEAD_UP] += net.in_start[firm + 1] - net.in_start[firm]
            room.up[firm, LOSS] = up[k]
            room.up[firm, STEP] = up[k]
    room.counts[X_SEEN] = known
    room.counts[U_SEEN] = room.counts[FRONT] = room.counts[SHOCKED] = seen
    grow(net, room, known)


@compiled
def clear(net: Economy, room: Sparse) -> None:
    """Empty the room again, touching only what was touched."""
    down, slot, up, x_list, u_list = room.down, room.slot, room.up, room.x_list, room.u_list
    start, markets, total = net.slot_start, net.market, net.total
    rest, head, market_mark = room.rest, room.head, room.market_mark
    for k in range(room.counts[X_SEEN]):
        firm = x_list[k]
        for c in range(4):
            down[firm, c] = 0.0
        for place in range(start[firm], start[firm + 1]):
            slot[place] = 0.0
        if total.size > 0:
            market = markets[firm]
            rest[market] = total[market]
            head[market] = -1
            market_mark[market] = 0
    for k in range(room.counts[U_SEEN]):
        firm = u_list[k]
        for c in range(4):
            up[firm, c] = 0.0
    room.counts[:] = 0


@compiled
def push_down(net: Economy, room: Sparse) -> int:  # noqa: C901  one loop: a call would copy every array
    """Pass on what buyers newly miss; returns how many are gathered, -1 where a missed share shrank."""
    slots, impact, buyers, start, used = (
        net.out_slot,
        net.out_down,
        net.out_buyer,
        net.out_start,
        net.out_used,
    )
    down, sums, gathered, x_list, changed = room.down, room.slot, room.gathered, room.x_list, room.changed
    out, total, rest, head, link, mark = net.out, net.total, room.rest, room.head, room.link, room.market_mark
    found, known, replaced = 0, room.counts[X_SEEN], total.size > 0
    for k in range(room.counts[CHANGED]):
        firm, left = changed[k], 0.0
        if replaced:
            market = changed[k]
            mark[market] = 0
            if rest[market] < THIN * total[market]:
                thin(net, room, market)
            firm, left = head[market], rest[market]
        while firm >= 0:
            missed = down[firm, X]
            if replaced:
                missed *= share(out[firm], left, room.floor)
            step = missed - down[firm, PASSED]
            # with a floor of 0 shares shrink by rounding only
            if step < -NOISE and room.floor > 0.0:
                return -1
            if step > 0.0:
                down[firm, PASSED] = missed
                for e in range(start[firm], used[firm]):
                    slot, buyer = slots[e], buyers[e]
                    loss = sums[slot] + impact[e] * step
                    sums[slot] = loss
                    loss = min(1.0, loss)
                    before = down[buyer, X_NEXT]
                    if loss > before:
                        if before == down[buyer, X]:
                            gathered[found] = buyer
                            found += 1
                            if before == 0.0:
                                x_list[known] = buyer
                                known += 1
                                # listed at once: a column that turns is cleared by its list
                                room.counts[X_SEEN] = known
                        down[buyer, X_NEXT] = loss
            firm = link[firm] if replaced else -1
    return found


@compiled
def sparse_down(net: Economy, room: Sparse) -> float:
    """One downstream step of one column; returns the largest growth, -1 where a missed share shrank."""
    found = push_down(net, room)
    if found < 0:
        return -1.0
    room.counts[CHANGED] = 0
    if net.total.size == 0:
        room.counts[AHEAD_DOWN] = 0
    return float(grow(net, room, found))


@compiled
def next_sum(start: IntArray, buyers: Small, impact: FloatArray, up: FloatArray, firm: int) -> float:
    """The sum over the buyers of one firm after the next upstream step; `up` as in `Sparse`."""
    more = up[firm, SUM]
    for e in range(start[firm], start[firm + 1]):
        more += impact[e] * up[buyers[e], STEP]
    return float(more)


@compiled
def quiet(net: Economy, room: Sparse, eps: float, crowd: int) -> bool:
    """Whether no firm grows by more than `eps` in the next upstream step; False where that is dear to say."""
    patience = min(room.counts[AHEAD_UP], crowd)
    front, up, sellers, first, start = room.front, room.up, net.in_seller, net.in_start, net.out_start
    buyers, impact = net.out_buyer, net.out_up
    for k in range(room.counts[FRONT]):
        buyer = front[k]
        if up[buyer, STEP] <= eps:
            continue
        for e in range(first[buyer], first[buyer + 1]):
            firm = sellers[e]
            patience -= start[firm + 1] - start[firm]
            if patience < 0:
                return False
            if min(1.0, next_sum(start, buyers, impact, up, firm)) - up[firm, LOSS] > eps:
                return False
    return True


@compiled
def sparse_up(net: Economy, room: Sparse) -> float:
    """One upstream step of one column; returns the largest growth."""
    found = 0
    up, front, gathered = room.up, room.front, room.gathered
    start, sellers, impact, u_list = net.in_start, net.in_seller, net.in_up, room.u_list
    for k in range(room.counts[FRONT]):
        firm = front[k]
        step = up[firm, STEP]
        up[firm, STEP] = 0.0
        for e in range(start[firm], start[firm + 1]):
            seller, part = sellers[e], impact[e] * step
            more = up[seller, MORE]
            if more == 0.0 and part > 0.0:
                gathered[found] = seller
                found += 1
            up[seller, MORE] = more + part
    most = 0.0
    size, edges, known = 0, 0, room.counts[U_SEEN]
    for k in range(found):
        firm = gathered[k]
        total, before = up[firm, SUM] + up[firm, MORE], up[firm, LOSS]
        up[firm, SUM] = total
        up[firm, MORE] = 0.0
        if before == 0.0:
            u_list[known] = firm
            known += 1
        # never below the shock: losses begin with it and do not fall
        loss = min(1.0, max(before, total))
        step = loss - before
        if step > 0.0:
            up[firm, LOSS] = loss
            up[firm, STEP] = step
            edges += start[firm + 1] - start[firm]
            front[size] = firm
            size += 1
            most = max(most, step)
    room.counts[U_SEEN] = known
    room.counts[FRONT] = size
    room.counts[AHEAD_UP] = edges
    return most


@compiled
def sparse_column(net: Economy, room: Sparse, eps: float, crowd: int, max_rounds: int) -> tuple[int, int]:
    """Run a column until it is DONE or stops before its last upstream step (DUE), is CROWDED or TURNED.

    Returns the state and how many rounds were made (< 0: as many as allowed, and not settled).
    """
    for number in range(1, max_rounds + 1):
        last = quiet(net, room, eps, crowd)
        ahead = room.counts[AHEAD_DOWN] + (0 if last else room.counts[AHEAD_UP])
        if ahead > crowd or number > PATIENCE:
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
    net: Economy, room: Sparse, weights: FloatArray, ahead_weights: FloatArray, due: bool, found: FloatArray
) -> None:
    """`found[q, 3]`: sums of weight times max(x, u), x and u, after one more upstream step where it is `due`.

    `ahead_weights[n, q]` is `Lu^T w`: what a loss of a buyer adds to the weighted sum of its sellers.
    """
    found[:] = 0.0
    factor = ahead_weights if due else weights
    up, down, u_list, x_list, count = room.up, room.down, room.u_list, room.x_list, weights.shape[1]
    start, buyers, impact = net.out_start, net.out_buyer, net.out_up
    for k in range(room.counts[U_SEEN]):
        firm = u_list[k]
        loss = up[firm, LOSS]
        for q in range(count):
            found[q, 2] += factor[firm, q] * loss
    for k in range(room.counts[SHOCKED] if due else 0):
        firm = u_list[k]
        total = next_sum(start, buyers, impact, up, firm)
        for q in range(count):
            found[q, 2] += weights[firm, q] * (max(up[firm, LOSS], total) - total)
    for q in range(count):
        found[q, 0] = found[q, 2]
    for k in range(room.counts[X_SEEN]):
        firm = x_list[k]
        x, u = down[firm, X], up[firm, LOSS]
        if due and x > u:
            u = min(1.0, max(u, next_sum(start, buyers, impact, up, firm)))
        for q in range(count):
            found[q, 0] += weights[firm, q] * max(0.0, x - u)
            found[q, 1] += weights[firm, q] * x
