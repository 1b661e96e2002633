"""What is asked of the arrays of a network before it is laid out; faults are named with their place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray

MOST = 2**31 - 2
LEVELS = (0, 1, 2)


def check_edges(
    source: ArrayLike, target: ArrayLike, weight: ArrayLike
) -> tuple[IntArray, IntArray, FloatArray]:
    """The three arrays of the edges, `[E]` each; raises `ValueError` on length, NaN, infinity or sign."""
    start, end = indices("source", source), indices("target", target)
    sold = values("weight", weight)
    for name, size in (("target", end.size), ("weight", sold.size)):
        if size != start.size:
            raise ValueError(f"{name} must have {start.size} entries like source, not {size}")
    if start.size > MOST:
        raise ValueError(f"at most {MOST} edges can be held, not {start.size}")
    return start, end, sold


def check_firms(start: IntArray, end: IntArray, sector: ArrayLike, levels: NDArray[np.generic]) -> IntArray:
    """The sector of each firm, `[n]`; raises `ValueError` where an edge or a sector points nowhere."""
    kind = indices("sector", sector)
    if not kind.size:
        raise ValueError("sector is empty: there is no firm")
    if kind.size > MOST:
        raise ValueError(f"at most {MOST} firms can be held, not {kind.size}")
    for name, index in (("source", start), ("target", end)):
        refuse(name, index, (index < 0) | (index >= kind.size), f"must be a firm from 0 to {kind.size - 1}")
    if levels.ndim != 2 or levels.shape[0] != levels.shape[1] or not levels.size:
        raise ValueError(f"essentiality must be a square matrix, not of shape {levels.shape}")
    refuse("essentiality", levels, ~np.isin(levels, LEVELS), "must be 2 (essential), 1 or 0 (negligible)")
    last = levels.shape[0] - 1
    refuse("sector", kind, (kind < 0) | (kind > last), f"must be from 0 to {last}: a row of essentiality")
    return kind


def firm_values(name: str, given: ArrayLike | None, n: int) -> FloatArray:
    """`given[n]`, or zeros; raises `ValueError` where one is missing, NaN or negative."""
    if given is None:
        return np.zeros(n)
    found = values(name, given)
    if found.shape != (n,):
        raise ValueError(f"{name} must have {n} entries like sector, not {found.size}")
    return found


def weight_columns(given: ArrayLike | None, out: FloatArray) -> FloatArray:
    """Weights of the index as `[n, q]` (one vector or several columns; default the sales to firms).

    Raises `ValueError` on a wrong shape, NaN, a negative weight, or a column whose sum is 0.
    """
    found = out if given is None else np.asarray(given, dtype=np.float64)
    if found.ndim not in {1, 2} or found.shape[0] != out.size:
        raise ValueError(f"weights must have shape ({out.size},) or ({out.size}, q), not {found.shape}")
    _unusable("weights", found)
    columns = np.ascontiguousarray(found.reshape(out.size, -1))
    empty = np.flatnonzero(~(columns.sum(axis=0) > 0))
    if empty.size:
        raise ValueError(f"weights[:, {empty[0]}] sum to 0: no firm counts in the index")
    return columns


def indices(name: str, given: ArrayLike) -> IntArray:
    """A flat index array; whole numbers held as floats are taken, anything else raises `ValueError`."""
    raw = np.asarray(given)
    if raw.ndim != 1:
        raise ValueError(f"{name} must be a flat array, not of shape {raw.shape}")
    if not raw.size:
        return np.empty(0, dtype=np.intp)
    if np.issubdtype(raw.dtype, np.floating):
        refuse(name, raw, ~(np.isfinite(raw) & (raw == np.floor(raw))), "must be a whole number")
    elif not np.issubdtype(raw.dtype, np.integer):
        raise ValueError(f"{name} must be whole numbers, not {raw.dtype}")
    return np.ascontiguousarray(raw, dtype=np.intp)


def values(name: str, given: ArrayLike) -> FloatArray:
    """A flat float array of finite numbers of 0 or more."""
    raw = np.asarray(given)
    if raw.ndim != 1:
        raise ValueError(f"{name} must be a flat array, not of shape {raw.shape}")
    if raw.dtype.kind not in "iufb":
        raise ValueError(f"{name} must be numbers, not {raw.dtype}")
    found = np.ascontiguousarray(raw, dtype=np.float64)
    _unusable(name, found)
    return found


def refuse(name: str, found: NDArray[np.generic], bad: BoolArray, rule: str) -> None:
    """Raise `ValueError` naming the first place where `bad` holds."""
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(f"{name}[{', '.join(map(str, where))}] = {found[where]} {rule}")


def _unusable(name: str, found: FloatArray) -> None:
    refuse(name, found, ~(np.isfinite(found) & (found >= 0)), "must be a finite number of 0 or more")
