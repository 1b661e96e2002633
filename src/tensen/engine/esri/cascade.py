"""Many cascades of the published index at once, by compiled kernels and threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray
from tensen.engine.esri.checks import weight_columns
from tensen.engine.esri.network import Economy, Small
from tensen.engine.esri.plain import NOTHING_LEFT, Risk
from tensen.engine.esri.room import LANES, Dense, Sparse
from tensen.engine.esri.shocks import Shocks

# a round that pushes along more than this share of all edges is cheaper for eight columns together
CROWD = 0.1
CHUNK = 256
DOUBLE = np.dtype(np.float64)


def cascades(
    economy: Economy,
    shocks: Shocks,
    *,
    weights: ArrayLike | None = None,
    eps: float = 1e-2,
    max_rounds: int = 100_000,
    workers: int | None = None,
    crowd: float = CROWD,
    floor: float = NOTHING_LEFT,
    lanes: Literal["float64", "float32"] = "float64",
) -> Risk:
    """The published index of every column of `shocks`; the same as `plain_cascades` but fast.

    Synchronous steps until no loss of a column grows by more than `eps`, then the state just reached.
    `weights` is `[n]` or `[n, q]` (default: sales to firms). `workers` threads (default: all processors).
    `crowd` is the share of all edges above which a round is left to the dense step; it changes speed only. A
    market of which `floor` or less is left divides by 1 as published; with a floor of 0 sigma is 1 there.

    A column that has not stopped after `max_rounds` has `settled` false. With the published floor some never
    stop: as a market empties, sigma may jump down, losses fall, the market is there again, and so on for
    ever. Such an index is that of one moment of the swing and depends on `max_rounds`. A swing that comes
    back to exactly the same state is found, and whole turns are left out: the result is the same, sooner.

    `lanes="float32"` holds Lu and the upstream losses of the dense step in half the memory; sums, markets and
    all that is downstream stay in double precision. Where both stop after the same step, the upstream loss
    of every firm errs by at most 1.2e-7 of itself for each step (two factors are rounded, nothing divides),
    and the index by no more; a growth as near to `eps` as that may end a column a step apart.
    Raises `ValueError` for shocks, weights or lanes that do not fit.
    """
    from tensen.engine.esri.kernels import run  # numba is imported only here

    if not eps >= 0:
        raise ValueError(f"eps must be 0 or more, not {eps}")
    if lanes not in {"float64", "float32"}:
        raise ValueError(f"lanes must be float64 or float32, not {lanes}")
    shocks.check(economy.n)
    lu = _single(economy.out_up) if lanes == "float32" else economy.out_up
    columns = weight_columns(weights, economy.out)
    workers = max(1, min(workers or os.cpu_count() or 1, -(-shocks.columns // LANES)))
    size = max(1, min(CHUNK, -(-shocks.columns // workers)))
    found = np.zeros((shocks.columns, columns.shape[1], 3))
    rounds = np.zeros(shocks.columns, dtype=np.intp)
    rooms: SimpleQueue[tuple[Sparse, Dense]] = SimpleQueue()
    for _ in range(workers):
        rooms.put(rooms_of(economy, columns.shape[1], floor, np.dtype(lanes)))
    ahead = _ahead(economy, columns)
    crowd = int(min(crowd * 2 * economy.edges, 2**62))

    def solve(first: int) -> None:
        part = np.arange(first, min(first + size, shocks.columns))
        own = shocks.take(part)
        room = rooms.get()
        where = slice(first, first + part.size)
        run(
            economy,
            lu,
            *room,
            own.start,
            own.node,
            own.down,
            own.up,
            columns,
            ahead,
            eps,
            crowd,
            max_rounds,
            found[where],
            rounds[where],
        )
        rooms.put(room)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(solve, range(0, shocks.columns, size)))
    index = found / columns.sum(axis=0)[None, :, None]
    return Risk(index[:, :, 0], index[:, :, 1], index[:, :, 2], np.abs(rounds), rounds > 0)


def rooms_of(
    economy: Economy, weights: int, floor: float, lanes: np.dtype[Any] | None = DOUBLE
) -> tuple[Sparse, Dense]:
    """Room for one thread, with `weights` vectors of weights; upstream lanes of such numbers (None: none)."""
    n, markets = economy.n, economy.markets

    def smalls(size: int) -> Small:
        return np.zeros(size, dtype=np.int32)

    room = Sparse(
        down=np.zeros((n, 4)),
        up=np.zeros((n, 4)),
        slot=np.zeros(economy.slots),
        rest=economy.total.copy(),
        x_list=smalls(n),
        u_list=smalls(n),
        front=smalls(n),
        gathered=smalls(n),
        changed=smalls(max(n, markets)),
        head=np.full(markets, -1, np.int32),
        link=smalls(n),
        market_mark=np.zeros(markets, np.int8),
        counts=np.zeros(7, np.intp),
        floor=floor,
    )
    rows = 0 if lanes is None else n
    # downstream always in double: where a market nearly empties, a rounded loss would change sigma at will
    wide = [np.zeros((rows, LANES), kind) for kind in (DOUBLE, DOUBLE, DOUBLE, lanes, lanes)]
    dense = Dense(
        x=wide[0],
        x_next=wide[1],
        u=wide[3],
        u_next=wide[4],
        y=wide[2],
        rest=np.zeros((markets, LANES)),
        sums=np.zeros((weights, 3, LANES)),
        grown=np.zeros(LANES),
        slot=np.zeros((1, LANES)),
        floor=floor,
    )
    return room, dense


def _single(impact: FloatArray) -> FloatArray:
    """In single precision: the kernels take either, and their types say double."""
    return cast("FloatArray", impact.astype(np.float32))


def _ahead(economy: Economy, columns: FloatArray) -> FloatArray:
    """`Lu^T w` for each column of weights, `[n, q]`."""
    seller = economy.seller
    found = [np.bincount(economy.out_buyer, economy.out_up * w[seller], economy.n) for w in columns.T]
    return np.ascontiguousarray(np.array(found).T)
