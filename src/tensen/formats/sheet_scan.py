"""One pass over a sheet's XML before its cells are read: how far it reaches, and what a reader would hide.

Readers of Excel files return a formula's stored value, an error as a blank and a merged area as one cell, all
without a word. This pass finds them, with row and column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final

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
    made = walk.parser = parser(walk.start)
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
        self.parser: Any = None
        self.row = self.column = 0
        self.kind = self.digits = ""  # the row's number as it ends the names of its cells
        self.formula = self.hidden = self.opened = self.listening = False
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

    def start(self, tag: str, said: Mapping[str, str]) -> None:
        """Nearly all elements are cells that continue a row, and their values: they take the short way."""
        if tag == "v" and not self.listening:
            return
        handler = self._starts.get(tag) or (self._starts.get(local(tag)) if ":" in tag else None)
        if handler is not None:
            handler(said)

    def end(self, tag: str) -> None:
        """The end of an element inside a formula or error cell: others are not listened to."""
        if local(tag) == "c":
            self._close()

    def _row(self, said: Mapping[str, str]) -> None:
        told = said.get("r", "")
        self.row = int(told) if told.isascii() and told.isdigit() and len(told) < 9 else self.row + 1
        self.column = 0
        self.digits, self.opened = str(self.row), False
        self.hidden = said.get("hidden") in ("1", "true")

    def _cell(self, said: Mapping[str, str]) -> None:
        told = said.get("r", "")
        column = self._columns.get(told.removesuffix(self.digits)) if self.opened else None
        if column is None:
            column = self._locate(told)
            if self.hidden:
                self.hidden = False
                self.scan.hidden_rows += 1
                self.scan.hidden_row = self.scan.hidden_row or self.row
        self.column = column
        self.kind = said.get("t", "")
        if self.kind == "e":
            self._listen()

    def _locate(self, told: str) -> int:
        """The column of a cell that is a row's first, or in a column not seen before, or out of order."""
        name = told.rstrip("0123456789")
        digits = told[len(name) :]
        if not told:
            column = self.column + 1
        else:
            found = place(told)
            column = found[1] if found else LAST_COLUMN + 1
            self.row = found[0] if found else LAST_ROW + 1
        if found_here := self.digits == digits:
            self._columns[name] = column
        self.opened = found_here
        self.scan.columns = max(self.scan.columns, column)
        self.scan.rows = max(self.scan.rows, self.row)
        return column

    def _formula(self, _: Mapping[str, str]) -> None:
        self.formula = True
        self._listen()
        count, first = self.scan.formulas.get(self.column, (0, self.row))
        self.scan.formulas[self.column] = (count + 1, first)

    def _value(self, _: Mapping[str, str]) -> None:
        if self.listening:
            self.words = []
            self.parser.CharacterDataHandler = self.words.append

    def _listen(self) -> None:
        self.words, self.listening = [], True
        self.parser.EndElementHandler = self.end

    def _close(self) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        word = "".join(self.words).strip()
        if self.kind == "e":
            if len(self.scan.errors) < MOST:
                self.scan.errors.append((self.row, self.column, word[:20] or "?"))
        elif not word and self.kind != "str" and len(self.scan.empty_formulas) < MOST:
            self.scan.empty_formulas.append((self.row, self.column))
        self.formula, self.kind, self.listening = False, "", False

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
