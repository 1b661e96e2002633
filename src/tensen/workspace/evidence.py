"""Assumptions and sources as every document shows them."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from tensen.model import Network

COLUMNS: Final = (
    "id",
    "family",
    "horizon",
    "low",
    "central",
    "high",
    "unit",
    "direction",
    "confidence",
    "note",
    "source_id",
)


def assumption(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of assumptions with its name in both languages; blanks are None."""
    return {**{c: cell(row[c]) for c in COLUMNS}, "name": {"en": row["name_en"], "ja": row["name_ja"]}}


def resting(network: Network, tables: Collection[str]) -> dict[str, int]:
    """How many rows of ``tables`` rest on each source."""
    counts: dict[str, int] = {}
    for name in tables:
        for source, count in network.tables[name]["source_id"].value_counts().items():
            counts[str(source)] = counts.get(str(source), 0) + int(count)
    return counts


def source(row: Mapping[Any, Any], rows: int) -> dict[str, Any]:
    """A row of sources with the number of rows that rest on it; blanks are None."""
    return {**{str(name): cell(value) for name, value in row.items()}, "rows": rows}


def cell(value: Any) -> Any:
    """A frame's cell for JSON: blank is None, a number is Python's own."""
    if value is None or (not isinstance(value, str | list) and pd.isna(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
