"""Parquet: one file a table, typed, without loss; read with limits on what it may expand to.

A small file can claim a vast table (a run of one repeated value costs a few bytes), so rows, columns and the
size of the texts are bounded before anything is spread out.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, Final

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from tensen.formats.guard import within_limit
from tensen.formats.part import Part
from tensen.messages import TensenError
from tensen.model.schema import TABLES

MOST_ROWS: Final = 20_000_000
MOST_CELLS: Final = 400_000_000
MOST_COLUMNS: Final = 1000
MOST_TEXT: Final = 4_000_000_000  # letters, once spread over the rows


def to_parquet(frame: pd.DataFrame, said: Mapping[str, str]) -> bytes:
    """A table with all its columns; ``said`` (licences and the like) goes into the file's own metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **said})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def read_parquet(content: bytes, name: str) -> Part:
    """A table, typed; text columns are categories, dates ISO text.

    Raises:
        TensenError: damaged, too large once read, or a column that no table can hold.
    """
    within_limit(content, name)
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        _within(file, name)
        texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
        table = pq.read_table(io.BytesIO(content), read_dictionary=texts, use_threads=False)
        _texts_within(table, name)
        columns = {n: _plain(n, table.column(n), name) for n in table.column_names}
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, UnicodeError) as fault:
        raise TensenError("parquet_broken", file=name, problem=str(fault)[:200]) from fault
    title = PurePath(name).name.split(".")[0]
    return Part(name, "", title, pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows)), 1)


def _within(file: pq.ParquetFile, name: str, *, decimals: bool = False) -> None:
    rows, columns = file.metadata.num_rows, len(file.schema_arrow)
    for found, limit, what in (
        (rows, MOST_ROWS, "rows"),
        (columns, MOST_COLUMNS, "columns"),
        (rows * columns, MOST_CELLS, "cells"),
    ):
        if found > limit:
            raise TensenError("parquet_large", file=name, found=f"{found:,} {what}", limit=f"{limit:,}")
    names = file.schema_arrow.names
    twice = sorted({str(n) for n in names if names.count(n) > 1})
    if twice:
        raise TensenError("csv_column_twice", file=name, names=", ".join(twice)[:200])
    for field in file.schema_arrow:
        if not (_holds(field.type) or (decimals and pa.types.is_decimal(field.type))):
            raise TensenError("parquet_column", file=name, column=field.name[:80], found=str(field.type)[:80])


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _holds(kind: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    simple = (types.is_null, types.is_boolean, types.is_integer, types.is_floating, types.is_date)
    return _is_text(kind) or any(test(kind) for test in simple)


def _texts_within(table: pa.Table, name: str) -> None:
    """The letters that the dictionaries stand for, without spreading them out."""
    total = 0
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            for chunk in column.chunks:
                sizes = pc.binary_length(chunk.dictionary)
                total += pc.sum(sizes.take(chunk.indices)).as_py() or 0
    if total > MOST_TEXT:
        raise TensenError("parquet_large", file=name, found=f"{total:,} letters", limit=f"{MOST_TEXT:,}")


def _plain(title: str, column: pa.ChunkedArray, name: str) -> pd.Series:
    kind = column.type
    if pa.types.is_date(kind):
        return pd.Series(column.cast(pa.string()).to_pandas(), dtype="str")
    if pa.types.is_integer(kind) and column.null_count == 0:
        return pd.Series(column.to_pandas())
    if pa.types.is_integer(kind):
        largest = pc.max(pc.abs_checked(column.cast(pa.int64()))).as_py() or 0
        if largest > 2**53:  # with blanks it would become a float and lose its last digits
            raise TensenError("parquet_column", file=name, column=title, found=f"{kind} > 2^53")
        return pd.Series(column.cast(pa.float64()).to_pandas())
    if pa.types.is_floating(kind):
        return pd.Series(column.cast(pa.float64()).to_pandas())
    if pa.types.is_null(kind):
        return pd.Series([None] * len(column), dtype="str")
    if pa.types.is_boolean(kind):
        return pd.Series(column.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get))
    return pd.Series(column.combine_chunks().to_pandas() if column.num_chunks else column.to_pandas())


def manifest(about: Mapping[str, Any]) -> bytes:
    """``network.json`` beside the tables."""
    return json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8")


def is_table(name: str) -> bool:
    """Whether a file of a folder is a table's."""
    stem, _, suffix = PurePath(name).name.partition(".")
    return suffix == "parquet" and stem in TABLES


Batches = Callable[[Sequence[str], int], Iterator[tuple[int, Mapping[str, Any]]]]


def read_batches(path: Path, name: str) -> tuple[tuple[str, ...], Batches]:
    """The columns of a file of any size, and a function that reads some of them, so many rows at a time.

    The function gives the number of the first row (from 1) and an Arrow array for each column asked for.

    Raises:
        TensenError: damaged, more rows than can be held, or a column that no table can hold.
    """
    try:
        file = pq.ParquetFile(path)
        _within(file, name, decimals=True)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, UnicodeError) as fault:
        raise TensenError("parquet_broken", file=name, problem=str(fault)[:200]) from fault

    def batches(columns: Sequence[str], rows: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
        first = 1
        try:
            for batch in file.iter_batches(batch_size=rows, columns=list(columns), use_threads=False):
                yield first, {column: batch.column(column) for column in columns}
                first += batch.num_rows
        except (pa.ArrowException, OSError) as fault:
            raise TensenError("parquet_broken", file=name, problem=str(fault)[:200]) from fault

    return tuple(file.schema_arrow.names), batches
