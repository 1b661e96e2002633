"""The grouping of needs loses nothing and finds the tables."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.blocks import dense_blocks, partition


def _whole(system):
    dense = np.zeros((system.needs, system.n))
    np.add.at(dense, (system.edge_need, system.edge_source), system.edge_weight)
    return dense


@settings(max_examples=40)
@given(data=st.data())
def test_blocks_put_together_are_the_network(data, cases):
    system = data.draw(cases).system
    again = np.zeros((system.needs, system.n))
    seen = np.concatenate([block.rows for block in system.blocks])
    for block in system.blocks:
        matrix = block.matrix if isinstance(block.matrix, np.ndarray) else block.matrix.toarray()
        again[np.ix_(block.rows, block.sources)] = matrix
    assert np.array_equal(np.sort(seen), np.unique(system.edge_need))
    np.testing.assert_allclose(again, _whole(system))


def test_a_table_becomes_one_dense_block_per_carrier():
    """20 consumers buy 3 carriers from 6 countries each; a few other needs stay sparse."""
    row = np.append(np.repeat(np.arange(60), 6), [60, 61])
    source = np.append((np.arange(60) % 3 * 6)[:, None] + np.arange(6), [[0, 19]])
    layout = partition(20, 62, row, source.ravel())
    dense = [group for group in layout.groups if group.dense]
    assert sorted(tuple(group.sources) for group in dense) == [
        tuple(range(c * 6, c * 6 + 6)) for c in range(3)
    ]
    assert [group.rows.tolist() for group in layout.groups if not group.dense] == [[60, 61]]


def test_no_edges_at_all():
    nothing = np.empty(0, dtype=np.intp)
    assert dense_blocks(partition(3, 2, nothing, nothing), 3, np.empty(0)) == ()
