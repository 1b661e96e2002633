"""A made-up world that is small enough to be computed by hand.

Three countries. At the centre of the assumptions, in months:

    sector.aaa.c26 (600 a day)  needs ore, critical k 0.5, rho 0.2:  0.6 from bbb, 0.3 from ccc, 0.1 unknown
    sector.aaa.c29 (400 a day)  needs electronics, linear a 0.4:     0.5 from aaa, 0.5 from ccc
                                needs compute, critical k 0.5:       0.7 from east, 0.7 from west (40 % spare)
    sector.bbb.c26 (500 a day)  needs ore, critical k 0.5:           all from bbb
    sector.ccc.c26 (300 a day)  needs ore, critical k 0.8:           all from bbb
    cloud_region.east, .west    need the provider's identity, critical k 1
    essential_service.net       needs two of three landings, critical k 1    (900 persons)
    essential_service.pay       needs two of three landings, critical k 0.2  (500 persons)

Electronics are sold: aaa half to its own c29, half to final demand; ccc 0.3 to aaa's c29, 0.7 to the end.
"""

import copy
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.places import Place, Places
from tensen.analysis.scenario import Scenario
from tensen.model import About, Network, NetworkBuilder

Rows = dict[str, list[dict[str, Any]]]
STAMP = {"source_id": "source.s", "as_of": "2024", "confidence": "reported"}
MONEY = {"currency": "USD", "price_year": 2022, "partition": "economy"}
WORDS = {"en": "words", "ja": "言葉"}


def _node(identifier: str, **more: Any) -> dict[str, Any]:
    kind, name = identifier.split(".", 1)
    return {
        "id": identifier,
        "kind": kind,
        "name_en": f"{kind} {name}",
        "name_ja": f"{name}（{kind}）",
        **more,
    }


def _carrier(name: str, family: str, demand: bool) -> dict[str, Any]:
    words = {"name_en": f"carried {name}", "name_ja": f"流れ {name}"}
    return {"id": f"carrier.{name}", "family": family, "propagates_demand": demand, **words}


def _edge(source: str, target: str, carrier: str, weight: float | str, **more: Any) -> dict[str, Any]:
    return {"source": source, "target": target, "carrier": f"carrier.{carrier}", "weight": weight, **more}


def _need(
    target: str, carrier: str, form: str, k: float | str, rho: float | str = 0.0, **more: Any
) -> dict[str, Any]:
    supply, mode = form.split()
    said = {"supply": supply, "mode": mode, "criticality": k, "replaceability": rho}
    return {"target": target, "carrier": f"carrier.{carrier}", **said, **more}


def _member(member: str, role: str, group: str) -> dict[str, Any]:
    return {"member": member, "group": group, "role": role}


def _assumption(
    name: str, family: str, horizon: str, direction: str, values: tuple[float, float, float]
) -> dict[str, Any]:
    low, central, high = values
    return {
        "id": f"assumption.{name}",
        "family": family,
        "horizon": horizon,
        "direction": direction,
        "low": low,
        "central": central,
        "high": high,
        "unit": "share",
        "range": "range",
        "name_en": name,
        "name_ja": name,
    }


LANDINGS = ("landing_station.x", "landing_station.y", "landing_station.z")


