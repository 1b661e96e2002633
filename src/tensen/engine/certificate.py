"""A proven upper bound of the losses: any z with F(z) <= z lies above the least fixed point.

From the iterate that the climb stopped at, the equation is applied with a small surcharge on every affected
node (z <- F(z) + surcharge) until an iterate satisfies F(z) <= z, which is checked and not assumed. Where
the surcharge does not lead there, losses are lowered from 1 on everything that the shock can reach:
F(1) <= 1 always holds, and then so it does for every later iterate.
"""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.kernel import Chunk
from tensen.engine.pieces import Piece

SURCHARGES = (1e1, 1e3, 1e5, 1e6)
TRIES = 24
LOWERED = 100


def upper_bound(chunk: Chunk, loss: FloatArray, converged: BoolArray, tol: float) -> FloatArray:
    """An upper bound `[n, b]` of the least fixed point above the losses `loss[n, b]` of a chunk."""
    upper = np.ones_like(loss)
    settled, stray = np.flatnonzero(converged), np.flatnonzero(~converged)
    if settled.size:
        whole = settled.size == converged.size
        upper[:, settled] = _raised(chunk if whole else chunk.take(settled), loss[:, settled], tol)
    if stray.size:
        upper[:, stray] = _lowered(chunk.take(stray), tol)
    return np.maximum(upper, loss)


def _raised(chunk: Chunk, loss: FloatArray, tol: float) -> FloatArray:
    upper = np.empty_like(loss)
    live = np.arange(chunk.columns, dtype=np.intp)
    z = loss
    for surcharge in SURCHARGES:
        for _ in range(TRIES):
            above = chunk.apply(z, np.empty_like(z))
            proven = np.all(above <= z, axis=0)
            if proven.any():
                upper[:, live[proven]] = above[:, proven]
                keep = np.flatnonzero(~proven)
                if not keep.size:
                    return upper
                chunk, live, above = chunk.take(keep), live[keep], above[:, keep]
            z = np.minimum(1.0, above + surcharge * tol * (above > 0))
    upper[:, live] = _lowered(chunk, tol)
    return upper


def _lowered(chunk: Chunk, tol: float) -> FloatArray:
    """Down from 1 on all that is reached; in a closed loop it stays there, so a few rounds must do."""
    z = reached(chunk).astype(np.float64)
    for _ in range(LOWERED):
        below = np.minimum(chunk.apply(z, np.empty_like(z)), z)
        step = np.max(z - below, initial=0.0)
        z = below
        if step <= tol:
            break
    return z


def reached(chunk: Chunk) -> BoolArray:
    """Which nodes a shock can reach at all, `[n, b]`: those it hits, and whoever they supply, and so on."""
    start = chunk.apply(chunk.s, np.empty_like(chunk.s)) > 0
    hit: BoolArray = start | (chunk.s > 0)
    while True:
        more = hit.copy()
        for operator in chunk.operators:
            for piece in operator.largest + operator.summed:
                _spread(piece, hit, more)
        if (more == hit).all():
            return hit
        hit = more


def _spread(piece: Piece, hit: BoolArray, more: BoolArray) -> None:
    rows = np.asarray(piece.matrix @ hit[piece.source].astype(np.float64)) > 0
    for layer in piece.layers:
        more[layer.target] |= rows[layer.rows]


__all__ = ["reached", "upper_bound"]
