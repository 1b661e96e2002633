"""The matrix of essentiality: 2, 1 or 0 for each pair of an input sector (row) and a buyer's sector (column).

It may stand alone, or carry codes of sectors in a first row, a first column, or both. With codes, sectors are
matched by code; without, they are row numbers. Codes that R makes up for a matrix without names (V1, V2, ...
over 1, 2, ...) count as none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tensen.formats.encoding import utf8
from tensen.formats.guard import within_limit
from tensen.formats.parquet import read_batches
from tensen.messages import Finding, TensenError
from tensen.store.atomic import unread
from tensen.workspace.systemic.given import CSV, PARQUET, column_of
from tensen.workspace.systemic.ids import words_of

MOST_SECTORS: Final = 10_000
LEVELS: Final = {"0": 0, "1": 1, "2": 2}
SHOWN: Final = 20
_FROM_R = re.compile(r"V[1-9][0-9]*")
_WHOLE = re.compile(r"([012])\.0*")
Levels = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Essential:
    """``levels[S, S]``, and ``codes[S]`` of its sectors; empty where sectors are row numbers."""

    name: str
    levels: Levels
    codes: tuple[str, ...]

    @property
    def sectors(self) -> int:
        return int(self.levels.shape[0])


def read_matrix(matrix: Any) -> Essential:
    """The matrix in a CSV or Parquet file, a frame (labels are codes) or an array.

    Raises:
        TensenError: not square, an entry other than 2, 1 and 0 (with row and column), or codes that do not
            fit each other.
    """
    if isinstance(matrix, Essential):
        return matrix
    if isinstance(matrix, str | Path):
        path = Path(matrix)
        return _sheet(_cells(path), path.name)
    if isinstance(matrix, pd.DataFrame):
        return _frame(matrix)
    values = np.asarray(matrix)
    if values.ndim != 2:
        shape = "×".join(map(str, values.shape)) or "–"
        raise TensenError("esri_matrix_shape", file=_name(), shape=shape)
    return Essential(_name(), _levels([list(row) for row in values.tolist()], _name(), 0, 0), ())


def _name() -> str:
    return "essential"


def _cells(path: Path) -> list[list[str]]:
    suffix = path.suffix.lower()
    if suffix not in (*CSV, *PARQUET):
        raise TensenError("esri_format", exit_code=2, file=str(path))
    if suffix in PARQUET:
        return _parquet_cells(path)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem
    within_limit(content, path.name)
    try:
        rows = list(csv.reader(StringIO(utf8(content, path.name).decode("utf-8"), newline="")))
    except csv.Error as problem:
        raise TensenError("csv_invalid", file=path.name, problem=problem, row="?") from problem
    cells = [[cell.strip() for cell in row] for row in rows]
    while cells and not any(cells[-1]):
        cells.pop()
    if cells and len(cells[0]) == 1 and (found := re.search("[\t; ]", cells[0][0])):
        raise TensenError(
            "csv_separator", file=path.name, found={"\t": "TAB"}.get(found.group(), found.group())
        )
    return cells


def _parquet_cells(path: Path) -> list[list[str]]:
    try:
        path.open("rb").close()
    except OSError as problem:
        raise unread(path, problem) from problem
    headers, batches = read_batches(path, path.name)
    # the index of a frame comes last in the file and first in the matrix
    index = [h for h in headers if h.startswith("__index_level_")]
    order = [*index, *(h for h in headers if h not in index)]
    parts = [columns for _, columns in batches(order, MOST_SECTORS)]
    held = [
        [word or "" for part in parts for word in words_of(column_of(part[h])).to_pylist()] for h in order
    ]
    rows = [list(row) for row in zip(*held, strict=True)]
    return [["" if h in index else h.strip() for h in order], *rows]


def _frame(frame: pd.DataFrame) -> Essential:
    plain = isinstance(frame.index, pd.RangeIndex) and isinstance(frame.columns, pd.RangeIndex)
    rows = [list(row) for row in frame.to_numpy(dtype=object).tolist()]
    if plain:
        return Essential(_name(), _levels(rows, _name(), 0, 0), ())
    down, across = _labels(frame.index), _labels(frame.columns)
    if isinstance(frame.index, pd.RangeIndex):
        down = across if len(down) == len(across) else down
    return _coded(rows, across, down, _name(), 0, 0)


def _labels(labels: pd.Index) -> list[str]:
    return [word or "" for word in words_of(column_of(labels.to_numpy())).to_pylist()]


def _sheet(cells: list[list[str]], name: str) -> Essential:
    """Tell codes from entries by the shape; a square sheet has codes if its corner is no entry."""
    if not cells:
        raise TensenError("esri_empty", file=name)
    wide = len(cells[0])
    ragged = next((k for k, row in enumerate(cells) if len(row) != wide), None)
    if ragged is not None:
        where = {"file": name, "row": ragged + 1}
        params = {"found": len(cells[ragged]), "wanted": wide}
        raise TensenError("esri_matrix", file=name, count=1, findings=[Finding("esri_ragged", where, params)])
    if len(cells) > MOST_SECTORS + 1:
        raise TensenError("esri_matrix_large", file=name, count=len(cells), limit=MOST_SECTORS)
    top, left = _edges_of(cells, len(cells), wide, name)
    across = cells[0][left:] if top else []
    down = [row[0] for row in cells[top:]] if left else []
    rows: list[list[Any]] = [list(row[left:]) for row in cells[top:]]
    if _made_by_r(across, down):
        across, down = [], []
    return _coded(rows, across, down, name, top + 1, left + 1)


def _edges_of(cells: list[list[str]], high: int, wide: int, name: str) -> tuple[int, int]:
    if high == wide + 1 and _are_codes(cells[0]):
        return 1, 0
    if wide == high + 1 and _are_codes([row[0] for row in cells]):
        return 0, 1
    if high != wide:
        raise TensenError("esri_matrix_shape", file=name, shape=f"{high}×{wide}")
    both = _level(cells[0][0]) is None and high > 1
    return int(both), int(both)


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether they can be no entries, or count the sectors; a row too many is no header."""
    counted = [[str(k + first) for k in range(len(cells))] for first in (0, 1)]
    return any(_level(cell) is None for cell in cells) or list(cells) in counted


