"""A proven upper bound of the losses: any z with F(z) <= z lies above the least fixed point.

From the iterate that the climb stopped at, the equation is applied with a small surcharge on every affected
node (z <- F(z) + surcharge) until an iterate satisfies F(z) <= z, which is checked and not assumed. Where
the surcharge does not lead there, losses are lowered from 1 on everything that the shock can reach:
F(1) <= 1 always holds, and then so it does for every later iterate.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.columns import Channels, Columns

SURCHARGES = (1e1, 1e3, 1e5, 1e6)
TRIES = 24
LOWERED = 100


def upper_bound(columns: Columns, loss: FloatArray, converged: BoolArray, tol: float) -> FloatArray:
    """An upper bound `[n, b]` of the least fixed point above the losses `loss[n, b]` of a columns."""
    upper = np.ones_like(loss)
    settled, stray = np.flatnonzero(converged), np.flatnonzero(~converged)
    if settled.size:
        whole = settled.size == converged.size
        upper[:, settled] = _raised(columns if whole else columns.take(settled), loss[:, settled], tol)
    if stray.size:
        upper[:, stray] = _lowered(columns.take(stray), tol)
    return np.maximum(upper, loss)


def _raised(columns: Columns, loss: FloatArray, tol: float) -> FloatArray:
    upper = np.empty_like(loss)
    live = np.arange(columns.width, dtype=np.intp)
    z = loss
    for surcharge in SURCHARGES:
        for _ in range(TRIES):
            above = columns.apply(z, np.empty_like(z))
            proven = np.all(above <= z, axis=0)
            if proven.any():
                upper[:, live[proven]] = above[:, proven]
                keep = np.flatnonzero(~proven)
                if not keep.size:
                    return upper
                columns, live, above = columns.take(keep), live[keep], above[:, keep]
            z = np.minimum(1.0, above + surcharge * tol * (above > 0))
    upper[:, live] = _lowered(columns, tol)
    return upper


def _lowered(columns: Columns, tol: float) -> FloatArray:
    """Down from 1 on all that is reached; in a closed loop it stays there, so a few rounds must do."""
    z = reached(columns).astype(np.float64)
    for _ in range(LOWERED):
        below = np.minimum(columns.apply(z, np.empty_like(z)), z)
        step = np.max(z - below, initial=0.0)
        z = below
        if step <= tol:
            break
    return z


def reached(columns: Columns) -> BoolArray:
    """Which nodes a shock can reach at all, `[n, b]`: those it hits, and whoever they supply, and so on."""
    start = columns.apply(columns.s, np.empty_like(columns.s)) > 0
    hit: BoolArray = start | (columns.s > 0)
    feels = _feels(columns.channels)
    while True:
        more: BoolArray = hit | np.asarray(feels @ hit.astype(np.float64) > 0)
        if (more == hit).all():
            return hit
        hit = more


def _feels(channels: Channels) -> csr_array:
    """1 where a node (row) feels the loss of another (column) at some point, `[n, n]`."""
    system, rows, sales = channels.system, channels.supply, channels.sales
    n = system.n
    felt = csr_array((n, n), dtype=np.float64)
    if rows is not None:
        alive = np.diff(rows.term_start) > 0
        target = np.repeat(np.arange(n), np.diff(rows.need_start))
        for start, source in ((rows.edge_start, rows.source), (rows.varied_start, rows.varied_source)):
            edges = np.where(alive, np.diff(start), 0)
            kept = source[np.repeat(alive, np.diff(start))]
            felt = felt + csr_array((np.ones(kept.size), (np.repeat(target, edges), kept)), shape=(n, n))
    if sales is not None:
        seller = np.repeat(np.arange(n), np.diff(sales.start))
        felt = felt + csr_array((np.ones(seller.size), (seller, sales.customer)), shape=(n, n))
    return csr_array(felt)


__all__ = ["reached", "upper_bound"]
