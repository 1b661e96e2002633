"""Every id that a row names must exist."""

from collections.abc import Iterator, Mapping

import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model.checks.place import finding, first_rows
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
        yield from _absent(joined, table, column, target)


def assumption_names(joined: Tables) -> Iterator[Finding]:
    """Assumptions that a cell names but the table of assumptions does not hold."""
    for name, table in tables().items():
        for column in table.columns.values():
            if column.assumable:
                yield from _absent(joined, name, assumption_column(column.name), "assumptions")


def _absent(joined: Tables, table: str, column: str, target: str) -> Iterator[Finding]:
    frame, known = joined[table], joined[target]["id"].dropna().unique().tolist()
    strange = set(frame[column].dropna().unique()) - set(known)
    if strange:
        for row in first_rows(frame, frame[column].isin(list(strange))):
            near = ", ".join(nearest(row[column], known)) if len(known) < 20_000 else ""
            yield finding("dangling", table, row, column, target=target, near=near or "–")
