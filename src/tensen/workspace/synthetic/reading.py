"""The user's input-output table and counts of firms, read with the place of whatever is wrong.

The table: a first column with the codes of the sectors that sell, a column for each code that buys, and,
where they are known, columns ``final_demand`` or ``output`` and a row ``value_added``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tensen.analysis.synthetic import Table
from tensen.engine.arrays import FloatArray, IntArray
from tensen.messages import TensenError, nearest
from tensen.workspace.synthetic.cells import Faults, headings, known_as, numbers, read_part, words

MOST_FIRMS = 50_000_000
AGREE = 1e-3  # final demand and output given together may differ by rounding


@dataclass(frozen=True, eq=False)
class _Sheet:
    """The cells as text; ``codes`` of the rows, where the rows stand, and the row of value added."""

    cells: dict[str, list[str]]
    codes: list[str]
    rows: list[int]
    value_added: int | None


def read_table(path: str | Path) -> Table:
    """The table in a CSV, Excel or Parquet file.

    Raises:
        TensenError: not square, a code twice or in one direction only, a blank, negative or unreadable cell,
            an output below what is sold to sectors; with row and column.
    """
    part = read_part(Path(path))
    faults = Faults(part.name, part.sheet, part.first_row)
    sheet = _sheet(part.frame, faults)
    names = headings(part.frame)[1:]
    special = {known_as(name): name for name in names if known_as(name) not in ("", "value_added")}
    buyers = [name for name in names if name not in special.values()]
    _same_codes(sheet, buyers, faults)
    flows = [numbers(_picked(sheet, code), sheet.rows, code, faults) for code in sheet.codes]
    sold = np.array(flows).sum(axis=0)
    final = _final(sheet, special, sold, faults)
    added = None
    if sheet.value_added is not None:
        row = sheet.value_added
        added = np.concatenate([numbers([sheet.cells[c][row]], [row], c, faults) for c in sheet.codes])
    faults.stop()
    return Table(tuple(sheet.codes), np.array(flows).T.copy(), final, added)


def _picked(sheet: _Sheet, column: str) -> list[str]:
    return [sheet.cells[column][row] for row in sheet.rows]


def _sheet(frame: pd.DataFrame, faults: Faults) -> _Sheet:
    names = headings(frame)
    cells = {name: words(frame.iloc[:, k]) for k, name in enumerate(names)}
    codes: list[str] = []
    rows: list[int] = []
    added = None
    for row, code in enumerate(cells[names[0]]):
        if known_as(code) == "value_added":
            added = row
        elif not code and not any(column[row] for column in cells.values()):
            continue  # an empty line
        elif not code:
            faults.add("generate_code_blank", row, names[0])
        else:
            codes.append(code)
            rows.append(row)
    return _Sheet(cells, codes, rows, added)


def _same_codes(sheet: _Sheet, buyers: Sequence[str], faults: Faults) -> None:
    seen: set[str] = set()
    for code, row in zip(sheet.codes, sheet.rows, strict=True):
        if code in seen:
            faults.add("generate_code_twice", row, value=code)
        elif code not in buyers:
            faults.add("generate_no_column", row, value=code, near=_near(code, buyers))
        seen.add(code)
    for name in buyers:
        if name not in seen:
            faults.add("generate_no_row", None, name, value=name, near=_near(name, sheet.codes))
    faults.stop()
    if not sheet.codes:
        raise TensenError("generate_empty", file=faults.file)


def _final(sheet: _Sheet, special: dict[str, str], sold: FloatArray, faults: Faults) -> FloatArray:
    """Final demand as given, or output less what is sold to sectors; 0 where neither is."""
    told = {
        name: numbers(_picked(sheet, special[name]), sheet.rows, special[name], faults)
        for name in ("final_demand", "output")
        if name in special
    }
    if "output" not in told:
        return told.get("final_demand", np.zeros(len(sheet.codes)))
    left = told["output"] - sold
    final = told.get("final_demand")
    wanted = left if final is None else final
    slack = AGREE * np.maximum(told["output"], sold)
    wrong = (left < -slack) if final is None else np.abs(left - wanted) > slack
    for k in np.flatnonzero(wrong):
        params = {
            "value": f"{told['output'][k]:g}",
            "sold": f"{sold[k]:g}",
            "final": f"{max(wanted[k], 0):g}",
        }
        faults.add("generate_output", sheet.rows[k], special["output"], **params)
    return np.maximum(wanted, 0.0)


def read_counts(path: str | Path, table: Table) -> IntArray:
    """Firms of each sector, in the table's order, from a file with the columns ``sector`` and ``firms``.

    Raises:
        TensenError: a sector that the table does not have, has twice or misses, or no whole number.
    """
    part = read_part(Path(path))
    faults = Faults(part.name, part.sheet, part.first_row)
    names = headings(part.frame)
    columns = {known_as(name): k for k, name in enumerate(names)}
    if not {"sector", "firms"} <= set(columns):
        raise TensenError("generate_counts_columns", file=part.name, names=", ".join(names)[:200])
    codes = words(part.frame.iloc[:, columns["sector"]])
    cells = words(part.frame.iloc[:, columns["firms"]])
    found = numbers(cells, range(len(cells)), names[columns["firms"]], faults)
    counts: dict[str, int] = {}
    for row, (code, number) in enumerate(zip(codes, found.tolist(), strict=True)):
        if code not in table.codes:
            faults.add("generate_sector_unknown", row, value=code, near=_near(code, table.codes))
        elif code in counts:
            faults.add("generate_code_twice", row, value=code)
        elif not float(number).is_integer() or number > MOST_FIRMS:
            faults.add("generate_not_whole", row, names[columns["firms"]], value=cells[row], limit=MOST_FIRMS)
        counts[code] = int(number)
    for code in np.array(table.codes, dtype=object)[table.active]:
        if not faults.count and not counts.get(code):
            faults.add("generate_no_firm", None, value=code)
    faults.stop()
    return np.array([counts.get(code, 0) for code in table.codes], dtype=np.intp)


def _near(word: str, names: Sequence[str]) -> str:
    return ", ".join(nearest(word, names)) or "–"
