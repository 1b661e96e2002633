"""One pass over a sheet's XML before its cells are read: how far it reaches, and what a reader would hide.

Readers of Excel files return a formula's stored value, an error as a blank and a merged area as one cell, all
without a word. This pass finds them, with row and column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Final

from tensen.formats.markup import feed, local, parser

MOST = 20  # places remembered of each fault: enough to see the pattern
MOST_AREAS = 10_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@dataclass
class Scan:
    """What a sheet holds besides values. Rows and columns count from 1.

    Attributes:
        rows, columns: the last row and column with a cell.
        formulas: by column, how many formula cells and the first one's row.
        empty_formulas: formula cells without a stored value.
        errors: error cells with their word.
        merged: merged areas as (first row, first column, last row, last column).
        hidden_rows: how many rows with cells are hidden; hidden_row the first.
        hidden_columns: the hidden columns among the first ``columns``.
    """

    rows: int = 0
    columns: int = 0
    formulas: dict[int, tuple[int, int]] = field(default_factory=dict)
    empty_formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_row: int = 0
    hidden_columns: list[int] = field(default_factory=list)


def scan(stream: IO[bytes], name: str, part: str) -> Scan:
    """Read a sheet's XML once.

    Raises:
        TensenError: it is not well-formed, or declares a document type.
    """
    walk = _Walk()
    made = parser(walk.start, walk.end)
    walk.attach(made)
    feed(made, stream, name, part)
    return walk.scan


def letters(column: int) -> str:
    """A column's letters.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    found = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell's name.

    >>> place("B12"), place("$B$12"), place("12")
    ((12, 2), (12, 2), None)
    """
    match = _PLACE.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match.group(1).upper():
        column = column * 26 + ord(letter) - 64
    row = int(match.group(2))
    return (row, column) if 0 < row <= LAST_ROW and column <= LAST_COLUMN else None


class _Walk:
    """Where the parser stands; one method for each element, found in a dictionary: sheets are long."""

    def __init__(self) -> None:
        self.scan = Scan()
        self.row = self.column = 0
        self.kind = ""
        self.formula = self.hidden = False
        self.words: list[str] = []
        self._columns: dict[str, int] = {}  # letters seen: a sheet names few columns many times
        self._starts = {
            "c": self._cell,
            "f": self._formula,
            "v": self._value,
            "row": self._row,
            "mergeCell": self._merge,
            "col": self._col,
        }

    def attach(self, made: object) -> None:
        self.parser = made

    def start(self, tag: str, said: Mapping[str, str]) -> None:
        handler = self._starts.get(tag) or (self._starts.get(local(tag)) if ":" in tag else None)
        if handler is not None:
            handler(said)

    def end(self, tag: str) -> None:
        if (self.formula or self.kind == "e") and local(tag) == "c":
            self._close()

    def _row(self, said: Mapping[str, str]) -> None:
        told = said.get("r", "")
        self.row = int(told) if told.isascii() and told.isdigit() and len(told) < 9 else self.row + 1
        self.column = 0
        self.hidden = said.get("hidden") in ("1", "true")

    def _cell(self, said: Mapping[str, str]) -> None:
        told = said.get("r")
        if told is None:
            self.column += 1
        else:
            name = told.rstrip("0123456789")
            column = self._columns.get(name)
            if column is None:
                found = place(told)
                column = self._columns[name] = found[1] if found else LAST_COLUMN + 1
            self.column = column
            digits = told[len(name) :]
            self.row = int(digits) if digits and len(digits) < 9 else LAST_ROW + 1
        if self.column > self.scan.columns:
            self.scan.columns = self.column
        if self.row > self.scan.rows:
            self.scan.rows = self.row
        if self.hidden:
            self.hidden = False
            self.scan.hidden_rows += 1
            self.scan.hidden_row = self.scan.hidden_row or self.row
        self.kind = said.get("t", "")
        self.formula = False
        if self.kind == "e":
            self.words = []

    def _formula(self, _: Mapping[str, str]) -> None:
        self.formula = True
        self.words = []
        count, first = self.scan.formulas.get(self.column, (0, self.row))
        self.scan.formulas[self.column] = (count + 1, first)

    def _value(self, _: Mapping[str, str]) -> None:
        if self.formula or self.kind == "e":
            self.words = []
            self.parser.CharacterDataHandler = self.words.append  # type: ignore[attr-defined]

    def _close(self) -> None:
        self.parser.CharacterDataHandler = None  # type: ignore[attr-defined]
        word = "".join(self.words).strip()
        if self.kind == "e":
            if len(self.scan.errors) < MOST:
                self.scan.errors.append((self.row, self.column, word[:20] or "?"))
        elif not word and self.kind != "str" and len(self.scan.empty_formulas) < MOST:
            self.scan.empty_formulas.append((self.row, self.column))
        self.formula, self.kind = False, ""

    def _merge(self, said: Mapping[str, str]) -> None:
        first, _, last = said.get("ref", "").partition(":")
        corners = place(first), place(last or first)
        if corners[0] and corners[1] and len(self.scan.merged) < MOST_AREAS:
            self.scan.merged.append((*corners[0], *corners[1]))

    def _col(self, said: Mapping[str, str]) -> None:
        if said.get("hidden") in ("1", "true") and len(self.scan.hidden_columns) < LAST_COLUMN:
            first, last = (said.get(key, "") for key in ("min", "max"))
            if first.isdigit() and last.isdigit() and len(first) < 6 and len(last) < 6:
                self.scan.hidden_columns += range(int(first), min(int(last), LAST_COLUMN) + 1)
