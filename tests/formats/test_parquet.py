"""Parquet from anybody: typed, bounded, or refused."""

import datetime as dt
import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.formats import parquet
from tensen.formats.parquet import read_parquet, to_parquet
from tensen.messages import LANGUAGES, TensenError


def stored(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(TensenError) as caught:
        read_parquet(content, "t.parquet")
    assert all("t.parquet" in caught.value.words(lang) for lang in LANGUAGES)
    return caught.value.key


def test_types() -> None:
    table = pa.table(
        {
            "text": ["a", None],
            "whole": [1, 2**53],
            "gap": pa.array([1, None], pa.int64()),
            "half": [0.1, None],
            "flag": [True, None],
            "day": [dt.date(2024, 5, 1), None],
            "none": pa.nulls(2),
        }
    )
    part = read_parquet(stored(table), "nodes.parquet")
    assert (part.title, part.first_row) == ("nodes", 1)
    cells = part.frame.astype(object).where(part.frame.notna(), None)
    assert cells["text"].tolist() == ["a", None]
    assert cells["whole"].tolist() == [1, 2**53]
    assert cells["gap"].tolist() == [1.0, None]
    assert cells["half"].tolist() == [0.1, None]
    assert cells["flag"].tolist() == [True, None]
    assert cells["day"].tolist() == ["2024-05-01", None]
    assert cells["none"].tolist() == [None, None]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1]]),
        pa.array([{"a": 1}]),
        pa.array([b"x"]),
        pa.array([dt.datetime(2024, 1, 1)]),
        pa.array([None, 2**53 + 1], pa.int64()),
    ],
    ids=lambda c: str(c.type),
)
def test_a_column_that_no_table_can_hold(column: pa.Array) -> None:
    assert refused(stored(pa.table({"c": column}))) == "parquet_column"


def test_a_small_file_that_claims_a_vast_table(monkeypatch: pytest.MonkeyPatch) -> None:
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * 10_000]))
    content = stored(pa.table({"c": same}))
    assert len(content) < 50_000
    assert refused(content) == "parquet_large"  # ten thousand million letters
    monkeypatch.setattr(parquet, "MOST_ROWS", 10)
    assert refused(stored(pa.table({"c": [1] * 11}))) == "parquet_large"


def test_columns_twice() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert refused(stored(table)) == "csv_column_twice"


FRAME = pd.DataFrame({"id": pd.array(["a", "b"], dtype="str"), "n": [0.1, 2.0]})
WHOLE = to_parquet(FRAME, {"licences": "x"})


def test_metadata_carry_the_licences() -> None:
    assert pq.read_schema(io.BytesIO(WHOLE)).metadata[b"licences"] == b"x"


def test_every_cut_is_refused() -> None:
    assert {refused(WHOLE[:end]) for end in range(0, len(WHOLE), 7)} == {"parquet_broken"}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=3))
def test_no_damage_brings_anything_but_a_part_or_our_error(at: int, noise: bytes) -> None:
    try:
        read_parquet(WHOLE[:at] + noise + WHOLE[at + len(noise) :], "t.parquet")
    except TensenError as error:
        error.words("ja")
