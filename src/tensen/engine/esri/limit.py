"""Any shocks in the limit, eight columns side by side, until what may still come is small: compiled."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.dense import dense_losses, dense_missed, hold, turned
from tensen.engine.esri.network import Economy, Small
from tensen.engine.esri.room import LANES, Dense

# columns of `found` in `bound_lanes`
EITHER, DOWN, UP, DOWN_GAP, UP_GAP, ROUNDS = 0, 1, 2, 3, 4, 5


@compiled
def demand_to_come(u: FloatArray, u_next: FloatArray, beyond: FloatArray, gap: FloatArray) -> None:
    """`gap[LANES]`: what the upstream sums can still grow, the last growth of each firm times `beyond[n]`."""
    gap[:] = 0.0
    for i in range(beyond.size):
        factor = beyond[i]
        before, row = u[i], u_next[i]
        for b in range(LANES):
            gap[b] += factor * (row[b] - before[b])


@compiled
def supply_to_come(
    market: Small,
    out: FloatArray,
    x_next: FloatArray,
    y: FloatArray,
    rest: FloatArray,
    psi: FloatArray,
    allowed: float,
    gap: FloatArray,
) -> None:
    """`gap[2, LANES]`: the missed shares that were not passed on, at their dual prices; as `waiting`."""
    gap[:] = 0.0
    first, second = gap[0], gap[1]
    for i in range(out.size):
        x, passed = x_next[i], y[i]
        for b in range(LANES):
            missed = x[b]
            if rest.shape[0] > 0:
                left = rest[market[i], b] - allowed
                missed *= min(1.0, out[i] / left) if left > 0.0 else 1.0
            step = max(0.0, missed - passed[b])
            first[b] += step * psi[i, 0]
            second[b] += step * psi[i, 1]


@compiled
def steeper_lanes(
    net: Economy, x: FloatArray, rest: FloatArray, psi: FloatArray, most: FloatArray, allowed: float,
    gap: FloatArray,
) -> None:  # fmt: skip
    """Adds to `gap[2, LANES]` what `steeper` does, for every market."""
    for market in range(net.total.size):
        whole = net.total[market] - allowed
        for b in range(LANES):
            left = rest[market, b] - allowed
            if left > 0.0:
                for c in range(2):
                    gap[c, b] += (1.0 / left - 1.0 / whole) * most[market, c] * allowed
            elif whole > 0.0:
                for k in range(net.member_start[market], net.member_start[market + 1]):
                    firm = net.members[k]
                    for c in range(2):
                        gap[c, b] += (1.0 - x[firm, b]) * psi[firm, c]


@compiled
def bound_lanes(
    net: Economy,
    dense: Dense,
    start: IntArray,
    node: IntArray,
    down: FloatArray,
    up: FloatArray,
    weights: FloatArray,
    beyond: FloatArray,
    psi: FloatArray,
    most: FloatArray,
    allowed: FloatArray,
    max_rounds: int,
    found: FloatArray,
) -> None:
    """Follow up to LANES columns of shocks: `found[B, 6]` = three sums from below, two gaps, rounds.

    `weights[n, 1]`. A column ends when what may still come to its sums is at most `allowed[0]` each, given
    that no market loses more than `allowed[1]` in sales, proven as well; else the gap downstream is infinite.
    """
    count = start.size - 1
    gap = np.zeros((2, LANES))
    up_gap = np.zeros(LANES)
    dense.x_next[:] = 0.0
    dense.u_next[:] = 0.0
    dense.sums[:] = 0.0
    for market in range(net.total.size):
        dense.rest[market] = net.total[market]
    for b in range(count):
        hold(net, dense, weights, b, node, down, up, start[b], start[b + 1])
    dense_missed(net, dense)
    dense = turned(dense)
    waiting = count
    for number in range(1, max_rounds + 1):
        dense_losses(net, net.out_up, dense, weights)
        for b in range(count):
            hold(net, dense, weights, b, node, down, up, start[b], start[b + 1])
        demand_to_come(dense.u, dense.u_next, beyond, up_gap)
        supply_to_come(net.market, net.out, dense.x_next, dense.y, dense.rest, psi, allowed[1], gap)
        steeper_lanes(net, dense.x_next, dense.rest, psi, most, allowed[1], gap)
        for b in range(count):
            if found[b, ROUNDS] > 0.0:
                continue
            proven = gap[1, b] <= allowed[1]
            small = proven and gap[0, b] <= allowed[0] and up_gap[b] <= allowed[0]
            if small or number == max_rounds:
                found[b, EITHER : UP + 1] = dense.sums[0, :, b]
                found[b, DOWN_GAP] = gap[0, b] if proven else np.inf
                found[b, UP_GAP] = max(0.0, up_gap[b])
                found[b, ROUNDS] = number
                waiting -= 1
        if waiting == 0:
            break
        dense_missed(net, dense)
        dense = turned(dense)
