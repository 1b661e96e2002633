"""Fewer points for the same picture of a falling line."""

import heapq

import numpy as np
from numpy.typing import NDArray

from tensen.reports.systemic.plateau import Floats

Ranks = NDArray[np.intp]
# a picture of this many pixels: what differs by less than SAME of one is not seen
WIDE, TALL, SAME = 900.0, 300.0, 0.15
_FIRST, _SPREAD, _FALLS = 1000, 4000, 500


def kept(values: Floats, points: int, edge: tuple[int, ...] = ()) -> Ranks:
    """The indices (from 0) of at most `points` of `values[n]` in descending order that draw the same line.

    The ends and the ranks `edge` (from 1) are among them. All are kept where there are few.
    """
    n = values.size
    if n <= points:
        return np.arange(n)
    fixed = np.array([0, n - 1, *(rank - 1 for rank in edge if rank <= n)], dtype=np.intp)
    some = _candidates(values, fixed)
    tall = TALL * values[some] / (float(values[0]) or 1.0)
    spread = np.log(some + 1.0) / np.log(n), some / (n - 1.0)
    room = (points - fixed.size) // 2
    chosen = (some[_corners(WIDE * across, tall, room)] for across in spread)
    return np.unique(np.concatenate([fixed, *chosen]))


def _candidates(values: Floats, fixed: Ranks) -> Ranks:
    """Points less than a pixel apart on either axis, and both sides of the deepest falls between them."""
    n = values.size
    falls = np.argsort(values[1:] - values[:-1], kind="stable")[:_FALLS]
    parts = (
        fixed,
        np.arange(min(_FIRST, n)),
        np.geomspace(1, n, _SPREAD).astype(np.intp) - 1,
        np.linspace(0, n - 1, _SPREAD).astype(np.intp),
        falls,
        falls + 1,
    )
    return np.unique(np.concatenate(parts))


def _corners(x: Floats, y: Floats, room: int) -> Ranks:
    """At most `room` of the points: the ends, then always the one farthest from the line so far."""
    chosen = {0, x.size - 1}
    waiting: list[tuple[float, int, int, int]] = []
    _split(waiting, x, y, 0, x.size - 1)
    while waiting and len(chosen) < room:
        off, middle, first, last = heapq.heappop(waiting)
        if -off < SAME:
            break
        chosen.add(middle)
        _split(waiting, x, y, first, middle)
        _split(waiting, x, y, middle, last)
    return np.array(sorted(chosen), dtype=np.intp)


def _split(waiting: list[tuple[float, int, int, int]], x: Floats, y: Floats, first: int, last: int) -> None:
    if last - first < 2:
        return
    across, rise = x[last] - x[first], y[last] - y[first]
    between = slice(first + 1, last)
    off = np.abs(rise * (x[between] - x[first]) - across * (y[between] - y[first])) / np.hypot(across, rise)
    middle = int(np.argmax(off))
    heapq.heappush(waiting, (-float(off[middle]), first + 1 + middle, first, last))


def spread(n: int, points: int) -> Ranks:
    """At most `points` of n ranks (from 0), close together on both axes; all where there are few."""
    if n <= points:
        return np.arange(n)
    half = points // 2
    even = np.linspace(0, n - 1, half).astype(np.intp)
    return np.unique(np.concatenate([np.geomspace(1, n, points - half).astype(np.intp) - 1, even]))


def envelope(chosen: Ranks, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The least of `low[n]` and the most of `high[n]` from each index chosen to before the next."""
    return np.minimum.reduceat(low, chosen), np.maximum.reduceat(high, chosen)
