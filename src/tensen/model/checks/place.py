"""Where a faulty row is: file, table, row of the file, column."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from tensen.messages import Finding
from tensen.model.coerce import LINE, ORIGIN

MOST = 50  # findings of one kind: enough to see the pattern


def first_rows(frame: pd.DataFrame, bad: Any) -> Iterator["pd.Series[Any]"]:
    """The first rows of ``frame`` where ``bad`` (booleans, shape (rows,)) holds."""
    for place in np.flatnonzero(np.asarray(bad, dtype=bool))[:MOST]:
        yield frame.iloc[int(place)]


def rows(
    key: str, table: str, frame: pd.DataFrame, bad: Any, column: str = "", **params: str | float
) -> Iterator[Finding]:
    """One finding for each of the first rows where ``bad`` holds; ``{value}`` is the cell of ``column``."""
    for row in first_rows(frame, bad):
        yield finding(key, table, row, column, **params)


def finding(key: str, table: str, row: "pd.Series[Any]", column: str = "", **params: str | float) -> Finding:
    """The finding about one row."""
    where = {"file": row[ORIGIN], "table": table, "row": int(row[LINE]), "column": column}
    value = {"value": row[column]} if column in row.index else {}
    return Finding(key, where, {**value, **params})
