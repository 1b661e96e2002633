"""A network as an Excel workbook that reads back equal.

XlsxWriter formats numbers with 16 digits, by which a quarter of all doubles change their last bit; here each
number is written with the shortest digits that read back equal. Texts are written as texts: a text that
begins like a formula stays one, and is marked so that editing it in Excel does not turn it into one.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from tensen.formats.about import about_fields
from tensen.formats.cells import or_none
from tensen.formats.formula import is_formula
from tensen.formats.licences import licence_rows
from tensen.formats.stamp import latest
from tensen.messages import Language, TensenError
from tensen.model import Network
from tensen.model.schema import TABLES, Table, assumption_column, tables

MOST_ROWS = 1_048_575
MOST_LETTERS = 32_767
ABOUT, LICENCES = "about", "licences"
_STEP: Final = 20_000
_NO_CHARACTER: Final = re.compile(
    "[\ufffe\uffff]"
)  # XML has none of these, and readers of Excel files leave the escape
# XlsxWriter escapes a text that looks like an escape, but misses the second of two that share a "_"
_TWO_ESCAPES: Final = re.compile("_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
Step = Callable[[], None]


class _Exact(float):
    """A number that is written with all the digits it has."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return repr(float(self))


def to_excel(
    network: Network,
    lang: Language = "en",
    step: Step = lambda: None,
    chosen: Sequence[str] = TABLES,
) -> bytes:
    """A sheet for each table, one about the network, one with the licences of what it holds.

    Raises:
        TensenError: a table has more rows, or a cell more letters, than Excel holds.
    """
    sheets = {name: _columns(network.tables[name], tables()[name]) for name in chosen}
    for name, columns in sheets.items():
        _refuse_large(name, columns)
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    book.set_properties({"title": network.about.title_en, "created": latest(network)})
    formats = {
        "header": book.add_format({"bold": True, "bg_color": "#E8EDF2", "bottom": 1}),
        "quoted": book.add_format({"quote_prefix": True}),
    }
    if len(chosen) == len(TABLES):
        _sheet(book, ABOUT, _about_columns(network), formats, step)
    for name, columns in sheets.items():
        _sheet(book, name, columns, formats, step)
    _sheet(book, LICENCES, _licence_columns(network, lang, chosen), formats, step)
    book.close()
    return sink.getvalue()


Columns = Mapping[str, list[Any]]


def _columns(frame: pd.DataFrame, table: Table) -> Columns:
    """The declared columns that hold anything: text, numbers or truth values, None where blank."""
    found: dict[str, list[Any]] = {}
    for column in table.columns.values():
        cells = frame[column.name]
        values = or_none(cells)
        if column.assumable:
            named = or_none(frame[assumption_column(column.name)])
            values = np.where(named != None, named, values)  # noqa: E711  # cell by cell
        if column.required or any(v is not None for v in values):
            found[column.name] = values.tolist()
    return found


def _about_columns(network: Network) -> Columns:
    pairs = [
        (key, value)
        for key, said in about_fields(network.about).items()
        for value in (said if isinstance(said, list) else [said])
    ]
    return {"field": [key for key, _ in pairs], "value": [value for _, value in pairs]}


def _licence_columns(network: Network, lang: Language, chosen: Sequence[str]) -> Columns:
    rows = licence_rows(network, lang, chosen)
    return {column: [row[column] for row in rows] for column in (rows[0] if rows else {"licence": ""})}


def _refuse_large(name: str, columns: Columns) -> None:
    count = len(next(iter(columns.values()), []))
    if count > MOST_ROWS:
        raise TensenError("excel_rows", table=name, count=f"{count:,}", limit=f"{MOST_ROWS:,}")
    for title, cells in columns.items():
        texts = {cell for cell in cells if type(cell) is str}
        for cell in texts:
            key, told = _refused(cell)
            if key:
                row = cells.index(cell) + 2
                raise TensenError(key, table=name, column=title, row=row, **told)  # type: ignore[arg-type]


def _refused(text: str) -> tuple[str, dict[str, str]]:
    """Why a text cannot stand in a cell; an empty key where it can."""
    if len(text) > MOST_LETTERS // 2 and (size := _letters(text)) > MOST_LETTERS:
        return "excel_text_long", {"count": f"{size:,}", "limit": f"{MOST_LETTERS:,}"}
    if found := _NO_CHARACTER.search(text):
        return "excel_text_character", {"found": f"U+{ord(found.group()):04X}"}
    if found := _TWO_ESCAPES.search(text):
        return "excel_text_character", {"found": repr(found.group())}
    return "", {}


def _letters(text: str) -> int:
    """As Excel counts them: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _sheet(
    book: xlsxwriter.Workbook, title: str, columns: Columns, formats: Mapping[str, Format], step: Step
) -> None:
    sheet: Worksheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(columns):
        sheet.set_column(at, at, max(10, min(40, len(name) + 4)))
    for at, name in enumerate(columns):
        sheet.write_string(0, at, name, formats["header"])
    quoted = formats["quoted"]
    for number, row in enumerate(zip(*columns.values(), strict=True), 1):
        for at, cell in enumerate(row):
            if cell is not None:
                _write(sheet, number, at, cell, quoted)
        if not number % _STEP:
            step()
    step()


def _write(sheet: Worksheet, row: int, column: int, cell: Any, quoted: Format) -> None:
    kind = type(cell)
    if kind is float:
        sheet.write_number(row, column, _Exact(cell))
    elif kind is bool:
        sheet.write_boolean(row, column, cell)
    else:
        sheet.write_string(row, column, cell, quoted if is_formula(cell) else None)
