"""Runs of indices and ranges."""

import numpy as np

from tensen.engine.arrays import ranges, span


def test_span_is_a_slice_only_for_neighbours():
    assert span(np.array([3, 4, 5])) == slice(3, 6)
    assert span(np.array([7])) == slice(7, 8)
    assert isinstance(span(np.array([3, 5, 4])), np.ndarray)
    assert isinstance(span(np.array([3, 3, 5])), np.ndarray)
    assert span(np.empty(0, int)).size == 0


def test_empty_ranges():
    assert ranges(np.array([2, 5]), np.array([2, 6])).tolist() == [5]
    assert ranges(np.empty(0, int), np.empty(0, int)).size == 0
