"""Names of firms, sectors and groups: any text or number, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from tensen.engine.arrays import BoolArray, IntArray
from tensen.messages import Finding, TensenError, nearest

NEAR_AMONG = 20_000


@dataclass(frozen=True, eq=False)
class Names:
    """n distinct names in order: ``words`` as text; ``whole`` says that they were given as whole numbers."""

    words: pa.LargeStringArray
    whole: bool

    def __len__(self) -> int:
        return len(self.words)

    def find(self, words: pa.LargeStringArray) -> IntArray:
        """The place of each word, -1 where it is none of the names."""
        found = pc.fill_null(pc.index_in(words, value_set=self.words), -1)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.intp)

    def typed(self) -> pd.Series:
        """The names as they were given: whole numbers, or text."""
        kind = pa.int64() if self.whole else pa.large_string()
        return pd.Series(pd.array(self.words, dtype="str")) if not self.whole else _numbers(self.words, kind)

    def near(self, word: str) -> str:
        """Names that resemble ``word``, for a message."""
        return ", ".join(nearest(word, self.words.slice(0, NEAR_AMONG).to_pylist())) or "–"


def _numbers(words: pa.Array, kind: pa.DataType) -> pd.Series:
    return pd.Series(words.cast(kind).to_numpy(zero_copy_only=False))


def is_whole(cells: pa.Array) -> bool:
    """Whether a column holds whole numbers, as such or with a decimal point that says nothing."""
    if pa.types.is_integer(cells.type):
        return True
    if not pa.types.is_floating(cells.type):
        return False
    filled = pc.drop_null(cells)
    held = pc.less(pc.abs(filled), float(2**63))  # what a whole number of Arrow can hold; false for infinity
    return bool(len(filled)) and bool(pc.all(pc.and_(held, pc.equal(pc.floor(filled), filled))).as_py())


def words_of(cells: pa.Array) -> pa.LargeStringArray:
    """Names as text without surrounding blanks; a blank, a missing cell or NaN is null.

    Whole numbers are written without a decimal point, so that 7 and 7.0 are one firm.
    """
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_floating(cells.type):
        cells = pc.if_else(pc.is_nan(cells), None, cells)
        if is_whole(cells):
            cells = cells.cast(pa.int64())
    if pa.types.is_decimal(cells.type):
        words = [None if cell is None else format(cell.normalize(), "f") for cell in cells.to_pylist()]
        cells = pa.array(words, pa.large_string())
    text = pc.utf8_trim_whitespace(cells.cast(pa.large_string()))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)


def rows_where(bad: BoolArray, first_row: int, most: int) -> list[tuple[int, int]]:
    """Places of the first rows where ``bad`` holds: (position in the piece, row in the file)."""
    return [(int(at), first_row + int(at)) for at in np.flatnonzero(bad)[:most]]


@dataclass(eq=False)
class Faults:
    """What is wrong with one table: the first findings, and how many there are."""

    file: str
    most: int = 20
    count: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        key: str,
        bad: BoolArray,
        first_row: int,
        column: str,
        params: Mapping[str, object] | None = None,
        *,
        shown: pa.Array | Sequence[Any] | None = None,
    ) -> None:
        """Take note of the rows where ``bad`` holds; ``shown`` fills the word ``value``."""
        for position, row in rows_where(bad, first_row, self.most):
            value = {} if shown is None else {"value": _cell(shown, position)}
            self.note(key, row, column, {**(params or {}), **value})
        self.count += max(0, int(np.count_nonzero(bad)) - self.most)

    def note(self, key: str, row: int, column: str, params: Mapping[str, object]) -> None:
        """Take note of one cell."""
        self.count += 1
        self.findings.append(Finding(key, {"file": self.file, "row": row, "column": column}, params))

    def refuse(self) -> None:
        """Raise :class:`TensenError` with the first cells by row, if anything is wrong."""
        if self.count:
            first = sorted(self.findings, key=lambda finding: int(str(finding.where["row"])))[: self.most]
            raise TensenError("esri_rows", file=self.file, count=self.count, findings=first)


def _cell(shown: Any, position: int) -> str:
    value = shown[position]
    value = value.as_py() if isinstance(value, pa.Scalar) else value
    return "" if value is None else str(value)[:80]
