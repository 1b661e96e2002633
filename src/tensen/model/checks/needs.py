"""Edges and requirements belong together; supply adds up."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.messages import Finding
from tensen.model.assumed import central_values
from tensen.model.checks.place import finding, first_rows, rows
from tensen.model.schema import assumption_column

Tables = Mapping[str, pd.DataFrame]
TOLERANCE = 1e-6
NEED = ["target", "carrier"]


def filled(joined: Tables, table: str, column: str) -> pd.Series:
    """The column with assumptions at their central values (the first horizon that has them)."""
    frame = joined[table]
    named = frame[assumption_column(column)]
    if named.isna().all():
        return frame[column]
    return frame[column].fillna(named.map(central_values(joined["assumptions"])))


def totals(joined: Tables) -> pd.DataFrame:
    """One row per need: the sum of its weights, ``supply``, and how many kinds of supply it declares."""
    needed, supplied = need_codes(joined)
    weight = filled(joined, "edges", "weight").fillna(0.0).to_numpy(dtype=float)
    count = int(max(needed.max(initial=-1), supplied.max(initial=-1))) + 1
    total = np.bincount(supplied, weight, minlength=count).astype(float)
    total[np.bincount(supplied, minlength=count) == 0] = np.nan
    wanted = joined["requirements"].groupby(needed, sort=False)["supply"]
    table = joined["requirements"].iloc[pd.Series(needed).drop_duplicates().index]
    return (
        table[NEED]
        .assign(
            supply=wanted.first().to_numpy(),
            kinds=wanted.nunique().to_numpy(),
            total=total[pd.unique(needed)],
        )
        .reset_index(drop=True)
    )


def need_codes(joined: Tables) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """A number per (target, carrier), for the rows of requirements and for those of edges."""
    frames = [joined["requirements"], joined["edges"]]
    target, carrier = (
        pd.factorize(pd.concat([f[c] for f in frames]), use_na_sentinel=False)[0] for c in NEED
    )
    pair, _ = pd.factorize(target.astype(np.int64) * (carrier.max(initial=0) + 1) + carrier)
    here = len(frames[0])
    return pair[:here], pair[here:]


def edges_and_requirements(joined: Tables) -> Iterator[Finding]:
    """An edge whose target does not need its carrier, or a need that nothing could ever supply."""
    needed, supplied = need_codes(joined)
    yield from rows("edge_without_need", "edges", joined["edges"], ~np.isin(supplied, needed), "carrier")
    requirements = joined["requirements"]
    bare = ~np.isin(needed, supplied) & (requirements["supply"] == "capacity").to_numpy()
    yield from rows("need_without_edge", "requirements", requirements, bare, "carrier")


def supply(joined: Tables) -> Iterator[Finding]:
    """Shares add up to at most 1; capacities to at least 1; one kind of supply per need."""
    need = totals(joined)
    first = joined["requirements"].drop_duplicates(NEED).reset_index(drop=True).assign(total=need["total"])
    over = (need["supply"] == "shares") & (need["total"] > 1 + TOLERANCE)
    under = (need["supply"] == "capacity") & (need["total"] < 1 - TOLERANCE)
    faults = {"shares_above_one": over, "capacity_below_one": under, "two_supplies": need["kinds"] > 1}
    for key, bad in faults.items():
        for row in first_rows(first, bad):
            params = {"target": row["target"], "total": f"{row['total']:.6g}"}
            yield finding(key, "requirements", row, "carrier", **params)


def linear_totals(joined: Tables) -> Iterator[Finding]:
    """The linear requirements of one target may not take more than the whole of it."""
    requirements = joined["requirements"]
    linear = requirements["mode"] == "linear"
    share = filled(joined, "requirements", "criticality")[linear]
    total = share.groupby(requirements["target"][linear], sort=False).transform("sum")
    bad = requirements[linear][total > 1 + TOLERANCE].drop_duplicates("target")
    yield from rows("linear_above_one", "requirements", bad, np.ones(len(bad)), "target")
