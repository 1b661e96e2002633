"""Checks over the joined tables. Each yields findings that name table, row, column and repair."""

from collections.abc import Mapping

import pandas as pd

from tensen.messages import Finding
from tensen.model.checks import assumptions, cells, ends, memberships, money, needs, references

_CHECKS = (
    cells.missing,
    cells.out_of_range,
    cells.validity,
    cells.duplicates,
    cells.aliases,
    cells.kinds_and_families,
    references.dangling,
    references.sources,
    references.assumption_names,
    memberships.cycles,
    needs.edges_and_requirements,
    needs.supply,
    needs.linear_totals,
    ends.capacity_at_ends,
    ends.linear_at_ends,
    ends.assumed_shares,
    assumptions.order,
    assumptions.horizons,
    assumptions.rising_replaceability,
    assumptions.units,
    money.partition,
    money.one_currency,
    money.value_against_gdp,
)


def check_tables(tables: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """All findings, errors and warnings, in the order of the checks."""
    return [finding for check in _CHECKS for finding in check(tables)]
