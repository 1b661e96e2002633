"""A production network of firms with sectors, from the arrays of the published index."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.esri.checks import check_edges, check_firms, indices
from tensen.engine.esri.layout import laid_out
from tensen.engine.esri.network import Economy

__all__ = ["Economy", "economy"]


def economy(
    source: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike,
    sector: ArrayLike,
    essentiality: ArrayLike,
    *,
    market: ArrayLike | None = None,
    replaceable: bool = True,
    final_demand: ArrayLike | None = None,
    revenue: ArrayLike | None = None,
    costs: ArrayLike | None = None,
) -> Economy:
    """Lay out edges `source[e]` sells `weight[e]` to `target[e]` between firms 0 ... n - 1.

    `sector[n]` points into `essentiality[sectors, sectors]` (row: input sector, column: buyer's sector; 2, 1
    or 0): the kind of an edge is the sector of its seller. Duplicate edges are added up, edges of weight 0
    left out (both counted); self-loops are edges like any other. A firm without sales has weight 0 in the
    default index and can still be closed.

    `market[n]` (any whole numbers; default the sector) says among whom a supplier is replaced; with
    `replaceable=False` nobody is. `final_demand`, `revenue`, `costs` as in `laid_out`. Raises `ValueError`
    with the place of the first fault.
    """
    levels = np.asarray(essentiality)
    start, end, sold = check_edges(source, target, weight, ("source", "target", "weight"))
    kind = check_firms(start, end, sector, levels)
    among = indices("market", kind if market is None else market)
    if among.shape != kind.shape:
        raise ValueError(f"market must have {kind.size} entries like sector, not {among.size}")
    return laid_out(
        start,
        end,
        sold,
        kind[start],
        levels.astype(np.int8)[kind[start], kind[end]],
        n=kind.size,
        market=among if replaceable else None,
        final_demand=final_demand,
        revenue=revenue,
        costs=costs,
    )
