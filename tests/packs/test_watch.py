"""What a pack's code reads of its files is noted; what it cannot be seen to leave out counts as read."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tensen.packs.watch import Reads, Watched


@pytest.fixture
def reads() -> Reads:
    return Reads()


@pytest.fixture
def frame(reads: Reads) -> Watched:
    cells = {"a": ["1", "2"], "b": ["x", "y"], "c": ["", "z"]}
    return reads.watched("data/more.csv", pd.DataFrame(cells, dtype="str"))


READS: dict[str, tuple[Callable[[Any], Any], list[str]]] = {
    "nothing": (lambda f: len(f), ["a", "b", "c"]),
    "its header": (lambda f: list(f.columns), ["a", "b", "c"]),
    "one column": (lambda f: f["a"].tolist(), ["b", "c"]),
    "an attribute": (lambda f: f.a, ["b", "c"]),
    "a list": (lambda f: f[["a", "b"]], ["c"]),
    "a mask": (lambda f: f[f["b"] == "x"], ["a", "c"]),
    "a part of a part": (lambda f: f[f["b"] == "x"]["c"], ["a"]),
    "an index": (lambda f: f.set_index("a")["b"], ["c"]),
    "what is derived": (lambda f: f.assign(d=f["a"])["b"], ["c"]),
    "a sorting": (lambda f: f.sort_values("a"), ["b", "c"]),
    "rows of a list": (lambda f: f[["a", "b"]].to_dict("records"), ["c"]),
    "whole rows": (lambda f: f.to_dict("records"), []),
    "tuples": (lambda f: list(f.itertuples()), []),
    "a merge": (lambda f: f.merge(pd.DataFrame({"a": ["1"]}), on="a"), []),
    "loc": (lambda f: f.loc[0, "a"], []),
    "a column that is not there": (lambda f: f.get("d"), ["a", "b", "c"]),
}


@pytest.mark.parametrize("name", READS)
def test_reading(name: str, frame: Watched, reads: Reads) -> None:
    read, unread = READS[name]
    read(frame)
    assert reads.columns["data/more.csv"].unread == unread


def test_rows_that_are_declared_are_read_there(frame: Watched, reads: Reads) -> None:
    reads.declared("nodes", frame[["a"]].assign(kind="material"))
    assert reads.columns["data/more.csv"].unread == ["b", "c"]
    reads.declared("nodes", pd.DataFrame([{"b": 1}]))  # rows made anew: by name
    assert reads.columns["data/more.csv"].unread == ["c"]
    assert dict(reads.rows) == {"nodes": 3}


def test_another_file_is_not_touched_by_what_is_derived_from_this_one(frame: Watched, reads: Reads) -> None:
    reads.watched("other.csv", pd.DataFrame({"a": ["1"]}))
    reads.declared("nodes", frame)
    assert reads.columns["other.csv"].unread == ["a"]
    assert reads.columns["data/more.csv"].unread == []


def test_values_are_those_of_the_file(frame: Watched) -> None:
    pd.testing.assert_frame_equal(pd.DataFrame(frame[frame["a"] == "2"]), pd.DataFrame(frame)[1:])
