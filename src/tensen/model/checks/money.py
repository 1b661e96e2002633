"""Value: only in the economy, in one currency, never more than the country produces."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from tensen.messages import Finding
from tensen.model.checks.place import finding, rows

Tables = Mapping[str, pd.DataFrame]
DAYS = 365


def partition(joined: Tables) -> Iterator[Finding]:
    """Only nodes of the economy carry value; a value needs a currency and a year."""
    nodes = joined["nodes"]
    valued = nodes["value"].fillna(0) > 0
    outside = valued & (nodes["partition"].fillna("") != "economy")
    yield from rows("value_outside_economy", "nodes", nodes, outside, "value")
    bare = valued & (nodes["currency"].isna() | nodes["price_year"].isna())
    yield from rows("value_without_currency", "nodes", nodes, bare, "value")


def one_currency(joined: Tables) -> Iterator[Finding]:
    """All money of a network is in one currency of one year."""
    nodes = joined["nodes"]
    money = nodes[nodes["currency"].notna()]
    if len(money):
        first = money.iloc[0]
        same = (money["currency"] == first["currency"]) & (
            money["price_year"].isna() | (money["price_year"] == first["price_year"])
        )
        wanted = f"{first['currency']} {first['price_year']:.0f}"
        yield from rows("currency_mismatch", "nodes", money, ~same, "currency", wanted=wanted)


def value_against_gdp(joined: Tables) -> Iterator[Finding]:
    """Σ value of the nodes located in a country ≤ its GDP / 365."""
    nodes = joined["nodes"].drop_duplicates("id").set_index("id")  # a duplicate is told elsewhere
    located = joined["memberships"].query("role == 'located_in'")
    share = located["share"].fillna(1.0).to_numpy()
    worth = located["member"].map(nodes["value"]).fillna(0).to_numpy() * share
    total = pd.Series(worth).groupby(located["group"].to_numpy()).sum()
    limit = nodes["gdp"].reindex(total.index) / DAYS
    over = total.index[(total > limit * (1 + 1e-9)).to_numpy() & np.isfinite(limit.to_numpy())]
    bad = joined["nodes"][joined["nodes"]["id"].isin(over)]
    for _, row in bad.iterrows():
        params = {"total": f"{total[row['id']]:.4g}", "limit": f"{limit[row['id']]:.4g}"}
        yield finding("value_above_gdp", "nodes", row, "gdp", **params)
