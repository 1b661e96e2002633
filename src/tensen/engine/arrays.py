"""Array types of the engine, and how foreign arrays become its own."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

NO_FLOATS: FloatArray = np.empty(0, dtype=np.float64)
NO_INTS: IntArray = np.empty(0, dtype=np.intp)


def no_floats() -> FloatArray:
    return NO_FLOATS


def no_ints() -> IntArray:
    return NO_INTS


def floats(values: ArrayLike) -> FloatArray:
    """A read-only float64 view or copy of `values`; the caller's array stays writeable."""
    return _sealed(np.ascontiguousarray(values, dtype=np.float64))


def ints(values: ArrayLike) -> IntArray:
    """A read-only index array; raises `ValueError` where a value is not a whole number."""
    raw = np.asarray(values)
    if raw.size and not np.issubdtype(raw.dtype, np.integer):
        raise ValueError(f"indices must be integers, not {raw.dtype}")
    return _sealed(np.ascontiguousarray(raw, dtype=np.intp))


def bools(values: ArrayLike) -> BoolArray:
    """A read-only boolean array."""
    return _sealed(np.ascontiguousarray(values, dtype=np.bool_))


def _sealed(array: NDArray[Scalar]) -> NDArray[Scalar]:
    view = array.view()
    view.flags.writeable = False
    return view


def span(index: IntArray) -> slice | IntArray:
    """`index` as a slice where it is a run of neighbours: a view then replaces a copy."""
    if index.size and int(index[-1]) - int(index[0]) == index.size - 1 and bool(np.all(np.diff(index) == 1)):
        return slice(int(index[0]), int(index[-1]) + 1)
    return index


def ranges(start: IntArray, stop: IntArray) -> IntArray:
    """All integers of the half-open ranges, one range after the other.

    >>> ranges(np.array([3, 7]), np.array([5, 10])).tolist()
    [3, 4, 7, 8, 9]
    """
    length = stop - start
    before = np.cumsum(length) - length
    index: IntArray = np.arange(int(length.sum()), dtype=np.intp) + np.repeat(start - before, length)
    return index


def sum_by(index: NDArray[np.integer], weight: FloatArray, size: int) -> FloatArray:
    """Sum of `weight` per index, `[size]`: `np.bincount`, which gives integers where nothing is counted."""
    return np.bincount(index, weight, size).astype(np.float64, copy=False)
