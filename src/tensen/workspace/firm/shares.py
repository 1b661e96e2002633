"""Shares of a product that the list itself gives: taken as they are, whole or not."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tensen.messages import Finding, TensenError
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.rows import Row

ROUNDING: Final = 1e-6  # of the sum of a product's shares
SHOWN: Final = 12
# the sum of the shares of each product by its folded name; None where spend counts instead
Shares = Mapping[str, float | None]


def shares_of(rows: Sequence[Row], where: Mapping[str, Any]) -> tuple[Shares, list[Finding]]:
    """For each product the sum of its rows' shares, None where not all rows have one.

    Raises:
        TensenError: shares of a product add up to more than the whole, with the rows.
    """
    products: dict[str, list[Row]] = {}
    for row in rows:
        products.setdefault(folded(row.product), []).append(row)
    sums: dict[str, float | None] = {}
    findings = []
    for name, mine in products.items():
        sums[name], found = _judged(mine, where)
        findings += found
    faults = [f for f in findings if f.severity == "error"]
    if faults:
        raise TensenError("firm_list_invalid", file=where["file"], findings=faults)
    return sums, findings


def _judged(rows: Sequence[Row], where: Mapping[str, Any]) -> tuple[float | None, list[Finding]]:
    """The sum of one product's shares (1 where it is so but for rounding), and what is worth a word."""
    told = [row for row in rows if not math.isnan(row.share)]
    total = math.fsum(row.share for row in told)
    params = {"value": rows[0].product["en"], "rows": numbers([row.number for row in rows])}
    place = {**where, "row": rows[0].number, "column": "share"}
    if total > 1 + ROUNDING:
        return None, [Finding("firm_share_above", place, {**params, "sum": f"{100 * total:.4g}"})]
    if told and (len(told) < len(rows) or total == 0):
        counts = {"told": len(told), "count": len(rows)}
        return None, [Finding("firm_share_partly", place, {**params, **counts}, "warning")]
    if not told:
        return None, []
    if total >= 1 - ROUNDING:
        return 1.0, []
    return total, [
        Finding("firm_share_rest", place, {**params, "rest": f"{100 * (1 - total):.4g}"}, "warning")
    ]


def numbers(rows: Sequence[int]) -> str:
    """Row numbers in a row; of many the first.

    >>> numbers([2, 5, 9])
    '2, 5, 9'
    """
    return ", ".join(map(str, rows[:SHOWN])) + (" …" if len(rows) > SHOWN else "")


def folded(name: Words) -> str:
    """A name without differences of width, case and spacing."""
    return " ".join(unicodedata.normalize("NFKC", f"{name['en']} {name['ja']}").casefold().split())
