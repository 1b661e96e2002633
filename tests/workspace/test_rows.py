"""The rows behind a figure."""

import pandas as pd

from tensen.model import Network
from tensen.workspace.rows import rows_of


def test_a_node_with_its_edges_needs_groups_and_sources(small: Network) -> None:
    found = rows_of(small, "sector.aaa.c26")
    assert {table: len(rows) for table, rows in found.items()} == {
        "nodes": 1, "edges": 3, "requirements": 2, "memberships": 1, "sources": 2
    }  # fmt: skip
    assert {row["id"] for row in found["sources"]} == {"source.s", "source.tensen-builder"}
    assert all(value is not None and not pd.isna(value) for row in found["edges"] for value in row.values())


def test_by_an_alias(small: Network) -> None:
    assert rows_of(small, "A国") == rows_of(small, "country.aaa")


def test_an_assumption_with_the_cells_that_name_it(small: Network) -> None:
    found = rows_of(small, "assumption.rho")
    assert len(found["assumptions"]) == 3
    assert [row["carrier"] for row in found["requirements"]] == ["carrier.ore"]


def test_a_source_with_what_rests_on_it(small: Network) -> None:
    found = rows_of(small, "source.s")
    assert [row["id"] for row in found["sources"]] == ["source.s"]
    assert len(found["nodes"]) == 5


def test_nothing_of_that_name(small: Network) -> None:
    assert rows_of(small, "nobody") == {}
