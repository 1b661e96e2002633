"""Many columns of the published cascade: each begins sparse, and moves into a lane where many firms are hit.

A round that would touch a good part of the network (`crowd` edges) is cheaper for eight columns together. A
lane that ends is filled with the next column. The steps are synchronous and the same as in `plain`.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.dense import dense_losses, dense_missed, enter, hold, turned, wipe
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import LANES, Dense, Sparse
from tensen.engine.esri.sparse import DONE, DUE, TURNED, begin, clear, sparse_column, sparse_sums


@compiled
def run(  # noqa: C901  one loop over lanes: numba would copy the state between parts
    net: Economy,
    wide: Economy,
    room: Sparse,
    dense: Dense,
    start: IntArray,
    node: IntArray,
    down: FloatArray,
    up: FloatArray,
    weights: FloatArray,
    ahead_weights: FloatArray,
    eps: float,
    crowd: int,
    max_rounds: int,
    found: FloatArray,
    rounds: IntArray,
) -> int:
    """Solve every column of the shocks; `found[B, q, 3]` as in `sparse_sums`, `rounds[B]` (< 0: not settled).

    `wide` is `net` with the impacts as numbers of the kind that the lanes hold.
    Returns how many columns went through the dense step.
    """
    column = np.full(LANES, -1)
    keep = np.zeros(LANES)
    upcoming, crowded, dirty = 0, 0, True
    while True:
        for lane in range(LANES):
            while column[lane] < 0 and upcoming < rounds.size:
                b = upcoming
                upcoming += 1
                begin(net, room, node, down, up, start[b], start[b + 1])
                state, rounds[b] = sparse_column(net, room, eps, crowd, max_rounds)
                if state <= DONE:
                    sparse_sums(net, room, weights, ahead_weights, state == DUE, found[b])
                else:
                    if state == TURNED:
                        clear(net, room)
                        begin(net, room, node, down, up, start[b], start[b + 1])
                    if dirty:
                        wipe(dense, keep)
                        dirty = False
                    enter(net, room, dense, lane)
                    column[lane] = b
                    keep[lane] = 1.0
                    crowded += 1
                clear(net, room)
        if column.max() < 0:
            return crowded
        dense_losses(wide, dense, weights)
        for lane in range(LANES):
            b = column[lane]
            if b >= 0:
                hold(net, dense, weights, lane, node, down, up, start[b], start[b + 1])
                rounds[b] += 1
                settled = dense.grown[lane] <= eps
                if settled or rounds[b] >= max_rounds:
                    found[b] = dense.sums[:, :, lane]
                    rounds[b] = rounds[b] if settled else -rounds[b]
                    column[lane] = -1
                    keep[lane] = 0.0
                    dirty = True
        dense_missed(net, dense)
        dense = turned(dense)
