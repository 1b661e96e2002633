"""Which rows differ between two networks: added, removed, changed, by each table's declared key.

Order does not count, nor does how a blank is written (NaN, None, NA). Numbers are compared exactly: a
tolerance would hide a corrected source. Keys are turned into integers once per table, so that half a million
edges take a second or two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.engine.arrays import BoolArray, IntArray
from tensen.messages import Finding, TensenError
from tensen.model import Network
from tensen.model.ids import fold
from tensen.model.schema import PROVENANCE, TABLES, assumption_column, column_names, tables

CITED = PROVENANCE  # where a row comes from: no answer depends on it
# the number by which a row that only one side has is shown
NUMBER = {"nodes": "value", "edges": "weight", "requirements": "criticality", "assumptions": "central"}


@dataclass(frozen=True, eq=False)
class TableDifference:
    """Rows of one table. ``added`` are row numbers in B, ``removed`` in A.

    ``pair_a``/``pair_b`` are the rows of the same key that differ, and ``columns`` says, per column that
    differs anywhere, in which of those pairs; ``match`` gives for each row of B its row in A (-1: none).
    """

    table: str
    a: pd.DataFrame
    b: pd.DataFrame
    added: IntArray
    removed: IntArray
    pair_a: IntArray
    pair_b: IntArray
    columns: Mapping[str, BoolArray]
    match: IntArray

    @cached_property
    def recited(self) -> BoolArray:
        """Which pairs differ in nothing but where they come from; shape (pairs,)."""
        other = [mask for column, mask in self.columns.items() if column not in CITED]
        return np.asarray(~np.logical_or.reduce([np.zeros(len(self.pair_a), dtype=bool), *other]))

    @property
    def empty(self) -> bool:
        """No row differs."""
        return not (len(self.added) or len(self.removed) or len(self.pair_a))

    def counts(self) -> dict[str, int]:
        """How many rows were ``added``, ``removed``, ``changed`` and merely cited anew (``recited``)."""
        recited = int(self.recited.sum())
        changed = len(self.pair_a) - recited
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": changed,
            "recited": recited,
        }

    def cells(self) -> pd.DataFrame:
        """One row per cell that differs: the key, ``column``, ``old``, ``new``, source and as_of of both."""
        key = tables()[self.table].key
        cited = [c for c in ("source_id", "as_of") if c in self.a.columns]
        parts = []
        for column, mask in self.columns.items():
            rows_a, rows_b = self.pair_a[mask], self.pair_b[mask]
            made = {name: _objects(self.a[name], rows_a) for name in key}
            made |= {"column": np.full(len(rows_a), column, dtype=object)}
            made |= {"old": shown(self.a, column, rows_a), "new": shown(self.b, column, rows_b)}
            for name in cited:
                made |= {f"{name}_a": _objects(self.a[name], rows_a)}
                made |= {f"{name}_b": _objects(self.b[name], rows_b)}
            parts.append(pd.DataFrame(made))
        empty = pd.DataFrame(columns=[*key, "column", "old", "new"])
        return pd.concat(parts, ignore_index=True) if parts else empty

    def to_frame(self) -> pd.DataFrame:
        """Rows added and removed (``change``) with their number, then :meth:`cells` of the changed ones."""
        parts = [
            _whole(self.table, self.b, self.added, "added", "new", "b"),
            _whole(self.table, self.a, self.removed, "removed", "old", "a"),
            self.cells().assign(change="changed"),
        ]
        some = [part.astype(object) for part in parts if len(part)] or parts[2:]
        joined = pd.concat(some, ignore_index=True)
        return joined.where(joined.notna(), None)


@dataclass(frozen=True)
class Rename:
    """A row that may have been renamed: suggested because the names match, never taken for granted."""

    table: str
    old: str
    new: str
    name: str


@dataclass(frozen=True, eq=False)
class NetworkDifference:
    """All tables of two networks side by side."""

    a: Network
    b: Network
    tables: Mapping[str, TableDifference]

    @property
    def empty(self) -> bool:
        """Not a single row differs."""
        return all(table.empty for table in self.tables.values())

    def to_frame(self) -> pd.DataFrame:
        """Counts, one row per table."""
        return pd.DataFrame([{"table": name, **held.counts()} for name, held in self.tables.items()])

    @cached_property
    def renames(self) -> tuple[Rename, ...]:
        """Ids that are gone beside new ones of the same name, where exactly one of each bears it."""
        named = {"nodes": "kind", "carriers": "family", "assumptions": "family", "sources": "publisher"}
        return tuple(r for table, like in named.items() for r in _renames(self.tables[table], like))

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator, no-any-return]


def difference(a: Network, b: Network) -> NetworkDifference:
    """Rows that differ from ``a`` (before) to ``b`` (after).

    Raises:
        TensenError: a table has columns of another version of the schema, or a key stands twice.
    """
    for side in (a, b):
        for name in TABLES:
            if list(side.tables[name].columns) != column_names(name):
                raise TensenError("compare_schema", name=side.about.id, table=name)
    return NetworkDifference(a, b, {name: _table(name, a.tables[name], b.tables[name]) for name in TABLES})


def shown(frame: pd.DataFrame, column: str, rows: IntArray) -> npt.NDArray[np.object_]:
    """Cells as they stand: a number, a word, the id of an assumption that stands for a number, or None."""
    cells = _objects(frame[column], rows)
    apart = assumption_column(column)
    if apart in frame.columns:
        named = _objects(frame[apart], rows)
        cells = np.where(pd.isna(named), cells, named)
    cells[pd.isna(cells)] = None
    return np.asarray(cells, dtype=object)


def _whole(
    table: str, frame: pd.DataFrame, rows: IntArray, change: str, value: str, side: str
) -> pd.DataFrame:
    """Rows that only one side has: key, first number, where it comes from."""
    made: dict[str, object] = {name: _objects(frame[name], rows) for name in tables()[table].key}
    if table in NUMBER:
        made |= {"column": NUMBER[table], value: shown(frame, NUMBER[table], rows)}
    cited = [c for c in ("source_id", "as_of") if c in frame.columns]
    made |= {f"{name}_{side}": _objects(frame[name], rows) for name in cited}
    return pd.DataFrame(made).assign(change=change)


def _objects(column: "pd.Series", rows: IntArray) -> npt.NDArray[np.object_]:
    return column.take(rows).to_numpy(dtype=object)


def _table(name: str, a: pd.DataFrame, b: pd.DataFrame) -> TableDifference:
    if a is b:
        none = np.empty(0, dtype=np.intp)
        return TableDifference(name, a, b, none, none, none, none, {}, np.arange(len(a), dtype=np.intp))
    codes_a, codes_b = _codes(name, a, b)
    match = pd.Index(codes_a).get_indexer(pd.Index(codes_b)).astype(np.intp)
    both = np.flatnonzero(match >= 0)
    rows_a, kept = match[both], np.zeros(len(a), dtype=bool)
    kept[rows_a] = True
    differs = _differing(name, a, b, rows_a, both)
    some = np.logical_or.reduce([np.zeros(len(both), dtype=bool), *differs.values()])
    return TableDifference(
        name,
        a,
        b,
        np.flatnonzero(match < 0),
        np.flatnonzero(~kept),
        rows_a[some],
        both[some],
        {column: mask[some] for column, mask in differs.items() if mask.any()},
        match,
    )


def _codes(name: str, a: pd.DataFrame, b: pd.DataFrame) -> tuple[IntArray, IntArray]:
    """A number per key, the same in both tables."""
    code = np.zeros(len(a) + len(b), dtype=np.int64)
    for column in tables()[name].key:
        part, found = pd.factorize(pd.concat([a[column], b[column]]), use_na_sentinel=False)
        if len(found) > 1:
            code, _ = pd.factorize(code * len(found) + part)
    codes = code[: len(a)], code[len(a) :]
    for frame, side in zip((a, b), codes, strict=True):
        _refuse_twice(name, frame, side)
    return codes


def _refuse_twice(name: str, frame: pd.DataFrame, codes: IntArray) -> None:
    twice = np.flatnonzero(pd.Series(codes).duplicated())
    if len(twice):
        first = int(np.flatnonzero(codes == codes[twice[0]])[0])
        key = ", ".join(str(frame[c].iloc[int(twice[0])]) for c in tables()[name].key)
        where = {"table": name, "row": int(twice[0]) + 1}
        finding = Finding("duplicate", where, {"value": key, "other": first + 1})
        raise TensenError("compare_twice", table=name, findings=[finding])


def _differing(
    name: str, a: pd.DataFrame, b: pd.DataFrame, rows_a: IntArray, rows_b: IntArray
) -> dict[str, BoolArray]:
    """Per column, which pairs differ; a number and the assumption that stands for it are one cell."""
    still = len(a) == len(b) == len(rows_a) and bool((rows_a == rows_b).all())
    found = {}
    for column in tables()[name].columns.values():
        mask = np.zeros(len(rows_a), dtype=bool)
        for part in (column.name, assumption_column(column.name)) if column.assumable else (column.name,):
            x, y = a[part], b[part]
            if not still:
                x, y = x.take(rows_a), y.take(rows_b)
            mask |= _unequal(x, y)
        found[column.name] = mask
    return found


def _unequal(x: "pd.Series", y: "pd.Series") -> BoolArray:
    blank_x, blank_y = (s.isna().to_numpy(dtype=bool) for s in (x, y))
    if blank_x.all() and blank_y.all():
        return np.zeros(len(x), dtype=bool)
    if pd.api.types.is_numeric_dtype(x.dtype) and pd.api.types.is_numeric_dtype(y.dtype):
        same = x.to_numpy(dtype=float, na_value=np.nan) == y.to_numpy(dtype=float, na_value=np.nan)
    else:
        same = (x.array == y.array) if x.dtype == y.dtype else x.to_numpy(object) == y.to_numpy(object)
        same = pd.array(same, dtype="boolean").fillna(False).to_numpy(dtype=bool)
    return np.asarray(~((same & ~blank_x & ~blank_y) | (blank_x & blank_y)))


def _renames(held: TableDifference, like: str) -> list[Rename]:
    gone, new = held.a.iloc[held.removed], held.b.iloc[held.added]
    names = ("title",) if held.table == "sources" else ("name_en", "name_ja")
    found: dict[tuple[str, str], Rename] = {}
    for name in names:
        old, fresh = _by_name(gone, name, like), _by_name(new, name, like)
        for word in sorted(old.keys() & fresh.keys()):
            if len(old[word]) == len(fresh[word]) == 1:
                pair = (next(iter(old[word])), next(iter(fresh[word])))
                found.setdefault(pair, Rename(held.table, *pair, word[0]))
    return list(found.values())


def _by_name(frame: pd.DataFrame, name: str, like: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    cells = (frame[c].tolist() for c in ("id", name, like))
    for identifier, word, kind in zip(*cells, strict=True):
        found.setdefault((fold(str(word)), str(kind)), set()).add(str(identifier))
    return found
