"""A small made-up network for tests of the model, the formats, the store and the packs."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tensen.model import About, Network, NetworkBuilder

Rows = dict[str, list[dict[str, Any]]]
STAMP = {"source_id": "source.s", "as_of": "2024-01", "confidence": "reported"}


def _stamped(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, **STAMP} for row in rows]


def _node(identifier: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "kind": kind,
        "name_en": f"The {identifier}",
        "name_ja": f"点{identifier}",
        **more,
    }


@pytest.fixture
def small_rows() -> Rows:
    """Two countries, two sectors, one mine: every table has rows, and everything is right."""
    money = {"currency": "USD", "price_year": 2022, "partition": "economy"}
    rho = {"family": "replaceability", "unit": "share", "direction": "down", "range": "p5-p95"}
    words = {"name_en": "Replaceable ore", "name_ja": "代替できる鉱石"}
    return {
        "nodes": _stamped(
            _node("country.aaa", "country", aliases="AAA|A国", gdp=365_000.0, lon=135.0, lat=35.5),
            _node("country.bbb", "country", gdp=730_000.0),
            _node("sector.aaa.c26", "sector", value=600.0, final_demand=0.1, industry="c26", **money),
            _node("sector.bbb.c26", "sector", value=1 / 3, industry="c26", **money),
            _node("material.ore", "material", specified_critical=True, world_share=0.25),
        ),
        "carriers": _stamped(
            {
                "id": "carrier.ore",
                "family": "ores",
                "name_en": "Ore",
                "name_ja": "鉱石",
                "propagates_demand": True,
            },
            {
                "id": "carrier.c26",
                "family": "electronics",
                "name_en": "E",
                "name_ja": "電",
                "propagates_demand": False,
            },
        ),
        "edges": _stamped(
            {
                "source": "material.ore",
                "target": "sector.aaa.c26",
                "carrier": "carrier.ore",
                "weight": 0.7,
                "flow": 5.0,
            },
            {
                "source": "sector.bbb.c26",
                "target": "sector.aaa.c26",
                "carrier": "carrier.c26",
                "weight": "assumption.w",
            },
        ),
        "requirements": _stamped(
            _need("carrier.ore", "shares", "critical", 0.5, replaceability="assumption.rho"),
            _need("carrier.c26", "capacity", "linear", 0.3, time_to_survive=12.5),
        ),
        "memberships": _stamped(
            {"member": "sector.aaa.c26", "group": "country.aaa", "role": "located_in"},
            {"member": "sector.bbb.c26", "group": "country.bbb", "role": "located_in", "share": 0.5},
        ),
        "assumptions": _stamped(
            {
                "id": "assumption.rho",
                "horizon": "days",
                "low": 0.0,
                "central": 0.1,
                "high": 0.2,
                **rho,
                **words,
            },
            {
                "id": "assumption.rho",
                "horizon": "months",
                "low": 0.1,
                "central": 0.2,
                "high": 0.3,
                **rho,
                **words,
            },
            {
                "id": "assumption.rho",
                "horizon": "years",
                "low": 0.2,
                "central": 0.3,
                "high": 0.4,
                **rho,
                **words,
            },
            {"id": "assumption.w", "horizon": "all", "low": 1.0, "central": 1.1, "high": 1.2, **rho, **words},
        ),
        "sources": [
            {"id": "source.s", "title": "T", "publisher": "P", "licence": "CC BY 4.0", "date": "2024-05-01"},
        ],
    }


def _need(carrier: str, supply: str, mode: str, criticality: float, **more: Any) -> dict[str, Any]:
    target = {"target": "sector.aaa.c26", "carrier": carrier, "supply": supply, "mode": mode}
    return {**target, "criticality": criticality, **more}


@pytest.fixture
def builder_of() -> Callable[[Rows], NetworkBuilder]:
    """A builder that has taken some rows, each table from a file of its name."""

    def make(rows: Rows) -> NetworkBuilder:
        builder = NetworkBuilder(About("small", "Small", "小", ("small",), ("a notice",)))
        for table, held in rows.items():
            builder.add(table, pd.DataFrame(held), f"{table}.csv")
        return builder

    return make


@pytest.fixture
def small(small_rows: Rows, builder_of: Callable[[Rows], NetworkBuilder]) -> Network:
    """The small network."""
    return builder_of(small_rows).freeze()
