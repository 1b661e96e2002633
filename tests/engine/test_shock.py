"""Batches: default cuts, repeated cuts, taking columns."""

import numpy as np

from tensen.engine.shock import Batch, cuts_of


def test_a_cut_without_a_level_removes_the_edge():
    batch = Batch(s=np.zeros((2, 3)), cut_edge=[4, 5], cut_column=[0, 2])
    assert batch.columns == 3
    assert batch.cut_level_loss.tolist() == [1.0, 1.0]


def test_of_repeated_cuts_the_larger_counts_and_columns_can_be_taken():
    batch = Batch(
        s=np.zeros((2, 3)),
        cut_edge=[4, 4, 1, 4, 0],
        cut_column=[2, 2, 2, 0, 1],
        cut_level_loss=[0.3, 0.8, 0.1, 0.5, 0.9],
    )
    cuts = cuts_of(batch)
    assert list(zip(cuts.column, cuts.edge, cuts.level, strict=True)) == [
        (0, 4, 0.5),
        (1, 0, 0.9),
        (2, 1, 0.1),
        (2, 4, 0.8),
    ]
    taken = cuts.take(np.array([2, 0]))
    assert list(zip(taken.column, taken.edge, taken.level, strict=True)) == [
        (0, 1, 0.1),
        (0, 4, 0.8),
        (1, 4, 0.5),
    ]
    assert cuts.take(np.empty(0, int)).edge.size == 0
