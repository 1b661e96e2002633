"""The index of any shocks in the limit: groups, partial cuts, other losses upstream than downstream.

Both halves are followed from below, side by side, until certificates say that little can come. *Upstream*:
let `d` be what the losses u still lack of the least fixed point and `r` their next growth; then
`d <= r + Lu d` and `d <= 1`, so for every n that solves `w = n - Lu^T n + rest` it holds that
`w d <= n r + |rest|`. *Downstream*: the two certificates of `downstream`. In a circle that
nothing leaves all firms lose what the one that is hit hardest does: their shock is raised to that at once.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.cascade import rooms_of
from tensen.engine.esri.converged import Bounds, one_column
from tensen.engine.esri.downstream import Dual, downstream_bounds, whole_dual
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import LANES
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.upstream import closed_classes, numerators

MOST_ROUNDS = 500


class WholeOfAny(NamedTuple):
    """The part of `totals` that is one for all shocks: solved once, shared by those who split it.

    `closed[n]` numbers the closed classes, `numerator[n]` and `missing` are those of `upstream`, `prices` the
    dual ones of `downstream`.
    """

    closed: IntArray
    numerator: FloatArray
    missing: float
    prices: Dual

    @staticmethod
    def of(economy: Economy, *, weights: ArrayLike | None = None, tol: float = 1e-6) -> WholeOfAny:
        """For the same `weights` and `tol` as `totals` is then called with."""
        column, closed = one_column(weights, economy), closed_classes(economy)
        numerator, missing = numerators(economy, column, closed, tol / 8)
        return WholeOfAny(closed, numerator, missing, whole_dual(economy, column, tol))


def totals(
    economy: Economy,
    shocks: Shocks,
    *,
    weights: ArrayLike | None = None,
    tol: float = 1e-6,
    workers: int | None = None,
    held: WholeOfAny | None = None,
) -> Bounds:
    """Certified bounds of ESRI_u, ESRI_d and the total of every column of `shocks`, about `tol` apart.

    `firms` of the result numbers the columns, `iterations` says how many steps each took. Final demand is
    what leaks upstream, sigma is 1 where nothing of a market is left. One vector of weights. Where a bound
    could not be brought to `tol` it is wider, never wrong. `held`, where given, is
    `WholeOfAny.of(economy, weights=weights, tol=tol)`. Raises `ValueError` for shocks or weights that do not
    fit.
    """
    column = one_column(weights, economy)
    whole = float(column.sum())
    shocks.check(economy.n)
    held = WholeOfAny.of(economy, weights=column, tol=tol) if held is None else held
    hit = _whole_circles(shocks, held.closed)
    found = _followed(economy, hit, column, held, tol, workers)
    either, down, up = np.minimum(1.0, found[:, :3].T / whole)
    gap, threads = found[:, 3] / whole, max(1, workers or os.cpu_count() or 1)
    down_low, down_high, more = _raised(economy, hit, column, tol, threads, held.prices, down, gap)
    up_high = np.minimum(1.0, up + (found[:, 4] + held.missing) / whole)
    low = np.maximum.reduce([either, down_low, up])
    high = np.maximum(low, np.minimum(1.0, either + (down_high - down) + (up_high - up)))
    rounds = found[:, 5].astype(np.intp) + more
    return Bounds(np.arange(shocks.columns), up, up_high, down_low, down_high, low, high, rounds)


def _raised(
    economy: Economy, shocks: Shocks, weights: FloatArray, tol: float, workers: int, prices: Dual,
    low: FloatArray, gap: FloatArray,
) -> tuple[FloatArray, FloatArray, IntArray]:  # fmt: skip
    """ESRI_d from below and above, `low + gap`; followed anew where `gap` is infinite; the steps of that."""
    low, high, rounds = low.copy(), np.minimum(1.0, low + gap), np.zeros(low.size, np.intp)
    open_ = np.flatnonzero(~np.isfinite(gap))
    if open_.size:
        own = shocks.take(open_)
        found, above, rounds[open_] = downstream_bounds(economy, own, weights, tol, workers, prices)
        low[open_], high[open_] = np.maximum(low[open_], found), np.maximum(low[open_], above)
    return low, high, rounds


def _whole_circles(shocks: Shocks, closed: IntArray) -> Shocks:
    """Shocks in which all firms of a closed class lose the demand that the hardest hit of them does."""
    if not (closed[shocks.node] >= 0).any():
        return shocks
    order = np.argsort(closed, kind="stable")
    begin = np.searchsorted(closed[order], np.arange(closed.max() + 2))
    parts = []
    for b in range(shocks.columns):
        own = slice(shocks.start[b], shocks.start[b + 1])
        node, up = shocks.node[own], shocks.up[own]
        most: dict[int, float] = {}
        for ring, loss in zip(closed[node].tolist(), up.tolist(), strict=True):
            if ring >= 0 and loss > 0:
                most[ring] = max(loss, most.get(ring, 0.0))
        rings = [order[begin[ring] : begin[ring + 1]] for ring in most]
        more = [np.full(ring.size, loss) for ring, loss in zip(rings, most.values(), strict=True)]
        node = np.concatenate([node, *rings])
        level = np.concatenate([up, *more])
        parts.append((node, np.append(shocks.down[own], np.zeros(level.size - up.size)), level))
    start = np.cumsum([0, *(part[0].size for part in parts)])
    node, down, up = (np.concatenate([part[c] for part in parts]) for c in range(3))
    return Shocks(start.astype(np.intp), node.astype(np.intp), down, up)


def _followed(
    economy: Economy, shocks: Shocks, weights: FloatArray, held: WholeOfAny, tol: float, workers: int | None
) -> FloatArray:
    """`found[B, 6]` of `bound_lanes`."""
    from tensen.engine.esri.limit import bound_lanes  # numba is imported only here

    whole, sales = float(weights.sum()), tol * float(economy.out.sum())
    prices = held.prices
    psi = np.where(np.isfinite(prices.psi), prices.psi, 1e300)
    most = np.where(np.isfinite(prices.most), prices.most, 1e300)
    allowed = np.array([tol / 4 * whole, sales])
    found = np.zeros((shocks.columns, 6))
    columns = np.ascontiguousarray(weights[:, None])

    def solve(first: int) -> None:
        part = np.arange(first, min(first + LANES, shocks.columns))
        own = shocks.take(part)
        _, dense = rooms_of(economy, 1, 0.0)
        told = (economy, dense, own.start, own.node, own.down, own.up, columns, held.numerator - weights)
        bound_lanes(*told, psi, most, allowed, MOST_ROUNDS, found[first : first + part.size])

    with ThreadPoolExecutor(max(1, workers or os.cpu_count() or 1)) as pool:
        list(pool.map(solve, range(0, shocks.columns, LANES)))
    return found
