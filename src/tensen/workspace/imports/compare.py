"""New rows beside each other, beside the base and beside what the layer holds already."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.messages import Finding
from tensen.model.coerce import LINE, ORIGIN
from tensen.model.schema import PROVENANCE, assumption_column, tables
from tensen.workspace.joined import Mask, collisions, differing, key_codes, same_keys

Codes = npt.NDArray[np.int64]
_MOST = 50


@dataclass
class Compared:
    """The rows that a table of the layer will have, and how many of those read are new, same or changed."""

    rows: pd.DataFrame
    new: int = 0
    same: int = 0
    changed: int = 0
    findings: list[Finding] = field(default_factory=list)


def compared(
    table: str,
    fresh: pd.DataFrame,
    made: pd.DataFrame | None,
    base: pd.DataFrame,
    held: pd.DataFrame | None,
    name: str,
    replaces: bool,
) -> Compared:
    """Join ``fresh`` rows to those that the layer holds.

    Args:
        table: its name.
        fresh: typed rows with origin and line.
        made: which of their cells of names and provenance were filled in rather than said; None for none.
        base: the base's rows.
        held: the layer's rows so far.
        name: the base's name, for messages.
        replaces: whether a row may take the place of the base's.
    """
    found = Compared(fresh)
    fresh, made = _once(table, fresh, made, found)
    fresh, made = _against_base(table, fresh, made, base, name, replaces, found)
    _against_layer(table, fresh, made, held, found)
    return found


def differs(table: str, one: pd.DataFrame, two: pd.DataFrame, blanks: bool = True) -> Mask:
    """Which rows of two aligned frames differ in other cells than those of provenance; shape (rows,).

    Args:
        table: whose rows they are.
        one: rows.
        two: the rows to compare with, in the same order.
        blanks: whether an empty cell in ``one`` differs from a filled one in ``two``.
    """
    found = np.zeros(len(one), dtype=bool)
    for column in tables()[table].columns.values():
        if column.name not in PROVENANCE or table == "sources":
            pair = [column.name, assumption_column(column.name)] if column.assumable else [column.name]
            empty = np.logical_and.reduce([one[n].isna().to_numpy() for n in pair])
            for name in pair:
                a, b = one[name].reset_index(drop=True), two[name].reset_index(drop=True)
                other = ~((a == b).fillna(False) | (a.isna() & b.isna())).to_numpy(dtype=bool)
                found |= other & (~empty | blanks)
    return found


def _once(
    table: str, fresh: pd.DataFrame, made: pd.DataFrame | None, found: Compared
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Each key once: a row that stands twice is told, two rows that contradict each other are a fault."""
    codes = key_codes(table, fresh)[0] if len(fresh) else np.zeros(0, dtype=np.int64)
    twice = pd.Series(codes).duplicated().to_numpy()
    if twice.any():
        again, before = fresh[twice], fresh.iloc[_places(codes, codes[twice])]
        other = differs(table, again, before)
        for key, bad in (("contradiction", other), ("row_twice", ~other)):
            found.findings += _pairs(key, table, again[bad], before[bad])
    return fresh[~twice], None if made is None else made[~twice]


def _places(codes: Codes, wanted: Codes) -> npt.NDArray[np.intp]:
    """Where each of ``wanted`` stands first among ``codes``; every one of them does."""
    known, first = np.unique(codes, return_index=True)
    found: npt.NDArray[np.intp] = first[np.searchsorted(known, wanted)]
    return found


def _pairs(key: str, table: str, again: pd.DataFrame, before: pd.DataFrame) -> Iterator[Finding]:
    names = tables()[table].key
    for (_, row), (_, other) in zip(again.head(_MOST).iterrows(), before.head(_MOST).iterrows(), strict=True):
        shown = " · ".join(str(row[k]) for k in names if not pd.isna(row[k]))
        columns = differing(table, row, other)
        place = {
            "file": row[ORIGIN],
            "table": table,
            "row": int(row[LINE]),
            "column": (columns or [names[0]])[0],
        }
        said = {"value": shown, "other": f"{other[ORIGIN]}:{int(other[LINE])}", "columns": ", ".join(columns)}
        yield Finding(key, place, said, "error" if key == "contradiction" else "warning")


def _against_base(
    table: str,
    fresh: pd.DataFrame,
    made: pd.DataFrame | None,
    base: pd.DataFrame,
    name: str,
    replaces: bool,
    found: Compared,
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    there = same_keys(table, fresh, base)
    if not there.any():
        return fresh, made
    ours, theirs = key_codes(table, fresh[there], base)
    below = base.iloc[_places(theirs, ours)]
    said = _said(fresh[there], None if made is None else made[there])
    other = differs(table, said, below, blanks=False)
    found.same += int((~other).sum())
    kept = ~there
    kept[np.flatnonzero(there)[other]] = True
    if replaces:
        whole = _completed(table, said[other], below[other])
        fresh = pd.concat([fresh[~there], whole]).sort_index(kind="stable")
    else:
        found.findings += collisions(table, base, fresh[there][other], name)
        fresh = fresh[kept]
    return fresh, None if made is None else made.loc[fresh.index]


def _said(rows: pd.DataFrame, made: pd.DataFrame | None) -> pd.DataFrame:
    """The rows without names that were only filled in: the base has better ones."""
    if made is None:
        return rows
    names = [name for name in made.columns if name not in PROVENANCE]
    return rows.assign(**{name: rows[name].where(~made[name].to_numpy(dtype=bool)) for name in names})


def _completed(table: str, rows: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Rows that replace others keep what those said in the cells that they leave empty."""
    changed = rows.copy()
    for column in tables()[table].columns.values():
        pair = [column.name, assumption_column(column.name)] if column.assumable else [column.name]
        empty = np.logical_and.reduce([rows[n].isna().to_numpy() for n in pair])
        for name in pair:
            other = below[name].set_axis(rows.index)
            changed[name] = changed[name].where(~pd.Series(empty, index=rows.index), other)
    return changed


def _against_layer(
    table: str, fresh: pd.DataFrame, made: pd.DataFrame | None, held: pd.DataFrame | None, found: Compared
) -> None:
    if held is None or held.empty:
        found.new += len(fresh)
        found.rows = fresh
        return
    there = same_keys(table, fresh, held)
    found.new += int((~there).sum())
    ours, theirs = key_codes(table, fresh[there], held)
    before = held.iloc[_places(theirs, ours)]
    other = differs(table, fresh[there], before)
    if made is not None and table != "sources":
        said = made[there]
        for name in PROVENANCE:
            a, b = fresh[there][name].to_numpy(), before[name].to_numpy()
            other |= (a != b) & ~said[name].to_numpy(dtype=bool)
    found.changed += int(other.sum())
    found.same += int((~other).sum())
    kept = pd.Series(False, index=fresh.index)
    kept[fresh.index[~there]] = True
    kept[fresh.index[there][other]] = True
    replaced = np.isin(theirs, ours[other])
    found.rows = pd.concat([held[~replaced], fresh[kept.to_numpy()]], ignore_index=True)
