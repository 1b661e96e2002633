"""Rows sorted by who needs what."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=40)
@given(data=st.data())
def test_every_row_stands_under_its_need_and_every_need_under_its_node(data, cases):
    system = data.draw(cases).system
    laid = system.layout
    node = np.repeat(np.arange(system.n), np.diff(laid.need_start))
    assert np.array_equal(system.need_target[laid.need], node)
    assert np.array_equal(laid.need[laid.place], np.arange(system.needs))
    for rows, start, need in (
        (laid.edge, laid.edge_start, system.edge_need),
        (laid.term, laid.term_start, system.term_need),
    ):
        place = np.repeat(np.arange(system.needs), np.diff(start))
        assert np.array_equal(laid.place[need[rows]], place)
        assert np.array_equal(np.sort(rows), np.arange(rows.size))


@settings(max_examples=40)
@given(data=st.data())
def test_edges_of_some_needs(data, cases):
    case = data.draw(cases)
    needs = case.rng.integers(0, case.system.needs, 3)
    which, edge = case.system.layout.edges_of(needs)
    expected = [(k, e) for k in range(3) for e in np.flatnonzero(case.system.edge_need == needs[k])]
    assert sorted(zip(which.tolist(), edge.tolist(), strict=True)) == sorted(expected)
