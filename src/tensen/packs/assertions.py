"""A pack's assertions: counts, totals and fill rates that hold when no row was lost."""

from collections.abc import Iterator

import pandas as pd

from tensen.messages import Finding, TensenError
from tensen.model import Network
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


def _rows(pack: Pack, network: Network, assertion: Assertion) -> pd.DataFrame:
    if assertion.table not in network.tables:
        raise TensenError("pack_invalid", name=pack.id, problem=f"assert table = {assertion.table}")
    rows = network.tables[assertion.table]
    for column, value in assertion.where.items():
        if column not in rows:
            raise TensenError("pack_invalid", name=pack.id, problem=f"assert where {column}")
        cells = rows[column].astype("str")
        if value in ("true", "false", "True", "False"):
            cells, value = cells.str.lower(), value.lower()
        rows = rows[(cells == value).fillna(False).astype(bool)]
    return rows


def _figures(
    assertion: Assertion, rows: pd.DataFrame
) -> Iterator[tuple[float, float | None, float | None, str]]:
    if assertion.min is not None or assertion.max is not None:
        yield len(rows), assertion.min, assertion.max, "count"
    if assertion.sum_min is not None or assertion.sum_max is not None:
        yield float(rows[assertion.column].sum()), assertion.sum_min, assertion.sum_max, "sum"
    if assertion.fill_min is not None:
        filled = float(rows[assertion.column].notna().mean()) if len(rows) else 0.0
        yield filled, assertion.fill_min, None, "filled"
