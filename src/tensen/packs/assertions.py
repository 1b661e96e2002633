"""A pack's assertions: counts, totals and fill rates that hold when no row was lost."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.messages import Finding, TensenError, nearest
from tensen.model import Network
from tensen.model.schema import TABLES
from tensen.packs.pack import Assertion, Pack


def broken_assertions(pack: Pack, network: Network) -> Iterator[Finding]:
    """One finding for each assertion that does not hold."""
    for assertion in pack.assertions:
        rows = _rows(pack, network, assertion)
        where = " ".join(f"{k}={v}" for k, v in assertion.where.items())
        what = f"{assertion.table} [{where}] {assertion.column}".strip()
        for found, low, high, name in _figures(assertion, rows):
            if (low is not None and found < low) or (high is not None and found > high):
                wanted = f"{'' if low is None else f'{low:.10g}'}…{'' if high is None else f'{high:.10g}'}"
                params = {"what": f"{name} {what}", "found": f"{found:.10g}", "expected": wanted}
                yield Finding("pack_assert", {"pack": pack.id}, params)


def _rows(pack: Pack, network: Network, assertion: Assertion) -> pd.Series:
    """The cells of the assertion's column (any column, for a count) in the rows that it is about."""
    if assertion.table not in network.tables:
        raise TensenError("pack_assert_table", name=pack.id, table=assertion.table, names=", ".join(TABLES))
    table = network.tables[assertion.table]
    chosen = np.ones(len(table), dtype=bool)
    for column, value in assertion.where.items():
        chosen &= _equal(_cells(pack, table, assertion.table, column), value)
    column = assertion.column or str(table.columns[0])
    return _cells(pack, table, assertion.table, column)[chosen]


def _cells(pack: Pack, table: pd.DataFrame, name: str, column: str) -> pd.Series:
    if column not in table:
        near = ", ".join(nearest(column, table.columns)) or "–"
        raise TensenError("pack_assert_column", name=pack.id, table=name, column=column, near=near)
    return table[column]


def _equal(cells: pd.Series, value: str) -> npt.NDArray[np.bool_]:
    """Which cells read as ``value``; a flag is told as ``true`` or ``True``, a number in any of its forms."""
    if cells.dtype == "boolean":
        return np.asarray((cells == (value.lower() == "true")).fillna(False), dtype=bool)
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return np.asarray(cells == float(value) if value.replace(".", "").isdigit() else cells.isna() & False)
    return np.asarray((cells == value).fillna(False), dtype=bool)


def _figures(
    assertion: Assertion, cells: pd.Series
) -> Iterator[tuple[float, float | None, float | None, str]]:
    if assertion.min is not None or assertion.max is not None:
        yield len(cells), assertion.min, assertion.max, "count"
    if assertion.sum_min is not None or assertion.sum_max is not None:
        yield float(cells.sum()), assertion.sum_min, assertion.sum_max, "sum"
    if assertion.fill_min is not None:
        yield float(cells.notna().mean()) if len(cells) else 0.0, assertion.fill_min, None, "filled"
