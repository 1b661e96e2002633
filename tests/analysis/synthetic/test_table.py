"""A table that cannot be one is refused with the place."""

import numpy as np
import pytest

from tensen.analysis.synthetic import Table

Z = np.array([[1.0, 2.0], [0.0, 0.0]])


def test_what_a_table_adds_up_to() -> None:
    table = Table(("a", "b"), Z, np.array([3.0, 0.0]))
    assert table.output.tolist() == [6, 0]
    assert table.bought.tolist() == [1, 2]
    assert table.worth.tolist() == [6, 2]  # b sells nothing: its purchases say how large it is
    assert table.active.tolist() == [True, True]
    assert table.blocks == 2


@pytest.mark.parametrize(
    ("codes", "flows", "final", "said"),
    [
        (("a", "a"), Z, np.zeros(2), "different"),
        (("a", "b", "c"), Z, np.zeros(3), r"flows must have shape \(3, 3\)"),
        (("a", "b"), Z, np.zeros(3), "final must have shape"),
        (("a", "b"), -Z, np.zeros(2), r"flows\[0, 0\] = -1.0"),
        (("a", "b"), Z, np.array([0, np.nan]), r"final\[1\] = nan"),
        (("a", "b"), np.full((2, 2), np.inf), np.zeros(2), "flows"),
    ],
)
def test_faults_have_a_place(codes: tuple[str, ...], flows: np.ndarray, final: np.ndarray, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Table(codes, flows, final)


def test_value_added_is_looked_at_too() -> None:
    with pytest.raises(ValueError, match=r"value_added\[0\]"):
        Table(("a",), np.ones((1, 1)), np.ones(1), np.array([-2.0]))
