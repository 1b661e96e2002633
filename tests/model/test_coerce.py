"""Cells become values or findings; none is lost on the way."""

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.messages import Finding
from tensen.model.coerce import coerce, placed, strangers
from tensen.model.schema import tables

NODES, EDGES = tables()["nodes"], tables()["edges"]
junk = st.one_of(
    st.text(max_size=8),
    st.none(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.lists(st.integers(), max_size=2),
)


def read(
    column: str, cells: Sequence[Any] | pd.Series, table: Any = NODES
) -> tuple[list[Any], list[Finding]]:
    typed, findings = coerce(table, placed(pd.DataFrame({column: cells}), "f"))
    return typed[column].tolist(), findings


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(NODES.columns)), st.lists(junk, min_size=1, max_size=4))
def test_a_cell_is_blank_read_or_told(column: str, cells: list[Any]) -> None:
    values, findings = read(column, pd.Series(cells, dtype="object"))
    told = {f.where["row"] for f in findings}
    for row, (cell, value) in enumerate(zip(cells, values, strict=True), start=2):
        blank = cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())
        if pd.isna(value) and row not in told:
            assert blank
        if blank:
            assert pd.isna(value)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=6) | st.floats().map(repr), min_size=1, max_size=5))
def test_a_weight_is_a_number_an_assumption_or_told(cells: list[str]) -> None:
    typed, findings = coerce(EDGES, placed(pd.DataFrame({"weight": pd.Series(cells, dtype="object")}), "f"))
    told = {f.where["row"] for f in findings}
    for row, cell in enumerate(cells):
        held = [not pd.isna(typed[c].iloc[row]) for c in ("weight", "weight_assumption")]
        assert sum(held) + (row + 2 in told) + (not cell.strip()) >= 1
        assert sum(held) <= 1 or row + 2 in told


@pytest.mark.parametrize(
    "word", ["1,5", "1_000", "１２", "0x10", "nan", "inf", "1e999", "True", "12 %", "−3", "1.2.3"]
)
def test_what_is_no_number(word: str) -> None:
    assert [f.key for f in read("lon", [word])[1]] == ["not_number"]


@pytest.mark.parametrize(
    ("word", "value"),
    [("1", 1.0), ("-1.5e2", -150.0), (" .5 ", 0.5), ("+3.", 3.0), (7, 7.0), (np.float32(0.5), 0.5)],
)
def test_what_is_a_number(word: Any, value: float) -> None:
    assert read("lon", [word]) == ([value], [])


@pytest.mark.parametrize("cells", [[True], [1.5], ["1.5"], [np.inf]])
def test_what_is_no_whole_number(cells: list[Any]) -> None:
    assert [f.key for f in read("zones", cells)[1]] == ["not_count"]


@pytest.mark.parametrize("word", ["2024", "2024-02", "2024-02-29", 2024, 2024.0, datetime.date(2024, 2, 29)])
def test_dates(word: Any) -> None:
    assert read("as_of", [word])[1] == []


@pytest.mark.parametrize(
    "word", ["24", "2024-13", "2023-02-29", "2024/01/01", "２０２４", "20240101", "2024-1"]
)
def test_no_dates(word: str) -> None:
    assert [f.key for f in read("as_of", [word])[1]] == ["not_date"]


def test_equal_values_of_different_kinds_keep_their_words() -> None:
    assert read("code", pd.Series([1, True, 1.0, "1"], dtype="object"))[0] == ["1", "True", "1.0", "1"]


def test_categories_read_like_words() -> None:
    cells = pd.Series(["Country.AAA", None, " country.aaa"], dtype="category")
    assert read("id", cells) == read("id", cells.astype("object"))


def test_half_a_surrogate_pair_is_told() -> None:
    findings = read("name_en", pd.Series(["a\ud800"], dtype="object"))[1]
    assert [f.key for f in findings] == ["not_text"]
    assert findings[0].words("ja").encode()


def test_an_assumption_in_a_column_of_its_own() -> None:
    rows = pd.DataFrame({"weight_assumption": ["Assumption.A"]})
    typed, findings = coerce(EDGES, placed(rows, "f"))
    assert (typed["weight_assumption"].tolist(), findings) == (["assumption.a"], [])


def test_a_column_that_stands_twice_is_told() -> None:
    frame = pd.DataFrame([["a.b", "a.c"]], columns=["id", "id"])
    assert [f.key for f in strangers(NODES, frame, "f")] == ["column_twice"]


def test_many_strange_columns_are_told_in_part() -> None:
    frame = pd.DataFrame(columns=[f"c{n}" for n in range(5000)])
    assert len(strangers(NODES, frame, "f")) == 20
