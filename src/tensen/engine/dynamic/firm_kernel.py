"""Firms with a stock per supplier link, many scenarios at once, compiled; `firms_plain` says it plainly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import FloatArray
from tensen.engine.jit import compiled

Index = NDArray[np.int32]
PROPORTION, LAST, FIRST = 0, 1, 2
SMALLEST = 1e-300


class Net(NamedTuple):
    """Links sorted by buyer and product.

    Slots (what a buyer buys of one product) of firm i: `buyer_start[i]` to `buyer_start[i + 1]`; links of
    slot m: `slot_start[m]` to `slot_start[m + 1]`. Per unit of the buyer's output on a normal day,
    `per_output[E]` is bought over a link and `need[M]` in a slot (`lasts[M]` is 1 / need, or 0); `flow[E]` is
    bought a day.
    """

    buyer_start: Index
    slot_start: Index
    seller: Index
    buyer: Index
    flow: FloatArray
    per_output: FloatArray
    need: FloatArray
    lasts: FloatArray
    days: FloatArray
    output: FloatArray
    final: FloatArray


class Rule(NamedTuple):
    """How orders are placed, and the step."""

    restock_days: float
    by_demand: bool
    step: float


@compiled
def demanded(net: Net, orders: FloatArray, demand: FloatArray) -> None:
    """Write into `demand[n, b]` what a firm is asked for over its links and by final users.

    Here and below by two indices, not by row: a view for each link would cost more than the sum.
    """
    seller, final = net.seller, net.final
    for i in range(demand.shape[0]):
        for b in range(demand.shape[1]):
            demand[i, b] = final[i]
    for e in range(orders.shape[0]):
        j = seller[e]
        for b in range(demand.shape[1]):
            demand[j, b] += orders[e, b]


@compiled
def produce(
    net: Net, stock: FloatArray, demand: FloatArray, capacity: FloatArray, step: float, output: FloatArray
) -> None:
    """Write the output: demand, or capacity, or what the stock of the scarcest product lasts for."""
    width, lasts, slot_start, buyer_start = output.shape[1], net.lasts, net.slot_start, net.buyer_start
    held, a_step = np.empty(width), 1.0 / step
    for i in range(output.shape[0]):
        for b in range(width):
            output[i, b] = min(demand[i, b], capacity[i, b])
        for m in range(buyer_start[i], buyer_start[i + 1]):
            if lasts[m] <= 0.0:
                continue
            for b in range(width):
                held[b] = 0.0
            for e in range(slot_start[m], slot_start[m + 1]):
                for b in range(width):
                    held[b] += stock[e, b]
            factor = lasts[m] * a_step
            for b in range(width):
                output[i, b] = min(output[i, b], held[b] * factor)


@compiled
def share(
    net: Net,
    output: FloatArray,
    demand: FloatArray,
    final: int,
    ratio: FloatArray,
    unmet: FloatArray,
    step: float,
) -> None:
    """Write the part of its orders that each firm delivers, `ratio[n, b]`; sum what final users miss."""
    for i in range(output.shape[0]):
        last = net.final[i]
        for b in range(output.shape[1]):
            made, orders = output[i, b], demand[i, b] - last
            short = demand[i, b] - made
            if short <= 0.0:
                ratio[i, b] = 1.0
                continue
            if final == PROPORTION:
                ratio[i, b] = made / demand[i, b]
                unmet[i, b] += step * last * (1.0 - ratio[i, b])
                continue
            missed = min(short, last) if final == LAST else max(0.0, last - made)
            unmet[i, b] += step * missed
            left = max(0.0, orders - (short - missed))
            ratio[i, b] = left / orders if orders > 0.0 else 1.0


@compiled
def use(net: Net, step: float, output: FloatArray, stock: FloatArray) -> None:
    """Take what was used in the step off the stocks: of one product, in proportion to what each holds."""
    need, slot_start, buyer_start = net.need, net.slot_start, net.buyer_start
    kept = np.empty(output.shape[1])
    for i in range(output.shape[0]):
        for m in range(buyer_start[i], buyer_start[i + 1]):
            first, last = slot_start[m], slot_start[m + 1]
            if last > first + 1:
                _use_together(stock, first, last, step * need[m], output, i, kept)
                continue
            for b in range(kept.size):
                stock[first, b] = max(0.0, stock[first, b] - step * need[m] * output[i, b])


@compiled
def _use_together(
    stock: FloatArray, first: int, last: int, need: float, output: FloatArray, i: int, kept: FloatArray
) -> None:
    """Take the use of firm i off the stocks of several suppliers of one product."""
    for b in range(kept.size):
        kept[b] = 0.0
    for e in range(first, last):
        for b in range(kept.size):
            kept[b] += stock[e, b]
    for b in range(kept.size):
        kept[b] = max(0.0, 1.0 - need * output[i, b] / max(kept[b], SMALLEST))
    for e in range(first, last):
        for b in range(kept.size):
            stock[e, b] *= kept[b]


@compiled
def redirected(
    net: Net, part: float, ratio: FloatArray, idle: FloatArray, orders: FloatArray, extra: FloatArray
) -> None:
    """Write into `extra[E, b]` what suppliers with room are asked for in place of those that fell short."""
    seller, slot_start, width = net.seller, net.slot_start, orders.shape[1]
    missed, room = np.empty(width), np.empty(width)
    for m in range(slot_start.size - 1):
        missed[:] = 0.0
        room[:] = 0.0
        for e in range(slot_start[m], slot_start[m + 1]):
            for b in range(width):
                missed[b] += orders[e, b] * (1.0 - ratio[seller[e], b])
                room[b] += idle[seller[e], b]
        for e in range(slot_start[m], slot_start[m + 1]):
            for b in range(width):
                more = min(part * missed[b], room[b])
                extra[e, b] = more * idle[seller[e], b] / room[b] if room[b] > 0.0 else 0.0


@compiled
def restock(
    net: Net,
    rule: Rule,
    demand: FloatArray,
    ratio: FloatArray,
    extra: FloatArray,
    stock: FloatArray,
    orders: FloatArray,
    received: FloatArray,
    ordered: FloatArray,
) -> None:
    """Add the part `ratio[n, b]` of the orders to the stocks, sum both by buyer, and order anew.

    An order is what demand needs and a part of the stock's gap; `extra[E, b]` (or no rows) is redirected.
    """
    seller, buyer, days, step = net.seller, net.buyer, net.days, rule.step
    per_output, flow, by_demand, pace = net.per_output, net.flow, rule.by_demand, 1.0 / rule.restock_days
    for e in range(stock.shape[0]):
        i, j = buyer[e], seller[e]
        a, usual, last = per_output[e], flow[e], days[i]
        for b in range(stock.shape[1]):
            asked = step * orders[e, b]
            come = asked * ratio[j, b]
            held = stock[e, b] + come
            stock[e, b] = held
            received[i, b] += come
            ordered[i, b] += asked
            want = a * demand[i, b]
            aim = last * (want if by_demand else usual)
            orders[e, b] = max(0.0, want + (aim - held) * pace)
        if extra.shape[0]:
            for b in range(stock.shape[1]):
                orders[e, b] += extra[e, b]
