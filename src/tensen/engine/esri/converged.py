"""The index in the limit of small eps: bounds for every firm, totals for some, the largest with proof."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.cascade import rooms_of
from tensen.engine.esri.checks import indices, refuse, weight_columns
from tensen.engine.esri.downstream import Dual, downstream_bounds, whole_dual
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import Sparse
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.upstream import Demand, closed_classes, upstream_bounds, visits, whole_demand

# a loss downstream that grows by no more than this times tol is not followed further in single totals
STILL = 1e-3
AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Bounds:
    """Per closed firm of `firms[B]`: ESRI_u and ESRI_d from below and above, and the bracket of the total.

    `low`, `high` start as max(ESRI_d, ESRI_u) and min(1, ESRI_d + ESRI_u); `exact` narrows them. `iterations`
    counts the steps downstream (upstream, one linear system holds for all firms). The same of any shocks
    (`totals`): `firms` then numbers the columns, the total is known as well as its parts, and `iterations`
    counts the steps of both.
    """

    firms: IntArray
    up_low: FloatArray
    up_high: FloatArray
    down_low: FloatArray
    down_high: FloatArray
    low: FloatArray
    high: FloatArray
    iterations: IntArray


@dataclass(frozen=True, eq=False)
class Largest:
    """The `firms[k]` with the largest totals, descending; `low[k]`, `high[k]`, `iterations[k]` of each.

    `solved` cascades were computed; `proven` says that no other firm can have more than `firms[-1]` by more
    than `slack`.
    """

    firms: IntArray
    low: FloatArray
    high: FloatArray
    iterations: IntArray
    solved: int
    proven: bool
    slack: float


class Whole(NamedTuple):
    """The part of `bounds` that is one for all firms: solved once, shared by those who split it."""

    demand: Demand
    prices: Dual

    @staticmethod
    def of(economy: Economy, *, weights: ArrayLike | None = None, tol: float = 1e-6) -> Whole:
        """For the same `weights` and `tol` as `bounds` is then called with."""
        column = one_column(weights, economy)
        return Whole(whole_demand(economy, column, tol), whole_dual(economy, column, tol))


def bounds(
    economy: Economy,
    firms: ArrayLike | None = None,
    *,
    weights: ArrayLike | None = None,
    tol: float = 1e-6,
    workers: int | None = None,
    whole: Whole | None = None,
) -> Bounds:
    """Certified bounds for the closure of each of `firms` (default: all), ESRI_u and ESRI_d to about `tol`.

    Final demand is what leaks upstream, sigma is 1 where nothing of a market is left. One vector of weights.
    Where a bound could not be brought to `tol` it is wider, never wrong. `whole`, where given, is
    `Whole.of(economy, weights=weights, tol=tol)`. Raises `ValueError` for firms or weights that do not fit.
    """
    chosen = np.arange(economy.n) if firms is None else indices("closures", firms)
    refuse("closures", chosen, (chosen < 0) | (chosen >= economy.n), f"must be from 0 to {economy.n - 1}")
    column = one_column(weights, economy)
    threads = max(1, workers or os.cpu_count() or 1)
    held = (None, None) if whole is None else whole
    up = upstream_bounds(economy, chosen, column, tol, threads, held[0])
    closed = Shocks.closures(chosen)
    down_low, down_high, rounds = downstream_bounds(economy, closed, column, tol, threads, held[1])
    low, high = np.maximum(up[0], down_low), np.minimum(1.0, up[1] + down_high)
    return Bounds(chosen, *up, down_low, down_high, low, np.maximum(low, high), rounds)


def exact(
    economy: Economy,
    held: Bounds,
    which: IntArray,
    *,
    weights: ArrayLike | None = None,
    tol: float = 1e-6,
    workers: int | None = None,
) -> tuple[FloatArray, FloatArray]:
    """The total of the closures `held.firms[which]` from below and from above, `[len(which)]` each."""
    return solved(economy, held, which, one_column(weights, economy), path_lengths(economy), tol, workers)[:2]


def path_lengths(economy: Economy) -> FloatArray:
    """`visits[n]` of `upstream`, infinite in a closed class: sales in it never end."""
    closed = closed_classes(economy)
    return np.where(closed < 0, visits(economy, closed), np.inf)


def solved(
    economy: Economy,
    held: Bounds,
    which: IntArray,
    column: FloatArray,
    passed: FloatArray,
    tol: float,
    workers: int | None,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """`exact`, and how many steps downstream each took; `passed[n]` as of `path_lengths`.

    The total is the sum of both halves less what falls on the same firms, which is found to about `tol / 4`.
    """
    from tensen.engine.esri.overlap import overlap_columns  # numba is imported only here

    whole, found = float(column.sum()), np.zeros((which.size, 4))
    threads = max(1, workers or os.cpu_count() or 1)
    size = max(1, min(AT_ONCE, -(-which.size // threads)))
    rooms: SimpleQueue[Sparse] = SimpleQueue()
    for _ in range(min(threads, -(-which.size // size))):
        rooms.put(rooms_of(economy, 1, 0.0, lanes=None)[0])

    def solve(first: int) -> None:
        part, room = slice(first, first + size), rooms.get()
        firms = held.firms[which[part]]
        told = (column, passed, STILL * tol, tol / 4 * whole)
        overlap_columns(economy, room, firms, *told, found[part])
        rooms.put(room)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(solve, range(0, which.size, size)))
    down, both, more = found[:, :3].T / whole
    more += np.maximum(0.0, held.down_high[which] - down)
    low = np.maximum(held.low[which], held.down_low[which] + held.up_low[which] - both - more)
    high = np.minimum(held.high[which], held.down_high[which] + held.up_high[which] - both)
    return low, np.maximum(low, high), found[:, 3].astype(np.intp)


def largest(
    economy: Economy,
    count: int,
    *,
    held: Bounds | None = None,
    weights: ArrayLike | None = None,
    tol: float = 1e-6,
    workers: int | None = None,
) -> Largest:
    """The `count` closures with the largest totals, solving only those that can be among them.

    Firms are solved in the order of their upper bounds until no other can have more than the smallest of the
    best by more than `tol`.
    """
    held = bounds(economy, weights=weights, tol=tol, workers=workers) if held is None else held
    size = held.firms.size
    if not 1 <= count <= size:
        raise ValueError(f"count must be from 1 to {size}, not {count}")
    order = np.argsort(-held.high, kind="stable")
    column = one_column(weights, economy)
    low, high, rounds = held.low.copy(), held.high.copy(), held.iterations.copy()
    tried, passed = 0, path_lengths(economy)
    while tried < size:
        # not yet solved firms count as well, with what their bracket is sure of
        reach = np.sort(low)[-count]
        if tried >= count and held.high[order[tried]] <= reach + tol:
            break
        part = order[tried : tried + max(AT_ONCE, count - tried)]
        part = part[(held.high[part] > reach + tol) | (np.arange(tried, tried + part.size) < count)]
        low[part], high[part], rounds[part] = solved(economy, held, part, column, passed, tol, workers)
        tried += part.size
    top = np.argsort(-low, kind="stable")[:count]
    others = np.setdiff1d(np.arange(size), top)
    slack = max(0.0, float(np.max(high[others], initial=0.0) - low[top[-1]]))
    return Largest(held.firms[top], low[top], high[top], rounds[top], tried, slack <= 2 * tol, slack)


def one_column(weights: ArrayLike | None, economy: Economy) -> FloatArray:
    """The one vector of weights, `[n]`; raises `ValueError` where there are more."""
    found = weight_columns(weights, economy.out)
    if found.shape[1] != 1:
        raise ValueError(f"the limit takes one vector of weights, not {found.shape[1]}")
    return np.ascontiguousarray(found[:, 0])
