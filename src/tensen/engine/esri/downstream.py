"""The downstream half in the limit: sums from below with a certified gap to the least fixed point.

Two certificates. *Dual*: let x be what has been reached and y what of it has been passed on. With sigma held
at an upper bound `s` the rest of the cascade is at most linear (a largest term is at most the sum of the
terms), so it adds at most `sum_j (s_j x_j - y_j) psi_j` to `sum w x`, where `psi >= B (w + s psi)` and
`B[j, i] = Ld[j, i]`. The bound `s` supposes that no market loses more than `allowed` of its sales beyond what
it has lost; the same inequality with the sales as weights proves it. *Raise*: with F the step of
the cascade a state z with `F(z) <= z` lies above the least fixed point (Knaster and Tarski). It is sought
from x by steps that raise only firms whose loss still grows: in step t of T to `F(z) + (F(z) - x) / t`.
Where the rest of the cascade gains g < 1 a step, the raise outgrows what comes back to it about when
`1 / t < (1 - g) / g`: no firm moves any more, and z is found by itself, at a distance from x in proportion to
its last growth. All T steps together multiply by T + 1 at most, so circles of sole suppliers (g = 1, which no
raise outgrows) have drifted little when plain steps follow, in which they close. Untouched firms stay at 0,
those at 1 have nothing to gain, and emptied markets are no special case: sigma is taken at z. What moves for
ever is set to 1 in the end, after which nothing can move: the bound is wide then, but true.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.cascade import rooms_of
from tensen.engine.esri.network import Economy
from tensen.engine.esri.room import Sparse
from tensen.engine.esri.shocks import Shocks

DUAL_ROUNDS = 500
LOOSE = 1e-6
CHUNK = 512
# when a column is raised: no loss grew by more than this times tol, or so many steps were made; columns that
# stay wider than tol are followed anew, further
STILL = ((1e-2, 200), (1e-6, 1000))


@dataclass(frozen=True, eq=False)
class Dual:
    """`psi[n, 2]` for the weights and for the sales, and its largest per market `[M, 2]`; infinite: none."""

    psi: FloatArray
    most: FloatArray


NONE = Dual(np.zeros((0, 2)), np.zeros((0, 2)))


def dual(economy: Economy, weights: FloatArray, allowed: float) -> Dual:
    """The dual prices of missed shares while no market loses more than `allowed` beyond what it lost."""
    b = csr_array((economy.out_down, economy.out_buyer, economy.out_start), shape=(economy.n, economy.n))
    share = np.ones(economy.n)
    if economy.replaceable:
        left = economy.total[economy.market] - allowed
        share = np.where(left > 0, np.minimum(1.0, economy.out / np.where(left > 0, left, 1.0)), 1.0)
    share = np.where(np.diff(economy.out_start) > 0, share, 0.0)
    psi = np.column_stack([_prices(b, share, w) for w in (weights, economy.out)])
    most = np.zeros((economy.markets, 2))
    if economy.replaceable:
        np.maximum.at(most, economy.market, psi)
    return Dual(psi, most)


def _prices(b: csr_array, share: FloatArray, weights: FloatArray) -> FloatArray:
    """A vector with `psi >= b (weights + share psi)`; infinite where the series does not come down."""
    # a firm that counts for nothing still passes losses on: a trace of weight lets the test below see it
    raised = weights + LOOSE * 1e-3 * float(weights.mean())
    first = b @ raised
    psi, term = first.copy(), first
    for _ in range(DUAL_ROUNDS):
        term = b @ (share * term)
        psi += term
        if (term <= LOOSE * first).all():
            break
        if not float(psi.max(initial=0.0)) < 1e6 * float(raised.sum()):
            return np.full(first.size, np.inf)
    rest = first + b @ (share * psi) - psi
    loose = float(np.max(rest[first > 0] / first[first > 0], initial=0.0)) + 1e-12
    found: FloatArray = psi / (1 - loose) if loose < 0.5 else np.full(first.size, np.inf)
    return found


def whole_dual(economy: Economy, weights: FloatArray, tol: float) -> Dual:
    """The part of `downstream_bounds` that is one for all firms."""
    return dual(economy, weights, tol * float(economy.out.sum()))


def downstream_bounds(
    economy: Economy,
    shocks: Shocks,
    weights: FloatArray,
    tol: float,
    workers: int,
    prices: Dual | None = None,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """ESRI_d of each of `shocks` from below and above, at most `tol` apart where possible, and the steps.

    `prices`, where given, is `whole_dual(economy, weights, tol)`; infinite ones are left aside.
    """
    prices = whole_dual(economy, weights, tol) if prices is None else prices
    if not np.isfinite(prices.psi).all():
        prices = NONE
    found = np.zeros((shocks.columns, 3))
    open_ = np.arange(shocks.columns)
    for still, most in STILL:
        found[open_] = _followed(
            economy, shocks.take(open_), weights, tol, workers, prices, still * tol, most
        )
        open_ = open_[found[open_, 1] > tol * float(weights.sum())]
    low, gap, rounds = found.T
    low, gap = np.minimum(1.0, low / weights.sum()), gap / weights.sum()
    return low, np.minimum(1.0, low + gap), rounds.astype(np.intp)


def _followed(
    economy: Economy,
    shocks: Shocks,
    weights: FloatArray,
    tol: float,
    workers: int,
    prices: Dual,
    still: float,
    most: int,
) -> FloatArray:
    """`found[B, 3]` of `bound_columns`."""
    from tensen.engine.esri.certify import bound_columns  # numba is imported only here

    allowed = np.array([tol / 2 * float(weights.sum()), tol * float(economy.out.sum())])
    size = max(1, min(CHUNK, -(-shocks.columns // workers)))
    found = np.zeros((shocks.columns, 3))
    rooms: SimpleQueue[Sparse] = SimpleQueue()
    for _ in range(min(workers, -(-shocks.columns // size))):
        rooms.put(rooms_of(economy, 1, 0.0, lanes=None)[0])

    def solve(first: int) -> None:
        part = slice(first, min(first + size, shocks.columns))
        own, room = shocks.take(np.arange(part.start, part.stop)), rooms.get()
        told = (economy, room, own.start, own.node, own.down, weights, prices.psi, prices.most, allowed)
        bound_columns(*told, still, most, found[part])
        rooms.put(room)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(solve, range(0, shocks.columns, size)))
    return found
