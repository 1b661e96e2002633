"""Single cells and rows: present, within limits, unique, of a declared kind."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model.checks.place import finding, first_rows, rows
from tensen.model.coerce import LINE, ORIGIN
from tensen.model.ids import fold
from tensen.model.schema import assumption_column, families, kinds, tables

Tables = Mapping[str, pd.DataFrame]


def missing(joined: Tables) -> Iterator[Finding]:
    """Required cells that are empty."""
    for name, table in tables().items():
        frame = joined[name]
        for column in table.columns.values():
            if column.required:
                empty = frame[column.name].isna()
                if column.assumable:
                    empty &= frame[assumption_column(column.name)].isna()
                yield from rows("missing", name, frame, empty, column.name, name=column.name)


def out_of_range(joined: Tables) -> Iterator[Finding]:
    """Numbers below the least or above the largest value that the column allows."""
    for name, table in tables().items():
        for column in table.columns.values():
            if not column.numeric:
                continue
            least, most = column.bounds
            values = joined[name][column.name].to_numpy()
            bad = np.zeros(len(values), dtype=bool)
            if least is not None:
                bad |= values < least
            if most is not None:
                bad |= values > most
            limits = f"{'' if least is None else f'{least:g}'}…{'' if most is None else f'{most:g}'}"
            yield from rows("out_of_range", name, joined[name], bad, column.name, limits=limits)


def validity(joined: Tables) -> Iterator[Finding]:
    """An edge must not end before it begins; a year or month stands for all its days."""
    edges = joined["edges"]
    both = edges[edges["valid_from"].notna() & edges["valid_to"].notna()]
    first, last = both["valid_from"].astype("str"), both["valid_to"].astype("str")
    bad = (first + "-01-01").str[:10] > (last + "-99-99").str[:10]
    for row in first_rows(both, bad):
        yield finding("validity_reversed", "edges", row, "valid_to", first=row["valid_from"])


def duplicates(joined: Tables) -> Iterator[Finding]:
    """Rows whose key stands twice; ids that differ only in case or width have become one."""
    for name, table in tables().items():
        frame = joined[name]
        key = list(table.key)
        for row in first_rows(frame, frame.duplicated(key, keep="first")):
            same = np.logical_and.reduce(
                [(frame[k].fillna("") == ("" if pd.isna(row[k]) else row[k])) for k in key]
            )
            first = frame[same].iloc[0]
            where = {"file": row[ORIGIN], "table": name, "row": int(row[LINE]), "column": key[0]}
            shown = " · ".join(str(v) for v in row[key] if not pd.isna(v))
            yield Finding(
                "duplicate", where, {"value": shown, "other": f"{first[ORIGIN]}:{int(first[LINE])}"}
            )


def aliases(joined: Tables) -> Iterator[Finding]:
    """An alias that is another node's id or alias."""
    nodes = joined["nodes"]
    owner = {str(identifier): str(identifier) for identifier in nodes["id"].dropna()}
    for position, (mine, words) in enumerate(
        zip(nodes["id"].tolist(), nodes["aliases"].tolist(), strict=True)
    ):
        for alias in words.split("|") if isinstance(words, str) else ():
            name = fold(alias)
            if name and owner.setdefault(name, mine) != mine:
                row = nodes.iloc[position]
                yield finding("alias_taken", "nodes", row, "aliases", alias=alias, owner=owner[name])


def kinds_and_families(joined: Tables) -> Iterator[Finding]:
    """Kinds and families that are not declared, and properties on a kind that does not have them."""
    yield from _undeclared("unknown_kind", "nodes", joined["nodes"], "kind", kinds())
    yield from _undeclared("unknown_family", "carriers", joined["carriers"], "family", families())
    nodes = joined["nodes"]
    for name in sorted({p for kind in kinds().values() for p in kind.properties}):
        bearers = [kind.id for kind in kinds().values() if name in kind.properties]
        strange = nodes[name].notna() & ~nodes["kind"].isin(bearers)
        yield from rows("strange_property", "nodes", nodes, strange, name, kinds=", ".join(bearers))


def _undeclared(
    key: str, table: str, frame: pd.DataFrame, column: str, declared: Collection[str]
) -> Iterator[Finding]:
    strange = frame[column].notna() & ~frame[column].isin(list(declared))
    for row in first_rows(frame, strange):
        near = ", ".join(nearest(row[column], declared)) or ", ".join(declared)
        yield finding(key, table, row, column, near=near)
