"""Every id that a row names must exist."""

from collections.abc import Iterator, Mapping

import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model.checks.place import MOST, rows
from tensen.model.schema import assumption_column, tables

Tables = Mapping[str, pd.DataFrame]
_POINTERS = (
    ("edges", "source", "nodes"),
    ("edges", "target", "nodes"),
    ("edges", "carrier", "carriers"),
    ("requirements", "target", "nodes"),
    ("requirements", "carrier", "carriers"),
    ("memberships", "member", "nodes"),
    ("memberships", "group", "nodes"),
)


def dangling(joined: Tables) -> Iterator[Finding]:
    """Ids of nodes, carriers and sources that no row defines."""
    sourced = [(name, "source_id", "sources") for name in tables() if name != "sources"]
    for table, column, target in (*_POINTERS, *sourced):
        known = joined[target]["id"]
        frame = joined[table]
        yield from _absent(frame[frame[column].notna() & ~frame[column].isin(known)], table, column, target, known)


def assumption_names(joined: Tables) -> Iterator[Finding]:
    """Assumptions that a cell names but the table of assumptions does not hold."""
    known = joined["assumptions"]["id"]
    for name, table in tables().items():
        for column in table.columns.values():
            if column.assumable:
                cells = joined[name][assumption_column(column.name)]
                bad = joined[name][cells.notna() & ~cells.isin(known)]
                yield from _absent(bad, name, assumption_column(column.name), "assumptions", known)


def _absent(
    bad: pd.DataFrame, table: str, column: str, target: str, known: pd.Series
) -> Iterator[Finding]:
    for _, row in bad.head(MOST).iterrows():
        near = ", ".join(nearest(row[column], known)) if len(known) < 20_000 else ""
        yield from rows("dangling", table, row.to_frame().T, column, target=target, near=near or "–")
