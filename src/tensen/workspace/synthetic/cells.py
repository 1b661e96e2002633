"""Cells of a table that a user wrote, as numbers, with the place of each that is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from tensen.engine.arrays import FloatArray
from tensen.formats import registry
from tensen.formats.part import Part
from tensen.messages import Finding, TensenError
from tensen.messages.catalogue import entries
from tensen.store.atomic import unread

MOST: Final = 20


@dataclass
class Faults:
    """What is wrong with a file, the first twenty with their place."""

    file: str
    sheet: str = ""
    first_row: int = 2
    count: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, key: str, row: int | None, column: str = "", **params: object) -> None:
        """A fault in the frame's row ``row`` (None: in the header)."""
        self.count += 1
        if len(self.findings) < MOST:
            line = self.first_row - 1 if row is None else self.first_row + row
            place = {"file": self.file, "sheet": self.sheet, "row": max(line, 1), "column": column}
            self.findings.append(Finding(key, place, params))

    def stop(self) -> None:
        """Raise what was found."""
        if self.count:
            raise TensenError("generate_table", file=self.file, count=self.count, findings=self.findings)


def read_part(path: Path) -> Part:
    """The first table with rows of a CSV, Excel or Parquet file.

    Raises:
        TensenError: it cannot be read, or is empty.
    """
    chosen = registry.format_for(path)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem
    parts = registry.read_parts({path.name: content}, chosen)
    part = next((part for part in parts if len(part.frame)), None)
    if part is None:
        raise TensenError("generate_empty", file=path.name)
    return part


def headings(frame: pd.DataFrame) -> list[str]:
    """The column names, without blanks around them."""
    return [str(name).strip() for name in frame.columns]


def words(cells: pd.Series) -> list[str]:
    """Cells as text, blanks empty; whole numbers without a point."""
    found = []
    for cell in cells.tolist():
        whole = isinstance(cell, float) and cell.is_integer()
        found.append("" if cell is None or cell != cell else str(int(cell) if whole else cell).strip())
    return found


def numbers(cells: Sequence[str], rows: Sequence[int], column: str, faults: Faults) -> FloatArray:
    """Finite numbers of 0 or more, one a cell; anything else is noted in ``faults`` and stands as 0."""
    found = np.zeros(len(cells))
    for k, (cell, row) in enumerate(zip(cells, rows, strict=True)):
        key, found[k] = _number(cell)
        if key:
            faults.add(key, row, column, value=cell[:40])
    return found


def _number(cell: str) -> tuple[str, float]:
    if not cell:
        return "generate_blank", 0.0
    try:
        value = float(cell) if "_" not in cell else float("x")
    except ValueError:
        return "generate_not_number", 0.0
    if not np.isfinite(value):
        return "generate_not_finite", 0.0
    return ("generate_negative", 0.0) if value < 0 else ("", value)


def known_as(word: str) -> str:
    """``final_demand``, ``output``, ``value_added``, ``sector`` or ``firms``, in either language; else empty.

    >>> known_as("Final demand"), known_as("最終需要"), known_as("c26")
    ('final_demand', 'final_demand', '')
    """
    plain = word.strip().casefold().replace("_", " ")
    for name in ("final_demand", "output", "value_added", "sector", "firms"):
        if plain in (
            name.replace("_", " "),
            *map(str.casefold, entries()[f"generate.column_{name}"].values()),
        ):
            return name
    return ""
