"""The index in the limit of small eps: bounds for every firm, totals for some, the largest with proof."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.checks import indices, refuse, weight_columns
from tensen.engine.esri.downstream import Dual, downstream_bounds, whole_dual
from tensen.engine.esri.network import Economy
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.upstream import Demand, upstream_bounds, whole_demand

SMALLEST_EPS = 1e-13
# a cascade that still creeps after so many steps is left with the bound reached
MOST_STEPS = 2000
AT_ONCE = 16


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
    down_low, down_high, rounds = downstream_bounds(economy, chosen, column, tol, threads, held[1])
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
    return solved(economy, held, which, one_column(weights, economy), tol, workers)[:2]


def solved(
    economy: Economy, held: Bounds, which: IntArray, column: FloatArray, tol: float, workers: int | None
) -> tuple[FloatArray, FloatArray, IntArray]:
    """`exact`, and how many steps each cascade took.

    The cascade gives both losses firm by firm; what it lacks of the bounds of ESRI_d and ESRI_u is the most
    that the total can lack. Smaller and smaller steps are allowed until the two are about `tol` apart.
    """
    low, high, rounds = held.low[which].copy(), held.high[which].copy(), np.zeros(which.size, np.intp)
    open_, eps = np.arange(which.size), max(tol, SMALLEST_EPS)
    while open_.size and eps >= SMALLEST_EPS:
        part = which[open_]
        closed = Shocks.closures(held.firms[part])
        risk = cascades(
            economy, closed, weights=column, eps=eps, max_rounds=MOST_STEPS, workers=workers, floor=0.0
        )
        lacking = (held.down_high[part] - risk.down[:, 0]) + (held.up_high[part] - risk.up[:, 0])
        rounds[open_] = risk.rounds
        low[open_] = np.maximum(low[open_], risk.esri[:, 0])
        high[open_] = np.minimum(high[open_], risk.esri[:, 0] + np.maximum(lacking, 0.0))
        certain = held.down_high[part] - held.down_low[part] + held.up_high[part] - held.up_low[part]
        open_ = open_[(high - low)[open_] > np.maximum(tol, 1.5 * certain)]
        eps /= 100
    return low, np.maximum(low, high), rounds


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

    Firms are solved in the order of their upper bounds until no other can reach the smallest of the best.
    """
    held = bounds(economy, weights=weights, tol=tol, workers=workers) if held is None else held
    size = held.firms.size
    if not 1 <= count <= size:
        raise ValueError(f"count must be from 1 to {size}, not {count}")
    order = np.argsort(-held.high, kind="stable")
    column = one_column(weights, economy)
    low, high, rounds = held.low.copy(), held.high.copy(), np.zeros(size, np.intp)
    tried = 0
    while tried < size:
        reach = np.sort(low[order[:tried]])[-count] if tried >= count else -np.inf
        if held.high[order[tried]] <= reach:
            break
        part = order[tried : tried + max(AT_ONCE, count - tried)]
        low[part], high[part], rounds[part] = solved(economy, held, part, column, tol, workers)
        tried += part.size
    done = order[:tried]
    top = done[np.argsort(-low[done], kind="stable")[:count]]
    others = np.setdiff1d(np.arange(size), top)
    slack = max(0.0, float(np.max(high[others], initial=0.0) - low[top[-1]]))
    return Largest(held.firms[top], low[top], high[top], rounds[top], tried, slack <= 2 * tol, slack)


def one_column(weights: ArrayLike | None, economy: Economy) -> FloatArray:
    """The one vector of weights, `[n]`; raises `ValueError` where there are more."""
    found = weight_columns(weights, economy.out)
    if found.shape[1] != 1:
        raise ValueError(f"the limit takes one vector of weights, not {found.shape[1]}")
    return np.ascontiguousarray(found[:, 0])
