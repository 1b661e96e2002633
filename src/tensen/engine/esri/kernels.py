"""Many columns of the published cascade: each begins sparse, and moves into a lane where many firms are hit.

A round that would touch a good part of the network (`crowd` edges) is cheaper for eight columns together. A
lane that ends is filled with the next column. The steps are synchronous and the same as in `plain`.

The published rule for an emptied market lets losses fall again, and some columns swing for ever. A lane that
takes long is compared with its own state after 128, 256, 512 ... steps (Brent 1980): once it is back in just
that state, whole turns are left out, and it ends in the state that it would have had after all steps.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.compiled import compiled
from tensen.engine.esri.dense import dense_losses, dense_missed, enter, hold, save, swings, turned, wipe
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import LANES, Dense, Sparse
from tensen.engine.esri.sparse import DONE, DUE, TURNED, begin, clear, sparse_column, sparse_sums

# a column that takes so many steps is watched for a swing
WATCHED = 128


@compiled
def run(  # noqa: C901  one loop over lanes: numba would copy the state between parts
    net: Economy,
    lu: FloatArray,
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

    `lu[E]` is `net.out_up` in the precision in which the lanes hold upstream losses.
    Returns how many columns went through the dense step.
    """
    column = np.full(LANES, -1)
    keep = np.zeros(LANES)
    upcoming, crowded, dirty = 0, 0, True
    # when the state of a lane was saved, and after which step it ends at the latest
    since, last = np.zeros(LANES, np.intp), np.full(LANES, max_rounds)
    saved = np.zeros((LANES, 2, 0))
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
                    since[lane], last[lane] = 0, max_rounds
                    crowded += 1
                clear(net, room)
        if column.max() < 0:
            return crowded
        dense_losses(net, lu, dense, weights)
        for lane in range(LANES):
            b = column[lane]
            if b >= 0:
                hold(net, dense, weights, lane, node, down, up, start[b], start[b + 1])
                rounds[b] += 1
                settled = dense.grown[lane] <= eps
                if rounds[b] >= WATCHED and last[lane] == max_rounds and not settled:
                    if saved.shape[2] == 0:
                        saved = np.zeros((LANES, 2, net.out.size))
                    if since[lane] > 0 and swings(saved[lane], dense, lane):
                        turn = rounds[b] - since[lane]
                        last[lane] = rounds[b] + (max_rounds - rounds[b]) % turn
                    elif rounds[b] >= 2 * since[lane]:
                        save(saved[lane], dense, lane)
                        since[lane] = rounds[b]
                if settled or rounds[b] >= last[lane]:
                    found[b] = dense.sums[:, :, lane]
                    rounds[b] = rounds[b] if settled else -max_rounds
                    column[lane] = -1
                    keep[lane] = 0.0
                    dirty = True
        dense_missed(net, dense)
        dense = turned(dense)
