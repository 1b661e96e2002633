"""Sums that must hold wherever the assumptions lie: at every horizon and at both ends of their ranges.

A sum is largest with every assumption at its high end and smallest with every one at its low end, whichever
of the two means more loss. At the centre the sums are the work of ``needs``; what fails there is told there.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from tensen.messages import Finding
from tensen.model.assumed import for_horizon
from tensen.model.checks.needs import NEED, TOLERANCE, filled
from tensen.model.checks.place import finding, first_rows
from tensen.model.schema import HORIZONS, assumption_column

Tables = Mapping[str, pd.DataFrame]
Sums = Iterator[tuple[str, pd.Series]]
_GROUP = "_group"


def capacity_at_ends(joined: Tables) -> Iterator[Finding]:
    """Capacities add up to at least 1 with every assumption at its low end, at every horizon."""
    needs = joined["requirements"]
    named = _named(joined["edges"], "weight")
    edges = _keyed(_among(joined["edges"], named), NEED)
    wanted = _keyed(_among(needs[needs["supply"] == "capacity"], named), NEED)
    wanted = wanted[wanted[_GROUP].isin(_keyed(named, NEED)[_GROUP])].drop_duplicates(_GROUP)
    for horizon, total in _sums(joined, "edges", edges[edges[_GROUP].isin(wanted[_GROUP])], "weight", "low"):
        found = wanted[_GROUP].map(total)
        for row in first_rows(wanted, found < 1 - TOLERANCE):
            params = {"target": row["target"], "total": f"{total[row[_GROUP]]:.6g}", "horizon": horizon}
            yield finding("capacity_below_one_at", "requirements", row, "carrier", **params)
        wanted = wanted[~(found < 1 - TOLERANCE)]  # one horizon is enough to tell


def linear_at_ends(joined: Tables) -> Iterator[Finding]:
    """The linear needs of a target take at most the whole of it with every assumption at its high end."""
    rows = joined["requirements"]
    linear = rows[rows["mode"] == "linear"]
    linear = _keyed(linear[linear["target"].isin(_named(linear, "criticality")["target"])], ["target"])
    wanted = linear.drop_duplicates(_GROUP)
    for horizon, total in _sums(joined, "requirements", linear, "criticality", "high"):
        found = wanted[_GROUP].map(total)
        for row in first_rows(wanted, found > 1 + TOLERANCE):
            params = {"total": f"{total[row[_GROUP]]:.6g}", "horizon": horizon}
            yield finding("linear_above_one_at", "requirements", row, "target", **params)
        wanted = wanted[~(found > 1 + TOLERANCE)]


def assumed_shares(joined: Tables) -> Iterator[Finding]:
    """Shares are made to add up to 1, so that one that is assumed moves all others: worth a word.

    More of one supplier is then less of its rivals: the loss need not rise or fall all along the range of the
    assumption, and the ends of the range may not hold the ends of the loss.
    """
    column, needs, doubts = assumption_column("weight"), joined["requirements"], joined["assumptions"]
    wide = doubts.loc[doubts["low"] < doubts["high"], "id"]
    named = joined["edges"][joined["edges"][column].isin(wide)]
    shares = _keyed(_among(needs[needs["supply"] == "shares"], named), NEED)
    mine = _keyed(named, NEED)
    mine = mine[mine[_GROUP].isin(shares[_GROUP])]
    counts = mine[column].value_counts()
    first = mine.drop_duplicates(column)
    for row in first_rows(first, [True] * len(first)):
        told = finding("shares_assumed", "edges", row, "weight")
        params = {"value": row[column], "count": int(counts[row[column]])}
        yield Finding(told.key, told.where, params, severity="warning")


def _named(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows whose cell of ``column`` names an assumption."""
    return frame[frame[assumption_column(column)].notna()]


def _among(frame: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows that share a target with ``others``: few, where the frame has half a million."""
    return frame[frame["target"].isin(others["target"].unique())]


def _keyed(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The frame with one word for each group of rows."""
    words = frame[by[0]].astype("str")
    for name in by[1:]:
        words = words + "\n" + frame[name].astype("str")
    return frame.assign(**{_GROUP: words})


def _sums(joined: Tables, table: str, rows: pd.DataFrame, column: str, end: str) -> Sums:
    """The sum per group at ``end`` of each horizon, without the groups whose sum is wrong at the centre."""
    if rows.empty:
        return
    centre = filled(joined, table, column).loc[rows.index].groupby(rows[_GROUP]).sum()
    fine = centre[(centre >= 1 - TOLERANCE) if end == "low" else (centre <= 1 + TOLERANCE)].index
    rows = rows[rows[_GROUP].isin(fine)]
    for horizon in HORIZONS:
        values = for_horizon(joined["assumptions"], horizon)[end].to_dict()
        cells = rows[column].fillna(rows[assumption_column(column)].map(values))
        yield horizon, cells.groupby(rows[_GROUP]).sum()
