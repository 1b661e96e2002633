"""What people fill in: only what has one meaning is turned, the rest is left to be refused."""

import pandas as pd
import pytest

from tensen.model.filled import filled, guessed_table, tidy
from tensen.model.schema import tables


def said(table: str, column: str, *cells: str) -> list[str]:
    series = pd.Series(cells, dtype="str")
    return tidy(tables()[table].columns[column], series).tolist()


@pytest.mark.parametrize(
    ("table", "column", "cell", "read"),
    [
        ("memberships", "share", "70%", "0.7"),
        ("memberships", "share", "７０％", "0.7"),
        ("memberships", "share", "12.5 %", "0.125"),
        ("edges", "weight", "30%", "0.3"),
        ("edges", "flow", "30%", "30%"),  # money is no share
        ("edges", "flow", "1,234", "1,234"),  # a comma may be a decimal point elsewhere
        ("edges", "flow", "１２３", "123"),
        ("edges", "valid_from", "2024/5/1", "2024-05-01"),
        ("edges", "valid_from", "2024年5月1日", "2024-05-01"),
        ("edges", "valid_from", "2024-05-01 00:00:00", "2024-05-01"),
        ("edges", "valid_from", "2024年5月", "2024-05"),
        ("edges", "valid_from", "1/5/2024", "1/5/2024"),  # day or month first: not known
        ("memberships", "role", "所在", "located_in"),
        ("nodes", "kind", "国・地域", "country"),
        ("nodes", "specified_critical", "はい", "true"),
        ("carriers", "propagates_demand", "No", "false"),
        ("nodes", "name_ja", "７０％", "７０％"),
    ],
)
def test_a_cell_with_one_meaning(table: str, column: str, cell: str, read: str) -> None:
    assert said(table, column, cell) == [read]


def test_typed_cells_stay_typed() -> None:
    numbers = pd.Series([0.5, None])
    assert tidy(tables()["memberships"].columns["share"], numbers) is numbers


def test_headers_by_label_and_rows_keep_their_position() -> None:
    frame = pd.DataFrame(
        {
            "供給者": ["supplier *", "例: 甲", "", "甲"],
            "customer": ["customer *", "乙", "", "乙"],
            "colour": ["", "", "", "red"],
        }
    )
    found = filled("edges", frame)
    assert found.frame.index.tolist() == [3]
    assert found.frame.to_dict("records") == [{"source": "甲", "target": "乙", "colour": "red"}]
    assert found.headers == {"source": "供給者", "target": "customer", "colour": "colour"}
    assert found.skipped == 2


def test_a_row_that_only_looks_like_labels_is_kept() -> None:
    frame = pd.DataFrame({"source": ["customer"], "target": ["supplier"], "carrier": ["x"]})
    assert len(filled("edges", frame).frame) == 1


def test_a_table_is_told_by_its_columns_or_not_at_all() -> None:
    assert guessed_table(pd.DataFrame(columns=["member", "group", "role"])) == "memberships"
    assert guessed_table(pd.DataFrame(columns=["kind", "name_en"])) == "nodes"
    assert guessed_table(pd.DataFrame(columns=["a", "b"])) is None
