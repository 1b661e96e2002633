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
    """Ids of nodes and carriers that no row defines."""
    for table, column, target in _POINTERS:
        yield from _absent(joined, table, column, target)


def sources(joined: Tables) -> Iterator[Finding]:
    """Sources that no row defines: one finding for each with how many rows cite it, or one for them all.

    A source stands behind many rows; a finding for each of them would hide what else is wrong.
    """
    known = joined["sources"]["id"].dropna().unique().tolist()
    for table in (name for name in tables() if name != "sources"):
        frame = joined[table]
        strange = frame[frame["source_id"].notna() & ~frame["source_id"].isin(known)]
        if strange.empty:
            continue
        if not known:
            count = sum(
                int(joined[name]["source_id"].notna().sum()) for name in tables() if name != "sources"
            )
            yield finding("sources_missing", table, strange.iloc[0], "source_id", count=count)
            return
        counts = strange["source_id"].value_counts()
        for row in first_rows(strange, ~strange["source_id"].duplicated()):
            near = ", ".join(nearest(row["source_id"], known)) or "–"
            yield finding(
                "source_absent", table, row, "source_id", count=int(counts[row["source_id"]]), near=near
            )


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
