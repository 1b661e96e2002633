"""Excel: the cells of every sheet as strings, with a word on whatever a reader would pass over in silence.

Only ``.xlsx`` and ``.xlsm`` are read: the older and the other formats cannot be looked into before a reader
opens them. Dates become ISO text, whole numbers lose their ``.0``, a percentage is its number. Nothing is
run, fetched or calculated.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pandas as pd
import python_calamine as calamine

from tensen.formats.cells import words_of_cells
from tensen.formats.excel_header import Header, find_header
from tensen.formats.excel_write import to_excel
from tensen.formats.guard import entry
from tensen.formats.part import Part, Wanted, everything
from tensen.formats.sheet_scan import MOST, Scan, letters, scan
from tensen.formats.workbook import Sheet, Workbook, open_workbook
from tensen.messages import Finding, TensenError

__all__ = ["read_excel", "to_excel"]

MOST_CELLS = 20_000_000
MOST_COLUMNS = 1000
Row = Sequence[object]


def read_excel(content: bytes, name: str, wanted: Wanted = everything) -> list[Part]:
    """One part a sheet that holds anything.

    Args:
        content: the workbook.
        name: its file name, for messages.
        wanted: which sheets to read, by name: a fault in another sheet then stops nobody.

    Raises:
        TensenError: another kind of file, encrypted, damaged, a bomb; or cells not to be trusted (errors,
            formulas without a value, merged areas, a header that is missing or ambiguous), each with its
            sheet, row and column.
    """
    book = open_workbook(content, name)
    chosen = [sheet for sheet in book.sheets if wanted(sheet.title)]
    scans = {sheet.title: _scanned(book, sheet, name) for sheet in chosen}
    try:
        opened = calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        parts = [_part(opened, sheet, scans[sheet.title], name) for sheet in chosen]
    except BaseException as fault:
        # a panic of the library in Rust is no Exception, so that it would pass every handler above
        if isinstance(fault, calamine.CalamineError | ValueError | OSError) or _is_panic(fault):
            raise TensenError("excel_broken", file=name, problem=str(fault)[:200]) from fault
        raise
    findings = [f for _, found in parts for f in found if f.severity == "error"]
    if findings:
        raise TensenError("excel_faults", findings=findings, file=name, count=len(findings))
    kept = [part for part, _ in parts if part is not None]
    if not kept:
        return []
    first = kept[0]
    whole = Part(
        first.name, first.sheet, first.title, first.frame, first.first_row, (*book.findings, *first.findings)
    )
    return [whole, *kept[1:]]


def _is_panic(fault: BaseException) -> bool:
    return type(fault).__name__ == "PanicException"


def _scanned(book: Workbook, sheet: Sheet, name: str) -> Scan:
    with entry(book.archive, sheet.part, name) as stream:
        found = scan(stream, name, sheet.title)
    cells = found.rows * found.columns
    if found.columns > MOST_COLUMNS or cells > MOST_CELLS or found.rows > 1_048_576:
        limit = MOST_COLUMNS if found.columns > MOST_COLUMNS else MOST_CELLS
        raise TensenError(
            "excel_sheet_large",
            file=name,
            sheet=sheet.title,
            rows=found.rows,
            columns=letters(found.columns),
            cells=f"{cells:,}",
            limit=f"{limit:,}",
        )
    return found


def _part(
    book: calamine.CalamineWorkbook, sheet: Sheet, found: Scan, name: str
) -> tuple[Part | None, list[Finding]]:
    where = {"file": name, "sheet": sheet.title}
    rows = book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False) if found.rows else []
    filled = [any(cell not in ("", None) for cell in row) for row in rows]
    if not any(filled):
        return None, list(_untrusted(found, where, 0))
    last = len(filled) - 1 - filled[::-1].index(True)
    header = find_header(rows[: last + 1], filled, where)
    body = rows[header.row : last + 1]
    findings = [
        *header.findings,
        *_untrusted(found, where, header.row),
        *_notes(found, sheet, where, header.row),
        *_gaps(filled, header.row, last, where),
    ]
    warnings = tuple(f for f in findings if f.severity == "warning")
    return Part(name, sheet.title, sheet.title, _frame(header, body), header.row + 1, warnings), findings


def _frame(header: Header, body: Sequence[Row]) -> pd.DataFrame:
    columns = {
        title: pd.array(words_of_cells([row[at] if at < len(row) else "" for row in body]), dtype="str")
        for title, at in header.columns.items()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(body)))


def _untrusted(found: Scan, where: Mapping[str, object], header: int) -> Iterator[Finding]:
    """Cells of the table whose value is not what it seems."""
    for row, column, word in found.errors:
        place = {**where, "row": row, "column": letters(column)}
        yield Finding("excel_error_cell", place, {"cell": f"{letters(column)}{row}", "value": word})
    for row, column in found.empty_formulas:
        place = {**where, "row": row, "column": letters(column)}
        yield Finding("excel_formula_empty", place, {"cell": f"{letters(column)}{row}"})
    merged = [area for area in found.merged if area[2] >= header and area[1] <= found.columns]
    for top, left, bottom, right in merged[:MOST]:
        cells = f"{letters(left)}{top}:{letters(right)}{bottom}"
        yield Finding("excel_merged", {**where, "row": top, "column": letters(left)}, {"cells": cells})


def _notes(found: Scan, sheet: Sheet, where: Mapping[str, object], header: int) -> Iterator[Finding]:
    if sheet.hidden:
        yield Finding("excel_hidden_sheet", where, severity="warning")
    for column, (count, first) in sorted(found.formulas.items()):
        told = {"count": count, "cell": f"{letters(column)}{first}"}
        yield Finding("excel_formula", {**where, "column": letters(column)}, told, "warning")
    if found.hidden_rows and found.hidden_row >= header:
        told = {"count": found.hidden_rows, "first": found.hidden_row}
        yield Finding("excel_hidden_rows", where, told, "warning")
    hidden = sorted({c for c in found.hidden_columns if c <= found.columns})
    if hidden:
        words = ", ".join(letters(column) for column in hidden[:MOST])
        yield Finding("excel_hidden_columns", where, {"columns": words}, "warning")


def _gaps(filled: Sequence[bool], header: int, last: int, where: Mapping[str, object]) -> Iterator[Finding]:
    blank = [at + 1 for at in range(header, last) if not filled[at]]
    if blank:
        told: Final = {"count": len(blank), "first": blank[0]}
        yield Finding("excel_blank_rows", {**where, "row": blank[0]}, told, "warning")
