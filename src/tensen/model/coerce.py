"""Turn a frame of cells (strings from a file, or typed values) into the declared column types.

Nothing is guessed: a cell that cannot be read is a finding with its row and column, never a silent NaN.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model.readers import Mask, names_among, read_cells, read_names
from tensen.model.schema import Column, Table, assumption_column

ORIGIN, LINE = "_origin", "_line"
_MOST = 50  # findings per column: enough to see the pattern
_WIDE = 20  # strange columns named in one file


def placed(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """The frame with where each row came from: row 0 is line 2 of a file, unless it says so itself."""
    if ORIGIN in frame and LINE in frame:
        return frame.reset_index(drop=True)
    lines = pd.Series(np.arange(len(frame), dtype=np.int64) + 2)
    return frame.reset_index(drop=True).assign(**{ORIGIN: _same(origin, len(frame)), LINE: lines})


def strangers(table: Table, frame: pd.DataFrame, origin: str) -> list[Finding]:
    """Columns that ``table`` does not have, or that stand twice: nothing would read their cells."""
    apart = (assumption_column(c.name) for c in table.columns.values() if c.assumable)
    allowed = {*table.columns, *apart, ORIGIN, LINE}
    where = {"file": origin, "table": table.name}
    findings = []
    for name in [str(n)[:80] for n in frame.columns.unique() if n not in allowed][:_WIDE]:
        near = ", ".join(nearest(name, table.columns)) or "–"
        findings.append(Finding("unknown_column", {**where, "column": name}, {"value": name, "near": near}))
    for name in frame.columns[frame.columns.duplicated()].unique()[:_WIDE]:
        findings.append(Finding("column_twice", {**where, "column": name}, {"value": name}))
    return findings


def coerce(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Every declared column of ``table``, typed, and the cells that could not be read.

    Args:
        table: the declaration.
        frame: from :func:`placed`, with any columns of the table.
    """
    findings: list[Finding] = []
    columns: dict[str, pd.Series] = {}
    for column in table.columns.values():
        read, faults = _assumable(column, frame) if column.assumable else _plain(column, frame)
        columns |= read
        for key, bad in faults.items():
            findings += _faults(key, bad, table, column, frame)
    return pd.DataFrame(columns, index=frame.index).assign(**{c: frame[c] for c in (ORIGIN, LINE)}), findings


def _plain(column: Column, frame: pd.DataFrame) -> tuple[dict[str, pd.Series], dict[str, Mask]]:
    if column.name not in frame:
        return {column.name: _empty(column, len(frame))}, {}
    values, bad = read_cells(column, frame[column.name])
    return {column.name: values}, {f"not_{column.type}": bad}


def _assumable(column: Column, frame: pd.DataFrame) -> tuple[dict[str, pd.Series], dict[str, Mask]]:
    """A number and the id of an assumption: both in one cell's place, or the id in a column of its own."""
    apart = assumption_column(column.name)
    read, faults = _plain(column, frame)
    named = _nothing(len(frame))
    if (bad := faults.get(f"not_{column.type}")) is not None and bad.any():
        named, faults[f"not_{column.type}"] = names_among(frame[column.name], bad)
    if apart in frame:
        given = read_names(frame[apart])
        known = read[column.name].notna() | named.notna()
        faults["two_values"] = (known & given.notna()).to_numpy(dtype=bool)
        named = given.where(named.isna(), named)
    return {**read, apart: named}, faults


def _faults(key: str, bad: Mask, table: Table, column: Column, frame: pd.DataFrame) -> Iterator[Finding]:
    for at in np.flatnonzero(bad)[:_MOST]:
        row = frame.iloc[at]
        where = {"file": row[ORIGIN], "table": table.name, "row": int(row[LINE]), "column": column.name}
        shown = str(row.get(column.name, ""))[:80].encode("utf-8", "backslashreplace").decode("utf-8")
        yield Finding(key, where, {"value": shown, "choices": ", ".join(column.choices)})


def _empty(column: Column, rows: int) -> pd.Series:
    if column.numeric:
        return pd.Series(np.full(rows, np.nan))
    return pd.Series(pd.array([pd.NA] * rows, dtype="boolean")) if column.type == "flag" else _nothing(rows)


def _nothing(rows: int) -> pd.Series:
    return _same(None, rows)


def _same(word: str | None, rows: int) -> pd.Series:
    one = pd.array([word], dtype="str")
    return pd.Series(one.take(np.zeros(rows, dtype=np.intp)), dtype="str")
