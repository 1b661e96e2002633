"""A table that somebody gave: a CSV or Parquet file of any size, a frame, or arrays; read in pieces.

A piece holds columns of Arrow, never an object of Python per cell, so that a network of millions of edges
takes the memory of its numbers. Columns are found by name, case and surrounding blanks aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from tensen.formats.csv import read_chunks
from tensen.formats.parquet import read_batches
from tensen.messages import Finding, Key, TensenError
from tensen.messages.catalogue import entries
from tensen.store.atomic import unread

CSV: Final = (".csv", ".txt")
PARQUET: Final = (".parquet", ".pq")
ROWS: Final = 1_000_000
Step = Callable[[], None]
# other names under which researchers keep the same columns; none of them can mean the other end of an edge
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "source": ("supplier", "seller", "from"),
    "target": ("customer", "buyer", "to"),
    "weight": ("value", "amount", "sales"),
    "node": ("firm", "id", "company"),
    "sector": ("industry", "nace"),
}


@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows: the wanted columns by their declared names, and the row number of the first."""

    columns: Mapping[str, pa.Array]
    first_row: int

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True, eq=False)
class Given:
    """A table with a ``name`` for messages and its ``headers``; ``pieces`` reads the columns asked for."""

    name: str
    headers: tuple[str, ...]
    read: Callable[[Sequence[str]], Iterator[tuple[int, Mapping[str, pa.Array]]]]

    def found(self, column: str) -> str | None:
        """The header of a declared column, in the table's own spelling; None where it has none."""
        plain = {header.strip().casefold(): header for header in reversed(self.headers)}
        labels = entries().get(f"esri.column_{column}", {}).values()
        for name in (column, *labels, *ALSO.get(column, ())):
            if name.casefold() in plain:
                return plain[name.casefold()]
        return None

    def header(self, column: str) -> str:
        """The same; raises :class:`TensenError` where the table has no such column."""
        found = self.found(column)
        if found is None:
            shown = ", ".join(self.headers)[:200] or "–"
            raise TensenError("esri_column", file=self.name, column=column, found=shown)
        return found

    def pieces(self, *columns: str, optional: Sequence[str] = ()) -> Iterator[Piece]:
        """The rows in order, a piece at a time; optional columns only where the table has them.

        Raises:
            TensenError: a column is missing, or the file cannot be read; with file and row.
        """
        names = {column: self.header(column) for column in columns}
        names |= {column: header for column in optional if (header := self.found(column)) is not None}
        for first, held in self.read(list(names.values())):
            yield Piece({column: held[header] for column, header in names.items()}, first)

    def columns(self, *columns: str, optional: Sequence[str] = ()) -> Piece:
        """All rows as one piece, for tables with a row per firm."""
        parts = list(self.pieces(*columns, optional=optional))
        if not parts or not sum(map(len, parts)):
            raise TensenError("esri_empty", file=self.name)
        whole = {
            name: pa.chunked_array([p.columns[name] for p in parts]).combine_chunks()
            for name in parts[0].columns
        }
        return Piece(whole, parts[0].first_row)


def given(table: Any, name: str) -> Given:
    """What was handed in, ready to be read: a path, a frame, a mapping of columns, or a :class:`Given`.

    Raises:
        TensenError: the file is absent or of another format, or columns differ in length.
    """
    if isinstance(table, Given):
        return table
    if isinstance(table, str | Path):
        return _file(Path(table))
    if isinstance(table, pd.DataFrame):
        _named_once(table, name)
        return _held(name, {str(c): table[c] for c in table.columns})
    if isinstance(table, Mapping):
        return _held(name, table)
    raise TensenError("esri_kind", exit_code=2, what=Key(f"esri.what_{name}"), found=type(table).__name__)


def _named_once(frame: pd.DataFrame, file: str) -> None:
    """Refuse a frame of which two columns have one name."""
    names = pd.Series([str(c).strip() for c in frame.columns], dtype="str")
    found = [
        Finding("esri_header_twice", {"file": file, "column": int(k) + 1}, {"value": names.iloc[k]})
        for k in np.flatnonzero(names.duplicated())
    ]
    if found:
        raise TensenError("esri_headers", file=file, count=len(found), findings=found)


def _file(path: Path) -> Given:
    suffix = path.suffix.lower()
    if suffix not in (*CSV, *PARQUET):
        raise TensenError("esri_format", exit_code=2, file=str(path))
    try:
        path.open("rb").close()
    except OSError as problem:
        raise unread(path, problem) from problem
    if suffix in PARQUET:
        headers, batches = read_batches(path, path.name)

        def read(wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, pa.Array]]]:
            for first, held in batches(wanted, ROWS):
                yield first, {header: column_of(held[header], path.name, header) for header in wanted}

        return Given(path.name, headers, read)
    parts = read_chunks(path, path.name, rows=1)
    first = next(parts)
    parts.close()  # type: ignore[attr-defined]
    return Given(path.name, tuple(map(str, first.frame.columns)), lambda wanted: _csv(path, wanted))


def _csv(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, pa.Array]]]:
    for part in read_chunks(path, path.name):
        yield part.first_row, {name: column_of(part.frame[name]) for name in wanted}


def _held(name: str, columns: Mapping[str, Any]) -> Given:
    held = {str(key): values for key, values in columns.items()}
    lengths = {}
    for key, values in held.items():
        if not hasattr(values, "__len__"):
            raise TensenError("esri_cells", file=name, column=key, found=type(values).__name__)
        lengths[key] = len(values)
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{key}: {size}" for key, size in lengths.items())
        raise TensenError("esri_lengths", what=Key(f"esri.what_{name}"), found=told)

    def read(wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, pa.Array]]]:
        yield 0, {header: column_of(held[header], name, header) for header in wanted}

    return Given(name, tuple(lengths), read)


def column_of(values: Any, file: str = "–", column: str = "–") -> pa.Array:
    """One column as Arrow holds it; cells of several kinds in one column become text.

    Raises:
        TensenError: no flat column, or cells that are neither numbers, texts nor dates.
    """
    if not isinstance(values, pa.Array | pa.ChunkedArray):
        values = _flat(values, file, column)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not _is_plain(values.type):
        raise TensenError("esri_cells", file=file, column=column, found=values.type)
    return values


def _flat(values: Any, file: str, column: str) -> Any:
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    shape = getattr(values, "shape", None)
    if not hasattr(values, "__len__") or isinstance(values, str | bytes) or kind == "c":
        found = type(values).__name__ if kind != "c" else "complex"
        raise TensenError("esri_cells", file=file, column=column, found=found)
    if shape is not None and len(shape) != 1:
        raise TensenError("esri_cells", file=file, column=column, found="×".join(map(str, shape)) or "0-D")
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, ValueError):
        cells = list(values)
    for cell in cells:
        if isinstance(cell, complex | list | tuple | dict | set | bytes | np.ndarray):
            raise TensenError("esri_cells", file=file, column=column, found=type(cell).__name__)
    return pa.array([None if pd.isna(cell) else str(cell) for cell in cells], pa.large_string())


def _is_plain(kind: pa.DataType) -> bool:
    """Whether cells of this type are numbers, texts or dates."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = ("integer", "floating", "decimal", "boolean", "null", "date", "timestamp")
    texts = ("string", "large_string", "string_view")
    return any(getattr(pa.types, f"is_{name}")(kind) for name in (*tests, *texts))
