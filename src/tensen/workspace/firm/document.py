"""The firm's view as one document (``tensen.firm/1``): everything that page, workbook and terminal show."""

import math
from collections.abc import Callable
from typing import Any

from tensen.analysis.draws import prepare
from tensen.analysis.struck import strike
from tensen.store import fingerprint
from tensen.version import VERSION
from tensen.workspace.firm import talk
from tensen.workspace.firm.autonomy import autonomy_rows, indispensability_rows, rate_needed
from tensen.workspace.firm.background import assumption_rows, source_rows
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.chokepoints import chokepoint_rows
from tensen.workspace.firm.coverage import coverage_of
from tensen.workspace.firm.exposure import exposure_document
from tensen.workspace.firm.measures import measure_rows, supplier_stops
from tensen.workspace.firm.scenarios import scenario_rows
from tensen.workspace.firm.words import both, named, number
from tensen.workspace.networks import scenarios

FORMAT = "tensen.firm/1"


def firm_document(
    case: Case, *, draws: int = 32, seed: int = 0, step: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Everything that is said of the firm; the page "firm.json" of the docs describes each part."""
    exponent = draws.bit_length() - 1
    if exponent >= 0:
        prepare()
    struck = strike(
        case.frame,
        list(scenarios(case.network).values()),
        case.standins,
        case.node,
        exponent=exponent,
        seed=seed,
        step=step,
    )
    exposure = exposure_document(case)
    doc: dict[str, Any] = {
        **_head(case, draws, seed),
        "findings": [],
        "exposure": exposure,
        "chokepoints": chokepoint_rows(case, exponent=exponent, seed=seed, step=step),
        "scenarios": scenario_rows(case, struck),
        "autonomy": autonomy_rows(case, exposure["by_product"]),
        "indispensability": indispensability_rows(case),
    }
    stops = strike(
        case.frame, supplier_stops(case, doc["chokepoints"]), case.standins, case.node, exponent=-1
    )
    doc["measures"] = measure_rows(case, [*struck, *stops])
    step()
    doc["findings"] = talk.findings(case, doc)
    doc["stakeholders"] = talk.stakeholders(case, doc)
    doc["governance"] = talk.governance(doc)
    limits = [both(f"limit_{n}") for n in range(1, 8)]
    # the page prints the first few: what is missing for want of a rate stands before what always holds
    missing = [rate_needed(case)] if case.usd is None else []
    doc["method"] = {"text": both("method"), "limits": [*missing, *limits]}
    doc["assumptions"] = assumption_rows(case, {s.scenario.horizon for s in struck} | {"months"})
    doc["sources"] = source_rows(case)
    doc["places"] = _places(case, doc)
    return doc


def _head(case: Case, draws: int, seed: int) -> dict[str, Any]:
    profile, names = case.profile, case.network.names
    years = case.base.edges["as_of"].str.slice(0, 4)
    return {
        "format": FORMAT,
        "version": VERSION,
        "notice": _notice(case),
        "made_from": {
            "network": case.base.about.id,
            "fingerprint": fingerprint(case.base),
            "packs": list(case.base.about.packs),
            "supplier_list": {
                "name": case.supplier_list.file,
                "sha256": case.supplier_list.sha256,
                "rows": len(case.supplier_list.rows),
            },
        },
        "as_of": f"{years.min()}…{max(years.max(), profile.as_of[:4])}",
        "currency": profile.currency,
        "usd_rate": _rate(case),
        "conditions": {"demand": "off", "draws": 2 ** (draws.bit_length() - 1) if draws else 0, "seed": seed},
        "firm": {
            "id": case.layer.firm,
            "name": dict(profile.name),
            "country": named(names, case.layer.country),
            "industry": {**named(names, case.layer.sector), "code": case.layer.sector.split(".")[-1]},
            "sales_per_year": number(profile.sales),
            "value_added_per_day": case.worth.per_day,
            "value_added_basis": {"text": case.worth.basis, "source_id": case.worth.source},
        },
        "list": _list(case),
    }


def _list(case: Case) -> dict[str, Any]:
    purchases, found = case.purchases, case.supplier_list
    suppliers = {s.name["en"] for s in purchases.suppliers}
    unknown = {u["supplier"] for u in purchases.unmatched if u["column"] == "country"}
    warnings = [*found.findings, *purchases.findings]
    return {
        "suppliers": len(suppliers | unknown),
        "spend_per_year": purchases.spend,
        "coverage": number(coverage_of(case.profile, purchases)),
        "countries": len({s.country for s in purchases.suppliers}),
        "products": len(purchases.products),
        "unmatched": [dict(row) for row in purchases.unmatched],
        "near_duplicates": _near(case),
        "assumed_cells": purchases.assumed_cells,
        "warnings": [{"en": w.words("en"), "ja": w.words("ja")} for w in warnings],
    }


def _near(case: Case) -> list[list[str]]:
    """Pairs of names that may be one supplier."""
    found = [f.params for f in case.purchases.findings if f.key == "near_duplicate"]
    return [[str(params["other"]), str(params["value"])] for params in found]


def _notice(case: Case) -> dict[str, str] | None:
    return both("notice_example") if case.profile.example else None


def _rate(case: Case) -> dict[str, Any] | None:
    if case.usd is None:
        return None
    rows = case.base.assumptions
    mine = rows[rows["id"] == "assumption.jpy-per-usd"]
    given = "USD" in case.profile.rates or mine.empty
    return {"value": case.usd, "source_id": "source.firm-list" if given else str(mine["source_id"].iloc[0])}


def _places(case: Case, doc: dict[str, Any]) -> dict[str, list[float]]:
    """Points of all countries that the exposure names, and of the firm's own."""
    wanted = {case.layer.country}
    wanted |= {row["country"]["id"] for tier in doc["exposure"]["tiers"] for row in tier["by_country"]}
    wanted |= {row["country"]["id"] for row in doc["exposure"]["hidden"]}
    nodes = case.network.nodes
    mine = nodes[nodes["id"].isin(sorted(wanted))]
    rows = zip(mine["id"].tolist(), mine["lon"].tolist(), mine["lat"].tolist(), strict=True)
    return {i: [float(lon), float(lat)] for i, lon, lat in rows if not (math.isnan(lon) or math.isnan(lat))}
