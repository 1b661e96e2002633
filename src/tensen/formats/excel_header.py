"""Which row of a sheet names the columns: the first one, or the first full one below a title."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tensen.formats.sheet_scan import letters
from tensen.messages import Finding

_LOOK = 30  # a table starts within so many rows


@dataclass(frozen=True)
class Header:
    """The header's row (counting from 1) and the place of each named column."""

    row: int
    columns: Mapping[str, int]
    findings: tuple[Finding, ...]


def find_header(
    rows: Sequence[Sequence[object]], filled: Sequence[bool], where: Mapping[str, object]
) -> Header:
    """The header among ``rows`` (as a reader gives them); ``filled`` says which are not blank.

    It is the first row that has text in at least half as many cells as the widest of the first rows; what
    stands above is a title and is told. A named column may be empty; a column with cells must have a name.
    """
    widths = [_width(row) for row in rows[:_LOOK]]
    enough = max(1, -(-max(widths) // 2)) if max(widths) < 4 else max(2, -(-max(widths) // 2))
    at = next(n for n, width in enumerate(widths) if width >= enough)
    row = rows[at]
    place = {**where, "row": at + 1}
    if not all(isinstance(cell, str) for cell in row if cell not in ("", None)):
        return Header(at + 1, {}, (Finding("excel_no_header", place),))
    above = sum(filled[:at])
    findings = list(_faults(row, rows[at + 1 :], place))
    if above:
        told = {"row": at + 1, "count": above}
        findings.insert(0, Finding("excel_header_row", where, told, "warning"))
    named = {str(cell).strip(): n for n, cell in enumerate(row) if str(cell or "").strip()}
    return Header(at + 1, named, tuple(findings))


def _width(row: Sequence[object]) -> int:
    return sum(cell not in ("", None) for cell in row)


def _faults(
    row: Sequence[object], body: Sequence[Sequence[object]], where: Mapping[str, object]
) -> Iterator[Finding]:
    places: dict[str, list[str]] = {}
    for at, cell in enumerate(row):
        word = str(cell or "").strip()
        if word:
            places.setdefault(word, []).append(letters(at + 1))
        elif any(at < len(line) and line[at] not in ("", None) for line in body):
            told = {"column": letters(at + 1)}
            yield Finding("excel_header_blank", {**where, "column": letters(at + 1)}, told)
    for word, columns in places.items():
        if len(columns) > 1:
            told = {"value": word[:80], "columns": ", ".join(columns[:9])}
            yield Finding("excel_header_twice", where, told)
