"""The room in which the kernels compute."""

from __future__ import annotations

from typing import NamedTuple

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.network import Flags, Small

LANES = 8
# places in `Sparse.counts` and columns of `Sparse.up`
X_SEEN, U_SEEN, FRONT, CHANGED, SHOCKED, AHEAD_UP, AHEAD_DOWN = 0, 1, 2, 3, 4, 5, 6
X, X_NEXT, PASSED, BASE = 0, 1, 2, 3
SUM, LOSS, STEP, MORE = 0, 1, 2, 3


class Sparse(NamedTuple):
    """Room for one column: what is known of each firm in one place, sums by slot, lists of the firms in play.

    `down[n, 4]`: the loss X, what the running round has found so far (X_NEXT), the missed share that was
    PASSED on, and from where a raise began (BASE, in the limit). `up[n, 4]`: the SUM over the buyers, the
    LOSS u, the STEP by which it just grew and what the running round adds to the sum (MORE). A firm is in
    play, and in a list, exactly where its loss is not 0.

    `counts` says how many entries each list has: X_SEEN (`x_list`), U_SEEN (`u_list`), FRONT (firms that push
    upstream), CHANGED (markets, or firms where nobody is replaced, that push downstream), SHOCKED (the first
    entries of `u_list`), and how many edges the next round would push along: AHEAD_UP, AHEAD_DOWN (at most).
    What is left of a market counts as nothing at `floor` or below: the published rule then divides by 1, and
    with a floor of 0 the share is 1.
    """

    down: FloatArray
    up: FloatArray
    slot: FloatArray
    rest: FloatArray
    x_list: Small
    u_list: Small
    front: Small
    gathered: Small
    changed: Small
    head: Small
    link: Small
    market_mark: Flags
    counts: IntArray
    floor: float


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
    floor: float
