"""The columns of a list of suppliers: their names, what headers are read as them, and units in headers."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from tensen.messages import LANGUAGES, Finding, TensenError, nearest, text
from tensen.workspace.firm.units import UnitError, column_unit, declared, money_unit, units_of

COLUMNS: Final = (
    "supplier",
    "country",
    "product",
    "code",
    "annual_spend",
    "currency",
    "share",
    "critical",
    "stock_days",
    "months_to_switch",
    "site_lat",
    "site_lon",
    "corporate_number",
    "note",
)
REQUIRED: Final = ("supplier", "country", "product", "annual_spend")
_UNIT = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]")


@dataclass(frozen=True)
class Header:
    """Which column of the file is read as which column of the list.

    ``factor`` and ``currency`` stand in the header of the amounts (百万円), ``units`` in those of other
    columns: what a figure is multiplied by to be in the column's own unit.
    """

    named: Mapping[str, str]
    factor: float
    currency: str
    ignored: tuple[str, ...]
    units: Mapping[str, float] = field(default_factory=dict)


def read_header(headers: Sequence[str], file: str, sheet: str = "") -> tuple[Header, list[Finding]]:
    """Which header means which column.

    Raises:
        TensenError: a required column is missing (with the nearest headers), two headers mean the same, or a
        unit is not known.
    """
    named: dict[str, str] = {}
    ignored, faults, warnings = [], [], []
    factor, currency = 1.0, ""
    units: dict[str, float] = {}
    for header in headers:
        word, unit = _parted(header)
        column = _known().get(word)
        place = {"file": file, "sheet": sheet, "column": header}
        if column is None:
            if word:
                ignored.append(header)
                near = ", ".join(nearest(word, _known())) or "–"
                warnings.append(Finding("firm_column_unread", place, {"near": near}, "warning"))
        elif column in named:
            faults.append(Finding("firm_column_twice", place, {"other": named[column], "name": column}))
        else:
            named[column] = header
            try:
                if column == "annual_spend":
                    factor, currency = money_unit(unit)
                else:
                    units[column] = column_unit(column, unit)
            except UnitError as left:
                params = {"unit": unit, "left": str(left), "units": units_of(column)}
                faults.append(Finding("firm_unit", place, params))
    faults += [
        Finding("firm_column_missing", {"file": file, "sheet": sheet, "column": name}, _hint(name, ignored))
        for name in REQUIRED
        if name not in named
    ]
    if faults:
        raise TensenError("firm_list_invalid", file=file, findings=faults)
    return Header(named, factor, currency, tuple(ignored), units), warnings


def column_of(header: str) -> str | None:
    """The column that a header means, None where it means none."""
    return _known().get(_parted(header)[0])


def words_of(column: str) -> dict[str, str]:
    """The column's label in both languages."""
    return {lang: text(f"firm.column_{column}", lang) for lang in LANGUAGES}


def plain(word: str) -> str:
    """A header or a cell's word without differences of width, case and spacing.

    >>> plain("Annual_Spend "), plain("年間　調達額")
    ('annualspend', '年間調達額')
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\s_・\-/*]+", "", folded)


def _parted(header: str) -> tuple[str, str]:
    """A header without its unit, and the unit."""
    folded = unicodedata.normalize("NFKC", header)
    units = _UNIT.findall(folded)
    return plain(_UNIT.sub("", folded)), " ".join(units)


def _hint(name: str, ignored: Sequence[str]) -> dict[str, str]:
    labels = words_of(name)
    near = nearest(plain(labels["en"]), [plain(h) for h in ignored]) or tuple(ignored[:3])
    return {"en": labels["en"], "ja": labels["ja"], "near": ", ".join(near) or "–"}


@cache
def _known() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in COLUMNS:
        for word in (name, *words_of(name).values(), *declared()["headers"].get(name, ())):
            found[plain(word)] = name
    return found
