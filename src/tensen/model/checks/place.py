"""Where a faulty row is: file, table, row of the file, column."""

from collections.abc import Iterator

import pandas as pd

from tensen.messages import Finding
from tensen.model.coerce import LINE, ORIGIN

MOST = 50  # findings of one kind: enough to see the pattern


def rows(
    key: str, table: str, bad: pd.DataFrame, column: str = "", **params: str | float
) -> Iterator[Finding]:
    """One finding for each row of ``bad``; ``{value}`` is the cell of ``column``."""
    for _, row in bad.head(MOST).iterrows():
        where = {"file": row[ORIGIN], "table": table, "row": int(row[LINE]), "column": column}
        value = {"value": row[column]} if column in bad else {}
        yield Finding(key, where, {**value, **params})
