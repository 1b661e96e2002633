"""The result as a document ``tensen.systemic/1``, which pictures, the page and ``--json`` share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from tensen.messages import LANGUAGES, Key, text
from tensen.reports.systemic import SCHEMA, TOP, ranked
from tensen.version import VERSION
from tensen.workspace.systemic.result import Systemic, core_of

COUNTED = {
    "esri.note_merged": "merged_edges",
    "esri.note_loops": "self_loops",
    "esri.note_empty": "zero_edges",
    "esri.note_no_sales": "without_sales",
}


def document_of(result: Systemic, count: int = TOP) -> dict[str, Any]:
    """The document; shares of 1, at most ``count`` closures named and the edges among them."""
    found, way, first = result.found, result.way, result.lead
    converged = way.mode == "converged"
    esri, bound = found.esri[first], found.bound[first]
    low, high = (esri, np.minimum(1.0, esri + bound)) if converged else (None, None)
    net = result.economy
    every = result.shocked.every and not result.shocked.top
    counts = _counts(result)
    document = {
        "format": SCHEMA,
        "version": VERSION,
        "made_on": datetime.now(tz=UTC).date().isoformat(),
        "title": None if result.title is None else dict(result.title),
        "unit": result.unit,
        "mode": way.mode,
        "eps": None if converged else way.eps,
        "tolerance": way.tol if converged else None,
        "replaceable": net.replaceable,
        "weights": first,
        "final_demand": bool((net.sales > net.out).any()),
        "firms": len(result.names),
        "edges": net.edges,
        "sectors": None if result.unit == "node" or result.labels is None else int(result.labels.nunique()),
        "closures": int(found.order.size),
        "chosen": "largest" if result.shocked.top else "all" if every else "listed",
        "ranked": ranked(esri, down=found.down[first], up=found.up[first], low=low, high=high),
        "top": _top(result, count, converged),
        "core": _core(result, count) if result.shocked.closed else None,
        "unsettled": result.unsettled or None,
        "search": _search(result) if result.shocked.top and converged else None,
        "seconds": round(result.seconds, 3),
        "notes": counts,
        "warnings": [said(key) for key in result.warnings],
        "made": [said(key) for key in (*result.method, *result.notes)],
        "sources": [dict(source) for source in result.sources],
    }
    return {name: value for name, value in document.items() if value is not None}


def said(key: Key) -> dict[str, str]:
    """A key in each language."""
    return {lang: text(key.name, lang, **key.params) for lang in LANGUAGES}


def _counts(result: Systemic) -> dict[str, int]:
    counts = {
        COUNTED[key.name]: int(str(key.params["count"]).replace(",", ""))
        for key in result.notes
        if key.name in COUNTED
    }
    return {**counts, "not_settled": int(np.count_nonzero(~result.found.settled))}


def _search(result: Systemic) -> dict[str, Any]:
    found = result.found
    return {"solved": found.solved, "proven": found.proven, "slack": found.slack}


def _top(result: Systemic, count: int, converged: bool) -> list[dict[str, Any]]:
    from tensen.workspace.systemic.compute import ranked as order_of

    found, first = result.found, result.lead
    whole = float(result.weights[first].sum())
    rows = []
    for at in order_of(found.esri[first], count):
        column = int(found.order[at])
        firm = int(result.shocked.firms[column]) if result.shocked.closed else None
        node = str(result.shocked.names.iloc[column])
        esri, bound = float(found.esri[first][at]), float(found.bound[first][at])
        rows.append(
            {
                "node": node,
                "name": dict(called) if (called := result.called.get(node)) else _told(result.titles, firm),
                "sector": _told(result.labels, firm),
                "esri": esri,
                "low": esri if converged else None,
                "high": min(1.0, esri + bound) if converged else None,
                "down": float(found.down[first][at]),
                "up": float(found.up[first][at]),
                "size": None if firm is None else float(result.weights[first][firm]) / whole,
                "iterations": int(found.iterations[at]),
                "settled": bool(found.settled[at]),
            }
        )
    return rows


def _told(values: pd.Series | None, firm: int | None) -> str | None:
    if values is None or firm is None or pd.isna(values.iloc[firm]):
        return None
    return str(values.iloc[firm])


def _core(result: Systemic, count: int) -> list[dict[str, Any]]:
    rows = core_of(result, count).itertuples(index=False)
    return [{"source": str(s), "target": str(t), "weight": float(w)} for s, t, w in rows]
