"""Fingerprints tell every difference, and values are made again with other arrays."""

from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tensen.jobs.tree import digest, mapped, size, steady

Pair = namedtuple("Pair", ["a", "b"])


@dataclass(frozen=True)
class Checked:
    """A dataclass that checks itself when it is made."""

    a: Any

    def __post_init__(self) -> None:
        assert isinstance(self.a, np.ndarray)


DIFFERENT = [
    None,
    True,
    1,
    1.0,
    "1",
    b"1",
    "",
    -0.0,
    0.0,
    np.float64(1),
    range(3),
    (0, 1, 2),
    ((0, 1), 2),
    (0, (1, 2)),
    {"a": 1},
    {"b": 1},
    {"a": {"a": 1}},
    Pair(1, 2),
    np.zeros(2),
    np.zeros(2, np.float32),
    np.zeros((2, 1)),
    np.zeros(0),
    np.zeros((0, 2)),
    np.array([0.0, -0.0]),
    np.array(0.0),
    np.array([1, 2], ">i4"),
    np.array([1, 2], "<i4"),
    np.array(["a"]),
    np.array(["2024-01-01"], "M8[D]"),
    Checked(np.zeros(2)),
    ("a,", "b"),
    ("a", ",b"),
]


def test_every_difference_is_told() -> None:
    assert len({digest(value) for value in DIFFERENT}) == len(DIFFERENT)


def test_the_same_contents_have_the_same_fingerprint() -> None:
    table = np.arange(12.0).reshape(3, 4)
    for same in (np.asfortranarray(table), np.repeat(table, 2, axis=0)[::2], table.copy()):
        assert digest(same) == digest(table)
    assert digest([1, 2]) == digest((1, 2))


@pytest.mark.parametrize("value", [object(), {1}, {1: 2}, np.array([None]), lambda: 0, 1j])
def test_what_has_no_trustworthy_fingerprint_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        digest({"a": value})


def test_arrays_are_replaced_and_nothing_else() -> None:
    value = {"p": Pair(np.ones(3), (1, [np.ones(2)])), "c": Checked(np.ones(1)), "s": "x"}
    found = mapped(value, lambda array: array.size)
    assert (found["p"], found["c"].a, found["s"]) == (Pair(3, (1, [2])), 1, "x")
    assert type(found["p"]) is Pair
    assert isinstance(value["c"].a, np.ndarray), "the value itself stays"
    assert size(value) == 6 * 8


def test_arrays_become_plain_and_without_gaps() -> None:
    class Kind(np.ndarray):
        pass

    gaps = np.arange(10.0)[::3].view(Kind)
    found = steady(Pair(gaps, np.asfortranarray(np.ones((2, 3)))))
    assert type(found.a) is np.ndarray
    assert found.a.flags.c_contiguous
    assert found.b.flags.f_contiguous
    assert found.a.tolist() == [0.0, 3.0, 6.0, 9.0]
