"""Faults of the whole network, told at the row of the user's file that brought them about."""

from collections.abc import Mapping

import pandas as pd

from tensen.messages import Finding
from tensen.model.coerce import LINE, ORIGIN

_SUMS = ("shares_above_one", "capacity_below_one", "two_supplies")


def mended(finding: Finding, typed: Mapping[str, pd.DataFrame], base: str) -> Finding:
    """The finding at a row of ``typed`` (what was imported) where it stands at a row of the base.

    A sum over rows is told at a requirement, which may be the base's; what changed it is an edge of the
    user's. A row number of the base means nothing to a person, since no file of theirs has it.
    """
    if finding.where.get("file") != base:
        return finding
    if finding.key in _SUMS and "edges" in typed:
        edges = typed["edges"]
        hit = edges[
            (edges["target"] == finding.params.get("target"))
            & (edges["carrier"] == finding.params.get("value"))
        ]
        if len(hit):
            row = hit.iloc[0]
            where = {"file": row[ORIGIN], "table": "edges", "row": int(row[LINE]), "column": "weight"}
            return Finding(finding.key, where, finding.params, finding.severity)
    where = {key: value for key, value in finding.where.items() if key != "row"}
    return Finding(finding.key, where, finding.params, finding.severity)
