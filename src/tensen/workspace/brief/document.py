"""A brief as one document (``tensen.brief/1``): everything that the page shows, with its traces."""

from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from threading import Event
from typing import Any, TypeVar

import numpy as np

from tensen.analysis.compiled import compile_network
from tensen.analysis.solve import TOLERANCE
from tensen.analysis.stress import Stress
from tensen.model import Network
from tensen.store import fingerprint
from tensen.version import VERSION
from tensen.workspace.answers import Step, frame_for, place_for, rank, stress
from tensen.workspace.brief import background
from tensen.workspace.brief.chokepoints import chokepoint_rows
from tensen.workspace.brief.findings import findings_of
from tensen.workspace.brief.map import map_of
from tensen.workspace.brief.scenarios import scenario_rows
from tensen.workspace.brief.words import both

EXCHANGE_RATE = "assumption.jpy-per-usd"
HORIZON = "months"
First = TypeVar("First")
Second = TypeVar("Second")


def brief_document(
    network: Network,
    *,
    country: str = "JPN",
    draws: int = 32,
    seed: int = 0,
    step: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Everything a brief says of ``network`` for ``country``; see the page "brief.json" of the docs.

    Raises:
        TensenError: an unknown country, a scenario that selects nothing, or findings without figures.
    """
    frame, place = frame_for(network), place_for(network, country)
    compile_network(frame, HORIZON)  # what both of the following start from

    def ranked(told: Step) -> list[dict[str, Any]]:
        ranking = rank(network, country=country, horizon=HORIZON, draws=draws, seed=seed, step=told)
        return chokepoint_rows(frame, place, ranking)

    def stressed() -> list[Stress]:
        return stress(network, None, country=country, draws=draws, seed=seed, step=step)

    chokepoints, found = _side_by_side(ranked, stressed, step)
    scenarios = scenario_rows(network, place, found)
    rate = _rate(network)
    money = network.nodes[network.nodes["currency"].notna()].iloc[0]
    return {
        "schema": "tensen.brief/1",
        "network": _about(network),
        "reference": {
            "id": place.id,
            "name": network.names[place.id],
            "value_per_day": place.value,
            "population": None if np.isnan(place.population) else place.population,
        },
        "money": {
            "currency": money["currency"],
            "price_year": int(money["price_year"]),
            "jpy_per_usd": rate,
            "source_id": _rate_source(network),
        },
        "conditions": {
            "demand": "off",
            "tolerance": TOLERANCE,
            "draws": 2 ** (draws.bit_length() - 1) if draws else 0,
            "seed": seed,
            "note": both("brief.demand_note"),
        },
        "findings": findings_of(network, scenarios, chokepoints),
        "chokepoints": chokepoints,
        "scenarios": scenarios,
        "assumptions": background.assumption_rows(network, place, found),
        "claims": background.claim_rows(network),
        "unknown": background.unknown_rows(found),
        "sources": background.source_rows(network),
        "map": map_of(network, place, chokepoints),
        "notices": list(network.about.notices),
        "coverage": background.coverage_rows(network),
    }


def _side_by_side(
    first: Callable[[Step], First], second: Callable[[], Second], step: Step
) -> tuple[First, Second]:
    """Both at once: while one of them computes in compiled code the other gets on with its tables.

    Where the second fails or is interrupted the first gives up at its next step.
    """
    stopped = Event()

    def told() -> None:
        if stopped.is_set():
            raise CancelledError
        step()

    with ThreadPoolExecutor(1) as beside:
        begun = beside.submit(first, told)
        try:
            other = second()
            return begun.result(), other
        finally:
            stopped.set()


def _about(network: Network) -> dict[str, Any]:
    about = network.about
    years = network.edges["as_of"].str.slice(0, 4)
    return {
        "id": about.id,
        "title": {"en": about.title_en, "ja": about.title_ja},
        "snapshot": fingerprint(network),
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "requirements": len(network.requirements),
        "as_of": f"{years.min()}…{years.max()}",
        "version": VERSION,
    }


def _rate(network: Network) -> float | None:
    mine = network.assumptions[network.assumptions["id"] == EXCHANGE_RATE]
    return None if mine.empty else float(mine["central"].iloc[0])


def _rate_source(network: Network) -> str | None:
    mine = network.assumptions[network.assumptions["id"] == EXCHANGE_RATE]
    return None if mine.empty else str(mine["source_id"].iloc[0])
