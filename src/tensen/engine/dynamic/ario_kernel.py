"""What ARIO does slot by slot and industry by industry, compiled; `ario_plain` says the same plainly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.jit import compiled


class Goal(NamedTuple):
    """Per slot: who buys, how much per unit of output, the stock wanted per unit of output, 1 / days."""

    buyer: IntArray
    cost: FloatArray
    target: FloatArray
    pace: FloatArray


@compiled
def overproduce(demand: FloatArray, output: FloatArray, most: float, pace: float, above: FloatArray) -> None:
    """Move the overproduction factor `above[n, b]` towards `most` by scarcity, or back to 1 without."""
    for i in range(above.shape[0]):
        for b in range(above.shape[1]):
            asked = demand[i, b]
            scarce = (asked - output[i, b]) / asked if asked > 0.0 else 0.0
            if scarce == 0.0:
                above[i, b] += (1.0 - above[i, b]) * pace
            else:
                above[i, b] += (most - above[i, b]) * scarce * pace
            above[i, b] = max(1.0, above[i, b])


@compiled
def limit(buyer: IntArray, per_stock: FloatArray, stock: FloatArray, output: FloatArray) -> None:
    """Lower `output[n, b]` to what each stock allows: `stock[m, b] * per_stock[m]` (0: does not bind)."""
    for m in range(buyer.size):
        factor = per_stock[m]
        if factor <= 0.0:
            continue
        row, held = output[buyer[m]], stock[m]
        for b in range(row.size):
            row[b] = min(row[b], held[b] * factor)


@compiled
def ration(
    output: FloatArray, demand: FloatArray, normal: FloatArray, ratio: FloatArray, peak: FloatArray
) -> None:
    """Write the part of demand that is met into `ratio[n, b]`; `peak[b]`: largest demand by normal output."""
    for i in range(output.shape[0]):
        for b in range(output.shape[1]):
            asked = demand[i, b]
            ratio[i, b] = output[i, b] / asked if asked > output[i, b] else 1.0
            if normal[i] > 0.0:
                peak[b] = max(peak[b], asked / normal[i])


@compiled
def receive(
    buyer: IntArray,
    cost: FloatArray,
    orders: FloatArray,
    mean: FloatArray,
    output: FloatArray,
    step: float,
    stock: FloatArray,
    received: FloatArray,
) -> None:
    """Add to `stock[m, b]` what arrives less what is used; sum what was received by buyer."""
    for m in range(buyer.size):
        a, i = cost[m], buyer[m]
        if a <= 0.0:
            continue
        held, asked, part, made, got = stock[m], orders[m], mean[m], output[i], received[i]
        for b in range(made.size):
            come = asked[b] * part[b]
            held[b] = max(0.0, held[b] + step * (come - a * made[b]))
            got[b] += step * come


@compiled
def order(
    to: Goal,
    normal: FloatArray,
    output: FloatArray,
    best: FloatArray,
    stock: FloatArray,
    orders: FloatArray,
    peak: FloatArray,
) -> None:
    """Write the orders `[m, b]`: what was used and the gap to the target at the best output, by its pace."""
    for m in range(to.buyer.size):
        a, i = to.cost[m], to.buyer[m]
        if a <= 0.0:
            continue
        goal, rate, usual = to.target[m], to.pace[m], 1.0 / normal[m]
        if goal <= 0.0:
            rate = 0.0
        made, wish, held, asked = output[i], best[i], stock[m], orders[m]
        for b in range(made.size):
            gap = max(0.0, goal * wish[b] - held[b]) * rate
            asked[b] = a * made[b] + gap
            peak[b] = max(peak[b], gap * usual)


@compiled
def by_buyer(buyer: IntArray, orders: FloatArray, n: int) -> FloatArray:
    """The orders `[m, b]` summed by buyer, `[n, b]`."""
    total = np.zeros((n, orders.shape[1]))
    for m in range(buyer.size):
        row, asked = total[buyer[m]], orders[m]
        for b in range(row.size):
            row[b] += asked[b]
    return total
