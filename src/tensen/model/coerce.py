"""Turn a frame of cells (strings from a file, or typed values) into the declared column types.

Nothing is guessed: a cell that cannot be read is a finding with its row and column, never a silent NaN.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model.ids import fold, is_id
from tensen.model.schema import Column, Table, assumption_column

ORIGIN, LINE = "_origin", "_line"
_MOST = 50  # findings per column: enough to see the pattern
_FLAGS = {"true": True, "false": False}
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"


def coerce(table: Table, frame: pd.DataFrame, origin: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The frame with every declared column of ``table``, typed, plus where each row came from.

    Args:
        table: the declaration.
        frame: any columns of the table; its positions are taken as data rows, so row 0 is line 2 of a file.
        origin: name of the file or pack, for messages.
    """
    findings = list(_strangers(table, frame, origin))
    columns: dict[str, pd.Series | np.ndarray] = {}
    for column in table.columns.values():
        raw = frame[column.name] if column.name in frame else None
        given = frame.get(assumption_column(column.name)) if column.assumable else None
        read = _READERS.get(column.type, _text)
        if raw is None:
            columns[column.name] = _empty(column, len(frame))
            if column.assumable:
                columns[assumption_column(column.name)] = pd.Series([None] * len(frame), dtype="str")
            continue
        values, bad = read(column, raw.reset_index(drop=True))
        if column.assumable:
            values, named, bad = _assumptions(raw.reset_index(drop=True), values, bad, given)
            columns[assumption_column(column.name)] = named
        columns[column.name] = values
        findings += [
            Finding(
                f"not_{column.type}",
                {"file": origin, "table": table.name, "row": int(i) + 2, "column": column.name},
                {"value": str(raw.iloc[i])[:80], "choices": ", ".join(column.choices)},
            )
            for i in np.flatnonzero(bad)[:_MOST]
        ]
    typed = pd.DataFrame(columns)
    typed[ORIGIN] = pd.Categorical([origin] * len(frame))
    typed[LINE] = np.arange(len(frame), dtype=np.int64) + 2
    return typed, findings


def _strangers(table: Table, frame: pd.DataFrame, origin: str) -> Iterator[Finding]:
    allowed = {*table.columns, *(assumption_column(c.name) for c in table.columns.values() if c.assumable)}
    for name in frame.columns:
        if name not in allowed:
            near = ", ".join(nearest(str(name), table.columns)) or "–"
            where = {"file": origin, "table": table.name, "column": name}
            yield Finding("unknown_column", where, {"value": name, "near": near})


def _empty(column: Column, rows: int) -> pd.Series:
    if column.numeric:
        return pd.Series(np.full(rows, np.nan))
    return pd.Series([None] * rows, dtype="boolean" if column.type == "flag" else "str")


def _blank(raw: pd.Series) -> pd.Series:
    """The cells as strings, blanks as missing."""
    words = raw.astype("str").str.strip()
    return words.mask(words == "")


def _by_value(words: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    """Apply ``change`` once per distinct value: a column has few spellings and many rows."""
    codes, uniques = pd.factorize(words)
    changed = pd.Series([change(str(u)) for u in uniques] or [None], dtype="str")
    return pd.Series(changed.array.take(codes, allow_fill=True), dtype="str")


Read = tuple[pd.Series, np.ndarray]


def _number(column: Column, raw: pd.Series) -> Read:
    if pd.api.types.is_numeric_dtype(raw.dtype):
        values = raw.astype("float64")
        return values, np.isinf(values.to_numpy())
    words = _blank(raw)
    values = pd.to_numeric(words, errors="coerce").astype("float64")
    bad = (values.isna() & words.notna()).to_numpy() | np.isinf(values.to_numpy())
    if column.type == "count":
        bad = bad | (values.notna() & (values != values.round())).to_numpy()
    return values, bad


def _flag(_: Column, raw: pd.Series) -> Read:
    words = _blank(raw).str.lower()
    values = words.map(_FLAGS).astype("boolean")
    return values, (values.isna() & words.notna()).to_numpy()


def _identifier(_: Column, raw: pd.Series) -> Read:
    words = _by_value(_blank(raw), fold)
    ok = _by_value(words, lambda w: "y" if is_id(w) else None)
    return words, (ok.isna() & words.notna()).to_numpy()


def _text(_: Column, raw: pd.Series) -> Read:
    return _blank(raw).astype("str"), np.zeros(len(raw), dtype=bool)


def _choice(column: Column, raw: pd.Series) -> Read:
    words = _blank(raw)
    return words, (words.notna() & ~words.isin(list(column.choices))).to_numpy()


def _date(_: Column, raw: pd.Series) -> Read:
    words = _by_value(_blank(raw), lambda w: w.removesuffix(".0"))
    ok = _by_value(words, lambda w: "y" if pd.Series([w]).str.fullmatch(_DATE).iloc[0] else None)
    return words, (ok.isna() & words.notna()).to_numpy()


_READERS: dict[str, Callable[[Column, pd.Series], Read]] = {
    "number": _number,
    "share": _number,
    "count": _number,
    "flag": _flag,
    "id": _identifier,
    "choice": _choice,
    "date": _date,
}


def _assumptions(
    raw: pd.Series, values: pd.Series, bad: np.ndarray, given: pd.Series | None
) -> tuple[pd.Series, pd.Series, np.ndarray]:
    """Cells that are no numbers but ids name assumptions; ``given`` is the column of ids, if it came apart."""
    if given is not None:
        return values, _by_value(_blank(given.reset_index(drop=True)), fold), bad
    named = pd.Series([None] * len(raw), dtype="str")
    if bad.any():
        words = _by_value(_blank(raw[bad].reset_index(drop=True)), fold)
        is_name = _by_value(words, lambda w: "y" if is_id(w) and not w[0].isdigit() else None).notna().to_numpy()
        places = np.flatnonzero(bad)
        named.iloc[places[is_name]] = words[is_name].to_numpy()
        bad = bad.copy()
        bad[places[is_name]] = False
    return values, named, bad
