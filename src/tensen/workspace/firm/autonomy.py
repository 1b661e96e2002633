"""Autonomy: products about which the firm cannot decide alone; indispensability: who rests on its
industry.
"""

from typing import Any

import numpy as np

from tensen.analysis.compiled import compile_network
from tensen.analysis.corners import corners_of
from tensen.analysis.hits import Hit, nothing
from tensen.analysis.interval import Interval
from tensen.analysis.places import COUNTRY_KINDS, places_of
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.declared import rule
from tensen.workspace.firm.words import both, joined, named
from tensen.workspace.firm.world import world_shares

MOST = 8
MOST_ALTERNATIVES = 4
MOST_DEPENDENTS = 4
HORIZON = "months"


def autonomy_rows(case: Case, products: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Critical products with one country abroad or one supplier above the rules' shares, or slow to
    switch.
    """
    rows = []
    for row in products:
        reasons = _reasons(case, row)
        if not row["critical"] or not reasons:
            continue
        top = row["top_country"] or {"id": "", "share": 0.0}
        abroad = top["id"] != case.layer.country
        dependence = max(row["top_supplier_share"], top["share"] if abroad else 0.0)
        name = row["carrier"]["name"]
        rows.append(
            {
                "product": row["product"],
                "name": name,
                "carrier": row["carrier"]["id"],
                "why": joined(reasons),
                "dependence": dependence,
                "alternatives": alternatives(case, row),
                "question": both(
                    "question_supplier" if row["suppliers"] == 1 else "question_country", product=name
                ),
                "spend_per_year": row["spend_per_year"],
                "reasons": len(reasons),
            }
        )
    return sorted(rows, key=lambda r: (-r["reasons"], -r["dependence"], -r["spend_per_year"], r["carrier"]))[
        :MOST
    ]


def _reasons(case: Case, row: dict[str, Any]) -> list[Words]:
    top = row["top_country"]
    found = []
    if top and top["id"] != case.layer.country and top["share"] >= rule("country_share"):
        found.append(both("why_country", share=f"{100 * top['share']:.0f}", country=top["name"]))
    if row["top_supplier_share"] >= rule("supplier_share"):
        found.append(both("why_supplier", share=f"{100 * row['top_supplier_share']:.0f}"))
    months = row["months_to_switch"]
    if months is not None and months >= rule("long_switch_months"):
        found.append(both("why_slow", months=f"{months:g}"))
    return found


def alternatives(case: Case, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Countries other than the largest that make the product, by their share in the world's supply
    (None where the atlas does not know it)."""
    stands = row["carrier"]["stands_for"]
    top = row["top_country"]["id"] if row["top_country"] else ""
    now: dict[str, float] = {}
    home = {s.node: s.country for s in case.purchases.suppliers}
    for product in case.purchases.products:
        if product.carrier == row["carrier"]["id"]:
            for line in product.lines:
                country = home.get(line.node, "")
                now[country] = now.get(country, 0.0) + line.weight
    world = world_shares(case, stands["id"] if stands else None)
    mine = [c for c in sorted(now, key=lambda c: (-now[c], c)) if c and c != top and c not in world]
    chosen = [c for c, s in world.items() if c != top and (s >= rule("least_alternative") or c in now)]
    return [
        {"country": named(case.network.names, c), "share_now": now.get(c, 0.0), "world_share": world.get(c)}
        for c in [*chosen, *mine][:MOST_ALTERNATIVES]
    ]


def indispensability_rows(case: Case) -> list[dict[str, Any]]:
    """Who would lose most if the firm's industry at home stopped for everybody; losses outside the
    industry.
    """
    frame, network = case.frame, case.network
    node = case.at(case.layer.sector)
    none = nothing()
    hit = Hit(np.array([node]), np.ones(1), none[0].astype(np.intp), none[1])
    found = corners_of(compile_network(frame, HORIZON), lambda _: [hit])
    places = places_of(frame)
    ends = (found.low.loss[:, 0], found.central.loss[:, 0], found.high.result.upper[:, 0])
    own = np.zeros(len(frame.value))
    own[node] = 1.0
    home = places.mask(case.layer.country) * (1.0 - own)
    rows = [_depends(case, _dollars(frame.value * home, ends), network.names[case.layer.country], None)]
    abroad = []
    for country in places.valued:
        if country == case.layer.country or network.kind_of[country] != COUNTRY_KINDS[0]:
            continue
        mask = frame.value * places.mask(country)
        abroad.append((_dollars(mask, ends), country, float(mask.sum())))
    abroad.sort(key=lambda item: (-item[0].central, item[1]))
    worst_sector = _worst_sectors(case, ends[1])
    for lost, country, worth in abroad[:MOST_DEPENDENTS]:
        rows.append(
            _depends(case, lost, network.names[country], (lost.central / worth, worst_sector.get(country)))
        )
    return rows


def _depends(
    case: Case, dollars: Interval, name: Words, more: tuple[float, str | None] | None
) -> dict[str, Any]:
    """A row with its figure in the firm's currency; without a rate no figure, and ``why`` says what is
    needed.
    """
    industry = case.network.names[case.layer.sector]
    figure = None
    if case.usd is not None:
        ends = {end: value * case.usd for end, value in vars(dollars).items()}
        figure = {**ends, "p5": None, "p95": None, "unit": "currency_per_day"}
    if more is None:
        what, why = both("holds_home", country=name), both("holds_home_why", industry=industry)
    else:
        share, sector = more
        what = both("holds_abroad", country=name)
        said = case.network.names[sector] if sector else name
        why = both("holds_abroad_why", industry=industry, share=f"{100 * share:.2g}", sector=said)
    if figure is None:
        why = rate_needed(case)
    cited = sorted({str(case.network.nodes["source_id"].iloc[case.at(case.layer.sector)])})
    return {"what": what, "figure": figure, "why": why, "sources": cited}


def rate_needed(case: Case) -> Words:
    """That a rate is needed to say dollars of the atlas in the firm's currency, and where to give it."""
    return both("rate_needed", currency=case.profile.currency)


def _dollars(worth: np.ndarray, ends: tuple[np.ndarray, ...]) -> Interval:
    """Value lost per day in US dollars, as the atlas counts it."""
    return Interval(*(float(worth @ end) for end in ends))


def _worst_sectors(case: Case, loss: np.ndarray) -> dict[str, str]:
    """The sector that loses the largest part of its value, by country."""
    places = places_of(case.frame).country_of
    found: dict[str, tuple[float, str]] = {}
    for node in np.flatnonzero(case.frame.value > 0):
        country = places[int(node)] or ""
        worst = found.get(country, (0.0, ""))
        if float(loss[node]) > worst[0]:
            found[country] = (float(loss[node]), str(case.network.position[int(node)]))
    return {country: sector for country, (_, sector) in found.items() if sector}