def _made() -> Rows:
    rows: Rows = {
        "nodes": [
            _node("country.aaa", gdp=1e6, population=1000, lon=135.0, lat=35.0, aliases="AAA"),
            _node("country.bbb", gdp=1e6, lon=110.0, lat=35.0),
            _node("country.ccc", gdp=1e6, lon=121.0, lat=24.0),
            _node("region.east", gdp=2e6),
            _node("sector.aaa.c26", value=600.0, final_demand=50.0, industry="c26", **MONEY),
            _node("sector.aaa.c29", value=400.0, industry="c29", **MONEY),
            _node("sector.bbb.c26", value=500.0, industry="c26", **MONEY),
            _node("sector.ccc.c26", value=300.0, final_demand=70.0, industry="c26", **MONEY),
            _node("material.bbb-ore"),
            _node("material.ccc-ore"),
            _node("organisation.big"),
            _node("cloud_provider.big"),
            _node("cloud_region.east"),
            _node("cloud_region.west"),
            _node("power_area.north", lon=140.0, lat=40.0),
            _node("corridor.k", lon=140.0, lat=35.0),
            *(_node(landing) for landing in LANDINGS),
            _node("essential_service.net", people=900.0),
            _node("essential_service.pay", people=500.0),
        ],
        "carriers": [
            _carrier("ore", "ores", True),
            _carrier("c26", "electronics", True),
            _carrier("compute", "compute", False),
            _carrier("identity", "identity", False),
            _carrier("connectivity", "connectivity", False),
        ],
        "edges": [
            _edge("material.bbb-ore", "sector.aaa.c26", "ore", 0.6),
            _edge("material.ccc-ore", "sector.aaa.c26", "ore", 0.3),
            _edge("material.bbb-ore", "sector.bbb.c26", "ore", 1.0),
            _edge("material.bbb-ore", "sector.ccc.c26", "ore", 1.0),
            _edge("sector.aaa.c26", "sector.aaa.c29", "c26", 0.5, flow=50.0),
            _edge("sector.ccc.c26", "sector.aaa.c29", "c26", 0.5, flow=30.0),
            _edge("cloud_region.east", "sector.aaa.c29", "compute", 0.7),
            _edge("cloud_region.west", "sector.aaa.c29", "compute", 0.7),
            _edge("cloud_provider.big", "cloud_region.east", "identity", 1.0),
            _edge("cloud_provider.big", "cloud_region.west", "identity", 1.0),
            *(_edge(landing, "essential_service.net", "connectivity", 0.5) for landing in LANDINGS),
            *(_edge(landing, "essential_service.pay", "connectivity", 0.5) for landing in LANDINGS),
        ],
        "requirements": [
            _need(
                "sector.aaa.c26",
                "ore",
                "shares critical",
                "assumption.k-ore",
                "assumption.rho-ore",
                restart_time=90,
            ),
            _need("sector.bbb.c26", "ore", "shares critical", 0.5),
            _need("sector.ccc.c26", "ore", "shares critical", 0.8),
            _need("sector.aaa.c29", "c26", "shares linear", 0.4),
            _need("sector.aaa.c29", "compute", "capacity critical", "assumption.k-cloud"),
            _need("cloud_region.east", "identity", "shares critical", 1.0),
            _need("cloud_region.west", "identity", "shares critical", 1.0),
            _need("essential_service.net", "connectivity", "capacity critical", 1.0),
            _need("essential_service.pay", "connectivity", "capacity critical", 0.2),
        ],
        "memberships": [
            _member("country.aaa", "part_of", "region.east"),
            *(_member(f"sector.{c}.c26", "located_in", f"country.{c}") for c in ("aaa", "bbb", "ccc")),
            _member("sector.aaa.c29", "located_in", "country.aaa"),
            _member("material.bbb-ore", "located_in", "country.bbb"),
            _member("material.ccc-ore", "located_in", "country.ccc"),
            _member("organisation.big", "located_in", "country.bbb"),
            *(
                _member(f"cloud_{n}", "operated_by", "organisation.big")
                for n in ("provider.big", "region.east", "region.west")
            ),
            # east lies in an area that is part of the country: the chain has to be followed
            _member("cloud_region.east", "located_in", "power_area.north"),
            _member("power_area.north", "part_of", "country.aaa"),
            _member("cloud_region.west", "located_in", "country.aaa"),
            *(_member(landing, "located_in", "country.aaa") for landing in LANDINGS),
            *(_member(landing, "part_of", "corridor.k") for landing in LANDINGS[:2]),
            _member("corridor.k", "located_in", "country.aaa"),
            *(_member(f"essential_service.{s}", "located_in", "country.aaa") for s in ("net", "pay")),
        ],
        "assumptions": [
            _assumption("rho-ore", "replaceability", "days", "down", (0.0, 0.1, 0.2)),
            _assumption("rho-ore", "replaceability", "months", "down", (0.1, 0.2, 0.4)),
            _assumption("rho-ore", "replaceability", "years", "down", (0.3, 0.5, 0.7)),
            _assumption("k-ore", "criticality", "all", "up", (0.4, 0.5, 0.8)),
            _assumption("k-cloud", "cloud-use", "all", "up", (0.3, 0.5, 0.6)),
        ],
        "sources": [{"id": "source.s", "title": "T", "publisher": "P", "licence": "CC0", "date": "2024"}],
    }
    return {
        name: [row if name == "sources" else {**row, **STAMP} for row in held] for name, held in rows.items()
    }


@pytest.fixture
def rows() -> Rows:
    """The made-up world's rows, to be changed by a test."""
    return copy.deepcopy(_made())


@pytest.fixture(scope="session")
def freeze() -> Callable[[Rows], Network]:
    """Rows to a network."""

    def make(rows: Rows) -> Network:
        builder = NetworkBuilder(About("toy", "Toy", "小"))
        for table, held in rows.items():
            builder.add(table, pd.DataFrame(held), f"{table}.csv")
        return builder.freeze()

    return make


@pytest.fixture(scope="session")
def parts() -> dict[str, Callable[..., dict[str, Any]]]:
    """Makers of single rows: ``node``, ``carrier``, ``edge``, ``need``, ``member``, ``assumption``."""
    makers = {
        "node": _node,
        "carrier": _carrier,
        "edge": _edge,
        "need": _need,
        "member": _member,
        "assumption": _assumption,
    }
    return {name: lambda *a, _make=make, **k: {**_make(*a, **k), **STAMP} for name, make in makers.items()}


@pytest.fixture(scope="session")
def toy(freeze: Callable[[Rows], Network]) -> Network:
    """The made-up world."""
    return freeze(_made())


@pytest.fixture(scope="session")
def frame(toy: Network) -> Frame:
    return frame_of(toy)


@pytest.fixture(scope="session")
def place(frame: Frame) -> Place:
    """Country A as the reference: 1000 a day, 1000 persons."""
    return Places(frame).place("country.aaa")


@pytest.fixture(scope="session")
def scenario() -> Callable[..., Scenario]:
    """A scenario in months from shocks, cuts and changes."""

    def make(
        shocks: Any = (), cuts: Any = (), changes: Any = (), horizon: str = "months", name: str = "s"
    ) -> Scenario:
        return Scenario(name, WORDS, horizon, tuple(shocks), tuple(cuts), tuple(changes))

    return make


@pytest.fixture(scope="session")
def loss_of() -> Callable[..., dict[str, float]]:
    """The positive losses by node id of one column of a solution."""

    def read(solved: Any, column: int = 0) -> dict[str, float]:
        ids = solved.compiled.frame.network.position
        found = zip(ids, solved.loss[:, column].tolist(), strict=True)
        return {str(i): x for i, x in found if x > 1e-12}

    return read
