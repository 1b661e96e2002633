"""Solving `n = B n + w`, B of shares that add up to at most 1 by row or column, to a residual one can trust.

Mostly the power series ends soon. Not so where firms sell nearly all to each other: a pair that sells one
part in 100,000 to others keeps a unit of sales for 100,000 rounds. Then Krylov steps (GMRES) follow, with
such circles, where they are small, solved directly beforehand. Whatever a solver gives, its residual is
computed anew, and only that enters a bound.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, gmres, splu

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.network import Economy

FEW_ROUNDS, MANY_ROUNDS = 200, 20_000
# firms that pass on this share to one another are of one circle; circles up to this size are solved directly
CLOSE, LARGEST = 0.2, 2000
RESTART, CYCLES = 40, 8
# firms that sell to one another, directly or through others: so many are inverted densely
INVERTED = 3000
# rounding of a residual, as a share of what it is taken of
ROUNDING = 4 * float(np.finfo(np.float64).eps)


def solved_sums(b: csr_array, weights: FloatArray, allowed: float) -> tuple[FloatArray, float]:
    """`n[n]` at least `weights[n]`, and the sum of |w - n + B n|, at most `allowed` where that is reached."""
    best, missing = _judged(b, weights, series(b, weights, allowed, FEW_ROUNDS))
    if missing > allowed:
        for found in _accelerated(b, weights, best, 0.5 * allowed / np.sqrt(weights.size)):
            other = _judged(b, weights, found)
            best, missing = other if other[1] < missing else (best, missing)
            if missing <= allowed:
                break
        else:
            other = _judged(b, weights, series(b, weights, allowed, MANY_ROUNDS))
            best, missing = other if other[1] < missing else (best, missing)
    return best, missing


def above(b: csr_array) -> FloatArray:
    """A vector that is nowhere below the n of `n = B n + 1`; infinite where none was found.

    If `v - B v >= m > 0` everywhere, then `v / m` is one: the inverse of `1 - B` has no negative entry.
    """
    ones: FloatArray = np.ones(b.shape[0])
    found = _raised(b, series(b, ones, 1e-3, FEW_ROUNDS))
    if found is None:
        tries = (_raised(b, v) for v in _accelerated(b, ones, ones, 1e-2))
        found = next((v for v in tries if v is not None), None)
    return np.full(ones.size, np.inf) if found is None else found


def series(b: csr_array, weights: FloatArray, allowed: float, rounds: int) -> FloatArray:
    """`w + B w + B^2 w + ...` until a term adds up to no more than `allowed`."""
    total, term = weights.copy(), weights
    for _ in range(rounds):
        term = b @ term
        total += term
        if float(term.sum()) <= allowed:
            break
    return total


def _judged(b: csr_array, weights: FloatArray, found: FloatArray) -> tuple[FloatArray, float]:
    found = np.maximum(weights, np.where(np.isfinite(found), found, 0.0))
    rest = b @ found + weights - found
    return found, float(np.abs(rest).sum()) + ROUNDING * float(found.sum())


def _raised(b: csr_array, found: FloatArray) -> FloatArray | None:
    found = np.maximum(1.0, np.where(np.isfinite(found), found, 0.0))
    least = float(np.min(found - b @ found - ROUNDING * found, initial=1.0))
    return found / least if least >= 0.5 else None


def _accelerated(
    b: csr_array, weights: FloatArray, first: FloatArray, allowed: float
) -> Iterator[FloatArray]:
    """Better and better solutions; `allowed` is how long the residual may be."""
    one = eye_array(b.shape[0], format="csr")
    whole = LinearOperator(b.shape, matvec=lambda v: v - b @ v, dtype=np.float64)
    circles = _circles(b)
    try:
        factors = splu(csc_array(one - circles))
    except RuntimeError:  # a circle that not even rounding leaves
        return
    solve = LinearOperator(b.shape, matvec=factors.solve, dtype=np.float64)
    found = first
    for _ in range(CYCLES):
        rest = weights + b @ found - found
        step, _ = gmres(whole, rest, rtol=0.0, atol=allowed, restart=RESTART, maxiter=2, M=solve)
        found = found + step
        yield found


def _circles(b: csr_array) -> csr_array:
    """The entries of `b` within small circles of firms that pass much on to one another, and the diagonal."""
    n = b.shape[0]
    entries = b.tocoo()
    row, column = entries.row, entries.col
    label: IntArray = np.zeros(n, np.intp)
    if n > LARGEST:
        close = entries.data >= CLOSE
        near = csr_array((entries.data[close], (row[close], column[close])), shape=b.shape)
        near.sum_duplicates()
        count, circle = connected_components(near, directed=True, connection="strong")
        size = np.bincount(circle, minlength=count)
        label = np.where(size[circle] <= LARGEST, circle, -1 - np.arange(n))
    inside = label[row] == label[column]
    return csr_array((entries.data[inside], (row[inside], column[inside])), shape=b.shape)


def inverted(
    economy: Economy, back: FloatArray, visits: FloatArray, firms: IntArray
) -> tuple[FloatArray, FloatArray]:
    """`1 / G_kk` of `firms[B]` from below and above: 0 and 1 where too many firms sell to one another.

    `back[E]` is Lu in buyers' order. A return to k stays among the firms that both buy and sell, directly or
    through others, from and to k: `1 - Lu` is inverted there. A column of the inverse with a residual r errs
    by at most the largest |r| times `visits[k]`.
    """
    least, most = np.zeros(firms.size), np.ones(firms.size)
    shape = (economy.n, economy.n)
    held = back > 0
    buyer = np.repeat(np.arange(economy.n), np.diff(economy.in_start))[held]
    lu = csr_array((back[held], (economy.in_seller[held], buyer)), shape=shape)
    lu.sum_duplicates()
    label = connected_components(lu, directed=True, connection="strong")[1]
    size = np.bincount(label)
    for circle in np.unique(label[firms]):
        if size[circle] > INVERTED:
            continue
        members, which = np.flatnonzero(label == circle), np.flatnonzero(label[firms] == circle)
        place = np.searchsorted(members, firms[which])
        inside = lu[members][:, members]
        try:
            found = np.linalg.inv(np.eye(members.size) - inside.toarray())[:, place]
        except np.linalg.LinAlgError:  # a circle that not even rounding leaves
            continue
        rest = inside @ found - found
        rest[place, np.arange(place.size)] += 1.0
        off = np.abs(rest).max(axis=0) + ROUNDING * np.abs(found).max(axis=0)
        diagonal, off = found[place, np.arange(place.size)], off * visits[firms[which]]
        least[which] = 1 / np.maximum(1.0, diagonal + off)
        most[which] = 1 / np.maximum(1.0, diagonal - off)
    return least, most
