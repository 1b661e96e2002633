"""What stands behind the firm's figures: assumptions on its rows and on the rows of its industry, and
sources.
"""

from typing import Any

from tensen.model.schema import assumption_column, tables
from tensen.workspace.evidence import assumption, resting, source
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.declared import table


def assumption_rows(case: Case, horizons: set[str]) -> list[dict[str, Any]]:
    """Every assumption that a row of the firm's layer names, those on most of its spend first."""
    spend = {p.carrier: p.share for p in case.purchases.products}
    weight: dict[str, float] = {}
    columns = [assumption_column(c.name) for c in tables()["requirements"].columns.values() if c.assumable]
    for row in case.layer.rows["requirements"]:
        for column in columns:
            if column in row:
                weight[row[column]] = weight.get(row[column], 0.0) + spend.get(row["carrier"], 0.0)
    rows = case.network.assumptions
    rows = rows[rows["id"].isin(list(weight)) & rows["horizon"].isin([*horizons, "all"])]
    made = [{**assumption(row), "rests_on": weight[row["id"]]} for row in rows.to_dict("records")]
    ordered = sorted(made, key=lambda r: (-r["rests_on"], r["id"], r["horizon"]))
    return [*ordered, *measure_assumptions(horizons)]


def measure_assumptions(horizons: set[str]) -> list[dict[str, Any]]:
    """What only measures rest on, no row of the network: the cost of stock and the days of the yardstick."""
    ends = ("low", "central", "high")
    return [
        {**assumption({**row, **{c: float(row[c]) for c in ends}}), "rests_on": 0.0}
        for row in table("assumptions")
        if row["family"] in ("firm-cost", "firm-event") and row["horizon"] in {*horizons, "all"}
    ]


def source_rows(case: Case) -> list[dict[str, Any]]:
    """The list itself, the judgement behind the firm's assumptions, then what the atlas's rows rest on."""
    counts = resting(case.network, ("nodes", "edges", "requirements", "assumptions"))
    rows = case.network.sources.to_dict("records")
    first = {"source.firm-list": 0, "source.firm-judgement": 1}
    order = sorted(rows, key=lambda r: (first.get(r["id"], 2), -counts.get(r["id"], 0), r["id"]))
    return [source(row, counts.get(row["id"], 0)) for row in order]
