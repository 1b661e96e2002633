"""CSV: bytes in, a frame of strings out, and back, without loss.

Stated losses: none. Numbers are written so that they read back equal. A text that a spreadsheet would take
for a formula gets a leading apostrophe, which reading takes off again. UTF-8 (with or without a byte order
mark) and CP932 are read; UTF-8 is written.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO, Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from pyarrow import csv as arrow_csv

from tensen.formats.encoding import BOM, encoding_of, utf8
from tensen.formats.formula import GUARDED, guarded
from tensen.formats.part import Part
from tensen.messages import TensenError
from tensen.model.schema import Table, assumption_column

LIMIT_MB = 512
MOST_COLUMNS = 1000
_BLOCK: Final = 1 << 24  # also the longest row of a file that is read in chunks


def read_csv(content: bytes, name: str) -> pd.DataFrame:
    """The cells as strings, blanks as empty strings.

    Raises:
        TensenError: too large, in no encoding that can be told, or rows that do not fit the header; with
            file and row.
    """
    if len(content) > LIMIT_MB * 1_000_000:
        raise TensenError("file_too_large", file=name, limit=LIMIT_MB)
    plain = utf8(content, name)
    header = _header(plain, name)
    table = _rows(plain.rstrip(b"\r\n") + b"\n", header, name)
    cells = [_bare(cells) if b"'" in plain else cells for cells in table.columns]
    frame = pd.DataFrame({n: pd.array(c, dtype="str") for n, c in zip(header, cells, strict=True)})
    return frame if header else pd.DataFrame()


def read_chunks(
    source: Path | BinaryIO, name: str, rows: int = 200_000, step: Callable[[], None] = lambda: None
) -> Iterator[Part]:
    """A file of any size, ``rows`` rows at a time; memory is bounded by ``rows`` and the longest row.

    Args:
        source: a path, or a file opened for bytes that can be read twice (it is rewound).
        name: the file's name, for messages.
        rows: rows in a chunk.
        step: called once for each chunk.

    Raises:
        TensenError: as :func:`read_csv`, but for the size; a chunk that was yielded before was whole.
    """
    if isinstance(source, Path):
        try:
            opened = source.open("rb")
        except OSError as problem:
            raise TensenError("file_missing", file=name) from problem
        with opened as file:
            yield from read_chunks(file, name, rows, step)
        return
    encoding, first_line = _survey(source, name)
    header = _header(first_line, name)
    first = 2
    held: list[
        pd.DataFrame
    ] = []  # the last that is filled, and blank ones after it: they may be the file's end
    for frame in _chunks(source, encoding, header, rows, name):
        if held and (frame != "").to_numpy().any():
            for whole in held:
                yield Part(name, "", Path(name).stem, whole, first)
                first += len(whole)
                step()
            held.clear()
        held.append(frame)
    last = held[0] if held else pd.DataFrame(columns=header, dtype="str")
    filled = np.flatnonzero((last != "").to_numpy().any(axis=1))
    last = last.iloc[: filled[-1] + 1 if len(filled) else 0]
    if first == 2 or len(last):
        yield Part(name, "", Path(name).stem, last, first)
        step()


def to_csv(frame: pd.DataFrame, table: Table, bom: bool = False) -> bytes:
    """The declared columns that hold anything, UTF-8, LF; with ``bom`` marked so that Excel knows it."""
    columns = {}
    for column in table.columns.values():
        cells = frame[column.name]
        words = _number_words(cells, column.type) if column.numeric else _text_words(cells, column.type)
        if column.assumable:
            named = frame[assumption_column(column.name)]
            words = words.where(named.isna(), named)
        if column.required or words.notna().any():
            columns[column.name] = words
    return _written(pd.DataFrame(columns), bom)


def texts_to_csv(frame: pd.DataFrame, bom: bool = False) -> bytes:
    """A frame of texts that is no declared table, as :func:`read_csv` reads it back."""
    return _written(frame.map(guarded, na_action="ignore"), bom)


def _written(frame: pd.DataFrame, bom: bool) -> bytes:
    # a carriage return ends a row for readers, but Python's writer does not quote it
    returns = any("\r" in word for name in frame for word in set(frame[name]) if isinstance(word, str))
    quoting: Literal[0, 1] = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    text = frame.to_csv(index=False, lineterminator="\n", quoting=quoting)
    return (BOM if bom else b"") + text.encode("utf-8")


def _survey(file: BinaryIO, name: str) -> tuple[str, bytes]:
    """The encoding of the whole file and its first line in UTF-8, in one pass over blocks of whole lines."""
    file.seek(0)
    encodings: set[str] = set()
    first, quotes, line, rest = b"", 0, 1, b""
    while block := file.read(_BLOCK):
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if len(rest) > _BLOCK:
            raise TensenError("csv_long_row", file=name, row=line, limit=_BLOCK // 1_000_000)
        found, quotes = _block(whole + newline, encodings, quotes, line, name)
        first = first or _first_record(found)
        line += found.count(b"\n")
    found, quotes = _block(rest, encodings, quotes, line, name)
    if quotes % 2:
        raise TensenError("csv_quote", file=name, row=line)
    file.seek(0)
    return (encodings or {"utf-8"}).pop(), first or _first_record(found)


def _first_record(text: bytes) -> bytes:
    return text[: text.index(b"\n") + 1] if b"\n" in text else text


def _block(block: bytes, encodings: set[str], quotes: int, line: int, name: str) -> tuple[bytes, int]:
    """The block in UTF-8 and the quotes so far; an encoding that differs from earlier blocks is refused."""
    if b"\0" in block:
        raise TensenError("csv_nul", file=name, row=line + block[: block.index(b"\0")].count(b"\n"))
    if not block.isascii():
        try:
            encodings.add(encoding_of(block, name))
        except TensenError as fault:
            raise TensenError(fault.key, file=name, row=line + int(str(fault.params["row"])) - 1) from fault
    if len(encodings) > 1:
        raise TensenError("csv_mixed", file=name, row=line)
    return utf8(block, name), quotes + block.count(b'"')


def _chunks(file: BinaryIO, encoding: str, header: list[str], rows: int, name: str) -> Iterator[pd.DataFrame]:
    try:
        batches = arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=header, skip_rows=1, encoding=encoding
            ),
            parse_options=_parse_options(header),
            convert_options=_convert_options(header),
        )
        waiting: list[pa.RecordBatch] = []
        for batch in batches:
            waiting.append(batch)
            while sum(b.num_rows for b in waiting) >= rows:
                table = pa.Table.from_batches(waiting)
                yield _frame(table.slice(0, rows), header)
                waiting = table.slice(rows).to_batches()
        if any(b.num_rows for b in waiting):
            yield _frame(pa.Table.from_batches(waiting), header)
    except pa.ArrowException as problem:
        raise _refusal(problem, name) from problem


def _header(content: bytes, name: str) -> list[str]:
    text = codecs.decode(content, "utf-8")
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
    if len(names) == 1 and (found := re.search("[\t;]", names[0])):
        raise TensenError("csv_separator", file=name, found={"\t": "TAB", ";": ";"}[found.group()])
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
            parse_options=_parse_options(header),
            convert_options=_convert_options(header),
        )
    except pa.ArrowException as problem:
        raise _refusal(problem, name) from problem


def _parse_options(header: list[str]) -> arrow_csv.ParseOptions:
    # an empty line is an error rather than skipped, so that row numbers are those of the file
    return arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=len(header) == 1)


def _convert_options(header: list[str]) -> arrow_csv.ConvertOptions:
    return arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
    )


def _refusal(problem: pa.ArrowException, name: str) -> TensenError:
    told = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", str(problem))
    if told is None:
        return TensenError("csv_invalid", file=name, problem=str(problem)[:200], row="?")
    row, wanted, found = told.groups()
    return TensenError("csv_ragged", file=name, row=row, found=found, wanted=wanted)


def _frame(table: pa.Table, header: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {n: pd.array(_bare(c), dtype="str") for n, c in zip(header, table.columns, strict=True)}
    )


def _bare(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without the apostrophe that guards a text from being taken for a formula."""
    marked = pc.match_substring_regex(cells, GUARDED)
    if not pc.any(marked).as_py():
        return cells
    return pc.if_else(marked, pc.utf8_slice_codeunits(cells, 1), cells)


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
        words = [guarded(word) for word in found]
    spread = np.array([*words, None], dtype=object)[codes]  # the last one is for missing cells, code -1
    return pd.Series(spread, index=cells.index, dtype="object")
