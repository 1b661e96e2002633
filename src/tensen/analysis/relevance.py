"""Which of many changed rows matter most: by the value behind them, so that a few can stand for all.

The relevance of a row is how far its number moved times the value added per day that hangs on it: of an edge
the weight, of a requirement ``k (1 − ρ)``, times the target's value; of an assumption its centre times the
value of all targets whose cells cite it; of a node its value itself; of a membership the member's value. It
orders rows and is no loss: what a row does to an answer is told by the attribution.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from tensen.analysis.difference import NetworkDifference, TableDifference
from tensen.engine.arrays import FloatArray, IntArray
from tensen.model import Network
from tensen.model.checks.needs import filled
from tensen.model.schema import assumption_column, tables

LITTLE = 1e-9  # orders rows among those that no value hangs on
GROUPED_BY = {"nodes": "kind", "carriers": "family", "assumptions": "family", "memberships": "role"}


def largest(found: NetworkDifference, table: str, most: int = 10) -> pd.DataFrame:
    """The ``most`` relevant rows of a table that differ, as :meth:`TableDifference.to_frame`, the largest
    first; rows that were merely cited anew are left out.
    """
    held = found.tables[table]
    moved = np.flatnonzero(~held.recited)
    old, new = _scores(found.a, table), _scores(found.b, table)
    pairs = np.abs(new[0][held.pair_b[moved]] - old[0][held.pair_a[moved]])
    worth = np.maximum(new[1][held.pair_b[moved]], old[1][held.pair_a[moved]])
    scores = [
        np.abs(new[0][held.added]) * (new[1][held.added] + LITTLE),
        np.abs(old[0][held.removed]) * (old[1][held.removed] + LITTLE),
        pairs * (worth + LITTLE),
    ]
    joined = np.concatenate(scores)
    kept = np.zeros(len(joined), dtype=bool)
    kept[np.argsort(-joined, kind="stable")[:most]] = True
    added, removed, changed = np.split(kept, np.cumsum([len(s) for s in scores])[:2])
    some = _only(held, held.added[added], held.removed[removed], moved[changed])
    cells = [scores[2][changed][mask] for mask in some.columns.values()]
    relevance = np.concatenate([scores[0][added], scores[1][removed], *cells])
    frame = some.to_frame().assign(relevance=relevance)
    return frame.sort_values("relevance", ascending=False, kind="stable", ignore_index=True)


def counted(found: NetworkDifference, table: str) -> dict[str, dict[str, int]]:
    """Rows added, removed and changed per family, kind or role; the group with most first."""
    held = found.tables[table]
    moved = np.flatnonzero(~held.recited)
    parts = {
        "added": _groups(found.b, table, held.added),
        "removed": _groups(found.a, table, held.removed),
        "changed": _groups(found.b, table, held.pair_b[moved]),
    }
    counts: dict[str, dict[str, int]] = {}
    for change, groups in parts.items():
        for name, count in groups.value_counts().items():
            counts.setdefault(str(name), {"added": 0, "removed": 0, "changed": 0})[change] = int(count)
    return dict(sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0])))


def _only(held: TableDifference, added: IntArray, removed: IntArray, changed: IntArray) -> TableDifference:
    columns = {name: mask[changed] for name, mask in held.columns.items() if mask[changed].any()}
    pair_a, pair_b = held.pair_a[changed], held.pair_b[changed]
    return replace(held, added=added, removed=removed, columns=columns, pair_a=pair_a, pair_b=pair_b)


def _groups(network: Network, table: str, rows: IntArray) -> "pd.Series[str]":
    frame = network.tables[table].iloc[rows]
    if table in GROUPED_BY:
        return frame[GROUPED_BY[table]]
    if "carrier" in frame.columns:
        return frame["carrier"].map(network.carriers.set_index("id")["family"].to_dict())
    return frame["publisher"]


def _scores(network: Network, table: str) -> tuple[FloatArray, FloatArray]:
    """Per row its number and the value that hangs on it."""
    frame = network.tables[table]
    value = dict(zip(network.nodes["id"], network.nodes["value"].fillna(0.0), strict=True))
    if table == "edges":
        return _floats(filled(network.tables, "edges", "weight")), _worth(frame["target"], value)
    if table == "requirements":
        k, rho = (_floats(filled(network.tables, table, c)) for c in ("criticality", "replaceability"))
        return k * (1.0 - rho), _worth(frame["target"], value)
    if table == "assumptions":
        return _floats(frame["central"]), _worth(frame["id"], _cited(network, value))
    if table == "nodes":
        return _floats(frame["value"]), np.ones(len(frame))
    if table == "memberships":
        return np.ones(len(frame)), _worth(frame["member"], value)
    return np.ones(len(frame)), np.zeros(len(frame))


def _cited(network: Network, value: Mapping[str, float]) -> dict[str, float]:
    """Per assumption the value of all targets whose cells cite it."""
    total: dict[str, float] = {}
    for table in ("edges", "requirements"):
        for column in tables()[table].columns.values():
            if column.assumable:
                rows = network.tables[table]
                rows = rows[rows[assumption_column(column.name)].notna()]
                for name, target in zip(rows[assumption_column(column.name)], rows["target"], strict=True):
                    total[name] = total.get(name, 0.0) + value.get(target, 0.0)
    return total


def _worth(ids: "pd.Series[str]", value: Mapping[str, float]) -> FloatArray:
    return _floats(ids.map(value))


def _floats(cells: "pd.Series[float]") -> FloatArray:
    return np.asarray(cells.fillna(0.0).to_numpy(dtype=float))
