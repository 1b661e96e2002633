"""Exposure by tier: whose goods the firm's money buys, at face value, one and two steps up, and all the
way.
"""

import math
from typing import Any

import numpy as np

from tensen.analysis.exposure import Economy, economy_of
from tensen.analysis.places import places_of
from tensen.engine.arrays import FloatArray
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.purchases import Product
from tensen.workspace.firm.scenarios import critical_carriers
from tensen.workspace.firm.words import named, number

MOST_COUNTRIES = 12
MOST_HIDDEN = 6


def exposure_document(case: Case) -> dict[str, Any]:
    """Tiers, hidden exposure and products for JSON; shares are of each tier's own purchases."""
    economy = economy_of(case.frame)
    spend, placed, unknown = spend_by_sector(case, economy)
    total = case.purchases.spend
    face = face_value(case)
    looked, untold = economy.look_through(spend)
    through = by_country(case, economy, looked)
    # suppliers whose sector is not known are known by country at face value only
    outside = total - math.fsum(spend)
    tiers = [_tier(case, 1, face, total - math.fsum(face.values()))]
    for k in (2, 3):
        amounts = by_country(case, economy, economy.tier(spend, k))
        # what an unknown supplier buys is taken to be as much as the others buy, from nobody knows whom
        part = math.fsum(amounts.values()) / math.fsum(spend) if spend.sum() > 0 else 0.0
        tiers.append(_tier(case, k, amounts, outside * part))
    tiers.append(_tier(case, "all", through, untold + outside))
    return {
        "tiers": tiers,
        "hidden": hidden_rows(case, placed, through, total),
        "by_product": [product_row(case, p) for p in case.purchases.products],
        "unknown_spend_per_year": unknown,
    }


def spend_by_sector(case: Case, economy: Economy) -> tuple[FloatArray, dict[str, float], float]:
    """Spend per year by sector of the economy table (S,), by table country, and what has no sector."""
    place = {int(n): k for k, n in enumerate(economy.nodes)}
    sector_of = {
        row["target"]: row["source"]
        for row in case.layer.rows["edges"]
        if row["carrier"] == "carrier.firm-production"
    }
    spend = np.zeros(len(economy.nodes))
    countries: dict[str, float] = {}
    unknown = 0.0
    for product in case.purchases.products:
        for line in product.lines:
            sector = sector_of.get(line.node, "")
            at = place.get(case.at(sector), -1) if sector else -1
            if at < 0:
                unknown += line.spend
                continue
            spend[at] += line.spend
            home = places_of(case.frame).country_of[case.at(sector)] or ""
            countries[home] = countries.get(home, 0.0) + line.spend
    return spend, countries, unknown


def face_value(case: Case) -> dict[str, float]:
    """Spend per year by the supplier's own country."""
    country = {s.node: s.country for s in case.purchases.suppliers}
    found: dict[str, float] = {}
    for product in case.purchases.products:
        for line in product.lines:
            if line.node in country:
                found[country[line.node]] = found.get(country[line.node], 0.0) + line.spend
    return found


def by_country(case: Case, economy: Economy, amounts: FloatArray) -> dict[str, float]:
    """Amounts by sector summed by country or region of the table."""
    places = places_of(case.frame).country_of
    found: dict[str, float] = {}
    for node, amount in zip(economy.nodes.tolist(), amounts.tolist(), strict=True):
        country = places[node]
        if country and amount:
            found[country] = found.get(country, 0.0) + amount
    return found


def hidden_rows(
    case: Case, face: dict[str, float], through: dict[str, float], total: float
) -> list[dict[str, Any]]:
    """Countries from which more comes all the way up than is paid for directly (or less), largest gap first.

    Both sides by the countries and regions of the table.
    """
    names = case.network.names
    both = {c: (face.get(c, 0.0) / total, through.get(c, 0.0) / total) for c in {*face, *through}}
    order = sorted(both, key=lambda c: (-(both[c][1] - both[c][0]), c))
    return [
        {"country": named(names, c), "face": both[c][0], "look_through": both[c][1]}
        for c in order[:MOST_HIDDEN]
        if both[c][1] > both[c][0]
    ]


def product_row(case: Case, product: Product) -> dict[str, Any]:
    """One product for JSON."""
    country = {s.node: s.country for s in case.purchases.suppliers}
    shares: dict[str, float] = {}
    for line in product.lines:
        home = country.get(line.node, "")
        shares[home] = shares.get(home, 0.0) + line.weight
    known = {c: s for c, s in shares.items() if c}
    top = min(known, key=lambda c: (-known[c], c), default=None)
    names = case.network.names
    stands = product.stands_for
    return {
        "carrier": {
            "id": product.carrier,
            "name": dict(product.name),
            "family": product.family,
            "stands_for": None if stands is None else named(names, stands),
        },
        "product": product.carrier.removeprefix("carrier.firm."),
        "spend_per_year": product.spend,
        "suppliers": len(product.lines),
        "top_supplier_share": max(line.weight for line in product.lines),
        "top_country": None if top is None else {**named(names, top), "share": known[top]},
        "hhi_country": math.fsum(s * s for s in known.values()),
        "unknown_share": shares.get("", 0.0),
        "critical": product.carrier in critical_carriers(case),
        "critical_basis": "list" if product.critical is not None else "industry",
        "stock_days": number(product.stock_days),
        "months_to_switch": number(product.months_to_switch),
        "rows": sorted(r for line in product.lines for r in line.rows),
    }


def _tier(case: Case, tier: int | str, amounts: dict[str, float], unknown: float) -> dict[str, Any]:
    total = math.fsum(amounts.values()) + unknown
    order = sorted(amounts, key=lambda c: (-amounts[c], c))
    rows = [
        {"country": named(case.network.names, c), "share": amounts[c] / total, "spend_per_year": amounts[c]}
        for c in order[:MOST_COUNTRIES]
    ]
    rest = math.fsum(amounts[c] for c in order[MOST_COUNTRIES:])
    return {
        "tier": tier,
        "by_country": rows,
        "other_share": rest / total,
        "unknown_share": unknown / total,
        "spend_per_year": total,
    }
