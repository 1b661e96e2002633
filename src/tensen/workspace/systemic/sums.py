"""Sums that floating point cannot hold: told by firm before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import FloatArray
from tensen.messages import Finding, Key, TensenError
from tensen.workspace.systemic.edges import Edges
from tensen.workspace.systemic.firms import Firms

SHOWN = 20


def check_sums(edges: Edges, firms: Firms, told: Mapping[str, FloatArray], file: str) -> None:
    """Refuse sales, purchases and what is told of each firm where a sum is no finite number.

    Raises:
        TensenError: naming the firms and the column whose sum overflows, or the whole where no single does.
    """
    n = len(firms.names)
    with np.errstate(over="ignore"):
        sold = np.bincount(edges.source, edges.weight, n)
        bought = np.bincount(edges.target, edges.weight, n)
        for key, sums in (("esri_sum_source", sold), ("esri_sum_target", bought)):
            _refuse(firms, sums, "weight", key, file)
        _refuse(firms, sold + told.get("final_demand", 0.0), "final_demand", "esri_sum_source", file)
        whole = float(sold.sum()) + sum(float(values.sum()) for values in told.values())
    if not np.isfinite(whole):
        raise TensenError("esri_sum", file=file, what=Key("esri.what_edges"))


def check_total(values: FloatArray, what: str, file: str, column: str) -> None:
    """Refuse a vector of weights whose sum is no finite number."""
    with np.errstate(over="ignore"):
        finite = bool(np.isfinite(values.sum()))
    if not finite:
        raise TensenError("esri_sum", file=f"{file}, {column}", what=Key(f"esri.what_{what}"))


def _refuse(firms: Firms, sums: NDArray[Any], column: str, key: str, file: str) -> None:
    bad = np.flatnonzero(~np.isfinite(sums))
    if bad.size:
        named = [str(firms.names.words[int(k)].as_py())[:80] for k in bad[:SHOWN]]
        found = [Finding(key, {"file": file, "column": column}, {"value": name}) for name in named]
        raise TensenError("esri_rows", file=file, count=bad.size, findings=found)
