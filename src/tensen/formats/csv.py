"""CSV: bytes in, a frame of strings out, and back, without loss.

Stated losses: none. Numbers are written so that they read back equal. A text that a spreadsheet would take
for a formula gets a leading apostrophe, which reading takes off again.
"""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pandas as pd
from pyarrow import ArrowInvalid, csv

from tensen.messages import TensenError
from tensen.model.schema import Table, assumption_column

LIMIT_MB = 512
_DANGER = ("=", "+", "-", "@", "\t", "\r", "'")


def read_csv(content: bytes, name: str) -> pd.DataFrame:
    """The cells as strings, blanks as empty strings.

    Raises:
        TensenError: too large, not UTF-8, or rows that do not fit the header; with file and row.
    """
    if len(content) > LIMIT_MB * 1_000_000:
        raise TensenError("file_too_large", file=name, limit=LIMIT_MB)
    header = _header(content, name)
    convert = csv.ConvertOptions(column_types=dict.fromkeys(header, "string"), strings_can_be_null=False)
    try:
        table = csv.read_csv(
            BytesIO(content),
            read_options=csv.ReadOptions(use_threads=False, block_size=max(len(content), 1)),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=convert,
        )
    except ArrowInvalid as problem:
        row = re.search(r"Row #(\d+): (.*)", str(problem), re.DOTALL)
        words = row.group(2).split(":")[0] if row else str(problem)
        raise TensenError("csv_invalid", file=name, problem=words, row=row.group(1) if row else 1) from problem
    frame = table.to_pandas()
    return frame.apply(_bare) if len(frame) else frame


def to_csv(frame: pd.DataFrame, table: Table) -> bytes:
    """The declared columns that hold anything, UTF-8, LF."""
    columns = {}
    for column in table.columns.values():
        cells = frame[column.name]
        words = _number_words(cells, column.type) if column.numeric else _text_words(cells, column.type)
        if column.assumable:
            named = frame[assumption_column(column.name)]
            words = words.where(named.isna(), named)
        if column.required or words.notna().any():
            columns[column.name] = words
    text = pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def _header(content: bytes, name: str) -> list[str]:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TensenError("not_utf8", file=name, position=problem.start) from problem
    first = content.decode("utf-8-sig").split("\n", 1)[0].strip()
    if not first or "\0" in first:
        raise TensenError("csv_invalid", file=name, problem="no header", row=1)
    names = [cell.strip().strip('"') for cell in first.split(",")]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        raise TensenError("csv_invalid", file=name, problem="column twice: " + ", ".join(sorted(twice)), row=1)
    if content.count(b'"') % 2:
        raise TensenError("csv_invalid", file=name, problem='a quote (") is never closed', row=content.count(b"\n"))
    return names


def _bare(cells: pd.Series) -> pd.Series:
    guarded = cells.str.match(r"'[=+\-@\t\r']").fillna(False).astype(bool)
    return cells.mask(guarded, cells.str.slice(1)) if guarded.any() else cells


def _number_words(cells: pd.Series, kind: str) -> pd.Series:
    values = cells.to_numpy(dtype=float)
    whole = kind == "count"
    words = [None if np.isnan(v) else (str(int(v)) if whole else repr(float(v))) for v in values]
    return pd.Series(words, index=cells.index, dtype="object")


def _text_words(cells: pd.Series, kind: str) -> pd.Series:
    words = cells.astype("object").where(cells.notna(), None)
    if kind == "flag":
        return words.map({True: "true", False: "false"})
    return words.map(lambda w: "'" + w if isinstance(w, str) and w.startswith(_DANGER) else w)
