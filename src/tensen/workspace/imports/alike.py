"""New nodes whose names are nearly the same: perhaps one thing written twice."""

from collections.abc import Iterator

import pandas as pd

from tensen.matching.duplicates import MOST, near_duplicates
from tensen.messages import Finding
from tensen.model.coerce import LINE, ORIGIN


def alike(nodes: pd.DataFrame | None) -> Iterator[Finding]:
    """A warning for each pair of rows with different ids whose names may mean the same."""
    if nodes is None or len(nodes) > MOST:
        return
    for column in ("name_en", "name_ja"):
        if column not in nodes:
            continue
        names = [str(cell) if isinstance(cell, str) else "" for cell in nodes[column]]
        for pair in near_duplicates(names):
            one, other = nodes.iloc[pair.first], nodes.iloc[pair.second]
            both_languages = column == "name_ja" and one["name_en"] == one["name_ja"]
            if one["id"] != other["id"] and not both_languages:
                where = {"file": other[ORIGIN], "table": "nodes", "row": int(other[LINE]), "column": column}
                said = {"value": names[pair.second], "other": names[pair.first], "score": f"{pair.score:.0f}"}
                yield Finding("near_duplicate", where, said, "warning")
