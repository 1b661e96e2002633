"""From tables to an economy: read, check, lay out, and say what was merged or stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from scipy.sparse import csr_array, issparse
from scipy.sparse.csgraph import connected_components

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.economy import Economy, economy
from tensen.messages import Key, TensenError
from tensen.workspace.systemic.edges import Edges, numbers, read_edges
from tensen.workspace.systemic.firms import (
    Firms,
    complete,
    from_sectors,
    in_order,
    read_firms,
    read_market,
    read_values,
    read_weights,
)
from tensen.workspace.systemic.given import Given, Piece, given
from tensen.workspace.systemic.ids import Faults, words_of
from tensen.workspace.systemic.matrix import Essential, read_matrix
from tensen.workspace.systemic.sums import check_sums, check_total

Notes = tuple[Key, ...]


@dataclass(frozen=True, eq=False)
class Inputs:
    """An economy with the firms that it is about, extra weights of the index by name, and notes."""

    economy: Economy
    firms: Firms
    weights: Mapping[str, FloatArray]
    notes: Notes


@dataclass(frozen=True, eq=False, kw_only=True)
class Extras:
    """What may be told beside the three tables; each a file, a frame, or one value per firm in order."""

    market: Any = None
    final_demand: Any = None
    revenue: Any = None
    costs: Any = None
    weights: Any = None
    replaceability: bool = True
    sectors_from: int = 0


def read_inputs(edges: Any, sectors: Any, essential: Any, extras: Extras) -> Inputs:
    """Read the three tables and what goes with them.

    Raises:
        TensenError: anything that cannot be used, with file, row and column and how to repair it.
    """
    matrix = read_matrix(essential)
    firms = _firms(sectors, matrix, extras.sectors_from)
    shape = getattr(edges, "shape", ()) if issparse(edges) else None
    if shape is not None and shape != (len(firms.names),) * 2:
        size = "×".join(map(str, shape))
        raise TensenError("esri_sparse", shape=size, wanted=f"{len(firms.names):,}")
    table = _edges(edges)
    found = read_edges(table, firms.names, firms.table)
    notes: Notes = (_sizes(firms, found, matrix, extras.sectors_from),)
    told: dict[str, FloatArray] = {}
    for what in ("final_demand", "revenue", "costs"):
        if (value := getattr(extras, what)) is not None:
            told[what], note = _numbers(value, what, firms)
            notes += note
    check_sums(found, firms, told, table.name)
    weights, more = _weights(extras.weights, firms)
    net = economy(
        found.source,
        found.target,
        found.weight,
        firms.sector,
        matrix.levels,
        market=None if extras.market is None else _market(extras.market, firms),
        replaceable=extras.replaceability,
        **told,
    )
    loops = int(np.count_nonzero((found.source == found.target) & (found.weight > 0)))
    del found
    return Inputs(net, firms, weights, notes + more + oddities(net, loops))


def _firms(sectors: Any, matrix: Essential, count_from: int) -> Firms:
    if isinstance(sectors, str | Path | pd.DataFrame | Given):
        return read_firms(given(sectors, "sectors"), matrix, count_from)
    if isinstance(sectors, Mapping) and "sector" in sectors:
        return read_firms(given(sectors, "sectors"), matrix, count_from)
    if isinstance(sectors, Mapping):  # node -> sector
        frame = pd.DataFrame({"node": list(sectors), "sector": list(sectors.values())})
        return read_firms(given(frame, "sectors"), matrix, count_from)
    return from_sectors(sectors, matrix, count_from)


def _edges(edges: Any) -> Given:
    sparse: Any = edges
    if issparse(edges):
        held = sparse.tocoo()
        return given({"source": held.row, "target": held.col, "weight": held.data}, "edges")
    if isinstance(edges, np.ndarray) and edges.ndim == 2 and edges.shape[1] == 3:
        edges = tuple(edges.T)
    if isinstance(edges, tuple | list) and len(edges) == 3:
        return given(dict(zip(("source", "target", "weight"), edges, strict=True)), "edges")
    return given(edges, "edges")


def _is_table(value: Any) -> bool:
    return isinstance(value, str | Path | pd.DataFrame | Given | Mapping)


def _numbers(value: Any, what: str, firms: Firms) -> tuple[FloatArray, Notes]:
    if _is_table(value):
        found, missing = read_values(given(value, what), what, firms)
        note = Key(f"esri.note_{what}_missing", {"count": f"{missing:,}"})
        return found, (note,) if missing else ()
    return _one(in_order(value, what, firms), what), ()


def _one(cells: pa.Array, what: str) -> FloatArray:
    faults = Faults(what)
    found = numbers(Piece({what: cells}, 0), what, faults)
    faults.refuse()
    return found


def _market(value: Any, firms: Firms) -> IntArray:
    if _is_table(value):
        return read_market(given(value, "market"), firms)
    coded = words_of(in_order(value, "market", firms)).dictionary_encode()
    return complete(
        coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.intp), firms, "market"
    )


def _weights(value: Any, firms: Firms) -> tuple[dict[str, FloatArray], Notes]:
    """The vectors of weights by name; each must count somebody."""
    if value is None:
        return {}, ()
    if _is_table(value):
        table = given(value, "weights")
        held = read_weights(table, firms)
        found = {name: weights for name, (weights, _) in held.items()}
        missing = max(missing for _, missing in held.values())
        file = table.name
    else:
        columns = np.asarray(value)
        parts = [columns] if columns.ndim == 1 else list(columns.T)
        found = {
            f"w{k}": _one(in_order(part, "weights", firms), "weights") for k, part in enumerate(parts, 1)
        }
        missing, file = 0, "weights"
    for name, weights in found.items():
        check_total(weights, "weights", file, name)
        if not weights.sum() > 0:
            raise TensenError("esri_weights_zero", file=file, column=name)
    note = Key("esri.note_weights_missing", {"count": f"{missing:,}"})
    return found, (note,) if missing else ()


def _sizes(firms: Firms, edges: Edges, matrix: Essential, count_from: int) -> Key:
    key = "esri.note_by_code" if matrix.codes else "esri.note_by_number"
    params = {
        "firms": f"{len(firms.names):,}",
        "edges": f"{edges.weight.size:,}",
        "sectors": matrix.sectors,
        "first": count_from,
    }
    return Key(key, params)


def oddities(net: Economy, loops: int) -> Notes:
    """What was merged or left out, and what stands out, each with its count."""
    buys, sells = np.diff(net.in_start) > 0, np.diff(net.out_start) > 0
    counted = {
        "merged": net.merged,
        "empty": net.empty,
        "loops": loops,
        "no_sales": int(np.count_nonzero(~sells & buys)),
        "no_edges": int(np.count_nonzero(~sells & ~buys)),
    }
    notes = [Key(f"esri.note_{what}", {"count": f"{count:,}"}) for what, count in counted.items() if count]
    parts = parts_of(net, sells | buys)
    if parts > 1:
        notes.append(Key("esri.note_parts", {"count": f"{parts:,}"}))
    return tuple(notes)


def parts_of(net: Economy, connected: np.ndarray[Any, Any]) -> int:
    """How many separate parts the network has, firms without edges aside."""
    ones = np.ones(net.edges, dtype=np.int8)
    links = csr_array((ones, net.out_buyer, net.out_start), shape=(net.n, net.n))
    _, label = connected_components(links, directed=False)
    return int(np.unique(label[connected]).size)