def _made_by_r(across: Sequence[str], down: Sequence[str]) -> bool:
    counted = [f"V{k}" for k in range(1, len(across) + 1)] == list(across) and bool(across)
    return counted and (not down or list(down) == [str(k) for k in range(1, len(down) + 1)])


def _coded(
    rows: list[list[Any]], across: list[str], down: list[str], name: str, first_row: int, first_column: int
) -> Essential:
    levels = _levels(rows, name, first_row, first_column)
    for codes in (across, down):
        twice = (
            sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
        )
        if twice:
            raise TensenError(
                "esri_code_twice", file=name, names=", ".join(code or "–" for code in twice[:9])
            )
    if across and down and set(across) != set(down):
        only = [
            ", ".join([c for c in a if c not in set(b)][:6]) or "–"
            for a, b in ((down, across), (across, down))
        ]
        raise TensenError("esri_codes_differ", file=name, rows=only[0], columns=only[1])
    if across and down:  # columns in the order of the rows
        place = {code: k for k, code in enumerate(across)}
        levels = levels[:, [place[code] for code in down]]
    return Essential(name, levels, tuple(down or across))


def _levels(rows: list[list[Any]], name: str, first_row: int, first_column: int) -> Levels:
    high, wide = len(rows), len(rows[0]) if rows else 0
    if high != wide or not high:
        raise TensenError("esri_matrix_shape", file=name, shape=f"{high}×{wide}")
    found = [[_level(cell) for cell in row] for row in rows]
    bad = [(i, j) for i, row in enumerate(found) for j, level in enumerate(row) if level is None]
    if bad:
        findings = [
            Finding(
                "esri_entry",
                {"file": name, "row": i + first_row, "column": j + first_column},
                {"value": str(rows[i][j])[:40]},
            )
            for i, j in bad[:SHOWN]
        ]
        raise TensenError("esri_matrix", file=name, count=len(bad), findings=findings)
    return np.array(found, dtype=np.int8)


def _level(cell: Any) -> int | None:
    word = str(cell).strip()
    whole = _WHOLE.fullmatch(word)
    return LEVELS.get(whole.group(1) if whole else word)
