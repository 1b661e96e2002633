"""What a person may leave empty: source, date and confidence of a row, and one of two names."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from tensen.messages import text
from tensen.model.schema import PROVENANCE
from tensen.workspace.layers import Layer

CONFIDENCE: Final = "reported"
_NAMES: Final = ("nodes", "carriers", "assumptions")


def filled_in(
    tables: Mapping[str, pd.DataFrame], layer: Layer, today: str
) -> tuple[dict[str, pd.DataFrame], dict[str, int], dict[str, pd.DataFrame]]:
    """The tables with empty cells of provenance and names filled.

    Returns:
        The tables; how many cells were filled, by column; and by table which cells were empty before.
    """
    given = {"source_id": layer.source, "as_of": today, "confidence": CONFIDENCE}
    counts: dict[str, int] = {}
    found, made = {}, {}
    for table, frame in tables.items():
        changed = frame
        names = ("name_en", "name_ja") if table in _NAMES else ()
        empty = [*names, *(PROVENANCE if table != "sources" else ())]
        made[table] = pd.DataFrame({name: _column(frame, name) == "" for name in empty}, index=frame.index)
        for one, other in zip(names, names[::-1], strict=True):
            changed = _from(changed, one, _column(frame, other), counts)
        if table != "sources":
            for name, value in given.items():
                changed = _from(changed, name, pd.Series(value, index=changed.index, dtype="str"), counts)
        found[table] = changed
    return found, counts, made


def own_source(layer: Layer, today: str) -> dict[str, str]:
    """The layer's own source: what a row cites that names none."""
    return {
        "id": layer.source,
        "title": layer.title,
        "publisher": text("layer.source_publisher"),
        "licence": layer.licence,
        "date": today,
        "method": text("layer.source_method_replaces" if layer.replaces else "layer.source_method"),
    }


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[name].astype("str").fillna("").str.strip()


def _from(frame: pd.DataFrame, name: str, other: pd.Series, counts: dict[str, int]) -> pd.DataFrame:
    cells = _column(frame, name)
    empty = (cells == "") & (other != "")
    counts[name] = counts.get(name, 0) + int(empty.sum())
    return frame.assign(**{name: cells.where(~empty, other)})
