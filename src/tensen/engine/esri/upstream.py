"""The upstream half in the limit, exact for every firm at once.

With `A = Lu` and `G = 1 + A + A^2 + ...` the closure of k takes `u_i = G_ik / G_kk` from firm i: what it
sells, directly or through others, to k. So `ESRI_u(k) = (w^T G)_k / (G_kk * sum w)`. All numerators solve one
linear system. A residual r errs by `r^T G` in them, which may be large near circles that little leaves, but
by no more than the sum of |r| in `ESRI_u(k) * sum w`, because `G_ik / G_kk = u_i <= 1`: whatever the solver.
`1 / G_kk = 1 - R_k`, R_k the part of k's sales that comes back to k, is found by pushing backwards from k;
where that takes too long, by inverting `1 - Lu` among the firms from which sales of k can return.

Firms that sell only to one another, with no final demand in the circle (a closed class), lose everything
when one of them closes; their numerators add up and nothing leaves them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.linear import above, inverted, solved_sums
from tensen.engine.esri.network import Economy

CHUNK = 2048


@dataclass(frozen=True, eq=False)
class Demand:
    """`numerator[n]` of each firm, `missing` the most that any ESRI_u (times sum w) errs by them.

    `visits[n]` bounds how many firms a unit of sales passes from each firm on; `closed[n]` numbers the closed
    class of a firm (-1: none) and `back[n]` is Lu of firms outside closed classes, in buyers' order.
    """

    numerator: FloatArray
    missing: float
    visits: FloatArray
    closed: IntArray
    back: FloatArray


def demand(economy: Economy, weights: FloatArray, tol: float) -> Demand:
    """All numerators to within `tol` times the sum of `weights[n]`; `missing` says what was reached."""
    closed = closed_classes(economy)
    numerator, missing = numerators(economy, weights, closed, tol)
    back = np.where(closed[economy.in_seller] < 0, economy.in_up, 0.0)
    return Demand(numerator, missing, visits(economy, closed), closed, back)


def visits(economy: Economy, closed: IntArray) -> FloatArray:
    """How many firms a unit of sales passes from each on, at most, where it ends in the classes `closed`."""
    impact = np.where(np.repeat(closed < 0, np.diff(economy.out_start)), economy.out_up, 0.0)
    return above(csr_array((impact, economy.out_buyer, economy.out_start), shape=(economy.n, economy.n)))


def numerators(
    economy: Economy, weights: FloatArray, closed: IntArray, tol: float
) -> tuple[FloatArray, float]:
    """`(w^T G)[n]` where sales end in the classes `closed[n]`, and the most it lacks (`Demand.missing`)."""
    impact = np.where(closed[economy.in_seller] < 0, economy.in_up, 0.0)
    back = csr_array((impact, economy.in_seller, economy.in_start), shape=(economy.n, economy.n))
    return solved_sums(back, weights, tol * float(weights.sum()))


def closed_classes(economy: Economy) -> IntArray:
    """The number of the closed class of each firm, -1 for firms whose sales can reach final users."""
    sold = economy.out_up > 0
    seller, buyer = economy.seller[sold], economy.out_buyer[sold]
    # two firms may trade several kinds: the search takes each pair once
    lu = csr_array((economy.out_up[sold], (seller, buyer)), shape=(economy.n, economy.n))
    lu.sum_duplicates()
    count, label = connected_components(lu, directed=True, connection="strong")
    leaves = np.zeros(count, dtype=np.bool_)
    leaves[label[economy.leaks]] = True
    leaves[label[np.bincount(seller, minlength=economy.n) == 0]] = True
    leaves[label[seller[label[seller] != label[buyer]]]] = True
    return np.where(leaves[label], -1, label).astype(np.intp)


def whole_demand(economy: Economy, weights: FloatArray, tol: float) -> Demand:
    """The part of `upstream_bounds` that is one for all firms."""
    return demand(economy, weights, tol / 4)


def upstream_bounds(
    economy: Economy,
    firms: IntArray,
    weights: FloatArray,
    tol: float,
    workers: int,
    held: Demand | None = None,
) -> tuple[FloatArray, FloatArray]:
    """ESRI_u of each of `firms[B]` from below and from above, `[B]` each, at most about `tol` apart.

    `held`, where given, is `whole_demand(economy, weights, tol)`.
    """
    from tensen.engine.esri.returns import returns  # numba is imported only here

    held = whole_demand(economy, weights, tol) if held is None else held
    whole = float(weights.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        ease = tol / 2 * whole / (held.numerator * (held.visits - 1.0))
    threshold = np.clip(np.where(np.isnan(ease), np.inf, ease), 1e-12, 1.0)[firms]
    low, gap = np.zeros(firms.size), np.zeros(firms.size)

    # every call takes room of its own: not more calls than keep all threads busy to the end
    size = max(CHUNK, firms.size // (8 * workers))

    def solve(first: int) -> None:
        part = slice(first, min(first + size, firms.size))
        returns(
            economy.in_start, economy.in_seller, held.back, firms[part], threshold[part], low[part], gap[part]
        )

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(solve, range(0, firms.size, size)))
    # 1 / G_kk, from below and above: a unit of k's sales passes `visits / G_kk` firms before it returns
    most = 1 - low
    with np.errstate(invalid="ignore"):
        least = most - np.where(gap > 0, gap * np.maximum(held.visits[firms] * most - 1.0, 0.0), 0.0)
    least = np.fmax(0.0, least)
    wide = np.flatnonzero((held.closed[firms] < 0) & (held.numerator[firms] * (most - least) > tol * whole))
    if wide.size:
        known = inverted(economy, held.back, held.visits, firms[wide])
        least[wide] = np.maximum(least[wide], known[0])
        most[wide] = np.maximum(least[wide], np.minimum(most[wide], known[1]))
    below = held.numerator[firms] * least / whole
    high = np.minimum(1.0, held.numerator[firms] * most / whole + held.missing / whole)
    below = np.maximum(below - held.missing / whole, weights[firms] / whole)
    ring = held.closed[firms]
    if (ring >= 0).any():
        inside = held.closed >= 0
        sums = np.bincount(held.closed[inside], held.numerator[inside], economy.n)
        below = np.where(ring >= 0, (sums[ring] - held.missing) / whole, below)
        high = np.where(ring >= 0, np.minimum(1.0, (sums[ring] + held.missing) / whole), high)
    return below, np.maximum(high, below)
