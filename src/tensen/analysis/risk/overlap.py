"""Which events must be looked at together: those of one year and pool that overlap in time."""

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray


def overlapping(year: IntArray, pool: IntArray, start: FloatArray, end: FloatArray) -> IntArray:
    """Number of its group for each event; `pool` -1 is always alone.

    Events are in one group where a chain of overlaps joins them. An event that ends when another starts
    does not overlap it. Overlaps across the end of a year are not seen: an event belongs to the year in
    which it starts. Groups are numbered from 0 without gaps, in no order that means anything.
    """
    group = np.empty(year.size, dtype=np.intp)
    shared = np.flatnonzero(pool >= 0)
    alone = np.flatnonzero(pool < 0)
    order = shared[np.lexsort((start[shared], pool[shared], year[shared]))]
    first = _begins(year[order], pool[order], start[order], end[order])
    found = np.cumsum(first) - 1
    group[order] = found
    group[alone] = np.arange(alone.size) + (int(found[-1]) + 1 if found.size else 0)
    return group


def _begins(year: IntArray, pool: IntArray, start: FloatArray, end: FloatArray) -> IntArray:
    """1 where a group begins, of events in order of year, pool and start."""
    if not year.size:
        return np.empty(0, dtype=np.intp)
    cell = np.ones(year.size, dtype=bool)
    cell[1:] = (year[1:] != year[:-1]) | (pool[1:] != pool[:-1])
    # the latest end so far within the cell: ranks are whole numbers, so cells can be stacked without rounding
    ordered = np.sort(end)
    rank = np.searchsorted(ordered, end)
    stacked = np.maximum.accumulate(np.cumsum(cell) * end.size + rank)
    latest = ordered[stacked % end.size]
    begins = cell.copy()
    begins[1:] |= start[1:] >= latest[:-1]
    return begins.astype(np.intp)
