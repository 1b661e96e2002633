"""What the kernels read, and the room in which they compute."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import FloatArray, IntArray

Small = NDArray[np.int32]
Flags = NDArray[np.int8]
LANES = 8
# places in `Sparse.counts` and columns of `Sparse.up`
X_SEEN, U_SEEN, FRONT, CHANGED, SHOCKED, AHEAD_UP, AHEAD_DOWN = 0, 1, 2, 3, 4, 5, 6
SUM, LOSS, SHOCK = 0, 1, 2


class Net(NamedTuple):
    """The arrays of `Economy` under the same names, and `total[M]`, the sales of each market.

    What is left of a market counts as nothing at `floor` or below: the published rule then divides by 1, and
    with a floor of 0 the share is 1.
    """

    out_start: IntArray
    out_buyer: Small
    out_slot: Small
    out_up: FloatArray
    out_down: FloatArray
    in_start: IntArray
    in_seller: Small
    in_up: FloatArray
    in_down: FloatArray
    slot_start: IntArray
    slot_first: IntArray
    slot_last: IntArray
    out: FloatArray
    market: Small
    member_start: IntArray
    members: Small
    total: FloatArray
    floor: float


class Sparse(NamedTuple):
    """Room for one column: losses `x`, what was pushed `y`, sums by slot, and lists of the firms in play.

    `up[n, 4]` holds the upstream side of a firm in one place: SUM over its buyers, its LOSS u, its SHOCK (the
    rest fills a cache line); `step[n]` by how much u just grew. `counts` says how many entries each list has:
    X_SEEN, U_SEEN, FRONT, CHANGED, SHOCKED (the first entries of `u_list`), and how many edges the next round
    would push along: AHEAD_UP, AHEAD_DOWN (at most).
    """

    x: FloatArray
    x_next: FloatArray
    y: FloatArray
    slot: FloatArray
    up: FloatArray
    step: FloatArray
    rest: FloatArray
    x_list: Small
    u_list: Small
    front: Small
    gathered: Small
    changed: Small
    head: Small
    link: Small
    x_seen: Flags
    u_seen: Flags
    mark: Flags
    market_mark: Flags
    counts: IntArray


class Dense(NamedTuple):
    """Room for LANES columns: losses of this round and the next, `y` = sigma x, `rest[M]` of the markets."""

    x: FloatArray
    x_next: FloatArray
    u: FloatArray
    u_next: FloatArray
    y: FloatArray
    rest: FloatArray
    sums: FloatArray
    grown: FloatArray
    slot: FloatArray
