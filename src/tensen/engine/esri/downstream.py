"""The downstream half in the limit: sums from below with a certified gap to the least fixed point.

Two certificates. *Dual*: let x be what has been reached and y what of it has been passed on. With sigma held
at an upper bound `s` the rest of the cascade is at most linear (a largest term is at most the sum of the
terms), so it adds at most `sum_j (s_j x_j - y_j) psi_j` to `sum w x`, where `psi >= B (w + s psi)` and
`B[j, i] = Ld[j, i]`. The bound `s` supposes that no market loses more than `allowed` of its sales beyond what
it has lost; the same inequality with the sales as weights proves it. *Direct*: a state z with `F(z) <= z`
lies above the least fixed point (Knaster and Tarski); it is searched by iterating a slightly raised F.
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
from tensen.engine.esri.plain import Plain
from tensen.engine.esri.room import Sparse
from tensen.engine.esri.shocks import Shocks

DUAL_ROUNDS = 500
LOOSE = 1e-6
CHUNK = 512
TOGETHER = 32
# above this share of all edges a round of the dual search gives way to the direct certificate
CROWD = 0.5


@dataclass(frozen=True, eq=False)
class Dual:
    """`psi[n, 2]` for the weights and for the sales, and its largest per market `[M, 2]`; infinite: none."""

    psi: FloatArray
    most: FloatArray


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
    firms: IntArray,
    weights: FloatArray,
    tol: float,
    workers: int,
    prices: Dual | None = None,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """ESRI_d of each of `firms[B]` from below and above, at most `tol` apart where possible, and the steps.

    `prices`, where given, is `whole_dual(economy, weights, tol)`.
    """
    from tensen.engine.esri.certify import bound_columns  # numba is imported only here

    whole = float(weights.sum())
    sales = tol * float(economy.out.sum())
    prices = whole_dual(economy, weights, tol) if prices is None else prices
    allowed = np.array([tol / 2 * whole, sales])
    crowd = int(CROWD * economy.edges)
    found = np.zeros((firms.size, 3))
    usable = bool(np.isfinite(prices.psi).all())

    rooms: SimpleQueue[Sparse] = SimpleQueue()
    for _ in range(workers if usable else 0):
        rooms.put(rooms_of(economy, 1, 0.0, lanes=None)[0])

    def solve(first: int) -> None:
        part = slice(first, min(first + CHUNK, firms.size))
        room = rooms.get()
        bound_columns(
            economy, room, firms[part], weights, prices.psi, prices.most, allowed, crowd, 200, found[part]
        )
        rooms.put(room)

    if usable:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(solve, range(0, firms.size, CHUNK)))
    else:
        found[:, 1] = np.inf
    low, high = np.minimum(1.0, found[:, 0] / whole), (found[:, 0] + found[:, 1]) / whole
    rest, rounds = np.flatnonzero(~np.isfinite(high)), found[:, 2].astype(np.intp)
    for first in range(0, rest.size, TOGETHER):
        part = rest[first : first + TOGETHER]
        s = Shocks.closures(firms[part]).dense(economy.n)[0]
        low[part], high[part], more = direct(economy, s, weights, tol)
        rounds[part] += more
    return low, np.minimum(1.0, high), rounds


def direct(
    economy: Economy, s: FloatArray, weights: FloatArray, tol: float, max_rounds: int = 500
) -> tuple[FloatArray, FloatArray, int]:
    """The same for a few columns of shocks `s[n, B]` by the direct certificate, with plain operators."""
    plain = Plain.of(economy, floor=0.0)
    x, rounds = _climb(plain, s, s, 0.0, tol * 1e-3, max_rounds)
    whole = float(weights.sum())
    low = np.minimum(1.0, weights @ x / whole)
    high = np.ones(s.shape[1])
    for raise_by in (tol / 8, tol / 64, tol / 1024):
        z, more = _climb(plain, x, s, raise_by, raise_by, max_rounds)
        rounds += more
        proven = (plain.downstream(z, s) <= z).all(axis=0)
        high = np.where(proven, np.minimum(high, weights @ z / whole), high)
    return low, np.maximum(high, low), rounds


def _climb(
    plain: Plain, x: FloatArray, s: FloatArray, raise_by: float, tol: float, max_rounds: int
) -> tuple[FloatArray, int]:
    """Iterate F from `x`, raised by `raise_by` where a loss is felt, until none grows by more than `tol`."""
    for number in range(1, max_rounds + 1):
        new = plain.downstream(x, s)
        if raise_by > 0:
            new = np.where(new > 0, np.minimum(1.0, new + raise_by), 0.0)
        new = np.maximum(new, x)
        step = float((new - x).max(initial=0.0))
        x = new
        if step <= tol:
            return x, number
    return x, max_rounds
