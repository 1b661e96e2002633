"""A CSV file with declared columns, read row by row; faults are told with file, row, column and repair."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite, nan
from pathlib import Path
from typing import Any, Final

from tensen.formats import read_csv
from tensen.messages import Finding, TensenError, nearest
from tensen.store.atomic import unread

MOST_ROWS: Final = 20_000
MOST_MB: Final = 8
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_DATE: Final = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
CONFIDENCES: Final = ("measured", "reported", "estimated", "assumed")


@dataclass(frozen=True)
class Field:
    """A column: ``text``, ``name`` (an id or code), ``number``, ``date`` or ``choice``."""

    name: str
    kind: str = "text"
    required: bool = False
    low: float = -inf
    high: float = inf
    choices: tuple[str, ...] = ()


PROVENANCE: Final = (
    Field("source_id", "name", required=True),
    Field("as_of", "date", required=True),
    Field("confidence", "choice", required=True, choices=CONFIDENCES),
    Field("note"),
)


@dataclass
class Line:
    """One row: its values by column (blank numbers are NaN), and a way to say what is wrong with it."""

    file: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def wrong(self, key: str, column: str, **params: object) -> Finding:
        """A finding about the cell in ``column``."""
        return Finding(key, {"file": self.file, "row": self.row, "column": column}, params)


def read_lines(path: Path, file: str, fields: Sequence[Field], error: str) -> list[Line]:
    """The rows of ``path``, typed as ``fields`` declare them; every column must be there and none besides.

    Raises:
        TensenError: (of the key ``error``) columns or cells that are wrong, all of them told; or the file is
            missing, too large or no CSV.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem
    if len(content) > MOST_MB * 1_000_000:
        raise TensenError("file_too_large", file=file, limit=MOST_MB)
    frame = read_csv(content, file)
    if len(frame) > MOST_ROWS:
        fault = Finding(
            "rows_too_many", {"file": file}, {"count": f"{len(frame):,}", "most": f"{MOST_ROWS:,}"}
        )
        raise TensenError(error, file=file, findings=[fault])
    refuse(_columns(frame.columns.tolist(), file, fields), file, error)
    lines, faults = list[Line](), list[Finding]()
    for row, cells in enumerate(frame.to_dict("records"), start=2):
        line = Line(file, row)
        faults += _fill(line, cells, fields)
        lines.append(line)
    if not lines:
        faults.append(Finding("rows_none", {"file": file}))
    refuse(faults, file, error)
    return lines


def refuse(faults: Sequence[Finding], file: str, error: str) -> None:
    """Raise what was found, if anything was."""
    if faults:
        raise TensenError(error, file=file, findings=faults)


def twice(lines: Sequence[Line], key: Callable[[Line], object], column: str) -> Iterator[Finding]:
    """A finding for each row whose ``key`` stood before."""
    seen: dict[object, int] = {}
    for line in lines:
        first = seen.setdefault(key(line), line.row)
        if first != line.row:
            yield line.wrong("duplicate", column, value=line[column], other=f"{line.file}:{first}")


def disordered(line: Line, low: str, central: str, high: str) -> Iterator[Finding]:
    """A finding where low ≤ central ≤ high does not hold."""
    if not line[low] <= line[central] <= line[high]:
        yield line.wrong("assumption_order", central)


def _columns(found: Sequence[str], file: str, fields: Sequence[Field]) -> list[Finding]:
    known = [f.name for f in fields]
    missing = [
        Finding("column_missing", {"file": file, "column": n}, {"value": n}) for n in known if n not in found
    ]
    strange = [name for name in found if name not in known]
    return missing + [
        Finding(
            "unknown_column",
            {"file": file, "column": name},
            {"value": name, "near": ", ".join(nearest(name, known)) or "–"},
        )
        for name in strange
    ]


def _fill(line: Line, cells: dict[Any, Any], fields: Sequence[Field]) -> Iterator[Finding]:
    for column in fields:
        cell = str(cells[column.name]).strip()
        line.values[column.name] = nan if column.kind == "number" else cell
        if not cell:
            if column.required:
                yield line.wrong("missing", column.name, name=column.name)
        elif column.kind == "number":
            yield from _number(line, column, cell)
        elif column.kind == "name" and not _NAME.fullmatch(cell):
            yield line.wrong("not_id", column.name, value=cell)
        elif column.kind == "date" and not _DATE.fullmatch(cell):
            yield line.wrong("not_date", column.name, value=cell)
        elif column.kind == "choice" and cell not in column.choices:
            yield line.wrong("not_choice", column.name, value=cell, choices=", ".join(column.choices))


def _number(line: Line, column: Field, cell: str) -> Iterator[Finding]:
    try:
        value = float(cell) if "_" not in cell else nan
    except ValueError:
        value = nan
    if not isfinite(value):
        yield line.wrong("not_number", column.name, value=cell)
    elif not column.low <= value <= column.high:
        limits = f"{column.low:g}…{column.high:g}"
        yield line.wrong("out_of_range", column.name, value=cell, limits=limits)
    else:
        line.values[column.name] = value
