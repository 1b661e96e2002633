"""The rows that hold a node, an assumption, a carrier or a source: what stands behind a figure."""

from typing import Any

import pandas as pd

from tensen.messages import TensenError
from tensen.model import Network
from tensen.model.schema import TABLES

Rows = dict[str, list[dict[str, Any]]]


def rows_of(network: Network, name: str) -> Rows:
    """All rows, by table, that name ``name`` (an id, or a node's name or alias), with their sources."""
    try:
        identifier = network.find(name)
    except TensenError:
        identifier = name
    found: Rows = {}
    for table in TABLES:
        frame = network.tables[table]
        hit = pd.Series(False, index=frame.index)
        for column in frame.columns:
            if column not in ("name_en", "name_ja", "note", "title") and not pd.api.types.is_numeric_dtype(
                frame[column]
            ):
                hit |= (frame[column] == identifier).fillna(False).astype(bool)
        if hit.any():
            found[table] = [_filled(row) for row in frame[hit].to_dict("records")]
    cited = {row["source_id"] for rows in found.values() for row in rows if "source_id" in row}
    if cited and "sources" not in found:
        sources = network.sources[network.sources["id"].isin(cited)]
        found["sources"] = [_filled(row) for row in sources.to_dict("records")]
    return found


def _filled(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): v for k, v in row.items() if not pd.isna(v)}
