"""Suppliers whose names are nearly the same: perhaps one firm written twice."""

from tensen.matching.duplicates import MOST, near_duplicates
from tensen.messages import LANGUAGES, Finding
from tensen.workspace.firm.rows import SupplierList


def alike(found: SupplierList) -> list[Finding]:
    """A warning for each pair of names that may mean one firm, at the first row of the second."""
    findings, told = [], set()
    for lang in LANGUAGES:
        first: dict[str, int] = {}
        for row in found.rows:
            first.setdefault(row.supplier[lang], row.number)
        names = [name for name in first if name]
        for pair in near_duplicates(names) if len(names) <= MOST else ():
            other, value = names[pair.first], names[pair.second]
            joined = pair.reason == "match.duplicate_same"  # differs in case or width only
            if not joined and (other, value) not in told:
                told.add((other, value))
                where = {"file": found.file, "sheet": found.sheet, "row": first[value], "column": "supplier"}
                params = {"value": value, "other": other, "score": f"{pair.score:.0f}"}
                findings.append(Finding("near_duplicate", where, params, "warning"))
    return findings
