"""Single cells and rows: present, within limits, unique, of a declared kind."""

from collections.abc import Iterator, Mapping

import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model.checks.place import rows
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
                yield from rows("missing", name, frame[empty], column.name, name=column.name)


def out_of_range(joined: Tables) -> Iterator[Finding]:
    """Numbers below the least or above the largest value that the column allows."""
    for name, table in tables().items():
        for column in table.columns.values():
            if not column.numeric:
                continue
            least, most = column.bounds
            values = joined[name][column.name]
            bad = pd.Series(False, index=values.index)
            if least is not None:
                bad |= values < least
            if most is not None:
                bad |= values > most
            limits = f"{'' if least is None else f'{least:g}'}…{'' if most is None else f'{most:g}'}"
            yield from rows("out_of_range", name, joined[name][bad], column.name, limits=limits)


def duplicates(joined: Tables) -> Iterator[Finding]:
    """Rows whose key stands twice; ids that differ only in case or width have become one."""
    for name, table in tables().items():
        frame = joined[name]
        twice = frame.duplicated(list(table.key), keep="first")
        for _, row in frame[twice].head(50).iterrows():
            same = (frame[list(table.key)].fillna("") == row[list(table.key)].fillna("")).all(axis=1)
            first = frame[same].iloc[0]
            where = {"file": row[ORIGIN], "table": name, "row": int(row[LINE]), "column": table.key[0]}
            shown = " · ".join(str(v) for v in row[list(table.key)] if not pd.isna(v))
            yield Finding(
                "duplicate", where, {"value": shown, "other": f"{first[ORIGIN]}:{int(first[LINE])}"}
            )


def aliases(joined: Tables) -> Iterator[Finding]:
    """An alias that is another node's id or alias."""
    nodes = joined["nodes"]
    owner = {str(identifier): str(identifier) for identifier in nodes["id"].dropna()}
    for position, words in nodes["aliases"].dropna().items():
        for alias in str(words).split("|"):
            name = fold(alias)
            mine = str(nodes.at[position, "id"])
            if owner.setdefault(name, mine) != mine:
                row = nodes.loc[[position]]
                yield from rows("alias_taken", "nodes", row, "aliases", alias=alias, owner=owner[name])


def kinds_and_families(joined: Tables) -> Iterator[Finding]:
    """Kinds and families that are not declared, and properties on a kind that does not have them."""
    nodes, carriers = joined["nodes"], joined["carriers"]
    declared = kinds()
    for _, row in nodes[nodes["kind"].notna() & ~nodes["kind"].isin(list(declared))].head(50).iterrows():
        near = ", ".join(nearest(row["kind"], declared)) or ", ".join(declared)
        yield from rows("unknown_kind", "nodes", row.to_frame().T, "kind", near=near)
    for _, row in carriers[carriers["family"].notna() & ~carriers["family"].isin(list(families()))].iterrows():
        near = ", ".join(nearest(row["family"], families())) or ", ".join(families())
        yield from rows("unknown_family", "carriers", row.to_frame().T, "family", near=near)
    properties = {p for kind in declared.values() for p in kind.properties}
    for name in sorted(properties):
        bearers = [kind.id for kind in declared.values() if name in kind.properties]
        strange = nodes[name].notna() & ~nodes["kind"].isin(bearers)
        yield from rows("strange_property", "nodes", nodes[strange], name, kinds=", ".join(bearers))
