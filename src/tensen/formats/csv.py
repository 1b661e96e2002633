"""CSV: bytes in, a frame of strings out, and back, without loss.

Stated losses: none. Numbers are written so that they read back equal. A text that a spreadsheet would take
for a formula gets a leading apostrophe, which reading takes off again.
"""

import csv
import re
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from pyarrow import csv as arrow_csv

from tensen.messages import TensenError
from tensen.model.schema import Table, assumption_column

LIMIT_MB = 512
MOST_COLUMNS = 1000
_BOM = b"\xef\xbb\xbf"
_DANGER = ("=", "+", "-", "@", "\t", "\r", "'")
_GUARDED = r"^'[=+\-@\t\r']"


def read_csv(content: bytes, name: str) -> pd.DataFrame:
    """The cells as strings, blanks as empty strings.

    Raises:
        TensenError: too large, not UTF-8, or rows that do not fit the header; with file and row.
    """
    if len(content) > LIMIT_MB * 1_000_000:
        raise TensenError("file_too_large", file=name, limit=LIMIT_MB)
    header = _header(content, name)
    table = _rows(content.removeprefix(_BOM).rstrip(b"\r\n") + b"\n", header, name)
    cells = [_bare(cells) if b"'" in content else cells for cells in table.columns]
    frame = pd.DataFrame({n: pd.array(c, dtype="str") for n, c in zip(header, cells, strict=True)})
    return frame if header else pd.DataFrame()


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
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TensenError("not_utf8", file=name, position=problem.start) from problem
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise TensenError("csv_nul", file=name, row=row)
    if content.count(b'"') % 2:
        raise TensenError("csv_quote", file=name, row=_last_quote(text))
    try:
        first = next(csv.reader(StringIO(text, newline="")), [])
    except csv.Error as problem:
        raise TensenError("csv_invalid", file=name, problem=problem, row=1) from problem
    names = [cell.strip() for cell in first]
    if not any(names) or any("\n" in cell or "\r" in cell for cell in names):
        raise TensenError("csv_header", file=name)
    if len(names) > MOST_COLUMNS:
        raise TensenError("csv_wide", file=name, count=len(names), limit=MOST_COLUMNS)
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise TensenError("csv_column_twice", file=name, names=", ".join(twice)[:200])
    return names


def _last_quote(text: str) -> int:
    """Where the open quote most likely is: the line of the last one."""
    return text[: text.rindex('"')].count("\n") + 1


def _rows(content: bytes, header: list[str], name: str) -> pa.Table:
    try:
        return arrow_csv.read_csv(
            BytesIO(content),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=len(content) + 1, column_names=header, skip_rows=1
            ),
            # an empty line is an error rather than skipped, so that row numbers are those of the file
            parse_options=arrow_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=len(header) == 1
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowException as problem:
        told = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", str(problem))
        if told is None:
            raise TensenError("csv_invalid", file=name, problem=str(problem)[:200], row="?") from problem
        row, wanted, found = told.groups()
        raise TensenError("csv_ragged", file=name, row=row, found=found, wanted=wanted) from problem


def _bare(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without the apostrophe that guards a text from being taken for a formula."""
    guarded = pc.match_substring_regex(cells, _GUARDED)
    if not pc.any(guarded).as_py():
        return cells
    return pc.if_else(guarded, pc.utf8_slice_codeunits(cells, 1), cells)


def _number_words(cells: pd.Series, kind: str) -> pd.Series:
    values = cells.to_numpy(dtype=float)
    whole = kind == "count"
    words = [None if np.isnan(v) else (str(int(v)) if whole else repr(float(v))) for v in values]
    return pd.Series(words, index=cells.index, dtype="object")


def _text_words(cells: pd.Series, kind: str) -> pd.Series:
    codes, found = pd.factorize(cells)
    if kind == "flag":
        words = ["true" if word else "false" for word in found]
    else:
        words = [f"'{word}" if word.startswith(_DANGER) else word for word in found]
    spread = np.array([*words, None], dtype=object)[codes]  # the last one is for missing cells, code -1
    return pd.Series(spread, index=cells.index, dtype="object")
