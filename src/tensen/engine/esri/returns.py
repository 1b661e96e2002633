"""How much of a firm's sales comes back to it: a local search with a bound, compiled."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.network import Small

# of all edges: a search that has pushed along so many is stopped, with the bound reached
MOST_EDGES = 20


@compiled
def returns(
    in_start: IntArray,
    in_seller: Small,
    in_up: FloatArray,
    firms: IntArray,
    threshold: FloatArray,
    low: FloatArray,
    gap: FloatArray,
) -> None:
    """`low[B]`: the part of the sales of each firm that returns, from below; what waits is `gap[B]` at most.

    Backward push (Andersen et al. 2007, "Local computation of PageRank contributions"): the loss of each
    firm from the closure is held as found plus waiting, and a firm whose waiting part is above `threshold`
    passes it on to its sellers. A waiting part of at most g everywhere errs by at most g times the number of
    firms that the firm's own sales still pass.
    """
    n = in_start.size - 1
    waiting = np.zeros(n)
    queued = np.zeros(n, np.int8)
    queue = np.zeros(n + 1, np.int32)
    seen = np.zeros(n, np.int8)
    touched = np.zeros(n, np.int32)
    for b in range(firms.size):
        firm = firms[b]
        head, tail, count, edges = 0, 0, 0, 0
        found = 0.0
        push, amount = firm, 1.0
        while True:
            edges += in_start[push + 1] - in_start[push]
            for e in range(in_start[push], in_start[push + 1]):
                seller = in_seller[e]
                part = in_up[e] * amount
                if seller == firm:
                    found += part
                    continue
                waiting[seller] += part
                if seen[seller] == 0:
                    seen[seller] = 1
                    touched[count] = seller
                    count += 1
                if waiting[seller] > threshold[b] and queued[seller] == 0:
                    queued[seller] = 1
                    queue[tail] = seller
                    tail = tail + 1 if tail < n else 0
            if head == tail or edges > MOST_EDGES * in_seller.size:
                break
            push = queue[head]
            head = head + 1 if head < n else 0
            queued[push] = 0
            amount = waiting[push]
            waiting[push] = 0.0
        most = 0.0
        for k in range(count):
            other = touched[k]
            most = max(most, waiting[other])
            waiting[other] = 0.0
            seen[other] = 0
            queued[other] = 0
        low[b] = min(1.0, found)
        gap[b] = most
