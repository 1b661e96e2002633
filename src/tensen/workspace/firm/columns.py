"""What the headers of a list of suppliers mean: columns, and what stands in their brackets."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from tensen.messages import LANGUAGES, Finding, TensenError, nearest
from tensen.model.labels import label
from tensen.model.schema import suppliers
from tensen.workspace.firm.units import (
    UnitError,
    column_unit,
    currency_of,
    declared,
    is_beside,
    money_unit,
    units_of,
)

COLUMNS: Final = suppliers().columns
_UNIT = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]")


@dataclass
class Header:
    """Which column of the file is read as which column of the list.

    ``factor`` and ``sign`` (a word for a currency, empty: none) stand in the header of the amounts (百万円),
    ``units`` in those of other columns: what a figure is multiplied by to be in the column's own unit;
    ``system`` in that of the codes: what codes without a prefix are of (empty: not said).
    """

    named: dict[str, str] = field(default_factory=dict)
    factor: float = 1.0
    sign: str = ""
    units: dict[str, float] = field(default_factory=dict)
    system: str = ""

    @property
    def currency(self) -> str:
        """The currency that the sign stands for first; empty where there is none."""
        return currency_of(self.sign) if self.sign else ""


def read_header(headers: Sequence[str], file: str, sheet: str = "") -> tuple[Header, list[Finding]]:
    """Which header means which column.

    Raises:
        TensenError: a required column is missing (with the nearest headers), two headers mean the same, or a
        unit is not known.
    """
    found = Header()
    ignored, faults, warnings = list[str](), list[Finding](), list[Finding]()
    for header in headers:
        word, bracket = _parted(header)
        column = _known().get(word)
        place = {"file": file, "sheet": sheet, "column": header}
        if column is None:
            if word:
                ignored.append(header)
                near = ", ".join(nearest(word, _known())) or "–"
                warnings.append(Finding("firm_column_unread", place, {"near": near}, "warning"))
        elif column in found.named:
            faults.append(Finding("firm_column_twice", place, {"other": found.named[column], "name": column}))
        else:
            found.named[column] = header
            try:
                if not _bracket(found, column, word, bracket):
                    warnings.append(Finding("firm_bracket", place, {"value": bracket.strip()}, "warning"))
            except UnitError as left:
                params = {"unit": bracket, "left": str(left), "units": units_of(column)}
                faults.append(Finding("firm_unit", place, params))
    faults += [
        Finding("firm_column_missing", {"file": file, "sheet": sheet, "column": name}, _hint(name, ignored))
        for name, declared_ in COLUMNS.items()
        if declared_.required and name not in found.named
    ]
    if faults:
        raise TensenError("firm_list_invalid", file=file, findings=faults)
    return found, warnings


def _bracket(found: Header, column: str, word: str, bracket: str) -> bool:
    """Take what a header's bracket says of its column; False where it says nothing that is known.

    Raises:
        UnitError: a unit that is none of this column.
    """
    if column == "annual_spend":
        found.factor, found.sign = money_unit(bracket)
    elif column in declared()["units"]:
        found.units[column] = column_unit(column, bracket)
    elif column == "code":
        systems = declared()["systems"]
        found.system = systems.get(plain(bracket)) or systems.get(word, "")
        return plain(bracket) in systems or is_beside(bracket)
    else:
        return is_beside(bracket) or _known().get(plain(bracket)) == column
    return True


def column_of(header: str) -> str | None:
    """The column that a header means, None where it means none."""
    return _known().get(_parted(header)[0])


def words_of(column: str) -> dict[str, str]:
    """The column's label in both languages."""
    return {lang: label("suppliers", column, lang) for lang in LANGUAGES}


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
