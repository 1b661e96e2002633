"""Edges and requirements belong together; supply adds up."""

from collections.abc import Iterator, Mapping

import pandas as pd

from tensen.messages import Finding
from tensen.model.assumed import central_values
from tensen.model.checks.place import rows
from tensen.model.schema import assumption_column

Tables = Mapping[str, pd.DataFrame]
TOLERANCE = 1e-6
NEED = ["target", "carrier"]


def filled(joined: Tables, table: str, column: str) -> pd.Series:
    """The column with assumptions at their central values (the first horizon that has them)."""
    frame = joined[table]
    named = frame[assumption_column(column)]
    return frame[column].fillna(named.map(central_values(joined["assumptions"])))


def totals(joined: Tables) -> pd.DataFrame:
    """One row per need: the sum of its weights, ``supply``, and how many kinds of supply it declares."""
    weights = filled(joined, "edges", "weight")
    edges = joined["edges"]
    total = weights.groupby([edges["target"], edges["carrier"]], sort=False).sum()
    wanted = joined["requirements"].groupby(NEED, sort=False)["supply"]
    table = pd.DataFrame({"supply": wanted.first(), "kinds": wanted.nunique()})
    return table.join(total.rename("total"), how="left").reset_index()


def edges_and_requirements(joined: Tables) -> Iterator[Finding]:
    """An edge whose target does not need its carrier, or a need that nothing could ever supply."""
    edges, requirements = joined["edges"], joined["requirements"]
    needs = pd.MultiIndex.from_frame(requirements[NEED])
    supplied = pd.MultiIndex.from_frame(edges[NEED])
    yield from rows("edge_without_need", "edges", edges[~supplied.isin(needs)], "carrier")
    bare = ~needs.isin(supplied) & (requirements["supply"] == "capacity").to_numpy()
    yield from rows("need_without_edge", "requirements", requirements[bare], "carrier")


def supply(joined: Tables) -> Iterator[Finding]:
    """Shares add up to at most 1; capacities to at least 1; one kind of supply per need."""
    need = totals(joined)
    requirements = joined["requirements"].drop_duplicates(NEED).merge(need, on=NEED, suffixes=("", "_need"))
    over = (requirements["supply"] == "shares") & (requirements["total"] > 1 + TOLERANCE)
    under = (requirements["supply"] == "capacity") & (requirements["total"] < 1 - TOLERANCE)
    for key, bad in (("shares_above_one", over), ("capacity_below_one", under), ("two_supplies", requirements["kinds"] > 1)):
        for _, row in requirements[bad].head(50).iterrows():
            one = row.to_frame().T
            params = {"target": row["target"], "total": f"{row['total']:.6g}"}
            yield from rows(key, "requirements", one, "carrier", **params)


def linear_totals(joined: Tables) -> Iterator[Finding]:
    """The linear requirements of one target may not take more than the whole of it."""
    requirements = joined["requirements"]
    linear = requirements["mode"] == "linear"
    share = filled(joined, "requirements", "criticality")[linear]
    total = share.groupby(requirements["target"][linear], sort=False).transform("sum")
    bad = requirements[linear][total > 1 + TOLERANCE].drop_duplicates("target")
    yield from rows("linear_above_one", "requirements", bad, "target")
