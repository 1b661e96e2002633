"""What is asked of the arrays of a network before it is laid out; faults are named with their place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.esri.edges import Edges, needs

MOST = 2**31 - 2
LEVELS = (0, 1, 2)
# sums are multiplied by the firms that a unit of sales passes: below the end of doubles by that much
MOST_SUM = 1e300
FLOW_NAMES = ("seller", "buyer", "flow")


def check_edges(
    source: ArrayLike, target: ArrayLike, weight: ArrayLike, names: tuple[str, str, str]
) -> tuple[IntArray, IntArray, FloatArray]:
    """The three arrays of the edges, `[E]` each; raises `ValueError` on length, NaN, infinity or sign."""
    start, end = indices(names[0], source), indices(names[1], target)
    sold = values(names[2], weight)
    for name, size in zip(names[1:], (end.size, sold.size), strict=True):
        _same_length(name, size, names[0], start.size)
    if start.size > MOST:
        raise ValueError(f"at most {MOST} edges can be held, not {start.size}")
    return start, end, sold


def check_flows(
    seller: ArrayLike,
    buyer: ArrayLike,
    flow: ArrayLike,
    kind: ArrayLike,
    level: ArrayLike,
    n: int,
    up: ArrayLike | None,
    down: ArrayLike | None,
) -> Edges:
    """The edges that `laid_out` was given; raises `ValueError` with the place of the first fault."""
    start, end, sold = check_edges(seller, buyer, flow, FLOW_NAMES)
    _firms(n)
    _inside(FLOW_NAMES, start, end, n)
    what, how = indices("kind", kind), indices("level", level)
    demand, supply = (None if x is None else values(name, x) for name, x in (("up", up), ("down", down)))
    for name, found in (("kind", what), ("level", how), ("up", demand), ("down", supply)):
        if found is not None:
            _same_length(name, found.size, "seller", start.size)
    refuse("kind", what, (what < 0) | (what > MOST - 2), f"must be from 0 to {MOST - 2}")
    refuse("level", how, (how < 0) | (how > 2), "must be 2 (essential), 1 (linear) or 0 (negligible)")
    inner, negligible = needs(what, how)
    return Edges(start.astype(np.int32), end.astype(np.int32), inner, sold, demand, supply, negligible, n)


def check_shares(total: FloatArray) -> None:
    """Raises `ValueError` where the shares of a seller's demand add up to more than 1."""
    refuse("the sum of up over edges of seller ", total, total > 1 + 1e-9, "must be at most 1")


def check_sums(
    out: FloatArray, bought: FloatArray, sales: FloatArray, spent: FloatArray, impacts: list[FloatArray]
) -> None:
    """Raises `ValueError` where a sum over the edges of a firm, or over all of them, is too large to hold.

    Sums by market and by slot are parts of these.
    """
    rule = f"must be at most {MOST_SUM:g}: choose a larger unit"
    named = {
        "what is sold to firms by firm ": out,
        "what is bought from firms by firm ": bought,
        "all sales (final demand and revenue among them) of firm ": sales,
        "all costs of firm ": spent,
    }
    for name, found in named.items():
        refuse(name, found, ~(found <= MOST_SUM), rule)
    with np.errstate(over="ignore"):
        whole = float(out.sum())
    if not whole <= MOST_SUM:
        raise ValueError(f"what all firms sell to firms = {whole} {rule}")
    for found in impacts:
        refuse("the impact (up or down, duplicates added up) of edge ", found, ~(found <= MOST_SUM), rule)


def check_firms(start: IntArray, end: IntArray, sector: ArrayLike, levels: NDArray[np.generic]) -> IntArray:
    """The sector of each firm, `[n]`; raises `ValueError` where an edge or a sector points nowhere."""
    kind = indices("sector", sector)
    _firms(kind.size)
    _inside(("source", "target"), start, end, kind.size)
    if levels.ndim != 2 or levels.shape[0] != levels.shape[1] or not levels.size:
        raise ValueError(f"essentiality must be a square matrix, not of shape {levels.shape}")
    refuse("essentiality", levels, ~np.isin(levels, LEVELS), "must be 2 (essential), 1 or 0 (negligible)")
    last = levels.shape[0] - 1
    refuse("sector", kind, (kind < 0) | (kind > last), f"must be from 0 to {last}: a row of essentiality")
    return kind


def _firms(n: int) -> None:
    if n < 1:
        raise ValueError("there is no firm: at least one is needed")
    if n > MOST:
        raise ValueError(f"at most {MOST} firms can be held, not {n}")


def _inside(names: tuple[str, ...], start: IntArray, end: IntArray, n: int) -> None:
    for name, index in zip(names, (start, end), strict=False):
        refuse(name, index, (index < 0) | (index >= n), f"must be a firm from 0 to {n - 1}")


def _same_length(name: str, size: int, other: str, expected: int) -> None:
    if size != expected:
        raise ValueError(f"{name} must have {expected} entries like {other}, not {size}")


def firm_values(name: str, given: ArrayLike | None, n: int) -> FloatArray:
    """`given[n]`, or zeros; raises `ValueError` where one is missing, NaN or negative."""
    if given is None:
        return np.zeros(n)
    found = values(name, given)
    if found.shape != (n,):
        raise ValueError(f"{name} must have {n} entries, one for each firm, not {found.size}")
    return found


def weight_columns(given: ArrayLike | None, out: FloatArray) -> FloatArray:
    """Weights of the index as `[n, q]` (one vector or several columns; default the sales to firms).

    Raises `ValueError` on a wrong shape, NaN, a negative weight, or a column whose sum is 0 or above 1e300.
    """
    found = out if given is None else np.asarray(given, dtype=np.float64)
    if found.ndim not in {1, 2} or found.shape[0] != out.size:
        raise ValueError(f"weights must have shape ({out.size},) or ({out.size}, q), not {found.shape}")
    _unusable("weights", found)
    columns = np.ascontiguousarray(found.reshape(out.size, -1))
    with np.errstate(over="ignore"):
        whole = columns.sum(axis=0)
    empty = np.flatnonzero(~(whole > 0))
    if empty.size:
        raise ValueError(f"weights[:, {empty[0]}] sum to 0: no firm counts in the index")
    large = np.flatnonzero(~(whole <= MOST_SUM))
    if large.size:
        raise ValueError(f"weights[:, {large[0]}] sum to {whole[large[0]]}: at most {MOST_SUM:g} can be held")
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
