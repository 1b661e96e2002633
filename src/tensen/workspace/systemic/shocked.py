"""Who is hit: every firm, chosen firms, the largest, groups, or shocks of any strength."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.shocks import Shocks
from tensen.messages import Key, TensenError
from tensen.workspace.systemic.edges import known, numbers
from tensen.workspace.systemic.firms import Firms
from tensen.workspace.systemic.given import Given, column_of, given
from tensen.workspace.systemic.ids import Faults, words_of


@dataclass(frozen=True, eq=False)
class Shocked:
    """``shocks`` with a name for each column; ``every``: the closure of each firm, of which the largest
    ``top`` are wanted (0: all).

    ``closed`` says that each column closes one firm whole. ``notes`` tell what was merged.
    """

    names: pd.Series
    shocks: Shocks
    closed: bool
    every: bool = False
    top: int = 0
    notes: tuple[Key, ...] = ()

    @property
    def firms(self) -> IntArray:
        """The closed firm of each column, where ``closed``."""
        return self.shocks.node


def all_firms(firms: Firms, top: int = 0) -> Shocked:
    """Each firm closed alone."""
    every = np.arange(len(firms.names), dtype=np.intp)
    return Shocked(firms.names.typed(), Shocks.closures(every), True, True, top)


def read_closures(wanted: Any, firms: Firms) -> Shocked:
    """``all``, ``top:K``, a table with a column ``node``, or names of firms.

    Raises:
        TensenError: a firm is not listed (with the row), none is named, or K is not from 1 to n.
    """
    if isinstance(wanted, str):
        if wanted == "all":
            return all_firms(firms)
        if wanted.startswith("top:"):
            return all_firms(firms, _top(wanted, len(firms.names)))
    if not isinstance(wanted, str | Path | pd.DataFrame | Given | Mapping):
        if not hasattr(wanted, "__len__"):
            found = type(wanted).__name__
            raise TensenError("esri_kind", exit_code=2, what=Key("esri.what_closures"), found=found)
        cells = column_of(wanted, "closures", "node")
        wanted = {"node": cells}
    return _closures(given(wanted, "closures"), firms)


def _closures(table: Given, firms: Firms) -> Shocked:
    piece = table.columns("node")
    faults = Faults(table.name)
    place = known(words_of(piece.columns["node"]), firms.names, piece.first_row, "node", firms.table, faults)
    faults.refuse()
    _, first = np.unique(place, return_index=True)
    chosen = place[np.sort(first)]
    again = int(place.size - chosen.size)
    notes = (Key("esri.note_closures_twice", {"count": f"{again:,}"}),) if again else ()
    names = firms.names.typed().iloc[chosen].reset_index(drop=True)
    return Shocked(names, Shocks.closures(chosen), True, notes=notes)


def _top(wanted: str, firms: int) -> int:
    told = wanted.removeprefix("top:").strip()
    if not re.fullmatch("[0-9]{1,12}", told) or not 1 <= int(told) <= firms:
        raise TensenError("esri_top", exit_code=2, value=wanted, most=firms)
    return int(told)


def read_groups(table: Given, firms: Firms) -> Shocked:
    """The firms of each ``group`` hit together, by their ``share`` (default: the whole).

    Raises:
        TensenError: a firm is not listed, or a share is outside 0 and 1; with the row.
    """
    piece = table.columns("group", "node", optional=("share",))
    faults = Faults(table.name)
    share = numbers(piece, "share", faults, 1.0) if "share" in piece.columns else np.ones(len(piece))
    return _hits(piece.columns["group"], "group", piece, share, share, firms, faults)


def read_shocks(table: Given, firms: Firms) -> Shocked:
    """Losses ``down`` and ``up`` (default: as ``down``) by ``shock``; raises as :func:`read_groups`."""
    piece = table.columns("shock", "node", "down", optional=("up",))
    faults = Faults(table.name)
    down = numbers(piece, "down", faults, 1.0)
    up = numbers(piece, "up", faults, 1.0) if "up" in piece.columns else down
    return _hits(piece.columns["shock"], "shock", piece, down, up, firms, faults)


def _hits(
    label: pa.Array, column: str, piece: Any, down: FloatArray, up: FloatArray, firms: Firms, faults: Faults
) -> Shocked:
    words = words_of(label)
    blank = words.is_null().to_numpy(zero_copy_only=False)
    faults.add("esri_blank", blank, piece.first_row, column)
    node = known(words_of(piece.columns["node"]), firms.names, piece.first_row, "node", firms.table, faults)
    faults.refuse()
    coded = words.dictionary_encode()
    group = coded.indices.to_numpy(zero_copy_only=False).astype(np.intp)
    names = pd.Series(pd.array(coded.dictionary, dtype="str"))
    shocks, again = joined(group, node, down, up, len(names), len(firms.names))
    notes = (Key("esri.note_members_twice", {"count": f"{again:,}"}),) if again else ()
    return Shocked(names, shocks, False, notes=notes)


def joined(
    group: IntArray, node: IntArray, down: FloatArray, up: FloatArray, groups: int, n: int
) -> tuple[Shocks, int]:
    """Shocks by group; a firm that a group names twice counts once, with its larger losses; how many do."""
    key = group * n + node
    order = np.argsort(key, kind="stable")
    found, first = np.unique(key[order], return_index=True)
    down, up = np.maximum.reduceat(down[order], first), np.maximum.reduceat(up[order], first)
    start = np.searchsorted(found, np.arange(groups + 1) * n).astype(np.intp)
    return Shocks(start, (found % n).astype(np.intp), down, up), int(key.size - found.size)
