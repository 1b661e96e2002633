"""The rows of a list of suppliers as they stand in the file, before anything is matched."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from tensen.matching.identifiers import corporate_number
from tensen.messages import LANGUAGES, Finding, TensenError
from tensen.workspace.firm.cells import NotReadError, Words, blank, both_names, critical, money, number
from tensen.workspace.firm.columns import COLUMNS, Header
from tensen.workspace.firm.units import agree, currency_of

MOST_ROWS: Final = 200_000
_DIGITS: Final = re.compile(r"[0-9][0-9. -]*")


@dataclass(frozen=True)
class Row:
    """One line of the list. ``spend`` per year in ``currency``, NaN where it is not known.

    ``critical``: None not said, NaN yes, else the share of the firm's output that stops without the product.
    """

    number: int
    supplier: Words
    country: str
    product: Words
    code: str
    spend: float
    currency: str
    share: float
    critical: float | None
    stock_days: float
    months_to_switch: float
    lat: float
    lon: float
    corporate_number: str
    note: str


@dataclass(frozen=True)
class SupplierList:
    """A list that was read: where it came from, its rows, and what was worth a word."""

    file: str
    sheet: str
    sha256: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = field(default=())


def rows_of(
    frame: pd.DataFrame, header: Header, first_row: int, file: str, sheet: str
) -> tuple[list[Row], list[Finding]]:
    """The rows, blank lines left out, and the cells that could not be read (taken as blank, and said).

    Raises:
        TensenError: no row at all, or more rows than a list of suppliers has.
    """
    if len(frame) > MOST_ROWS:
        raise TensenError("firm_list_long", file=file, count=len(frame), limit=MOST_ROWS)
    columns = {name: frame[there].fillna("").astype(str).tolist() for name, there in header.named.items()}
    found, findings = [], []
    for place in range(len(frame)):
        cells = {name: values[place].strip() for name, values in columns.items()}
        if all(blank(c) for c in cells.values()):
            continue
        reader = _Reader(cells, header, file, sheet, first_row + place)
        found.append(reader.row())
        findings += reader.findings
    if not found:
        raise TensenError("firm_list_empty", file=file)
    return found, findings


class _Reader:
    """Reads the cells of one row and keeps what was wrong with them."""

    def __init__(self, cells: dict[str, str], header: Header, file: str, sheet: str, number: int) -> None:
        self.cells = cells
        self.header = header
        self.number = number
        self.place = {"file": file, "sheet": sheet, "row": number}
        self.findings: list[Finding] = []

    def row(self) -> Row:
        text = self.cells.get
        spend, currency = self.money()
        return Row(
            number=self.number,
            supplier=both_names(text("supplier", "")),
            country=text("country", ""),
            product=both_names(text("product", "")),
            code=self.code(),
            spend=spend,
            currency=currency,
            share=self.amount("share"),
            critical=self.critical(),
            stock_days=self.amount("stock_days"),
            months_to_switch=self.amount("months_to_switch"),
            lat=self.amount("site_lat"),
            lon=self.amount("site_lon"),
            corporate_number=self.corporate_number(),
            note=text("note", ""),
        )

    def code(self) -> str:
        """The code; digits without a prefix are of the system that the header names."""
        cell = self.cells.get("code", "")
        bare = _DIGITS.fullmatch(unicodedata.normalize("NFKC", cell))
        return f"{self.header.system}:{cell}" if bare and self.header.system else cell

    def amount(self, column: str) -> float:
        cell = self.cells.get(column, "")
        try:
            if column == "share" and cell.endswith(("%", "％")):
                value = number(cell[:-1]) / 100
            else:
                value = number(cell) * self.header.units.get(column, 1.0)
        except NotReadError:
            return self.refuse("firm_not_number", column, cell)
        least, most = COLUMNS[column].bounds
        if column == "share":
            most = None  # above the whole: told with all rows of the product
        if (least is not None and value < least) or (most is not None and value > most):
            return self.refuse("firm_out_of_range", column, cell)
        return value

    def money(self) -> tuple[float, str]:
        """The amount per year and its currency; what column, header and cell say must be the same."""
        cell, header = self.cells.get("annual_spend", ""), self.header
        column = self.cells.get("currency", "")
        told = currency_of(column) if column else header.currency
        try:
            value, sign = money(cell)
        except NotReadError:
            return self.refuse("firm_not_number", "annual_spend", cell), told
        if value < 0:
            return self.refuse("firm_out_of_range", "annual_spend", cell), told
        said = [s for s in (sign, header.sign) if s]
        if not all(agree(s, told) for s in said if told):
            params = {"other": ", ".join(dict.fromkeys([currency_of(s) for s in said] + [told]))}
            return self.refuse("firm_currency_differs", "annual_spend", cell, **params), told
        return value * header.factor, told or (currency_of(sign) if sign else "")

    def critical(self) -> float | None:
        cell = self.cells.get("critical", "")
        try:
            return critical(cell)
        except NotReadError:
            self.refuse("firm_not_flag", "critical", cell)
            return None

    def corporate_number(self) -> str:
        """The number in its 13 digits; one that cannot be right is blank, and said."""
        cell = self.cells.get("corporate_number", "")
        found = corporate_number(cell) if cell else ""
        if isinstance(found, str):
            return found
        where = {**self.place, "column": "corporate_number"}
        params: dict[str, str] = {"value": cell[:80]}
        params |= {lang: found.words(lang) for lang in LANGUAGES}
        self.findings.append(Finding("firm_corporate_number", where, params, "warning"))
        return ""

    def refuse(self, key: str, column: str, cell: str, **params: str) -> float:
        where = {**self.place, "column": column}
        self.findings.append(Finding(key, where, {"value": cell[:80], **params}, "warning"))
        return math.nan


def in_currency(rows: Sequence[Row], currency: str) -> str:
    """The currency of rows that name none."""
    return next((row.currency for row in rows if row.currency), currency)
